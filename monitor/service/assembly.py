"""From Settings to running parts. The one place that knows every room's constructor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from monitor import intake
from monitor.crawl.config import CrawlConfig
from monitor.crawl.runner import Crawler
from monitor.database_url import is_postgresql
from monitor.deliver.files import AtomFeed, JsonLines
from monitor.deliver.maildir import EmlFolder
from monitor.deliver.outputs import JointPostmaster, OutputsPostmaster, Ways
from monitor.deliver.postmaster import EditorsPostmaster
from monitor.deliver.smtp import SmtpConfig, SmtpMailer
from monitor.deliver.webhook import Webhook, WebhookConfig, key_of
from monitor.errors import SettingsError, UsageError
from monitor.model import Source
from monitor.pipeline import Pipeline
from monitor.ports import Mailer, Postmaster
from monitor.service.engine import HERE, SiteEngine
from monitor.service.events import Listener
from monitor.service.index_checks import IndexChecks
from monitor.service.passes import Passes, alone
from monitor.service.workers import ProcessWorkers
from monitor.settings import Settings
from monitor.settings.outputs import AtomTable, JsonlTable, WebhookTable
from monitor.store.captures import let_go
from monitor.store.memory import SqlCrawlMemory
from monitor.store.sql import SqlStore
from monitor.store.thinning import thin
from monitor.store.turns import SqlTurns
from monitor.store.warc import WarcFolder

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of the running service."""
    return datetime.now(UTC)


def crawl_config(settings: Settings) -> CrawlConfig:
    """The manners and limits of the crawler."""
    crawl = settings.crawl
    defaults = CrawlConfig()
    return CrawlConfig(
        user_agent=crawl.user_agent or defaults.user_agent,
        contact=crawl.contact or "",
        delay=crawl.delay.total_seconds(),
        timeout=crawl.timeout.total_seconds(),
        max_bytes=crawl.max_bytes,
        allow_private=crawl.allow_private,
        obey_robots=crawl.obey_robots,
        max_concurrent_hosts=crawl.hosts_at_once,
    )


def mailer(settings: Settings) -> Mailer:
    """SMTP when the settings name a server, else a folder of .eml files."""
    smtp = settings.smtp
    if smtp is None:
        return EmlFolder(Path(settings.mail.outbox))
    return SmtpMailer(
        SmtpConfig(
            host=smtp.host,
            port=smtp.port,
            security=smtp.security,
            username=smtp.username,
            password=smtp.secret(),
            timeout=smtp.timeout.total_seconds(),
        )
    )


def webhook(settings: Settings, table: WebhookTable, clock: Clock) -> Webhook:
    """The way to one webhook, under the crawl's guard.

    :raises SettingsError: its secret is not there, or is none.
    """
    try:
        key = key_of(table.secret())
    except ValueError as error:
        message = f"outputs: {table.name}: {error}"
        raise SettingsError(message) from error
    config = WebhookConfig(
        url=table.url,
        key=key,
        timeout=table.timeout.total_seconds(),
        allow_private=settings.crawl.allow_private,
    )
    return Webhook(config, now=clock)


def atom_feed(table: AtomTable) -> AtomFeed:
    """The way to one feed file."""
    return AtomFeed(table.path, name=table.name, language=table.language, entries=table.entries)


def ways(settings: Settings, clock: Clock) -> Ways:
    """The way to each recipient: mail, and whatever ``[[outputs]]`` name."""
    outputs: dict[str, Mailer] = {}
    for table in settings.outputs:
        match table:
            case WebhookTable():
                way: Mailer = webhook(settings, table, clock)
            case AtomTable():
                way = atom_feed(table)
            case JsonlTable():
                way = JsonLines(table.path)
        outputs[table.output().recipient] = way
    return Ways(mailer(settings), outputs)


def evidence(settings: Settings, writer: str = "") -> WarcFolder | None:
    """The archive of raw responses; None where the settings want none."""
    return WarcFolder(settings.evidence.folder, writer=writer) if settings.evidence.enabled else None


def editors_postmaster(settings: Settings) -> EditorsPostmaster:
    """The editors of the settings."""
    return EditorsPostmaster(
        [table.editor() for table in settings.editors],
        sender=settings.mail.sender,
        unsubscribe_url=settings.mail.unsubscribe_url,
        operator=settings.monitor.operator,
    )


def postmaster(settings: Settings) -> Postmaster:
    """The editors and the outputs of the settings."""
    editors = editors_postmaster(settings)
    return JointPostmaster(editors, OutputsPostmaster([table.output() for table in settings.outputs]))


def chosen_sources(settings: Settings, only: str | None) -> list[Source]:
    """All sources, or the one named.

    :raises UsageError: when there is no such source, or none at all.
    """
    sources = [table.source() for table in settings.sources]
    if not sources:
        message = "the settings name no [[sources]]; add one, or start from the settings example"
        raise UsageError(message)
    if only is None:
        return sources
    named = [source for source in sources if source.name == only]
    if not named:
        message = f"no source is named {only!r}; there are: {', '.join(source.name for source in sources)}"
        raise UsageError(message)
    return named


@asynccontextmanager
async def running(
    settings: Settings,
    engine: Engine,
    *,
    sources: list[Source],
    listener: Listener,
    send: bool = True,
    clock: Clock = utc_now,
    site_engine: SiteEngine = HERE,
    writer: str = "",
) -> AsyncIterator[Passes]:
    """The parts of a service at work; needs a running asyncio reactor.

    :param site_engine: where the sites that a tick finds due are looked at.
    :param writer: tells the evidence files of this process from those of others that run.
    """
    store = SqlStore(engine)
    crawl = settings.crawl
    archive = evidence(settings, writer) if send else None

    def keep_house(now: datetime) -> None:
        if archive is not None:
            let_go(engine, archive, settings.evidence.keep, now)
        thin(engine, settings.database.keep_checks, now)

    url = settings.database.url
    async with ProcessWorkers(count=crawl.workers, timeout=crawl.parse_timeout) as workers:
        turns = SqlTurns(url) if is_postgresql(url) else None
        post = postmaster(settings)
        pipeline = Pipeline(
            store=store,
            workers=workers,
            postmaster=post,
            languages=settings.monitor.languages,
            site_rules=settings.sites,
            every=settings.schedule.every,
            clock=clock,
            archive=archive,
            keep_refused=settings.evidence.keep_refused,
        )
        memory = SqlCrawlMemory(engine)
        crawler = Crawler(
            crawl_config(settings),
            host_states=memory.hosts(),
            keep_host=memory.keep_host,
            turns=turns,
            clock=clock,
            children=lambda body, url: workers.run(intake.named, body, url),
        )
        with closing(turns) if turns else nullcontext():
            yield Passes(
                sources=sources,
                store=store,
                pipeline=pipeline,
                crawler=crawler,
                index_checks=IndexChecks(crawler=crawler, pipeline=pipeline, memory=memory, clock=clock),
                postmaster=post,
                mailer=ways(settings, clock) if send else None,
                listener=listener,
                clock=clock,
                budget=settings.schedule.budget,
                housekeeping=keep_house,
                engine=site_engine,
                hold=turns.site if turns else alone,
            )
