"""How a crawl ends: by the caller's error, by stop, by cancellation; and the reactor with its main."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest

from monitor.crawl.runner import Crawler
from monitor.errors import StoreUnavailable
from monitor.model import Fetched, FetchFailed, FetchFault, Page, Source, SourceKind, Target
from tests.hostile.harness import config
from tests.loopback import Asked, Site, answer, in_reactor

BODY = b"<html><body>Text.</body></html>"


class Boom(Exception):
    """Raised by a caller."""


def test_what_deliver_raises_surfaces_and_the_crawl_ends() -> None:
    async def main() -> tuple[int, int]:
        delivered = 0

        async def deliver(_: Fetched) -> None:
            nonlocal delivered
            delivered += 1
            raise Boom

        async with Site({f"/{n}": answer(BODY) for n in range(50)}) as site:
            crawler = Crawler(config())
            with pytest.raises(Boom):
                await crawler.fetch_articles([Target(url=site.url(f"/{n}")) for n in range(50)], deliver)
            with pytest.raises(Boom):
                await crawler.fetch_index(Source(name="f", kind=SourceKind.FEED, url=site.url("/1")), deliver)
            return delivered, site.hits()

    delivered, hits = in_reactor(main)
    assert delivered == 2
    assert hits < 20


def test_a_store_that_does_not_answer_is_no_pages_failure() -> None:
    """What hosts ask for is kept in the store: it fails between a page and the next, or at robots.txt."""

    async def main() -> list[Fetched]:
        outcomes: list[Fetched] = []

        async def deliver(outcome: Fetched) -> None:
            await asyncio.sleep(0)
            outcomes.append(outcome)

        def keep(_host: str, _state: object) -> None:
            message = "the database does not answer"
            raise StoreUnavailable(message)

        busy = b"HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"
        for routes in ({"/1": busy, "/2": answer(BODY)}, {"/robots.txt": busy, "/1": answer(BODY)}):
            async with Site(dict(routes)) as site:
                crawler = Crawler(config(), keep_host=keep)
                targets = [Target(url=site.url(path)) for path in ("/1", "/2")]
                with pytest.raises(StoreUnavailable, match="does not answer"):
                    await crawler.fetch_articles(targets, deliver)
        return outcomes

    assert in_reactor(main) == []


def stopped(grace: float, takes: float) -> tuple[list[Fetched], int, float]:
    """Six targets of which the first takes its time; stopped while it is on the wire."""

    async def main() -> tuple[list[Fetched], int, float]:
        outcomes: list[Fetched] = []
        on_wire = asyncio.Event()

        async def deliver(outcome: Fetched) -> None:
            await asyncio.sleep(0)
            outcomes.append(outcome)

        async def slow(_: Asked, writer: asyncio.StreamWriter) -> None:
            on_wire.set()
            await asyncio.sleep(takes)
            writer.write(answer(BODY))

        async with Site({f"/{n}": slow for n in range(6)}) as site, Site({"/x": slow}) as other:
            crawler = Crawler(config(max_concurrent_hosts=1))
            targets = [Target(url=site.url(f"/{n}")) for n in range(6)] + [Target(url=other.url("/x"))]
            fetching = asyncio.ensure_future(crawler.fetch_articles(targets, deliver))
            await on_wire.wait()
            started = time.monotonic()
            await crawler.stop(grace)
            took = time.monotonic() - started
            assert len(outcomes) == 7, "stop returned before everything was delivered"
            await fetching
            await crawler.fetch_articles(targets[:1], deliver)
            return outcomes, site.hits() + other.hits(), took

    result: tuple[list[Fetched], int, float] = in_reactor(main)
    return result


def test_stop_lets_what_is_on_the_wire_finish_within_the_grace() -> None:
    outcomes, hits, took = stopped(grace=5.0, takes=0.1)
    assert hits == 1
    assert [type(one) for one in outcomes].count(Page) == 1
    failures = [one for one in outcomes if isinstance(one, FetchFailed)]
    assert {one.fault for one in failures} == {FetchFault.STOPPED}
    assert len(failures) == 7
    assert took < 2


def test_stop_breaks_off_what_takes_longer_than_the_grace() -> None:
    outcomes, hits, took = stopped(grace=0.1, takes=10.0)
    assert hits == 1
    assert {one.fault for one in outcomes if isinstance(one, FetchFailed)} == {FetchFault.STOPPED}
    assert len(outcomes) == 8
    assert took < 2


def test_stop_ends_a_wait_for_a_turn() -> None:
    async def main() -> float:
        outcomes: list[Fetched] = []
        first = asyncio.Event()

        async def deliver(outcome: Fetched) -> None:
            outcomes.append(outcome)
            first.set()

        async with Site({"/a": answer(BODY), "/b": answer(BODY)}) as site:
            crawler = Crawler(config(delay=60.0, obey_robots=False))
            fetching = asyncio.ensure_future(
                crawler.fetch_articles([Target(url=site.url(path)) for path in ("/a", "/b")], deliver)
            )
            await first.wait()
            started = time.monotonic()
            await crawler.stop(30.0)
            await fetching
            assert [type(one) for one in outcomes] == [Page, FetchFailed]
            return time.monotonic() - started

    assert in_reactor(main) < 2


def test_stop_without_anything_running_is_quick() -> None:
    async def main() -> float:
        started = time.monotonic()
        await Crawler(config()).stop(30.0)
        return time.monotonic() - started

    assert in_reactor(main) < 0.5


def test_a_cancelled_call_leaves_nothing_running() -> None:
    async def main() -> set[str]:
        async def deliver(_: Fetched) -> None:
            """Nothing comes."""

        on_wire = asyncio.Event()

        async def slow(_: Asked, __: asyncio.StreamWriter) -> None:
            on_wire.set()
            await asyncio.sleep(10)

        async with Site({"/a": slow}) as site:
            crawler = Crawler(config())
            before = asyncio.all_tasks()
            fetching = asyncio.ensure_future(crawler.fetch_articles([Target(url=site.url("/a"))], deliver))
            await on_wire.wait()
            fetching.cancel()
            with pytest.raises(asyncio.CancelledError):
                await fetching
            await crawler.stop(1.0)
            left = asyncio.all_tasks() - before
            return {str(task.get_coro()) for task in left if "Site" not in str(task.get_coro())}

    assert in_reactor(main) == set()


REACTOR = """
import asyncio, os, signal, sys
import monitor.crawl.runner, monitor.crawl.transport, monitor.crawl.robots  # none may install a reactor
assert "twisted.internet.reactor" not in sys.modules
from monitor.crawl.reactor import run

async def code():
    return 7

async def raises():
    raise KeyError("boom")

async def signalled():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    os.kill(os.getpid(), signal.SIGTERM)
    await stop.wait()
    return 3

async def exits():
    raise SystemExit(5)

mode = sys.argv[1]
if mode == "twice":
    run(code)
try:
    sys.exit(run({"code": code, "raises": raises, "signalled": signalled, "exits": exits, "twice": code}[mode]))
except (KeyError, RuntimeError) as error:
    print(type(error).__name__, error)
    sys.exit(9)
"""


@pytest.mark.parametrize(
    ("mode", "code", "said"),
    [
        ("code", 7, ""),
        ("raises", 9, "KeyError 'boom'"),
        ("signalled", 3, ""),
        ("exits", 5, ""),
        ("twice", 9, "RuntimeError the reactor"),
    ],
)
def test_the_reactor_runs_main_and_ends_with_it(mode: str, code: int, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REACTOR, mode], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith(said)
    assert done.stderr == ""
