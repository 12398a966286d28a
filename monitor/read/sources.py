"""Who is the same source: inside a text, across versions and across scripts.

Two surfaces are the same source when they name one person, one institution or one
state (Seoul, South Korea, the South Korean government); related when one speaks for the
other or is a part of it (an organisation and its spokesman, a capital and a ministry).
Two people who share a surname are never one: a surname alone joins the one full name in
the texts that has it, and none where there are two. Leaves out: pronouns are taken for
the last source before them that fits, without resolving grammar.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from monitor.model import OWN_VOICE, Attribution, SourceOfSpeech
from monitor.read.anaphora import Antecedents
from monitor.read.generic_nouns import generic_kinds
from monitor.read.profiles import Profile, profile
from monitor.read.relations import SMALL, Relation, lone, relate
from monitor.text.quotes import plain


def kind_of(surface: str, language: str) -> SourceOfSpeech:
    """The kind of a source, from its words."""
    return profile(surface, language).kind if surface else SourceOfSpeech.UNNAMED


def relation(surface_a: str, language_a: str, surface_b: str, language_b: str) -> Relation:
    """How two surfaces are related, from their words alone."""
    if not surface_a or not surface_b:
        return Relation.DIFFERENT
    return relate(profile(surface_a, language_a), profile(surface_b, language_b))


class Place(NamedTuple):
    """A source as it is written and its offset, None where nothing is."""

    surface: str
    start: int | None


_COMPARED = 8
"""Surfaces of one source that a further one is held against."""


class _Cluster:
    """One source of a register: the surfaces that are it, the fullest first."""

    __slots__ = ("key", "members", "name")

    def __init__(self, first: Profile) -> None:
        self.members = [first]
        self.name = first
        self.key = ""

    def holds(self, found: Profile) -> bool:
        """One of the first members is the same source."""
        for member in self.members[:_COMPARED]:  # noqa: SIM110 - a generator costs more than the look-up
            if relate(found, member) is Relation.SAME:
                return True
        return False

    def add(self, member: Profile) -> None:
        if member not in self.members:
            self.members.append(member)
            if (
                sum(map(len, member.names)) > sum(map(len, self.name.names))
                and member.person >= self.name.person
            ):
                self.name = member


_CLUSTER_LIMIT = 400
"""Sources in one text beyond which a new surface stands for itself (150 news pages: at most 28)."""


class Register:
    """The sources of one or two versions, each with all its surfaces."""

    def __init__(self) -> None:
        self._clusters: list[_Cluster] = []
        self._by_profile: dict[Profile, _Cluster] = {}
        self._of: dict[Attribution, _Cluster] = {}
        self._language = ""

    @classmethod
    def of(cls, *entries: tuple[str, str, tuple[Attribution, ...]]) -> Register:
        """A register over the (text, language, attributions) of one or two versions."""
        register = cls()
        mentions: list[tuple[Attribution, Profile]] = []
        cited = [
            profile(one.source, language) for _, language, attributions in entries for one in attributions
        ]
        for text, language, attributions in entries:
            register._language = register._language or language
            places = [Place(one.source, one.source_start) for one in attributions]
            for one, found in zip(
                attributions, register._resolve(places, text, language, cited), strict=True
            ):
                mentions.append((one, found))
        register._gather([found for _, found in mentions])
        for one, found in mentions:
            cluster = register._by_profile.get(found)
            if cluster is not None:
                register._of[one] = cluster
        return register

    @classmethod
    def over(cls, places: list[Place], text: str, language: str) -> tuple[Register, list[Profile]]:
        """A register over the sources of one text, in order, and the profile each one has in it."""
        register = cls()
        register._language = language
        cited = [profile(place.surface, language) for place in places]
        profiles = register._resolve(places, text, language, cited)
        register._gather(profiles)
        return register, profiles

    def relation(self, a: Attribution, b: Attribution) -> Relation:
        """How the sources of two attributions are related, in the light of the texts."""
        left, right = self._of.get(a), self._of.get(b)
        if not a.source or not b.source:
            return Relation.SAME if not a.source and not b.source else Relation.DIFFERENT
        if left is None or right is None:
            return relation(a.source, self._language, b.source, self._language)
        if left is right:
            return Relation.SAME
        if any(relate(x, y) is Relation.RELATED for x in left.members[:6] for y in right.members[:6]):
            return Relation.RELATED
        return Relation.DIFFERENT

    def key(self, found: Profile) -> str:
        """The identity of a profile that is in the register."""
        cluster = self._by_profile.get(found)
        return cluster.key if cluster else ""

    def _resolve(self, places: list[Place], text: str, language: str, cited: list[Profile]) -> list[Profile]:
        """What surfaces stand for in this text, in order.

        A pronoun stands for the last source before it that fits, a surname for the only
        person before it who has it, an acronym for the words that the text spells it out as,
        a generic noun for the one named body of its kind in the passage before it.
        """
        profiles = [profile(place.surface, language) for place in places]
        profiles = _named_bodies(places, profiles, text, language, cited)
        spelt = _spelt_out(text)
        resolved: list[Profile] = []
        people: list[Profile] = []
        last: dict[str, Profile] = {}
        for found in profiles:
            one = found
            if one.pronoun:
                resolved.append(_antecedent(one, last))
                continue
            if one.acronym and one.names[0] in spelt and one.institution is None:
                one = profile(spelt[one.names[0]], one.language)
            elif len(one.names) == 1 and (one.person or lone(one)):
                homes = [known for known in people if relate(one, known) is Relation.SAME]
                one = homes[0] if len(homes) == 1 else one
            elif one.person and len(one.names) > 1 and one not in people and len(people) < _CLUSTER_LIMIT:
                people.append(one)
            resolved.append(one)
            if one.words:
                _remember(one, last, found.sex or one.sex)
        return resolved

    def _gather(self, profiles: list[Profile]) -> None:
        order = sorted(
            dict.fromkeys(p for p in profiles if p.words), key=lambda p: (-len(p.names), -len(p.concepts))
        )
        for found in order:
            home = None
            if len(self._clusters) < _CLUSTER_LIMIT:
                homes = [cluster for cluster in self._clusters if cluster.holds(found)]
                # a surname that two people of these texts have is neither of them
                home = (
                    homes[0]
                    if len(homes) == 1
                    else next((c for c in homes if c.members[0].words == found.words), None)
                )
                if home is not None and not all(
                    relate(found, m) is not Relation.DIFFERENT
                    for m in home.members[:_COMPARED]
                    if m.names and m.person
                ):
                    home = None
            if home is None:
                home = _Cluster(found)
                self._clusters.append(home)
            else:
                home.add(found)
            self._by_profile[found] = home
        for cluster in self._clusters:
            cluster.key = _key(cluster.name)


def _key(found: Profile) -> str:
    if _is_own_voice(found):
        return OWN_VOICE
    if found.person and found.names and not found.plural:
        return "person:" + " ".join(found.names)
    if found.institution and not found.rest:
        return "institution:" + found.institution
    if found.country:
        return "state:" + "+".join(sorted(found.territories))
    return f"{found.kind.value}:" + " ".join(found.words)


def _is_own_voice(found: Profile) -> bool:
    return found.pronoun and found.kind is SourceOfSpeech.MEDIA


def _antecedent(pronoun: Profile, last: dict[str, Profile]) -> Profile:
    """The last source that the pronoun may stand for; itself where there is none, and for who writes."""
    if _is_own_voice(pronoun):
        return pronoun
    if pronoun.kind is not SourceOfSpeech.PERSON:
        return last.get("organisation", pronoun)
    return last.get(pronoun.sex or "person", last.get("unsexed", pronoun))


def _remember(one: Profile, last: dict[str, Profile], sex: str) -> None:
    if not (one.person or one.anonymous or lone(one)):
        last["organisation"] = one
        return
    last["person"] = one
    if sex:
        last[sex] = one
    else:  # he or she may be this one
        last["unsexed"] = last["f"] = last["m"] = one


def _named_bodies(
    places: list[Place], profiles: list[Profile], text: str, language: str, cited: list[Profile]
) -> list[Profile]:
    """The profiles, with the named body in place of each generic noun that goes back to one."""
    kinds = [
        frozenset() if place.start is None else generic_kinds(place.surface, language) for place in places
    ]
    until = max(
        (place.start or 0 for place, generic in zip(places, kinds, strict=True) if generic), default=0
    )
    if not until:
        return profiles  # none, or nothing stands before it
    spelt = _spelt_out(text)

    def whole(one: Profile) -> Profile:
        if one.acronym and one.names[0] in spelt and one.institution is None:
            return profile(spelt[one.names[0]], one.language)
        return one

    named = [
        (place.start, whole(found))
        for place, found, generic in zip(places, profiles, kinds, strict=True)
        if place.start is not None and place.start < until and not generic
    ]
    bodies = Antecedents(text[:until], language, cited, named, whole)
    return [
        (bodies.of(generic, place.start) or found) if generic and place.start is not None else found
        for place, found, generic in zip(places, profiles, kinds, strict=True)
    ]


_ACRONYM = re.compile(r"\(([A-ZА-ЯІЇЄҐ]{2,7})\)")
_WORD = re.compile(r"[\w&'\-]+")


def _spelt_out(text: str) -> dict[str, str]:
    """Acronym in lower case → the words before it ("Name (ABC)") whose initials it has."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        words = _WORD.findall(plain(text[max(0, match.start() - 120) : match.start()]))[-8:]
        acronym = match.group(1).lower()
        for start in range(len(words)):
            initials = "".join(word[0].lower() for word in words[start:] if word not in SMALL)
            if initials == acronym and words[start] not in SMALL:
                found[acronym] = " ".join(words[start:])
                break
    return found


def identities(places: list[Place], text: str, language: str) -> list[tuple[str, SourceOfSpeech]]:
    """A key and the kind of each source, in order.

    The key is equal for surfaces of one source and "" for none. The kind is that of the words,
    of a generic noun that of the body it goes back to.
    """
    register, profiles = Register.over(places, text, language)
    return [
        (
            register.key(found) if place.surface else "",
            found.kind if generic_kinds(place.surface, language) else kind_of(place.surface, language),
        )
        for place, found in zip(places, profiles, strict=True)
    ]
