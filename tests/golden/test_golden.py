"""Every golden case is met exactly: what must be told is told, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.golden.cases import compared, expected, folders, misses, shown


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_case_is_met_exactly(folder: Path) -> None:
    wanted = expected(folder)
    comparison = compared(folder)
    missing, surplus = misses(comparison, wanted["changes"])
    report = [f"missing  {one}" for one in missing] + [f"surplus  {shown(one)}" for one in surplus]
    assert not report, "\n".join([wanted["about"], *report])
    assert comparison.stealth == wanted["stealth"]


def test_there_are_enough_cases_of_each_sort() -> None:
    """15 a language, of which 24 in all report nothing above weight none, and ten hard ones."""
    cases = [(folder.parent.name, expected(folder)) for folder in folders()]
    per_language = Counter(language for language, _ in cases)
    assert all(per_language[language] >= 15 for language in ("de", "en", "ko", "uk"))
    silent = [case for _, case in cases if all(one["weight"] == "none" for one in case["changes"])]
    assert len(silent) >= 24
    assert sum(case["hard"] for _, case in cases) >= 10
