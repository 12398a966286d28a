"""The store on SQL, through SQLAlchemy Core: each method one transaction.

Left out: opening the database (``database``), the lists that users read (``listing``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, and_, func, or_, select, update

from monitor.codec import dumps, loads
from monitor.crash import Point, reached
from monitor.model import Article, Link, Reading, Report, Version
from monitor.ports import (
    ArticleRecord,
    Deferred,
    Mail,
    Notice,
    Observation,
    OutboxRow,
    SourceRecord,
    Waiting,
    mailbox_key,
)
from monitor.store import mark
from monitor.store.captures import insert_capture
from monitor.store.clock import put_right
from monitor.store.dialect import insert
from monitor.store.tables import (
    articles,
    changes,
    checks,
    deliveries,
    outbox,
    reports,
    rungs,
    sources,
    versions,
)
from monitor.store.transactions import patient

# A source that lists a page under several URLs is followed a few steps, not for ever.
_MERGE_STEPS = 5

# SQLite takes 32,766 variables a statement, and took 999 before 3.32.
_MOST_VARIABLES = 900


@patient
class SqlStore:
    """The port ``monitor.ports.Store`` on one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reads_only=True)

    # ----------------------------------------------------------------- sources

    def sources(self) -> dict[str, SourceRecord]:
        """All sources that were ever checked, by name."""
        with self._reader.connect() as connection:
            rows = connection.execute(select(sources)).mappings()
            return {row["name"]: SourceRecord(**row) for row in rows}

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
        """Record a check of a source: ``error`` None is a success. Returns how it stands."""
        with self._engine.begin() as connection:
            known = connection.execute(select(sources).where(sources.c.name == name)).mappings().first()
            before = SourceRecord(**known) if known else SourceRecord(name=name)
            fails = error is not None
            after = SourceRecord(
                name=name,
                last_checked=at,
                last_success=before.last_success if fails else at,
                failing_since=(before.failing_since or at) if fails else None,
                failures=before.failures + 1 if fails else 0,
                error=error,
                listed=before.listed if fails or listed is None else listed,
                next_check=next_check,
                told_at=before.told_at,
                crawl=crawl,
            )
            mail = notice(before, after) if notice else None
            if mail is not None:
                _insert_mail(connection, mail, at)
                after = replace(after, told_at=at if fails else None)
            values = asdict(after)
            statement = insert(sources).values(values)
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
        return after

    def clock_put_right(self, now: datetime) -> int:
        """Plan anew what was planned by a clock ahead of this one; see ``store.clock``."""
        return put_right(self._engine, now)

    # ---------------------------------------------------------------- articles

    def add_links(self, source: str, links: Sequence[tuple[str, Link]], at: datetime) -> int:
        """Record (identity, link) pairs as articles to be checked at once."""
        rows = [
            {
                "identity": identity,
                "url": link.url,
                "source": source,
                "headline": link.title,
                "first_seen": at,
                "next_check": at,
            }
            for identity, link in links
        ]
        with self._engine.begin() as connection:
            # By what it returns: PostgreSQL's driver counts no rows of an insert that has a serial.
            statement = insert(articles).on_conflict_do_nothing().returning(articles.c.id)
            new = sum(len(connection.execute(statement.values(row)).all()) for row in rows)
            reached(Point.LINKS_WRITTEN)
        reached(Point.LINKS_STORED)
        return new

    def due(self, now: datetime) -> list[ArticleRecord]:
        """Articles whose next check has come, oldest first."""
        return self._articles(articles.c.next_check <= now)

    def watched(self, source: str | None = None) -> list[ArticleRecord]:
        """All articles that are still watched, due or not, oldest first; only of a source if one is named."""
        condition = articles.c.next_check.is_not(None)
        return self._articles(condition if source is None else and_(condition, articles.c.source == source))

    def _articles(self, condition: Any) -> list[ArticleRecord]:
        with self._reader.connect() as connection:
            statement = select(*_RECORD).where(condition).order_by(articles.c.next_check, articles.c.id)
            return [_record(row) for row in connection.execute(statement).mappings()]

    def same_article(self, identity: str) -> ArticleRecord | None:
        """The record that goes by that canonical URL, merges followed."""
        with self._reader.connect() as connection:
            condition = articles.c.identity == identity
            for _ in range(_MERGE_STEPS):
                row = (
                    connection.execute(select(*_RECORD, articles.c.merged_into).where(condition))
                    .mappings()
                    .first()
                )
                if row is None or row["merged_into"] is None:
                    return None if row is None else _record(row)
                condition = articles.c.id == row["merged_into"]
        return None

    def merge(self, article_id: int, into: int, at: datetime) -> None:
        """The first is the second under another URL: stop watching it."""
        with self._engine.begin() as connection:
            connection.execute(
                update(articles)
                .where(articles.c.id == article_id)
                .values(merged_into=into, outcome="merged", detail=None, last_checked=at, next_check=None)
            )

    def latest(self, article_id: int) -> Version | None:
        """The newest version of an article."""
        with self._reader.connect() as connection:
            statement = (
                select(versions)
                .where(versions.c.article_id == article_id)
                .order_by(versions.c.number.desc())
                .limit(1)
            )
            row = connection.execute(statement).mappings().first()
            return None if row is None else version_of(row)

    def rung(self, article_id: int) -> str | None:
        """What the last observation that had one left as ``rung``."""
        with self._reader.connect() as connection:
            statement = select(rungs.c.rung).where(rungs.c.article_id == article_id)
            return connection.execute(statement).scalar_one_or_none()

    # -------------------------------------------------------------- observation

    def record(self, observation: Observation) -> None:
        """Store state, version, changes, report and mails together, or nothing of it."""
        with self._engine.begin() as connection:
            version_id = write_observation(connection, observation)
        reached(Point.ARTICLE_STORED)
        if version_id is not None:
            mark.raise_to(self._engine, version_id)

    # ------------------------------------------------------------------- outbox

    def lease(self, now: datetime, *, limit: int, lease: timedelta) -> list[OutboxRow]:
        """Take up to ``limit`` due rows, those due longest first, for the length of the lease."""
        free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)
        due = and_(outbox.c.status == "pending", outbox.c.next_attempt <= now, free)
        with self._engine.begin() as connection:
            # In the order of the index: by id alone, every mail ever sent was read on the way.
            statement = select(outbox).where(due).order_by(outbox.c.next_attempt, outbox.c.id).limit(limit)
            statement = statement.with_for_update(skip_locked=True)
            rows = connection.execute(statement).mappings().all()
            ids = [row["id"] for row in rows]
            connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(leased_until=now + lease))
        if rows:
            reached(Point.MAIL_LEASED)
        names = ("id", "recipient", "message_id", "raw", "attempts", "created_at")
        return [OutboxRow(**{name: row[name] for name in names}) for row in rows]

    def mark_sent(self, row_id: int, at: datetime) -> None:
        """The server took it."""
        self._end_attempt(row_id, status="sent", ended_at=at, error=None)

    def mark_retry(self, row_id: int, *, next_attempt: datetime, error: str) -> None:
        """It failed for now."""
        self._end_attempt(row_id, next_attempt=next_attempt, error=error)

    def mark_dead(self, row_id: int, at: datetime, error: str) -> None:
        """It will never be taken."""
        self._end_attempt(row_id, status="dead", ended_at=at, error=error)

    def hold(self, row_id: int, *, until: datetime) -> None:
        """Its recipient wants no mail now."""
        with self._engine.begin() as connection:
            connection.execute(
                update(outbox).where(outbox.c.id == row_id).values(leased_until=None, next_attempt=until)
            )

    def _end_attempt(self, row_id: int, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.id == row_id)
                .values(attempts=outbox.c.attempts + 1, leased_until=None, **values)
            )
            reached(Point.MAIL_MARKING)
        reached(Point.MAIL_MARKED)

    def retry_dead(self, now: datetime) -> int:
        """Make the dead letters wait again; how many there were."""
        with self._engine.begin() as connection:
            return connection.execute(
                update(outbox)
                .where(outbox.c.status == "dead")
                .values(status="pending", attempts=0, next_attempt=now, ended_at=None)
            ).rowcount

    # ------------------------------------------------------------------ digests

    def waiting(self, now: datetime, *, at_once: frozenset[str] = frozenset()) -> list[Waiting]:
        """The digests that are due, one for each mailbox; all that waits for those in ``at_once``."""
        pending = deliveries.c.ended_at.is_(None)
        with self._reader.connect() as connection:
            due: dict[str, list[str]] = {}
            statement = select(deliveries.c.recipient, func.min(deliveries.c.due_at).label("due_at"))
            statement = statement.where(pending).group_by(deliveries.c.recipient)
            statement = statement.order_by(deliveries.c.recipient)
            for row in connection.execute(statement).mappings():
                key = mailbox_key(row["recipient"])
                if row["due_at"] <= now or key in at_once:
                    due.setdefault(key, []).append(row["recipient"])
            return [
                _waiting(connection, recipients, None if key in at_once else now)
                for key, recipients in sorted(due.items())
            ]

    def post_digest(self, waiting: Waiting, mail: Mail | None, now: datetime) -> None:
        """Put a digest into the outbox and end the wait of its reports, together."""
        with self._engine.begin() as connection:
            outbox_id = None if mail is None else _insert_mail(connection, mail, now)
            reached(Point.DIGEST_WRITTEN)
            for first in range(0, len(waiting.ids), _MOST_VARIABLES):
                ids = waiting.ids[first : first + _MOST_VARIABLES]
                statement = update(deliveries).where(deliveries.c.id.in_(ids))
                connection.execute(statement.values(ended_at=now, outbox_id=outbox_id))
            reached(Point.DIGEST_ENDED)
        reached(Point.DIGEST_STORED)


