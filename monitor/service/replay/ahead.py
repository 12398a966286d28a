"""The captures that a replay reads ahead of need, in lots, each on what its article is by then.

A capture waits in the window from when it is admitted until it is taken in. What it is
decided upon is the article as the capture before it leaves it: as the store has it, or, where
that capture waits in the window as well, as a worker said that it will be. So two captures
of one article are never at work together, and those of all others are, in any order.

Left out: taking in (``here``). Whoever does that says what else it touched.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from monitor.discover.urls import canonical_url
from monitor.errors import WorkerFailed
from monitor.model import SourceKind
from monitor.ports import ArticleRecord, Workers
from monitor.service.replay.job import Done, Job, Odd, Result, Terms, work
from monitor.service.replay.sources import Owners
from monitor.store.backfill import BackfillStore, Standing
from monitor.store.rows import Basis
from monitor.store.warc_index import Captured

# Observations a transaction. A commit waits for the disk, 1 to 10 ms; of 32 that is nothing
# beside the 60 ms that a page takes, and a crash costs the work of so many pages.
BATCH = 32
# Captures a call of a worker: what a call costs the parent (1.8 ms of pickling and threads)
# is shared by so many, and a hostile page costs the others of its lot a second reading.
_LOT = 6
# Captures that wait, 40 KB each, for each process: a slow page holds up what comes behind
# it in the order of dates, and the others go on meanwhile.
_AHEAD = 48
# Captures looked at in a row without letting anybody else work.
_IN_A_ROW = 256

OLDER = "not newer than what is stored"
TWIN = "addresses merged into another"
NO_ARTICLE = "pages that are no articles"


@dataclass(frozen=True, slots=True)
class Passed:
    """It need not be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """No worker could read it."""


@dataclass(slots=True, kw_only=True, eq=False)
class Waiting:
    """A capture in the window."""

    captured: Captured
    identity: str
    basis: Basis | None = None
    """None while it waits for the capture before it."""
    result: Result | Passed | Failed | None = None
    follower: Waiting | None = None
    """The next of the same article, if it waits for this one."""
    stale: bool = False
    """Something stored since may have changed the article: what was read is not believed."""


