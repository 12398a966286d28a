"""The store as a replay writes it: many observations a transaction, and nothing goes out.

What was decided elsewhere comes as rows (:class:`Entry`), is gathered by
:meth:`BackfillStore.put` and written by :meth:`BackfillStore.flush`; until then the store
does not show it. For the rest it is a store like ``SqlStore``.

Left out on purpose: mails and digests (an archive must not flood editors). What is stored
says by itself how far a replay came: an article knows when it was last looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, select, update

from monitor.crash import Point, reached
from monitor.discover.urls import canonical_url, host_of
from monitor.ports import ArticleRecord, Capture, Observation
from monitor.store import listers, mark
from monitor.store.captures import insert_capture
from monitor.store.dialect import insert
from monitor.store.rows import Basis, Row, Rows, next_look
from monitor.store.sql import KEEP_RUNG, SqlStore, record_of, row_of, write_observation
from monitor.store.tables import articles, changes, checks, listings, reports, versions
from monitor.store.transactions import patient
from monitor.store.versions import insert_version, plain, whole

# Articles kept in memory with their newest version, some 20 KB each: one is captured again soon or much later.
_RECENT = 512
_LATEST = whole(versions.c.article_id == bindparam("id")).order_by(versions.c.number.desc()).limit(1)
_NEW = insert(articles).on_conflict_do_nothing().returning(articles.c.id)
_ID = select(articles.c.id).where(articles.c.identity == bindparam("identity"))
_LIST = insert(listings).on_conflict_do_nothing()
_SEEN = ("state", "outcome", "detail", "etag", "last_modified", "last_checked", "next_check")
_STORED = (*_SEEN, "headline", "language", "latest_number", "last_change")
_UPDATES = {
    frozenset(names): update(articles)
    .where(articles.c.id == bindparam("of"))
    .values({name: bindparam(f"to_{name}") for name in names})
    for names in (_SEEN, _STORED)
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An observation that was decided elsewhere."""

    identity: str
    """The address by which its article was looked up."""
    rows: Rows
    after: Basis
    """How the article stands with it; without an id it is stored first."""


@patient
class BackfillStore(SqlStore):
    """See the module's text.

    :param now: the moment of the replay itself: by it is decided when the service looks
        at an article next, or no more.
    """

    def __init__(self, engine: Engine, *, now: datetime) -> None:
        super().__init__(engine)
        self._now = now
        self._gathered: list[Entry] = []
        self._recent: OrderedDict[str, Basis] = OrderedDict()
        self._expected: tuple[ArticleRecord, bool, Capture | None] | None = None

    def standing(self, identity: str) -> Standing | None:
        """The article that goes by an identity, merges followed."""
        known = self._recent.get(identity)
        if known is not None:
            return Standing(record=known.record, last_checked=known.last_checked, own=True)
        with self._reader.connect() as connection:
            row = row_of(connection, identity)
            if row is None:
                return None
            beside = listers.others(connection, {row["id"]: row["source"]})
        record = record_of(row, beside.get(row["id"], ()))
        # Of an article that took its page's own address, the old one leads here.
        own = identity in (record.identity, canonical_url(record.url))
        return Standing(record=record, last_checked=row["last_checked"], own=own)

    def basis(self, identity: str, standing: Standing) -> Basis:
        """All that a decision on this article depends on."""
        known = self._recent.get(identity)
        if known is not None:
            return known
        record = standing.record
        with self._reader.connect() as connection:
            row = connection.execute(_LATEST, {"id": record.id}).mappings().first()
        return Basis(
            record=record,
            last_checked=standing.last_checked,
            rung=self.rung(record.id),
            latest=plain(row) if row is not None else None,
        )

    def forget(self, names: Collection[str], ids: Collection[int]) -> None:
        """Read the articles with these addresses and ids anew when they are asked for."""
        for name in [name for name, basis in self._recent.items() if name in names or basis.record.id in ids]:
            del self._recent[name]

    # ------------------------------------------------------------ decided with the store at hand

    def add(self, new: NewArticle) -> None:
        """Record an article without planning a look at it: one that is never observed stays alone."""
        with self._engine.begin() as connection:
            values = {
                "identity": new.identity,
                "url": new.url,
                "source": new.source,
                "host": host_of(new.url),
                "first_seen": new.at,
            }
            connection.execute(_NEW, values)
            listers.note(connection, new.source, [new.identity], new.at)

    def expect(self, record: ArticleRecord, *, named: bool, capture: Capture | None) -> None:
        """The next observation is of this article.

        :param named: the settings name it by itself, so it is looked at as long as they do.
        :param capture: the evidence of a version that comes of it, where it is kept.
        """
        self._expected = record, named, capture

    def record(self, observation: Observation) -> None:
        """Store it without its mails; see :class:`SqlStore`."""
        assert self._expected is not None
        record, named, capture = self._expected
        written = replace(
            observation,
            post=(),
            next_check=next_look(observation, record, named=named, now=self._now),
            capture=capture if observation.version is not None else None,
        )
        with self._engine.begin() as connection:
            version_id = write_observation(connection, written)
            if written.identity is not None:
                _leave_address(connection, record, written.checked_at)
        if version_id is not None:
            mark.raise_to(self._engine, version_id)

    # ------------------------------------------------------------------- decided elsewhere

    def put(self, entry: Entry) -> None:
        """Gather an observation. Those of one article come in their order."""
        self._gathered.append(entry)

    @property
    def gathered(self) -> bool:
        """Something waits to be written."""
        return bool(self._gathered)

    def flush(self) -> None:
        """Write all that was gathered in one transaction."""
        entries = self._gathered
        with self._engine.begin() as connection:
            ids = {entry.identity: entry.after.record.id for entry in entries}
            for entry in entries:
                recent = self._recent.get(entry.identity)
                known = ids[entry.identity] or (recent.record.id if recent is not None else 0)
                ids[entry.identity] = known or _id_of(connection, entry)
            newest = _write(connection, [(ids[entry.identity], entry.rows) for entry in entries])
        reached(Point.ARTICLE_STORED)
        self._gathered = []
        for entry in entries:
            self._remember(entry, ids[entry.identity])
        if newest:
            mark.raise_to(self._engine, newest)

    def _remember(self, entry: Entry, article_id: int) -> None:
        after = replace(entry.after, record=replace(entry.after.record, id=article_id))
        # One that goes by two addresses could be changed under the other.
        if entry.identity == after.record.identity == canonical_url(after.record.url):
            self._recent[entry.identity] = after
            self._recent.move_to_end(entry.identity)
            if len(self._recent) > _RECENT:
                self._recent.popitem(last=False)


