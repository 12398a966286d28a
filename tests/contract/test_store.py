"""What every store must do, whichever database is under it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from monitor.model import (
    Article,
    Block,
    Change,
    ChangeKind,
    Headlines,
    Link,
    Reading,
    Report,
    Version,
    Weight,
)
from monitor.ports import Deferred, Mail, Observation
from monitor.store.database import open_engine
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


def version(number: int, text: str = "Ein Absatz.") -> Version:
    article = Article(
        url="https://example.org/a",
        language="de",
        headlines=Headlines(page=f"Schlagzeile {number}"),
        blocks=(Block(text=text),),
    )
    return Version(
        number=number, captured_at=NOW, article=article, reading=Reading(), fingerprint=f"1:{number:02x}"
    )


def report(number: int) -> Report:
    return Report(
        source_name="A",
        article_url="https://example.org/a",
        headline=f"Schlagzeile {number}",
        language="de",
        version_number=number,
        captured_at=NOW,
        previous_captured_at=None,
        stealth=False,
        changes=(Change(kind=ChangeKind.HEADLINE_CHANGED, weight=Weight.HIGH, before="a", after="b"),),
    )


def mail(number: int, recipient: str = "desk@example.org") -> Mail:
    return Mail(recipient=recipient, message_id=f"<{number}.{recipient}>", raw=b"raw \xff bytes")


def add(store: SqlStore, *names: str, at: datetime = NOW) -> list[int]:
    links = [(f"https://example.org/{name}", Link(url=f"http://example.org/{name}?x=1")) for name in names]
    store.add_links("A", links, at)
    return [record.id for record in store.watched()]


def observe(article_id: int, number: int, **more) -> Observation:
    fields = {
        "article_id": article_id,
        "checked_at": NOW,
        "outcome": "changed",
        "state": f'{{"settled":"{number}"}}',
        "next_check": NOW + HOUR,
        "version": version(number),
        "report": report(number),
        "changes": report(number).changes,
        "post": (mail(number),),
    }
    return Observation(**fields | more)


# ------------------------------------------------------------------------- articles


def test_links_become_articles_once(store):
    assert add(store, "a", "b") == [1, 2]
    again = [("https://example.org/a", Link(url="https://m.example.org/a"))]
    assert store.add_links("B", again, NOW + HOUR) == 0
    first = store.watched()[0]
    assert (first.identity, first.url, first.source) == (
        "https://example.org/a",
        "http://example.org/a?x=1",
        "A",
    )
    assert first.first_seen == NOW


def test_due_is_what_the_time_has_come_for_oldest_first(store):
    a, b = add(store, "a", "b")
    store.record(observe(a, 1, next_check=NOW + 2 * HOUR))
    store.record(observe(b, 1, next_check=NOW + HOUR, post=(mail(2),)))
    host = "example.org"
    assert store.due(NOW, host) == store.hosts_due(NOW) == []
    assert [record.id for record in store.due(NOW + HOUR, host)] == [b]
    assert [record.id for record in store.due(NOW + 3 * HOUR, host)] == [b, a]


def test_what_is_due_is_told_by_host_and_source(store):
    add(store, "a", "b")
    elsewhere = [("https://www.example.net:8080/c", Link(url="https://www.Example.net:8080/c"))]
    store.add_links("B", elsewhere, NOW)
    assert sorted(store.hosts_due(NOW)) == [("example.org", "A"), ("www.example.net:8080", "B")]
    assert [record.id for record in store.due(NOW, "www.example.net:8080")] == [3]
    assert store.due(NOW, "elsewhere.example") == []


def test_an_article_without_a_next_check_is_no_longer_watched(store):
    (a,) = add(store, "a")
    store.record(observe(a, 1, next_check=None))
    assert store.watched() == []


def test_a_merged_article_is_found_under_the_other(store):
    a, b = add(store, "a", "b")
    store.merge(b, a, NOW)
    assert [record.id for record in store.watched()] == [a]
    found = store.same_article("https://example.org/b")
    assert found is not None
    assert found.id == a
    assert store.same_article("https://example.org/c") is None


def test_the_longest_address_that_is_followed_is_kept_apart_from_its_like(store):
    """2048 Korean letters are 6 KB, more than an entry of PostgreSQL's index may have."""
    long = "https://example.org/" + "가" * 2028
    near = long[:-1] + "나"
    pairs = [(one, Link(url=one)) for one in (long, near)]
    assert store.add_links("A", pairs, NOW) == 2
    assert store.add_links("A", pairs, NOW) == 0
    a, b = store.watched()
    assert [a.url, b.url] == [long, near]
    found = store.same_article(near)
    assert found is not None
    assert found.id == b.id


