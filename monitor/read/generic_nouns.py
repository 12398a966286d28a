"""Generic nouns that go back to a name ("the agency"), and the words that tell a name's kind.

``sources.toml`` has them: ``[anaphors]`` kind → nouns that go back, ``[antecedents]`` kind →
words in a name that tell the kind. ``[anaphora]`` has the settings of both: ``beside`` are
the words that may stand with such a noun, ``unnamed`` those before a further body of the
kind; ``open`` are the kinds that a name alone may be of ("Volkswagen": a company, never a
ministry); ``joining`` words go on with a name ("Bank of England"); ``plain`` are kinds whose
names stand in lower case ("transport ministry"); ``follows`` is how many words in lower case
belong to a name behind the noun; ``particles`` are cut from words, where a script has no
capitals and hangs them on. ``[institution_kinds]`` (of English, for every language) has
kind → institutions. Leaves out: which name it is (:mod:`monitor.read.anaphora`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor.lang.registry import language
from monitor.read.gazetteer import Phrases
from monitor.text.quotes import plain

WORD = re.compile(r"\w+(?:['&/.\-]\w+)*")
LONGEST_NAME = 5
"""Words of a name left or right of the word that tells its kind ("Department for Environment, Food and …")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericNouns:
    """The compiled tables of one language."""

    anaphors: Phrases
    kinds: dict[str, frozenset[str]]
    """Generic noun as it is found → the kinds it may go back to."""
    heads: Phrases
    head_kinds: dict[str, frozenset[str]]
    institutions: dict[str, frozenset[str]]
    beside: frozenset[str]
    unnamed: frozenset[str]
    open: frozenset[str]
    joining: frozenset[str]
    plain: frozenset[str]
    follows: int
    particles: dict[str, tuple[str, ...]]
    """By their last letter, the longest first."""


@cache
def generic_nouns(code: str) -> GenericNouns:
    """The tables of that language.

    :raises KeyError: when there is no such language.
    """
    folder = language(code).toml("sources.toml")
    anaphors, kinds = _by_form(folder.get("anaphors", {}))
    heads, head_kinds = _by_form(folder.get("antecedents", {}))
    settings = folder.get("anaphora", {})
    institutions: dict[str, set[str]] = {}
    for kind, names in language("en").toml("sources.toml").get("institution_kinds", {}).items():
        for name in names.split():
            institutions.setdefault(name, set()).add(kind)
    return GenericNouns(
        anaphors=anaphors,
        kinds=kinds,
        heads=heads,
        head_kinds=head_kinds,
        institutions={name: frozenset(found) for name, found in institutions.items()},
        beside=frozenset(settings.get("beside", "").split()),
        unnamed=frozenset(settings.get("unnamed", "").split()),
        open=frozenset(settings.get("open", "").split()),
        joining=frozenset(settings.get("joining", "").split()),
        plain=frozenset(settings.get("plain", "").split()),
        follows=int(settings.get("follows", 0)),
        particles=_by_last_letter(settings.get("particles", "").split()),
    )


def _by_last_letter(particles: list[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for particle in sorted(particles, key=len, reverse=True):
        table.setdefault(particle[-1], []).append(particle)
    return {letter: tuple(found) for letter, found in table.items()}


def _by_form(table: dict[str, str]) -> tuple[Phrases, dict[str, frozenset[str]]]:
    """Phrases that stand for themselves, and the kinds of each."""
    kinds: dict[str, set[str]] = {}
    for kind, forms in table.items():
        for form in forms.split("|"):
            kinds.setdefault(form.strip().lower(), set()).add(kind)
    phrases = Phrases()
    for form in kinds:
        phrases.add(form, form)
    phrases.close()
    return phrases, {form: frozenset(found) for form, found in kinds.items()}


@lru_cache(maxsize=4096)  # every source is asked twice
def generic_kinds(surface: str, code: str) -> frozenset[str]:
    """The kinds of body a surface goes back to ("the agency"); empty when it is no generic noun."""
    table = generic_nouns(code)
    if not table.kinds:
        return frozenset()
    words = [match.group().lower() for match in WORD.finditer(plain(surface))]
    while words and words[0] in table.beside:
        words = words[1:]
    while words and words[-1] in table.beside:
        words = words[:-1]
    if not 0 < len(words) <= LONGEST_NAME:
        return frozenset()
    hit = table.anaphors.match(words, 0)
    return table.kinds[hit[1]] if hit is not None and hit[0] == len(words) else frozenset()
