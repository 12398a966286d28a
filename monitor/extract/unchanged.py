"""Whether a page still says what was extracted from it, without extracting it again.

The ladder, cheapest first:

1. the bytes are the same;
2. the *lines* are the same: the page is cut at its tags by one pattern, without a parser,
   and every line that the article was taken from stands there, in its order, to the byte;
   so do the fields of ``<meta>`` and JSON-LD that extraction reads; and no line came in
   that could be part of an article.

A rung is made by :func:`evidence` only where the second step was seen to cover the whole
extraction: every paragraph, headline, standfirst, byline and date is found in the lines
and fields it compares. Elsewhere only the bytes are compared. It says nothing about what
an edit did: whatever differs is extracted in full, and :class:`Kept` has that done every
so often even where nothing differs.

Left out on purpose: a slice of bytes from the first paragraph to the last (misses what is
put behind it; the lines cost little more), and the densest parent of paragraphs (missed 22
edits of 100).
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from monitor.extract import jsonld, metadata, moments, sites
from monitor.extract.charset import decode
from monitor.extract.marks import bare, size
from monitor.extract.sites import SiteRule
from monitor.model import Article, Page, require_utc
from monitor.text.normalise import clean

# Raised with every change of what is compared or extracted: an old rung is then not used.
_VERSION = 1
# The full extraction runs after so many pages taken for unchanged, and after so long.
MOST_TRUSTED = 19
LONGEST_TRUSTED = timedelta(hours=24)

# Every repetition is bounded by the sign that ends it, so the time is linear.
_HIDDEN = re.compile(rb"<(?:!--|(script|style|svg|noscript|template)\b([^<>]*)>)", re.IGNORECASE)
_LINE = re.compile(rb">\s*+([^<\s][^<]*+)")
_TAG = re.compile(rb"</?[A-Za-z][A-Za-z0-9:-]*+")
_META = re.compile(rb"<meta\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([A-Za-z:_-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CANONICAL = re.compile(rb"<link\s[^<>]*canonical[^<>]*>", re.IGNORECASE)
_ROOT = re.compile(rb"<html\b[^<>]*?\blang\s{0,9}=\s{0,9}[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
_STAMPS = re.compile(rb"datetime\s{0,9}=\s{0,9}[\"']?([^\"'<>]{4,60})")
_DATED = re.compile(rb"itemprop\s{0,9}=\s{0,9}[\"']?date[^<>]{0,300}")
_DIGITS = re.compile(rb"[0-9]+")
_BLOCK = re.compile(
    rb"</?(?:p|div|li|ul|ol|h[1-6]|section|aside|article|figure|table|tr|td|blockquote|br|hr)\b",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[:_.\-\s]+")
# A line with fewer letters that ends like no sentence is a time, a count, a label: the
# shortest standfirst of 150 pages has 34 characters, in Korean 23 of more weight each.
_LABEL = 25
# So many lines before the body and behind it, what is set like a paragraph counts as one
# whatever its length: a word in a paragraph of its own, put behind the last, was extracted.
_NEAR = 40
# A piece of a paragraph this long (letters and digits) is told apart from menus by itself.
_LONG = 20
# Elements that hold prose, whatever holds this page's own.
_PROSE = frozenset({b"p", b"br", b"li", b"blockquote", b"h2", b"h3", b"h4", b"strong", b"b", b"em", b"i"})
# The last bytes of all lines that the pattern below takes for sentences, and of few others.
_POINTS = b".!?\"')" + "…”“»’".encode()
_SENTENCE_END = re.compile(r"[.!?…。][\"”»’)]?\s*$")
# How far before a line its link is looked for, in bytes: addresses and pictures stand between.
_LINK_REACH = 3000

_READ = frozenset(
    {
        *metadata.NAMES_READ,
        *moments.NAMES_READ,
    }
)
_FIELDS = (
    "headline",
    "name",
    "description",
    "alternativeHeadline",
    "author",
    "creator",
    "datePublished",
    "dateCreated",
    "dateModified",
    "articleBody",
    "isAccessibleForFree",
)


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
    return _digest(repr(told).encode())


# --------------------------------------------------------------------------- comparing


def same(page: Page, rung: Rung, expected: str) -> bool:
    """Whether the page still says what the rung was made from. ``expected`` is :func:`recipe`.

    True only when extraction would find the same article; False says nothing.
    """
    if rung.version != _VERSION or rung.recipe != expected:
        return False
    if len(page.body) == rung.size and _digest(page.body) == rung.body:
        return True
    if not rung.lines:
        return False
    cut = _Cut(page.body)
    if _head(cut) != rung.head or (rung.stamps and _stamps(cut) != rung.stamps):
        return False
    if _digest(*cut.things) != rung.things and _article(cut) != rung.article:
        return False
    return _same_lines(cut, rung)


def _same_lines(cut: _Cut, rung: Rung) -> bool:
    fields, long, short = _sums(rung.fields), _sums(rung.long), _sums(rung.short)
    lines = cut.lines
    sums = [crc32(line) for line, _ in lines]
    span = _span(sums, long, rung.lead, rung.trail)
    if _digest(*_picked(lines, sums, span, fields, long, short)) != rung.text:
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
        if _could_be_prose(cut, number, line, span, tags) and _blotted(line) not in others:
            return False
    return True


def _could_be_prose(cut: _Cut, number: int, line: bytes, span: range, tags: frozenset[bytes]) -> bool:
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


def _blotted(line: bytes) -> int:
    return crc32(_DIGITS.sub(b"0", line))


# ------------------------------------------------------------------------ cutting a page


_Line = tuple[bytes, int]
"""A line without the spaces around it, and where the tag before it ends."""


class _Cut:
    """A page's bytes without what is never shown, and its JSON-LD."""

    def __init__(self, body: bytes) -> None:
        kept: list[bytes] = []
        self.things: list[bytes] = []
        place = 0
        while (hidden := _HIDDEN.search(body, place)) is not None:
            kept.append(body[place : hidden.start()])
            name = hidden.group(1)
            if name is None:
                end = body.find(b"-->", hidden.end())
                place = len(body) if end < 0 else end + 3
                continue
            end = _end_of(body, name, hidden.end())
            if name.lower() == b"script" and b"ld+json" in hidden.group(2).lower():
                self.things.append(body[hidden.end() : end])
            place = body.find(b">", end) + 1 or len(body)
        kept.append(body[place:])
        self.data = b"".join(kept)
        self.lines: list[_Line] = [(found[1].rstrip(), found.start()) for found in _LINE.finditer(self.data)]

    def tag(self, number: int) -> bytes:
        """The name of the tag before a line, small letters, with its slash."""
        end = self.lines[number][1]
        found = _TAG.match(self.data, self.data.rfind(b"<", 0, end))
        return found[0][1:].lower() if found else b""

    def in_link(self, number: int) -> bool:
        """Whether a line stands in a link."""
        end = self.lines[number][1]
        low = max(0, end - _LINK_REACH)
        opened = max(self.data.rfind(b"<a ", low, end), self.data.rfind(b"<A ", low, end))
        return opened >= 0 and opened > max(
            self.data.rfind(b"</a", low, end), self.data.rfind(b"</A", low, end)
        )

    def stands_apart(self, number: int) -> bool:
        """Whether there is an edge of a block on both sides of a line."""
        line, start = self.lines[number]
        before = self.lines[number - 1] if number else (b"", 0)
        after = self.lines[number + 1][1] if number + 1 < len(self.lines) else len(self.data)
        begin = before[1] + len(before[0])
        return bool(_BLOCK.search(self.data, begin, start + 1)) and bool(
            _BLOCK.search(self.data, start + len(line), after + 1)
        )


