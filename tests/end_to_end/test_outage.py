"""PostgreSQL restarts in the middle of a pass: the pass ends as if it had not."""

from __future__ import annotations

import signal
import threading
import time

from tests.databases import Server

from .conftest import Desk
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source
from .test_stop import served, wait_until

COUNT = 24


def stocked(stand: Newsstand, figure: str) -> None:
    stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/{n}" for n in range(COUNT)]))
    texts = [paragraph.replace("340", figure) for paragraph in PARAGRAPHS]
    for number in range(COUNT):
        page = article_html(f"Harbour report number {number} of this week", texts)
        stand.answers[f"/{number}"] = Answer(page, delay=0.1)


def test_a_restart_in_the_middle_of_a_pass_loses_nothing_and_tells_nothing_twice(
    tmp_path, postgresql: Server
):
    desk = Desk(tmp_path, postgresql.empty())
    editor = '[[editors]]\naddress = "desk@example.org"\n'
    with Newsstand() as stand:
        stocked(stand, "340")
        desk.write(CRAWL + source("Harbour", f"{stand.url}/feed.xml") + editor)
        desk.run("run", "--once")
        stocked(stand, "430")
        stand.requests.clear()
        process = desk.start("run", "--once")
        for share in (3, 12):  # twice: once down for a moment, once for some seconds
            wait_until(lambda share=share: served(stand) >= share)
            postgresql.stop()
            time.sleep(3 if share == 12 else 0)
            postgresql.start()
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert f"{COUNT} changed, {COUNT} mails sent" in out
        assert "Traceback" not in err
        assert len(desk.outbox) == COUNT
        versions = [(row["url"], row["number"]) for row in desk.rows("versions")]
        assert len(set(versions)) == len(versions) == 2 * COUNT
        reports = desk.rows("reports")
        assert len({row["url"] for row in reports}) == len(reports) == COUNT
        assert "0 mails sent" in desk.run("run", "--once").stdout


def test_the_service_outlives_an_outage_longer_than_a_transaction_waits(tmp_path, postgresql: Server):
    desk = Desk(tmp_path, postgresql.empty())
    with Newsstand() as stand:
        stocked(stand, "340")
        desk.write(
            CRAWL + source("Harbour", f"{stand.url}/feed.xml") + '[schedule]\ntick = "500ms"\nevery = "1s"\n'
        )
        process = desk.start("run")
        assert process.stderr is not None
        assert process.stdout is not None
        err: list[str] = []
        reading = threading.Thread(target=err.extend, args=(process.stderr,))
        reading.start()
        wait_until(lambda: served(stand) >= 3)
        postgresql.stop()
        # However long a transaction waits: ten seconds, twenty where each attempt is slow.
        wait_until(lambda: any("database_unavailable" in line for line in err), 60)
        time.sleep(2)
        postgresql.start()
        before = sum(path == "/feed.xml" for _, path in stand.requests)
        wait_until(lambda: sum(path == "/feed.xml" for _, path in stand.requests) > before + 1, 60)
        wait_until(lambda: len(desk.rows("versions")) == COUNT, 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, err
        reading.join()
        process.stdout.close()
        process.stderr.close()
        assert not any("Traceback" in line for line in err)
        assert len({row["url"] for row in desk.rows("versions")}) == COUNT
