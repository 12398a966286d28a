"""The outbox end to end: the real store, real servers; each mail once, none lost."""

# ruff: noqa: ARG002 - the arguments are those of the ports

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from monitor.deliver.maildir import EmlFolder
from monitor.deliver.outbox import BACK_OFF, GIVE_UP_AFTER, LEASE, FlushResult, delay, flush
from monitor.deliver.smtp import SmtpConfig, SmtpMailer
from monitor.errors import PermanentFailure, StoreUnavailable, TemporaryFailure
from monitor.model import Change, ChangeKind, Link, Report, Weight
from monitor.ports import Mail, Observation
from monitor.store import transactions
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore
from monitor.store.tables import outbox as outbox_table
from tests.databases import Server
from tests.unit.deliver.servers import Inbox, mail_server

NOW = datetime(2024, 10, 24, 7, 10, tzinfo=UTC)
EDITORS = ("anna@desk.example", "bohdan@desk.example", "chaewon@desk.example")


def mail(recipient: str, number: int = 1) -> Mail:
    message_id = f"<{number}.{recipient.partition('@')[0]}@monitor.example>"
    raw = f"From: monitor@desk.example\r\nTo: {recipient}\r\nMessage-ID: {message_id}\r\n\r\nText\r\n"
    return Mail(recipient=recipient, message_id=message_id, raw=raw.encode())


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store(database_url) -> Iterator[SqlStore]:
    engine = open_engine(database_url)
    yield SqlStore(engine)
    engine.dispose()


def post(store: SqlStore, *mails: Mail) -> None:
    store.add_links("A", [("https://example.org/a", Link(url="https://example.org/a"))], NOW)
    (article,) = store.watched()
    report = Report(
        source_name="A",
        article_url="https://example.org/a",
        headline="Headline",
        language="en",
        version_number=1,
        captured_at=NOW,
        previous_captured_at=None,
        stealth=False,
        changes=(Change(kind=ChangeKind.ARTICLE_GONE, weight=Weight.HIGH),),
    )
    store.record(
        Observation(
            article_id=article.id,
            checked_at=NOW,
            outcome="gone",
            state="{}",
            next_check=NOW,
            report=report,
            changes=report.changes,
            post=mails,
        )
    )


def rows(store: SqlStore) -> dict[str, tuple[str, int]]:
    with store._engine.begin() as connection:
        found = connection.execute(select(outbox_table)).mappings().all()
    return {row["recipient"].partition("@")[0]: (row["status"], row["attempts"]) for row in found}


def run(store: SqlStore, mailer: object, clock: Clock) -> FlushResult:
    return asyncio.run(flush(store, mailer, now=clock, unmarked={}))


class Stopping(SmtpMailer):
    """A mailer after whose first mail the database is gone."""

    def __init__(self, port: int, server: Server) -> None:
        super().__init__(SmtpConfig(host="127.0.0.1", port=port, security="none", timeout=1.0))
        self.server = server
        self.sent = 0

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        await super().send(raw, recipient=recipient, message_id=message_id)
        self.sent += 1
        if self.sent == 1:
            self.server.stop()


def smtp(port: int, timeout: float = 1.0) -> SmtpMailer:
    return SmtpMailer(SmtpConfig(host="127.0.0.1", port=port, security="none", timeout=timeout))


def test_everybody_gets_it_once(store):
    post(store, *map(mail, EDITORS))
    inbox, clock = Inbox(), Clock()
    with mail_server(inbox) as port:
        assert run(store, smtp(port), clock) == FlushResult(sent=3)
        clock.now += timedelta(days=1)
        assert run(store, smtp(port), clock) == FlushResult()
    assert [to for _, to, _ in inbox.taken] == list(EDITORS)


def test_one_of_three_refused_concerns_nobody_else(store):
    post(store, *map(mail, EDITORS))
    inbox = Inbox()
    inbox.answers = {EDITORS[1]: ["550 5.1.1 unknown"]}
    with mail_server(inbox) as port:
        assert run(store, smtp(port), Clock()) == FlushResult(sent=2, dead=1)
    assert rows(store) == {"anna": ("sent", 1), "bohdan": ("dead", 1), "chaewon": ("sent", 1)}


def test_greylisting_ends_with_one_mail(store):
    post(store, mail(EDITORS[0]))
    inbox, clock = Inbox(), Clock()
    inbox.answers = {EDITORS[0]: ["451 later", "451 later", "250 OK"]}
    with mail_server(inbox) as port:
        assert run(store, smtp(port), clock) == FlushResult(retried=1)
        assert run(store, smtp(port), clock) == FlushResult()  # not due yet
        clock.now += BACK_OFF[0]
        assert run(store, smtp(port), clock) == FlushResult(retried=1)
        clock.now += BACK_OFF[1]
        inbox.answers = {}
        assert run(store, smtp(port), clock) == FlushResult(sent=1)
    assert len(inbox.taken) == 1
    assert rows(store)["anna"] == ("sent", 3)


