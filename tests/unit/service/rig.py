"""Passes over real parts: sites on loopback, the store on a file, a clock that a test sets.

Only the workers are not processes: the same functions run in the loop, which spares each
test the seconds that spawning takes; ``test_workers`` has the processes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from monitor.crawl.runner import Crawler
from monitor.deliver.maildir import EmlFolder
from monitor.deliver.postmaster import EditorsPostmaster
from monitor.model import Editor, Source, SourceKind
from monitor.pipeline import Pipeline
from monitor.service.index_checks import IndexChecks
from monitor.service.passes import BUDGET, Passes
from monitor.store.database import open_engine
from monitor.store.memory import SqlCrawlMemory
from monitor.store.sql import SqlStore
from tests.hostile.harness import config
from tests.loopback import Site, answer

START = datetime(2024, 10, 23, 6, 0, tzinfo=UTC)
PARAGRAPHS = (
    "The harbour authority of Kelby closed two of its five berths on Monday after divers found cracks below the waterline.",
    "About 340 dockers were sent home on full pay while engineers from Leeds surveyed the quay wall, the authority said.",
    "Repairs will cost £4.2m and take until March, according to a report to councillors that was published on Tuesday.",
    "Ferries to the islands will leave from the northern pier, where the timetable has been cut to six sailings a day.",
)


def article(headline: str = "Two berths closed at Kelby", *, more: str = "") -> bytes:
    """An article's response."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (*PARAGRAPHS, *([more] if more else [])))
    return answer(
        f'<!doctype html><html lang="en"><head><title>{headline}</title></head>'
        f"<body><article><h1>{headline}</h1>{body}</article></body></html>".encode(),
        "Content-Type: text/html; charset=utf-8",
    )


def feed(*urls: str) -> bytes:
    """A feed's response."""
    items = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in urls)
    return answer(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode()
    )


def source(site: Site, name: str = "Harbour", path: str = "/feed", **more: Any) -> Source:
    return Source(name=name, kind=SourceKind.FEED, url=site.url(path), language="en", **more)


class InLoop:
    """The port ``monitor.ports.Workers`` without processes."""

    async def run(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)


class Databases:
    """Where the rigs of a folder have their store; the fixture ``each_database`` says on which database."""

    def __init__(self) -> None:
        self.made: Callable[[Path], str] = _file
        self._urls: dict[Path, str] = {}
        self._engines: list[Engine] = []

    def engine(self, folder: Path) -> Engine:
        if folder not in self._urls:
            self._urls[folder] = self.made(folder)
        self._engines.append(open_engine(self._urls[folder]))
        return self._engines[-1]

    def close(self) -> None:
        for engine in self._engines:
            engine.dispose()
        self.made, self._urls, self._engines = _file, {}, []


def _file(folder: Path) -> str:
    return f"sqlite:///{folder / 'monitor.db'}"


DATABASES = Databases()


@dataclass
class Rig:
    """One service over one database; a restart is a second rig over the same folder."""

    folder: Path
    sources: list[Source]
    now: datetime = START
    operator: str | None = None
    budget: int = BUDGET
    every: timedelta = timedelta(minutes=15)
    crawl: dict[str, Any] = field(default_factory=dict)
    editors: tuple[Editor, ...] = ()
    told: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = DATABASES.engine(self.folder)
        self.store = SqlStore(self.engine)
        self.memory = SqlCrawlMemory(self.engine)
        postmaster = EditorsPostmaster(
            self.editors, sender="monitor@example.org", unsubscribe_url=None, operator=self.operator
        )
        pipeline = Pipeline(
            store=self.store,
            workers=InLoop(),
            postmaster=postmaster,
            languages=("en",),
            site_rules=(),
            every=self.every,
            clock=self.clock,
        )
        crawler = Crawler(
            config(**self.crawl),
            host_states=self.memory.hosts(),
            keep_host=self.memory.keep_host,
            clock=self.clock,
        )
        self.passes = Passes(
            sources=self.sources,
            store=self.store,
            pipeline=pipeline,
            crawler=crawler,
            index_checks=IndexChecks(
                crawler=crawler, pipeline=pipeline, memory=self.memory, clock=self.clock
            ),
            postmaster=postmaster,
            mailer=EmlFolder(self.folder / "outbox"),
            listener=self.listener,
            clock=self.clock,
            budget=self.budget,
        )

    def clock(self) -> datetime:
        return self.now

    def listener(self, event: str, keys: Mapping[str, Any]) -> None:
        self.told.append((event, keys))

    async def tick_at(self, moment: datetime) -> None:
        self.now = moment
        await self.passes.tick()

    @property
    def mails(self) -> list[Path]:
        return sorted((self.folder / "outbox").glob("*.eml"))
