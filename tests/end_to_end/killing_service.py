"""``monitor run`` killed with SIGKILL at random moments, started again, and what is left of it.

    python -m tests.end_to_end.killing_service [--runs N] [--seed N] [--json]

One folder, one database, one site of eight articles that all say a new number with each
round, two editors who are told at once, a mail server that writes down what it takes. A
round ends when the store has all its versions and the outbox is empty; until then the
service is killed and started again. Three of four deaths come after the life's first
request, within one and a half times what an undisturbed round takes; one of four in the
time that a start takes. After each death the database must pass its integrity check.

Articles are due after a quarter of an hour and a mail's lease lasts ten minutes: between
two lives the plans are set back by as much, which is what waiting would do. Real: the
command, its worker processes, SQLite, HTTP and SMTP over loopback. ``unit/service/killing.py``
is about the labelled points of one pass; here the moments are the clock's.
"""

# ruff: noqa: N802, N811, ARG002 - the names and arguments are aiosmtpd's

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, fields
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP as Dialogue

from monitor.store.connect import connect
from monitor.store.listing import Listing

from .newsstand import Answer, Newsstand, feed_xml

ARTICLES = tuple(
    f"/news/{name}" for name in ("berths", "buses", "bakery", "bridge", "market", "museum", "school", "tower")
)
EDITORS = ("anna@desk.example", "bohdan@desk.example")
PATIENCE = 120.0
"""Seconds; no life and no round comes near, a hang must end."""
_SAID = re.compile(r"closed ([0-9]+) places")


@dataclass
class Found:
    """What all lives came to."""

    runs: int = 0
    rounds: int = 0
    died: Counter[str] = field(default_factory=Counter)
    """Deaths by what the store had of the round then: nothing, a part, all but mails, all."""
    by_others: int = 0
    """Of the deaths, those by a SIGKILL that came from elsewhere, the kernel's for one."""
    twice: int = 0
    """Mails that came twice, with one Message-ID and the same bytes."""
    breaches: list[str] = field(default_factory=list)


