"""PostgreSQL throws the service out at each of its statements once: it ends as if it had not.

The parts are those that the service runs with, put together by itself, so that nothing
that it does with the database is left out.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from monitor.service.assembly import running
from monitor.settings import load
from monitor.store import transactions
from monitor.store.database import open_engine
from monitor.store.tables import metadata
from tests.databases import Server
from tests.loopback import Site, in_reactor

from .rig import START, article, feed

SETTINGS = """
[database]
url = "{database}"
[crawl]
delay = "0s"
workers = 1
allow_private = ["127.0.0.1"]
[[sources]]
name = "Harbour"
kind = "feed"
url = "{url}"
language = "en"
[[editors]]
address = "desk@example.org"
[[editors]]
address = "late@example.org"
delivery = "hourly"
"""
# New, changed, the hour of the digest, and years later: then the house is kept.
MOMENTS = (START, START + timedelta(minutes=20), START + timedelta(hours=2), START + timedelta(days=1000))


class Breaker(AbstractContextManager[None]):
    """Ends the connection of every statement that it has not met before."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.met: set[str] = set()

    def __enter__(self) -> None:
        event.listen(Engine, "before_cursor_execute", self)

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self)

    def __call__(self, _connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement not in self.met:
            self.met.add(statement)
            number = cursor.connection.info.backend_pid
            self.server.statement(f"SELECT pg_terminate_backend({number}, 5000)")


def stock(site: Site, moment: datetime) -> None:
    site.routes = {"/feed": feed(*(site.url(f"/{number}") for number in range(3)))}
    for number in range(3):
        told = "Some 1,500 tonnes" if moment == START else "Some 3,000 tonnes"
        site.routes[f"/{number}"] = article(
            f"Report number {number} of the harbour", more=f"{told} of stone were brought."
        )


async def service(folder: Path, url: str, breaking: AbstractContextManager[object]) -> None:
    async with Site() as site:
        settings = folder / "settings.toml"
        settings.write_text(SETTINGS.format(database=url, url=site.url("/feed")))
        now = START
        loaded = load(settings)
        engine = open_engine(url)
        sources = [table.source() for table in loaded.sources]
        with breaking:
            async with running(
                loaded, engine, sources=sources, listener=lambda *_: None, clock=lambda: now
            ) as passes:
                for now in MOMENTS:
                    stock(site, now)
                    await passes.tick()
        engine.dispose()


def rows(url: str) -> dict[str, int]:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in metadata.tables
        }
    engine.dispose()
    return found


def outcome(folder: Path, url: str, breaking: AbstractContextManager[object]) -> tuple[dict[str, int], int]:
    folder.mkdir()
    in_reactor(lambda: service(folder, url, breaking))
    return rows(url), len(list((folder / "data" / "outbox").glob("*.eml")))


def test_every_statement_of_the_service_is_broken_once_and_nothing_is_lost_or_told_twice(
    tmp_path, postgresql: Server, monkeypatch: pytest.MonkeyPatch
):
    undisturbed = outcome(tmp_path / "undisturbed", postgresql.fresh(), nullcontext())
    assert undisturbed[0]["versions"] == 6
    assert undisturbed[1] == 4, "three at once, one digest"

    url = postgresql.fresh()
    # A transaction is begun again for every statement in it.
    monkeypatch.setattr(transactions, "WAITS", (0.0,) * 40)
    breaker = Breaker(postgresql)
    assert outcome(tmp_path / "disturbed", url, breaker) == undisturbed
    assert len(breaker.met) > 40
    assert any(statement.startswith("DELETE FROM checks") for statement in breaker.met)
