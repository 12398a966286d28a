"""Equal items of two sequences matched, and which of the matches keep their order.

Near-linear: counting, one pass per gap, and an increasing subsequence by a Fenwick
tree. difflib is quadratic on repeats (2,000 equal sentences: 253 ms), and repeats are
what boilerplate and live blogs are made of.

Left out: likeness. Here two items are equal or they are not.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence
from itertools import pairwise
from zlib import crc32

Match = tuple[int, int]


def equal_matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Pairs of equal items, one to one, sorted by the new index; order may cross.

    What is equally often in both is matched first, occurrence by occurrence. Between
    those anchors, what is left is matched in place where a gap is as long in both, then
    occurrence by occurrence; what is left after that, across the whole.
    """
    head = 0
    shortest = min(len(old), len(new))
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matches: list[Match] = [(index, index) for index in range(head)]
    matches += [(len(old) - tail + index, len(new) - tail + index) for index in range(tail)]
    olds, news = range(head, len(old) - tail), range(head, len(new) - tail)
    if olds and news:
        in_old, in_new = Counter(old[i] for i in olds), Counter(new[j] for j in news)
        steady = {item for item, count in in_old.items() if in_new.get(item) == count}
        anchors = _by_occurrence(
            old, new, [i for i in olds if old[i] in steady], [j for j in news if new[j] in steady]
        )
        matches += anchors
        kept = in_order(anchors, [1] * len(anchors))
        taken_old, taken_new = {i for i, _ in anchors}, {j for _, j in anchors}
        for some_old, some_new in gaps([anchors[k] for k in kept], olds, news):
            left = [i for i in some_old if i not in taken_old]
            right = [j for j in some_new if j not in taken_new]
            if len(left) == len(right):
                matches += [(i, j) for i, j in zip(left, right, strict=True) if old[i] == new[j]]
                done_old = {i for i, j in zip(left, right, strict=True) if old[i] == new[j]}
                done_new = {j for i, j in zip(left, right, strict=True) if old[i] == new[j]}
                left = [i for i in left if i not in done_old]
                right = [j for j in right if j not in done_new]
            matches += _by_occurrence(old, new, left, right)
        taken_old, taken_new = {i for i, _ in matches}, {j for _, j in matches}
        matches += _by_occurrence(
            old, new, [i for i in olds if i not in taken_old], [j for j in news if j not in taken_new]
        )
    return sorted(matches, key=lambda match: match[1])


def in_order(matches: Sequence[Match], weights: Sequence[int]) -> list[int]:
    """Indices of the heaviest run of ``matches`` (sorted by new) whose olds increase."""
    olds = [i for i, _ in matches]
    if all(before < after for before, after in pairwise(olds)):
        return list(range(len(matches)))
    rank = {value: place + 1 for place, value in enumerate(sorted(set(olds)))}
    best: list[tuple[int, int]] = [(0, -1)] * (len(rank) + 1)
    back: list[int] = []
    last = (0, -1)
    for index, value in enumerate(olds):
        place = rank[value] - 1
        total, before = 0, -1
        while place > 0:
            if best[place][0] > total:
                total, before = best[place]
            place -= place & -place
        back.append(before)
        total += weights[index]
        place = rank[value]
        while place < len(best):
            if best[place][0] < total:
                best[place] = (total, index)
            place += place & -place
        if total > last[0]:
            last = (total, index)
    kept: list[int] = []
    at = last[1]
    while at >= 0:
        kept.append(at)
        at = back[at]
    return kept[::-1]


def heft(text: str) -> int:
    """A weight that grows with the length and that no two texts share.

    The heaviest order is then one only, the same seen from old to new and back.
    """
    return ((len(text) + 1) << 32) + crc32(text.encode("utf-8", "replace"))


def gaps(anchors: Sequence[Match], olds: range, news: range) -> list[tuple[range, range]]:
    """The stretches before, between and after ``anchors``, which must be in order."""
    found: list[tuple[range, range]] = []
    old_from, new_from = olds.start, news.start
    for i, j in (*anchors, (olds.stop, news.stop)):
        if i > old_from and j > new_from:
            found.append((range(old_from, i), range(new_from, j)))
        old_from, new_from = i + 1, j + 1
    return found


def _by_occurrence(
    old: Sequence[Hashable], new: Sequence[Hashable], olds: Sequence[int], news: Sequence[int]
) -> list[Match]:
    if not olds or not news:
        return []
    waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for i in olds:
        waiting[old[i]].append(i)
    return [(waiting[new[j]].popleft(), j) for j in news if waiting.get(new[j])]
