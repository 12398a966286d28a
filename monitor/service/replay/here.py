"""Replay: the captures of WARC files through the pipeline, as if fetched at their dates.

::

    files → index (by date) → workers: record → rows, ahead of need, each on what its
          article is by then → here, in the order of dates: one transaction a batch

Workers decide as well, since most decisions depend on one article alone; what depends on
others is decided here, one capture at a time. So every decision sees all that came before
it, and what a replay leaves is the same with any number of processes. The store itself
says how far a replay came: a capture that is not newer than the last look at its article
is passed over. So a replay that was killed is simply run again.

Left out on purpose: mails. Left out: revisit records, and redirects as such (their target
has a record of its own).
"""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from monitor.database_url import shown
from monitor.model import Source
from monitor.ports import Workers
from monitor.service.replay.ahead import NO_ARTICLE, OLDER, TWIN, Ahead, Passed, Waiting
from monitor.service.replay.job import Damaged, Done, NoArticle, Terms
from monitor.service.replay.sources import Owners
from monitor.service.workers import ProcessWorkers
from monitor.settings import Settings
from monitor.store.backfill import BackfillStore, Entry
from monitor.store.connect import unusable
from monitor.store.database import open_engine, single_instance
from monitor.store.warc_index import Captured, WarcIndex
from monitor.store.warc_reading import WarcError

if TYPE_CHECKING:
    from monitor.service.replay.odd import OneByOne

__all__ = ["NO_ARTICLE", "OLDER", "TWIN", "Progress", "ReplayTally", "Replaying", "replay"]

_log = structlog.get_logger(__name__)

# Every core is at work, so a page may take longer than beside a service that must answer.
PATIENCE = timedelta(seconds=30)


class Progress(Protocol):
    """Hears how a replay goes on; must not raise."""

    def indexed(self, file: str, captures: int) -> None:
        """A file was walked."""
        ...

    def advanced(self, done: int, total: int) -> None:
        """So many of all captures are dealt with."""
        ...


@dataclass(slots=True)
class ReplayTally:
    """What a replay came to."""

    files: int = 0
    captures: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    """Of the pipeline, as of a check."""
    skipped: Counter[str] = field(default_factory=Counter)
    damages: list[str] = field(default_factory=list)
    stopped: bool = False

    @property
    def exit_code(self) -> int:
        """0 fine, 3 something was damaged, 130 stopped."""
        return 130 if self.stopped else 3 if self.damages else 0

    def indexed(self, index: WarcIndex) -> None:
        """Take over what the index found."""
        self.captures = index.captures
        self.skipped.update({reason.value: count for reason, count in index.skipped.items()})
        for damage in index.damages:
            self.damaged(damage)

    def damaged(self, what: str) -> None:
        """A record, or what should be one, cannot be read."""
        self.damages.append(what)
        _log.warning("warc_damaged", what=what)


def replay(
    settings: Settings,
    paths: Sequence[Path],
    *,
    source: Source | None,
    processes: int,
    now: datetime,
    progress: Progress,
) -> ReplayTally:
    """Replay the files.

    :param source: whose articles new ones become; None: of the source of their host.
    :raises StoreError: the database cannot be used, or another monitor works on it.
    """
    url = settings.database.url
    with single_instance(url) as guard:
        engine = open_engine(url)
        guard(engine)
        try:
            owners = Owners([table.source() for table in settings.sources], source)
            return asyncio.run(_here(settings, paths, engine, owners, processes, now, progress))
        except OperationalError as error:
            raise unusable(shown(url), error) from error
        finally:
            engine.dispose()


async def _here(
    settings: Settings,
    paths: Sequence[Path],
    engine: Engine,
    owners: Owners,
    processes: int,
    now: datetime,
    progress: Progress,
) -> ReplayTally:
    tally, stop = ReplayTally(), asyncio.Event()
    patience = max(settings.crawl.parse_timeout, PATIENCE)
    async with ProcessWorkers(count=processes, timeout=patience) as workers:
        with signals(stop), empty_index(settings, owners, now) as index:
            await walk(paths, index, stop, progress)
            tally.indexed(index)
            replaying = Replaying(settings, engine, owners, workers, processes=processes, now=now)

            def advanced(done: int) -> None:
                progress.advanced(done, index.captures)

            await replaying.run(index.in_order(), tally, stop, advanced)
    return tally


