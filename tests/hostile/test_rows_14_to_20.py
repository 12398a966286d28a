"""Hostile servers, rows 14 to 20 of the table of faults: redirects, sitemaps, manners.

Each test is named after its row. A real server on loopback does what the row says; what is
asserted is what came out and what the server saw.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from monitor.crawl.hosts import HostState
from monitor.crawl.runner import Crawler
from monitor.discover.sitemaps import read_sitemap
from monitor.errors import DiscoveryError
from monitor.model import Fetched, FetchFailed, FetchFault, Page, SourceKind, Target
from tests.hostile.harness import ARTICLE, config, crawl
from tests.loopback import Asked, Names, Site, answer, in_reactor, redirect


def test_row_14_a_redirect_loop_stops_at_five() -> None:
    crawled = crawl({"/a": redirect("/b"), "/b": redirect("/a")}, "/a")
    assert crawled.fault() is FetchFault.REDIRECTS
    assert crawled.site.hits() == 6


def test_row_14_a_redirect_without_a_place_is_a_redirect_fault() -> None:
    assert crawl({"/a": answer(b"", status="302 Found")}, "/a").fault() is FetchFault.REDIRECTS


def sitemap(*locations: str, kind: str = "sitemap") -> bytes:
    outer = "sitemapindex" if kind == "sitemap" else "urlset"
    inner = "".join(f"<{kind}><loc>{location}</loc></{kind}>" for location in locations)
    return answer(f'<?xml version="1.0"?><{outer}>{inner}</{outer}>'.encode())


def test_row_15_a_sitemap_index_that_lists_itself_is_read_once() -> None:
    here = "http://127.0.0.1:{port}/sitemap.xml"
    children = f"<sitemap><loc>{here}</loc></sitemap><sitemap><loc>{here}?utm_source=x</loc></sitemap>"
    # Ends with the connection: its length is known only when the port is.
    index = (
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + f"<sitemapindex>{children}</sitemapindex>".encode()
    )
    crawled = crawl({"/sitemap.xml": index}, "/sitemap.xml", index=SourceKind.SITEMAP)
    assert crawled.site.hits() == 1


def test_row_15_an_index_reached_by_a_redirect_is_known_by_both_its_addresses() -> None:
    index = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"".join(
        (
            b"<sitemapindex><sitemap><loc>http://127.0.0.1:{port}/index.xml</loc></sitemap>",
            b"<sitemap><loc>http://127.0.0.1:{port}/sitemap.xml</loc></sitemap></sitemapindex>",
        )
    )
    routes = {"/sitemap.xml": redirect("/index.xml", "301 Moved"), "/index.xml": index}
    crawled = crawl(routes, "/sitemap.xml", index=SourceKind.SITEMAP)
    assert (crawled.site.hits("/sitemap.xml"), crawled.site.hits("/index.xml")) == (1, 1)
    assert crawled.page().final_url.endswith("/index.xml")


def test_row_15_two_indexes_that_name_each_other_end() -> None:
    def naming(path: bytes) -> bytes:
        body = (
            b"<sitemapindex><sitemap><loc>http://127.0.0.1:{port}" + path + b"</loc></sitemap></sitemapindex>"
        )
        return b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body

    crawled = crawl({"/a": naming(b"/b"), "/b": naming(b"/a")}, "/a", index=SourceKind.SITEMAP)
    assert (crawled.site.hits("/a"), crawled.site.hits("/b"), len(crawled.outcomes)) == (1, 1, 2)


def test_row_15_an_endless_tree_of_indexes_ends_at_the_budget() -> None:
    async def main() -> tuple[int, int]:
        outcomes: list[Fetched] = []

        async def deliver(outcome: Fetched) -> None:
            outcomes.append(outcome)

        async with Site() as site:

            async def deeper(asked: Asked, writer: asyncio.StreamWriter) -> None:
                for name in ("a", "b"):
                    site.routes[asked.path + name] = deeper
                writer.write(sitemap(site.url(asked.path + "a"), site.url(asked.path + "b")))

            site.routes["/s"] = deeper
            from monitor.model import Source

            source = Source(name="tree", kind=SourceKind.SITEMAP, url=site.url("/s"))
            await Crawler(config(max_sitemaps=7)).fetch_index(source, deliver)
            return site.hits(), len(outcomes)

    assert in_reactor(main) == (7, 7)


def test_row_16_a_junk_sitemap_fails_its_source_aloud() -> None:
    def read(page: Page) -> None:
        read_sitemap(page.body, page.final_url)

    with pytest.raises(DiscoveryError, match="sitemap"):
        crawl({"/s": answer(b"%PDF-1.7 \x00\x01 junk")}, "/s", index=SourceKind.SITEMAP, read=read)


def test_row_17_an_entity_bomb_fails_its_source_aloud() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY l0 "lol">{lol}]><urlset><url><loc>&l9;</loc></url></urlset>'

    def read(page: Page) -> None:
        read_sitemap(page.body, page.final_url)

    with pytest.raises(DiscoveryError, match="entities"):
        crawl({"/s": answer(bomb.encode())}, "/s", index=SourceKind.SITEMAP, read=read)


def test_row_18_retry_after_is_kept_to_within_a_pass_and_across_restarts() -> None:
    async def main() -> tuple[int, list[Fetched], int, list[Fetched]]:
        first: list[Fetched] = []
        second: list[Fetched] = []

        async def into_first(outcome: Fetched) -> None:
            first.append(outcome)

        async def into_second(outcome: Fetched) -> None:
            second.append(outcome)

        busy = answer(b"later", "Retry-After: 3600", status="429 Too Many Requests")
        async with Site({"/a": busy, "/b": busy, "/c": busy}) as site:
            targets = [Target(url=site.url(path)) for path in ("/a", "/b", "/c")]
            crawler = Crawler(config(retries=2))
            await crawler.fetch_articles(targets, into_first)
            before = site.hits()
            restarted = Crawler(config(), host_states=crawler.host_states)
            await restarted.fetch_articles(targets, into_second)
            return before, first, site.hits(), second

    before, first, after, second = in_reactor(main)
    assert (before, after) == (1, 1)
    assert len(first) == len(second) == 3
    for outcome in (*first, *second):
        assert isinstance(outcome, FetchFailed)
        assert (outcome.fault, outcome.status) == (FetchFault.STATUS, 429)
        assert outcome.retry_after is not None
        assert timedelta(minutes=59) < outcome.retry_after <= timedelta(hours=1)


def test_row_18_when_the_time_is_over_the_host_is_asked_again() -> None:
    now = datetime.now(UTC)

    async def main() -> int:
        async def deliver(outcome: Fetched) -> None:
            assert isinstance(outcome, Page)

        async with Site({"/a": answer(ARTICLE)}) as site:
            states = {f"127.0.0.1:{site.port}": HostState(failures=2, not_before=now - timedelta(seconds=1))}
            crawler = Crawler(config(), host_states=states)
            await crawler.fetch_articles([Target(url=site.url("/a"))], deliver)
            assert crawler.host_states == {}
            return site.hits()

    assert in_reactor(main) == 1


@pytest.mark.parametrize(
    "status", ["500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"]
)
def test_row_19_a_robots_txt_that_fails_forbids_everything(status: str) -> None:
    routes = {"/robots.txt": answer(b"oops", status=status), "/a": answer(ARTICLE), "/b": answer(ARTICLE)}
    crawled = crawl(routes, "/a", "/b")
    assert crawled.site.hits() == 0
    assert crawled.site.hits("/robots.txt") == 1
    assert [one.fault for one in crawled.outcomes if isinstance(one, FetchFailed)] == [FetchFault.ROBOTS] * 2


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "401 Unauthorized", "410 Gone"])
def test_row_19_a_robots_txt_that_is_not_there_forbids_nothing(status: str) -> None:
    routes = {"/robots.txt": answer(b"Disallow: /", status=status), "/a": answer(ARTICLE)}
    assert crawl(routes, "/a").page().body == ARTICLE


def test_row_19_requests_that_wait_for_robots_txt_do_not_slip_past_it() -> None:
    async def slow(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        writer.write(answer(b"User-agent: *\nDisallow: /"))

    routes: dict[str, Any] = {f"/{number}": answer(ARTICLE) for number in range(20)}
    crawled = crawl({**routes, "/robots.txt": slow}, *routes)
    assert crawled.site.hits() == 0
    assert crawled.site.hits("/robots.txt") == 1
    assert {one.fault for one in crawled.outcomes if isinstance(one, FetchFailed)} == {FetchFault.ROBOTS}
    assert len(crawled.outcomes) == 20


def test_row_19_robots_txt_is_read_for_our_own_product_and_for_redirects_too() -> None:
    rules = b"User-agent: article-monitor\nDisallow: /archive\n\nUser-agent: *\nDisallow: /\n"
    routes = {
        "/robots.txt": answer(rules),
        "/a": answer(ARTICLE),
        "/b": redirect("/archive/b"),
        "/archive/b": answer(ARTICLE),
    }
    outcomes = crawl(routes, "/a", "/b").by_path()
    assert isinstance(outcomes["/a"], Page)
    assert isinstance(outcomes["/b"], FetchFailed)
    assert outcomes["/b"].fault is FetchFault.ROBOTS


def test_row_19_crawl_delay_is_obeyed_measured_at_the_server() -> None:
    rules = answer(b"User-agent: *\nCrawl-delay: 0.15\n")
    crawled = crawl({"/robots.txt": rules, **{f"/{n}": answer(ARTICLE) for n in range(3)}}, "/0", "/1", "/2")
    times = [asked.at for asked in crawled.site.asked]
    assert len(times) == 4
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.14


def test_row_19_a_crawl_delay_beyond_patience_fails_with_the_time_left() -> None:
    rules = answer(b"User-agent: *\nCrawl-delay: 3600\n")
    crawled = crawl({"/robots.txt": rules, "/a": answer(ARTICLE)}, "/a")
    assert crawled.fault() is FetchFault.ROBOTS
    assert isinstance(crawled.one, FetchFailed)
    assert crawled.one.retry_after is not None
    assert crawled.site.hits() == 0


def test_row_20_a_dead_host_breaks_its_circuit_and_holds_up_nobody() -> None:
    async def main() -> tuple[list[Fetched], int]:
        outcomes: list[Fetched] = []

        async def deliver(outcome: Fetched) -> None:
            outcomes.append(outcome)

        async def silent(_: Asked, __: asyncio.StreamWriter) -> None:
            await asyncio.sleep(30)

        dead_routes = {f"/{number}": silent for number in range(10)}
        async with Site(dict(dead_routes)) as dead, Site({"/a": answer(ARTICLE)}) as alive:
            urls = [dead.url(path) for path in dead_routes] + [alive.url("/a")]
            crawler = Crawler(config(timeout=0.3))
            await crawler.fetch_articles([Target(url=url) for url in urls], deliver)
            return outcomes, dead.hits()

    outcomes, hits = in_reactor(main)
    pages = [one for one in outcomes if isinstance(one, Page)]
    failures = [one for one in outcomes if isinstance(one, FetchFailed)]
    assert len(pages) == 1
    assert len(failures) == 10
    assert {one.fault for one in failures} == {FetchFault.TIMEOUT}
    assert hits == 3


def test_row_20_a_name_that_does_not_exist_is_a_dns_fault() -> None:
    crawled = crawl({}, "http://gone.example/a", names={"gone.example": [[]]})
    assert crawled.fault() is FetchFault.DNS


def test_row_20_a_refused_connection_is_a_connection_fault() -> None:
    crawled = crawl({}, "http://127.0.0.1:1/a")
    assert crawled.fault() is FetchFault.CONNECTION
    assert Names({}).asked == []
