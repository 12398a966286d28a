"""What users list: sources, articles, versions, changes, reports, as plain rows.

Each row is a dict that ``--json`` prints as it is; times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, and_, func, select

from monitor.codec import loads
from monitor.model import Change, Comparison, Report, Version
from monitor.report.digest import build_report
from monitor.shapes import change_shape
from monitor.store.listers import listed_by, others
from monitor.store.rows import version_of
from monitor.store.tables import (
    articles,
    changes,
    checks,
    deliveries,
    listings,
    outbox,
    reports,
    sources,
    versions,
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the service stands, by what is stored."""

    failing: int
    lag: timedelta


class Listing:
    """Reads the store for people; writes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(reads_only=True)

    def _rows(self, statement: Any) -> list[Row]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def articles(self, *, source: str | None = None, limit: int | None = None) -> list[Row]:
        """Articles, newest first."""
        statement = select(
            articles.c.id,
            articles.c.source,
            articles.c.language,
            articles.c.headline,
            articles.c.url,
            articles.c.identity,
            articles.c.outcome,
            articles.c.detail,
            articles.c.latest_number.label("versions"),
            articles.c.first_seen,
            articles.c.last_checked,
            articles.c.last_change,
            articles.c.next_check,
        ).order_by(articles.c.id.desc())
        if source is not None:
            statement = statement.where(listed_by(source))
        return self._rows(statement.limit(limit))

    def source_names(self) -> set[str]:
        """The names of the sources that list articles."""
        return {row["source"] for row in self._rows(select(listings.c.source).distinct())}

    def refused(self, source: str) -> list[Row]:
        """Articles of a source whose last check failed or was no article."""
        return self._rows(
            select(articles.c.url, articles.c.outcome, articles.c.detail, articles.c.last_checked)
            .where(listed_by(source), articles.c.outcome.in_(("failed", "refused")))
            .order_by(articles.c.id)
        )

    def versions(self, article_id: int | None = None, *, limit: int | None = None) -> list[Row]:
        """Versions, newest first."""
        statement = (
            select(
                versions.c.id,
                versions.c.article_id,
                versions.c.number,
                versions.c.captured_at,
                versions.c.fingerprint,
                versions.c.stealth,
                articles.c.source,
                articles.c.url,
                articles.c.headline,
                select(func.count())
                .where(changes.c.version_id == versions.c.id)
                .scalar_subquery()
                .label("changes"),
            )
            .join(articles, articles.c.id == versions.c.article_id)
            .order_by(versions.c.id.desc())
        )
        if article_id is not None:
            statement = statement.where(versions.c.article_id == article_id)
        return self._rows(statement.limit(limit))

    def version(self, version_id: int) -> Version | None:
        """One version whole, by its id."""
        with self._engine.connect() as connection:
            row = connection.execute(select(versions).where(versions.c.id == version_id)).mappings().first()
            return None if row is None else version_of(row)

    def changes(self, article_id: int | None = None, *, limit: int | None = None) -> list[Row]:
        """Changes, newest version first, in their order inside it."""
        statement = (
            select(
                changes.c.article_id,
                articles.c.source,
                articles.c.language,
                articles.c.url,
                versions.c.number.label("version"),
                changes.c.recorded_at,
                changes.c.change,
            )
            .join(articles, articles.c.id == changes.c.article_id)
            .outerjoin(versions, versions.c.id == changes.c.version_id)
            .order_by(changes.c.recorded_at.desc(), changes.c.article_id, changes.c.position)
        )
        if article_id is not None:
            statement = statement.where(changes.c.article_id == article_id)
        rows = self._rows(statement.limit(limit))
        for row in rows:
            row.update(change_shape(loads(Change, row.pop("change"))))
        return rows

    def reports(self, *, limit: int | None = None) -> list[Row]:
        """Reports, newest first, with what became of their mails."""
        statement = (
            select(reports.c.id, reports.c.created_at, articles.c.source, articles.c.url, reports.c.report)
            .join(articles, articles.c.id == reports.c.article_id)
            .order_by(reports.c.id.desc())
        )
        rows = self._rows(statement.limit(limit))
        mails = self._mails([row["id"] for row in rows])
        for row in rows:
            report = loads(Report, row.pop("report"))
            row.update(
                {
                    "headline": report.headline,
                    "language": report.language,
                    "version": report.version_number,
                    "stealth": report.stealth,
                    "changes": len(report.changes),
                    "mails": mails.get(row["id"], []),
                }
            )
        return rows

    def _mails(self, ids: list[int]) -> dict[int, list[Row]]:
        statement = (
            select(
                deliveries.c.report_id,
                deliveries.c.recipient,
                deliveries.c.due_at,
                deliveries.c.ended_at,
                outbox.c.status,
                outbox.c.attempts,
                outbox.c.error,
                outbox.c.next_attempt,
            )
            .outerjoin(outbox, outbox.c.id == deliveries.c.outbox_id)
            .where(deliveries.c.report_id.in_(ids))
            .order_by(deliveries.c.id)
        )
        gathered: dict[int, list[Row]] = {}
        for row in self._rows(statement):
            # Ended without a mail: the editor left, or wants none of it any more.
            ended = row.pop("ended_at") is not None
            row["status"] = row["status"] or ("not wanted" if ended else "waiting")
            gathered.setdefault(row.pop("report_id"), []).append(row)
        return gathered

    def report(self, report_id: int) -> Report | None:
        """One report, by its id."""
        with self._engine.connect() as connection:
            text = connection.execute(select(reports.c.report).where(reports.c.id == report_id)).scalar()
            return None if text is None else loads(Report, text)

    def reports_between(self, since: datetime, until: datetime) -> list[Report]:
        """What changed from ``since`` to just before ``until``, a report a check, oldest first.

        A report that nobody asked for when its change was light is not stored; it is made
        again from the versions, which are.
        """
        moment = changes.c.recorded_at
        checks_told = (
            select(changes.c.article_id, moment, func.max(changes.c.version_id).label("version_id"))
            .where(moment >= since, moment < until)
            .group_by(changes.c.article_id, moment)
            .subquery()
        )
        statement = (
            select(
                checks_told.c.article_id,
                checks_told.c.version_id,
                checks_told.c.recorded_at,
                articles.c.source,
                reports.c.report,
            )
            .join(articles, articles.c.id == checks_told.c.article_id)
            .outerjoin(
                reports,
                and_(
                    reports.c.article_id == checks_told.c.article_id,
                    reports.c.created_at == checks_told.c.recorded_at,
                ),
            )
            .order_by(checks_told.c.recorded_at, checks_told.c.article_id)
        )
        found = (
            loads(Report, row["report"]) if row["report"] else self._report_of(row)
            for row in self._rows(statement)
        )
        return [report for report in found if report is not None]

    def _report_of(self, row: Row) -> Report | None:
        """The report of a version's changes; None where no version holds them."""
        with self._engine.connect() as connection:
            kept = (
                connection.execute(select(versions).where(versions.c.id == row["version_id"]))
                .mappings()
                .first()
            )
            if kept is None:
                return None
            version = version_of(kept)
            before = (
                connection.execute(
                    select(versions).where(
                        versions.c.article_id == row["article_id"], versions.c.number == version.number - 1
                    )
                )
                .mappings()
                .first()
            )
            told = connection.execute(
                select(changes.c.change)
                .where(changes.c.version_id == row["version_id"])
                .order_by(changes.c.position)
            ).scalars()
            comparison = Comparison(
                changes=tuple(loads(Change, text) for text in told), stealth=version.stealth
            )
            beside = others(connection, {row["article_id"]: row["source"]})
        previous = None if before is None else version_of(before)
        report = build_report(row["source"], version.article, version, previous, comparison)
        return replace(report, also_listed_by=beside.get(row["article_id"], ()))

    def checks(self, article_id: int) -> list[Row]:
        """What checks of an article found apart from "unchanged", oldest first."""
        return self._rows(
            select(checks.c.checked_at, checks.c.outcome, checks.c.detail)
            .where(checks.c.article_id == article_id)
            .order_by(checks.c.id)
        )

    def standing(self, names: Sequence[str], now: datetime) -> Standing:
        """How these sources stand: how many fail, and how late the check is that is due the longest."""
        with self._engine.connect() as connection:
            failing = connection.execute(
                select(func.count()).where(sources.c.name.in_(names), sources.c.error.is_not(None))
            ).scalar_one()
            oldest = [
                connection.execute(
                    select(table.c.next_check)
                    .where(column.in_(names), table.c.next_check.is_not(None))
                    .order_by(table.c.next_check)
                    .limit(1)
                ).scalar()
                for table, column in ((sources, sources.c.name), (articles, articles.c.source))
            ]
        late = [now - moment for moment in oldest if moment is not None]
        return Standing(failing=failing, lag=max((timedelta(0), *late)))

    def dead_letters(self) -> list[Row]:
        """Mails that were given up, oldest first, each with the server's last words."""
        return self._rows(
            select(
                outbox.c.recipient,
                outbox.c.message_id,
                outbox.c.created_at,
                outbox.c.ended_at,
                outbox.c.attempts,
                outbox.c.error,
            )
            .where(outbox.c.status == "dead")
            .order_by(outbox.c.id)
        )

    def outbox_counts(self) -> dict[str, int]:
        """How much post is pending, sent, dead, to editors and outputs."""
        rows = self._rows(select(outbox.c.status, func.count().label("count")).group_by(outbox.c.status))
        return {row["status"]: row["count"] for row in rows}

    def outbox_of(self, recipient: str) -> tuple[dict[str, int], str | None]:
        """How much of one recipient's post is pending, sent, dead, and the error told last."""
        mine = outbox.c.recipient == recipient
        rows = self._rows(
            select(outbox.c.status, func.count().label("count")).where(mine).group_by(outbox.c.status)
        )
        errors = select(outbox.c.error).where(mine, outbox.c.status != "sent", outbox.c.error.is_not(None))
        last = self._rows(errors.order_by(outbox.c.id.desc()).limit(1))
        return {row["status"]: row["count"] for row in rows}, last[0]["error"] if last else None
