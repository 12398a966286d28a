"""Which sources list an article. It belongs to the first; the readers of all are told of it.

Left out: who asked for which source (``monitor.report.selection``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from monitor.store.dialect import insert
from monitor.store.tables import articles, listings

# SQLite takes 32,766 variables a statement, and took 999 before 3.32.
MOST_VARIABLES = 900


def note(connection: Connection, source: str, identities: Sequence[str], at: datetime) -> None:
    """The source lists these articles; what it listed before stays as it is.

    One that was merged into another counts for that other.
    """
    found: set[int] = set()
    for first in range(0, len(identities), MOST_VARIABLES):
        some = identities[first : first + MOST_VARIABLES]
        statement = select(articles.c.id, articles.c.merged_into).where(articles.c.identity.in_(some))
        found |= {row.merged_into or row.id for row in connection.execute(statement)}
    _insert(connection, [(article_id, source, at) for article_id in sorted(found)])


def hand_over(connection: Connection, article_id: int, into: int) -> None:
    """The first article is the second: whoever lists or was merged into the one does so with the other."""
    connection.execute(update(articles).where(articles.c.merged_into == article_id).values(merged_into=into))
    kept = select(listings.c.source, listings.c.first_listed).where(listings.c.article_id == article_id)
    _insert(connection, [(into, row.source, row.first_listed) for row in connection.execute(kept)])


def others(connection: Connection, own: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    """The sources that list articles beside their own, in the order in which they began to.

    :param own: articles, each with the source that it belongs to.
    """
    gathered: dict[int, tuple[str, ...]] = {}
    ids = list(own)
    for first in range(0, len(ids), MOST_VARIABLES):
        statement = (
            select(listings.c.article_id, listings.c.source)
            .where(listings.c.article_id.in_(ids[first : first + MOST_VARIABLES]))
            .order_by(listings.c.first_listed, listings.c.source)
        )
        for article_id, source in connection.execute(statement):
            if source != own[article_id]:
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
