"""The words that tell who speaks, compiled once for each language.

``sources.toml`` has them; the names of all countries come from CLDR (babel). A word
ending in ``*`` stands for all its case forms, one that starts with ``*`` for all words
with that ending. Leaves out: what follows from the words (:mod:`monitor.read.profiles`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from monitor.lang.registry import language

_KEY = 3
"""Letters of a word by which phrases are looked up."""
_TAIL = 3
"""Letters of an ending that a word is held against first."""


class Phrases:
    """Finds phrases in a list of words; each phrase stands for an identifier."""

    def __init__(self) -> None:
        self._starts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._short: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        """Phrases whose first word stands for all with its first one or two letters."""
        self._endings: dict[str, list[tuple[str, str]]] = {}
        """By their last one or two letters: of some hundred endings a word is held against a few."""
        self.size = 0
        self._first: frozenset[str] = frozenset()
        """Words that open a phrase; of a word that stands for its forms the first :data:`_KEY` letters."""
        self._stems: frozenset[str] = frozenset()
        self._tails: tuple[tuple[int, frozenset[str]], ...] = ()
        """The last letters of the endings, by how many they are: three at most."""

    def add(self, phrase: str, identifier: str) -> None:
        """Let ``phrase`` (lower case, words may end in ``*``) stand for ``identifier``."""
        words = tuple(phrase.lower().split())
        if not words:
            return
        first = words[0]
        if first.startswith("*"):
            self._endings.setdefault(first[1:][-2:], []).append((first[1:], identifier))
            return
        short = first.endswith("*") and len(first) <= _KEY
        table, key = (self._short, first[0]) if short else (self._starts, first.removesuffix("*")[:_KEY])
        table.setdefault(key, []).append((words, identifier))
        self.size += 1

    def close(self) -> None:
        """Longest phrases first."""
        for table in (self._starts, self._short):
            for found in table.values():
                found.sort(key=lambda entry: (-len(entry[0]), -len(entry[0][0])))
        first = {phrase[0] for found in self._starts.values() for phrase, _ in found}
        self._first = frozenset(word for word in first if not word.endswith("*"))
        self._stems = frozenset(word[:_KEY] for word in first if word.endswith("*"))
        tails: dict[int, set[str]] = {}
        for ending in (ending[-_TAIL:] for found in self._endings.values() for ending, _ in found):
            tails.setdefault(len(ending), set()).add(ending)
        self._tails = tuple((size, frozenset(found)) for size, found in tails.items())

    def match(self, words: list[str], at: int) -> tuple[int, str] | None:
        """(number of words, identifier) of the longest phrase that starts at ``at``."""
        word = words[at]
        for table, key in ((self._starts, word[:_KEY]), (self._short, word[:1])):
            for phrase, identifier in table.get(key, ()):
                first = phrase[0]
                if word != first and not (first[-1] == "*" and word.startswith(first[:-1])):
                    continue
                size = len(phrase)
                if size == 1 or (
                    at + size <= len(words)
                    and all(
                        words[at + k].startswith(part[:-1]) if part.endswith("*") else words[at + k] == part
                        for k, part in enumerate(phrase)
                    )
                ):
                    return size, identifier
        for key in (word[-2:], word[-1:]):
            for ending, identifier in self._endings.get(key, ()):
                if word.endswith(ending):
                    return 1, identifier
        return None

    def find(self, words: list[str]) -> list[tuple[int, int, str]]:
        """All phrases in the words, left to right, not overlapping: (start, end, identifier)."""
        found = []
        past = 0
        first, stems, short = self._first, self._stems, self._short
        places = [
            at
            for at, word in enumerate(words)
            if word in first or word[:_KEY] in stems or (short and word[:1] in short)
        ]
        for size, tails in self._tails:
            places += [at for at, word in enumerate(words) if word[-size:] in tails]
        for at in sorted(set(places)) if self._tails else places:
            if at < past:
                continue
            hit = self.match(words, at)
            if hit is not None:
                past = at + hit[0]
                found.append((at, past, hit[1]))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """The compiled tables of one language."""

    code: str
    home: str
    """The territory whose institutions papers of this language name without it; "" for none."""
    words: dict[str, Phrases]
    """titles, female, male, pronouns, own_voice, anonymity, document, media, government, organisation, spokesperson, ignore."""
    concepts: Phrases
    institutions: Phrases
    territories: Phrases
    capitals: Phrases

    def has(self, name: str, word: str) -> bool:
        """The single word is in the list of that name."""
        phrases = self.words.get(name)
        return phrases is not None and phrases.match([word], 0) is not None


@cache
def institutions_of() -> dict[str, tuple[str, str]]:
    """Institution → (territory, concept): which country's what it is."""
    table = language("en").toml("sources.toml").get("institution_of", {})
    return {
        name: (value.split()[0], value.split()[1] if " " in value else "") for name, value in table.items()
    }


@cache
def gazetteer(code: str) -> Gazetteer:
    """The gazetteer of that language.

    :raises KeyError: when there is no such language.
    """
    table = language(code).toml("sources.toml")
    words = {}
    for name, value in table.items():
        if isinstance(value, str) and name != "home":
            phrases = Phrases()
            for word in value.split():
                phrases.add(word, name)
            phrases.close()
            words[name] = phrases
    return Gazetteer(
        code=code,
        home=table.get("home", ""),
        words=words,
        concepts=_phrases(table.get("concepts", {})),
        institutions=_phrases(table.get("institutions", {})),
        territories=_territories(code, table.get("demonyms", {})),
        capitals=_phrases(table.get("metonyms", {})),
    )


def _phrases(table: dict[str, str]) -> Phrases:
    phrases = Phrases()
    for identifier, forms in table.items():
        for form in forms.split("|"):
            phrases.add(form, identifier)
    phrases.close()
    return phrases


def _territories(code: str, demonyms: dict[str, str]) -> Phrases:
    phrases = Phrases()
    for identifier, forms in demonyms.items():
        for form in forms.split("|"):
            phrases.add(form, identifier)
    try:
        names = Locale.parse(code).territories
    except (UnknownLocaleError, ValueError):
        names = {}
    for territory, name in names.items():
        if len(territory) == 2 and territory.isalpha() and territory not in demonyms:
            phrases.add(_inflected(name), territory)
    phrases.close()
    return phrases


def _inflected(name: str) -> str:
    """Country names stand in all cases where a language's names end in a vowel or й, ь."""
    words = name.lower().split()
    if name and "\u0400" <= name[0] <= "\u04ff":
        words = [
            word[:-1] + "*"
            if len(word) > 4 and word[-1] in "аяоейьія"
            else word + "*"
            if len(word) > 4
            else word
            for word in words
        ]
    elif len(words) == 1 and len(name) > 4 and not "\uac00" <= name[0] <= "\ud7a3":
        words = [words[0] + "*"]
    return " ".join(words)
