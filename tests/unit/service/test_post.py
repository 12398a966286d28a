"""Digests: what waited goes out once, together, when its time has come."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from monitor.deliver.maildir import EmlFolder
from monitor.deliver.postmaster import EditorsPostmaster
from monitor.model import Change, ChangeKind, Delivery, Editor, Link, Report, Weight
from monitor.ports import Observation
from monitor.service.events import Tally
from monitor.service.passes import Passes
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore

START = datetime(2024, 10, 23, 6, 20, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def report(number: int) -> Report:
    return Report(
        source_name="Kurier",
        article_url=f"https://example.org/{number}",
        headline=f"Meldung {number}",
        language="de",
        version_number=2,
        captured_at=START,
        previous_captured_at=None,
        stealth=False,
        changes=(Change(kind=ChangeKind.HEADLINE_CHANGED, weight=Weight.HIGH, before="Alt", after="Neu"),),
    )


@pytest.fixture
def parts(tmp_path, database_url):
    engine = open_engine(database_url)
    clock = Clock()
    store = SqlStore(engine)
    postmaster = EditorsPostmaster(
        [Editor(address="desk@example.org", language="de", delivery=Delivery.HOURLY)],
        sender="monitor@example.org",
        unsubscribe_url=None,
    )
    passes = Passes(
        sources=[],
        store=store,
        pipeline=None,  # type: ignore[arg-type]  # no page is fetched here
        crawler=None,  # type: ignore[arg-type]
        postmaster=postmaster,
        mailer=EmlFolder(tmp_path / "outbox"),
        listener=lambda _event, _keys: None,
        clock=clock,
    )
    yield clock, store, postmaster, passes, tmp_path / "outbox"
    engine.dispose()


def mails(folder) -> list[str]:
    texts = []
    for path in sorted(folder.glob("*.eml")):
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body is not None
        texts.append(body.get_content())
    return texts


def test_an_hour_is_one_mail_and_none_is_sent_twice(parts):
    clock, store, postmaster, passes, folder = parts
    store.add_links(
        "Kurier", [(f"https://example.org/{n}", Link(url=f"https://example.org/{n}")) for n in (1, 2)], START
    )
    for record, number in zip(store.watched(), (1, 2), strict=True):
        told = report(number)
        store.record(
            Observation(
                article_id=record.id,
                checked_at=clock(),
                outcome="changed",
                changes=told.changes,
                report=told,
                post=postmaster.address(told, clock()),
            )
        )
    asyncio.run(passes.post(Tally()))
    assert mails(folder) == []
    clock.now = START.replace(minute=0) + timedelta(hours=1)
    tally = Tally()
    asyncio.run(passes.post(tally))
    assert tally.sent == 1
    (text,) = mails(folder)
    assert "Meldung 1" in text
    assert "Meldung 2" in text
    clock.now += timedelta(hours=5)
    asyncio.run(passes.post(Tally()))
    assert len(mails(folder)) == 1