def test_what_no_database_stores_is_taken_out_of_texts(store):
    """A NUL, and half of a surrogate pair, as broken pages have them."""
    (a,) = add(store, "a")
    quiet = {"version": None, "report": None, "changes": (), "post": ()}
    store.record(observe(a, 1, outcome="refused", detail="x\x00y \ud83d z", etag="\x00e", **quiet))
    assert store.watched()[0].etag == "e"
    store.record(observe(a, 1, version=version(1, "Ein\x00 Absatz")))
    latest = store.latest(a)
    assert latest is not None
    assert latest.article.blocks[0].text.replace("\x00", "") == "Ein Absatz"


# ------------------------------------------------------------------------- versions


def test_a_version_comes_back_equal(store):
    (a,) = add(store, "a")
    store.record(observe(a, 1))
    assert store.latest(a) == version(1)


def test_the_newest_version_is_the_latest_and_none_is_overwritten(store, engine):
    (a,) = add(store, "a")
    store.record(observe(a, 1))
    store.record(observe(a, 2))
    latest = store.latest(a)
    assert latest is not None
    assert latest.number == 2
    assert [row["number"] for row in Listing(engine).versions()] == [2, 1]


def test_the_same_version_twice_changes_nothing(store, engine):
    """A COMMIT whose answer was lost is tried again."""
    (a,) = add(store, "a")
    store.record(observe(a, 1))
    store.record(observe(a, 1, version=version(1, "Ein anderer Text.")))
    listing = Listing(engine)
    assert store.latest(a) == version(1)
    assert len(listing.changes()) == 1
    assert len(listing.reports()) == 1
    assert listing.outbox_counts() == {"pending": 1}


def test_an_observation_is_stored_whole_or_not_at_all(store, engine):
    """A mail that cannot be stored takes the version with it, so nothing is told twice."""
    (a,) = add(store, "a")
    bad = Deferred(recipient="desk@example.org", due_at=NOW)
    with pytest.raises(IntegrityError):
        store.record(observe(a, 1, post=(bad, bad)))
    listing = Listing(engine)
    assert store.latest(a) is None
    assert listing.changes() == listing.reports() == listing.versions() == []
    assert listing.outbox_counts() == {}
    assert store.watched()[0].state == ""


def test_a_change_without_a_version_is_kept(store, engine):
    (a,) = add(store, "a")
    store.record(observe(a, 1))
    gone = Change(kind=ChangeKind.ARTICLE_GONE, weight=Weight.HIGH, before="Schlagzeile 1")
    later = NOW + HOUR
    store.record(
        observe(a, 1, checked_at=later, version=None, changes=(gone,), outcome="gone", post=(mail(9),))
    )
    rows = Listing(engine).changes()
    assert [(row["kind"], row["version"]) for row in rows] == [
        ("article_gone", None),
        ("headline_changed", 1),
    ]


def test_unchanged_checks_leave_no_rows(store, engine):
    (a,) = add(store, "a")
    quiet = {"version": None, "report": None, "changes": (), "post": ()}
    store.record(observe(a, 1, outcome="refused", detail="consent: …", **quiet))
    store.record(observe(a, 1, outcome="unchanged", **quiet))
    listing = Listing(engine)
    assert [check["outcome"] for check in listing.checks(a)] == ["refused"]
    assert listing.articles()[0]["last_checked"] == NOW


