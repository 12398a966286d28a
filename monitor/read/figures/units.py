"""The unit after a number: measures, currencies, percent, and what is composed of them.

Exact signs come before words, since case counts (mW, MW). ``km/h`` and "miles an
hour" are composed from two units unless the lexicon has them as one. Leaves out
currency signs before the number.
"""

from __future__ import annotations

from decimal import Decimal

from monitor.model import FigureKind
from monitor.read.figures.lexicon import Lexicon, Unit
from monitor.read.figures.tokens import Tokens

_GAPS = ("", " ", "-")
# What several languages call one speed.
_SPEEDS = {"mi/h": "mph", "nmi/h": "kn"}
_COMPOSED = frozenset(
    {
        FigureKind.DISTANCE, FigureKind.MASS, FigureKind.VOLUME, FigureKind.AREA, FigureKind.ENERGY, FigureKind.MAGNITUDE,
        FigureKind.DURATION,
    }
)  # fmt: skip


class Units:
    """Finds units after numbers in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._stems = sorted(lexicon.adjective_stems, key=len, reverse=True)

    def after(self, tokens: Tokens, at: int) -> tuple[Unit, int] | None:
        """The unit at token ``at`` and the index past it, or None."""
        if tokens.gap[at] not in _GAPS or at >= tokens.count:
            return None
        match = self._simple(tokens, at)
        if match is None:
            return self._adjectival(tokens, at) or self._bare_per(tokens, at)
        unit, following = match
        if (
            unit.kind is FigureKind.DISTANCE
            and tokens.text[following] in {"2", "3"}
            and tokens.gap[following] == ""
        ):
            mark, kind = ("²", FigureKind.AREA) if tokens.text[following] == "2" else ("³", FigureKind.VOLUME)
            unit = Unit(unit.symbol + mark, kind, unit.factor ** int(tokens.text[following]))
            following += 1
        if unit.kind in _COMPOSED:
            composed = self._per(tokens, unit, following)
            if composed is not None:
                return composed
        return unit, following

    def _simple(self, tokens: Tokens, at: int) -> tuple[Unit, int] | None:
        lexicon = self.lexicon
        phrase = lexicon.units.forward(tokens, at)
        if phrase is not None and phrase[1] > at + 1:
            return phrase
        follow = tokens.text[at + 1]
        if (
            phrase is not None
            and follow[:1].isdecimal()
            and follow not in {"2", "3"}
            and not tokens.gap[at + 1]
        ):
            # "two MI5 officers"
            return None
        sign = lexicon.signs.get(tokens.original(at))
        if sign is not None and not self._names_something(tokens, at):
            return sign, at + 1
        return phrase

    @staticmethod
    def _names_something(tokens: Tokens, at: int) -> bool:
        """``5 F-16``: the letter belongs to a name."""
        gap = tokens.gap[at + 1]
        following = tokens.text[at + 1]
        if (
            tokens.original(at).isupper()
            and gap in ("-", "")
            and following[:1].isalnum()
            and following not in {"2", "3"}
        ):
            return True
        if gap == " " and following.isdecimal() and tokens.end[at] - tokens.begin[at] == 1:
            # "Az. 5 L 3799/24"
            return True
        return gap == "" and following[:1].isalpha()

    def _per(self, tokens: Tokens, unit: Unit, at: int) -> tuple[Unit, int] | None:
        """``km/h``, ``kilometres per hour``, ``barrels a day``."""
        lexicon = self.lexicon
        gap, word = tokens.gap[at], tokens.text[at]
        if word == "/" and gap in ("", " "):
            if tokens.gap[at + 1] not in ("", " "):
                return None
        elif not (word in lexicon.per and gap in (" ", "-") and tokens.gap[at + 1] in (" ", "-")):
            return None
        match = self._simple(tokens, at + 1)
        if match is None:
            return None
        below, following = match
        if below.kind in {FigureKind.MONEY, FigureKind.PERCENT} or (
            word != "/" and len(word) < 3 and below.kind is not FigureKind.DURATION
        ):
            return None
        symbol = f"{unit.symbol}/{below.symbol}"
        kind = FigureKind.RATE
        if unit.kind is FigureKind.DISTANCE and below.kind is FigureKind.DURATION:
            if below.factor > 3600:
                return None
            kind, symbol = FigureKind.SPEED, _SPEEDS.get(symbol, symbol)
        elif unit.kind is FigureKind.DURATION:
            return None
        return Unit(symbol, kind, unit.factor / below.factor), following

    def _bare_per(self, tokens: Tokens, at: int) -> tuple[Unit, int] | None:
        """``42 per square metre``, ``12 /m²``: so many of something in a unit."""
        lexicon = self.lexicon
        word = tokens.text[at]
        if not (word == "/" or (word in lexicon.per and len(word) > 2)) or tokens.gap[at + 1] not in (
            "",
            " ",
        ):
            return None
        match = self._simple(tokens, at + 1)
        if match is None or match[0].kind not in _COMPOSED:
            return None
        below, following = match
        return Unit(f"1/{below.symbol}", FigureKind.RATE, Decimal(1) / below.factor), following

    def _adjectival(self, tokens: Tokens, at: int) -> tuple[Unit, int] | None:
        """``450-кілограмову``, ``10-tägig``: the unit is the stem of an adjective."""
        if tokens.gap[at] == " ":
            return None
        payload = self.adjective(tokens.text[at])
        return (payload, at + 1) if isinstance(payload, Unit) else None

    def adjective(self, word: str) -> str | Unit | None:
        """What the stem of an adjective means: a unit, ``age``, ``times``, or a noun; None when unknown."""
        if word in self.lexicon.unit_words:
            return self.lexicon.unit_words[word]
        for stem in self._stems:
            if word.startswith(stem):
                name = self.lexicon.adjective_stems[stem]
                return self.lexicon.unit_by_symbol.get(name, name)
        return None


def begins_unit(lexicon: Lexicon, tokens: Tokens, at: int) -> bool:
    """Whether a unit of measure or a currency begins at ``at``, glued or after a space."""
    return tokens.gap[at] in ("", " ") and (
        tokens.original(at) in lexicon.signs or lexicon.units.forward(tokens, at) is not None
    )
