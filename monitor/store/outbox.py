"""Mails that wait, on SQL: the port ``monitor.ports.Outbox``, and digests that are due.

Left out: sending (``monitor.deliver.outbox``), what of an observation is posted (``sql``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, or_, select, update

from monitor.codec import loads
from monitor.crash import Point, reached
from monitor.model import Report
from monitor.ports import Mail, OutboxRow, Waiting, mailbox_key
from monitor.store.dialect import insert
from monitor.store.listers import MOST_VARIABLES
from monitor.store.tables import deliveries, outbox, reports
from monitor.store.transactions import patient


@patient
class SqlOutbox:
    """The outbox on one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reads_only=True)

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
        """Put a digest into the outbox and end the wait of its reports, together.

        Nothing is done where another process did so since ``waiting`` was read.
        """
        with self._engine.begin() as connection:
            outbox_id = None if mail is None else insert_mail(connection, mail, now)
            reached(Point.DIGEST_WRITTEN)
            ended = 0
            for first in range(0, len(waiting.ids), MOST_VARIABLES):
                some = deliveries.c.id.in_(waiting.ids[first : first + MOST_VARIABLES])
                statement = update(deliveries).where(some, deliveries.c.ended_at.is_(None))
                ended += connection.execute(statement.values(ended_at=now, outbox_id=outbox_id)).rowcount
            if ended < len(waiting.ids):
                connection.rollback()
                return
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


def insert_mail(connection: Connection, mail: Mail, now: datetime) -> int:
    """Put a mail into the outbox; its id. One that is there already stays as it is."""
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
