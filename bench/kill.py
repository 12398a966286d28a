"""kill -9 between "fetched" and "sent": what a thousand interrupted jobs lose.

    python bench/kill.py [--runs N] [--seed N] [--database sqlite|postgresql]

The runs are those of ``tests/unit/service/killing.py``: each labelled point of
``monitor.crash`` once, then two or three deaths in a row. Prints how often each point was
died at, how many mails came twice (all with one Message-ID, the server's answer unheard),
and every breach: a version, report or mail lost, doubled or changed. Exit code 1 on any.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.databases import DATABASES
from tests.unit.service.killing import killing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    begun = time.monotonic()
    found = killing(chosen.runs, chosen.seed, chosen.database)
    seconds = time.monotonic() - begun
    print(f"{found.runs} jobs, {sum(found.deaths.values())} deaths in {seconds:.0f} s")
    for point, number in found.deaths.items():
        print(f"  {point:<16} {number}")
    print(f"mails that came twice, under one Message-ID: {sum(found.twice.values())}")
    print(f"breaches: {len(found.breaches)}")
    for breach in found.breaches:
        print(f"  {breach}")
    return 1 if found.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
