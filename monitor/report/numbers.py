"""Figures as a newsroom of the reader's language writes them.

Numbers, currencies, units and bounds are the reader's ("1,5 Mrd. Euro", "1만5000",
"12 000"); the counted noun is the article's. What has no single notation (a fraction, a
score, "thousands") stays in the article's words.

Left out: rounding. A number is shown in full unless a scale word carries it exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal
from unicodedata import combining, normalize

from babel.numbers import format_decimal
from babel.units import UnknownUnitError, format_unit

from monitor.model import Bound, Figure, FigureKind
from monitor.report.catalogue import Catalogue, catalogue
from monitor.report.hygiene import clean, shortened
from monitor.report.runs import Phrase, words

_LONGEST_NOUN = 40  # "counted nouns" beyond this are reading accidents

_AS_WRITTEN = frozenset({FigureKind.FRACTION, FigureKind.SCORE})
_PERCENTAGES = frozenset({FigureKind.PERCENT, FigureKind.PERCENTAGE_POINTS, FigureKind.BASIS_POINTS})
_SUFFIXED = {
    FigureKind.PERCENT: "number.percent",
    FigureKind.PERCENTAGE_POINTS: "number.points",
    FigureKind.BASIS_POINTS: "number.basis_points",
}

# A number of ten digits or more after the point comes from a division, not from print.
_MOST_DECIMALS = "#,##0.#########"
_MOST_DIGITS = 40

# The CLDR names of the units that articles use, by symbol.
_CLDR_UNITS = {
    "mm": "length-millimeter",
    "cm": "length-centimeter",
    "m": "length-meter",
    "km": "length-kilometer",
    "in": "length-inch",
    "ft": "length-foot",
    "yd": "length-yard",
    "mi": "length-mile",
    "nmi": "length-nautical-mile",
    "ly": "length-light-year",
    "mg": "mass-milligram",
    "g": "mass-gram",
    "kg": "mass-kilogram",
    "t": "mass-tonne",
    "lb": "mass-pound",
    "oz": "mass-ounce",
    "st": "mass-stone",
    "ct": "mass-carat",
    "m²": "area-square-meter",
    "km²": "area-square-kilometer",
    "ha": "area-hectare",
    "acre": "area-acre",
    "ml": "volume-milliliter",
    "l": "volume-liter",
    "m³": "volume-cubic-meter",
    "bbl": "volume-barrel",
    "gal": "volume-gallon",
    "s": "duration-second",
    "min": "duration-minute",
    "h": "duration-hour",
    "d": "duration-day",
    "night": "duration-night",
    "wk": "duration-week",
    "mo": "duration-month",
    "yr": "duration-year",
    "decade": "duration-decade",
    "century": "duration-century",
    "km/h": "speed-kilometer-per-hour",
    "mph": "speed-mile-per-hour",
    "°C": "temperature-celsius",
    "°F": "temperature-fahrenheit",
    "kWh": "energy-kilowatt-hour",
    "kW": "power-kilowatt",
    "MW": "power-megawatt",
    "GW": "power-gigawatt",
}

_TIMES = frozenset(unit for unit in _CLDR_UNITS.values() if unit.startswith("duration-"))

# What their label says already: "Age: 53", "Magnitude: 6.3".
_UNSAID = frozenset({FigureKind.AGE, FigureKind.MAGNITUDE, FigureKind.INDEX})


class Direction(StrEnum):
    """Which way a figure went."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How a figure moved: ``amount`` and ``share`` are ready to print, "" where unknown."""

    direction: Direction = Direction.UNKNOWN
    amount: str = ""
    share: str = ""
    factor: Decimal | None = None
    """after / before, where both are positive and of one kind and unit."""


# ------------------------------------------------------------------------- numbers


def number(value: Decimal, words_: Catalogue) -> str:
    """A number with the separators and scale words of the language."""
    size = abs(value)
    sign = "−" if value < 0 else ""
    # Decimal("1E+999999") is a value of eight characters: print it as it stands.
    if abs(value.adjusted()) > _MOST_DIGITS:
        return f"{value:.3E}"
    scales: list[list[Any]] = words_.table("number").get("scales", [])
    if words_.pattern("number.scaling") == "composite":
        return sign + _composite(size, scales, words_)
    for most, places in ((1000, 3), (10_000_000, 1)):
        for exponent, name in scales:
            scaled = size.scaleb(-int(exponent))
            if 1 <= scaled < most and scaled == round(scaled, places):
                return f"{sign}{_digits(scaled, words_)}{words_.pattern('number.scale_gap')}{name}"
    return sign + _digits(size, words_)


