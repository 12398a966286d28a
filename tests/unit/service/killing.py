"""kill -9 in the middle of the job, again and again, and what is left when it is resumed.

    python tests/unit/service/killing.py [--runs N] [--seed N] [--database sqlite|postgresql]

Three articles, four editors (two at once, one hourly, one with quiet hours), three moments
(evening, the full hour, morning). Each run takes a copy of the database as it was before
one of the moments, starts the pass in a forked child that dies at a labelled point of
:mod:`monitor.crash`, resumes it until it ends alive, lets the other moments come, and
compares with the undisturbed job: versions, changes, reports, who was told what, and how
often a mail arrived. First every point of every moment once, then two or three deaths in
a row, chosen by the seed; every third run has a server that greylists.

Real: the pass, pipeline, store, outbox, mailer, and a mail server on
loopback in a process of its own. Pages are handed over instead of fetched, and what
extraction and comparison give for them is computed once, before the first death.
Prints one JSON object: runs, deaths, mails that came twice, and every breach found.
"""

# ruff: noqa: N802, N811, ARG002 - the names and arguments are aiosmtpd's and the crawler's

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import random
import re
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

import structlog
from aiosmtpd.smtp import SMTP as Dialogue

from monitor import crash
from monitor.crash import POINTS, UNKNOWN, Point
from monitor.deliver.postmaster import EditorsPostmaster
from monitor.deliver.smtp import SmtpConfig, SmtpMailer
from monitor.discover.urls import canonical_url
from monitor.model import Delivery, Editor, Fetched, Link, Page, Source, SourceKind, Target
from monitor.pipeline import Pipeline
from monitor.service.events import Tally
from monitor.service.index_checks import IndexChecks
from monitor.service.passes import Passes
from monitor.store.database import open_engine
from monitor.store.memory import SqlCrawlMemory
from monitor.store.sql import SqlStore
from tests.databases import DATABASES
from tests.unit.service.killing_databases import Databases, databases, facts

EVENING = datetime(2024, 10, 23, 20, 5, tzinfo=UTC)
MOMENTS = (EVENING, EVENING + timedelta(hours=1), EVENING + timedelta(hours=11))
RESUMED_AFTER = timedelta(minutes=12)  # the outbox's lease is over
LAST = (MOMENTS[-1] + timedelta(hours=1),)
MOST_DEATHS = 3

EDITORS = (
    Editor(address="anna@desk.example"),
    Editor(address="bohdan@desk.example", language="uk"),
    Editor(address="chaewon@desk.example", language="ko", delivery=Delivery.HOURLY),
    Editor(address="dora@desk.example", language="de", quiet="20:00-06:30"),
)
SOURCE = Source(name="Kelby Courier", kind=SourceKind.FEED, url="https://courier.example/feed", language="en")
ARTICLES = tuple(f"https://courier.example/news/{name}" for name in ("berths", "buses", "bakery"))
_URL = re.compile(r"https://courier\.example/[a-z/]+")


def page(url: str, state: int, at: datetime) -> Page:
    """An article as it stands in that state; the third appears in the second only."""
    number = ARTICLES.index(url)
    count = 340 + number if state == 1 else 430 + number
    paragraphs = (
        f"The harbour board of Kelby closed {count} berths on Monday after divers found cracks in the old wall.",
        "The harbour master said the boats would lie at the northern quay until the wall had been looked at.",
        "Fishermen asked for help with the longer way to the market, which opens at five in the morning.",
        "The town council will talk about the repair at its next meeting and has asked for three offers.",
    )
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = (
        f'<!doctype html><html lang="en"><head><title>Cracks in wall {number}</title>'
        f'<link rel="canonical" href="{url}"></head>'
        f"<body><article><h1>Cracks in the harbour wall, part {number}</h1>{body}</article></body></html>"
    )
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Page(url=url, final_url=url, status=200, headers=headers, body=html.encode(), fetched_at=at)


# ------------------------------------------------------------------ the parts of the job


class Served:
    """Hands pages over in the crawler's place."""

    def __init__(self, store: SqlStore, state: int, now: datetime) -> None:
        self.store, self.state, self.now = store, state, now

    async def fetch_index(
        self, source: Source, deliver: Callable[[Fetched], Awaitable[None]], *, known: list[Target]
    ) -> None:
        listed = ARTICLES[: 2 if self.state == 1 else 3]
        links = [(canonical_url(url), Link(url=url)) for url in listed]
        self.store.add_links(source.name, links, self.now)

    async def fetch_articles(
        self, targets: list[Target], deliver: Callable[[Fetched], Awaitable[None]]
    ) -> None:
        for target in targets:
            await deliver(page(target.url, self.state, EVENING))


