"""Whatever is read ahead, in whatever order it comes back: the store is that of one capture at a time."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from monitor.discover.urls import canonical_url
from monitor.errors import WorkerFailed
from monitor.model import Source, SourceKind
from monitor.service.replay.ahead import BATCH, Waiting
from monitor.service.replay.here import NO_ARTICLE, OLDER, TWIN, Replaying, ReplayTally
from monitor.service.replay.job import Terms, work
from monitor.service.replay.odd import OneByOne
from monitor.service.replay.sources import Owners
from monitor.settings import Settings
from monitor.store.backfill import BackfillStore
from monitor.store.database import open_engine
from monitor.store.warc_index import WarcIndex
from tests.end_to_end.newsstand import article_html
from tests.stores import differences
from tests.warcs import Shot, write

P = ParamSpec("P")
R = TypeVar("R")

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BEGINNING = datetime(2024, 5, 1, 10, tzinfo=UTC)
OWNERS = Owners(
    [
        Source(name="A", kind=SourceKind.FEED, url="https://news.example.org/feed", language="en"),
        Source(name="B", kind=SourceKind.PAGE, url="https://paper.example.com/1"),
    ]
)
ADDRESSES = [
    *(f"https://news.example.org/{number}" for number in range(6)),
    "https://www.news.example.org/0?utm_source=feed",
    *(f"https://paper.example.com/{number}" for number in range(4)),
]
TEXT = [
    "The council of Ashford voted on Monday to close the old bridge for repairs until the spring.",
    "Officials said the work will cost 12 million pounds and take about eight months in all.",
    "Residents asked for a ferry in the meantime, which the council will discuss in December.",
    "The bridge was built in 1931 and carries 9,000 vehicles a day, most of them bound for the port.",
]


class Untidy:
    """The port ``monitor.ports.Workers``: answers come in any order, and some calls fail."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._alone = asyncio.Lock()

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(self._chance.randrange(12)):
            await asyncio.sleep(0)
        if function is work and self._chance.random() < 0.1:
            raise WorkerFailed("a page of the lot took too long")
        # It runs a loop of its own, as in a process; what it calls is not made for threads.
        async with self._alone:
            return await asyncio.to_thread(function, *args, **kwargs)


def page(chance: random.Random, address: str) -> bytes:
    """One of the states of a page; now and then it calls itself by another page's address."""
    kind = chance.random()
    if kind < 0.06:
        return b"<html><body><p>Please log in.</p></body></html>"
    cost = chance.choice((12, 12, 15))
    text = [TEXT[0], TEXT[1].replace("12", str(cost)), *TEXT[2:]]
    body = article_html(f"Bridge {address[-1]} to close", text[:1] if kind < 0.12 else text)
    if kind > 0.85:
        host = address.split("/")[2].removeprefix("www.")
        other = f"https://{host}/{chance.randrange(8)}"
        body = body.replace(b"<head>", f'<head><link rel="canonical" href="{other}">'.encode())
    return body


def archive(path: Path, chance: random.Random) -> None:
    shots = []
    at = BEGINNING
    for _ in range(3 * BATCH):
        # Several within a second, and some days apart.
        at += chance.choice((timedelta(0), timedelta(0), timedelta(minutes=40), timedelta(hours=9)))
        address = chance.choice(ADDRESSES)
        shots.append(Shot(address, at.strftime("%Y-%m-%dT%H:%M:%SZ"), page(chance, address)))
    chance.shuffle(shots)
    write(path, shots)


# Those in which earlier versions of the window went wrong.
@pytest.mark.parametrize("seed", [0, 5, 26, 30])
def test_reading_ahead_changes_nothing(tmp_path, seed):
    chance = random.Random(seed)
    archive(tmp_path / "a.warc.gz", chance)
    settings = Settings(database={"url": "sqlite:///unused.db"})
    stores = [f"sqlite:///{tmp_path / name}" for name in ("ahead.db", "one-by-one.db")]
    with WarcIndex(tmp_path, limit=10**6, is_index=OWNERS.is_index, now=NOW) as index:
        index.add(tmp_path / "a.warc.gz")
        ahead, one_by_one = open_engine(stores[0]), open_engine(stores[1])

        async def both() -> tuple[ReplayTally, Counter[str], Counter[str]]:
            tally, workers = ReplayTally(), Untidy(chance)
            replaying = Replaying(settings, ahead, OWNERS, workers, processes=3, now=NOW)
            await replaying.run(index.in_order(), tally, asyncio.Event(), lambda _: None)
            terms = Terms(
                limit=settings.crawl.max_bytes,
                languages=settings.monitor.languages,
                site_rules=(),
                every=settings.schedule.every,
                now=NOW,
            )
            hand = OneByOne(BackfillStore(one_by_one, now=NOW), workers, OWNERS, terms)
            outcomes: Counter[str] = Counter()
            skipped: Counter[str] = Counter()
            for captured in index.in_order():
                waiting = Waiting(captured=captured, identity=canonical_url(captured.url))
                settled = await hand.settle(waiting, evidence=False)
                if settled.passed is not None:
                    skipped[settled.passed] += 1
                if settled.outcome is not None:
                    outcomes[settled.outcome] += 1
            return tally, outcomes, skipped

        tally, outcomes, skipped = asyncio.run(both())
        ahead.dispose()
        one_by_one.dispose()
    assert differences(*stores) == []
    assert (tally.outcomes, tally.skipped) == (outcomes, skipped)
    # The material has what can go wrong.
    assert {"new", "changed", "unchanged", "held", "flapping", "refused"} <= outcomes.keys()
    assert skipped.keys() <= {OLDER, TWIN, NO_ARTICLE}
