"""The service over the simulated news, and what it made of it.

Real: the service's parts as ``assembly.running`` puts them together (Scrapy over loopback,
worker processes, SQLite, mail as files), ticks at the simulated times. The clock that the
parts are given is the simulation's. Pauses towards a host are real time, so they are scaled
with it: one simulated second lasts ``REAL`` seconds, in the settings' delay, in the hosts'
Crawl-delay, and in what the server counts as too soon.

    python -m tests.end_to_end.week.run [--hosts N] [--articles N] [--hours N] [--tick MINUTES]
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import structlog
from sqlalchemy import select

from monitor.cadence import JITTER, STEPS
from monitor.crawl import reactor
from monitor.model import Article
from monitor.service.assembly import running
from monitor.settings import load
from monitor.store.database import open_engine
from monitor.store.tables import articles, checks, versions
from monitor.store.versions import version_of, whole
from tests.loopback import Names

from .server import Counted, Newsstand, serving
from .world import UPDATED, Host, Story, hosts, stories

START = datetime(2024, 10, 21, 4, 0, tzinfo=UTC)
REAL = 1 / 400
"""Real seconds of one simulated second: a week then may take 25 minutes."""
DELAY = 1.0
EVERY = timedelta(minutes=15)
RECHECK = timedelta(minutes=15)
"""After which a text cut short and a vanished page are looked at again before they are believed."""
MEMORY = Path("/dev/shm")


@dataclass
class Found:
    """What a simulated stretch came to."""

    passes: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    """Of this process and its workers."""
    checked: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    lasting: int = 0
    """Changes that lasted longer than the cadence then in force."""
    missed: list[str] = field(default_factory=list)
    brief_unseen: int = 0
    strange: list[str] = field(default_factory=list)
    """Versions that no page ever showed."""
    delays: dict[str, list[float]] = field(default_factory=dict)
    """Minutes from a change to its version, by the article's age."""
    counted: Counted = field(default_factory=Counted)
    articles: int = 0
    failed: list[str] = field(default_factory=list)


def simulate(
    *,
    host_count: int,
    article_count: int,
    length: timedelta,
    tick: timedelta,
    seed: int = 1,
    updated: float = UPDATED,
) -> Found:
    """Run it; the reactor of this process is used up by it."""
    among = hosts(host_count)
    told = stories(seed, article_count, among, length, updated)
    found = Found(articles=article_count)
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="monitor-week-", dir=place) as folder,
        serving(among, told, START, delay=DELAY, real=REAL) as stand,
    ):
        path = Path(folder) / "settings.toml"
        path.write_text(_settings(among, stand.port), encoding="utf-8")
        _run(path, among, stand, length, tick, found)
        found.counted = stand.counted()
        _judge(path, among, told, stand.port, length, tick, found)
    return found


def _settings(among: tuple[Host, ...], port: int) -> str:
    lines = [
        "[database]",
        'url = "sqlite:///monitor.db"',
        "[schedule]",
        f'every = "{EVERY.total_seconds():.0f}s"',
        "[crawl]",
        f'delay = "{DELAY * REAL * 1000:g}ms"',
        'parse_timeout = "30s"',
        "allow_private = " + json.dumps([host.name for host in among]),
        "[mail]",
        'outbox = "outbox"',
        "[[editors]]",
        'address = "desk@news.example"',
        'delivery = "hourly"',
    ]
    for host in among:
        lines += [
            "[[sources]]",
            f'name = "{host.name}"',
            f'url = "http://{host.name}:{port}/feed.xml"',
            f'language = "{host.language}"',
        ]
    return "\n".join(lines) + "\n"


def _run(
    path: Path, among: tuple[Host, ...], stand: Newsstand, length: timedelta, tick: timedelta, found: Found
) -> None:
    settings = load(path)
    engine = open_engine(settings.database.url)
    now = timedelta(0)

    def listener(event: str, keys: Mapping[str, Any]) -> None:
        if event == "article_checked":
            found.checked[keys["outcome"]] += 1
            if keys["outcome"] in ("failed", "refused"):
                found.failed.append(f"{now} {keys['url']}: {keys['detail']}")
        elif event == "source_checked" and keys["error"]:
            found.failed.append(f"{now} {keys['source']}: {keys['error']}")

    async def ticks() -> int:
        nonlocal now
        from twisted.internet import reactor as installed

        installed.installNameResolver(Names({host.name: [["127.0.0.1"]] for host in among}))
        sources = [table.source() for table in settings.sources]
        async with running(
            settings, engine, sources=sources, listener=listener, clock=lambda: START + now
        ) as passes:
            begun, cpu = time.perf_counter(), time.process_time()
            while now <= length:
                stand.show(now)
                await passes.tick()
                found.passes += 1
                if found.passes % 48 == 0:
                    logging.getLogger("week").critical(
                        "%s, %.0f s, %d checks", now, time.perf_counter() - begun, found.checked.total()
                    )
                now += tick
            found.seconds, found.cpu = time.perf_counter() - begun, time.process_time() - cpu
        return 0

    reactor.run(ticks)
    engine.dispose()
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    found.cpu += below.ru_utime + below.ru_stime


# ------------------------------------------------------------------------- the verdict


