"""The service killed at random moments; ``bench/kill_service.py`` does two hundred."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

RUNS = 5


def test_a_service_killed_at_random_moments_loses_and_doubles_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.killing_service", "--runs", str(RUNS), "--json"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        encoding="utf-8",
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["breaches"] == []
    assert found["runs"] == sum(found["died"].values()) == RUNS
