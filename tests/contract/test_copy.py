"""A store moves to another database and back, and is the same store."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from monitor.errors import StoreError, UsageError
from monitor.model import Target
from monitor.ports import Capture, Deferred, HostState, IndexRecord
from monitor.store import copy as copying
from monitor.store.copy import copy_store
from monitor.store.database import open_engine
from monitor.store.memory import SqlCrawlMemory
from monitor.store.snapshot import into_file
from monitor.store.sql import SqlStore
from monitor.store.tables import metadata
from tests.contract.test_store import HOUR, NOW, add, mail, observe
from tests.databases import Server

Everything = dict[str, list[tuple[object, ...]]]


def filled(url: str) -> None:
    """A store with every kind of row: merged upwards and downwards, digests, dead letters, binary."""
    engine = open_engine(url)
    store = SqlStore(engine)
    a, b, c = add(store, "a", "b", "c")
    # The moment has microseconds, the texts every script and an astral letter.
    store.source_checked(
        "Українська",
        NOW,
        error="час — 시간 ü \U0001f4f0",
        listed=3,
        next_check=NOW + timedelta(microseconds=7),
    )
    store.source_checked("연합뉴스", NOW, error=None, listed=3, next_check=NOW)
    store.source_checked("ärger", NOW, error=None, listed=3, next_check=NOW)
    store.source_checked("Zeit", NOW, error=None, listed=3, next_check=NOW)
    memory = SqlCrawlMemory(engine)
    memory.keep_host(
        "www.example.org", HostState(failures=2, not_before=NOW + HOUR, because="час очікування")
    )
    target = Target(url="https://example.org/feed", etag='"x"')
    memory.keep_index("Zeit", "as asked", IndexRecord(target=target, read_at=NOW))
    for number in (1, 2, 3):
        due = Deferred(recipient="digest@example.org", due_at=NOW)
        kept = Capture(
            file="2026-03-01-001.warc.gz", offset=number, length=9, digest="sha256:0", captured_at=NOW
        )
        store.record(
            observe(
                a,
                number,
                post=(mail(number), due),
                detail="\U0001f4f0 Пак Сон Вон 박선원",
                rung='{"lines": true}',
                capture=kept,
            )
        )
    store.merge(b, c, NOW)  # refers to a row that is written after it
    store.merge(c, a, NOW)
    (first, *_) = store.lease(NOW, limit=3, lease=HOUR)
    store.mark_dead(first.id, NOW, "550 нема")
    (waiting,) = store.waiting(NOW)
    store.post_digest(waiting, mail(9, "digest@example.org"), NOW)
    engine.dispose()


def everything(url: str) -> Everything:
    engine = open_engine(url, create=False)
    with engine.connect() as connection:
        rows = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return rows


@pytest.fixture
def lite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'lite.db'}"


def test_there_and_back_is_equal_and_goes_on(tmp_path, lite, postgresql: Server):
    filled(lite)
    before = everything(lite)
    assert [name for name, rows in before.items() if not rows] == ["turns"]
    there, back = postgresql.empty(), f"sqlite:///{tmp_path / 'back.db'}"
    copied = copy_store(lite, there)
    assert copied.rows == {name: len(rows) for name, rows in before.items()}
    assert copied.total == sum(copied.rows.values()) > 20
    assert everything(there) == before
    assert copy_store(there, back) == copied
    assert everything(back) == before == everything(lite)
    for url in (there, back):
        engine = open_engine(url)
        store = SqlStore(engine)
        # New rows take the ids that come next, in every table.
        assert store.add_links("A", [], NOW) == 0
        (new, a) = add(store, "new")
        assert new == 4
        store.record(observe(a, 4, post=(mail(4),)))
        latest = store.latest(a)
        assert latest is not None
        assert latest.number == 4
        engine.dispose()
    assert everything(there) == everything(back) != before


def test_a_target_with_rows_is_refused_and_left(lite, database, database_url):
    filled(lite)
    engine = open_engine(database_url)
    add(SqlStore(engine), "other")
    engine.dispose()
    before = everything(database_url)
    with pytest.raises(UsageError, match="holds articles already"):
        copy_store(lite, database_url)
    assert everything(database_url) == before
    with pytest.raises(UsageError, match="onto itself"):
        copy_store(lite, lite)


def test_a_copy_that_is_not_equal_leaves_nothing(lite, database, database_url, monkeypatch):
    """A row is changed at the target behind the copy's back: by a trigger, as a database might have."""
    filled(lite)
    engine = open_engine(database_url)
    with engine.begin() as connection:
        if database == "sqlite":
            body = (
                "CREATE TRIGGER meddle AFTER INSERT ON changes WHEN NEW.id = 2 "
                "BEGIN UPDATE changes SET change = change || ' ' WHERE id = 2; END"
            )
            connection.execute(text(body))
        else:
            connection.execute(
                text(
                    "CREATE FUNCTION meddle() RETURNS trigger AS "
                    "$$ BEGIN NEW.change = NEW.change || ' '; RETURN NEW; END $$ LANGUAGE plpgsql"
                )
            )
            connection.execute(
                text(
                    "CREATE TRIGGER meddle BEFORE INSERT ON changes FOR EACH ROW "
                    "WHEN (NEW.id = 2) EXECUTE FUNCTION meddle()"
                )
            )
    engine.dispose()
    with pytest.raises(StoreError, match=r"differs in changes, row \(2,\); nothing was stored"):
        copy_store(lite, database_url)
    assert not any(everything(database_url).values())


def test_a_store_larger_than_a_batch_is_copied_in_batches(lite, postgresql: Server, monkeypatch):
    filled(lite)
    monkeypatch.setattr(copying, "_BATCH", 2)
    heard = []
    there = postgresql.fresh()
    copy_store(lite, there, told=lambda table, rows: heard.append((table, rows)))
    assert everything(there) == everything(lite)
    assert [rows for table, rows in heard if table == "versions"] == [2, 3]


def test_texts_that_older_versions_stored_with_a_nul_can_be_moved(tmp_path, lite, postgresql: Server):
    filled(lite)
    path = lite.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE articles SET headline = 'x' || char(0) || 'y' WHERE id = 1")
    connection.close()
    there = postgresql.fresh()
    copy_store(lite, there)
    engine = open_engine(there)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT headline FROM articles WHERE id = 1")).scalar() == "xy"
    engine.dispose()


def test_a_backup_is_the_same_store_in_a_file(tmp_path, database_url):
    filled(database_url)
    into_file(database_url, tmp_path / "copy.db")
    assert everything(f"sqlite:///{tmp_path / 'copy.db'}") == everything(database_url)
