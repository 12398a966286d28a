"""Which passage of the old version is which of the new one.

Exact first, fuzzy only inside the gaps, then what moved; last, sentences that were
split or merged. Whole blocks are matched before anything is cut into sentences, so an
unchanged paragraph costs one look-up. Near-linear: likeness is only computed for
candidates that share words, of which each stem brings the nearest few.

The manner is of NewsEdits (alignment in both directions, so that splits and merges are
possible; a move is a match edge that crosses), with an inverted index in place of its
matrix.

Left out: what a difference means, and the words inside a pair.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from monitor.diff.order import Match, equal_matches, gaps, heft, in_order
from monitor.diff.words import stems, word_data
from monitor.model import Article, BlockKind, Figure
from monitor.text.normalise import fold_form
from monitor.text.sentences import sentences

# Weighted Dice of stems above which two sentences in the same gap are one, reworded.
LIKE_IN_GAP = 0.34
# Likewise anywhere in the text: place gives no support, so more is asked.
LIKE_ANYWHERE = 0.55
# How much closer the halves together must be than one alone, and how much of the second
# half must stand in the whole, for a split or a merge.
CLOSER_TOGETHER = 0.04
SHARED_HALF = 0.5

# Of each stem only the nearest occurrences are candidates: keeps repeats linear.
_NEAREST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A whole block that is unchanged, or a sentence of one that is not."""

    text: str
    form: str
    start: int
    """Offset in ``article.text``."""
    block: int
    kind: BlockKind

    @property
    def end(self) -> int:
        """Offset just past the text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Old passages that became new passages: 1:1, 1:n (split) or n:1 (merged)."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    exact: bool
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The passages of both versions and how they belong together."""

    old: tuple[Passage, ...]
    new: tuple[Passage, ...]
    links: tuple[Link, ...]
    """Sorted by the first new passage."""
    removed: tuple[int, ...]
    added: tuple[int, ...]


def links_by_passage(alignment: Alignment) -> tuple[dict[int, Link], dict[int, Link]]:
    """The link of each old passage, and of each new one."""
    return (
        {i: link for link in alignment.links for i in link.old},
        {j: link for link in alignment.links for j in link.new},
    )


def align(
    old: Article, new: Article, old_figures: Sequence[Figure] = (), new_figures: Sequence[Figure] = ()
) -> Alignment:
    """Align the bodies of two versions of one article.

    Figures count as one word each, whatever their value and notation, so that "27.35
    million" in letters and in digits are alike.
    """
    old_forms = [fold_form(block.text) for block in old.blocks]
    new_forms = [fold_form(block.text) for block in new.blocks]
    same_blocks = equal_matches(old_forms, new_forms)
    twin_of_new = {j: i for i, j in same_blocks}
    old_passages, old_keys = _passages(old, old_forms, {i: i for i, _ in same_blocks})
    new_passages, new_keys = _passages(new, new_forms, twin_of_new)
    exact = equal_matches(old_keys, new_keys)
    fuzzy = _fuzzy(old_passages, new_passages, exact, (old_figures, new_figures), new.language)
    links = [Link(old=(i,), new=(j,), exact=True) for i, j in exact] + fuzzy
    links = _with_moves(links, old_passages, new_passages)
    taken_old = {i for link in links for i in link.old}
    taken_new = {j for link in links for j in link.new}
    return Alignment(
        old=tuple(old_passages),
        new=tuple(new_passages),
        links=tuple(links),
        removed=tuple(i for i in range(len(old_passages)) if i not in taken_old),
        added=tuple(j for j in range(len(new_passages)) if j not in taken_new),
    )


def joined(alignment: Alignment, pairs: Iterable[Match]) -> Alignment:
    """The alignment with those pairs linked that are unlinked and stand in the same gap.

    For passages that share too few words but are known to belong together otherwise.
    """
    removed, added = set(alignment.removed), set(alignment.added)
    links = list(alignment.links)
    wanted = [(i, j) for i, j in pairs if i in removed and j in added]
    if not wanted:
        return alignment
    anchors = [(link.old[-1], link.new[-1]) for link in links if not link.moved]
    for i, j in wanted:
        before_old = bisect_left([old for old, _ in anchors], i)
        before_new = bisect_left([new for _, new in anchors], j)
        if before_old == before_new and i in removed and j in added:
            links.append(Link(old=(i,), new=(j,), exact=False))
            removed.discard(i)
            added.discard(j)
    return Alignment(
        old=alignment.old,
        new=alignment.new,
        links=tuple(_with_moves(links, alignment.old, alignment.new)),
        removed=tuple(sorted(removed)),
        added=tuple(sorted(added)),
    )


