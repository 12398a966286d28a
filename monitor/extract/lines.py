"""A page cut at its tags by one pattern, without a parser, and what it says of itself in its head.

What is never shown (comments, scripts, styles, drawings, templates) is left out; JSON-LD is
kept apart. Everything is bytes: which charset they are in does not matter to whether they
are the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from monitor.extract import jsonld, metadata, moments

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
_BLOCK = re.compile(
    rb"</?(?:p|div|li|ul|ol|h[1-6]|section|aside|article|figure|table|tr|td|blockquote|br|hr)\b",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[:_.\-\s]+")
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


Line = tuple[bytes, int]
"""A line without the spaces around it, and where the tag before it ends."""


class Cut:
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
        self.lines: list[Line] = [(found[1].rstrip(), found.start()) for found in _LINE.finditer(self.data)]

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


def digest(*parts: bytes) -> str:
    """Of all parts and where one ends."""
    total = hashlib.blake2b(digest_size=16)
    for part in parts:
        total.update(part)
        total.update(b"\x00")
    return total.hexdigest()


def _attributes(tag: bytes) -> dict[str, bytes]:
    return {
        found[1].decode("latin-1").lower(): found[2] or found[3] or found[4] or b""
        for found in _ATTRIBUTE.finditer(tag)
    }


def metas(cut: Cut) -> Iterator[tuple[str, bytes]]:
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


def head(cut: Cut) -> str:
    """Digest of the fields of ``<meta>`` that are read, the page's language and canonical address."""
    root = _ROOT.search(cut.data)
    link = _CANONICAL.search(cut.data)
    address = _attributes(link[0]).get("href", b"") if link else b""
    pairs = sorted({name.encode() + b"=" + content for name, content in metas(cut)})
    return digest(root[1] if root else b"", address, *pairs)


def stamps(cut: Cut) -> str:
    """Digest of :func:`stamped`."""
    return digest(*stamped(cut))


def stamped(cut: Cut) -> Iterator[bytes]:
    """The page's machine-readable times, as they stand."""
    for pattern in (_STAMPS, _DATED):
        yield from (found[0] for found in pattern.finditer(cut.data))


def read_things(cut: Cut) -> dict[str, object]:
    """The fields of the JSON-LD article that extraction reads."""
    blocks = [block.decode("utf-8", "replace") for block in cut.things]
    things = tuple(jsonld.flatten(blocks))
    thing = jsonld.article(things)
    told: dict[str, object] = {name: thing[name] for name in _FIELDS if name in thing}
    if not thing.get("datePublished"):
        told["others"] = [date for other in things[:20] if (date := other.get("datePublished"))]
    return told


def article_told(cut: Cut) -> str:
    """Digest of :func:`read_things`."""
    return digest(json.dumps(read_things(cut), sort_keys=True).encode())
