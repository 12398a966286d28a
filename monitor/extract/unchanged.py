"""Whether a page still says what was extracted from it, without extracting it again.

The ladder, cheapest first:

1. the bytes are the same;
2. the *lines* are the same: the page is cut at its tags by one pattern, without a parser,
   and every line that the article was taken from stands there, in its order, to the byte;
   so do the fields of ``<meta>`` and JSON-LD that extraction reads; and no line came in
   that could be part of an article.

A rung is made by :func:`monitor.extract.covering.rung_of` only where the second step was
seen to cover the whole extraction: every paragraph, headline, standfirst, byline and date is found in the lines
and fields it compares. Elsewhere only the bytes are compared. It says nothing about what
an edit did: whatever differs is extracted in full, and :class:`Kept` has that done every
so often even where nothing differs.

Left out on purpose: a slice of bytes from the first paragraph to the last (misses what is
put behind it; the lines cost little more), and the densest parent of paragraphs (missed 22
edits of 100).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from monitor.extract import sites
from monitor.extract.lines import Cut, Line, article_told, digest, head, stamps
from monitor.extract.marks import size
from monitor.extract.sites import SiteRule
from monitor.model import Page, require_utc

# Raised with every change of what is compared or extracted: an old rung is then not used.
VERSION = 2
# The full extraction runs after so many pages taken for unchanged, and after so long.
MOST_TRUSTED = 19
LONGEST_TRUSTED = timedelta(hours=24)

_DIGITS = re.compile(rb"[0-9]+")
# A line with fewer letters that ends like no sentence is a time, a count, a label: the
# shortest standfirst of 150 pages has 34 characters, in Korean 23 of more weight each.
_LABEL = 25
# So many lines before the body and behind it, what is set like a paragraph counts as one
# whatever its length: a word in a paragraph of its own, put behind the last, was extracted.
_NEAR = 40
# Elements that hold prose, whatever holds this page's own.
_PROSE = frozenset({b"p", b"br", b"li", b"blockquote", b"h2", b"h3", b"h4", b"strong", b"b", b"em", b"i"})
# The last bytes of all lines that the pattern below takes for sentences, and of few others.
_POINTS = b".!?\"')" + "…”“»’".encode()
_SENTENCE_END = re.compile(r"[.!?…。][\"”»’)]?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """What to compare a later capture with. Sets of lines are CRC-32 sums, as hexadecimal runs.

    A sum only picks the lines out; the picked ones are compared by a digest of 16 bytes.
    """

    version: int
    recipe: str
    """Digest of everything beside the page that extraction depends on."""
    size: int
    body: str
    """Length and digest of the bytes."""
    lines: bool = False
    """Whether the lines cover the whole extraction; if not, only the bytes are compared."""
    head: str = ""
    """Digest of the fields of ``<meta>``, the title's language and the canonical address."""
    things: str = ""
    """Digest of the JSON-LD blocks as they stand."""
    article: str = ""
    """Digest of the fields of the JSON-LD article that are read."""
    stamps: str = ""
    """Digest of the page's machine-readable times; "" where the dates stand in the head."""
    text: str = ""
    """Digest of the lines that the article was taken from."""
    fields: str = ""
    """Lines of headline, standfirst, byline and date: looked for on the whole page."""
    long: str = ""
    """Lines of the body that are told by themselves."""
    short: str = ""
    """Lines of the body that are told by their neighbours."""
    lead: int = 0
    trail: int = 0
    """How many short lines stand before the first long one, and behind the last."""
    others: str = ""
    """Lines that could be an article's and are none, their digits blotted out."""
    tags: str = ""
    """The elements right before lines of the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How long a rung has been relied on without a full extraction."""

    times: int = 0
    since: datetime

    def __post_init__(self) -> None:
        require_utc(self.since, "since")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A rung as the store keeps it beside the article's state."""

    rung: Rung
    fingerprint: str
    """Of the text that the rung was made of: it speaks for no other."""
    trust: Trust

    def usable(self, settled: str | None, now: datetime) -> bool:
        """Whether it may stand for the settled text; every so often extraction runs anyway."""
        young = timedelta(0) <= now - self.trust.since < LONGEST_TRUSTED
        return self.fingerprint == settled and self.trust.times < MOST_TRUSTED and young

    def once_more(self) -> Kept:
        """After a page was taken for unchanged by it."""
        return replace(self, trust=replace(self.trust, times=self.trust.times + 1))


