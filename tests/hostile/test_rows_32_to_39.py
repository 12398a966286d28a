"""Rows 32 to 39 of the table of faults: language, the record, digits, letters, dates unknown."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.diff.compare import compare
from monitor.diff.record import differences
from monitor.lang.detection import detect
from monitor.model import Article, Block, Headlines, Weight
from monitor.read.figures import read_figures
from monitor.read.reading import read as read_article
from monitor.text.fingerprint import fingerprint
from monitor.text.normalise import clean
from tests.unit.extract.pages import SAMPLES, read

CODE = sorted((Path(__file__).parents[2] / "monitor").rglob("*.py"))
DATA = sorted((Path(__file__).parents[2] / "monitor" / "lang").rglob("*.toml"))


@pytest.mark.parametrize("text", ["", "12 345,6", "2026-11-22", "!!!", "\u200b"])
def test_row_32_digits_alone_raise_nothing(text: str) -> None:
    assert detect(text, None) is None


def test_row_32_one_sentence_has_one_language_however_often_it_is_asked() -> None:
    """langdetect unseeded gave Ukrainian 56 times of 60; more: ``unit/lang/test_detection``."""
    text = "Рада ухвалила закон про ринок."
    assert len({detect(text, None) for _ in range(60)}) == 1
    assert {detect(text, "uk") for _ in range(60)} == {"uk"}


def test_row_33_the_record_is_flat_and_bounded() -> None:
    """NaN and int/float cannot come in: values are text. More: ``unit/diff/test_record``."""
    record = {"figures": {str(number): {"quantity": "nan" * 2_000} for number in range(2_000)}}
    assert differences(record, record) == ()
    other = {"figures": {**record["figures"], "7": {"quantity": "1"}}}
    assert [one.slot for one in differences(record, other)] == ["7"]


def test_row_34_no_delta_no_pickle() -> None:
    forbidden = re.compile(
        r"^\s*(?:import|from)\s+(?:pickle|marshal|shelve|dill)\b|\bDelta\(|\byaml\.load\(", re.MULTILINE
    )
    assert CODE
    assert [path.name for path in CODE if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_row_35_no_pattern_takes_the_digits_of_other_scripts() -> None:
    assert DATA
    for path in (*CODE, *DATA):
        # A class of all that is no letter may: it reads no number.
        text = path.read_text(encoding="utf-8").replace(r"\W\d", "")
        assert r"\d" not in text, path


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "Der Preis stieg um 12,5 Prozent.", "12.5"),
        ("uk", "Ціна зросла на 12,5 відсотка.", "12.5"),
        ("en", "Prices rose by 12.5 percent.", "12.5"),
        ("ko", "가격이 12.5퍼센트 올랐다.", "12.5"),
        ("de", "Rund 12.500 Menschen kamen.", "12500"),
        ("en", "About 12,500 people came.", "12500"),
    ],
)
def test_row_35_a_comma_is_what_it_is_in_its_language(language: str, text: str, value: str) -> None:
    assert [figure.value for figure in read_figures(text, language)] == [Decimal(value)]


def test_row_35_arabic_digits_are_no_figure_of_these_languages() -> None:
    assert read_figures("About ١٢٣ people came.", "en") == ()


def article(text: str, language: str = "uk") -> Article:
    return Article(
        url="https://news.example/a",
        language=language,
        headlines=Headlines(page="H"),
        blocks=(Block(text=text),),
    )


FORMS = [
    ("NFD", "Київ їде додому, каже мер.", unicodedata.normalize("NFD", "Київ їде додому, каже мер.")),
    ("NBSP", "12 млн гривень", "12\u00a0млн гривень"),
    ("soft hyphen", "Parkgebühren steigen", "Park\u00adgebühren steigen"),
    ("zero width", "서울 시장", "서울\u200b 시장"),
    ("curly quotes", 'He said "no" and left.', "He said “no” and left."),
    ("apostrophe", "It's over", "It’s over"),
]


@pytest.mark.parametrize(("plain", "dressed"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_row_36_form_is_no_change(plain: str, dressed: str) -> None:
    """More: ``unit/text/test_normalise``, ``unit/text/test_fingerprint``, ``properties/test_metamorphic``."""
    assert fingerprint(article(clean(plain))) == fingerprint(article(clean(dressed)))


def told(language: str, plain: str, other: str) -> list[Weight]:
    old, new = article(plain, language), article(other, language)
    assert fingerprint(old) != fingerprint(new), "kept as written"
    return [change.weight for change in compare(old, read_article(old), new, read_article(new)).changes]


@pytest.mark.parametrize(
    ("language", "plain", "other"),
    [
        ("uk", "Міська рада погодила ремонт мосту.", "Мiська рада погодила ремонт мосту."),
        ("uk", "Київ і Львів домовилися про ремонт.", "Київ i Львів домовилися про ремонт."),
        ("en", "The council agreed on the repair.", "The cоuncil agreed on the repair."),
        ("de", "Der Rat stimmte am Montag dem Plan zu.", "Der Rаt stimmte am Montag dem Plan zu."),
    ],
)
def test_row_37_a_letter_of_another_script_is_noted_and_not_told(
    language: str, plain: str, other: str
) -> None:
    """Latin i in Ukrainian, Cyrillic о and а in English and German: editors get medium and above."""
    weights = told(language, plain, other)
    assert weights
    assert all(weight in (Weight.NONE, Weight.LOW) for weight in weights)


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("Збитки сягнули 5 мільйонів гривень.", "Збитки сягнули 5 мiльйонів гривень."),
        ("Ремонт триватиме рік, повідомив міністр.", "Ремонт триватиме рік, повiдомив міністр."),
        ("Бюджет — 40 млн євро, каже Олена Гук.", "Бюджет — 40 млн євро, каже Oлена Гук."),
    ],
)
def test_row_37_in_a_word_that_readers_know_it_is_not_told_either(plain: str, other: str) -> None:
    assert all(weight in (Weight.NONE, Weight.LOW) for weight in told("uk", plain, other))


@pytest.mark.parametrize("text", ["10 м²", "½ кубка", "№ 5", "Ⅳ", "ﬁ", "㎞"])
def test_row_38_shown_text_is_nfc_and_not_nfkc(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_row_39_a_page_without_a_date_has_none(sample) -> None:
    result = read(sample.markup(), declared=sample.language)
    assert (result.published, result.modified) == (None, None)
