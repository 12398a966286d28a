"""What one process learns of a host or an index document, the next one keeps to.

Each pass here is a process of its own, the command as an operator runs it; what is
asserted is what the server saw.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from .conftest import free_port
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source
from .test_stop import wait_until

HARBOUR = article_html("Two berths closed at Kelby", PARAGRAPHS)


def asked(stand: Newsstand, path: str) -> int:
    return sum(one == path for _, one in stand.requests)


def test_a_restart_right_after_a_429_sends_nothing(desk):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(b"later", 429, headers={"Retry-After": "3600"})
        desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
        desk.run("run", "--once", check=4)
        assert asked(stand, "/feed.xml") == 1
        seen = len(stand.requests)
        again = desk.run("run", "--once", check=4)
        desk.run("check", check=4)
        assert len(stand.requests) == seen, "not even robots.txt"
        assert "left alone until" in again.stderr
        with sqlite3.connect(desk.folder / "data" / "monitor.db") as database:
            (until,) = database.execute("select not_before from hosts").fetchone()
        left = datetime.fromisoformat(until).replace(tzinfo=UTC) - datetime.now(UTC)
        assert timedelta(minutes=50) < left <= timedelta(hours=1)


def test_a_killed_service_has_kept_what_the_host_asked_for(desk):
    """Written when it is learnt, not when the process ends."""
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(b"later", 429, headers={"Retry-After": "3600"})
        desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
        process = desk.start("run")
        wait_until(lambda: asked(stand, "/feed.xml") == 1 and kept(desk) == 1)
        process.kill()
        process.communicate()
        seen = len(stand.requests)
        desk.run("run", "--once", check=4)
        assert len(stand.requests) == seen


def kept(desk) -> int:
    with sqlite3.connect(desk.folder / "data" / "monitor.db") as database:
        return int(database.execute("select count(*) from hosts").fetchone()[0])


def test_when_the_time_is_over_the_host_is_asked_and_forgotten(desk):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(b"later", 429, headers={"Retry-After": "1"})
        desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
        desk.run("run", "--once", check=4)
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(HARBOUR)
        with sqlite3.connect(desk.folder / "data" / "monitor.db") as database:
            database.execute("update hosts set not_before = '2020-01-01 00:00:00.000000'")
        desk.run("run", "--once")
        with sqlite3.connect(desk.folder / "data" / "monitor.db") as database:
            assert database.execute("select count(*) from hosts").fetchone() == (0,)


def test_a_broken_circuit_is_still_broken_after_a_restart(desk):
    """Three sources on a server that answers 503; the fourth pass does not ask it."""
    with Newsstand() as stand:
        stand.answers["/robots.txt"] = Answer(b"", 404)
        for name in "abc":
            stand.answers[f"/{name}.xml"] = Answer(b"", 503)
        desk.write(CRAWL + "".join(source(name, f"{stand.url}/{name}.xml") for name in "abc"))
        desk.run("run", "--once", check=4)
        seen = len(stand.requests)
        assert sum(asked(stand, f"/{name}.xml") for name in "abc") == 3
        again = desk.run("run", "--once", check=4)
        assert len(stand.requests) == seen
        assert again.stderr.count("left alone until") >= 3


def test_a_refused_connection_is_counted_across_restarts(desk):
    desk.write(CRAWL + source("Dead", f"http://127.0.0.1:{free_port()}/feed.xml"))
    for _ in range(4):
        done = desk.run("run", "--once", check=4)
    assert "left alone until" in done.stderr


# ------------------------------------------------------------------ conditional polls


def listing(stand: Newsstand, *paths: str) -> Answer:
    body = feed_xml([f"{stand.url}{path}" for path in paths])
    return Answer(body, etag=f'"{len(paths)}"')


@pytest.fixture
def stand():
    with Newsstand() as stand:
        stand.answers["/one"] = Answer(HARBOUR)
        stand.answers["/two"] = Answer(article_html("Ferries sail from the northern pier", PARAGRAPHS))
        stand.answers["/feed.xml"] = listing(stand, "/one")
        yield stand


def sent_validators(stand: Newsstand, path: str = "/feed.xml") -> list[str | None]:
    return [headers.get("If-None-Match") for one, headers in stand.heads if one == path]


def test_an_index_that_has_not_changed_is_not_sent_again(desk, stand):
    desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
    desk.run("run", "--once")
    desk.run("run", "--once")
    assert sent_validators(stand) == [None, '"1"']
    assert stand.statuses["/feed.xml"] == [200, 304]
    (row,) = desk.rows("sources")
    assert (row["status"], row["listed"], row["failures"]) == ("fine", 1, 0)
    stand.answers["/feed.xml"] = listing(stand, "/one", "/two")
    assert "1 new" in desk.run("run", "--once").stdout
    assert desk.rows("sources")[0]["listed"] == 2


def test_what_was_not_read_with_success_is_asked_for_whole(desk, stand):
    stand.answers["/feed.xml"] = Answer(b"<html>Under maintenance</html>", etag='"1"')
    desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
    desk.run("run", "--once", check=4)
    desk.run("run", "--once", check=4)
    assert sent_validators(stand) == [None, None]


@pytest.mark.parametrize(
    "change",
    ["update indexes set spared = 19", "update indexes set read_at = '2020-01-01 00:00:00.000000'"],
    ids=["the twentieth check", "after a day"],
)
def test_every_so_often_it_is_read_all_the_same(desk, stand, change):
    desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
    desk.run("run", "--once")
    with sqlite3.connect(desk.folder / "data" / "monitor.db") as database:
        database.execute(change)
    desk.run("run", "--once")
    desk.run("run", "--once")
    assert sent_validators(stand) == [None, None, '"1"']


@pytest.mark.parametrize("kind", ["section", "feed"])
def test_another_address_or_kind_forgets_them(desk, stand, kind):
    desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
    desk.run("run", "--once")
    stand.answers["/other.xml"] = listing(stand, "/one")
    path = "/feed.xml" if kind == "section" else "/other.xml"
    desk.write(CRAWL + source("Harbour", f"{stand.url}{path}", kind))
    desk.run("run", "--once", check=None)
    assert sent_validators(stand, path)[-1] is None
    desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
    desk.run("run", "--once")
    assert sent_validators(stand)[-1] is None


def test_an_index_of_sitemaps_is_always_read_its_sitemaps_are_not(desk, stand):
    def sitemaps(kind: str, outer: str, *paths: str) -> bytes:
        entries = "".join(f"<{kind}><loc>{stand.url}{path}</loc></{kind}>" for path in paths)
        return f"<{outer}>{entries}</{outer}>".encode()

    stand.answers["/index.xml"] = Answer(sitemaps("sitemap", "sitemapindex", "/news.xml"), etag='"i"')
    stand.answers["/news.xml"] = Answer(sitemaps("url", "urlset", "/one"), etag='"n"')
    desk.write(CRAWL + source("Harbour", f"{stand.url}/index.xml", "sitemap"))
    desk.run("run", "--once")
    desk.run("run", "--once")
    assert sent_validators(stand, "/index.xml") == [None, None]
    assert sent_validators(stand, "/news.xml") == [None, '"n"']
    stand.answers["/news.xml"] = Answer(sitemaps("url", "urlset", "/one", "/two"), etag='"n2"')
    assert "1 new" in desk.run("run", "--once").stdout