@contextmanager
def empty_index(settings: Settings, owners: Owners, now: datetime) -> Iterator[WarcIndex]:
    """An index that is thrown away with the context."""
    limit = settings.crawl.max_bytes
    with (
        tempfile.TemporaryDirectory(prefix="monitor-replay-") as folder,
        WarcIndex(Path(folder), limit=limit, is_index=owners.is_index, now=now) as index,
    ):
        yield index


async def walk(paths: Sequence[Path], index: WarcIndex, stop: asyncio.Event, progress: Progress) -> None:
    """Index the files, or what of them comes before ``stop``."""
    for path in paths:
        if not stop.is_set():
            progress.indexed(path.name, await asyncio.to_thread(index.add, path, stop.is_set))


class Replaying:
    """Takes captures in, in the order in which they come.

    :param workers: with room for ``processes`` calls at once.
    :param still: called before each transaction; raises where this process may write no more.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        owners: Owners,
        workers: Workers,
        *,
        processes: int,
        now: datetime,
        still: Callable[[], None] = lambda: None,
    ) -> None:
        self._still = still
        self._terms = Terms(
            limit=settings.crawl.max_bytes,
            languages=settings.monitor.languages,
            site_rules=settings.sites,
            every=settings.schedule.every,
            now=now,
        )
        self._store = BackfillStore(engine, now=now)
        self._owners = owners
        self._workers = workers
        self._processes = processes
        self._evidence = settings.evidence.folder.resolve()
        self._by_hand: OneByOne | None = None

    async def run(
        self,
        captures: Iterator[Captured],
        tally: ReplayTally,
        stop: asyncio.Event,
        advanced: Callable[[int], None],
    ) -> None:
        """Take all of them in, or those before ``stop``; ``advanced`` hears how many are done."""
        ahead = Ahead(
            captures,
            store=self._store,
            owners=self._owners,
            terms=self._terms,
            evidence=self._evidence,
            workers=self._workers,
            processes=self._processes,
        )
        done = 0
        stopped = asyncio.ensure_future(stop.wait())
        stopped.add_done_callback(lambda _: ahead.wake())
        try:
            while not stop.is_set():
                passed = ahead.feed()
                tally.skipped.update(passed)
                batch = ahead.lead()
                for waiting in batch:
                    await self._take_in(waiting, ahead, tally)
                self._write()
                ahead.settled(len(batch))
                if batch or passed:
                    done += len(batch) + len(passed)
                    advanced(done)
                if ahead.ended:
                    return
                if batch or ahead.has_room:
                    await asyncio.sleep(0)
                else:
                    await ahead.changed()
            tally.stopped = True
        finally:
            stopped.cancel()
            ahead.close()

    def _write(self) -> None:
        if self._store.gathered:
            self._still()
            self._store.flush()

    async def _take_in(self, waiting: Waiting, ahead: Ahead, tally: ReplayTally) -> None:
        match waiting.result:
            case _ if waiting.stale:
                await self._decide(waiting, ahead, tally)
            case Done(outcome=outcome, rows=rows, after=after):
                self._store.put(Entry(identity=waiting.identity, rows=rows, after=after))
                ahead.taken_in(waiting)
                tally.outcomes[outcome] += 1
            case Passed(reason=reason):
                tally.skipped[reason] += 1
            case NoArticle():
                tally.skipped[NO_ARTICLE] += 1
            case Damaged(why=why):
                tally.damaged(why)
            case _:
                await self._decide(waiting, ahead, tally)

    async def _decide(self, waiting: Waiting, ahead: Ahead, tally: ReplayTally) -> None:
        """Decide with the store at hand, which is to have all that came before."""
        self._write()
        self._still()
        if self._by_hand is None:
            # It brings the pipeline along, which many replays have no need of here.
            from monitor.service.replay.odd import OneByOne  # noqa: PLC0415

            self._by_hand = OneByOne(self._store, self._workers, self._owners, self._terms)
        try:
            settled = await self._by_hand.settle(waiting, evidence=ahead.is_evidence(waiting.captured.path))
        except WarcError as error:
            tally.damaged(str(error))
            return
        if settled.passed is not None:
            tally.skipped[settled.passed] += 1
        if settled.outcome is not None:
            tally.outcomes[settled.outcome] += 1
            self._store.forget(settled.names, settled.ids)
            ahead.touched(settled.names, settled.ids)


@contextmanager
def signals(stop: asyncio.Event) -> Iterator[None]:
    """SIGTERM and SIGINT end the replay behind the batch at hand."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
