"""How two sources are related, from what their words say.

Leaves out: what the texts add (:mod:`monitor.read.sources`).
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from monitor.model import SourceOfSpeech
from monitor.read.gazetteer import institutions_of
from monitor.read.names import KOREAN_SURNAMES, alike, same_person, script, splits
from monitor.read.profiles import OFFICES, PERSONS, Profile

SMALL = frozenset(
    ["of", "the", "and", "for", "in", "on", "und", "der", "die", "das", "des", "für", "і", "й", "та", "з"]
)
"""Words that acronyms leave out."""


class Relation(StrEnum):
    """How two sources are related."""

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"


# The same pairs come again: within a text, in its other version and at every check.
@lru_cache(maxsize=16384)
def relate(a: Profile, b: Profile) -> Relation:
    """How the sources of two profiles are related."""
    if a.words == b.words and a.language == b.language:
        return Relation.SAME
    if a.pronoun or b.pronoun:
        return Relation.DIFFERENT
    if a.plural != b.plural and (a.person or b.person):
        return Relation.RELATED if a.names and b.names and _names_overlap(a, b) else Relation.DIFFERENT
    if (
        a.names
        and a.names == b.names
        and (len(a.names) > 1 or len(a.names[0]) == 3)
        and not (a.spokesperson or b.spokesperson)
        and a.language == b.language
    ):
        return _people(a, b)
    if (a.person and a.names and b.names and (b.person or lone(b))) or (b.person and b.names and lone(a)):
        return _people(a, b)
    if bool(a.names and a.person) != bool(b.names and b.person):
        return _person_and_body(a, b) if a.names and a.person else _person_and_body(b, a)
    return _bodies(a, b)


def lone(a: Profile) -> bool:
    """A single name that may be a surname ("Austin")."""
    if len(a.words) == 1 and a.names and len(a.names[0]) == 3 and a.names[0][0] in KOREAN_SURNAMES:
        return True
    return (
        len(a.names) == 1
        and not a.acronym
        and a.institution is None
        and a.kind is SourceOfSpeech.ORGANISATION
        and not a.territories
    )


def _people(a: Profile, b: Profile) -> Relation:
    if not same_person(a.names, a.language, b.names, b.language):
        return Relation.DIFFERENT
    if len(a.names) == 1 or len(b.names) == 1:
        if a.sex and b.sex and a.sex != b.sex:
            return Relation.DIFFERENT
        roles, other = a.concepts & PERSONS, b.concepts & PERSONS
        full = splits(a.names)[0][1] and splits(b.names)[0][1]
        if roles and other and not full and not _compatible(roles, other):
            return Relation.DIFFERENT
    if (
        a.territories
        and b.territories
        and not a.territories & b.territories
        and (len(a.names) == 1 or len(b.names) == 1)
    ):
        return Relation.DIFFERENT
    return Relation.SAME


def _compatible(a: frozenset[str], b: frozenset[str]) -> bool:
    """Two roles one person may be called by ("minister" beside "defence_minister")."""
    if a & b:
        return True
    ministers = {office for office in OFFICES if office.endswith("minister")}
    return "leader" in a | b or bool(
        ("minister" in a and b & ministers) or ("minister" in b and a & ministers)
    )


def _person_and_body(person: Profile, body: Profile) -> Relation:
    if body.names and not body.person and not body.concepts and not body.territories and not body.institution:
        return Relation.DIFFERENT
    if not (person.concepts or person.institution or person.territories):
        return Relation.DIFFERENT
    if not (body.concepts or body.institution or body.territories):
        return Relation.DIFFERENT
    offices = person.concepts & body.concepts & OFFICES
    territories = _territories(person), _territories(body)
    if body.person and not body.spokesperson:
        if offices and (not all(territories) or territories[0] & territories[1]):
            return Relation.SAME
        if (
            person.concepts & body.concepts & PERSONS
            and territories[0] == territories[1]
            and not body.anonymous
        ):
            return Relation.SAME
        return Relation.DIFFERENT
    if person.institution and person.institution == body.institution:
        return Relation.RELATED
    if (
        territories[0]
        and territories[0] & territories[1]
        and (person.spokesperson or person.concepts)
        and not body.anonymous
    ):
        return Relation.RELATED
    shared = (person.concepts & body.concepts) - PERSONS
    if shared and (not all(territories) or territories[0] & territories[1]):
        return Relation.RELATED
    return Relation.DIFFERENT


def _territories(a: Profile) -> frozenset[str]:
    if a.institution is None:
        return a.territories
    if a.institution in institutions_of():
        return a.territories | {institutions_of()[a.institution][0]}
    return a.territories


def _functions(a: Profile) -> frozenset[str]:
    """What kind of body it is, in words that all languages share."""
    if a.institution is None:
        return a.concepts
    if a.institution in institutions_of() and institutions_of()[a.institution][1]:
        return a.concepts | {institutions_of()[a.institution][1]}
    return a.concepts


def _bodies(a: Profile, b: Profile) -> Relation:
    if a.plural != b.plural or (a.plural and a.territories != b.territories):
        return Relation.RELATED if a.territories & b.territories else Relation.DIFFERENT
    if (a.kind is SourceOfSpeech.DOCUMENT) != (b.kind is SourceOfSpeech.DOCUMENT):
        return Relation.RELATED if _share_body(a, b) else Relation.DIFFERENT
    if a.spokesperson != b.spokesperson or a.anonymous != b.anonymous:
        return Relation.RELATED if _share_body(a, b) else Relation.DIFFERENT
    if a.anonymous and b.anonymous and not a.spokesperson:
        same = _stems(a) == _stems(b) and a.territories == b.territories
        return Relation.SAME if same and a.language == b.language else Relation.DIFFERENT
    if a.institution and b.institution:
        if a.institution == b.institution:
            return Relation.SAME
        shared = (_functions(a) & _functions(b)) and _territories(a) & _territories(b)
        return Relation.SAME if shared and "JCS_KR" in (a.institution, b.institution) else Relation.DIFFERENT
    territories, others = _territories(a), _territories(b)
    if a.country and b.country:
        return Relation.SAME if territories == others else Relation.DIFFERENT
    functions, other_functions = _functions(a), _functions(b)
    if functions and other_functions:
        if not functions & other_functions:
            return (
                Relation.RELATED
                if territories & others and "government" in functions | other_functions
                else Relation.DIFFERENT
            )
        if territories and others and not territories & others:
            return Relation.DIFFERENT
        if bool(territories) != bool(others) and not _at_home(a, b):
            return Relation.DIFFERENT
        if not a.names and not b.names:
            return Relation.SAME
    if territories & others and (a.country or b.country) and not (a.names or b.names):
        return Relation.RELATED
    if a.country or b.country or a.institution or b.institution:
        return Relation.DIFFERENT if not (a.names and b.names) else _organisations(a, b)
    return _organisations(a, b)


def _at_home(a: Profile, b: Profile) -> bool:
    """A ministry without a country is that of the language's own ("국방부" is not the Pentagon)."""
    bare, named = (a, b) if _territories(b) else (b, a)
    return bare.home in _territories(named) if bare.home else bare.language == named.language


