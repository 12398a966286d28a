"""Outputs over a real store: what the tests of every way out need."""

# ruff: noqa: ARG002 - the arguments are the port's

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from monitor.deliver.files import AtomFeed, JsonLines
from monitor.deliver.maildir import EmlFolder
from monitor.deliver.outbox import FlushResult, flush
from monitor.deliver.outputs import OutputsPostmaster, Ways
from monitor.deliver.webhook import Webhook, WebhookConfig
from monitor.model import Link, Output, OutputKind, Report
from monitor.ports import Mail, Mailer, Observation
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore
from monitor.store.tables import outbox
from tests.unit.report.making import PARK, TROOPS, report

NOW = datetime(2024, 10, 24, 7, 10, tzinfo=UTC)
KEY = bytes(range(32))
ATOM = Output(name="newsroom", kind=OutputKind.ATOM)
JSONL = Output(name="archive", kind=OutputKind.JSONL)
WEBHOOK = Output(name="desk", kind=OutputKind.WEBHOOK)
ALL = (ATOM, JSONL, WEBHOOK)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def told(number: int, **more) -> Report:
    """The report of an article of its own."""
    fields = {"article_url": f"https://news.example/{number}", "headline": f"Troops leave, part {number}"}
    return report(TROOPS, PARK, **fields | more)


def keep(
    store: SqlStore, outputs: tuple[Output, ...], *reports: Report, mails: tuple[Mail, ...] = ()
) -> None:
    """Store the reports with what the outputs get of them, as the pipeline does."""
    for one in reports:
        store.add_links("A", [(one.article_url, Link(url=one.article_url))], NOW)
        record = store.same_article(one.article_url)
        assert record is not None
        post = OutputsPostmaster(outputs).address(one, NOW)
        store.record(
            Observation(
                article_id=record.id,
                checked_at=one.captured_at,
                outcome="gone",
                state="{}",
                report=one,
                changes=one.changes,
                post=(*post, *mails),
            )
        )


def webhook(url: str, clock: Clock, **more) -> Webhook:
    fields = {"url": url, "key": KEY, "timeout": 0.3, "allow_private": ("127.0.0.1", "localhost")}
    return Webhook(WebhookConfig(**fields | more), now=clock)


def ways(folder: Path, clock: Clock, url: str = "http://127.0.0.1:9/", *, entries: int = 50) -> Ways:
    outputs: dict[str, Mailer] = {
        ATOM.recipient: AtomFeed(folder / "out" / "a.atom", name="newsroom", language="en", entries=entries),
        JSONL.recipient: JsonLines(folder / "out" / "a.jsonl"),
        WEBHOOK.recipient: webhook(url, clock),
    }
    return Ways(EmlFolder(folder / "outbox"), outputs)


def sent(store: SqlStore, mailer: Mailer, clock: Clock) -> FlushResult:
    return asyncio.run(flush(store, mailer, now=clock, unmarked={}))


def rows(store: SqlStore) -> list[dict]:
    with store._engine.begin() as connection:
        return [dict(row) for row in connection.execute(select(outbox).order_by(outbox.c.id)).mappings()]


def killed(work: Callable[..., None], *args: object) -> int | None:
    """Run it in a process of its own; how that ended."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=args)
    process.start()
    process.join(60)
    return process.exitcode


def keep_and_die(url: str) -> None:
    keep(SqlStore(open_engine(url)), ALL, told(1))
    os.kill(os.getpid(), signal.SIGKILL)


def send_and_die(url: str, folder: Path, server: str) -> None:
    class Dying(SqlStore):
        def mark_sent(self, row_id: int, at: datetime) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

    sent(Dying(open_engine(url)), ways(folder, Clock(), server), Clock())
