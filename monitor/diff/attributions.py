"""Which old attribution is which new one.

By who the source is (one register of aliases over both versions) and by what is said.
Nothing is paired or told in a sentence that did not change. Three passes: inside linked
passages; then the same thing said elsewhere; then one source that no longer says the
one thing and now says another.

Left out: how names are matched (:mod:`monitor.read.sources`) and what a difference
between two paired attributions weighs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

from monitor.diff.align import Alignment, Passage
from monitor.diff.words import stems, word_data
from monitor.model import Attribution
from monitor.text.normalise import fold_form

# Dice of stems above which two contents are one content: another source may be said to
# have said it, or the same one elsewhere. An unchanged quote is 1.0; two statements on
# one topic share about a third.
SAME_CONTENT = 0.6
# In a linked passage the place supports a pair of related sources.
LIKE_CONTENT = 0.4
# Below this a source says something else than before.
OTHER_CONTENT = 0.25

# Bounds on any input: a stem in more statements than this finds no candidates, and a text
# with more sources than this (a list of winners, a live blog) is compared for these.
_COMMON = 40
_MOST_SOURCES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedAttribution:
    """An attribution, the passage its cue stands in and its place among all."""

    attribution: Attribution
    passage: int
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionSlot:
    """One attribution through both versions; one side is None where it is only in the other."""

    old: PlacedAttribution | None = None
    new: PlacedAttribution | None = None
    content_like: float = 1.0
    """How like the two contents are, 0 to 1."""
    linked: bool = True
    """Whether both stand in passages that belong together."""


Kinship = Callable[[Attribution, Attribution], float]
"""1 for one source, 0.5 for a related one (an organisation and its spokesman), 0 else."""


def place_attributions(
    attributions: Sequence[Attribution], passages: Sequence[Passage]
) -> list[PlacedAttribution]:
    """Each attribution with the index of the passage its cue stands in."""
    starts = [passage.start for passage in passages]
    placed: list[PlacedAttribution] = []
    for order, attribution in enumerate(attributions):
        at = bisect_right(starts, attribution.start) - 1
        if at >= 0 and attribution.start < passages[at].end:
            placed.append(PlacedAttribution(attribution=attribution, passage=at, order=order))
    return placed


def attribution_slots(
    alignment: Alignment,
    old: Sequence[PlacedAttribution],
    new: Sequence[PlacedAttribution],
    *,
    kinship: Kinship,
    one_figure: Callable[[PlacedAttribution, PlacedAttribution], bool],
    language: str,
) -> tuple[AttributionSlot, ...]:
    """The slots of all attributions outside unchanged passages, new order first.

    ``one_figure`` says whether the two contents hold one figure, which is evidence that
    another source now vouches for it.
    """
    still_old = {i for link in alignment.links if link.exact for i in link.old}
    still_new = {j for link in alignment.links if link.exact for j in link.new}
    free_old = [one for one in old if one.passage not in still_old]
    free_new = [one for one in new if one.passage not in still_new]
    pairing = _Pairing(free_old, free_new, alignment, kinship, one_figure, language)
    pairing.inside_links()
    pairing.same_content()
    pairing.same_source()
    slots = [
        *pairing.slots,
        *(AttributionSlot(new=one) for one in pairing.new if one.order not in pairing.taken_new),
    ]
    slots.sort(key=lambda slot: slot.new.order if slot.new else 0)
    return (*slots, *(AttributionSlot(old=one) for one in pairing.old if one.order not in pairing.taken_old))


class _Pairing:
    """The free attributions of both sides and the slots found so far."""

    def __init__(
        self,
        old: Sequence[PlacedAttribution],
        new: Sequence[PlacedAttribution],
        alignment: Alignment,
        kinship: Kinship,
        one_figure: Callable[[PlacedAttribution, PlacedAttribution], bool],
        language: str,
    ) -> None:
        self.one_figure = one_figure
        self.old = old
        self.new = new
        self.kinship = kinship
        self.language = language
        self.slots: list[AttributionSlot] = []
        self.taken_old: set[int] = set()
        self.taken_new: set[int] = set()
        self._links = [link for link in alignment.links if not link.exact]
        self._link_of_new = {j: link for link in self._links for j in link.new}
        self._bags: dict[str, Counter[str]] = {}

    def bag(self, content: str) -> Counter[str]:
        found = self._bags.get(content)
        if found is None:
            found = self._bags[content] = _bag(content, self.language)
        return found

    def free(self) -> tuple[list[PlacedAttribution], list[PlacedAttribution]]:
        return (
            [one for one in self.old if one.order not in self.taken_old],
            [one for one in self.new if one.order not in self.taken_new],
        )

    def inside_links(self) -> None:
        """The same source in one passage; another one where the content is the same."""
        old_in: defaultdict[int, list[PlacedAttribution]] = defaultdict(list)
        new_in: defaultdict[int, list[PlacedAttribution]] = defaultdict(list)
        for one in self.old:
            old_in[one.passage].append(one)
        for one in self.new:
            new_in[one.passage].append(one)
        for link in self._links:
            left = [one for i in link.old for one in old_in[i]]
            right = [one for j in link.new for one in new_in[j]]
            candidates = []
            for old, new in product(left[:_MOST_SOURCES], right[:_MOST_SOURCES]):
                kin, like = self.kinship(old.attribution, new.attribution), self._like(old, new)
                enough = LIKE_CONTENT if kin or self.one_figure(old, new) else SAME_CONTENT
                if kin == 1 or like >= enough:
                    candidates.append((kin + like, old, new, like))
            self._take(candidates)

    def same_content(self) -> None:
        """What is said elsewhere now, by whomever. Candidates share a word of content."""
        left, right = self.free()
        postings: defaultdict[str, list[PlacedAttribution]] = defaultdict(list)
        for one in left:
            for stem in self.bag(one.attribution.content):
                postings[stem].append(one)
        candidates = []
        for new in right:
            seen: dict[int, PlacedAttribution] = {}
            for stem in self.bag(new.attribution.content):
                places = postings.get(stem, ())
                # A word that most statements share finds no partner and would cost most.
                if len(places) <= _COMMON:
                    seen.update((one.order, one) for one in places)
            for old in seen.values():
                like = self._like(old, new)
                if like >= SAME_CONTENT:
                    candidates.append((self.kinship(old.attribution, new.attribution) + like, old, new, like))
        self._take(candidates)

    def same_source(self) -> None:
        """A source that no longer says the one thing and now says another."""
        left, right = self.free()
        by_source: defaultdict[tuple[str, str], list[PlacedAttribution]] = defaultdict(list)
        for one in left:
            if one.attribution.source:
                by_source[one.attribution.source, one.attribution.identity].append(one)
        candidates = []
        kin_of: dict[tuple[str, str], list[PlacedAttribution]] = {}
        for new in right:
            if not new.attribution.source:
                continue
            key = (new.attribution.source, new.attribution.identity)
            if key not in kin_of:
                kin_of[key] = [
                    one
                    for group in islice(by_source.values(), _MOST_SOURCES)
                    if self.kinship(group[0].attribution, new.attribution) == 1
                    for one in group
                ]
            candidates += [
                (like, old, new, like) for old in kin_of[key][:_COMMON] for like in [self._like(old, new)]
            ]
        self._take(candidates)

    def _like(self, old: PlacedAttribution, new: PlacedAttribution) -> float:
        left, right = self.bag(old.attribution.content), self.bag(new.attribution.content)
        whole = left.total() + right.total()
        return 2 * (left & right).total() / whole if whole else 1.0

    def _take(self, candidates: list[tuple[float, PlacedAttribution, PlacedAttribution, float]]) -> None:
        """One to one, best first; ties go to the nearest in order, seen both ways."""
        ranked = sorted(
            candidates,
            key=lambda one: (
                -round(one[0] + 0.2 * _same_manner(one[1], one[2]), 6),
                abs(one[1].order - one[2].order),
                one[1].order + one[2].order,
                one[1].order,
            ),
        )
        for _, old, new, like in ranked:
            if old.order in self.taken_old or new.order in self.taken_new:
                continue
            self.taken_old.add(old.order)
            self.taken_new.add(new.order)
            link = self._link_of_new.get(new.passage)
            linked = link is not None and old.passage in link.old
            self.slots.append(AttributionSlot(old=old, new=new, content_like=like, linked=linked))


def _same_manner(left: PlacedAttribution, right: PlacedAttribution) -> float:
    one, other = left.attribution, right.attribution
    return 0.5 * (one.cue_class is other.cue_class) + 0.5 * (one.direct is other.direct)


@cache
def _function_stems(language: str) -> frozenset[str]:
    data = word_data(language)
    return frozenset(word[: data.stem] for word in data.function_words)


def _bag(content: str, language: str) -> Counter[str]:
    grammar = _function_stems(language)
    return Counter(stem for stem in stems(fold_form(content), language) if stem not in grammar)
