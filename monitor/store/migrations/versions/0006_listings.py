"""Which sources list an article: all of them, not only the first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table; what is known so far is the first source of each article."""
    op.create_table(
        "listings",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("first_listed", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_listings_article_id")),
        sa.PrimaryKeyConstraint("article_id", "source", name=op.f("pk_listings")),
    )
    op.create_index(op.f("ix_listings_source"), "listings", ["source"], unique=False)
    # Validators only, of which the next look makes new ones: an index that answers "unchanged"
    # would not say for a day which articles it lists.
    op.execute("DELETE FROM indexes")
    # What was merged lists the article that it was merged into.
    op.execute(
        "INSERT INTO listings (article_id, source, first_listed) "
        "SELECT COALESCE(merged_into, id), source, MIN(first_seen) FROM articles "
        "GROUP BY COALESCE(merged_into, id), source"
    )
