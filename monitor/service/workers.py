"""Worker processes that can be killed: a deadline and a memory limit for each call.

pebble, since ``ProcessPoolExecutor`` is dead for good after one worker's abort. Its pool
is so too when a process dies between two calls (seen in 5.2.1: the kernel's OOM killer is
enough), and what waits then waits for ever: such a pool is replaced. The processes are
spawned, never forked from a process that runs a reactor.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

import structlog
from pebble import ProcessExpired, ProcessPool

from monitor.errors import MonitorError, NoWorkers, WorkerFailed
from monitor.service import child

_log = structlog.get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

# One call may be ahead, so two deadlines may pass before one is met; and the pool looks now and then.
_SLEPT = 3

# The first call of a process imports the extractor and the readers' data: that time is
# not the page's. Measured 1.5 s; a loaded machine gets ten times that.
_WARM_UP = timedelta(seconds=30)


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
            initializer=child.prepare,
            context=multiprocessing.get_context("spawn"),
        )

    async def __aenter__(self) -> Self:
        self._loaded = asyncio.ensure_future(self._load())
        # Nobody may ever ask: a pass that finds nothing due.
        self._loaded.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self

    async def _load(self) -> None:
        """Have every process import what it needs, while others fetch the first pages."""
        seconds = _WARM_UP.total_seconds()
        try:
            await asyncio.gather(*(self._scheduled(child.ready, (), {}, seconds) for _ in range(self._count)))
        except WorkerFailed as error:
            message = f"the worker processes cannot be started: {error}"
            raise NoWorkers(message) from error

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes at once."""
        self._loaded.cancel()
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
        """The function's result; see :class:`monitor.ports.Workers`.

        :raises NoWorkers: the processes could not be started.
        """
        await asyncio.shield(self._loaded)
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
            message = f"took more than {child.MEMORY // 1024 // 1024} MB"
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
