"""A pass: look at sources, look at their articles, hand over the mail.

``once`` looks at everything now; ``tick`` at what is due. Both use the same steps.
Left out: when ticks come (``scheduler``), what a fetched page means (``pipeline``).
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from structlog.contextvars import bound_contextvars, get_contextvars

from monitor.crash import Point, reached
from monitor.crawl.runner import Crawler
from monitor.deliver.outbox import flush
from monitor.discover.urls import canonical_url, host_of
from monitor.model import Fetched, FetchFailed, FetchFault, Link, Source, SourceKind
from monitor.pipeline import Outcome, Pipeline
from monitor.ports import BY_HAND, ArticleRecord, Mailer, Postmaster, SourceRecord
from monitor.service.engine import HERE, SiteEngine, in_turn
from monitor.service.events import Listener, Tally
from monitor.service.index_checks import IndexChecks
from monitor.store.clock import TOLERANCE
from monitor.store.sql import SqlStore

# Generous: no feed that was looked at lists more than 300 articles.
BUDGET = 1000


def alone(_host: str) -> AbstractContextManager[bool]:
    """The hold on a site where there is one process."""
    return nullcontext(enter_result=True)


class Passes:
    """Runs passes over the sources; one instance a process.

    :param budget: articles looked at for one source in one pass; the rest waits for the
        next, and those that have been due the longest go first.
    :param engine: where the sites that a tick finds due are looked at.
    :param hold: holds a site against other processes; False where one of them is at it.
    """

    def __init__(
        self,
        *,
        sources: Sequence[Source],
        store: SqlStore,
        pipeline: Pipeline,
        crawler: Crawler,
        index_checks: IndexChecks,
        postmaster: Postmaster,
        mailer: Mailer | None,
        listener: Listener,
        clock: Callable[[], datetime],
        budget: int = BUDGET,
        housekeeping: Callable[[datetime], object] = lambda _: None,
        engine: SiteEngine = HERE,
        hold: Callable[[str], AbstractContextManager[bool]] = alone,
    ) -> None:
        self._engine = engine
        self._hold = hold
        self._housekeeping = housekeeping
        self._kept_house: date | None = None
        self._sources = {source.name: source for source in sources}
        self._at: dict[str, list[Source]] = {}
        for source in sources:
            self._at.setdefault(host_of(source.url), []).append(source)
        self._store = store
        self._pipeline = pipeline
        self._crawler = crawler
        self._index_checks = index_checks
        self._postmaster = postmaster
        self._mailer = mailer
        self._listener = listener
        self._clock = clock
        self._budget = budget
        self._busy: set[str] = set()
        self._ticks: set[asyncio.Task[Any]] = set()
        self._stop = asyncio.Event()
        self._posting = asyncio.Lock()
        self._unmarked: dict[int, datetime] = {}
        """Mails that were sent when the store did not answer."""
        self._latest: datetime | None = None
        self.last_tick: float | None = None
        """When the last tick began, on the loop's clock."""

    # ------------------------------------------------------------------ the two ways

    async def once(self, tally: Tally) -> None:
        """Look at every source and every watched article now; ``tally`` grows with it.

        The articles of a source that has answered do not wait for one that has not.
        """
        self._tell("pass_started", sources=len(self._sources))
        self._mind_the_clock()
        await in_turn(
            [
                self._by_hand(tally),
                *(self._source_and_articles(source, tally) for source in self._sources.values()),
            ]
        )
        await self.post(tally)
        tally.stopped = self._stopping
        self._tell("pass_ended", summary=tally.line(), exit_code=tally.exit_code)

    async def tick(self) -> None:
        """See to it that what is due is looked at; a site still busy is left alone."""
        task = asyncio.current_task()
        assert task is not None
        self._ticks.add(task)
        self.last_tick = asyncio.get_running_loop().time()
        try:
            await self._due()
        finally:
            self._ticks.discard(task)

    async def _due(self) -> None:
        self._mind_the_clock()
        now, known = self._clock(), self._store.sources()
        due = [source for source in self._sources.values() if _is_due(known.get(source.name), now)]
        hosts = {host_of(source.url) for source in due}
        hosts |= {host for host, source in self._store.hosts_due(now) if self._is_ours(source)}
        await self._engine.submit(self, sorted(hosts))
        if not self._posting.locked():  # whoever posts goes on until nothing is left
            await self.post(Tally())

    async def look_at(self, host: str) -> None:
        """Look at what is due of one site, unless that is being done."""
        if host in self._busy or self._stopping:
            return
        self._busy.add(host)
        try:
            with self._hold(host) as held, _crawl_id():
                if held:
                    await self._site(host)
                else:
                    self._tell("site_held_elsewhere", host=host)
        finally:
            self._busy.discard(host)

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

    async def _source_and_articles(self, source: Source, tally: Tally) -> None:
        with _crawl_id():
            await self._check_source(source, tally)
            await self._articles_of(source.name, tally)

    async def _by_hand(self, tally: Tally) -> None:
        with _crawl_id():
            await self._articles_of(BY_HAND, tally)

    async def _articles_of(self, name: str, tally: Tally) -> None:
        if not self._stopping:
            records = self._ours(self._store.watched(name))
            await self._check_articles([record for record in records if record.source == name], tally)

    async def _site(self, host: str) -> None:
        tally = Tally()
        own = self._at.get(host, [])
        known = self._store.sources([source.name for source in own]) if own else {}
        for source in own:
            if _is_due(known.get(source.name), self._clock()):
                await self._check_source(source, tally)
        # What the sources listed just now is due as well.
        records = self._ours(self._store.due(self._clock(), host))
        if not self._stopping:
            await self._check_articles(records, tally)

    def _is_ours(self, source: str) -> bool:
        """Whether a source is in the settings (one taken out is left alone), or the user's own hand."""
        return source in self._sources or source == BY_HAND

    def _ours(self, records: Sequence[ArticleRecord]) -> list[ArticleRecord]:
        """What a source of this pass lists (a source taken out is left alone), or was added by hand.

        Each as of one of them: the source that is this page, or else the first that listed it.
        """
        ours = []
        for record in records:
            listed_by = (record.source, *record.also_listed_by)
            here = [name for name in listed_by if self._is_ours(name)]
            if here:
                own = min(here, key=self._is_no_page)
                others = tuple(name for name in listed_by if name != own)
                ours.append(replace(record, source=own, also_listed_by=others))
        return ours

    def _is_no_page(self, name: str) -> bool:
        return name not in self._sources or self._sources[name].kind is not SourceKind.PAGE

    async def _check_source(self, source: Source, tally: Tally) -> None:
        if self._stopping:
            return
        if source.kind is SourceKind.PAGE:
            link = (canonical_url(source.url), Link(url=source.url))
            new = self._store.add_links(source.name, [link], self._clock())
            tally.links += new
            return
        with self._timed("index"):
            check = await self._index_checks.check(source)
        if check.stopped:
            return
        listed = None if check.not_modified else check.listed
        self._source_done(source, tally, listed=listed, new=check.new, errors=check.errors)

    def _source_done(
        self, source: Source, tally: Tally, *, listed: int | None, new: int, errors: list[str]
    ) -> None:
        crawl = get_contextvars().get("crawl")
        self._pipeline.source_checked(source, listed=listed, errors=errors, crawl=crawl)
        tally.sources += 1
        tally.links += listed or 0
        if errors:
            tally.failed_sources.append(source.name)
        self._tell(
            "source_checked", source=source.name, listed=listed, new=new, error="; ".join(errors) or None
        )

    async def _check_articles(self, records: Sequence[ArticleRecord], tally: Tally) -> None:
        """Fetch and take in the articles; one that fails leaves the others alone."""
        by_url: dict[str, ArticleRecord] = {}
        for record in self._within_budget(records):
            by_url.setdefault(record.url, record)
        if not by_url:
            return
        self._tell("articles_started", articles=len(by_url))

        async def deliver(fetched: Fetched) -> None:
            if isinstance(fetched, FetchFailed) and fetched.fault is FetchFault.STOPPED:
                return
            record = by_url[fetched.url]
            source = self._sources.get(record.source)
            outcome = await self._pipeline.article(record, source, fetched)
            tally.add(outcome)
            self._article_done(record, source, outcome, tally)

        with self._timed("articles"):
            targets = [self._pipeline.target(record) for record in by_url.values()]
            await self._crawler.fetch_articles(targets, deliver)

    def _within_budget(self, records: Sequence[ArticleRecord]) -> list[ArticleRecord]:
        """The records, oldest due first, up to the budget of each source."""
        wanted: Counter[str] = Counter()
        chosen = []
        for record in records:
            wanted[record.source] += 1
            if wanted[record.source] <= self._budget:
                chosen.append(record)
        for name, number in wanted.items():
            if number > self._budget:
                self._tell("budget_spent", source=name, articles=self._budget, waiting=number - self._budget)
        return chosen

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
            version=outcome.version,
        )
        if source is not None and source.kind is SourceKind.PAGE:
            failed = outcome.outcome in ("failed", "refused", "gone")
            errors = [f"{outcome.url}: {outcome.detail or outcome.outcome}"] if failed else []
            self._source_done(source, tally, listed=1, new=0, errors=errors)

    async def post(self, tally: Tally) -> None:
        """Make the digests that are due and hand over what waits in the outbox, one post at a time; once a day, keep house.

        Ticks overlap, and two posts over one connection talk into each other's dialogue: mail
        servers refuse that for good ("503 nested MAIL command"), and the mail is dead.
        """
        async with self._posting:
            if not self._stopping:
                await self._post(tally)

    async def _post(self, tally: Tally) -> None:
        now = self._clock()
        if self._kept_house != now.date():
            self._housekeeping(now)
            self._kept_house = now.date()
        held_until = self._postmaster.held_until
        for waiting in self._store.waiting(now, at_once=self._postmaster.at_once(now)):
            # A digest that a stopped service owes in the night goes with the morning's.
            if held_until(waiting.recipient, now) is None:
                digest = self._postmaster.digest(waiting, now)
                reached(Point.DIGEST_MADE)
                self._store.post_digest(waiting, digest, now)
        if self._mailer is None:
            return
        with self._timed("mail"):
            result = await flush(
                self._store,
                self._mailer,
                now=self._clock,
                unmarked=self._unmarked,
                held_until=held_until,
            )
        tally.sent, tally.retried, tally.dead = result.sent, result.retried, result.dead
        tally.outputs_sent, tally.outputs_retried = result.outputs_sent, result.outputs_retried
        if result.sent or result.retried or result.dead:
            self._tell("mail_flushed", sent=result.sent, retried=result.retried, dead=result.dead)

    def _mind_the_clock(self) -> None:
        """At the start, and when the clock was set back: plan anew what it had planned."""
        now = self._clock()
        if self._latest is None or now < self._latest - TOLERANCE:
            planned = self._store.clock_put_right(now)
            if planned:
                self._tell("clock_set_back", planned=planned)
        self._latest = now

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            yield
        finally:
            self._tell("stage_ended", stage=stage, seconds=loop.time() - began)

    def _tell(self, event: str, **keys: Any) -> None:
        self._listener(event, keys)


def _is_due(record: SourceRecord | None, now: datetime) -> bool:
    return record is None or record.next_check is None or record.next_check <= now


def _crawl_id() -> Any:
    """All log lines inside carry one id: short enough to read out, unique among a year's."""
    return bound_contextvars(crawl=secrets.token_hex(5))
