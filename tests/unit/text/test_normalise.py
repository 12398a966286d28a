"""What is only form goes; what is meaning stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.normalise import clean, fold_form

CLEANED = [
    # spaces
    ("a  b\t\nc ", "a b c"),
    ("10\u00a0000\u202fкм", "10 000 км"),
    ("line\u2028one\u2029two", "line one two"),
    ("전각\u3000공백", "전각 공백"),
    # invisible
    ("Ver\u00adfas\u00adsungs\u00adbe\u00adschwer\u00adde", "Verfassungsbeschwerde"),
    ("zero\u200bwidth\ufeff", "zerowidth"),
    ("bidi \u202e0001\u202c stays", "bidi 0001 stays"),
    ("nul\x00 and bell\x07", "nul and bell"),
    ("lone \ud800surrogate", "lone surrogate"),
    ("한글\u3164채움", "한글채움"),
    # NFC, never NFKC
    (unicodedata.normalize("NFD", "größer"), "größer"),
    (unicodedata.normalize("NFD", "정부"), "정부"),
    (unicodedata.normalize("NFD", "їжа"), "їжа"),
    ("150 m² ½ ㎞ №", "150 m² ½ ㎞ №"),
    # shown as written
    ("„Zitat“ – sagte er …", "„Zitat“ – sagte er …"),
    ("👨\u200d👩\u200d👧 family", "👨\u200d👩\u200d👧 family"),
]


@pytest.mark.parametrize(("written", "shown"), CLEANED)
def test_clean(written: str, shown: str) -> None:
    assert clean(written) == shown


FOLDED_ALIKE = [
    ("“Yes,” he said", '"Yes," he said'),
    ("„Ja“, sagte er", "»Ja«, sagte er"),
    ("«Так», — сказав він", "“Так”, – сказав він"),
    ("‘네’라고 말했다", "'네'라고 말했다"),
    ("It’s", "It's"),
    ("п’ять", "пʼять"),
    ("10–12", "10-12"),
    ("−3,5 °C", "-3,5 °C"),
    ("и так далее…", "и так далее..."),
    ("한·미", "한ㆍ미"),
    ("10\u00a0000", "10 000"),
    ("ﬁnal", "final"),
    ("５０％", "50%"),
    ("''so''", '"so"'),
]


@pytest.mark.parametrize(("one", "other"), FOLDED_ALIKE)
def test_fold_form_is_blind_to_form(one: str, other: str) -> None:
    assert fold_form(one) == fold_form(other)


FOLDED_APART = [
    ("1.5", "15"),
    ("1.5", "1,5"),
    ("-5", "5"),
    ("m²", "m2"),
    ("½", "1/2"),
    ("$5", "€5"),
    ("5%", "5‰"),
    ("12 Mio", "12 Mrd"),
    ("US", "us"),
    ("3 000", "3000"),
    ("і", "i"),
    ("x!", "x?"),
]


@pytest.mark.parametrize(("one", "other"), FOLDED_APART)
def test_fold_form_keeps_meaning(one: str, other: str) -> None:
    assert fold_form(one) != fold_form(other)


TEXT = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\u00ad\u200b\u200d\u2028 \u00a0'\",“”„…–—−ㆍㅤ́️👨👩")),
    max_size=60,
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(TEXT)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold_form(fold_form(text)) == fold_form(text)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(TEXT)
def test_clean_gives_one_line_in_nfc_without_controls(text: str) -> None:
    shown = clean(text)
    assert shown == shown.strip()
    assert unicodedata.is_normalized("NFC", shown)
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in shown)


def test_hostile_lengths_are_no_matter() -> None:
    assert len(fold_form("\u200d" * 100_000 + "'" * 100_000)) == 50_000
