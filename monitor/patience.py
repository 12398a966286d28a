"""How long a server asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# A server that asks for a year's silence is broken or hostile; a day later it is asked again.
LONGEST_RETRY_AFTER = timedelta(days=1)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a ``Retry-After`` header asks to wait (RFC 9110, 10.2.3); None when it says nothing.

    Seconds or an HTTP date; never negative, at most :data:`LONGEST_RETRY_AFTER`.
    """
    text = (value or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        seconds = int(text[:9])  # nine digits are 30 years: more cannot overflow a timedelta
        return min(timedelta(seconds=seconds), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(timedelta(0), min(moment - now, LONGEST_RETRY_AFTER))
