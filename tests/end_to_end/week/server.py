"""The hosts' one server, in a process of its own: it shows the world at the time it is told.

It counts what it is asked: requests by kind, and for each host how many were under way at
once and how long after an answer the next request came. An answer takes less than the pause
that is allowed, so two requests on the wire together are "at once" or "too soon" here.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from multiprocessing.connection import Connection

from .world import Host, State, Story

LISTED = 30  # articles in a feed, the newest first


@dataclass
class Counted:
    """What the server was asked."""

    requests: Counter[str] = field(default_factory=Counter)
    """By kind and status, such as "article 304"."""
    most_at_once: dict[str, int] = field(default_factory=dict)
    closest: dict[str, float] = field(default_factory=dict)
    """Real seconds from an answer to the host's next request, the shortest of all."""
    allowed: dict[str, float] = field(default_factory=dict)
    too_soon: int = 0


@dataclass
class _Seen:
    under_way: int = 0
    answered_at: float | None = None


class _World:
    def __init__(self, among: tuple[Host, ...], told: tuple[Story, ...], start: datetime) -> None:
        self.hosts = {host.name: host for host in among}
        self.by_host = {
            host.name: sorted((s for s in told if s.host == number), key=lambda s: s.states[0].at)
            for number, host in enumerate(among)
        }
        self.by_path = {(among[story.host].name, story.path): story for story in told}
        self.start = start
        self.now = timedelta(0)

    def answer(self, name: str, path: str, base: str) -> tuple[str, int, str, bytes, timedelta]:
        """(kind, status, content type, body, when it came to be)."""
        host = self.hosts[name]
        if path == "/robots.txt":
            lines = ["User-agent: *", "Allow: /"]
            return "robots", 200, "text/plain", "\n".join(lines).encode(), timedelta(0)
        if path == "/feed.xml":
            return "feed", 200, "application/rss+xml", *self.feed(name, base)
        story = self.by_path.get((name, path))
        shown = story.at(self.now) if story else None
        if story is None or shown is None or shown[1].kind == "gone":
            return "article", 404, "text/plain", b"Not found.", timedelta(0)
        return "article", 200, "text/html; charset=utf-8", page(host, story, shown[1], base), shown[1].at

    def feed(self, name: str, base: str) -> tuple[bytes, timedelta]:
        out = [story for story in self.by_host[name] if story.states[0].at <= self.now]
        listed = [story for story in out if (shown := story.at(self.now)) and shown[1].kind != "gone"][
            -LISTED:
        ]
        items = "".join(
            f"<item><title>{html.escape(story.states[0].headline)}</title><link>{base}{story.path}</link></item>"
            for story in reversed(listed)
        )
        body = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'
        return body.encode(), max((story.states[0].at for story in listed), default=timedelta(0))


def page(host: Host, story: Story, state: State, base: str) -> bytes:
    """An article's page, with the furniture of a small site."""
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in state.paragraphs)
    title = html.escape(state.headline)
    return (
        f'<!doctype html><html lang="{story.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="canonical" href="{base}{story.path}"><meta property="og:type" content="article"></head>'
        f'<body><header><nav><a href="/">{host.name}</a> <a href="/news">News</a></nav></header>'
        f"<main><article><h1>{title}</h1>{text}</article></main>"
        f'<footer><a href="/imprint">Imprint</a></footer></body></html>'
    ).encode()


