"""Ranges: ``10–12 thousand``, ``between 5 and 7 km``, ``two or three``.

The lower end takes the scale and the unit of the upper one. "From 5 to 7 percent" says
where a change began and ended, so it stays two figures unless the language opens
ranges with that word.
"""

from __future__ import annotations

from decimal import Decimal

from monitor.lang.numeral import Numeral
from monitor.model import FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.lexicon import Lexicon, Unit
from monitor.read.figures.numeral_state import Found
from monitor.read.figures.numerals import NumeralGrammar
from monitor.read.figures.shields import Shields
from monitor.read.figures.tokens import Tokens
from monitor.read.figures.units import Units

_DIGITS = frozenset("0123456789")
_RANGE_GAPS = ("…", "...", "-", "–", " - ", " – ", "~", " ~ ", "- ", "–")


class Ranges:
    """Joins two numbers into a range."""

    def __init__(self, lexicon: Lexicon, grammar: NumeralGrammar, units: Units, shields: Shields) -> None:
        self.lexicon = lexicon
        self.grammar = grammar
        self.units = units
        self.shields = shields

    def range_open(self, tokens: Tokens, first: int, floor: int) -> tuple[object, int] | None:
        """``between`` before the number: what must stand in the middle, and the opener's index."""
        if first <= floor or tokens.gap[first] != " ":
            return None
        match = self.lexicon.range_open.backward(tokens, first - 1)
        if match is None:
            # "between about 10 and 12"
            bound = self.lexicon.bound_before.backward(tokens, first - 1)
            if bound is None or bound[1] <= floor:
                return None
            match = self.lexicon.range_open.backward(tokens, bound[1] - 1)
        return match if match is not None and match[1] >= floor else None

    def _second(self, tokens: Tokens, at: int, middle: object) -> int:
        """The index of the range's second number when a range word or dash stands at ``at``, else 0."""
        gap = tokens.gap[at]
        if gap in _RANGE_GAPS:
            return at
        if gap not in (" ", ""):
            return 0
        if tokens.text[at] == "~":
            return at + 1
        if gap != " ":
            return 0
        for phrases in (middle, self.lexicon.range_to):
            match = phrases.forward(tokens, at) if phrases is not None else None  # type: ignore[attr-defined]
            if match is not None and tokens.gap[match[1]] == " ":
                at = int(match[1])
                # "between 2 and about 7"
                bound = self.lexicon.bound_before.backward(tokens, at)
                return at + 1 if bound is not None and tokens.gap[at + 1] == " " else at
        return 0

    def range(self, tokens: Tokens, draft: Draft, middle: object) -> None:
        """``10–12 thousand``, ``10,000 to 12,000``, ``two or three``: both ends without a unit between."""
        numeral = draft.numeral
        if numeral.value is None or numeral.fraction:
            return
        at = draft.next
        second = self._second(tokens, at, middle)
        if not second:
            alternative = self.lexicon.range_or.forward(tokens, at) if tokens.gap[at] == " " else None
            if alternative is None:
                return
            found = self._other(tokens, alternative[1], draft)
            if (
                found is None
                or found.numeral is None
                or not self._alternatives(numeral.value, found.numeral.value)
            ):
                return
        else:
            found = self._other(tokens, second, draft)
        if found is None or found.numeral is None or found.numeral.value is None or found.numeral.fraction:
            return
        if (
            self.shields.after(tokens, found.next - 1, found, money=False)
            and draft.kind is FigureKind.COUNT
            and found.numeral.plain
        ):
            return
        from_word = draft.first and tokens.text[draft.first - 1] in self.lexicon.range_from
        if from_word and middle is None and second and tokens.gap[at] == " ":
            self._borrow(tokens, draft, found)
            return
        self._join(draft, found.numeral, found.next)

    def _other(self, tokens: Tokens, at: int, draft: Draft) -> Found | None:
        """The second number of a range; a currency sign may stand before it again."""
        sign = self.lexicon.units.forward(tokens, at) if draft.kind is FigureKind.MONEY else None
        if sign is not None and sign[0].symbol == draft.currency and tokens.gap[sign[1]] in ("", " "):
            at = sign[1]
        elif draft.currency is not None and tokens.gap[at + 1] == "":
            # "R20bn to R50bn": a letter that is a currency right before digits only
            letter = self.lexicon.currency_letters.get(tokens.original(at))
            at += letter is not None and letter.symbol == draft.currency
        at += tokens.text[at] == "+" and tokens.gap[at + 1] == ""
        word = tokens.text[at]
        if not word or not (word[0] in _DIGITS or self.grammar.starts(word)):
            return None
        return self.grammar.at(tokens, at, money=draft.kind is FigureKind.MONEY)

    @staticmethod
    def _alternatives(low: Decimal, high: Decimal | None) -> bool:
        """``two or three``, ``fifty or sixty``: neighbours, not a choice."""
        return high is not None and (high == low + 1 or (low % 10 == 0 and high == low + 10))

    @staticmethod
    def _join(draft: Draft, other: Numeral, following: int) -> bool:
        """Make a range of two numbers when they rise; the lower one takes the scale of the higher."""
        numeral = draft.numeral
        low, high = numeral.value, other.value
        assert low is not None
        assert high is not None
        if numeral.scale == 1 and other.scale > 1 and low * other.scale < high:
            low *= other.scale
        if not low < high:
            return False
        numeral.value, numeral.low, numeral.high = None, low, high
        numeral.step, numeral.scale = other.step, other.scale
        numeral.plain = False
        numeral.end = draft.end = other.end
        draft.next = following
        return True

    def _borrow(self, tokens: Tokens, draft: Draft, other: Found) -> None:
        """``from 5 to 7 percent``: two figures, the first with the unit of the second."""
        measured = self.units.after(tokens, other.next)
        if (
            draft.kind is FigureKind.COUNT
            and measured is not None
            and self.units.after(tokens, draft.next) is None
        ):
            draft.measured(measured[0])

    def range_with_units(self, tokens: Tokens, draft: Draft, unit: Unit, middle: object) -> None:
        """``5 km to 7 km``, ``10% bis 12%``: both ends with their unit."""
        numeral = draft.numeral
        if numeral.value is None or (unit.kind is FigureKind.MONEY and unit.factor != 1):
            return
        second = self._second(tokens, draft.next, middle)
        if not second:
            return
        if middle is None and draft.first and tokens.text[draft.first - 1] in self.lexicon.range_from:
            return
        found = self._other(tokens, second, draft)
        if found is None or found.numeral is None or found.numeral.value is None:
            return
        measured = self.units.after(tokens, found.next)
        if measured is None or measured[0] != unit:
            return
        if self._join(draft, found.numeral, measured[1]):
            draft.end = tokens.end[measured[1] - 1]
