"""One instance a database: a lock that ends with the process that holds it.

SQLite: the kernel's lock on a file beside the database. PostgreSQL: an advisory lock on a
connection of its own, which ends with the connection. A server that restarts has forgotten
it; therefore every new connection of the engine (after a restart all are new) takes it
again first, and whoever finds it taken ends before it writes.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, event, text
from sqlalchemy.exc import DBAPIError

from monitor.database_url import is_postgresql, shown
from monitor.errors import AlreadyRunning
from monitor.store.connect import connect, file_of, unusable

# Any number that is ours; the schema is its second half, so that two stores may share a database.
_TRY = text("SELECT pg_try_advisory_lock(20241023, hashtext(current_schema()))")

Guard = Callable[[Engine], None]


@contextmanager
def single_instance(url: str) -> Iterator[Guard]:
    """Hold the database for this process; the hold ends with it.

    Gives a function that makes an engine's later connections depend on the hold.

    :raises AlreadyRunning: another process holds it.
    """
    if is_postgresql(url):
        hold = _AdvisoryLock(url)
        try:
            hold.take()
            yield hold.guard
        finally:
            hold.release()
    else:
        with _file_lock(file_of(url)):
            yield lambda _engine: None


@contextmanager
def _file_lock(database: Path) -> Iterator[None]:
    path = database.with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _taken(str(database)) from error
        yield
    finally:
        os.close(handle)


class _AdvisoryLock:
    def __init__(self, url: str) -> None:
        self._place = shown(url)
        self._engine = connect(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def take(self) -> None:
        """Take the lock.

        :raises AlreadyRunning: another process has it.
        :raises StoreError: there is no such database.
        """
        try:
            self._again()
        except DBAPIError as error:
            raise unusable(self._place, error) from error

    def guard(self, engine: Engine) -> None:
        """Each new connection of the engine asks first whether the lock still holds."""

        @event.listens_for(engine, "connect")
        def _held(_connection: Any, _record: object) -> None:
            if not self._holds():
                self.release()
                self._again()

    def _holds(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except DBAPIError:
            return False
        return True

    def _again(self) -> None:
        connection = self._engine.connect()
        if not connection.execute(_TRY).scalar():
            connection.close()
            raise _taken(self._place)
        self._connection = connection

    def release(self) -> None:
        """End the hold."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()


def _taken(place: str) -> AlreadyRunning:
    return AlreadyRunning(f"another monitor works on {place}; stop it, or wait until its pass ends")
