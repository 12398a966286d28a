"""What the crawl remembers across restarts: hosts, index documents, what the operator was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add tables and columns; nothing that is there is touched."""
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "indexes",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("asked_for", sa.Text(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("spared", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "url", name=op.f("pk_indexes")),
    )
    op.add_column("sources", sa.Column("told_at", sa.DateTime(), nullable=True))
    op.add_column("sources", sa.Column("crawl", sa.String(), nullable=True))
