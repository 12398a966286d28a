"""Pages a second, first seen and unchanged, beside bare Scrapy and bare trafilatura.

    python bench/speed.py [--rounds N]

The same pages in one run, over loopback from a server in a process of its own: the shared
real ones, or those of the fixture site where they are not there. Bare Scrapy only fetches,
bare trafilatura only extracts (with metadata, from memory); the monitor does its whole job,
from a feed on eight hosts to the store, with its worker process. An unchanged page is asked
for once from a server that answers everything in full, once from one that answers 304.
CPU is that of all processes of the job but the server; ratios are of CPU within this run.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import logging
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import scrapy
import structlog
import trafilatura
from scrapy.crawler import AsyncCrawlerRunner

from monitor.crawl import reactor
from monitor.demo.site import Site, default_root
from monitor.service.assembly import running
from monitor.service.events import Tally
from monitor.settings import load
from monitor.store.database import open_engine

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("MONITOR_SHARED", ROOT.parent / "shared"))
HOSTS = tuple(f"127.0.0.{number}" for number in range(2, 10))


def pages() -> dict[str, bytes]:
    """Bodies by path."""
    found = sorted((SHARED / "data" / "pages").glob("*/*/*.html.gz"))
    if found:
        return {f"/{number}": gzip.decompress(path.read_bytes()) for number, path in enumerate(found)}
    site = Site(default_root())
    urls = [site.article_url(code, one.slug, "") for code in site.languages for one in site.articles(code)]
    answers = {url: site.render(url, 1, "http://127.0.0.1") for url in urls}
    return {url: one.body for url, one in answers.items() if one.status == 200}


# --------------------------------------------------------------------------- the server


def serve(pipe: Connection, bodies: dict[str, bytes]) -> None:
    """Until the pipe ends; what it sends is whether validators are given and honoured."""
    etags = {path: f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"' for path, body in bodies.items()}
    shares = [
        [path for number, path in enumerate(bodies) if number % len(HOSTS) == at] for at in range(len(HOSTS))
    ]
    honoured = False

    class Protocol(asyncio.Protocol):
        buffer = b""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            self.buffer += data
            while b"\r\n\r\n" in self.buffer:
                head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                fields = {
                    name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])
                }
                self.transport.write(answer(lines[0].split(" ")[1], fields))  # type: ignore[attr-defined]

    def answer(path: str, fields: dict[str, str]) -> bytes:
        status, kind, more, body = 200, "text/html", "", bodies.get(path, b"")
        if path == "/feed.xml":
            kind, netloc = "application/rss+xml", fields["host"]
            share = shares[HOSTS.index(netloc.partition(":")[0])]
            items = "".join(
                f"<item><title>t</title><link>http://{netloc}{one}</link></item>" for one in share
            )
            body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode()
        elif not body:
            status = 404
        elif honoured:
            more = f"ETag: {etags[path]}\r\n"
            if fields.get("if-none-match") == etags[path]:
                status, body = 304, b""
        return (
            f"HTTP/1.1 {status} x\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )

    async def run() -> None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        server = await loop.create_server(Protocol, "0.0.0.0", 0)

        def told() -> None:
            nonlocal honoured
            try:
                honoured = pipe.recv()
            except EOFError:
                loop.remove_reader(pipe.fileno())
                ended.set()
                return
            pipe.send(True)

        loop.add_reader(pipe.fileno(), told)
        pipe.send(server.sockets[0].getsockname()[1])
        await ended.wait()

    asyncio.run(run())


@contextmanager
def serving(bodies: dict[str, bytes]) -> Iterator[tuple[int, Connection, int]]:
    """Port, pipe, process."""
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    process = spawned.Process(target=serve, args=(theirs, bodies), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv(), ours, process.pid or 0
    finally:
        ours.close()
        process.join()


# --------------------------------------------------------------------------- measuring


@dataclass(frozen=True)
class Cost:
    """Of one round over all pages."""

    cpu: float
    seconds: float


def cpu(server: int) -> float:
    """CPU seconds of this process and its workers so far."""
    total = time.process_time()
    for path in Path("/proc/self/task").glob("*/children"):
        for pid in path.read_text(encoding="ascii").split():
            if int(pid) != server:
                fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
                total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


async def measured(server: int, work: Callable[[], Awaitable[Any]]) -> Cost:
    begun, spent = time.perf_counter(), cpu(server)
    await work()
    return Cost(cpu(server) - spent, time.perf_counter() - begun)


class Bare(scrapy.Spider):
    """Fetches and does nothing."""

    name = "bare"
    urls: list[str]

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Every page."""
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Any) -> None:
        """Nothing."""
        assert response.body


