"""A figure while it is being read, and how it becomes a value of the model."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from monitor.lang.numeral import Numeral
from monitor.model import Bound, Figure, FigureKind
from monitor.read.figures.lexicon import Unit

_UNITLESS = frozenset({FigureKind.COUNT, FigureKind.MONEY, FigureKind.SCORE, FigureKind.FRACTION})


@dataclass(slots=True, kw_only=True)
class Draft:
    """What is known of a figure so far. Offsets are in the line; ``first`` and ``next`` are token indexes."""

    numeral: Numeral
    first: int = 0
    next: int = 0
    start: int
    end: int
    kind: FigureKind = FigureKind.COUNT
    unit: str | None = None
    factor: Decimal | None = None
    currency: str | None = None
    bound: Bound = Bound.EXACT
    noun: str | None = None
    counted: str | None = None

    def measured(self, unit: Unit) -> None:
        """Take a unit or currency: kind, symbol and factor."""
        self.kind = unit.kind
        if unit.kind is FigureKind.MONEY:
            self.currency = unit.symbol
            if unit.factor != 1:
                self.scaled(unit.factor)
        else:
            self.unit, self.factor = unit.symbol, unit.factor

    def scaled(self, factor: Decimal) -> None:
        """Multiply the numbers: cents become parts of the main unit."""
        numeral = self.numeral
        for name in ("value", "low", "high"):
            number = getattr(numeral, name)
            if number is not None:
                setattr(numeral, name, number * factor)
        numeral.step *= factor

    def figure(self, line: str, base: int) -> Figure:
        """The finished figure; ``base`` is the offset of the line in the text."""
        numeral = self.numeral
        return Figure(
            kind=self.kind,
            value=_tidy(numeral.value),
            low=_tidy(numeral.low),
            high=_tidy(numeral.high),
            vague=numeral.vague,
            bound=self.bound,
            unit=None if self.kind in _UNITLESS else self.unit,
            si_factor=None if self.kind in _UNITLESS else self.factor,
            currency=self.currency,
            noun=self.noun,
            counted=self.counted,
            precision=numeral.step,
            surface=line[self.start : self.end],
            start=base + self.start,
            numeral_start=base + numeral.start,
            numeral_end=base + numeral.end,
        )


def _tidy(number: Decimal | None) -> Decimal | None:
    """Without trailing zeros and never in exponent notation: 1500000000.0 is 1500000000."""
    if number is None:
        return None
    whole = number.to_integral_value()
    if whole == number:
        return Decimal(int(whole))
    return number.normalize()
