"""The store on SQL, through SQLAlchemy Core: each method one transaction.

Left out: opening the database (``database``), versions as rows (``versions``), mails
(``outbox``), the lists that users read (``listing``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, select, update

from monitor.crash import Point, reached
from monitor.discover.urls import host_of
from monitor.model import Link, Version
from monitor.ports import (
    ArticleRecord,
    Deferred,
    Notice,
    Observation,
    SourceRecord,
)
from monitor.store import listers, mark
from monitor.store.captures import insert_capture
from monitor.store.clock import put_right
from monitor.store.dialect import insert
from monitor.store.outbox import SqlOutbox, insert_mail
from monitor.store.rows import rows_of
from monitor.store.tables import (
    articles,
    changes,
    checks,
    deliveries,
    listings,
    reports,
    rungs,
    sources,
    versions,
)
from monitor.store.transactions import patient
from monitor.store.versions import insert_version, version_of, whole

# A source that lists a page under several URLs is followed a few steps, not for ever.
_MERGE_STEPS = 5


@patient
class SqlStore(SqlOutbox):
    """The port ``monitor.ports.Store`` on one engine."""

    # ----------------------------------------------------------------- sources

    def sources(self, names: Collection[str] | None = None) -> dict[str, SourceRecord]:
        """The sources of these names that were ever checked, or all, by name."""
        statement = select(sources) if names is None else select(sources).where(sources.c.name.in_(names))
        with self._reader.connect() as connection:
            rows = connection.execute(statement).mappings()
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
                insert_mail(connection, mail, at)
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
                "host": host_of(link.url),
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
            listers.note(connection, source, [identity for identity, _ in links], at)
            reached(Point.LINKS_WRITTEN)
        reached(Point.LINKS_STORED)
        return new

    def due(self, now: datetime, host: str) -> list[ArticleRecord]:
        """Articles of a host whose next check has come, oldest first."""
        return self._articles(and_(articles.c.host == host, articles.c.next_check <= now))

    def hosts_due(self, now: datetime) -> list[tuple[str, str]]:
        """Hosts with articles whose next check has come, each with the sources that list them."""
        with self._reader.connect() as connection:
            statement = (
                select(articles.c.host, listings.c.source)
                .join(listings, listings.c.article_id == articles.c.id)
                .where(articles.c.next_check <= now)
                .distinct()
            )
            return [(row.host, row.source) for row in connection.execute(statement)]

    def watched(self, source: str | None = None) -> list[ArticleRecord]:
        """All articles that are still watched, due or not, oldest first; only those that a source lists if one is named."""
        condition = articles.c.next_check.is_not(None)
        return self._articles(condition if source is None else and_(condition, listers.listed_by(source)))

    def _articles(self, condition: Any) -> list[ArticleRecord]:
        with self._reader.connect() as connection:
            statement = select(*RECORD).where(condition).order_by(articles.c.next_check, articles.c.id)
            rows = connection.execute(statement).mappings().all()
            others = listers.others(connection, {row["id"]: row["source"] for row in rows})
        return [record_of(row, others.get(row["id"], ())) for row in rows]

    def same_article(self, identity: str) -> ArticleRecord | None:
        """The record that goes by that canonical URL, merges followed."""
        with self._reader.connect() as connection:
            row = row_of(connection, identity)
        return None if row is None else record_of(row)

    def merge(self, article_id: int, into: int, at: datetime) -> None:
        """The first is the second under another URL: stop watching it."""
        with self._engine.begin() as connection:
            write_merge(connection, article_id, into, at)

    def latest(self, article_id: int) -> Version | None:
        """The newest version of an article."""
        with self._reader.connect() as connection:
            statement = whole(versions.c.article_id == article_id).order_by(versions.c.number.desc()).limit(1)
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


# The columns of an ArticleRecord; who else lists it stands in another table.
RECORD = (
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


def write_merge(connection: Connection, article_id: int, into: int, at: datetime) -> None:
    """The first article is the second under another URL."""
    listers.hand_over(connection, article_id, into)
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(merged_into=into, outcome="merged", detail=None, last_checked=at, next_check=None)
    )


_ROW = select(*RECORD, articles.c.last_checked, articles.c.merged_into)
_BY_IDENTITY = _ROW.where(articles.c.identity == bindparam("identity"))
_BY_ID = _ROW.where(articles.c.id == bindparam("id"))


def row_of(connection: Connection, identity: str) -> RowMapping | None:
    """The record and last check of the article that goes by that canonical URL, merges followed."""
    row = connection.execute(_BY_IDENTITY, {"identity": identity}).mappings().first()
    for _ in range(_MERGE_STEPS):
        if row is None or row["merged_into"] is None:
            return row
        row = connection.execute(_BY_ID, {"id": row["merged_into"]}).mappings().first()
    return None


def record_of(row: RowMapping, others: tuple[str, ...] = ()) -> ArticleRecord:
    """A row of ``articles`` as the value it stores."""
    return ArticleRecord(**{column.name: row[column.name] for column in RECORD}, also_listed_by=others)


def write_observation(connection: Connection, observation: Observation) -> int | None:
    """Write all of an observation in the open transaction; the id of its version, if it stored one."""
    article_id, rows = observation.article_id, rows_of(observation)
    version_id = insert_version(connection, article_id, rows.version) if rows.version is not None else None
    reached(Point.VERSION_WRITTEN)
    if version_id is not None or rows.version is None:
        about = {"article_id": article_id, "version_id": version_id}
        if rows.changes:
            connection.execute(insert(changes), [about | row for row in rows.changes])
        reached(Point.CHANGES_WRITTEN)
        if rows.report is not None:
            _insert_report(connection, observation, rows.report, version_id)
        if rows.capture is not None:
            insert_capture(connection, article_id, version_id, rows.capture)
    if rows.check is not None:
        connection.execute(insert(checks).values(article_id=article_id, **rows.check))
    if rows.rung is not None:
        connection.execute(KEEP_RUNG, {"article_id": article_id, "rung": rows.rung})
    connection.execute(update(articles).where(articles.c.id == article_id).values(rows.article))
    reached(Point.STATE_WRITTEN)
    return version_id


_NEW_RUNG = insert(rungs)
KEEP_RUNG = _NEW_RUNG.on_conflict_do_update(
    index_elements=["article_id"], set_={"rung": _NEW_RUNG.excluded.rung}
)


def _insert_report(
    connection: Connection, observation: Observation, report: str, version_id: int | None
) -> None:
    now = observation.checked_at
    values = {
        "article_id": observation.article_id,
        "version_id": version_id,
        "created_at": now,
        "report": report,
    }
    report_id = connection.execute(insert(reports).values(values).returning(reports.c.id)).scalar_one()
    for item in observation.post:
        if isinstance(item, Deferred):
            more: dict[str, Any] = {"due_at": item.due_at}
        else:
            more = {"due_at": now, "ended_at": now, "outbox_id": insert_mail(connection, item, now)}
        connection.execute(insert(deliveries).values(report_id=report_id, recipient=item.recipient, **more))
        reached(Point.POST_WRITTEN)
