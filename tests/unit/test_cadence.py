"""When an article is due again: the steps, the marks, the reset, the spread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cadence import JITTER, MARKS, STEPS, may_spare, next_check, next_poll

START = datetime(2024, 10, 22, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)

# age at the check, the interval to the next one
INTERVALS = [
    (timedelta(0), timedelta(minutes=15)),
    (timedelta(hours=2), timedelta(minutes=15)),
    (timedelta(hours=3), timedelta(minutes=30)),
    (timedelta(hours=5, minutes=20), timedelta(minutes=30)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(hours=20), timedelta(hours=1)),
    (timedelta(hours=24), timedelta(hours=6)),
    (timedelta(days=5), timedelta(hours=6)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=28), timedelta(days=1)),
]


@pytest.mark.parametrize(("age", "interval"), INTERVALS, ids=str)
def test_the_interval_grows_with_age(age: timedelta, interval: timedelta) -> None:
    due = next_check(START, None, START + age, "https://news.example/a")
    assert due is not None
    assert abs(due - (START + age) - interval) <= interval * JITTER


def test_an_article_ages_out_after_a_month() -> None:
    assert next_check(START, None, START + timedelta(days=30), "a") is None


def test_a_change_of_content_starts_afresh() -> None:
    now = START + timedelta(days=29)
    due = next_check(START, now, now, "a")
    assert due is not None
    assert due - now < timedelta(minutes=20)


@pytest.mark.parametrize("mark", MARKS, ids=str)
def test_a_check_falls_on_each_mark(mark: timedelta) -> None:
    """Whatever the rhythm before, one check is at 24 hours and one at 7 days."""
    now = START
    seen = []
    while (due := next_check(START, None, now, "a")) is not None:
        now = due
        seen.append(now - START)
    assert mark in seen


def test_a_month_takes_about_a_hundred_checks() -> None:
    """The cost of an article that never changes: 12 + 6 + 18 + 24 + 23 checks and two marks."""
    now, count = START, 0
    while (due := next_check(START, None, now, "a")) is not None:
        now, count = due, count + 1
    assert 75 <= count <= 95


def test_articles_of_one_pass_spread() -> None:
    dues = {next_check(START, None, START, f"https://news.example/{number}") for number in range(100)}
    assert len(dues) == 100


@settings(derandomize=True, deadline=None, database=None)
@given(
    age=st.timedeltas(timedelta(0), timedelta(days=40)),
    change=st.none() | st.timedeltas(timedelta(0), timedelta(days=40)),
    seed=st.text(max_size=20),
)
def test_the_next_check_is_later_and_always_the_same(
    age: timedelta, change: timedelta | None, seed: str
) -> None:
    now = START + age
    last_change = None if change is None else min(START + change, now)
    due = next_check(START, last_change, now, seed)
    assert due == next_check(START, last_change, now, seed)
    longest = STEPS[-1][1]
    assert due is None or now < due <= now + longest * (1 + JITTER)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="now"):
        next_check(START, None, START.replace(tzinfo=None), "a")


@pytest.mark.parametrize(
    ("age", "spared", "may"),
    [
        (timedelta(minutes=15), 0, True),
        (timedelta(minutes=15), 18, True),
        (timedelta(minutes=15), 19, False),
        (timedelta(hours=23, minutes=59), 0, True),
        (timedelta(hours=24), 0, False),
        (timedelta(minutes=-1), 0, False),
    ],
)
def test_one_check_in_twenty_and_one_a_day_reads_the_index(age: timedelta, spared: int, may: bool) -> None:
    assert may_spare(START, spared, START + age) is may


def test_polls_keep_their_interval_and_spread() -> None:
    quarter = timedelta(minutes=15)
    waits = {next_poll(quarter, START, f"source {number}") - START for number in range(100)}
    assert len(waits) == 100
    assert all(abs(wait - quarter) <= quarter * JITTER for wait in waits)
    assert next_poll(quarter, START, "a") == next_poll(quarter, START, "a")