def _composite(size: Decimal, scales: list[list[Any]], words_: Catalogue) -> str:
    """Groups of ten thousand: 12345678 is 1234만5678."""
    pieces: list[str] = []
    rest = size
    for exponent, name in scales:
        unit = Decimal(10) ** int(exponent)
        group = rest // unit
        if group:
            pieces.append(f"{_digits(group, words_)}{name}")
            rest -= group * unit
    if rest or not pieces:
        pieces.append(_digits(rest, words_))
    return words_.pattern("number.scale_gap").join(pieces)


def _digits(size: Decimal, words_: Catalogue) -> str:
    grouped = size.adjusted() + 1 >= int(words_.table("number")["group_from"])
    return str(
        format_decimal(
            size,
            format=_MOST_DECIMALS,
            locale=words_.locale,
            decimal_quantization=True,
            group_separator=grouped,
        )
    )


# ------------------------------------------------------------------------- figures


def quantity(figure: Figure, words_: Catalogue, language: str, *, counter: bool = True) -> Phrase:
    """The figure with bound, currency or unit; with its counter where nouns are attached.

    ``language`` is the article's. The counted noun of other languages is left to
    :func:`counted`, so that a table can give it a column of its own.
    """
    if figure.vague or figure.kind in _AS_WRITTEN or (figure.value is None and figure.low is None):
        return words(shortened(clean(figure.surface), 60), language)
    amount = words(_measured(figure, words_))
    noun = clean(figure.noun or "")
    if counter and noun and figure.currency is None and figure.unit is None and _attaches(language):
        amount = (*amount, *words(shortened(noun, _LONGEST_NOUN), language))
    if figure.bound is Bound.EXACT:
        return amount
    return words_.phrase(f"bound.{figure.bound.value}", n=amount)


def _measured(figure: Figure, words_: Catalogue) -> str:
    if figure.value is not None:
        return _with_measure(figure, figure.value, number(figure.value, words_), words_)
    low, high = figure.low, figure.high
    if low is None or high is None:
        only = low if low is not None else high
        return "" if only is None else _with_measure(figure, only, number(only, words_), words_)
    span = f"{number(low, words_)}–{number(high, words_)}"
    return _with_measure(figure, high, span, words_)


def _with_measure(figure: Figure, value: Decimal, written: str, words_: Catalogue) -> str:
    if figure.kind in _SUFFIXED:
        return words_.text(_SUFFIXED[figure.kind], n=written)
    if figure.currency:
        names = words_.table("currency.names")
        code = clean(figure.currency)
        key = "currency.named" if code in names else "currency.coded"
        return words_.text(key, n=written, currency=str(names.get(code, code)))
    if figure.unit and figure.kind not in _UNSAID:
        return _with_unit(figure.unit, value, written, words_)
    return written


def _with_unit(unit: str, value: Decimal, written: str, words_: Catalogue) -> str:
    own = words_.table("unit").get(unit)
    if isinstance(own, str):
        return own.replace("{n}", written)
    cldr = _CLDR_UNITS.get(unit)
    if cldr is None:
        return words_.text("number.unit", n=written, unit=clean(unit))
    # CLDR chooses the plural by the number, so the unit is formatted with it and the
    # number then replaced by our notation of it.
    theirs = str(format_decimal(value, locale=words_.locale))
    formatted = _cldr_formatted(value, cldr, words_)
    return (
        formatted.replace(theirs, written, 1)
        if theirs in formatted
        else words_.text("number.unit", n=written, unit=clean(unit))
    )


def _cldr_formatted(value: Decimal, unit: str, words_: Catalogue) -> str:
    """The value with its unit, as "27 hours" or "5 km"; "" for a unit that the language does not have."""
    # Times are written out. Babel gives the bare name where CLDR has no long form (Korean).
    lengths: tuple[Literal["long", "short"], ...] = ("long", "short") if unit in _TIMES else ("short",)
    for length in lengths:
        try:
            formatted = str(format_unit(value, unit, length=length, locale=words_.locale))
        except UnknownUnitError:
            return ""
        if unit not in formatted:
            return formatted
    return ""


