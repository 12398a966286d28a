"""SIGTERM ends a pass and the service within ten seconds; nothing fetched is lost."""

from __future__ import annotations

import signal
import time

import pytest

from .conftest import Desk
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source

COUNT = 40
# The promise of the issue; the stop itself has 8 s of grace in the settings.
LIMIT = 10


@pytest.fixture
def desk(each_desk: Desk) -> Desk:
    """These run on every database."""
    return each_desk


def stocked(stand: Newsstand) -> None:
    stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/{n}" for n in range(COUNT)]))
    for number in range(COUNT):
        headline = f"Harbour report number {number} of this week"
        stand.answers[f"/{number}"] = Answer(article_html(headline, PARAGRAPHS), delay=0.2)


def served(stand: Newsstand) -> int:
    return sum(path.strip("/").isdigit() for _, path in stand.requests)


def wait_until(condition, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def test_term_in_the_middle_of_a_pass(desk):
    with Newsstand() as stand:
        stocked(stand)
        desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
        process = desk.start("run", "--once")
        wait_until(lambda: served(stand) >= 5)
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        took = time.monotonic() - told
        assert took < LIMIT, err
        assert "Traceback" not in err
        assert "stopped early" in out
        fetched = served(stand)
        assert fetched < COUNT
        stored = len(desk.rows("versions"))
        assert stored == fetched
        done = desk.run("run", "--once")
        assert f"{COUNT - stored} new" in done.stdout
        assert len(desk.rows("versions")) == COUNT


def test_the_service_works_on_its_schedule_until_term(desk):
    with Newsstand() as stand:
        stocked(stand)
        for answer in stand.answers.values():
            answer.delay = 0
        desk.write(
            CRAWL + source("Harbour", f"{stand.url}/feed.xml") + '[schedule]\ntick = "500ms"\nevery = "1s"\n'
        )
        process = desk.start("run")
        wait_until(lambda: sum(path == "/feed.xml" for _, path in stand.requests) >= 3)
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert time.monotonic() - told < LIMIT, err
        assert process.returncode == 0, err
        assert "Traceback" not in err
        assert len(desk.rows("versions")) == COUNT
        # The articles were just seen and are not due: the source was looked at, they were not.
        assert served(stand) == COUNT


def test_only_one_instance_works_on_a_database(desk):
    with Newsstand() as stand:
        stocked(stand)
        desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml"))
        process = desk.start("run", "--once")
        wait_until(lambda: served(stand) >= 1)
        refused = desk.run("run", "--once", check=2)
        assert "another monitor" in refused.stderr
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
