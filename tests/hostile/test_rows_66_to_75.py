"""Rows 66 to 75 of the table of faults: the store, by faults injected into a real database.

A fault is a trigger that aborts, a page budget that runs out, bytes overwritten, a second
process. What opening refuses is in ``contract/test_store``, kill -9 in ``unit/deliver/test_killed``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import DatabaseError, OperationalError

from monitor.errors import AlreadyRunning, DamagedDatabase
from monitor.model import (
    Article,
    Block,
    Change,
    ChangeKind,
    Headlines,
    Link,
    Reading,
    Report,
    Version,
    Weight,
)
from monitor.ports import Mail, Observation
from monitor.service.events import Tally
from monitor.store.database import open_engine, single_instance
from monitor.store.sql import SqlStore
from monitor.store.tables import articles, changes, outbox, reports, sources, versions
from tests.loopback import Site, in_reactor
from tests.unit.extract.pages import SAMPLES, page, read
from tests.unit.service.rig import Rig, feed, source
from tests.unit.service.rig import article as article_response

NOW = datetime(2024, 10, 23, 6, 0, tzinfo=UTC)
CHANGE = Change(kind=ChangeKind.HEADLINE_CHANGED, weight=Weight.HIGH, before="Alt", after="Neu")


def observation(article_id: int, number: int = 1, *, size: int = 1) -> Observation:
    url = f"https://example.org/{article_id}"
    shown = Article(
        url=url, language="de", headlines=Headlines(page="Neu"), blocks=(Block(text="Satz. " * size),)
    )
    return Observation(
        article_id=article_id,
        checked_at=NOW,
        outcome="changed",
        state=f'"{number}"',
        next_check=NOW + timedelta(hours=1),
        version=Version(
            number=number, captured_at=NOW, article=shown, reading=Reading(), fingerprint=f"1:{number}"
        ),
        changes=(CHANGE,),
        report=Report(
            source_name="A",
            article_url=url,
            headline="Neu",
            language="de",
            version_number=number,
            captured_at=NOW,
            previous_captured_at=None,
            stealth=False,
            changes=(CHANGE,),
        ),
        post=(Mail(recipient="desk@example.org", message_id=f"<{article_id}.{number}@x>", raw=b"mail"),),
    )


@pytest.fixture
def engine(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield engine
    engine.dispose()


def stored(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (versions, changes, reports, outbox)
        }


NOTHING = {"versions": 0, "changes": 0, "reports": 0, "outbox": 0}
ONE = dict.fromkeys(NOTHING, 1)


def listed(store: SqlStore, count: int = 1) -> None:
    urls = [f"https://example.org/{number + 1}" for number in range(count)]
    store.add_links("A", [(url, Link(url=url)) for url in urls], NOW)


@pytest.mark.parametrize("table", ["versions", "changes", "reports", "outbox", "deliveries", "checks"])
def test_row_66_a_failure_at_any_table_leaves_nothing_of_the_check(engine: Engine, table: str) -> None:
    store = SqlStore(engine)
    listed(store)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"create trigger fault before insert on {table} begin select raise(abort, 'fault'); end"
        )
    with pytest.raises(DatabaseError, match="fault"):
        store.record(observation(1))
    assert stored(engine) == NOTHING
    assert store.watched()[0].state == ""
    with engine.begin() as connection:
        connection.exec_driver_sql("drop trigger fault")
    store.record(observation(1))
    assert stored(engine) == ONE


def test_row_66_the_operators_mail_and_the_check_that_calls_for_it_are_one(engine: Engine) -> None:
    store = SqlStore(engine)
    mail = Mail(recipient="ops@example.org", message_id="<1@x>", raw=b"mail")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "create trigger fault before insert on outbox begin select raise(abort, 'fault'); end"
        )

    def check() -> None:
        store.source_checked(
            "A", NOW, error="dns", listed=0, next_check=NOW, notice=lambda _before, _after: mail
        )

    with pytest.raises(DatabaseError, match="fault"):
        check()
    assert store.sources() == {}
    with engine.begin() as connection:
        connection.exec_driver_sql("drop trigger fault")
    check()
    assert store.sources()["A"].told_at == NOW
    assert stored(engine)["outbox"] == 1


def test_row_67_every_connection_flushes(engine: Engine) -> None:
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        engine.dispose()


def test_row_68_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").touch()
    with pytest.raises(DamagedDatabase, match="empty"):
        open_engine(f"sqlite:///{tmp_path / 'monitor.db'}")


def test_row_69_a_damaged_page_is_found_at_the_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    engine = open_engine(url)
    store = SqlStore(engine)
    listed(store, 400)
    with engine.connect() as connection:
        leaf = (
            connection.exec_driver_sql(
                "select pageno from dbstat where name = 'articles' and pagetype = 'leaf' limit 1"
            ).scalar_one()
            if _has_dbstat(connection)
            else 20
        )
        size = connection.exec_driver_sql("pragma page_size").scalar_one()
    engine.dispose()
    with (tmp_path / "monitor.db").open("r+b") as file:
        file.seek((leaf - 1) * size)
        file.write(b"\xa5" * size)
    with pytest.raises(DamagedDatabase):
        open_engine(url)


def _has_dbstat(connection: Any) -> bool:
    options = connection.exec_driver_sql("pragma compile_options").scalars().all()
    return "ENABLE_DBSTAT_VTAB" in options


def test_row_70_a_full_disk_stores_a_check_whole_or_not_at_all(engine: Engine) -> None:
    """The page budget is the disk: SQLite says "database or disk is full" at the same places."""
    store = SqlStore(engine)
    listed(store, 200)

    def tight(connection: Any, *_: object) -> None:
        (pages,) = connection.execute("pragma page_count").fetchone()
        connection.execute(f"pragma max_page_count = {pages + 40}")

    engine.dispose()
    event.listen(engine, "connect", tight)
    numbers = iter(range(1, 201))
    with pytest.raises(OperationalError, match="full"):
        _record_all(store, numbers)
    done = next(numbers) - 2
    assert 0 < done < 200
    assert stored(engine) == dict.fromkeys(NOTHING, done)
    event.remove(engine, "connect", tight)
    engine.dispose()
    store.record(observation(done + 1, size=400))
    assert stored(engine) == dict.fromkeys(NOTHING, done + 1)


def _record_all(store: SqlStore, numbers: Iterator[int]) -> None:
    for number in numbers:
        store.record(observation(number, size=400))


HOLDER = """
import sys
from monitor.store.database import single_instance
with single_instance(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_row_71_a_second_process_is_refused_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning), single_instance(url):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with single_instance(url):
        pass


