"""How large a store grows and how its hot statements take it, on SQLite and PostgreSQL.

    python bench/sizes.py [ARTICLES …] [--only sqlite|postgresql] [--compression]

Each article has five versions, two of them with a change, a report and a mail. Its texts are
those of a page of the fixture sites in four languages with an eighth of the words at other
places (a thousand different ones, packed as the store packs them: rows share nothing with
each other, so nothing is won by repeating them); each later version has a word more, a word
less and a figure changed, but no offset moved: real ones take some 0.4 KB, these 0.1. Nine of ten articles are no longer watched; of the others a tenth
is due. Printed: bytes a version on disk, and the time of each statement, the median of runs
on different articles, beside its ratio to the smallest size of the run.
``--compression`` prints what packing saves of one version's texts, alone, with a trained
dictionary, and against an earlier version, beside its time. A million articles take 20 GB.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count as count_from
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, text

sys.path.insert(0, str(Path(__file__).parents[1]))

from fixture_pages import taken

from monitor.codec import dumps, loads
from monitor.model import Article, Change, ChangeKind, Reading, Report, Version, Weight
from monitor.ports import Mail, Observation
from monitor.store import tables
from monitor.store.database import open_engine
from monitor.store.listing import Listing
from monitor.store.packing import pack_text, zstd
from monitor.store.sql import SqlStore
from tests.databases import Server

NOW = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LANGUAGES = ("de", "en", "ko", "uk")
VERSIONS = 5
SOURCES = 100
BATCH = 500
POOL = 1000


def texts() -> list[tuple[str, str]]:
    """The stored article and reading of each page of the fixture sites."""
    return [(dumps(one.article), dumps(one.reading)) for code in LANGUAGES for one in taken(code)]


def shuffled(stored: str, chance: random.Random) -> str:
    """The JSON with an eighth of the words inside its texts at other places."""
    words = stored.split(" ")
    inner = [place for place, word in enumerate(words) if word.isalpha()]
    places = chance.sample(inner, len(inner) // 8)
    moved = [words[place] for place in places]
    chance.shuffle(moved)
    for place, word in zip(places, moved, strict=True):
        words[place] = word
    return " ".join(words)


def edited(stored: str, chance: random.Random) -> str:
    """The JSON with a word more, a word less and a figure changed."""
    words = stored.split(" ")
    inner = [place for place, word in enumerate(words) if word.isalpha()]
    words[chance.choice(inner)] += " " + words[chance.choice(inner)]
    words[chance.choice(inner)] = ""
    figures = [place for place, word in enumerate(words) if word.isdigit()]
    if figures:
        words[chance.choice(figures)] = str(chance.randint(100, 9999))
    return " ".join(words)


def histories(stored: list[tuple[str, str]]) -> list[list[dict[str, Any]]]:
    """The packed columns of the versions of some articles: the later ones against the first."""
    chance = random.Random(1)
    made = []
    for turn in range(POOL):
        article, reading = (shuffled(text, chance) for text in stored[turn % len(stored)])
        first = {"base": None, "article": pack_text(article), "reading": pack_text(reading)}
        later = []
        for _ in range(VERSIONS - 1):
            now, read = edited(article, chance), edited(reading, chance)
            later.append({"base": 1, "article": pack_text(now, article), "reading": pack_text(read, reading)})
        made.append([first, *later])
    return made


def fill(engine: Engine, count: int, stored: list[tuple[str, str]]) -> None:
    chance = random.Random(1)
    pool = histories(stored)
    for start in range(0, count, BATCH):
        rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in tables.metadata.sorted_tables}
        for number in range(start + 1, min(start + BATCH, count) + 1):
            _article(number, count, pool[number % POOL], chance, rows)
        with engine.begin() as connection:
            for table in tables.metadata.sorted_tables:
                if rows[table.name]:
                    connection.execute(insert(table), rows[table.name])
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _article(
    number: int, count: int, texts: list[dict[str, Any]], chance: random.Random, rows: dict[str, Any]
) -> None:
    at = NOW - HOUR * (count - number) / 100
    url = f"https://news.example.org/2026/{number % 12 + 1:02}/story-{number}"
    due = NOW + (HOUR if number % 10 else -HOUR)
    rows["articles"].append(
        {
            "id": number,
            "identity": url,
            "url": url,
            "source": f"Source {number % SOURCES}",
            "host": f"site-{number % SOURCES}.example.org",
            "first_seen": at,
            "outcome": "changed",
            "latest_number": VERSIONS,
            "headline": url,
            "next_check": None if number % 100 >= 10 else due,
        }
    )
    rows["listings"].append(
        {"article_id": number, "source": f"Source {number % SOURCES}", "first_listed": at}
    )
    for turn in range(1, VERSIONS + 1):
        key = (number - 1) * VERSIONS + turn
        rows["versions"].append(
            {
                "id": key,
                "article_id": number,
                "number": turn,
                "captured_at": at,
                "fingerprint": f"1:{key:064x}",
                "stealth": False,
            }
            | texts[turn - 1]
        )
        if turn > 2:
            continue
        report = _report(turn, url, at)
        (change,) = report.changes
        shared = {"article_id": number, "version_id": key}
        rows["changes"].append(
            shared
            | {
                "recorded_at": at,
                "position": 0,
                "kind": change.kind,
                "weight": change.weight,
                "change": dumps(change),
            }
        )
        rows["reports"].append(shared | {"id": key, "created_at": at, "report": dumps(report)})
        waits = number > count - 10
        rows["outbox"].append(
            {
                "id": key,
                "recipient": "desk@example.org",
                "message_id": f"<{key}@example.org>",
                "raw": chance.randbytes(4000),
                "created_at": at,
                "status": "pending" if waits else "sent",
                "next_attempt": at,
            }
        )
        ended = None if waits else at
        rows["deliveries"].append(
            {
                "report_id": key,
                "recipient": "desk@example.org",
                "due_at": at,
                "outbox_id": key,
                "ended_at": ended,
            }
        )
        rows["checks"].append({"article_id": number, "checked_at": at, "outcome": "changed"})


def _report(number: int, url: str, at: datetime) -> Report:
    change = Change(kind=ChangeKind.HEADLINE_CHANGED, weight=Weight.HIGH, before="a", after=str(number))
    return Report(
        source_name="A",
        article_url=url,
        headline=str(number),
        language="en",
        version_number=number,
        captured_at=at,
        previous_captured_at=None,
        stealth=False,
        changes=(change,),
    )


def observations(stored: list[tuple[str, str]]) -> Callable[[int], Observation]:
    """A further version of an article with a change, a report and a mail; each call one more."""
    chance, numbers = random.Random(4), count_from(VERSIONS + 1)

    def observation(article_id: int) -> Observation:
        article, reading = stored[article_id % POOL % len(stored)]
        number = next(numbers)
        told = _report(number, "https://news.example.org/", NOW)
        return Observation(
            article_id=article_id,
            checked_at=NOW,
            outcome="changed",
            state="",
            next_check=NOW + HOUR,
            version=Version(
                number=number,
                captured_at=NOW,
                article=loads(Article, edited(article, chance)),
                reading=loads(Reading, reading),
                fingerprint=f"1:{number:064x}",
            ),
            changes=told.changes,
            report=told,
            post=(
                Mail(
                    recipient="desk@example.org",
                    message_id=f"<{article_id}.{number}@example.org>",
                    raw=chance.randbytes(4000),
                ),
            ),
        )

    return observation


def hot(
    store: SqlStore, listing: Listing, count: int, observation: Callable[[int], Observation]
) -> dict[str, Callable[[int], Any]]:
    return {
        "a version with its changes is stored": lambda n: store.record(observation(n)),
        "the latest version": store.latest,
        "an article by its address": lambda n: store.same_article(
            f"https://news.example.org/2026/{n % 12 + 1:02}/story-{n}"
        ),
        "an article's versions": listing.versions,
        "an article's changes": listing.changes,
        "a page of articles (50)": lambda _: listing.articles(limit=50),
        "a page of a source's articles": lambda n: listing.articles(source=f"Source {n % SOURCES}", limit=50),
        "a page of changes (50)": lambda _: listing.changes(limit=50),
        "a page of reports (50)": lambda _: listing.reports(limit=50),
        "the lease of a mail": lambda n: store.lease(NOW + n * HOUR, limit=1, lease=HOUR),
        f"the hosts where something is due ({count // 100} articles)": lambda _: store.hosts_due(NOW),
        "what is due at a host": lambda n: store.due(NOW, f"site-{n % SOURCES}.example.org"),
    }


def milliseconds(work: Callable[[int], Any], count: int) -> float:
    chance, times = random.Random(2), []
    for _ in range(21):
        number = chance.randint(1, count)
        start = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def size(engine: Engine) -> tuple[int, int]:
    """Bytes of the whole store, and of the versions alone (0: not known)."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            whole = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
            alone = connection.exec_driver_sql("SELECT pg_total_relation_size('versions')").scalar_one()
            return whole, alone
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one(), 0


