"""Evidence: the raw responses that became versions, in WARC files (ISO 28500).

A file for each writer (the process that holds the database, or a worker by its name) and
day, or several where a day has more than a gigabyte. A record is appended whole and flushed to the disk before
the version that refers to it is stored, so a crash leaves at most a record that nothing
refers to. The store keeps file, offset, length and digest of each: a WARC that was cut
short reads without error, so nothing is believed without its digest.

Left out: requests, robots.txt and index documents; searching by address (the store does
that). The body is kept as decoded from transfer and compression, with the other headers.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.errors import StoreError
from monitor.model import Page
from monitor.ports import Capture

# Files of about this size are what web archives exchange (the WARC standard, annex).
_FULL = 1_000_000_000
# The last record of a file is looked for in this much of its end: twice the largest body.
_TAIL = 16 * 1024 * 1024
_NAME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})-(?P<number>[0-9]{3,})(?P<writer>-[A-Za-z0-9.-]+)?\.warc\.gz"
)
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
# A header's value is one line; what a server hid in it stays visible as a space.
_BREAKS = re.compile(r"[\r\n\x00]+")
# In the head of each record: its body is not to be decoded again, whatever the response's
# headers say. Records from before this line have no header that would ask for it.
BODY, DECODED = "X-Monitor-Body", "decoded"


class EvidenceError(StoreError):
    """The evidence of a version is missing, cut short or altered; the message names the file."""


class WarcFolder:
    """The port ``monitor.ports.Archive`` on a folder of WARC files."""

    def __init__(self, folder: Path, *, full: int = _FULL, writer: str = "") -> None:
        self._folder = folder
        self._suffix = f"-{_UNSAFE.sub('-', writer)}.warc.gz" if writer else ".warc.gz"
        self._full = full
        self._current: Path | None = None

    def keep(self, page: Page) -> Capture:
        """Append a response; see :class:`monitor.ports.Archive`."""
        record = _record(page)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._file(page.fetched_at.date())
            offset = _append(path, record)
        except OSError as error:
            message = f"the evidence cannot be written to {self._folder} ({error.strerror})"
            raise StoreError(message) from error
        return Capture(
            file=path.name,
            offset=offset,
            length=len(record),
            digest=_digest(page.body),
            captured_at=page.fetched_at,
        )

    def read(self, capture: Capture) -> bytes:
        """The very bytes of a response's body, verified.

        :raises EvidenceError: the file is gone, cut short, or holds something else.
        """
        path = self._folder / capture.file
        try:
            with path.open("rb") as stream:
                stream.seek(capture.offset)
                raw = stream.read(capture.length)
        except OSError as error:
            message = f"the evidence file {path} cannot be read ({error.strerror})"
            raise EvidenceError(message) from error
        if len(raw) < capture.length:
            message = f"the evidence file {path} is cut short: it ends inside the record at {capture.offset}"
            raise EvidenceError(message)
        body = _body(raw)
        if body is None or _digest(body) != capture.digest:
            message = (
                f"the evidence file {path} is damaged: the record at {capture.offset} is not what was stored"
            )
            raise EvidenceError(message)
        return body

    def files(self) -> dict[str, date]:
        """The files of the folder by name, with the day of their captures."""
        found = ((path.name, _NAME.fullmatch(path.name)) for path in self._folder.glob("*.warc.gz"))
        return {name: date.fromisoformat(match["day"]) for name, match in found if match}

    def _is_own(self, name: str) -> bool:
        match = _NAME.fullmatch(name)
        return match is not None and f"{match['writer'] or ''}.warc.gz" == self._suffix

    def delete(self, name: str) -> None:
        """Delete a file; one that is gone already is fine."""
        (self._folder / name).unlink(missing_ok=True)

    def _file(self, day: date) -> Path:
        """The file to append to: the day's last, or the next where that is full or cut short."""
        same_day = self._current is not None and self._current.name.startswith(day.isoformat())
        if not same_day:
            own = [path.name for path in self._folder.glob(f"{day}-*{self._suffix}")]
            numbers = sorted(name for name in own if self._is_own(name))
            last = self._folder / (numbers[-1] if numbers else f"{day}-001{self._suffix}")
            # Records behind a broken one could not be read one after the other.
            self._current = _next(last) if last.exists() and not _ends_well(last) else last
        assert self._current is not None
        if self._current.exists() and self._current.stat().st_size >= self._full:
            self._current = _next(self._current)
        return self._current


def _next(path: Path) -> Path:
    match = _NAME.fullmatch(path.name)
    assert match is not None
    number = int(match["number"]) + 1
    return path.with_name(f"{match['day']}-{number:03}{match['writer'] or ''}.warc.gz")


def _append(path: Path, record: bytes) -> int:
    """Append to a file and flush it to the disk; where the record begins. All of it or nothing."""
    new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        offset = os.fstat(handle).st_size
        try:
            rest = memoryview(record)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        except OSError:
            with suppress(OSError):
                os.ftruncate(handle, offset)
            raise
    finally:
        os.close(handle)
    if new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return offset


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _record(page: Page) -> bytes:
    headers = [(name, _BREAKS.sub(" ", value)) for name, value in page.headers]
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    writer.write_record(
        writer.create_warc_record(
            page.final_url,
            "response",
            payload=BytesIO(page.body),
            length=len(page.body),
            http_headers=StatusAndHeaders(f"{page.status} OK", headers, protocol="HTTP/1.1"),
            warc_headers_dict={
                "WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                BODY: DECODED,
            },
        )
    )
    return buffer.getvalue()


def _body(raw: bytes) -> bytes | None:
    """The body in one record; None where the bytes are none."""
    try:
        for record in ArchiveIterator(BytesIO(raw)):
            # Not content_stream: the body is decoded already, whatever its headers say.
            body: bytes = record.raw_stream.read()
            return body
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error):
        return None
    return None


def _ends_well(path: Path) -> bool:
    """Whether the last gzip member of a file is whole."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
    place = len(tail)
    while (place := tail.rfind(b"\x1f\x8b\x08", 0, place)) >= 0:
        member = zlib.decompressobj(wbits=31)
        try:
            text = member.decompress(tail[place:])
        except zlib.error:
            continue
        if text.startswith(b"WARC/"):
            return member.eof and not member.unused_data
    return size == 0


def older_than(keep_until: datetime, files: dict[str, date]) -> list[str]:
    """The files whose day ended before that moment."""
    return sorted(name for name, day in files.items() if day < keep_until.date())
