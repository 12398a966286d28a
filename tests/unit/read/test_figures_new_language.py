"""A language is added by a folder of data and nothing else: a small Polish one, for the tests only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.lang import registry
from monitor.read.figures import _reader, read_figures
from monitor.read.figures.lexicon import lexicon
from tests.unit.read.figure_rows import short

ROWS = [
    ("Zginęło 12 żołnierzy.", ["12 żołnierzy | 12 | count | żołnierz"]),
    ("Ponad 3 tys. osób wyjechało.", ["Ponad 3 tys. osób | 3000 | count | more_than | osoba"]),
    ("Wysłano dwanaście tysięcy żołnierzy.", ["dwanaście tysięcy żołnierzy | 12000 | count | żołnierz"]),
    ("Pomoc to 1,5 mld zł.", ["1,5 mld zł | 1500000000 | money | PLN"]),
    ("Ceny wzrosły o 5,5 procent.", ["5,5 procent | 5.5 | percent | %"]),
    ("Poparcie spadło o 5 punktów procentowych.", ["5 punktów procentowych | 5 | percentage_points | pp"]),
    ("Do frontu jest 7 kilometrów.", ["7 kilometrów | 7 | distance | km"]),
    ("Plan to od 10 do 12 tysięcy żołnierzy.", ["od 10 do 12 tysięcy żołnierzy | 10000..12000 | count | żołnierz"]),
    ("Tysiące ludzi wyszły na ulice.", ["Tysiące ludzi | ~1000 | count | człowiek"]),
    ("Pół miliona domów nie ma prądu.", ["Pół miliona domów | 500000 | count | dom"]),
    ("Wybory są 18 października 2024 roku.", []),
    ("W 2019 roku odszedł.", []),
    ("F-16 spadł do morza.", []),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _polish() -> Iterator[None]:
    registry.register("pl", Path(__file__).parent / "profile_pl")
    yield
    registry._registered.pop("pl", None)
    registry.language.cache_clear()
    lexicon.cache_clear()
    _reader.cache_clear()


@pytest.mark.parametrize(("text", "wanted"), ROWS, ids=[row[0] for row in ROWS])
def test_polish(text: str, wanted: list[str]) -> None:
    assert [short(figure) for figure in read_figures(text, "pl")] == wanted
