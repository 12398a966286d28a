"""The archive gives back the very bytes, or says which file does not hold them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from warcio.archiveiterator import ArchiveIterator

from monitor.errors import StoreError
from monitor.model import Article, Block, Headlines, Link, Page, Reading, Version
from monitor.ports import Observation
from monitor.store.captures import held, let_go
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore
from monitor.store.tables import captures
from monitor.store.warc import EvidenceError, WarcFolder

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def page(number: int, *, at: datetime = NOW, headers=(("Content-Type", "text/html"),)) -> Page:
    return Page(
        url=f"https://example.org/{number}",
        final_url=f"https://example.org/{number}",
        status=200,
        headers=headers,
        body=f"<p>Ausgabe {number} ".encode() + bytes(range(256)) * number,
        fetched_at=at,
    )


@pytest.fixture
def folder(tmp_path):
    return WarcFolder(tmp_path / "evidence")


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def stored(engine, folder, number: int, *, article: int = 1, at: datetime = NOW) -> int:
    """A version with its evidence; the id of the version."""
    store = SqlStore(engine)
    url = f"https://example.org/{article}"
    store.add_links("A", [(url, Link(url=url))], at)
    record = store.same_article(url)
    version = Version(
        number=number,
        captured_at=at,
        article=Article(
            url=url, language="de", headlines=Headlines(page="S"), blocks=(Block(text=f"Satz {number}."),)
        ),
        reading=Reading(),
        fingerprint=f"1:{number:02}",
    )
    store.record(
        Observation(
            article_id=record.id,
            checked_at=at,
            outcome="new",
            version=version,
            capture=folder.keep(page(number, at=at)),
        )
    )
    with engine.connect() as connection:
        return connection.exec_driver_sql("select max(id) from versions").scalar_one()


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("Content-Type", "text/html; charset=euc-kr"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        (
            ("Content-Encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
            ("X", "a\r\nWARC-Type: request\r\n\r\nb"),
        ),
    ],
)
def test_the_very_bytes_come_back_whatever_the_headers_say(folder, headers):
    one, other = page(3, headers=headers), page(5, headers=headers)
    first, second = folder.keep(one), folder.keep(other)
    assert first.file == second.file
    assert (folder.read(first), folder.read(second)) == (one.body, other.body)


def test_a_file_is_a_warc_that_others_can_read(folder, tmp_path):
    for number in (1, 2, 3):
        folder.keep(page(number))
    (file,) = (tmp_path / "evidence").iterdir()
    with file.open("rb") as stream:
        found = [
            (record.rec_headers["WARC-Target-URI"], record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert found == [(page(number).url, page(number).body) for number in (1, 2, 3)]


def test_a_day_or_a_full_file_begins_another(tmp_path):
    folder = WarcFolder(tmp_path, full=500)
    kept = [folder.keep(page(number)) for number in (1, 2, 3)]
    later = folder.keep(page(4, at=NOW + DAY))
    assert [one.file for one in kept] == [f"2026-03-01-00{n}.warc.gz" for n in (1, 2, 3)]
    assert later.file == "2026-03-02-001.warc.gz"


def test_another_process_goes_on_with_the_days_file_unless_it_is_cut(folder, tmp_path):
    first = folder.keep(page(1))
    assert WarcFolder(tmp_path / "evidence").keep(page(2)).file == first.file
    file = tmp_path / "evidence" / first.file
    file.write_bytes(file.read_bytes()[:-7])
    after = WarcFolder(tmp_path / "evidence").keep(page(3))
    assert after.file == "2026-03-01-002.warc.gz"
    assert folder.read(first) == page(1).body


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda data: data[: len(data) // 2], "is cut short"),
        (lambda data: data[:60] + b"\x00\x01" + data[62:], "is damaged"),
        (lambda data: bytes(len(data)), "is damaged"),
    ],
)
def test_a_file_cut_short_or_altered_is_named(folder, tmp_path, harm, said):
    capture = folder.keep(page(9))
    file = tmp_path / "evidence" / capture.file
    file.write_bytes(harm(file.read_bytes()))
    with pytest.raises(EvidenceError, match=said) as caught:
        folder.read(capture)
    assert str(file) in str(caught.value)


def test_another_body_in_the_same_place_is_no_evidence(folder):
    capture, other = folder.keep(page(1)), folder.keep(page(2))
    with pytest.raises(EvidenceError, match="is damaged"):
        folder.read(replace(other, digest=capture.digest))


def test_a_file_that_is_gone_is_named(folder, tmp_path):
    capture = folder.keep(page(1))
    folder.delete(capture.file)
    with pytest.raises(EvidenceError, match=capture.file):
        folder.read(capture)


def test_a_folder_that_cannot_be_written_is_an_error_of_the_store(tmp_path):
    (tmp_path / "evidence").write_text("a file")
    with pytest.raises(StoreError, match="evidence"):
        WarcFolder(tmp_path / "evidence").keep(page(1))


def test_a_version_knows_its_evidence(engine, folder):
    version = stored(engine, folder, 1)
    found = held(engine, version)
    assert found.gone_since is None
    assert folder.read(found.capture) == page(1).body
    assert held(engine, version + 1) is None


def test_evidence_goes_by_whole_files_and_never_the_newest_of_an_article(engine, folder):
    old = [stored(engine, folder, 1, article=1), stored(engine, folder, 1, article=2)]
    newer = stored(engine, folder, 2, article=1, at=NOW + 10 * DAY)
    keep, now = 30 * DAY, NOW + 60 * DAY
    assert let_go(engine, folder, keep, now) == [], "the second article has no newer response"
    newest = stored(engine, folder, 2, article=2, at=NOW + 50 * DAY)
    assert let_go(engine, folder, keep, now) == ["2026-03-01-001.warc.gz"]
    assert [held(engine, version).gone_since for version in old] == [now, now]
    assert [held(engine, version).gone_since for version in (newer, newest)] == [None, None]
    assert folder.read(held(engine, newer).capture) == page(2).body
    assert let_go(engine, folder, keep, now + DAY) == []
    assert held(engine, old[0]).gone_since == now, "the day it went stays"


def test_a_crash_between_marking_and_deleting_is_made_good(engine, folder):
    version = stored(engine, folder, 1)
    stored(engine, folder, 2, at=NOW + 50 * DAY)
    gone = NOW + 55 * DAY
    with engine.begin() as connection:
        connection.execute(update(captures).where(captures.c.version_id == version).values(gone_since=gone))
    assert let_go(engine, folder, 30 * DAY, gone + DAY) == ["2026-03-01-001.warc.gz"]
    assert held(engine, version).gone_since == gone


def test_what_a_crash_left_unreferenced_goes_in_its_time(engine, folder):
    folder.keep(page(1))
    assert let_go(engine, folder, 30 * DAY, NOW + 29 * DAY) == []
    assert let_go(engine, folder, 30 * DAY, NOW + 32 * DAY) == ["2026-03-01-001.warc.gz"]
