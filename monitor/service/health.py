"""``/healthz`` and ``/metrics`` on a loopback port: whether it is alive, and what it did.

A server of a few lines, since a framework would be more code to trust than this: GET of
two paths, one answer a connection, 8 KB of head and five seconds at most. The Host
header is checked, so that a web page cannot read it through a rebound DNS name.

Left out: access from other machines (a reverse proxy does that), TLS, history.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy.exc import SQLAlchemyError

from monitor.errors import UsageError
from monitor.service.metrics import Metrics
from monitor.store.listing import Listing

ADDRESS = "127.0.0.1"
# A tick may be late by a long transaction of another; three in a row are no accident.
TICKS = 3
_LONGEST_HEAD = 8 * 1024
_PATIENCE = 5.0
_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})

_log = structlog.get_logger(__name__)


class Health:
    """What makes a service healthy: it ticks, and its database answers."""

    def __init__(self, listing: Listing, last_tick: Callable[[], float | None], tick: timedelta) -> None:
        self._listing = listing
        self._last_tick = last_tick
        self._patience = tick.total_seconds() * TICKS
        self._began = asyncio.get_running_loop().time()

    def ticks(self) -> str | None:
        """Why the schedule is not alive; None when it is."""
        last = self._last_tick()
        late = asyncio.get_running_loop().time() - (self._began if last is None else last)
        if late <= self._patience:
            return None
        return f"no tick for {late:.0f} s; one should come every {self._patience / TICKS:g} s"

    def reasons(self) -> dict[str, str]:
        """What is wrong, by what it is wrong with; {} when all is well."""
        wrong = {}
        if (late := self.ticks()) is not None:
            wrong["schedule"] = late
        try:
            self._listing.outbox_counts()
        except SQLAlchemyError as error:
            wrong["database"] = " ".join(str(getattr(error, "orig", None) or error).split())
        return wrong


class HealthServer:
    """Serves health and metrics while its context lasts.

    :raises UsageError: the port is taken.
    """

    def __init__(self, port: int, health: Health, metrics: Metrics) -> None:
        self._wanted = port
        self._health = health
        self._metrics = metrics
        self.port = 0

    async def __aenter__(self) -> Self:
        try:
            self._server = await asyncio.start_server(self._serve, ADDRESS, self._wanted, limit=_LONGEST_HEAD)
        except OSError as error:
            message = f"service.health_port: {ADDRESS}:{self._wanted} cannot be used ({error.strerror}); name another port, or 0"
            raise UsageError(message) from error
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer(head))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass
        except Exception:  # noqa: BLE001
            # Whoever asks for health must not be what ends the service.
            _log.exception("health_broke")
        finally:
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        lines = head.decode("latin-1").split("\r\n")
        method, _, rest = lines[0].partition(" ")
        path = rest.partition(" ")[0]
        hosts = [line[5:].strip() for line in lines[1:] if line[:5].lower() == "host:"]
        if hosts not in [[f"{name}:{self.port}"] for name in _NAMES]:
            return _response("421 Misdirected Request", b"this is the health of a monitor on this machine\n")
        if method != "GET":
            return _response("405 Method Not Allowed", b"GET only\n", "Allow: GET")
        if path == "/healthz":
            wrong = self._health.reasons()
            body = json.dumps({"status": "failing" if wrong else "ok", "reasons": wrong}).encode() + b"\n"
            return _response("503 Service Unavailable" if wrong else "200 OK", body, kind="application/json")
        if path == "/metrics":
            return _response("200 OK", self._metrics.text(), kind="text/plain; version=0.0.4; charset=utf-8")
        return _response("404 Not Found", b"there are /healthz and /metrics\n")


def _response(status: str, body: bytes, *headers: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body
