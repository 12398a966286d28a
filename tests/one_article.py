"""A database with a few versions of one article, each with its report and its mail."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from monitor.model import Article, Block, Headlines, Link, Reading, Report, Version
from monitor.ports import Mail, Observation
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def observation(number: int, text: str = "Ein Satz.", headline: str = "S") -> Observation:
    article = Article(
        url="https://example.org/a",
        language="de",
        headlines=Headlines(page=headline),
        blocks=(Block(text=text),),
    )
    version = Version(
        number=number, captured_at=NOW, article=article, reading=Reading(), fingerprint=f"1:{number:04}"
    )
    report = Report(
        source_name="A",
        article_url=article.url,
        headline=headline,
        language="de",
        version_number=number,
        captured_at=NOW,
        previous_captured_at=None,
        stealth=False,
    )
    return Observation(
        article_id=1,
        checked_at=NOW,
        outcome="changed",
        next_check=NOW + timedelta(hours=1),
        version=version,
        report=report,
        post=(Mail(recipient="desk@example.org", message_id=f"<{number}>", raw=b"mail"),),
    )


def store(engine: Engine) -> SqlStore:
    made = SqlStore(engine)
    made.add_links("A", [("https://example.org/a", Link(url="https://example.org/a"))], NOW)
    return made


def filled(path: Path, count: int = 3) -> None:
    engine = open_engine(url(path))
    made = store(engine)
    for number in range(1, count + 1):
        made.record(observation(number))
    engine.dispose()


def counts(path: Path) -> tuple[int, int, int]:
    """Versions, reports, mails."""
    with closing(sqlite3.connect(path)) as connection:
        return tuple(
            connection.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("versions", "reports", "outbox")
        )
