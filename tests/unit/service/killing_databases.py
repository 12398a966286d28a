"""Where the jobs that are killed have their stores: SQLite files, or databases of a PostgreSQL.

Each run starts from a copy of a store, so copying has to be cheap: a file in memory, or a
database made from a template.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import psycopg
from sqlalchemy import text

from monitor.store.database import open_engine
from tests.databases import Server

# SIGKILL loses nothing that the kernel has, so the disk may be one of memory.
MEMORY = Path("/dev/shm")

_FACTS = {
    "articles": "select identity, outcome, latest_number from articles order by identity",
    "versions": "select identity, number, v.fingerprint from versions v join articles a on a.id = article_id order by 1, 2",
    "changes": "select identity, kind, weight, change from changes c join articles a on a.id = article_id order by 1, 4",
    "reports": "select identity, count(*) from reports r join articles a on a.id = article_id group by 1 order by 1",
    "deliveries": "select identity, recipient, count(*), count(d.ended_at), count(outbox_id) from deliveries d"
    " join reports r on r.id = report_id join articles a on a.id = article_id group by 1, 2 order by 1, 2",
    "outbox": "select recipient, status, count(*), count(distinct message_id) from outbox group by 1, 2 order by 1",
}


def facts(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """What a store holds, apart from times."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            found = {
                name: [tuple(row) for row in connection.execute(text(statement))]
                for name, statement in _FACTS.items()
            }
            if engine.dialect.name == "sqlite":
                found["sound"] = [tuple(row) for row in connection.execute(text("pragma integrity_check"))]
            return found
    finally:
        engine.dispose()


class Databases(Protocol):
    """Stores by their addresses."""

    def empty(self) -> str:
        """The address of a new store."""
        ...

    def copied(self, url: str) -> str:
        """The address of a copy."""
        ...

    def removed(self, url: str) -> None:
        """Throw a store away."""
        ...


class Files:
    """SQLite, one file a store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def empty(self) -> str:
        """See :class:`Databases`; so are the others."""
        self._made += 1
        return f"sqlite:///{self._folder / f'{self._made}.db'}"

    def copied(self, url: str) -> str:
        """By SQLite's own copy."""
        copy = self.empty()
        with closing(sqlite3.connect(_file(url))) as source, closing(sqlite3.connect(_file(copy))) as target:
            source.backup(target)
        return copy

    def removed(self, url: str) -> None:
        """With what SQLite keeps beside it."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{suffix}").unlink(missing_ok=True)


class Templates:
    """PostgreSQL, one database a store."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.empty = server.fresh
        self.removed = server.drop

    def copied(self, url: str) -> str:
        """Once the server has seen that the last connection to it is closed."""
        for _ in range(50):
            try:
                return self._server.copy_of(url)
            except psycopg.errors.ObjectInUse:
                time.sleep(0.05)
        return self._server.copy_of(url)


@contextmanager
def databases(kind: str) -> Iterator[Databases]:
    """Of that kind ("sqlite", "postgresql"), while the context lasts."""
    if kind == "postgresql":
        server = Server()
        try:
            yield Templates(server)
        finally:
            server.remove()
        return
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with TemporaryDirectory(prefix="monitor-killing-", dir=place) as folder:
        yield Files(Path(folder))


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