def recipe(
    page: Page,
    *,
    declared_language: str | None,
    languages: Sequence[str],
    site_rules: Sequence[SiteRule],
) -> str:
    """Digest of what extraction depends on beside the bytes."""
    rule = sites.rule_for(page.final_url, page.fetched_at.date(), site_rules)
    told = (page.final_url, page.status, page.header("content-type"), declared_language, *languages, rule)
    return digest(repr(told).encode())


# --------------------------------------------------------------------------- comparing


def same(page: Page, rung: Rung, expected: str) -> bool:
    """Whether the page still says what the rung was made from. ``expected`` is :func:`recipe`.

    True only when extraction would find the same article; False says nothing.
    """
    if rung.version != VERSION or rung.recipe != expected:
        return False
    if len(page.body) == rung.size and digest(page.body) == rung.body:
        return True
    if not rung.lines:
        return False
    cut = Cut(page.body)
    if head(cut) != rung.head or (rung.stamps and stamps(cut) != rung.stamps):
        return False
    if digest(*cut.things) != rung.things and article_told(cut) != rung.article:
        return False
    return _same_lines(cut, rung)


def _same_lines(cut: Cut, rung: Rung) -> bool:
    fields, long, short = _sums(rung.fields), _sums(rung.long), _sums(rung.short)
    lines = cut.lines
    sums = [crc32(line) for line, _ in lines]
    span = span_of(sums, long, rung.lead, rung.trail)
    if digest(*picked(lines, sums, span, fields, long, short)) != rung.text:
        return False
    others, tags = _sums(rung.others), frozenset(rung.tags.encode().split())
    # A line without digits is its own form with the digits blotted out.
    known = fields | long | others
    near = range(span.start - _NEAR, span.stop + _NEAR)
    for number, ((line, _), total) in enumerate(zip(lines, sums, strict=True)):
        if total in known or (total in short and number in span):
            continue
        if number not in near and len(line) < _LABEL and line[-1] not in _POINTS:
            continue
        if could_be_prose(cut, number, line, span, tags) and blotted(line) not in others:
            return False
    return True


def could_be_prose(cut: Cut, number: int, line: bytes, span: range, tags: frozenset[bytes]) -> bool:
    """Whether a line that is none of the article's could be taken into it."""
    if number not in span:
        if cut.in_link(number):
            return False
        near = span.start - _NEAR <= number < span.stop + _NEAR
        return _reads_as_prose(line) or (near and (cut.tag(number) in tags or cut.tag(number) in _PROSE))
    if cut.in_link(number):
        # A new link among the words of a paragraph is prose, one in a block of its own a teaser.
        return not cut.stands_apart(number)
    tag = cut.tag(number)
    if tag in _PROSE or tag in tags or tag.startswith(b"/"):
        return True
    return _reads_as_prose(line)


def _reads_as_prose(line: bytes) -> bool:
    text = line.decode("utf-8", "replace").strip()
    return size(text) >= _LABEL or bool(_SENTENCE_END.search(text))


def blotted(line: bytes) -> int:
    """The sum of a line with its digits blotted out: counters count up."""
    return crc32(_DIGITS.sub(b"0", line))


def _sums(stored: str) -> frozenset[int]:
    return frozenset(int(stored[at : at + 8], 16) for at in range(0, len(stored), 8))


def stored(sums: Iterable[int]) -> str:
    """A set of sums as a run of hexadecimal digits."""
    return "".join(f"{total:08x}" for total in sorted(set(sums)))


def span_of(sums: Sequence[int], long: frozenset[int], lead: int, trail: int) -> range:
    """The numbers of the lines from the body's first to its last."""
    found = [number for number, total in enumerate(sums) if total in long]
    if not found:
        return range(0)
    return range(max(0, found[0] - lead), min(len(sums), found[-1] + 1 + trail))


def picked(
    lines: Sequence[Line],
    sums: Sequence[int],
    span: range,
    fields: frozenset[int],
    long: frozenset[int],
    short: frozenset[int],
) -> Iterator[bytes]:
    """The lines of headline, standfirst, byline, date and body, in the page's order."""
    for number, total in enumerate(sums):
        if total in fields or total in long or (total in short and number in span):
            yield lines[number][0]
