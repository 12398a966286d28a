"""Quotation marks without regard to their glyphs: spans of quoted text.

The marks of the four languages share glyphs (the German closing mark is the English
opening one) and desks swap one for another, so a mark's side is told from the
characters beside it, never from its glyph. Leaves out: who is quoted.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from monitor.text.glyphs import fold

_DOUBLE = "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u300c\u300d\u300e\u300f\uff02\u301d\u301e\u301f"
_SINGLE = "\u2018\u2019\u201a\u201b\u2039\u203a\u00b4\u0060\u2032\uff07"
_QUOTES = {**{ord(char): '"' for char in _DOUBLE}, **{ord(char): "'" for char in _SINGLE}}
_RANGES = (range(0x80, 0x600), range(0x2000, 0x2E80), range(0x3000, 0x3100), range(0xFE00, 0x10000))
"""Where the characters that fold or quote live."""


def _table() -> dict[int, str]:
    """One table for quotes, and for what :func:`monitor.text.glyphs.fold` does."""
    table: dict[int, str] = {ord("`"): "'", ord("\t"): " "}
    for codes in _RANGES:
        for code in codes:
            char = chr(code)
            folded = _QUOTES.get(code) or fold(char)
            if folded != char:
                table[code] = folded
    return table


_PLAIN = {chr(code): char for code, char in _table().items()}
_FOLDED = re.compile("[" + re.escape("".join(_PLAIN)) + "]")
"""Looking for the few and replacing those found is several times as fast as ``str.translate`` (see glyphs)."""

_MARK = re.compile(r"[\"']")
_OPENERS = frozenset(" ([{–-:/\n\"'")
_LONGEST_SINGLE = 600
"""Single quotes further apart are taken for apostrophes (longest in 150 news pages: 162)."""


class Quote(NamedTuple):
    """One outermost quotation: ``start`` is at the opening mark, ``end`` past the closing one."""

    start: int
    end: int
    closed: bool
    """False when the paragraph ends first; ``end`` is then the paragraph's end."""


def plain(text: str) -> str:
    """A copy of the same length with one glyph each for quotes, dashes, spaces and apostrophes."""
    for char in set(_FOLDED.findall(text)):
        text = text.replace(char, _PLAIN[char])
    return text


def quote_spans(paragraph: str) -> tuple[Quote, ...]:
    """The quotations of one paragraph that went through :func:`plain`, in order.

    Nested marks belong to the outer quotation. Where nesting does not come out even, the
    marks are paired afresh without nesting, so that one forgotten mark spoils one quotation.
    """
    if '"' not in paragraph and "'" not in paragraph:
        return ()
    spans = _double(paragraph, nesting=True)
    if spans and not spans[-1].closed:
        spans = _double(paragraph, nesting=False)
    return tuple(sorted([*spans, *_single(paragraph, spans)]))


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return before in _OPENERS and not after.isspace()


def _double(text: str, *, nesting: bool) -> list[Quote]:
    spans: list[Quote] = []
    depth = 0
    start = 0
    position = text.find('"')
    while position >= 0:
        if depth == 0:
            start, depth = position, 1
        elif _opens(text, position) and text[position - 1] not in "\"'":
            if nesting:
                depth += 1
            else:
                start = position
        else:
            depth -= 1
            if depth == 0:
                spans.append(Quote(start, position + 1, True))
        position = text.find('"', position + 1)
    if depth:
        spans.append(Quote(start, len(text), False))
    return spans


def _single(text: str, taken: list[Quote]) -> list[Quote]:
    spans: list[Quote] = []
    start = -1
    closing = -1
    covered = iter(taken)
    current = next(covered, None)
    for mark in _MARK.finditer(text):
        at = mark.start()
        while current is not None and current.end <= at:
            current = next(covered, None)
        if mark.group() == '"' or (
            current is not None and current.closed and current.start <= at < current.end
        ):
            continue
        after = text[at + 1] if at + 1 < len(text) else " "
        if _opens(text, at) and after.isalnum():
            if start >= 0 and closing >= 0:
                spans.append(Quote(start, closing + 1, True))
            start, closing = at, -1
        elif (
            start >= 0 and at - start <= _LONGEST_SINGLE and not (after.isalnum() and text[at - 1].isalnum())
        ):
            # "the players' fault,' he said": a mark after punctuation closes for good
            if closing < 0 or text[at - 1] in ",.!?…":
                closing = at
            if text[at - 1] in ",.!?…":
                spans.append(Quote(start, at + 1, True))
                start, closing = -1, -1
        elif start >= 0 and closing < 0 and at - start <= _LONGEST_SINGLE and not _latin(after):
            closing = at  # 'X'는: a Korean particle follows the closing mark at once
    if start >= 0 and closing >= 0:
        spans.append(Quote(start, closing + 1, True))
    return spans


def _latin(char: str) -> bool:
    return char.isalnum() and not "\uac00" <= char <= "\ud7a3"
