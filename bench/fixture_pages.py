"""The articles of the fixture sites, as a pass takes them in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from monitor import intake
from monitor.demo.site import Site, default_root
from monitor.model import Page

_BASE = "http://127.0.0.1"


def taken(code: str) -> Iterator[intake.Taken]:
    """Those of a language, in their first state."""
    site = Site(default_root())
    for article in site.articles(code):
        url = site.article_url(code, article.slug, _BASE)
        page = site.render(url.removeprefix(_BASE), 1, _BASE)
        fetched = Page(
            url=url,
            final_url=url,
            status=page.status,
            headers=(("Content-Type", page.content_type),),
            body=page.body,
            fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
        result = intake.take(fetched, declared_language=code, languages=(code,), site_rules=(), known=None)
        if isinstance(result, intake.Taken):
            yield result
