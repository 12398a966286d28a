"""Start, run and end: a pass on request, or the service until it is told to stop.

SIGTERM and SIGINT end both the same way: nothing new is begun, what is on the wire is
taken in and stored within the grace, then the process ends with the exit code of what
it did. A second signal ends it at once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from monitor.crawl import reactor
from monitor.database_url import shown
from monitor.model import Source
from monitor.ports import BY_HAND
from monitor.service import scheduler
from monitor.service.assembly import running, utc_now
from monitor.service.engine import HERE, SiteEngine
from monitor.service.events import Listener, Tally
from monitor.service.health import Health, HealthServer
from monitor.service.metrics import Metrics
from monitor.service.notify import feed_watchdog, notify
from monitor.service.passes import Passes
from monitor.settings import Settings
from monitor.store.connect import unusable
from monitor.store.database import exists, open_engine, single_instance
from monitor.store.listing import Listing
from monitor.store.locks import Guard
from monitor.store.snapshot import into_file

Sites = AbstractAsyncContextManager[SiteEngine]

# Beyond the grace for the wire: the page in the worker may take its deadline still.
_LAST_SECOND = 1.5


def run_once(settings: Settings, *, sources: list[Source], listener: Listener, dry_run: bool) -> Tally:
    """One pass over the sources; its tally.

    With ``dry_run`` the pass works on a copy of the database that is thrown away, and
    no mail is made or sent.

    :raises StoreError: the database cannot be used, or another monitor holds it.
    """
    tally = Tally()

    async def main(passes: Passes) -> int:
        await _until_stopped(passes, passes.once(tally), settings)
        return tally.exit_code

    with (
        _copied(settings) if dry_run else _held(settings) as (used, guard),
        _opened(used, guard) as engine,
    ):
        _run(used, engine, sources, listener, main, send=not dry_run)
    return tally


def run_service(
    settings: Settings, *, sources: list[Source], listener: Listener, site_engine: Sites | None = None
) -> int:
    """Passes on schedule until SIGTERM; 0 when it ended cleanly.

    systemd is told when it is ready and stopping, and its watchdog is fed while ticks come.

    :param site_engine: where sites are looked at, if not here.
    """
    tick, port = settings.schedule.tick, settings.service.health_port
    with _held(settings) as (used, guard), _opened(used, guard) as engine:
        listing = Listing(engine)
        names = [*(source.name for source in sources), BY_HAND]
        metrics = Metrics(listing, sources=names, clock=utc_now, following=listener)

        async def main(passes: Passes) -> int:
            health = Health(listing, lambda: passes.last_tick, tick)
            async with HealthServer(port, health, metrics) if port else nullcontext():
                watchdog = asyncio.ensure_future(feed_watchdog(health.ticks))
                notify("READY=1")
                try:
                    await _until_stopped(passes, scheduler.run(passes, tick), settings)
                finally:
                    watchdog.cancel()
            return 0

        return _run(used, engine, sources, metrics, main, site_engine=site_engine)


def run_worker(
    settings: Settings,
    *,
    sources: list[Source],
    listener: Listener,
    name: str,
    work: Callable[[Passes], Coroutine[Any, Any, None]],
) -> int:
    """Do ``work``, beside other processes on the same database, until SIGTERM; 0 when it ended cleanly.

    :param name: tells this process from the others.
    """

    async def main(passes: Passes) -> int:
        notify("READY=1")
        await _until_stopped(passes, work(passes), settings)
        return 0

    with _opened(settings, lambda _engine: None) as engine:
        return _run(settings, engine, sources, listener, main, writer=name)


@contextmanager
def _opened(settings: Settings, guard: Guard) -> Iterator[Engine]:
    """An engine; what its database refuses is a StoreError."""
    engine = open_engine(settings.database.url)
    guard(engine)
    try:
        yield engine
    except OperationalError as error:
        raise unusable(shown(settings.database.url), error) from error
    finally:
        engine.dispose()


def _run(
    settings: Settings,
    engine: Engine,
    sources: list[Source],
    listener: Listener,
    main: Callable[[Passes], Coroutine[Any, Any, int]],
    *,
    send: bool = True,
    site_engine: Sites | None = None,
    writer: str = "",
) -> int:
    async def parts() -> int:
        async with (
            site_engine or nullcontext(HERE) as sites,
            running(
                settings,
                engine,
                sources=sources,
                listener=listener,
                send=send,
                site_engine=sites,
                writer=writer,
            ) as passes,
        ):
            return await main(passes)

    return reactor.run(parts)


async def _until_stopped(passes: Passes, work: Coroutine[Any, Any, None], settings: Settings) -> None:
    """Do the work; a signal asks it to end early, with what it has."""
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()

    def ask() -> None:
        if asked.is_set():
            os._exit(130)
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask)
    grace = settings.schedule.grace.total_seconds()
    task = asyncio.ensure_future(work)
    waiter = asyncio.ensure_future(asked.wait())
    try:
        await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            notify("STOPPING=1")
            await passes.stop(grace)
            await asyncio.wait({task}, timeout=_LAST_SECOND)
        if not task.done():
            task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    finally:
        waiter.cancel()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


@contextmanager
def _copied(settings: Settings) -> Iterator[tuple[Settings, Guard]]:
    """Settings on a copy of the database, in a file that is thrown away with the context."""
    original = settings.database.url
    with tempfile.TemporaryDirectory(prefix="monitor-dry-run-") as folder:
        copy = Path(folder) / "copy.db"
        if exists(original):
            into_file(original, copy)
        table = settings.database.model_copy(update={"url": f"sqlite:///{copy}"})
        yield settings.model_copy(update={"database": table}), lambda _engine: None


@contextmanager
def _held(settings: Settings) -> Iterator[tuple[Settings, Guard]]:
    """The settings as they are, while no other instance may use the database."""
    with single_instance(settings.database.url) as guard:
        yield settings, guard
