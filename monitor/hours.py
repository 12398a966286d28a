"""When an editor's mail may go: digests, and hours in which none goes.

Wall clocks are read in the editor's time zone, with the changes to and from summer time:
a time that the clock shows twice is meant the first time, one that it skips is the moment
it jumps past it. Quiet hours are one stretch from their first moment to their last, so
the hour that comes twice does not begin them anew.

Left out: what goes then (``postmaster``) and who holds it back (``outbox``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from monitor.model import Delivery, Editor

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def due(editor: Editor, now: datetime) -> datetime:
    """When a report of this moment goes out: ``now``, a digest's time, the end of quiet hours."""
    moment = now
    if editor.delivery is Delivery.HOURLY:
        moment = _next_hour(now, ZoneInfo(editor.timezone))
    elif editor.delivery is Delivery.DAILY:
        moment = next_time(time.fromisoformat(editor.at), now, ZoneInfo(editor.timezone))
    return quiet_until(editor, moment) or moment


def quiet_until(editor: Editor, now: datetime) -> datetime | None:
    """The end of the quiet hours that ``now`` lies in; None outside of them.

    The first moment is inside, the last outside: "22:00-06:30" lets mail go at 06:30:00.
    """
    if not editor.quiet:
        return None
    start, end = quiet_hours(editor.quiet)
    zone = ZoneInfo(editor.timezone)
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        begins = _moment(day, start, zone)
        ends = _moment(day + _DAY if end <= start else day, end, zone)
        if begins <= now < ends:
            return ends
    return None


def quiet_hours(written: str) -> tuple[time, time]:
    """``22:00-06:30`` as two times of the day.

    :raises ValueError: it is none, or both times are one (a day without end is no setting).
    """
    first, dash, last = written.partition("-")
    try:
        start, end = (_clock(part) for part in (first, last))
    except ValueError:
        dash = ""
    if not dash:
        message = f'{written!r} are no quiet hours; write "22:00-06:30"'
        raise ValueError(message)
    if start == end:
        message = f"{written!r} would be quiet for ever; leave the editor out instead"
        raise ValueError(message)
    return start, end


def within(at: time, quiet: tuple[time, time]) -> bool:
    """Whether a time of the day lies in quiet hours."""
    start, end = quiet
    return start <= at < end if start < end else at >= start or at < end


def next_time(at: time, now: datetime, zone: tzinfo) -> datetime:
    """The next moment after ``now`` at which the clock of the zone shows ``at``; in UTC."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(3))
    return next(moment for day in days if (moment := _moment(day, at, zone)) > now)


def _clock(written: str) -> time:
    text = written.strip()
    if len(text) != 5 or text[2] != ":":
        raise ValueError(text)
    return time.fromisoformat(text)


def _next_hour(now: datetime, zone: tzinfo) -> datetime:
    """The next full hour on the editor's clock (Kathmandu's is at 15 minutes past UTC's)."""
    local = now.astimezone(zone)
    return now - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) + _HOUR


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    """The first moment of that day at which the clock shows ``at`` or later; in UTC."""
    wall = datetime.combine(day, at)
    # Both readings of the wall time (PEP 495), compared in UTC: zones compare walls.
    moments = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    moment = min(moments)
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        # The clock jumps over it: on to the first minute after the jump.
        moment += _MINUTE
    return moment
