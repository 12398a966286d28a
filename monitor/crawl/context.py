"""What all parts of one crawl share, carried by its spider.

Scrapy builds middlewares and handlers itself and deep-copies its settings, so what is
shared and alive travels with the spider object.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from scrapy.crawler import Crawler as ScrapyCrawler

from monitor.crawl.config import CrawlConfig
from monitor.crawl.hosts import Hosts
from monitor.discover.sitemaps import children_of
from monitor.model import Fetched, Target

if TYPE_CHECKING:
    from monitor.crawl.robots import RobotsCache

Deliver = Callable[[Fetched], Awaitable[None]]
Children = Callable[[bytes, str], Awaitable[tuple[str, ...]]]
"""Gives the sitemaps that an index (its body, its URL) names; raises MonitorError when it cannot be read."""


async def children_here(body: bytes, url: str) -> tuple[str, ...]:
    """Read in the crawl's own loop: for crawls without worker processes."""
    return children_of(body, url)


@dataclass(slots=True, kw_only=True)
class CrawlContext:
    """Shared by every crawl of one crawler, but for ``deliver``, ``known`` and ``error``."""

    config: CrawlConfig
    hosts: Hosts
    robots: RobotsCache
    clock: Callable[[], datetime]
    deliver: Deliver
    resolver: Any = None
    """Twisted name resolver below the guard; None for the system's."""
    children: Children = children_here
    known: Mapping[str, Target] = field(default_factory=dict)
    """Validators of documents that a followed index may name."""
    on_wire: set[asyncio.Future[Any]] = field(default_factory=set)
    error: BaseException | None = None
    """What ``deliver`` raised; the crawl ends with it."""


def context_of(crawler: ScrapyCrawler) -> CrawlContext:
    """The context of a crawl that has begun."""
    return cast("CrawlContext", crawler.spider.context)  # type: ignore[union-attr]
