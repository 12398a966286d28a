"""Reading WARC files (ISO 28500) of any origin, record by record, past what is damaged.

``scan`` walks a file once and tells where each record stands and what it holds;
``response`` reads one of them again by its place. Files are plain or gzipped record by
record, the two forms that let a record be found again. Memory does not grow with a file:
of a record no more than its head is kept while walking, of a body no more than the limit.

What is damaged is told with its place, and the walk goes on at the next record that can be
told: after a cut or a hole in the middle there are usually whole records behind it.

Ours and not warcio's iterator, which ends without a word at a broken member and prints to
stderr. Left out: ARC, zstandard, segmented records, and revisits (their text stands elsewhere).
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from monitor.errors import StoreError

_CHUNK = 64 * 1024
# Of the WARC head and the HTTP head together; servers send 8 to 16 KB of headers at most.
_HEAD = 64 * 1024
# What one step of inflating may give: a bomb is walked through in pieces of this size.
_STEP = 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_STATUS = re.compile(rb"HTTP/[0-9.]{1,8} ([0-9]{3})(?:[ \r\n]|$)")
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}


class WarcError(StoreError):
    """A record cannot be read as it stands; the message names file, place and fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A part of a file that is no whole record."""

    file: str
    offset: int
    why: str
    until: int | None
    """Where the next record begins; None: nothing behind it can be read."""

    def __str__(self) -> str:
        """For people."""
        rest = (
            "nothing behind it can be read; get the file again from where it came"
            if self.until is None
            else f"reading went on at {self.until}; get the file again for what is missing"
        )
        return f"{self.file} is damaged at {self.offset}: {self.why}; {rest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A whole record and its place. Header names are in lower case, the first of a name wins."""

    offset: int
    length: int
    """Bytes in the file, to read it again."""
    headers: Mapping[str, str]
    status: int | None = None
    """Of the HTTP response in it; None where it holds none."""
    http: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    """Bytes of the block, HTTP head included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One HTTP response as the record holds it: what was coded on the wire still is."""

    headers: Mapping[str, str]
    http: tuple[tuple[str, str], ...]
    status: int
    body: bytes


def moment_of(written: str | None) -> datetime | None:
    """A WARC-Date in UTC; None where there is none that says a second."""
    try:
        moment = datetime.fromisoformat((written or "").strip())
    except ValueError:
        return None
    # "2024-03-01" is a date of the standard too, but of no one moment.
    return moment.astimezone(UTC) if moment.tzinfo is not None else None


# ---------------------------------------------------------------------------- the walk


def scan(path: Path) -> Iterator[Record | Damage]:
    """The records of a file in their order, and what of it is none.

    :raises WarcError: the file cannot be opened, or is none of the two forms at all.
    """
    try:
        with path.open("rb") as stream:
            begins = stream.read(4)
            if begins.startswith(_GZIP):
                yield from _scan_members(path.name, stream)
            elif begins.startswith(b"WARC"):
                yield from _scan_plain(path.name, stream)
            elif begins:
                raise WarcError(_not_one(path, begins))
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}); check its name and rights"
        raise WarcError(message) from error


def _not_one(path: Path, begins: bytes) -> str:
    if begins == _ZSTANDARD:
        return f"{path} at 0: compressed with zstandard; unpack it first: zstd -d {path.name}"
    return f"{path} at 0: no WARC file, plain or gzipped; name a .warc or .warc.gz"


def _scan_members(name: str, stream: BinaryIO) -> Iterator[Record | Damage]:
    offset = 0
    while True:
        found = _member(stream, offset)
        if found is None:
            return
        if isinstance(found, str):
            until = _next_member(stream, offset)
            yield Damage(file=name, offset=offset, why=found, until=until)
            if until is None:
                return
            offset = until
            continue
        head, total, end = found
        parsed = _parsed(head)
        if parsed is None:
            yield Damage(file=name, offset=offset, why="a gzip member that holds no record", until=end)
        else:
            headers, start, size = parsed
            rest = total - start - size
            if rest < 0:
                why = f"the record says {size} bytes and has {total - start}"
                yield Damage(file=name, offset=offset, why=why, until=end)
            elif rest > 4:
                why = (
                    "the gzip member holds more than its record; where a whole file is gzipped as one, "
                    f"make it one a record: warcio recompress {name} NEW.warc.gz"
                )
                yield Damage(file=name, offset=offset, why=why, until=end)
            else:
                yield _record(offset, end - offset, headers, head[start:], size)
        offset = end


def _member(stream: BinaryIO, offset: int) -> tuple[bytes, int, int] | str | None:
    """Head, whole size and end of a gzip member; what is wrong with it; None at the end of the file."""
    stream.seek(offset)
    inflater = zlib.decompressobj(wbits=31)
    head = bytearray()
    total = fed = 0
    while not inflater.eof:
        data = stream.read(_CHUNK)
        if not data:
            return "the file ends inside of a record" if fed else None
        fed += len(data)
        try:
            while data and not inflater.eof:
                piece = inflater.decompress(data, _STEP)
                total += len(piece)
                if len(head) < _HEAD:
                    head += piece[: _HEAD - len(head)]
                data = inflater.unconsumed_tail
        except zlib.error as error:
            return f"what is compressed there is broken ({error})"
    return bytes(head), total, offset + fed - len(inflater.unused_data)


def _next_member(stream: BinaryIO, offset: int) -> int | None:
    """Where the next gzip member behind a place begins that holds a record."""
    for place in _places(stream, offset + 1, _GZIP):
        stream.seek(place)
        try:
            begins = zlib.decompressobj(wbits=31).decompress(stream.read(1024), 5)
        except zlib.error:
            continue
        if begins == b"WARC/":
            return place
    return None


