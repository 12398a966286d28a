"""Ticks by a clock that a test sets, over the real store: nothing is skipped, nothing runs twice.

What is counted is requests at the server.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import select

from monitor.cadence import JITTER, STEPS
from monitor.service.scheduler import hasten
from monitor.store.tables import articles
from tests.loopback import Site, in_reactor

from .rig import START, Rig, article, feed, source

pytestmark = pytest.mark.usefixtures("each_database")

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def stocked(site: Site) -> Site:
    site.routes = {"/feed": feed(site.url("/one")), "/one": article()}
    return site


def due(rig: Rig) -> datetime | None:
    with rig.engine.connect() as connection:
        return connection.execute(select(articles.c.next_check)).scalar_one()


def test_an_article_that_never_changes_is_looked_at_by_the_table_for_thirty_days(tmp_path):
    async def main() -> tuple[list[timedelta], int]:
        async with Site() as site:
            rig = Rig(tmp_path, [source(stocked(site), every=400 * DAY)])
            await rig.tick_at(START)
            ages = [timedelta(0)]
            while (moment := due(rig)) is not None:
                await rig.tick_at(moment - timedelta(seconds=1))
                await rig.tick_at(moment)
                await rig.tick_at(moment)
                ages.append(moment - START)
            await rig.tick_at(START + 60 * DAY)
            return ages, site.hits("/one")

    ages, hits = in_reactor(main)
    assert hits == len(ages), "each check once, at its time, however often the tick asks"
    assert timedelta(hours=24) in ages
    assert timedelta(days=7) in ages
    for age, following in pairwise(ages):
        step = next(interval for until, interval in STEPS if age < until)
        assert following - age <= step * (1 + JITTER)
    assert ages[-1] >= 30 * DAY


def test_a_change_starts_the_table_afresh(tmp_path):
    async def main() -> timedelta:
        async with Site() as site:
            rig = Rig(tmp_path, [source(stocked(site), every=400 * DAY)])
            await rig.tick_at(START)
            await rig.tick_at(START + 9 * DAY)
            late = due(rig)
            assert late is not None
            assert late - rig.now > 20 * HOUR
            site.routes["/one"] = article(more="A sixth berth was closed on Thursday, the authority said.")
            await rig.tick_at(late)
            following = due(rig)
            assert following is not None
            return following - late

    assert in_reactor(main) <= 15 * MINUTE * (1 + JITTER)


def test_a_restart_neither_skips_nor_repeats(tmp_path):
    async def main() -> list[int]:
        hits = []
        async with Site() as site:
            sources = [source(stocked(site))]
            first = Rig(tmp_path, sources)
            await first.tick_at(START)
            planned = due(first)
            assert planned is not None
            for moment in (START, planned - MINUTE, planned, planned):
                await Rig(tmp_path, sources).tick_at(moment)
                hits.append(site.hits("/one"))
        return hits

    assert in_reactor(main) == [1, 1, 2, 2]


def test_a_clock_set_forward_and_a_suspended_laptop_catch_up_once(tmp_path):
    async def main() -> list[tuple[int, int]]:
        hits = []
        async with Site() as site:
            rig = Rig(tmp_path, [source(stocked(site))])
            for moment in (START, START + 5 * HOUR, START + 5 * HOUR, START + 12 * DAY, START + 12 * DAY):
                await rig.tick_at(moment)
                hits.append((site.hits("/feed"), site.hits("/one")))
        return hits

    assert in_reactor(main) == [(1, 1), (2, 2), (2, 2), (3, 3), (3, 3)]


def test_a_clock_set_back_neither_stops_the_checks_nor_repeats_them(tmp_path):
    """A day back: at once nothing runs again, and within the interval everything does."""

    async def main() -> list[tuple[int, int]]:
        hits = []
        async with Site() as site:
            rig = Rig(tmp_path, [source(stocked(site))])
            await rig.tick_at(START)
            for minutes in (1, 5, 18):
                await rig.tick_at(START - DAY + minutes * MINUTE)
                hits.append((site.hits("/feed"), site.hits("/one")))
        return hits

    assert in_reactor(main) == [(1, 1), (1, 1), (2, 2)]


def test_a_clock_set_back_while_the_service_was_down_is_seen_at_the_start(tmp_path):
    async def main() -> list[int]:
        hits = []
        async with Site() as site:
            sources = [source(stocked(site))]
            await Rig(tmp_path, sources).tick_at(START)
            restarted = Rig(tmp_path, sources)
            for minutes in (0, 17, 34):
                await restarted.tick_at(START - 30 * DAY + minutes * MINUTE)
                hits.append(site.hits("/one"))
        return hits

    assert in_reactor(main) == [1, 2, 3]


def test_a_clock_that_ran_forty_days_ahead_gives_up_no_article_for_good(tmp_path):
    async def main() -> list[int]:
        hits = []
        async with Site() as site:
            rig = Rig(tmp_path, [source(stocked(site))])
            await rig.tick_at(START)
            await rig.tick_at(START + 40 * DAY)
            assert due(rig) is None
            for minutes in (20, 40):
                await rig.tick_at(START + minutes * MINUTE)
                hits.append(site.hits("/one"))
        return hits

    assert in_reactor(main) == [2, 3]


def test_retry_after_that_a_clock_set_back_would_stretch_ends_after_a_day(tmp_path):
    async def main() -> list[int]:
        hits = []
        async with Site() as site:
            site.routes = {
                "/feed": b"HTTP/1.1 429 Too Many\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"
            }
            rig = Rig(tmp_path, [source(site)])
            await rig.tick_at(START)
            for age in (timedelta(0), HOUR, DAY + 2 * HOUR):
                await rig.tick_at(START - 300 * DAY + age)
                hits.append(site.hits("/feed"))
        return hits

    assert in_reactor(main) == [1, 1, 2]


def test_the_tick_itself_comes_soon_after_the_clock_was_set_back():
    """APScheduler plans by the wall clock; an hour back must not be an hour without ticks."""

    async def main() -> list[bool]:
        scheduler = AsyncIOScheduler(timezone=UTC)
        now = datetime.now(UTC)
        every = timedelta(seconds=30)
        job = scheduler.add_job(print, "interval", seconds=30, next_run_time=now + every)
        scheduler.start(paused=True)
        found = [hasten(job, every, now), hasten(job, every, now - HOUR)]
        assert job.next_run_time == now - HOUR
        scheduler.shutdown(wait=False)
        return found

    assert in_reactor(main) == [False, True]