_ENDS = {
    name: re.compile(b"</" + name, re.IGNORECASE)
    for name in (b"script", b"style", b"svg", b"noscript", b"template")
}


def _end_of(body: bytes, name: bytes, start: int) -> int:
    """Where an element that is not parsed ends; the page's end when it has none."""
    end = _ENDS[name.lower()].search(body, start)
    return len(body) if end is None else end.start()


def _digest(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
        digest.update(b"\x00")
    return digest.hexdigest()


def _attributes(tag: bytes) -> dict[str, bytes]:
    return {
        found[1].decode("latin-1").lower(): found[2] or found[3] or found[4] or b""
        for found in _ATTRIBUTE.finditer(tag)
    }


def _metas(cut: _Cut) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the ``<meta>`` that extraction reads."""
    for found in _META.finditer(cut.data):
        stated = _attributes(found[1])
        content = stated.get("content")
        if not content:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = _SEPARATORS.sub("", stated.get(attribute, b"").decode("latin-1").lower())
            if name in _READ:
                yield name, content


def _head(cut: _Cut) -> str:
    root = _ROOT.search(cut.data)
    link = _CANONICAL.search(cut.data)
    address = _attributes(link[0]).get("href", b"") if link else b""
    pairs = sorted({name.encode() + b"=" + content for name, content in _metas(cut)})
    return _digest(root[1] if root else b"", address, *pairs)


def _stamps(cut: _Cut) -> str:
    return _digest(*_stamped(cut))


def _stamped(cut: _Cut) -> Iterator[bytes]:
    for pattern in (_STAMPS, _DATED):
        yield from (found[0] for found in pattern.finditer(cut.data))


def _read_things(cut: _Cut) -> dict[str, object]:
    blocks = [block.decode("utf-8", "replace") for block in cut.things]
    things = tuple(jsonld.flatten(blocks))
    thing = jsonld.article(things)
    told: dict[str, object] = {name: thing[name] for name in _FIELDS if name in thing}
    if not thing.get("datePublished"):
        told["others"] = [date for other in things[:20] if (date := other.get("datePublished"))]
    return told


def _article(cut: _Cut) -> str:
    return _digest(json.dumps(_read_things(cut), sort_keys=True).encode())


def _sums(stored: str) -> frozenset[int]:
    return frozenset(int(stored[at : at + 8], 16) for at in range(0, len(stored), 8))


def _stored(sums: Iterable[int]) -> str:
    return "".join(f"{total:08x}" for total in sorted(set(sums)))


def _span(sums: Sequence[int], long: frozenset[int], lead: int, trail: int) -> range:
    """The numbers of the lines from the body's first to its last."""
    found = [number for number, total in enumerate(sums) if total in long]
    if not found:
        return range(0)
    return range(max(0, found[0] - lead), min(len(sums), found[-1] + 1 + trail))


def _picked(
    lines: Sequence[_Line],
    sums: Sequence[int],
    span: range,
    fields: frozenset[int],
    long: frozenset[int],
    short: frozenset[int],
) -> Iterator[bytes]:
    for number, total in enumerate(sums):
        if total in fields or total in long or (total in short and number in span):
            yield lines[number][0]


# ------------------------------------------------------------------------ making a rung


def evidence(page: Page, article: Article, expected: str) -> Rung:
    """The rung of a page from which ``article`` was taken. ``expected`` is :func:`recipe`."""
    body = _digest(page.body)
    decoded = decode(page.body, page.header("content-type"))
    if decoded is None:
        return Rung(version=_VERSION, recipe=expected, size=len(page.body), body=body)
    cut = _Cut(page.body)
    found = _Covering(cut, decoded.charset, page).cover(article)
    if found is None:
        return Rung(version=_VERSION, recipe=expected, size=len(page.body), body=body)
    sums = [crc32(line) for line, _ in cut.lines]
    first, last = min(found.long), max(found.long)
    lead = trail = 0
    while first - lead - 1 in found.short:
        lead += 1
    while last + trail + 1 in found.short:
        trail += 1
    found.fields |= {number for number in found.short if not first - lead <= number <= last + trail}
    fields = frozenset(sums[number] for number in found.fields)
    long = frozenset(sums[number] for number in found.long) - fields
    short = frozenset(sums[number] for number in found.short) - fields - long
    if not long:
        return Rung(version=_VERSION, recipe=expected, size=len(page.body), body=body)
    span = _span(sums, long, lead, trail)
    tags = {cut.tag(number) for number in found.long}
    others = [
        _blotted(line)
        for number, (line, _) in enumerate(cut.lines)
        if sums[number] not in fields
        and sums[number] not in long
        and not (number in span and sums[number] in short)
        and _could_be_prose(cut, number, line, span, frozenset(tags))
    ]
    return Rung(
        version=_VERSION,
        recipe=expected,
        size=len(page.body),
        body=body,
        lines=True,
        head=_head(cut),
        things=_digest(*cut.things),
        article=_article(cut),
        stamps=_stamps(cut) if found.stamps else "",
        text=_digest(*_picked(cut.lines, sums, span, fields, long, short)),
        fields=_stored(fields),
        long=_stored(long),
        short=_stored(short),
        lead=lead,
        trail=trail,
        others=_stored(others),
        tags=b" ".join(sorted(tags)).decode("latin-1"),
    )


@dataclass(slots=True, kw_only=True)
class _Found:
    """Numbers of the lines that the article was taken from."""

    fields: set[int]
    long: set[int]
    short: set[int]
    stamps: bool = False


class _Covering:
    """Looks for every part of an article in a page's lines and fields."""

    def __init__(self, cut: _Cut, charset: str, page: Page) -> None:
        self._cut = cut
        self._page = page
        self._texts = [clean(html.unescape(line.decode(charset, "replace"))) for line, _ in cut.lines]
        self._bare = [bare(text) for text in self._texts]
        self._told = [html.unescape(content.decode(charset, "replace")) for _, content in _metas(cut)]
        self._told += [text for value in _read_things(cut).values() for text in _strings(value)]
        self._head = "\n".join(bare(text) for text in self._told)

    def cover(self, article: Article) -> _Found | None:
        """The lines and fields that hold the article, or None where some of it is not found."""
        body = "".join(map(bare, article.paragraphs))
        long, short = self._aligned(body)
        joined = "".join(self._bare[number] for number in sorted(long | short))
        if not long or not all(bare(paragraph) in joined for paragraph in article.paragraphs):
            return None
        found = _Found(fields=set(), long=long, short=short)
        page = article.headlines.page
        if page and not self._lines_of(bare(page), found.fields):
            return None
        # These are read from the head alone, so the page need not stay as it is.
        for text in filter(None, (article.headlines.og, article.headlines.jsonld)):
            if bare(text) not in self._head and not self._lines_of(bare(text), found.fields):
                return None
        for text in filter(None, (article.standfirst, *article.byline)):
            if not self._lines_of(bare(text), found.fields) and bare(text) not in self._head:
                return None
        found.fields |= {
            number for number in range(min(200, len(self._bare))) if self._cut.tag(number) == b"title"
        }
        return found if self._dates(article, found) else None

    def _aligned(self, wanted: str) -> tuple[set[int], set[int]]:
        """The lines that ``wanted`` is made of: those told by themselves, and those between."""
        long: set[int] = set()
        short: set[int] = set()
        place = 0
        for number, line in enumerate(self._bare):
            if not line:
                continue
            if wanted.startswith(line, place):
                place += len(line)
                (long if len(line) >= _LONG else short).add(number)
            elif len(line) >= _LONG:
                at = wanted.find(line, place)
                at = wanted.find(line) if at < 0 else at
                if at >= 0:
                    place = at + len(line)
                    long.add(number)
        return long, short

    def _lines_of(self, wanted: str, fields: set[int]) -> bool:
        """Note the lines that hold a text; whether there are any."""
        whole = {number for number, line in enumerate(self._bare) if wanted and wanted in line}
        if not whole:
            pieces = set[int]().union(*self._aligned(wanted))
            if wanted in "".join(self._bare[number] for number in sorted(pieces)):
                whole = pieces
        fields |= whole
        return bool(whole)

    def _dates(self, article: Article, found: _Found) -> bool:
        """Whether the page's dates stand in what is compared."""
        for moment in (article.published, article.modified):
            if moment is None or self._says(moment, self._told, article.language):
                continue
            stamps = [stamp.decode("latin-1") for stamp in _stamped(self._cut)]
            stamps = [piece for stamp in stamps for piece in re.split(r"[\"'=<>]", stamp)]
            if self._says(moment, stamps, article.language):
                found.stamps = True
                continue
            holding = {
                number
                for number, text in enumerate(self._texts)
                if 5 < len(text) < 300 and self._says(moment, moments.written(text), article.language)
            }
            found.fields |= holding
            if not holding:
                return False
        return True

    def _says(self, moment: datetime, texts: Iterable[str], language: str) -> bool:
        return any(moments.reads_as(text, moment, language) for text in texts if len(text) < 200)


def _strings(value: object) -> Iterator[str]:
    """Every text of a JSON value, as plain text."""
    if isinstance(value, str):
        yield jsonld.text(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value[:200]:
            yield from _strings(inner)
