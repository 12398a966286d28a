"""Digests: what waited goes out once, together, when its time has come."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from monitor.deliver.maildir import EmlFolder
from monitor.deliver.postmaster import EditorsPostmaster
from monitor.deliver.smtp import SmtpConfig, SmtpMailer
from monitor.model import Change, ChangeKind, Delivery, Editor, Link, Report, Weight
from monitor.ports import Observation
from monitor.service.events import Tally
from monitor.service.passes import Passes
from monitor.store.database import open_engine
from monitor.store.listing import Listing
from monitor.store.sql import SqlStore
from tests.unit.deliver.servers import Inbox, mail_server

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


HOURLY = Editor(address="desk@example.org", language="de", delivery=Delivery.HOURLY)


@pytest.fixture
def parts(tmp_path, database_url):
    engine = open_engine(database_url)
    clock = Clock()
    store = SqlStore(engine)
    passes, postmaster = service(store, clock, EmlFolder(tmp_path / "outbox"), HOURLY)
    yield clock, store, postmaster, passes, tmp_path / "outbox"
    engine.dispose()


def service(store, clock, mailer, *editors: Editor) -> tuple[Passes, EditorsPostmaster]:
    """The service as it is after a start with these editors in the settings."""
    postmaster = EditorsPostmaster(editors, sender="monitor@example.org", unsubscribe_url=None)
    passes = Passes(
        sources=[],
        store=store,
        pipeline=None,  # type: ignore[arg-type]  # no page is fetched here
        crawler=None,  # type: ignore[arg-type]
        index_checks=None,  # type: ignore[arg-type]
        postmaster=postmaster,
        mailer=mailer,
        listener=lambda _event, _keys: None,
        clock=clock,
    )
    return passes, postmaster


def mails(folder) -> list[str]:
    texts = []
    for path in sorted(folder.glob("*.eml")):
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body is not None
        texts.append(body.get_content())
    return texts


def changed(store: SqlStore, postmaster: EditorsPostmaster, clock: Clock, *numbers: int) -> None:
    """Articles of these numbers change."""
    for number in numbers:
        url = f"https://example.org/{number}"
        store.add_links("Kurier", [(url, Link(url=url))], START)
        (record,) = [one for one in store.watched() if one.identity == url]
        told = report(number)
        store.record(
            Observation(
                article_id=record.id,
                checked_at=clock(),
                outcome="changed",
                next_check=clock(),
                changes=told.changes,
                report=told,
                post=postmaster.address(told, clock()),
            )
        )


def test_an_hour_is_one_mail_and_none_is_sent_twice(parts):
    clock, store, postmaster, passes, folder = parts
    changed(store, postmaster, clock, 1, 2)
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


def test_a_night_is_one_mail_when_it_ends(parts):
    clock, store, _, _, folder = parts
    passes, postmaster = service(
        store,
        clock,
        EmlFolder(folder),
        Editor(address="desk@example.org", language="de", quiet="22:00-06:30"),
    )
    clock.now = START.replace(hour=21, minute=59)
    changed(store, postmaster, clock, 1)
    asyncio.run(passes.post(Tally()))
    assert len(mails(folder)) == 1
    for hour, number in ((22, 2), (23, 3), (29, 4)):
        clock.now = START.replace(hour=0) + timedelta(hours=hour)
        changed(store, postmaster, clock, number)
        asyncio.run(passes.post(Tally()))
    assert len(mails(folder)) == 1
    clock.now = START.replace(hour=6, minute=30) + timedelta(days=1)
    tally = Tally()
    asyncio.run(passes.post(tally))
    assert tally.sent == 1
    (night,) = [text for text in mails(folder) if "Meldung 1" not in text]
    assert all(f"Meldung {number}" in text for text in [night] for number in (2, 3, 4))


def test_a_retry_and_a_late_digest_do_not_wake_anybody(parts):
    """What the evening could not hand over waits for the morning; the attempt is not counted."""
    clock, store, _, _, folder = parts
    quiet = Editor(address="desk@example.org", language="de", delivery=Delivery.HOURLY, quiet="22:00-06:30")
    passes, postmaster = service(store, clock, EmlFolder(folder / "a file in the way"), quiet)
    folder.mkdir()
    (folder / "a file in the way").write_text("")
    clock.now = START.replace(hour=20, minute=30)
    changed(store, postmaster, clock, 1)
    clock.now = START.replace(hour=21)
    tally = Tally()
    asyncio.run(passes.post(tally))
    assert (tally.sent, tally.retried) == (0, 1)
    changed(store, postmaster, clock, 2)
    passes, _ = service(store, clock, EmlFolder(folder), quiet)
    for hour in (23, 26, 30):
        clock.now = START.replace(hour=0, minute=5) + timedelta(hours=hour)
        asyncio.run(passes.post(Tally()))
    assert mails(folder) == []
    clock.now = START.replace(hour=6, minute=30) + timedelta(days=1)
    asyncio.run(passes.post(Tally()))
    assert len(mails(folder)) == 2


def test_who_is_no_longer_daily_gets_what_waited_once_and_now(parts):
    clock, store, _, _, folder = parts
    daily = Editor(address="desk@example.org", language="de", delivery=Delivery.DAILY, at="20:00")
    passes, postmaster = service(store, clock, EmlFolder(folder), daily)
    changed(store, postmaster, clock, 1, 2)
    asyncio.run(passes.post(Tally()))
    assert mails(folder) == []
    passes, postmaster = service(
        store, clock, EmlFolder(folder), Editor(address="Desk@Example.org", language="de")
    )
    changed(store, postmaster, clock, 3)
    asyncio.run(passes.post(Tally()))
    texts = mails(folder)
    assert sorted(sum(f"Meldung {number}" in text for text in texts) for number in (1, 2, 3)) == [1, 1, 1]
    assert len(texts) == 2
    clock.now += timedelta(days=2)
    asyncio.run(passes.post(Tally()))
    assert len(mails(folder)) == 2


def test_two_spellings_that_wait_are_one_digest(parts):
    clock, store, postmaster, passes, folder = parts
    changed(store, postmaster, clock, 1)
    passes, postmaster = service(
        store, clock, EmlFolder(folder), Editor(address="DESK@example.org", delivery=Delivery.HOURLY)
    )
    changed(store, postmaster, clock, 2)
    clock.now += timedelta(hours=2)
    asyncio.run(passes.post(Tally()))
    assert len(mails(folder)) == 1


def test_posts_that_overlap_do_not_talk_into_each_others_dialogue(tmp_path):
    """Ticks overlap, the connection is one: a server answered 503 to the second MAIL, and the mail was dead."""
    engine = open_engine(f"sqlite:///{tmp_path / 'monitor.db'}")
    store, clock = SqlStore(engine), Clock()
    inbox = Inbox()
    with mail_server(inbox) as port:
        mailer = SmtpMailer(SmtpConfig(host="127.0.0.1", port=port, security="none"))
        editors = [Editor(address=f"desk-{number}@example.org", language="de") for number in range(4)]
        passes, postmaster = service(store, clock, mailer, *editors)
        changed(store, postmaster, clock, *range(5))
        tallies = [Tally(), Tally(), Tally()]

        async def main() -> None:
            await asyncio.gather(*(passes.post(tally) for tally in tallies))

        asyncio.run(main())
    assert [(tally.sent, tally.retried, tally.dead) for tally in tallies] == [
        (20, 0, 0),
        (0, 0, 0),
        (0, 0, 0),
    ]
    assert len(set(inbox.message_ids())) == len(inbox.taken) == 20
    engine.dispose()


CHANGES_OF_CLOCK = [
    # zone, the local time of the digest, the days around a change of the clock, the digests in UTC
    ("Europe/Berlin", "07:00", "2024-10-26", ["26 05:00", "27 06:00", "28 06:00"]),
    ("Europe/Kyiv", "03:30", "2024-10-26", ["26 00:30", "27 00:30", "28 01:30"]),
    ("Europe/Berlin", "02:30", "2024-03-30", ["30 01:30", "31 01:00", "01 00:30"]),
    ("Asia/Seoul", "07:00", "2024-10-26", ["26 22:00", "27 22:00", "28 22:00"]),
]


@pytest.mark.parametrize(("zone", "at", "day", "digests"), CHANGES_OF_CLOCK)
def test_a_daily_digest_comes_once_a_day_at_its_time_when_the_clocks_change(parts, zone, at, day, digests):
    """Three days in steps of half an hour; something changes every three hours."""
    clock, store, _, _, folder = parts
    daily = Editor(address="desk@example.org", language="de", delivery=Delivery.DAILY, at=at, timezone=zone)
    passes, postmaster = service(store, clock, EmlFolder(folder), daily)
    begun = datetime.fromisoformat(day).replace(tzinfo=UTC)
    sent = []
    for step in range(3 * 24 * 2):
        clock.now = begun + step * timedelta(minutes=30)
        if step % 6 == 0:
            changed(store, postmaster, clock, step)
        tally = Tally()
        asyncio.run(passes.post(tally))
        if tally.sent:
            assert tally.sent == 1
            sent.append(f"{clock.now:%d %H:%M}")
    assert sent == digests
    told = "\n".join(mails(folder))
    waiting = [
        one.article_url for digest in store.waiting(begun + timedelta(days=9)) for one in digest.reports
    ]
    for step in range(0, 3 * 24 * 2, 6):
        assert (
            told.count(f"https://example.org/{step}\r\n") + waiting.count(f"https://example.org/{step}") == 1
        )


def test_who_leaves_and_comes_back_is_told_nothing_twice(parts):
    """Before the digest's time: what waited comes once. After it: what was due meanwhile does not come."""
    clock, store, postmaster, _, folder = parts
    nobody, _ = service(store, clock, EmlFolder(folder))
    changed(store, postmaster, clock, 1)
    asyncio.run(nobody.post(Tally()))
    passes, postmaster = service(store, clock, EmlFolder(folder), HOURLY)
    clock.now = START.replace(minute=0) + timedelta(hours=1)
    asyncio.run(passes.post(Tally()))
    assert [text.count("Meldung 1") for text in mails(folder)] == [1]

    changed(store, postmaster, clock, 2)
    clock.now += timedelta(hours=2)
    asyncio.run(nobody.post(Tally()))
    at_once = Editor(address="desk@example.org", language="de")
    for editors in ((HOURLY,), (at_once,), (HOURLY, at_once)):
        passes, postmaster = service(store, clock, EmlFolder(folder), *editors)
        clock.now += timedelta(hours=2)
        asyncio.run(passes.post(Tally()))
    assert len(mails(folder)) == 1
    changed(store, postmaster, clock, 3)
    asyncio.run(passes.post(Tally()))
    assert sorted(sum(f"Meldung {number}" in text for text in mails(folder)) for number in (1, 2, 3)) == [
        0,
        1,
        1,
    ]


def test_a_new_address_gets_what_comes_from_then_on(parts):
    """What waited for the old one ends unsent and is seen as such: nobody can know that the two are one."""
    clock, store, postmaster, _, folder = parts
    changed(store, postmaster, clock, 1)
    moved = Editor(address="newsroom@example.org", language="de", delivery=Delivery.HOURLY)
    passes, postmaster = service(store, clock, EmlFolder(folder), moved)
    changed(store, postmaster, clock, 2)
    clock.now += timedelta(hours=1)
    asyncio.run(passes.post(Tally()))
    (text,) = mails(folder)
    assert "Meldung 2" in text
    assert "Meldung 1" not in text
    rows = Listing(store._engine).reports()
    assert [(one["recipient"], one["status"]) for row in rows for one in row["mails"]] == [
        ("newsroom@example.org", "sent"),
        ("desk@example.org", "not wanted"),
    ]
