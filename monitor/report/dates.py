"""Moments as a reader in that language and time zone writes them.

CLDR names a zone by its letters only where the language's country is in it: a Korean reader
in Seoul gets "+0900" and an English one in New York "Eastern Daylight Time". So the letters
of the zone itself (KST, EEST) stand where CLDR has none that are short.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from babel.dates import format_datetime, get_timezone_name

from monitor.report.catalogue import Catalogue

_LONGEST_NAME = 5
_ZONE = re.compile(r"\bz\b")


def moment(at: datetime, words: Catalogue, zone: tzinfo = UTC) -> str:
    """Date, time and zone: ``24 Oct 2024, 07:10 UTC``."""
    return _written(at, words.pattern("date.moment"), words, zone)


def earlier(at: datetime, than: datetime, words: Catalogue, zone: tzinfo = UTC) -> str:
    """A moment beside a later one: only the time when both fall on one day."""
    same_day = at.astimezone(zone).date() == than.astimezone(zone).date()
    return _written(at, words.pattern("date.time" if same_day else "date.short"), words, zone)


def _written(at: datetime, pattern: str, words: Catalogue, zone: tzinfo) -> str:
    named = _ZONE.sub(lambda _: f"'{_name(at.astimezone(zone), words)}'", pattern)
    return str(format_datetime(at, named, tzinfo=zone, locale=words.locale))


def _name(local: datetime, words: Catalogue) -> str:
    """MESZ, KST, UTC+05:45."""
    for name in (get_timezone_name(local, width="short", locale=words.locale), local.tzname() or ""):
        if name.isalpha() and len(name) <= _LONGEST_NAME:
            return str(name)
    return f"UTC{local.isoformat()[-6:]}"
