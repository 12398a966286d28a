"""``monitor worker``: looks at the sites whose jobs it takes, does its parts of replays, and hands over mail.

Any number of these may run, on any machines that reach the database. What keeps them apart
at a site and at a host is in the store (``monitor.store.turns``), what keeps a mail from
going twice is its lease. A database that is away is waited for.
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException

from monitor.errors import StoreError, StoreUnavailable
from monitor.service.events import Tally
from monitor.service.passes import Passes
from monitor.service.queue import QUEUE, SITE_JOB, take
from monitor.service.replay.on_worker import ReplayParts
from monitor.service.replay.parts import PART_JOB, PARTS, REPLIES, REPLY_JOB, part_of, told_briefly, written

_log = structlog.get_logger(__name__)


def worker_name() -> str:
    """What tells this process from all others that run now."""
    return f"{socket.gethostname()}-{os.getpid()}"


async def work(passes: Passes, *, url: str, concurrency: int, every: timedelta, replays: ReplayParts) -> None:
    """Take jobs and post until the passes are stopped.

    :param url: of the database with the queue.
    :param concurrency: sites at once.
    :param every: how often the outbox is looked at.
    """
    jobs = asyncio.ensure_future(_jobs(passes, url, concurrency))
    parts = asyncio.ensure_future(_parts(replays, url))
    posting = asyncio.ensure_future(_post(passes, every))
    stopped = asyncio.ensure_future(passes.stopped())
    try:
        await asyncio.wait({jobs, parts, posting, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        replays.stop()
        for task in (jobs, parts, posting, stopped):
            task.cancel()
        results = await asyncio.gather(jobs, parts, posting, return_exceptions=True)
        replays.close()
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _jobs(passes: Passes, url: str, concurrency: int) -> None:
    def task(app: App) -> None:
        @app.task(name=SITE_JOB, queue=QUEUE)
        async def site(host: str) -> None:
            try:
                await passes.look_at(host)
            except StoreUnavailable as error:
                _log.warning("database_unavailable", host=host, error=str(error))

    await take(url, QUEUE, task, name=worker_name(), concurrency=concurrency)


async def _parts(replays: ReplayParts, url: str) -> None:
    def task(app: App) -> None:
        @app.task(name=PART_JOB, queue=PARTS)
        async def replay(part: Any) -> None:
            wanted = part_of(part)
            try:
                reply = await replays.do(wanted)
                replied = app.configure_task(REPLY_JOB, queue=REPLIES)
                await replied.defer_async(reply=written(reply))
            except (StoreError, ConnectorException) as error:
                # Without a reply it is given out again.
                _log.warning("database_unavailable", host=wanted.host, error=str(error))

    name = told_briefly(f"{worker_name()}-replays")
    await take(url, PARTS, task, name=name, concurrency=replays.at_once)


async def _post(passes: Passes, every: timedelta) -> None:
    while True:
        try:
            await passes.post(Tally())
        except StoreUnavailable as error:
            _log.warning("database_unavailable", error=str(error))
        with suppress(TimeoutError):
            async with asyncio.timeout(every.total_seconds()):
                await passes.stopped()
                return
