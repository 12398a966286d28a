"""Kinds that words around the number give away: scores and index points."""

from __future__ import annotations

from decimal import Decimal

from monitor.model import FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.nouns import Nouns
from monitor.read.figures.numeral_state import Found
from monitor.read.figures.tokens import Tokens
from monitor.read.figures.units import Units

# How far a word like "beat" or "index" may stand from its figure, in tokens.
_CUE_REACH = 10
# No weather report has more; behind a number without its unit the clause ends.
_HOTTEST = 60
# Degrees are told in tenths at most; "+8,705" is what a driver lost.
_TENTH = Decimal("0.1")
_ENDS = frozenset(",.;:)!?…")


class Kinds:
    """Tells scores and index points from counts."""

    def __init__(self, lexicon: Lexicon, units: Units, nouns: Nouns) -> None:
        self.lexicon = lexicon
        self.units = units
        self.nouns = nouns

    def score(self, tokens: Tokens, index: int, found: Found) -> Draft | int | None:
        """``2-1``, ``2:1``, ``52 to 48``: a score, or the index past a time of day, or None."""
        lexicon = self.lexicon
        numeral = found.numeral
        assert numeral is not None
        assert numeral.value is not None
        at = found.next
        gap = tokens.gap[at]
        word = tokens.text[at]
        second = at
        if gap == " " and word in lexicon.score_joints:
            second = at + 1
        elif gap not in (":", "-", "–", " : ", " - ", " – "):
            return None
        other = tokens.text[second]
        if not (other.isdecimal() and len(other) <= 3 and numeral.value < 1000) or (
            second > at and tokens.gap[second] != " "
        ):
            return None
        first_value, second_value = int(numeral.value), int(other)
        after = second + 1
        cue = self.near(tokens, index, lexicon.score_words, lexicon.score_stems)
        if gap.strip() == ":":
            if (
                gap == ":"
                and len(other) == 2
                and first_value <= 24
                and second_value < 60
                and not (cue and first_value < 20 and not self._clock_word(tokens, index, after))
            ):
                while tokens.gap[after] == ":" and tokens.text[after].isdecimal():
                    after += 1
                return after
        elif gap in {" - ", " – "} and not cue:
            return None
        else:
            falling = first_value > second_value
            if not falling and (not cue or gap == " "):
                return None
            if tokens.gap[after] in ("", " ", "-") and (
                tokens.text[after] in lexicon.roles
                or self.units.after(tokens, after) is not None
                or (not cue and self.nouns.seems(tokens, after) and not falling)
            ):
                return None
            if tokens.gap[after] in ("-", "/", ":") and tokens.text[after].isdecimal():
                return None
            if (index and tokens.gap[index] == "-") or (
                tokens.text[index].startswith("0") and len(tokens.text[index]) > 1
            ):
                return None
            if (
                falling
                and not cue
                and (first_value >= 200 or (index and tokens.text[index - 1] in lexicon.identifier_before))
            ):
                return None
        numeral.value, numeral.low, numeral.high = None, Decimal(first_value), Decimal(second_value)
        numeral.end = tokens.end[second]
        return Draft(
            numeral=numeral,
            first=index,
            next=after,
            start=numeral.start,
            end=numeral.end,
            kind=FigureKind.SCORE,
        )

    def _clock_word(self, tokens: Tokens, index: int, after: int) -> bool:
        lexicon = self.lexicon
        if lexicon.time_after.forward(tokens, after) is not None:
            return True
        return index > 0 and tokens.text[index - 1] in (lexicon.time_before | {"at"})

    def near(self, tokens: Tokens, index: int, words: frozenset[str], stems: tuple[str, ...] = ()) -> bool:
        """Whether one of the words stands within a few tokens of ``index``."""
        window = tokens.text[max(0, index - _CUE_REACH) : index + _CUE_REACH]
        if not words.isdisjoint(window):
            return True
        return bool(stems) and any(word.startswith(stems) for word in window)

    def degrees(self, tokens: Tokens, draft: Draft) -> bool:
        """Degrees whose unit is left out: "+34", "температура вночі 12, вдень 27"."""
        lexicon, numeral = self.lexicon, draft.numeral
        value = numeral.value if numeral.value is not None else numeral.high
        if (
            not numeral.literal
            or numeral.scale != 1
            or value is None
            or abs(value) > _HOTTEST
            or numeral.step < _TENTH
        ):
            return False
        at, first = draft.next, draft.first
        if not self._signed(tokens, first) and not (
            (at >= tokens.count or tokens.gap[at][:1] in _ENDS)
            and not lexicon.weather_words.isdisjoint(tokens.text[max(0, first - _CUE_REACH) : first])
        ):
            return False
        if at < tokens.count and self.nouns.after(tokens, at) is not None:
            return False
        draft.kind, draft.unit, draft.factor = FigureKind.TEMPERATURE, "°", Decimal(1)
        return True

    def heat(self, tokens: Tokens, index: int, draft: Draft) -> bool:
        """Whether a letter glued to the number is Fahrenheit: "(95F)", "highs of 95F", never "the office 18F"."""
        at = draft.next - 1
        if tokens.original(at) != "F" or tokens.gap[at] != "" or tokens.text[at - 1] == "°":
            return True
        near = range(max(0, index - _CUE_REACH), min(tokens.count, index + _CUE_REACH))
        return (
            tokens.gap[index][-1:] == "(" and tokens.gap[draft.next][:1] == ")"
        ) or not self.lexicon.outdoor_words.isdisjoint(tokens.text[at] for at in near)

    def _signed(self, tokens: Tokens, first: int) -> bool:
        """A plus right before the number and nothing to add to: "у Львові +27", but no "1200 (+30)".

        Ratings have a plus as well: the weather, a place or another such number stands near degrees.
        """
        return (
            self.lexicon.signed_degrees
            and first > 0
            and tokens.text[first - 1] == "+"
            and tokens.gap[first] == ""
            and tokens.gap[first - 1][-1:] in ("", " ")
            and not (first > 1 and tokens.text[first - 2][:1].isdecimal())
            and self._outdoors(tokens, first)
        )

    def _outdoors(self, tokens: Tokens, first: int) -> bool:
        """Whether weather is told around a signed number, or a name of a place before it."""
        near = range(max(0, first - _CUE_REACH), min(tokens.count, first + _CUE_REACH))
        return (
            first <= 1
            or not self.lexicon.outdoor_words.isdisjoint(tokens.text[at] for at in near)
            or any(tokens.original(at)[0].isupper() for at in range(max(1, first - 3), first - 1))
        )

    def index(self, tokens: Tokens, draft: Draft) -> bool:
        """Points of a stock index; points of a team stay a count."""
        at = draft.next
        if tokens.text[at] not in self.lexicon.index_units or tokens.gap[at] != " ":
            return False
        if not self.near(tokens, draft.first, self.lexicon.index_words):
            return False
        draft.kind, draft.unit, draft.factor = FigureKind.INDEX, "points", Decimal(1)
        draft.next, draft.end = at + 1, tokens.end[at]
        return True
