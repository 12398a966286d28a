"""No statement that runs at every tick, check or page of a list reads a whole big table.

Each runs as the program runs it; what reaches the database is taken on the way and
explained with its own parameters, on tables of 3,000 to 9,000 rows after ANALYZE.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from monitor.store.backfill import BackfillStore
from monitor.store.database import open_engine
from monitor.store.listing import Listing
from monitor.store.sql import SqlStore
from tests.contract.filled import ARTICLES, fill
from tests.contract.test_store import HOUR, NOW, observe
from tests.databases import DATABASES

BIG = ("listings", "articles", "versions", "changes", "reports", "outbox", "deliveries", "checks")
Hot = Callable[[SqlStore, Listing], Any]


def _basis(store: BackfillStore) -> None:
    standing = store.standing("https://example.org/7")
    assert standing is not None
    store.basis("https://example.org/7", standing)


HOT: dict[str, Hot] = {
    "what is due at a host": lambda store, _: store.due(NOW, "site-3.example.org"),
    "the hosts where something is due": lambda store, _: store.hosts_due(NOW),
    "an article of a replay": lambda store, _: BackfillStore(store._engine, now=NOW).standing(
        "https://example.org/7"
    ),
    "what a replay decides on": lambda store, _: _basis(BackfillStore(store._engine, now=NOW)),
    "what is watched": lambda store, _: store.watched(),
    "the latest version": lambda store, _: store.latest(ARTICLES // 2),
    "an article by its address": lambda store, _: store.same_article("https://example.org/77"),
    "a new article": lambda store, _: store.add_links("Source 1", [], NOW),
    "an observation": lambda store, _: store.record(observe(7, 4)),
    "the lease of a mail": lambda store, _: store.lease(NOW, limit=1, lease=HOUR),
    "a mail that was sent": lambda store, _: store.mark_sent(5, NOW),
    "the digests that are due": lambda store, _: store.waiting(NOW),
    "an article's versions": lambda _, listing: listing.versions(70),
    "an article's changes": lambda _, listing: listing.changes(70),
    "an article's checks": lambda _, listing: listing.checks(70),
    "a version": lambda _, listing: listing.version(70),
    "a report": lambda _, listing: listing.report(70),
    "a page of articles": lambda _, listing: listing.articles(limit=50),
    "a page of a source's articles": lambda _, listing: listing.articles(source="Source 3", limit=50),
    "a source's failures": lambda _, listing: listing.refused("Source 0"),
    "a page of versions": lambda _, listing: listing.versions(limit=50),
    "a page of changes": lambda _, listing: listing.changes(limit=50),
    "a page of reports": lambda _, listing: listing.reports(limit=50),
}


@pytest.fixture(scope="module", params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").fresh()
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('plans') / 'monitor.db'}"
    engine = open_engine(url)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("name", HOT)
def test_no_hot_statement_reads_a_whole_table(engine, name):
    statements: list[tuple[str, Any]] = []

    def taken(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.split(maxsplit=1)[0] in ("SELECT", "UPDATE"):
            statements.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", taken)
    try:
        HOT[name](SqlStore(engine), Listing(engine))
    finally:
        event.remove(engine, "before_cursor_execute", taken)
    asked = [one for one in statements if any(table in one[0] for table in BIG)]
    assert asked or name == "a new article"
    for statement, parameters in asked:
        found = whole(engine, statement, parameters)
        assert not found, f"{found}\n{statement}"


def test_a_whole_table_is_seen_where_one_is_read(engine):
    """The test of the test: what no index serves, and what walks an index from its beginning."""
    for statement in (
        "SELECT id FROM versions WHERE fingerprint = 'x'",
        "SELECT id FROM outbox WHERE recipient = 'x' ORDER BY id",
        "SELECT count(*) FROM changes",
    ):
        assert whole(engine, statement, ()), statement


def whole(engine: Engine, statement: str, parameters: Any) -> list[str]:
    """The steps of the plan that read a whole big table."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # A table of 3,000 rows may be read whole at no cost: asked is whether an index serves.
            connection.exec_driver_sql("SET enable_seqscan = off")
            told = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
            plan = told if isinstance(told, list) else json.loads(told)
            return list(_whole_postgresql(plan[0]["Plan"], limited=False))
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        steps = [str(row[3]) for row in rows]
    # A page in the order of a key walks that key for as long as the page is.
    paged = "LIMIT" in statement and "WHERE" not in statement.rsplit("FROM", maxsplit=1)[-1]
    sorted_ = any(step.startswith("USE TEMP B-TREE FOR ORDER BY") for step in steps)
    names = tuple(f"SCAN {table}" for table in BIG)
    return [step for step in steps if step.startswith(names) and not (paged and not sorted_)]


def _whole_postgresql(node: dict[str, Any], *, limited: bool) -> Iterator[str]:
    kind = node["Node Type"]
    if node.get("Relation Name") in BIG:
        unbounded = "Index Cond" not in node and "Recheck Cond" not in node
        # As above: an index in its order, nothing filtered, under a limit.
        if kind == "Seq Scan" or (
            kind.startswith("Index") and unbounded and ("Filter" in node or not limited)
        ):
            yield f"{kind} {node.get('Index Name', '')} on {node['Relation Name']}"
    # A sort or a hash reads all of what is under it, whatever the limit above.
    limited = (limited or kind == "Limit") and kind not in ("Sort", "Hash", "Aggregate")
    for child in node.get("Plans", ()):
        yield from _whole_postgresql(child, limited=limited)
