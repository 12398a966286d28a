"""The words around a figure, as a vector: what tells its slot.

Left and right are kept apart, nearer words weigh more, grammar weighs little, and what
stands beyond another numeral belongs to that one rather.

Left out: values; they are scored beside the context in :mod:`monitor.diff.figures`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from math import sqrt

from monitor.diff.align import Alignment
from monitor.diff.words import stems, word_data
from monitor.model import Figure

_REACH = 5
# Words looked at for them: some are numerals, which do not count.
_LOOK = 8
_FADE = 0.6
# What stands beyond another numeral belongs to that one rather.
_BEYOND = 0.35

_WORD = re.compile(r"[^\W_]+(?:['’ʼ\u2010\u2011-][^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A figure, the passage it stands in and its place among all figures."""

    figure: Figure
    passage: int
    order: int


class Contexts:
    """The words around each figure, as a vector, built when asked for."""

    def __init__(self, alignment: Alignment, language: str) -> None:
        self.language = language
        data = word_data(language)
        self.function_words = data.function_words
        self.background = data.background
        self._passages = (alignment.old, alignment.new)
        self._words: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
        self._vectors: dict[tuple[int, int], tuple[dict[str, float], float, bool]] = {}

    def _words_of(self, side: int, passage: int) -> list[tuple[int, int, str]]:
        key = (side, passage)
        if key not in self._words:
            one = self._passages[side][passage]
            self._words[key] = [
                (one.start + match.start(), one.start + match.end(), match.group())
                for match in _WORD.finditer(one.text)
            ]
        return self._words[key]

    def vector(self, side: int, placed: Placed) -> tuple[dict[str, float], float, bool]:
        """Weights of the words around, their norm, and whether it is told as background."""
        key = (side, placed.order)
        if key not in self._vectors:
            figure = placed.figure
            words = self._words_of(side, placed.passage)
            # Bound word and counted noun belong to the figure and are scored apart. In Korean
            # the counter is glued to the numeral; what sticks out belongs to the right.
            before = bisect_right(words, figure.start, key=lambda one: one[1])
            after = bisect_right(words, figure.end, key=lambda one: one[1])
            left = [word for _, _, word in words[max(0, before - _LOOK) : before]][::-1]
            right = [word[max(0, figure.end - start) :] for start, _, word in words[after : after + _LOOK]]
            vector: dict[str, float] = {}
            background = False
            for name, around in (("<", left), (">", right)):
                distance, beyond = 0, 1.0
                for word in around:
                    if distance >= _REACH:
                        break
                    background = background or word.casefold() in self.background
                    for stem in stems(word, self.language):
                        if stem == "0":
                            beyond = _BEYOND
                            continue
                        distance += 1
                        weight = beyond / (1 + _FADE * distance)
                        if stem in self.function_words:
                            weight *= 0.3
                        # Kept apart by side, with a share for the word on either side.
                        vector[name + stem] = max(vector.get(name + stem, 0), 0.85 * weight)
                        vector[stem] = max(vector.get(stem, 0), 0.5 * weight)
            norm = sqrt(sum(weight * weight for weight in vector.values()))
            self._vectors[key] = (vector, norm, background)
        return self._vectors[key]

    def likeness(self, old: Placed, new: Placed) -> float:
        """Cosine of the two contexts, 0 to 1; figures without any context are alike."""
        left, left_norm, _ = self.vector(0, old)
        right, right_norm, _ = self.vector(1, new)
        if not left_norm or not right_norm:
            return 0.5 if left_norm == right_norm else 0.0
        dot = sum(weight * right[key] for key, weight in left.items() if key in right)
        return dot / (left_norm * right_norm)

    def background_differs(self, old: Placed, new: Placed) -> bool:
        """Whether only one of the two is told as what was known before or as a part."""
        return self.vector(0, old)[2] != self.vector(1, new)[2]
