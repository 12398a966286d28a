"""What ``monitor check`` says of ``[[outputs]]``: whether each could take a report, and what waits.

Nothing is written and nothing sent: a feed's file is read, a folder asked whether it can
be written, a webhook's host resolved and its secret read.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import MonitorError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from monitor.settings import Settings
    from monitor.settings.outputs import AtomTable, JsonlTable, WebhookTable

_Say = Callable[[bool, str, str], None]


async def check_outputs(settings: Settings, engine: Engine | None, say: _Say) -> bool:
    """Whether an output could not take a report, or has dead letters; ``engine`` None before the first pass."""
    from monitor.store.listing import Listing

    listing = Listing(engine) if engine else None
    failed = False
    for table in settings.outputs:
        recipient = table.output().recipient
        counts, error = listing.outbox_of(recipient) if listing else ({}, None)
        try:
            said = await _tried(settings, table)
        except MonitorError as trouble:
            said, error, fine = str(trouble), None, False
        else:
            fine = not counts.get("dead")
        told = [said, *(f"{count} {status}" for status, count in sorted(counts.items()))]
        if error:
            told.append(f"last error: {error}")
        say(fine, f"output {recipient}", "; ".join(told))
        failed = failed or not fine
    return failed


async def _tried(settings: Settings, table: AtomTable | JsonlTable | WebhookTable) -> str:
    """What is fine about the output.

    :raises MonitorError: it could not take a report.
    """
    from monitor.service.assembly import utc_now, webhook
    from monitor.settings.outputs import AtomTable, WebhookTable

    if isinstance(table, WebhookTable):
        way = webhook(settings, table, utc_now)
        async with asyncio.timeout(table.timeout.total_seconds()):
            addresses = await way.addresses()
        return f"would go to {addresses[0]}, signed"
    _writable(table.path)
    if isinstance(table, AtomTable) and table.path.exists():
        _ours(table.path)
    return str(table.path)


def _writable(path: Path) -> None:
    from monitor.errors import TemporaryFailure

    # The folder is made with the first report; until then its nearest parent tells.
    there = next(parent for parent in path.absolute().parents if parent.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        message = f"{there} is no folder that can be written"
        raise TemporaryFailure(message)
    if path.exists() and not (path.is_file() and os.access(path, os.R_OK | os.W_OK)):
        message = f"{path} is no file that can be written"
        raise TemporaryFailure(message)


def _ours(path: Path) -> None:
    from monitor.errors import TemporaryFailure
    from monitor.report.atom import feed_id

    try:
        feed_id(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"{path}: {error}; name another path, or move the file away"
        raise TemporaryFailure(message) from error
