"""An observation as the rows that it becomes: pure, so that any process can make them.

Left out: writing them (``sql``, ``backfill``), and the mails that an observation brings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.cadence import next_check
from monitor.codec import dumps, loads
from monitor.model import Article, Reading, Version
from monitor.ports import ArticleRecord, Capture, Observation

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What an observation leaves, by table, without the ids that the database gives."""

    checked_at: datetime
    article: Row
    """The columns of the article that it sets."""
    version: Row | None
    changes: tuple[Row, ...]
    report: str | None
    check: Row | None
    """None where the text is the known one: that is not told apart."""
    rung: str | None
    capture: Capture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """An article as it stands before an observation: all that a decision on it alone depends on."""

    record: ArticleRecord
    """Its id is 0 while it is not stored."""
    last_checked: datetime | None = None
    rung: str | None = None
    latest: Row | None = None
    """Its newest version, as :func:`row_of` gives it."""

    @property
    def is_new(self) -> bool:
        """Nobody listed it, and nothing was seen of it."""
        return not self.record.id and self.last_checked is None


def rows_of(observation: Observation) -> Rows:
    """All rows of an observation but those of its mails."""
    version = observation.version
    article: Row = {
        "state": observation.state,
        "outcome": observation.outcome,
        "detail": observation.detail,
        "etag": observation.etag,
        "last_modified": observation.last_modified,
        "last_checked": observation.checked_at,
        "next_check": observation.next_check,
    }
    if version is not None:
        article |= {
            "headline": version.article.headline,
            "language": version.article.language,
            "latest_number": version.number,
            "last_change": version.captured_at,
        }
    if observation.identity is not None:
        article["identity"] = observation.identity
    check = {
        "checked_at": observation.checked_at,
        "outcome": observation.outcome,
        "detail": observation.detail,
    }
    return Rows(
        checked_at=observation.checked_at,
        article=article,
        version=row_of(version) if version is not None else None,
        changes=tuple(
            {
                "recorded_at": observation.checked_at,
                "position": position,
                "kind": change.kind.value,
                "weight": change.weight.value,
                "change": dumps(change),
            }
            for position, change in enumerate(observation.changes)
        ),
        report=dumps(observation.report) if observation.report is not None else None,
        check=check if observation.outcome != "unchanged" else None,
        rung=observation.rung,
        capture=observation.capture,
    )


def row_of(version: Version) -> Row:
    """A version without its article."""
    return {
        "number": version.number,
        "captured_at": version.captured_at,
        "fingerprint": version.fingerprint,
        "stealth": version.stealth,
        "article": dumps(version.article),
        "reading": dumps(version.reading),
    }


def restored(row: Row) -> Version:
    """The version of :func:`row_of`."""
    return Version(
        number=row["number"],
        captured_at=row["captured_at"],
        article=loads(Article, row["article"]),
        reading=loads(Reading, row["reading"]),
        fingerprint=row["fingerprint"],
        stealth=row["stealth"],
    )


def next_look(
    observation: Observation, record: ArticleRecord, *, named: bool, now: datetime
) -> datetime | None:
    """The next look at an article of an archive, as if it had been looked at ever since: what is old has aged out.

    :param named: the settings name it by itself, so it is looked at as long as they do.
    """
    planned = observation.next_check
    if planned is None or planned >= now:
        return planned
    if named:
        return now
    changed = observation.version.captured_at if observation.version else record.last_change
    return next_check(record.first_seen, changed, now, record.identity)
