"""The crawler: runs Scrapy's spiders inside the running asyncio reactor.

One Scrapy crawl per host and call, one crawl per host at a time, each target answered by
exactly one call of ``deliver``. Leaves out what is due (the store's) and what a page
means (the pipeline's).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner

from monitor.crawl.config import CrawlConfig
from monitor.crawl.context import Children, CrawlContext, Deliver, children_here
from monitor.crawl.hosts import Hosts
from monitor.crawl.robots import RobotsCache
from monitor.crawl.scrapy_settings import scrapy_settings
from monitor.discover.urls import host_of
from monitor.model import FetchFailed, FetchFault, Source, SourceKind, Target
from monitor.ports import HostState, Turns
from spiders import MonitorSpider
from spiders.article import ArticleSpider
from spiders.feed import FeedSpider
from spiders.section import SectionSpider
from spiders.sitemap import SitemapSpider

_SPIDERS: dict[SourceKind, type[MonitorSpider]] = {
    SourceKind.FEED: FeedSpider,
    SourceKind.SITEMAP: SitemapSpider,
    SourceKind.SECTION: SectionSpider,
    SourceKind.PAGE: ArticleSpider,
}

# What matters of a crawl is delivered; these say it again, line by line.
_QUIET = {
    "scrapy": logging.ERROR,
    "scrapy.downloadermiddlewares.retry": logging.CRITICAL,
    "twisted": logging.ERROR,
    "protego": logging.ERROR,
}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Crawler:
    """Fetches index documents and articles, politely and safely.

    Made and used inside the asyncio reactor (:func:`monitor.crawl.reactor.run`).
    ``deliver`` is awaited concurrently for different hosts and may be for one host. What
    it raises ends the crawl and surfaces from the ``fetch_*`` call.

    :param host_states: what an earlier process knew of hosts that asked to be left alone.
    :param keep_host: called with every change of a host's state, before the next request to it.
    :param turns: where several processes crawl, whose turn at a host it is.
    :param clock: the time, aware UTC.
    :param children: reads an index of sitemaps where it holds up nobody and can be killed.
    :param resolver: a Twisted ``IHostnameResolver`` below the address guard, instead of the system's.
    """

    def __init__(
        self,
        config: CrawlConfig,
        *,
        host_states: Mapping[str, HostState] | None = None,
        keep_host: Callable[[str, HostState], None] | None = None,
        turns: Turns | None = None,
        clock: Callable[[], datetime] = _utc_now,
        resolver: Any = None,
        children: Children = children_here,
    ) -> None:
        self._config = config
        self._clock = clock
        self._resolver = resolver
        self._children = children
        self._hosts = Hosts(config, clock, host_states or {}, keep_host, turns)
        self._robots = RobotsCache(config, clock)
        self._room = asyncio.Semaphore(config.max_concurrent_hosts)
        self._runner = AsyncCrawlerRunner(scrapy_settings(config))
        self._crawls: set[_Crawl] = set()
        for name, level in _QUIET.items():
            logging.getLogger(name).setLevel(level)

    @property
    def host_states(self) -> dict[str, HostState]:
        """The hosts that failed or asked to be left alone, for the store to keep."""
        return self._hosts.states

    async def fetch_index(self, source: Source, deliver: Deliver, *, known: Sequence[Target] = ()) -> None:
        """Fetch the documents in which a source lists its articles.

        Each becomes one call of ``deliver``: a Page, a FetchFailed, or, for a document whose
        validators are in ``known``, a NotModified. A sitemap index is followed; its validators
        must not be among those known, or its sitemaps are not looked at.
        """
        validators = {target.url: target for target in known}
        target = validators.get(source.url, Target(url=source.url))
        await self._crawl(_SPIDERS[source.kind], (target,), deliver, known=validators)

    async def fetch_articles(self, targets: Sequence[Target], deliver: Deliver) -> None:
        """Fetch articles of one or many hosts; every target ends in exactly one call of ``deliver``."""
        by_host: dict[str, list[Target]] = {}
        for target in targets:
            by_host.setdefault(_host_or_nothing(target.url), []).append(target)
        crawls = [
            asyncio.ensure_future(self._crawl(ArticleSpider, tuple(group), deliver))
            for group in by_host.values()
        ]
        try:
            results = await asyncio.gather(*crawls, return_exceptions=True)
        except asyncio.CancelledError:
            for crawl in crawls:
                crawl.cancel()
            await asyncio.gather(*crawls, return_exceptions=True)
            raise
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _crawl(
        self,
        spider: type[MonitorSpider],
        targets: tuple[Target, ...],
        deliver: Deliver,
        known: Mapping[str, Target] | None = None,
    ) -> None:
        host = _host_or_nothing(targets[0].url)
        context = CrawlContext(
            config=self._config,
            hosts=self._hosts,
            robots=self._robots,
            clock=self._clock,
            deliver=deliver,
            resolver=self._resolver,
            children=self._children,
            known=known or {},
        )
        crawl = _Crawl(context, dict(enumerate(targets)))
        self._crawls.add(crawl)
        try:
            async with self._hosts.crawl_lock(host), self._room:
                if not self._hosts.closing:
                    await self._run(crawl, spider, targets)
            for target in crawl.waiting.values():
                await deliver(self._unanswered(target))
        finally:
            self._crawls.discard(crawl)
            crawl.ended.set()

    async def _run(self, crawl: _Crawl, spider: type[MonitorSpider], targets: tuple[Target, ...]) -> None:
        scrapy_crawler = self._runner.create_crawler(spider)
        running = self._runner.crawl(scrapy_crawler, context=crawl.context, targets=targets)
        try:
            # Shielded: a Scrapy crawl that is cancelled leaves its engine open.
            await asyncio.shield(running)
        except asyncio.CancelledError:
            for exchange in tuple(crawl.context.on_wire):
                exchange.cancel()
            await scrapy_crawler.stop_async()
            await asyncio.wait({running})
            raise
        finally:
            if isinstance(scrapy_crawler.spider, MonitorSpider):
                crawl.waiting = scrapy_crawler.spider.waiting
        if crawl.context.error is not None:
            raise crawl.context.error

    def _unanswered(self, target: Target) -> FetchFailed:
        stopped = self._hosts.closing
        return FetchFailed(
            url=target.url,
            fault=FetchFault.STOPPED if stopped else FetchFault.OTHER,
            detail="stopped before it was answered" if stopped else "the crawl ended without an answer",
            failed_at=self._clock(),
        )

    async def stop(self, grace: float) -> None:
        """Start no further request; what is on the wire may finish within ``grace`` seconds.

        After that it is broken off and delivered as stopped. Returns when every target of
        every call has been delivered, so ``deliver`` must not await it. A crawler that was
        stopped stays stopped.
        """
        self._hosts.close()
        stopping = asyncio.ensure_future(self._runner.stop())
        done, _ = await asyncio.wait({stopping}, timeout=grace)
        if not done:
            for crawl in self._crawls:
                for exchange in tuple(crawl.context.on_wire):
                    exchange.cancel()
        await stopping
        for crawl in tuple(self._crawls):
            await crawl.ended.wait()


class _Crawl:
    """One Scrapy crawl: what it shares and what it still owes."""

    def __init__(self, context: CrawlContext, waiting: dict[int, Target]) -> None:
        self.context = context
        self.waiting = waiting
        self.ended = asyncio.Event()


def _host_or_nothing(url: str) -> str:
    try:
        return host_of(url)
    except ValueError:
        return ""
