"""The asyncio reactor, once in a process: Scrapy and asyncio in one loop.

A Twisted reactor runs once; a second :func:`run` in the same process is refused.
Leaves out signals: ``main`` adds its own handlers to the running loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

_ASYNCIO_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_THREADS = 20


def run(main: Callable[[], Awaitable[int]]) -> int:
    """Install the asyncio reactor, run ``main`` inside it and return its exit code.

    What ``main`` raises is raised here, after the reactor has stopped. Must come before
    anything imports ``twisted.internet.reactor``.

    :raises RuntimeError: when a reactor has already run in this process.
    """
    from scrapy.utils.reactor import install_reactor, is_reactor_installed, verify_installed_reactor  # noqa: PLC0415

    if is_reactor_installed():
        verify_installed_reactor(_ASYNCIO_REACTOR)
    else:
        install_reactor(_ASYNCIO_REACTOR)
    from twisted.internet import reactor  # noqa: PLC0415 - only now is it the asyncio one

    if getattr(reactor, "_startedBefore", False):
        raise RuntimeError("the reactor has already run in this process; it cannot run twice")

    # Names are resolved in the reactor's threads: ten slow ones would hold up every host.
    reactor.suggestThreadPoolSize(_THREADS)
    outcome: list[int | BaseException] = []

    async def supervise() -> None:
        try:
            outcome.append(await main())
        except BaseException as error:  # noqa: BLE001 - raised again by run()
            outcome.append(error)
        finally:
            if reactor.running:
                reactor.stop()

    tasks: list[asyncio.Task[None]] = []  # the loop holds tasks weakly
    reactor.callWhenRunning(lambda: tasks.append(asyncio.get_event_loop().create_task(supervise())))
    reactor.run(installSignalHandlers=False)
    if not outcome:
        raise RuntimeError("the reactor was stopped before the main coroutine ended")
    result = outcome[0]
    if isinstance(result, BaseException):
        raise result
    return result
