"""Whom a generic noun goes back to: "the agency" after one named agency is that agency.

The nearest passage decides: the paragraphs before the noun, as far as :data:`_NEAR`, and
the whole text before it where these name nobody of the kind. Exactly one named body of
the kind must stand there, else the noun stands for itself. Named are the sources of
the texts that are compared, wherever their names stand, and what a word in its name or
the gazetteer tells the kind of ("Food Standards Agency", "Bundesnetzagentur"). A further
body without a name ("another agency", "eine Firma") counts against it as well.

The nouns, and the words that tell a name's kind, are in :mod:`monitor.read.generic_nouns`.

Leaves out: people by their office ("the minister"), plurals, and bodies that only an
unknown name stands for and that say nothing in either version.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.model import SourceOfSpeech
from monitor.read.gazetteer import Gazetteer, gazetteer
from monitor.read.generic_nouns import LONGEST_NAME, WORD, generic_nouns
from monitor.read.grammar import Grammar, grammar
from monitor.read.profiles import Profile, profile
from monitor.read.relations import Relation, lone, relate
from monitor.text.quotes import plain

_LAST_WORD = re.compile(r"(\w+) $")
_LONG_WORD = 40
"""Characters before a name in which the word before it stands."""
_SHORT = 5
"""Letters of a name whose last one is not taken for an ending."""
_NEAR = 3
"""Paragraphs before the noun's own that are its passage (a guess: news has one or two sentences in each)."""
_MOST = 60
"""Bodies of a passage that are looked at; a passage with more is a table."""
_CITED = 80
"""Names of sources that are looked for in a text (150 news pages: at most 28 sources)."""


def _letter(char: str) -> bool:
    return char.isalnum() or char == "_"


