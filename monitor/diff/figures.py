"""Which old figure is which new one.

A figure's slot is told by the words around it, not by its value: 12 killed and 30 hurt
that become 30 killed and 12 hurt are two changes, while a clause moved within its
sentence is none. Inside linked passages first; then what is left, across passages.

Measured on the prototype these rules come from: 299 of 299 one-digit changes gave
exactly the right pair, an inserted sentence gave 0 false changes in 101.

Left out: what a difference between two paired figures weighs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import log

from monitor.diff.align import Alignment, Passage, links_by_passage
from monitor.diff.contexts import Contexts, Placed
from monitor.diff.order import equal_matches, gaps, in_order
from monitor.diff.words import stems
from monitor.model import Figure, FigureKind
from monitor.read.quantities import refines, same_quantity

# Context must be able to outvote an equal value, or a swap is missed (findings). With
# cosine 1.0 for the right slot and about 0.2 for the wrong one the lead is 1.6 > 0.8.
_CONTEXT = 2.0
_EQUAL = 0.8
_NOUN = 0.5
_UNIT = 0.2
_ORDER = 0.3
_BACKGROUND = 0.5
_NEAR = 0.3
_HEADLINE = 1.2

# The least score for a pair. In a linked passage the place itself speaks for a pair;
# elsewhere the context has to.
_LEAST_LINKED = 0.35
_LEAST_CONTEXT_ACROSS = 0.45
_LEAST_CONTEXT_OTHER_NOUN = 0.3
# 5 litres that become 5 kilos: another kind in the very same place.
_LEAST_CONTEXT_OTHER_KIND = 0.6
_OTHER_KIND = 0.5

# Beyond this many figures in one sentence (a results list) the best pair first must do.
_MOST_EXCHANGED = 12

# Pairs that are weighed one by one: 200 figures of either side, as many as the most
# figure-laden page at hand holds. Beyond, order and equality must do.
_MOST_CELLS = 40_000

_ROUNDING = 0.05
# Values within a factor of about 1.7.
_SAME_SIZE = 0.6


# A number with its groups of three, however they are set apart.
_WRITTEN = re.compile(r"[0-9]{1,3}(?:[.,'\u2019 \u00a0\u2009\u202f][0-9]{3})+|[0-9]+(?:[.,][0-9]+)?")


_FAMILIES = {
    FigureKind.PERCENTAGE_POINTS: FigureKind.PERCENT,
    FigureKind.BASIS_POINTS: FigureKind.PERCENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSlot:
    """One figure through both versions; one side is None where it is only in the other."""

    old: Placed | None = None
    new: Placed | None = None


def place(figures: Sequence[Figure], passages: Sequence[Passage]) -> list[Placed]:
    """Each figure with the index of its passage; what stands between passages is dropped."""
    starts = [passage.start for passage in passages]
    placed: list[Placed] = []
    for order, figure in enumerate(figures):
        at = bisect_right(starts, figure.numeral_start) - 1
        if at >= 0 and figure.numeral_start < passages[at].end:
            placed.append(Placed(figure=figure, passage=at, order=order))
    return placed


def figure_slots(
    alignment: Alignment,
    old: Sequence[Placed],
    new: Sequence[Placed],
    *,
    language: str,
    told: Callable[[Figure, Figure], bool] = lambda _old, _new: False,
) -> tuple[FigureSlot, ...]:
    """The slots of all figures outside unchanged passages, in the new order, then the old.

    ``told`` says whether the headline went from the one value to the other, which is
    evidence that the text did too.
    """
    contexts = Contexts(alignment, language)
    still_old = {i for link in alignment.links if link.exact for i in link.old}
    still_new = {j for link in alignment.links if link.exact for j in link.new}
    free_old = [one for one in old if one.passage not in still_old]
    free_new = [one for one in new if one.passage not in still_new]
    if not free_old and not free_new:
        return ()
    slots: list[FigureSlot] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()

    def take(pairs: list[tuple[Placed, Placed]]) -> None:
        for left, right in pairs:
            slots.append(FigureSlot(old=left, new=right))
            taken_old.add(left.order)
            taken_new.add(right.order)

    old_in, new_in = _by_passage(free_old), _by_passage(free_new)
    for link in alignment.links:
        if link.exact:
            continue
        left = [one for i in link.old for one in old_in.get(i, ())]
        right = [one for j in link.new for one in new_in.get(j, ())]
        if left and right:
            take(_assigned(left, right, contexts, told, linked=True))
    free_old = [one for one in free_old if one.order not in taken_old]
    free_new = [one for one in free_new if one.order not in taken_new]
    if free_old and free_new:
        take(_assigned(free_old, free_new, contexts, told, linked=False))
        free_old = [one for one in free_old if one.order not in taken_old]
        free_new = [one for one in free_new if one.order not in taken_new]
    free_old, free_new = _unread(free_old, 0, alignment), _unread(free_new, 1, alignment)
    slots += [FigureSlot(new=one) for one in free_new]
    slots.sort(key=lambda slot: slot.new.order if slot.new else 0)
    return (*slots, *(FigureSlot(old=one) for one in free_old))


def _by_passage(placed: Sequence[Placed]) -> dict[int, list[Placed]]:
    found: dict[int, list[Placed]] = {}
    for one in placed:
        found.setdefault(one.passage, []).append(one)
    return found


def _unread(free: list[Placed], own: int, alignment: Alignment) -> list[Placed]:
    """The figures of one side whose number does not stand in the passage's other version.

    A bare "1180 students" may be taken for a year where "1,180 students" is not; nothing
    came or went.
    """
    if not free:
        return free
    others = (alignment.new, alignment.old)[own]
    link_of = links_by_passage(alignment)[own]
    kept: list[Placed] = []
    for one in free:
        link = link_of.get(one.passage)
        passages = [others[index] for index in (link.new, link.old)[own]] if link else []
        standing = {
            _digits(found.group()) for passage in passages for found in _WRITTEN.finditer(passage.text)
        }
        if (_digits(one.figure.surface) or "-") not in standing:
            kept.append(one)
    return kept


def _digits(text: str) -> str:
    return "".join(char for char in text if "0" <= char <= "9")


def same_family(left: Figure, right: Figure) -> bool:
    """Whether two figures could be one: of like kinds, and vague ones count as counts."""
    return _FAMILIES.get(left.kind, left.kind) is _FAMILIES.get(right.kind, right.kind)


def noun_likeness(left: Figure, right: Figure, language: str) -> float:
    """1 for the same counted noun, 0 where nothing is said, −1 for another one.

    −0.5 where only what is counted differs and the counter is the same (병력 3000명,
    특수부대원 1500명): it is often another word for the same people.
    """
    nouns = _equal_words(left.noun, right.noun, language)
    counted = _equal_words(left.counted, right.counted, language)
    if counted is False and nouns is True:
        return -0.5
    told = nouns if counted is None else counted
    return 0.0 if told is None else 1.0 if told else -1.0


def _equal_words(one: str | None, other: str | None, language: str) -> bool | None:
    return stems(one, language) == stems(other, language) if one and other else None


def same_noun(left: Figure, right: Figure, language: str) -> bool:
    """Whether nothing speaks against two figures counting the same thing."""
    return noun_likeness(left, right, language) >= 0


def is_rounding(left: Figure, right: Figure) -> bool:
    """Whether one of the two only says more exactly what the other says (1.2m, 1,234,567).

    Rounding to two digits is off by 5 % at most; 12,000 that become "ten thousand" are news
    although the coarser notation would allow for them.
    """
    if not (refines(left, right) or refines(right, left)):
        return False
    one, other = _middle(left), _middle(right)
    return abs(one - other) <= _ROUNDING * max(abs(one), abs(other))


def _assigned(
    left: Sequence[Placed],
    right: Sequence[Placed],
    contexts: Contexts,
    told: Callable[[Figure, Figure], bool],
    *,
    linked: bool,
) -> list[tuple[Placed, Placed]]:
    """The best pairs, one to one. Ties go to the pair nearest in order, seen both ways."""
    if len(left) * len(right) > _MOST_CELLS:
        return _assigned_in_order(left, right)
    scores: dict[tuple[int, int], float] = {}
    for (i, old), (j, new) in product(enumerate(left), enumerate(right)):
        gap = abs((i + 0.5) / len(left) - (j + 0.5) / len(right))
        score = _score(old, new, contexts, told, gap if linked else 0.0, linked=linked)
        if score is not None:
            scores[i, j] = round(score, 6)
    ranked = sorted(scores, key=lambda pair: (-scores[pair], abs(pair[0] - pair[1]), sum(pair), pair[0]))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for i, j in ranked:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((i, j))
    _exchange(pairs, scores, (len(left), len(right)))
    if linked:
        _last_left(pairs, left, right)
    return [(left[i], right[j]) for i, j in sorted(pairs)]


def _last_left(pairs: list[tuple[int, int]], left: Sequence[Placed], right: Sequence[Placed]) -> None:
    """The only figure left on either side of a linked passage, where they are of one family and size.

    Heavy rewording takes noun and context away ("eight people died" → "a death toll of nine");
    the sentence and the size still speak for one slot.
    """
    free_left = [i for i in range(len(left)) if i not in {one for one, _ in pairs}]
    free_right = [j for j in range(len(right)) if j not in {one for _, one in pairs}]
    if len(free_left) == len(free_right) == 1:
        old, new = left[free_left[0]].figure, right[free_right[0]].figure
        if same_family(old, new) and _nearness(old, new) >= _SAME_SIZE:
            pairs.append((free_left[0], free_right[0]))


def _assigned_in_order(left: Sequence[Placed], right: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """Equal values one to one, and what stands alone between two of them: for a wall of numbers."""
    olds, news = ([_key(one.figure) for one in side] for side in (left, right))
    equal = equal_matches(olds, news)
    anchors = [equal[index] for index in in_order(equal, [1] * len(equal))]
    pairs = list(equal)
    for some_old, some_new in gaps(anchors, range(len(left)), range(len(right))):
        if len(some_old) == len(some_new) == 1 and same_family(
            left[some_old[0]].figure, right[some_new[0]].figure
        ):
            pairs.append((some_old[0], some_new[0]))
    return [(left[i], right[j]) for i, j in dict(sorted(pairs, reverse=True)).items()]


def _key(figure: Figure) -> Hashable:
    return figure.kind, figure.value, figure.low, figure.high, figure.unit, figure.currency


def _exchange(
    pairs: list[tuple[int, int]], scores: dict[tuple[int, int], float], counts: tuple[int, int]
) -> None:
    """Exchange partners, free ones too, where that fits better in sum than the best pair first did."""
    if len(pairs) > _MOST_EXCHANGED:
        return
    better = True
    while better:
        better = False
        for one, other in combinations(range(len(pairs)), 2):
            (i, j), (k, m) = pairs[one], pairs[other]
            if (i, m) in scores and (k, j) in scores:
                crossed = scores[i, m] + scores[k, j]
                if crossed > scores[i, j] + scores[k, m] + 1e-9:
                    pairs[one], pairs[other] = (i, m), (k, j)
                    better = True
        free_left = [k for k in range(counts[0]) if k not in {i for i, _ in pairs}]
        free_right = [m for m in range(counts[1]) if m not in {j for _, j in pairs}]
        for index, k, m in product(range(len(pairs)), free_left, free_right):
            i, j = pairs[index]
            if scores.get((i, m), -9.0) + scores.get((k, j), -9.0) > scores[i, j] + 1e-9:
                pairs[index] = (i, m)
                pairs.append((k, j))
                better = True
                break


def _nearness(left: Figure, right: Figure) -> float:
    """1 for values of one size, 0 from four times on: news updates a value, it rarely leaps."""
    one, other = _middle(left), _middle(right)
    if one <= 0 or other <= 0:
        return 0.0
    return max(0.0, 1.0 - abs(log(one / other)) / log(4))


def _middle(figure: Figure) -> float:
    ends = [float(end) for end in (figure.value, figure.low, figure.high) if end is not None]
    factor = float(figure.si_factor) if figure.si_factor else 1.0
    return factor * sum(ends) / len(ends) if ends else 0.0


def _score(
    old: Placed,
    new: Placed,
    contexts: Contexts,
    told: Callable[[Figure, Figure], bool],
    gap: float,
    *,
    linked: bool,
) -> float | None:
    """How well two figures fit one slot; None where they do not."""
    one, other = old.figure, new.figure
    equal = same_quantity(one, other)
    context = contexts.likeness(old, new)
    noun = noun_likeness(one, other, contexts.language)
    headline = told(one, other)
    near = _nearness(one, other)
    family = same_family(one, other)
    if not family and (not linked or context < _LEAST_CONTEXT_OTHER_KIND):
        return None
    if linked:
        if noun < 0 and not headline and not equal and context + 0.2 * near < _LEAST_CONTEXT_OTHER_NOUN:
            return None
    elif equal:
        if noun < 0 and context < _LEAST_CONTEXT_ACROSS:
            return None
    elif not headline and (noun < 0 or context < _LEAST_CONTEXT_ACROSS):
        return None
    score = _CONTEXT * context - (0.0 if family else _OTHER_KIND) + _NOUN * noun - _ORDER * gap
    if one.unit == other.unit and one.currency == other.currency:
        score += _UNIT
    if equal:
        score += _EQUAL
        if contexts.background_differs(old, new):
            score -= _BACKGROUND
    else:
        score += _NEAR * near
        if headline:
            score += _HEADLINE
    if linked and score < _LEAST_LINKED:
        return None
    return score
