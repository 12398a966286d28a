"""Sentence boundaries in Korean, English, German and Ukrainian.

A full stop after a plain lower-case word, an exclamation or a question mark is decided
here; where an abbreviation, a numeral or an initial is in play, LanguageTool's SRX rules
are asked (choppa-srx), over a window of bounded size: their time grows with the cube of
the number of stops (400 characters of "a. b. " take 2 s). Korean needs no such rules.
Boundaries inside quotation marks, and before a lower-case or dash continuation, are
merged. Leaves out: headings and lists, which are paragraphs of their own.
"""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from importlib import import_module, resources
from types import ModuleType
from typing import Any, NamedTuple

from monitor.lang.registry import language as language_of
from monitor.text.quotes import plain, quote_spans

_CANDIDATE = re.compile(r"([.!?…]{1,5})([\"')\]]{0,3})( +)")
_INITIALISM = re.compile(r"[A-Z]\.[A-Z]\.$")
_LEFT, _RIGHT = 60, 40
"""The window that the SRX rules see: their exceptions look at the words beside the stop."""
_MOST_STOPS = 4
"""More stops in a window than this are no prose; the plain rule decides (see module)."""
_CLEAR_WORD = 5
"""A capitalised word this long before the stop is no abbreviation in the three languages
(titles and months have four letters at most); a lower-case one is none that is not listed."""


def sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """The (start, end) offsets of the sentences: trimmed, in order, never across a line break.

    Every character that is no white space lies in exactly one sentence. Time is linear.

    :raises KeyError: for a language that there is no folder for.
    """
    rules = _rules(language)
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            spans.extend((offset + start, offset + end) for start, end in _line(plain(line), rules))
        offset += len(line) + 1
    return tuple(spans)


class _Rules(NamedTuple):
    """What the language's grammar file says about sentences."""

    srx: str | None
    starters: frozenset[str]
    """Words that open a sentence after an initialism."""
    abbreviations: frozenset[str]
    """Lower-case abbreviations that take a stop."""


@cache
def _rules(language: str) -> _Rules:
    table = language_of(language).toml("grammar.toml").get("sentences", {})
    return _Rules(
        table.get("srx") or None,
        frozenset(table.get("starters", "").split()),
        frozenset(table.get("abbreviations", "").split()),
    )


def _line(line: str, rules: _Rules) -> list[tuple[int, int]]:
    quotes = [quote for quote in quote_spans(line) if quote.closed]
    spans: list[tuple[int, int]] = []
    start = 0
    inside = 0
    for candidate in _CANDIDATE.finditer(line):
        here = candidate.start()
        while inside < len(quotes) and quotes[inside].end <= here:
            inside += 1
        if inside < len(quotes) and quotes[inside].start < here and candidate.end() < quotes[inside].end:
            continue
        if _breaks(line, candidate, rules) or _opens(line, candidate, rules.starters):
            spans.append((start, candidate.start(3)))
            start = candidate.end()
    spans.append((start, len(line)))
    return [trimmed for span in spans if (trimmed := _trim(line, *span))]


def _trim(line: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _breaks(line: str, candidate: re.Match[str], rules: _Rules) -> bool:
    at = candidate.end()
    if at >= len(line):
        return False
    following = line[at]
    name = line[at + 1 : at + 2].isupper()  # "eBay", "iPhone"
    if (
        (following.islower() and not name)
        or following in ",;:)]"
        or (following in "-–" and line[at + 1 : at + 2] == " ")
    ):
        return False
    marks, closing = candidate.group(1), candidate.group(2)
    if rules.srx is None:
        return _breaks_plainly(line, candidate)
    if marks[-1] in "!?" or closing:
        return True
    word = _last_word(line, candidate.start())
    if marks == "." and word.isalpha() and following.isupper():
        if word.islower() and len(word) > 1 and word not in rules.abbreviations:
            return True
        if len(word) >= _CLEAR_WORD:
            return True
    window = line[max(0, candidate.start() - _LEFT) : at + _RIGHT]
    if sum(window.count(mark) for mark in ".!?…") > _MOST_STOPS + len(marks):
        return len(word) > 3 and word[-1].islower()
    return _srx_breaks(window, at - max(0, candidate.start() - _LEFT), rules.srx)


def _last_word(line: str, end: int) -> str:
    """The word that ends there, of which 40 characters are looked at; "" for none."""
    before = line[max(0, end - 40) : end]
    if not before or before[-1].isspace():
        return ""
    word = before.rsplit(None, 1)[-1]
    for mark in "\"'([":
        word = word.rpartition(mark)[2]
    return word


def _opens(line: str, candidate: re.Match[str], starters: frozenset[str]) -> bool:
    """An initialism before the stop and a word after it that opens sentences."""
    if (
        not starters
        or candidate.group(1) != "."
        or not _INITIALISM.search(line, max(0, candidate.start() - 8), candidate.end(1))
    ):
        return False
    return line[candidate.end() : candidate.end() + 12].split(" ", maxsplit=1)[0].rstrip(",") in starters


def _breaks_plainly(line: str, candidate: re.Match[str]) -> bool:
    """Korean: a stop after a letter of an initialism or a numeral of a list is none."""
    before = line[candidate.start() - 1 : candidate.start()]
    if candidate.group(1) != ".":
        return True
    if before.isdigit():
        return not line[candidate.end()].isdigit()
    initial = line[max(0, candidate.start() - 2) : candidate.start()].strip()
    return not (len(initial) == 1 and initial.isascii() and initial.isalpha())


@cache
def _choppa() -> ModuleType:
    """The package, for those who need it: 5 MB without what it imports to validate rule files.

    That is 17 MB and half of the time, and is not used: our rules are the package's own.
    """
    validator = "xmlschema"
    if validator in sys.modules:
        return import_module("choppa")
    sys.modules[validator] = ModuleType(validator)
    try:
        return import_module("choppa")
    finally:
        del sys.modules[validator]


@cache
def _document() -> Any:
    with resources.as_file(resources.files("choppa") / "data/srx/languagetool_segment.srx") as path:
        return _choppa().SrxDocument(ruleset=str(path))


@lru_cache(maxsize=4096)
def _srx_breaks(window: str, at: int, rules: str) -> bool:
    offset = 0
    for segment in _choppa().SrxTextIterator(_document(), rules, window):
        offset += len(segment)
        if offset >= at:
            break
    return offset == at and at < len(window)
