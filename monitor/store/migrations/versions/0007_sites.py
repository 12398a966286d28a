"""Which host an article is on, so that one site's share can be asked for; turns at hosts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from monitor.discover.urls import host_of

revision = "0007"
down_revision = "0006"

_BATCH = 1000


def upgrade() -> None:
    """Add column and table, and fill the column from the addresses."""
    op.add_column("articles", sa.Column("host", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "turns",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("free_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_turns")),
    )
    articles = sa.table("articles", sa.column("id"), sa.column("url"), sa.column("host"))
    connection = op.get_bind()
    last = 0
    while True:
        rows = connection.execute(
            sa.select(articles.c.id, articles.c.url)
            .where(articles.c.id > last)
            .order_by(articles.c.id)
            .limit(_BATCH)
        ).all()
        if not rows:
            break
        last = rows[-1].id
        statement = sa.update(articles).where(articles.c.id == sa.bindparam("row"))
        connection.execute(
            statement.values(host=sa.bindparam("its")),
            [{"row": row.id, "its": host_of(row.url)} for row in rows],
        )
    op.create_index(op.f("ix_articles_host_next_check"), "articles", ["host", "next_check"], unique=False)
