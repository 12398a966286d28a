"""Versions as rows: the texts of the later ones are written against an earlier one's.

``base`` is the number of the version of the same article that they are written against, and
that one stands alone: any version is read with one row beside its own. A version that has
little in common with its base stands alone again, and is the base of those after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, select

from monitor.errors import DamagedDatabase
from monitor.model import Version
from monitor.store.dialect import insert
from monitor.store.packing import pack_text, unpack_text
from monitor.store.rows import Row, restored
from monitor.store.tables import versions

# Of what the base itself takes. Versions that are edited stay under a fifth of it; above the
# half there is little that the next one could share with this base either.
_WORTH = 0.5

_TOLD = ("number", "captured_at", "fingerprint", "stealth")
_TEXTS = ("article", "reading")

_NEW = insert(versions).on_conflict_do_nothing().returning(versions.c.id)
_base = versions.alias("base")
_WHOLE = select(
    versions, _base.c.article.label("base_article"), _base.c.reading.label("base_reading")
).outerjoin(_base, and_(_base.c.article_id == versions.c.article_id, _base.c.number == versions.c.base))


def whole(*conditions: Any) -> Select[Any]:
    """The rows that :func:`version_of` reads, of versions that meet the conditions."""
    return _WHOLE.where(*conditions)


def version_of(row: RowMapping) -> Version:
    """A row of :func:`whole` as the value it stores; see :func:`plain`."""
    return restored(plain(row))


def plain(row: RowMapping) -> Row:
    """A row of :func:`whole` as :func:`monitor.store.rows.row_of` gave it.

    :raises DamagedDatabase: they cannot be unpacked.
    """
    return {name: row[name] for name in _TOLD} | {name: _text(row, name) for name in _TEXTS}


def _text(row: RowMapping, name: str) -> str:
    against = row[f"base_{name}"]
    try:
        return unpack_text(row[name], "" if against is None else unpack_text(against))
    except DamagedDatabase as error:
        place = f"version {row['number']} of article {row['article_id']}"
        message = f"{place} cannot be read: its {name} is damaged ({error}); put the backup back with `monitor db restore`"
        raise DamagedDatabase(message) from error


def insert_version(connection: Connection, article_id: int, row: Row) -> int | None:
    """Store a version, as :func:`monitor.store.rows.row_of` gives it.

    Its id, or None where the article has one of that number already.
    """
    texts = {name: row[name] for name in _TEXTS}
    values = {"article_id": article_id, **row, **_packed(connection, article_id, texts)}
    return connection.execute(_NEW, values).scalar_one_or_none()


def _packed(connection: Connection, article_id: int, texts: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the texts: against the base of the newest version where that pays, else alone."""
    newest = (
        select(func.coalesce(versions.c.base, versions.c.number))
        .where(versions.c.article_id == article_id)
        .order_by(versions.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(versions).where(versions.c.article_id == article_id, versions.c.number == newest)
    base = connection.execute(statement).mappings().first()
    if base is not None:
        against = {name: pack_text(text, unpack_text(base[name])) for name, text in texts.items()}
        if _size(against) <= _size(base) * _WORTH:
            return {"base": base["number"], **against}
    return {"base": None, **{name: pack_text(text) for name, text in texts.items()}}


def _size(row: Mapping[str, Any] | RowMapping) -> int:
    return len(row["article"]) + len(row["reading"])
