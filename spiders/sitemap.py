"""Fetches a sitemap and, for an index, the sitemaps that it names, within a budget."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from monitor.discover.sitemaps import children_of
from monitor.discover.urls import canonical_url
from monitor.errors import DiscoveryError
from monitor.model import Fetched, Page, Target
from spiders import MonitorSpider

_log = logging.getLogger(__name__)


class SitemapSpider(MonitorSpider):
    """One outcome per sitemap document. No document is fetched twice in a pass.

    An index is followed newest child first, up to ``max_sitemaps`` documents in all, so
    that one which names itself, or endless others, ends. A document that cannot be read
    is handed on all the same: the pipeline says why the source failed.
    """

    name = "sitemap"
    custom_settings = {  # noqa: RUF012 - Scrapy reads a plain dict
        "DEFAULT_REQUEST_HEADERS": {"Accept": "application/xml,text/xml;q=0.9,*/*;q=0.5"}
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen = {canonical_url(target.url) for target in self.waiting.values()}
        self.left_out = 0
        """Sitemaps named by an index but beyond the budget."""

    def handed_on(self, outcome: Fetched) -> Iterator[Any]:
        """The document, then requests for the sitemaps that it names."""
        yield outcome
        if not isinstance(outcome, Page):
            return
        try:
            children = children_of(outcome.body, outcome.final_url)
        except DiscoveryError:
            return
        for url in children:
            key = canonical_url(url)
            if key in self._seen:
                continue
            if len(self._seen) >= self.context.config.max_sitemaps:
                self.left_out += 1
                continue
            number = len(self._seen)
            self._seen.add(key)
            target = self.context.known.get(url) or Target(url=url)
            self.waiting[number] = target
            yield self.request(number, target)

    def closed(self, reason: str) -> None:
        """Say aloud what was left out."""
        if self.left_out:
            _log.warning("%d sitemaps are beyond the budget (%s)", self.left_out, reason)
