"""Whether memory, file handles and threads stay flat over many passes in one process.

    python bench/flat.py [--passes N] [--warm N] [--every N]

Passes of the service's own parts (``assembly.running``) over the fixture site, whose state
changes with every tenth; the site is served by a process of its own, so that its threads
are not counted. Prints a row every so many passes, and last how the process that runs the
loop grew from the rows after the warm-up to the last ones. Exit code 1 when memory grew by
more than 2 %, or handles or threads by any.
"""

from __future__ import annotations

import argparse
import gc
import logging
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import structlog

from monitor.crawl import reactor
from monitor.demo.run import _settings
from monitor.demo.site import Site, SiteServer, default_root
from monitor.service.assembly import running
from monitor.service.events import Tally
from monitor.settings import load
from monitor.store.database import open_engine

# What memory may grow by: findings ask for 2 % over 3,000 pages.
MOST = 0.02


@dataclass(frozen=True)
class Row:
    """The process after a pass: megabytes, counts."""

    number: int
    memory: float
    workers: float
    handles: int
    threads: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.number:>6} {self.memory:>10.1f} {self.workers:>11.1f} {self.handles:>8}"
            f" {self.threads:>8} {self.seconds:>9.1f}"
        )


def resident(pid: int) -> float:
    """Memory in use, in megabytes; 0 for a process that has just ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def state(number: int, begun: float, others: set[int]) -> Row:
    """How the process stands, after its garbage is collected."""
    gc.collect()
    # Children of every thread: a renewed worker is one of the pool's own thread.
    below = [
        pid
        for path in Path("/proc/self/task").glob("*/children")
        for pid in path.read_text(encoding="ascii").split()
    ]
    return Row(
        number=number,
        memory=resident(os.getpid()),
        workers=sum(resident(int(pid)) for pid in below if int(pid) not in others),
        handles=len(list(Path("/proc/self/fd").iterdir())),
        threads=threading.active_count(),
        seconds=time.monotonic() - begun,
    )


def serve(pipe: Connection) -> None:
    """The site, in the state that the pipe names last; ends with the pipe."""
    with SiteServer(Site(default_root())) as server:
        pipe.send(server.url)
        while True:
            try:
                server.state = pipe.recv()
            except EOFError:
                return
            server.requests.clear()
            pipe.send(server.state)


@contextmanager
def served() -> Iterator[tuple[str, Connection, int]]:
    """The site's address, the pipe that sets its state, its process."""
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    process = spawned.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv(), ours, process.pid or 0
    finally:
        ours.close()
        process.join()


def measure(passes: int, warm: int, every: int) -> list[Row]:
    """Rows after ``warm`` passes and every so many from there."""
    site = Site(default_root())
    rows: list[Row] = []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, served() as (url, pipe, pid):
        path = Path(folder) / "settings.toml"
        path.write_text(_settings(site, url), encoding="utf-8")
        settings = load(path)
        engine = open_engine(settings.database.url)
        sources = [table.source() for table in settings.sources]

        async def run() -> int:
            async with running(settings, engine, sources=sources, listener=lambda *_: None) as runs:
                for number in range(1, passes + 1):
                    pipe.send((number // 10) % site.state_count + 1)
                    pipe.recv()
                    await runs.once(Tally())
                    if number >= warm and (number - warm) % every == 0:
                        rows.append(state(number, begun, {pid}))
                        print(rows[-1], flush=True)
            return 0

        reactor.run(run)
        engine.dispose()
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passes", type=int, default=500)
    parser.add_argument("--warm", type=int, default=50)
    parser.add_argument("--every", type=int, default=25)
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print("  pass  memory MB  workers MB  handles  threads   seconds")
    rows = measure(given.passes, given.warm, given.every)
    first, last = rows[:3], rows[-3:]
    grown = median(row.memory for row in last) / median(row.memory for row in first) - 1
    handles = min(row.handles for row in last) - min(row.handles for row in first)
    threads = min(row.threads for row in last) - min(row.threads for row in first)
    print(f"memory {grown:+.1%}, handles {handles:+}, threads {threads:+}")
    return 1 if grown > MOST or handles > 0 or threads > 0 else 0


if __name__ == "__main__":
    sys.exit(main())
