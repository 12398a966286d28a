"""How much of a text's substance an edit touches, beyond its figures.

Figures are masked by the slot they belong to, so that a re-noted number leaves no trace
and a changed one is told once. What is left is counted: content words, grammar, spelling,
negation, digits that are no figures (dates, scores).

Left out: what the counts weigh (:mod:`monitor.diff.weigh`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from monitor.diff.words import WordData, is_spelling, tokens, word_data
from monitor.text.normalise import fold_form

# A masked figure is one character of the private use area, chosen by its slot.
_MASKS = 0xE000
_MASK_COUNT = 0x1900

# Where a link leads is form.
_ADDRESS = re.compile(r"https?://[^\s)>\]]+")

# What sets groups of three digits apart: 1,180 and 1180 are one number.
_GROUPS = re.compile(r"(?<=[0-9])[.,' ](?=[0-9]{3}(?![0-9]))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What differs between two texts, counted in words."""

    same: bool
    """Equal but for marks, spaces, glyphs and masked figures."""
    removed: int
    """Content words that went."""
    added: int
    """Content words that came."""
    kept: int
    """Content words on both sides."""
    negated: bool
    """A negation came or went."""
    digits: bool
    """Numbers that are no figures (dates, scores, model names) differ."""
    grammar: bool
    """A function word or particle came or went."""
    reordered: bool
    """The same words in another order, and not just clauses that changed places."""

    @property
    def share(self) -> float:
        """The part of the content words that changed, 0 to 1."""
        most = max(self.removed, self.added)
        return most / (most + self.kept) if most else 0.0


def masked(text: str, spans: Iterable[tuple[int, int, int]]) -> str:
    """``text`` with each span (start, end, slot number) replaced by the slot's character.

    Spans that overlap an earlier one are left alone.
    """
    pieces: list[str] = []
    at = 0
    for start, end, slot in sorted(spans):
        if start < at:
            continue
        pieces.append(text[at:start])
        pieces.append(f" {chr(_MASKS + slot % _MASK_COUNT)} ")
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def edit_between(old: str, new: str, language: str) -> Edit:
    """What differs between two texts, figures masked."""
    left, right = _words(old, language), _words(new, language)
    if left == right:
        return Edit(
            same=True,
            removed=0,
            added=0,
            kept=len(left),
            negated=False,
            digits=False,
            grammar=False,
            reordered=False,
        )
    data = word_data(language)
    gone = Counter(left)
    gone.subtract(right)
    came = -gone
    gone = +gone
    negated = _total(gone, data.negations) != _total(came, data.negations)
    digits = any(word[0].isdigit() for word in gone) or any(word[0].isdigit() for word in came)
    removed = [word for word in gone.elements() if _is_content(word, data)]
    added = [word for word in came.elements() if _is_content(word, data)]
    removed, added = _without_spellings(removed, added)
    kept = sum(1 for word in left if _is_content(word, data)) - len(removed)
    return Edit(
        same=False,
        removed=len(removed),
        added=len(added),
        kept=max(kept, 0),
        negated=negated,
        digits=digits,
        grammar=_grammar_differs(gone, came, data),
        reordered=not gone and not came and not _clauses_moved(left, right),
    )


def _clauses_moved(left: list[str], right: list[str]) -> bool:
    """Whether the same words in another order are clauses that changed places.

    Then at least half of the neighbours stay neighbours ("killed 12, injured 30" →
    "injured 30, killed 12"); where two words change roles ("Reds beat Blues") none do.
    """
    head = 0
    while left[head] == right[head]:
        head += 1
    tail = len(left)
    while left[tail - 1] == right[tail - 1]:
        tail -= 1
    before, after = Counter(pairwise(left[head:tail])), Counter(pairwise(right[head:tail]))
    return 2 * (before & after).total() >= before.total()


def _words(text: str, language: str) -> list[str]:
    """The words, numbers and masks of a text, in one case; marks are dropped."""
    alternants = word_data(language).alternants
    return [
        alternants.get(token, token)
        for token in tokens(_GROUPS.sub("", _ADDRESS.sub("", fold_form(text))).casefold(), language)
        if token[0].isalnum() or _MASKS <= ord(token[0]) < _MASKS + _MASK_COUNT
    ]


def _grammar_differs(gone: Counter[str], came: Counter[str], data: WordData) -> bool:
    """Whether a function word or particle came or went, beyond its ending (wurde → wurden)."""
    left, right = (
        {word for word in words if word[0].isalpha() and not _is_content(word, data)}
        for words in (gone, came)
    )
    return any(
        not any(one.startswith(other) or other.startswith(one) for other in others)
        for side, others in ((left, right), (right, left))
        for one in side
    )


def _total(words: Counter[str], wanted: frozenset[str]) -> int:
    return sum(count for word, count in words.items() if word in wanted)


def _is_content(word: str, data: WordData) -> bool:
    return word[0].isalpha() and word not in data.function_words and word not in data.particles


def _without_spellings(removed: list[str], added: list[str]) -> tuple[list[str], list[str]]:
    """Without pairs of words that differ in spelling or ending only.

    Bounded: a passage that lost or gained more than 60 words is no matter of spelling.
    """
    if not removed or not added or len(removed) > 60 or len(added) > 60:
        return removed, added
    left, right = Counter(removed), Counter(added)
    for one in sorted(left):
        for other in sorted(right):
            if right[other] and is_spelling(one, other):
                count = min(left[one], right[other])
                left[one] -= count
                right[other] -= count
    return sorted(left.elements()), sorted(right.elements())
