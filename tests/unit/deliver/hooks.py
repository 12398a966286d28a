"""A web server on loopback that takes webhooks as a test says."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Hooks:
    """Answers in turn, the last one for ever: a status, with headers, or "hang" or "drop"."""

    answers: list[int | str | tuple[int, dict[str, str]]] = field(default_factory=lambda: [200])
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}/hook?desk=1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that goes away is what is tested."""


@contextmanager
def hooks(
    *answers: int | str | tuple[int, dict[str, str]], tls: ssl.SSLContext | None = None
) -> Iterator[Hooks]:
    heard = Hooks(answers=list(answers) or [200])

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            heard.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard.asked.append(Asked(self.path, headers, body))
            answer = heard.answers.pop(0) if len(heard.answers) > 1 else heard.answers[0]
            if answer == "hang":
                heard.over.wait(30)
            if isinstance(answer, str):
                self.close_connection = True
                return
            status, more = (answer, {}) if isinstance(answer, int) else answer
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            heard.asked.append(Asked(f"GET {self.path}", {}, b""))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = _Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    heard.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield heard
    finally:
        heard.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
