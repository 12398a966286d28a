"""Fetches articles, and single pages that are a source of their own."""

from __future__ import annotations

from spiders import MonitorSpider


class ArticleSpider(MonitorSpider):
    """One outcome per article, with the validators of its last version."""

    name = "article"
