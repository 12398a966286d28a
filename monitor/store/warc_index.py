"""The captures of WARC files in the order of their dates, whatever order they stand in.

The index lies in a file of its own that is thrown away, so that memory does not grow with
the archives. What is no page of news is left out and counted (:class:`Skipped`).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from monitor.discover.urls import LONGEST, canonical_url, host_of, is_web
from monitor.store.warc_reading import Damage, Record, WarcError, moment_of, scan


class Skipped(StrEnum):
    """Why a record is not replayed: a closed set."""

    OTHER_RECORD = "other records"
    """Requests, metadata, the archive's own notes."""
    REVISIT = "revisits"
    NOT_THE_WEB = "not of the web"
    STATUS = "not answered with 200"
    ROBOTS = "robots.txt"
    NOT_HTML = "not HTML"
    INDEX = "index documents"
    TOO_LARGE = "too large"
    CUT = "cut short by their crawler"
    UNDATED = "without a usable date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """One response that may be an article, and where it stands."""

    path: Path
    offset: int
    length: int
    url: str
    at: datetime


Filter = Callable[[str], bool]
"""Whether an address is one of an index document."""


class WarcIndex:
    """The captures of some files. ``folder`` is thrown away by whoever made it."""

    def __init__(self, folder: Path, *, limit: int, is_index: Filter, now: datetime) -> None:
        self._limit = limit
        self._is_index = is_index
        self._now = now
        self._paths: list[Path] = []
        # Filled in a thread, read in another: one after the other.
        self._database = sqlite3.connect(folder / "index.db", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute(
            "CREATE TABLE captures (at TEXT, name TEXT, offset INTEGER, length INTEGER, url TEXT, file INTEGER, host TEXT)"
        )
        self.captures = 0
        self.skipped: Counter[Skipped] = Counter()
        self.damages: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, path: Path, stopped: Callable[[], bool] = lambda: False) -> int:
        """Walk a file until ``stopped``; how many captures it has. What of it is damaged goes to ``damages``."""
        number, found = len(self._paths), 0
        self._paths.append(path)
        self._database.execute("BEGIN")
        try:
            for one in scan(path):
                if stopped():
                    break
                if isinstance(one, Damage):
                    self.damages.append(str(one))
                    continue
                row = self._row(one)
                if isinstance(row, Skipped):
                    self.skipped[row] += 1
                    continue
                url, at = row
                self._database.execute(
                    "INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (_key(at), path.name, one.offset, one.length, url, number, host_of(canonical_url(url))),
                )
                found += 1
        except WarcError as error:
            self.damages.append(str(error))
        self._database.execute("COMMIT")
        self.captures += found
        return found

    def in_order(self, host: str | None = None) -> Iterator[Captured]:
        """All captures by date, or those of a host; those of one date by file name and place."""
        where = "" if host is None else "WHERE host = ? "
        statement = f"SELECT at, offset, length, url, file FROM captures {where}ORDER BY at, name, offset"  # noqa: S608
        with closing(self._database.execute(statement, () if host is None else (host,))) as rows:
            for at, offset, length, url, file in rows:
                yield Captured(
                    path=self._paths[file],
                    offset=offset,
                    length=length,
                    url=url,
                    at=datetime.fromisoformat(at),
                )

    def hosts(self) -> list[str]:
        """The hosts of the captures' articles, without what tells a site's twins apart; the largest first."""
        self._database.execute("CREATE INDEX IF NOT EXISTS by_host ON captures (host)")
        statement = "SELECT host FROM captures GROUP BY host ORDER BY count(*) DESC, host"
        return [host for (host,) in self._database.execute(statement)]

    def _row(self, record: Record) -> tuple[str, datetime] | Skipped:
        headers, http = record.headers, record.http
        kind = headers.get("warc-type", "").lower()
        if kind != "response":
            return Skipped.REVISIT if kind == "revisit" else Skipped.OTHER_RECORD
        url = headers.get("warc-target-uri", "").strip("<> ").replace(" ", "%20")
        if record.status is None or not is_web(url) or len(url) > LONGEST:
            return Skipped.NOT_THE_WEB
        if urlsplit(url).path == "/robots.txt":
            return Skipped.ROBOTS
        if record.status != 200:
            return Skipped.STATUS
        stated = http.get("content-type", "text/html").partition(";")[0].strip().lower()
        if stated not in _HTML:
            return Skipped.NOT_HTML
        try:
            if self._is_index(url):
                return Skipped.INDEX
        except ValueError:
            return Skipped.NOT_THE_WEB
        if record.size > self._limit:
            return Skipped.TOO_LARGE
        if "warc-truncated" in headers or "warc-segment-number" in headers:
            return Skipped.CUT
        at = moment_of(headers.get("warc-date"))
        # Of the future: its clock was wrong, and it would stand before all that comes.
        return Skipped.UNDATED if at is None or at > self._now else (url, at)


_HTML = frozenset({"text/html", "application/xhtml+xml", ""})


def _key(at: datetime) -> str:
    """A text that sorts as the moments do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
