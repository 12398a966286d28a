"""Worker processes that can be killed: a deadline and a memory limit for each call.

pebble, since ``ProcessPoolExecutor`` is dead for good after one worker's abort. Its pool
is so too when a process dies between two calls (seen in 5.2.1: the kernel's OOM killer is
enough), and what waits then waits for ever: such a pool is replaced. The processes are
spawned, never forked from a process that runs a reactor.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

import structlog
from pebble import ProcessExpired, ProcessPool

from monitor import intake
from monitor.errors import MonitorError, WorkerFailed

_log = structlog.get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

# Extraction of the largest real page measured takes 70 MB, the readers' dictionaries 120 MB,
# beyond the interpreter and its packages; no page may take more than this.
_MEMORY = 768 * 1024 * 1024

# One call may be ahead, so two deadlines may pass before one is met; and the pool looks now and then.
_SLEPT = 3

# The first call of a process imports the extractor and the readers' data: that time is
# not the page's. Measured 1.5 s; a loaded machine gets ten times that.
_WARM_UP = timedelta(seconds=30)


def _prepare() -> None:
    """Leave Ctrl-C to the parent, import what every call needs, limit memory from there.

    From there, since what is only reserved counts as well: an allocator of one package
    reserves 1 GB when it is imported, and a limit below what a process has fails each call.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    intake.load()

    limit = _reserved() + _MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _reserved() -> int:
    """Bytes of data that this process has reserved; 0 where the kernel does not tell."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
        return pages * os.sysconf("SC_PAGESIZE")
    return 0


def _ready() -> bool:
    return True


class ProcessWorkers:
    """The port ``monitor.ports.Workers`` on a pool of processes."""

    def __init__(self, *, count: int, timeout: timedelta) -> None:
        self._timeout = timeout.total_seconds()
        self._count = count
        self._pool = self._new()
        # One call at work and one at hand for each process: none waits long for reasons not its own.
        self._room = asyncio.Semaphore(2 * count)
        self._ending: list[threading.Thread] = []

    def _new(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._count,
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
        _end(self._pool)
        for thread in self._ending:
            thread.join()

    def _replace(self, broken: ProcessPool) -> None:
        """A new pool in the place of one that works no more, unless that is done."""
        if self._pool is not broken:
            return
        _log.warning("workers_replaced")
        self._pool = self._new()
        self._ending = [thread for thread in self._ending if thread.is_alive()]
        self._ending.append(threading.Thread(target=_end, args=(broken,), name="ending-workers"))
        self._ending[-1].start()

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result; see :class:`monitor.ports.Workers`."""
        async with self._room:
            return await self._scheduled(function, args, kwargs, self._timeout)

    async def _scheduled(
        self, function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any], seconds: float
    ) -> R:
        try:
            return cast("R", await self._called(function, args, kwargs, seconds))
        except TimeoutError as error:
            message = f"took longer than {seconds:g} s"
            raise WorkerFailed(message) from error
        except ProcessExpired as error:
            message = f"the worker process died (exit code {error.exitcode})"
            raise WorkerFailed(message) from error
        except BrokenProcessPool as error:
            message = "the worker processes died"
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

    async def _called(
        self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], seconds: float
    ) -> Any:
        """One call, and once more when the pool broke under it, or all was frozen: not its doing."""
        loop = asyncio.get_running_loop()
        for last in (False, True):
            pool, began = self._pool, loop.time()
            try:
                future = pool.schedule(function, args=list(args), kwargs=kwargs, timeout=seconds)
            except RuntimeError as error:  # the pool is not running
                self._replace(pool)
                if last:
                    raise BrokenProcessPool from error
                continue
            answer = asyncio.wrap_future(future)
            # The pool's own deadline begins with the work; this one ends a pool that does not work:
            # two calls' time, since one may be ahead, and that of two processes' start.
            await asyncio.wait({answer}, timeout=2 * (seconds + _WARM_UP.total_seconds()))
            if not answer.done():
                answer.cancel()
                self._replace(pool)
                raise BrokenProcessPool("no answer from the worker processes")
            try:
                return answer.result()
            except TimeoutError:
                # A deadline that is long over when it is met was no page's doing: this process
                # and its children were frozen, or the machine slept.
                if last or loop.time() - began < _SLEPT * seconds:
                    raise
            except BrokenProcessPool:
                self._replace(pool)
                if last:
                    raise
        raise AssertionError


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()
