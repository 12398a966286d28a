"""One parse of a page, shared by all that reads it.

The tree is parsed once with the C class lookup (lxml otherwise calls Python for every
element: .92 of the time on 385 pages, same text), JSON-LD is taken out of it, and
script, style and svg are pruned before the extractor copies the tree.

What is met with a limit here, so that no page meets the clock instead: JSON-LD that
does not parse or is too long never reaches the extractor, and a block with thousands
of inline tags loses the tags and keeps its text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from monitor.extract import jsonld
from monitor.extract.charset import Decoded
from monitor.extract.unclosed import without_unclosed

# A page of a news site has 80 to 1,500 inline tags in all; the largest block of the
# set has 240. Trafilatura's time on inline tags of one block grows with their square.
_MAX_INLINE = 600
# libxml2 drops what is nested deeper than 2,048 elements, with all that follows.
_DEEPEST = 2040
_INLINE = (
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
    "br",
    "wbr",
    "img",
)
# Elements whose text is not parsed: one without an end takes the rest of the page.
_VERBATIM = ("script", "style", "textarea", "title")
# What a browser shows of a video or a drawing surface is never the words inside of it.
_PRUNED = ("script", "style", "svg", "template", "noscript", "video", "audio", "canvas")
# How combining marks and the letters that Hangul syllables are made of begin in UTF-8. Single
# bytes are found twenty times as fast as pairs.
_MARKS, _JAMO = (b"\xcc", b"\xcd"), (b"\xe1\x84", b"\xe1\x85", b"\xe1\x86", b"\xe1\x87")
_STROKE = "\u0338".encode()
_CONTROL = bytes(
    0x20 if (code < 0x20 and code not in (0x09, 0x0A, 0x0D)) or code == 0x7F else code for code in range(256)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed page. ``tree`` is pruned of scripts; it is changed by nobody but the extractor's copies."""

    tree: html.HtmlElement
    markup: str
    things: tuple[dict[str, Any], ...]
    """The JSON-LD objects of the page, flattened, in page order."""
    scripts: tuple[str, ...]
    """Other inline scripts of at least 2,000 characters: bodies may hide in script state."""
    noscript: str
    """What the page says to browsers without scripts."""
    swallowed: str
    """The tag of an element without end that took the page's rest for its text; "" if none."""


def _parser() -> html.HTMLParser:
    # Without huge_tree libxml2 drops everything below 256 nested elements; with it, below 2,048.
    parser = html.HTMLParser(
        encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


def _composed(decoded: Decoded) -> bytes:
    """The page in UTF-8 and NFC: a decomposed letter counts for several where text is measured.

    A stroke laid over a tag's ``>`` would become one sign with it; such a page stays as it is.
    """
    data = decoded.utf8 or decoded.text.encode("utf-8", "replace")
    decomposed = any(mark in data for mark in _MARKS) or (
        b"\xe1" in data and any(letter in data for letter in _JAMO)
    )
    if not decomposed or _STROKE in data:
        return data
    return unicodedata.normalize("NFC", decoded.text).encode("utf-8", "replace")


def parse(decoded: Decoded) -> Document | None:
    """The page's tree, or None when there is no element in it."""
    # Lone surrogates end libxml2's reading of the page; control characters its words. A NUL
    # is nothing to browsers (HTML, 13.2.5.1), so it must not cut a word in two here.
    data = without_unclosed(_composed(decoded).translate(_CONTROL, b"\x00"))
    try:
        tree = etree.fromstring(data, parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if tree is None:
        return None
    blocks: list[str] = []
    scripts: list[str] = []
    noscript: list[str] = []
    swallowed = next(
        (
            element.tag
            for element in {element.tag: element for element in tree.iter(*_VERBATIM)}.values()
            if (element.text or "")[-40:].rstrip().lower().endswith(("</html>", "</body>"))
        ),
        "",
    )
    for element in tree.iter("script", "noscript"):
        text = element.text or ""
        if element.tag == "noscript":
            noscript.append(element.text_content())
        elif "ld+json" in (element.get("type") or "").lower():
            blocks.append(text)
        elif len(text) >= 2000:
            scripts.append(text)
    if _depth(tree) >= _DEEPEST:
        swallowed = "deeply nested"
    things = tuple(jsonld.flatten(blocks))
    etree.strip_elements(tree, *_PRUNED, with_tail=False)
    _bound_inline(tree)
    return Document(
        tree=tree,
        markup=decoded.text,
        things=things,
        scripts=tuple(scripts),
        noscript=" ".join(noscript),
        swallowed=swallowed,
    )


def _bound_inline(tree: html.HtmlElement) -> None:
    """Take the inline tags out of any block that holds more of them than an article's does.

    Done by hand: libxml2 joins the texts of stripped tags in quadratic time.
    """
    for parent in _CROWDED(tree):
        children = list(parent)
        if sum(1 for child in children if child.tag in _INLINE) <= _MAX_INLINE:
            continue
        pieces = [parent.text or ""]
        kept: html.HtmlElement | None = None
        for child in children:
            tail = child.tail or ""
            parent.remove(child)
            if child.tag in _INLINE:
                pieces.append("\n" if child.tag == "br" else "".join(child.itertext(with_tail=False)))
                pieces.append(tail)
            else:
                _close(parent, kept, pieces)
                kept, pieces = child, [tail]
                parent.append(child)
        _close(parent, kept, pieces)


def _close(parent: html.HtmlElement, kept: html.HtmlElement | None, pieces: list[str]) -> None:
    """Set the text collected since the last child that stays."""
    if kept is None:
        parent.text = "".join(pieces)
    else:
        kept.tail = "".join(pieces)


def _depth(tree: html.HtmlElement) -> int:
    """How deep the last branch is nested."""
    depth, node = 0, tree
    while len(node):
        node, depth = node[-1], depth + 1
    return depth


_CROWDED = etree.XPath(f"//*[*[{_MAX_INLINE + 1}]]")
