"""When to look at an article again: often while it is young, then ever more rarely.

News changes early: 15-35 % of articles are updated, 80 % of them once or twice, and 81 %
of text changes come within 24 hours (NewsEdits, 4.61 M versions; GDELT, 88 M URLs). The
intervals follow NewsDiffs' in shape and are reset by a change of content.

Index documents (feeds, sitemaps, sections) have one fixed interval in the settings.

Left out: politeness towards a site, which the crawl's own delays see to.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from monitor.model import require_utc

# (until this age, this interval)
STEPS: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(hours=3), timedelta(minutes=15)),
    (timedelta(hours=6), timedelta(minutes=30)),
    (timedelta(hours=24), timedelta(minutes=60)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
)

# A check always falls on these ages: silent fixes come by the next day and the next week.
MARKS = (timedelta(hours=24), timedelta(days=7))

# Articles found in one pass shall not all be due in one minute for ever after.
JITTER = 0.1


def next_check(
    first_seen: datetime, last_change: datetime | None, now: datetime, jitter_seed: str
) -> datetime | None:
    """The time of the next check, always after ``now``; None when it has aged out.

    Age counts from the first sight or the last change of content, whichever is later.
    ``jitter_seed`` (the article's URL) moves the time by up to a tenth of the interval,
    the same way for the same arguments.

    :raises ValueError: when a time is naive or not in UTC.
    """
    require_utc(first_seen, "first_seen")
    require_utc(last_change, "last_change")
    require_utc(now, "now")
    born = first_seen if last_change is None else max(first_seen, last_change)
    age = now - born
    interval = next((step for until, step in STEPS if age < until), None)
    marks = sorted({start + mark for start in (first_seen, born) for mark in MARKS})
    if interval is None:
        return None
    due = now + interval * (1 + JITTER * _jitter(f"{jitter_seed}\n{now.isoformat()}"))
    return next((mark for mark in marks if now < mark < due), due)


# Servers confirm with 304 what has changed (a cache with a stale ETag, a clock that was set
# back): now and then an index document is read all the same.
MOST_SPARED = 19
LONGEST_SPARED = timedelta(hours=24)


def may_spare(read_at: datetime, spared: int, now: datetime) -> bool:
    """Whether an index document may be asked for with its validators.

    Not after 19 checks in a row that ended with 304, nor a day after it was last read,
    nor when it was read in what is now the future.
    """
    return spared < MOST_SPARED and timedelta(0) <= now - read_at < LONGEST_SPARED


def next_poll(every: timedelta, now: datetime, jitter_seed: str) -> datetime:
    """The time of a source's next check: ``every`` from now, a tenth more or less."""
    return now + every * (1 + JITTER * _jitter(f"{jitter_seed}\n{now.isoformat()}"))


def _jitter(seed: str) -> float:
    """A number from −1 to 1 that depends on the seed only."""
    digest = hashlib.blake2b(seed.encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 0xFFFF_FFFF * 2 - 1