@pytest.mark.parametrize("fault", ["drop", "hang"])
def test_an_answer_never_heard_is_at_most_a_second_mail_of_the_same_id(store, fault):
    post(store, mail(EDITORS[0]))
    inbox, clock = Inbox(), Clock()
    inbox.answers = {"DATA": [fault]}
    with mail_server(inbox) as port:
        assert run(store, smtp(port, timeout=0.3), clock) == FlushResult(retried=1)
        inbox.answers = {}
        clock.now += BACK_OFF[0]
        assert run(store, smtp(port), clock) == FlushResult(sent=1)
    assert set(inbox.message_ids()) == {"<1.anna@monitor.example>"}
    assert len({raw for _, _, raw in inbox.taken}) == 1
    assert len(inbox.taken) == (2 if fault == "drop" else 1)


def test_a_night_without_a_server_loses_nothing(store):
    post(store, *(mail(f"desk{number}@desk.example") for number in range(30)))
    clock, inbox = Clock(), Inbox()
    with mail_server(inbox) as port:
        pass
    for _ in range(20):
        run(store, smtp(port, timeout=0.3), clock)
        clock.now += timedelta(minutes=30)
    with store._engine.begin() as connection:
        states = connection.execute(select(outbox_table.c.status)).scalars().all()
    assert states == ["pending"] * 30
    clock.now += timedelta(hours=4)
    with mail_server(inbox) as port:
        assert run(store, smtp(port), clock) == FlushResult(sent=30)
    assert len(set(inbox.message_ids())) == len(inbox.taken) == 30


class Failing:
    """A mailer that fails in a given way; the mails that it took are kept."""

    def __init__(self, *failures: BaseException | None) -> None:
        self.failures = list(failures)
        self.taken: list[str] = []

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.taken.append(message_id)


def test_an_unforeseen_error_stops_one_mail_and_not_the_others(store):
    post(store, *map(mail, EDITORS))
    mailer = Failing(None, ZeroDivisionError("oops"), None)
    assert run(store, mailer, Clock()) == FlushResult(sent=2, retried=1)
    with store._engine.begin() as connection:
        errors = connection.execute(select(outbox_table.c.error)).scalars().all()
    assert errors == [None, "ZeroDivisionError: oops", None]


def test_a_crash_between_sending_and_marking_brings_the_same_mail_again(store):
    post(store, mail(EDITORS[0]))
    clock = Clock()
    mailer = Failing()

    class Crashing:
        lease = store.lease
        mark_retry = store.mark_retry
        mark_dead = store.mark_dead

        def mark_sent(self, row_id: int, at: datetime) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Crashing(), mailer, clock)
    assert run(store, mailer, clock) == FlushResult()  # the lease still runs
    clock.now += LEASE
    assert run(store, mailer, clock) == FlushResult(sent=1)
    assert mailer.taken == ["<1.anna@monitor.example>"] * 2


def test_given_up_after_five_days_and_visible(store):
    post(store, mail(EDITORS[0]))
    clock = Clock()
    tries = 0
    while rows(store)["anna"][0] == "pending":
        run(store, Failing(TemporaryFailure("down")), clock)
        tries += 1
        clock.now += delay(tries - 1)
    assert clock.now - NOW >= GIVE_UP_AFTER
    assert tries == 36  # five with growing delays, the rest every four hours
    assert rows(store)["anna"] == ("dead", tries)


def test_a_mail_that_grew_old_while_the_service_was_off_is_tried_properly(store):
    post(store, mail(EDITORS[0]))
    clock = Clock()
    clock.now += timedelta(days=9)
    assert run(store, Failing(TemporaryFailure("down")), clock) == FlushResult(retried=1)


def test_a_dead_letter_can_be_taken_up_again(store):
    post(store, mail(EDITORS[0]))
    clock = Clock()
    assert run(store, Failing(PermanentFailure("550")), clock) == FlushResult(dead=1)
    assert store.retry_dead(clock.now) == 1
    assert run(store, Failing(), clock) == FlushResult(sent=1)


def test_the_table_of_the_module_is_what_happens():
    assert [delay(attempt) for attempt in range(8)] == [*BACK_OFF, BACK_OFF[-1], BACK_OFF[-1]]


def test_a_folder_takes_the_place_of_a_server(store, tmp_path):
    post(store, *map(mail, EDITORS))
    folder = tmp_path / "out"
    assert run(store, EmlFolder(folder), Clock()) == FlushResult(sent=3)
    assert sorted(path.read_bytes() for path in folder.iterdir()) == sorted(mail(to).raw for to in EDITORS)


def test_what_was_sent_when_the_database_went_away_is_marked_when_it_is_back(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
):
    """Even where it was away for longer than the lease, nobody gets it twice."""
    monkeypatch.setattr(transactions, "WAITS", (0.01, 0.01))
    engine = open_engine(postgresql.fresh())
    store, inbox, clock, unmarked = SqlStore(engine), Inbox(), Clock(), {}
    post(store, *map(mail, EDITORS))
    with mail_server(inbox) as port:
        mailer = Stopping(port, postgresql)

        def flushed() -> FlushResult:
            return asyncio.run(flush(store, mailer, now=clock, unmarked=unmarked))

        with pytest.raises(StoreUnavailable):
            flushed()
        with pytest.raises(StoreUnavailable):
            flushed()
        postgresql.start()
        clock.now += 2 * LEASE
        assert flushed() == FlushResult(sent=2)
    assert [to for _, to, _ in inbox.taken] == list(EDITORS)
    assert set(rows(store).values()) == {("sent", 1)}
    assert unmarked == {}
    engine.dispose()
