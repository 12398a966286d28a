"""The texts of versions, reports and mails as Zstandard frames."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from monitor.store.packing import pack, pack_text

revision = "0008"
down_revision = "0007"

_BATCH = 500
_TEXTS = (("versions", "article"), ("versions", "reading"), ("reports", "report"))


def upgrade() -> None:
    """Pack what is stored, each value by itself; versions from now on are written against an earlier one."""
    op.add_column("versions", sa.Column("base", sa.Integer(), nullable=True))
    for table, column in _TEXTS:
        packed = f"{column}_packed"
        op.add_column(table, sa.Column(packed, sa.LargeBinary(), nullable=False, server_default=""))
        _pack(table, column, packed)
        op.drop_column(table, column)
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {packed} TO {column}")
    _pack("outbox", "raw", "raw")


def _pack(name: str, source: str, target: str) -> None:
    table = sa.table(name, sa.column("id"), sa.column(source), sa.column(target))
    connection = op.get_bind()
    last = 0
    while True:
        rows = connection.execute(
            sa.select(table.c.id, table.c[source]).where(table.c.id > last).order_by(table.c.id).limit(_BATCH)
        ).all()
        if not rows:
            break
        last = rows[-1].id
        statement = sa.update(table).where(table.c.id == sa.bindparam("row"))
        connection.execute(
            statement.values({target: sa.bindparam("its", type_=sa.LargeBinary())}),
            [{"row": row.id, "its": _packed(row[1])} for row in rows],
        )


def _packed(value: str | bytes) -> bytes:
    return pack_text(value) if isinstance(value, str) else pack(bytes(value))
