"""The demo: the fixture site served on loopback, one pass over each of its states.

It is the main job and nothing else: the same settings file, spiders, workers, database,
reports and outbox as in service. Left out: how it is shown (``monitor.cli.demo``).
"""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from monitor.crawl import reactor
from monitor.demo.site import Site, SiteServer, default_root
from monitor.errors import UsageError
from monitor.model import Report
from monitor.report.render import render_page
from monitor.service.assembly import running
from monitor.service.events import Listener, Tally
from monitor.settings import Settings, load
from monitor.store.database import open_engine
from monitor.store.listing import Listing

_MARK = "# Written by `monitor demo`; the folder is emptied when it runs again."

# Each site is found in another way, so that the demo shows all four kinds of source.
_KINDS = {"en": "feed", "de": "sitemap", "ko": "section", "uk": "feed"}
_PATHS = {"feed": "feed.xml", "sitemap": "news-sitemap.xml", "section": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstrated:
    """What the demo leaves behind for the reader to open."""

    pages: tuple[Path, ...]
    """A report page for each language, English first."""
    outbox: Path
    mails: int
    database: Path


def prepare(folder: Path) -> None:
    """Make the folder empty.

    :raises UsageError: it holds something that the demo did not write.
    """
    settings = folder / "settings.toml"
    if folder.exists():
        ours = settings.is_file() and settings.read_text(encoding="utf-8").startswith(_MARK)
        if not ours and any(folder.iterdir()):
            message = f"{folder} is not empty and not from an earlier demo; name another folder with --output"
            raise UsageError(message)
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def demonstrate(
    folder: Path,
    listener: Listener,
    shown: Callable[[int, Tally], Awaitable[None] | None],
    *,
    site: Site | None = None,
) -> Demonstrated:
    """Run a pass over each state, and one more over the last; ``shown`` is told of each.

    The last state is seen twice since a vanished page is believed when it is confirmed.
    """
    site = site or Site(default_root())
    prepare(folder)
    with SiteServer(site) as server:
        path = folder / "settings.toml"
        path.write_text(_settings(site, server.url), encoding="utf-8")
        settings = load(path)
        engine = open_engine(settings.database.url)
        sources = [table.source() for table in settings.sources]

        async def main() -> int:
            async with running(settings, engine, sources=sources, listener=listener) as passes:
                for state in (*range(1, site.state_count + 1), site.state_count):
                    server.state = state
                    tally = Tally()
                    await passes.once(tally)
                    shown(state, tally)
            return 0

        try:
            reactor.run(main)
            return _leave(folder, settings, Listing(engine), site)
        finally:
            engine.dispose()


def _settings(site: Site, url: str) -> str:
    lines = [
        _MARK,
        "[database]",
        'url = "sqlite:///monitor.db"',
        "[crawl]",
        'delay = "0s"',
        'allow_private = ["127.0.0.1"]',
        "[mail]",
        'sender = "monitor@demo.example"',
        'outbox = "outbox"',
    ]
    for language in site.languages:
        kind = _KINDS.get(language, "feed")
        lines += [
            "[[sources]]",
            f'name = "{site.name(language)}"',
            f'kind = "{kind}"',
            f'url = "{url}/{language}/{_PATHS[kind]}"',
            f'language = "{language}"',
        ]
    for language in site.languages:
        lines += [
            "[[editors]]",
            f'address = "desk-{language}@demo.example"',
            f'language = "{language}"',
            f'languages = ["{language}"]',
        ]
    return "\n".join(lines) + "\n"


def _leave(folder: Path, settings: Settings, listing: Listing, site: Site) -> Demonstrated:
    reports: list[Report] = []
    for row in reversed(listing.reports()):
        report = listing.report(row["id"])
        if report is not None:
            reports.append(report)
    pages = []
    for language in sorted(site.languages, key=lambda code: (code != "en", code)):
        page = folder / f"report-{language}.html"
        page.write_text(render_page(reports, language), encoding="utf-8")
        pages.append(page)
    return Demonstrated(
        pages=tuple(pages),
        outbox=Path(settings.mail.outbox),
        mails=len(list(Path(settings.mail.outbox).glob("*.eml"))),
        database=folder / "monitor.db",
    )
