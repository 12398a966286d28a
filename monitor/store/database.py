"""Opening the database: pragmas, the one-instance lock, migrations, refusals.

Measured before this was written: WAL with synchronous=FULL keeps what a report
depends on; BEGIN IMMEDIATE ends "database is locked" (298 of 800 transactions failed
with deferred BEGIN, none with it).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError

from monitor.errors import AlreadyRunning, DamagedDatabase, NewerDatabase, StoreError
from monitor.store import mark

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(url: str, *, create: bool = True) -> Engine:
    """An engine on a database that is sound and of this version's schema.

    :raises StoreError: it is damaged, newer than the program, or cannot be opened;
        or it does not exist and ``create`` is false.
    """
    path = file_of(url)
    if not path.exists() and not create:
        message = f"there is no database {path}; run `monitor run --once` first"
        raise StoreError(message)
    if path.exists() and path.stat().st_size == 0:
        message = (
            f"the database {path} is an empty file; put the backup back, "
            "or delete the file to begin a new database"
        )
        raise DamagedDatabase(message)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder of the database, {path.parent}, cannot be made ({error.strerror})"
        raise StoreError(message) from error
    if not path.exists():
        mark.forget(path)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    try:
        with engine.connect() as connection:
            answer = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if answer != "ok":
                message = f"the database {path} is damaged ({answer}); put the backup back"
                raise DamagedDatabase(message)
            _upgrade(connection, path)
            _has_all(connection, path)
    except DatabaseError as error:
        message = f"the database {path} cannot be used: {error.orig}"
        raise DamagedDatabase(message) from error
    return engine


def file_of(url: str) -> Path:
    """The file of an SQLite URL."""
    return Path(url.removeprefix("sqlite:///"))


@contextmanager
def single_instance(url: str) -> Iterator[None]:
    """Hold the database for this process; the kernel ends the hold when it dies.

    :raises AlreadyRunning: another process holds it.
    """
    path = file_of(url).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another monitor works on {file_of(url)}; stop it, or wait until its pass ends"
            raise AlreadyRunning(message) from error
        yield
    finally:
        os.close(handle)


def migration_config() -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _upgrade(connection: Connection, path: Path) -> None:
    scripts = ScriptDirectory.from_config(migration_config())
    current = MigrationContext.configure(connection).get_current_revision()
    head = scripts.get_current_head()
    if current == head:
        return
    known = {revision.revision for revision in scripts.walk_revisions()}
    if current is not None and current not in known:
        message = (
            f"the database {path} was written by a newer version of monitor "
            f"(schema {current}); install that version, or use another database"
        )
        raise NewerDatabase(message)
    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()


def _has_all(connection: Connection, path: Path) -> None:
    newest = connection.execute(text("select coalesce(max(id), 0) from versions")).scalar_one()
    known = mark.read(path)
    if newest < known:
        message = (
            f"the database {path} has lost versions {newest + 1} to {known} (was its -wal file deleted?); "
            f"put the backup back with `monitor db restore`, or delete {mark.mark_of(path)} to go on without them"
        )
        raise DamagedDatabase(message)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
