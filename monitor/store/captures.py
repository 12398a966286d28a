"""Which evidence there is for which version, and when it was let go.

A file goes whole: when every capture in it is older than the settings keep, and none is
the newest of its article. The rows stay and say since when the evidence is gone. They
are marked first: a crash between leaves a file that the next turn deletes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from monitor.ports import Capture
from monitor.store.dialect import insert
from monitor.store.tables import captures, versions
from monitor.store.transactions import patiently
from monitor.store.warc import WarcFolder, older_than


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A version's capture, and since when its evidence is gone (None: it is there)."""

    capture: Capture
    gone_since: datetime | None


def insert_capture(connection: Connection, article_id: int, version_id: int | None, capture: Capture) -> None:
    """Refer to a record; one that is referred to already stays as it is."""
    connection.execute(
        insert(captures)
        .values(
            article_id=article_id,
            version_id=version_id,
            file=capture.file,
            offset=capture.offset,
            length=capture.length,
            digest=capture.digest,
            captured_at=capture.captured_at,
        )
        .on_conflict_do_nothing()
    )


def held(engine: Engine, version_id: int) -> Held | None:
    """The capture that became a version; None where none was kept."""
    statement = select(captures).where(captures.c.version_id == version_id)
    with engine.connect() as connection:
        row = connection.execute(statement).mappings().first()
    if row is None:
        return None
    names = ("file", "offset", "length", "digest", "captured_at")
    return Held(capture=Capture(**{name: row[name] for name in names}), gone_since=row["gone_since"])


def version_exists(engine: Engine, version_id: int) -> bool:
    """Whether there is a version of that id."""
    with engine.connect() as connection:
        return (
            connection.execute(select(versions.c.id).where(versions.c.id == version_id)).first() is not None
        )


@patiently
def let_go(engine: Engine, folder: WarcFolder, keep: timedelta, now: datetime) -> list[str]:
    """Delete the files whose time is over; their names."""
    limit = now - keep
    candidates = older_than(limit, folder.files())
    if not candidates:
        return []
    gone: list[str] = []
    newest = select(func.max(captures.c.id)).group_by(captures.c.article_id)
    statement = select(
        captures.c.file, captures.c.captured_at, captures.c.id.in_(newest).label("newest")
    ).where(captures.c.file.in_(candidates))
    with engine.begin() as connection:
        rows: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(statement):
            rows[row.file].append(row)
        # A file without a row holds only what a crash left unreferenced.
        gone = [
            name
            for name in candidates
            if all(row.captured_at < limit and not row.newest for row in rows.get(name, ()))
        ]
        connection.execute(
            update(captures)
            .where(captures.c.file.in_(gone), captures.c.gone_since.is_(None))
            .values(gone_since=now)
        )
    for name in gone:
        folder.delete(name)
    return gone
