"""Hostile servers, rows 1 to 7 of the table of faults: addresses, schemes, TLS, cookies.

Each test is named after its row. A real server on loopback does what the row says; what is
asserted is what came out and what the server saw.
"""

from __future__ import annotations

from typing import Any

import pytest

from monitor.crawl.runner import Crawler
from monitor.discover.sitemaps import read_sitemap
from monitor.errors import DiscoveryError
from monitor.model import Fetched, FetchFailed, FetchFault, SourceKind, Target
from tests.hostile.certificates import self_signed
from tests.hostile.harness import ARTICLE, config, crawl
from tests.loopback import Site, answer, in_reactor, redirect

SECRET = answer(b"<html>secret</html>")


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "169.254.169.254",
        "localhost",
        "10.0.0.1",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_row_01_redirect_to_a_private_address_is_refused_at_connect(host: str) -> None:
    routes = {"/a": redirect(f"http://{host}:{{port}}/secret"), "/secret": SECRET}
    crawled = crawl(routes, "/a", timeout=1.0)
    assert crawled.fault() is FetchFault.FORBIDDEN_ADDRESS
    assert crawled.site.hits("/secret") == 0


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "[::1]", "172.16.0.1", "192.168.1.1", "100.64.0.1"])
def test_row_01_a_private_address_as_the_target_is_refused(host: str) -> None:
    crawled = crawl({"/secret": SECRET}, f"http://{host}:{{port}}/secret", timeout=1.0)
    assert crawled.fault() is FetchFault.FORBIDDEN_ADDRESS
    assert crawled.site.asked == []


def test_row_01_a_meta_refresh_is_not_followed() -> None:
    page = answer(b'<html><meta http-equiv="refresh" content="0; url=/secret"></html>')
    crawled = crawl({"/a": page, "/secret": SECRET}, "/a")
    assert crawled.page().final_url.endswith("/a")
    assert crawled.site.hits("/secret") == 0


def test_row_02_dns_rebinding_reaches_no_private_address() -> None:
    # 192.31.196.0/24 is public and a sink (AS112): whoever checks by one answer and connects by the next is caught.
    answers = {"rebind.example": [["192.31.196.1"], ["127.0.0.1"], ["192.31.196.1"], ["127.0.0.1"]]}
    crawled = crawl(
        {"/secret": SECRET}, "http://rebind.example:{port}/secret", "http://rebind.example:{port}/secret",
        names=answers, timeout=0.3, obey_robots=False,
    )  # fmt: skip
    assert crawled.site.asked == []
    faults = {one.fault for one in crawled.outcomes if isinstance(one, FetchFailed)}
    assert FetchFault.FORBIDDEN_ADDRESS in faults
    assert len(crawled.outcomes) == 2


def test_row_02_an_answer_with_both_kinds_of_address_reaches_the_public_one_only() -> None:
    answers = {"mixed.example": [["192.31.196.1", "127.0.0.1", "::1"]]}
    crawled = crawl({}, "http://mixed.example:{port}/", names=answers, timeout=0.3, obey_robots=False)
    assert crawled.site.asked == []
    assert crawled.fault() in {FetchFault.TIMEOUT, FetchFault.CONNECTION}


def test_row_02_an_allowed_address_does_not_allow_names_that_point_to_it() -> None:
    crawled = crawl(
        {"/secret": SECRET}, "http://rebind.example:{port}/secret", names={"rebind.example": [["127.0.0.1"]]}
    )
    assert crawled.fault() is FetchFault.FORBIDDEN_ADDRESS
    assert crawled.site.asked == []


def test_row_02_a_host_allowed_by_name_is_reached() -> None:
    crawled = crawl(
        {"/a": answer(ARTICLE)}, "http://Intranet.example:{port}/a",
        names={"intranet.example": [["127.0.0.1"]]}, allow_private=("intranet.EXAMPLE",),
    )  # fmt: skip
    assert crawled.page().body == ARTICLE


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/html,x", "gopher://x/"]
)
def test_row_03_a_sitemap_entry_that_is_not_http_is_not_read(location: str) -> None:
    index = answer(f"<sitemapindex><sitemap><loc>{location}</loc></sitemap></sitemapindex>".encode())
    crawled = crawl({"/sitemap.xml": index}, "/sitemap.xml", index=SourceKind.SITEMAP)
    assert crawled.site.hits() == 1
    with pytest.raises(DiscoveryError, match="none with a URL to follow"):
        read_sitemap(crawled.page().body, crawled.page().final_url)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "data:text/html,x", "s3://bucket/key", "ftp://x.example/a", "nonsense", "http://"],
)
def test_row_03_a_target_that_is_not_http_fails_by_its_scheme(url: str) -> None:
    async def main() -> list[Fetched]:
        outcomes: list[Fetched] = []

        async def deliver(outcome: Fetched) -> None:
            outcomes.append(outcome)

        await Crawler(config()).fetch_articles([Target(url=url)], deliver)
        return outcomes

    (outcome,) = in_reactor(main)
    assert isinstance(outcome, FetchFailed)
    assert (outcome.url, outcome.fault) == (url, FetchFault.FORBIDDEN_SCHEME)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "data:text/html,x", "ftp://127.0.0.1/x"])
def test_row_04_a_redirect_to_another_scheme_is_refused(location: str) -> None:
    assert crawl({"/a": redirect(location)}, "/a").fault() is FetchFault.FORBIDDEN_SCHEME


def test_row_04_without_allow_http_only_https_is_asked() -> None:
    crawled = crawl({"/a": answer(ARTICLE)}, "/a", allow_http=False)
    assert crawled.fault() is FetchFault.FORBIDDEN_SCHEME
    assert crawled.site.asked == []


def test_row_05_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> tuple[int, list[Fetched]]:
        outcomes: list[Fetched] = []

        async def deliver(outcome: Fetched) -> None:
            outcomes.append(outcome)

        async with Site({"http://10.0.0.1/secret": SECRET}) as proxy:
            for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, proxy.url())
            await Crawler(config(timeout=1.0)).fetch_articles([Target(url="http://10.0.0.1/secret")], deliver)
            return len(proxy.asked), outcomes

    asked, outcomes = in_reactor(main)
    assert asked == 0
    assert [one.fault for one in outcomes] == [FetchFault.FORBIDDEN_ADDRESS]


def test_row_06_a_self_signed_certificate_is_refused(tmp_path: Any) -> None:
    server, _ = self_signed(tmp_path, "127.0.0.1")
    crawled = crawl({"/a": answer(ARTICLE)}, "/a", tls=server)
    assert crawled.fault() is FetchFault.TLS
    assert crawled.site.asked == []


def test_row_06_a_trusted_certificate_for_another_host_is_refused(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, authority = self_signed(tmp_path, "other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    crawled = crawl({"/a": answer(ARTICLE)}, "/a", tls=server)
    assert crawled.fault() is FetchFault.TLS
    assert crawled.site.asked == []


def test_row_06_a_trusted_certificate_is_taken(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server, authority = self_signed(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert crawl({"/a": answer(ARTICLE)}, "/a", tls=server).page().body == ARTICLE


def test_row_07_no_cookie_is_ever_sent() -> None:
    routes = {
        "/a": answer(b"", "Location: /b", "Set-Cookie: id=1; Path=/", status="302 Found"),
        "/b": answer(ARTICLE, "Set-Cookie: id=2"),
        "/c": answer(ARTICLE),
    }
    crawled = crawl(routes, "/a", "/b", "/c")
    assert len(crawled.outcomes) == 3
    assert [asked.path for asked in crawled.site.asked if "cookie" in asked.headers] == []