def extracted(bodies: dict[str, bytes]) -> Cost:
    begun, spent = time.perf_counter(), time.process_time()
    for body in bodies.values():
        trafilatura.bare_extraction(body, include_comments=False, with_metadata=True)
    return Cost(time.process_time() - spent, time.perf_counter() - begun)


def settings_text(port: int) -> str:
    lines = ["[crawl]", 'delay = "0s"', 'parse_timeout = "60s"', f"allow_private = {list(HOSTS)}"]
    for host in HOSTS:
        lines += ["[[sources]]", f'name = "{host}"', f'url = "http://{host}:{port}/feed.xml"']
    return "\n".join(lines) + "\n"


async def one_round(
    costs: dict[str, list[Cost]], bodies: dict[str, bytes], port: int, pipe: Connection, server: int
) -> None:
    def told(*, honoured: bool) -> None:
        pipe.send(honoured)
        pipe.recv()

    told(honoured=False)
    costs["bare trafilatura"].append(extracted(bodies))
    urls = [f"http://{HOSTS[number % len(HOSTS)]}:{port}{path}" for number, path in enumerate(bodies)]
    runner = AsyncCrawlerRunner({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
    costs["bare Scrapy"].append(await measured(server, lambda: runner.crawl(Bare, urls=urls)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.toml"
        path.write_text(settings_text(port), encoding="utf-8")
        settings = load(path)
        engine = open_engine(settings.database.url)
        sources = [table.source() for table in settings.sources]
        tally = Tally()
        async with running(settings, engine, sources=sources, listener=lambda *_: None) as passes:
            costs["monitor, first seen"].append(await measured(server, lambda: passes.once(tally)))
            assert sum(tally.outcomes.values()) == len(bodies), tally.line()
            costs["monitor, unchanged (200)"].append(await measured(server, lambda: passes.once(Tally())))
            told(honoured=True)
            await passes.once(Tally())
            costs["monitor, unchanged (304)"].append(await measured(server, lambda: passes.once(Tally())))
        engine.dispose()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    bodies = pages()
    names = (
        "bare trafilatura",
        "bare Scrapy",
        "monitor, first seen",
        "monitor, unchanged (200)",
        "monitor, unchanged (304)",
    )
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    extracted(dict(list(bodies.items())[:5]))  # imports and tables are not the pages'
    with serving(bodies) as (port, pipe, server):

        async def rounds() -> int:
            for _ in range(given.rounds):
                await one_round(costs, bodies, port, pipe, server)
            return 0

        reactor.run(rounds)
    print(
        f"{len(bodies)} pages, median {median(map(len, bodies.values())) / 1024:.0f} KiB, {given.rounds} rounds"
    )
    print("                           pages/s  pages/s of CPU  ms of CPU a page")
    spent = {
        name: sum(one.cpu for one in found) / given.rounds / len(bodies) for name, found in costs.items()
    }
    for name, found in costs.items():
        clock = sum(one.seconds for one in found) / given.rounds / len(bodies)
        print(f"{name:<26} {1 / clock:>7.1f} {1 / spent[name]:>15.1f} {1000 * spent[name]:>17.2f}")
    both = spent["bare Scrapy"] + spent["bare trafilatura"]
    first = spent["monitor, first seen"]
    print(f"first seen ÷ (bare Scrapy + bare trafilatura): {first / both:.2f}")
    for kind in ("200", "304"):
        print(f"unchanged ({kind}) ÷ first seen: {spent[f'monitor, unchanged ({kind})'] / first:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
