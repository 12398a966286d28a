"""Versions against an earlier one's texts: whatever is stored comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
import sqlalchemy as sa
from sqlalchemy import select, update

from monitor.codec import dumps
from monitor.errors import DamagedDatabase
from monitor.model import Block
from monitor.store.connect import connect
from monitor.store.database import open_engine, upgrade
from monitor.store.listing import Listing
from monitor.store.sql import SqlStore
from monitor.store.tables import versions
from tests.contract.test_store import HOUR, NOW, add, engine, observe, report, store, version

__all__ = ["engine", "store"]

LEAD = (
    "Der Geheimdienst in Seoul geht von {} Soldaten aus, die nach Russland verlegt worden seien. "
    "Das Verteidigungsministerium wollte die Zahl zunächst nicht bestätigen. Ein Abgeordneter sagte "
    "nach der Sitzung des Ausschusses, bis Dezember könnten es 10.000 werden. Aus Washington hieß es, "
    "man prüfe die Berichte."
)


def story(number: int, figure: int, more: str = ""):
    stored = version(number, LEAD.format(figure))
    blocks = (*stored.article.blocks, *((Block(text=more),) if more else ()))
    return replace(stored, article=replace(stored.article, blocks=blocks))


def rows(engine):
    with engine.connect() as connection:
        return connection.execute(select(versions).order_by(versions.c.number)).mappings().all()


def test_an_edited_version_takes_a_fraction_and_comes_back_as_it_was(store, engine):
    (a,) = add(store, "a")
    told = [story(number, 1500 + number) for number in range(1, 7)]
    for each in told:
        store.record(observe(a, each.number, version=each))
    kept = rows(engine)
    assert [row["base"] for row in kept] == [None, 1, 1, 1, 1, 1]
    assert all(len(row["article"]) < len(kept[0]["article"]) / 4 for row in kept[1:])
    listing = Listing(engine)
    assert [listing.version(row["id"]) for row in kept] == told
    assert store.latest(a) == told[-1]


def test_a_version_with_little_of_the_first_stands_alone_and_bears_the_next(store, engine):
    (a,) = add(store, "a")
    nothing_of_it = " ".join(sha256(bytes([turn])).hexdigest() for turn in range(20))
    other, third = version(2, nothing_of_it), version(3, nothing_of_it + " Ende.")
    for each in (story(1, 1500), other, third):
        store.record(observe(a, each.number, version=each))
    assert [row["base"] for row in rows(engine)] == [None, None, 2]
    assert [Listing(engine).version(row["id"]) for row in rows(engine)][1:] == [other, third]


def test_versions_of_two_articles_have_nothing_to_do_with_each_other(store, engine):
    a, b = add(store, "a", "b")
    for article in (a, b):
        store.record(observe(article, 1, version=story(1, article)))
    for article in (a, b):
        store.record(observe(article, 2, version=story(2, 10 + article)))
    assert [store.latest(article).article.paragraphs[0] for article in (a, b)] == [
        LEAD.format(10 + a),
        LEAD.format(10 + b),
    ]


def test_what_no_database_stores_does_not_break_the_next_version(store):
    r"""NUL and half a surrogate are cleaned on the way in; the next version is written against what is stored."""
    (a,) = add(store, "a")
    store.record(observe(a, 1, version=story(1, 1, "Ein \ud83d Rest \x00.")))
    store.record(observe(a, 2, version=story(2, 1, "Ein \ud83d Rest \x00 mehr.")))
    assert store.latest(a).article.paragraphs[-1] == "Ein \ufffd Rest \x00 mehr."


def test_damage_is_told_by_article_and_version(store, engine):
    (a,) = add(store, "a")
    for number in (1, 2):
        store.record(observe(a, number, version=story(number, number)))
    (first, _) = rows(engine)
    bent = bytearray(first["article"])
    bent[len(bent) // 2] ^= 0x55
    with engine.begin() as connection:
        connection.execute(update(versions).where(versions.c.number == 1).values(article=bytes(bent)))
    with pytest.raises(
        DamagedDatabase, match=rf"version 2 of article {a} cannot be read: its article is damaged"
    ):
        store.latest(a)


def test_a_store_of_plain_texts_is_packed_and_goes_on(database, tmp_path, request):
    """As it was before texts were packed: versions, reports and mails are kept, to the byte."""
    on_sqlite = database == "sqlite"
    database_url = (
        f"sqlite:///{tmp_path / 'old.db'}" if on_sqlite else request.getfixturevalue("postgresql").empty()
    )
    first, told, raw = story(1, 1500), report(1), b"Subject: A\r\n\r\n\xff" * 50
    engine = connect(database_url)
    with engine.connect() as connection:
        upgrade(connection, "0007")
        for table, values in _plain(first, told, raw).items():
            connection.execute(sa.table(table, *map(sa.column, values)).insert().values(values))
        connection.commit()
    engine.dispose()
    engine = open_engine(database_url)
    store = SqlStore(engine)
    assert store.latest(1) == first
    assert Listing(engine).report(1) == told
    (leased,) = store.lease(NOW, limit=1, lease=HOUR)
    assert leased.raw == raw
    with engine.connect() as connection:
        assert len(connection.exec_driver_sql("select raw from outbox").scalar()) < len(raw) / 4
    store.record(observe(1, 2, version=story(2, 3000)))
    assert [row["base"] for row in rows(engine)] == [None, 1]
    engine.dispose()


def _plain(first, told, raw):
    at = NOW.replace(tzinfo=None)
    address = "https://example.org/a"
    return {
        "articles": {
            "id": 1,
            "identity": address,
            "url": address,
            "source": "A",
            "first_seen": at,
            "state": "",
            "outcome": "new",
            "latest_number": 1,
        },
        "versions": {
            "article_id": 1,
            "number": 1,
            "captured_at": at,
            "fingerprint": first.fingerprint,
            "stealth": False,
            "article": dumps(first.article),
            "reading": dumps(first.reading),
        },
        "reports": {"article_id": 1, "created_at": at, "report": dumps(told)},
        "outbox": {
            "recipient": "desk@example.org",
            "message_id": "<1>",
            "raw": raw,
            "created_at": at,
            "status": "pending",
            "attempts": 0,
            "next_attempt": at,
        },
    }
