"""What holds in every language: offsets, paragraphs, notations, hostile text, the seed article."""

from __future__ import annotations

import json
import os
import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from monitor.lang import languages
from monitor.model import Figure
from monitor.read.figures import read_figures
from monitor.read.quantities import same_quantity

SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).resolve().parents[4] / "shared"))
LANGUAGES = ("en", "de", "uk", "ko")

# A sentence with a slot for a number, and the grouping marks that the language writes.
SLOTS = {
    "en": ("Officials said {} soldiers had crossed.", (",", "\u00a0", "'")),
    "de": ("Nach Angaben der Behörde rückten {} Soldaten ein.", (".", "\u00a0", "\u202f", " ", "’")),
    "uk": ("За даними відомства, кордон перейшли {} солдатів.", ("\u00a0", "\u202f", " ")),
    "ko": ("당국은 병력 {}명이 국경을 넘었다고 밝혔다.", (",",)),
}


def read_one(text: str, language: str) -> Figure:
    (figure,) = read_figures(text, language)
    return figure


@pytest.mark.parametrize("language", LANGUAGES)
@settings(derandomize=True, deadline=None, max_examples=80)
@given(number=st.integers(min_value=2200, max_value=10**11))
def test_grouping_never_changes_the_figure(language: str, number: int) -> None:
    slot, marks = SLOTS[language]
    plain = read_one(slot.format(number), language)
    assert plain.value == number
    for mark in marks:
        grouped = read_one(slot.format(f"{number:,}".replace(",", mark)), language)
        assert same_quantity(plain, grouped)
        assert grouped.noun == plain.noun


@pytest.mark.parametrize("language", LANGUAGES)
@settings(derandomize=True, deadline=None, max_examples=80)
@given(number=st.integers(min_value=2200, max_value=10**9), place=st.integers(0, 20), digit=st.integers(1, 9))
def test_one_changed_digit_always_changes_the_figure(
    language: str, number: int, place: int, digit: int
) -> None:
    slot, _ = SLOTS[language]
    text = str(number)
    at = place % len(text)
    other = text[:at] + str(digit) + text[at + 1 :]
    if other == text or int(other) < 2200:
        return
    assert not same_quantity(read_one(slot.format(text), language), read_one(slot.format(other), language))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(derandomize=True, deadline=None, max_examples=100)
@given(number=st.integers(min_value=2, max_value=10**12 - 1))
def test_words_are_worth_their_number(language: str, number: int) -> None:
    slot, _ = SLOTS[language]
    if language == "ko" and number < 11:
        return  # 이 명 is no Korean: single digits count with native numerals
    words = num2words(number, lang=language)
    text = slot.format(words) if language != "ko" else slot.format(words + " ")
    assert read_one(text, language).value == number


MIXED = [
    ("ko", "1만2000명", 12000), ("ko", "1만 2천 명", 12000), ("ko", "3천 명", 3000), ("ko", "12만3천456명", 123456), ("ko", "3억 4500만 명", 345000000),
    ("ko", "1.5만 명", 15000), ("ko", "2백 명", 200), ("ko", "만 명", 10000), ("uk", "3 тис. солдатів", 3000), ("uk", "1,25 млн солдатів", 1250000),
    ("uk", "2 тис. 300 солдатів", 2300), ("uk", "3к солдатів", 3000), ("de", "3 Tsd. Soldaten", 3000), ("de", "1,25 Mio. Soldaten", 1250000),
    ("de", "3,5 Tausend Soldaten", 3500), ("en", "3k soldiers", 3000), ("en", "1.25m soldiers", 1250000), ("en", "1.25 million soldiers", 1250000),
    ("en", "1 million 200 thousand soldiers", 1200000), ("en", "12-thousand soldiers", 12000),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value"), MIXED)
def test_mixed_notation(language: str, text: str, value: int) -> None:
    assert read_one(text, language).value == value


@pytest.mark.parametrize("language", LANGUAGES)
@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    text=st.text(
        alphabet=st.sampled_from("0123456789.,:-–~ '’\n()$€%/½²km두세네천만억여명약이дваtwoundи\u00a0İ٣"),
        max_size=60,
    )
)
def test_any_text_is_read(language: str, text: str) -> None:
    end = 0
    for figure in read_figures(text, language):
        assert figure.start >= end, "figures overlap or are out of order"
        end = figure.end
        assert text[figure.start : figure.end] == figure.surface
        assert "\n" not in figure.surface
        assert (figure.value is None) == (figure.low is not None)


@pytest.mark.parametrize(
    ("text", "surface", "numeral"),
    [
        # An article behind a dash belongs to the numeral, as it does elsewhere.
        ("Turnout fell –a third of voters stayed away.", "a third of voters", "a third"),
        # Signs at the end of a line have nothing behind them.
        ("Above the gate: 12+-", "12+", "12"),
    ],
)
def test_signs_around_a_numeral(text: str, surface: str, numeral: str) -> None:
    figure = read_one(text, "en")
    assert figure.surface == surface
    assert text[figure.numeral_start : figure.numeral_end] == numeral


