"""Indexes for the lists: changes by time, articles of a source newest first."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add indexes; the one on the source alone is a part of the new one."""
    op.create_index(op.f("ix_changes_recorded_at"), "changes", ["recorded_at"], unique=False)
    op.create_index(op.f("ix_articles_source_id"), "articles", ["source", "id"], unique=False)
    op.drop_index(op.f("ix_articles_source"), table_name="articles")