class Known:
    """Runs a worker's functions here; what they gave once they give again."""

    def __init__(self) -> None:
        self.results: dict[str, Any] = {}

    async def run(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        key = repr((function.__name__, args, kwargs))
        if key not in self.results:
            self.results[key] = function(*args, **kwargs)
        return self.results[key]


def work(
    database: str, port: int, name: str, state: int, moments: tuple[datetime, ...], known: Known
) -> None:
    """A pass at each of the moments."""
    engine = open_engine(database)
    store = SqlStore(engine)
    postmaster = EditorsPostmaster(EDITORS, sender="Monitor <monitor@desk.example>", unsubscribe_url=None)
    config = SmtpConfig(host="127.0.0.1", port=port, security="none", hostname=name, timeout=10)
    for now in moments:
        clock = _Clock(now)
        pipeline = Pipeline(
            store=store,
            workers=known,
            postmaster=postmaster,
            languages=("en",),
            site_rules=(),
            every=timedelta(minutes=15),
            clock=clock,
        )
        served = Served(store, state, now)
        passes = Passes(
            sources=[SOURCE],
            store=store,
            pipeline=pipeline,
            crawler=served,  # type: ignore[arg-type]
            index_checks=IndexChecks(
                crawler=served,  # type: ignore[arg-type]
                pipeline=pipeline,
                memory=SqlCrawlMemory(engine),
                clock=clock,
            ),
            postmaster=postmaster,
            mailer=SmtpMailer(config),
            listener=lambda _event, _keys: None,
            clock=clock,
        )
        asyncio.run(passes.once(Tally()))
    engine.dispose()


@dataclass(frozen=True)
class _Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


# ------------------------------------------------------------------------- the mail server


class _Inbox:
    """Writes down what it takes, before it says so; greylists where the client's name asks for it."""

    def __init__(self, book: Path) -> None:
        self.book = book.open("a", encoding="utf-8")
        self.seen: set[tuple[str, str]] = set()

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any
    ) -> Any:
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        first = (session.host_name, address) not in self.seen
        self.seen.add((session.host_name, address))
        if first and session.host_name.endswith("-grey"):
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        line = {
            "run": session.host_name,
            "to": envelope.rcpt_tos,
            "raw": envelope.original_content.decode("ascii"),
        }
        self.book.write(json.dumps(line) + "\n")
        self.book.flush()
        return "250 taken"