def _places(stream: BinaryIO, start: int, wanted: bytes) -> Iterator[int]:
    """Where some bytes stand from a place on."""
    overlap = len(wanted) - 1
    place, kept = start, b""
    while True:
        stream.seek(place)
        data = stream.read(_CHUNK)
        if not data:
            return
        window, base = kept + data, place - len(kept)
        at = window.find(wanted)
        while at >= 0:
            yield base + at
            at = window.find(wanted, at + 1)
        place += len(data)
        kept = window[-overlap:]


def _scan_plain(name: str, stream: BinaryIO) -> Iterator[Record | Damage]:
    end_of_file = stream.seek(0, 2)
    offset = 0
    while offset < end_of_file:
        stream.seek(offset)
        head = stream.read(_HEAD)
        parsed = _parsed(head)
        cut = head.startswith(b"WARC/") and len(head) < _HEAD
        why = "the file ends inside of a record" if cut else "no record begins there"
        if parsed is not None:
            headers, start, size = parsed
            end = offset + start + size
            stream.seek(end)
            after = stream.read(4)
            if end > end_of_file:
                why = "the file ends inside of a record"
            elif after.startswith(b"\r\n") or not after:
                # Two line ends are the rule; what a writer left out or put too much is passed over.
                end += 4 if after == b"\r\n\r\n" else len(after) if not after.strip() else 2
                yield _record(offset, end - offset, headers, head[start:], size)
                offset = end
                continue
            else:
                why = f"the record says {size} bytes and does not end there"
        until = next(
            (at + 1 for at in _places(stream, max(0, offset), b"\nWARC/1.") if at + 1 > offset), None
        )
        yield Damage(file=name, offset=offset, why=why, until=until)
        if until is None:
            return
        offset = until


def _parsed(head: bytes) -> tuple[dict[str, str], int, int] | None:
    """A record's own headers, where its block begins and how long that is; None: it is no record."""
    if not head.startswith(b"WARC/"):
        return None
    headers, start = _headers(head)
    written = headers.get("content-length", "")
    if start == 0 or not re.fullmatch(r"[0-9]{1,15}", written):
        return None
    return headers, start, int(written)


def _headers(head: bytes) -> tuple[dict[str, str], int]:
    pairs, start = _pairs(head)
    found: dict[str, str] = {}
    for key, value in pairs:
        found.setdefault(key.lower(), value)
    return found, start


def _pairs(head: bytes) -> tuple[list[tuple[str, str]], int]:
    """The headers behind the first line, and where the head ends; 0 where it does not."""
    ends = [(place + len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (place := head.find(mark)) >= 0]
    if not ends:
        return [], 0
    start = min(ends)
    text = head[:start]
    try:
        lines = text.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        lines = text.decode("latin-1").split("\n")
    pairs: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in " \t" and line.strip() and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
        elif ":" in line:
            key, _, value = line.partition(":")
            pairs.append((key.strip(), value.strip()))
    return pairs, start


def _record(offset: int, length: int, headers: dict[str, str], block: bytes, size: int) -> Record:
    block = block[:size]
    status = _STATUS.match(block)
    is_response = headers.get("warc-type", "").lower() == "response"
    if status is None or not is_response:
        return Record(offset=offset, length=length, headers=headers, size=size)
    http, _ = _headers(block)
    return Record(offset=offset, length=length, headers=headers, status=int(status[1]), http=http, size=size)


# ------------------------------------------------------------------------- one record


def response(path: Path, offset: int, length: int, limit: int) -> Response:
    """The response in the record at a place, verified by the digest that the record states.

    :raises WarcError: it is not there, cut short, altered, or larger than ``limit`` bytes.
    """
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            raw = stream.read(length)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}); check its name and rights"
        raise WarcError(message) from error
    if raw.startswith(_GZIP):
        inflater = zlib.decompressobj(wbits=31)
        try:
            raw = inflater.decompress(raw, limit + 2 * _HEAD)
        except zlib.error as error:
            raise _altered(path, offset, str(error)) from error
        if inflater.unconsumed_tail:
            message = f"{path} at {offset}: the record is larger than crawl.max_bytes ({limit})"
            raise WarcError(message)
    parsed = _parsed(raw[:_HEAD])
    if parsed is None:
        raise _altered(path, offset, "there is no record")
    headers, start, size = parsed
    block = raw[start : start + size]
    if len(block) < size:
        raise _altered(path, offset, "it is cut short")
    if not _is_as_stated(block, headers.get("warc-block-digest")):
        raise _altered(path, offset, "its block is not what its digest says")
    status = _STATUS.match(block)
    pairs, body = _pairs(block[:_HEAD])
    if status is None or body == 0:
        raise _altered(path, offset, "it holds no HTTP response")
    return Response(headers=headers, http=tuple(pairs), status=int(status[1]), body=block[body:])


def _altered(path: Path, offset: int, why: str) -> WarcError:
    return WarcError(f"{path.name} is damaged at {offset}: {why}; get the file again from where it came")


def _is_as_stated(block: bytes, stated: str | None) -> bool:
    """Whether a digest ("sha1:BASE32" or hexadecimal) fits; one of another kind tells nothing."""
    algorithm, _, value = (stated or "").partition(":")
    make = _ALGORITHMS.get(algorithm.strip().lower())
    if make is None or not value:
        return True
    digest = make(block).digest()
    return value.strip().lower() in (
        digest.hex(),
        base64.b32encode(digest).decode("ascii").lower(),
        base64.b32encode(digest).decode("ascii").rstrip("=").lower(),
    )
