"""Fetches a section page: a list of articles made for readers."""

from __future__ import annotations

from spiders import MonitorSpider


class SectionSpider(MonitorSpider):
    """One outcome: the section's page."""

    name = "section"