class Inbox:
    """What the mail server took, in order: (recipient, Message-ID, bytes)."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        raw: bytes = envelope.original_content
        message = message_from_bytes(raw, policy=policy.default)
        self.taken += [(address, str(message["Message-ID"]), raw) for address in envelope.rcpt_tos]
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[tuple[Inbox, int]]:
    """The server in a thread, and its port."""
    inbox = Inbox()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(lambda: Dialogue(inbox, hostname="mail.test", loop=loop), "127.0.0.1", 0)
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield inbox, server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def page(path: str, number: int) -> bytes:
    """An article of that round."""
    name = path.rpartition("/")[2]
    texts = (
        f"The harbour board of Kelby closed {number} places at the {name} on Monday after divers found cracks.",
        "The harbour master said boats would lie at the northern quay until the wall had been looked at.",
        "Fishermen asked for help with the longer way to the market, which opens at five in the morning.",
        "The council will talk about the repair at its next meeting and has asked for three offers.",
    )
    body = "".join(f"<p>{text}</p>" for text in texts)
    return (
        f'<!doctype html><html lang="en"><head><title>Cracks at the {name}</title></head>'
        f"<body><article><h1>Cracks found at the {name} of Kelby</h1>{body}</article></body></html>"
    ).encode()


class _KilledFromElsewhere(Exception):
    """As good a death as ours."""


class Trial:
    """The folder, the site, the mail server, and lives of the service over them."""

    def __init__(self, folder: Path, stand: Newsstand, inbox: Inbox, port: int) -> None:
        self.folder, self.stand, self.inbox = folder, stand, inbox
        self.database = folder / "data" / "monitor.db"
        self.found = Found()
        self.round = 0
        lines = [
            '[schedule]\ntick = "100ms"\nevery = "500ms"\n[crawl]\ndelay = "0s"\nallow_private = ["127.0.0.1"]',
            f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"',
            *(f'[[editors]]\naddress = "{address}"' for address in EDITORS),
            f'[[sources]]\nname = "Courier"\nurl = "{stand.url}/feed.xml"\nlanguage = "en"',
        ]
        (folder / "settings.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        stand._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the killed hang up
        stand.answers["/robots.txt"] = Answer(b"", 404)
        stand.answers["/feed.xml"] = Answer(feed_xml([stand.url + path for path in ARTICLES]), etag='"feed"')

    def number(self) -> int:
        return 300 + 10 * self.round

    def next_round(self) -> None:
        """The site says something new."""
        self.round += 1
        for path in ARTICLES:
            self.stand.answers[path] = Answer(page(path, self.number()), etag=f'"{self.round}"')

    # --------------------------------------------------------------- one life

    @contextmanager
    def life(self) -> Iterator[subprocess.Popen[bytes]]:
        """The service, from its start until it is killed."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "monitor.cli.main", "run"],
                cwd=self.folder,
                env=kept | {"PYTHONPATH": str(Path(__file__).parents[2])},
                stdout=log,
                stderr=log,
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def any_death(self) -> Iterator[None]:
        """A death by others' hands counts as one."""
        try:
            yield
        except _KilledFromElsewhere:
            self.found.by_others += 1

    def until(self, process: subprocess.Popen[bytes], true: Any) -> float:
        """Seconds until it is true, while the service lives."""
        begun = time.monotonic()
        while not true():
            if process.poll() == -signal.SIGKILL:
                raise _KilledFromElsewhere
            if process.poll() is not None or time.monotonic() - begun > PATIENCE:
                log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
                message = f"round {self.round}: the service ended with {process.poll()}: {log}"
                raise RuntimeError(message)
            time.sleep(0.01)
        return time.monotonic() - begun

    def undisturbed(self) -> tuple[float, float]:
        """A round without a death: seconds from start to first request, and from there to its end."""
        self.next_round()
        while True:
            self.wait_a_quarter()
            self.stand.requests.clear()
            with self.life() as process, self.any_death():
                start = self.until(process, lambda: self.stand.requests)
                return start, self.until(process, self.settled)

    def killed(self, chance: random.Random, start: float, work: float) -> None:
        """One life, and its death at a random moment."""
        if self.settled():
            self.found.rounds += 1
            self.next_round()
        self.wait_a_quarter()
        self.stand.requests.clear()
        with self.life() as process, self.any_death():
            if chance.random() < 0.25:
                time.sleep(chance.uniform(0, start))
            else:
                self.until(process, lambda: self.stand.requests)
                time.sleep(chance.uniform(0, 1.5 * work))
            process.send_signal(signal.SIGKILL)
        self.found.runs += 1
        self.found.died[self.standing()] += 1

    def wait_a_quarter(self) -> None:
        """Plans as they are a quarter of an hour later."""
        if not self.database.exists():
            return
        with closing(sqlite3.connect(self.database)) as connection, connection:
            for table, column in (
                ("articles", "next_check"),
                ("sources", "next_check"),
                ("outbox", "next_attempt"),
                ("outbox", "leased_until"),
            ):
                connection.execute(
                    f"update {table} set {column} = strftime('%Y-%m-%d %H:%M:%f000', {column}, '-20 minutes')"
                )

    # ---------------------------------------------------------------- what is left

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(statement).fetchall()

    def _said(self, version: int) -> int | None:
        """The figure that a version tells."""
        engine = connect(f"sqlite:///{self.database}")
        try:
            stored = Listing(engine).version(version)
        finally:
            engine.dispose()
        match = _SAID.search("\n".join(stored.article.paragraphs)) if stored else None
        return int(match[1]) if match else None

    def standing(self) -> str:
        """How far the round is, by the database; checks that it is sound."""
        if not self.database.exists():
            return "nothing"
        if self.rows("pragma integrity_check") != [("ok",)]:
            self.breach("the database fails its integrity check")
        if not self.rows("select 1 from sqlite_master where name = 'outbox'"):
            return "nothing"
        done = sum(number == self.round for _, number in self.rows("select id, latest_number from articles"))
        open_mails = self.rows("select count(*) from outbox where status = 'pending'")[0][0]
        if not done:
            return "nothing"
        if done < len(ARTICLES):
            return "a part"
        return "all but mails" if open_mails else "all"

    def settled(self) -> bool:
        """Whether the store has all of the round, and every mail is out."""
        return self.standing() == "all"

    def breach(self, what: str) -> None:
        self.found.breaches.append(f"run {self.found.runs}, round {self.round}: {what}")

    def judge(self) -> None:
        """Everything once: versions, changes, reports, mails."""
        rounds = [300 + 10 * (number + 1) for number in range(self.round)]
        for path in ARTICLES:
            where = f"from versions v join articles a on a.id = v.article_id where a.url like '%{path}'"
            said = [
                (number, self._said(version))
                for number, version in self.rows(f"select v.number, v.id {where} order by v.number")
            ]
            if said != list(enumerate(rounds, start=1)):
                self.breach(f"{path} has versions {said}")
            changes = self.rows(
                f"select v.number, count(*) {where.replace('where', 'join changes c on c.version_id = v.id where')} group by 1"
            )
            if changes != [(number, 1) for number in range(2, self.round + 1)]:
                self.breach(f"{path} has changes {changes}")
            reports = self.rows(
                f"select v.number, count(*) {where.replace('where', 'join reports r on r.version_id = v.id where')} group by 1"
            )
            if reports != [(number, 1) for number in range(2, self.round + 1)]:
                self.breach(f"{path} has reports {reports}")
        told = Counter[tuple[str, str, int]]()
        by_id: dict[tuple[str, str], set[bytes]] = {}
        for address, message_id, raw in self.inbox.taken:
            if (address, message_id) in by_id:
                self.found.twice += 1
            else:
                text = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
                content = " ".join(text.get_content().replace(self.stand.url, "").split()) if text else ""
                path = next((one for one in ARTICLES if one in content), "?")
                number = next((n for n in reversed(rounds) if str(n) in content), 0)
                told[address, path, number] += 1
            by_id.setdefault((address, message_id), set()).add(raw)
        if any(len(raws) > 1 for raws in by_id.values()):
            self.breach("one Message-ID, other bytes")
        wanted = Counter(
            (address, path, number) for address in EDITORS for path in ARTICLES for number in rounds[1:]
        )
        if told != wanted:
            self.breach(f"mails too many {dict(told - wanted)}, too few {dict(wanted - told)}")


