"""What reading costs: processor time, so that other jobs count less, and memory."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from monitor import intake
from monitor.demo.site import Site, default_root
from monitor.model import Page
from monitor.read.attributions import read_attributions

_BASE = "http://127.0.0.1"


def articles(code: str) -> str:
    """The bodies of the fixture site's articles in a language, as extraction gives them."""
    site, bodies = Site(default_root()), []
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
        taken = intake.take(fetched, declared_language=code, languages=(code,), site_rules=(), known=None)
        if isinstance(taken, intake.Taken):
            bodies.append("\n".join(taken.article.paragraphs))
    return "\n".join(bodies)


def seconds(text: str, code: str) -> float:
    """The processor time of one reading."""
    start = time.process_time()
    read_attributions(text, code)
    return time.process_time() - start


def memory() -> float:
    """What this process has in memory, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20
