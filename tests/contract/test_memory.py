"""What every crawl memory must do, and what the migration to it leaves as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from monitor.model import FetchFault, Target
from monitor.ports import HostState, IndexRecord, Mail, SourceRecord
from monitor.store.database import open_engine, upgrade
from monitor.store.listing import Listing
from monitor.store.memory import SqlCrawlMemory
from monitor.store.sql import SqlStore

NOW = datetime(2024, 10, 23, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def memory(engine):
    return SqlCrawlMemory(engine)


def test_a_host_comes_back_equal_and_is_forgotten_when_well(memory):
    busy = HostState(failures=2, not_before=NOW, because="answered 429", fault=FetchFault.STATUS, status=429)
    memory.keep_host("a.example", busy)
    memory.keep_host("b.example:8080", HostState(failures=1, fault=FetchFault.DNS))
    memory.keep_host("a.example", busy)
    assert memory.hosts() == {
        "a.example": busy,
        "b.example:8080": HostState(failures=1, fault=FetchFault.DNS),
    }
    memory.keep_host("a.example", HostState())
    memory.keep_host("c.example", HostState())
    assert list(memory.hosts()) == ["b.example:8080"]


def index(etag: str | None, url: str = "https://a.example/feed", *, spared: int = 0) -> IndexRecord:
    return IndexRecord(target=Target(url=url, etag=etag), read_at=NOW, spared=spared)


def test_an_index_comes_back_equal_and_is_the_sources_own(memory):
    memory.keep_index("A", "feed x", index('"1"'))
    memory.keep_index("A", "feed x", index('"2"', spared=3))
    memory.keep_index("A", "feed x", index('"c"', "https://a.example/child"))
    memory.keep_index("B", "feed x", index('"b"'))
    found = sorted(memory.indexes("A", "feed x"), key=lambda record: record.target.url)
    assert found == [index('"c"', "https://a.example/child"), index('"2"', spared=3)]
    memory.keep_index("A", "feed x", index(None))
    assert memory.indexes("A", "feed x") == [index('"c"', "https://a.example/child")]


def test_another_question_forgets_for_good(memory):
    memory.keep_index("A", "feed x", index('"1"'))
    memory.keep_index("B", "feed x", index('"b"'))
    assert memory.indexes("A", "section x") == []
    assert memory.indexes("A", "feed x") == []
    assert memory.indexes("B", "feed x") == [index('"b"')]


def test_who_is_told_is_decided_by_how_the_source_stood(engine):
    store = SqlStore(engine)
    heard: list[tuple[SourceRecord, SourceRecord]] = []

    def notice(before: SourceRecord, after: SourceRecord) -> Mail | None:
        heard.append((before, after))
        if after.failures == 2 or (after.error is None and before.told_at):
            return Mail(recipient="ops@example.org", message_id=f"<{len(heard)}@x>", raw=b"mail")
        return None

    for number, error in enumerate(("dns", "dns", "dns", None, None)):
        at = NOW + number * HOUR
        store.source_checked(
            "A", at, error=error, listed=None, next_check=at + HOUR, crawl=f"c{number}", notice=notice
        )
    assert [after.told_at for _, after in heard] == [None, None, NOW + HOUR, NOW + HOUR, None]
    assert [before.failures for before, _ in heard] == [0, 1, 2, 3, 0]
    assert Listing(engine).outbox_counts() == {"pending": 2}
    stands = store.sources()["A"]
    assert (stands.told_at, stands.crawl, stands.failures) == (None, "c4", 0)


def test_nothing_read_leaves_what_was_listed(engine):
    store = SqlStore(engine)
    for listed in (7, None):
        store.source_checked("A", NOW, error=None, listed=listed, next_check=NOW)
    assert store.sources()["A"].listed == 7


def test_watched_articles_of_one_source(engine):
    from monitor.model import Link

    store = SqlStore(engine)
    for name in ("A", "B"):
        url = f"https://example.org/{name}"
        store.add_links(name, [(url, Link(url=url))], NOW)
    assert [record.source for record in store.watched("B")] == ["B"]
    assert len(store.watched()) == 2


def test_a_database_of_the_first_schema_keeps_what_it_holds(tmp_path):
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    old = create_engine(url)
    with old.connect() as connection:
        upgrade(connection, "0001")
        connection.execute(
            text("insert into sources (name, failures, listed, error) values ('A', 3, 12, 'dns')")
        )
        connection.commit()
    old.dispose()
    engine = open_engine(url)
    record = SqlStore(engine).sources()["A"]
    assert (record.failures, record.listed, record.error, record.told_at) == (3, 12, "dns", None)
    assert SqlCrawlMemory(engine).hosts() == {}
    engine.dispose()
