"""A numeral found in a line: what the numeral grammars hand to the reader of figures.

The shape is shared by the grammar that works on words (:mod:`monitor.read.figure_numerals`)
and by grammars that languages bring along as code (``monitor/lang/ko/numerals.py``).
It knows nothing of units, bounds or nouns.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(slots=True, kw_only=True)
class Numeral:
    """A value, a range or a vague magnitude, with its offsets in the line.

    ``step`` is the rounding step that the notation implies ("1.2m": 100000).
    ``scale`` is the last scale word's value (1 without one): a range hands it on to
    its lower end ("10 to 12 thousand"). Not frozen: readers widen it while they go.
    """

    start: int
    end: int
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    vague: bool = False
    step: Decimal = Decimal(1)
    scale: Decimal = Decimal(1)
    fraction: bool = False
    """True for parts of a whole in words or with a stroke ("two thirds", "1/3")."""
    literal: bool = False
    """True when it begins with digits."""
    plain: bool = False
    """True for nothing but ungrouped digits: what a year or a model number looks like."""
    unit: str = ""
    """A form of the unit that the numeral has inside: "일" of 사흘, three days."""
