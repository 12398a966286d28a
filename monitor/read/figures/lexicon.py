"""The words of figures of one language, compiled from its data files.

``numerals.toml``, ``units.toml`` and ``shields.toml`` are described in
``monitor/lang/README.md``. Compiling turns lists of forms into dictionaries over
tokens, so that reading a line is a matter of look-ups. Units are compiled in
:mod:`monitor.read.figures.unit_tables`. Leaves out every rule of how the words combine.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from monitor.lang import Language, language
from monitor.model import Bound
from monitor.read.figures.phrases import Phrases, expand, phrases
from monitor.read.figures.tokens import VULGAR
from monitor.read.figures.unit_tables import Unit, UnitTables
from monitor.text.glyphs import fold

__all__ = ["Lexicon", "Unit", "lexicon"]


class Lexicon(UnitTables):
    """Everything that a language says about its figures."""

    def __init__(self, source: Language) -> None:
        self.code = source.code
        numerals, units, shields = (source.toml(f"{name}.toml") for name in ("numerals", "units", "shields"))
        self.grammar: Any = source.module("numerals")
        self.data = {"numerals": numerals, "units": units, "shields": shields}
        super().__init__(units)
        self._numerals(numerals)
        self._bounds(numerals)
        self._noun(numerals)
        self._shields(shields)

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
        self.half_before = frozenset(expand(words.get("half_before", "")))
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
        self.and_a_half = phrases(words.get("and_a_half", []))
        ordinals = data.get("ordinals", {})
        self.ordinals = frozenset(map(fold, expand(ordinals.get("words", "")))) - frozenset(
            expand(ordinals.get("never", ""))
        )
        self.ordinal_suffixes, self.cardinal_suffixes, self.few_suffixes = (
            frozenset(expand(ordinals.get(key, ""))) for key in ("suffixes", "cardinal_suffixes", "few_only")
        )
        self.ordinal_dot: bool = ordinals.get("dot", False)
        self.multiples = phrases(data.get("multiples", {}).get("words", []))
        self.ratios = phrases(data.get("ratios", {}).get("words", []))
        ranges = data.get("ranges", {})
        self.range_to = phrases(ranges.get("to", []))
        self.range_or = phrases(ranges.get("alternative", []))
        self.range_from = frozenset(expand(ranges.get("from", "")))
        self.range_open = Phrases(backwards=True)
        for pair in ranges.get("pairs", ()):
            middle = phrases(pair["middle"])
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
        for table, known in (("before", self.bound_before), ("after", self.bound_after)):
            for name, forms in bounds.get(table, {}).items():
                for form in forms:
                    known.add(form, Bound(name))
        self.change_joints = frozenset(expand(data.get("ranges", {}).get("changes", "")))
        self.bound_after_never = frozenset(expand(bounds.get("after_never", "")))
        self.bound_skip = frozenset(expand(bounds.get("skip", "")))
        self.bound_through = frozenset(expand(bounds.get("through", "")))
        self.bound_never_through = frozenset(expand(bounds.get("never_through", "")))
        self.not_small = frozenset(expand(bounds.get("not_small", [])))
        self.change_stems: tuple[str, ...] = tuple(bounds.get("change", ()))
        self.change_bounds = frozenset(bounds.get("change_bounds", ()))

    def _noun(self, data: dict[str, Any]) -> None:
        noun = data.get("noun", {})
        self.noun_style: str = noun.get("style", "none")
        self.noun_plurals = frozenset(expand(noun.get("plurals", "")))
        self.noun_never = frozenset(expand(noun.get("never", "")))
        self.noun_skip = frozenset(expand(noun.get("skip", "")))
        self.noun_stop = frozenset(map(fold, expand(noun.get("stop", ""))))
        self.zero_never = frozenset(expand(data.get("words", {}).get("zero_never", "")))
        self.noun_adverbs = frozenset(map(fold, expand(noun.get("adverbs", ""))))
        self.noun_phrase_openers = frozenset(map(fold, expand(noun.get("phrase_openers", ""))))
        self.noun_forms: dict[str, str] = noun.get("forms", {})
        self.noun_predicates = tuple(expand(noun.get("predicates", "")))
        self.noun_spelling: tuple[tuple[str, str], ...] = tuple(noun.get("spelling", {}).items())
        self.noun_of = frozenset(expand(noun.get("partitive", "")))
        self.noun_ly = frozenset(expand(noun.get("ly", "")))
        self.noun_verbs = frozenset(expand(noun.get("verbs", "")))
        self.noun_joins = frozenset(expand(noun.get("joins", "")))
        self.noun_determiners = frozenset(expand(noun.get("determiners", "")))
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
        self.time_after = phrases(data.get("times", {}).get("after", []))
        self.time_before = frozenset(expand(data.get("times", {}).get("before", [])))
        self.time_units = frozenset(expand(data.get("times", {}).get("units", "")))
        self.time_singular = frozenset(expand(data.get("times", {}).get("singular", "")))
        self.time_genitive = frozenset(expand(data.get("times", {}).get("genitive", "")))
        self.time_epochs = frozenset(expand(data.get("times", {}).get("epochs", "")))
        self._identifiers(data.get("identifiers", {}))
        self.weather_words = frozenset(map(fold, expand(data.get("temperatures", {}).get("words", ""))))
        self.outdoor_words = frozenset(map(fold, expand(data.get("temperatures", {}).get("outdoors", ""))))
        self.signed_degrees = bool(data.get("temperatures", {}).get("signed"))
        phones = data.get("phones", {})
        self.phone_words = frozenset(map(fold, expand(phones.get("before", ""))))
        self.phone_prefixes = frozenset(phones.get("prefixes", "").split())
        scores = data.get("scores", {})
        self.score_words = frozenset(map(fold, expand(scores.get("verbs", ""))))
        self.score_joints = frozenset(expand(scores.get("words", [])))
        self.score_stems = tuple(scores.get("stems", ()))
        ages = data.get("ages", {})
        self.age_before = phrases(ages.get("before", []), backwards=True)
        self.age_after = phrases(ages.get("after", []))
        self.age_prepositions = frozenset(expand(ages.get("prepositions", "")))
        self.age_terms = frozenset(map(fold, expand(ages.get("terms", ""))))
        self.age_things = frozenset(map(fold, expand(ages.get("things", ""))))
        self.age_apposition: bool = ages.get("apposition", False)
        self.age_persons = frozenset(expand(ages.get("persons", "")))
        self.age_owners = frozenset(expand(ages.get("owners", "")))
        self.age_children = frozenset(expand(ages.get("children", "")))
        self.age_limits = frozenset(expand(ages.get("limits", "")))
        magnitudes = data.get("magnitudes", {})
        self.magnitude_before = phrases(magnitudes.get("before", []), backwards=True)
        self.magnitude_after = phrases(magnitudes.get("after", []))
        self.index_words = frozenset(expand(data.get("indexes", {}).get("words", "")))
        self.index_units = frozenset(expand(data.get("indexes", {}).get("units", "")))

    def _identifiers(self, identifiers: dict[str, Any]) -> None:
        self.identifier_before = frozenset(map(fold, expand(identifiers.get("before", ""))))
        self.identifier_titles = frozenset(expand(identifiers.get("titles", "")))
        self.identifier_drawn = frozenset(map(fold, expand(identifiers.get("drawn", ""))))
        self.identifier_links = frozenset(expand(identifiers.get("links", "")))
        self.identifier_hyphened = frozenset(expand(identifiers.get("hyphened", "")))
        self.identifier_after = frozenset(map(fold, expand(identifiers.get("after", ""))))
        self.identifier_after_singular = frozenset(map(fold, expand(identifiers.get("after_singular", ""))))
        self.identifier_between = frozenset(map(fold, expand(identifiers.get("between", ""))))
        self.spelled_before = frozenset(map(fold, expand(identifiers.get("spelled_before", ""))))
        self.capitals = frozenset(map(fold, expand(identifiers.get("capitals", ""))))
        self.address_words = frozenset(expand(identifiers.get("address", "")))
        self.counting_verbs = frozenset(map(fold, expand(identifiers.get("counting", ""))))
        self.identifier_fixed = tuple(identifiers.get("fixed", ()))
        self.identifier_before_bare = frozenset(map(fold, expand(identifiers.get("before_bare", ""))))


@cache
def lexicon(code: str) -> Lexicon:
    """The compiled lexicon of a language; compiled once a process.

    :raises KeyError: when there is no such language.
    """
    return Lexicon(language(code))
