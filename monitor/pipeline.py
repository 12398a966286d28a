"""One article from what was fetched to what is stored and told.

The only place where pure code meets the ports: it loads the state, lets the pure rooms
decide, and records version, changes, report and mails in one transaction.

Left out: when to fetch and how (``service``, ``crawl``), sending (``deliver``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import intake
from monitor.cadence import next_check, next_poll
from monitor.codec import dumps, loads
from monitor.crash import Point, reached
from monitor.decide import ArticleState, Decision, Seen, Status, Verdict, decide
from monitor.errors import DiscoveryError, WorkerFailed
from monitor.extract.sites import SiteRule
from monitor.extract.unchanged import Kept, Trust
from monitor.model import (
    Change,
    ChangeKind,
    Comparison,
    Fetched,
    FetchFailed,
    NotModified,
    Page,
    RefusalReason,
    Refused,
    Report,
    Source,
    SourceKind,
    Target,
    Version,
    Weight,
)
from monitor.ports import Archive, ArticleRecord, Capture, Observation, Postmaster, Store, Workers
from monitor.report.digest import build_report

# A doubted response (a text cut short, a page gone) is looked at again this soon; the
# young-article interval of ``cadence``, since the doubt is as fresh.
_RECHECK = timedelta(minutes=15)

# An article that the settings name by itself is looked at as long as they do; the last
# interval of ``cadence``.
_NAMED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one check of one article came to, for the progress line and the summary."""

    url: str
    outcome: str
    """A verdict of ``decide``, or "refused" or "failed"."""
    detail: str | None = None
    headline: str = ""
    language: str | None = None
    changes: tuple[Change, ...] = ()
    """What editors may be told of."""
    version: int | None = None
    """The number of the version that was stored, if one was."""


