"""Which sources list an article. It belongs to the first; the readers of all are told of it.

Left out: who asked for which source (``monitor.report.selection``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from monitor.store.tables import articles, listings

# SQLite takes 32,766 variables a statement, and took 999 before 3.32.
_MOST_VARIABLES = 900


def note(connection: Connection, source: str, identities: Sequence[str], at: datetime) -> None:
    """The source lists these articles; what it listed before stays as it is.

    One that was merged into another counts for that other.
    """
    found: set[int] = set()
    for first in range(0, len(identities), _MOST_VARIABLES):
        some = identities[first : first + _MOST_VARIABLES]
        statement = select(articles.c.id, articles.c.merged_into).where(articles.c.identity.in_(some))
        found |= {row.merged_into or row.id for row in connection.execute(statement)}
    _insert(connection, [(article_id, source, at) for article_id in sorted(found)])


def hand_over(connection: Connection, article_id: int, into: int) -> None:
    """The first article is the second: whoever lists or was merged into the one does so with the other."""
    connection.execute(update(articles).where(articles.c.merged_into == article_id).values(merged_into=into))
    kept = select(listings.c.source, listings.c.first_listed).where(listings.c.article_id == article_id)
    _insert(connection, [(into, row.source, row.first_listed) for row in connection.execute(kept)])


def listers(connection: Connection, condition: ColumnElement[bool]) -> dict[int, tuple[str, ...]]:
    """For articles of which it is true and that several sources list: those beside the first."""
    statement = (
        select(listings.c.article_id, listings.c.source)
        .join(articles, articles.c.id == listings.c.article_id)
        .where(condition, listings.c.source != articles.c.source)
        .order_by(listings.c.first_listed, listings.c.source)
    )
    gathered: dict[int, tuple[str, ...]] = {}
    for article_id, source in connection.execute(statement):
        gathered[article_id] = (*gathered.get(article_id, ()), source)
    return gathered


def listed_by(source: str) -> ColumnElement[bool]:
    """True of the articles that this source lists, whichever listed them first."""
    return articles.c.id.in_(select(listings.c.article_id).where(listings.c.source == source))


def _insert(connection: Connection, found: Sequence[tuple[int, str, datetime]]) -> None:
    rows: list[dict[str, Any]] = [
        {"article_id": article_id, "source": source, "first_listed": at} for article_id, source, at in found
    ]
    if rows:
        connection.execute(insert(listings).on_conflict_do_nothing(), rows)
