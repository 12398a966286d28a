"""The whole job at mail servers that behave, and that misbehave: who got what, how often.

Each row runs ``monitor run --once`` in a process of its own at a server with that fault,
lets time pass, and runs it again at one that works. Every editor ends with every report
once, or twice under one Message-ID where the first answer was never heard.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from monitor.store.database import open_engine
from monitor.store.listing import Listing
from tests.unit.deliver.servers import Inbox, Scripted, certificate, listening, mail_server

from .conftest import Desk, free_port
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source

NAMES = ("anna", "bohdan", "chaewon")
EDITORS = "".join(f'[[editors]]\naddress = "{name}@example.org"\n' for name in NAMES)
NEW = [paragraph.replace("340", "430") for paragraph in PARAGRAPHS]


@dataclass(frozen=True)
class Row:
    """A server's fault, and what must be seen after it."""

    about: str
    answers: dict[str, list[str]] = field(default_factory=dict)
    script: tuple[str | None, dict[str, str | None]] | None = None
    starttls: bool = False
    nobody: bool = False
    states: str = "pending pending pending"
    error: str = ""
    first: int = 0
    """Mails that the server had after the first run."""
    both: int = 3
    """Mails that arrived in the end."""


EHLO = "250-mail.test\r\n250 STARTTLS"
TABLE = [
    Row("250", states="sent sent sent", first=3),
    Row(
        "451 to recipients", {f"{name}@example.org": ["451 4.7.1 greylisted"] for name in NAMES}, error="451"
    ),
    Row("452 after DATA", {"DATA": ["452 4.2.2 mailbox full"]}, error="452"),
    Row(
        "421 to one of three", {"bohdan@example.org": ["421 going down"]}, states="sent pending sent", first=2
    ),
    Row(
        "550 to one of three", {"bohdan@example.org": ["550 no such user"]}, states="sent dead sent", first=2
    ),
    Row("550 to the sender", {"MAIL": ["550 5.7.1 not from here"]}, states="dead dead dead", error="550"),
    Row("554 to the message", {"DATA": ["554 5.6.0 refused"]}, states="dead dead dead", error="554"),
    Row("drops after DATA", {"DATA": ["drop"]}, first=3, both=6),
    Row("hangs after DATA", {"DATA": ["hang"]}),
    Row("never greets", script=("", {}), error="Timed out"),
    Row("closes at once", script=(None, {})),
    Row("closes on STARTTLS", script=("220 hi", {"EHLO": EHLO, "STAR": None}), starttls=True),
    Row("nobody listens", nobody=True),
]


@dataclass(frozen=True)
class Stand:
    """A news site whose one article is stored in its first state, and shows its second."""

    url: str
    folder: Path


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("stored")
    with Newsstand() as news:
        news.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{news.url}/one"]))
        # The same article again: under an address of its own, listed by another source.
        news.answers["/other.xml"] = Answer(lambda: feed_xml([f"{news.url}/one?utm_source=other"]))
        news.answers["/one"] = Answer(article_html("Two berths closed at Kelby", PARAGRAPHS))
        desk = Desk(folder)
        desk.write(sources(news.url) + EDITORS)
        desk.run("run", "--once")
        news.answers["/one"] = Answer(article_html("Two berths closed at Kelby", NEW))
        yield Stand(news.url, folder)


def sources(url: str) -> str:
    return CRAWL + source("Kelby", f"{url}/feed.xml") + source("Other", f"{url}/other.xml")


def smtp(port: int, *, starttls: bool) -> str:
    return (
        f'[smtp]\nhost = "localhost"\nport = {port}\ntimeout = "1s"\n'
        f'security = "{"starttls" if starttls else "none"}"\n[mail]\nsender = "monitor@example.org"\n'
    )


def database(desk: Desk) -> Path:
    return desk.folder / "data" / "monitor.db"


def seen(desk: Desk) -> list[dict[str, str]]:
    """What ``monitor reports`` shows of the mails."""
    engine = open_engine(f"sqlite:///{database(desk)}")
    (report,) = Listing(engine).reports()
    engine.dispose()
    return report["mails"]


def time_passes(desk: Desk) -> None:
    with closing(sqlite3.connect(database(desk))) as connection, connection:
        connection.execute("update outbox set next_attempt = created_at, leased_until = null")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.about)
def test_each_editor_gets_each_report(row, stand, desk, tmp_path, monkeypatch):
    shutil.copytree(stand.folder / "data", desk.folder / "data")
    inbox = Inbox()
    inbox.answers = row.answers
    tls, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    def server() -> AbstractContextManager[int]:
        return mail_server(inbox, tls=tls if row.starttls else None)

    def job(port: int, *args: str) -> None:
        desk.write(sources(stand.url) + smtp(port, starttls=row.starttls) + EDITORS)
        desk.run(*args)

    if row.nobody:
        job(free_port(), "run", "--once")
    else:
        script = row.script
        faulty = server() if script is None else listening(lambda: Scripted(*script))
        with faulty as port:
            job(port, "run", "--once")
    mails = seen(desk)
    assert [mail["recipient"].partition("@")[0] for mail in mails] == list(NAMES)
    assert " ".join(mail["status"] for mail in mails) == row.states
    for mail in mails:
        assert bool(mail["error"]) == (mail["status"] != "sent")
        assert row.error in (mail["error"] or "")
    assert len(inbox.taken) == row.first

    inbox.answers = {}
    time_passes(desk)
    with server() as port:
        job(port, *(("send", "--retry") if "dead" in row.states else ("run", "--once")))
    assert [mail["status"] for mail in seen(desk)] == ["sent"] * 3
    assert len(inbox.taken) == row.both
    # Twice only as the very same mail.
    assert len({(to, raw) for _, to, raw in inbox.taken}) == len(set(inbox.message_ids())) == 3
    assert Counter(to for _, to, _ in inbox.taken) == {f"{name}@example.org": row.both // 3 for name in NAMES}