def _id_of(connection: Connection, entry: Entry) -> int:
    """The id of an article that may have to be stored first."""
    record = entry.after.record
    values = {
        "identity": record.identity,
        "url": record.url,
        "source": record.source,
        "host": host_of(record.url),
        "first_seen": record.first_seen,
    }
    made = connection.execute(_NEW, values).scalar_one_or_none()
    if made is None:
        made = connection.execute(_ID, {"identity": record.identity}).scalar_one()
    listed = {"article_id": made, "source": record.source, "first_listed": record.first_seen}
    connection.execute(_LIST, listed)
    return int(made)


def _write(connection: Connection, observed: Sequence[tuple[int, Rows]]) -> int:
    """Write observations of articles; the newest version's id, 0 where there is none."""
    newest = 0
    changed: list[Row] = []
    told: list[Row] = []
    states: dict[int, Row] = {}
    for article_id, rows in observed:
        version_id = (
            insert_version(connection, article_id, rows.version) if rows.version is not None else None
        )
        newest = max(newest, version_id or 0)
        if version_id is not None or rows.version is None:
            about = {"article_id": article_id, "version_id": version_id}
            changed += [about | row for row in rows.changes]
            if rows.report is not None:
                told.append(about | {"created_at": rows.checked_at, "report": rows.report})
            if rows.capture is not None:
                insert_capture(connection, article_id, version_id, rows.capture)
        # What it was last is what it is, so each article is written once.
        states[article_id] = states.get(article_id, {}) | rows.article
    reached(Point.VERSION_WRITTEN)
    checked = [{"article_id": number} | rows.check for number, rows in observed if rows.check is not None]
    kept = {number: rows.rung for number, rows in observed if rows.rung is not None}
    for statement, values in (
        (insert(changes), changed),
        (insert(reports), told),
        (insert(checks), checked),
        (KEEP_RUNG, [{"article_id": number, "rung": rung} for number, rung in kept.items()]),
    ):
        if values:
            connection.execute(statement, values)
    reached(Point.CHANGES_WRITTEN)
    _update(connection, states)
    reached(Point.STATE_WRITTEN)
    return newest


def _update(connection: Connection, states: Mapping[int, Row]) -> None:
    for names, statement in _UPDATES.items():
        values: list[dict[str, Any]] = [
            {"of": article_id} | {f"to_{name}": value for name, value in row.items()}
            for article_id, row in states.items()
            if row.keys() == names
        ]
        if values:
            connection.execute(statement, values)


def _leave_address(connection: Connection, record: ArticleRecord, at: datetime) -> None:
    """Where an article took its page's address, the old one still leads to it."""
    values = {
        "identity": record.identity,
        "url": record.url,
        "source": record.source,
        "host": host_of(record.url),
        "first_seen": record.first_seen,
        "outcome": "merged",
        "merged_into": record.id,
        "last_checked": at,
    }
    connection.execute(insert(articles).values(values).on_conflict_do_nothing())