def _capital(word: str) -> bool:
    """The word has a capital, or a letter that knows none."""
    return word[0].isupper() or (word[0].isalpha() and not word[0].islower())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A body that the text names, or one without a name."""

    start: int
    kinds: frozenset[str]
    found: Profile | None
    """None for a further body without a name."""


class Antecedents:
    """The named bodies of one text, for the generic nouns in it. Built in time linear in the text."""

    def __init__(
        self,
        text: str,
        code: str,
        cited: Iterable[Profile],
        placed: Sequence[tuple[int, Profile]],
        spelt: Callable[[Profile], Profile],
    ) -> None:
        """``cited``: the sources of all texts compared; ``placed``: those of this text by offset; ``spelt`` resolves acronyms."""
        self._text = plain(text)
        low = self._text.lower()
        self._low = low if len(low) == len(self._text) else self._text
        self._code = code
        self._table = generic_nouns(code)
        self._gazetteer: Gazetteer = gazetteer(code)
        self._paragraphs = [0, *(match.end() for match in re.finditer("\n", self._text))]
        self._spelt = spelt
        self._known: dict[Profile, frozenset[str]] = {}
        cited = tuple(cited)
        self._people = frozenset(name for one in cited if one.person for name in one.names)
        bodies = [body for at, found in placed if (body := self._body(at, found)) is not None]
        bodies += self._names(cited)
        bodies += self._kinds_in_text()
        self._bodies = sorted(bodies, key=lambda body: body.start)
        self._starts = [body.start for body in self._bodies]

    def of(self, kinds: frozenset[str], at: int) -> Profile | None:
        """The one named body of these kinds in the passage before the offset; None for none or several."""
        number = max(0, bisect_left(self._paragraphs, at + 1) - 1)
        end = bisect_left(self._starts, at)
        near = bisect_left(self._starts, self._paragraphs[max(0, number - _NEAR)])
        for first in (near, 0):
            here = [body for body in self._bodies[max(first, end - _MOST) : end] if body.kinds & kinds]
            if here:
                return self._only(here)
        return None

    def _only(self, here: list[_Body]) -> Profile | None:
        one: Profile | None = None
        for body in here:
            if body.found is None:
                return None
            if one is None or (body.found != one and relate(one, body.found) is Relation.SAME):
                one = body.found if one is None or len(body.found.names) > len(one.names) else one
            elif body.found != one:
                return None
        return one

    def _body(self, at: int, found: Profile) -> _Body | None:
        kinds = self._known.get(found)
        if kinds is None:
            kinds = self._known[found] = self._kinds(found)
        return _Body(start=at, kinds=kinds, found=found) if kinds else None

    def _kinds(self, found: Profile) -> frozenset[str]:
        """The kinds of a named body; empty for people and for what has no name."""
        document = found.kind is SourceOfSpeech.DOCUMENT
        if not found.words or found.person or found.spokesperson or found.pronoun or found.plural:
            return frozenset()
        if found.anonymous or (found.country and not found.concepts):
            return frozenset()
        words = list(found.words)
        if found.institution in self._table.institutions:
            return self._table.institutions[found.institution]
        hit = self._table.anaphors.match(words, 0)
        if hit is not None and hit[0] == len(words):
            return frozenset()
        kinds = {
            kind for _, _, form in self._table.heads.find(words) for kind in self._table.head_kinds[form]
        }
        if not self._has_name(found, words):
            return frozenset()
        if document:
            head = self._table.heads.match(words, 0)
            return self._table.head_kinds[head[1]] if head is not None else frozenset()
        if not kinds and not found.concepts and found.kind is SourceOfSpeech.ORGANISATION:
            return self._open(found, words)
        return frozenset(kinds)

    def _open(self, found: Profile, words: list[str]) -> frozenset[str]:
        """The kinds of a body whose name tells none: "Volkswagen", "FIFA"; no common noun, no surname."""
        if not found.names:
            return self._table.open if len(words) == 1 else frozenset()
        if any(name in grammar(self._code).classes_of for name in found.names):
            return frozenset()  # "Her husband"
        if not self._people.isdisjoint(found.names):
            return frozenset()
        if lone(found) and (self._surname(found.names[0]) or self._common_noun(found.names[0])):
            return frozenset()
        return self._table.open

    def _common_noun(self, name: str) -> bool:
        """Where all nouns have capitals, one with an article before it is no name ("das Land")."""
        if not self._gazetteer.has("nouns_capital", "yes"):
            return False
        articles = grammar(self._code).words("det")
        before = (_LAST_WORD.search(self._text, max(0, at - _LONG_WORD), at) for at in self._found(name))
        return any(word is not None and word.group(1).lower() in articles for word in before)

    def _has_name(self, found: Profile, words: list[str]) -> bool:
        """A name, a country, a further word, a compound ("Umweltministerium") or a short form ("SPD")."""
        if found.names or found.institution or found.territories or len(words) > 1:
            return True
        known = any(self._gazetteer.has(name, words[0]) for name in ("organisation", "media"))
        return known or self._table.heads.match(words, 0) is None or words[0] not in self._table.head_kinds

    def _surname(self, name: str) -> bool:
        """Another name stands before it in the text: "Austin" where "Lloyd Austin" is spoken of."""
        table, has = grammar(self._code), self._gazetteer.has
        for at in self._found(name):
            end = at + len(name)
            before = _LAST_WORD.search(self._text, max(0, at - _LONG_WORD), at)
            if before is None or (end < len(self._text) and _letter(self._text[end])):
                continue
            low = before.group(1).lower()
            capitals = before.group(1)[0].isupper() and self._text[at].isupper()
            if not capitals or low in table.classes_of:
                continue
            if (
                low not in table.cues
                and self._table.heads.match([low], 0) is None
                and not has("organisation", low)
            ):
                return True
        return False

    def _names(self, cited: Iterable[Profile]) -> list[_Body]:
        """Where the names of sources stand in the text, whoever is spoken of there."""
        by_name: dict[str, tuple[Profile, frozenset[str]]] = {}
        for found in [one for one in dict.fromkeys(cited) if one.language == self._code][:_CITED]:
            kinds = self._kinds(self._spelt(found)) if found.names else frozenset()
            if kinds and found.kind is not SourceOfSpeech.DOCUMENT:
                for mark in " -" if len(found.names) > 1 else " ":
                    name = mark.join(found.names)
                    name = name[:-1] if found.cases and len(name) > _SHORT else name
                    by_name.setdefault(name, (self._spelt(found), kinds))
        return [
            _Body(start=at, kinds=kinds, found=found)
            for name, (found, kinds) in by_name.items()
            for at in self._found(name)
            if not self._text[at].islower()
        ]

    def _found(self, name: str) -> Iterator[int]:
        """Where the name begins a word, in whatever letters; a Latin one is a whole word, with its genitive."""
        at = self._low.find(name)
        while at >= 0:
            end = at + len(name)
            end += self._low.startswith("s", end)
            whole = not name[0].isascii() or not _letter(self._low[end : end + 1])
            if whole and (not at or not _letter(self._low[at - 1])):
                yield at
            at = self._low.find(name, at + len(name))

    def _kinds_in_text(self) -> list[_Body]:
        """Bodies whose name has a word that tells their kind, and those that stand without a name."""
        tokens = list(WORD.finditer(self._text))
        written, words = self._words()
        bodies: list[_Body] = []
        for start, end, name in self._gazetteer.institutions.find(words):
            if name in self._table.institutions and written[start][:1].isupper():
                surface = self._text[tokens[start].start() : tokens[end - 1].end()]
                found = profile(surface, self._code)
                bodies.append(
                    _Body(start=tokens[start].start(), kinds=self._table.institutions[name], found=found)
                )
        past = 0
        for start, end, form in self._table.heads.find(words):
            if start < past:
                continue
            first, last = self._name_around(tokens, written, words, start, end, self._table.head_kinds[form])
            surface = self._text[tokens[first].start() : tokens[last - 1].start()] + written[last - 1]
            at = tokens[first].start()
            found = self._spelt(profile(surface, self._code))
            body = self._body(at, found)
            if body is not None and (last - first > 1 or _capital(written[first])):
                bodies.append(body)
                past = last
            elif (
                first > 0
                and words[first - 1] in self._table.unnamed
                and (not found.names or self._table.anaphors.match([words[start]], 0) is not None)
            ):
                bodies.append(_Body(start=at, kinds=self._table.head_kinds[form], found=None))
        return bodies

    def _words(self) -> tuple[list[str], list[str]]:
        """The words as written, and in lower case; both without particles."""
        written = WORD.findall(self._text)
        particles = self._table.particles
        if particles:
            written = [self._bare(word) if word[-1] in particles else word for word in written]
        if self._low is self._text or particles:
            words = [word.lower() for word in written]
        else:
            words = WORD.findall(self._low)
        if "'s" in self._low:
            words = [word.removesuffix("'s") for word in words]
        return written, words

    def _bare(self, word: str) -> str:
        """The word without a particle."""
        for particle in self._table.particles.get(word[-1], ()):
            if len(word) > len(particle) + 1 and word.endswith(particle):
                return word[: -len(particle)]
        return word

    def _name_around(
        self,
        tokens: list[re.Match[str]],
        written: list[str],
        words: list[str],
        start: int,
        end: int,
        kinds: frozenset[str],
    ) -> tuple[int, int]:
        """The words that are one name with the word that tells the kind."""
        classes = grammar(self._code)
        first, last = start, end
        while first and start - first < LONGEST_NAME and self._adjacent(tokens, first - 1):
            low = words[first - 1]
            if low in classes.classes_of or low in classes.cues or low in self._table.unnamed:
                break
            capital = written[first - 1][0].isupper()
            if not capital and (first != start or not kinds & self._table.plain):
                break
            first -= 1
        while last < len(words) and last - end < LONGEST_NAME and self._adjacent(tokens, last - 1):
            low = words[last]
            if low in classes.cues and low not in self._table.joining:
                break
            joins = low in self._table.joining and any(
                word[0].isupper() for word in written[last + 1 : last + 3]
            )
            small = last - end < self._table.follows and self._hangs_on(low, classes)
            if not (written[last][0].isupper() or joins or small):
                break
            last += 1
        return first, last

    def _hangs_on(self, low: str, classes: Grammar) -> bool:
        """A word in lower case that may belong to the name before it, by its class and ending no verb."""
        if low in classes.words("nouns"):
            return True
        verbs, nouns = tuple(classes.words("endings.verb")), tuple(classes.words("endings.noun"))
        return low not in classes.classes_of and not (low.endswith(verbs) and not low.endswith(nouns))

    def _adjacent(self, tokens: list[re.Match[str]], k: int) -> bool:
        """Nothing but a space, or one and an opening mark, stands behind that word."""
        return k + 1 < len(tokens) and self._text[tokens[k].end() : tokens[k + 1].start()] in (" ", ' "')
