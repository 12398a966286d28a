"""Manners towards one host: one request at a time, a pause between, silence when asked.

Every request passes through :meth:`Hosts.turn` directly before it goes on the wire, so
robots.txt, redirects from elsewhere, sitemaps and retries are counted like any other.
Scrapy's own delay counts per crawler: two crawlers doubled the rate.
Leaves out persistence: :attr:`Hosts.states` and ``keep`` are there for the store.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.crawl.config import CrawlConfig
from monitor.crawl.faults import FetchError
from monitor.model import FetchFault
from monitor.patience import LONGEST_RETRY_AFTER
from monitor.ports import HostState, Turns

__all__ = ["HostState", "Hosts", "OnHoldError", "after"]

# Three in a row: one refused connection is a restart, two may be a deploy; feeds are polled every 15 min.
BREAK_AFTER = 3
# A page may fail on its own account: a row of broken articles must not starve the sound ones behind them.
BREAK_AFTER_PAGES = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)

# A turn that is never given back ends so long after the longest exchange.
_BESIDE_THE_WIRE = 5.0
# How long a worker that waits for another's turn sleeps before it asks again.
_LONGEST_NAP = 1.0

_HOST_FAULTS = frozenset({FetchFault.TIMEOUT, FetchFault.CONNECTION, FetchFault.DNS, FetchFault.TLS})
_BUSY = frozenset({429, 503})


def after(state: HostState, error: FetchError | None, now: datetime) -> HostState:
    """The state of a host after one more exchange; ``error`` is None for a sound answer.

    Retry-After is kept to. A 429 without one, ``BREAK_AFTER`` failures to reach the host
    (or 503) in a row and ``BREAK_AFTER_PAGES`` other server errors pause for a minute, doubled
    each time up to an hour. Any answer below 500 but 429 is health.
    """
    if error is None:
        return HostState()
    busy = error.status in _BUSY
    broken = error.fault in _HOST_FAULTS or (error.status is not None and error.status >= 500)
    if not (busy or broken):
        return state
    failures = state.failures + 1
    doublings = failures - _limit(error)
    if error.retry_after is not None and busy:
        pause = error.retry_after
    elif doublings < 0:
        return replace(state, failures=failures)
    else:
        pause = min(FIRST_PAUSE * 2 ** min(doublings, 10), LONGEST_PAUSE)
    return HostState(
        failures=failures,
        not_before=now + pause,
        because=error.detail,
        fault=error.fault,
        status=error.status,
    )


def _limit(error: FetchError) -> int:
    if error.status == 429:
        return 1
    return BREAK_AFTER if error.status is None or error.status == 503 else BREAK_AFTER_PAGES


class OnHoldError(FetchError):
    """Not requested, because the host is to be left alone; no news about its health."""


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    crawl: asyncio.Lock = field(default_factory=asyncio.Lock)
    crawl_delays: dict[str, float] = field(default_factory=dict)
    last_end: float | None = None
    state: HostState = field(default_factory=HostState)


class Hosts:
    """All hosts of one crawler, by ``host_of``."""

    def __init__(
        self,
        config: CrawlConfig,
        clock: Callable[[], datetime],
        states: Mapping[str, HostState],
        keep: Callable[[str, HostState], None] | None = None,
        turns: Turns | None = None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._keep = keep
        self._turns = turns
        self._hosts: dict[str, _Host] = {}
        self._closing = asyncio.Event()
        for host, state in states.items():
            self._host(host).state = state

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())

    @property
    def states(self) -> dict[str, HostState]:
        """The hosts that are not simply well, for the store."""
        return {name: host.state for name, host in self._hosts.items() if host.state != HostState()}

    @property
    def closing(self) -> bool:
        """Whether no more requests may start."""
        return self._closing.is_set()

    def close(self) -> None:
        """Let no further request start; those that wait for their turn fail as stopped."""
        self._closing.set()

    def crawl_lock(self, host: str) -> asyncio.Lock:
        """Held by the one crawl that a host has at a time."""
        return self._host(host).crawl

    def slow_down(self, host: str, origin: str, seconds: float) -> None:
        """Obey the Crawl-delay of one of the host's robots.txt (http and https have each their own)."""
        self._host(host).crawl_delays[origin] = seconds

    def learn(self, host: str, error: FetchError | None) -> None:
        """Take an exchange into account, before the next one's turn."""
        entry = self._host(host)
        self._become(host, entry, after(entry.state, error, self._clock()))

    def _become(self, host: str, entry: _Host, state: HostState) -> None:
        if state == entry.state:
            return
        entry.state = state
        if self._keep is not None:
            self._keep(host, state)

    def check(self, host: str) -> None:
        """Refuse a request that would come too early.

        :raises FetchError: with the time left, when the host is to be left alone; STOPPED when closing.
        """
        if self.closing:
            raise FetchError(FetchFault.STOPPED, "stopped before it was requested")
        entry = self._host(host)
        now = self._clock()
        if entry.state.not_before is not None and entry.state.not_before - now > LONGEST_RETRY_AFTER:
            # No pause is that long: the clock was set back since. The time left cannot be known any more.
            self._become(host, entry, replace(entry.state, not_before=now + LONGEST_RETRY_AFTER))
        state = entry.state
        if state.not_before is not None and (left := state.not_before - now) > timedelta(0):
            raise OnHoldError(
                state.fault,
                f"not requested: {host} is left alone until {state.not_before:%Y-%m-%dT%H:%M:%SZ} ({state.because})",
                status=state.status,
                retry_after=left,
            )

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[float]:
        """Wait until a request to the host may start, and hold the host while it runs.

        Gives the moment, on the loop's clock, after which it may not start any more: by then the
        turn may be another process's.

        :raises FetchError: see :meth:`check`; ROBOTS when a Crawl-delay asks for more than ``max_wait``.
        """
        entry = self._host(host)
        self.check(host)
        async with entry.turn:
            self.check(host)
            await self._pause(host, entry)
            async with self._shared(host, entry) as until:
                try:
                    yield until
                finally:
                    # Counted from the end: whatever the network adds, the server sees no less than the delay.
                    entry.last_end = asyncio.get_running_loop().time()

    @asynccontextmanager
    async def _shared(self, host: str, entry: _Host) -> AsyncIterator[float]:
        """The turn among all processes, where there are several."""
        if self._turns is None:
            yield math.inf
            return
        clock = asyncio.get_running_loop().time
        longest = self._config.timeout + _BESIDE_THE_WIRE
        asked = clock()
        while isinstance(answer := self._turns.take(host, timedelta(seconds=longest)), timedelta):
            await self._wait(min(answer.total_seconds(), _LONGEST_NAP))
            asked = clock()
        pause = 0.0
        try:
            # What another process was told of the host holds here too.
            entry.state = answer
            self.check(host)
            pause = self._delay(entry)
            yield asked + longest
        finally:
            self._turns.give_back(host, timedelta(seconds=pause))

    def _delay(self, entry: _Host) -> float:
        return max(self._config.delay, *entry.crawl_delays.values(), 0.0)

    async def _pause(self, host: str, entry: _Host) -> None:
        if entry.last_end is None:
            return
        delay = self._delay(entry)
        wait = entry.last_end + delay - asyncio.get_running_loop().time()
        if wait <= 0:
            return
        if wait > max(self._config.max_wait, self._config.delay):
            raise OnHoldError(
                FetchFault.ROBOTS,
                f"not requested: {host} asks for {delay:g} s between requests",
                retry_after=timedelta(seconds=wait),
            )
        await self._wait(wait)

    async def _wait(self, seconds: float) -> None:
        """Wait, unless no more requests may start."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return
        raise FetchError(FetchFault.STOPPED, "stopped before it was requested")
