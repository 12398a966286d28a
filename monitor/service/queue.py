"""The queue of sites: the tick puts them in, workers anywhere take them out.

A job names a host and nothing else: the worker asks the store what is due there when it
begins, so a job that waited does what is due by then, and one that is lost is submitted
again by the next tick.

The queue is procrastinate's. ``queueing_lock``: a site waits once; ``lock``: its jobs do
not run at once. A worker that is silent for too long has its job ended as failed, never
retried (a retry under the same queueing lock fails with UniqueViolation and leaves the
site locked for good). That it may only be frozen, and wake, is seen to by the hold on the
site (:mod:`monitor.store.turns`), not by the queue.

Left out: what the jobs are and who does them (``worker``, ``replay``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from monitor.errors import StoreUnavailable
from monitor.service.engine import LooksAtSites, SiteEngine

SITE_JOB = "monitor.site"
QUEUE = "sites"

# Seconds. A worker says so often that it is there, and counts as gone after so much silence:
# three beats may be lost to a page that keeps the loop busy or to a server that restarts.
HEARTBEAT = 5.0
SILENCE = 20.0
# Between two tries to reach a queue that is away.
_AGAIN = 2.0
# A pool of connections asks for a new one after 1, 2, 4, 8 … s, for five minutes, and whoever
# wants it waits for half a minute; one that gave up asks at once for whoever comes next.
_RECONNECTING = 3.0
_PATIENCE = 5.0

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def deferring(url: str) -> AsyncIterator[SiteEngine]:
    """The engine that has sites looked at by workers.

    :param url: of the database, as in the settings.
    """
    async with queue_of(url) as app:
        yield Deferred(app)


class Deferred:
    """A job a site, for the workers; done when they are in the queue."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def submit(self, passes: LooksAtSites, hosts: Sequence[str]) -> None:  # noqa: ARG002 - the workers' own
        """Put the sites into the queue that do not wait there, and end the jobs of workers that are gone.

        :raises StoreUnavailable: the queue's database does not answer.
        """
        try:
            manager = self._app.job_manager
            for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENCE):
                _log.warning("worker_silent", host=job.lock, job=job.id)
                await manager.finish_job(job, status=Status.FAILED, delete_job=True)
            for host in hosts:
                deferrer = self._app.configure_task(SITE_JOB, queue=QUEUE, lock=host, queueing_lock=host)
                try:
                    await deferrer.defer_async(host=host)
                except AlreadyEnqueued:
                    continue
        except ConnectorException as error:
            message = f"the queue of jobs does not answer: {error.__cause__ or error}"
            raise StoreUnavailable(message) from error


@asynccontextmanager
async def queue_of(url: str) -> AsyncIterator[App]:
    """The queue in a store's database, with its tables.

    :param url: of PostgreSQL, as in the settings.
    """
    conninfo = url.replace("+psycopg", "", 1)
    pool: dict[str, Any] = {"min_size": 1, "reconnect_timeout": _RECONNECTING, "timeout": _PATIENCE}
    app = App(connector=PsycopgConnector(conninfo=conninfo, **pool))
    try:
        await _open(app)
        if not await app.check_connection_async():
            await _prepare(app)
        yield app
    finally:
        await app.close_async()


async def _open(app: App) -> None:
    """Open the pool of connections, or give it up.

    :raises ConnectorException: there was none in time.
    """
    try:
        async with asyncio.timeout(_PATIENCE):
            await app.open_async()
    except TimeoutError:
        message = f"no connection within {_PATIENCE:g} s"
        raise ConnectorException(message) from None


async def _prepare(app: App) -> None:
    try:
        await app.schema_manager.apply_schema_async()
    except ConnectorException:
        # Two that start at once: the other one made the tables.
        if not await app.check_connection_async():
            raise


async def take(url: str, queue: str, register: Callable[[App], None], *, name: str, concurrency: int) -> None:
    """Take jobs out of a queue for ever; one that is away is waited for.

    :param register: given the app, names it the tasks that the jobs are.
    """
    while True:
        try:
            async with queue_of(url) as app:
                register(app)
                await app.run_worker_async(
                    queues=[queue],
                    name=name,
                    concurrency=concurrency,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=SILENCE,
                )
        except ConnectorException as error:
            _log.warning("queue_unavailable", error=str(error.__cause__ or error))
        await asyncio.sleep(_AGAIN)