def measure(url: str, count: int, stored: list[tuple[str, str]]) -> Iterator[tuple[str, float]]:
    engine = open_engine(url)
    try:
        start = time.perf_counter()
        fill(engine, count, stored)
        took = time.perf_counter() - start
        whole, alone = size(engine)
        print(
            f"{engine.dialect.name}, {count} articles, {count * VERSIONS} versions: {whole / 1e6:.0f} MB, "
            f"{whole / count / VERSIONS:.0f} bytes a version in all"
            + (f", {alone / count / VERSIONS:.0f} in its table" if alone else "")
            + f" (written in {took:.0f} s)"
        )
        for name, work in hot(SqlStore(engine), Listing(engine), count, observations(stored)).items():
            yield name.split(" (")[0], milliseconds(work, count)
    finally:
        engine.dispose()


def compression(stored: list[tuple[str, str]]) -> None:
    """What one version's texts would take, compressed each for itself."""
    chance = random.Random(3)
    made = [
        (shuffled(a, chance) + "\n" + shuffled(r, chance)).encode()
        for a, r in (stored[n % len(stored)] for n in range(1000))
    ]
    # Trained on half of the pages and measured on the other half.
    half = len(stored) // 2
    training = [one for n, one in enumerate(made) if n % len(stored) < half]
    measured = [one for n, one in enumerate(made) if n % len(stored) >= half]
    trained = zstd.train_dict(training, 100_000)
    later = [edited(one.decode(), chance).encode() for one in measured]

    def against(one: bytes) -> Any:
        return zstd.ZstdDict(one, is_raw=True).as_prefix

    plain = sum(map(len, measured))
    ways: tuple[tuple[str, list[bytes], Callable[[bytes], Any]], ...] = (
        ("alone", measured, lambda _: None),
        ("a trained dictionary", measured, lambda _: trained),
        ("an edited version against the first", later, against),
    )
    for level in (3, 10):
        for name, texts_of, given in ways:
            start = time.perf_counter()
            packed = sum(
                len(zstd.compress(text, level, zstd_dict=given(first)))
                for first, text in zip(measured, texts_of, strict=True)
            )
            took = (time.perf_counter() - start) / len(measured)
            print(
                f"level {level:2}, {name:36} {plain / len(measured):.0f} → {packed / len(measured):.0f} bytes, "
                f"{plain / packed:.2f}×, {took * 1e6:.0f} µs"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="The size of a store, and the time of its statements.")
    parser.add_argument("articles", nargs="*", type=int, default=[300, 3000])
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--compression", action="store_true")
    chosen = parser.parse_args()
    stored = texts()
    if chosen.compression:
        compression(stored)
        return
    first: dict[tuple[str, str], float] = {}
    with tempfile.TemporaryDirectory(prefix="monitor-sizes-") as folder:
        server = Server() if chosen.only != "sqlite" else None
        for count in chosen.articles:
            for database in ("sqlite", "postgresql"):
                if chosen.only not in (None, database):
                    continue
                if database == "sqlite":
                    url = f"sqlite:///{folder}/{count}.db"
                else:
                    assert server is not None
                    url = server.fresh()
                for name, took in measure(url, count, stored):
                    base = first.setdefault((database, name), took)
                    print(f"  {name:32} {took:8.2f} ms  {took / base:6.1f}×")
                if database == "sqlite":
                    Path(f"{folder}/{count}.db").unlink()
                elif server is not None:
                    server.drop(url)
        if server is not None:
            server.remove()


if __name__ == "__main__":
    main()
