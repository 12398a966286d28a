"""What the rooms that decide expect of the rooms that do IO.

Each Protocol's docstring states order and errors; one contract suite in
``tests/contract`` runs on every implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from monitor.model import Change, Link, Report, Version, require_utc

P = ParamSpec("P")
R = TypeVar("R")


# -------------------------------------------------------------------------- mail


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
    """Knows the editors: who gets a report, and as what."""

    def address(self, report: Report, now: datetime) -> tuple[Mail | Deferred, ...]:
        """What goes to whom; () when nobody asked for any of it."""
        ...

    def digest(self, waiting: Waiting, now: datetime) -> Mail | None:
        """One mail of all that waited; None when the editor is no longer there."""
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
class ArticleRecord:
    """What the store knows of an article apart from its versions."""

    id: int
    identity: str
    """The canonical URL: one article, one record."""
    url: str
    """The URL to fetch, as the source lists it."""
    source: str
    first_seen: datetime
    state: str
    """``monitor.decide``'s state, encoded; "" at first."""
    etag: str | None = None
    last_modified: str | None = None
    last_change: datetime | None = None


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
    next_check: datetime | None = None
    """None: it is no longer watched."""
    identity: str | None = None
    """The canonical URL that the page itself gives, when it is another one."""
    version: Version | None = None
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
    """Links that the last successful check listed."""
    next_check: datetime | None = None


class Store(Outbox, Protocol):
    """Everything that is kept.

    Every method is one transaction; nothing that an editor was told is overwritten.
    """

    def sources(self) -> dict[str, SourceRecord]:
        """All sources that were ever checked, by name."""
        ...

    def source_checked(
        self, name: str, at: datetime, *, error: str | None, listed: int, next_check: datetime
    ) -> SourceRecord:
        """Record a check of a source: ``error`` None is a success. Returns how it stands."""
        ...

    def add_links(self, source: str, links: Sequence[tuple[str, Link]], at: datetime) -> int:
        """Record (identity, link) pairs as articles to be checked at once.

        An identity that is known already stays as it is. Returns how many were new.
        """
        ...

    def due(self, now: datetime) -> list[ArticleRecord]:
        """Articles whose next check has come, oldest first."""
        ...

    def watched(self) -> list[ArticleRecord]:
        """All articles that are still watched, due or not, oldest first."""
        ...

    def latest(self, article_id: int) -> Version | None:
        """The newest version of an article."""
        ...

    def same_article(self, identity: str) -> ArticleRecord | None:
        """The record that already goes by that canonical URL."""
        ...

    def merge(self, article_id: int, into: int, at: datetime) -> None:
        """The first is the second under another URL: stop watching it."""
        ...

    def record(self, observation: Observation) -> None:
        """Store state, version, changes, report and mails together, or nothing of it.

        The same version number stored twice changes nothing (idempotent).
        """
        ...

    def waiting(self, now: datetime) -> list[Waiting]:
        """The digests that are due."""
        ...

    def post_digest(self, waiting: Waiting, mail: Mail | None, now: datetime) -> None:
        """Put a digest into the outbox and end the wait of its reports, together."""
        ...
