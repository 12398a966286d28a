"""News sentences in versions, of the shared material: re-notations are silent, changes are one changed figure."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from monitor.diff.compare import compare
from monitor.model import Article, Block, Change, ChangeKind, Headlines, Weight
from monitor.read.reading import read
from tests.properties.material import SHARED

FOLDER = SHARED / "data" / "figures"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared material is not here"),
]


def versions(language: str, kind: str) -> list[tuple[str, str]]:
    rows = [
        json.loads(line)
        for line in (FOLDER / f"news_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [
        (old["text"], new["text"])
        for row in rows
        if row["type"] == kind
        for old, new in pairwise(row["versions"])
    ]


def changes(old: str, new: str, language: str) -> tuple[Change, ...]:
    left, right = (
        Article(url="https://news.example/a", language=language, headlines=Headlines(page="H"), blocks=(Block(text=text),))
        for text in (old, new)
    )  # fmt: skip
    return compare(left, read(left), right, read(right)).changes


@pytest.mark.parametrize("language", ["de", "en", "ko", "uk"])
def test_another_notation_is_silent(language: str) -> None:
    pairs = versions(language, "renotation")
    wrong = [pair for pair in pairs if any(one.weight is not Weight.NONE for one in changes(*pair, language))]
    assert len(pairs) >= 20
    assert not wrong


@pytest.mark.parametrize("language", ["de", "en", "ko", "uk"])
def test_another_figure_is_a_changed_figure(language: str) -> None:
    pairs = versions(language, "changed")
    wrong = []
    for pair in pairs:
        kinds = [one.kind for one in changes(*pair, language)]
        if ChangeKind.FIGURE_CHANGED not in kinds or {
            ChangeKind.FIGURE_ADDED,
            ChangeKind.FIGURE_REMOVED,
        } & set(kinds):
            wrong.append(pair)
    assert len(pairs) >= 10
    assert not wrong