@contextmanager
def mail_server(book: Path) -> Iterator[int]:
    """A server in a process of its own; gives its port."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:

        async def serve() -> None:
            inbox = _Inbox(book)
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: Dialogue(inbox, hostname="mail.test"), "127.0.0.1", 0)
            os.write(writing, str(server.sockets[0].getsockname()[1]).encode())
            await server.serve_forever()

        try:
            asyncio.run(serve())
        finally:
            os._exit(1)
    try:
        yield int(os.read(reading, 10))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        os.close(writing)


# ------------------------------------------------------------------------- deaths


@dataclass
class Found:
    """What all runs came to."""

    runs: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    twice: Counter[str] = field(default_factory=Counter)
    """Mails that came twice, by the points at which the run died."""
    breaches: list[str] = field(default_factory=list)


class Job:
    """The undisturbed job, and runs that die in it."""

    def __init__(self, databases: Databases, port: int, book: Path) -> None:
        self.databases, self.port, self.book = databases, port, book
        self.known = Known()
        self.started = self.read = 0
        self.mails: dict[str, list[tuple[str, str]]] = {}
        self.before: list[str] = []
        database = databases.empty()
        work(database, port, "before", 1, (EVENING - timedelta(hours=6),), self.known)
        # In this process, so that every child finds the pages read and compared.
        for number, moment in enumerate(MOMENTS):
            self.before.append(databases.copied(database))
            work(database, port, f"job-{number}", 2, (moment,), self.known)
        work(database, port, "job-last", 2, LAST, self.known)
        self.truth = facts(database)
        self.told = self.telling(
            [mail for number in range(len(MOMENTS)) for mail in self.taken(f"job-{number}")]
        )

    def run(self, moment: int, deaths: list[str], found: Found, *, grey: bool = False) -> bool:
        """One run; False when its first death did not come, since the pass ended before it."""
        self.started += 1
        name = f"run{self.started}" + ("-grey" if grey else "")
        database = self.databases.copied(self.before[moment])
        died: list[str] = []
        for number in range(MOST_DEATHS + 1):
            now = MOMENTS[moment] + number * RESUMED_AFTER
            plan = deaths[number] if number < len(deaths) else None
            rest = () if plan else (*MOMENTS[moment + 1 :], *LAST)
            if not self._child(database, name, (now, *rest), plan):
                if plan is None:
                    break
                if number == 0:
                    self.databases.removed(database)
                    return False
                # The resumed pass had less to do than the plan foresaw: on with the rest.
                self._child(database, name, (now, *MOMENTS[moment + 1 :], *LAST), None)
                break
            died.append(str(plan))
        found.runs += 1
        found.deaths.update(label.partition(":")[0] for label in died)
        self._judge(name, moment, died, database, found)
        self.databases.removed(database)
        return True

    def _child(self, database: str, name: str, moments: tuple[datetime, ...], plan: str | None) -> bool:
        """Whether the child died as planned.

        :raises RuntimeError: it failed in another way.
        """
        child = os.fork()
        if child == 0:
            try:
                crash.arm(plan)
                work(database, self.port, name, 2, moments, self.known)
            except BaseException:
                logging.getLogger("killing").exception("%s failed", name)
                os._exit(3)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL and plan is not None:
            return True
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
            return False
        message = f"{name} with {plan} ended with status {status}"
        raise RuntimeError(message)

    def _judge(self, name: str, moment: int, died: list[str], database: str, found: Found) -> None:
        def breach(what: str) -> None:
            found.breaches.append(f"{name} moment {moment} {' '.join(died)}: {what}")

        left = facts(database)
        for key, value in self.truth.items():
            if left[key] != value:
                breach(f"{key}: {left[key]} instead of {value}")
        mails = [mail for number in range(moment) for mail in self.taken(f"job-{number}")] + self.taken(name)
        if self.telling(mails) != self.told:
            breach(f"told {self.telling(mails)} instead of {self.told}")
        unknown = [label for label in died if Point(label.partition(":")[0]) in UNKNOWN]
        ids = Counter(message_id for message_id, _ in mails)
        if len(set(mails)) != len(ids):
            breach("one Message-ID, other bytes")
        doubled = sum(ids.values()) - len(ids)
        if doubled > len(unknown):
            breach(f"{doubled} mails twice after {len(unknown)} deaths between answer and mark")
        if doubled:
            found.twice[" ".join(label.partition(":")[0] for label in died)] += doubled

    # ---------------------------------------------------------------- what is left

    def taken(self, name: str) -> list[tuple[str, str]]:
        """(Message-ID, bytes) of the mails that the server took in that run, in order."""
        with self.book.open(encoding="utf-8") as book:
            book.seek(self.read)
            while line := book.readline():
                row = json.loads(line)
                message_id = re.search(r"^Message-ID: (\S+)", row["raw"], re.MULTILINE)
                assert message_id is not None
                self.mails.setdefault(row["run"].removesuffix("-grey"), []).append(
                    (message_id[1], row["raw"])
                )
            self.read = book.tell()
        return self.mails.get(name.removesuffix("-grey"), [])

    def telling(self, mails: list[tuple[str, str]]) -> dict[str, dict[str, int]]:
        """How often each editor was told of each article, a mail that came twice counted once."""
        told: dict[str, Counter[str]] = {}
        for raw in dict(mails).values():
            message = message_from_bytes(raw.encode("ascii"), policy=policy.default)
            body = message.get_body(("plain",))
            assert body is not None
            told.setdefault(str(message["To"]), Counter()).update(_URL.findall(body.get_content()))
        return {person: dict(sorted(articles.items())) for person, articles in sorted(told.items())}


def every_point(job: Job, found: Found, most: int) -> list[tuple[int, str]]:
    """Each labelled point of each moment, first the first time that it is passed; those that were."""
    passed: list[tuple[int, str]] = []
    left = [(moment, point) for moment in range(len(MOMENTS)) for point in POINTS]
    times = 1
    while left and found.runs < most:
        left = [
            (moment, point)
            for moment, point in left
            if found.runs < most and job.run(moment, [f"{point}:{times}"], found)
        ]
        passed += [(moment, f"{point}:{times}") for moment, point in left]
        times += 1
    return passed


def killing(runs: int, seed: int, kind: str) -> Found:
    """That many runs on a kind of database: all points singly, then several deaths in a row."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    found = Found()
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="monitor-killing-") as name, databases(kind) as place:
        book = Path(name) / "taken.jsonl"
        book.touch()
        with mail_server(book) as port:
            job = Job(place, port, book)
            gc.collect()
            gc.freeze()  # or every child copies the pages that its collector looks at
            passed = every_point(job, found, runs)
            while found.runs < runs:
                moment, first = chance.choice(passed)
                others = [label for at, label in passed if at == moment]
                more = [chance.choice(others) for _ in range(chance.randint(1, MOST_DEATHS - 1))]
                job.run(moment, [first, *more], found, grey=found.runs % 3 == 0)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    found = killing(chosen.runs, chosen.seed, chosen.database)
    print(
        json.dumps(
            {
                "runs": found.runs,
                "deaths": dict(found.deaths),
                "twice": dict(found.twice),
                "breaches": found.breaches,
            }
        )
    )


if __name__ == "__main__":
    main()
