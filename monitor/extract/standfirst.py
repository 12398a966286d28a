"""The standfirst as a field of its own, never repeated in the blocks.

It is the largest class of loss of every extractor measured (49 of 129 German, 29 of 103
English pages). Origins, first found wins:

1. the lead that stands between headline and body: named so by class or microdata, or
   worded like the description that the page states;
2. a first line of the body that is set off (bold) from the rest;
3. an unnamed short text between headline and body that the extractor left out;
4. the description of JSON-LD or ``<meta>``, unless it is only the body's beginning.

Left out on purpose: a plain first paragraph that happens to be the description as well
stays in the body, where its figures are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html
from rapidfuzz import fuzz

from monitor.extract.document import Document
from monitor.extract.marks import bare
from monitor.extract.metadata import Metadata
from monitor.model import Block
from monitor.text.normalise import clean

# Names of leads in the class, id, itemprop or data-testid of the set's pages and of common
# systems; camel case is divided first ("ContentHeaderDek", "leadIn", "storyIntro").
_NAMES = re.compile(
    r"(?:^|[\s_\-])(?:lead|leadin|lead-?text|leadtext|lede|standfirst|dek|deck|intro|introtext|subtitle|sub-?title|sub-?headline|subhead|subline|excerpt|summary|"
    r"abstract|vorspann|teaser-?text|first-paragraph|perex|anons|anonce|synopsis|article-?description|mid-?title|midtitle|sub-?tit|tagline|strapline|kicker-?text)(?:$|[\s_\-])"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LEAVES = frozenset(
    {"p", "h2", "h3", "h4", "div", "span", "strong", "section", "ul", "li", "em", "b", "storefront-html"}
)
_BLOCKS = (
    "p",
    "div",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "section",
    "table",
    "article",
    "figure",
    "blockquote",
)
_OUTSIDE = frozenset(
    {
        "nav",
        "aside",
        "footer",
        "figure",
        "figcaption",
        "button",
        "form",
        "time",
        "address",
        "label",
        "picture",
        "video",
        "audio",
        "select",
        "dialog",
    }
)
_SENTENCE_END = re.compile(r"[.!?…。\"”“»’)]\s*$")
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*\S{0,12}\s*$")
# The longest lead of the set has 620 characters, the shortest 23 (Korean) and 34.
_SHORTEST, _LONGEST = 10, 700
_REACH = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Standfirst:
    """What was found: the text, if any, whether the page shows it, and the blocks without it."""

    text: str | None
    shown: bool = True
    blocks: tuple[Block, ...]


def choose(
    document: Document, meta: Metadata, found: tuple[Block, ...], given: str | None = None
) -> Standfirst:
    """The standfirst of a page. ``given`` is what a site's rule found."""
    if given:
        return Standfirst(text=given, blocks=_strip(given, found))
    titles = {
        bare(title) for title in (meta.headlines.page, meta.headlines.og, meta.headlines.jsonld) if title
    }
    first = [bare(block.text) for block in found[:8]]
    stated = [(text, bare(text)) for text in meta.descriptions]
    lead = _visible(document.tree, titles, first, stated)
    if lead is not None:
        # Text that nothing but the head's description tells for a lead comes and goes with it.
        text, by_itself = lead
        return Standfirst(text=text, shown=by_itself, blocks=_strip(text, found))
    body = "".join(first)
    for text, folded in stated:
        if len(text) < _SHORTEST or folded in titles or _CUT.search(text):
            continue
        # The beginning of the body cut to length, with or without a mark of the cut.
        if folded[:40] in body or folded[-40:] in body or fuzz.partial_ratio(folded[:120], body[:1500]) > 85:
            break
        if len(text) <= _LONGEST:
            return Standfirst(text=text, shown=False, blocks=found)
    return Standfirst(text=None, blocks=found)