class _Protocol(asyncio.Protocol):
    def __init__(self, world: _World, counted: Counted, seen: dict[str, _Seen]) -> None:
        self.world, self.counted, self.seen = world, counted, seen
        self.buffer = b""
        self.tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            task = asyncio.ensure_future(self.exchange(head.decode("latin-1").split("\r\n")))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def exchange(self, lines: list[str]) -> None:
        came = time.perf_counter()
        path = lines[0].split(" ")[1]
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        netloc = fields["host"]
        name = netloc.partition(":")[0]
        seen = self.seen.setdefault(name, _Seen())
        seen.under_way += 1
        counted = self.counted
        counted.most_at_once[name] = max(counted.most_at_once.get(name, 0), seen.under_way)
        if seen.answered_at is not None:
            gap = came - seen.answered_at
            counted.closest[name] = min(counted.closest.get(name, gap), gap)
            counted.too_soon += gap < counted.allowed[name]
        await asyncio.sleep(0)  # a second request that is there already is seen as one at once
        kind, status, content, body, since = self.world.answer(name, path, f"http://{netloc}")
        if path == "/robots.txt" and (asked := self.world.hosts[name].crawl_delay):
            body += f"\nCrawl-delay: {asked * counted.allowed['']:.6f}\n".encode()
        headers = [f"Content-Type: {content}"]
        status, body = self.conditional(name, status, body, since, fields, headers)
        counted.requests[f"{kind} {status}"] += 1
        headers.append(f"Content-Length: {len(body)}")
        top = "\r\n".join([f"HTTP/1.1 {status} x", *headers, "", ""])
        seen.under_way -= 1
        seen.answered_at = time.perf_counter()
        self.transport.write(top.encode("latin-1") + body)  # type: ignore[attr-defined]

    def conditional(
        self,
        name: str,
        status: int,
        body: bytes,
        since: timedelta,
        fields: dict[str, str],
        headers: list[str],
    ) -> tuple[int, bytes]:
        validators = self.world.hosts[name].validators
        if status != 200 or validators == "none":
            return status, body
        if validators == "etag":
            etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
            headers.append(f"ETag: {etag}")
            return (304, b"") if fields.get("if-none-match") == etag else (status, body)
        # Whole seconds, as HTTP has them: no state of a story lasts less.
        changed = (self.world.start + since).astimezone(UTC)
        stamp = format_datetime(changed, usegmt=True)
        headers.append(f"Last-Modified: {stamp}")
        return (304, b"") if fields.get("if-modified-since") == stamp else (status, body)


def _serve(
    pipe: Connection,
    among: tuple[Host, ...],
    told: tuple[Story, ...],
    start: datetime,
    delay: float,
    real: float,
) -> None:
    """Until the pipe ends: a timedelta sets the time, None asks for what was counted."""

    async def run() -> None:
        world, counted = _World(among, told, start), Counted()
        counted.allowed = {host.name: max(delay, host.crawl_delay) * real for host in among} | {"": real}
        seen: dict[str, _Seen] = {}
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Protocol(world, counted, seen), "127.0.0.1", 0)
        ended = asyncio.Event()

        def told_time() -> None:
            try:
                now = pipe.recv()
            except EOFError:
                ended.set()
                loop.remove_reader(pipe.fileno())
                return
            if now is not None:
                world.now = now
            pipe.send(counted if now is None else True)

        loop.add_reader(pipe.fileno(), told_time)
        pipe.send(server.sockets[0].getsockname()[1])
        await ended.wait()

    asyncio.run(run())


class Newsstand:
    """The server as the service's process sees it."""

    def __init__(self, pipe: Connection, port: int) -> None:
        self._pipe, self.port = pipe, port

    def show(self, now: timedelta) -> None:
        """Let it be that time."""
        self._pipe.send(now)
        self._pipe.recv()

    def counted(self) -> Counted:
        """What was asked so far."""
        self._pipe.send(None)
        found: Counted = self._pipe.recv()
        return found


@contextmanager
def serving(
    among: tuple[Host, ...], told: tuple[Story, ...], start: datetime, *, delay: float, real: float
) -> Iterator[Newsstand]:
    """The server at work. ``delay`` is in simulated seconds, of which one lasts ``real`` seconds."""
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    process = spawned.Process(target=_serve, args=(theirs, among, told, start, delay, real), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Newsstand(ours, ours.recv())
    finally:
        ours.close()
        process.join()
