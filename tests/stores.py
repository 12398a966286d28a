"""What two stores hold, compared but for what differs from run to run: ids."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from monitor.store import tables
from monitor.store.database import open_engine


def contents(url: str) -> dict[str, Counter[tuple[Any, ...]]]:
    """The rows of a store; an article's id is its identity there, a version's its number."""
    engine = open_engine(url, create=False)
    try:
        with engine.connect() as connection:
            rows = {
                table.name: connection.execute(select(table)).mappings().all()
                for table in tables.metadata.sorted_tables
            }
    finally:
        engine.dispose()
    names: dict[str, dict[Any, Any]] = {"articles": {row["id"]: row["identity"] for row in rows["articles"]}}
    for table in ("versions",):
        names[table] = {
            row["id"]: (names["articles"][row["article_id"]], row["number"]) for row in rows[table]
        }
    references = {"article_id": "articles", "merged_into": "articles", "version_id": "versions"}

    def plain(row: Any) -> tuple[Any, ...]:
        return tuple(
            names[references[key]].get(value) if key in references else value
            for key, value in row.items()
            if key != "id"
        )

    return {table: Counter(plain(row) for row in found) for table, found in rows.items()}


def differences(one: str, other: str) -> list[str]:
    """The rows that only one of two stores has, for people; [] where they hold the same."""
    left, right = contents(one), contents(other)
    found = []
    for table in left:
        for name, rows in (
            ("only the first", left[table] - right[table]),
            ("only the second", right[table] - left[table]),
        ):
            found += [f"{table}, {name}: {str(row)[:300]}" for row in list(rows)[:3]]
    return found
