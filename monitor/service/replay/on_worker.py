"""Parts of a replay, done by a worker: the same code as on one machine, for one host at a time.

The worker holds the host as a crawl does, so that a worker that froze in the middle of a
part and whoever does the part again are never at it together; before each transaction it
makes sure that it still has it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from monitor.database_url import shown
from monitor.discover.urls import host_of
from monitor.model import Source
from monitor.service.replay.here import PATIENCE, Replaying, ReplayTally
from monitor.service.replay.parts import Part, Reply, counts
from monitor.service.replay.sources import Owners
from monitor.service.workers import ProcessWorkers
from monitor.settings import Settings
from monitor.store.connect import connect, unusable
from monitor.store.turns import SqlTurns

# A replay gives the next part within a second; processes that wait longer are in nobody's need.
_IDLE = 30.0

_log = structlog.get_logger(__name__)


class ReplayParts:
    """Does parts until it is stopped. Its processes start with the first and end when no more come.

    :param name: tells this worker from the others.
    """

    def __init__(self, settings: Settings, *, name: str) -> None:
        self._settings = settings
        self._name = name
        self._stop = asyncio.Event()
        self._engine: Engine | None = None
        self._turns: SqlTurns | None = None
        self._workers: ProcessWorkers | None = None
        self._busy: set[str] = set()
        self._starting = asyncio.Lock()
        self._at_work = 0
        self._end: asyncio.TimerHandle | None = None
        self.at_once = len(os.sched_getaffinity(0))
        """Parts that keep all cores busy."""

    def stop(self) -> None:
        """End what is at work behind its batch."""
        self._stop.set()

    def close(self) -> None:
        """End the processes and the connections."""
        if self._end is not None:
            self._end.cancel()
        if self._workers is not None:
            self._workers.close()
            self._workers = None
        if self._turns is not None:
            self._turns.close()
            self._turns = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    async def do(self, part: Part) -> Reply:
        """Take the part's captures in.

        :raises StoreError: the database does not answer, or the host was lost to another worker.
        """
        reply = Reply(replay=part.replay, number=part.number, host=part.host, worker=self._name)
        source, wrong = self._checked(part)
        if wrong is not None:
            return replace(reply, wrong=wrong)
        tally, done = ReplayTally(), 0

        def advanced(count: int) -> None:
            nonlocal done
            done = count

        with self._held(part) as turns:
            if turns is None:
                _log.info("site_held_elsewhere", host=part.host)
                return replace(reply, held=True)
            _log.info("replay_part_began", host=part.host, captures=len(part.places))
            owners = Owners([table.source() for table in self._settings.sources], source)
            try:
                async with self._processes() as workers:
                    replaying = Replaying(
                        self._settings,
                        self._connected(),
                        owners,
                        workers,
                        processes=self.at_once,
                        now=part.now,
                        still=turns.confirm,
                    )
                    await replaying.run(part.captures(), tally, self._stop, advanced)
            except OperationalError as error:
                raise unusable(shown(self._settings.database.url), error) from error
        _log.info("replay_part_ended", host=part.host, captures=done)
        return replace(
            reply,
            done=done,
            outcomes=counts(tally.outcomes),
            skipped=counts(tally.skipped),
            damages=tuple(tally.damages),
        )

    def _checked(self, part: Part) -> tuple[Source | None, str | None]:
        """The source that was chosen; and what keeps this worker from the part."""
        named = {table.name: table for table in self._settings.sources}
        if part.source is not None and part.source not in named:
            return None, (
                f"worker {self._name} knows no source {part.source!r}; give all workers the same settings"
            )
        for number in sorted({place.file for place in part.places}):
            file = part.files[number]
            why = _unreadable(Path(file.path), file.size)
            if why is not None:
                return None, (
                    f"worker {self._name} cannot use {file.path} ({why}); put the archives where every worker "
                    "finds them under the same path, or replay them on this machine with --here"
                )
        return (named[part.source].source() if part.source is not None else None), None

    @contextmanager
    def _held(self, part: Part) -> Iterator[SqlTurns | None]:
        """The hold on the host, under all names by which a crawl would hold it; None where it is held elsewhere."""
        if self._turns is None:
            self._turns = SqlTurns(self._settings.database.url)
        hosts = {part.host, *(host_of(place.url) for place in part.places)}
        if hosts & self._busy:
            # What this process holds it would be given a second time.
            yield None
            return
        self._busy |= hosts
        try:
            with ExitStack() as stack:
                held = all(stack.enter_context(self._turns.site(host)) for host in sorted(hosts))
                yield self._turns if held else None
        finally:
            self._busy -= hosts

    @asynccontextmanager
    async def _processes(self) -> AsyncIterator[ProcessWorkers]:
        """The processes that read, shared by the parts at work."""
        if self._end is not None:
            self._end.cancel()
            self._end = None
        self._at_work += 1
        try:
            async with self._starting:
                if self._workers is None:
                    patience = max(self._settings.crawl.parse_timeout, PATIENCE)
                    workers = ProcessWorkers(count=self.at_once, timeout=patience)
                    await workers.__aenter__()
                    self._workers = workers
            yield self._workers
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._end = asyncio.get_running_loop().call_later(_IDLE, self.close)

    def _connected(self) -> Engine:
        if self._engine is None:
            self._engine = connect(self._settings.database.url)
        return self._engine


def _unreadable(path: Path, size: int) -> str | None:
    try:
        with path.open("rb"):
            found = path.stat().st_size
    except OSError as error:
        return error.strerror or str(error)
    return None if found == size else f"it has {found} bytes there and {size} where the replay was started"
