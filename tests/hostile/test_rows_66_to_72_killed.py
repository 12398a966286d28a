"""Rows 66 to 72 again, with processes: killed in a commit, a deleted log, a full disk, two writers."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import DamagedDatabase
from monitor.store.database import open_engine
from tests.one_article import counts, filled, url


@pytest.fixture
def path(tmp_path):
    return tmp_path / "monitor.db"


def child(code: str, *args: object) -> subprocess.Popen[str]:
    """A process that has the names of ``tests.one_article``, and its database as ``path``."""
    head = """
        import os, resource, signal, sys
        from pathlib import Path
        from sqlalchemy.exc import OperationalError
        from monitor.model import Link
        from monitor.store.database import open_engine
        from monitor.store.sql import SqlStore
        from tests.one_article import NOW, observation, store, url
        path = Path(sys.argv[1])
        """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(code), *map(str, args)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


@pytest.mark.parametrize("statement", ["insert", "commit"])
def test_row_66_a_kill_in_the_transaction_leaves_version_report_and_mail_together(path, statement):
    """Killed inside the third observation, before or at its commit: all of it or nothing."""
    process = child(
        """
        from sqlalchemy import event
        engine = open_engine(url(path)); made = store(engine)
        made.record(observation(1)); made.record(observation(2))
        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL)
        if sys.argv[2] == "commit":
            event.listen(engine, "commit", die)
        else:
            event.listen(engine, "before_cursor_execute",
                         lambda c, cursor, sql, *_: die() if sql.startswith("INSERT INTO outbox") else None)
        made.record(observation(3))
        """,
        path,
        statement,
    )
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    open_engine(url(path)).dispose()
    assert counts(path) == (2, 2, 2)


def test_row_67_what_is_committed_survives_a_kill_right_after(path):
    process = child(
        """
        made = store(open_engine(url(path)))
        for number in range(1, 6):
            made.record(observation(number))
        os.kill(os.getpid(), signal.SIGKILL)
        """,
        path,
    )
    process.communicate(timeout=60)
    open_engine(url(path)).dispose()
    assert counts(path) == (5, 5, 5)


def test_row_68_a_deleted_log_is_refused_though_the_integrity_is_fine(path):
    filled(path, 2)
    process = child(
        """
        made = store(open_engine(url(path)))
        for number in range(3, 9):
            made.record(observation(number))
        os.kill(os.getpid(), signal.SIGKILL)
        """,
        path,
    )
    process.communicate(timeout=60)
    path.with_name("monitor.db-wal").unlink()
    with pytest.raises(DamagedDatabase, match=r"lost versions 3 to 8 .*monitor\.db\.mark"):
        open_engine(url(path))
    path.with_name("monitor.db.mark").unlink()
    open_engine(url(path)).dispose()
    assert counts(path) == (2, 2, 2)


def test_row_70_a_full_disk_leaves_whole_rows_and_what_follows_is_stored(path):
    """The file size limit stands for the disk; SQLite meets it as "disk full" or an I/O error."""
    process = child(
        """
        made = store(open_engine(url(path)))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
        done = 0
        try:
            for number in range(1, 500):
                made.record(observation(number, text="Ein Satz. " * 2000)); done = number
        except OperationalError:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            made.record(observation(done + 1))
            print(done + 1)
        """,
        path,
    )
    said, _ = process.communicate(timeout=120)
    done = int(said)
    assert done > 1
    open_engine(url(path)).dispose()
    assert counts(path) == (done, done, done)


def test_row_72_writers_in_two_processes_wait_for_each_other(path):
    open_engine(url(path)).dispose()
    code = """
        made = SqlStore(open_engine(url(path)))
        for number in range(100):
            made.add_links("A", [(f"https://example.org/{sys.argv[2]}/{number}", Link(url="https://example.org/"))], NOW)
        """
    both = [child(code, path, name) for name in ("a", "b")]
    for process in both:
        process.communicate(timeout=120)
    assert [process.returncode for process in both] == [0, 0]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select count(*) from articles").fetchone() == (200,)
