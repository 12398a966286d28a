"""A store with thousands of rows, as one looks that has worked for months."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, insert, text

from monitor.codec import dumps
from monitor.store import tables
from monitor.store.packing import pack_text
from tests.contract.test_store import NOW, report, version

HOUR = timedelta(hours=1)
ARTICLES = 3000
VERSIONS = 3
SOURCES = 100


def fill(engine: Engine) -> None:
    """Three versions an article with a change, a report and a mail each; few of anything is due."""
    articles: list[dict[str, Any]] = []
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("versions", "changes", "reports")}
    posted: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("listings", "outbox", "deliveries", "checks")
    }
    stored, told = version(1), report(1)
    article, reading, change, text_of = (
        pack_text(dumps(stored.article)),
        pack_text(dumps(stored.reading)),
        dumps(told.changes[0]),
        dumps(told),
    )
    key, noise = 0, Random(1)
    for number in range(1, ARTICLES + 1):
        old = number <= ARTICLES * 9 // 10
        at = NOW - HOUR * (ARTICLES - number)
        articles.append(
            {
                "id": number,
                "identity": f"https://example.org/{number}",
                "url": f"https://example.org/{number}",
                "source": f"Source {number % SOURCES}",
                "host": f"site-{number % SOURCES}.example.org",
                "first_seen": at,
                "outcome": "refused" if number % 50 == 0 else "new",
                "latest_number": VERSIONS,
                # Nine of ten are no longer watched, a tenth of the others is due.
                "next_check": None if old else NOW + (HOUR if number % 10 else -HOUR),
            }
        )
        posted["listings"].append(
            {"article_id": number, "source": f"Source {number % SOURCES}", "first_listed": at}
        )
        for turn in range(1, VERSIONS + 1):
            key += 1
            rows["versions"].append(
                {
                    "id": key,
                    "article_id": number,
                    "number": turn,
                    "captured_at": at,
                    "fingerprint": "1:00",
                    "stealth": False,
                    "article": article,
                    "reading": reading,
                }
            )
            rows["changes"].append(
                {
                    "article_id": number,
                    "version_id": key,
                    "recorded_at": at,
                    "position": 0,
                    "kind": "headline_changed",
                    "weight": "high",
                    "change": change,
                }
            )
            rows["reports"].append(
                {"id": key, "article_id": number, "version_id": key, "created_at": at, "report": text_of}
            )
            waits = key > ARTICLES * VERSIONS - 20
            posted["outbox"].append(
                {
                    "id": key,
                    "recipient": "desk@example.org",
                    "message_id": f"<{key}>",
                    "raw": noise.randbytes(1500),  # a mail is no small row
                    "created_at": at,
                    "status": "pending" if waits else "sent",
                    "next_attempt": at,
                }
            )
            posted["deliveries"].append(
                {
                    "report_id": key,
                    "recipient": "desk@example.org",
                    "due_at": at,
                    "outbox_id": key,
                    "ended_at": None if waits else at,
                }
            )
            posted["checks"].append({"article_id": number, "checked_at": at, "outcome": "changed"})
    with engine.begin() as connection:
        connection.execute(insert(tables.articles), articles)
        for name, values in (rows | posted).items():
            connection.execute(insert(tables.metadata.tables[name]), values)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
