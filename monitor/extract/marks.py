"""What the page's own markup says about its lines: captions, links, boxes beside the article.

The extractor returns text without its place in the page. This module goes over the page
once and collects the texts of elements that stand out, folded to letters and digits, so
that a block can be told by its text: a heading that is nothing but a link is a teaser, a
paragraph in a box of class "newsletter" is an offer.

Marking blocks afterwards is the safe half of pruning elements beforehand: nothing that
the extractor chose can be lost except blocks named here, and :func:`without` gives all
of them back when they are a large part of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree, html

from monitor.model import Block

_NOT_WORD = re.compile(r"\W+")
_NOT_LETTER = re.compile(r"[\W\d_]+")
# A page's lines are folded and measured by one step after the other; texts longer than an
# article's paragraphs are not kept, or pages of one line would fill the memory.
_ONE_LINE = 4000
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LINES = frozenset(
    {
        "p",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "span",
        "figcaption",
        "dt",
        "dd",
        "blockquote",
        "td",
    }
)
_BESIDE_TAGS = frozenset({"figure", "figcaption", "aside", "nav", "footer"})
_HOLDERS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "div", "td")
# Whole words of class and id; parts of words ("relateddate", "sharecount") do not count.
_BESIDE = re.compile(
    r"(?:^|[\s_\-])(?:related|recommend(?:ed|ation|ations)?|newsletter|signup|promo|promotion|teaser-?list|teaserlist|readmore|read-more|more-?on|also-?read|"
    r"author-?bio|author-?box|authorbox|about-?author|bio|outbrain|taboola|paywall|subscribe|subscription|donat(?:e|ion)|spenden|social|share|sharing|"
    r"comments?|copyright|breadcrumbs?|most-?read|trending|inline-?teaser|linklist|link-?list|infobox-?links|app-?promo|advert(?:isement)?|sponsored|reporter|journalist|"
    r"relation|news_?relation|read-?also|similar|kaltura|video-?caption|image-?caption|caption|credit|appeal)(?:$|[\s_\-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Folded texts of lines that stand out."""

    linked: frozenset[str]
    """Lines that are one link from end to end."""
    beside: frozenset[str]
    """Lines in boxes that are named as something beside the article."""
    captions: frozenset[str]
    retold: frozenset[str] = frozenset()
    """Captions and lines of boxes that a paragraph outside of any says as well."""


def bare(text: str) -> str:
    """Letters and digits in small letters: what survives any setting of a line."""
    return _folded(text) if len(text) <= _ONE_LINE else _fold(text)


def _fold(text: str) -> str:
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _NOT_WORD.sub("", text).casefold()


_folded = lru_cache(maxsize=2048)(_fold)


def size(text: str) -> float:
    """How many letters a text has; a Hangul syllable counts for two and a half."""
    return _measured(text) if len(text) <= _ONE_LINE else _measure(text)


def _measure(text: str) -> float:
    letters = len(_NOT_LETTER.sub("", text))
    return letters if text.isascii() else letters + 1.5 * len(_HANGUL.findall(text))


_measured = lru_cache(maxsize=2048)(_measure)


def collect(tree: html.HtmlElement, found: Sequence[Block]) -> Marks:
    """The marks of a page, as far as they concern the blocks found on it."""
    # Folding every line of a page costs a tenth of the extraction; the first letters of
    # the blocks leave out nearly all of them.
    heads = frozenset(block.text[:_HEAD] for block in found)
    beside, captions = _beside(tree, heads), _captions(tree, heads)
    marked = {line for block in found if (line := bare(block.text)) in beside or line in captions}
    return Marks(
        linked=frozenset(_linked(tree, heads)),
        beside=frozenset(beside),
        captions=frozenset(captions),
        retold=frozenset(_retold(tree, marked)) if marked else frozenset(),
    )


_HEAD = 3