def _attaches(language: str) -> bool:
    """Whether the article's language writes the counter onto the number (3000명)."""
    try:
        return catalogue(language).pattern("number.noun") == "attached"
    except KeyError:
        return False


def counted(figure: Figure, language: str) -> Phrase:
    """What is counted, in the article's words as they stand behind the number."""
    if _attaches(language):
        return words(shortened(clean(figure.counted or ""), _LONGEST_NOUN), language)
    return words(_noun_as_written(figure), language)


def counted_in_sentence(figure: Figure, words_: Catalogue, language: str) -> Phrase:
    """Number and noun in the order of the article's language: 3,000 troops, 병력 3000명."""
    noun = counted(figure, language)
    amount = quantity(figure, words_, language)
    if not noun or figure.vague or figure.kind in _AS_WRITTEN:
        return amount
    gap = words(" ")
    return (*noun, *gap, *amount) if _attaches(language) else (*amount, *gap, *noun)


def _noun_as_written(figure: Figure) -> str:
    """The noun in the form it has in the text ("troops", not "troop"), with its adjectives."""
    noun = clean(figure.noun or "")
    if not noun:
        return ""
    if figure.currency or figure.unit or figure.kind in _PERCENTAGES:
        return shortened(noun, _LONGEST_NOUN)
    tail = clean(figure.surface[max(0, figure.numeral_end - figure.start) :]).split()
    head = _stem(noun.split()[-1])
    for position, word in enumerate(tail):
        if _stem(word) == head:
            return shortened(" ".join(tail[: position + 1]).strip(" ,.;:()"), _LONGEST_NOUN)
    # man, men; боєць, бійців: without a common stem the words behind the number are the
    # noun, unless a bound may be among them ("12 or more").
    in_front = figure.bound is Bound.EXACT or figure.numeral_start > figure.start
    return shortened(" ".join(tail) if tail and in_front else noun, _LONGEST_NOUN)


def _stem(word: str) -> str:
    """What lemma and form share: Vogel and Vögel, troop and troops, військовий and військових.

    Three letters tell nouns of one sentence apart and survive the endings.
    """
    bare = "".join(char for char in normalize("NFD", word.casefold()) if not combining(char))
    return bare[:3]


# ------------------------------------------------------------------------- differences


def difference(before: Figure, after: Figure, words_: Catalogue) -> Difference:
    """Up or down and by how much; unknown where the two cannot be subtracted."""
    if before.value is None or after.value is None or not _comparable(before, after):
        return Difference()
    old, new = before.value, after.value
    if max(abs(old.adjusted()), abs(new.adjusted())) > _MOST_DIGITS:
        return Difference()
    if old == new:
        return Difference(direction=Direction.SAME)
    step = new - old
    direction = Direction.UP if step > 0 else Direction.DOWN
    sign = "+" if step > 0 else "−"
    size = number(abs(step), words_)
    if after.kind in _PERCENTAGES:
        key = "number.basis_points" if after.kind is FigureKind.BASIS_POINTS else "number.points_narrow"
        return Difference(direction=direction, amount=sign + words_.text(key, n=size))
    amount = sign + _with_measure(after, abs(step), size, words_)
    if old <= 0 or new <= 0 or after.kind in {FigureKind.TEMPERATURE, FigureKind.MAGNITUDE, FigureKind.AGE}:
        return Difference(direction=direction, amount=amount)
    factor = new / old
    return Difference(direction=direction, amount=amount, share=_share(factor, words_), factor=factor)


def _comparable(before: Figure, after: Figure) -> bool:
    return (
        before.kind is after.kind
        and before.unit == after.unit
        and before.currency == after.currency
        and before.kind not in _AS_WRITTEN
        and not before.vague
        and not after.vague
    )


def _share(factor: Decimal, words_: Catalogue) -> str:
    """Per cent; from tenfold on the factor, which shows a mistaken scale word best."""
    if factor >= 10 or factor * 10 <= 1:
        sign, times = ("×", factor) if factor >= 1 else ("÷", 1 / factor)
        exact = round(times, 1)
        return f"{sign}{number(exact.normalize() if exact == exact.to_integral() else exact, words_)}"
    percent = (factor - 1) * 100
    places = 0 if abs(percent) >= 10 else 1
    rounded = round(abs(percent), places)
    if not rounded:
        return ""
    sign = "+" if percent > 0 else "−"
    return sign + words_.text("number.percent", n=number(rounded, words_))
