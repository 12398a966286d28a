"""A small news server on loopback whose answers a test sets path by path."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass
class Answer:
    body: bytes | Callable[[], bytes] = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    delay: float = 0.0
    etag: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def article_html(headline: str, paragraphs: list[str], language: str = "en") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{language}"><head><title>{headline}</title></head>'
        f"<body><article><h1>{headline}</h1>{body}</article></body></html>"
    ).encode()


def feed_xml(urls: list[str]) -> bytes:
    items = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in urls)
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode()
    )


@dataclass
class Newsstand:
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[float, str]] = field(default_factory=list)
    heads: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    statuses: dict[str, list[int]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        stand = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stand.requests.append((time.monotonic(), self.path))
                stand.heads.append((self.path, dict(self.headers)))
                answer = stand.answers.get(self.path, Answer(b"not found", 404, "text/plain"))
                time.sleep(answer.delay)
                body = answer.body() if callable(answer.body) else answer.body
                status = answer.status
                if answer.etag is not None and self.headers.get("If-None-Match") == answer.etag:
                    status, body = 304, b""
                stand.statuses.setdefault(self.path, []).append(status)
                self.send_response(status)
                self.send_header("Content-Type", answer.content_type)
                if answer.etag is not None:
                    self.send_header("ETag", answer.etag)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's name)
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
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
