"""Where a site's crawl runs: in this process, or elsewhere (``monitor.service.queue``).

The tick, and what is due, are the same wherever it runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Protocol


class LooksAtSites(Protocol):
    """What does the work: :class:`monitor.service.passes.Passes`."""

    async def look_at(self, host: str) -> None:
        """Look at what is due of one site."""
        ...


class SiteEngine(Protocol):
    """Sees to it that sites are looked at."""

    async def submit(self, passes: LooksAtSites, hosts: Sequence[str]) -> None:
        """Look at what is due of these sites, or have it done."""
        ...


class Here:
    """All sites at once, in this process; done when they are."""

    async def submit(self, passes: LooksAtSites, hosts: Sequence[str]) -> None:
        """See :class:`SiteEngine`."""
        await in_turn([passes.look_at(host) for host in hosts])


HERE = Here()


async def in_turn(jobs: Sequence[Awaitable[None]]) -> None:
    """All jobs at once; the first exception surfaces after the others ended."""
    for result in await asyncio.gather(*jobs, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
