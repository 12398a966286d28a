"""The schedule: one tick of APScheduler that asks the store what is due.

Jobs are not persisted; what is due lives in the store. A tick that is late runs once
(``coalesce``, no ``misfire_grace_time``: the default of one second skips late ticks).

APScheduler plans by the clock on the wall: one that is set back by an hour would be an
hour without ticks. A task on the loop's own clock sees to that.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.errors import StoreUnavailable
from monitor.service.passes import Passes

_log = structlog.get_logger(__name__)

# A pass over a slow site must not hold up the others: ticks may overlap, sites may not.
_OVERLAPPING_TICKS = 64


async def run(passes: Passes, every: timedelta) -> None:
    """Tick until the passes are stopped.

    :raises Exception: what a tick raised, so that a broken service ends and is seen; but
        a database server that is away is waited for, tick by tick.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_error(event: JobExecutionEvent) -> None:
        if not failed.done():
            failed.set_exception(event.exception)

    async def tick() -> None:
        try:
            await passes.tick()
        except StoreUnavailable as error:
            _log.warning("database_unavailable", error=str(error))

    scheduler.add_listener(on_error, EVENT_JOB_ERROR)
    job = scheduler.add_job(
        tick,
        "interval",
        seconds=every.total_seconds(),
        next_run_time=datetime.now(UTC),
        misfire_grace_time=None,
        coalesce=True,
        max_instances=_OVERLAPPING_TICKS,
    )
    scheduler.start()
    stopped = asyncio.ensure_future(passes.stopped())
    minding = asyncio.ensure_future(_mind_the_clock(job, every))
    try:
        await asyncio.wait({failed, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if failed.done():
            failed.result()
    finally:
        minding.cancel()
        scheduler.pause()
        await passes.idle()
        scheduler.shutdown(wait=False)
        stopped.cancel()
        if not failed.done():
            failed.cancel()


async def _mind_the_clock(job: Job, every: timedelta) -> None:
    while True:
        await asyncio.sleep(every.total_seconds())
        hasten(job, every, datetime.now(UTC))


def hasten(job: Job, every: timedelta, now: datetime) -> bool:
    """Let the next tick come now when it is planned for later than any tick can be."""
    late = job.next_run_time is not None and job.next_run_time > now + 2 * every
    if late:
        job.modify(next_run_time=now)
    return bool(late)
