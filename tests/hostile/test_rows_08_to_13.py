"""Hostile servers, rows 8 to 13 of the table of faults: bodies and heads.

Each test is named after its row. A real server on loopback does what the row says; what is
asserted is what came out and what the server saw.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import time
import zlib
from functools import partial

import brotli  # type: ignore[import-untyped]  # no stubs
import pytest

from monitor.model import FetchFault
from tests.hostile.harness import ARTICLE, crawl
from tests.loopback import Asked, answer

# A test's name must not hold the time: two processes collect the same tests.
gzipped = partial(gzip.compress, mtime=0)


def packed(layers: int) -> bytes:
    body = b"\0" * 64_000_000
    for _ in range(layers):
        body = gzipped(body, 1)
    return body


@pytest.mark.parametrize("layers", [1, 2])
def test_row_08_a_compression_bomb_stops_at_the_limit(layers: int) -> None:
    encoding = "Content-Encoding: " + ", ".join(["gzip"] * layers)
    crawled = crawl({"/bomb": answer(packed(layers), encoding)}, "/bomb")
    assert crawled.fault() is FetchFault.TOO_LARGE


def test_row_08_three_codings_on_one_body_are_refused() -> None:
    body = gzipped(gzipped(gzipped(ARTICLE)))
    crawled = crawl({"/bomb": answer(body, "Content-Encoding: gzip, gzip, gzip")}, "/bomb")
    assert crawled.fault() is FetchFault.TOO_LARGE


def test_row_08_a_brotli_bomb_stops_at_the_limit() -> None:
    body = brotli.compress(b"\0" * 32_000_000, quality=1)
    crawled = crawl({"/bomb": answer(body, "Content-Encoding: br")}, "/bomb")
    assert crawled.fault() is FetchFault.TOO_LARGE


def test_row_09_an_endless_body_stops_at_the_limit() -> None:
    sent = 0

    async def endless(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
        with contextlib.suppress(ConnectionError):
            while sent < 500_000_000:
                writer.write(b"x" * 65536)
                sent += 65536
                await writer.drain()

    crawled = crawl({"/endless": endless}, "/endless", max_bytes=1_000_000)
    assert crawled.fault() is FetchFault.TOO_LARGE
    assert sent < 50_000_000


def test_row_09_a_length_beyond_the_limit_is_not_even_read() -> None:
    async def announced(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n")
        await asyncio.sleep(5)

    assert crawl({"/huge": announced}, "/huge").fault() is FetchFault.TOO_LARGE


def test_row_10_a_head_of_200_000_headers_stops_at_the_limit() -> None:
    head = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(200_000))
    crawled = crawl({"/a": head + b"Content-Length: 2\r\n\r\nok"}, "/a")
    assert crawled.fault() is FetchFault.TOO_LARGE


def test_row_10_a_head_within_the_limit_passes() -> None:
    headers = [f"X-{number}: {'y' * 40}" for number in range(1000)]
    assert len(crawl({"/a": answer(ARTICLE, *headers)}, "/a").page().headers) >= 1000


def damaged_gzip() -> bytes:
    body = bytearray(gzipped(ARTICLE))
    body[-6] ^= 0xFF
    return bytes(body)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzipped(ARTICLE)[:-20]),
        ("gzip", gzipped(ARTICLE)[:-4]),
        ("gzip", damaged_gzip()),
        ("x-gzip", gzipped(ARTICLE)[:40]),
        ("deflate", zlib.compress(ARTICLE)[:-8]),
        ("deflate", zlib.compress(ARTICLE)[2:-8]),
        ("br", brotli.compress(ARTICLE)[:-8]),
        ("gzip, br", brotli.compress(gzipped(ARTICLE)[:-9])),
    ],
)
def test_row_11_a_truncated_or_damaged_stream_is_a_failed_fetch(coding: str, body: bytes) -> None:
    crawled = crawl({"/a": answer(body, f"Content-Encoding: {coding}")}, "/a")
    assert crawled.fault() is FetchFault.TRUNCATED


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzipped(ARTICLE)),
        ("GZip", gzipped(ARTICLE)),
        ("gzip", gzipped(ARTICLE[:50]) + gzipped(ARTICLE[50:])),
        ("gzip", gzipped(ARTICLE) + b"\0" * 512),
        ("deflate", zlib.compress(ARTICLE)),
        ("deflate", zlib.compress(ARTICLE)[2:-4]),
        ("br", brotli.compress(ARTICLE)),
        ("gzip, br", brotli.compress(gzipped(ARTICLE))),
        ("identity", ARTICLE),
    ],
)
def test_row_11_a_whole_stream_is_read(coding: str, body: bytes) -> None:
    page = crawl({"/a": answer(body, f"Content-Encoding: {coding}")}, "/a").page()
    assert page.body == ARTICLE
    assert page.header("Content-Encoding") is None


def test_row_11_a_coding_that_nobody_asked_for_is_refused() -> None:
    crawled = crawl({"/a": answer(ARTICLE, "Content-Encoding: compress")}, "/a")
    assert crawled.fault() is FetchFault.OTHER


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "response",
    [
        PLAIN[:-2] + b"Content-Length: 5000\r\n\r\n" + ARTICLE,
        CHUNKED + b"400\r\n" + ARTICLE[:1024] + b"\r\n",
        CHUNKED + b"400\r\n" + ARTICLE[:800],
        PLAIN + ARTICLE[:-20],
        PLAIN.replace(b"1.1", b"1.0") + ARTICLE[:300],
    ],
    ids=["length", "chunk missing", "chunk cut", "until close", "http 1.0"],
)
def test_row_12_an_early_close_is_a_failed_fetch(response: bytes) -> None:
    assert crawl({"/a": response}, "/a").fault() is FetchFault.TRUNCATED


@pytest.mark.parametrize("response", [PLAIN + ARTICLE, PLAIN.replace(b"1.1", b"1.0") + ARTICLE])
def test_row_12_a_body_that_ends_with_the_connection_and_the_document_is_whole(response: bytes) -> None:
    assert crawl({"/a": response}, "/a").page().body == ARTICLE


def test_row_12_a_close_before_any_answer_is_a_connection_fault_and_is_tried_once_more() -> None:
    async def slam(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    crawled = crawl({"/a": slam}, "/a", retries=1)
    assert crawled.fault() is FetchFault.CONNECTION
    assert crawled.site.hits("/a") >= 2


def test_row_12_a_cut_body_is_fetched_once_more() -> None:
    first = [True]

    async def cut_once(_: Asked, writer: asyncio.StreamWriter) -> None:
        body = ARTICLE[:100] if first else ARTICLE
        first.clear()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ARTICLE) + body)

    crawled = crawl({"/a": cut_once}, "/a", retries=1)
    assert crawled.page().body == ARTICLE
    assert crawled.site.hits("/a") == 2


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
    ],
    ids=["status", "head", "body"],
)
def test_row_13_a_drip_ends_at_the_timeout(start: bytes, drop: bytes) -> None:
    async def drip(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        for _number in range(100):
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0.02)

    assert crawl({"/a": drip}, "/a", timeout=0.25).fault() is FetchFault.TIMEOUT


def test_row_13_while_this_process_stands_still_no_time_for_the_answer_passes() -> None:
    """As under SIGSTOP, or while the database is waited for: the answer comes right after."""

    async def answers(_: Asked, writer: asyncio.StreamWriter) -> None:
        time.sleep(0.6)  # noqa: ASYNC251 - the loop stands still
        await asyncio.sleep(0.02)
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(ARTICLE)
            + ARTICLE
        )

    crawled = crawl({"/a": answers}, "/a", timeout=0.5)
    assert [type(outcome).__name__ for outcome in crawled.outcomes] == ["Page"]
