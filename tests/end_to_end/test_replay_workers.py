"""`monitor replay` on workers: the store of a local replay, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.service.replay.on_worker import ReplayParts
from monitor.service.replay.parts import File, Part, Place, Reply, counted, parted
from monitor.settings import Settings
from monitor.store.turns import SqlTurns
from monitor.store.warc_index import WarcIndex
from tests.databases import Server
from tests.fleet import COMMAND, Fleet, until
from tests.stores import differences
from tests.warcs import Shot, write

from .newsstand import article_html
from .test_replay import TEXT

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOSTS, ARTICLES, DATES = 5, 10, 4
SETTINGS = """
[service]
engine = "workers"
[[sources]]
name = "Site 0"
kind = "feed"
url = "https://site-0.example.org/feed.xml"
language = "en"
"""


def archives(folder: Path) -> list[Path]:
    """Two files; of each article two states that differ, in no order of dates."""
    shots = []
    for host in range(HOSTS):
        for article in range(ARTICLES):
            # Twins of the site: one host to the monitor.
            url = f"https://{'www.' * (article % 2)}site-{host}.example.org/{article}"
            for date in range(DATES):
                text = [TEXT[0], TEXT[1].replace("12", str(12 + date // 2 + host)), TEXT[2]]
                body = article_html(f"Bridge {article} of {host} to close", text)
                shots.append(Shot(url, f"2024-05-0{date + 1}T{host + 10}:{article + 10}:00Z", body))
    paths = [folder / "one.warc.gz", folder / "two.warc.gz"]
    write(paths[0], shots[1::2])
    write(paths[1], shots[::2])
    return paths


def replay(fleet: Fleet, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "replay", *args],
        cwd=fleet.folder,
        env=fleet.environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archives")
    archives(folder)
    return folder


@pytest.fixture(scope="module")
def local(material: Path) -> str:
    """The store of a replay on one machine."""
    url = f"sqlite:///{material / 'local.db'}"
    fleet = Fleet(material, url, SETTINGS.replace('"workers"', '"here"'))
    done = replay(fleet, str(material))
    assert "200 captures of pages, 200 taken in: 50 new, 50 changed, 100 unchanged" in done.stdout
    return url


def test_workers_share_it_and_a_dead_one_costs_nothing(
    tmp_path: Path, postgresql: Server, material: Path, local: str
):
    url = postgresql.fresh()
    name = url.split("?", maxsplit=1)[0].rpartition("/")[2]

    def takers() -> int:
        """Each process takes sites and parts, as two workers of the queue."""
        return _count(postgresql, "procrastinate_workers", name)

    def began() -> list[bool]:
        logs = sorted(tmp_path.glob("worker-*.log"))
        return ["replay_part_began" in log.read_text(encoding="utf-8") for log in logs]

    fleet = Fleet(tmp_path, url, SETTINGS)
    try:
        killed, _ = fleet.start("worker"), fleet.start("worker")
        until(lambda: takers() == 4, 120)
        replaying = fleet.start("replay", str(material))
        until(lambda: began() == [True, True], 120)
        os.killpg(killed.pid, signal.SIGKILL)
        assert replaying.wait(timeout=240) == 0
        told = (tmp_path / "replay-2.log").read_text(encoding="utf-8")
        assert "200 captures of pages" in told
        # All is there already, and each worker says so of what it is given.
        again = replay(fleet, str(material))
        assert "0 taken in" in again.stdout
        assert "left out: 200 not newer than what is stored" in again.stdout
        assert differences(local, url) == []
        codes = fleet.stop()
        assert [codes[1], codes[2]] == [0, 0]
    finally:
        fleet.kill()
    log = (tmp_path / "worker-1.log").read_text(encoding="utf-8")
    assert all(f"event=replay_part_ended host=site-{number}.example.org" in log for number in range(HOSTS))
    postgresql.drop(url)


def test_a_stop_takes_what_waits_out_of_the_queue(
    tmp_path: Path, postgresql: Server, material: Path, local: str
):
    url = postgresql.fresh()
    name = url.split("?", maxsplit=1)[0].rpartition("/")[2]

    def waiting() -> int:
        return _count(postgresql, "procrastinate_jobs WHERE queue_name = 'replays'", name)

    fleet = Fleet(tmp_path, url, SETTINGS)
    try:
        # Nobody is there to do it.
        replaying = fleet.start("replay", str(material))
        until(lambda: waiting() == HOSTS, 60)
        replaying.send_signal(signal.SIGTERM)
        assert replaying.wait(timeout=60) == 130
        assert waiting() == 0
        fleet.start("worker")
        assert "200 taken in" in replay(fleet, str(material)).stdout
        assert differences(local, url) == []
        fleet.stop()
    finally:
        fleet.kill()
    postgresql.drop(url)


def _count(server: Server, rows: str, database: str) -> int:
    import psycopg

    try:
        return int(server.statement(f"SELECT count(*) FROM {rows}", database=database)[0][0])
    except psycopg.Error:
        return 0  # the queue's tables are being made


def test_a_host_is_one_workers_at_a_time(tmp_path: Path, postgresql: Server, material: Path):
    url = postgresql.fresh()
    one, two = material / "one.warc.gz", material / "two.warc.gz"
    settings = Settings(database={"url": url})  # type: ignore[arg-type]
    files = tuple(File(path=str(path), size=path.stat().st_size) for path in (one, two))
    with WarcIndex(tmp_path, limit=10**6, is_index=lambda _: False, now=NOW) as index:
        for path in (one, two):
            index.add(path)
        found = index.in_order("site-0.example.org")
        (places,) = parted(found, {one: 0, two: 1}, 1000)
        assert len(places) == ARTICLES * DATES
    part = Part(
        replay="a", number=1, host="site-0.example.org", now=NOW, source=None, files=files, places=places
    )

    async def replies() -> list[Reply]:
        parts, others = ReplayParts(settings, name="w1"), SqlTurns(url)
        try:
            # A crawl in another process, under the name that a source has for the host.
            with others.site("www.site-0.example.org"):
                held = await parts.do(part)
            # A worker that woke, and the same part that it was given again meanwhile.
            return [held, *await asyncio.gather(parts.do(part), parts.do(part))]
        finally:
            parts.close()
            others.close()

    elsewhere, done, twice = asyncio.run(replies())
    assert [elsewhere.held, done.held, twice.held] == [True, False, True]
    assert [elsewhere.done, done.done, twice.done] == [0, len(places), 0]
    assert counted(done.outcomes) == {"new": 10, "changed": 10, "unchanged": 20}
    postgresql.drop(url)


@pytest.mark.parametrize(
    ("path", "size", "source", "told"),
    [
        ("/nowhere/a.warc.gz", 10, None, "cannot use /nowhere/a.warc.gz (No such file or directory)"),
        ("{here}/one.warc.gz", 10, None, "and 10 where the replay was started"),
        ("{here}/one.warc.gz", None, "Site 7", "knows no source 'Site 7'"),
    ],
)
def test_what_a_worker_cannot_do_is_told_with_the_fix(
    material: Path, path: str, size: int | None, source: str | None, told: str
) -> None:
    found = path.format(here=material)
    size = (material / "one.warc.gz").stat().st_size if size is None else size
    place = Place(file=0, offset=0, length=1, url="https://a.example/x", at=NOW)
    part = Part(
        replay="a",
        number=1,
        host="a.example",
        now=NOW,
        source=source,
        files=(File(path=found, size=size),),
        places=(place,),
    )
    reply = asyncio.run(ReplayParts(Settings(), name="w1").do(part))
    assert reply.wrong is not None
    assert told in reply.wrong
    assert "worker w1" in reply.wrong
    assert ("--here" in reply.wrong) == (source is None)