# -------------------------------------------------------------------------- sources


def test_a_source_fails_since_the_first_failure_and_recovers(store):
    store.source_checked("A", NOW, error=None, listed=5, next_check=NOW + HOUR)
    store.source_checked("A", NOW + HOUR, error="timeout", listed=0, next_check=NOW + HOUR)
    store.source_checked("A", NOW + 2 * HOUR, error="dns", listed=0, next_check=NOW + HOUR)
    failing = store.sources()["A"]
    assert (failing.failing_since, failing.failures, failing.error) == (NOW + HOUR, 2, "dns")
    assert (failing.last_success, failing.listed) == (NOW, 5)
    fine = store.source_checked("A", NOW + 3 * HOUR, error=None, listed=7, next_check=NOW + HOUR)
    assert (fine.failing_since, fine.failures, fine.error, fine.listed) == (None, 0, None, 7)
    assert store.sources()["A"] == fine
    assert store.sources(["A", "never"]) == {"A": fine}
    assert store.sources(["never"]) == {}


# --------------------------------------------------------------------------- outbox


def test_a_leased_row_is_nobody_elses_until_the_lease_ends(store):
    (a,) = add(store, "a")
    store.record(observe(a, 1, post=(mail(1), mail(2, "b@example.org"))))
    rows = store.lease(NOW, limit=10, lease=HOUR)
    assert [(row.recipient, row.raw, row.attempts) for row in rows] == [
        ("desk@example.org", b"raw \xff bytes", 0),
        ("b@example.org", b"raw \xff bytes", 0),
    ]
    assert store.lease(NOW + HOUR / 2, limit=10, lease=HOUR) == []
    assert len(store.lease(NOW + HOUR, limit=10, lease=HOUR)) == 2


def test_how_a_row_ends(store, engine):
    (a,) = add(store, "a")
    store.record(observe(a, 1, post=tuple(mail(n, f"{n}@example.org") for n in range(3))))
    sent, later, dead = store.lease(NOW, limit=10, lease=HOUR)
    store.mark_sent(sent.id, NOW)
    store.mark_retry(later.id, next_attempt=NOW + HOUR, error="451 later")
    store.mark_dead(dead.id, NOW, "550 no such user")
    assert store.lease(NOW, limit=10, lease=HOUR) == []
    (again,) = store.lease(NOW + HOUR, limit=10, lease=HOUR)
    assert (again.id, again.attempts) == (later.id, 1)
    assert Listing(engine).outbox_counts() == {"dead": 1, "pending": 1, "sent": 1}
    (row,) = Listing(engine).reports()
    assert [(m["status"], m["error"]) for m in row["mails"]] == [
        ("sent", None),
        ("pending", "451 later"),
        ("dead", "550 no such user"),
    ]


def test_dead_letters_are_taken_up_again_on_request(store):
    (a,) = add(store, "a")
    store.record(observe(a, 1))
    (row,) = store.lease(NOW, limit=1, lease=HOUR)
    store.mark_dead(row.id, NOW, "550")
    assert store.retry_dead(NOW + HOUR) == 1
    (again,) = store.lease(NOW + HOUR, limit=1, lease=HOUR)
    # Its attempts begin anew, or an old mail would be given up at the first failure.
    assert (again.id, again.attempts) == (row.id, 0)


def test_reports_wait_for_a_digest_and_are_in_one_only(store, engine):
    (a,) = add(store, "a")
    due = NOW + HOUR
    store.record(observe(a, 1, post=(Deferred(recipient="desk@example.org", due_at=due),)))
    store.record(observe(a, 2, post=(Deferred(recipient="desk@example.org", due_at=due),)))
    assert store.waiting(NOW) == []
    (waiting,) = store.waiting(due)
    assert [one.version_number for one in waiting.reports] == [1, 2]
    store.post_digest(waiting, mail(7), due)
    assert store.waiting(due) == []
    assert Listing(engine).outbox_counts() == {"pending": 1}


