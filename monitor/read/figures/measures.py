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


# "12 won medals" are no money; in a currency whose name is another word too, sums in the news are larger.
_SUM = 100
# Tokens between the two ends of a change: "to $1.2bn in May from 900m".
_CHANGE = 4
_HALF = Decimal("0.5")
# "день-два", "рік-три"
_OR_SO = frozenset((2, 3))


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
        lexicon = self.lexicon
        gap = tokens.gap[index]
        if not index or gap not in ("", " ", "-", " -", ".", ". "):
            return self._stroke(tokens, index)
        last = tokens.original(index - 1)
        if gap == "" and last in lexicon.currency_letters and self._amount(tokens, index):
            return lexicon.currency_letters[last], index - 1
        titled = gap != "-" and last in lexicon.currency_titles
        if gap == ". " and not titled:
            return None
        match = lexicon.currency_before.backward(tokens, index - 1)
        if match is None or match[1] < floor:
            return self._stroke(tokens, index)
        unit, first = match
        if (
            last[0].isalpha()
            and not last.isupper()
            and not titled
            and not (tokens.gap[index] == "" or tokens.text[index - 1][-1:] in "$€£¥")
        ):
            return None
        if last[0].isalpha() and len(last) < 2:
            return None
        return unit, first

    def _amount(self, tokens: Tokens, index: int) -> bool:
        """Whether the number behind a currency's letter is a sum, and no name: "R500", "R1.5m", never "R2-D2"."""
        if index > 1 and tokens.gap[index - 1] in ("", "-"):
            return False
        text = tokens.text[index]
        scaled = (
            tokens.text[index + 1] in self.lexicon.roles
            or tokens.original(index + 1) in self.lexicon.money_letters
        )
        return (
            not text.isdecimal()
            or len(text) > 2
            or text.endswith("0")
            or (scaled and tokens.gap[index + 1] in ("", " "))
        )

    def _stroke(self, tokens: Tokens, index: int) -> tuple[Unit, int] | None:
        """The currency that a mark behind the number means, as in ``4m/-``; its first token is the number."""
        if not self.lexicon.currency_strokes:
            return None
        at = index + 1
        if tokens.gap[at] == "" and tokens.original(at) in self.lexicon.money_letters:
            at += 1
        if tokens.text[at] != "/" or tokens.gap[at] != "":
            return None
        mark = "/" + tokens.gap[at + 1][:1]
        unit = self.lexicon.currency_strokes.get(mark)
        return (
            None
            if unit is None or (tokens.text[at + 1][:1].isdecimal() and tokens.gap[at + 1] == "-")
            else (unit, index)
        )

    def past_stroke(self, tokens: Tokens, draft: Draft) -> None:
        """Take the mark of ``4m/-`` into the figure; it has a dash that would open a range."""
        at = draft.next
        gap = tokens.gap[at + 1]
        if (
            self.lexicon.currency_strokes
            and tokens.text[at] == "/"
            and tokens.gap[at] == ""
            and gap[:1] == "-"
        ):
            tokens.gap[at + 1] = gap[1:]
            tokens.end[at] += 1
            draft.next, draft.end = at + 1, tokens.end[at]

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
        value = draft.numeral.value
        # "15.6 a year earlier" is no part of a year.
        parted = draft.numeral.fraction or (
            value is not None and not draft.numeral.literal and value != value.to_integral_value()
        )
        if (draft.numeral.vague or parted) and tokens.text[at] in self.lexicon.of and tokens.gap[at] == " ":
            # "thousands of dollars", "three quarters of an hour"
            at += 1
        if parted and tokens.text[at] in self.lexicon.article and tokens.gap[at] == " ":
            # "half an hour"
            at += 1
        if self.kinds.index(tokens, draft):
            return
        measured = self.units.after(tokens, at)
        if draft.kind is not FigureKind.COUNT or (measured is None and self.kinds.degrees(tokens, draft)):
            return
        if measured is None:
            return
        unit, following = measured
        either = (
            self.lexicon.either.get(tokens.text[at])
            if self.lexicon.either and draft.numeral.scale < 10**6
            else None
        )
        if either is not None and following == at + 1 and self.kinds.near(tokens, at, either[1]):
            if not either[0]:
                return
            unit = self.lexicon.unit_by_symbol[either[0]]
        if (
            tokens.text[at] in self.lexicon.guarded
            and following == at + 1
            and value is not None
            and value < _SUM
        ):
            return
        draft.measured(unit)
        if unit.kind is FigureKind.MONEY and unit.factor == 1 and tokens.gap[following] == " ":
            # "75 USD million"
            role, size = self.lexicon.roles.get(tokens.text[following], ("", Decimal(0)))
            if role == "s" and draft.numeral.scale == 1:
                draft.scaled(size)
                following += 1
        below = (
            self.lexicon.below_zero.forward(tokens, following)
            if unit.kind is FigureKind.TEMPERATURE
            else None
        )
        if below is not None and value is not None and value > 0:
            draft.numeral.value = -value
            following = below[1]
        draft.next = following
        draft.end = max(draft.end, tokens.end[following - 1])
        draft.numeral.end = max(draft.numeral.end, draft.numeral.end)
        self.ranges.range_with_units(tokens, draft, unit, middle)

    def goes_on(self, tokens: Tokens, index: int, last: Draft) -> bool:
        """Whether a number goes on from a sum: "rose to $1.2bn from 900m", so that "m" is a million."""
        return (
            last.kind is FigureKind.MONEY
            and 0 <= index - last.next <= _CHANGE
            and tokens.text[index - 1] in self.lexicon.change_joints
            and tokens.gap[index] == " "
        )

    def inherit(self, tokens: Tokens, index: int, draft: Draft, last: Draft) -> None:
        """Take the unit said once for both ends of a change: "to 12.1 per cent from 15.6"."""
        if (
            draft.noun is not None
            or not draft.numeral.literal
            or not 0 <= index - last.next <= _CHANGE
            or tokens.text[index - 1] not in self.lexicon.change_joints
            or tokens.text[index - 1] not in self.lexicon.range_from
        ):
            return
        if last.kind is FigureKind.PERCENT and draft.numeral.step < 1 and draft.numeral.scale == 1:
            draft.kind, draft.unit, draft.factor = last.kind, last.unit, last.factor
        elif last.kind is FigureKind.MONEY and draft.numeral.scale > 1 and last.numeral.scale > 1:
            draft.kind, draft.currency = last.kind, last.currency

    def and_a_half(self, tokens: Tokens, index: int, draft: Draft, floor: int) -> bool:
        """``an hour and a half``: the unit stands before, counted by its article."""
        lexicon = self.lexicon
        if not draft.numeral.fraction or draft.numeral.value != _HALF or index - 4 < floor:
            return False
        one, unit, join, article = tokens.text[index - 4 : index]
        if one not in lexicon.article or join not in lexicon.join or article not in lexicon.article:
            return False
        measured = self.units.after(tokens, index - 3)
        if (
            measured is None
            or measured[1] != index - 2
            or measured[0].kind not in _COMPOUND
            or tokens.gap[index - 2 : index + 1] != [" "] * 3
            or not unit
        ):
            return False
        draft.measured(measured[0])
        draft.numeral.value, draft.numeral.fraction = Decimal("1.5"), False
        draft.first = index - 4
        draft.start = draft.numeral.start = tokens.begin[index - 4]
        return True

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
        elif payload.isdecimal():
            # "45-мільйонна країна"
            draft.scaled(Decimal(payload))
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

    def inverted(self, tokens: Tokens, draft: Draft, floor: int) -> None:
        """``хвилин за п'ять``: the unit before the number makes it a rough one; ``тиждень-два`` is a range."""
        lexicon = self.lexicon
        at, first = draft.first - 1, draft.first
        if not lexicon.inverted or draft.kind is not FigureKind.COUNT or at < floor:
            return
        value = draft.numeral.value
        if value is None or draft.numeral.fraction or self.kinds.nouns.seems(tokens, draft.next):
            return
        pair = tokens.gap[first] == "-" and not draft.numeral.literal and value in _OR_SO
        if not pair:
            if tokens.text[at] in lexicon.inverted_joints and tokens.gap[first] == " " and at > floor:
                first, at = at, at - 1
            if tokens.text[at] not in lexicon.inverted or tokens.gap[first] != " ":
                return
            before = tokens.text[at - 1] if at else ""
            if before[:1].isdecimal() or before in lexicon.roles or before.endswith(lexicon.inverted_never):
                return
        known = lexicon.units.forward(tokens, at)
        if known is None or known[1] != at + 1 or (pair and known[0].kind is not FigureKind.DURATION):
            return
        draft.measured(known[0])
        draft.first, draft.start = at, tokens.begin[at]
        if pair:
            draft.numeral.low, draft.numeral.high, draft.numeral.value = Decimal(1), value, None
        else:
            draft.bound = Bound.ABOUT

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
            measured = self.units.after(tokens, found.next) or self._second_unit(tokens, draft, found.next)
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

    def _second_unit(self, tokens: Tokens, draft: Draft, at: int) -> tuple[Unit, int] | None:
        """``6ft 2in``: "in" is a unit behind feet, where it touches the digits or ends the phrase."""
        forms, symbol = self.lexicon.second_units.get(draft.unit or "", (frozenset(), ""))
        if tokens.text[at] not in forms or not (tokens.gap[at] == "" or tokens.gap[at + 1] != " "):
            return None
        return self.lexicon.unit_by_symbol[symbol], at + 1

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
            or value >= 1000
            or value % 1
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