def _waiting(connection: Connection, recipients: Sequence[str], now: datetime | None) -> Waiting:
    """What waits for these spellings of one mailbox: what is due ``now``, or all of it."""
    statement = (
        select(deliveries.c.id, reports.c.report)
        .join(reports, reports.c.id == deliveries.c.report_id)
        .where(deliveries.c.ended_at.is_(None), deliveries.c.recipient.in_(recipients))
        .order_by(deliveries.c.id)
    )
    if now is not None:
        statement = statement.where(deliveries.c.due_at <= now)
    rows = connection.execute(statement).mappings().all()
    return Waiting(
        recipient=recipients[0],
        ids=tuple(row["id"] for row in rows),
        reports=tuple(loads(Report, row["report"]) for row in rows),
    )


_RECORD = (
    articles.c.id,
    articles.c.identity,
    articles.c.url,
    articles.c.source,
    articles.c.first_seen,
    articles.c.state,
    articles.c.etag,
    articles.c.last_modified,
    articles.c.last_change,
)


def _record(row: RowMapping) -> ArticleRecord:
    return ArticleRecord(**{column.name: row[column.name] for column in _RECORD})


def version_of(row: RowMapping) -> Version:
    """A row of ``versions`` as the value it stores."""
    return Version(
        number=row["number"],
        captured_at=row["captured_at"],
        article=loads(Article, row["article"]),
        reading=loads(Reading, row["reading"]),
        fingerprint=row["fingerprint"],
        stealth=row["stealth"],
    )


