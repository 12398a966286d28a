"""Feed and JSON lines: read back by others' programs, whole whatever happens in between."""

from __future__ import annotations

import asyncio
import json
import resource
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from monitor.deliver.outbox import LEASE
from monitor.deliver.outputs import JointPostmaster, OutputsPostmaster
from monitor.deliver.postmaster import EditorsPostmaster
from monitor.model import ChangeKind, Delivery, Editor, Weight
from monitor.store.database import open_engine
from monitor.store.listing import Listing
from monitor.store.sql import SqlStore
from tests.unit.deliver.hooks import hooks
from tests.unit.deliver.outputs import (
    ALL,
    ATOM,
    JSONL,
    NOW,
    WEBHOOK,
    Clock,
    keep,
    keep_and_die,
    killed,
    rows,
    send_and_die,
    sent,
    told,
    ways,
)
from tests.unit.report.making import TROOPS, change, report

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path) -> Iterator[SqlStore]:
    engine = open_engine(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield SqlStore(engine)
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def feed(folder: Path) -> feedparser.FeedParserDict:
    parsed = feedparser.parse(BytesIO((folder / "out" / "a.atom").read_bytes()))
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return parsed


def lines(folder: Path) -> list[dict]:
    return [
        json.loads(line) for line in (folder / "out" / "a.jsonl").read_text(encoding="utf-8").splitlines()
    ]


# ------------------------------------------------------------------------------ Atom


def test_the_feed_has_the_newest_with_ids_that_stay(store, clock, tmp_path):
    later = [told(n, captured_at=NOW + n * HOUR) for n in (3, 1, 2)]
    keep(store, (ATOM,), *later)
    clock.now += 24 * HOUR
    assert sent(store, ways(tmp_path, clock, entries=2), clock).sent == 3
    first = feed(tmp_path)
    assert [entry.link for entry in first.entries] == ["https://news.example/3", "https://news.example/2"]
    assert first.feed.updated == first.entries[0].updated == "2024-10-24T10:10:00+00:00"
    assert all(entry.id.startswith("urn:uuid:") for entry in first.entries)
    assert "3,000" in first.entries[0].title
    assert first.entries[0].content[0].type == "text/html"
    keep(store, (ATOM,), told(4, captured_at=NOW + 4 * HOUR))
    sent(store, ways(tmp_path, clock, entries=2), clock)
    second = feed(tmp_path)
    assert second.feed.id == first.feed.id
    assert second.entries[1].id == first.entries[0].id
    assert second.entries[0].id not in {entry.id for entry in first.entries}


def test_the_feed_is_valid_where_the_standard_says_must(store, clock, tmp_path):
    """RFC 4287, 4.1.1 and 4.1.2: each feed and entry has one id, title and updated; an author."""
    keep(store, (ATOM,), *map(told, range(3)))
    sent(store, ways(tmp_path, clock), clock)
    root = etree.fromstring((tmp_path / "out" / "a.atom").read_bytes())
    atom = "{http://www.w3.org/2005/Atom}"
    assert root.tag == f"{atom}feed"
    assert root.find(f"{atom}author/{atom}name").text
    entries = root.findall(f"{atom}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            (only,) = element.findall(atom + name)
            assert only.text
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 3


def test_a_file_of_somebody_else_is_never_overwritten(store, clock, tmp_path):
    place = tmp_path / "out" / "a.atom"
    place.parent.mkdir()
    keep(store, (ATOM,), told(1))
    for foreign in (b"my notes", b'<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id></feed>', b""):
        place.write_bytes(foreign)
        clock.now += LEASE
        assert sent(store, ways(tmp_path, clock), clock).retried == 1
        assert place.read_bytes() == foreign
        assert list(place.parent.iterdir()) == [place]
        clock.now += 24 * HOUR
    place.unlink()
    assert sent(store, ways(tmp_path, clock), clock).sent == 1


# ------------------------------------------------------------------------- JSON lines


@pytest.mark.parametrize("before", [b"", b'{"id": "old"}\n', b'{"id": "old"}\n{"id": "cu', b'{"id": "cu'])
def test_a_line_that_was_cut_is_ended_first(store, clock, tmp_path, before):
    place = tmp_path / "out" / "a.jsonl"
    place.parent.mkdir()
    place.write_bytes(before)
    keep(store, (JSONL,), told(1), told(2))
    assert sent(store, ways(tmp_path, clock), clock).sent == 2
    data = place.read_bytes()
    assert data.startswith(before)
    assert data.endswith(b"\n")
    new = data.splitlines()[-2:]
    assert [json.loads(line)["url"] for line in new] == ["https://news.example/1", "https://news.example/2"]
    assert len(data.splitlines()) == len(before.splitlines()) + 2


def test_a_full_disk_leaves_the_file_as_it_was(store, clock, tmp_path):
    """The limit on a file's size stands in for the disk's end: the write is cut half-way."""
    place = tmp_path / "out" / "a.jsonl"
    place.parent.mkdir()
    place.write_bytes(b'{"id": "old"}\n' * 10)
    keep(store, (JSONL,), told(1))
    way = ways(tmp_path, clock)._outputs[JSONL.recipient]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, hard))
        with pytest.raises(OSError, match="File too large"):
            way._append(rows_raw(store))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert place.read_bytes() == b'{"id": "old"}\n' * 10
    assert sent(store, ways(tmp_path, clock), clock).sent == 1
    assert len(lines(tmp_path)) == 11


