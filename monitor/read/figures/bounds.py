"""Bound words around a figure: "at least 12", "12 or more", "зросла до 5".

Before the number the longest known phrase counts, with a determiner between allowed;
after it, phrases behind the number or its noun. Leaves out bounds said elsewhere in
the sentence ("the toll, which officials put at no more than …").
"""

from __future__ import annotations

from monitor.model import Bound, FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.tokens import Tokens

_EIGHT = 8
# "на майже 200 млн грн": tokens between the preposition and the unit, and itself
_CHANGE = 5


class Bounds:
    """Reads the bound of a figure."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def read(self, tokens: Tokens, draft: Draft, floor: int) -> None:
        """Set the draft's bound and widen it by the bound's words, not before token ``floor``."""
        lexicon = self.lexicon
        skipped = draft.first
        for _ in range(3):
            if (
                skipped > floor
                and tokens.gap[skipped] == " "
                and tokens.text[skipped - 1] in lexicon.bound_skip
                and lexicon.bound_before.backward(tokens, skipped - 1) is None
            ):
                skipped -= 1
            else:
                break
        if (
            skipped - 1 > floor
            and tokens.text[skipped - 1] in lexicon.bound_through
            and tokens.gap[skipped] == " "
            and tokens.gap[skipped - 1] == " "
            and lexicon.bound_before.backward(tokens, skipped - 1) is None
            and tokens.text[skipped - 2] not in lexicon.bound_never_through
        ):
            # "щонайменше в 1,5 раза"; but "більше на 5" compares two things.
            skipped -= 1
        first = skipped
        if tokens.gap[skipped] in (" ", "", ". ", "-"):
            first = self._bound_before(tokens, draft, skipped, floor)
        if first != skipped:
            draft.first = first
            draft.start = tokens.begin[first]
        behind = self._after_numeral(tokens, draft)
        for position in (draft.next, behind):
            if tokens.gap[position] == "" and tokens.text[position] == "+":
                draft.bound = Bound.AT_LEAST
                draft.next = max(draft.next, position + 1)
                draft.end = max(draft.end, tokens.end[position])
                return
        for position in {draft.next, behind}:
            if tokens.gap[position] not in (" ", "-", ", ") or position >= tokens.count:
                continue
            match = lexicon.bound_after.forward(tokens, position)
            if match is not None and tokens.text[match[1]] not in lexicon.bound_after_never:
                if draft.bound is Bound.EXACT or match[0] is not Bound.ABOUT:
                    draft.bound = match[0]
                draft.next = max(draft.next, match[1])
                draft.end = max(draft.end, tokens.end[match[1] - 1])

    @staticmethod
    def _after_numeral(tokens: Tokens, draft: Draft) -> int:
        at = draft.next
        for _ in range(_EIGHT):
            if at > draft.first and tokens.begin[at - 1] >= draft.numeral.end:
                at -= 1
        return at

    def _bound_before(self, tokens: Tokens, draft: Draft, first: int, floor: int) -> int:
        """Read the bound words before ``first``; gives the index of the first of them."""
        lexicon = self.lexicon
        for _ in range(2):
            if first <= floor:
                break
            gap = tokens.gap[first]
            match = lexicon.bound_before.backward(tokens, first - 1)
            if match is None or match[1] < floor:
                break
            bound, begin = match
            if gap == ". " and len(tokens.text[first - 1]) > 6:
                break
            if gap not in (" ", ". ", "", "-") or (gap == "" and tokens.text[first - 1][0].isalpha()):
                break
            if bound in lexicon.change_bounds and self._changes(tokens, begin):
                break
            value = draft.numeral.value
            if (
                tokens.text[first - 1] in lexicon.not_small
                and begin == first - 1
                and draft.kind is FigureKind.COUNT
                and not draft.numeral.literal
                and value is not None
                and value < 10
            ):
                break
            if draft.bound in {Bound.EXACT, Bound.ABOUT}:
                draft.bound = bound
            first = begin
        return first

    def _changes(self, tokens: Tokens, index: int) -> bool:
        """Whether a verb of change stands close before: "зросла до 5" ends there, "до 5" is a bound."""
        if tokens.gap[index] in (", ", " - ", " – ") and self._changed_by(tokens, index - 1):
            return True
        stems = self.lexicon.change_stems
        before = tokens.text[max(0, index - 4) : index]
        # "з 10 до 15 відсотків": from ten to fifteen
        return any(word.startswith(stems) for word in before) or not self.lexicon.range_from.isdisjoint(
            before
        )

    def _changed_by(self, tokens: Tokens, at: int) -> bool:
        """Whether a change ends at ``at``: "видатки - на 18,7%, до 684,9 млрд" ends there."""
        lexicon = self.lexicon
        unit = lexicon.units.forward(tokens, at)
        measure = unit[0] if unit is not None else lexicon.signs.get(tokens.original(at))
        if measure is None or measure.kind not in {FigureKind.PERCENT, FigureKind.MONEY}:
            return False
        return not lexicon.bound_through.isdisjoint(tokens.text[max(0, at - _CHANGE) : at])
