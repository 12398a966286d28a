"""What several processes that crawl share: who is at a site, whose turn a host's is, and when.

Two things keep two processes apart. A session's advisory lock ends with the process that
holds it, and holds while that process is frozen, however long. A row with the moment from
which the host is free, by the database's clock, outlives a restart of the server, which
forgets all locks. A turn needs both.

The locks are held on one connection of its own (a pooled one would give them to whoever
uses it next). When that breaks, the sites are taken again on a new one before anything
else is done; a site that is somebody else's by then ends the crawl here.

Left out: SQLite, where one process has the database to itself; how long to wait (``crawl.hosts``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Connection, NullPool, text
from sqlalchemy.exc import DBAPIError

from monitor.errors import StoreUnavailable
from monitor.ports import HostState
from monitor.store.connect import connect
from monitor.store.memory import host_state
from monitor.store.tables import hosts
from monitor.store.transactions import persistently

T = TypeVar("T")

# The first key of a lock says what is locked, the second which; any numbers that are ours.
_SITE, _HOST = 20241025, 20241026
_LOCK = text("SELECT pg_try_advisory_lock(:kind, hashtext(current_schema() || ' ' || :name))")
_UNLOCK = text("SELECT pg_advisory_unlock(:kind, hashtext(current_schema() || ' ' || :name))")
# Without a zone, as all moments are stored.
_NOW = "timezone('utc', clock_timestamp())"
_STATE = ", ".join(f"hosts.{column.name}" for column in hosts.c)
# In one statement: a connection that broke between would leave a turn that nobody knows of.
_BEGIN = text(
    f"WITH turn AS (INSERT INTO turns (host, free_at) VALUES (:host, {_NOW} + :longest) "  # noqa: S608 - a constant
    f"ON CONFLICT (host) DO UPDATE SET free_at = excluded.free_at WHERE turns.free_at <= {_NOW} RETURNING host) "
    f"SELECT {_STATE} FROM turn LEFT JOIN hosts ON hosts.host = turn.host"
).columns(*hosts.c)
_LEFT = text(f"SELECT free_at - {_NOW} FROM turns WHERE host = :host")  # noqa: S608 - a constant
_END = text(f"UPDATE turns SET free_at = {_NOW} + :pause WHERE host = :host")  # noqa: S608 - a constant
# Somebody else is on the wire with it: how long that takes is not known.
_ASK_AGAIN = timedelta(milliseconds=200)


class SqlTurns:
    """The port ``monitor.ports.Turns`` on PostgreSQL; one a process, used by one thread."""

    def __init__(self, url: str) -> None:
        self._engine = connect(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._sites: set[str] = set()

    @contextmanager
    def site(self, host: str) -> Iterator[bool]:
        """Hold a site; False where another process is at it.

        :raises StoreUnavailable: the database does not answer.
        """
        held = self._do(lambda connection: _lock(connection, _SITE, host))
        if not held:
            yield False
            return
        self._sites.add(host)
        try:
            yield True
        finally:
            self._sites.discard(host)
            # A connection that is gone holds nothing.
            with suppress(DBAPIError, StoreUnavailable):
                self._do(lambda connection: _unlock(connection, _SITE, host))

    def confirm(self) -> None:
        """Make sure that the sites are held still.

        :raises StoreUnavailable: the database does not answer, or a site was lost meanwhile.
        """
        self._do(lambda connection: connection.exec_driver_sql("SELECT 1"))

    def take(self, host: str, longest: timedelta) -> HostState | timedelta:
        """See :meth:`monitor.ports.Turns.take`."""
        return self._do(lambda connection: _take(connection, host, longest))

    def give_back(self, host: str, pause: timedelta) -> None:
        """See :meth:`monitor.ports.Turns.give_back`."""

        def end(connection: Connection) -> None:
            connection.execute(_END, {"host": host, "pause": pause})
            _unlock(connection, _HOST, host)

        # Where it cannot be told, the turn ends by itself after the longest exchange.
        with suppress(StoreUnavailable):
            self._do(end)

    def close(self) -> None:
        """Let everything go."""
        self._drop()
        self._engine.dispose()

    def _do(self, work: Callable[[Connection], T]) -> T:
        def attempt() -> T:
            try:
                return work(self._connected())
            except DBAPIError:
                self._drop()
                raise

        return persistently(attempt)

    def _connected(self) -> Connection:
        if self._connection is None:
            connection = self._engine.connect()
            lost = [site for site in sorted(self._sites) if not _lock(connection, _SITE, site)]
            if lost:
                connection.close()
                message = f"{lost[0]} was taken over by another worker while the database was away"
                raise StoreUnavailable(message)
            self._connection = connection
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.close()
            self._connection = None


def _take(connection: Connection, host: str, longest: timedelta) -> HostState | timedelta:
    if not _lock(connection, _HOST, host):
        return _ASK_AGAIN
    row = connection.execute(_BEGIN, {"host": host, "longest": longest}).mappings().first()
    if row is None:
        left = connection.execute(_LEFT, {"host": host}).scalar_one()
        _unlock(connection, _HOST, host)
        return timedelta(seconds=max(left.total_seconds(), 0.001))
    return HostState() if row["host"] is None else host_state(row)


def _lock(connection: Connection, kind: int, name: str) -> bool:
    return bool(connection.execute(_LOCK, {"kind": kind, "name": name}).scalar())


def _unlock(connection: Connection, kind: int, name: str) -> None:
    connection.execute(_UNLOCK, {"kind": kind, "name": name})
