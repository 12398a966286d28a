"""robots.txt obeyed (RFC 9309), with Crawl-delay.

Scrapy's middleware lets every request but the first pass that waits while robots.txt is
fetched (seen in 2.19.0), fails open when it cannot be fetched, fetches it again for every
crawl and ignores Crawl-delay. Here one lock per origin holds all requests until the
answer is known; an answer is kept for a while across crawls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from monitor.crawl.config import CrawlConfig
from monitor.crawl.context import context_of
from monitor.crawl.faults import FetchError, told_apart, trouble
from monitor.crawl.hosts import OnHoldError
from monitor.discover.urls import host_of
from monitor.errors import StoreError
from monitor.model import FetchFault

# RFC 9309, 2.5: at least 500 KiB must be read; what follows is ignored.
_MOST_BYTES = 500 * 1024
# An unreachable robots.txt forbids everything (RFC 9309, 2.3.1.4); it is asked for again soon.
_RETRY_FAILED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Rules:
    parser: Protego | None
    """None allows everything."""
    failure: FetchError | None
    until: datetime


class RobotsCache:
    """The robots.txt of every origin seen, for :attr:`CrawlConfig.robots_ttl`."""

    def __init__(self, config: CrawlConfig, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._ttl = timedelta(seconds=config.robots_ttl)
        self._rules: dict[str, _Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def lock(self, origin: str) -> asyncio.Lock:
        """Held while the robots.txt of the origin is fetched."""
        return self._locks.setdefault(origin, asyncio.Lock())

    def get(self, origin: str) -> _Rules | None:
        """What is known and still fresh."""
        rules = self._rules.get(origin)
        return rules if rules is not None and self._clock() < rules.until else None

    def keep(self, origin: str, parser: Protego | None) -> _Rules:
        """Remember an answer."""
        self._rules[origin] = _Rules(parser, None, self._clock() + self._ttl)
        return self._rules[origin]

    def keep_failure(self, origin: str, failure: FetchError) -> _Rules:
        """Remember that there was no answer."""
        self._rules[origin] = _Rules(None, failure, self._clock() + min(_RETRY_FAILED, self._ttl))
        return self._rules[origin]


class RobotsMiddleware:
    """Holds every request until the robots.txt of its origin allows it."""

    def __init__(self, crawler: ScrapyCrawler) -> None:
        self._crawler = crawler
        self._context = context_of(crawler)
        self._config = self._context.config

    @classmethod
    def from_crawler(cls, crawler: ScrapyCrawler) -> RobotsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or refuse it.

        :raises FetchError: ROBOTS when robots.txt forbids it or answers with a server error;
            the fault of fetching robots.txt when it cannot be reached.
        """
        if not self._config.obey_robots or request.meta.get("robots") == "exempt":
            return
        url = urlsplit(request.url)
        if url.scheme not in {"http", "https"}:
            return  # refused further down
        rules = await self._rules(f"{url.scheme}://{url.netloc}", host_of(request.url))
        if rules.failure is not None:
            raise rules.failure
        if rules.parser is not None and not rules.parser.can_fetch(request.url, self._config.product):
            raise FetchError(FetchFault.ROBOTS, "robots.txt forbids it")

    async def _rules(self, origin: str, host: str) -> _Rules:
        cache = self._context.robots
        async with cache.lock(origin):
            return cache.get(origin) or await self._fetch(origin, host)

    async def _fetch(self, origin: str, host: str) -> _Rules:
        cache = self._context.robots
        request = Request(
            f"{origin}/robots.txt", callback=NO_CALLBACK, dont_filter=True, meta={"robots": "exempt"}
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except StoreError:
            raise  # of the turn at the host, not of the host
        except Exception as error:
            known = told_apart(error)
            failure = FetchError(
                known.fault, f"robots.txt: {known.detail}", status=known.status, retry_after=known.retry_after
            )
            if isinstance(known, OnHoldError) or known.fault is FetchFault.STOPPED:
                raise known from error
            if known.fault is FetchFault.REDIRECTS:
                return cache.keep(origin, None)  # RFC 9309, 2.3.1.2: may be taken as unavailable
            return cache.keep_failure(origin, failure)
        return self._answered(origin, host, response)

    def _answered(self, origin: str, host: str, response: Response) -> _Rules:
        cache = self._context.robots
        failing = trouble(response, self._context.clock())
        if failing is not None:
            failure = FetchError(
                FetchFault.ROBOTS,
                f"robots.txt {failing.detail}",
                status=failing.status,
                retry_after=failing.retry_after,
            )
            return cache.keep_failure(origin, failure)
        if not 200 <= response.status < 300:
            return cache.keep(origin, None)
        parser = Protego.parse(response.body[:_MOST_BYTES].decode("utf-8-sig", "replace"))
        self._context.hosts.slow_down(host, origin, _pause(parser, self._config.product))
        return cache.keep(origin, parser)


def _pause(parser: Protego, product: str) -> float:
    """Seconds between requests that a robots.txt asks for, by Crawl-delay or Request-rate."""
    rate = parser.request_rate(product)
    return max(parser.crawl_delay(product) or 0.0, rate.seconds / rate.requests if rate else 0.0)
