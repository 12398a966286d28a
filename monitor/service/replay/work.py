"""The part of a replay that runs in a worker: a record of an archive to the rows that it becomes.

The pipeline itself runs here, on a store that holds one article as it stood when the
capture before was taken in. What it records is written by whoever sent the work, if the
article still stands so. Workers read the archives themselves and know nothing of the
database.

Left out: captures whose page calls itself by another address than the article's. What
they mean depends on other articles; they go back as :class:`monitor.service.replay.job.Odd`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar, cast

from monitor import intake
from monitor.extract.unchanged import Rung
from monitor.model import Page, Refused, Version
from monitor.pipeline import Pipeline
from monitor.ports import ArticleRecord, Capture, Observation, Store
from monitor.service.replay.job import Damaged, Done, Job, NoArticle, Odd, Result, Terms
from monitor.service.replay.page import Taken, capture_of, digest_of, page_of
from monitor.service.replay.post import Nobody
from monitor.store.rows import Basis, Rows, next_look, restored, rows_of
from monitor.store.warc_index import Captured
from monitor.store.warc_reading import WarcError

P = ParamSpec("P")
R = TypeVar("R")


def results(jobs: Sequence[Job], terms: Terms) -> list[Result]:
    """What each capture comes to, in their order."""

    async def each() -> list[Result]:
        return [await _one(job, terms) for job in jobs]

    return asyncio.run(each())


async def _one(job: Job, terms: Terms) -> Result:
    try:
        page = page_of(job.captured, limit=terms.limit)
    except WarcError as error:
        return Damaged(str(error))
    store, workers = _OneArticle(job, terms), _InPlace(job)
    pipeline = Pipeline(
        store=cast("Store", store),
        workers=workers,
        postmaster=Nobody(),
        languages=terms.languages,
        site_rules=terms.site_rules,
        every=terms.every,
        clock=lambda: job.captured.at,
        archive=_ItsOwn(job.captured) if job.evidence else None,
    )
    try:
        outcome = await pipeline.article(job.basis.record, job.source, page)
    except _IsNoArticle:
        return NoArticle()
    except _AsksTheStore:
        found = Taken(page=replace(page, body=b""), result=workers.result, digest=digest_of(page.body))
        language = job.source.language if job.source is not None else None
        return Odd(found=found, language=language, known=workers.known, rung=workers.rung)
    rows, after = store.recorded()
    return Done(outcome=outcome.outcome, rows=rows, after=after)


class _IsNoArticle(Exception):
    pass


class _AsksTheStore(Exception):
    pass


class _OneArticle:
    """What the pipeline asks of a store, for one article."""

    def __init__(self, job: Job, terms: Terms) -> None:
        self._job = job
        self._now = terms.now
        self._recorded: tuple[Rows, Basis] | None = None

    def recorded(self) -> tuple[Rows, Basis]:
        """The observation's rows, and how the article stands with it."""
        assert self._recorded is not None
        return self._recorded

    def rung(self, article_id: int) -> str | None:  # noqa: ARG002 - there is one article
        """See :class:`monitor.ports.Store`; so are the others."""
        return self._job.basis.rung

    def latest(self, article_id: int) -> Version | None:  # noqa: ARG002
        """The newest version."""
        row = self._job.basis.latest
        return restored(row) if row is not None else None

    def same_article(self, identity: str) -> ArticleRecord | None:
        """Cannot be told here."""
        raise _AsksTheStore(identity)

    def record(self, observation: Observation) -> None:
        """Keep it."""
        basis, version = self._job.basis, observation.version
        planned = next_look(observation, basis.record, named=self._job.named, now=self._now)
        rows = rows_of(replace(observation, post=(), next_check=planned))
        record = replace(
            basis.record,
            state=observation.state,
            etag=observation.etag,
            last_modified=observation.last_modified,
            last_change=version.captured_at if version is not None else basis.record.last_change,
        )
        after = Basis(
            record=record,
            last_checked=observation.checked_at,
            rung=basis.rung if observation.rung is None else observation.rung,
            latest=rows.version or basis.latest,
        )
        self._recorded = rows, after


class _InPlace:
    """The port ``monitor.ports.Workers`` where the work is in a worker already."""

    def __init__(self, job: Job) -> None:
        self._is_new = job.basis.is_new
        self.result: Any = None
        self.known: str | None = None
        self.rung: Rung | None = None

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """See :class:`monitor.ports.Workers`."""
        result = function(*args, **kwargs)
        if cast("Any", function) is intake.take:
            self.result = result
            self.known = cast("str | None", kwargs["known"])
            self.rung = cast("Rung | None", kwargs["rung"])
            if self._is_new and isinstance(result, Refused):
                raise _IsNoArticle
        return result


class _ItsOwn:
    """The port ``monitor.ports.Archive``: the record is kept already."""

    def __init__(self, captured: Captured) -> None:
        self._captured = captured

    def keep(self, page: Page) -> Capture:
        """See :class:`monitor.ports.Archive`."""
        return capture_of(self._captured, digest_of(page.body))
