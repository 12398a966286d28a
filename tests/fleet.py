"""Many small sites on one server, and the processes that watch them together.

Each site is an address of its own on loopback (127.0.1.N), so that each is a host to the
monitor. The server notes when each request came and when its answer was out: whether two
ran at once, or came too fast, is counted there and nowhere else.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.databases import Server

COMMAND = [sys.executable, "-m", "monitor.cli.main"]
_PLACES = ("Kelby", "Marden", "Osterby", "Falken", "Thornau", "Wexley", "Barrow", "Holm")


@dataclass
class Sites:
    """Sites with a feed and a few articles each; all say another figure in state 2."""

    count: int
    articles: int
    seconds: float
    """How long an answer takes: a crawl must last long enough to be killed in it."""
    state: int = 1
    busy: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    asked: Counter[str] = field(default_factory=Counter)

    def host(self, number: int) -> str:
        return f"127.0.1.{number + 1}"

    @property
    def hosts(self) -> list[str]:
        return [self.host(number) for number in range(self.count)]

    def url(self, number: int, path: str) -> str:
        return f"http://{self.host(number)}:{self._server.server_port}{path}"

    def settings(self) -> str:
        rows = [
            f'[[sources]]\nname = "Site {number}"\nkind = "feed"\nurl = "{self.url(number, "/feed.xml")}"\n'
            'language = "en"\n'
            for number in range(self.count)
        ]
        return "\n".join(rows)

    def at_once(self) -> list[str]:
        """Hosts that were served two requests at once."""
        return [
            host
            for host, spans in self.busy.items()
            if any(start < end for (_, end), (start, _) in _pairs(spans))
        ]

    def least_pause(self) -> float:
        """The shortest time between an answer and the next request of one host, in seconds."""
        return min(
            (start - end for spans in self.busy.values() for (_, end), (start, _) in _pairs(spans)),
            default=float("inf"),
        )

    def __enter__(self) -> Self:
        sites = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                began = time.monotonic()
                host = self.headers["Host"].partition(":")[0]
                sites.asked[self.path] += 1
                time.sleep(sites.seconds)
                status, kind, body = sites.answer(host, self.path)
                with suppress(OSError):  # whoever asked was killed
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                # Before the last byte: whoever has the answer may ask again at once.
                sites.busy[host].append((began, time.monotonic()))
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's name)
                pass

        self._server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, host: str, path: str) -> tuple[int, str, bytes]:
        number = int(host.rpartition(".")[2]) - 1
        if path == "/feed.xml":
            items = "".join(
                f"<item><title>t</title><link>{self.url(number, f'/{one}')}</link></item>"
                for one in range(self.articles)
            )
            feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
            return 200, "application/rss+xml", feed.encode()
        if path.removeprefix("/").isdecimal():
            return 200, "text/html; charset=utf-8", self._article(number, int(path[1:])).encode()
        return 404, "text/plain", b"not found"

    def _article(self, number: int, one: int) -> str:
        place = _PLACES[number % len(_PLACES)]
        stranded = 300 + number * 10 + one + (4000 if self.state == 2 else 0)
        paragraphs = (
            f"The harbour of {place} was closed on Monday night after the quay gave way over a length of forty metres.",
            f"About {stranded} passengers spent the night in the terminal, the port authority of {place} said.",
            "Engineers began to survey the wall at first light and expect to be at it until the end of the week.",
            f"Ferries leave from pier {one + 2} of the old harbour meanwhile, and fewer of them than the timetable has.",
        )
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        headline = f"Quay gives way at {place}, ferry {one + 1} of line {number + 1} stays in port"
        return (
            f'<!doctype html><html lang="en"><head><title>{headline}</title></head>'
            f"<body><article><h1>{headline}</h1>{body}</article></body></html>"
        )


def _pairs(spans: list[tuple[float, float]]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    return pairwise(sorted(spans))


class Letters:
    """A mail server that takes everything and counts."""

    def __init__(self) -> None:
        self.ids: Counter[tuple[str, str]] = Counter()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        content = envelope.content
        assert isinstance(content, bytes)
        name = str(message_from_bytes(content)["Message-ID"])
        self.ids.update((recipient, name) for recipient in envelope.rcpt_tos)
        return "250 OK"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


class Fleet:
    """The processes: one that ticks, and workers."""

    def __init__(self, folder: Path, url: str, settings: str) -> None:
        self.folder = folder
        self._url = url
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "settings.toml").write_text(settings, encoding="utf-8")

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{args[0]}-{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            [*COMMAND, *args],
            cwd=self.folder,
            env=self.environment(),
            stdout=log,
            stderr=log,
            # A group of its own: what a kill -9 leaves behind is ended at the end.
            start_new_session=True,
        )
        log.close()
        self.processes.append(process)
        return process

    def environment(self) -> dict[str, str]:
        """Of the processes: this store, and nothing else of the caller's settings."""
        others = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
        return others | {"MONITOR_DATABASE__URL": self._url}

    def logs(self) -> list[dict[str, Any]]:
        """What all processes logged."""
        lines = [
            line
            for path in sorted(self.folder.glob("*.log"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        return [json.loads(line) for line in lines if line.startswith("{")]

    def stop(self) -> list[int]:
        """SIGTERM to all; their exit codes."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        codes = [process.wait(timeout=60) for process in self.processes]
        self.kill()
        return codes

    def kill(self) -> None:
        """End whatever is left, frozen or not."""
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()


def until(condition: Callable[[], bool], patience: float) -> float:
    """Wait until a condition holds; the seconds it took.

    :raises TimeoutError: it did not hold in time.
    """
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > patience:
            raise TimeoutError
        time.sleep(0.1)
    return time.monotonic() - began


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """What became of a fleet that was hurt."""

    stored: int
    """Versions of articles; each site's articles have two in the end."""
    mails: int
    twice: int
    at_once: list[str]
    least_pause: float
    seconds: dict[str, float]
    exit_codes: list[int]
    """Of those that were not killed."""


DELAY = 0.2


def settings(sites: Sites, letters: Letters, *, more: str = "") -> str:
    """Of a fleet that ticks every second; a page may wait longer than a transaction does (ten seconds)."""
    private = ", ".join(f'"{host}"' for host in sites.hosts)
    return (
        f'[schedule]\ntick = "1s"\nevery = "1h"\n[service]\nengine = "workers"\n'
        f'[crawl]\ndelay = "{DELAY}s"\ntimeout = "15s"\nallow_private = [{private}]\n'
        f'[smtp]\nhost = "127.0.0.1"\nport = {letters.port}\nsecurity = "none"\n'
        f'[[editors]]\naddress = "desk@example.org"\nlanguage = "en"\n{more}'
    ) + sites.settings()


def endure(
    folder: Path, server: Server, *, sites: int, articles: int, frozen: float, away: float, patience: float
) -> Endured:
    """Three workers: one is killed in mid-crawl, one frozen; then the database is stopped.

    :param frozen: seconds from SIGSTOP to SIGCONT.
    :param away: seconds that the database is stopped, while the second versions are fetched.
    :param patience: seconds for each of the two halves.
    """
    url = server.fresh()
    name = url.split("?", maxsplit=1)[0].rpartition("/")[2]
    total = sites * articles

    def number(statement: str) -> int:
        return int(server.statement(statement, database=name)[0][0])

    def stored() -> int:
        return number("SELECT count(*) FROM versions")

    def sent() -> int:
        return number("SELECT count(*) FROM outbox WHERE status = 'sent'")

    seconds: dict[str, float] = {}
    with Sites(count=sites, articles=articles, seconds=0.1) as stands, Letters() as letters:
        fleet = Fleet(folder, url, settings(stands, letters))
        try:
            fleet.start("run")
            killed, stopped, _ = (fleet.start("worker", "--concurrency", "4") for _ in range(3))
            seconds["until a third was stored"] = until(lambda: stored() >= total // 3, patience)
            os.killpg(killed.pid, signal.SIGKILL)
            os.killpg(stopped.pid, signal.SIGSTOP)
            waking = threading.Timer(frozen, lambda: os.killpg(stopped.pid, signal.SIGCONT))
            waking.start()
            seconds["from the kill until all was stored"] = until(lambda: stored() >= total, patience)
            waking.join()
            stands.state = 2
            server.statement("UPDATE articles SET next_check = timezone('utc', now())", database=name)
            until(lambda: sent() >= total // 3, patience)
            server.stop()
            time.sleep(away)
            server.start()
            seconds["from the database's return until all was mailed"] = until(
                lambda: sent() >= total, patience
            )
            # What would go twice goes now.
            time.sleep(2)
            codes = [
                code
                for code, process in zip(fleet.stop(), fleet.processes, strict=True)
                if process is not killed
            ]
        finally:
            fleet.kill()
        result = Endured(
            stored=stored(),
            mails=len(letters.ids),
            twice=sum(count - 1 for count in letters.ids.values()),
            at_once=stands.at_once(),
            least_pause=stands.least_pause(),
            seconds=seconds,
            exit_codes=codes,
        )
    server.drop(url)
    return result