def _passages(
    article: Article, forms: Sequence[str], twins: dict[int, int]
) -> tuple[list[Passage], list[tuple[int, str]]]:
    """The passages of a version, with a key each that is equal for equal passages."""
    passages: list[Passage] = []
    keys: list[tuple[int, str]] = []
    offset = 0
    for number, block in enumerate(article.blocks):
        if number in twins:
            passages.append(
                Passage(text=block.text, form=forms[number], start=offset, block=number, kind=block.kind)
            )
            keys.append((twins[number], ""))
        else:
            for start, end in sentences(block.text, article.language):
                text = block.text[start:end]
                form = fold_form(text)
                passages.append(
                    Passage(text=text, form=form, start=offset + start, block=number, kind=block.kind)
                )
                keys.append((-1, form))
        offset += len(block.text) + 1
    return passages, keys


class _Bags:
    """The stems of the open passages, with weights that fall with frequency."""

    def __init__(
        self, sides: Sequence[Sequence[Passage]], figures: Sequence[Sequence[Figure]], language: str
    ) -> None:
        self.language = language
        self.function_words = word_data(language).function_words
        self.frequency: Counter[str] = Counter()
        self.count = 0
        self._bags: dict[tuple[int, int], Counter[str]] = {}
        for side, (passages, of_side) in enumerate(zip(sides, figures, strict=True)):
            starts = [figure.numeral_start for figure in of_side]
            for passage in passages:
                inside = of_side[bisect_left(starts, passage.start) : bisect_left(starts, passage.end)]
                bag = Counter(stems(_without_numerals(passage, inside), language))
                self._bags[side, passage.start] = bag
                self.frequency.update(bag.keys())
                self.count += 1

    def bag(self, side: int, passage: Passage) -> Counter[str]:
        return self._bags[side, passage.start]

    def weight(self, stem: str) -> float:
        base = 0.3 if stem in self.function_words else 1.0
        return base * log(1.5 + self.count / (1 + self.frequency[stem]))

    def mass(self, bag: Counter[str]) -> float:
        return sum(self.weight(stem) * count for stem, count in bag.items())

    def shared(self, left: Counter[str], right: Counter[str]) -> float:
        if len(left) > len(right):
            left, right = right, left
        return sum(
            self.weight(stem) * min(count, right[stem]) for stem, count in left.items() if stem in right
        )

    def likeness(self, left: Counter[str], right: Counter[str]) -> float:
        """Weighted Dice, 0 to 1."""
        whole = self.mass(left) + self.mass(right)
        return 2 * self.shared(left, right) / whole if whole else 0.0


def _without_numerals(passage: Passage, figures: Sequence[Figure]) -> str:
    """The passage's words with each numeral as a plain 0."""
    if not figures:
        return passage.form
    pieces: list[str] = []
    at = passage.start
    for figure in figures:
        if figure.numeral_start >= at:
            pieces += (passage.text[at - passage.start : figure.numeral_start - passage.start], " 0 ")
            at = figure.numeral_end
    pieces.append(passage.text[max(at - passage.start, 0) :])
    return fold_form("".join(pieces))


