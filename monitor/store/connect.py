"""Engines: how connections to either database are made.

Left out: whether what is found there can be used (``database``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from monitor.database_url import SQLITE, checked, is_postgresql, shown
from monitor.errors import StoreError
from monitor.store.transactions import StoreEngine

# Of libpq; what the address itself says (…?connect_timeout=60) goes before them. A server
# whose machine vanished must not hold the loop for the two hours that TCP would wait.
_LIBPQ = {
    "application_name": "article-monitor",
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "tcp_user_timeout": "30000",
}


def file_of(url: str) -> Path:
    """The file of an SQLite address."""
    return Path(url.removeprefix(SQLITE))


def connect(url: str, **options: Any) -> StoreEngine:
    """An engine on the database; connects when it is first used.

    :raises StoreError: the address cannot be used, or psycopg is not installed.
    """
    try:
        checked(url)
    except ValueError as error:
        message = f"the database's address {error}"
        raise StoreError(message) from None
    if is_postgresql(url):
        given = make_url(url).query
        options["connect_args"] = {key: value for key, value in _LIBPQ.items() if key not in given}
        if "poolclass" not in options:
            options["pool_pre_ping"] = True
    try:
        plain = create_engine(url, **options)
    except ModuleNotFoundError as error:
        message = (
            f"{shown(url)}: PostgreSQL needs the extra [postgresql]; "
            "install it with: pip install 'article-monitor[postgresql]'"
        )
        raise StoreError(message) from error
    engine = StoreEngine(plain.pool, plain.dialect, plain.url)
    if not is_postgresql(url):
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def unusable(place: str, error: DBAPIError) -> StoreError:
    """What to tell of an error of the database's; names the place and what the server said."""
    return StoreError(f"the database {place} cannot be used: {' '.join(str(error.orig).split())}")


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
