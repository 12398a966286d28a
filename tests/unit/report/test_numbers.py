"""Numbers as newsrooms of the four countries write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from monitor.model import Bound, FigureKind
from monitor.report.catalogue import catalogue
from monitor.report.numbers import Direction, counted, counted_in_sentence, difference, number, quantity
from monitor.report.runs import plain
from tests.unit.report.making import figure

NUMBERS = [
    # value, en, de, ko, uk
    ("0", "0", "0", "0", "0"),
    ("7", "7", "7", "7", "7"),
    ("1500", "1,500", "1500", "1500", "1500"),
    ("12000", "12,000", "12.000", "1만2000", "12\u00a0000"),
    ("123456", "123,456", "123.456", "12만3456", "123\u00a0456"),
    ("1500000", "1.5 million", "1,5 Mio.", "150만", "1,5 млн"),
    ("1234567", "1,234,567", "1.234.567", "123만4567", "1\u00a0234\u00a0567"),
    ("3200000000000", "3.2 trillion", "3,2 Bio.", "3조2000억", "3,2 трлн"),
    ("677400000000000", "677.4 trillion", "677,4 Bio.", "677조4000억", "677,4 трлн"),
    ("330419000000", "330.419 billion", "330,419 Mrd.", "3304억1900만", "330,419 млрд"),
    ("3.25", "3.25", "3,25", "3.25", "3,25"),
    ("3.50", "3.5", "3,5", "3.5", "3,5"),
    ("-0.4", "−0.4", "−0,4", "−0.4", "−0,4"),
    ("1E+3", "1,000", "1000", "1000", "1000"),
]


@pytest.mark.parametrize("row", NUMBERS, ids=[row[0] for row in NUMBERS])
def test_numbers(row):
    value, *expected = row
    assert [number(Decimal(value), catalogue(code)) for code in ("en", "de", "ko", "uk")] == expected


@pytest.mark.parametrize("value", ["1E+999999", "-1E+999999", "1E-999999", "9" * 60, "0E+99999"])
def test_absurd_numbers_stay_short(value):
    for code in ("en", "de", "ko", "uk"):
        assert len(number(Decimal(value), catalogue(code))) < 60


MONEY = {"kind": FigureKind.MONEY}
QUANTITIES = [
    # figure, article's language, en, de, ko, uk
    (figure("$1.5bn", "1.5bn", "1500000000", currency="USD", **MONEY), "en", "$1.5 billion", "1,5 Mrd. Dollar", "15억 달러", "1,5 млрд дол."),
    (figure("3조2000억원", "3조2000억", "3200000000000", currency="KRW", **MONEY), "ko", "₩3.2 trillion", "3,2 Bio. Won", "3조2000억원", "3,2 трлн вон"),
    (figure("7 XAU", "7", "7", currency="XAU", **MONEY), "en", "XAU 7", "7 XAU", "7 XAU", "7 XAU"),
    (figure("3,25 Prozent", "3,25", "3.25", kind=FigureKind.PERCENT), "de", "3.25%", "3,25 %", "3.25%", "3,25%"),
    (figure("0.25%p", "0.25", "0.25", kind=FigureKind.PERCENTAGE_POINTS), "ko", "0.25 percentage points", "0,25 Prozentpunkte", "0.25%포인트", "0,25 в. п."),
    (figure("25bp", "25", "25", kind=FigureKind.BASIS_POINTS), "ko", "25 basis points", "25 Basispunkte", "25bp", "25 б. п."),
    (figure("5 km", "5", "5", kind=FigureKind.DISTANCE, unit="km"), "en", "5 km", "5 km", "5km", "5 км"),
    (figure("27 hours", "27", "27", kind=FigureKind.DURATION, unit="h"), "en", "27 hours", "27 Stunden", "27시간", "27 годин"),
    (figure("2 furlong", "2", "2", kind=FigureKind.DISTANCE, unit="fur"), "en", "2 fur", "2 fur", "2fur", "2 fur"),
    (figure("the 53-year-old", "53", "53", kind=FigureKind.AGE, unit="yr"), "en", "53", "53", "53", "53"),
    (figure("at least 12 people", "12", "12", "people", bound=Bound.AT_LEAST), "en", "at least 12", "mindestens 12", "최소 12", "щонайменше 12"),
    (figure("3000명 이상", "3000", "3000", "명", bound=Bound.AT_LEAST), "ko", "at least 3,000명", "mindestens 3000명", "최소 3000명", "щонайменше 3000명"),
    (figure("3천여명", "3천", "3000", "명", bound=Bound.MORE_THAN), "ko", "more than 3,000명", "mehr als 3000명", "3000명 넘게", "понад 3000명"),
    (figure("10 bis 12 Prozent", "10 bis 12", None, low=Decimal(10), high=Decimal(12), kind=FigureKind.PERCENT), "de", "10–12%", "10–12 %", "10–12%", "10–12%"),
    (figure("thousands more", "thousands", None, vague=True, low=Decimal(1000)), "en", *["thousands more"] * 4),
    (figure("a third", "third", "0.3333333333333333333333333333", kind=FigureKind.FRACTION), "en", *["a third"] * 4),
    (figure("nothing", "nothing", None), "en", *["nothing"] * 4),
]  # fmt: skip


@pytest.mark.parametrize("row", QUANTITIES, ids=[row[0].surface for row in QUANTITIES])
def test_quantities(row):
    one, written_in, *expected = row
    told = [plain(quantity(one, catalogue(code), written_in)) for code in ("en", "de", "ko", "uk")]
    assert [text.replace("\u00a0", " ") for text in told] == expected


NOUNS = [
    # surface, numeral, noun (base form), article's language, counted
    ("3,000 troops", "3,000", "troop", "en", "troops"),
    ("1,500 special forces soldiers", "1,500", "soldier", "en", "special forces soldiers"),
    ("6,000 men", "6,000", "man", "en", "men"),
    ("900 Vögel", "900", "Vogel", "de", "Vögel"),
    ("1500 бійців", "1500", "боєць", "uk", "бійців"),
    ("близько 3 тисяч військових", "3 тисяч", "військовий", "uk", "військових"),
    ("3000", "3000", None, "en", ""),
]


@pytest.mark.parametrize(("surface", "numeral", "noun", "code", "expected"), NOUNS)
def test_the_noun_stands_as_in_the_text(surface, numeral, noun, code, expected):
    bound = Bound.ABOUT if surface.startswith("близько") else Bound.EXACT
    assert plain(counted(figure(surface, numeral, "1", noun, bound=bound), code)) == expected


def test_a_bound_behind_the_noun_is_not_part_of_it():
    assert plain(counted(figure("12 or more", "12", "12", "person", bound=Bound.AT_LEAST), "en")) == "person"


def test_number_and_noun_in_the_order_of_the_article():
    troops = figure("병력 3000명", "3000", "3000", "명", counted="병력")
    assert plain(counted_in_sentence(troops, catalogue("ko"), "ko")) == "병력 3000명"
    assert plain(counted_in_sentence(troops, catalogue("en"), "ko")) == "병력 3,000명"
    assert (
        plain(counted_in_sentence(figure("3,000 troops", "3,000", "3000", "troop"), catalogue("de"), "en"))
        == "3000 troops"
    )


DIFFERENCES = [
    # before, after, kind and more, direction, amount, share (in English)
    ("1500", "3000", {}, "up", "+1,500", "+100%"),
    ("12", "19", {}, "up", "+7", "+58%"),
    ("12000", "10000", {}, "down", "−2,000", "−17%"),
    ("1000", "1001", {}, "up", "+1", "+0.1%"),
    ("1000000", "1000001", {}, "up", "+1", ""),
    (
        "1500000",
        "1500000000",
        {"kind": FigureKind.MONEY, "currency": "EUR"},
        "up",
        "+€1,498.5 million",
        "×1,000",
    ),
    ("1500", "15", {}, "down", "−1,485", "÷100"),
    ("3.5", "3.75", {"kind": FigureKind.PERCENT}, "up", "+0.25 points", ""),
    ("50", "25", {"kind": FigureKind.BASIS_POINTS}, "down", "−25 basis points", ""),
    ("-4", "3", {"kind": FigureKind.TEMPERATURE, "unit": "°C"}, "up", "+7°C", ""),
    ("0", "5", {}, "up", "+5", ""),
    ("12", "12", {}, "same", "", ""),
    ("1E+9999", "5", {}, "unknown", "", ""),
]


@pytest.mark.parametrize("row", DIFFERENCES, ids=[f"{row[0]}-{row[1]}" for row in DIFFERENCES])
def test_up_or_down_and_by_how_much(row):
    before, after, more, *expected = row
    moved = difference(figure("x", "x", before, **more), figure("x", "x", after, **more), catalogue("en"))
    assert [moved.direction.value, moved.amount, moved.share] == expected


def test_what_cannot_be_subtracted_is_not():
    dollars = figure("$5", "5", "5", kind=FigureKind.MONEY, currency="USD")
    for other in (
        figure("€5", "5", "6", kind=FigureKind.MONEY, currency="EUR"),
        figure("5 km", "5", "6", kind=FigureKind.DISTANCE, unit="km"),
        figure("thousands", "thousands", None, vague=True, low=Decimal(1000)),
        figure("5 to 6", "5 to 6", None, low=Decimal(5), high=Decimal(6)),
    ):
        assert difference(dollars, other, catalogue("en")).direction is Direction.UNKNOWN
