"""The schedule: one tick of APScheduler that asks the store what is due.

Jobs are not persisted; what is due lives in the store. A tick that is late runs once
(``coalesce``, no ``misfire_grace_time``: the default of one second skips late ticks).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
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
    scheduler.add_job(
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
    try:
        await asyncio.wait({failed, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if failed.done():
            failed.result()
    finally:
        scheduler.pause()
        await passes.idle()
        scheduler.shutdown(wait=False)
        stopped.cancel()
        if not failed.done():
            failed.cancel()
