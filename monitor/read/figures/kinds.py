"""Kinds that words around the number give away: scores, ages, magnitudes, index points."""

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


class Kinds:
    """Tells scores, ages, magnitudes and index points from counts."""

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

    def ages(self, tokens: Tokens, index: int, draft: Draft, floor: int) -> None:
        """Make the draft an age or a magnitude where the words around say so."""
        lexicon = self.lexicon
        numeral = draft.numeral
        value = numeral.value if numeral.value is not None else numeral.high
        if value is None:
            return
        at = draft.next
        if draft.kind is FigureKind.COUNT or draft.unit in {"yr", "mo", "wk", "d"}:
            begin = at if draft.kind is FigureKind.COUNT else self._unit_index(tokens, draft)
            phrase = lexicon.age_after.forward(tokens, begin) if tokens.gap[begin] in (" ", "-", "") else None
            if phrase is not None:
                draft.kind = FigureKind.AGE
                draft.next = phrase[1]
                draft.end = tokens.end[phrase[1] - 1]
                draft.unit = draft.unit or "yr"
                draft.factor = draft.factor or Decimal(31557600)
                if tokens.text[draft.next] in lexicon.age_things and tokens.gap[draft.next] == " ":
                    draft.kind = FigureKind.DURATION
                return
        if draft.kind is FigureKind.AGE and tokens.text[at] in lexicon.age_things and tokens.gap[at] == " ":
            draft.kind = FigureKind.DURATION
            return
        if draft.kind is FigureKind.MAGNITUDE or draft.kind is FigureKind.COUNT:
            self._magnitude(tokens, draft, floor)
        if not 0 < value < 125 or draft.kind not in {FigureKind.COUNT, FigureKind.DURATION}:
            return
        first = draft.first
        if first > floor and tokens.gap[first] == " ":
            phrase = lexicon.age_before.backward(tokens, first - 1)
            if (
                phrase is not None
                and phrase[1] >= floor
                and (draft.kind is FigureKind.DURATION or not self.nouns.seems(tokens, at))
            ):
                if draft.kind is FigureKind.COUNT or draft.unit in {"yr", "mo", "wk", "d"}:
                    draft.kind = FigureKind.AGE
                    draft.unit, draft.factor = draft.unit or "yr", draft.factor or Decimal(31557600)
                return
        if (
            lexicon.age_apposition
            and index
            and numeral.plain
            and draft.kind is FigureKind.COUNT
            and value >= 3
        ):
            gap, follow = tokens.gap[index], tokens.gap[at]
            name = tokens.original(index - 1)[:1].isupper()
            if name and (
                (gap == ", " and follow[:1] == "," and value >= 10) or (gap == " (" and follow[:1] == ")")
            ):
                draft.kind, draft.unit, draft.factor = FigureKind.AGE, "yr", Decimal(31557600)

    def _unit_index(self, tokens: Tokens, draft: Draft) -> int:
        """The index of the token where the unit of a duration begins."""
        at = draft.next - 1
        while at > draft.first and tokens.begin[at] > draft.numeral.end:
            at -= 1
        return at if tokens.begin[at] >= draft.numeral.end else at + 1

    def _magnitude(self, tokens: Tokens, draft: Draft, floor: int) -> None:
        lexicon = self.lexicon
        value = draft.numeral.value
        if value is None or not 0 < value < 11:
            return
        before = lexicon.magnitude_before.backward(tokens, draft.first - 1) if draft.first > floor else None
        gap = tokens.gap[draft.next]
        after = lexicon.magnitude_after.forward(tokens, draft.next) if gap in (" ", "-") else None
        if after is not None or (
            before is not None
            and draft.kind is FigureKind.COUNT
            and tokens.gap[draft.first] in (" ", "-", " of ")
        ):
            draft.kind, draft.unit, draft.factor = FigureKind.MAGNITUDE, "M", Decimal(1)
            if after is not None:
                draft.next = after[1]
                draft.end = tokens.end[after[1] - 1]