def _share_body(a: Profile, b: Profile) -> bool:
    if a.institution and a.institution == b.institution:
        return True
    if a.names and b.names and _names_overlap(a, b):
        return True
    territories, others = _territories(a), _territories(b)
    if territories and others and not territories & others:
        return False
    if (a.concepts & b.concepts) - PERSONS:
        return True
    return bool(territories & others) and (a.country or b.country)


def _stems(a: Profile) -> frozenset[str]:
    cut = 5 if a.cases else 40
    return frozenset(word[:cut] for word in a.words if word not in SMALL)


def _organisations(a: Profile, b: Profile) -> Relation:
    if not a.names or not b.names:
        same = (
            not a.names
            and not b.names
            and a.language == b.language
            and a.person == b.person
            and _stems(a) == _stems(b)
        )
        return Relation.SAME if same else Relation.DIFFERENT
    if _abbreviates(a, b) or _abbreviates(b, a) or _names_overlap(a, b):
        return Relation.SAME
    return Relation.DIFFERENT


def _names_overlap(a: Profile, b: Profile) -> bool:
    shorter, longer = sorted((a.names, b.names), key=len)
    first, second = (a, b) if shorter is a.names else (b, a)
    return all(any(alike(x, first.language, y, second.language) for y in longer) for x in shorter)


def _abbreviates(short: Profile, long: Profile) -> bool:
    """As in "EMA" for "European Medicines Agency"; 국정원 for 국가정보원 (same first syllable, in order)."""
    if len(short.names) != 1:
        return False
    name = short.names[0]
    if script(name) == "hangul":
        whole = "".join(long.words)
        if not 2 <= len(name) < len(whole) or whole[0] != name[0]:
            return False
        rest = iter(whole)
        return (
            all(char in rest for char in name)
            and (len(name) > 2 or len(whole) <= 6)
            and long.kind is not SourceOfSpeech.PERSON
        )
    initials = "".join(word[0] for word in long.words if word not in SMALL)
    return short.acronym and len(name) >= 2 and (initials == name or name in long.words)
