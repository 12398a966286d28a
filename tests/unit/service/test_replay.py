"""Archives of any origin: what is read of them, in which order, and what is left alone."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import brotli
import pytest
from sqlalchemy import func, select

from monitor.discover.urls import canonical_url
from monitor.model import Link, Page, Source, SourceKind
from monitor.ports import BY_HAND, Observation
from monitor.service.replay.here import NO_ARTICLE, OLDER, TWIN, ReplayTally, replay
from monitor.service.replay.page import decoded
from monitor.service.replay.sources import Owners
from monitor.settings import Settings
from monitor.store import tables
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore
from monitor.store.warc import WarcFolder
from monitor.store.warc_index import Captured, Skipped, WarcIndex
from monitor.store.warc_reading import Damage, Record, Response, WarcError, moment_of, response, scan
from tests.end_to_end.newsstand import article_html
from tests.stores import contents
from tests.warcs import Shot, write

# A test's name must not hold the time: two processes collect the same tests.
gzipped = partial(gzip.compress, mtime=0)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LIMIT = 1_000_000
TEXT = [
    "The council of Ashford voted on Monday to close the old bridge for repairs until the spring.",
    "Officials said the work will cost 12 million pounds and take about eight months in all.",
    "Residents asked for a ferry in the meantime, which the council will discuss in December.",
    "The bridge was built in 1931 and carries 9,000 vehicles a day, most of them bound for the port.",
]
PAGE = article_html("Bridge to close", TEXT)
DEARER = article_html("Bridge to close", [TEXT[0], TEXT[1].replace("12", "15"), *TEXT[2:]])
DEAREST = article_html("Bridge to close", [TEXT[0], TEXT[1].replace("12", "19"), *TEXT[2:]])
CUT = article_html("Bridge to close", TEXT[:1])
HTML = (("Content-Type", "text/html"),)


def shot(name: str, at: str, body: bytes = PAGE, **more: object) -> Shot:
    return Shot(f"https://news.example.org/{name}", f"2024-05-{at}Z", body, **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- reading files


@pytest.mark.parametrize("zipped", [True, False])
def test_every_record_is_found_and_read_again_by_its_place(tmp_path, zipped):
    path = tmp_path / "a.warc"
    places = write(path, [shot("a", "01T10:00:00"), shot("b", "01T11:00:00", DEARER)], gzip=zipped)
    found = list(scan(path))
    assert [one.offset for one in found] == places[:-1]
    assert [one.offset + one.length for one in found] == places[1:]
    assert [one.status for one in found] == [200, 200]
    bodies = [response(path, one.offset, one.length, LIMIT).body for one in found]
    assert bodies == [PAGE, DEARER]


@pytest.mark.parametrize("zipped", [True, False])
def test_what_is_whole_is_read_around_a_cut_and_a_hole(tmp_path, zipped):
    path = tmp_path / "a.warc"
    shots = [shot(str(number), f"01T1{number}:00:00", PAGE + b"<!--%d-->" % number) for number in range(5)]
    places = write(path, shots, gzip=zipped)
    raw = bytearray(path.read_bytes())
    # A hole where the second record's length or compressed text stands, the last one cut.
    raw[places[1] : places[1] + 300] = b"\0" * 300
    path.write_bytes(raw[: places[4] + 200])
    found = list(scan(path))
    assert [one.offset for one in found if isinstance(one, Record)] == [places[0], places[2], places[3]]
    hole, cut = (one for one in found if isinstance(one, Damage))
    assert (hole.offset, hole.until) == (places[1], places[2])
    assert (cut.offset, cut.until) == (places[4], None)
    assert "a.warc is damaged at" in str(cut)
    assert "ends inside of a record" in str(cut)
    assert "get the file again" in str(cut)


@pytest.mark.parametrize(
    ("begins", "told"),
    [(b"\x28\xb5\x2f\xfd....", "zstd -d"), (b"<html>", "no WARC file"), (b"filedesc://x 1", "no WARC file")],
)
def test_what_is_no_warc_is_told_with_the_fix(tmp_path, begins, told):
    path = tmp_path / "x.warc"
    path.write_bytes(begins)
    with pytest.raises(WarcError, match=f"x.warc at 0.*{told}"):
        list(scan(path))


def test_an_empty_file_has_nothing_and_is_no_error(tmp_path):
    path = tmp_path / "x.warc"
    path.touch()
    assert list(scan(path)) == []


def test_a_file_gzipped_as_a_whole_is_told_with_the_fix(tmp_path):
    path = tmp_path / "x.warc"
    write(path, [shot("a", "01T10:00:00"), shot("b", "01T11:00:00")], gzip=False)
    path.write_bytes(gzipped(path.read_bytes()))
    (damage,) = scan(path)
    assert isinstance(damage, Damage)
    assert "warcio recompress" in damage.why


def test_a_record_that_is_not_what_its_digest_says_is_not_believed(tmp_path):
    path = tmp_path / "x.warc"
    write(path, [shot("a", "01T10:00:00")], gzip=False)
    path.write_bytes(path.read_bytes().replace(b"12 million", b"92 million"))
    (record,) = scan(path)
    with pytest.raises(WarcError, match=r"x\.warc is damaged at 0: its block is not what its digest says"):
        response(path, record.offset, record.length, LIMIT)


def test_a_bomb_is_walked_past_and_never_inflated_whole(tmp_path):
    path = tmp_path / "x.warc.gz"
    write(path, [shot("a", "01T10:00:00", b"<p>" + b"\0" * 30_000_000), shot("b", "01T11:00:00")])
    first, second = scan(path)
    assert second.size < 10_000
    with pytest.raises(WarcError, match=r"larger than crawl\.max_bytes"):
        response(path, first.offset, first.length, LIMIT)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-05-01T10:00:00Z", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01T10:00:00.25Z", datetime(2024, 5, 1, 10, 0, 0, 250_000, tzinfo=UTC)),
        ("2024-05-01T12:00:00+02:00", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01", None),
        ("2024-05-01T10:00:00", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_dates_are_moments_or_nothing(written, moment):
    assert moment_of(written) == moment


# ------------------------------------------------------------------------- what is coded


def coded(*http: tuple[str, str], body: bytes, **warc: str) -> bytes:
    return decoded(Response(headers=warc, http=(*HTML, *http), status=200, body=body), LIMIT, "x at 0")


def chunked(body: bytes) -> bytes:
    return b"%x; a=b\r\n%s\r\n" % (100, body[:100]) + b"%X\r\n%s\r\n0\r\n\r\n" % (len(body) - 100, body[100:])


CHUNKED, GZIP = ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")


@pytest.mark.parametrize(
    ("http", "body"),
    [
        ((), PAGE),
        ((CHUNKED,), chunked(PAGE)),
        ((GZIP,), gzipped(PAGE)),
        ((CHUNKED, GZIP), chunked(gzipped(PAGE))),
        ((("content-encoding", "br"),), brotli.compress(PAGE)),
        ((("Content-Encoding", "deflate"),), zlib.compress(PAGE)),
        # Written decoded by a crawler that left the wire's headers.
        ((GZIP,), PAGE),
        ((CHUNKED,), PAGE),
        ((CHUNKED, GZIP), b"\xef\xbb\xbf\n" + PAGE),
        ((("Content-Encoding", "br"),), PAGE),
    ],
)
def test_foreign_bodies_lose_the_codings_that_they_have(http, body):
    assert coded(*http, body=body).removeprefix(b"\xef\xbb\xbf\n") == PAGE


def test_evidence_of_our_own_is_never_decoded_twice(tmp_path):
    inner = gzipped(PAGE)
    page = Page(
        url="https://a.example/x",
        final_url="https://a.example/x",
        status=200,
        # A page whose very text is a gzip file, and a server that lied about it.
        headers=(*HTML, GZIP, CHUNKED),
        body=inner,
        fetched_at=NOW,
    )
    kept = WarcFolder(tmp_path).keep(page)
    path = tmp_path / kept.file
    found = response(path, kept.offset, kept.length, LIMIT)
    assert decoded(found, LIMIT, "x") == inner == WarcFolder(tmp_path).read(kept)


@pytest.mark.parametrize(
    ("http", "body"),
    [((GZIP,), gzipped(PAGE)[:-20]), ((CHUNKED,), chunked(PAGE)[:-300]), ((GZIP,), b"\1\2\3")],
)
def test_a_coding_that_cannot_be_undone_is_told_with_its_place(http, body):
    with pytest.raises(WarcError, match=r"x at 0: .*get the file again"):
        coded(*http, body=body)


# ------------------------------------------------------------------------------ the index


def test_captures_come_by_date_and_the_rest_is_counted(tmp_path):
    one, two = tmp_path / "1.warc.gz", tmp_path / "2.warc.gz"
    write(
        one,
        [
            shot("late", "09T10:00:00"),
            shot("early", "01T10:00:00"),
            shot("gone", "01T10:00:00", status="404 Not Found"),
            shot("robots.txt", "01T10:00:00"),
            shot("photo", "01T10:00:00", http=(("Content-Type", "image/jpeg"),)),
            shot("feed", "01T10:00:00", http=(("Content-Type", "application/rss+xml"),)),
            shot("news/", "01T10:00:00"),
            shot("", "01T10:00:00"),
            shot("cut", "01T10:00:00", warc={"WARC-Truncated": "length"}),
            shot("large", "01T10:00:00", b"<p>" + b"x" * LIMIT),
            Shot("https://news.example.org/never", "2099-01-01T00:00:00Z", PAGE),
            Shot("https://news.example.org/undated", "some day", PAGE),
            shot("again", "01T10:00:00", kind="revisit"),
            Shot("dns:news.example.org", "2024-05-01T10:00:00Z", PAGE),
        ],
    )
    write(two, [shot("middle", "05T10:00:00")], gzip=False)
    source = Source(name="A", kind=SourceKind.SECTION, url="https://news.example.org/news")
    with WarcIndex(tmp_path, limit=LIMIT, is_index=Owners([source]).is_index, now=NOW) as index:
        assert [index.add(path) for path in (one, two)] == [2, 1]
        found: list[Captured] = list(index.in_order())
    assert [one.url.rsplit("/", 1)[1] for one in found] == ["early", "middle", "late"]
    assert index.skipped == {
        Skipped.STATUS: 1,
        Skipped.ROBOTS: 1,
        Skipped.NOT_HTML: 2,
        Skipped.INDEX: 2,
        Skipped.CUT: 1,
        Skipped.TOO_LARGE: 1,
        Skipped.UNDATED: 2,
        Skipped.REVISIT: 1,
        Skipped.NOT_THE_WEB: 1,
    }


def test_whose_article_a_page_is():
    def source(name: str, url: str) -> Source:
        return Source(name=name, kind=SourceKind.FEED, url=url)

    sources = [
        source("one", "https://feeds.example.org/rss"),
        source("two", "https://www.example.org/rss"),
        source("three", "https://news.example.co.kr/rss"),
    ]
    owners = Owners(sources)
    for url, name in {
        "https://example.org/a": "two",
        "http://m.example.org/a": "two",
        "https://feeds.example.org/a": "one",
        "https://sport.example.org/a": "one",
        "https://www.example.co.kr/a": "three",
        "https://other.co.kr/a": BY_HAND,
    }.items():
        assert owners.name_for(url) == name, url
    assert Owners(sources, sources[2]).name_for("https://elsewhere.example/a") == "three"


# -------------------------------------------------------------------------- the whole job


class Silent:
    def indexed(self, file: str, captures: int) -> None: ...

    def advanced(self, done: int, total: int) -> None: ...


def run(url: str, *paths: Path, processes: int = 1, sources: tuple[dict[str, str], ...] = ()) -> ReplayTally:
    settings = Settings(database={"url": url}, sources=sources)
    return replay(settings, paths, source=None, processes=processes, now=NOW, progress=Silent())


def rows(url: str, table: str, *columns: str) -> list[tuple[object, ...]]:
    engine = open_engine(url, create=False)
    found = tables.metadata.tables[table]
    with engine.connect() as connection:
        statement = select(*(found.c[name] for name in columns)).order_by(found.c.id)
        result = [tuple(row) for row in connection.execute(statement)]
    engine.dispose()
    return result


def test_an_archive_is_taken_in_as_if_it_had_been_fetched(tmp_path, database_url):
    """Order, twice-seen rules, twins, mails, what is newer already, and a second run."""
    path = tmp_path / "a.warc.gz"
    canonical = b'<head><link rel="canonical" href="https://news.example.org/twin">'
    twin = PAGE.replace(b"Bridge to close", b"Ferry to sail").replace(b"<head>", canonical)
    write(
        path,
        [
            # In the file the later comes first.
            shot("a", "03T10:00:00", DEARER),
            shot("a", "01T10:00:00", PAGE),
            shot("a", "02T10:00:00", CUT),
            # Cut once is a loss to be confirmed; cut twice is what it says.
            shot("b", "01T10:00:00", PAGE),
            shot("b", "02T10:00:00", CUT),
            shot("b", "03T10:00:00", CUT),
            # Back within three days: a flip.
            shot("c", "01T10:00:00", PAGE),
            shot("c", "01T11:00:00", DEARER),
            shot("c", "01T12:00:00", PAGE),
            # Two addresses of one article; the second is read no more.
            shot("t1", "01T10:00:00", twin),
            shot("t2", "01T11:00:00", twin),
            shot("t2", "01T12:00:00", twin.replace(b"12 million", b"14 million")),
            shot("t1", "01T13:00:00", twin.replace(b"12 million", b"13 million")),
            shot("nothing", "01T10:00:00", b"<html><body><p>Please log in.</p></body></html>"),
            # The live crawl looked at it later, and at the other one before.
            shot("live", "01T10:00:00", PAGE),
            shot("known", "04T10:00:00", PAGE),
        ],
    )
    engine = open_engine(database_url)
    store = SqlStore(engine)
    looked = {"live": datetime(2024, 6, 1, tzinfo=UTC), "known": datetime(2024, 5, 1, tzinfo=UTC)}
    for name, at in looked.items():
        url = f"https://news.example.org/{name}"
        store.add_links("A", [(canonical_url(url), Link(url=url))], at)
        record = store.same_article(canonical_url(url))
        assert record is not None
        store.record(Observation(article_id=record.id, checked_at=at, outcome="failed", detail="500"))
    engine.dispose()

    tally = run(database_url, path)
    assert tally.exit_code == 0
    assert tally.captures == 16
    assert dict(tally.outcomes) == {"new": 5, "changed": 4, "held": 2, "flapping": 1, "merged": 1}
    assert dict(tally.skipped) == {TWIN: 1, OLDER: 1, NO_ARTICLE: 1}

    articles = {row[0]: row for row in rows(database_url, "articles", "id", "url", "source", "next_check")}
    stored = [
        (str(articles[article][1]).rsplit("/", 1)[1], number, captured_at.isoformat())
        for article, number, captured_at in rows(
            database_url, "versions", "article_id", "number", "captured_at"
        )
    ]
    assert sorted(stored) == [
        ("a", 1, "2024-05-01T10:00:00+00:00"),
        ("a", 2, "2024-05-03T10:00:00+00:00"),
        ("b", 1, "2024-05-01T10:00:00+00:00"),
        ("b", 2, "2024-05-03T10:00:00+00:00"),
        ("c", 1, "2024-05-01T10:00:00+00:00"),
        ("c", 2, "2024-05-01T11:00:00+00:00"),
        ("known", 1, "2024-05-04T10:00:00+00:00"),
        ("t1", 1, "2024-05-01T10:00:00+00:00"),
        ("t1", 2, "2024-05-01T13:00:00+00:00"),
    ]
    assert len(rows(database_url, "reports", "id")) >= 3
    assert rows(database_url, "changes", "kind")
    assert rows(database_url, "outbox", "id") == rows(database_url, "deliveries", "id") == []
    # None of 2024 is looked at by the service of 2026.
    assert {row[3] for row in articles.values()} == {None}
    assert {row[2] for row in articles.values()} == {BY_HAND, "A"}

    before = contents(database_url)
    again = run(database_url, path)
    assert not again.outcomes
    assert contents(database_url) == before


def test_what_is_young_is_watched_from_now_on(tmp_path, database_url):
    path = tmp_path / "a.warc.gz"
    at = (NOW - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    write(path, [Shot("https://news.example.org/a", at, PAGE)])
    source = {"name": "Ashford News", "kind": "feed", "url": "https://www.news.example.org/rss"}
    run(database_url, path, sources=(source,))
    ((name, first_seen, next_check),) = rows(database_url, "articles", "source", "first_seen", "next_check")
    assert name == "Ashford News"
    assert first_seen == NOW - timedelta(days=2)
    assert NOW < next_check < NOW + timedelta(hours=8)  # type: ignore[operator]


def test_more_processes_make_the_same_store_and_damage_leaves_the_rest(tmp_path):
    path = tmp_path / "a.warc.gz"
    bodies = [PAGE, DEARER, DEAREST]
    shots = [shot(str(n % 20), f"0{1 + n // 20}T10:00:{n % 20:02}", bodies[n // 20]) for n in range(60)]
    places = write(path, shots[::-1])
    raw = bytearray(path.read_bytes())
    raw[places[30] + 60 : places[30] + 70] = b"\0" * 10
    path.write_bytes(raw)
    stores = [f"sqlite:///{tmp_path / name}" for name in ("one.db", "two.db")]
    tallies = [run(url, path, processes=count) for url, count in zip(stores, (1, 2), strict=True)]
    for tally in tallies:
        assert tally.exit_code == 3
        assert tally.captures == 59
        (damage,) = tally.damages
        assert f"a.warc.gz is damaged at {places[30]}" in damage
    assert contents(stores[0]) == contents(stores[1])
    engine = open_engine(stores[0])
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.versions)).scalar() == 59
    engine.dispose()
