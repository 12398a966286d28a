"""Moments as a reader in that language and time zone writes them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from babel.dates import format_datetime

from monitor.report.catalogue import Catalogue


def moment(at: datetime, words: Catalogue, zone: tzinfo = UTC) -> str:
    """Date, time and zone: ``24 Oct 2024, 07:10 UTC``."""
    return _written(at, words.pattern("date.moment"), words, zone)


def earlier(at: datetime, than: datetime, words: Catalogue, zone: tzinfo = UTC) -> str:
    """A moment beside a later one: only the time when both fall on one day."""
    same_day = at.astimezone(zone).date() == than.astimezone(zone).date()
    return _written(at, words.pattern("date.time" if same_day else "date.short"), words, zone)


def _written(at: datetime, pattern: str, words: Catalogue, zone: tzinfo) -> str:
    return str(format_datetime(at, pattern, tzinfo=zone, locale=words.locale))
