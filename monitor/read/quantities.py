"""When two figures are one quantity, and when one merely refines the other.

Values are compared in the SI unit of their kind, so 1 km equals 1000 m; currencies
must be equal, and percent never equals percentage points (basis points do: 25 bp are
0.25 pp). Leaves out bounds and
nouns: whether "about 12" became "12" is the comparison's business.
"""

from __future__ import annotations

from decimal import Decimal

from monitor.model import Figure, FigureKind

# Conversion factors have sixteen digits, so equal notations in different units differ by less
# than this share; counts up to a million million still differ by more when one digit does.
_TOLERANCE = Decimal("1e-13")
_OFFSETS = {"°F": (Decimal(-32), Decimal("0.5555555555555556"))}

# One measure in two notations: 25 basis points are 0.25 percentage points.
_POINTS = {FigureKind.PERCENTAGE_POINTS: Decimal(1), FigureKind.BASIS_POINTS: Decimal("0.01")}


def _si(figure: Figure, number: Decimal | None) -> Decimal | None:
    if number is None:
        return None
    if figure.unit in _OFFSETS:
        offset, factor = _OFFSETS[figure.unit]
        return (number + offset) * factor
    return number * _step(figure)


def _step(figure: Figure) -> Decimal:
    """What one of the figure's unit is in the common one of its measure."""
    return _POINTS.get(figure.kind) or figure.si_factor or Decimal(1)


def _equal(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other))


def comparable(a: Figure, b: Figure) -> bool:
    """Whether the two measure the same thing: kind, currency, and kind of unit."""
    if a.kind in _POINTS and b.kind in _POINTS:
        return True
    if a.kind is not b.kind or a.currency != b.currency:
        return False
    if a.kind in {FigureKind.RATE, FigureKind.MAGNITUDE}:
        # Composed units and "other physical quantities" share a kind; their symbols tell them apart.
        return _family(a.unit) == _family(b.unit)
    return True


def _family(symbol: str | None) -> str | None:
    if symbol is None:
        return None
    above, stroke, below = symbol.partition("/")
    stem = above.lstrip("kMGTPEmµnpfcdh") if len(above) > 1 else above
    return f"{stem or above}{stroke}{below}"


def same_quantity(a: Figure, b: Figure) -> bool:
    """Whether two figures state one quantity, however they are written.

    Numbers are compared after conversion to SI; ranges end by end; a vague magnitude
    equals only the same vague magnitude. Bounds, nouns and precision do not count.
    """
    if a.vague != b.vague or not comparable(a, b):
        return False
    if a.unit == b.unit:
        return (a.value, a.low, a.high) == (b.value, b.low, b.high)
    return all(
        _equal(_si(a, one), _si(b, other))
        for one, other in ((a.value, b.value), (a.low, b.low), (a.high, b.high))
    )


def refines(a: Figure, b: Figure) -> bool:
    """Whether ``b`` says more exactly what ``a`` said: "1.2m" became "1,234,567".

    True when both have one value, ``b`` has the finer rounding step, and ``b`` rounds
    to ``a`` within half of ``a``'s step. Equal quantities do not refine each other.
    """
    if (
        not comparable(a, b)
        or a.vague
        or b.vague
        or a.value is None
        or b.value is None
        or same_quantity(a, b)
    ):
        return False
    one, other = _si(a, a.value), _si(b, b.value)
    assert one is not None
    assert other is not None
    step = a.precision * _step(a)
    finer = b.precision * _step(b)
    return finer < step and abs(one - other) <= step / 2
