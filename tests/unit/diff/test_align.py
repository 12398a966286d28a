"""Passages aligned: exact, reworded, moved, split, merged."""

from __future__ import annotations

import pytest

from monitor.diff.align import align
from tests.unit.diff.texts import article

A = "The harbour was closed for two days after the storm."
B = "Fishermen repaired their nets in the sheds behind the quay."
C = "A ferry from the mainland is expected on Friday."
D = "Schools will open again next week, the council said."


def shape(old: str, new: str, language: str = "en") -> list[str]:
    """Links as old>new with = exact, ~ reworded, ! moved; then what is gone and new."""
    found = align(article(old, language), article(new, language))
    links = [
        "+".join(map(str, link.old))
        + ("=" if link.exact else "~")
        + "+".join(map(str, link.new))
        + ("!" if link.moved else "")
        for link in found.links
    ]
    return [*links, *(f"-{i}" for i in found.removed), *(f"+{j}" for j in found.added)]


SHAPES = [
    ("equal", f"{A}\n{B}", f"{A}\n{B}", ["0=0", "1=1"]),
    ("added", f"{A}\n{B}", f"{A}\n{C}\n{B}", ["0=0", "1=2", "+1"]),
    ("removed", f"{A}\n{C}\n{B}", f"{A}\n{B}", ["0=0", "2=1", "-1"]),
    ("moved", f"{A}\n{B}\n{C}", f"{C}\n{A}\n{B}", ["2=0!", "0=1", "1=2"]),
    ("longer stays", f"{A} {B}\n{C}", f"{C}\n{A} {B}", ["1=0!", "0=1"]),
    (
        "reworded",
        f"{A}\n{B}",
        f"The harbour stayed closed for three days after the storm.\n{B}",
        ["0~0", "1=1"],
    ),
    (
        "moved and reworded",
        f"{A}\n{B}\n{C}\n{D}",
        f"{B}\n{C}\n{D}\nThe harbour was shut for two days after the storm.",
        ["1=0", "2=1", "3=2", "0~3!"],
    ),
    ("joined paragraphs", f"{A}\n{B}", f"{A} {B}", ["0=0", "1=1"]),
    ("split paragraphs", f"{A} {B}", f"{A}\n{B}", ["0=0", "1=1"]),
    (
        "a sentence split",
        "The harbour was closed for two days after the storm, and fishermen repaired their nets in the sheds.",
        "The harbour was closed for two days after the storm. Fishermen repaired their nets in the sheds.",
        ["0~0+1"],
    ),
    (
        "sentences merged",
        "The harbour was closed for two days after the storm. Fishermen repaired their nets in the sheds.",
        "The harbour was closed for two days after the storm, and fishermen repaired their nets in the sheds.",
        ["0+1~0"],
    ),
    ("nothing in common", A, D, ["-0", "+0"]),
    ("glyphs only", "He said “no” – twice.", 'He said "no" — twice.', ["0=0"]),
    ("from nothing", "", A, ["+0"]),
    ("to nothing", A, "", ["-0"]),
    ("a repeat more", f"{A}\n{B}\n{A}", f"{A}\n{B}\n{A}\n{A}", ["0=0", "1=1", "2=2", "+3"]),
]


@pytest.mark.parametrize(("name", "old", "new", "wanted"), SHAPES, ids=[row[0] for row in SHAPES])
def test_passages_are_aligned(name: str, old: str, new: str, wanted: list[str]) -> None:
    assert shape(old, new) == wanted


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        (
            "de",
            "Die Polizei sperrte die Brücke am Abend für den Verkehr.",
            "Am Abend wurde die Brücke von der Polizei für den Verkehr gesperrt.",
        ),
        (
            "ko",
            "경찰은 이날 저녁 다리의 차량 통행을 전면 통제했다.",
            "이날 저녁 경찰이 다리 차량 통행을 막았다.",
        ),
        (
            "uk",
            "Поліція ввечері перекрила рух мостом через аварію.",
            "Увечері через аварію поліція обмежила рух мостом.",
        ),
    ],
)
def test_a_reworded_sentence_is_found_in_every_language(language: str, old: str, new: str) -> None:
    assert shape(old, new, language) == ["0~0"]


def test_offsets_refer_to_the_text() -> None:
    one = article(f"{A} {B}\n{C}")
    for passage in align(one, article(f"{B}\n{D}")).old:
        assert one.text[passage.start : passage.end] == passage.text
