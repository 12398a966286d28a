"""/healthz and /metrics: what they say, and to whom."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
from datetime import timedelta

import pytest

from monitor.errors import UsageError
from monitor.service.health import Health, HealthServer
from monitor.service.metrics import Metrics
from monitor.service.notify import feed_watchdog, notify
from monitor.store.listing import Listing
from tests.loopback import NOT_FOUND, Site, in_reactor

from .rig import START, Rig, article, feed, source

pytestmark = pytest.mark.usefixtures("each_database")

TICK = timedelta(seconds=30)


async def ask(port: int, request: bytes) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]) if head else 0, body


def get(path: str, host: str, method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def served(tmp_path, work, *, last_tick=lambda: asyncio.get_running_loop().time()):
    async def main():
        rig = Rig(tmp_path, [])
        listing = Listing(rig.engine)
        metrics = Metrics(listing, sources=["Harbour", "Dead"], clock=rig.clock, following=rig.listener)
        async with HealthServer(0, Health(listing, last_tick, TICK), metrics) as server:
            return await work(rig, server, metrics)

    return in_reactor(main)


def test_a_service_that_ticks_on_a_database_that_answers_is_well(tmp_path):
    async def work(_rig, server, _metrics):
        return await ask(server.port, get("/healthz", f"127.0.0.1:{server.port}"))

    status, body = served(tmp_path, work)
    assert (status, json.loads(body)) == (200, {"status": "ok", "reasons": {}})


def test_a_schedule_that_does_not_tick_is_503_with_the_reason(tmp_path):
    async def work(_rig, server, _metrics):
        return await ask(server.port, get("/healthz", f"localhost:{server.port}"))

    status, body = served(tmp_path, work, last_tick=lambda: asyncio.get_running_loop().time() - 91)
    assert status == 503
    assert "no tick for 91 s" in json.loads(body)["reasons"]["schedule"]
    assert served(tmp_path, work, last_tick=lambda: asyncio.get_running_loop().time() - 89)[0] == 200


def test_a_database_that_does_not_answer_is_503_with_the_reason(tmp_path):
    async def work(rig, server, _metrics):
        with rig.engine.begin() as connection:
            connection.exec_driver_sql("alter table outbox rename to elsewhere")
        return await ask(server.port, get("/healthz", f"127.0.0.1:{server.port}"))

    status, body = served(tmp_path, work)
    assert status == 503
    (reason,) = json.loads(body)["reasons"].items()
    assert reason[0] == "database"
    assert re.match(r'no such table: outbox$|relation "outbox" does not exist', reason[1])


REFUSED = [
    ("GET /healthz HTTP/1.1\r\nHost: rebound.example:{port}\r\n\r\n", 421),
    ("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 421),
    ("GET /healthz HTTP/1.1\r\n\r\n", 421),
    ("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}\r\n\r\n", 421),
    ("POST /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", 405),
    ("HEAD /metrics HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", 405),
    ("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", 404),
    ("GET /healthz/../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", 404),
    ("\r\n\r\n", 421),
    ("GET /" + "x" * 20_000 + " HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", 0),
]


def test_only_this_machine_by_its_name_only_get_only_two_paths(tmp_path):
    async def work(_rig, server, _metrics):
        found = []
        for request, _ in REFUSED:
            try:
                status, _ = await ask(server.port, request.replace("{port}", str(server.port)).encode())
            except ConnectionError:
                status = 0
            found.append(status)
        return found

    assert served(tmp_path, work) == [status for _, status in REFUSED]


def test_a_port_that_is_taken_is_refused_by_the_name_of_its_key(tmp_path):
    async def work(rig, server, metrics):
        with pytest.raises(UsageError, match=r"service\.health_port"):
            async with HealthServer(server.port, Health(Listing(rig.engine), lambda: None, TICK), metrics):
                pass

    served(tmp_path, work)


def test_metrics_tell_what_was_done(tmp_path):
    async def main() -> str:
        async with Site() as site, Site({"/feed": NOT_FOUND}) as dead:
            site.routes = {"/feed": feed(site.url("/one"), site.url("/gone")), "/one": article()}
            rig = Rig(tmp_path, [source(site), source(dead, "Dead")], operator="ops@example.org")
            listing = Listing(rig.engine)
            metrics = Metrics(listing, sources=["Harbour", "Dead"], clock=rig.clock, following=rig.listener)
            rig.passes._listener = metrics
            await rig.tick_at(START)
            site.routes["/one"] = article("Three berths closed at Kelby")
            await rig.tick_at(START + timedelta(minutes=20))
            rig.now += timedelta(hours=2)
            assert rig.told, "what is counted is handed on"
            return metrics.text().decode()

    lines = dict(
        line.rsplit(" ", 1) for line in in_reactor(main).splitlines() if line and not line.startswith("#")
    )
    assert lines['monitor_pages_total{outcome="new"}'] == "1.0"
    assert lines['monitor_pages_total{outcome="changed"}'] == "1.0"
    assert lines["monitor_versions_total"] == "2.0"
    assert lines['monitor_changes_total{kind="headline_changed"}'] == "1.0"
    assert lines['monitor_source_checks_total{outcome="failed"}'] == "2.0"
    assert lines['monitor_mails{state="sent"}'] == "1.0"
    assert lines['monitor_mails{state="dead"}'] == "0.0"
    assert lines["monitor_sources_failing"] == "1.0"
    assert 6000 < float(lines["monitor_due_lag_seconds"]) < 7200
    assert lines['monitor_stage_seconds_count{stage="index"}'] == "4.0"
    assert float(lines['monitor_stage_seconds_count{stage="articles"}']) >= 2


def test_systemd_hears_ready_and_the_watchdog_only_while_all_is_well(tmp_path, monkeypatch):
    place = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(place))
        systemd.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", str(place))
        monkeypatch.setenv("WATCHDOG_USEC", "20000")
        monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
        notify("READY=1")
        assert systemd.recv(100) == b"READY=1"
        wrong: list[str | None] = [None]

        async def main() -> None:
            feeding = asyncio.ensure_future(feed_watchdog(lambda: wrong[0]))
            loop = asyncio.get_running_loop()
            heard = [await loop.run_in_executor(None, systemd.recv, 100) for _ in range(2)]
            assert heard == [b"WATCHDOG=1"] * 2
            wrong[0] = "no tick"
            while (said := await loop.run_in_executor(None, systemd.recv, 100)) == b"WATCHDOG=1":
                pass
            assert said == b"STATUS=no tick"
            feeding.cancel()

        in_reactor(main)


def test_without_systemd_nothing_is_sent(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    notify("READY=1")
    assert asyncio.run(feed_watchdog(lambda: None)) is None