def _fuzzy(
    old: Sequence[Passage],
    new: Sequence[Passage],
    exact: Sequence[Match],
    figures: Sequence[Sequence[Figure]],
    language: str,
) -> list[Link]:
    taken_old, taken_new = {i for i, _ in exact}, {j for _, j in exact}
    open_old = [i for i in range(len(old)) if i not in taken_old]
    open_new = [j for j in range(len(new)) if j not in taken_new]
    if not open_old or not open_new:
        return []
    bags = _Bags([[old[i] for i in open_old], [new[j] for j in open_new]], figures, language)
    anchors = [exact[k] for k in in_order(exact, [heft(old[i].form) for i, _ in exact])]
    pairs: list[Match] = []
    for some_old, some_new in gaps(anchors, range(len(old)), range(len(new))):
        left = [i for i in some_old if i not in taken_old]
        right = [j for j in some_new if j not in taken_new]
        pairs += _likest(old, new, left, right, bags, LIKE_IN_GAP)
    left = sorted(set(open_old) - {i for i, _ in pairs})
    right = sorted(set(open_new) - {j for _, j in pairs})
    pairs += _likest(old, new, left, right, bags, LIKE_ANYWHERE)
    return _with_splits(pairs, old, new, set(open_old), set(open_new), bags)


def _likest(
    old: Sequence[Passage],
    new: Sequence[Passage],
    olds: Sequence[int],
    news: Sequence[int],
    bags: _Bags,
    least: float,
) -> list[Match]:
    """The best pairs above ``least``, one to one, best first."""
    if not olds or not news:
        return []
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for place, i in enumerate(olds):
        for stem in bags.bag(0, old[i]):
            postings[stem].append(place)
    scored: list[tuple[float, int, int, int]] = []
    for place, j in enumerate(news):
        bag = bags.bag(1, new[j])
        expected = place * len(olds) // len(news)
        candidates: set[int] = set()
        for stem in bag:
            places = postings.get(stem)
            if places is None:
                continue
            if len(places) > _NEAREST:
                at = bisect_left(places, expected)
                places = places[max(0, at - _NEAREST // 2) : at + _NEAREST // 2]
            candidates.update(places)
        for candidate in candidates:
            likeness = bags.likeness(bags.bag(0, old[olds[candidate]]), bag)
            if likeness >= least:
                distance = abs(candidate * len(news) - place * len(olds))
                scored.append((-round(likeness, 6), distance, olds[candidate], j))
    scored.sort()
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs: list[Match] = []
    for _, _, i, j in scored:
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append((i, j))
    return pairs


def _with_splits(
    pairs: list[Match],
    old: Sequence[Passage],
    new: Sequence[Passage],
    open_old: set[int],
    open_new: set[int],
    bags: _Bags,
) -> list[Link]:
    """Free neighbours of a pair join it where both halves together are closer."""
    free_old = open_old - {i for i, _ in pairs}
    free_new = open_new - {j for _, j in pairs}
    links: list[Link] = []
    for i, j in sorted(pairs, key=lambda pair: pair[1]):
        olds, news = [i], [j]
        if free_new:
            news = _grown(j, (1, new), bags.bag(0, old[i]), free_new, bags)
        if free_old and len(news) == 1:
            olds = _grown(i, (0, old), bags.bag(1, new[j]), free_old, bags)
        links.append(Link(old=tuple(olds), new=tuple(news), exact=False))
    return links


def _grown(
    at: int, own: tuple[int, Sequence[Passage]], whole: Counter[str], free: set[int], bags: _Bags
) -> list[int]:
    side, passages = own
    group = [at]
    together = bags.bag(side, passages[at])
    for neighbour in (at + 1, at - 1, at + 2):
        if neighbour not in free or (neighbour == at + 2 and at + 1 not in group):
            continue
        half = bags.bag(side, passages[neighbour])
        both = together + half
        mass = bags.mass(half)
        if (
            mass
            and bags.shared(half, whole - together) >= SHARED_HALF * mass
            and bags.likeness(both, whole) > bags.likeness(together, whole) + CLOSER_TOGETHER
        ):
            group.append(neighbour)
            together = both
            free.discard(neighbour)
    return sorted(group)


def _with_moves(links: list[Link], old: Sequence[Passage], new: Sequence[Passage]) -> list[Link]:
    links = sorted(links, key=lambda link: link.new[0])
    matches = [(link.old[0], link.new[0]) for link in links]
    hefts = [heft(min(old[i].form, new[j].form)) for i, j in matches]
    kept = set(in_order(matches, hefts))
    return [
        Link(old=link.old, new=link.new, exact=link.exact, moved=index not in kept)
        for index, link in enumerate(links)
    ]
