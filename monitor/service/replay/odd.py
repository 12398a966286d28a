"""A capture that only the store can decide about: one at a time, by the pipeline on the store itself.

Odd is a page that calls itself by another address than its article's (it may be another
article's, or the same article may go by that address), what no worker could read, and
whatever such a capture touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

import structlog

from monitor import intake
from monitor.discover.urls import canonical_url
from monitor.errors import WorkerFailed
from monitor.extract.unchanged import Rung
from monitor.model import Page, RefusalReason, Refused, SourceKind
from monitor.pipeline import Pipeline
from monitor.ports import Workers
from monitor.service.replay.ahead import NO_ARTICLE, Waiting, why_not
from monitor.service.replay.job import Odd, Terms
from monitor.service.replay.page import Taken, capture_of, taken
from monitor.service.replay.post import Nobody
from monitor.service.replay.sources import Owners
from monitor.store.backfill import BackfillStore, NewArticle
from monitor.store.warc_index import Captured

P = ParamSpec("P")
R = TypeVar("R")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What one capture came to."""

    outcome: str | None = None
    """Of the pipeline; None where the capture was passed over."""
    passed: str | None = None
    names: frozenset[str] = frozenset()
    """The addresses of all articles that it may have changed; and their ids."""
    ids: frozenset[int] = frozenset()


class OneByOne:
    """Decides with the store at hand."""

    def __init__(self, store: BackfillStore, workers: Workers, owners: Owners, terms: Terms) -> None:
        self._store = store
        self._workers = workers
        self._owners = owners
        self._terms = terms
        self._at = terms.now
        self._port = _Once(workers, terms)
        self._pipeline = Pipeline(
            store=store,
            workers=self._port,
            postmaster=Nobody(),
            languages=terms.languages,
            site_rules=terms.site_rules,
            every=terms.every,
            clock=lambda: self._at,
        )

    async def settle(self, waiting: Waiting, *, evidence: bool) -> Settled:
        """Take a capture in; what is stored stands as of its date.

        :raises WarcError: the record is damaged.
        """
        captured, identity = waiting.captured, waiting.identity
        standing = self._store.standing(identity)
        reason = why_not(captured, standing) if standing is not None else None
        if reason is not None:
            return Settled(passed=reason)
        odd = waiting.result if isinstance(waiting.result, Odd) else None
        odd = odd or await self._read(captured, standing.record.source if standing is not None else None)
        result = odd.found.result
        stated = result.identity if isinstance(result, intake.Taken) else identity
        ids = {self._id(stated)}
        if standing is None and stated != identity:
            # An article of the live crawl that took its page's address long ago.
            other = self._store.standing(stated)
            if other is not None and canonical_url(other.record.url) == identity:
                standing = other
                reason = why_not(captured, standing)
                if reason is not None:
                    return Settled(passed=reason)
        if standing is None and isinstance(result, Refused):
            # Nobody listed it: what is no article is nothing to keep watch on.
            return Settled(passed=NO_ARTICLE)
        if standing is None:
            name = self._owners.name_for(captured.url)
            self._store.add(NewArticle(identity=identity, url=captured.url, source=name, at=captured.at))
            standing = self._store.standing(identity)
            assert standing is not None
        record = standing.record
        source = self._owners.source(record.source)
        capture = capture_of(captured, odd.found.digest) if evidence else None
        named = source is not None and source.kind is SourceKind.PAGE
        self._store.expect(record, named=named, capture=capture)
        self._at = captured.at
        self._port.now(captured, odd)
        outcome = await self._pipeline.article(record, source, odd.found.page)
        return Settled(
            outcome=outcome.outcome,
            names=frozenset({identity, stated, record.identity, canonical_url(record.url)}),
            ids=frozenset({*ids, record.id} - {0}),
        )

    def _id(self, identity: str) -> int:
        standing = self._store.standing(identity)
        return standing.record.id if standing is not None else 0

    async def _read(self, captured: Captured, source_name: str | None) -> Odd:
        name = source_name or self._owners.name_for(captured.url)
        source = self._owners.source(name)
        language = source.language if source is not None else None
        try:
            found = await read(
                self._workers, captured, self._terms, declared_language=language, known=None, rung=None
            )
        except WorkerFailed as error:
            _log.warning("page_unreadable", file=captured.path.name, offset=captured.offset, why=str(error))
            page = Page(
                url=captured.url,
                final_url=captured.url,
                status=200,
                headers=(),
                body=b"",
                fetched_at=captured.at,
            )
            refused = Refused(url=captured.url, reason=RefusalReason.UNREADABLE, detail=str(error))
            return Odd(
                found=Taken(page=page, result=refused, digest=""), language=language, known=None, rung=None
            )
        return Odd(found=found, language=language, known=None, rung=None)


async def read(
    workers: Workers,
    captured: Captured,
    terms: Terms,
    *,
    declared_language: str | None,
    known: str | None,
    rung: Rung | None,
) -> Taken:
    """Have a worker read a capture."""
    return await workers.run(
        taken,
        captured,
        limit=terms.limit,
        declared_language=declared_language,
        languages=terms.languages,
        site_rules=terms.site_rules,
        known=known,
        rung=rung,
    )


class _Once:
    """The port ``monitor.ports.Workers``: what was taken already, where the question is the same."""

    def __init__(self, workers: Workers, terms: Terms) -> None:
        self._workers = workers
        self._terms = terms
        self._captured: Captured | None = None
        self._odd: Odd | None = None

    def now(self, captured: Captured, odd: Odd) -> None:
        """The next question is about this capture."""
        self._captured, self._odd = captured, odd

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """See :class:`monitor.ports.Workers`."""
        if cast("Any", function) is not intake.take:
            return await self._workers.run(function, *args, **kwargs)
        odd, captured = self._odd, self._captured
        assert odd is not None
        assert captured is not None
        known, rung = cast("str | None", kwargs["known"]), cast("Rung | None", kwargs["rung"])
        language = cast("str | None", kwargs["declared_language"])
        # A reading is there although the text is known: nobody minds.
        if odd.known in (None, known) and odd.rung == rung and odd.language == language:
            return cast("R", odd.found.result)
        found = await read(
            self._workers, captured, self._terms, declared_language=language, known=known, rung=rung
        )
        return cast("R", found.result)
