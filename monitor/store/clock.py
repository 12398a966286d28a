"""After the clock was set back: what was planned by the wrong clock is planned anew.

A time of a past check that lies in the future can only come from a clock that was wrong.
The next check then keeps its distance from the last one, so nothing is skipped and
nothing is looked at twice; the order of versions is their number, never the time.

Left out: a clock set forward (what is due is due, once), and times of first sight and of
versions, which are the record of what was believed then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, and_, or_, select, update

from monitor.store.tables import articles, deliveries, outbox, sources

# Clocks are slewed and stepped by seconds all the time; a check late by this much is none the worse.
TOLERANCE = timedelta(minutes=5)
# An article that aged out under the wrong clock; one look settles whether it really has.
_AGED_OUT = timedelta(minutes=15)
# The longest that a mail waits after a failure (``deliver.outbox.BACK_OFF``) and for a digest
# (a day, and the hour that a clock change adds).
_LONGEST_BACK_OFF = timedelta(hours=4)
_LONGEST_DIGEST = timedelta(hours=25)


def put_right(engine: Engine, now: datetime) -> int:
    """Plan anew what was planned by a clock ahead of this one; how many articles and sources."""
    with engine.begin() as connection:
        count: int = 0
        for table, key in ((sources, sources.c.name), (articles, articles.c.id)):
            ahead = table.c.last_checked > now + TOLERANCE
            if table is articles:
                ahead = and_(ahead, articles.c.merged_into.is_(None))
            rows = connection.execute(
                select(key, table.c.last_checked, table.c.next_check).where(ahead)
            ).all()
            for name, last, following in rows:
                wait = _AGED_OUT if following is None else max(following - last, timedelta(0))
                connection.execute(
                    update(table).where(key == name).values(last_checked=now, next_check=now + wait)
                )
            count += len(rows)
        # Listed under the wrong clock and never looked at.
        count += connection.execute(
            update(articles)
            .where(articles.c.last_checked.is_(None), articles.c.next_check > now + TOLERANCE)
            .values(next_check=now)
        ).rowcount
        connection.execute(
            update(outbox)
            .where(
                outbox.c.status == "pending",
                or_(
                    outbox.c.next_attempt > now + _LONGEST_BACK_OFF,
                    outbox.c.leased_until > now + _LONGEST_BACK_OFF,
                ),
            )
            .values(next_attempt=now, leased_until=None)
        )
        connection.execute(
            update(deliveries)
            .where(deliveries.c.ended_at.is_(None), deliveries.c.due_at > now + _LONGEST_DIGEST)
            .values(due_at=now)
        )
        return count
