"""The units and currencies of one language, compiled from its ``units.toml``.

The file is described in ``monitor/lang/README.md``. Leaves out how a unit is found
behind or before a number (:mod:`monitor.read.figures.units`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from monitor.model import FigureKind
from monitor.read.figures.phrases import Phrases, expand, phrases
from monitor.text.glyphs import fold

# Factors of the SI prefixes in the order in which a language lists its words for them.
_PREFIX_EXPONENTS = (3, 6, 9, 12, 15, 18, -3, -6, -9, -12, -15, -2, -1, 2, 1)
# A German article, the German constitution, an English wall: nobody writes decaseconds, gigagrams, decametres.
_WORDS = frozenset(("das", "Gg", "dam", "dal"))
_PREFIX_SIGNS = ("k", "M", "G", "T", "P", "E", "m", "µ", "n", "p", "f", "c", "d", "h", "da")
_DIMENSIONS = (
    "distance",
    "mass",
    "duration",
    "area",
    "volume",
    "speed",
    "temperature",
    "energy",
    "magnitude",
)
_MILLIONS = frozenset({"EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN"})
_POWERS = {"2": ("²", FigureKind.AREA), "3": ("³", FigureKind.VOLUME)}


class Unit(NamedTuple):
    """A unit of measure, or a currency, or a way to say percent."""

    symbol: str
    kind: FigureKind
    factor: Decimal
    """To the SI unit of its kind; for money to the currency's main unit (cent: 0.01)."""


