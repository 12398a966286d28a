"""What may stand behind --since and --until."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.cli.moments import moment_of
from monitor.errors import UsageError

NOW = datetime(2024, 10, 28, 0, 30, tzinfo=UTC)  # 01:30 in Berlin, the day after the clocks went back
BERLIN = ZoneInfo("Europe/Berlin")

MOMENTS = [
    ("24h", "2024-10-27T00:30:00+00:00"),
    ("90m", "2024-10-27T23:00:00+00:00"),
    ("7d", "2024-10-21T00:30:00+00:00"),
    ("2w", "2024-10-14T00:30:00+00:00"),
    ("now", "2024-10-28T00:30:00+00:00"),
    ("today", "2024-10-27T23:00:00+00:00"),
    ("yesterday", "2024-10-26T22:00:00+00:00"),  # a day of 25 hours
    (" Yesterday ", "2024-10-26T22:00:00+00:00"),
    ("2024-10-24", "2024-10-23T22:00:00+00:00"),
    ("2024-10-24T07:10", "2024-10-24T05:10:00+00:00"),
    ("2024-10-24 07:10:30", "2024-10-24T05:10:30+00:00"),
    ("2024-10-24T07:10Z", "2024-10-24T07:10:00+00:00"),
    ("2024-10-24T07:10+09:00", "2024-10-23T22:10:00+00:00"),
]


@pytest.mark.parametrize(("typed", "moment"), MOMENTS)
def test_a_moment(typed, moment):
    assert moment_of(typed, NOW, "--since", zone=BERLIN).isoformat() == moment


def test_a_day_without_a_zone_is_the_machine_s():
    here = moment_of("2024-07-01", NOW, "--since")
    assert here == datetime(2024, 7, 1).astimezone().astimezone(UTC)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "24", "h", "-1h", "24x", "2024-13-01", "999999w", "0001-01-01", "2024-10-24T25:00", "²h"],
)
def test_what_is_no_moment_names_the_option(typed):
    with pytest.raises(UsageError, match=r"--until: .*yesterday"):
        moment_of(typed, NOW, "--until", zone=BERLIN)
