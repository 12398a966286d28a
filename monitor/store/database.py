"""Opening the database: migrations, refusals.

Measured before this was written: WAL with synchronous=FULL keeps what a report
depends on; BEGIN IMMEDIATE ends "database is locked" (298 of 800 transactions failed
with deferred BEGIN, none with it).

Left out: connections (``connect``), the one-instance lock (``locks``).
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError, DBAPIError

from monitor.database_url import is_postgresql, shown
from monitor.errors import DamagedDatabase, NewerDatabase, StoreError
from monitor.store import mark
from monitor.store.connect import connect, file_of, unusable
from monitor.store.locks import single_instance

__all__ = ["exists", "file_of", "open_engine", "revisions", "single_instance", "sort_of", "upgrade"]

_MIGRATIONS = Path(__file__).parent / "migrations"

# Two processes that start at once must not both migrate; any number that is ours.
_MIGRATING = text("SELECT pg_advisory_xact_lock(20241024, hashtext(current_schema()))")


def open_engine(url: str, *, create: bool = True) -> Engine:
    """An engine on a database that is sound and of this version's schema.

    :raises StoreError: it is damaged, newer than the program, or cannot be opened;
        or it does not exist and ``create`` is false.
    """
    return _open_postgresql(url, create=create) if is_postgresql(url) else _open_sqlite(url, create=create)


def exists(url: str) -> bool:
    """Whether there is a store at that address.

    :raises StoreError: the server cannot be asked.
    """
    if not is_postgresql(url):
        return file_of(url).exists()
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return _has_store(connection)
    except DBAPIError as error:
        raise unusable(shown(url), error) from error
    finally:
        engine.dispose()


def sort_of(engine: Engine) -> str:
    """The database's name and version, for people."""
    with engine.execution_options(reads_only=True).connect() as connection:
        if engine.dialect.name == "postgresql":
            return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar()}"
        return f"SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar()}"


def _open_sqlite(url: str, *, create: bool) -> Engine:
    engine = connect(url)
    path = file_of(url)
    if not path.exists() and not create:
        raise _missing(str(path))
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
    try:
        with engine.connect() as connection:
            answer = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if answer != "ok":
                message = f"the database {path} is damaged ({answer}); put the backup back"
                raise DamagedDatabase(message)
            _upgrade(connection, str(path))
            _has_all(connection, path)
    except DatabaseError as error:
        message = f"the database {path} cannot be used: {error.orig}"
        raise DamagedDatabase(message) from error
    return engine


def _open_postgresql(url: str, *, create: bool) -> Engine:
    engine, place = connect(url), shown(url)
    try:
        with engine.connect() as connection:
            _refuse_encoding(connection, place)
            if not create and not _has_store(connection):
                raise _missing(place)
            connection.execute(_MIGRATING)
            _upgrade(connection, place)
    except DBAPIError as error:
        engine.dispose()
        raise unusable(place, error) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def _refuse_encoding(connection: Connection, place: str) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        message = f"the database {place} stores {encoding}; create one with ENCODING 'UTF8'"
        raise StoreError(message)


def _missing(place: str) -> StoreError:
    return StoreError(f"there is no database {place}; run `monitor run --once` first")


def _has_store(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")


def revisions() -> list[str]:
    """The revisions that this program knows, oldest first: one file each, named after it."""
    return sorted(path.name.partition("_")[0] for path in _MIGRATIONS.glob("versions/[0-9]*.py"))


def _upgrade(connection: Connection, place: str) -> None:
    current = (
        connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if _has_store(connection)
        else None
    )
    known = revisions()
    if current == known[-1]:
        return
    if current is not None and current not in known:
        message = (
            f"the database {place} was written by a newer version of monitor "
            f"(schema {current}); install that version, or use another database"
        )
        raise NewerDatabase(message)
    upgrade(connection, known[-1])
    connection.commit()


def upgrade(connection: Connection, revision: str) -> None:
    """Migrate to a revision, inside the caller's transaction."""
    # Imported by those who migrate: a fifth of what a command takes to start.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _has_all(connection: Connection, path: Path) -> None:
    newest = connection.execute(text("select coalesce(max(id), 0) from versions")).scalar_one()
    known = mark.read(path)
    if newest < known:
        message = (
            f"the database {path} has lost versions {newest + 1} to {known} (was its -wal file deleted?); "
            f"put the backup back with `monitor db restore`, or delete {mark.mark_of(path)} to go on without them"
        )
        raise DamagedDatabase(message)