def test_row_72_writers_at_once_wait_for_each_other(engine: Engine) -> None:
    """Read-then-write from four threads: deferred transactions failed 298 times of 800."""
    store = SqlStore(engine)
    errors: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(50):
                store.source_checked("A", NOW, error="dns", listed=0, next_check=NOW)
        except Exception as error:  # noqa: BLE001 - told by the assertion
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert store.sources()["A"].failures == 200


@pytest.mark.parametrize("table", [articles.name, versions.name, sources.name])
def test_row_73_a_store_that_fails_in_a_pass_ends_the_pass_aloud(tmp_path: Path, table: str) -> None:
    async def main() -> None:
        async with Site() as site:
            site.routes = {"/feed": feed(site.url("/one")), "/one": article_response()}
            rig = Rig(tmp_path, [source(site)])
            with rig.engine.begin() as connection:
                connection.exec_driver_sql(
                    f"create trigger fault before insert on {table} begin select raise(abort, 'fault'); end"
                )
            await rig.passes.once(Tally())

    with pytest.raises(DatabaseError, match="fault"):
        in_reactor(main)


def test_row_74_a_commit_whose_answer_was_lost_is_repeated_without_a_second_row(engine: Engine) -> None:
    store = SqlStore(engine)
    listed(store)
    lost = iter([True])

    def after_commit(connection: Any) -> None:
        if next(lost, False):
            connection.connection.driver_connection.execute("COMMIT")
            message = "the answer was lost"
            raise ConnectionError(message)

    event.listen(engine, "commit", after_commit)
    with pytest.raises(ConnectionError):
        store.record(observation(1))
    event.remove(engine, "commit", after_commit)
    assert stored(engine) == ONE
    store.record(replace(observation(1)))
    assert {name: count for name, count in stored(engine).items() if name != "reports"} == {
        name: 1 for name in ONE if name != "reports"
    }


def test_row_75_nul_is_gone_before_anything_is_stored() -> None:
    sample = SAMPLES[1]
    result = read(sample.markup().replace("Gebühren", "Ge\x00bühren"), declared="de")
    assert "\x00" not in "".join((result.headline, *result.paragraphs))
    assert "Gebühren" in "".join(result.paragraphs)
    assert page(b"\x00").body == b"\x00"
