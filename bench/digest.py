"""Ten thousand changes that wait for one editor: one digest, how large, how long, how much memory.

    python bench/digest.py [--changes N]

Stores that many reports for an hourly editor in an SQLite file, then makes the digest as a
pass does (load, select, group, render, compose, store). Prints seconds for each half, the
size of the mail, and the peak of memory beyond what the process had before the digest.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor.deliver.postmaster import EditorsPostmaster
from monitor.deliver.sample import sample_report
from monitor.model import Delivery, Editor, Link
from monitor.ports import Observation
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore

NOW = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)
DESK = Editor(address="desk@example.org", delivery=Delivery.HOURLY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=10_000)
    number = parser.parse_args().changes
    postmaster = EditorsPostmaster([DESK], sender="monitor@example.org", unsubscribe_url=None)
    sample = sample_report(NOW)
    # A disk of memory where there is one: ten thousand commits are not what is measured.
    memory_disk = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory_disk) as folder:
        engine = open_engine(f"sqlite:///{folder}/monitor.db")
        store = SqlStore(engine)
        urls = [f"https://example.org/{count}" for count in range(number)]
        store.add_links("Kurier", [(url, Link(url=url)) for url in urls], NOW)
        begun = time.monotonic()
        for record in store.watched():
            told = replace(sample, article_url=record.identity, source_name=f"Outlet {record.id % 40}")
            store.record(
                Observation(
                    article_id=record.id,
                    checked_at=NOW,
                    outcome="changed",
                    changes=told.changes,
                    report=told,
                    post=postmaster.address(told, NOW),
                )
            )
        stored = time.monotonic()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        later = NOW + timedelta(hours=1)
        (waiting,) = store.waiting(later)
        mail = postmaster.digest(waiting, later)
        assert mail is not None
        store.post_digest(waiting, mail, later)
        made = time.monotonic()
        memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        engine.dispose()
    body = message_from_bytes(mail.raw, policy=policy.default).get_body(("plain",))
    assert body is not None
    print(f"{number} reports stored in {stored - begun:.1f} s")
    print(
        f"one digest in {made - stored:.2f} s, {len(mail.raw) / 1024:.0f} KB, {memory:.0f} MB more at its peak"
    )
    print(f"its last line: {body.get_content().rstrip().splitlines()[-1]}")


if __name__ == "__main__":
    main()
