"""Figures in an article's text: what is counted, measured, paid or scored, and how exactly.

``read_figures`` is the way in. A line is a paragraph: no figure crosses a newline.
Languages that part words by spaces are read by :mod:`monitor.read.figures.words`;
languages that bring a numeral grammar of their own (Korean) by
:mod:`monitor.read.figures.suffixed`. Dates, times of day, ordinals, telephone numbers
and names with numbers in them are left out on purpose; so are figures that only a
picture or a table header explains. Comparing figures is :mod:`monitor.read.quantities`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Protocol

from monitor.model import Figure
from monitor.read.figures.composed import composed
from monitor.read.figures.draft import Draft
from monitor.read.figures.lexicon import lexicon
from monitor.text.glyphs import fold


class _Reader(Protocol):
    def read(self, line: str) -> list[Draft]: ...


@cache
def _reader(code: str) -> _Reader:
    # A process reads one language first: the other reader's patterns cost it a fifth of its start.
    words = lexicon(code)
    if words.grammar is not None:
        from monitor.read.figures.suffixed import SuffixReader  # noqa: PLC0415

        return SuffixReader(words)
    from monitor.read.figures.words import WordReader  # noqa: PLC0415

    return WordReader(words)


def read_figures(text: str, language: str) -> tuple[Figure, ...]:
    """The figures of ``text`` in order, none overlapping another.

    Offsets are code points of ``text``; ``surface`` is cut from it as written.

    :param language: the code of a language folder.
    :raises KeyError: when there is no such language.
    """
    whole = composed(text)
    if whole is not None:
        at = whole.offsets
        return tuple(
            replace(
                figure,
                surface=text[at[figure.start] : at[figure.end]],
                start=at[figure.start],
                numeral_start=at[figure.numeral_start],
                numeral_end=at[figure.numeral_end],
            )
            for figure in _read(whole.text, language)
        )
    return _read(text, language)


def _read(text: str, language: str) -> tuple[Figure, ...]:
    reader = _reader(language)
    figures: list[Figure] = []
    base = 0
    folded = fold(text)
    for line in folded.split("\n"):
        if line:
            original = text[base : base + len(line)]
            figures += [draft.figure(original, base) for draft in reader.read(line)]
        base += len(line) + 1
    return tuple(figures)
