"""A mark beside the database: the newest version that was ever stored in it.

A deleted write-ahead log takes rows with it and leaves a database that passes every check
of its integrity (50 rows in the run that showed it). The mark is raised after each commit,
so a database that has less than its mark has lost something.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine


def mark_of(database: Path) -> Path:
    """The file that holds the mark."""
    return database.with_name(f"{database.name}.mark")


def read(database: Path) -> int:
    """The id of the newest version that was stored; 0 where there is no mark."""
    try:
        return int(mark_of(database).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def raise_to(engine: Engine, version_id: int) -> None:
    """Raise the mark. Where it cannot be written, an older mark stays: it never claims too much.

    PostgreSQL needs none: its log is not a file that somebody tidies away.
    """
    if engine.dialect.name != "sqlite" or engine.url.database is None:
        return
    database = Path(engine.url.database)
    half = mark_of(database).with_suffix(".half")
    with suppress(OSError):
        half.write_text(str(version_id), encoding="ascii")
        half.replace(mark_of(database))


def forget(database: Path) -> None:
    """A database is begun anew, or a backup put in its place."""
    with suppress(OSError):
        mark_of(database).unlink(missing_ok=True)
