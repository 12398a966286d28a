"""``monitor run``, ``send``, ``watch``: what works on sources and mail."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.console import fail, with_config
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.service.events import Tally
    from monitor.service.lifecycle import Sites
    from monitor.settings import Settings

# What --exit-code gives when something changed.
CHANGED = 10


@click.command("run")
@click.option("--once", is_flag=True, help="One pass over all sources now, then end.")
@click.option("--source", "source", metavar="NAME", help="Only this source.")
@click.option("--dry-run", is_flag=True, help="With --once: store and send nothing, say what would be told.")
@click.option("--exit-code", is_flag=True, help=f"With --once: exit with {CHANGED} when something changed.")
@with_config
@click.pass_obj
def run_command(config: Path | None, once: bool, source: str | None, dry_run: bool, exit_code: bool) -> int:
    """Monitor the sources of the settings: on schedule, or --once."""
    from monitor.cli.progress import listening
    from monitor.service.assembly import chosen_sources
    from monitor.service.lifecycle import run_once, run_service
    from monitor.settings import load

    if (dry_run or exit_code) and not once:
        message = "--dry-run and --exit-code go with --once"
        raise UsageError(message)
    settings = load(config)
    sources = chosen_sources(settings, source)
    if not once:
        with listening() as listener:
            return run_service(
                settings, sources=sources, listener=listener, site_engine=_site_engine(settings)
            )
    with listening() as listener:
        tally = run_once(settings, sources=sources, listener=listener, dry_run=dry_run)
    _summarise(tally, dry_run=dry_run)
    if exit_code and tally.told and tally.exit_code == 0:
        return CHANGED
    return tally.exit_code


@click.command("worker")
@click.option(
    "--concurrency", type=click.IntRange(1, 1000), help="Sites at once; crawl.hosts_at_once if not given."
)
@with_config
@click.pass_obj
def worker_command(config: Path | None, concurrency: int | None) -> int:
    """Look at the sites that a `monitor run` elsewhere finds due, do its parts of replays, and hand over mail; any number may run."""
    from monitor.cli.progress import listening
    from monitor.service.assembly import chosen_sources
    from monitor.service.lifecycle import run_worker
    from monitor.service.replay.on_worker import ReplayParts
    from monitor.service.worker import work, worker_name
    from monitor.settings import load

    settings = load(config)
    if settings.service.engine != "workers":
        message = 'a worker needs service.engine = "workers" in the settings, and PostgreSQL as database.url'
        raise UsageError(message)
    with listening() as listener:
        return run_worker(
            settings,
            sources=chosen_sources(settings, None),
            listener=listener,
            name=worker_name(),
            work=partial(
                work,
                url=settings.database.url,
                concurrency=concurrency or settings.crawl.hosts_at_once,
                every=settings.schedule.tick,
                replays=ReplayParts(settings, name=worker_name()),
            ),
        )


def _site_engine(settings: Settings) -> Sites | None:
    """Where sites are looked at, if not in the service's own process."""
    if settings.service.engine == "here":
        return None
    from monitor.service.queue import deferring

    return deferring(settings.database.url)


def _summarise(tally: Tally, *, dry_run: bool) -> None:
    from monitor.cli.wording import brief
    from monitor.model import Weight

    for name in tally.failed_sources:
        fail(f"source {name!r} failed; see `monitor sources`")
    if dry_run:
        for outcome in tally.told:
            told = [change for change in outcome.changes if change.weight.rank >= Weight.MEDIUM.rank]
            for change in told:
                click.echo(f"{outcome.headline or outcome.url}: {change.kind.value}: {brief(change)}")
    click.echo(("dry run: " if dry_run else "") + tally.line())


@click.command("send")
@click.option("--retry", is_flag=True, help="Take up dead letters again.")
@with_config
@click.pass_obj
def send_command(config: Path | None, retry: bool) -> int:
    """Hand over the mails and the outputs' reports that wait in the outbox."""
    from monitor.deliver.outbox import flush
    from monitor.service.assembly import postmaster, utc_now, ways
    from monitor.settings import load
    from monitor.store.database import open_engine
    from monitor.store.sql import SqlStore

    settings = load(config)
    store = SqlStore(open_engine(settings.database.url, create=False))
    revived = store.retry_dead(utc_now()) if retry else 0
    held_until = postmaster(settings).held_until
    mailer = ways(settings, utc_now)
    result = asyncio.run(flush(store, mailer, now=utc_now, unmarked={}, held_until=held_until))
    again = f"{revived} taken up again, " if retry else ""
    held = f", {result.held} held back in quiet hours" if result.held else ""
    click.echo(f"{again}{result.sent} sent, {result.retried} waiting, {result.dead} dead{held}")
    return 3 if result.dead or result.retried else 0


@click.command("watch")
@click.argument("url")
@with_config
@click.pass_obj
def watch_command(config: Path | None, url: str) -> None:
    """Add one article by hand; the next pass looks at it."""
    from urllib.parse import urlsplit

    from monitor.discover.urls import canonical_url
    from monitor.model import Link
    from monitor.ports import BY_HAND
    from monitor.service.assembly import utc_now
    from monitor.settings import load
    from monitor.store.database import open_engine
    from monitor.store.sql import SqlStore

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        message = f'{url!r} is no web address; write "https://example.org/article"'
        raise UsageError(message)
    store = SqlStore(open_engine(load(config).database.url))
    new = store.add_links(BY_HAND, [(canonical_url(url), Link(url=url))], utc_now())
    click.echo("added; the next pass looks at it" if new else "this article is monitored already")
    sys.stdout.flush()
