"""The state of one numeral being read, and the arithmetic of its parts.

Units, tens, hundreds and scales are added and multiplied as they come; what closes a
scale moves from ``current`` to ``total``. Which words may follow which is decided in
:mod:`monitor.read.figures.numeral_fold`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from monitor.lang.numeral import Numeral
from monitor.read.figures.tokens import VULGAR, Tokens

if TYPE_CHECKING:
    from monitor.read.figures.numerals import NumeralGrammar

_ZERO, _ONE = Decimal(0), Decimal(1)
_VULGAR = dict(
    zip(
        VULGAR,
        (
            _ONE / 2, _ONE / 3, Decimal(2) / 3, _ONE / 4, Decimal(3) / 4, _ONE / 5, Decimal(2) / 5, Decimal(3) / 5,
            Decimal(4) / 5, _ONE / 6, Decimal(5) / 6, _ONE / 8, Decimal(3) / 8, Decimal(5) / 8, Decimal(7) / 8,
        ),
        strict=True,
    )
)  # fmt: skip
_INFINITE = Decimal("Infinity")


class Found(NamedTuple):
    """A numeral and where it ends. ``numeral`` is None for an ordinal to step over."""

    numeral: Numeral | None
    next: int
    tail: str = ""
    """What is glued to the last numeral word: ``tägige`` of ``zehntägige``."""


class Literal(NamedTuple):
    """A number in digits."""

    value: Decimal
    step: Decimal
    next: int
    plain: bool
    foreign: bool = False
    """Written with the other convention's decimal mark: believed beside a unit only."""


class Glued(NamedTuple):
    """A word made of numerals: its parts, and what follows them in the word."""

    atoms: tuple[tuple[str, Decimal], ...]
    tail: str
    ordinal: bool


class NumeralState:
    """One numeral being read: ``total`` holds what scales have closed."""

    __slots__ = (
        "current",
        "fraction",
        "grammar",
        "last",
        "lexicon",
        "literal",
        "money",
        "nested",        "pending",
        "plain",
        "scale",
        "spelled",
        "step",
        "tokens",
        "total",
    )  # fmt: skip

    def __init__(self, grammar: NumeralGrammar, tokens: Tokens, *, money: bool, nested: bool) -> None:
        self.grammar = grammar
        self.lexicon = grammar.lexicon
        self.tokens = tokens
        self.money = money
        self.nested = nested
        self.total = _ZERO
        self.current: Decimal | None = None
        self.last = _INFINITE
        self.step = _ONE
        self.scale = _ONE
        self.fraction = False
        self.spelled = False
        self.literal = False
        self.plain = False
        self.pending = False

    def atom(self, role: str, value: Decimal) -> bool:
        """Take an atom in; False when the numeral cannot go on with it."""
        current = self.current
        if role == "n":
            if current is None:
                self.current = value
            elif self.pending:
                # drei-und-zwanzig: the unit came first.
                if not 20 <= value <= 90 or not 0 < current % 100 < 10:
                    if not current % 100 and value < 100:
                        self.current = current + value
                        self.pending = False
                        return True
                    return False
                self.current = current + value
                self.pending = False
            elif not self.spelled or not self._fits(current, value):
                return False
            else:
                self.current = current + value
            self.step = _ONE
            return True
        if role == "x":
            if current is None:
                self.current = value
            elif current < 100:
                self.current = current * value
            elif current % 100 < 10 and current % 100:
                self.current = current - current % 100 + current % 100 * value
            else:
                return False
            self.step = value if self.step == 1 else self.step * value
            return True
        if role in "sS":
            return self._scale(value)
        if role == "m":
            if current is not None:
                return False
            self.current = value
            self.step = Decimal("0.1")
            return True
        if role == "+":
            self.current = (current or _ZERO) + value
            self.step = Decimal("0.1")
            return True
        return False

    def _fits(self, current: Decimal, value: Decimal) -> bool:
        if value < 10:
            return current % 10 == 0 and (current % 100 == 0 or current % 100 >= 20)
        return value < 1000 and current % (100 if value < 100 else 1000) == 0 and current > 0

    def _scale(self, value: Decimal) -> bool:
        current = self.current
        if current is None:
            if not self.total:
                self.total = value
            elif self.total < value < self.last * value:
                self.total *= value
            else:
                return False
        elif value < self.last:
            self.total += current * value
        elif self.total + current < value:
            self.total = (self.total + current) * value
        else:
            return False
        self.step = self.step * value
        self.scale = value
        self.last = value
        self.current = None
        self.fraction = False
        return True

    @property
    def value(self) -> Decimal:
        """What has been read so far."""
        return self.total + (self.current or _ZERO)

    def _take(self, glued: Glued) -> bool:
        for role, value in glued.atoms:
            if role == "&":
                self.pending = True
            elif role == "v":
                self._scale(value)
            elif not self.atom(role, value):
                return False
            elif role != "n":
                self.pending = False
        return True

    def _add_part(self, value: Decimal, step: Decimal) -> None:
        """Add a fraction: of one, or of the scale that stands before it ("3 million and a half")."""
        if self.current is None and self.last != _INFINITE:
            self.total += value * self.last
            self.step = step * self.last
        else:
            self.current = (self.current or _ZERO) + value
            self.step = step

    def _done(self, index: int, at: int, value: Decimal, sign: int, tail: str = "") -> Found:
        tokens = self.tokens
        end = tokens.end[at - 1] - len(tail)
        begin = tokens.begin[index]
        if (
            self.literal
            and tokens.gap[index].endswith(".")
            and self.step < 1
            and tokens.text[index].isdecimal()
            and begin
            and value < 1
        ):
            begin -= 1
        numeral = Numeral(
            start=begin,
            end=end,
            value=value * sign,
            step=self.step,
            scale=self.scale,
            fraction=self.fraction or (at == index + 1 and tokens.text[index] in _VULGAR),
            literal=self.literal,
            plain=self.plain and at == index + 1,
        )
        return Found(numeral, at, tail)
