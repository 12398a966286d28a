"""Worker processes that can be killed: a deadline and a memory limit for each call.

pebble, since ``ProcessPoolExecutor`` is dead for good after one worker's abort. The
processes are spawned, never forked from a process that runs a reactor.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import timedelta
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

import structlog
from pebble import ProcessExpired, ProcessPool

from monitor.errors import MonitorError, WorkerFailed

_log = structlog.get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

# Extraction of the largest real page measured takes 70 MB beyond the interpreter and its
# packages (about 250 MB of data); no page may take more than this.
_MEMORY = 1_024 * 1024 * 1024

# The first call of a process imports the extractor and the readers' data: that time is
# not the page's. Measured 1.5 s; a loaded machine gets ten times that.
_WARM_UP = timedelta(seconds=30)


def _prepare() -> None:
    """Limit memory, leave Ctrl-C to the parent, import what every call needs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    from monitor import intake  # noqa: F401, PLC0415


def _ready() -> bool:
    return True


class ProcessWorkers:
    """The port ``monitor.ports.Workers`` on a pool of processes."""

    def __init__(self, *, count: int, timeout: timedelta) -> None:
        self._timeout = timeout.total_seconds()
        self._count = count
        self._pool = ProcessPool(
            max_workers=count,
            # A process is renewed now and then, so that no parser's leak grows for months.
            max_tasks=2_000,
            initializer=_prepare,
            context=multiprocessing.get_context("spawn"),
        )

    async def __aenter__(self) -> Self:
        await asyncio.gather(
            *(self._scheduled(_ready, (), {}, _WARM_UP.total_seconds()) for _ in range(self._count))
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes at once."""
        self._pool.stop()
        self._pool.join()

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result; see :class:`monitor.ports.Workers`."""
        return await self._scheduled(function, args, kwargs, self._timeout)

    async def _scheduled(
        self, function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any], seconds: float
    ) -> R:
        try:
            future = self._pool.schedule(function, args=list(args), kwargs=kwargs, timeout=seconds)
            return cast("R", await asyncio.wrap_future(future))
        except (TimeoutError, FutureTimeoutError) as error:
            message = f"took longer than {seconds:g} s"
            raise WorkerFailed(message) from error
        except ProcessExpired as error:
            message = f"the worker process died (exit code {error.exitcode})"
            raise WorkerFailed(message) from error
        except MemoryError as error:
            message = f"took more than {_MEMORY // 1024 // 1024} MB"
            raise WorkerFailed(message) from error
        except MonitorError:
            raise
        except Exception as error:
            # A defect of ours, met on one page: told with its traceback, and the pass goes on.
            _log.exception("worker_broke", function=getattr(function, "__name__", str(function)))
            message = f"broke on it: {type(error).__name__}: {error}"
            raise WorkerFailed(message) from error
