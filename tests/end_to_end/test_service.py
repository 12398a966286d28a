"""The service as systemd and an operator see it: ready, healthy, stopping; told what fails."""

from __future__ import annotations

import json
import re
import signal
import socket
import urllib.error
import urllib.request
from email import message_from_bytes, policy

from .conftest import free_port
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source
from .test_stop import wait_until


def fetched(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_ready_healthy_measured_and_stopping(desk, monkeypatch, tmp_path):
    port = free_port()
    place = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd, Newsstand() as stand:
        systemd.bind(str(place))
        systemd.settimeout(60)
        monkeypatch.setenv("NOTIFY_SOCKET", str(place))
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(article_html("Two berths closed at Kelby", PARAGRAPHS))
        desk.write(
            CRAWL
            + source("Harbour", f"{stand.url}/feed.xml")
            + source("Dead", f"http://127.0.0.1:{free_port()}/feed.xml")
            + f'[schedule]\ntick = "1s"\n[service]\nhealth_port = {port}\n'
        )
        process = desk.start("run")
        assert systemd.recv(100) == b"READY=1"
        status, body = fetched(f"http://127.0.0.1:{port}/healthz")
        assert (status, json.loads(body)["status"]) == (200, "ok")

        def measured() -> str:
            return fetched(f"http://127.0.0.1:{port}/metrics")[1]

        wait_until(lambda: "monitor_versions_total 1.0" in measured())
        wait_until(lambda: "monitor_sources_failing 1.0" in measured())
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert systemd.recv(100) == b"STOPPING=1"
    assert process.returncode == 0, err
    rows = {row["name"]: row for row in desk.rows("sources")}
    (line,) = [line for line in err.splitlines() if "source_checked" in line and "Dead" in line]
    found = re.search(r"crawl=([0-9a-f]+)", line)
    assert found is not None
    assert found[1] == rows["Dead"]["crawl"]
    assert "crawl=" in next(line for line in err.splitlines() if "article_checked" in line)


def test_the_operator_gets_one_mail_of_trouble_and_one_of_its_end(desk):
    with Newsstand() as stand:
        settings = '[monitor]\noperator = "ops@example.org"\n' + CRAWL
        desk.write(settings + source("Harbour", f"{stand.url}/feed.xml"))
        counts = []
        for number in range(5):
            if number == 3:
                stand.answers["/feed.xml"] = Answer(lambda: feed_xml([]))
            desk.run("run", "--once", check=4 if number < 3 else 0)
            counts.append(len(desk.outbox))
        assert counts == [0, 1, 1, 2, 2]
        subjects = [
            message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"] for path in desk.outbox
        ]
        assert sorted(subjects) == ["Source failing: Harbour", "Source well again: Harbour"]
        assert "ok     source Harbour" in desk.run("check").stdout
        del stand.answers["/feed.xml"]
        desk.run("run", "--once", check=4)
        assert re.search(
            r"failed source Harbour: .*404.*failing since 20[0-9-]+ [0-9:]+ UTC",
            desk.run("check", check=4).stdout,
        )
