"""``monitor sources|articles|versions|changes``: what is stored, as lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.console import json_line, table, with_config

if TYPE_CHECKING:
    from monitor.store.listing import Listing

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_LIMIT = click.option("--limit", type=click.IntRange(min=1), help="At most so many rows.")
_ARTICLE = click.option(
    "--article", type=int, metavar="ID", help="Only of this article (see `monitor articles`)."
)


def listing_of(config: Path | None) -> Listing:
    """The lists of the settings' database.

    :raises StoreError: there is no database, or it cannot be used.
    """
    from monitor.settings import load
    from monitor.store.database import open_engine
    from monitor.store.listing import Listing

    return Listing(open_engine(load(config).database.url, create=False))


@click.command("sources")
@_JSON
@with_config
@click.pass_obj
def sources_command(config: Path | None, as_json: bool) -> None:
    """Show the sources, how they fare, and what of them fails since when and why."""
    from monitor.ports import BY_HAND
    from monitor.settings import load
    from monitor.store.database import exists, open_engine
    from monitor.store.listing import Listing
    from monitor.store.sql import SqlStore

    settings = load(config)
    known, listing = {}, None
    if exists(settings.database.url):
        engine = open_engine(settings.database.url, create=False)
        known, listing = SqlStore(engine).sources(), Listing(engine)
    names = {source.name: source for source in settings.sources}
    rows: list[dict[str, Any]] = []
    for name in (*names, *([BY_HAND] if listing and listing.articles(source=BY_HAND, limit=1) else [])):
        source, record = names.get(name), known.get(name)
        rows.append(
            {
                "name": name,
                "kind": source.kind.value if source else "page",
                "url": source.url if source else None,
                "language": source.language if source else None,
                "status": "never checked" if record is None else "failing" if record.error else "fine",
                "last_checked": record.last_checked if record else None,
                "last_success": record.last_success if record else None,
                "failing_since": record.failing_since if record else None,
                "failures": record.failures if record else 0,
                "error": record.error if record else None,
                "listed": record.listed if record else 0,
                "next_check": record.next_check if record else None,
                "operator_told": record.told_at if record else None,
                "crawl": record.crawl if record else None,
                "articles_failing": listing.refused(name) if listing else [],
            }
        )
    if as_json:
        for row in rows:
            json_line(row)
        return
    lines: list[tuple[object, ...]] = []
    for row in rows:
        fares = (row["name"], row["kind"], row["status"], row["last_checked"], row["crawl"], row["listed"])
        lines.append((*fares, _why(row)))
        lines.extend(
            (
                f"  {article['outcome']}",
                "",
                "",
                article["last_checked"],
                "",
                "",
                f"{article['url']}: {article['detail']}",
            )
            for article in row["articles_failing"]
        )
    table("Sources", ("source", "kind", "status", "checked", "crawl", "listed", "what fails"), lines)


def _why(row: dict[str, Any]) -> str:
    if not row["error"]:
        return ""
    since = row["failing_since"]
    return f"since {since:%Y-%m-%d %H:%M} UTC ({row['failures']}×): {row['error']}"


@click.command("articles")
@_JSON
@_LIMIT
@click.option("--source", metavar="NAME", help="Only of this source.")
@with_config
@click.pass_obj
def articles_command(config: Path | None, as_json: bool, limit: int | None, source: str | None) -> None:
    """Show the articles, newest first."""
    rows = listing_of(config).articles(source=source, limit=limit)
    if as_json:
        for row in rows:
            json_line(row)
        return
    table(
        "Articles",
        ("id", "source", "language", "headline", "state", "versions", "checked", "address"),
        [
            (
                row["id"],
                row["source"],
                row["language"],
                row["headline"],
                f"{row['outcome']}: {row['detail']}" if row["detail"] else row["outcome"],
                row["versions"],
                row["last_checked"],
                row["url"],
            )
            for row in rows
        ],
    )


@click.command("versions")
@_JSON
@_LIMIT
@_ARTICLE
@with_config
@click.pass_obj
def versions_command(config: Path | None, as_json: bool, limit: int | None, article: int | None) -> None:
    """Show the versions that are kept, newest first."""
    rows = listing_of(config).versions(article, limit=limit)
    if as_json:
        for row in rows:
            json_line(row)
        return
    table(
        "Versions",
        ("id", "article", "number", "captured", "changes", "stealth", "source", "headline"),
        [
            (
                row["id"],
                row["article_id"],
                row["number"],
                row["captured_at"],
                row["changes"],
                "stealth" if row["stealth"] else "",
                row["source"],
                row["headline"],
            )
            for row in rows
        ],
    )


@click.command("changes")
@_JSON
@_LIMIT
@_ARTICLE
@with_config
@click.pass_obj
def changes_command(config: Path | None, as_json: bool, limit: int | None, article: int | None) -> None:
    """Show what changed, newest first."""
    rows = listing_of(config).changes(article, limit=limit)
    if as_json:
        for row in rows:
            json_line(row)
        return
    table(
        "Changes",
        ("when", "source", "article", "version", "weight", "kind", "was", "is"),
        [
            (
                row["recorded_at"],
                row["source"],
                row["article_id"],
                row["version"],
                row["weight"],
                row["kind"],
                _side(row["before"]),
                _side(row["after"]),
            )
            for row in rows
        ],
    )


def _side(side: object) -> str:
    if isinstance(side, dict):
        return str(side.get("surface") or f"{side.get('source')} ({side.get('cue_class')})")
    text = "" if side is None else " ".join(str(side).split())
    return text if len(text) <= 80 else f"{text[:79]}…"
