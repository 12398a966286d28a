"""The store as a replay writes it: many observations a transaction, and nothing goes out.

A store like ``SqlStore`` in what it answers; what the pipeline records is gathered and
written by :meth:`BackfillStore.flush`. Until then the store does not show it: whoever
uses this lets no two captures of one article into one batch.

Left out on purpose: mails and digests (an archive must not flood editors). What is stored
says by itself how far a replay came: an article knows when it was last looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, bindparam, select

from monitor.cadence import next_check
from monitor.discover.urls import canonical_url, host_of
from monitor.model import Version
from monitor.ports import ArticleRecord, Capture, Observation
from monitor.store import listers, mark
from monitor.store.dialect import insert
from monitor.store.sql import RECORD, SqlStore, record_of, write_merge, write_observation
from monitor.store.tables import articles
from monitor.store.transactions import patient

# As ``SqlStore.same_article``: a few steps, not for ever.
_MERGE_STEPS = 5
# Versions kept in memory, some 50 KB each: an article is captured again soon or much later.
_RECENT = 256
_STANDING = select(*RECORD, articles.c.last_checked, articles.c.merged_into)
_BY_IDENTITY = _STANDING.where(articles.c.identity == bindparam("identity"))
_BY_ID = _STANDING.where(articles.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An article that goes by an address, and what the store says of it last."""

    record: ArticleRecord
    last_checked: datetime | None
    own: bool
    """False where the address is another one's, merged into this article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article that no list named: its address and its first capture are all there is."""

    identity: str
    url: str
    source: str
    at: datetime


@patient
class BackfillStore(SqlStore):
    """See the module's text.

    :param now: the moment of the replay itself: by it is decided when the service looks
        at an article next, or no more.
    """

    def __init__(self, engine: Engine, *, now: datetime) -> None:
        super().__init__(engine)
        self._now = now
        self._gathered: list[Observation | tuple[int, int, datetime]] = []
        self._recent: OrderedDict[int, Version] = OrderedDict()
        self._expected: dict[int, tuple[ArticleRecord, bool, Capture | None]] = {}

    def standing(self, identity: str) -> Standing | None:
        """The article that goes by an identity, merges followed."""
        with self._reader.connect() as connection:
            row = connection.execute(_BY_IDENTITY, {"identity": identity}).mappings().first()
            for _ in range(_MERGE_STEPS):
                if row is None:
                    return None
                if row["merged_into"] is None:
                    beside = listers.others(connection, {row["id"]: row["source"]})
                    record = record_of(row, beside.get(row["id"], ()))
                    # Of an article that took its page's own address, the old one leads here.
                    own = identity in (record.identity, canonical_url(record.url))
                    return Standing(record=record, last_checked=row["last_checked"], own=own)
                row = connection.execute(_BY_ID, {"id": row["merged_into"]}).mappings().first()
        return None

    def add(self, new: Sequence[NewArticle]) -> None:
        """Record articles without planning a look at them: one that is never observed stays alone."""
        with self._engine.begin() as connection:
            for one in new:
                values = {
                    "identity": one.identity,
                    "url": one.url,
                    "source": one.source,
                    "host": host_of(one.url),
                    "first_seen": one.at,
                }
                connection.execute(insert(articles).values(values).on_conflict_do_nothing())
                listers.note(connection, one.source, [one.identity], one.at)

    def expect(self, record: ArticleRecord, *, named: bool, capture: Capture | None) -> None:
        """An observation of this article comes.

        :param named: the settings name it by itself, so it is looked at as long as they do.
        :param capture: the evidence of a version that comes of it, where it is kept.
        """
        self._expected[record.id] = (record, named, capture)

    # ------------------------------------------------------------ what the pipeline calls

    def latest(self, article_id: int) -> Version | None:
        """The newest version of an article; see :class:`SqlStore`."""
        known = self._recent.get(article_id)
        return known if known is not None else super().latest(article_id)

    def rung(self, article_id: int) -> str | None:  # noqa: ARG002
        """None: pages are extracted before it is known what is stored of them."""
        return None

    def merge(self, article_id: int, into: int, at: datetime) -> None:
        """Gather it; see :class:`SqlStore`."""
        self._gathered.append((article_id, into, at))

    def record(self, observation: Observation) -> None:
        """Gather it, without its mails."""
        record, named, capture = self._expected[observation.article_id]
        self._gathered.append(
            replace(
                observation,
                post=(),
                next_check=self._next_check(observation, record, named=named),
                capture=capture if observation.version is not None else None,
            )
        )

    def _next_check(self, observation: Observation, record: ArticleRecord, *, named: bool) -> datetime | None:
        """As if the service had looked at it ever since: what is old has aged out."""
        planned = observation.next_check
        if planned is None or planned >= self._now:
            return planned
        if named:
            return self._now
        changed = observation.version.captured_at if observation.version else record.last_change
        return next_check(record.first_seen, changed, self._now, record.identity)

    # -------------------------------------------------------------------------- the batch

    def flush(self) -> None:
        """Write all that was gathered, in its order and in one transaction."""
        newest = 0
        # Comparisons end in any order; what is stored lies in the order of the captures.
        places = {article_id: place for place, article_id in enumerate(self._expected)}
        self._gathered.sort(
            key=lambda one: places[one.article_id if isinstance(one, Observation) else one[0]]
        )
        with self._engine.begin() as connection:
            for one in self._gathered:
                if isinstance(one, Observation):
                    newest = max(newest, write_observation(connection, one) or 0)
                    if one.identity is not None:
                        self._leave_address(connection, one)
                else:
                    write_merge(connection, *one)
        for one in self._gathered:
            if isinstance(one, Observation) and one.version is not None:
                self._recent[one.article_id] = one.version
                self._recent.move_to_end(one.article_id)
        while len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        self._gathered.clear()
        self._expected.clear()
        if newest:
            mark.raise_to(self._engine, newest)

    def _leave_address(self, connection: Any, observation: Observation) -> None:
        """Where an article took its page's address, the old one still leads to it."""
        record, _, _ = self._expected[observation.article_id]
        values = {
            "identity": record.identity,
            "url": record.url,
            "source": record.source,
            "host": host_of(record.url),
            "first_seen": record.first_seen,
            "outcome": "merged",
            "merged_into": record.id,
            "last_checked": observation.checked_at,
        }
        connection.execute(insert(articles).values(values).on_conflict_do_nothing())
