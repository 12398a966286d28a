"""Phrases over tokens: what the lexicon's lists of forms become.

A phrase is matched forwards from its first token or backwards from its last, the
longest first. Leaves out overlapping and fuzzy matches: a form is written or it is not.
"""

from __future__ import annotations

import re
from typing import Any

from monitor.read.figures.tokens import Tokens
from monitor.text.glyphs import fold

# Words of letters that no folding touches and that keep their number in lower case.
_WORDS = re.compile("[A-Za-zÀ-ÖØ-öø-ÿА-Яа-яЄІЇҐєіїґ]+(?: [A-Za-zÀ-ÖØ-öø-ÿА-Яа-яЄІЇҐєіїґ]+)*")


def expand(forms: str | list[str]) -> list[str]:
    """The forms of an entry: ``"stem|a|b"`` stands for ``stema`` and ``stemb``, ``_`` for a space.

    A string is split at white space; a list holds one form (of several words) each.
    """
    found = []
    for form in forms.split() if isinstance(forms, str) else forms:
        stem, *endings = form.replace("_", " ").split("|")
        found += [stem + ending for ending in endings] if endings else [stem]
    return found


class Phrases:
    """Phrases of one or more tokens, matched forwards or backwards, longest first."""

    # What may stand between the tokens of a phrase: "per cent", "per-cent", "d. h.", "°C". What is
    # written in one ("a$") never has a space inside.
    _SPACED = frozenset((" ", "", "-", ". ", "."))
    _TIGHT = frozenset(("", "-", "."))

    def __init__(self, *, backwards: bool = False) -> None:
        # A phrase of one token; first (or last) token → sizes of longer phrases, longest first.
        self._single: dict[str, Any] = {}
        self._sizes: dict[str, list[int]] = {}
        self._longer: dict[tuple[str, ...], tuple[Any, frozenset[str]]] = {}
        self._backwards = backwards

    def add(self, form: str, payload: Any) -> None:
        """Add a phrase; the first payload of a phrase stays, the gaps of all its notations count."""
        if _WORDS.fullmatch(form):
            # Most forms, of units above all; cutting them like a text would double what a start costs.
            words = tuple(form.lower().split(" "))
        else:
            tokens = Tokens(fold(form))
            words = tuple(tokens.text[: tokens.count])
        if len(words) == 1:
            self._single.setdefault(words[0], payload)
        elif words:
            gaps = self._SPACED if " " in form else self._TIGHT
            kept, known = self._longer.get(words, (payload, gaps))
            self._longer[words] = (kept, known | gaps)
            sizes = self._sizes.setdefault(words[-1] if self._backwards else words[0], [])
            if len(words) not in sizes:
                sizes.append(len(words))
                sizes.sort(reverse=True)

    def first_words(self) -> set[str]:
        """The tokens that a phrase of the table can begin (backwards: end) with."""
        return set(self._single) | set(self._sizes)

    def forward(self, tokens: Tokens, index: int) -> tuple[Any, int] | None:
        """The payload of the phrase that begins at ``index``, and the index past it."""
        word = tokens.text[index]
        for size in self._sizes.get(word, ()):
            row = self._longer.get(tuple(tokens.text[index : index + size]))
            if row is not None and all(tokens.gap[at] in row[1] for at in range(index + 1, index + size)):
                return row[0], index + size
        payload = self._single.get(word)
        return None if payload is None else (payload, index + 1)

    def backward(self, tokens: Tokens, index: int) -> tuple[Any, int] | None:
        """The payload of the phrase that ends at ``index``, and the index of its first token."""
        word = tokens.text[index]
        for size in self._sizes.get(word, ()):
            begin = index + 1 - size
            row = self._longer.get(tuple(tokens.text[begin : index + 1])) if begin >= 0 else None
            if row is not None and all(tokens.gap[at] in row[1] for at in range(begin + 1, index + 1)):
                return row[0], begin
        payload = self._single.get(word)
        return None if payload is None else (payload, index)


def phrases(forms: str | list[str], payload: Any = True, *, backwards: bool = False) -> Phrases:
    """A table of the forms of an entry, all with the same payload."""
    table = Phrases(backwards=backwards)
    for form in expand(forms):
        table.add(form, payload)
    return table
