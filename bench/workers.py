"""What a fleet of workers endures: one killed, one frozen, the database away.

Three workers, a scheduler, 60 sites of three articles each on one machine. Run
``python bench/workers.py [--sites N] [--frozen SECONDS] [--away SECONDS]``. Printed are
what was lost or came twice (counted at the web and the mail server, not by the program)
and how long the recovery took. Seconds are of this machine and mean little elsewhere.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.databases import Server
from tests.fleet import DELAY, endure

ARTICLES = 3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--frozen", type=float, default=40.0)
    parser.add_argument("--away", type=float, default=30.0)
    options = parser.parse_args()
    server = Server()
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = endure(
                Path(folder),
                server,
                sites=options.sites,
                articles=ARTICLES,
                frozen=options.frozen,
                away=options.away,
                patience=600,
            )
        finally:
            server.remove()
    total = options.sites * ARTICLES
    print(f"versions stored: {found.stored} of {2 * total}")
    print(f"reports mailed: {found.mails} of {total}, {found.twice} of them twice")
    print(f"hosts served two requests at once: {len(found.at_once)}")
    print(f"shortest pause at a host: {found.least_pause:.3f} s (asked: {DELAY})")
    for what, seconds in found.seconds.items():
        print(f"{what}: {seconds:.1f} s")
    print(f"exit codes of those that were not killed: {found.exit_codes}")
    fine = (found.stored, found.mails, found.twice) == (2 * total, total, 0) and not found.at_once
    return 0 if fine and found.least_pause >= DELAY else 1


if __name__ == "__main__":
    sys.exit(main())