class Pipeline:
    """Takes fetched things in; see the module's text."""

    def __init__(
        self,
        *,
        store: Store,
        workers: Workers,
        postmaster: Postmaster,
        languages: tuple[str, ...],
        site_rules: tuple[SiteRule, ...],
        every: timedelta,
        clock: Callable[[], datetime],
        archive: Archive | None = None,
        keep_refused: bool = False,
    ) -> None:
        self._archive = archive
        self._keep_refused = keep_refused
        self._store = store
        self._workers = workers
        self._postmaster = postmaster
        self._languages = languages
        self._site_rules = site_rules
        self._every = every
        self._clock = clock

    # ----------------------------------------------------------------- sources

    async def index_page(self, source: Source, page: Page) -> tuple[int, int]:
        """Store what an index document lists: (links listed, articles new).

        :raises DiscoveryError: the document cannot be read as what it should be.
        """
        try:
            links = await self._workers.run(intake.listed, page, source)
        except WorkerFailed as error:
            message = f"{page.url}: {error}"
            raise DiscoveryError(message) from error
        return len(links), self._store.add_links(source.name, links, self._clock())

    def source_checked(
        self, source: Source, *, listed: int | None, errors: list[str], crawl: str | None = None
    ) -> None:
        """Record how a source fared; ``listed`` None means that nothing was read (304)."""
        now = self._clock()
        self._store.source_checked(
            source.name,
            now,
            error="; ".join(errors) or None,
            listed=listed,
            next_check=next_poll(source.every or self._every, now, source.name),
            crawl=crawl,
            notice=self._postmaster.notice,
        )

    # ---------------------------------------------------------------- articles

    def target(self, record: ArticleRecord) -> Target:
        """What to fetch of an article: without validators while a response is doubted."""
        doubted = _state(record).status in (Status.HELD, Status.FLAPPING)
        if doubted or not record.state:
            return Target(url=record.url)
        return Target(url=record.url, etag=record.etag, last_modified=record.last_modified)

    async def article(self, record: ArticleRecord, source: Source | None, fetched: Fetched) -> Outcome:
        """Take in what one fetch of an article gave."""
        state = _state(record)
        if isinstance(fetched, Page):
            return await self._page(record, source, fetched, state)
        return self._settle(record, source, state, fetched)

    async def _page(
        self, record: ArticleRecord, source: Source | None, page: Page, state: ArticleState
    ) -> Outcome:
        kept = self._rung(record, state)
        try:
            taken = await self._workers.run(
                intake.take,
                page,
                declared_language=source.language if source else None,
                languages=self._languages,
                site_rules=self._site_rules,
                known=state.settled,
                rung=kept.rung if kept else None,
            )
        except WorkerFailed as error:
            taken = Refused(url=page.url, reason=RefusalReason.UNREADABLE, detail=str(error))
        if isinstance(taken, Refused):
            capture = self._archive.keep(page) if self._archive and self._keep_refused else None
            return self._settle(record, source, state, taken, capture=capture)
        if isinstance(taken, intake.AsBefore):
            assert kept is not None
            assert state.settled is not None
            return self._settle(
                record,
                source,
                state,
                Seen(article=None, fingerprint=state.settled),
                page=page,
                rung=dumps(kept.once_more()),
            )
        twin = self._store.same_article(taken.identity) if taken.identity != record.identity else None
        if twin is not None and state.settled is None and self._is_twin(twin, record, taken):
            self._store.merge(record.id, twin.id, self._clock())
            return Outcome(url=record.url, outcome="merged", detail=twin.url, headline=taken.article.headline)
        return await self._seen(record, source, state, taken, page, renamed=twin is None)

    def _rung(self, record: ArticleRecord, state: ArticleState) -> Kept | None:
        """What may tell the page unchanged; None where it is to be extracted whatever it shows."""
        if state.settled is None or state.status in (Status.HELD, Status.FLAPPING):
            return None
        stored = self._store.rung(record.id)
        kept = loads(Kept, stored) if stored else None
        return kept if kept is not None and kept.usable(state.settled, self._clock()) else None

    def _is_twin(self, other: ArticleRecord, record: ArticleRecord, taken: intake.Taken) -> bool:
        """Whether the other record is the same article under the address that the page states.

        Templates name one address on many articles (/news); what is stored there tells.
        """
        if other.id == record.id:
            return False
        stored = self._store.latest(other.id)
        if stored is None or stored.fingerprint == taken.fingerprint:
            return True
        return stored.article.headline == taken.article.headline

    async def _seen(
        self,
        record: ArticleRecord,
        source: Source | None,
        state: ArticleState,
        taken: intake.Taken,
        page: Page,
        *,
        renamed: bool,
    ) -> Outcome:
        now = self._clock()
        known = taken.fingerprint == state.settled
        previous = None if state.settled is None or known else self._store.latest(record.id)
        seen = Seen(article=taken.article, fingerprint=taken.fingerprint)
        decision, after = decide(state, seen, now=now, previous=previous.article if previous else None)
        version, comparison, error = None, Comparison(), None
        if decision.stores and taken.reading is not None:
            if previous is not None:
                comparison, error = await self._compare(previous, taken)
            version = Version(
                number=previous.number + 1 if previous else 1,
                captured_at=now,
                article=taken.article,
                reading=taken.reading,
                fingerprint=taken.fingerprint,
                stealth=comparison.stealth,
            )
        reached(Point.PAGE_READ)
        if decision.verdict is Verdict.BACK:
            comparison = _and_back(comparison, taken.article.headline)
            previous = previous or self._store.latest(record.id)
        return self._record(
            record,
            source,
            decision,
            after,
            now=now,
            version=version,
            previous=previous,
            comparison=comparison,
            etag=page.header("ETag"),
            last_modified=page.header("Last-Modified"),
            capture=self._archive.keep(page) if self._archive and version else None,
            rung=_made(taken, now) if after.settled == taken.fingerprint else None,
            identity=taken.identity if renamed and taken.identity != record.identity else None,
            detail=error,
        )

    async def _compare(self, previous: Version, taken: intake.Taken) -> tuple[Comparison, str | None]:
        """The comparison; one that cannot be made in time is told as such, never lost."""
        assert taken.reading is not None
        try:
            comparison = await self._workers.run(
                intake.compared, previous.article, previous.reading, taken.article, taken.reading
            )
        except WorkerFailed as error:
            change = Change(
                kind=ChangeKind.PASSAGE_EDITED,
                weight=Weight.MEDIUM,
                before=previous.article.headline,
                after=taken.article.headline,
                passage=f"The versions differ but could not be compared: {error}",
            )
            return Comparison(changes=(change,)), f"not compared: {error}"
        return comparison, None

    def _settle(
        self,
        record: ArticleRecord,
        source: Source | None,
        state: ArticleState,
        observed: Refused | FetchFailed | NotModified | Seen,
        *,
        page: Page | None = None,
        rung: str | None = None,
        capture: Capture | None = None,
    ) -> Outcome:
        """Record a check that brought no text: a failure, or the text that is known."""
        now = self._clock()
        decision, after = decide(state, observed, now=now)
        comparison, previous = Comparison(), None
        if decision.verdict in (Verdict.GONE, Verdict.BACK):
            previous = self._store.latest(record.id)
            headline = previous.article.headline if previous else record.url
            gone = decision.verdict is Verdict.GONE
            comparison = _only_gone(headline) if gone else _and_back(comparison, headline)
        outcome = detail = None
        if isinstance(observed, Refused):
            outcome, detail = "refused", f"{observed.reason.value}: {observed.detail}"
        elif isinstance(observed, FetchFailed) and decision.verdict is Verdict.UNKNOWN:
            outcome, detail = "failed", f"{observed.fault.value}: {observed.detail}"
        elif isinstance(observed, FetchFailed):
            detail = observed.detail
        return self._record(
            record,
            source,
            decision,
            after,
            now=now,
            previous=previous,
            comparison=comparison,
            etag=page.header("ETag") if page else record.etag,
            last_modified=page.header("Last-Modified") if page else record.last_modified,
            rung=rung,
            capture=capture,
            outcome=outcome,
            detail=detail,
        )

    def _record(
        self,
        record: ArticleRecord,
        source: Source | None,
        decision: Decision,
        after: ArticleState,
        *,
        now: datetime,
        previous: Version | None,
        comparison: Comparison,
        etag: str | None,
        last_modified: str | None,
        version: Version | None = None,
        rung: str | None = None,
        capture: Capture | None = None,
        identity: str | None = None,
        outcome: str | None = None,
        detail: str | None = None,
    ) -> Outcome:
        report = self._report(record, version, previous, comparison, now) if decision.tells else None
        post = self._postmaster.address(report, now) if report else ()
        matters = report is not None and any(c.weight.rank >= Weight.MEDIUM.rank for c in report.changes)
        changed = version.captured_at if version else record.last_change
        check = next_check(record.first_seen, changed, now, record.identity)
        if decision.waits:
            check = now + _RECHECK
        elif check is None and source is not None and source.kind is SourceKind.PAGE:
            check = now + _NAMED
        self._store.record(
            Observation(
                article_id=record.id,
                checked_at=now,
                outcome=outcome or decision.verdict.value,
                detail=detail,
                state=dumps(after),
                etag=etag,
                last_modified=last_modified,
                rung=rung,
                next_check=check,
                identity=identity,
                version=version,
                capture=capture,
                changes=comparison.changes,
                report=report if post or matters else None,
                post=post,
            )
        )
        shown = version or previous
        return Outcome(
            url=record.url,
            outcome=outcome or decision.verdict.value,
            detail=detail,
            headline=shown.article.headline if shown else "",
            language=shown.article.language if shown else None,
            changes=report.changes if report else (),
            version=version.number if version else None,
        )

    @staticmethod
    def _report(
        record: ArticleRecord,
        version: Version | None,
        previous: Version | None,
        comparison: Comparison,
        now: datetime,
    ) -> Report | None:
        shown = version or previous
        if shown is None or not any(change.weight is not Weight.NONE for change in comparison.changes):
            return None
        report = build_report(record.source, shown.article, shown, previous, comparison)
        report = replace(report, also_listed_by=record.also_listed_by)
        # Gone, or back as it was: nothing of the text changed, with or without a notice.
        return report if version else replace(report, captured_at=now, stealth=False)


def _state(record: ArticleRecord) -> ArticleState:
    return loads(ArticleState, record.state) if record.state else ArticleState()


def _made(taken: intake.Taken, now: datetime) -> str:
    return dumps(Kept(rung=taken.rung, fingerprint=taken.fingerprint, trust=Trust(since=now)))


def _only_gone(headline: str) -> Comparison:
    return Comparison(changes=(Change(kind=ChangeKind.ARTICLE_GONE, weight=Weight.HIGH, before=headline),))


def _and_back(comparison: Comparison, headline: str) -> Comparison:
    back = Change(kind=ChangeKind.ARTICLE_BACK, weight=Weight.HIGH, after=headline)
    return replace(comparison, changes=(back, *comparison.changes))
