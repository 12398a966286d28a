"""How large a store grows and how its hot statements take it, on SQLite and PostgreSQL.

    python bench/sizes.py [ARTICLES …] [--only sqlite|postgresql] [--compression]

Each article has five versions, two of them with a change, a report and a mail, of the
texts of the fixture sites in four languages (an eighth of the words shuffled for each
article, so that no two are the same). Nine of ten articles are no longer watched; of the
others a tenth is due. Printed: bytes a version on disk, and the time of each statement,
the median of runs on different articles, beside its ratio to the smallest size of the run.
``--compression`` prints what zstandard would save of one version's texts, with and without
a dictionary, beside its time. Sizes of 10,000 and 100,000 take 0.3 and 3 GB; a million 30.
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
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, text

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor import intake
from monitor.codec import dumps
from monitor.demo.site import Site, default_root
from monitor.model import Change, ChangeKind, Page, Report, Weight
from monitor.store import tables
from monitor.store.database import open_engine
from monitor.store.listing import Listing
from monitor.store.sql import SqlStore
from tests.databases import Server

NOW = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LANGUAGES = ("de", "en", "ko", "uk")
VERSIONS = 5
SOURCES = 100
BATCH = 500


def texts() -> list[tuple[str, str]]:
    """The stored article and reading of each page of the fixture sites."""
    site = Site(default_root())
    base = "http://127.0.0.1"
    found = []
    for language in LANGUAGES:
        for article in site.articles(language):
            url = site.article_url(language, article.slug, base)
            page = site.render(url.removeprefix(base), 1, base)
            fetched = Page(
                url=url,
                final_url=url,
                status=page.status,
                headers=(("Content-Type", page.content_type),),
                body=page.body,
                fetched_at=NOW,
            )
            taken = intake.take(
                fetched, declared_language=language, languages=LANGUAGES, site_rules=(), known=None
            )
            if isinstance(taken, intake.Taken):
                found.append((dumps(taken.article), dumps(taken.reading)))
    return found


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


def fill(engine: Engine, count: int, stored: list[tuple[str, str]]) -> None:
    chance = random.Random(1)
    for start in range(0, count, BATCH):
        rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in tables.metadata.sorted_tables}
        for number in range(start + 1, min(start + BATCH, count) + 1):
            _article(number, count, stored, chance, rows)
        with engine.begin() as connection:
            for table in tables.metadata.sorted_tables:
                if rows[table.name]:
                    connection.execute(insert(table), rows[table.name])
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _article(
    number: int, count: int, stored: list[tuple[str, str]], chance: random.Random, rows: dict[str, Any]
) -> None:
    article, reading = stored[number % len(stored)]
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
                "article": shuffled(article, chance),
                "reading": shuffled(reading, chance),
            }
        )
        if turn > 2:
            continue
        change = Change(kind=ChangeKind.HEADLINE_CHANGED, weight=Weight.HIGH, before="a", after=str(key))
        report = Report(
            source_name="A",
            article_url=url,
            headline=str(key),
            language="en",
            version_number=turn,
            captured_at=at,
            previous_captured_at=None,
            stealth=False,
            changes=(change,),
        )
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


def hot(store: SqlStore, listing: Listing, count: int) -> dict[str, Callable[[int], Any]]:
    return {
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
        for name, work in hot(SqlStore(engine), Listing(engine), count).items():
            yield name.split(" (")[0], milliseconds(work, count)
    finally:
        engine.dispose()


def compression(stored: list[tuple[str, str]]) -> None:
    """What one version's texts would take, compressed each for itself."""
    from backports import zstd

    chance = random.Random(3)
    made = [
        (shuffled(a, chance) + "\n" + shuffled(r, chance)).encode()
        for a, r in (stored[n % len(stored)] for n in range(1000))
    ]
    # Trained on half of the pages and measured on the other half.
    half = len(stored) // 2
    training = [one for n, one in enumerate(made) if n % len(stored) < half]
    measured = [one for n, one in enumerate(made) if n % len(stored) >= half]
    dictionary = zstd.train_dict(training, 100_000)
    plain = sum(map(len, measured))
    for level in (3, 10):
        for name, given in ((f"zstandard {level}", None), (f"zstandard {level}, dictionary", dictionary)):
            compressor = zstd.ZstdCompressor(level=level, zstd_dict=given)
            start = time.perf_counter()
            packed = sum(len(compressor.compress(one, compressor.FLUSH_FRAME)) for one in measured)
            took = (time.perf_counter() - start) / len(measured)
            print(
                f"{name:26} {plain / len(measured):.0f} → {packed / len(measured):.0f} bytes, "
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
