"""Fetches a sitemap and, for an index, the sitemaps that it names, within a budget."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy.http import Response

from monitor.discover.sitemaps import may_be_index
from monitor.discover.urls import canonical_url
from monitor.errors import MonitorError
from monitor.model import Page, Target
from spiders import MonitorSpider

_log = logging.getLogger(__name__)


class SitemapSpider(MonitorSpider):
    """One outcome per sitemap document. No document is fetched twice in a pass.

    An index is followed newest child first, up to ``max_sitemaps`` documents in all, so
    that one which names itself, or endless others, ends. A document that cannot be read
    is handed on all the same: the pipeline says why the source failed. An index is read in
    a worker process; what is none costs a look at its first bytes.
    """

    name = "sitemap"
    custom_settings = {  # noqa: RUF012 - Scrapy reads a plain dict
        "DEFAULT_REQUEST_HEADERS": {"Accept": "application/xml,text/xml;q=0.9,*/*;q=0.5"}
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen = {canonical_url(target.url) for target in self.waiting.values()}
        self._requested = len(self.waiting)
        self.left_out = 0
        """Sitemaps named by an index but beyond the budget."""

    async def on_response(self, response: Response, number: int, target: Target) -> AsyncIterator[Any]:  # type: ignore[override]
        """The document, then requests for the sitemaps that it names."""
        for outcome in super().on_response(response, number, target):
            yield outcome
            if isinstance(outcome, Page):
                self._seen.add(canonical_url(outcome.final_url))
                for request in self._followed(await self._named(outcome)):
                    yield request

    async def _named(self, page: Page) -> tuple[str, ...]:
        if not may_be_index(page.body):
            return ()
        try:
            return await self.context.children(page.body, page.final_url)
        except MonitorError:
            return ()

    def _followed(self, children: tuple[str, ...]) -> Iterator[Any]:
        for url in children:
            key = canonical_url(url)
            if key in self._seen:
                continue
            if self._requested >= self.context.config.max_sitemaps:
                self.left_out += 1
                continue
            number = self._requested
            self._requested += 1
            self._seen.add(key)
            target = self.context.known.get(url) or Target(url=url)
            self.waiting[number] = target
            yield self.request(number, target)

    def closed(self, reason: str) -> None:
        """Say aloud what was left out."""
        if self.left_out:
            _log.warning("%d sitemaps are beyond the budget (%s)", self.left_out, reason)
