"""kill -9 at every point of a flush: no mail lost, none doubled in the folder.

The child process is killed at its first, second, … step, where a step is the entry or
exit of every call that changes the outbox or the disk. What is left is then flushed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from monitor.deliver.maildir import EmlFolder
from monitor.deliver.outbox import LEASE, flush
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore
from monitor.store.tables import outbox
from tests.unit.deliver.test_outbox import NOW, mail, post

MAILS = [mail(f"desk{number}@desk.example") for number in range(3)]


class Points:
    """Counts steps; the process dies at step ``last``."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.count = 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, owner: Any, name: str) -> None:
        wrapped: Callable[..., Any] = getattr(owner, name)

        def call(*args: Any, **more: Any) -> Any:
            self.step()
            result = wrapped(*args, **more)
            self.step()
            return result

        setattr(owner, name, call)


def flushed(database: str, folder: Path, late: timedelta, points: Points | None = None) -> None:
    engine = open_engine(database)
    store = SqlStore(engine)
    if points is not None:
        for name in ("lease", "mark_sent", "mark_retry", "mark_dead"):
            points.watch(store, name)
        for name in ("fsync", "open", "replace"):
            points.watch(os, name)
    asyncio.run(flush(store, EmlFolder(folder), now=lambda: NOW + late, unmarked={}))
    engine.dispose()


def killed_at(step: int, database: str, folder: Path) -> bool:
    """Flush in a child that dies at that step; False when it came to the end alive."""
    child = os.fork()
    if child == 0:
        try:
            flushed(database, folder, timedelta(), Points(step))
        except BaseException:  # noqa: BLE001 - nothing of the test runner may run in the child
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_every_point(tmp_path, database, database_url, request):
    engine = open_engine(database_url)
    post(SqlStore(engine), *MAILS)
    engine.dispose()

    step = 0
    alive = False
    while not alive:
        step += 1
        home = tmp_path / str(step)
        home.mkdir()
        if database == "sqlite":
            shutil.copy(tmp_path / "monitor.db", home / "monitor.db")
            url = f"sqlite:///{home / 'monitor.db'}"
        else:
            server = request.getfixturevalue("postgresql")
            url = server.copy_of(database_url)
        alive = not killed_at(step, url, home / "out")
        flushed(url, home / "out", LEASE)

        engine = open_engine(url)
        with engine.begin() as connection:
            states = connection.execute(select(outbox.c.status)).scalars().all()
        engine.dispose()
        if database == "postgresql":
            server.drop(url)
        assert states == ["sent"] * 3, step
        eml = sorted((home / "out").glob("*.eml"))
        assert sorted(path.read_bytes() for path in eml) == sorted(one.raw for one in MAILS), step
    assert step > 30
