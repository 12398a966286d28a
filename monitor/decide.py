"""What an observation of an article means, given what was observed before.

``decide(state, observation, …)`` gives a :class:`Decision` and the state to keep. It
touches nothing: the pipeline loads the state, acts on the decision, and stores the new
state in the same transaction. States are small and flat so that a row can hold them.

=========  =====================================================================
decision   what the pipeline does
=========  =====================================================================
new        store the first version; nobody is told
unchanged  nothing (also a 304, and a 404 of an article that is known to be gone)
changed    compare with the last version, store, tell
held       nothing yet: a loss that one bad response could explain
flapping   nothing yet: an earlier text came back (stale cache, A/B headline)
gone       record, tell
back       as gone; and where ``stores`` is true the text differs as well
unknown    nothing was learned about the text: refused or failed
=========  =====================================================================

Left out: what changed (:mod:`monitor.diff`), when to look again
(:mod:`monitor.cadence`), and soft 404s, which are refused pages: missing is not deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model import Article, FetchFailed, NotModified, Refused, require_utc

# A truncated response or a half-rendered page looks like a deletion; measured on 18 pairs
# of captures, 2 of 4 differences were spurious and both lost or gained a block. The same
# text twice in a row is no accident of one response.
SIGHTINGS_TO_SETTLE = 2

# "Missing is not deleted": 0.7-1.5 % of articles are deleted, while deploys and broken
# caches give 404 for one check. One more check is 15 minutes to 6 hours later.
SIGHTINGS_OF_GONE = 2

# Each flip asks for one more sighting in a row, up to this many, so that even a cache that
# serves both texts several times in a row stays quiet, yet a real return is told.
MOST_SIGHTINGS = 8

# Differing texts that are all too short are no accident either: the page is in flux.
HELD_IN_A_ROW = 3

# An earlier text that returns within this time is a flip; later it is an ordinary change.
# Caches are stale for hours and headline tests run for a day or two; no measurement.
FLIP_WINDOW = timedelta(days=3)
MOST_REMEMBERED = 8

# A text below half of its length is a loss to be confirmed. Updates grow: articles that
# are cut by half in one edit are rare enough to wait one check for.
SHRUNK_BELOW = 0.5


class Status(StrEnum):
    """What an article is to the monitor: a closed set."""

    UNSEEN = "unseen"
    LIVE = "live"
    HELD = "held"
    FLAPPING = "flapping"
    GONE = "gone"


class Verdict(StrEnum):
    """What an observation means: a closed set, see the table above."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    HELD = "held"
    FLAPPING = "flapping"
    GONE = "gone"
    BACK = "back"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """The reason, for the log and the check's record: a closed set."""

    FIRST = "first"
    SAME = "same"
    NOT_MODIFIED = "not_modified"
    DIFFERS = "differs"
    CONFIRMED = "confirmed"
    SHRUNK = "shrunk"
    LOST_TAIL = "lost_tail"
    RETURNED = "returned"
    MISSING = "missing"
    STILL_GONE = "still_gone"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page that is an article, with the fingerprint of what is compared.

    ``article`` is None where the page showed itself unchanged without extraction; the
    fingerprint is then the settled one.
    """

    article: Article | None
    fingerprint: str


Observation = Seen | Refused | FetchFailed | NotModified


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A fingerprint and when it was last seen."""

    fingerprint: str
    at: datetime

    def __post_init__(self) -> None:
        require_utc(self.at, "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """What is kept of an article's history to decide about the next observation."""

    status: Status = Status.UNSEEN
    settled: str | None = None
    """Fingerprint of the last stored version."""
    recent: tuple[Sighting, ...] = ()
    """Fingerprints of the last versions, oldest first, at most ``MOST_REMEMBERED``."""
    pending: str | None = None
    """Fingerprint that waits to be seen again (held or flapping)."""
    pending_sightings: int = 0
    held_in_a_row: int = 0
    flips: tuple[datetime, ...] = ()
    """When an earlier text came back, inside ``FLIP_WINDOW``."""
    missing_in_a_row: int = 0
    times_gone: int = 0

    def __post_init__(self) -> None:
        for moment in self.flips:
            require_utc(moment, "flips")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do, why, and whether a version is to be stored."""

    verdict: Verdict
    why: Why
    stores: bool = False

    @property
    def tells(self) -> bool:
        """Whether editors may be told."""
        return self.verdict in {Verdict.CHANGED, Verdict.GONE, Verdict.BACK}

    @property
    def waits(self) -> bool:
        """Whether the next fetch should be soon and without validators.

        A 304 would only confirm the response that is doubted.
        """
        return self.verdict in {Verdict.HELD, Verdict.FLAPPING}


def decide(
    state: ArticleState, observation: Observation, *, now: datetime, previous: Article | None = None
) -> tuple[Decision, ArticleState]:
    """What ``observation`` means after ``state``, and the state to keep.

    ``previous`` is the article of the last stored version; it is looked at only where
    the fingerprint differs from ``state.settled``, and without it no loss is held.

    :raises ValueError: when ``now`` is naive or not in UTC.
    """
    require_utc(now, "now")
    match observation:
        case Refused():
            return Decision(verdict=Verdict.UNKNOWN, why=Why.REFUSED), state
        case FetchFailed(status=404 | 410):
            return _missing(state)
        case FetchFailed():
            return Decision(verdict=Verdict.UNKNOWN, why=Why.FAILED), state
        case NotModified():
            return _not_modified(state, now)
        case Seen():
            return _seen(state, observation, now, previous)


def _missing(state: ArticleState) -> tuple[Decision, ArticleState]:
    if state.status is Status.UNSEEN:
        return Decision(verdict=Verdict.UNKNOWN, why=Why.FAILED), state
    if state.status is Status.GONE:
        kept = replace(state, pending=None, pending_sightings=0, held_in_a_row=0)
        return Decision(verdict=Verdict.UNCHANGED, why=Why.STILL_GONE), kept
    count = state.missing_in_a_row + 1
    if count < min(SIGHTINGS_OF_GONE + state.times_gone, MOST_SIGHTINGS):
        return Decision(verdict=Verdict.HELD, why=Why.MISSING), replace(state, missing_in_a_row=count)
    gone = replace(
        state,
        status=Status.GONE,
        pending=None,
        pending_sightings=0,
        held_in_a_row=0,
        missing_in_a_row=0,
        times_gone=state.times_gone + 1,
    )
    return Decision(verdict=Verdict.GONE, why=Why.CONFIRMED), gone


def _not_modified(state: ArticleState, now: datetime) -> tuple[Decision, ArticleState]:
    """The text is the one that was last seen: the pending one, else the settled one."""
    if state.settled is None:
        return Decision(verdict=Verdict.UNKNOWN, why=Why.NOT_MODIFIED), state
    if state.pending is None and state.status is Status.GONE:
        return _back(state, state.settled, now)
    if state.pending is not None:
        # There is no text to store here, so a pending one waits for a whole response.
        verdict = Verdict.FLAPPING if state.status is Status.FLAPPING else Verdict.HELD
        return Decision(verdict=verdict, why=Why.NOT_MODIFIED), replace(state, missing_in_a_row=0)
    kept = replace(state, missing_in_a_row=0)
    return Decision(verdict=Verdict.UNCHANGED, why=Why.NOT_MODIFIED), kept


def _seen(
    state: ArticleState, seen: Seen, now: datetime, previous: Article | None
) -> tuple[Decision, ArticleState]:
    state = replace(state, missing_in_a_row=0, flips=_young(state.flips, now))
    if state.settled is None:
        return Decision(verdict=Verdict.NEW, why=Why.FIRST, stores=True), _settle(
            state, seen.fingerprint, now
        )
    if seen.fingerprint == state.settled:
        if state.status is Status.GONE:
            return _back(state, seen.fingerprint, now)
        return Decision(verdict=Verdict.UNCHANGED, why=Why.SAME), _settle(state, state.settled, now)
    if seen.fingerprint == state.pending:
        return _seen_again(state, seen.fingerprint, now)
    if _returned(state, seen.fingerprint, now):
        flips = (*state.flips, now)[-MOST_REMEMBERED:]
        return Decision(verdict=Verdict.FLAPPING, why=Why.RETURNED), replace(
            state,
            status=_unless_gone(state, Status.FLAPPING),
            pending=seen.fingerprint,
            pending_sightings=1,
            held_in_a_row=0,
            flips=flips,
        )
    loss = _loss(previous, seen.article)
    if loss is not None and state.held_in_a_row + 1 < HELD_IN_A_ROW:
        return Decision(verdict=Verdict.HELD, why=loss), replace(
            state,
            status=_unless_gone(state, Status.HELD),
            pending=seen.fingerprint,
            pending_sightings=1,
            held_in_a_row=state.held_in_a_row + 1,
        )
    return _changed(state, seen.fingerprint, now, Why.DIFFERS)


def _seen_again(state: ArticleState, fingerprint: str, now: datetime) -> tuple[Decision, ArticleState]:
    sightings = state.pending_sightings + 1
    returned = _returned(state, fingerprint, now)
    needed = SIGHTINGS_TO_SETTLE + (len(state.flips) if returned else 0)
    if sightings >= min(needed, MOST_SIGHTINGS):
        return _changed(state, fingerprint, now, Why.CONFIRMED)
    kept = replace(state, pending_sightings=sightings)
    if returned:
        return Decision(verdict=Verdict.FLAPPING, why=Why.RETURNED), kept
    return Decision(verdict=Verdict.HELD, why=Why.SHRUNK), kept


def _changed(state: ArticleState, fingerprint: str, now: datetime, why: Why) -> tuple[Decision, ArticleState]:
    verdict = Verdict.BACK if state.status is Status.GONE else Verdict.CHANGED
    return Decision(verdict=verdict, why=why, stores=True), _settle(state, fingerprint, now)


def _back(state: ArticleState, fingerprint: str, now: datetime) -> tuple[Decision, ArticleState]:
    return Decision(verdict=Verdict.BACK, why=Why.SAME), _settle(state, fingerprint, now)


def _settle(state: ArticleState, fingerprint: str, now: datetime) -> ArticleState:
    others = tuple(one for one in state.recent if one.fingerprint != fingerprint)
    return replace(
        state,
        status=Status.LIVE,
        settled=fingerprint,
        recent=(*others, Sighting(fingerprint=fingerprint, at=now))[-MOST_REMEMBERED:],
        pending=None,
        pending_sightings=0,
        held_in_a_row=0,
        missing_in_a_row=0,
    )


def _unless_gone(state: ArticleState, status: Status) -> Status:
    return Status.GONE if state.status is Status.GONE else status


def _young(flips: tuple[datetime, ...], now: datetime) -> tuple[datetime, ...]:
    return tuple(moment for moment in flips if now - moment <= FLIP_WINDOW)


def _returned(state: ArticleState, fingerprint: str, now: datetime) -> bool:
    return any(one.fingerprint == fingerprint and now - one.at <= FLIP_WINDOW for one in state.recent)


def _loss(previous: Article | None, article: Article | None) -> Why | None:
    """Whether the new text could be the old one cut short."""
    if previous is None or article is None or not previous.blocks:
        return None
    old, new = previous.paragraphs, article.paragraphs
    if len(article.text) < SHRUNK_BELOW * len(previous.text):
        return Why.SHRUNK
    # The blocks of the new text begin the old one; the last may be cut in itself.
    if not new or len(new) > len(old) or new[:-1] != old[: len(new) - 1]:
        return None
    cut = old[len(new) - 1].startswith(new[-1]) and (len(new) < len(old) or new[-1] != old[-1])
    return Why.LOST_TAIL if cut else None
