"""Replay: the captures of WARC files through the pipeline, as if fetched at their dates.

::

    files → index (by date) → workers: record → article, ahead of need, in any order
          → here, in the order of dates: batches → pipeline (its clock is the capture's)
          → one transaction a batch

A batch holds no two captures that could be of one article, so every decision sees all
that came before it, and what a replay leaves is the same with any number of processes.
The store itself says how far a replay came: a capture that is not newer than the last
look at its article is passed over. So a replay that was killed is simply run again.

Left out on purpose: mails. Left out: revisit records, and redirects as such (their target
has a record of its own).
"""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from monitor import intake
from monitor.database_url import shown
from monitor.discover.urls import canonical_url
from monitor.errors import WorkerFailed
from monitor.model import Page, RefusalReason, Refused, Source, SourceKind
from monitor.pipeline import Pipeline
from monitor.ports import ArticleRecord, Capture
from monitor.service.replay_page import Taken, taken
from monitor.service.replay_pipeline import Again, Ready, Waiting, enter, pipeline_of
from monitor.service.replay_sources import Owners
from monitor.service.workers import ProcessWorkers
from monitor.settings import Settings
from monitor.store.backfill import BackfillStore, NewArticle, Standing
from monitor.store.connect import unusable
from monitor.store.database import open_engine, single_instance
from monitor.store.warc_index import Captured, WarcIndex
from monitor.store.warc_reading import WarcError

_log = structlog.get_logger(__name__)

# Observations a transaction. A commit waits for the disk, 1 to 10 ms; of 16 that is nothing
# beside the 90 ms that a page takes, and a crash costs the work of so many pages.
BATCH = 16
# Every core is at work, so a page may take longer than beside a service that must answer.
_PATIENCE = timedelta(seconds=30)
# What was read waits for its turn, 14 KB each: so many times what is at work.
_MOST_AHEAD = 4


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


OLDER = "not newer than what is stored"
TWIN = "addresses merged into another"
NO_ARTICLE = "pages that are no articles"


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
            with tempfile.TemporaryDirectory(prefix="monitor-replay-") as folder:
                owners = Owners([table.source() for table in settings.sources], source)
                with WarcIndex(
                    Path(folder), limit=settings.crawl.max_bytes, is_index=owners.is_index, now=now
                ) as index:
                    for path in paths:
                        progress.indexed(path.name, index.add(path))
                    return asyncio.run(_Replay(settings, engine, index, owners, now, progress).run(processes))
        except OperationalError as error:
            raise unusable(shown(url), error) from error
        finally:
            engine.dispose()


