"""A small news site in four languages, in successive states, served on loopback.

The format of the folder is described in ``fixtures/sites/README.md``: per language a
``site.toml``, page templates of that site's own markup, and one TOML file an article.
Rendering is a pure function of folder, path, state and base URL, so the same request
always gives the same bytes. This module leaves out what a news site does beyond being
read: no search, no section pages, no images, no cookies.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import sys
import threading
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime as rfc822
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from babel.dates import format_datetime as babel_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from monitor.demo.articles import ArticleState, FixtureArticle, load_article

__all__ = ["ArticleState", "FixtureArticle", "Rendered", "Site", "SiteServer", "default_root"]

_HTML = "text/html; charset=utf-8"
_RSS = "application/rss+xml; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"


def default_root() -> Path:
    """The folder ``fixtures/sites`` of the checkout, else the copy inside the package.

    :raises FileNotFoundError: when neither is there.
    """
    candidates = (
        Path(__file__).parents[2] / "fixtures" / "sites",
        Path(__file__).parents[1] / "demo_sites",
    )
    for candidate in candidates:
        if (candidate / "shared").is_dir():
            return candidate
    message = "no fixture site: looked in " + " and ".join(str(path) for path in candidates)
    raise FileNotFoundError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A response: the body is UTF-8."""

    status: int
    content_type: str
    body: bytes


class Site:
    """The fixture sites under one folder.

    :raises ValueError: on use, for a file that does not hold to the format; the message
        names the file and the key.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._editions: dict[str, _Edition] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages that have a site, sorted."""
        return tuple(sorted(path.parent.name for path in self.root.glob("*/site.toml")))

    @cached_property
    def state_count(self) -> int:
        """How many states the site has: those of its longest article."""
        return max(
            (len(article.states) for code in self.languages for article in self.articles(code)), default=0
        )

    def articles(self, language: str) -> tuple[FixtureArticle, ...]:
        """All articles of a language, the most recently published first.

        :raises KeyError: when there is no such site.
        """
        return self._edition(language).articles

    def name(self, language: str) -> str:
        """What the site of that language calls itself."""
        return str(self._edition(language).settings["name"])

    def article(self, language: str, slug: str) -> FixtureArticle:
        """The article of that slug.

        :raises KeyError: when there is none.
        """
        found = next((article for article in self.articles(language) if article.slug == slug), None)
        if found is None:
            raise KeyError(f"no article {slug!r} in {language!r}")
        return found

    def article_url(self, language: str, slug: str, base_url: str) -> str:
        """The absolute address of an article, percent-encoded."""
        return base_url.rstrip("/") + quote(self.article(language, slug).path)

    def _edition(self, code: str) -> _Edition:
        if code not in self._editions:
            if code not in self.languages:
                raise KeyError(f"no site {code!r}; there are: {', '.join(self.languages)}")
            self._editions[code] = _Edition(self.root, code)
        return self._editions[code]

    def render(self, path: str, state: int, base_url: str) -> Rendered:
        """What the server answers for ``path`` (percent-encoded or not) in that state.

        :raises ValueError: when ``state`` is not between 1 and ``state_count``.
        """
        if not 1 <= state <= self.state_count:
            raise ValueError(f"state must be between 1 and {self.state_count}, got {state}")
        plain = unicodedata.normalize("NFC", unquote(urlsplit(path).path))
        base = base_url.rstrip("/")
        if plain == "/robots.txt":
            lines = ["User-agent: *", "Allow: /"]
            lines += [f"Sitemap: {base}/{code}/news-sitemap.xml" for code in self.languages]
            return Rendered(status=200, content_type=_TEXT, body=("\n".join(lines) + "\n").encode())
        code = plain.split("/")[1] if plain.startswith("/") else ""
        if code not in self.languages:
            listing = " ".join(self.languages)
            return Rendered(status=404, content_type=_TEXT, body=f"Not found. Sites: {listing}\n".encode())
        return self._edition(code).render(plain, state, base)


