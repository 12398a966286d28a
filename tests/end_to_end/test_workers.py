"""Several workers on one database: nothing lost, nothing twice, every host left in peace.

The same with 60 sites, a freeze past the heartbeat and half a minute without the database is
``bench/workers.py``.
"""

from __future__ import annotations

import pytest

from tests.databases import Server
from tests.fleet import DELAY, endure

SITES, ARTICLES = 8, 2


def test_a_killed_a_frozen_worker_and_a_database_that_was_away_lose_nothing(tmp_path, postgresql: Server):
    found = endure(tmp_path, postgresql, sites=SITES, articles=ARTICLES, frozen=20, away=4, patience=240)
    assert found.stored == 2 * SITES * ARTICLES
    assert (found.mails, found.twice) == (SITES * ARTICLES, 0)
    assert found.at_once == []
    assert found.least_pause >= DELAY
    assert found.exit_codes == [0, 0, 0]


@pytest.mark.parametrize("command", [["worker"], ["worker", "--concurrency", "2"]])
def test_a_worker_without_a_queue_says_what_to_set(desk, command):
    desk.write("")
    said = desk.run(*command, check=2).stderr
    assert 'service.engine = "workers"' in said


def test_workers_on_a_file_are_refused_with_the_key(desk):
    desk.write('[service]\nengine = "workers"\n')
    said = desk.run("run", "--once", check=2).stderr
    assert "service.engine" in said
    assert "postgresql+psycopg://" in said
