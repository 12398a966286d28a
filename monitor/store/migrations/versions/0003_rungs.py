"""What tells an unchanged page without extraction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table of rungs."""
    op.create_table(
        "rungs",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_rungs_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_rungs")),
    )
