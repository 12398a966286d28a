"""A pass: look at sources, look at their articles, hand over the mail.

``once`` looks at everything now; ``tick`` at what is due. Both use the same steps.
Left out: when ticks come (``scheduler``), what a fetched page means (``pipeline``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from monitor.crash import Point, reached
from monitor.crawl.runner import Crawler
from monitor.deliver.outbox import flush
from monitor.discover.urls import canonical_url, host_of
from monitor.errors import DiscoveryError
from monitor.model import Fetched, FetchFailed, FetchFault, Link, NotModified, Page, Source, SourceKind
from monitor.pipeline import Outcome, Pipeline
from monitor.ports import BY_HAND, ArticleRecord, Mailer, Postmaster
from monitor.service.events import Listener, Tally
from monitor.store.sql import SqlStore


class Passes:
    """Runs passes over the sources; one instance a process."""

    def __init__(
        self,
        *,
        sources: Sequence[Source],
        store: SqlStore,
        pipeline: Pipeline,
        crawler: Crawler,
        postmaster: Postmaster,
        mailer: Mailer | None,
        listener: Listener,
        clock: Callable[[], datetime],
    ) -> None:
        self._sources = {source.name: source for source in sources}
        self._store = store
        self._pipeline = pipeline
        self._crawler = crawler
        self._postmaster = postmaster
        self._mailer = mailer
        self._listener = listener
        self._clock = clock
        self._busy: set[str] = set()
        self._ticks: set[asyncio.Task[Any]] = set()
        self._stop = asyncio.Event()

    # ------------------------------------------------------------------ the two ways

    async def once(self, tally: Tally) -> None:
        """Look at every source and every watched article now; ``tally`` grows with it."""
        self._tell("pass_started", sources=len(self._sources))
        await self._in_turn(self._check_source(source, tally) for source in self._sources.values())
        records = [record for record in self._store.watched() if self._is_ours(record)]
        if not self._stopping:
            await self._check_articles(records, tally)
        await self.post(tally)
        tally.stopped = self._stopping
        self._tell("pass_ended", summary=tally.line(), exit_code=tally.exit_code)

    async def tick(self) -> None:
        """Look at what is due, all sites at once; a site still busy is left alone."""
        task = asyncio.current_task()
        assert task is not None
        self._ticks.add(task)
        try:
            await self._due()
        finally:
            self._ticks.discard(task)

    async def _due(self) -> None:
        now = self._clock()
        known = self._store.sources()
        due = [s for s in self._sources.values() if _is_due(known.get(s.name), now)]
        records = [record for record in self._store.due(now) if self._is_ours(record)]
        hosts = {host_of(source.url) for source in due} | {host_of(record.url) for record in records}
        await self._in_turn(
            self._site(
                host,
                [source for source in due if host_of(source.url) == host],
                [record for record in records if host_of(record.url) == host],
            )
            for host in sorted(hosts - self._busy)
        )
        await self.post(Tally())

    async def stop(self, grace: float) -> None:
        """Take nothing new; what is on the wire ends within ``grace`` seconds."""
        self._stop.set()
        await self._crawler.stop(grace)

    async def stopped(self) -> None:
        """Return when :meth:`stop` was called."""
        await self._stop.wait()

    async def idle(self) -> None:
        """Return when no tick is at work."""
        if self._ticks:
            await asyncio.wait(self._ticks)

    @property
    def _stopping(self) -> bool:
        return self._stop.is_set()

    # --------------------------------------------------------------------- the steps

    async def _site(self, host: str, sources: list[Source], records: list[ArticleRecord]) -> None:
        self._busy.add(host)
        try:
            tally = Tally()
            for source in sources:
                await self._check_source(source, tally)
            known = {record.id for record in records}
            if sources:
                fresh = [
                    r for r in self._store.due(self._clock()) if r.id not in known and host_of(r.url) == host
                ]
                records = records + [record for record in fresh if self._is_ours(record)]
            if not self._stopping:
                await self._check_articles(records, tally)
        finally:
            self._busy.discard(host)

    def _is_ours(self, record: ArticleRecord) -> bool:
        """Of a source in the settings (a source taken out is left alone), or added by hand."""
        return record.source in self._sources or record.source == BY_HAND

    async def _check_source(self, source: Source, tally: Tally) -> None:
        if self._stopping:
            return
        if source.kind is SourceKind.PAGE:
            link = (canonical_url(source.url), Link(url=source.url))
            new = self._store.add_links(source.name, [link], self._clock())
            tally.links += new
            return
        errors: list[str] = []
        listed = new = 0
        stopped = False

        async def deliver(fetched: Fetched) -> None:
            nonlocal listed, new, stopped
            match fetched:
                case Page():
                    try:
                        page_listed, page_new = await self._pipeline.index_page(source, fetched)
                        listed, new = listed + page_listed, new + page_new
                    except DiscoveryError as error:
                        errors.append(str(error))
                case FetchFailed(fault=FetchFault.STOPPED):
                    stopped = True
                case FetchFailed():
                    errors.append(f"{fetched.url}: {fetched.fault.value}: {fetched.detail}")
                case NotModified():
                    pass

        await self._crawler.fetch_index(source, deliver)
        if stopped:
            return
        self._source_done(source, tally, listed=listed, new=new, errors=errors)

    def _source_done(self, source: Source, tally: Tally, *, listed: int, new: int, errors: list[str]) -> None:
        self._pipeline.source_checked(source, listed=listed, errors=errors)
        tally.sources += 1
        tally.links += listed
        if errors:
            tally.failed_sources.append(source.name)
        self._tell(
            "source_checked", source=source.name, listed=listed, new=new, error="; ".join(errors) or None
        )

    async def _check_articles(self, records: Sequence[ArticleRecord], tally: Tally) -> None:
        """Fetch and take in the articles; one that fails leaves the others alone."""
        self._tell("articles_started", articles=len(records))
        by_url: dict[str, ArticleRecord] = {}
        for record in records:
            by_url.setdefault(record.url, record)

        async def deliver(fetched: Fetched) -> None:
            if isinstance(fetched, FetchFailed) and fetched.fault is FetchFault.STOPPED:
                return
            record = by_url[fetched.url]
            source = self._sources.get(record.source)
            outcome = await self._pipeline.article(record, source, fetched)
            tally.add(outcome)
            self._article_done(record, source, outcome, tally)

        targets = [self._pipeline.target(record) for record in by_url.values()]
        if targets:
            await self._crawler.fetch_articles(targets, deliver)

    def _article_done(
        self, record: ArticleRecord, source: Source | None, outcome: Outcome, tally: Tally
    ) -> None:
        self._tell(
            "article_checked",
            source=record.source,
            url=outcome.url,
            outcome=outcome.outcome,
            detail=outcome.detail,
            headline=outcome.headline,
            language=outcome.language,
            changes=outcome.changes,
        )
        if source is not None and source.kind is SourceKind.PAGE:
            failed = outcome.outcome in ("failed", "refused", "gone")
            errors = [f"{outcome.url}: {outcome.detail or outcome.outcome}"] if failed else []
            self._source_done(source, tally, listed=1, new=0, errors=errors)

    async def post(self, tally: Tally) -> None:
        """Make the digests that are due and hand over what waits in the outbox."""
        if self._stopping:
            return
        now = self._clock()
        held_until = self._postmaster.held_until
        for waiting in self._store.waiting(now, at_once=self._postmaster.at_once(now)):
            # A digest that a stopped service owes in the night goes with the morning's.
            if held_until(waiting.recipient, now) is None:
                digest = self._postmaster.digest(waiting, now)
                reached(Point.DIGEST_MADE)
                self._store.post_digest(waiting, digest, now)
        if self._mailer is None:
            return
        result = await flush(self._store, self._mailer, now=self._clock, held_until=held_until)
        tally.sent, tally.retried, tally.dead = result.sent, result.retried, result.dead
        if result.sent or result.retried or result.dead:
            self._tell("mail_flushed", sent=result.sent, retried=result.retried, dead=result.dead)

    @staticmethod
    async def _in_turn(jobs: Any) -> None:
        """All jobs at once; the first exception ends the pass after the others ended."""
        results = await asyncio.gather(*jobs, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    def _tell(self, event: str, **keys: Any) -> None:
        self._listener(event, keys)


def _is_due(record: Any, now: datetime) -> bool:
    return record is None or record.next_check is None or record.next_check <= now
