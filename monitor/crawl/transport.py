"""The download handler: HTTP over vetted connections, within limits, whole or failed.

Built on Twisted's agent rather than on Scrapy's handler because the address guard, the
limit on a response's head and the verdict on cut bodies belong below everything that
Scrapy does. Leaves out proxies (they would resolve names unguarded), HTTP/2 and every
scheme but http and https.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.http import Response
from twisted.internet.defer import Deferred, fail
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IReactorPluggableNameResolver
from twisted.internet.protocol import Protocol
from twisted.internet.ssl import optionsForClientTLS
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.client import Agent, HTTPConnectionPool, ResponseDone, _HTTP11ClientFactory
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers
from twisted.web.iweb import UNKNOWN_LENGTH, IAgentEndpointFactory
from zope.interface import implementer

from monitor.crawl.config import CrawlConfig
from monitor.crawl.context import context_of
from monitor.crawl.decoding import codings, decode, ends_whole
from monitor.crawl.faults import FetchError, TransientError, told_apart, trouble
from monitor.crawl.guard import GuardedResolver
from monitor.discover.urls import host_of
from monitor.model import FetchFault

# Seconds to connect: an unreachable address must not use up the whole of the timeout.
_CONNECT = 10.0
# The time for an answer is counted in so many steps, however long one of them took.
_STEPS = 30
_NO_BODY = frozenset({204, 304})


class _TurnOverError(Exception):
    """The turn at the host was over before the request was sent."""


class Transport(BaseDownloadHandler):
    """Fetches one request at a time per host."""

    def __init__(self, crawler: ScrapyCrawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor  # noqa: PLC0415 - not before it is installed

        context = context_of(crawler)
        self._config = context.config
        self._hosts = context.hosts
        self._on_wire = context.on_wire
        self._clock = context.clock
        self._guard = GuardedResolver(
            context.resolver or cast("Any", reactor).nameResolver, context.config.allow_private
        )
        self._pool = HTTPConnectionPool(reactor, persistent=True)
        self._pool.maxPersistentPerHost = 1
        self._pool.retryAutomatically = True
        self._until: dict[str, float] = {}
        """When a host's turn is over."""
        factory = _factory(context.config.max_header_bytes, self._may_start)
        self._pool._factory = factory  # noqa: SLF001 - its only hook
        self._agent = Agent.usingEndpointFactory(
            reactor, _Endpoints(_GuardedReactor(reactor, self._guard), context.config), self._pool
        )

    async def download_request(self, request: Request) -> Response:
        """Wait for the host's turn, then fetch.

        :raises FetchError: whatever went wrong, with its fault.
        """
        url = urlsplit(request.url)
        if url.scheme not in ({"http", "https"} if self._config.allow_http else {"https"}):
            raise FetchError(FetchFault.FORBIDDEN_SCHEME, f"{url.scheme}: is not fetched")
        host = host_of(request.url)
        while True:
            with contextlib.suppress(_TurnOverError):
                return await self._in_turn(host, request)

    async def _in_turn(self, host: str, request: Request) -> Response:
        async with self._hosts.turn(host) as self._until[host]:
            exchange = asyncio.ensure_future(self._exchange(request))
            self._on_wire.add(exchange)
            try:
                response = await self._in_time(exchange)
            except asyncio.CancelledError:
                exchange.cancel()
                raise FetchError(FetchFault.STOPPED, "stopped while it was on the wire") from None
            except _TurnOverError:
                raise
            except Exception as error:
                known = self._guard.refusal(urlsplit(request.url).hostname or "") or told_apart(error)
                self._hosts.learn(host, known)
                raise known from error
            finally:
                self._on_wire.discard(exchange)
            # While the host is held: the next request must know what this one was told.
            self._hosts.learn(host, trouble(response, self._clock()))
            return response

    async def _in_time(self, exchange: asyncio.Future[Response]) -> Response:
        """What the exchange gives within the timeout.

        While this process stands still (SIGSTOP, a suspended machine, a database that is waited
        for) the server may have answered long ago: that time is not counted.
        """
        for _step in range(_STEPS):
            done, _ = await asyncio.wait({exchange}, timeout=self._config.timeout / _STEPS)
            if done:
                return exchange.result()
        exchange.cancel()
        await asyncio.wait({exchange})
        raise TimeoutError

    def _may_start(self, url: str) -> bool:
        """The host's turn is not over: it may be where this process stood still while it connected."""
        return asyncio.get_running_loop().time() < self._until[host_of(url)]

    async def _exchange(self, request: Request) -> Response:
        loop = asyncio.get_running_loop()
        headers = Headers({name: list(values) for name, values in request.headers.items()})
        sent: Deferred[Any] = self._agent.request(
            b"GET", request.url.split("#", 1)[0].encode("ascii"), headers
        )
        answer = await sent.asFuture(loop)
        body, delimited = await self._body(answer)
        lines = [(name, value) for name, values in answer.headers.getAllRawHeaders() for value in values]
        body = self._decoded(answer.code, lines, body, proven=delimited or "robots" in request.meta)
        return Response(url=request.url, status=answer.code, headers=lines, body=body)

    def _decoded(
        self, status: int, headers: list[tuple[bytes, bytes]], body: bytes, *, proven: bool
    ) -> bytes:
        """The body without its codings; of an answer that is no document it does not matter."""
        applied = codings(
            [value.decode("latin-1") for name, value in headers if name.lower() == b"content-encoding"]
        )
        if not 200 <= status < 300:
            with contextlib.suppress(FetchError):
                return decode(body, applied, self._config.max_bytes)
            return b""
        body = decode(body, applied, self._config.max_bytes)
        # A coding that ended proves the body as well as its length would.
        if not (proven or applied or ends_whole(body)):
            raise TransientError(FetchFault.TRUNCATED, "the connection closed before the document's end")
        return body

    async def _body(self, answer: Any) -> tuple[bytes, bool]:
        """The body as sent, and whether its framing proves it whole."""
        if answer.length == 0 or answer.code in _NO_BODY:
            return b"", True
        limit = self._config.max_bytes
        if answer.length is not UNKNOWN_LENGTH and answer.length > limit:
            answer.abort()
            raise FetchError(FetchFault.TOO_LARGE, f"announces {answer.length} bytes, more than {limit}")
        reader = _Reader(limit, answer.abort)
        answer.deliverBody(reader)
        try:
            return await reader.done
        except asyncio.CancelledError:
            answer.abort()
            raise

    async def close(self) -> None:
        """Close the idle connections; a server that does not answer is not waited for."""
        closed: Deferred[Any] = self._pool.closeCachedConnections()
        try:
            async with asyncio.timeout(1.0):
                await closed.asFuture(asyncio.get_running_loop())
        except TimeoutError:
            return


