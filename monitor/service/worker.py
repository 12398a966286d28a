"""``monitor worker``: looks at the sites whose jobs it takes, and hands over mail.

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

import structlog
from procrastinate.exceptions import ConnectorException

from monitor.errors import StoreUnavailable
from monitor.service.events import Tally
from monitor.service.passes import Passes
from monitor.service.queue import HEARTBEAT, QUEUE, SILENCE, SITE_JOB, queue_of

# Seconds between two tries to reach a queue that is away.
_AGAIN = 2.0

_log = structlog.get_logger(__name__)


def worker_name() -> str:
    """What tells this process from all others that run now."""
    return f"{socket.gethostname()}-{os.getpid()}"


async def work(passes: Passes, *, url: str, concurrency: int, every: timedelta) -> None:
    """Take jobs and post until the passes are stopped.

    :param url: of the database with the queue.
    :param concurrency: sites at once.
    :param every: how often the outbox is looked at.
    """
    jobs = asyncio.ensure_future(_jobs(passes, url, concurrency))
    posting = asyncio.ensure_future(_post(passes, every))
    stopped = asyncio.ensure_future(passes.stopped())
    try:
        await asyncio.wait({jobs, posting, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (jobs, posting, stopped):
            task.cancel()
        results = await asyncio.gather(jobs, posting, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _jobs(passes: Passes, url: str, concurrency: int) -> None:
    while True:
        try:
            async with queue_of(url) as app:

                @app.task(name=SITE_JOB, queue=QUEUE)
                async def site(host: str) -> None:
                    try:
                        await passes.look_at(host)
                    except StoreUnavailable as error:
                        _log.warning("database_unavailable", host=host, error=str(error))

                await app.run_worker_async(
                    queues=[QUEUE],
                    name=worker_name(),
                    concurrency=concurrency,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=SILENCE,
                )
        except ConnectorException as error:
            _log.warning("queue_unavailable", error=str(error.__cause__ or error))
        await asyncio.sleep(_AGAIN)


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
