"""The outbox: lease a mail, send it, say what became of it.

One mail is leased at a time, so a lease never has to outlast more than one dialogue.
After success the row is marked sent; if the process dies between the server's answer
and the mark, the lease runs out and the mail goes again with the same bytes and the
same Message-ID. Where only the store fails between the two, the process remembers what
it has sent and marks that first. Nothing else is ever sent twice, and nothing is dropped:
a row ends sent or dead, and dead rows stay visible until someone retries them.

=========  ==========  ====================
attempt    fails, so   after the first try
=========  ==========  ====================
1          1 min       1 min
2          5 min       6 min
3          15 min      21 min
4          1 h         1 h 21 min
5          2 h         3 h 21 min
6 …        4 h         until five days old
=========  ==========  ====================

The first retries are soon because most failures are greylisting and restarts; five days
is what RFC 5321, 4.5.4.1, asks of a sender before it gives up. A mail that grew old while
the service was off is given the first six attempts all the same.

Left out: making mails (:mod:`monitor.deliver.message`) and when to flush.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from monitor.errors import PermanentFailure, TemporaryFailure
from monitor.model import is_output
from monitor.ports import Mailer, Outbox, OutboxRow

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)
GIVE_UP_AFTER = timedelta(days=5)

# A dialogue of thirty-second answers ends after two minutes; the lease has to be longer
# or a second sender takes the mail while the first is still at it.
LEASE = timedelta(minutes=10)
_LONGEST_SEND = timedelta(minutes=5)

_LONGEST_ERROR = 500

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlushResult:
    """How much post of this flush was sent, will be tried again, is dead."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    held: int = 0
    """Not tried: its recipient has quiet hours."""
    outputs_sent: int = 0
    """Of ``sent``, what was no mail: entries of feeds, lines, webhooks."""
    outputs_retried: int = 0


HeldUntil = Callable[[str, datetime], datetime | None]


def _never(_recipient: str, _now: datetime) -> datetime | None:
    return None


async def flush(
    outbox: Outbox,
    mailer: Mailer,
    *,
    now: Callable[[], datetime],
    unmarked: dict[int, datetime],
    held_until: HeldUntil = _never,
) -> FlushResult:
    """Send every mail that is due; returns when none is left.

    Failures are recorded in the outbox and never raised. Errors of the outbox itself are
    raised: then the lease brings the mail back, unless it was sent.

    :param unmarked: what was sent when the outbox did not take the mark, by id, and when; the
        caller keeps it from one flush to the next.
    :param held_until: until when a recipient wants no mail: a retry at night, too, waits.
    """
    for number, at in tuple(unmarked.items()):
        outbox.mark_sent(number, at)
        del unmarked[number]
    sent = retried = dead = held = outputs_sent = outputs_retried = 0
    async with AsyncExitStack() as stack:
        if isinstance(mailer, AbstractAsyncContextManager):
            await stack.enter_async_context(mailer)
        while rows := outbox.lease(now(), limit=1, lease=LEASE):
            for row in rows:
                until = held_until(row.recipient, now())
                if until is not None:
                    outbox.hold(row.id, until=until)
                    held += 1
                    continue
                failure = await _attempt(row, mailer)
                if failure is None:
                    unmarked[row.id] = now()
                    outbox.mark_sent(row.id, unmarked[row.id])
                    del unmarked[row.id]
                    sent += 1
                    outputs_sent += is_output(row.recipient)
                    _log.info("mail_sent", message_id=row.message_id, attempts=row.attempts + 1)
                elif isinstance(failure, PermanentFailure) or _too_old(row, now()):
                    outbox.mark_dead(row.id, now(), _told(failure))
                    dead += 1
                    _log.error("mail_dead", message_id=row.message_id, error=_told(failure))
                else:
                    wait = max(delay(row.attempts), _asked(failure))
                    outbox.mark_retry(row.id, next_attempt=now() + wait, error=_told(failure))
                    retried += 1
                    outputs_retried += is_output(row.recipient)
                    _log.warning("mail_retry", message_id=row.message_id, error=_told(failure))
    return FlushResult(
        sent=sent,
        retried=retried,
        dead=dead,
        held=held,
        outputs_sent=outputs_sent,
        outputs_retried=outputs_retried,
    )


def delay(attempts: int) -> timedelta:
    """How long to wait after a failure, when ``attempts`` came before it."""
    return BACK_OFF[min(attempts, len(BACK_OFF) - 1)]


async def _attempt(row: OutboxRow, mailer: Mailer) -> Exception | None:
    try:
        async with asyncio.timeout(_LONGEST_SEND.total_seconds()):
            await mailer.send(row.raw, recipient=row.recipient, message_id=row.message_id)
    except TimeoutError as error:
        return TemporaryFailure(f"no end after {_LONGEST_SEND}") if not str(error) else error
    except Exception as error:  # noqa: BLE001 - one mail that breaks something must not stop the others
        return error
    return None


def _too_old(row: OutboxRow, at: datetime) -> bool:
    """Old, and tried as often as the table says: a machine that was off keeps its mails."""
    return at - row.created_at >= GIVE_UP_AFTER and row.attempts + 1 >= len(BACK_OFF)


def _asked(failure: Exception) -> timedelta:
    """How long the other side asked to be left alone."""
    asked = failure.retry_after if isinstance(failure, TemporaryFailure) else None
    return asked or timedelta(0)


def _told(failure: Exception) -> str:
    text = " ".join(str(failure).split()) or type(failure).__name__
    known = isinstance(failure, TemporaryFailure | PermanentFailure)
    return (text if known else f"{type(failure).__name__}: {text}")[:_LONGEST_ERROR]
