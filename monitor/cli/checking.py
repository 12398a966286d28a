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
    from sqlalchemy import Engine

    from monitor.settings import Settings

# Named one by one; a server that was down for a week leaves thousands.
_MOST_LETTERS = 5


@click.command("check")
@click.option("--send-test", "send_to", metavar="ADDRESS", help="Mail a report of an invented article there.")
@with_config
@click.pass_obj
def check_command(config: Path | None, send_to: str | None) -> int:
    """Check the settings, the database, each source, the mail server and the outputs.

    The mail server is logged in to; nothing is sent but what --send-test asks for.
    """
    from monitor.crawl import reactor
    from monitor.settings import load, locate

    settings = load(config)
    _say(
        True,
        "settings",
        f"{locate(config)}: {len(settings.sources)} sources, {len(settings.editors)} editors",
    )
    _editors(settings)
    engine, dead = _database(settings)
    codes: list[int] = []

    async def main() -> int:
        codes.append(await _network(settings, engine, send_to))
        return 0

    reactor.run(main)
    return codes[0] or (3 if dead else 0)


def _say(fine: bool, what: str, text: str) -> None:
    mark = click.style("ok    ", fg="green") if fine else click.style("failed", fg="red")
    click.echo(f"{mark} {what}: {' '.join(text.split())}")


def _editors(settings: Settings) -> None:
    """Say who stands in the settings more than once: no fault, and easily an oversight."""
    from collections import Counter

    from monitor.ports import mailbox_key

    people = Counter(mailbox_key(editor.address) for editor in settings.editors)
    for person, times in people.items():
        if times > 1:
            _say(True, "editors", f"{person} is named {times} times and gets each report once")


def _database(settings: Settings) -> tuple[Engine | None, int]:
    """The database, if there is one, and how many dead letters are in it; they are named."""
    from monitor.database_url import shown
    from monitor.store.database import exists, open_engine, sort_of
    from monitor.store.listing import Listing

    url = settings.database.url
    place = shown(url)
    if not exists(url):
        _say(True, "database", f"{place} does not exist yet; the first pass makes it")
        return None, 0
    engine = open_engine(url, create=False)
    listing = Listing(engine)
    counts = listing.outbox_counts()
    post = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "nothing"
    _say(True, "database", f"{place}: sound ({sort_of(engine)}); in the outbox: {post}")
    dead = listing.dead_letters()
    for letter in dead[:_MOST_LETTERS]:
        since = f"{letter['created_at']:%Y-%m-%d %H:%M} UTC"
        _say(False, "dead letter", f"to {letter['recipient']}, of {since}: {letter['error']}")
    if dead:
        more = len(dead) - _MOST_LETTERS
        rest = f"and {more} more; " if more > 0 else ""
        _say(False, "dead letters", f"{rest}`monitor send --retry` takes all {len(dead)} up again")
    return engine, len(dead)


async def _network(settings: Settings, engine: Engine | None, send_to: str | None) -> int:
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
    if send_to is not None and not mail_failed:
        mail_failed = await _send_test(settings, send_to)
    outputs_failed = await check_outputs(settings, engine, _say)
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
        _say(False, "mail", str(error))
        return True
    with_login = f" and lets {settings.smtp.username} in" if settings.smtp.username else ""
    _say(True, "mail", f"{place} answers{with_login} ({settings.smtp.security})")
    return False


async def _send_test(settings: Settings, address: str) -> bool:
    """Whether a report of an invented article could not be handed over."""
    from monitor.deliver.sample import sample_mail
    from monitor.service.assembly import editors_postmaster, mailer, utc_now

    try:
        mail = sample_mail(editors_postmaster(settings), address, utc_now())
        await mailer(settings).send(mail.raw, recipient=mail.recipient, message_id=mail.message_id)
    except ValueError as error:
        raise UsageError(f"--send-test: {error}") from error
    except MonitorError as error:
        _say(False, "test report", f"{address}: {error}")
        return True
    where = settings.mail.outbox if settings.smtp is None else f"{settings.smtp.host}:{settings.smtp.port}"
    _say(True, "test report", f"for {address} handed to {where}")
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
    from monitor.store.backup import backup

    size = backup(load(config).database.url, target)
    click.echo(f"{target}: {size} bytes, sound")


@db_command.command("restore")
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path))
@with_config
@click.pass_obj
def db_restore_command(config: Path | None, source: Path) -> None:
    """Put BACKUP in the database's place; the replaced database is kept beside it."""
    from monitor.service.assembly import utc_now
    from monitor.settings import load
    from monitor.store.backup import restore
    from monitor.store.database import file_of

    url = load(config).database.url
    aside = restore(url, source, utc_now())
    click.echo(f"{file_of(url)} is {source}" + (f"; the replaced database is {aside}" if aside else ""))
