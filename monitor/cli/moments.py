"""Moments as they are typed: "24h", "yesterday", "2024-10-24", "2024-10-24T07:10+02:00"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.errors import UsageError

_AGO = re.compile(r"([0-9]{1,6}) ?(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment_of(typed: str, now: datetime, option: str, *, zone: tzinfo | None = None) -> datetime:
    """The moment in UTC; ``now`` is in UTC too.

    So long ago ("90m", "24h", "7d", "2w"); "now", "today", "yesterday"; an ISO date or date
    and time. A day is its first moment. Days and times without a zone are in ``zone``; None
    is the machine's, by whose rules the clocks changed.

    :raises UsageError: it is none of these; the message names the option.
    """
    text = typed.strip().lower()
    try:
        match = _AGO.fullmatch(text)
        if match is not None:
            return now - timedelta(**{_UNITS[match[2]]: int(match[1])})
        if text == "now":
            return now
        midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        days = {"today": midnight, "yesterday": midnight - timedelta(days=1)}
        moment = days.get(text) or datetime.fromisoformat(typed.strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = (
            f'{option}: {typed!r} is no moment; write "24h", "7d", "yesterday", "2024-10-24" '
            'or "2024-10-24T07:10+02:00"'
        )
        raise UsageError(message) from error
