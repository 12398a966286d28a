"""Opening either database, and what is refused."""

from __future__ import annotations

import ast
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from monitor.errors import AlreadyRunning, DamagedDatabase, NewerDatabase, StoreError
from monitor.store import database as opening
from monitor.store.database import exists, file_of, open_engine, revisions, single_instance
from monitor.store.tables import metadata
from tests.databases import PASSWORD, Server


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'monitor.db'}"


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def empty_url(database, url, request):
    """A database without tables: no file, or one that CREATE DATABASE made."""
    return url if database == "sqlite" else request.getfixturevalue("postgresql").empty()


# --------------------------------------------------------------------------- on both


def test_the_migrations_make_the_tables_that_the_code_knows(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_revisions_are_read_off_the_files_names():
    """Without Alembic, which only those who migrate import."""
    chain = ScriptDirectory(str(opening._MIGRATIONS)).walk_revisions()
    assert revisions() == [script.revision for script in chain][::-1]


def test_a_newer_database_is_refused(database_url, engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerDatabase, match=r"newer version of monitor \(schema 9999\)"):
        open_engine(database_url)


def test_a_missing_database_is_not_made_by_looking(empty_url):
    assert not exists(empty_url)
    with pytest.raises(StoreError, match="run --once"):
        open_engine(empty_url, create=False)
    assert not exists(empty_url)
    open_engine(empty_url).dispose()
    assert exists(empty_url)


def test_one_instance_a_database(database_url):
    with (
        single_instance(database_url),
        pytest.raises(AlreadyRunning, match="another monitor works on"),
        single_instance(database_url),
    ):
        pass
    with single_instance(database_url):
        pass


_HOLDER = """
import sys, time
from monitor.store.database import single_instance
with single_instance(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_hold_ends_with_the_process(database_url):
    environment = os.environ | {"PYTHONPATH": str(Path(opening.__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, database_url], stdout=subprocess.PIPE, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning), single_instance(database_url):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    for attempt in range(100):  # the server takes a moment to see that the other end is gone
        try:
            with single_instance(database_url):
                return
        except AlreadyRunning:
            assert attempt < 99
            time.sleep(0.05)


def test_dialects_are_named_in_their_one_place():
    """`from sqlalchemy.dialects.sqlite import insert` would work in every test but PostgreSQL's."""
    folder = Path(opening.__file__).parents[1]
    naming = []
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            naming += [path.name for name in names if name.startswith("sqlalchemy.dialects")]
    assert naming == ["dialect.py"]


# ---------------------------------------------------------------------------- SQLite


def test_what_a_report_depends_on_is_flushed(url):
    engine = open_engine(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_an_empty_file_is_no_new_database(url):
    file_of(url).touch()
    with pytest.raises(DamagedDatabase, match="empty file"):
        open_engine(url)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(url):
    file_of(url).write_bytes(b"not a database at all" * 100)
    with pytest.raises(DamagedDatabase, match=r"monitor\.db"):
        open_engine(url)
    assert file_of(url).read_bytes() == b"not a database at all" * 100


def test_a_database_of_the_last_version_is_still_read(url):
    """What sqlite3 itself writes, without the program."""
    open_engine(url).dispose()
    with sqlite3.connect(file_of(url)) as connection:
        connection.execute("INSERT INTO sources (name, failures, listed) VALUES ('A', 0, 3)")
    connection.close()
    engine = open_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT listed FROM sources")).scalar() == 3
    engine.dispose()


# ------------------------------------------------------------------------ PostgreSQL


def told(error: pytest.ExceptionInfo[StoreError]) -> str:
    """The message, and all that a traceback would print of its causes."""
    seen, cause = [], error.value
    while cause is not None:
        seen += [str(cause), repr(cause)]
        cause = cause.__cause__
    return "\n".join(seen)


def test_no_server_no_database_no_password_told(postgresql: Server):
    nowhere = f"postgresql+psycopg://monitor:{PASSWORD}@127.0.0.1:1/monitor"
    for url, said in (
        (nowhere, "refused"),
        (postgresql.url("nowhere"), '"nowhere" does not exist'),
        (postgresql.url().replace("postgres:", "nobody:"), 'role "nobody" does not exist'),
    ):
        for way in (open_engine, exists, lambda url: single_instance(url).__enter__()):
            with pytest.raises(StoreError, match=said) as error:
                way(url)
            assert PASSWORD not in told(error)
            assert ":***@" in told(error)


def test_an_encoding_that_cannot_hold_the_languages_is_refused(postgresql: Server):
    postgresql.statement(
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0",
    )
    with pytest.raises(StoreError, match=r"stores LATIN1; create one with ENCODING 'UTF8'"):
        open_engine(postgresql.url("latin"))


_WITHOUT = """
import sys
sys.modules["psycopg"] = None
from monitor.errors import StoreError
from monitor.store.database import open_engine
try:
    open_engine(sys.argv[1])
except StoreError as error:
    print(error)
"""


def test_a_missing_driver_names_the_extra():
    """In a process where psycopg cannot be imported."""
    environment = os.environ | {"PYTHONPATH": str(Path(opening.__file__).parents[2])}
    url = f"postgresql+psycopg://monitor:{PASSWORD}@localhost/monitor"
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT, url], capture_output=True, env=environment, text=True, check=True
    )
    assert "pip install 'article-monitor[postgresql]'" in done.stdout
    assert PASSWORD not in done.stdout
