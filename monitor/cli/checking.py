"""``monitor check``, ``config show``, ``db``: whether all is as it should be."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.console import with_config
from monitor.errors import MonitorError, UsageError
from monitor.model import Fetched, FetchFailed, Page, Source, SourceKind, Target

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from monitor.settings import Settings


@click.command("check")
@with_config
@click.pass_obj
def check_command(config: Path | None) -> int:
    """Check the settings, the database, each source, the mail server and the outputs."""
    from monitor.crawl import reactor
    from monitor.settings import load, locate

    settings = load(config)
    _say(
        True,
        "settings",
        f"{locate(config)}: {len(settings.sources)} sources, {len(settings.editors)} editors",
    )
    engine = _database(settings)
    codes: list[int] = []

    async def main() -> int:
        codes.append(await _network(settings, engine))
        return 0

    reactor.run(main)
    return codes[0]


def _say(fine: bool, what: str, text: str) -> None:
    mark = click.style("ok    ", fg="green") if fine else click.style("failed", fg="red")
    click.echo(f"{mark} {what}: {' '.join(text.split())}")


def _database(settings: Settings) -> Engine | None:
    from monitor.store.database import file_of, open_engine
    from monitor.store.listing import Listing

    path = file_of(settings.database.url)
    if not path.exists():
        _say(True, "database", f"{path} does not exist yet; the first pass makes it")
        return None
    engine = open_engine(settings.database.url, create=False)
    listing = Listing(engine)
    counts = listing.outbox_counts()
    post = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "nothing"
    _say(not counts.get("dead"), "database", f"{path}: sound; in the outbox: {post}")
    return engine


async def _network(settings: Settings, engine: Engine | None) -> int:
    from monitor.cli.checking_outputs import check_outputs
    from monitor.crawl.runner import Crawler
    from monitor.service.assembly import crawl_config
    from monitor.store.memory import SqlCrawlMemory
    from monitor.store.sql import SqlStore

    sources = [table.source() for table in settings.sources]
    memory = SqlCrawlMemory(engine) if engine else None
    known = SqlStore(engine).sources() if engine else {}
    crawler = Crawler(
        crawl_config(settings),
        host_states=memory.hosts() if memory else None,
        keep_host=memory.keep_host if memory else None,
    )
    failed = 0
    for source in sources:
        error, said = await _try_source(crawler, source)
        failed += bool(error)
        record = known.get(source.name)
        since = record.failing_since if record else None
        if since:
            said += f"; the last pass failed (since {since:%Y-%m-%d %H:%M} UTC)"
            error += f" (failing since {since:%Y-%m-%d %H:%M} UTC)" if error else ""
        _say(not error, f"source {source.name}", error or said)
    mail_failed = await _mail(settings)
    outputs_failed = await check_outputs(settings, _say)
    await crawler.stop(1.0)
    if sources and failed == len(sources):
        return 4
    return 3 if failed or mail_failed or outputs_failed else 0


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


@db_command.command("upgrade")
@with_config
@click.pass_obj
def db_upgrade_command(config: Path | None) -> None:
    """Bring the database to this version's schema (every command does so by itself)."""
    from monitor.settings import load
    from monitor.store.database import file_of, open_engine

    url = load(config).database.url
    open_engine(url).dispose()
    click.echo(f"{file_of(url)} has this version's schema")


@db_command.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_config
@click.pass_obj
def db_backup_command(config: Path | None, target: Path) -> None:
    """Copy the database to TARGET while it is in use, and check the copy."""
    from monitor.settings import load
    from monitor.store.database import file_of, open_engine

    url = load(config).database.url
    open_engine(url, create=False).dispose()
    if target.exists():
        message = f"{target} exists; name a file that does not"
        raise UsageError(message)
    with closing(sqlite3.connect(file_of(url))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        answer = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        message = f"the copy {target} is damaged ({answer})"
        raise UsageError(message)
    click.echo(f"{target}: {target.stat().st_size} bytes, sound")
