"""Fetches a feed: RSS or Atom."""

from __future__ import annotations

from spiders import MonitorSpider


class FeedSpider(MonitorSpider):
    """One outcome: the feed's document."""

    name = "feed"
    custom_settings = {  # noqa: RUF012 - Scrapy reads a plain dict
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "application/atom+xml,application/rss+xml,application/rdf+xml,application/xml;q=0.9,*/*;q=0.5"
        }
    }