class _Reader(Protocol):  # type: ignore[misc]
    """Collects a body up to a limit."""

    def __init__(self, limit: int, abort: Any) -> None:
        self._limit = limit
        self._abort = abort
        self._parts: list[bytes] = []
        self._size = 0
        self.done: asyncio.Future[tuple[bytes, bool]] = asyncio.get_running_loop().create_future()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._size += len(data)
        if self._size > self._limit:
            self._parts.clear()
            self._fail(FetchError(FetchFault.TOO_LARGE, f"more than {self._limit} bytes"))
            self._abort()
            return
        self._parts.append(data)

    def connectionLost(self, reason: Failure) -> None:  # noqa: N802
        if self.done.done():
            return
        if reason.check(ResponseDone, PotentialDataLoss):
            self.done.set_result((b"".join(self._parts), reason.check(ResponseDone) is not None))
        else:
            self._fail(TransientError(FetchFault.TRUNCATED, "the connection closed before the body's end"))

    def _fail(self, error: FetchError) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class _LimitedHTTP(HTTP11ClientProtocol):  # type: ignore[misc]
    """One connection, with a limit on the bytes of a response's head."""

    max_header_bytes = 0
    may_start: Callable[[str], bool]

    def request(self, request: Any) -> Any:
        self._head = 0
        if not self.may_start(request.absoluteURI.decode("ascii")):
            self.transport.abortConnection()
            return fail(_TurnOverError())
        transport = self.transport

        def attach(response: Any) -> Any:
            # The body's transport is a proxy that cannot abort; closing a TLS connection waits for the peer.
            response.abort = transport.abortConnection
            return response

        return super().request(request).addCallback(attach)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        parser = self._parser
        if parser is not None and parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > self.max_header_bytes + _READ_SIZE:
                self._refuse()
                return
        super().dataReceived(data)
        parser = self._parser
        if parser is not None and parser.state in (STATUS, HEADER) and self._head > self.max_header_bytes:
            self._refuse()

    def _refuse(self) -> None:
        error = FetchError(FetchFault.TOO_LARGE, f"a head of more than {self.max_header_bytes} bytes")
        self._giveUp(Failure(error))


# What one read may bring of the body together with the last of the head.
_READ_SIZE = 64 * 1024


def _factory(max_header_bytes: int, may_start: Callable[[str], bool]) -> type:
    members = {"max_header_bytes": max_header_bytes, "may_start": staticmethod(may_start)}
    protocol = type("LimitedHTTP", (_LimitedHTTP,), members)

    class Factory(_HTTP11ClientFactory):  # type: ignore[misc]
        noisy = False

        def buildProtocol(self, addr: Any) -> Any:  # noqa: ARG002, N802
            return protocol(self._quiescentCallback)

    return Factory


@implementer(IReactorPluggableNameResolver)
class _GuardedReactor:
    """The reactor, with the guard as its name resolver: endpoints ask it for addresses."""

    def __init__(self, reactor: Any, guard: GuardedResolver) -> None:
        self._reactor = reactor
        self.nameResolver = guard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


@implementer(IAgentEndpointFactory)
class _Endpoints:
    """Endpoints whose every address went through the guard, TLS verified."""

    def __init__(self, reactor: _GuardedReactor, config: CrawlConfig) -> None:
        self._reactor = reactor
        self._timeout = min(_CONNECT, config.timeout)

    def endpointForURI(self, uri: Any) -> Any:  # noqa: N802
        endpoint = HostnameEndpoint(self._reactor, uri.host, uri.port, self._timeout)
        if uri.scheme == b"https":
            return wrapClientTLS(optionsForClientTLS(uri.host.decode("ascii")), endpoint)
        return endpoint