def test_a_digest_of_an_editor_who_left_ends_the_wait_without_mail(store, engine):
    (a,) = add(store, "a")
    store.record(observe(a, 1, post=(Deferred(recipient="gone@example.org", due_at=NOW),)))
    (waiting,) = store.waiting(NOW)
    store.post_digest(waiting, None, NOW)
    assert store.waiting(NOW) == []
    assert Listing(engine).outbox_counts() == {}


def test_what_changed_between_two_moments_is_told_once_each(store, engine):
    """With the light change that nobody asked for, whose report was not stored; the end is not in it."""
    (a,) = add(store, "a")
    light = (Change(kind=ChangeKind.STANDFIRST_CHANGED, weight=Weight.LOW, before="a", after="b"),)
    moved = (Change(kind=ChangeKind.PASSAGE_MOVED, weight=Weight.NONE, before="a", after="a"),)
    store.record(observe(a, 1, report=None, changes=(), post=()))
    store.record(observe(a, 2, checked_at=NOW + HOUR))
    store.record(observe(a, 3, checked_at=NOW + 2 * HOUR, report=None, changes=light, post=()))
    store.record(observe(a, 4, checked_at=NOW + 3 * HOUR, report=None, changes=moved, post=()))
    store.record(observe(a, 5, checked_at=NOW + 4 * HOUR, post=(mail(5),)))
    found = Listing(engine).reports_between(NOW, NOW + 4 * HOUR)
    assert [one.version_number for one in found] == [2, 3, 4]
    assert found[0] == report(2)
    assert (found[1].changes, found[1].source_name, found[1].previous_captured_at) == (light, "A", NOW)
    assert [
        one.version_number for one in Listing(engine).reports_between(NOW + 4 * HOUR, NOW + 5 * HOUR)
    ] == [5]
    assert Listing(engine).reports_between(NOW + 5 * HOUR, NOW + 6 * HOUR) == []


def test_a_digest_that_another_process_made_is_not_made_again(store, engine):
    """Both saw what waits; with the second digest nothing of it is stored."""
    (a,) = add(store, "a")
    for number in (1, 2):
        due = Deferred(recipient="digest@example.org", due_at=NOW)
        store.record(observe(a, number, post=(due,)))
    (mine,) = SqlStore(engine).waiting(NOW)
    (theirs,) = store.waiting(NOW)
    store.post_digest(theirs, mail(8, "digest@example.org"), NOW)
    store.post_digest(mine, mail(9, "digest@example.org"), NOW)
    assert [row.message_id for row in store.lease(NOW, limit=9, lease=HOUR)] == [
        mail(8, "digest@example.org").message_id
    ]
    assert store.waiting(NOW) == []


def test_a_row_that_is_held_counts_no_attempt(store):
    (a,) = add(store, "a")
    store.record(observe(a, 1))
    (row,) = store.lease(NOW, limit=1, lease=HOUR)
    store.hold(row.id, until=NOW + HOUR * 8)
    assert store.lease(NOW + HOUR * 2, limit=1, lease=HOUR) == []
    (again,) = store.lease(NOW + HOUR * 8, limit=1, lease=HOUR)
    assert again.attempts == 0


def test_all_that_waits_goes_for_those_who_are_at_once_now(store):
    (a,) = add(store, "a")
    post = tuple(Deferred(recipient=f"{name}@example.org", due_at=NOW + HOUR) for name in ("Anna", "bo"))
    store.record(observe(a, 1, post=post))
    assert store.waiting(NOW) == []
    (waiting,) = store.waiting(NOW, at_once=frozenset({"anna@example.org", "c@example.org"}))
    assert waiting.recipient == "Anna@example.org"


def test_more_reports_than_a_statement_takes_end_their_wait_together(store):
    (a,) = add(store, "a")
    for number in range(1, 1002):
        store.record(observe(a, number, post=(Deferred(recipient="a@example.org", due_at=NOW),)))
    (waiting,) = store.waiting(NOW)
    assert len(waiting.ids) == 1001
    store.post_digest(waiting, mail(7), NOW)
    assert store.waiting(NOW) == []
