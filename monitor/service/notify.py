"""sd_notify: tells systemd that the service is ready, alive, stopping (sd_notify(3)).

Without ``NOTIFY_SOCKET`` nothing is sent. The watchdog is fed while ticks come, so a loop
that hangs or a schedule that died makes systemd start the service again.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress


def notify(state: str) -> None:
    """Send one state (``READY=1``); who cannot be reached is not waited for."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if place[:1] not in ("/", "@"):
        return
    address = "\0" + place[1:] if place.startswith("@") else place
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.sendto(state.encode(), address)


async def feed_watchdog(wrong: Callable[[], str | None]) -> None:
    """Feed systemd's watchdog at half its time, as long as nothing is wrong; returns when there is none."""
    micro = os.environ.get("WATCHDOG_USEC", "")
    if not micro.isdecimal() or os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return
    while True:
        reason = wrong()
        notify("WATCHDOG=1" if reason is None else f"STATUS={reason}")
        await asyncio.sleep(int(micro) / 2_000_000)
