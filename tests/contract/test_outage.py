"""PostgreSQL goes away and comes back: nothing lost, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from monitor.errors import AlreadyRunning, StoreUnavailable
from monitor.store import transactions
from monitor.store.database import open_engine, single_instance
from monitor.store.listing import Listing
from monitor.store.sql import SqlStore
from monitor.store.tables import changes, checks, deliveries, outbox, reports, versions
from tests.contract.test_store import HOUR, NOW, add, mail, observe
from tests.databases import Server


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.fresh()


@pytest.fixture
def engine(url):
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine):
    return SqlStore(engine)


@contextmanager
def back_in(server: Server, seconds: float) -> Iterator[None]:
    """The server is down at once and up again after a while, as the block runs."""
    server.stop()
    timer = threading.Timer(seconds, server.start)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def counts(engine) -> dict[str, int]:
    tables = (versions, changes, reports, deliveries, outbox, checks)
    with engine.connect() as connection:
        return {
            table.name: connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
            for table in tables
        }


ONE = {"versions": 1, "changes": 1, "reports": 1, "deliveries": 1, "outbox": 1, "checks": 1}


def test_a_stop_between_two_transactions_is_waited_out(store, engine, postgresql):
    (a,) = add(store, "a")
    with back_in(postgresql, 1.0):
        store.record(observe(a, 1))
    assert counts(engine) == ONE


def once(engine, name: str, action: Any) -> None:
    """Do the action at the first event of that name on a connection of the engine."""
    done = []

    @event.listens_for(engine, name)
    def _at(*_args: object) -> None:
        if not done:
            done.append(True)
            action()


def test_a_stop_in_the_middle_of_a_transaction_does_it_again_whole(store, engine, postgresql):
    (a,) = add(store, "a")
    seen = []

    def third(*_args: object) -> None:
        seen.append(True)
        if len(seen) == 3:  # version and changes are written, the report is not
            postgresql.stop()
            postgresql.start()

    event.listen(engine, "before_cursor_execute", third)
    store.record(observe(a, 1))
    assert len(seen) > 8
    assert counts(engine) == ONE


@pytest.mark.parametrize("took", [True, False])
def test_a_commit_whose_answer_is_lost_is_stored_once(store, engine, postgresql, took):
    """The connection is cut after, or instead of, the COMMIT; the program sees the same error."""
    (a,) = add(store, "a")
    deliver = engine.dialect.do_commit

    def cut(connection: Any) -> None:
        engine.dialect.do_commit = deliver
        if took:
            deliver(connection)
        driver = connection.dbapi_connection
        postgresql.statement(f"SELECT pg_terminate_backend({driver.info.backend_pid}, 5000)")
        driver.execute("SELECT 1")  # what a COMMIT gives that meets a dead connection

    engine.dialect.do_commit = cut
    # No version, so no unique key of the tables would catch the second time.
    quiet = {"version": None, "outcome": "gone", "post": (mail(1),)}
    store.record(observe(a, 1, **quiet))
    assert counts(engine) == ONE | {"versions": 0}

    engine.dialect.do_commit = cut
    (row,) = store.lease(NOW, limit=5, lease=HOUR)
    engine.dialect.do_commit = cut
    store.mark_retry(row.id, next_attempt=NOW, error="451")
    (again,) = store.lease(NOW, limit=5, lease=HOUR)
    assert again.attempts == 1
    engine.dialect.do_commit = cut
    assert len(add(store, "b")) == 2


def test_an_error_that_stays_is_told_and_the_store_goes_on_later(store, engine, postgresql, monkeypatch):
    monkeypatch.setattr(transactions, "WAITS", (0.01, 0.01))
    (a,) = add(store, "a")
    postgresql.stop()
    with pytest.raises(StoreUnavailable, match=r"does not answer: .*No such file"):
        store.record(observe(a, 1))
    postgresql.start()
    store.record(observe(a, 1))
    assert counts(engine) == ONE


def test_an_error_of_ours_is_not_tried_again(store, engine):
    calls = []
    event.listen(engine, "begin", lambda *_args: calls.append(True))
    with pytest.raises(IntegrityError):
        store.record(observe(999, 1))  # there is no such article
    assert len(calls) == 1


def test_two_senders_never_hold_the_same_mail(url, store, engine):
    """A second process leases while the first one's transaction is open: it gets the other row."""
    (a,) = add(store, "a")
    store.record(observe(a, 1, post=(mail(1), mail(2, "b@example.org"))))
    other_engine = open_engine(url)
    other = SqlStore(other_engine)
    taken = []

    def meanwhile() -> None:
        taken.extend(other.lease(NOW, limit=5, lease=HOUR))

    once(engine, "commit", meanwhile)
    mine = store.lease(NOW, limit=1, lease=HOUR)
    other_engine.dispose()
    assert [row.message_id for row in mine] == ["<1.desk@example.org>"]
    assert [row.message_id for row in taken] == ["<2.b@example.org>"]
    assert store.lease(NOW, limit=5, lease=timedelta(hours=1)) == []


def test_the_hold_is_taken_again_after_a_restart(url, engine, store, postgresql):
    with single_instance(url) as guard:
        guard(engine)
        add(store, "a")
        postgresql.stop()
        postgresql.start()
        add(store, "b")
        with pytest.raises(AlreadyRunning), single_instance(url):
            pass


def test_who_finds_the_hold_taken_after_a_restart_writes_nothing_more(url, engine, store, postgresql):
    with single_instance(url) as guard:
        guard(engine)
        add(store, "a")
        postgresql.stop()
        postgresql.start()
        with single_instance(url), pytest.raises(AlreadyRunning):
            add(store, "b")
    later = open_engine(url)
    assert [row["identity"] for row in Listing(later).articles()] == ["https://example.org/a"]
    later.dispose()
