"""Old checks are let go; versions, changes and reports stay for ever.

What a check found stands in the article and, where it found something, in its versions and
changes: nothing refers to its row. Captures are thinned with their files (``captures``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select

from monitor.store.tables import checks
from monitor.store.transactions import patiently


@patiently
def thin(engine: Engine, keep: timedelta, now: datetime) -> int:
    """Delete the checks before ``now - keep``, in the order they were written; how many.

    Up to the first that is younger: what is read is what goes. An old one behind it (a replay
    writes such) goes when its turn comes.
    """
    with engine.begin() as connection:
        young = select(checks.c.id).where(checks.c.checked_at >= now - keep).order_by(checks.c.id).limit(1)
        first = connection.execute(young).scalar()
        statement = delete(checks) if first is None else delete(checks).where(checks.c.id < first)
        return connection.execute(statement).rowcount
