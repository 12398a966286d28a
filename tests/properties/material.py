"""The articles that the metamorphic tests run over: our own fixtures, and the shared pages where present."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from monitor.extract.article import extract
from monitor.model import Article, Page, Reading
from monitor.read.reading import read

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MONITOR_SHARED", ROOT.parent / "shared"))
LANGUAGES = ("de", "en", "ko", "uk")


def extracted(body: bytes, language: str) -> Article | None:
    """The article of a page, or None where it is none."""
    url = "https://news.example/article"
    page = Page(
        url=url,
        final_url=url,
        status=200,
        headers=(("content-type", "text/html"),),
        body=body,
        fetched_at=datetime(2024, 10, 22, 12, tzinfo=UTC),
    )
    found = extract(page, declared_language=language, languages=LANGUAGES)
    return found if isinstance(found, Article) and found.blocks else None


@cache
def fixture_pages() -> tuple[tuple[str, str, bytes], ...]:
    """(name, language, bytes) of the golden cases' old pages."""
    folder = ROOT / "fixtures" / "articles"
    return tuple(
        (f"{path.parent.parent.name}/{path.parent.name}", path.parent.parent.name, path.read_bytes())
        for path in sorted(folder.glob("*/*/old.html"))
    )


@cache
def shared_pages() -> tuple[tuple[str, str, bytes], ...]:
    """(name, language, bytes) of the shared pages; none where the material is not there."""
    index = SHARED / "data" / "pages" / "INDEX.tsv"
    if not index.is_file():
        return ()
    paths = sorted((SHARED / "data" / "pages").glob("*/*/*.html.gz"))
    return tuple(
        (str(path.parent.name), path.parent.parent.name, gzip.decompress(path.read_bytes())) for path in paths
    )


@cache
def articles(kind: str) -> tuple[tuple[Article, Reading], ...]:
    """The articles of ``fixtures`` or ``shared`` pages, read once."""
    pages = fixture_pages() if kind == "fixtures" else shared_pages()
    found = [extracted(body, language) for _, language, body in pages]
    return tuple((article, read(article)) for article in found if article is not None)
