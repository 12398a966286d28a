"""``monitor check``, ``config show``, ``db``: whether all is as it should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.console import with_config
from monitor.cli.copying import db_copy_command
from monitor.errors import MonitorError, UsageError
from monitor.model import Fetched, FetchFailed, Page, Source, SourceKind, Target

if TYPE_CHECKING:
    from monitor.settings import Settings


@click.command("check")
@with_config
@click.pass_obj
def check_command(config: Path | None) -> int:
    """Check the settings, the database, each source and the mail server."""
    from monitor.crawl import reactor
    from monitor.settings import load, locate

    settings = load(config)
    _say(
        True,
        "settings",
        f"{locate(config)}: {len(settings.sources)} sources, {len(settings.editors)} editors",
    )
    _database(settings)
    codes: list[int] = []

    async def main() -> int:
        codes.append(await _network(settings))
        return 0

    reactor.run(main)
    return codes[0]


def _say(fine: bool, what: str, text: str) -> None:
    mark = click.style("ok    ", fg="green") if fine else click.style("failed", fg="red")
    click.echo(f"{mark} {what}: {' '.join(text.split())}")


def _database(settings: Settings) -> None:
    from monitor.database_url import shown
    from monitor.store.database import exists, open_engine, sort_of
    from monitor.store.listing import Listing

    url = settings.database.url
    place = shown(url)
    if not exists(url):
        _say(True, "database", f"{place} does not exist yet; the first pass makes it")
        return
    engine = open_engine(url, create=False)
    counts = Listing(engine).outbox_counts()
    mails = ", ".join(f"{count} mails {status}" for status, count in sorted(counts.items())) or "no mails"
    _say(not counts.get("dead"), "database", f"{place}: sound ({sort_of(engine)}); {mails}")
    engine.dispose()


async def _network(settings: Settings) -> int:
    from monitor.crawl.runner import Crawler
    from monitor.service.assembly import crawl_config

    sources = [table.source() for table in settings.sources]
    crawler = Crawler(crawl_config(settings))
    failed = 0
    for source in sources:
        error, said = await _try_source(crawler, source)
        failed += bool(error)
        _say(not error, f"source {source.name}", error or said)
    mail_failed = await _mail(settings)
    await crawler.stop(1.0)
    if sources and failed == len(sources):
        return 4
    return 3 if failed or mail_failed else 0


async def _try_source(crawler: object, source: Source) -> tuple[str, str]:
    from monitor import intake
    from monitor.crawl.runner import Crawler

    assert isinstance(crawler, Crawler)
    errors: list[str] = []
    listed = 0

    async def deliver(fetched: Fetched) -> None:
        nonlocal listed
        if isinstance(fetched, FetchFailed):
            errors.append(f"{fetched.url}: {fetched.fault.value}: {fetched.detail}")
        elif isinstance(fetched, Page):
            try:
                listed += len(intake.listed(fetched, source))
            except MonitorError as error:
                errors.append(str(error))

    if source.kind is SourceKind.PAGE:
        await crawler.fetch_articles([Target(url=source.url)], deliver)
    else:
        await crawler.fetch_index(source, deliver)
    return "; ".join(errors), f"{listed} articles listed"


async def _mail(settings: Settings) -> bool:
    """Whether mail could not go out; logs in, sends nothing."""
    if settings.smtp is None:
        _say(True, "mail", f"no [smtp]: reports become .eml files in {settings.mail.outbox}")
        return False
    from monitor.deliver.smtp import SmtpMailer
    from monitor.service.assembly import mailer

    server = mailer(settings)
    place = f"{settings.smtp.host}:{settings.smtp.port}"
    try:
        if isinstance(server, SmtpMailer):
            await server.verify()
    except MonitorError as error:
        _say(False, "mail", f"{place}: {error}")
        return True
    _say(True, "mail", f"{place} answers")
    return False


@click.group("config")
def config_command() -> None:
    """Show the settings in force."""


@config_command.command("show")
@with_config
@click.pass_obj
def config_show_command(config: Path | None) -> None:
    """Show the settings in force as JSON, secrets redacted."""
    from monitor.settings import load

    click.echo(json.dumps(load(config).model_dump(mode="json"), ensure_ascii=False, indent=2))


@click.group("db")
def db_command() -> None:
    """Look after the database."""


db_command.add_command(db_copy_command)


@db_command.command("upgrade")
@with_config
@click.pass_obj
def db_upgrade_command(config: Path | None) -> None:
    """Bring the database to this version's schema (every command does so by itself)."""
    from monitor.database_url import shown
    from monitor.settings import load
    from monitor.store.database import open_engine, sort_of

    url = load(config).database.url
    engine = open_engine(url)
    click.echo(f"{shown(url)} has this version's schema ({sort_of(engine)})")
    engine.dispose()


@db_command.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_config
@click.pass_obj
def db_backup_command(config: Path | None, target: Path) -> None:
    """Copy the database to the file TARGET while it is in use, and check the copy.

    TARGET is a database of SQLite whichever database is in use; `monitor db copy` brings
    it back. For a large PostgreSQL, pg_dump is quicker.
    """
    from monitor.settings import load
    from monitor.store.database import open_engine
    from monitor.store.snapshot import into_file

    url = load(config).database.url
    open_engine(url, create=False).dispose()
    if target.exists():
        message = f"{target} exists; name a file that does not"
        raise UsageError(message)
    into_file(url, target)
    click.echo(f"{target}: {target.stat().st_size} bytes, sound")
