"""Nothing is lost and nothing comes twice, wherever between "fetched" and "sent" the process dies.

``killing.py`` beside this runs it, in a process without threads; ``bench/kill.py`` does a
thousand runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor import crash
from monitor.crash import POINTS, UNKNOWN, Point
from tests.databases import DATABASES

# Each of the points at each of the moments once, and some a second time.
RUNS = 54


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("kind", DATABASES)
def test_fifty_deaths_lose_nothing(kind: str):
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("killing.py")),
            "--runs",
            str(RUNS),
            "--database",
            kind,
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=840,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["breaches"] == []
    assert found["runs"] == RUNS
    # Every point was died at, and the one case in which a mail may come twice was met.
    assert set(found["deaths"]) == set(POINTS)
    assert found["twice"]
    assert all(set(died.split()) & UNKNOWN for died in found["twice"])


@pytest.mark.parametrize(
    "written", ["nowhere", "nowhere:1", "mail_leased:0", "mail_leased:x", "mail_leased:-1"]
)
def test_a_point_that_is_none_is_named(written):
    with pytest.raises(ValueError, match=r"MONITOR_CRASH_AT.*mail_answered"):
        crash.arm(written)


def test_unset_nothing_happens():
    crash.arm(None)
    for point in POINTS:
        crash.reached(point)


def test_the_variable_reaches_a_process_of_its_own():
    code = "from monitor.crash import *; reached(Point.PAGE_READ); print('once', flush=True); reached(Point.PAGE_READ)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"MONITOR_CRASH_AT": f"{Point.PAGE_READ}:2"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (-9, "once\n")


def test_the_settings_take_the_variable_for_no_setting(monkeypatch, tmp_path):
    from monitor.settings import load

    monkeypatch.setenv("MONITOR_CRASH_AT", "page_read:1")
    (tmp_path / "settings.toml").write_text("")
    assert load(tmp_path / "settings.toml").sources == ()
