"""The words of figures of one language, compiled from its data files.

``numerals.toml``, ``units.toml`` and ``shields.toml`` are described in
``monitor/lang/README.md``. Compiling turns lists of forms into dictionaries over
tokens, so that reading a line is a matter of look-ups. Leaves out every rule of how
the words combine.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from monitor.lang import Language, language
from monitor.model import Bound, FigureKind
from monitor.read.figures.phrases import Phrases, expand
from monitor.read.figures.tokens import VULGAR
from monitor.text.glyphs import fold

# Factors of the SI prefixes in the order in which a language lists its words for them.
_PREFIX_EXPONENTS = (3, 6, 9, 12, 15, 18, -3, -6, -9, -12, -15, -2, -1, 2, 1)
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


def _phrases(forms: str | list[str], payload: Any = True, *, backwards: bool = False) -> Phrases:
    table = Phrases(backwards=backwards)
    for form in expand(forms):
        table.add(form, payload)
    return table


class Lexicon:
    """Everything that a language says about its figures."""

    def __init__(self, source: Language) -> None:
        self.code = source.code
        numerals, units, shields = (source.toml(f"{name}.toml") for name in ("numerals", "units", "shields"))
        self.grammar: Any = source.module("numerals")
        self.data = {"numerals": numerals, "units": units, "shields": shields}
        self._numerals(numerals)
        self._bounds(numerals)
        self._noun(numerals)
        self._shields(shields)
        self.units = Phrases()
        self.signs: dict[str, Unit] = {}
        self.suffixes: dict[str, Unit] = {}
        self._units(units)

    # ------------------------------------------------------------- numerals

    def _numerals(self, data: dict[str, Any]) -> None:
        digits = data.get("digits", {})
        self.decimal: str = digits.get("decimal", ".")
        self.group: tuple[str, ...] = tuple(digits.get("group", ()))
        self.scale_then_digits: bool = digits.get("scale_then_digits", False)
        words = data.get("words", {})
        self.roles: dict[str, tuple[str, Decimal]] = {}
        bare_vague = set(expand(words.get("vague_when_bare", "")))
        for role, table in (
            ("v", "vague"),
            ("p", "parts"),
            ("m", "mixed"),
            ("s", "scales"),
            ("x", "multipliers"),
            ("n", "cardinals"),
        ):
            for value, forms in data.get(table, {}).items():
                for form in expand(forms):
                    self.roles[fold(form)] = (
                        "S" if role == "s" and form in bare_vague else role,
                        Decimal(value),
                    )
        for form in expand(words.get("half", "")):
            self.roles.setdefault(fold(form), ("h", Decimal("0.5")))
        for form in expand(words.get("several", "")):
            self.roles.setdefault(fold(form), ("q", Decimal(0)))
        self.scale_letters, self.money_letters = (
            {form: Decimal(value) for value, forms in data.get(table, {}).items() for form in expand(forms)}
            for table in ("scale_letters", "money_letters")
        )
        self.fractions = {
            fold(form): Decimal(value)
            for value, forms in data.get("fractions", {}).items()
            for form in expand(forms)
        }
        self.half_never = frozenset(expand(words.get("half_never", "")))
        self.half_after = frozenset(expand(words.get("half_after", "")))
        self.trailing = frozenset(expand(words.get("trailing", "")))
        self.article = frozenset(expand(words.get("article", "")))
        self.join = frozenset(expand(words.get("join", "")))
        self.of = frozenset(expand(words.get("of", "")))
        self.point = frozenset(expand(words.get("point", "")))
        self.whole = frozenset(expand(words.get("whole", "")))
        self.minus = frozenset(expand(words.get("minus", "")))
        self.abbreviations = frozenset(expand(words.get("abbreviations", "")))
        self.comma_join: bool = words.get("comma_join", False)
        self.units_first: bool = words.get("units_first", False)
        self.and_a_half = _phrases(words.get("and_a_half", []))
        ordinals = data.get("ordinals", {})
        self.ordinals = frozenset(map(fold, expand(ordinals.get("words", "")))) - frozenset(
            expand(ordinals.get("never", ""))
        )
        self.ordinal_suffixes = frozenset(expand(ordinals.get("suffixes", "")))
        self.ordinal_dot: bool = ordinals.get("dot", False)
        self.multiples = _phrases(data.get("multiples", {}).get("words", []))
        self.ratios = _phrases(data.get("ratios", {}).get("words", []))
        ranges = data.get("ranges", {})
        self.range_to = _phrases(ranges.get("to", []))
        self.range_or = _phrases(ranges.get("alternative", []))
        self.range_from = frozenset(expand(ranges.get("from", "")))
        self.range_open = Phrases(backwards=True)
        for pair in ranges.get("pairs", ()):
            middle = _phrases(pair["middle"])
            for form in pair["open"]:
                self.range_open.add(form, middle)
        self.compound: dict[str, Any] = data.get("compound", {})
        one = data.get("one", {})
        self.one = frozenset(expand(one.get("forms", data.get("cardinals", {}).get("1", ""))))
        self.one_pronoun_before = frozenset(expand(one.get("pronoun_before", "")))
        self.one_pronoun_after = frozenset(expand(one.get("pronoun_after", "")))
        self.one_nouns = frozenset(expand(one.get("nouns", "")))
        self.one_is_article: bool = one.get("article", False)
        self.counters: dict[str, Any] = data.get("counters", {})
        self.unit_words: dict[str, Unit] = {}
        self.continuers = (
            frozenset(self.roles)
            | frozenset(self.fractions)
            | self.ordinals
            | self.join
            | self.point
            | self.whole
            | frozenset(VULGAR)
            | frozenset(form.lower() for form in (*self.scale_letters, *self.money_letters))
            | self.and_a_half.first_words()
            | {"/"}
        )
        """What a numeral can go on with, beside digits and glued numerals."""
        self.small_words = set(self.roles) | set(self.fractions) | self.ordinals

    def _bounds(self, data: dict[str, Any]) -> None:
        bounds = data.get("bounds", {})
        self.bound_before = Phrases(backwards=True)
        self.bound_after = Phrases()
        for table, phrases in (("before", self.bound_before), ("after", self.bound_after)):
            for name, forms in bounds.get(table, {}).items():
                for form in forms:
                    phrases.add(form, Bound(name))
        self.bound_skip = frozenset(expand(bounds.get("skip", "")))
        self.bound_through = frozenset(expand(bounds.get("through", "")))
        self.bound_never_through = frozenset(expand(bounds.get("never_through", "")))
        self.not_small = frozenset(expand(bounds.get("not_small", [])))
        self.change_stems: tuple[str, ...] = tuple(bounds.get("change", ()))
        self.change_bounds = frozenset(bounds.get("change_bounds", ()))
        self.bound_suffixes = {
            form: Bound(name) for name, forms in bounds.get("suffix", {}).items() for form in forms
        }

    def _noun(self, data: dict[str, Any]) -> None:
        noun = data.get("noun", {})
        self.noun_style: str = noun.get("style", "none")
        self.noun_plurals = frozenset(expand(noun.get("plurals", "")))
        self.noun_never = frozenset(expand(noun.get("never", "")))
        self.noun_skip = frozenset(expand(noun.get("skip", "")))
        self.noun_stop = frozenset(map(fold, expand(noun.get("stop", ""))))
        self.noun_adverbs = frozenset(map(fold, expand(noun.get("adverbs", ""))))
        self.noun_phrase_openers = frozenset(map(fold, expand(noun.get("phrase_openers", ""))))
        self.noun_forms: dict[str, str] = noun.get("forms", {})
        self.noun_predicates = tuple(expand(noun.get("predicates", "")))
        self.noun_spelling: tuple[tuple[str, str], ...] = tuple(noun.get("spelling", {}).items())
        self.noun_modifiers = frozenset(expand(noun.get("modifiers", "")))
        self.noun_of = frozenset(expand(noun.get("partitive", "")))
        self.noun_verb_endings = tuple(expand(noun.get("verb_endings", "")))
        self.noun_unknown_adjectives = tuple(expand(noun.get("unknown_adjectives", "")))
        self.noun_adjectives = frozenset(expand(noun.get("adjectives", "")))
        self.noun_adjective_beginnings = tuple(expand(noun.get("adjective_beginnings", "")))
        self.noun_adjective_endings = tuple(expand(noun.get("adjective_endings", "")))
        self.noun_never_endings = tuple(expand(noun.get("never_endings", "")))
        self.noun_rules: tuple[tuple[str, str], ...] = tuple(noun.get("rules", {}).items())

    # ---------------------------------------------------------------- shields

    def _shields(self, data: dict[str, Any]) -> None:
        dates = data.get("dates", {})
        self.months = frozenset(map(fold, expand(dates.get("months", ""))))
        self.weekdays = frozenset(map(fold, expand(dates.get("weekdays", ""))))
        self.year_before = frozenset(expand(dates.get("year_before", "")))
        self.old_year_before = frozenset(expand(dates.get("old_year_before", "")))
        self.year_after = frozenset(expand(dates.get("year_after", "")))
        self.day_after = frozenset(expand(dates.get("day_after", "")))
        self.decade_suffixes = frozenset(expand(dates.get("decade_suffixes", "")))
        self.time_after = _phrases(data.get("times", {}).get("after", []))
        self.time_before = frozenset(expand(data.get("times", {}).get("before", [])))
        self.time_units = frozenset(expand(data.get("times", {}).get("units", "")))
        identifiers = data.get("identifiers", {})
        self.identifier_before = frozenset(map(fold, expand(identifiers.get("before", ""))))
        self.identifier_after = frozenset(map(fold, expand(identifiers.get("after", ""))))
        self.spelled_before = frozenset(map(fold, expand(identifiers.get("spelled_before", ""))))
        self.capitals = frozenset(map(fold, expand(identifiers.get("capitals", ""))))
        self.address_words = frozenset(expand(identifiers.get("address", "")))
        self.counting_verbs = frozenset(map(fold, expand(identifiers.get("counting", ""))))
        self.identifier_fixed = tuple(identifiers.get("fixed", ()))
        scores = data.get("scores", {})
        self.score_words = frozenset(map(fold, expand(scores.get("verbs", ""))))
        self.score_joints = frozenset(expand(scores.get("words", [])))
        self.score_stems = tuple(scores.get("stems", ()))
        ages = data.get("ages", {})
        self.age_before = _phrases(ages.get("before", []), backwards=True)
        self.age_after = _phrases(ages.get("after", []))
        self.age_stems = tuple(ages.get("stems", ()))
        self.age_things = frozenset(map(fold, expand(ages.get("things", ""))))
        self.age_apposition: bool = ages.get("apposition", False)
        magnitudes = data.get("magnitudes", {})
        self.magnitude_before = _phrases(magnitudes.get("before", []), backwards=True)
        self.magnitude_after = _phrases(magnitudes.get("after", []))
        self.index_words = frozenset(expand(data.get("indexes", {}).get("words", "")))
        self.index_units = frozenset(expand(data.get("indexes", {}).get("units", "")))

    # ------------------------------------------------------------------ units

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
                prefixed_signs = [sign + own for own in signs]
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


@cache
def lexicon(code: str) -> Lexicon:
    """The compiled lexicon of a language; compiled once a process.

    :raises KeyError: when there is no such language.
    """
    return Lexicon(language(code))
