"""How the tables of figures are checked. A row of READ: text and the figures wanted in it."""

from __future__ import annotations

from decimal import Decimal

from monitor.model import Figure, FigureKind
from monitor.read.figures import read_figures

# Ages and scores are figures of their own kinds, never quantities.
NO_QUANTITY = {FigureKind.AGE, FigureKind.SCORE}


def short(figure: Figure) -> str:
    """A figure on one line: surface | number | kind, and bound, unit or currency, noun where there is one."""
    number = f"{figure.low}..{figure.high}" if figure.value is None else f"{figure.value:f}"
    if figure.vague:
        number = f"~{figure.low}"
    elif figure.value is not None and figure.value != round(figure.value, 4):
        number = f"{round(figure.value, 4):f}"
    parts = [figure.surface, number, figure.kind.value]
    if figure.bound.value != "exact":
        parts.append(figure.bound.value)
    parts += [part for part in (figure.unit or figure.currency, figure.noun, figure.counted) if part]
    return " | ".join(parts)


def check(text: str, wanted: list[str], language: str) -> None:
    figures = read_figures(text, language)
    assert [short(figure) for figure in figures] == wanted
    for figure in figures:
        assert text[figure.start : figure.end] == figure.surface
        assert figure.start <= figure.numeral_start < figure.numeral_end <= figure.end
        assert figure.precision > Decimal(0)


def quantities(text: str, language: str) -> list[str]:
    return [short(figure) for figure in read_figures(text, language) if figure.kind not in NO_QUANTITY]
