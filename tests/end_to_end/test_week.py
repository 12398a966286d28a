"""Two hours of simulated news; ``bench/week.py`` runs a week of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_two_hours_of_four_hosts_are_seen_whole_and_politely():
    """In a process of its own, as the reactor runs once; its exit code says that all is sound."""
    options = ["--hosts", "4", "--articles", "40", "--hours", "2", "--tick", "5", "--updated", "0.6"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "week.py"), *options],
        capture_output=True,
        encoding="utf-8",
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "missed 0" in done.stdout
    assert "25 passes" in done.stdout
    assert "new 40" in done.stdout
    # Something changed and outlasted its cadence, so that "none missed" says something.
    assert "that outlast their cadence 0," not in done.stdout