class Ahead:
    """The window.

    :param processes: how many calls the workers take at once.
    :param evidence: the folder whose files are evidence of our own.
    """

    def __init__(
        self,
        captures: Iterator[Captured],
        *,
        store: BackfillStore,
        owners: Owners,
        terms: Terms,
        evidence: Path,
        workers: Workers,
        processes: int,
    ) -> None:
        self._captures = captures
        self._store = store
        self._owners = owners
        self._terms = terms
        self._evidence = evidence
        self._kept: dict[Path, bool] = {}
        self._workers = workers
        self._most_lots = 2 * processes
        self._most = BATCH + _AHEAD * processes
        self._window: deque[Waiting] = deque()
        self._ready: deque[Waiting] = deque()
        self._newest: dict[str | int, Waiting] = {}
        """The last in the window of each article, by its address and its id."""
        self._lots: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._error: BaseException | None = None
        self.exhausted = False

    # -------------------------------------------------------------------------- for the taker-in

    def feed(self) -> list[str]:
        """Admit captures and hand out work, as far as there is room; why some were passed over at once."""
        passed: list[str] = []
        room = min(self._most - len(self._window), _IN_A_ROW)
        looked = 0
        for captured in islice(self._captures, max(0, room)):
            looked += 1
            reason = self._admit(captured)
            if reason is not None:
                passed.append(reason)
        self.exhausted = self.exhausted or looked < room
        while self._ready and len(self._lots) < self._most_lots:
            self._hand_out()
        return passed

    def lead(self) -> list[Waiting]:
        """The next to be taken in, in their order; [] while it is better to wait.

        :raises BaseException: what ended a worker's call in a way that nobody foresaw.
        """
        if self._error is not None:
            raise self._error
        count = 0
        for waiting in self._window:
            if waiting.result is None or count == BATCH:
                # Behind one that only the store can decide there is nothing to wait for.
                if count < BATCH and waiting.basis is not None:
                    return []
                break
            count += 1
        if count < BATCH and count == len(self._window) and not self.exhausted:
            return []
        return list(islice(self._window, count))

    @property
    def has_room(self) -> bool:
        """More could be admitted at once."""
        return not self.exhausted and len(self._window) < self._most

    @property
    def ended(self) -> bool:
        """Nothing waits, and nothing will."""
        return self.exhausted and not self._window

    async def changed(self) -> None:
        """Wait until a worker gave something, or :meth:`wake`."""
        await self._changed.wait()
        self._changed.clear()

    def wake(self) -> None:
        """Wait no longer."""
        self._changed.set()

    def touched(self, names: Collection[str], ids: Collection[int]) -> None:
        """Something was stored about articles with these addresses and ids."""
        for waiting in self._window:
            known = waiting.basis.record.id if waiting.basis is not None else 0
            if waiting.identity in names or known in ids:
                waiting.stale = waiting.basis is not None

    def taken_in(self, waiting: Waiting) -> None:
        """What a worker said of it is believed.

        One article may wait under two addresses, each based on the store since the other was
        not known to be it: what was not based on this one is stale.
        """
        assert waiting.basis is not None
        number = waiting.basis.record.id
        same = [one for one in self._window if number and one.basis and one.basis.record.id == number]
        if len(same) < 2:
            return
        behind = {id(waiting)}
        follower = waiting.follower
        while follower is not None:
            behind.add(id(follower))
            follower = follower.follower
        for one in same:
            one.stale = one.stale or id(one) not in behind

    def settled(self, count: int) -> None:
        """The first so many are stored."""
        for _ in range(count):
            waiting = self._window.popleft()
            number = waiting.basis.record.id if waiting.basis is not None else 0
            for key in (waiting.identity, number):
                if self._newest.get(key) is waiting:
                    del self._newest[key]
            follower = waiting.follower
            if follower is not None and follower.basis is None:
                self._on_stored(follower, self._store.standing(follower.identity))

    def close(self) -> None:
        """Wait for nothing more."""
        for task in self._lots:
            task.cancel()

    def is_evidence(self, path: Path) -> bool:
        """Whether a version can refer to the records of a file as its evidence."""
        if path not in self._kept:
            self._kept[path] = path.resolve().parent == self._evidence
        return self._kept[path]

    # ---------------------------------------------------------------------------- the window

    def _admit(self, captured: Captured) -> str | None:
        """Let a capture wait; why not, where what is stored tells it already."""
        waiting = Waiting(captured=captured, identity=canonical_url(captured.url))
        before = self._newest.get(waiting.identity)
        standing = None
        if before is None:
            standing = self._store.standing(waiting.identity)
            if standing is not None:
                reason = why_not(captured, standing)
                if reason is not None:
                    return reason
                # The same article under another address.
                before = self._newest.get(standing.record.id)
        self._window.append(waiting)
        self._newest[waiting.identity] = waiting
        if before is None:
            self._on_stored(waiting, standing)
            return None
        while before.follower is not None:
            before = before.follower
        before.follower = waiting
        self._arrived(before)
        return None

    def _on_stored(self, waiting: Waiting, standing: Standing | None) -> None:
        """Base a capture on what is stored."""
        if standing is not None:
            basis = self._store.basis(waiting.identity, standing)
            reason = why_not(waiting.captured, standing)
            self._based(waiting, basis, Passed(reason) if reason is not None else None)
            return
        self._based(waiting, self._unknown(waiting))

    def _unknown(self, waiting: Waiting) -> Basis:
        """An article whose first capture this is."""
        captured = waiting.captured
        record = ArticleRecord(
            id=0,
            identity=waiting.identity,
            url=captured.url,
            source=self._owners.name_for(captured.url),
            first_seen=captured.at,
            state="",
        )
        return Basis(record=record)

    def _arrived(self, before: Waiting) -> None:
        """Base a capture's follower on its result, if that says how the article stands then."""
        waiting, result = before.follower, before.result
        if waiting is None or waiting.basis is not None or before.basis is None or before.stale:
            return
        if result is None or isinstance(result, Odd | Failed) or result == Passed(TWIN):
            return
        basis = result.after if isinstance(result, Done) else before.basis
        if basis.is_new:
            basis = self._unknown(waiting)  # its first capture was none of an article
        self._based(
            waiting, basis, Passed(OLDER) if _is_older(waiting.captured, basis.last_checked) else None
        )

    def _based(self, waiting: Waiting, basis: Basis, passed: Passed | None = None) -> None:
        waiting.basis = basis
        if passed is not None:
            waiting.result = passed
            self._arrived(waiting)
            return
        if basis.record.id:
            self._newest[basis.record.id] = waiting
        self._ready.append(waiting)

    # --------------------------------------------------------------------------- the workers

    def _hand_out(self) -> None:
        free = self._most_lots - len(self._lots)
        count = min(_LOT, -(-len(self._ready) // free))
        lot = [self._ready.popleft() for _ in range(count)]
        task = asyncio.ensure_future(self._work(lot))
        self._lots.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._lots.discard(task)
        if not task.cancelled():
            self._error = self._error or task.exception()
        self._changed.set()

    async def _work(self, lot: Sequence[Waiting]) -> None:
        results: Sequence[Result | Failed]
        try:
            results = await self._workers.run(work, [self._job(one) for one in lot], self._terms)
        except WorkerFailed:
            # One of them is hostile; the others are not to suffer for it.
            results = [await self._alone(one) for one in lot]
        for waiting, result in zip(lot, results, strict=True):
            waiting.result = result
            self._arrived(waiting)

    async def _alone(self, waiting: Waiting) -> Result | Failed:
        try:
            (result,) = await self._workers.run(work, [self._job(waiting)], self._terms)
        except WorkerFailed:
            return Failed()
        return result

    def _job(self, waiting: Waiting) -> Job:
        captured, basis = waiting.captured, waiting.basis
        assert basis is not None
        source = self._owners.source(basis.record.source)
        return Job(
            captured=captured,
            source=source,
            named=source is not None and source.kind is SourceKind.PAGE,
            evidence=self.is_evidence(captured.path),
            basis=basis,
        )


def why_not(captured: Captured, standing: Standing) -> str | None:
    """Why a capture need not be read; None: it has to be."""
    if _is_older(captured, standing.last_checked):
        return OLDER
    return None if standing.own else TWIN


def _is_older(captured: Captured, last_checked: datetime | None) -> bool:
    return last_checked is not None and captured.at <= last_checked
