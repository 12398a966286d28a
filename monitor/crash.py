"""The points between "fetched" and "sent" at which the process can be made to die.

``MONITOR_CRASH_AT=mail_answered:2`` ends the process with SIGKILL when it comes to that
point the second time: nothing is flushed, closed or rolled back, as when the power fails.
It is there for the tests that show that nothing is lost; unset it costs a comparison.

:data:`POINTS` is the whole list, in the order in which one article passes them.
Left out: what must hold after a death (``tests/unit/service/test_killed_job.py``).
"""

from __future__ import annotations

import os
import signal
from enum import StrEnum

VARIABLE = "MONITOR_CRASH_AT"


class Point(StrEnum):
    """A place in the code, named after what was done last."""

    LINKS_WRITTEN = "links_written"
    """What a source lists is in the transaction, which is open."""
    LINKS_STORED = "links_stored"
    PAGE_READ = "page_read"
    """Extracted, read and compared; nothing is written yet."""
    VERSION_WRITTEN = "version_written"
    """In the transaction, which is open; so are the next three."""
    CHANGES_WRITTEN = "changes_written"
    POST_WRITTEN = "post_written"
    """One mail, or one report that waits, of the report."""
    STATE_WRITTEN = "state_written"
    ARTICLE_STORED = "article_stored"
    """The transaction is committed."""
    DIGEST_MADE = "digest_made"
    DIGEST_WRITTEN = "digest_written"
    """In the outbox, its reports still waiting; the transaction is open."""
    DIGEST_ENDED = "digest_ended"
    """Its reports wait no longer; the transaction is open."""
    DIGEST_STORED = "digest_stored"
    MAIL_LEASED = "mail_leased"
    MAIL_CONNECTED = "mail_connected"
    MAIL_ADDRESSED = "mail_addressed"
    """The server knows sender and recipient, and has nothing of the mail."""
    MAIL_ANSWERED = "mail_answered"
    """The server said that it has it; here nothing says so yet."""
    MAIL_MARKING = "mail_marking"
    """The mark is in a transaction, which is open."""
    MAIL_MARKED = "mail_marked"


POINTS = tuple(Point)

# Between the server's answer and the mark nobody here knows that the mail was taken.
UNKNOWN = frozenset({Point.MAIL_ANSWERED, Point.MAIL_MARKING})

_armed: Point | None = None
_left = 0


def arm(written: str | None) -> None:
    """Die at ``label:n``, the n-th time from now on; None never.

    :raises ValueError: there is no such point, or n is no number from 1; the message names them.
    """
    global _armed, _left  # noqa: PLW0603 - one process dies once
    if not written:
        _armed = None
        return
    label, _, times = written.partition(":")
    if label not in set(POINTS) or not (times or "1").isdecimal() or int(times or 1) < 1:
        message = f"{VARIABLE}={written!r} is no label:n; the labels are {', '.join(POINTS)}"
        raise ValueError(message)
    _armed, _left = Point(label), int(times or 1)


def reached(point: Point) -> None:
    """The code is here."""
    global _left  # noqa: PLW0603
    if _armed is not point:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


arm(os.environ.get(VARIABLE))
