"""What the rooms that decide expect of the rooms that do IO.

Each Protocol's docstring states order and errors; one contract suite in
``tests/contract`` runs on every implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import ParamSpec, Protocol, TypeVar
from unicodedata import normalize

import idna

from monitor.model import Change, FetchFault, Link, Page, Report, Target, Version, require_utc

P = ParamSpec("P")
R = TypeVar("R")


# -------------------------------------------------------------------------- mail


def mailbox_key(address: str) -> str:
    """Equal for all spellings of one mailbox: Desk@Example.org is desk@example.org.

    RFC 5321 lets servers tell letters' case apart in front of the @; none that people use does.
    Letters are not folded further: straße.example and strasse.example are two domains (IDNA 2008),
    whereas 신문.example is xn--z92b13l.example. An output is called what it is called.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return address
    return f"{normalize('NFC', local).lower()}@{_host(domain)}"


@cache
def _host(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return domain.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one recipient, composed and never composed again."""

    recipient: str
    message_id: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """A report that waits for an editor's next digest."""

    recipient: str
    due_at: datetime

    def __post_init__(self) -> None:
        require_utc(self.due_at, "due_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Reports that one editor's digest takes together; the ids end the wait."""

    recipient: str
    ids: tuple[int, ...]
    reports: tuple[Report, ...]


class Postmaster(Protocol):
    """Knows the editors: who gets a report, as what, and when no mail may go."""

    def address(self, report: Report, now: datetime) -> tuple[Mail | Deferred, ...]:
        """What goes to whom; () when nobody asked for any of it."""
        ...

    def digest(self, waiting: Waiting, now: datetime) -> Mail | None:
        """One mail of all that waited; None when the editor is no longer there."""
        ...

    def notice(self, before: SourceRecord, after: SourceRecord) -> Mail | None:
        """What the operator is told of how a source stands now; None when nothing is to tell.

        ``after.told_at`` is that of ``before``: one who was told that it fails is told when
        it is well.
        """
        ...

    def held_until(self, recipient: str, now: datetime) -> datetime | None:
        """When the quiet hours end that this recipient has now; None outside of them."""
        ...

    def at_once(self, now: datetime) -> frozenset[str]:
        """Whose reports no longer wait, as :func:`mailbox_key` gives it.

        An editor who was daily and is at once now gets at once what waited.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One mail to one recipient: the raw bytes to send, always the same."""

    id: int
    recipient: str
    message_id: str
    raw: bytes
    attempts: int
    """How often it was tried before this time."""
    created_at: datetime

    def __post_init__(self) -> None:
        require_utc(self.created_at, "created_at")


class Outbox(Protocol):
    """The mails that wait to be sent. Rows never vanish; they end sent or dead."""

    def lease(self, now: datetime, *, limit: int, lease: timedelta) -> list[OutboxRow]:
        """Take up to ``limit`` due rows, those due longest first, for the length of the lease.

        A row is due when it is neither sent nor dead, its next attempt has come and no
        lease on it runs. Two callers never hold the same row.
        """
        ...

    def mark_sent(self, row_id: int, at: datetime) -> None:
        """The server took it. Ends the lease."""
        ...

    def mark_retry(self, row_id: int, *, next_attempt: datetime, error: str) -> None:
        """It failed for now: counts the attempt, ends the lease."""
        ...

    def mark_dead(self, row_id: int, at: datetime, error: str) -> None:
        """It will never be taken: counts the attempt, visible until someone retries it."""
        ...

    def hold(self, row_id: int, *, until: datetime) -> None:
        """Its recipient wants no mail now: no attempt is counted, ends the lease."""
        ...


class Mailer(Protocol):
    """Hands one mail to the world."""

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        """Hand over exactly these bytes to this recipient.

        :raises TemporaryFailure: worth another try (4xx, no connection, no answer).
        :raises PermanentFailure: never to be tried again (5xx).
        """
        ...


# ------------------------------------------------------------------------- workers


class Workers(Protocol):
    """Runs pure functions where they can be killed."""

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of the function, run with picklable arguments in another process.

        :raises WorkerFailed: it passed its deadline or memory limit, the process died, or
            the function raised something that is no :class:`MonitorError`.
        :raises MonitorError: the function raised it.
        """
        ...


# --------------------------------------------------------------------------- store


BY_HAND = "(added by hand)"
"""The source of articles that a user adds one by one; the settings refuse it as a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Where the archive keeps one response, and the digest of its body."""

    file: str
    offset: int
    length: int
    digest: str
    captured_at: datetime

    def __post_init__(self) -> None:
        require_utc(self.captured_at, "captured_at")


class Archive(Protocol):
    """Keeps raw responses as evidence. Nothing is overwritten."""

    def keep(self, page: Page) -> Capture:
        """Keep a response; it is on the disk when this returns.

        Called before the observation that refers to it is recorded.

        :raises StoreError: it could not be kept.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """What the store knows of an article apart from its versions."""

    id: int
    identity: str
    """The canonical URL: one article, one record."""
    url: str
    """The URL to fetch, as the source lists it."""
    source: str
    """Who listed it first."""
    first_seen: datetime
    state: str
    """``monitor.decide``'s state, encoded; "" at first."""
    etag: str | None = None
    last_modified: str | None = None
    last_change: datetime | None = None
    also_listed_by: tuple[str, ...] = ()
    """The other sources that list it, oldest listing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """All that one check of one article leaves behind, stored in one transaction."""

    article_id: int
    checked_at: datetime
    outcome: str
    """A value of ``monitor.decide``'s closed set, or "failed"/"refused"."""
    detail: str | None = None
    state: str = ""
    etag: str | None = None
    last_modified: str | None = None
    rung: str | None = None
    """What tells the page unchanged next time, encoded; None leaves what is stored."""
    next_check: datetime | None = None
    """None: it is no longer watched."""
    identity: str | None = None
    """The canonical URL that the page itself gives, when it is another one."""
    version: Version | None = None
    capture: Capture | None = None
    """The response that became the version, or was refused, as the archive keeps it."""
    changes: tuple[Change, ...] = ()
    report: Report | None = None
    post: tuple[Mail | Deferred, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """How a source has fared."""

    name: str
    last_checked: datetime | None = None
    last_success: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    """Checks in a row that failed."""
    error: str | None = None
    listed: int = 0
    """Links that the last check listed that read anything (a 304 leaves it as it is)."""
    next_check: datetime | None = None
    told_at: datetime | None = None
    """When the operator was told that it fails; None when it is well or nobody was told."""
    crawl: str | None = None
    """The id that the log lines of its last check carry."""


Notice = Callable[[SourceRecord, SourceRecord], Mail | None]
"""How a source stood and how it stands now → what the operator is told of it, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is known of a host's health."""

    failures: int = 0
    """In a row, of the host rather than of one page."""
    not_before: datetime | None = None
    """No request before this time: the host asked for it, or the circuit is broken."""
    because: str = ""
    fault: FetchFault = FetchFault.OTHER
    status: int | None = None
    """Of the outcome that put the host on hold: what the fetches that are not made report."""

    def __post_init__(self) -> None:
        require_utc(self.not_before, "not_before")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRecord:
    """An index document that was read with success, and what its server calls that state."""

    target: Target
    read_at: datetime
    """When it was last read whole."""
    spared: int = 0
    """Times in a row since then that a 304 spared the reading."""

    def __post_init__(self) -> None:
        require_utc(self.read_at, "read_at")


class Turns(Protocol):
    """Turns at hosts, shared by all processes that crawl: one request at a time, a pause between."""

    def take(self, host: str, longest: timedelta) -> HostState | timedelta:
        """Take the turn at a host, for ``longest`` if it is never given back.

        Gives the host's state as it was stored last, by whichever process; or, where the
        turn is somebody else's or the pause is not over, how long to wait before asking again.

        :raises StoreUnavailable: the store does not answer, or the site was lost meanwhile.
        """
        ...

    def give_back(self, host: str, pause: timedelta) -> None:
        """End the turn; the next begins after the pause."""
        ...


class CrawlMemory(Protocol):
    """What the crawl must know after a restart. Every method is one transaction."""

    def hosts(self) -> dict[str, HostState]:
        """The hosts that are not simply well."""
        ...

    def keep_host(self, host: str, state: HostState) -> None:
        """Remember how a host stands; one that is well is forgotten."""
        ...

    def indexes(self, source: str, asked_for: str) -> list[IndexRecord]:
        """The index documents of a source that were read under the same question.

        ``asked_for`` says all that the reading depends on (address, kind, pattern); what
        was read under another one is forgotten.
        """
        ...

    def keep_index(self, source: str, asked_for: str, record: IndexRecord) -> None:
        """Remember an index document; one without validators is forgotten."""
        ...


class Store(Outbox, Protocol):
    """Everything that is kept.

    Every method is one transaction; nothing that an editor was told is overwritten.
    """

    def sources(self, names: Collection[str] | None = None) -> dict[str, SourceRecord]:
        """The sources of these names that were ever checked, or all, by name."""
        ...

    def source_checked(
        self,
        name: str,
        at: datetime,
        *,
        error: str | None,
        listed: int | None,
        next_check: datetime,
        crawl: str | None = None,
        notice: Notice | None = None,
    ) -> SourceRecord:
        """Record a check of a source: ``error`` None is a success. Returns how it stands.

        ``listed`` None: nothing was read (304). What ``notice`` makes of it goes into the
        outbox in the same transaction.
        """
        ...

    def clock_put_right(self, now: datetime) -> int:
        """Plan anew what was planned by a clock ahead of this one. Returns how much it was."""
        ...

    def add_links(self, source: str, links: Sequence[tuple[str, Link]], at: datetime) -> int:
        """Record (identity, link) pairs as articles to be checked at once.

        An identity that is known already stays as it is; that this source lists it, too, is
        kept. Returns how many were new.
        """
        ...

    def due(self, now: datetime, host: str) -> list[ArticleRecord]:
        """Articles of a host whose next check has come, oldest first."""
        ...

    def watched(self, source: str | None = None) -> list[ArticleRecord]:
        """All articles that are still watched, due or not, oldest first; only those that a source lists if one is named."""
        ...

    def latest(self, article_id: int) -> Version | None:
        """The newest version of an article."""
        ...

    def rung(self, article_id: int) -> str | None:
        """What the last observation that had one left as ``rung``."""
        ...

    def same_article(self, identity: str) -> ArticleRecord | None:
        """The record that already goes by that canonical URL, without ``also_listed_by``."""
        ...

    def merge(self, article_id: int, into: int, at: datetime) -> None:
        """The first is the second under another URL: stop watching it; who lists it lists the second."""
        ...

    def record(self, observation: Observation) -> None:
        """Store state, version, changes, report and mails together, or nothing of it.

        The same version number stored twice changes nothing (idempotent).
        """
        ...

    def waiting(self, now: datetime, *, at_once: frozenset[str] = frozenset()) -> list[Waiting]:
        """The digests that are due, one for each mailbox; all that waits for those in ``at_once``."""
        ...

    def post_digest(self, waiting: Waiting, mail: Mail | None, now: datetime) -> None:
        """Put a digest into the outbox and end the wait of its reports, together."""
        ...
