"""A replay that workers elsewhere do: the archives are indexed here, the captures go to the queue.

Each host has one part in the queue at a time; when its reply comes, its next part goes
out. A part whose worker died or fell silent is given out again: what it stored already is
passed over. The database is held meanwhile as by a local replay, so nobody else gives out
work; what an earlier replay left in the queue is taken out of it.

Left out: doing a part (``on_worker``). Archives must lie where all workers find
them under the same path; one that does not ends the replay with a message that says so.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from sqlalchemy.exc import OperationalError

from monitor.database_url import shown
from monitor.errors import StoreError
from monitor.model import Source
from monitor.service.queue import SILENCE, queue_of, take
from monitor.service.replay.here import Progress, ReplayTally, empty_index, signals, walk
from monitor.service.replay.parts import (
    PART_JOB,
    PARTS,
    REPLIES,
    REPLY_JOB,
    File,
    Part,
    Place,
    Reply,
    counted,
    parted,
    reply_of,
    told_briefly,
    written,
)
from monitor.service.replay.sources import Owners
from monitor.settings import Settings
from monitor.store.connect import unusable
from monitor.store.database import open_engine, single_instance
from monitor.store.warc_index import WarcIndex

_log = structlog.get_logger(__name__)

# Captures a part, 150 bytes each in the queue: some ten seconds of a worker with two cores,
# so that a stop is soon over, and a hundred times what a job and its reply take.
_PART = 200
# Hosts that are given out at once.
_MOST = 256
# Seconds between two looks at what became of the parts.
_LOOK = 2.0
# A part that came back so often without a reply will not come back with one.
_TRIES = 5
# Seconds after a stop in which workers may end the parts that they have.
_GRACE = 60.0
# Seconds in which no worker took anything, before that is told.
_ALONE = 20.0


def replay_elsewhere(
    settings: Settings, paths: Sequence[Path], *, source: Source | None, now: datetime, progress: Progress
) -> ReplayTally:
    """Have the files replayed by workers.

    :param source: whose articles new ones become; None: of the source of their host.
    :raises StoreError: the database cannot be used, another monitor works on it, or a
        worker cannot do its part; the message says which and why.
    """
    url = settings.database.url
    with single_instance(url):
        try:
            open_engine(url).dispose()
            return asyncio.run(_elsewhere(settings, paths, source, now, progress))
        except OperationalError as error:
            raise unusable(shown(url), error) from error


async def _elsewhere(
    settings: Settings, paths: Sequence[Path], source: Source | None, now: datetime, progress: Progress
) -> ReplayTally:
    tally, stop = ReplayTally(), asyncio.Event()
    owners = Owners([table.source() for table in settings.sources], source)
    files = [path.resolve() for path in paths]
    with signals(stop), empty_index(settings, owners, now) as index:
        await walk(files, index, stop, progress)
        tally.indexed(index)
        if stop.is_set() or not index.captures:
            tally.stopped = stop.is_set()
            return tally
        async with queue_of(settings.database.url) as app:
            handed = HandedOut(
                app,
                index,
                files,
                tally,
                progress,
                now=now,
                source=source.name if source is not None else None,
            )
            await handed.clear()
            listening = asyncio.ensure_future(_listen(settings.database.url, handed))
            try:
                await handed.all(stop)
                await handed.clear()  # what was given out twice and done once
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
    return tally


async def _listen(url: str, handed: HandedOut) -> None:
    """Take the replies out of their queue."""

    def task(app: App) -> None:
        @app.task(name=REPLY_JOB, queue=REPLIES)
        async def replied(reply: Any) -> None:
            handed.hear(reply_of(reply))

    await take(url, REPLIES, task, name=told_briefly("replies"), concurrency=1)


@dataclass(slots=True, kw_only=True)
class _Out:
    """A host's part that is in the queue or at work."""

    part: Part
    rest: Iterator[tuple[Place, ...]]
    job: int
    numbers: frozenset[int]
    """Under which these captures were given out: whoever does them first, does them."""
    missed: bool = False
    """At the last look its job was gone and no reply there."""


