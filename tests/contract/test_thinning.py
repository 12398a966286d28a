"""Old checks go; what they led to stays."""

from __future__ import annotations

from datetime import timedelta

from monitor.store.listing import Listing
from monitor.store.thinning import thin
from tests.contract.test_store import NOW, add, engine, observe, report, store, version

__all__ = ["engine", "store"]

DAY = timedelta(days=1)


def test_old_checks_go_and_versions_changes_and_reports_stay(store, engine):
    (a,) = add(store, "a")
    for number in range(1, 6):
        store.record(observe(a, number, checked_at=NOW + number * DAY))
    listing = Listing(engine)
    assert thin(engine, 2 * DAY, NOW + 5 * DAY) == 2
    assert [row["checked_at"] for row in listing.checks(a)] == [NOW + n * DAY for n in (3, 4, 5)]
    assert [listing.version(row["id"]) for row in listing.versions(a)] == [
        version(n) for n in range(5, 0, -1)
    ]
    assert len(listing.changes(a)) == 5
    assert listing.report(1) == report(1)
    assert len(listing.reports_between(NOW, NOW + 6 * DAY)) == 5
    assert thin(engine, 2 * DAY, NOW + 5 * DAY) == 0


def test_an_old_one_behind_a_young_one_waits_for_its_turn(store, engine):
    """As a replay writes them: the dates of the captures, later than what was seen since."""
    a, b = add(store, "a", "b")
    store.record(observe(a, 1, checked_at=NOW))
    store.record(observe(b, 2, checked_at=NOW - 900 * DAY))
    assert thin(engine, 400 * DAY, NOW + DAY) == 0
    assert thin(engine, 400 * DAY, NOW + 401 * DAY) == 2