class _Edition:
    """The site of one language: its settings, templates and articles, read once."""

    def __init__(self, root: Path, code: str) -> None:
        folder = root / code
        self.code = code
        self.settings = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
        self.settings.setdefault("language", code)
        self.settings.setdefault("locale", code)
        self.article_path: str = self.settings.setdefault("article_path", f"/{code}/news/{{slug}}")
        found = [
            load_article(path, self.article_path) for path in sorted((folder / "articles").glob("*.toml"))
        ]
        self.articles = tuple(sorted(found, key=lambda article: article.states[0].published, reverse=True))
        self.by_path = {unicodedata.normalize("NFC", article.path): article for article in self.articles}
        self.templates = Environment(
            loader=FileSystemLoader([folder, root / "shared"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.templates.filters["iso"] = lambda moment: moment.isoformat()
        self.templates.filters["utc"] = _utc
        self.templates.filters["rfc822"] = rfc822
        self.templates.filters["date"] = self._date

    def _date(self, moment: datetime, pattern: str) -> str:
        """A time as the newsroom prints it, by a CLDR pattern such as ``d MMMM yyyy``."""
        # Babel turns aware times into UTC; a page shows the newsroom's own clock.
        local = moment.replace(tzinfo=None)
        return str(babel_datetime(local, pattern, locale=self.settings["locale"]))

    def _furniture(self, state: int, own: Mapping[str, Any]) -> dict[str, Any]:
        """The furniture texts of that state: a list in ``[furniture]`` has an entry a state."""
        shared = {}
        for key, by_state in self.settings.get("furniture", {}).items():
            if not isinstance(by_state, list) or not by_state:
                raise ValueError(
                    f"{self.code}/site.toml: furniture.{key} must be a list with an entry per state"
                )
            shared[key] = by_state[min(state, len(by_state)) - 1]
        return shared | dict(own)

    def _view(self, article: FixtureArticle, state: int, base: str) -> dict[str, Any]:
        """What templates see of an article: its state's fields, and where it is."""
        now = article.at(state)
        view = {name: getattr(now, name) for name in ArticleState.__dataclass_fields__}
        view |= {
            "slug": article.slug,
            "path": quote(article.path),
            "url": base + quote(article.path),
            "blocks": now.blocks,
            "blocks_before": now.blocks[: now.insert_after],
            "blocks_after": now.blocks[now.insert_after :],
        }
        return view

    def _jsonld(self, view: Mapping[str, Any], base: str) -> Markup:
        """A schema.org NewsArticle for ``<script type="application/ld+json">``."""
        record = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": view["url"]},
            "headline": view["headline"],
            "description": view["standfirst"],
            "articleSection": view["section"],
            "keywords": list(view["tags"]),
            "inLanguage": self.settings["language"],
            "datePublished": view["published"].isoformat(),
            "dateModified": view["modified"].isoformat(),
            "author": [{"@type": "Person", "name": name} for name in view["byline"]],
            "publisher": {
                "@type": "NewsMediaOrganization",
                "name": self.settings["name"],
                "url": f"{base}/{self.code}/",
                "logo": {"@type": "ImageObject", "url": f"{base}/{self.code}/logo.png"},
            },
        }
        text = json.dumps(record, ensure_ascii=False, indent=1).replace("</", "<\\/")
        return Markup(text)  # noqa: S704

    def render(self, path: str, state: int, base: str) -> Rendered:
        """Answer a path below the site's own folder; ``path`` is decoded and NFC."""
        views = [self._view(article, state, base) for article in self.articles]
        live = [view for view in views if view["status"] == 200]
        context: dict[str, Any] = {
            "site": self.settings,
            "labels": self.settings.get("labels", {}),
            "furniture": self._furniture(state, {}),
            "articles": live,
            "article": None,
            "others": live,
            "base_url": base,
            "home": f"{base}/{self.code}/",
            "state": state,
            "built": max((view["modified"] for view in views), default=None),
        }
        if path in {f"/{self.code}", f"/{self.code}/"}:
            return self._page("front.html", 200, _HTML, context)
        if path == f"/{self.code}/feed.xml":
            return self._page("feed.xml", 200, _RSS, context)
        if path == f"/{self.code}/news-sitemap.xml":
            return self._page("news-sitemap.xml", 200, _XML, context)
        article = self.by_path.get(path)
        if article is None:
            return self._page("not-found.html", 404, _HTML, context)
        view = self._view(article, state, base)
        context |= {
            "article": view,
            "others": [other for other in live if other["slug"] != article.slug],
            "furniture": self._furniture(state, view["furniture"]),
            "jsonld": self._jsonld(view, base),
        }
        if view["status"] != 200:
            return self._page("not-found.html", view["status"], _HTML, context)
        return self._page("consent.html" if view["consent"] else "article.html", 200, _HTML, context)

    def _page(self, template: str, status: int, content_type: str, context: Mapping[str, Any]) -> Rendered:
        body = self.templates.get_template(template).render(context).encode("utf-8")
        return Rendered(status=status, content_type=content_type, body=body)


def _utc(moment: datetime) -> str:
    """ISO 8601 in UTC with a Z, as sitemaps write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Server(ThreadingHTTPServer):
    """Ends kept-alive connections when it closes, so that no thread outlives it."""

    daemon_threads = False  # server_close joins the threads

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, then hand it to its thread."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection, then close it."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """End what is still open and wait for the threads."""
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report every error but a lost connection: a client may go away in mid-answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class SiteServer:
    """Serves a site on a free port of 127.0.0.1 while the ``with`` block runs.

    ``state`` may be set at any time; ``requests`` lists the paths asked for, in order, as
    they came (percent-encoded). GET and HEAD only. An ETag goes with each 200, and a
    matching If-None-Match is answered with 304.
    """

    def __init__(self, site: Site, state: int = 1) -> None:
        self.site = site
        self.state = state
        self.requests: list[str] = []
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end.

        :raises RuntimeError: outside the ``with`` block.
        """
        if self._server is None:
            raise RuntimeError("the server runs only inside its with block")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        owner = self

        class Handler(_Handler):
            def answer(self) -> Rendered:
                owner.requests.append(self.path)
                return owner.site.render(self.path, owner.state, owner.url)

        self._server = _Server(("127.0.0.1", 0), Handler)
        # A short poll, so that leaving the block does not wait for the default half second.
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            name="fixture-site",
            daemon=True,
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None


class _Handler(BaseHTTPRequestHandler):
    """Turns a :class:`Rendered` into an HTTP response."""

    protocol_version = "HTTP/1.1"
    timeout = 10

    def answer(self) -> Rendered:
        """What to send for ``self.path``."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answer a GET."""
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        """Answer a HEAD: the same headers, no body."""
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        rendered = self.answer()
        etag = f'"{hashlib.sha256(rendered.body).hexdigest()[:32]}"'
        asked = {part.strip().removeprefix("W/") for part in self.headers.get("If-None-Match", "").split(",")}
        if rendered.status == 200 and asked & {etag, "*"}:
            self.send_response(304)
            self.send_header("ETag", etag)
            self.end_headers()
            return
        self.send_response(rendered.status)
        self.send_header("Content-Type", rendered.content_type)
        self.send_header("Content-Length", str(len(rendered.body)))
        if rendered.status == 200:
            self.send_header("ETag", etag)
        self.end_headers()
        if with_body:
            self.wfile.write(rendered.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (http.server's name)
        """Keep stderr quiet: the requests are on ``SiteServer.requests``."""
