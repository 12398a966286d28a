"""Tables of what needs no server: addresses, host health, Retry-After, codings, limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twisted.internet import error as net
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from monitor.addresses import is_public
from monitor.crawl.config import CrawlConfig
from monitor.crawl.decoding import codings, decode, ends_whole
from monitor.crawl.faults import FetchError, failed, told_apart
from monitor.crawl.hosts import BREAK_AFTER, BREAK_AFTER_PAGES, HostState, after
from monitor.crawl.validators import conditional_headers, target_of
from monitor.model import FetchFault, Page, Target
from monitor.patience import retry_after

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:0:7f00:1::1", "", "localhost", "127.1", "1.2.3", "not an address",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_told(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "93.184.215.14",
        "172.15.0.1",
        "172.32.0.1",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_a_public_address_is_told(address: str) -> None:
    assert is_public(address)


TIMEOUT = FetchError(FetchFault.TIMEOUT, "slow")
PAGE_500 = FetchError(FetchFault.STATUS, "answered 500", status=500)
BUSY = FetchError(FetchFault.STATUS, "answered 429", status=429)
ASKED = FetchError(FetchFault.STATUS, "answered 503", status=503, retry_after=timedelta(hours=2))


@pytest.mark.parametrize(
    ("errors", "failures", "pause"),
    [
        ([], 0, None),
        ([TIMEOUT] * (BREAK_AFTER - 1), 2, None),
        ([TIMEOUT] * BREAK_AFTER, 3, timedelta(minutes=1)),
        ([TIMEOUT] * (BREAK_AFTER + 2), 5, timedelta(minutes=4)),
        ([TIMEOUT] * 50, 50, timedelta(hours=1)),
        ([TIMEOUT, TIMEOUT, None], 0, None),
        ([TIMEOUT, TIMEOUT, None, TIMEOUT], 1, None),
        ([PAGE_500] * (BREAK_AFTER_PAGES - 1), 9, None),
        ([PAGE_500] * BREAK_AFTER_PAGES, 10, timedelta(minutes=1)),
        ([BUSY], 1, timedelta(minutes=1)),
        ([BUSY, BUSY], 2, timedelta(minutes=2)),
        ([ASKED], 1, timedelta(hours=2)),
        ([FetchError(FetchFault.TRUNCATED, "cut")] * 20, 0, None),
        ([FetchError(FetchFault.FORBIDDEN_ADDRESS, "no")] * 20, 0, None),
        ([FetchError(FetchFault.TOO_LARGE, "no")] * 20, 0, None),
    ],
)
def test_the_health_of_a_host(
    errors: list[FetchError | None], failures: int, pause: timedelta | None
) -> None:
    state = HostState()
    for error in errors:
        state = after(state, error, NOW)
    assert state.failures == failures
    assert state.not_before == (None if pause is None else NOW + pause)


def test_the_state_of_a_host_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="not_before"):
        HostState(not_before=datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("99999999999999999999", timedelta(days=1)),
        ("Mon, 02 Nov 2026 10:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 02 Nov 2026 09:00:00 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=1)),
        ("Mon, 02 Nov 2026 10:05:00", timedelta(minutes=5)),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
        (None, None),
        ("Mon, 99 Foo 2026", None),
    ],
)
def test_retry_after(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (TimeoutError(), FetchFault.TIMEOUT),
        (net.TimeoutError(), FetchFault.TIMEOUT),
        (net.TCPTimedOutError(), FetchFault.TIMEOUT),
        (net.DNSLookupError("no such name"), FetchFault.DNS),
        (net.ConnectionRefusedError(), FetchFault.CONNECTION),
        (net.NoRouteError(), FetchFault.CONNECTION),
        (ResponseFailed([Failure(net.ConnectionLost())]), FetchFault.CONNECTION),
        (ResponseFailed([Failure(FetchError(FetchFault.TOO_LARGE, "head"))]), FetchFault.TOO_LARGE),
        (ResponseFailed([Failure(ValueError("odd"))]), FetchFault.OTHER),
        (ConnectionResetError(), FetchFault.CONNECTION),
        (FetchError(FetchFault.ROBOTS, "no"), FetchFault.ROBOTS),
        (KeyError("what"), FetchFault.OTHER),
    ],
)
def test_faults_are_told_apart(error: Exception, fault: FetchFault) -> None:
    assert told_apart(error).fault is fault
    assert failed("http://x.example/", error, NOW).fault is fault


@pytest.mark.parametrize(
    ("headers", "applied"),
    [
        ([], []),
        (["gzip"], ["gzip"]),
        (["GZIP , br"], ["gzip", "br"]),
        (["gzip", "br"], ["gzip", "br"]),
        (["identity"], []),
        (["UTF-8"], []),
        ([""], []),
    ],
)
def test_codings(headers: list[str], applied: list[str]) -> None:
    assert codings(headers) == applied


def test_an_empty_body_needs_no_decoding() -> None:
    assert decode(b"", ["gzip"], 10) == b""


def test_what_is_labelled_gzip_but_is_not_is_refused() -> None:
    with pytest.raises(FetchError, match="not"):
        decode(b"<html></html>", ["gzip"], 100)


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"<html>...</html>\n", True),
        (b"<HTML>...</HTML><!-- served in 12 ms -->", True),
        ("<html>가</html>".encode("utf-16"), True),
        (b"<urlset></urlset>", True),
        (b"<ns:urlset></ns:urlset>", True),
        (b"<html><body><p>Half", False),
        (b"</html>" + b" " * 2000, False),
        (b"", False),
    ],
)
def test_the_end_of_a_document_is_seen(body: bytes, whole: bool) -> None:
    assert ends_whole(body) is whole


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (Target(url="u"), {}),
        (Target(url="u", etag='W/"1"'), {"If-None-Match": 'W/"1"'}),
        (
            Target(url="u", etag='"1"', last_modified="Mon"),
            {"If-None-Match": '"1"', "If-Modified-Since": "Mon"},
        ),
        (Target(url="u", etag='"1"\r\nX: y'), {}),
        (Target(url="u", etag="x" * 600), {}),
        (Target(url="u", etag=""), {}),
    ],
)
def test_conditional_headers(target: Target, headers: dict[str, str]) -> None:
    assert conditional_headers(target) == headers


def test_validators_are_taken_from_a_page_for_its_next_request() -> None:
    headers = (("ETag", '"7"'), ("Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT"))
    page = Page(
        url="http://x.example/a",
        final_url="http://x.example/b",
        status=200,
        headers=headers,
        body=b"",
        fetched_at=NOW,
    )
    assert target_of(page) == Target(url=page.url, etag='"7"', last_modified="Mon, 02 Nov 2026 10:00:00 GMT")


@pytest.mark.parametrize(
    "wrong",
    [
        {"delay": -1.0},
        {"timeout": 0.0},
        {"max_bytes": 0},
        {"retries": -1},
        {"max_sitemaps": 0},
        {"max_redirects": -2},
    ],
)
def test_limits_that_cannot_be_kept_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        CrawlConfig(**wrong)


def test_who_the_crawler_says_it_is() -> None:
    named = CrawlConfig(user_agent="DeskBot/2.1 (news)", contact="https://desk.example/bot")
    assert named.product == "DeskBot"
    assert named.identity == "DeskBot/2.1 (news) (+https://desk.example/bot)"
    assert CrawlConfig().identity.startswith("article-monitor/")
