"""What a backup and a restore promise: the very rows, nothing lost, nothing half done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import AlreadyRunning, DamagedDatabase, NewerDatabase, StoreError
from monitor.store.backup import backup, restore
from monitor.store.database import open_engine, single_instance
from monitor.store.sql import SqlStore
from tests.one_article import NOW, counts, filled, observation, store, url


@pytest.fixture
def path(tmp_path):
    return tmp_path / "monitor.db"


def test_a_backup_taken_while_in_use_restores_byte_identical_rows(path, tmp_path):
    engine = open_engine(url(path))
    made = store(engine)
    made.record(observation(1))
    copy = tmp_path / "copy.db"
    assert backup(url(path), copy) == copy.stat().st_size
    made.record(observation(2))
    engine.dispose()
    before = path.read_bytes()
    aside = restore(url(path), copy, NOW)
    assert aside is not None
    assert aside.name == "monitor.db.replaced-20260301T120000Z"
    assert aside.read_bytes() == before
    assert counts(path) == (1, 1, 1)
    assert path.read_bytes() == copy.read_bytes()
    engine = open_engine(url(path))
    SqlStore(engine).record(observation(2))
    engine.dispose()
    again = restore(url(path), copy, NOW)
    assert again is not None
    assert again != aside


def test_a_restore_brings_back_a_database_that_is_gone(path, tmp_path):
    filled(path)
    backup(url(path), tmp_path / "copy.db")
    path.unlink()
    assert restore(url(path), tmp_path / "copy.db", NOW) is None
    assert counts(path) == (3, 3, 3)


def newer(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()


def foreign(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("create table notes (id integer)")


@pytest.mark.parametrize(
    ("harm", "error", "said"),
    [
        (newer, NewerDatabase, "newer version"),
        (foreign, DamagedDatabase, "no database of monitor"),
        (lambda copy: copy.write_bytes(b""), DamagedDatabase, "empty"),
        (lambda copy: copy.write_bytes(b"junk" * 5000), DamagedDatabase, "damaged"),
        (lambda copy: copy.write_bytes(copy.read_bytes()[:-20_000]), DamagedDatabase, "damaged"),
        (Path.unlink, StoreError, "no backup"),
    ],
)
def test_a_bad_backup_is_refused_and_nothing_changes(path, tmp_path, harm, error, said):
    filled(path)
    copy = tmp_path / "copy.db"
    backup(url(path), copy)
    harm(copy)
    before = path.read_bytes()
    with pytest.raises(error, match=said) as caught:
        restore(url(path), copy, NOW)
    assert "copy.db" in str(caught.value)
    assert path.read_bytes() == before
    assert not [one for one in tmp_path.iterdir() if "restoring" in one.name or "replaced" in one.name]


def test_a_restore_is_refused_while_a_monitor_runs(path, tmp_path):
    filled(path)
    backup(url(path), tmp_path / "copy.db")
    with single_instance(url(path)), pytest.raises(AlreadyRunning):
        restore(url(path), tmp_path / "copy.db", NOW)


def test_a_backup_of_a_database_that_is_not_there_is_refused(path, tmp_path):
    with pytest.raises(StoreError, match="run --once"):
        backup(url(path), tmp_path / "copy.db")
