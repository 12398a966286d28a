"""deepdiff over the structured record: flat, in order, every difference once."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.diff.record import Difference, Happened, article_record, differences
from monitor.model import Headlines
from tests.unit.diff.texts import article


def entry(quantity: str, bound: str = "exact") -> dict[str, str]:
    return {"quantity": quantity, "bound": bound}


def test_each_slot_is_one_difference_with_its_fields() -> None:
    old = {"figures": {"0": entry("12"), "1": entry("30"), "2": entry("7"), "3": entry("5")}}
    new = {
        "figures": {"0": entry("13", "about"), "1": entry("30"), "2": entry("7", "at_least"), "4": entry("9")}
    }
    assert differences(old, new) == (
        Difference(
            group="figures", slot="0", happened=Happened.CHANGED, fields=frozenset({"quantity", "bound"})
        ),
        Difference(group="figures", slot="2", happened=Happened.CHANGED, fields=frozenset({"bound"})),
        Difference(
            group="figures", slot="3", happened=Happened.REMOVED, fields=frozenset({"quantity", "bound"})
        ),
        Difference(
            group="figures", slot="4", happened=Happened.ADDED, fields=frozenset({"quantity", "bound"})
        ),
    )


def test_a_ledger_that_changed_altogether_is_still_told_slot_by_slot() -> None:
    """deepdiff's default reports such a dictionary as one changed value."""
    old = {"figures": {f"a{n}": entry(str(n)) for n in range(30)}}
    new = {"figures": {f"b{n}": entry(str(n)) for n in range(30)}}
    found = differences(old, new)
    assert len(found) == 60
    assert {one.happened for one in found} == {Happened.ADDED, Happened.REMOVED}


def test_equal_records_have_no_difference() -> None:
    record = article_record(
        article("One line.", published=datetime(2024, 10, 22, tzinfo=UTC), byline=("A", "B"))
    )
    assert differences(record, record) == ()


def test_like_is_compared_with_like() -> None:
    """A headline that only one capture has in its JSON-LD is no other headline."""
    old = article_record(article("x", headlines=Headlines(page="Dam holds", og="Dam holds")))
    new = article_record(
        article("x", headlines=Headlines(page="Dam holds", og="Dam bursts", jsonld="Dam bursts"))
    )
    assert [(one.slot, one.happened) for one in differences(old, new)] == [
        ("jsonld", Happened.ADDED),
        ("og", Happened.CHANGED),
    ]


def test_order_and_glyphs_of_the_record_are_form() -> None:
    old = article_record(article("x", byline=("A. One", "B. Two"), tags=("a", "b"), standfirst="“Dam” holds"))
    new = article_record(article("x", byline=("B. Two", "A. One"), tags=("b", "a"), standfirst='"Dam" holds'))
    assert differences(old, new) == ()


def test_long_values_and_long_ledgers_are_bounded() -> None:
    """One-line values: deepdiff runs difflib over anything with a line break."""
    old = {
        "about": {"standfirst": {"text": "word " * 50_000}},
        "figures": {str(n): entry(str(n)) for n in range(1000)},
    }
    new = {
        "about": {"standfirst": {"text": "other " * 50_000}},
        "figures": {str(n): entry(str(n + 1)) for n in range(1000)},
    }
    assert len(differences(old, new)) == 1001