def killing(runs: int, seed: int) -> Found:
    """That many lives that end with a kill, and a last one that does not."""
    chance = random.Random(seed)
    with (
        tempfile.TemporaryDirectory(prefix="monitor-killed-service-") as name,
        Newsstand() as stand,
        mail_server() as (inbox, port),
    ):
        trial = Trial(Path(name), stand, inbox, port)
        try:
            trial.undisturbed()
            start, work = trial.undisturbed()
            while trial.found.runs < runs:
                trial.killed(chance, start, work)
            while not trial.settled():
                trial.wait_a_quarter()
                with trial.life() as process, trial.any_death():
                    trial.until(process, trial.settled)
            trial.judge()
        except RuntimeError as error:
            trial.breach(str(error))
        checked = subprocess.run(
            [sys.executable, "-m", "monitor.cli.main", "check"],
            cwd=name,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if checked.returncode != 0:
            trial.breach(f"monitor check: {checked.returncode} {checked.stdout} {checked.stderr}")
        return trial.found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    begun = time.monotonic()
    found = killing(given.runs, given.seed)
    if given.json:
        # Not asdict: in Python 3.11 it makes a Counter of a Counter's pairs.
        print(json.dumps({one.name: getattr(found, one.name) for one in fields(found)}))
        return 0
    print(
        f"{found.runs} lives of the service killed in {time.monotonic() - begun:.0f} s, {found.rounds} rounds settled"
    )
    for name, number in sorted(found.died.items()):
        print(f"  died with {name} of the round in the store: {number}")
    print(f"  of all deaths by a SIGKILL from elsewhere: {found.by_others}")
    print(f"mails that came twice, with one Message-ID and the same bytes: {found.twice}")
    print(f"breaches: {len(found.breaches)}")
    for breach in found.breaches:
        print(f"  {breach}")
    return 1 if found.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