class UnitTables:
    """What a language says about units: forms, exact signs, and what stands around them."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.units = Phrases()
        self.signs: dict[str, Unit] = {}
        self.suffixes: dict[str, Unit] = {}
        self.unit_words: dict[str, Unit] = {}
        self._units(data)

    def _units(self, data: dict[str, Any]) -> None:
        self._percent(data.get("percent", {}))
        prefixes = tuple(
            zip(
                data.get("prefixes", {}).get("words", "").split(),
                _PREFIX_EXPONENTS,
                _PREFIX_SIGNS,
                strict=False,
            )
        )
        glue = data.get("prefixes", {}).get("glue_power", False)
        powers = {power: expand(forms) for power, forms in data.get("squares", {}).items()}
        for dimension in _DIMENSIONS:
            kind = FigureKind(dimension)
            for symbol, row in data.get(dimension, {}).items():
                self._unit(symbol, kind, row, prefixes, powers, glue=glue)
        self._money(data)
        self.either: dict[str, tuple[str, frozenset[str]]] = {
            form: (row["unit"], frozenset(expand(row["cues"])))
            for row in data.get("either", ())
            for form in expand(row["forms"])
        }
        per = data.get("per", {})
        self.per = frozenset(expand(per.get("words", [])))
        # "6ft 2in": a sign that is a word elsewhere counts right behind a measure in the first unit.
        self.below_zero = phrases(data.get("temperatures", {}).get("below_zero", []))
        self.second_units = {
            pair["first"]: (frozenset(expand(pair["forms"])), pair["second"])
            for pair in data.get("pairs", ())
        }
        inverted = data.get("inverted", {})
        self.inverted = frozenset(expand(inverted.get("words", "")))
        self.inverted_joints = frozenset(expand(inverted.get("joints", "")))
        self.inverted_never = tuple(expand(inverted.get("never_after", "")))
        adjectives = data.get("adjectives", {})
        self.adjective_stems: dict[str, str] = adjectives.get("stems", {})
        self.adjective_nouns = frozenset(expand(adjectives.get("nouns", "")))
        self.adjective_endings = tuple(expand(adjectives.get("endings", "")))
        self.unit_by_symbol: dict[str, Unit] = {unit.symbol: unit for unit in self._all_units}

    def _add(self, unit: Unit, forms: list[str], signs: list[str]) -> None:
        self._all_units.append(unit)
        for form in forms:
            self.units.add(form, unit)
            self.unit_words.setdefault(form, unit)
        for sign in signs:
            self.signs.setdefault(fold(sign), unit)
        for form in (*forms, *signs):
            self.suffixes.setdefault(fold(form).lower(), unit)

    def _percent(self, data: dict[str, Any]) -> None:
        self._all_units: list[Unit] = []
        rows = (
            ("percent", "%", FigureKind.PERCENT, "1"),
            ("percentage_points", "pp", FigureKind.PERCENTAGE_POINTS, "1"),
            ("basis_points", "bp", FigureKind.BASIS_POINTS, "0.01"),
            ("per_mille", "‰", FigureKind.PERCENT, "0.1"),
        )
        for key, symbol, kind, factor in rows:
            self._add(Unit(symbol, kind, Decimal(factor)), expand(data.get(key, [])), [])

    def _unit(
        self,
        symbol: str,
        kind: FigureKind,
        row: dict[str, Any],
        prefixes: tuple[tuple[str, int, str], ...],
        powers: dict[str, list[str]],
        *,
        glue: bool,
    ) -> None:
        factor = Decimal(row["factor"])
        forms = expand(row.get("forms", ""))
        signs = row.get("signs", "").split()
        versions = [(symbol, factor, forms, signs)]
        if row.get("prefixed"):
            for word, exponent, sign in prefixes:
                prefixed = [word + form for form in forms if len(form) > 1]
                prefixed_signs = [sign + own for own in signs if sign + own not in _WORDS]
                if sign == "µ":
                    prefixed_signs += ["μ" + own for own in signs]
                versions.append((sign + symbol, factor.scaleb(exponent), prefixed, prefixed_signs))
        for name, size, words, exact in versions:
            # "km" is written in lower case only, "KM" and "Km" happen: two letters fold, one does not.
            lower = [sign for sign in exact if len(sign) > 1 and sign[0] not in "mM"] + [
                s for s in exact if s in {"mm", "mg", "ml"}
            ]
            self._add(Unit(name, kind, size), words + lower, exact)
            if kind is FigureKind.DISTANCE:
                for power, (mark, power_kind) in _POWERS.items():
                    unit = Unit(name + mark, power_kind, size ** int(power))
                    joints = ("", " ") if glue else (" ",)
                    long = [
                        square + joint + word
                        for square in powers.get(power, ())
                        for word in words + exact
                        for joint in joints
                    ]
                    long += (
                        [f"{word} squared" for word in words]
                        if power == "2" and "squared" in powers.get(power, ())
                        else []
                    )
                    self._add(
                        unit,
                        [*long, *(sign + mark for sign in exact if len(sign) > 1)],
                        [sign + mark for sign in exact],
                    )

    def _before_number(self, form: str, unit: Unit) -> None:
        """Signs and codes stand before a number too ("$", "US$", "EUR"); words do not."""
        if len(form) <= 4 or not form.replace(" ", "").isalpha():
            self.currency_before.add(form, unit)

    def _money(self, data: dict[str, Any]) -> None:
        self.currency_before = Phrases(backwards=True)
        before = data.get("before", {})
        self.currency_titles = frozenset(expand(before.get("titles", "")))
        self.currency_letters = {
            letter: Unit(code, FigureKind.MONEY, Decimal(1))
            for letter, code in before.get("letters", {}).items()
        }
        self.currency_strokes = {
            stroke: Unit(code, FigureKind.MONEY, Decimal(1))
            for stroke, code in data.get("behind", {}).items()
        }
        self.guarded = frozenset(expand(data.get("guarded", {}).get("words", "")))
        for code, forms in data.get("currencies", {}).items():
            unit = Unit(code, FigureKind.MONEY, Decimal(1))
            if code in _MILLIONS:
                # "120 MEUR", as balance sheets write.
                self.units.add("m" + code.lower(), Unit(code, FigureKind.MONEY, Decimal(1000000)))
            for form in expand(forms):
                self.units.add(form, unit)
                self._before_number(form, unit)
                self.suffixes.setdefault(fold(form).lower(), unit)
        for code, forms in data.get("subunits", {}).items():
            unit = Unit(code, FigureKind.MONEY, Decimal("0.01"))
            for form in expand(forms):
                self.units.add(form, unit)
                self.suffixes.setdefault(fold(form).lower(), unit)
        for row in data.get("shared", ()):
            # One word for the currencies of several countries: an adjective tells which.
            words = expand(row["words"])
            factor = Decimal(row.get("factor", "1"))
            for code, adjectives in row["of"].items():
                unit = Unit(code, FigureKind.MONEY, factor)
                forms = [f"{adjective} {word}" for adjective in expand(adjectives) for word in words]
                forms += [
                    f"{word} {land}" for land in expand(row.get("after", {}).get(code, "")) for word in words
                ]
                if code == row["default"]:
                    forms += words
                for form in forms:
                    self.units.add(form, unit)
                    self._before_number(form, unit)
                    self.suffixes.setdefault(fold(form).lower(), unit)
                if "$" in words:
                    for adjective in expand(adjectives):
                        self.currency_before.add(adjective + "$", unit)
