"""One store into another, whichever databases they are: row by row, then compared row by row.

The source is read as it was at one moment, the target written in one transaction: it gets
everything or nothing. What was written is read again before the transaction ends and
compared with the source, each row by its digest. A target that holds rows is refused.

Left out: a faster way for one database to another of its kind (``pg_dump``, a file's copy).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import zip_longest
from typing import Any

import sqlalchemy
from sqlalchemy import Column, Connection, Engine, Select, Table, func, insert, select, text, update

from monitor.database_url import shown
from monitor.errors import StoreError, UsageError
from monitor.store.database import open_engine
from monitor.store.tables import metadata

# Rows a statement; a version has some 20 KB, so a batch holds about 10 MB.
_BATCH = 500

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How many rows each table has, in both stores; all of them were found equal."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())


def copy_store(source_url: str, target_url: str, *, told: Progress = lambda _table, _rows: None) -> Copied:
    """Copy everything; ``told`` hears each table and its rows when they are written.

    :raises UsageError: the target holds rows already, or is the source.
    :raises StoreError: a store cannot be opened, or the copy was not equal (then nothing
        of it remains).
    """
    if source_url == target_url:
        message = f"{shown(source_url)} cannot be copied onto itself"
        raise UsageError(message)
    source = open_engine(source_url, create=False)
    try:
        target = open_engine(target_url)
        try:
            with _snapshot(source) as reading, target.begin() as writing:
                _refuse_filled(writing, target_url)
                rows = {table.name: _copy(table, reading, writing, told) for table in metadata.sorted_tables}
                for table in metadata.sorted_tables:
                    _compare(table, reading, writing)
                    _continue_ids(table, writing)
        finally:
            target.dispose()
    finally:
        source.dispose()
    return Copied(rows=rows)


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment of the source, and writes nothing."""
    options: dict[str, Any] = {"reads_only": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with engine.execution_options(**options).connect() as connection:
        yield connection


def _refuse_filled(connection: Connection, url: str) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(sqlalchemy.literal(1)).select_from(table).limit(1)).first():
            message = f"{shown(url)} holds {table.name} already; name a database without rows"
            raise UsageError(message)


def _copy(table: Table, reading: Connection, writing: Connection, told: Progress) -> int:
    """The rows of one table; references inside the table are set when all its rows are there."""
    inward = [fk.parent for fk in table.foreign_keys if fk.column.table is table]
    later: list[dict[str, Any]] = []
    (key,) = table.primary_key.columns if inward else (None,)
    count = 0
    for batch in _batches(reading, table):
        rows = [dict(row) for row in batch]
        for column in inward:
            assert key is not None
            later += [
                {"_key": row[key.name], "_to": row[column.name], "_column": column.name}
                for row in rows
                if row[column.name] is not None
            ]
            rows = [row | {column.name: None} for row in rows]
        writing.execute(insert(table), rows)
        count += len(rows)
        told(table.name, count)
    for one in later:
        assert key is not None
        writing.execute(update(table).where(key == one["_key"]).values({one["_column"]: one["_to"]}))
    return count


def _batches(connection: Connection, table: Table) -> Iterator[list[Any]]:
    statement = _ordered(table, connection)
    with closing(connection.execute(statement, execution_options={"yield_per": _BATCH})) as rows:
        for batch in rows.mappings().partitions():
            yield list(batch)


def _ordered(table: Table, connection: Connection) -> Select[Any]:
    """All rows by their key, texts by their bytes: the same order on every database."""
    return select(table).order_by(*(_by_bytes(column, connection) for column in table.primary_key.columns))


def _by_bytes(column: Column[Any], connection: Connection) -> Any:
    is_text = isinstance(column.type, sqlalchemy.String) or isinstance(
        getattr(column.type, "impl", None), sqlalchemy.String
    )
    return column.collate("C") if is_text and connection.dialect.name == "postgresql" else column


def _compare(table: Table, reading: Connection, writing: Connection) -> None:
    """Both in the same order, each row by its digest.

    :raises StoreError: a row is missing, is too much, or differs.
    """
    for mine, theirs in zip_longest(
        _digests(table, reading, writing), _digests(table, writing, writing), fillvalue=None
    ):
        if mine != theirs:
            row = (mine or theirs or ("?",))[0]
            message = f"the copy differs in {table.name}, row {row}; nothing was stored"
            raise StoreError(message)


def _digests(table: Table, connection: Connection, stored: Connection) -> Iterator[tuple[Any, bytes]]:
    """Key and digest of each row, of what is stored of it (texts lose what no database stores)."""
    keys = [column.name for column in table.primary_key.columns]
    for batch in _batches(connection, table):
        for row in batch:
            values = [_as_stored(column, row[column.name], stored) for column in table.columns]
            yield tuple(row[name] for name in keys), blake2b(repr(values).encode()).digest()


def _as_stored(column: Column[Any], value: Any, connection: Connection) -> Any:
    kind = column.type
    if isinstance(value, str) and isinstance(kind, sqlalchemy.TypeDecorator):
        return kind.process_bind_param(value, connection.dialect)
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def _continue_ids(table: Table, connection: Connection) -> None:
    """The next row's id comes after the copied ones; SQLite sees to it itself."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    highest = connection.execute(select(func.max(column))).scalar()
    if highest is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, :column), :highest)"),
            {"name": table.name, "column": column.name, "highest": highest},
        )
