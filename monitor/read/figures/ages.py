"""Ages and magnitudes: what words around the number make of a count or a duration.

An age is written with its unit ("34-year-old"), behind a cue ("aged 34", "aged five,
seven and nine"), in apposition to a person ("his mother, 34,"), or as a limit
("children under 16", "the over-65s"). Leaves out ages that only the sentence before tells.
"""

from __future__ import annotations

from decimal import Decimal

from monitor.model import FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.nouns import Nouns
from monitor.read.figures.tokens import Tokens

_YEAR = Decimal(31557600)
# "aged four, six, seven, nine and twelve": longer lists are not written out.
# So many words before the preposition a sentence or a contract may be named: "вирок засудженому у 5 років".
_TERM = 5
_SIBLINGS = 6
_FAMILY = 8
_NO_LIST = 3
_TEENS = 10


class Ages:
    """Tells ages and magnitudes from counts."""

    def __init__(self, lexicon: Lexicon, nouns: Nouns) -> None:
        self.lexicon = lexicon
        self.nouns = nouns

    def read(self, tokens: Tokens, index: int, draft: Draft, floor: int) -> None:
        """Make the draft an age or a magnitude where the words around say so."""
        lexicon = self.lexicon
        numeral = draft.numeral
        value = numeral.value if numeral.value is not None else numeral.high
        if value is None:
            return
        at = draft.next
        if self._age_class(tokens, draft):
            return
        if draft.kind is FigureKind.COUNT or draft.unit in {"yr", "mo", "wk", "d"}:
            begin = at if draft.kind is FigureKind.COUNT else self._unit_index(tokens, draft)
            phrase = lexicon.age_after.forward(tokens, begin) if tokens.gap[begin] in (" ", "-", "") else None
            if phrase is not None:
                draft.kind = FigureKind.AGE
                draft.next = phrase[1]
                draft.end = tokens.end[phrase[1] - 1]
                draft.unit = draft.unit or "yr"
                draft.factor = draft.factor or _YEAR
                if self._thing(tokens, draft.next):
                    draft.kind = FigureKind.DURATION
                return
        if draft.kind is FigureKind.AGE and self._thing(tokens, at):
            draft.kind = FigureKind.DURATION
            return
        if draft.kind is FigureKind.MAGNITUDE or draft.kind is FigureKind.COUNT:
            self._magnitude(tokens, draft, floor)
        if not 0 < value < 125 or draft.kind not in {FigureKind.COUNT, FigureKind.DURATION}:
            return
        if (
            draft.kind is FigureKind.COUNT
            and numeral.value is not None
            and self._among_ages(tokens, draft, at)
        ):
            draft.kind, draft.unit, draft.factor = FigureKind.AGE, "yr", _YEAR
            return
        first = draft.first
        if first > floor and tokens.gap[first] in (" ", " - ", " – "):
            phrase = lexicon.age_before.backward(tokens, first - 1)
            if (
                phrase is not None
                and phrase[1] >= floor
                and (draft.kind is FigureKind.DURATION or not self.nouns.seems(tokens, at))
            ):
                if draft.kind is FigureKind.COUNT or draft.unit in {"yr", "mo", "wk", "d"}:
                    draft.kind = FigureKind.AGE
                    draft.unit, draft.factor = draft.unit or "yr", draft.factor or _YEAR
                return
        if (
            draft.kind is FigureKind.DURATION
            and draft.unit == "yr"
            and self._at_age(tokens, first, at, floor)
        ):
            draft.kind = FigureKind.AGE
            return
        counts = lexicon.age_apposition and index and numeral.plain and draft.kind is FigureKind.COUNT
        if counts and self._apposition(tokens, index, at, value):
            draft.kind, draft.unit, draft.factor = FigureKind.AGE, "yr", _YEAR

    def _thing(self, tokens: Tokens, at: int) -> bool:
        """Whether what is so many years old lasts so long: ``п'ятирічна (збройна) боротьба``."""
        lexicon = self.lexicon
        if tokens.gap[at] != " ":
            return False
        if tokens.text[at] in lexicon.age_things:
            return True
        noun = self.nouns.after(tokens, at) if lexicon.noun_style == "lemma" else None
        return noun is not None and noun.next > at + 1 and tokens.text[noun.next - 1] in lexicon.age_things

    def _at_age(self, tokens: Tokens, first: int, at: int, floor: int) -> bool:
        """``mit 19 Jahren``, ``у 18 років``: an age, where neither a noun nor a sentence of court takes the years."""
        lexicon = self.lexicon
        if (
            first <= floor
            or tokens.gap[first] != " "
            or tokens.text[first - 1] not in lexicon.age_prepositions
        ):
            return False
        before = tokens.text[max(0, first - _TERM) : first - 1]
        if (
            not lexicon.age_terms.isdisjoint(before)
            or tokens.text[at] in lexicon.age_terms | lexicon.age_things
        ):
            return False
        capital = lexicon.noun_style == "capital" and tokens.original(at)[:1].isupper()
        return not (capital and tokens.gap[at] == " ")

    def _apposition(self, tokens: Tokens, index: int, at: int, value: Decimal) -> bool:
        """Whether an age stands behind a person: ``Jane Miller, 52,``, ``a baker, 34,``, ``a son called Sam, 4``."""
        lexicon = self.lexicon
        gap, follow = tokens.gap[index], tokens.gap[at]
        before = tokens.text[index - 1]
        name = tokens.original(index - 1)[:1].isupper() and before not in lexicon.months | lexicon.weekdays
        somebody = index > 1 and tokens.text[index - 2] in lexicon.age_owners and tokens.gap[index - 1] == " "
        if not (name or somebody or before in lexicon.age_persons):
            return False
        if gap == " (" and value >= _NO_LIST:
            return follow[:1] == ")"
        if gap != ", " or follow[:1] not in {",", "."}:
            return False
        if value < _TEENS or follow[:1] == ".":
            # Small numbers in a row are a list, a last one may be a figure: somebody must be a child or have a full name.
            near = tokens.text[max(0, index - _FAMILY) : index]
            return not lexicon.age_children.isdisjoint(near) or (
                value >= _TEENS
                and index > 1
                and tokens.original(index - 2)[:1].isupper()
                and tokens.gap[index - 1] == " "
            )
        return True

    def _age_class(self, tokens: Tokens, draft: Draft) -> bool:
        """``the over-65s``: the "s" is no second."""
        lexicon = self.lexicon
        first = draft.first
        if (
            not first
            or tokens.text[first - 1] not in lexicon.age_limits
            or tokens.gap[first] != "-"
            or tokens.gap[first + 1] != ""
            or tokens.text[first + 1] not in lexicon.decade_suffixes
        ):
            return False
        draft.kind, draft.unit, draft.factor = FigureKind.AGE, "yr", _YEAR
        draft.next, draft.end = first + 2, tokens.end[first + 1]
        return True

    def _among_ages(self, tokens: Tokens, draft: Draft, at: int) -> bool:
        """``aged five, seven and [nine]``, ``children under [16]``, ``over-[65]s``; a bare number only."""
        lexicon = self.lexicon
        first = draft.first
        if not first or not lexicon.age_limits:
            return False
        previous, gap = tokens.text[first - 1], tokens.gap[first]
        if previous in lexicon.age_limits:
            person = first > 1 and tokens.text[first - 2] in lexicon.age_persons
            return person and gap == " " and not self.nouns.seems(tokens, at)
        back = first - 1 - (previous in lexicon.join)
        for _ in range(_SIBLINGS):
            if back < 1 or not self._bare(tokens.text[back]) or tokens.gap[back + 1] not in (", ", " "):
                return False
            if tokens.gap[back] == " " and lexicon.age_before.backward(tokens, back - 1) is not None:
                return not self.nouns.seems(tokens, at)
            if tokens.gap[back] != ", ":
                return False
            back -= 1
        return False

    def _bare(self, word: str) -> bool:
        return (word.isdecimal() and len(word) < 3) or self.lexicon.roles.get(word, ("",))[0] == "n"

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
