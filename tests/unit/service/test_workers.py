"""Work on hostile pages ends at its limits, and the next page is served."""

from __future__ import annotations

import asyncio
import mmap
import os
import signal
from datetime import timedelta

import pytest

from monitor.errors import DiscoveryError, NoWorkers, WorkerFailed
from monitor.service.workers import ProcessWorkers


def add(a: int, b: int) -> int:
    return a + b


def process() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        pass


def die() -> None:
    os._exit(7)


def swell() -> int:
    return len(b"x" * (3 * 1024 * 1024 * 1024))


def reserve() -> int:
    """Address space that nothing is written to."""
    return len(mmap.mmap(-1, 600 * 1024 * 1024, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))


def refuse() -> None:
    message = "no such feed"
    raise DiscoveryError(message)


def break_down() -> None:
    message = "no such heading"
    raise ValueError(message)


def in_workers(work, *, seconds: float = 20):
    async def main():
        async with ProcessWorkers(count=1, timeout=timedelta(seconds=seconds)) as workers:
            return await work(workers)

    return asyncio.run(main())


def test_the_result_comes_from_another_process():
    async def work(workers):
        return await workers.run(add, 2, b=3), await workers.run(process)

    total, pid = in_workers(work)
    assert total == 5
    assert pid != os.getpid()


@pytest.mark.parametrize(
    ("function", "said"),
    [(spin, r"took longer than 0\.5 s"), (die, "died"), (swell, "took more than 768 MB")],
    ids=["endless", "aborts", "fills memory"],
)
def test_what_passes_a_limit_fails_and_the_next_call_works(function, said):
    async def work(workers):
        with pytest.raises(WorkerFailed, match=said):
            await workers.run(function)
        return await asyncio.wait_for(asyncio.shield(workers.run(os.path.basename, "a/b")), 20)

    assert in_workers(work, seconds=0.5 if function is spin else 20) == "b"


def test_a_process_that_dies_between_two_calls_is_replaced():
    """As under the kernel's OOM killer: pebble's pool is dead for good then, and calls wait for ever."""

    async def work(workers):
        for _ in range(2):
            os.kill(await workers.run(process), signal.SIGKILL)
            await asyncio.sleep(0.3)
            calls = [workers.run(add, number, b=1) for number in range(20)]
            assert await asyncio.wait_for(asyncio.gather(*calls), 60) == list(range(1, 21))

    in_workers(work)


def test_the_memory_limit_leaves_a_page_its_room():
    """An allocator in what the workers import reserves 1 GB; a limit that counts it leaves nothing."""

    async def work(workers):
        return await workers.run(reserve)

    assert in_workers(work) == 600 * 1024 * 1024


def test_an_error_that_is_meant_is_raised_here():
    async def work(workers):
        await workers.run(refuse)

    with pytest.raises(DiscoveryError, match="no such feed"):
        in_workers(work)


def test_a_defect_met_on_one_page_is_that_pages_failure():
    async def work(workers):
        await workers.run(break_down)

    with pytest.raises(WorkerFailed, match="ValueError: no such heading"):
        in_workers(work)


def test_processes_that_cannot_be_started_are_no_pages_failure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("monitor.service.workers._WARM_UP", timedelta(milliseconds=1))

    async def work(workers):
        for _ in range(2):
            with pytest.raises(NoWorkers, match="cannot be started"):
                await workers.run(add, 2, b=3)

    in_workers(work)
