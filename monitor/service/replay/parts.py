"""A replay's work for workers elsewhere, as it goes through the queue: parts and replies.

A part is some captures of one host in the order of their dates; the next part of a host is
made when this one is done, so that a part that was lost can be done again before anything
that comes behind it. Articles of different hosts never meet: a page is believed to have
another address on its own host only.

Left out: who makes parts (``elsewhere``), who does them (``on_worker``).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.codec import from_plain, to_plain
from monitor.store.warc_index import Captured

PART_JOB, PARTS = "monitor.replay", "replays"
REPLY_JOB, REPLIES = "monitor.replayed", "replayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An archive by the path that all workers are to find it under."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A capture in one of the part's files."""

    file: int
    offset: int
    length: int
    url: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Captures of one host."""

    replay: str
    number: int
    """Counts all parts of a replay, those that are given out again as well."""
    host: str
    now: datetime
    source: str | None
    """Whose articles new ones become; None: of the source of their host."""
    files: tuple[File, ...]
    places: tuple[Place, ...]

    def captures(self) -> Iterator[Captured]:
        """What is to be taken in, in its order."""
        paths = [Path(file.path) for file in self.files]
        for place in self.places:
            yield Captured(
                path=paths[place.file],
                offset=place.offset,
                length=place.length,
                url=place.url,
                at=place.at,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often something came out."""

    what: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a part came to."""

    replay: str
    number: int
    host: str
    worker: str
    done: int = 0
    """Captures that were dealt with, from the first on; all of them unless it was stopped."""
    outcomes: tuple[Count, ...] = ()
    skipped: tuple[Count, ...] = ()
    damages: tuple[str, ...] = ()
    held: bool = False
    """Another worker is still at this host; nothing was done."""
    wrong: str | None = None
    """Why this worker cannot do it, and what to do about that."""


def told_briefly(taker: str) -> str:
    """The name of who takes messages out of the queue, which logs each with all that is in it (30 KB a part)."""
    log = logging.getLogger("procrastinate.worker")
    log.addFilter(_is_brief)
    log.getChild(taker).setLevel(logging.WARNING)
    return taker


def _is_brief(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or f"Job {PART_JOB}" not in str(record.msg)


def counts(counter: Mapping[str, int]) -> tuple[Count, ...]:
    """A counter as it goes through the queue."""
    return tuple(Count(what=what, times=times) for what, times in sorted(counter.items()) if times)


def counted(found: tuple[Count, ...]) -> Counter[str]:
    """The counter again."""
    return Counter({one.what: one.times for one in found})


def written(message: Part | Reply) -> Any:
    """A message as plain JSON data."""
    return to_plain(message)


def part_of(data: Any) -> Part:
    """The part that was :func:`written`."""
    part: Part = from_plain(Part, data)
    return part


def reply_of(data: Any) -> Reply:
    """The reply that was :func:`written`."""
    reply: Reply = from_plain(Reply, data)
    return reply


def parted(
    captures: Iterator[Captured], numbers: Mapping[Path, int], most: int
) -> Iterator[tuple[Place, ...]]:
    """Captures in parts of so many.

    :param numbers: each file's place among the files of a part.
    """
    places: list[Place] = []
    for captured in captures:
        places.append(
            Place(
                file=numbers[captured.path],
                offset=captured.offset,
                length=captured.length,
                url=captured.url,
                at=captured.at,
            )
        )
        if len(places) == most:
            yield tuple(places)
            places = []
    if places:
        yield tuple(places)