def _visible(
    tree: html.HtmlElement, titles: set[str], first: list[str], stated: list[tuple[str, str]]
) -> tuple[str, bool] | None:
    """The lead between headline and body, and whether the page alone shows that it is one."""
    spare: tuple[str, bool] | None = None
    for element, text in _lines_after_headline(tree, titles):
        folded = bare(text)
        if not folded or folded in titles:
            continue
        fits = _SHORTEST <= len(text) <= _LONGEST
        at = next(
            (
                i
                for i, line in enumerate(first)
                if line and (line == folded or (len(folded) > 20 and line.startswith(folded)))
            ),
            None,
        )
        if fits and _named(element):
            return text, True
        if at is not None:
            if at == 0 and fits and len(first) > 2 and first[0] == folded and _set_off(element):
                return text, True
            if at == 0 and any(folded == line for _, line in stated) and element.tag != "p":
                return text, False
            return spare
        if fits and any(_alike(folded, line) for _, line in stated):
            return text, False
        if (
            spare is None
            and 40 <= len(text) <= 450
            and _SENTENCE_END.search(text)
            and element.tag in {"p", "h2", "h3", "div"}
            and element.find(".//a") is None
        ):
            spare = text, True
    return None


def _lines_after_headline(tree: html.HtmlElement, titles: set[str]) -> Iterator[tuple[html.HtmlElement, str]]:
    """Elements with a line of their own that follow the headline, with their text."""
    started, count = False, 0
    for element in tree.iter(*_LEAVES, "h1"):
        if not started:
            if element.tag in {"h1", "h2", "h3"} and (
                not titles or bare("".join(element.itertext())) in titles or _holds(element, titles)
            ):
                started = True
            continue
        count += 1
        if count > _REACH:
            return
        holds_lines = element.tag == "h1" or any(child.tag in _BLOCKS for child in element)
        if holds_lines and not (_named(element) and len(element) < 12):
            continue
        if element.getparent().tag == "h1" or any(
            ancestor.tag in _OUTSIDE for ancestor in element.iterancestors()
        ):
            continue
        text = clean(
            " ".join(element.itertext())
            if element.find("br") is not None or len(element) > 1
            else "".join(element.itertext())
        )
        if text and "©" not in text:
            yield element, text


def _holds(element: html.HtmlElement, titles: set[str]) -> bool:
    """True for an h1 that holds a kicker besides the headline."""
    if element.tag != "h1":
        return False
    line = bare("".join(element.itertext()))
    return any(len(title) > 10 and (title in line or line in title) for title in titles if line)


def _named(element: html.HtmlElement) -> bool:
    names = " ".join(
        filter(
            None,
            (element.get("class"), element.get("id"), element.get("itemprop"), element.get("data-testid")),
        )
    )
    if not names:
        parent = element.getparent()
        if parent is None or parent.tag not in {"div", "p", "section"} or len(parent) > 2:
            return False
        names = parent.get("class") or ""
    return bool(names) and (
        element.get("itemprop") in {"description", "alternativeHeadline"}
        or bool(_NAMES.search(_CAMEL.sub("-", names).lower()))
    )


def _set_off(element: html.HtmlElement) -> bool:
    """True for a line that is bold from end to end, or a heading."""
    if element.tag in {"h2", "h3", "h4", "strong", "b"}:
        return True
    inner = [child for child in element if child.tag in {"strong", "b"}]
    return len(inner) == 1 and len(bare("".join(inner[0].itertext()))) >= 0.9 * len(
        bare("".join(element.itertext()))
    )


def _alike(one: str, other: str) -> bool:
    """True for a lead and a description that are one text, whole or cut."""
    if len(one) < 15 or len(other) < 15:
        return one == other
    return (
        one == other
        or one.startswith(other[:80])
        or other.startswith(one[:80])
        or fuzz.ratio(one, other) > 80
    )


def _strip(lead: str, found: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without those at the beginning that only repeat the lead."""
    folded = bare(lead)
    kept = list(found)
    for index in range(min(6, len(kept)) - 1, -1, -1):
        line = bare(kept[index].text)
        if line == folded or (len(line) > 8 and line in folded and index < 6 and len(line) < len(folded)):
            del kept[index]
    return tuple(kept)
