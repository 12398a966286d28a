"""Scrapy's settings: each crawl has its own, though they are not copied deeply."""

from __future__ import annotations

from monitor.crawl.scrapy_settings import scrapy_settings
from spiders.feed import FeedSpider
from tests.hostile.harness import config


def test_a_copy_says_the_same_and_what_a_spider_sets_in_it_stays_there():
    settings = scrapy_settings(config())
    before = settings.copy_to_dict()
    copied = settings.copy()
    assert copied.copy_to_dict() == before
    FeedSpider.update_settings(copied)
    copied["DOWNLOADER_MIDDLEWARES"].set("some.Middleware", 1)
    copied.freeze()
    assert "atom" in copied["DEFAULT_REQUEST_HEADERS"]["Accept"]
    assert settings.copy_to_dict() == before
    assert not settings.frozen
