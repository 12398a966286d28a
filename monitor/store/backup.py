"""A copy of the database while it is in use, and putting one back.

Both end with a file that was opened and checked. A restore moves the database that it
replaces aside, never over; what is left half done by a crash is the old database in its
place or beside it under a name that says so.

Left out: the evidence files, which are backed up by copying their folder.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from monitor.database_url import is_postgresql, shown
from monitor.errors import DamagedDatabase, StoreError, UsageError
from monitor.store import mark
from monitor.store.database import file_of, open_engine, single_instance
from monitor.store.snapshot import into_file

# SQLite keeps these beside a database; a journal left beside another file is played into it.
_COMPANIONS = ("-wal", "-shm")


def backup(url: str, target: Path) -> int:
    """Copy the database to a new file of SQLite and check the copy; its size in bytes.

    :raises StoreError: there is no sound database, or the copy cannot be made.
    :raises UsageError: the target exists.
    """
    open_engine(url, create=False).dispose()
    if target.exists():
        message = f"{target} exists; name a file that does not"
        raise UsageError(message)
    half = target.with_name(f"{target.name}.part")
    try:
        half.unlink(missing_ok=True)
        into_file(url, half)
        with closing(sqlite3.connect(half)) as copy:
            # One file, with nothing beside it that could be forgotten.
            copy.execute("PRAGMA journal_mode=DELETE")
        _flush(half)
        half.rename(target)
    except (OSError, sqlite3.Error) as error:
        half.unlink(missing_ok=True)
        message = f"the copy {target} cannot be made ({error})"
        raise StoreError(message) from error
    return target.stat().st_size


def restore(url: str, source: Path, now: datetime) -> Path | None:
    """Put a backup in the database's place; where the replaced one now lies, if there was one.

    :raises AlreadyRunning: a monitor works on the database.
    :raises StoreError: the backup is missing, damaged, newer than the program, or no
        database of this program; nothing was changed.
    :raises UsageError: the database is PostgreSQL, which a copy fills.
    """
    if is_postgresql(url):
        message = (
            f"{shown(url)} is no file; bring a backup there with `monitor db copy sqlite:///{source} URL`"
        )
        raise UsageError(message)
    path = file_of(url)
    if not source.is_file():
        message = f"there is no backup {source}"
        raise StoreError(message)
    with single_instance(url):
        fresh = path.with_name(f"{path.name}.restoring")
        try:
            for name in ("", *_COMPANIONS):
                fresh.with_name(fresh.name + name).unlink(missing_ok=True)
            _take(source, fresh)
            _is_ours(fresh, source)
            # Upgraded and looked at as the service would, before anything is replaced.
            open_engine(f"sqlite:///{fresh}", create=False).dispose()
            with closing(sqlite3.connect(fresh)) as copy:
                copy.execute("PRAGMA journal_mode=DELETE")
            if not source.with_name(f"{source.name}-wal").exists():
                # Looking at it wrote to it: what is put back is the backup to the byte.
                shutil.copyfile(source, fresh)
            _flush(fresh)
            aside = _set_aside(path, now)
            # The mark is the replaced database's: a backup may have less.
            mark.forget(path)
            fresh.rename(path)
            _flush(path.parent)
        except (OSError, sqlite3.Error) as error:
            message = f"the backup {source} cannot be put back ({error})"
            raise StoreError(message) from error
        except StoreError as error:
            message = f"the backup {source} cannot be put back: {str(error).replace(str(fresh), str(source))}"
            raise type(error)(message) from error
        finally:
            for name in ("", *_COMPANIONS):
                fresh.with_name(fresh.name + name).unlink(missing_ok=True)
    return aside


def _take(source: Path, fresh: Path) -> None:
    """Copy a backup with what stands beside it; the backup itself is only read."""
    shutil.copyfile(source, fresh)
    for name in _COMPANIONS[:1]:
        beside = source.with_name(source.name + name)
        if beside.exists():
            shutil.copyfile(beside, fresh.with_name(fresh.name + name))


def _is_ours(fresh: Path, source: Path) -> None:
    if fresh.stat().st_size == 0:
        message = f"{source} is an empty file"
        raise DamagedDatabase(message)
    _check(fresh)
    with closing(sqlite3.connect(fresh)) as copy:
        row = copy.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchone()
    if row is None:
        message = f"{source} is no database of monitor"
        raise DamagedDatabase(message)


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as copy:
            answer = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        message = f"{path} is damaged ({answer})"
        raise DamagedDatabase(message)


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Move the database and what stands beside it out of the way, under a free name."""
    if not path.exists():
        for name in _COMPANIONS:
            path.with_name(path.name + name).unlink(missing_ok=True)
        return None
    stem = f"{path.name}.replaced-{now:%Y%m%dT%H%M%SZ}"
    aside = path.with_name(stem)
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stem}-{number}")
    for name in (*_COMPANIONS, ""):
        beside = path.with_name(path.name + name)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + name))
    return aside


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