class _Replay:
    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        index: WarcIndex,
        owners: Owners,
        now: datetime,
        progress: Progress,
    ) -> None:
        self._settings = settings
        self._index = index
        self._owners = owners
        self._progress = progress
        self._store = BackfillStore(engine, now=now)
        self._evidence = settings.evidence.folder.resolve()
        self._stop = asyncio.Event()
        self._ahead: deque[Waiting] = deque()
        self._at_work = 0
        self._more, self._room = asyncio.Event(), asyncio.Event()
        self._done = 0
        self._tally = ReplayTally()

    async def run(self, processes: int) -> ReplayTally:
        tally, index = self._tally, self._index
        tally.captures = index.captures
        tally.skipped.update({reason.value: count for reason, count in index.skipped.items()})
        tally.damages.extend(index.damages)
        for damage in index.damages:
            _log.warning("warc_damaged", what=damage)
        if not index.captures:
            return tally
        patience = max(self._settings.crawl.parse_timeout, _PATIENCE)
        with _signals(self._stop):
            async with ProcessWorkers(count=min(processes, index.captures), timeout=patience) as workers:
                await self._all(workers, depth=BATCH + 2 * processes)
        return tally

    async def _all(self, workers: ProcessWorkers, depth: int) -> None:
        """Keep the workers busy, and take in what they gave by its date."""
        pipeline = pipeline_of(self._settings, self._store, workers, self._again(workers))
        feeding = asyncio.ensure_future(self._feed(workers, depth))
        feeding.add_done_callback(lambda _: self._more.set())
        try:
            while not self._stop.is_set():
                while len(self._ahead) < BATCH and not feeding.done():
                    self._more.clear()
                    await self._more.wait()
                if feeding.done():
                    feeding.result()  # raises what ended it early
                if not self._ahead:
                    return
                batch = [self._ahead.popleft() for _ in range(min(BATCH, len(self._ahead)))]
                self._room.set()
                await asyncio.wait([waiting.task for waiting in batch])
                await self._take_in(batch, pipeline)
                self._done += len(batch)
                self._progress.advanced(self._done, self._tally.captures)
            self._tally.stopped = True
        finally:
            feeding.cancel()
            for waiting in self._ahead:
                waiting.task.cancel()

    # ------------------------------------------------------------------------ the workers

    async def _feed(self, workers: ProcessWorkers, depth: int) -> None:
        """Have ``depth`` captures at work at all times, also while a batch is taken in."""
        for captured in self._index.in_order():
            while self._at_work >= depth or len(self._ahead) >= _MOST_AHEAD * depth:
                self._room.clear()
                await self._room.wait()
            waiting = self._begin(workers, captured)
            if waiting is None:
                await asyncio.sleep(0)
                continue
            self._at_work += 1
            waiting.task.add_done_callback(self._ended)
            self._ahead.append(waiting)
            self._more.set()

    def _ended(self, _task: asyncio.Task[Taken]) -> None:
        self._at_work -= 1
        self._room.set()

    def _begin(self, workers: ProcessWorkers, captured: Captured) -> Waiting | None:
        """Have a worker read a capture; None where what is stored is newer."""
        identity = canonical_url(captured.url)
        standing = self._store.standing(identity)
        if standing is not None and _is_older(captured, standing):
            self._pass_over(OLDER)
            self._done += 1
            return None
        name = standing.record.source if standing is not None else self._owners.name_for(captured.url)
        source = self._owners.source(name)
        language = source.language if source is not None else None
        task = asyncio.ensure_future(self._read(workers, captured, language))
        return Waiting(
            captured=captured, identity=identity, source=name, language=language, task=task, standing=standing
        )

    async def _read(self, workers: ProcessWorkers, captured: Captured, language: str | None) -> Taken:
        settings = self._settings
        return await workers.run(
            taken,
            captured.path,
            captured.offset,
            captured.length,
            url=captured.url,
            at=captured.at,
            limit=settings.crawl.max_bytes,
            declared_language=language,
            languages=settings.monitor.languages,
            site_rules=settings.sites,
        )

    def _again(self, workers: ProcessWorkers) -> Again:
        """For the rare article that came to another source's while its capture was read."""

        async def read(captured: Captured, language: str | None) -> intake.Taken | Refused:
            return (await self._read(workers, captured, language)).result

        return read

    # ---------------------------------------------------------------- in the order of dates

    async def _take_in(self, batch: Sequence[Waiting], pipeline: Pipeline) -> None:
        """Decide about captures and store it; those that could meet go into batches of their own."""
        group: list[Ready] = []
        names: set[str] = set()
        ids: set[int] = set()
        touched: set[str] = set()
        touched_ids: set[int] = set()
        for waiting in batch:
            waiting.touched(touched, touched_ids)
            found = self._result(waiting)
            if found is None:
                continue
            ready = self._stands(waiting, *found)
            met = self._ids(ready)
            if ready.names & names or met & ids:
                await self._settle(group, pipeline)
                group, names, ids = [], set(), set()
                waiting.fresh = False
                ready = self._stands(waiting, *found)
                met = self._ids(ready)
            reason = _why_not(ready)
            if reason is not None:
                self._pass_over(reason)
                continue
            group.append(ready)
            names |= ready.names
            ids |= met
            touched |= ready.names
            touched_ids |= met
        await self._settle(group, pipeline)
        for waiting in self._ahead:
            waiting.touched(touched, touched_ids)

    def _result(self, waiting: Waiting) -> tuple[Page, intake.Taken | Refused, Capture | None] | None:
        """What the worker gave; None for a record that turned out to be damaged."""
        captured = waiting.captured
        try:
            found = waiting.task.result()
        except WarcError as error:
            self._tally.damages.append(str(error))
            _log.warning("warc_damaged", what=str(error))
            return None
        except WorkerFailed as error:
            page = Page(
                url=captured.url,
                final_url=captured.url,
                status=200,
                headers=(),
                body=b"",
                fetched_at=captured.at,
            )
            refused = Refused(url=captured.url, reason=RefusalReason.UNREADABLE, detail=str(error))
            _log.warning("page_unreadable", file=captured.path.name, offset=captured.offset, why=str(error))
            return page, refused, None
        return found.page, found.result, self._evidence_of(captured, found.digest)

    def _evidence_of(self, captured: Captured, digest: str) -> Capture | None:
        """The record itself, where it is evidence of our own."""
        if captured.path.resolve().parent != self._evidence:
            return None
        return Capture(
            file=captured.path.name,
            offset=captured.offset,
            length=captured.length,
            digest=digest,
            captured_at=captured.at,
        )

    def _stands(
        self, waiting: Waiting, page: Page, result: intake.Taken | Refused, capture: Capture | None
    ) -> Ready:
        standing = waiting.standing if waiting.fresh else self._store.standing(waiting.identity)
        if standing is None and isinstance(result, intake.Taken) and result.identity != waiting.identity:
            # An article of the live crawl that took its page's address long ago.
            other = self._store.standing(result.identity)
            if other is not None and canonical_url(other.record.url) == waiting.identity:
                standing = other
        return Ready(waiting=waiting, page=page, result=result, capture=capture, standing=standing)

    def _ids(self, ready: Ready) -> set[int]:
        """The articles that its decision looks at."""
        ids = set() if ready.standing is None else {ready.standing.record.id}
        if isinstance(ready.result, intake.Taken) and ready.result.identity != ready.waiting.identity:
            twin = self._store.standing(ready.result.identity)
            if twin is not None:
                ids.add(twin.record.id)
        return ids

    async def _settle(self, group: Sequence[Ready], pipeline: Pipeline) -> None:
        if not group:
            return
        self._store.add(
            [
                NewArticle(
                    identity=ready.waiting.identity,
                    url=ready.waiting.captured.url,
                    source=ready.waiting.source,
                    at=ready.waiting.captured.at,
                )
                for ready in group
                if ready.standing is None
            ]
        )
        work = []
        for ready in group:
            standing = ready.standing or self._store.standing(ready.waiting.identity)
            assert standing is not None
            source = self._owners.source(standing.record.source)
            named = source is not None and source.kind is SourceKind.PAGE
            self._store.expect(standing.record, named=named, capture=ready.capture)
            work.append(self._decide(ready, standing.record, source, pipeline))
        await asyncio.gather(*work)
        self._store.flush()

    async def _decide(
        self, ready: Ready, record: ArticleRecord, source: Source | None, pipeline: Pipeline
    ) -> None:
        enter(ready)  # gather gives each of these a context of its own
        outcome = await pipeline.article(record, source, ready.page)
        self._tally.outcomes[outcome.outcome] += 1

    def _pass_over(self, reason: str) -> None:
        self._tally.skipped[reason] += 1


def _is_older(captured: Captured, standing: Standing) -> bool:
    return standing.last_checked is not None and captured.at <= standing.last_checked


def _why_not(ready: Ready) -> str | None:
    """Why a capture that was read is passed over; None: it is not."""
    if ready.standing is None:
        # Nobody listed it: what is no article is nothing to keep watch on.
        return NO_ARTICLE if isinstance(ready.result, Refused) else None
    if _is_older(ready.waiting.captured, ready.standing):
        return OLDER
    return None if ready.standing.own else TWIN


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """SIGTERM and SIGINT end the replay behind the batch at hand."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