class HandedOut:
    """The parts of a replay that workers have."""

    def __init__(
        self,
        app: App,
        index: WarcIndex,
        files: Sequence[Path],
        tally: ReplayTally,
        progress: Progress,
        *,
        now: datetime,
        source: str | None,
    ) -> None:
        self._app = app
        self._index = index
        self._files = tuple(File(path=str(path), size=path.stat().st_size) for path in files)
        self._numbers = {path: number for number, path in enumerate(files)}
        self._tally = tally
        self._progress = progress
        self._now = now
        self._source = source
        self._name = secrets.token_hex(5)
        self._count = 0
        self._out: dict[str, _Out] = {}
        self._replies: deque[Reply] = deque()
        self._heard = asyncio.Event()
        self._done = 0
        self._last_sign = time.monotonic()

    def hear(self, reply: Reply) -> None:
        """A worker says what its part came to."""
        self._replies.append(reply)
        self._heard.set()

    async def clear(self) -> None:
        """Take out of the queue what waits there."""
        for job in await self._app.job_manager.list_jobs_async(queue=PARTS, status=Status.TODO.value):
            assert job.id is not None
            await self._app.job_manager.cancel_job_by_id_async(job.id, delete_job=True)

    async def all(self, stop: asyncio.Event) -> None:
        """Hand everything out and wait for the replies, or for those that are due at ``stop``.

        :raises StoreError: a worker cannot do its part, or a part is lost again and again.
        """
        hosts = deque(self._index.hosts())
        looked, ends = 0.0, 0.0
        while hosts or self._out:
            if stop.is_set() and not ends:
                ends = time.monotonic() + _GRACE
                self._tally.stopped = True
                hosts.clear()
                await self._persistently(self.clear)
            try:
                while hosts and len(self._out) < _MOST:
                    rest = parted(self._index.in_order(hosts[0]), self._numbers, _PART)
                    await self._next(hosts[0], rest)
                    hosts.popleft()
                while self._replies:
                    await self._settle(self._replies[0], going_on=not ends)
                    self._replies.popleft()
                if time.monotonic() - looked > _LOOK:
                    await self._look(going_on=not ends)
                    looked = time.monotonic()
            except ConnectorException as error:
                _log.warning("queue_unavailable", error=str(error.__cause__ or error))
            if ends and time.monotonic() > ends:
                return
            self._heard.clear()
            if not self._replies:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK):
                        await self._heard.wait()

    async def _persistently(self, work: Any) -> None:
        with suppress(ConnectorException):
            await work()

    # ---------------------------------------------------------------------------- the parts

    async def _next(self, host: str, rest: Iterator[tuple[Place, ...]]) -> None:
        """Give out the next part of a host, if there is one."""
        places = next(rest, None)
        if places is None:
            self._out.pop(host, None)
            return
        await self._give(host, places, rest)

    async def _give(
        self,
        host: str,
        places: tuple[Place, ...],
        rest: Iterator[tuple[Place, ...]],
        *,
        before: frozenset[int] = frozenset(),
        wait: int = 0,
    ) -> None:
        self._count += 1
        part = Part(
            replay=self._name,
            number=self._count,
            host=host,
            now=self._now,
            source=self._source,
            files=self._files,
            places=places,
        )
        # Known before it is in the queue: a part that is not there comes out at the next look.
        self._out[host] = out = _Out(part=part, rest=rest, job=0, numbers=before | {part.number})
        deferrer = self._app.configure_task(
            PART_JOB, queue=PARTS, lock=host, schedule_in={"seconds": wait} if wait else None
        )
        out.job = await deferrer.defer_async(part=written(part))

    async def _settle(self, reply: Reply, *, going_on: bool) -> None:
        self._last_sign = time.monotonic()
        out = self._out.get(reply.host)
        if out is None or reply.replay != self._name or reply.number not in out.numbers:
            return  # of a replay that ended, or of a part that was given out again
        if reply.wrong is not None:
            await self._persistently(self.clear)
            raise StoreError(reply.wrong)
        self._tally.outcomes.update(counted(reply.outcomes))
        self._tally.skipped.update(counted(reply.skipped))
        for damage in reply.damages:
            self._tally.damaged(damage)
        self._done += reply.done
        self._progress.advanced(self._done, self._tally.captures)
        places = out.part.places[reply.done :]
        if not going_on:
            del self._out[reply.host]
        elif reply.held:
            # Some worker has it still, or is to lose it: its reply may come yet.
            if reply.number == out.part.number:
                before = out.numbers - {reply.number}
                await self._give(reply.host, places, out.rest, before=before, wait=1)
        elif places:
            await self._give(reply.host, places, out.rest)
        else:
            await self._next(reply.host, out.rest)

    async def _look(self, *, going_on: bool) -> None:
        """See what became of the parts that nobody spoke of."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(queue=PARTS, seconds_since_heartbeat=SILENCE):
            _log.warning("worker_silent", host=job.lock, job=job.id)
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        there = {job.id: job.status for job in await manager.list_jobs_async(queue=PARTS)}
        if Status.DOING.value in there.values():
            self._last_sign = time.monotonic()
        elif time.monotonic() - self._last_sign > _ALONE:
            _log.warning("no_worker", waiting=len(there), fix="start `monitor worker`, or replay with --here")
            self._last_sign = time.monotonic()
        heard = {reply.number for reply in self._replies}
        for host, out in list(self._out.items()):
            gone = out.job not in there and heard.isdisjoint(out.numbers)
            if not gone or not out.missed:
                out.missed = gone
                continue
            if not going_on:
                del self._out[host]
                continue
            if len(out.numbers) == _TRIES:
                message = f"the captures of {host} were lost {_TRIES} times; see the logs of the workers"
                raise StoreError(message)
            _log.warning("part_lost", host=host, part=out.part.number)
            await self._give(host, out.part.places, out.rest, before=out.numbers)
