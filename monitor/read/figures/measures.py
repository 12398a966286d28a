"""Money and measures: the unit of a number, also in two parts ("2 hours 30 minutes")."""

from __future__ import annotations

from decimal import Decimal

from monitor.lang.numeral import Numeral
from monitor.model import Bound, FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.kinds import Kinds
from monitor.read.figures.lexicon import Lexicon, Unit
from monitor.read.figures.numeral_state import Found
from monitor.read.figures.numerals import NumeralGrammar
from monitor.read.figures.ranges import Ranges
from monitor.read.figures.tokens import Tokens
from monitor.read.figures.units import Units

_DIGITS = frozenset("0123456789")
_COMPOUND = frozenset(
    {FigureKind.DURATION, FigureKind.MONEY, FigureKind.DISTANCE, FigureKind.MASS, FigureKind.VOLUME}
)


class Measures:
    """Gives a number its unit or currency."""

    def __init__(
        self, lexicon: Lexicon, grammar: NumeralGrammar, units: Units, kinds: Kinds, ranges: Ranges
    ) -> None:
        self.lexicon = lexicon
        self.grammar = grammar
        self.units = units
        self.kinds = kinds
        self.ranges = ranges

    def currency_before(self, tokens: Tokens, index: int, floor: int) -> tuple[Unit, int] | None:
        """The currency written before the number ("$", "US$", "EUR"), and its first token."""
        if not index or tokens.gap[index] not in ("", " ", "-", " -", "."):
            return None
        match = self.lexicon.currency_before.backward(tokens, index - 1)
        if match is None or match[1] < floor:
            return None
        unit, first = match
        last = tokens.original(index - 1)
        if (
            last[0].isalpha()
            and not last.isupper()
            and not (tokens.gap[index] == "" or tokens.text[index - 1][-1:] in "$€£¥")
        ):
            return None
        if last[0].isalpha() and len(last) < 2:
            return None
        return unit, first

    @staticmethod
    def sign(tokens: Tokens, index: int, numeral: Numeral, floor: int) -> None:
        """A minus that touches the digits and stands free on its left."""
        del floor
        gap = tokens.gap[index]
        begin = numeral.start
        if (
            gap[-1:] == "-"
            and ((len(gap) == 1 and index == 0) or gap[-2:-1] in {" ", "("})
            and numeral.value is not None
        ):
            numeral.value = -numeral.value
            numeral.start = begin - 1
            numeral.plain = False

    def measure(self, tokens: Tokens, draft: Draft, middle: object) -> None:
        """Read the unit behind the number, and the second end of a range behind that."""
        at = draft.next
        parted = draft.numeral.fraction or (draft.numeral.value is not None and draft.numeral.value % 1 != 0)
        if (draft.numeral.vague or parted) and tokens.text[at] in self.lexicon.of and tokens.gap[at] == " ":
            # "thousands of dollars", "three quarters of an hour"
            at += 1
        if parted and tokens.text[at] in self.lexicon.article and tokens.gap[at] == " ":
            # "half an hour"
            at += 1
        if self.kinds.index(tokens, draft):
            return
        measured = self.units.after(tokens, at)
        if measured is None or draft.kind is not FigureKind.COUNT:
            return
        unit, following = measured
        either = (
            self.lexicon.either.get(tokens.text[at])
            if self.lexicon.either and draft.numeral.scale < 10**6
            else None
        )
        if either is not None and following == at + 1 and self.kinds.near(tokens, at, either[1]):
            unit = self.lexicon.unit_by_symbol[either[0]]
        draft.measured(unit)
        if unit.kind is FigureKind.MONEY and unit.factor == 1 and tokens.gap[following] == " ":
            # "75 USD million"
            role, size = self.lexicon.roles.get(tokens.text[following], ("", Decimal(0)))
            if role == "s" and draft.numeral.scale == 1:
                draft.scaled(size)
                following += 1
        draft.next = following
        draft.end = max(draft.end, tokens.end[following - 1])
        draft.numeral.end = max(draft.numeral.end, draft.numeral.end)
        self.ranges.range_with_units(tokens, draft, unit, middle)

    def tail(self, tokens: Tokens, draft: Draft, tail: str) -> None:
        """``zehntägige``: the unit is glued to the numeral."""
        payload = self.units.adjective(tail)
        draft.end = tokens.end[draft.next - 1]
        if payload is not None:
            self.adjective(draft, payload)

    def adjective(self, draft: Draft, payload: str | Unit) -> None:
        """Take what an adjective's stem means: a unit, an age, a multiple or a noun."""
        if isinstance(payload, Unit):
            draft.measured(payload)
        elif payload == "age":
            draft.kind, draft.unit = FigureKind.AGE, "yr"
            draft.factor = Decimal(31557600)
        elif payload == "times":
            draft.kind, draft.unit, draft.factor = FigureKind.RATE, "×", Decimal(1)
        else:
            draft.noun = payload

    def money_tail(self, tokens: Tokens, draft: Draft) -> None:
        """``$10 dollars``, ``€2.3bn-worth``: the currency said twice is said once."""
        measured = self.units.after(tokens, draft.next)
        if measured is not None and measured[0].kind is FigureKind.MONEY and tokens.gap[draft.next] == " ":
            unit, following = measured
            if unit.symbol == draft.currency or (draft.currency == "USD" and unit.factor == 1):
                draft.currency = unit.symbol
                draft.next = following
                draft.end = tokens.end[following - 1]

    def compound(self, tokens: Tokens, draft: Draft) -> None:
        """``2 hours 30 minutes``, ``15 dollars and 20 cents``: one quantity in two units."""
        if draft.kind not in _COMPOUND or draft.numeral.value is None or draft.bound is not Bound.EXACT:
            return
        for _ in range(4):
            at = draft.next
            gap = tokens.gap[at]
            if gap != " " and not (gap == ", " and draft.kind is not FigureKind.MONEY):
                return
            if tokens.text[at] in self.lexicon.join and tokens.gap[at + 1] == " ":
                at += 1
            word = tokens.text[at]
            if not word or not (word[0] in _DIGITS or self.grammar.starts(word)):
                return
            found = self.grammar.at(tokens, at)
            if found is None or found.numeral is None or found.numeral.value is None:
                return
            measured = self.units.after(tokens, found.next)
            value = draft.numeral.value
            if measured is None:
                self._minor_unit(tokens, draft, found)
                return
            unit, following = measured
            if unit.kind is not draft.kind:
                return
            more = found.numeral.value * unit.factor
            if draft.kind is FigureKind.MONEY:
                if unit.factor == 1 or found.numeral.value >= 100 or value != int(value) or gap == ", ":
                    return
                draft.numeral.value, draft.numeral.step = value + more, Decimal("0.01")
            else:
                assert draft.factor is not None
                if unit.factor >= draft.factor or more >= draft.factor:
                    return
                draft.numeral.value = value * draft.factor / unit.factor + found.numeral.value
                draft.unit, draft.factor, draft.numeral.step = unit.symbol, unit.factor, found.numeral.step
            draft.next = following
            draft.end = draft.numeral.end = tokens.end[following - 1]

    @staticmethod
    def _minor_unit(tokens: Tokens, draft: Draft, found: Found) -> None:
        """``zwei Dollar zwanzig`` at the end of the line."""
        other = found.numeral
        assert other is not None
        value = draft.numeral.value
        if draft.kind is not FigureKind.MONEY or value is None or other.value is None:
            return
        if (
            not 0 < other.value < 100
            or other.value % 1
            or found.next < tokens.count
            or value % 1
            or value >= 1000
        ):
            return
        draft.numeral.value = value + other.value / 100
        draft.numeral.step = Decimal("0.01")
        draft.next = found.next
        draft.end = draft.numeral.end = other.end

    def foreign(self, tokens: Tokens, index: int, found: Found, money: tuple[Unit, int] | None) -> bool:
        """Whether the decimal mark is the other convention's, and nothing beside vouches for it."""
        literal = self.grammar.literal(tokens, index)
        if literal is None or not literal.foreign or money is not None:
            return False
        if found.next > literal.next or tokens.count == 1:
            return False
        return self.units.after(tokens, found.next) is None