def write_observation(connection: Connection, observation: Observation) -> int | None:
    """Write all of an observation in the open transaction; the id of its version, if it stored one."""
    version_id = _insert_version(connection, observation)
    reached(Point.VERSION_WRITTEN)
    if version_id is not None or observation.version is None:
        _insert_changes(connection, observation, version_id)
        reached(Point.CHANGES_WRITTEN)
        _insert_report(connection, observation, version_id)
        if observation.capture is not None:
            insert_capture(connection, observation.article_id, version_id, observation.capture)
    if observation.outcome != "unchanged":
        connection.execute(
            insert(checks).values(
                article_id=observation.article_id,
                checked_at=observation.checked_at,
                outcome=observation.outcome,
                detail=observation.detail,
            )
        )
    values: dict[str, Any] = {
        "state": observation.state,
        "outcome": observation.outcome,
        "detail": observation.detail,
        "etag": observation.etag,
        "last_modified": observation.last_modified,
        "last_checked": observation.checked_at,
        "next_check": observation.next_check,
    }
    if observation.version is not None:
        version = observation.version
        values |= {
            "headline": version.article.headline,
            "language": version.article.language,
            "latest_number": version.number,
            "last_change": version.captured_at,
        }
    if observation.rung is not None:
        kept = {"article_id": observation.article_id, "rung": observation.rung}
        connection.execute(
            insert(rungs).values(kept).on_conflict_do_update(index_elements=["article_id"], set_=kept)
        )
    if observation.identity is not None:
        values["identity"] = observation.identity
    connection.execute(update(articles).where(articles.c.id == observation.article_id).values(values))
    reached(Point.STATE_WRITTEN)
    return version_id


def _insert_version(connection: Connection, observation: Observation) -> int | None:
    version = observation.version
    if version is None:
        return None
    statement = insert(versions).values(
        article_id=observation.article_id,
        number=version.number,
        captured_at=version.captured_at,
        fingerprint=version.fingerprint,
        stealth=version.stealth,
        article=dumps(version.article),
        reading=dumps(version.reading),
    )
    return connection.execute(
        statement.on_conflict_do_nothing().returning(versions.c.id)
    ).scalar_one_or_none()


def _insert_changes(connection: Connection, observation: Observation, version_id: int | None) -> None:
    rows = [
        {
            "article_id": observation.article_id,
            "version_id": version_id,
            "recorded_at": observation.checked_at,
            "position": position,
            "kind": change.kind.value,
            "weight": change.weight.value,
            "change": dumps(change),
        }
        for position, change in enumerate(observation.changes)
    ]
    if rows:
        connection.execute(insert(changes), rows)


def _insert_report(connection: Connection, observation: Observation, version_id: int | None) -> None:
    if observation.report is None:
        return
    now = observation.checked_at
    report_id = connection.execute(
        insert(reports)
        .values(
            article_id=observation.article_id,
            version_id=version_id,
            created_at=now,
            report=dumps(observation.report),
        )
        .returning(reports.c.id)
    ).scalar_one()
    for item in observation.post:
        if isinstance(item, Deferred):
            values: dict[str, Any] = {"due_at": item.due_at}
        else:
            values = {"due_at": now, "ended_at": now, "outbox_id": _insert_mail(connection, item, now)}
        connection.execute(insert(deliveries).values(report_id=report_id, recipient=item.recipient, **values))
        reached(Point.POST_WRITTEN)


def _insert_mail(connection: Connection, mail: Mail, now: datetime) -> int:
    statement = insert(outbox).values(
        recipient=mail.recipient,
        message_id=mail.message_id,
        raw=mail.raw,
        created_at=now,
        status="pending",
        next_attempt=now,
    )
    statement = statement.on_conflict_do_update(
        index_elements=["message_id"], set_={"recipient": mail.recipient}
    )
    outbox_id: int = connection.execute(statement.returning(outbox.c.id)).scalar_one()
    return outbox_id