@pytest.mark.parametrize(
    ("language", "tail"),
    [
        ("en", " trillion dollars 2"),
        ("de", " Billionen Euro 2"),
        ("uk", " трильйонів гривень 2"),
        ("ko", "경여만 원"),
    ],
)
@pytest.mark.parametrize("digits", [1, 12, 19, 26])
def test_numbers_beyond_all_sense_are_read(language: str, tail: str, digits: int) -> None:
    figure, *_ = read_figures("9" * digits + tail, language)
    assert figure.value is not None
    assert figure.value >= 9 * 10 ** (digits - 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_crosses_a_paragraph(language: str) -> None:
    figures = read_figures("12\n000\n5\n%", language)
    assert all("\n" not in figure.surface for figure in figures)
    assert Decimal(12000) not in [figure.value for figure in figures]


def test_arabic_digits_are_no_number_of_ours() -> None:
    assert read_figures("٣٠٠ soldiers", "en") == ()


def test_offsets_survive_letters_that_grow_in_lower_case() -> None:
    text = "İstanbul counted 3,000 visitors."
    (figure,) = read_figures(text, "en")
    assert text[figure.numeral_start : figure.numeral_end] == "3,000"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        read_figures("12", "xx")


HOSTILE = {
    "digits": "1234567890" * 10000,
    "short digits": "1 " * 50000,
    "grouped": "1.000" * 20000,
    "dotted": "1." * 50000,
    "hyphens": "1-" * 50000,
    "colons": "1:" * 50000,
    "strokes": "1/2" * 33000,
    "number words": "hundred and " * 9000,
    "glued words": "hundert" * 15000,
    "German words": "drei und zwanzig tausend " * 4000,
    "Ukrainian words": "двадцять п'ять тисяч " * 5000,
    "Hangul numerals": "이천삼백" * 25000,
    "Hangul spaced": "만 이천 " * 20000,
    "punctuation": "(((\"'.,;:-–%$€" * 7000,
    "bounds": "more than at least about up to " * 3000,
    "from to": "between 5 and 6 to 7 " * 5000,
    "units": "5 km per hour per day " * 4500,
    "Hangul counters": "약 수백 명 이상 " * 10000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_comes_to_an_end(name: str) -> None:
    """How the time grows is measured in ``bench/hostile.py``."""
    text = HOSTILE[name][:24_000]
    for language in LANGUAGES:
        for figure in read_figures(text, language):
            assert text[figure.start : figure.end] == figure.surface


@pytest.mark.shared
def test_the_seed_article() -> None:
    path = SHARED / "data" / "seed"
    if not path.is_dir():
        pytest.skip("the shared material is not here")
    wanted = json.loads((path / "expected.json").read_text("utf-8"))["figures_in_new"]
    found = {figure.surface: figure for figure in read_figures((path / "new.txt").read_text("utf-8"), "en")}
    for row in wanted:
        figure = found[row["surface"]]
        assert figure.vague == row.get("vague", False)
        if "value" in row:
            assert figure.value == Decimal(row["value"])
        if "bound" in row:
            assert figure.bound.value == row["bound"]


@pytest.mark.shared
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_changed_digit_in_real_text(language: str) -> None:
    """A digit changed in a real figure changes what is read, and nothing else that was read."""
    bodies = []
    for path in sorted((SHARED / "data" / "pages" / language).glob("*/*.gold.json"))[:6]:
        body = json.loads(path.read_text("utf-8")).get("body") or ""
        bodies.append(body if isinstance(body, str) else "\n".join(map(str, body)))
    if not bodies:
        pytest.skip("the shared material is not here")
    chance = random.Random(7)
    for body in bodies:
        figures = read_figures(body, language)
        for index, figure in enumerate(figures):
            digits = [at for at in range(figure.numeral_start, figure.numeral_end) if body[at] in "123456789"]
            if not digits or figure.kind.value in {"score", "age"}:
                continue
            at = chance.choice(digits)
            changed = body[:at] + chance.choice([d for d in "123456789" if d != body[at]]) + body[at + 1 :]
            after = read_figures(changed, language)
            if len(after) == len(figures):
                assert not same_quantity(figure, after[index])


def test_every_language_folder_reads() -> None:
    for code in languages():
        assert isinstance(read_figures("12", code), tuple)


def renotated(body: str, figure: Figure, language: str) -> str | None:
    """The body with that figure's digits grouped another way; None where there is no other way."""
    numeral = body[figure.numeral_start : figure.numeral_end]
    digits = "".join(char for char in numeral if char.isdecimal())
    value = figure.value
    if value is None or value != int(value) or str(int(value)) != digits or not 10_000 <= value < 10**9:
        return None
    mark = SLOTS[language][1][0]
    others = {digits, f"{int(digits):,}".replace(",", mark)}
    start = numeral.find(digits[0])
    end = max(at for at, char in enumerate(numeral) if char.isdecimal()) + 1
    for other in sorted(others):
        if other != numeral[start:end]:
            return body[: figure.numeral_start + start] + other + body[figure.numeral_start + end :]
    return None


@pytest.mark.shared
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_notation_in_real_text(language: str) -> None:
    """Grouping the digits of a real figure another way changes nothing that is read."""
    found = 0
    for path in sorted((SHARED / "data" / "pages" / language).glob("*/*.gold.json"))[:40]:
        body = json.loads(path.read_text("utf-8")).get("body") or ""
        body = body if isinstance(body, str) else "\n".join(map(str, body))
        figures = read_figures(body, language)
        for figure in figures:
            other = renotated(body, figure, language)
            if other is None:
                continue
            found += 1
            after = read_figures(other, language)
            assert len(after) == len(figures), figure.surface
            assert all(
                same_quantity(a, b) and a.bound == b.bound for a, b in zip(figures, after, strict=True)
            ), figure.surface
    if not found:
        pytest.skip("the shared material is not here")
