"""Which sources list an article: every one of them, however it came to be one article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from monitor.model import Link
from monitor.ports import BY_HAND
from monitor.store.database import open_engine, upgrade
from monitor.store.listing import Listing
from monitor.store.sql import SqlStore

NOW = datetime(2024, 10, 23, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine):
    return SqlStore(engine)


def lists(store: SqlStore, source: str, *names: str, at: datetime = NOW) -> int:
    links = [(f"https://example.org/{name}", Link(url=f"https://example.org/{name}")) for name in names]
    return store.add_links(source, links, at)


def listers(store: SqlStore) -> dict[str, tuple[str, ...]]:
    """Each article's last part, with its sources, the first one in front."""
    return {one.url.rpartition("/")[2]: (one.source, *one.also_listed_by) for one in store.watched()}


def test_every_source_that_lists_an_article_is_kept_and_the_first_stays_first(store):
    assert lists(store, "B", "a", "b") == 2
    assert lists(store, "C", "b", "c", at=NOW + HOUR) == 1
    assert lists(store, "A", "b", at=NOW + 2 * HOUR) == 0
    assert listers(store) == {"a": ("B",), "b": ("B", "C", "A"), "c": ("C",)}
    assert [one.also_listed_by for one in store.due(NOW, "example.org") if one.source == "B"] == [
        (),
        ("C", "A"),
    ]


def test_listing_again_changes_nothing(store):
    for hour in range(3):
        lists(store, "A", "a", at=NOW + hour * HOUR)
        lists(store, "B", "a", at=NOW + hour * HOUR)
    assert listers(store) == {"a": ("A", "B")}


def test_the_watched_articles_of_a_source_are_all_that_it_lists(store, engine):
    lists(store, "A", "a", "b")
    lists(store, "B", "b", "c")
    assert [one.url[-1] for one in store.watched("B")] == ["b", "c"]
    assert [row["url"][-1] for row in Listing(engine).articles(source="B")] == ["c", "b"]
    assert Listing(engine).source_names() == {"A", "B"}


def test_the_sources_of_a_merged_article_list_the_other(store):
    """Also those that list the merged address later, and those of what was merged into it before."""
    lists(store, "A", "a")
    lists(store, "B", "b")
    lists(store, "C", "c")
    a, b, c = (one.id for one in store.watched())
    store.merge(c, b, NOW)
    assert listers(store) == {"a": ("A",), "b": ("B", "C")}
    store.merge(b, a, NOW)
    assert listers(store) == {"a": ("A", "B", "C")}
    lists(store, "D", "b", at=NOW + HOUR)
    lists(store, "E", "c", at=NOW + 2 * HOUR)
    assert listers(store) == {"a": ("A", "B", "C", "D", "E")}


def test_what_was_added_by_hand_and_is_listed_later_has_both(store):
    lists(store, BY_HAND, "a")
    lists(store, "A", "a", at=NOW + HOUR)
    assert listers(store) == {"a": (BY_HAND, "A")}


def test_more_links_than_a_statement_takes(store):
    names = [f"n{number}" for number in range(1001)]
    assert lists(store, "A", *names) == 1001
    assert lists(store, "B", *names) == 0
    assert set(listers(store).values()) == {("A", "B")}


def test_an_older_database_knows_the_first_source_of_each_article(tmp_path):
    """Also of what had been merged; every index is read once more, to learn the others."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    old = create_engine(url)
    article = (
        "insert into articles (id, identity, url, source, first_seen, state, outcome, latest_number, merged_into, next_check)"
        " values ({0}, 'https://example.org/{0}', 'https://example.org/{0}', '{1}', '2024-10-23 06:00:00', '', 'new', 0, {2}, {3})"
    )
    index = "insert into indexes (source, url, asked_for, read_at, spared) values ('B', 'u', 'q', '2024-10-23', 0)"
    with old.connect() as connection:
        upgrade(connection, "0002")
        for row in ((1, "A", "null", "'2024-10-23'"), (2, "B", 1, "null"), (3, "B", 1, "null")):
            connection.execute(text(article.format(*row)))
        connection.execute(text(index))
        connection.commit()
    old.dispose()
    engine = open_engine(url)
    assert listers(SqlStore(engine)) == {"1": ("A", "B")}
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from indexes")).scalar() == 0
    engine.dispose()
