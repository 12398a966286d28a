"""The extractor's tree as blocks: paragraphs, headings, quotes, list items, table rows.

Each block is one line of clean text. Line breaks inside a paragraph divide it, as many
Korean sites set a whole body with ``<br>`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from monitor.model import Block, BlockKind
from monitor.text.normalise import clean

_KINDS = {
    "head": BlockKind.HEADING,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.QUOTE,
    "row": BlockKind.TABLE_ROW,
}
_HTML_KINDS = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "tr": BlockKind.TABLE_ROW,
}
_HTML_LINES = frozenset(
    {
        *_HTML_KINDS,
        "p",
        "div",
        "br",
        "section",
        "article",
        "ul",
        "ol",
        "table",
        "td",
        "th",
        "dl",
        "dt",
        "dd",
        "pre",
        "hr",
    }
)
_CONTAINERS = frozenset({"body", "div", "list", "table", "main", "section", "article", "doc"})
_SKIPPED = frozenset({"graphic", "figure", "formula"})
_DIVIDING = frozenset({"lb", "p", "item", "cell"})
_BREAK = "\u2028"
_LETTER = re.compile(r"\w")


def blocks(body: etree._Element) -> tuple[Block, ...]:
    """The blocks of a body tree as ``trafilatura`` builds it, in order."""
    return tuple(_blocks(body, BlockKind.PARAGRAPH, 0))


def from_elements(elements: Sequence[etree._Element]) -> tuple[Block, ...]:
    """The blocks of elements as they stand in a page, in order."""
    found: list[Block] = []
    pieces: list[str] = []
    kind = BlockKind.PARAGRAPH

    def flush() -> None:
        found.extend(_lines("".join(pieces), kind))
        pieces.clear()

    for element in elements:
        for event, node in etree.iterwalk(element, events=("start", "end")):
            tag = node.tag if isinstance(node.tag, str) else ""
            if tag in _HTML_LINES:
                flush()
                kind = _HTML_KINDS.get(tag, BlockKind.PARAGRAPH) if event == "start" else BlockKind.PARAGRAPH
            if event == "start":
                pieces.append(node.text or "" if tag else "")
            elif node is not element:
                pieces.append(node.tail or "")
        flush()
    return tuple(found)


def _blocks(element: etree._Element, kind: BlockKind, depth: int) -> Iterator[Block]:
    if depth > 100:
        yield from _lines("".join(element.itertext()), kind)
        return
    yield from _lines(element.text or "", kind)
    pending = ""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _SKIPPED or not tag:
            pending += child.tail or ""
        elif tag == "row":
            yield from _lines(pending, kind)
            cells = [clean(" ".join(cell.itertext())) for cell in child]
            yield from _lines(" | ".join(cell for cell in cells if cell), BlockKind.TABLE_ROW)
            pending = child.tail or ""
        elif tag in _CONTAINERS or (tag in {"quote", "item"} and _nested(child)):
            yield from _lines(pending, kind)
            yield from _blocks(child, _KINDS.get(tag, kind), depth + 1)
            pending = child.tail or ""
        elif tag in {"p", "head", "item", "quote", "code", "ab", "fw"}:
            yield from _lines(pending, kind)
            inner = _KINDS.get(tag, kind)
            yield from _lines(_inline(child), inner)
            pending = child.tail or ""
        elif tag == "lb":
            pending += _BREAK + (child.tail or "")
        else:
            pending += _inline(child) + (child.tail or "")
    yield from _lines(pending, kind)


def _nested(element: etree._Element) -> bool:
    return any(child.tag in {"p", "list", "quote", "head", "table"} for child in element.iterdescendants())


def _inline(element: etree._Element) -> str:
    """Text of an inline tree in document order, with the breaks marked."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in _DIVIDING and node is not element:
                pieces.append(_BREAK)
            if tag and tag not in _SKIPPED:
                pieces.append(node.text or "")
        elif node is not element:
            pieces.append(node.tail or "")
    return "".join(pieces)


def _lines(text: str, kind: BlockKind) -> Iterator[Block]:
    for line in text.split(_BREAK):
        tidy = clean(line)
        if tidy and _LETTER.search(tidy):
            yield Block(kind=kind, text=tidy)
