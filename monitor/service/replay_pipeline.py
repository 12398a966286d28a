"""The pipeline of a replay: its clock is the capture's, its mail nobody's, its pages taken already."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar, cast

from monitor import intake
from monitor.model import Page, Refused, Report
from monitor.pipeline import Pipeline
from monitor.ports import Capture, Deferred, Mail, SourceRecord, Store
from monitor.ports import Waiting as WaitingReports
from monitor.service.replay_page import Taken
from monitor.service.workers import ProcessWorkers
from monitor.settings import Settings
from monitor.store.backfill import Standing
from monitor.store.warc_index import Captured

P = ParamSpec("P")
R = TypeVar("R")

Again = Callable[[Captured, str | None], Awaitable[intake.Taken | Refused]]
"""Reads a capture once more, in another declared language."""


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A capture that a worker reads."""

    captured: Captured
    identity: str
    source: str
    language: str | None
    task: asyncio.Task[Taken]
    standing: Standing | None
    """How its article stood when the work began."""
    fresh: bool = True
    """That no observation stored since can have changed this."""

    def touched(self, names: set[str], ids: set[int]) -> None:
        """Observations of articles with these addresses and ids are stored now."""
        if self.identity in names or (self.standing is not None and self.standing.record.id in ids):
            self.fresh = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A capture that was read, and the article that it is of."""

    waiting: Waiting
    page: Page
    result: intake.Taken | Refused
    capture: Capture | None
    standing: Standing | None

    @property
    def names(self) -> set[str]:
        """All addresses by which it could meet another capture."""
        names = {self.waiting.identity}
        if isinstance(self.result, intake.Taken):
            names.add(self.result.identity)
        if self.standing is not None:
            names.add(self.standing.record.identity)
        return names


# The pipeline asks for the clock and for what was taken in the middle of one capture's work.
_AT: ContextVar[datetime] = ContextVar("replay_at")
_READY: ContextVar[Ready] = ContextVar("replay_ready")


def pipeline_of(settings: Settings, store: Store, workers: ProcessWorkers, again: Again) -> Pipeline:
    """The pipeline; each of its works begins with :func:`enter`."""
    return Pipeline(
        store=store,
        workers=Ahead(workers, again),
        postmaster=Nobody(),
        languages=settings.monitor.languages,
        site_rules=settings.sites,
        every=settings.schedule.every,
        clock=_AT.get,
    )


def enter(ready: Ready) -> None:
    """The work of this context is on that capture."""
    _AT.set(ready.waiting.captured.at)
    _READY.set(ready)


class Ahead:
    """The port ``monitor.ports.Workers``: what was taken ahead of need, and the pool for the rest."""

    def __init__(self, workers: ProcessWorkers, again: Again) -> None:
        self._workers = workers
        self._again = again

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """See :class:`monitor.ports.Workers`."""
        if cast("Any", function) is not intake.take:
            return await self._workers.run(function, *args, **kwargs)
        ready = _READY.get()
        language = cast("str | None", kwargs["declared_language"])
        if language != ready.waiting.language:
            return cast("R", await self._again(ready.waiting.captured, language))
        return cast("R", ready.result)


class Nobody:
    """The port ``monitor.ports.Postmaster`` of a desk without readers."""

    def address(self, report: Report, now: datetime) -> tuple[Mail | Deferred, ...]:  # noqa: ARG002
        """Nothing goes to anyone."""
        return ()

    def digest(self, waiting: WaitingReports, now: datetime) -> Mail | None:  # noqa: ARG002
        """No mail."""
        return None

    def notice(self, before: SourceRecord, after: SourceRecord) -> Mail | None:  # noqa: ARG002
        """No mail."""
        return None

    def held_until(self, recipient: str, now: datetime) -> datetime | None:  # noqa: ARG002
        """Nothing is held."""
        return None

    def at_once(self, now: datetime) -> frozenset[str]:  # noqa: ARG002
        """Nobody."""
        return frozenset()
