"""The line that ends a pass, and its exit code."""

from __future__ import annotations

import pytest

from monitor.model import Change, ChangeKind, Weight
from monitor.pipeline import Outcome
from monitor.service.events import Tally


def outcome(name: str, *changes: Change) -> Outcome:
    return Outcome(url="https://example.org", outcome=name, changes=changes)


@pytest.mark.parametrize(
    ("sources", "failed", "code"), [(0, 0, 0), (3, 0, 0), (3, 1, 3), (3, 2, 3), (3, 3, 4), (1, 1, 4)]
)
def test_exit_codes(sources, failed, code):
    tally = Tally(sources=sources, failed_sources=[str(number) for number in range(failed)])
    assert tally.exit_code == code


def test_the_line_counts_what_there_was():
    tally = Tally(sources=2, failed_sources=["A"], sent=1)
    for name in ("new", "new", "unchanged", "refused", "failed", "changed"):
        tally.add(outcome(name))
    assert (
        tally.line()
        == "2 sources (1 failed), 6 articles checked, 2 new, 1 changed, 1 refused, 1 failed, 1 mail sent"
    )
    tally.stopped, tally.retried = True, 2
    assert tally.line().endswith("1 mail sent, 2 mails waiting, 0 dead (stopped early)")


def test_what_went_to_a_feed_or_a_webhook_is_no_mail():
    tally = Tally(sent=3, outputs_sent=3)
    assert tally.line().endswith("0 mails and 3 for outputs sent")
    tally = Tally(sent=5, outputs_sent=3, retried=2, outputs_retried=1, dead=1)
    assert tally.line().endswith("2 mails and 3 for outputs sent, 1 mail and 1 for outputs waiting, 1 dead")


def test_what_is_told_has_weight():
    tally = Tally()
    moved = Change(kind=ChangeKind.PASSAGE_MOVED, weight=Weight.NONE)
    figure = Change(kind=ChangeKind.FIGURE_CHANGED, weight=Weight.HIGH)
    tally.add(outcome("changed", moved))
    assert tally.told == []
    tally.add(outcome("changed", moved, figure))
    assert len(tally.told) == 1
