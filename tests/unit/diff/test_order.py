"""Equal items matched, and which of them keep their order."""

from __future__ import annotations

import pytest

from monitor.diff.order import equal_matches, gaps, in_order

# old, new, matches as old index at each new index ("." for none)
MATCHES = [
    ("abc", "abc", "012"),
    ("abc", "axc", "0.2"),
    ("abc", "bca", "120"),
    ("abc", "xabc", ".012"),
    ("aaa", "aaa", "012"),
    ("aaa", "aaaa", "012."),
    ("aXaYa", "aYaXa", "03214"),
    ("aaaaa", "aaxaa", "01.34"),
    ("", "a", "."),
    ("a", "", ""),
]


@pytest.mark.parametrize(("old", "new", "wanted"), MATCHES)
def test_equal_items_are_matched_one_to_one(old: str, new: str, wanted: str) -> None:
    found = {j: i for i, j in equal_matches(old, new)}
    assert "".join(str(found.get(j, ".")) for j in range(len(new))) == wanted


def test_what_is_left_equal_in_the_middle_is_found_too() -> None:
    """A repeat that one side has more often is matched inside its gap, not across."""
    found = equal_matches(list("pXqXr"), list("pqXr"))
    assert (1, 2) not in found
    assert (3, 2) in found


@pytest.mark.parametrize(
    ("olds", "weights", "kept"),
    [
        ([0, 1, 2], [1, 1, 1], [0, 1, 2]),
        ([2, 0, 1], [1, 1, 1], [1, 2]),
        ([2, 0, 1], [5, 1, 1], [0]),
        ([], [], []),
        ([3, 2, 1, 0], [1, 1, 1, 2], [3]),
    ],
)
def test_the_heaviest_increasing_run_keeps_its_order(
    olds: list[int], weights: list[int], kept: list[int]
) -> None:
    assert in_order([(old, new) for new, old in enumerate(olds)], weights) == kept


def test_gaps_lie_between_anchors() -> None:
    assert gaps([(2, 1)], range(4), range(5)) == [(range(2), range(1)), (range(3, 4), range(2, 5))]
    assert gaps([], range(2), range(2)) == [(range(2), range(2))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["same"] * 20_000, ["same"] * 19_000 + ["other"] * 1_000),
        (list(range(20_000)), list(range(20_000))[::-1]),
        ([n % 2 for n in range(20_000)], [n % 3 for n in range(20_000)]),
    ],
    ids=["repeats", "reversed", "two values"],
)
def test_hostile_shapes_come_to_an_end(old: list[object], new: list[object]) -> None:
    """difflib takes 253 ms for 2,000 equal sentences; this is ten times as many."""
    matches = equal_matches(old, new)
    in_order(matches, [1] * len(matches))
