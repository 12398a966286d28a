"""The crawler's promises: one outcome per target, manners, stopping, errors of the caller."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from monitor.crawl.runner import Crawler
from monitor.errors import WorkerFailed
from monitor.model import Fetched, FetchFailed, FetchFault, NotModified, Page, Source, SourceKind, Target
from tests.hostile.harness import config, crawl
from tests.loopback import Asked, Site, answer, in_reactor, redirect

BODY = b"<html><body>Text.</body></html>"


def test_a_page_carries_what_came_over_the_wire() -> None:
    page = crawl(
        {
            "/a": answer(
                BODY, "Content-Type: text/html; charset=euc-kr", 'ETag: "1"', "X-Twice: 1", "X-Twice: 2"
            )
        },
        "/a",
    ).page()
    assert (page.status, page.body, page.url) == (200, BODY, page.final_url)
    assert page.header("content-type") == "text/html; charset=euc-kr"
    assert page.header("etag") == '"1"'
    assert [value for name, value in page.headers if name.lower() == "x-twice"] == ["1", "2"]
    assert page.fetched_at.utcoffset() is not None


def test_a_redirect_keeps_the_url_asked_for_and_tells_the_final_one() -> None:
    page = crawl({"/a": redirect("/b", "301 Moved Permanently"), "/b": answer(BODY)}, "/a").page()
    assert page.url.endswith("/a")
    assert page.final_url.endswith("/b")


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden", "451 Unavailable"])
def test_a_status_that_is_no_page_is_told(status: str) -> None:
    crawled = crawl({"/a": answer(b"no", status=status)}, "/a")
    assert crawled.fault() is FetchFault.STATUS
    assert isinstance(crawled.one, FetchFailed)
    assert crawled.one.status == int(status[:3])


def test_a_server_error_is_asked_once_more() -> None:
    crawled = crawl({"/a": answer(b"no", status="500 Internal Server Error")}, "/a", retries=1)
    assert crawled.fault() is FetchFault.STATUS
    assert crawled.site.hits("/a") == 2


def test_a_part_of_a_document_is_no_page() -> None:
    assert crawl({"/a": answer(BODY, status="206 Partial Content")}, "/a").fault() is FetchFault.TRUNCATED


def test_who_asks_is_said() -> None:
    headers = crawl({"/a": answer(BODY)}, "/a").site.asked[-1].headers
    assert headers["user-agent"].startswith("article-monitor/")
    assert headers["user-agent"].endswith("(+mailto:desk@news.example)")
    assert "referer" not in headers
    assert "zstd" not in headers["accept-encoding"]


def conditional(asked: Asked) -> bytes:
    if (
        asked.headers.get("if-none-match") == '"v1"'
        or asked.headers.get("if-modified-since") == "Mon, 02 Nov 2026 10:00:00 GMT"
    ):
        return b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'
    return answer(BODY, 'ETag: "v1"')


@pytest.mark.parametrize(
    ("etag", "last_modified", "kind"),
    [
        ('"v1"', None, NotModified),
        (None, "Mon, 02 Nov 2026 10:00:00 GMT", NotModified),
        ('"v0"', None, Page),
        (None, None, Page),
        ('"v1"\r\nX-Evil: 1', None, Page),
    ],
)
def test_validators_make_a_conditional_request(
    etag: str | None, last_modified: str | None, kind: type
) -> None:
    async def main() -> tuple[Fetched, Site]:
        outcomes: list[Fetched] = []

        async def deliver(outcome: Fetched) -> None:
            outcomes.append(outcome)

        async def serve(asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(conditional(asked))

        async with Site({"/a": serve}) as site:
            target = Target(url=site.url("/a"), etag=etag, last_modified=last_modified)
            await Crawler(config()).fetch_articles([target], deliver)
            return outcomes[0], site

    outcome, site = in_reactor(main)
    assert isinstance(outcome, kind)
    assert "x-evil" not in site.asked[-1].headers


def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    assert crawl({"/a": b"HTTP/1.1 304 Not Modified\r\n\r\n"}, "/a").fault() is FetchFault.STATUS


def test_an_index_is_fetched_by_the_spider_of_its_kind_and_conditionally() -> None:
    async def main() -> list[Fetched]:
        outcomes: list[Fetched] = []

        async def deliver(outcome: Fetched) -> None:
            outcomes.append(outcome)

        async def serve(asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(conditional(asked))

        async with Site({"/a": serve}) as site:
            crawler = Crawler(config())
            for kind in SourceKind:
                source = Source(name=kind, kind=kind, url=site.url("/a"))
                await crawler.fetch_index(source, deliver)
                await crawler.fetch_index(source, deliver, known=[Target(url=site.url("/a"), etag='"v1"')])
        return outcomes

    assert [type(one) for one in in_reactor(main)] == [Page, NotModified] * len(SourceKind)


def test_a_sitemap_index_brings_its_children_newest_first() -> None:
    async def main() -> list[str]:
        outcomes: list[str] = []

        async def deliver(outcome: Fetched) -> None:
            assert isinstance(outcome, Page)
            outcomes.append(outcome.url.rpartition("/")[2])

        async with Site() as site:
            entries = [("old", "2026-01-01"), ("new", "2026-03-01"), ("mid", "2026-02-01")]
            index = "".join(
                f"<sitemap><loc>{site.url('/' + name)}</loc><lastmod>{day}T00:00:00Z</lastmod></sitemap>"
                for name, day in entries
            )
            site.routes["/index"] = answer(f"<sitemapindex>{index}</sitemapindex>".encode())
            for name, _ in entries:
                site.routes["/" + name] = answer(b"<urlset><url><loc>http://x.example/a</loc></url></urlset>")
            source = Source(name="s", kind=SourceKind.SITEMAP, url=site.url("/index"))
            await Crawler(config(max_sitemaps=3)).fetch_index(source, deliver)
        return outcomes

    assert in_reactor(main) == ["index", "new", "mid"]


@pytest.mark.parametrize("broken", [False, True], ids=["read", "not read"])
def test_an_index_is_read_where_the_caller_says_and_nothing_else_is(broken: bool) -> None:
    async def main() -> tuple[list[str], list[str]]:
        read: list[str] = []
        outcomes: list[str] = []

        async def deliver(outcome: Fetched) -> None:
            assert isinstance(outcome, Page)
            outcomes.append(outcome.url.rpartition("/")[2])

        async with Site() as site:

            async def children(_: bytes, url: str) -> tuple[str, ...]:
                read.append(url.rpartition("/")[2])
                if broken:
                    raise WorkerFailed("took longer than 20 s")
                return (site.url("/one"),)

            site.routes["/index"] = answer(gzip.compress(b"<sitemapindex></sitemapindex>"))
            site.routes["/one"] = answer(b"<urlset><url><loc>http://x.example/a</loc></url></urlset>")
            source = Source(name="s", kind=SourceKind.SITEMAP, url=site.url("/index"))
            await Crawler(config(), children=children).fetch_index(source, deliver)
        return read, outcomes

    assert in_reactor(main) == (["index"], ["index"] if broken else ["index", "one"])


def test_every_target_ends_in_exactly_one_outcome_whatever_becomes_of_it() -> None:
    async def slam(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    paths = ["/ok", "/ok", "/404", "/500", "/loop", "/slam", "/away", "/big", "/redirect"]
    routes: dict[str, Any] = {
        "/ok": answer(BODY),
        "/500": answer(b"", status="500 Internal Server Error"),
        "/loop": redirect("/loop"),
        "/slam": slam,
        "/away": redirect("http://10.0.0.1/"),
        "/big": answer(b"x" * 20_000),
        "/redirect": redirect("/ok"),
    }
    crawled = crawl(routes, *paths, max_bytes=10_000, retries=1)
    found = Counter("/" + one.url.split("/", 3)[3] for one in crawled.outcomes)
    assert found == Counter(paths)


def test_one_request_at_a_time_and_the_delay_between_whoever_asks() -> None:
    async def main() -> tuple[Site, Site]:
        async def deliver(outcome: Fetched) -> None:
            assert isinstance(outcome, Page), outcome

        async def slow(_: Asked, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.01)
            writer.write(answer(BODY))

        async with Site() as site, Site() as other:
            site.routes = {f"/{n}": slow for n in range(8)}
            other.routes = {"/in": redirect(site.url("/7"))}
            crawler = Crawler(config(delay=0.05))
            feed = Source(name="feed", kind=SourceKind.FEED, url=site.url("/6"))
            await asyncio.gather(
                crawler.fetch_articles([Target(url=site.url(f"/{n}")) for n in range(3)], deliver),
                crawler.fetch_articles([Target(url=site.url(f"/{n}")) for n in range(3, 6)], deliver),
                crawler.fetch_articles([Target(url=other.url("/in"))], deliver),
                crawler.fetch_index(feed, deliver),
            )
            return site, other

    site, _ = in_reactor(main)
    assert site.hits() == 8
    assert site.hits("/robots.txt") == 1
    assert site.most_at_once == 1
    times = sorted(asked.at for asked in site.asked)
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.045


def test_different_hosts_are_fetched_at_the_same_time_up_to_the_limit() -> None:
    async def main() -> int:
        at_once = 0
        most = 0

        async def deliver(outcome: Fetched) -> None:
            assert isinstance(outcome, Page), outcome

        async def slow(_: Asked, writer: asyncio.StreamWriter) -> None:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0.05)
            at_once -= 1
            writer.write(answer(BODY))

        async with Site({"/a": slow}) as a, Site({"/a": slow}) as b, Site({"/a": slow}) as c:
            targets = [Target(url=site.url("/a")) for site in (a, b, c)]
            await Crawler(config(max_concurrent_hosts=2)).fetch_articles(targets, deliver)
        return most

    assert in_reactor(main) == 2


def test_robots_txt_is_remembered_across_crawls_for_its_time() -> None:
    async def main() -> tuple[int, int]:
        async def deliver(outcome: Fetched) -> None:
            assert isinstance(outcome, Page), outcome

        async with Site({"/a": answer(BODY), "/robots.txt": answer(b"")}) as site:
            lasting, forgetful = Crawler(config()), Crawler(config(robots_ttl=0.0))
            for _ in range(3):
                await lasting.fetch_articles([Target(url=site.url("/a"))], deliver)
            once = site.hits("/robots.txt")
            for _ in range(3):
                await forgetful.fetch_articles([Target(url=site.url("/a"))], deliver)
            return once, site.hits("/robots.txt") - once

    assert in_reactor(main) == (1, 3)


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        (
            "/뉴스/경제?검색=금리",
            "/%EB%89%B4%EC%8A%A4/%EA%B2%BD%EC%A0%9C?%EA%B2%80%EC%83%89=%EA%B8%88%EB%A6%AC",
        ),
        ("/новини", "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8"),
        ("/%C7%D1%B1%DB", "/%C7%D1%B1%DB"),
        ("/a b#teil", "/a%20b"),
    ],
)
def test_paths_in_korean_and_cyrillic_are_asked_for(path: str, seen: str) -> None:
    crawled = crawl({seen: answer(BODY)}, path)
    assert crawled.page().url.endswith(path)
    assert crawled.site.hits(seen) == 1


@pytest.mark.parametrize(
    ("location", "seen"),
    [
        ("/뉴스".encode(), "/%EB%89%B4%EC%8A%A4"),
        ("/новини?q=рік".encode(), "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8?q=%D1%80%D1%96%D0%BA"),
    ],
)
def test_a_location_in_raw_utf_8_is_followed(location: bytes, seen: str) -> None:
    moved = b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
    assert crawl({"/a": moved, seen: answer(BODY)}, "/a").page().final_url.endswith(seen)


def test_a_header_keeps_its_bytes() -> None:
    page = crawl({"/a": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Title: Stra\xdfe\r\n\r\nok"}, "/a").page()
    assert page.header("x-title") == "Straße"


@pytest.mark.parametrize(
    "location",
    [
        "/뉴스".encode(),
        "/한글".encode("euc-kr"),
        b"",
        b"http://[::1",
        b"http://",
        b"//",
        b"?x=1",
        b"http://a b/",
        b"\x7f",
        b"/" + b"a" * 9000,
    ],
)
def test_an_odd_location_ends_in_one_outcome(location: bytes) -> None:
    crawled = crawl(
        {"/a": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"},
        "/a",
        timeout=1.0,
    )
    assert isinstance(crawled.one, FetchFailed)


@pytest.mark.parametrize("status", ["302 Found", "404 Not Found", "503 Service Unavailable"])
def test_the_status_counts_however_broken_the_body_is(status: str) -> None:
    head = (
        f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Encoding: gzip\r\nLocation: /b\r\n\r\n".encode()
    )
    crawled = crawl({"/a": head + b"\x1f\x8bjunk", "/b": answer(BODY)}, "/a")
    if status.startswith("302"):
        assert crawled.page().final_url.endswith("/b")
    else:
        assert crawled.fault() is FetchFault.STATUS


def test_a_robots_txt_that_ends_with_the_connection_is_read() -> None:
    rules = b"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nUser-agent: *\nDisallow: /b\n"
    outcomes = crawl({"/robots.txt": rules, "/a": answer(BODY), "/b": answer(BODY)}, "/a", "/b").by_path()
    assert isinstance(outcomes["/a"], Page)
    assert isinstance(outcomes["/b"], FetchFailed)
    assert outcomes["/b"].fault is FetchFault.ROBOTS