def _judge(
    path: Path,
    among: tuple[Host, ...],
    told: tuple[Story, ...],
    port: int,
    length: timedelta,
    tick: timedelta,
    found: Found,
) -> None:
    engine = open_engine(load(path).database.url)
    with engine.connect() as connection:
        known = {row.url: row for row in connection.execute(select(articles))}
        stored: dict[int, list[tuple[timedelta, Article]]] = {}
        for row in connection.execute(whole().order_by(versions.c.article_id, versions.c.number)).mappings():
            version = version_of(row)
            stored.setdefault(row["article_id"], []).append((version.captured_at - START, version.article))
        gone = {
            row.article_id: row.checked_at - START
            for row in connection.execute(select(checks).where(checks.c.outcome == "gone"))
        }
    engine.dispose()
    for story in told:
        url = f"http://{among[story.host].name}:{port}{story.path}"
        row = known.get(url)
        _judge_story(
            url,
            story,
            stored.get(row.id, []) if row else [],
            gone.get(row.id) if row else None,
            length,
            tick,
            found,
        )


def _judge_story(
    url: str,
    story: Story,
    seen: list[tuple[timedelta, Article]],
    gone: timedelta | None,
    length: timedelta,
    tick: timedelta,
    found: Found,
) -> None:
    captured: dict[int, timedelta] = {}
    for at, article in seen:
        which = [
            number
            for number, state in enumerate(story.states)
            if state.headline == article.headline and state.paragraphs == article.paragraphs
        ]
        if not which or story.states[which[0]].at > at:
            found.strange.append(f"{url} at {at}: {article.headline} {article.paragraphs}")
        else:
            captured.setdefault(which[0], at)
    if gone is not None:
        captured[len(story.states) - 1] = gone
    looks = sorted(at for at, _ in seen)
    for number, state in enumerate(story.states):
        until = story.states[number + 1].at if number + 1 < len(story.states) else length
        before = bisect_right(looks, state.at)
        age = state.at - looks[before - 1] if before else timedelta(0)
        lasts = until - state.at
        cadence = _step(age) * (1 + JITTER) + tick if number else EVERY * (1 + JITTER) + tick
        if number and not before:
            cadence += EVERY * (1 + JITTER) + tick  # changed before its feed was read
        if state.kind in ("cut", "gone"):
            cadence += RECHECK + tick
        found.changes += number > 0
        if number in captured:
            if number:
                found.delays.setdefault(_young(age), []).append(
                    (captured[number] - state.at) / timedelta(minutes=1)
                )
            found.lasting += number > 0 and lasts > cadence
        elif lasts > cadence:
            found.lasting += number > 0
            found.missed.append(f"{url} {state.kind} at {state.at}, for {lasts}, cadence {cadence}")
        else:
            found.brief_unseen += number > 0


def _step(age: timedelta) -> timedelta:
    return next((step for until, step in STEPS if age < until), STEPS[-1][1])


def _young(age: timedelta) -> str:
    hours = age / timedelta(hours=1)
    return (
        "under 3 h" if hours < 3 else "3 to 6 h" if hours < 6 else "6 to 24 h" if hours < 24 else "over 24 h"
    )


# ---------------------------------------------------------------------------- printing


def printed(found: Found) -> str:
    """The figures as a text."""
    asked = found.counted.requests
    by_kind = Counter[str]()
    for name, number in asked.items():
        by_kind[name.split(" ")[0]] += number
    allowed = found.counted.allowed
    hosts_asked = sorted(found.counted.closest)
    lines = [
        f"{found.passes} passes in {found.seconds:.0f} s, {found.cpu:.0f} s of CPU: {found.seconds / max(found.passes, 1):.2f} s a pass",
        (
            f"changes {found.changes}; that outlast their cadence {found.lasting}, of which missed {len(found.missed)};"
            f" shorter and unseen {found.brief_unseen}; versions that no page showed {len(found.strange)}"
        ),
    ]
    every = [delay for some in found.delays.values() for delay in some]
    for name, some in (*sorted(found.delays.items()), ("all", every)):
        if len(some) > 1:
            lines.append(
                f"  delay, article {name}: median {median(some):.0f} min, p95 {quantiles(some, n=20)[-1]:.0f} min ({len(some)} changes)"
            )
    lines += [
        f"requests {sum(asked.values())}: "
        + ", ".join(f"{name} {number}" for name, number in sorted(asked.items())),
        f"requests per article {by_kind['article'] / found.articles:.1f}, with feeds and robots.txt {sum(asked.values()) / found.articles:.1f}",
        "checks: " + ", ".join(f"{name} {number}" for name, number in sorted(found.checked.items())),
        (
            f"at the server: at once on one host at most {max(found.counted.most_at_once.values(), default=0)};"
            f" sooner than allowed {found.counted.too_soon} of {sum(asked.values())};"
            f" shortest pause ÷ allowed {min((found.counted.closest[name] / allowed[name] for name in hosts_asked), default=0):.2f}"
            f" over {len(hosts_asked)} hosts"
        ),
    ]
    lines += [f"missed: {one}" for one in found.missed[:20]] + [
        f"strange: {one}" for one in found.strange[:5]
    ]
    lines += [f"failed: {one}" for one in found.failed[:10]] + [f"failed in all: {len(found.failed)}"]
    return "\n".join(lines)


def sound(found: Found) -> bool:
    """Nothing missed, nothing invented, nobody pressed."""
    polite = found.counted.too_soon == 0 and max(found.counted.most_at_once.values(), default=0) == 1
    return polite and not found.missed and not found.strange and not found.failed


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--hours", type=float, default=168)
    parser.add_argument("--tick", type=float, default=15, help="minutes of simulated time")
    parser.add_argument("--updated", type=float, default=UPDATED, help="share of articles that change")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    found = simulate(
        host_count=given.hosts,
        article_count=given.articles,
        length=timedelta(hours=given.hours),
        tick=timedelta(minutes=given.tick),
        seed=given.seed,
        updated=given.updated,
    )
    print(printed(found))
    return 0 if sound(found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
