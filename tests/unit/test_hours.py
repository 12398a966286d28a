"""Digests and quiet hours on the editor's own clock, through both changes of the year."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.hours import due, quiet_hours, quiet_until, within
from monitor.model import Delivery, Editor


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


QUIET = [
    # zone, quiet hours, now (UTC), their end (UTC) or None
    ("UTC", "22:00-06:30", "2024-10-23 21:59", None),
    ("UTC", "22:00-06:30", "2024-10-23 22:00", "2024-10-24 06:30"),
    ("UTC", "22:00-06:30", "2024-10-24 06:29", "2024-10-24 06:30"),
    ("UTC", "22:00-06:30", "2024-10-24 06:30", None),
    ("UTC", "12:00-13:00", "2024-10-24 12:30", "2024-10-24 13:00"),
    ("UTC", "12:00-13:00", "2024-10-24 00:30", None),
    ("UTC", "22:00-00:00", "2024-10-24 23:59", "2024-10-25 00:00"),
    ("UTC", "00:00-06:00", "2024-10-24 00:00", "2024-10-24 06:00"),
    ("Asia/Seoul", "22:00-06:30", "2024-10-23 13:00", "2024-10-23 21:30"),
    ("Europe/Kyiv", "22:00-06:30", "2024-10-23 12:00", None),
    ("Asia/Kathmandu", "22:00-06:30", "2024-10-23 16:15", "2024-10-24 00:45"),
    # Berlin puts the clock back at 03:00 on 27 October: the night has an hour more.
    ("Europe/Berlin", "22:00-06:30", "2024-10-26 20:00", "2024-10-27 05:30"),
    # 02:30 comes twice; the night ends the first time and does not begin anew at the second 02:00.
    ("Europe/Berlin", "22:00-02:30", "2024-10-27 00:29", "2024-10-27 00:30"),
    ("Europe/Berlin", "22:00-02:30", "2024-10-27 00:30", None),
    ("Europe/Berlin", "22:00-02:30", "2024-10-27 01:15", None),
    # It goes forward from 02:00 to 03:00 on 31 March: a night that ends at 02:30 ends at 03:00.
    ("Europe/Berlin", "22:00-06:30", "2024-03-30 21:00", "2024-03-31 04:30"),
    ("Europe/Berlin", "22:00-02:30", "2024-03-31 00:59", "2024-03-31 01:00"),
    ("Europe/Berlin", "22:00-02:30", "2024-03-31 01:00", None),
    ("Europe/Berlin", "02:30-06:00", "2024-03-31 01:00", "2024-03-31 04:00"),
    # Cairo jumps at midnight: 00:00 is not on the clock that day.
    ("Africa/Cairo", "20:00-00:00", "2024-04-25 21:59", "2024-04-25 22:00"),
    ("Africa/Cairo", "20:00-00:00", "2024-04-25 22:00", None),
]


@pytest.mark.parametrize(("zone", "quiet", "now", "end"), QUIET)
def test_quiet_hours(zone, quiet, now, end):
    editor = Editor(address="a@desk.example", quiet=quiet, timezone=zone)
    assert quiet_until(editor, utc(now)) == (utc(end) if end else None)
    assert due(editor, utc(now)) == utc(end or now)


DUE = [
    # delivery, at, zone, quiet, now, due
    (Delivery.HOURLY, "", "UTC", "", "2024-10-23 21:59", "2024-10-23 22:00"),
    (Delivery.HOURLY, "", "UTC", "", "2024-10-23 22:00", "2024-10-23 23:00"),
    (Delivery.HOURLY, "", "Asia/Kathmandu", "", "2024-10-23 22:00", "2024-10-23 22:15"),
    (Delivery.HOURLY, "", "UTC", "22:00-06:30", "2024-10-23 21:10", "2024-10-24 06:30"),
    (Delivery.HOURLY, "", "UTC", "22:00-06:30", "2024-10-24 06:10", "2024-10-24 07:00"),
    (Delivery.DAILY, "06:30", "UTC", "22:00-06:30", "2024-10-23 23:00", "2024-10-24 06:30"),
    (Delivery.DAILY, "02:30", "Europe/Berlin", "", "2024-10-26 23:00", "2024-10-27 00:30"),
    # Between the two 02:30 of that night the digest was had already; the next is tomorrow's.
    (Delivery.DAILY, "02:30", "Europe/Berlin", "", "2024-10-27 01:15", "2024-10-28 01:30"),
    (Delivery.DAILY, "02:30", "Europe/Berlin", "", "2024-03-30 23:00", "2024-03-31 01:00"),
    (Delivery.DAILY, "02:30", "Europe/Berlin", "", "2024-03-31 01:00", "2024-04-01 00:30"),
]


@pytest.mark.parametrize(("delivery", "at", "zone", "quiet", "now", "expected"), DUE)
def test_digests(delivery, at, zone, quiet, now, expected):
    editor = Editor(address="a@desk.example", delivery=delivery, at=at or "07:00", timezone=zone, quiet=quiet)
    assert due(editor, utc(now)) == utc(expected)


ZONES = [
    "Europe/Berlin",
    "Europe/Kyiv",
    "Asia/Seoul",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Cairo",
]
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@settings(max_examples=600, derandomize=True, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=CLOCKS,
    end=CLOCKS,
    now=st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2025, 1, 1)),  # noqa: DTZ001
)
def test_mail_never_waits_longer_than_a_long_night_and_never_goes_in_one(zone, start, end, now):
    if start == end:
        return
    editor = Editor(address="a@desk.example", quiet=f"{start:%H:%M}-{end:%H:%M}", timezone=zone)
    at = now.replace(tzinfo=UTC)
    goes = due(editor, at)
    assert at <= goes <= at + timedelta(hours=25)
    assert quiet_until(editor, goes) is None
    if goes == at:
        return
    assert quiet_until(editor, goes - timedelta(microseconds=1)) == goes


@pytest.mark.parametrize(
    "written", ["", "22:00", "22-06", "22:00-", "-06:30", "22:00-6:30", "x", "22:00-06:30-07:00"]
)
def test_what_are_no_quiet_hours(written):
    with pytest.raises(ValueError, match="22:00-06:30"):
        quiet_hours(written)


def test_a_time_within_them():
    night, noon = quiet_hours("22:00 - 06:30"), quiet_hours("12:00-13:00")
    assert [within(time(hour), night) for hour in (21, 22, 0, 6, 7)] == [False, True, True, True, False]
    assert [within(time(hour), noon) for hour in (11, 12, 13)] == [False, True, False]
