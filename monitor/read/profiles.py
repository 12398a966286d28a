"""What a source's words say about it: names, role, institution, country.

A profile is read off the surface alone; what a text adds to it (whose surname stands
alone, what an acronym is short for) is :mod:`monitor.read.sources`. Leaves out: sex, age
and anything else that would need knowledge about the person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from monitor.model import SourceOfSpeech
from monitor.read.gazetteer import Gazetteer, gazetteer, institutions_of
from monitor.read.names import KOREAN_SURNAMES, script
from monitor.read.profile_names import ends_general, names_of
from monitor.text.quotes import plain

_WORD = re.compile(r"\w+(?:['&/.\-]\w+)*")
OFFICES = frozenset(
    [
        "president",
        "vice_president",
        "prime_minister",
        "chancellor",
        "foreign_minister",
        "defence_minister",
        "interior_minister",
        "finance_minister",
        "health_minister",
    ]
)
"""Offices that one person at a time holds in a country."""
PERSONS = OFFICES | frozenset(("minister", "leader", "member_of_parliament", "mayor", "governor"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one surface says about its source."""

    language: str
    words: tuple[str, ...]
    """The words that carry meaning, in lower case, without articles and titles."""
    names: tuple[str, ...]
    """The tokens of a person's or organisation's name, in lower case."""
    territories: frozenset[str]
    capital: bool
    institution: str | None
    concepts: frozenset[str]
    spokesperson: bool
    pronoun: bool
    anonymous: bool
    person: bool
    acronym: bool
    """The name is one word in capitals."""
    plural: bool
    """Two sources joined ("Moscow and Pyongyang")."""
    cases: bool
    """Nouns of the language change their endings."""
    home: str
    """The country an institution without one belongs to in this language's papers, or ""."""
    sex: str
    """f, m or "" where the words do not say."""
    kind: SourceOfSpeech
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Hash once: profiles are keys of many look-ups, and few differ in anything but their words."""
        object.__setattr__(self, "_hash", hash((self.language, self.words, self.names)))

    def __hash__(self) -> int:
        """By the words."""
        return self._hash

    @property
    def country(self) -> bool:
        """A state as such: its name, its capital or its government."""
        return (
            bool(self.territories)
            and not self.names
            and not self.institution
            and self.concepts <= {"government"}
            and not self.rest
        )

    @property
    def rest(self) -> bool:
        """The words say more than country, institution, role and name."""
        return self.anonymous or self.spokesperson or self.person


@lru_cache(maxsize=4096)
def profile(surface: str, language: str) -> Profile:
    """The profile of a surface in a language.

    :raises KeyError: when there is no such language.
    """
    table = gazetteer(language)
    written = [match.group() for match in _WORD.finditer(plain(surface))][:40]
    written = [word.removesuffix("'s") for word in written]
    words = [word.lower() for word in written]
    if not words:
        return _empty(language, surface)
    used = [False] * len(words)
    institution = None
    for start, end, identifier in table.institutions.find(words):
        if (
            end - start == 1
            and len(words[start]) <= 3
            and script(words[start]) == "latin"
            and not written[start].isupper()
            and written[start] != words[start]
        ):
            continue
        if words[start] in ("un", "ap", "who", "us", "op") and not written[start].isupper():
            continue
        institution = institution or identifier
        used[start:end] = [True] * (end - start)
    territories: set[str] = set()
    capital = False
    for phrases, is_capital in ((table.territories, False), (table.capitals, True)):
        for start, end, identifier in phrases.find(words):
            if any(used[start:end]) or (words[start] == "us" and not written[start].isupper()):
                continue
            territories.add(identifier)
            capital = capital or is_capital
            used[start:end] = [True] * (end - start)
    for position, word in enumerate(words):
        head, dash, _tail = word.partition("-")
        if dash and not used[position]:
            hit = table.territories.match([head], 0)
            if hit is not None:
                territories.add(hit[1])
    concepts: set[str] = set()
    for start, end, identifier in table.concepts.find(words):
        if any(used[start:end]) and not (end - start == 1 and institution is None):
            continue
        concepts.add(identifier)
        used[start:end] = [True] * (end - start)
    _compound_offices(words, used, concepts, table)
    spokesperson = any(table.has("spokesperson", word) for word in words)
    names = _in_apposition(surface, written, words, used, table) or names_of(written, words, used, table)
    return _decide(
        table,
        written,
        words,
        names,
        frozenset(territories),
        capital,
        institution,
        frozenset(concepts),
        spokesperson,
    )


def _in_apposition(
    surface: str, written: list[str], words: list[str], used: list[bool], table: Gazetteer
) -> tuple[str, ...]:
    """The name behind an office: "A spokesman for the Space Council, Owen Pryce"; () for none."""
    office, comma, tail = plain(surface).rpartition(", ")
    size = len(_WORD.findall(tail))
    if not comma or not 2 <= size <= len(words) - 1 or not office:
        return ()
    names = names_of(written[-size:], words[-size:], used[-size:], table)
    return names if len(names) == size else ()


def _empty(language: str, surface: str) -> Profile:
    return Profile(
        language=language, words=(surface,) if surface else (), names=(), territories=frozenset(), capital=False, institution=None,
        concepts=frozenset(), spokesperson=False, pronoun=False, anonymous=False, person=False, acronym=False, plural=False, cases=False, home="", sex="",
        kind=SourceOfSpeech.UNNAMED,
    )  # fmt: skip


def _compound_offices(words: list[str], used: list[bool], concepts: set[str], table: Gazetteer) -> None:
    """Compounds that end in an office ("Landesinnenminister") are offices too."""
    if script(words[0]) != "latin":
        return
    for position, word in enumerate(words):
        if used[position] or len(word) < 9:
            continue
        for cut in range(3, min(len(word) - 5, 16)):
            hit = table.concepts.match([word[cut:]], 0)
            if hit is not None and hit[1] in PERSONS:
                concepts.add(hit[1])
                used[position] = True
                break


def _unnamed(names: tuple[str, ...], words: list[str], table: Gazetteer) -> tuple[str, ...]:
    """No name beside people without one: "Health officials", "officials in Gaza"."""
    return () if any(table.has("anonymity", word) for word in words if word != names[0]) else names


_AND = frozenset(("and", "nor", "und", "noch", "sowie", "і", "й", "та", "ні", "ані"))


def _joint(written: list[str], words: list[str], territories: frozenset[str], *, person: bool) -> bool:
    """Two sources in one: "Moscow and Pyongyang", "Ada Quill and Tomas Reed"."""
    if len(territories) > 1 and any(word in _AND or word.endswith(("와", "과")) for word in words):
        return True
    for k in range(2, len(words) - 2):
        if person and words[k] in _AND and written[k - 1][0].isupper():
            return any(a[0].isupper() and b[0].isupper() for a, b in pairwise(written[k + 1 :]))
    return False


def _before_preposition(words: list[str], names: tuple[str, ...], table: Gazetteer) -> list[str]:
    """The words up to the first preposition after the name: "Jens Weber vom Ifo-Institut"."""
    seen = False
    for position, word in enumerate(words):
        seen = seen or word in names
        if seen and table.has("prepositions", word):
            return words[:position]
    return words


def _decide(
    table: Gazetteer,
    written: list[str],
    words: list[str],
    names: tuple[str, ...],
    territories: frozenset[str],
    capital: bool,
    institution: str | None,
    concepts: frozenset[str],
    spokesperson: bool,
) -> Profile:
    has = table.has
    content = tuple(word for word in words if not has("ignore", word))
    if len(names) == 1 and not spokesperson and not any(has("titles", word) for word in words):
        names = _unnamed(names, words, table)
    pronoun = (
        len(words) <= 2
        and all(has("pronouns", word) for word in words)
        and not (written[0].isupper() and len(written[0]) > 1)
    )
    anonymous = (not names and any(has("anonymity", word) for word in words)) or (spokesperson and not names)
    titled = any(has("titles", word) for word in words)
    korean = any(script(word) == "hangul" for word in words)
    near = [word for word in _before_preposition(words, names, table) if word not in names]
    org_word = any(has(name, word) for word in near for name in ("organisation", "government")) or (
        any(ends_general(word, table) for word in near) and not spokesperson
    )
    acronym = len(names) == 1 and any(
        word.isupper() and len(word) > 1 and word.lower() == names[0] for word in written
    )
    head = words[-1] if korean else next(iter(content), words[0])
    media = any(has("media", word) for word in content) and not spokesperson
    document = has("document", head)
    person_role = bool(concepts & PERSONS)
    if names and korean:
        person = (
            titled
            or spokesperson
            or person_role
            or (
                len(words) == 1
                and len(names[0]) == 3
                and names[0][0] in KOREAN_SURNAMES
                and not org_word
                and not media
            )
        )
    elif names:
        person = (
            (
                titled
                or spokesperson
                or person_role
                or (len(names) >= 2 and not org_word and words[0] not in ("the", "an", "a"))
            )
            and not document
            and not acronym
        )
        if media and not titled and not person_role:
            person = False
    else:
        person = person_role or spokesperson
    if pronoun and all(has("own_voice", word) for word in words):
        kind = SourceOfSpeech.MEDIA
    elif pronoun:
        kind = SourceOfSpeech.ORGANISATION if words[0] in ("it", "es", "воно") else SourceOfSpeech.PERSON
    elif person and names:
        kind = SourceOfSpeech.PERSON
    elif document:
        kind = SourceOfSpeech.DOCUMENT
    elif anonymous:
        kind = SourceOfSpeech.ANONYMOUS
    elif person:
        kind = SourceOfSpeech.PERSON
    elif media:
        kind = SourceOfSpeech.MEDIA
    elif (
        (territories and not names)
        or concepts
        or any(has("government", word) for word in words)
        or (institution in institutions_of())
    ):
        kind = SourceOfSpeech.GOVERNMENT
    elif institution or names or org_word:
        kind = SourceOfSpeech.ORGANISATION
    else:
        kind = SourceOfSpeech.ANONYMOUS
    sex = (
        "f"
        if any(has("female", word) for word in words)
        else "m"
        if any(has("male", word) for word in words)
        else ""
    )
    return Profile(
        language=table.code,
        words=content or tuple(words),
        names=names,
        territories=territories,
        capital=capital,
        institution=institution,
        concepts=concepts,
        spokesperson=spokesperson,
        pronoun=pronoun,
        anonymous=anonymous,
        person=person,
        acronym=acronym,
        plural=_joint(written, words, territories, person=person and len(names) > 1),
        cases=table.has("names_last", "yes"),
        home=table.home,
        sex=sex,
        kind=kind,
    )
