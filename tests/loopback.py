"""A news site on loopback that behaves as a test says, and the reactor to crawl it from.

The reactor runs once in a process, so all tests share one in a thread of its own.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Self

from twisted.internet import address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from monitor.crawl.reactor import run

WAIT = 20.0  # seconds; no test comes near, a hang must not hold up the suite


class SharedReactor:
    """The asyncio reactor in a daemon thread; coroutines are handed to it."""

    def __init__(self) -> None:
        ready: Future[asyncio.AbstractEventLoop] = Future()
        self._stop: asyncio.Event | None = None

        async def main() -> int:
            self._stop = asyncio.Event()
            ready.set_result(asyncio.get_running_loop())
            await self._stop.wait()
            return 0

        self._thread = threading.Thread(target=lambda: run(main), name="reactor", daemon=True)
        self._thread.start()
        self._loop = ready.result(WAIT)

    def run(self, main: Callable[[], Awaitable[Any]]) -> Any:
        """Run a coroutine function in the reactor's loop and give back its result."""

        async def guarded() -> Any:
            async with asyncio.timeout(WAIT):
                return await main()

        return asyncio.run_coroutine_threadsafe(guarded(), self._loop).result(WAIT + 5)


_shared: list[SharedReactor] = []


def in_reactor(main: Callable[[], Awaitable[Any]]) -> Any:
    """Run ``main`` in the one reactor of this process."""
    if not _shared:
        _shared.append(SharedReactor())
    return _shared[0].run(main)


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    at: float


Handler = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Site:
    """A server of scripted answers: a path's bytes go out as they are, a handler does what it likes."""

    routes: dict[str, bytes | Handler] = field(default_factory=dict)
    tls: Any = None
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    port: int = 0

    async def __aenter__(self) -> Self:
        self._open: set[asyncio.Task[None]] = set()
        self._at_once = 0
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    def hits(self, path: str | None = None) -> int:
        """Requests for a path; without one, for anything but robots.txt."""
        if path is None:
            return sum(one.path != "/robots.txt" for one in self.asked)
        return sum(one.path == path for one in self.asked)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError, OSError):
            pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in head[1:] if ": " in line)
        asked = Asked(
            head[0].split(" ")[1],
            {name.lower(): value for name, value in pairs},
            asyncio.get_running_loop().time(),
        )
        self.asked.append(asked)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            route = self.routes.get(asked.path, NOT_FOUND)
            if isinstance(route, bytes):
                writer.write(route)
                await writer.drain()
                return b"connection: close" not in route[:400].lower()
            await route(asked, writer)
            await writer.drain()
            return False
        finally:
            self._at_once -= 1


def answer(
    body: bytes = b"<html><body><p>Text.</p></body></html>",
    *headers: str,
    status: str = "200 OK",
    length: bool = True,
) -> bytes:
    """A response's bytes."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return answer(b"", f"Location: {location}", status=status)


NOT_FOUND = answer(b"not here", status="404 Not Found")


class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing runs."""


@implementer(IHostnameResolver)
class Names:
    """A resolver that answers from a table; a list of answers is used up one by one."""

    def __init__(self, table: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._table = {name: list(answers) for name, answers in table.items()}
        self.asked: list[str] = []

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *_: Any) -> Any:  # noqa: N802 - Twisted's
        self.asked.append(name)
        resolution = _Resolution(name)
        receiver.resolutionBegan(resolution)
        answers = self._table.get(name, [[]])
        found: Iterable[str] = answers.pop(0) if len(answers) > 1 else answers[0]
        for one in found:
            kind = address.IPv6Address if ":" in one else address.IPv4Address
            receiver.addressResolved(kind("TCP", one, port))
        receiver.resolutionComplete()
        return resolution
