"""Decisions about observations: tables of histories, and any history against a model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from monitor.decide import ArticleState, Decision, Observation, Seen, Status, Verdict, decide
from monitor.model import (
    Article,
    Block,
    FetchFailed,
    FetchFault,
    Headlines,
    NotModified,
    RefusalReason,
    Refused,
)

URL = "https://news.example/a"
START = datetime(2024, 10, 22, 6, tzinfo=UTC)
CHECK = timedelta(minutes=15)


def article(*blocks: str) -> Article:
    return Article(
        url=URL,
        language="en",
        headlines=Headlines(page="H"),
        blocks=tuple(Block(text=text) for text in blocks),
    )


LONG = tuple(f"Paragraph {number} says what happened at that hour in the town." for number in range(6))
TEXTS = {
    "A": article(*LONG),
    "B": article(*LONG, "And one thing more."),
    "C": article(*LONG, "And another thing altogether."),
    "short": article(*LONG[:2]),
    "shorter": article(*LONG[:1]),
    "tail": article(*LONG[:5]),
    "cut": article(*LONG[:4], LONG[4][:20]),
    "rewritten": article("Everything here is new.", *LONG[1:5]),
}


def observed(name: str, now: datetime) -> Observation:
    match name:
        case "404" | "410":
            return FetchFailed(url=URL, fault=FetchFault.STATUS, detail=name, failed_at=now, status=int(name))
        case "503":
            return FetchFailed(url=URL, fault=FetchFault.STATUS, detail=name, failed_at=now, status=503)
        case "304":
            return NotModified(url=URL, fetched_at=now)
        case "consent":
            return Refused(url=URL, reason=RefusalReason.CONSENT, detail="a wall")
        case _:
            return Seen(article=TEXTS[name], fingerprint=name)


class Desk:
    """Keeps state and versions as the pipeline does."""

    def __init__(self) -> None:
        self.state = ArticleState()
        self.version: str | None = None
        self.now = START
        self.told: list[str] = []

    def sees(self, name: str, after: timedelta = CHECK) -> Decision:
        self.now += after
        previous = TEXTS[self.version] if self.version else None
        decision, self.state = decide(self.state, observed(name, self.now), now=self.now, previous=previous)
        if decision.stores:
            self.version = name
        if decision.tells:
            self.told.append(f"{decision.verdict}:{self.version}")
        return decision


HISTORIES = [
    # what comes in, what it is each time
    ("A A A", "new unchanged unchanged"),
    ("A B B C", "new changed unchanged changed"),
    ("A 304 B 304", "new unchanged changed unchanged"),
    # a loss is held until it is seen twice
    ("A short short", "new held changed"),
    ("A short A short A", "new held unchanged held unchanged"),
    ("A tail tail", "new held changed"),
    ("A cut A", "new held unchanged"),
    ("A rewritten", "new changed"),
    ("A short 304 short", "new held held changed"),
    ("A short shorter short", "new held held changed"),
    # the same text comes and goes: told once, quiet until it settles
    ("A B A B A B", "new changed flapping unchanged flapping unchanged"),
    ("A B A A A", "new changed flapping flapping changed"),
    (
        "A B A A B B A A B B",
        "new changed flapping flapping unchanged unchanged flapping flapping unchanged unchanged",
    ),
    # missing is not deleted until confirmed
    ("A 404 A", "new held unchanged"),
    ("A 404 404 404", "new held gone unchanged"),
    ("A 410 410", "new held gone"),
    ("A 404 503 404", "new held unknown gone"),
    ("A 404 404 A", "new held gone back"),
    ("A 404 404 B", "new held gone back"),
    ("A 404 404 short short", "new held gone held back"),
    ("A 404 404 A 404 404 404", "new held gone back held held gone"),
    # nothing is learned
    ("404 404 A", "unknown unknown new"),
    ("consent A consent A", "unknown new unknown unchanged"),
    ("A 503 503 A", "new unknown unknown unchanged"),
]


@pytest.mark.parametrize(("seen", "verdicts"), HISTORIES, ids=lambda text: text.replace(" ", "-"))
def test_a_history_is_decided(seen: str, verdicts: str) -> None:
    desk = Desk()
    assert [desk.sees(name).verdict.value for name in seen.split()] == verdicts.split()


def test_only_a_stored_version_is_told_as_changed() -> None:
    """What stands in the mail is what stands in the store."""
    desk = Desk()
    for name in ["A", "B", "A", "B", "short", "short", "404", "404", "C"]:
        decision = desk.sees(name)
        assert decision.verdict is not Verdict.CHANGED or decision.stores
        assert not decision.stores or desk.version == name == desk.state.settled


def test_an_earlier_text_that_returns_after_days_is_an_ordinary_change() -> None:
    desk = Desk()
    for name in ["B", "C"]:
        desk.sees(name)
    assert desk.sees("B", after=timedelta(days=4)).verdict is Verdict.CHANGED


def test_a_back_with_another_text_stores_it() -> None:
    desk = Desk()
    decisions = [desk.sees(name) for name in ["A", "404", "404", "B"]]
    assert decisions[-1].stores
    assert desk.told == ["gone:A", "back:B"]


def test_a_doubted_response_is_asked_for_again_whole() -> None:
    desk = Desk()
    desk.sees("A")
    assert desk.sees("short").waits
    assert not desk.sees("A").waits


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="now"):
        decide(ArticleState(), observed("A", START), now=START.replace(tzinfo=None))


class Histories(RuleBasedStateMachine):
    """Any order of versions, flaps, holds, failures and returns.

    The model knows what the site truly serves. Every mail must be about a state that the
    site served; two mails in a row never say the same; and once the site stays as it is,
    the last mail is about exactly that.
    """

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.served: set[str] = set()

    @rule(name=st.sampled_from(sorted(TEXTS)))
    def sees_a_text(self, name: str) -> None:
        self.served.add(name)
        before = self.desk.version
        decision = self.desk.sees(name)
        if decision.verdict is Verdict.UNCHANGED:
            assert name == before
        if name == before and self.desk.state.status is not Status.GONE:
            assert decision.verdict in {Verdict.UNCHANGED, Verdict.BACK}

    @rule(times=st.integers(2, 12))
    def flaps(self, times: int) -> None:
        """Two texts take turns: each is told at most once, however long it goes on."""
        before = len(self.desk.told)
        for turn in range(times):
            name = "AB"[turn % 2]
            self.served.add(name)
            self.desk.sees(name)
        assert len(self.desk.told) - before <= 2

    @rule(name=st.sampled_from(["404", "410", "503", "consent", "304"]))
    def sees_no_text(self, name: str) -> None:
        before = self.desk.version
        decision = self.desk.sees(name)
        assert not decision.stores
        assert self.desk.version == before
        if name in {"503", "consent"}:
            assert decision.verdict is Verdict.UNKNOWN

    @precondition(lambda self: self.desk.version is not None)
    @rule(name=st.sampled_from(sorted(TEXTS)))
    def settles(self, name: str) -> None:
        """A text that stays is the version in the end, told once at most, then silence."""
        self.served.add(name)
        before = len(self.desk.told)
        was = (self.desk.version, self.desk.state.status is Status.GONE)
        for _ in range(10):
            self.desk.sees(name)
        assert self.desk.version == name
        assert self.desk.state.status is Status.LIVE
        told = self.desk.told[before:]
        assert len(told) == (0 if was == (name, False) else 1)
        assert self.desk.sees(name).verdict is Verdict.UNCHANGED

    @precondition(lambda self: self.desk.version is not None)
    @rule()
    def vanishes(self) -> None:
        was = self.desk.state.status is Status.GONE
        before = len(self.desk.told)
        for _ in range(10):
            self.desk.sees("410")
        assert self.desk.state.status is Status.GONE
        assert len(self.desk.told) - before == (0 if was else 1)

    @invariant()
    def mails_are_about_what_was_served_and_never_the_same_twice(self) -> None:
        told = self.desk.told
        assert all(one.split(":")[1] in self.served for one in told)
        assert all(one != other for one, other in pairwise(told))

    @invariant()
    def the_state_stays_small(self) -> None:
        assert len(self.desk.state.recent) <= 8
        assert len(self.desk.state.flips) <= 8


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=60, stateful_step_count=25, derandomize=True, deadline=None, database=None
)