def _linked(tree: html.HtmlElement, heads: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for link in tree.iter("a"):
        text = (link.text or "" if len(link) == 0 else "".join(link.itertext())).strip()
        if not 12 <= len(text) <= 300:
            continue
        holder = link.getparent()
        while holder is not None and holder.tag not in _HOLDERS:
            holder = holder.getparent()
        # A dash, an arrow or a date may stand beside the link.
        if (
            holder is None
            or len(holder) >= 8
            or (text[:_HEAD] not in heads and not (holder.text or "").strip())
        ):
            continue
        whole = "".join(holder.itertext()).strip()
        if len(whole) <= len(text) * 1.2 + 6 and (text[:_HEAD] in heads or whole[:_HEAD] in heads):
            found.add(bare(whole))
            found.add(bare(text))
    found.discard("")
    return found


@lru_cache(maxsize=4096)
def _names_box(names: str) -> bool:
    return bool(_BESIDE.search(names))


_CANDIDATES = etree.XPath("//*[self::div or self::section or self::ul or self::p][@class or @id]")


def _beside(tree: html.HtmlElement, heads: frozenset[str]) -> set[str]:
    found: set[str] = set()
    boxes: set[html.HtmlElement] = set()
    for element in _CANDIDATES(tree):
        if _names_box(f"{element.get('class', '')} {element.get('id', '')}") and boxes.isdisjoint(
            element.iterancestors()
        ):
            boxes.add(element)
            _lines(element, found, heads)
    found.discard("")
    return found


def _lines(element: html.HtmlElement, found: set[str], heads: frozenset[str]) -> None:
    """The text of an element of modest size, whole and by lines."""
    if sum(1 for _ in element.iter("p")) > 12:
        return
    for line in element.iter(*_LINES):
        if len(line) < 12:
            text = "".join(line.itertext()).strip()
            if 2 < len(text) < 1200 and text[:_HEAD] in heads:
                found.add(bare(text))


def _captions(tree: html.HtmlElement, heads: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for element in tree.iter("figcaption"):
        _lines(element, found, heads)
    found.discard("")
    return found


def _retold(tree: html.HtmlElement, marked: set[str]) -> set[str]:
    """Those of the marked lines that stand in a paragraph outside of every box and caption.

    Some papers caption their pictures with sentences of the article; the caption's mark
    would take the sentence with the figure along.
    """
    return {
        line
        for element in tree.iter("p")
        if _ends_sentence(text := "".join(element.itertext()).strip())
        and (line := bare(text)) in marked
        and not _in_box(element)
    }


def _in_box(element: html.HtmlElement) -> bool:
    return any(
        one.tag in _BESIDE_TAGS or _names_box(f"{one.get('class', '')} {one.get('id', '')}")
        for one in (element, *element.iterancestors())
        if one.tag not in {"body", "html"}
    )


def without(found: Sequence[Block], marks: Marks) -> tuple[Block, ...]:
    """The blocks without teasers, boxes and captions, unless those are much of the text."""
    kept_once = _once(found, marks.retold) if marks.retold else set()
    kept = tuple(
        block for number, block in enumerate(found) if number in kept_once or not _stands_out(block, marks)
    )
    total = sum(len(block.text) for block in found)
    # Pages whose every paragraph stands in a box of such a name, or is a link, exist: a page
    # loses at most two fifths of its text so.
    if sum(len(block.text) for block in kept) * 5 < total * 3:
        return tuple(found)
    return kept


def _once(found: Sequence[Block], retold: frozenset[str]) -> set[int]:
    """The places of one block for each line retold, the one that ends like a sentence."""
    places: dict[str, int] = {}
    for number, block in enumerate(found):
        line = bare(block.text)
        if line in retold and (line not in places or not _ends_sentence(found[places[line]].text)):
            places[line] = number
    return set(places.values())


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"”“»').").endswith((".", "!", "?", "…")) or text.endswith(".")


def _stands_out(block: Block, marks: Marks) -> bool:
    line = bare(block.text)
    return line in marks.captions or line in marks.linked or line in marks.beside