def rows_raw(store: SqlStore) -> bytes:
    (row,) = rows(store)
    return row["raw"]


def test_two_at_once_lose_nothing_of_each_other(tmp_path, clock):
    """The service and `monitor send` may each have an entry and a line."""

    async def both() -> None:
        work = [
            ways(tmp_path, clock).send(item.raw, recipient=item.recipient, message_id=item.message_id)
            for number in range(12)
            for item in OutputsPostmaster((ATOM, JSONL)).address(told(number), NOW)
        ]
        await asyncio.gather(*work)

    asyncio.run(both())
    assert len(feed(tmp_path).entries) == len(lines(tmp_path)) == 12


# ------------------------------------------------------------------- as safe as the mail


def test_what_was_stored_goes_out_after_a_crash(tmp_path, clock):
    """The process ends between store and send: the next one has all of it in the outbox."""
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    assert killed(keep_and_die, url) == -signal.SIGKILL
    store = SqlStore(open_engine(url))
    assert [row["status"] for row in rows(store)] == ["pending"] * 3
    with hooks() as server:
        assert sent(store, ways(tmp_path, clock, server.url()), clock).sent == 3
    assert len(server.asked) == len(lines(tmp_path)) == len(feed(tmp_path).entries) == 1


def test_a_crash_between_send_and_mark_doubles_no_line_and_no_entry(tmp_path, clock):
    """Each of the three is handed over, then the process dies; the lease brings it back."""
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    keep(SqlStore(open_engine(url)), ALL, told(1))

    with hooks() as server:
        for _ in ALL:
            assert killed(send_and_die, url, tmp_path, server.url()) == -signal.SIGKILL
        clock.now += LEASE
        store = SqlStore(open_engine(url))
        assert sent(store, ways(tmp_path, clock, server.url()), clock).sent == 3
    assert len(lines(tmp_path)) == len(feed(tmp_path).entries) == 1
    assert len(server.asked) == 2
    assert len({(asked.headers["webhook-id"], asked.body) for asked in server.asked}) == 1


def test_the_same_version_stored_twice_is_one_payload(store):
    keep(store, ALL, told(1))
    keep(store, ALL, told(1))
    assert len(rows(store)) == 3


def test_an_article_that_goes_twice_is_told_twice(store):
    gone = (change("article_gone", before="Troops leave"),)
    keep(store, ALL, told(1, changes=gone), told(1, changes=gone, captured_at=NOW + HOUR))
    assert len(rows(store)) == 6


def test_an_output_that_left_the_settings_is_a_dead_letter(store, clock, tmp_path):
    keep(store, (replace(JSONL, name="before"),), told(1))
    assert sent(store, ways(tmp_path, clock), clock).dead == 1
    assert "jsonl:before" in rows(store)[0]["error"]
    assert not (tmp_path / "outbox").exists()


def test_lists_tell_what_became_of_it(store, clock, tmp_path):
    keep(store, (JSONL, WEBHOOK), told(1))
    with hooks(410) as server:
        sent(store, ways(tmp_path, clock, server.url()), clock)
    listing = Listing(store._engine)
    (row,) = listing.reports()
    assert {one["recipient"]: one["status"] for one in row["mails"]} == {
        "jsonl:archive": "sent",
        "webhook:desk": "dead",
    }
    assert listing.outbox_of("webhook:desk") == ({"dead": 1}, "webhook:desk answered 410")
    assert listing.outbox_of("jsonl:archive") == ({"sent": 1}, None)


FILTERS = [
    ({}, 2),
    ({"sources": ("Sky News",)}, 2),
    ({"sources": ("Kurier",)}, 0),
    ({"languages": ("de",)}, 0),
    ({"keywords": ("TROOPS",)}, 2),
    ({"keywords": ("zebra",)}, 0),
    ({"kinds": (ChangeKind.ATTRIBUTION_ADDED,)}, 1),
    ({"minimum_weight": Weight.HIGH}, 1),
]


@pytest.mark.parametrize(("asked", "changes"), FILTERS, ids=str)
def test_an_output_asks_as_an_editor_does(asked, changes):
    speech = change("attribution_added", Weight.MEDIUM, after=None, passage="He said so.")
    post = OutputsPostmaster([replace(JSONL, **asked)]).address(report(TROOPS, speech), NOW)
    assert sum(len(json.loads(item.raw)["changes"]) for item in post) == changes


def test_editors_and_outputs_share_a_report(store):
    editor = Editor(address="desk@example.org", delivery=Delivery.HOURLY)
    editors = EditorsPostmaster([editor], sender="monitor@example.org", unsubscribe_url=None)
    joint = JointPostmaster(editors, OutputsPostmaster(ALL))
    keep(store, (), told(1), mails=joint.address(told(1), NOW))
    assert len(rows(store)) == 3
    (waiting,) = store.waiting(NOW + HOUR)
    digest = joint.digest(waiting, NOW + HOUR)
    assert digest is not None
    assert digest.recipient == "desk@example.org"
