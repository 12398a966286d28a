"""When two surfaces are one source, when one speaks for the other, and when neither.

The pairs stand in source_pairs.toml: the rows of a group are one source, so every two of
them make a pair. Two people who share a surname must never be one.
"""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest

from monitor.diff.weigh import weigh_source
from monitor.model import OWN_VOICE, SourceOfSpeech, Weight
from monitor.read.attributions import read_attributions
from monitor.read.sources import Register, Relation, kind_of, relation

PAIRS = tomllib.loads((Path(__file__).parent / "source_pairs.toml").read_text(encoding="utf-8"))
LANGUAGES = ("en", "de", "ko", "uk")


def counts(
    same: list[tuple[str, str, str, str]], others: list[tuple[str, str, str, str]]
) -> tuple[float, float]:
    right = sum(relation(*pair) is Relation.SAME for pair in same)
    wrong = sum(relation(*pair) is Relation.SAME for pair in others)
    return right / (right + wrong), right / len(same)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pairs_within_a_language(language: str) -> None:
    table = PAIRS[language]
    same = [(a, language, b, language) for row in table["same"] for a, b in itertools.combinations(row, 2)]
    others = [(a, language, b, language) for a, b in [*table["near"], *table["related"]]]
    assert len(same) + len(others) >= 80
    precision, recall = counts(same, others)
    assert precision >= 0.98
    assert recall >= 0.92


def test_pairs_across_scripts() -> None:
    table = PAIRS["across"]
    same = [(*a, *b) for row in table["same"] for a, b in itertools.combinations(row, 2)]
    others = [(*a, *b) for a, b in table["near"]]
    assert len(same) + len(others) >= 60
    precision, recall = counts(same, others)
    assert precision >= 0.95
    assert recall >= 0.85


@pytest.mark.parametrize(
    ("a", "b", "language"),
    [(a, b, language) for language in LANGUAGES for a, b in PAIRS[language]["related"]],
)
def test_who_speaks_for_whom_is_related(a: str, b: str, language: str) -> None:
    assert relation(a, language, b, language) is Relation.RELATED
    assert relation(b, language, a, language) is Relation.RELATED


@pytest.mark.parametrize(
    ("surface", "language", "kind"),
    [
        ("Ada Quill", "en", SourceOfSpeech.PERSON),
        ("the German foreign office", "en", SourceOfSpeech.GOVERNMENT),
        ("South Korea", "en", SourceOfSpeech.GOVERNMENT),
        ("Reuters", "en", SourceOfSpeech.MEDIA),
        ("A study published in the Lancet", "en", SourceOfSpeech.DOCUMENT),
        ("two officials familiar with the matter", "en", SourceOfSpeech.ANONYMOUS),
        ("", "en", SourceOfSpeech.UNNAMED),
        ("Der Ökonom Jens Weber vom Ifo-Institut", "de", SourceOfSpeech.PERSON),
        ("Einem Bericht des „Spiegel“", "de", SourceOfSpeech.DOCUMENT),
        ("Sicherheitskreisen", "de", SourceOfSpeech.ANONYMOUS),
        ("Ein Sprecher des Verteidigungsministeriums", "de", SourceOfSpeech.ANONYMOUS),
        ("박선원 의원", "ko", SourceOfSpeech.PERSON),
        ("정부 관계자", "ko", SourceOfSpeech.ANONYMOUS),
        ("로이터통신", "ko", SourceOfSpeech.MEDIA),
        ("국가정보원", "ko", SourceOfSpeech.GOVERNMENT),
        ("у поліції", "uk", SourceOfSpeech.GOVERNMENT),
        ("речник Кремля Дмитро Пєсков", "uk", SourceOfSpeech.PERSON),
        ("у повідомленні прокуратури", "uk", SourceOfSpeech.DOCUMENT),
    ],
)
def test_kinds(surface: str, language: str, kind: SourceOfSpeech) -> None:
    assert kind_of(surface, language) is kind


def test_a_register_knows_whose_surname_it_is_across_versions_and_languages() -> None:
    old = "Defence Secretary Owen Pryce said the ship had left."
    new = "Оуен Прайс заявив, що корабель вийшов. Марія Прайс це заперечила."
    first, second = read_attributions(old, "en"), read_attributions(new, "uk")
    register = Register.of((old, "en", first), (new, "uk", second))
    assert register.relation(first[0], second[0]) is Relation.SAME
    assert register.relation(first[0], second[1]) is Relation.DIFFERENT


def test_a_surname_of_two_people_is_neither() -> None:
    text = "Ada Quill said the pier was safe. Tomas Quill said it was not. Quill said the case was open."
    found = read_attributions(text, "en")
    assert len({one.identity for one in found}) == 3


def test_a_joint_source_is_none_of_its_parts() -> None:
    text = "Ada Quill and Tomas Reed said the pier was closed. Ada Quill said it would open."
    joint, single = read_attributions(text, "en")
    assert joint.identity != single.identity


def test_the_relation_is_symmetric() -> None:
    for language in LANGUAGES:
        surfaces = [row[0] for row in PAIRS[language]["same"]]
        for a, b in itertools.combinations(surfaces, 2):
            assert relation(a, language, b, language) is relation(b, language, a, language), (a, b)
            assert relation(a, language, b, language) is not Relation.SAME, (a, b)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Minister Ruth Calder resigned on Monday. We found that the figures were wrong."),
        (
            "de",
            "Ministerin Ruth Kalder trat am Montag zurück. Wir haben herausgefunden, dass die Zahlen falsch sind.",
        ),
        ("uk", "Міністерка Олена Гай пішла у відставку. Ми з'ясували, що цифри неправильні."),
    ],
)
def test_who_writes_is_nobody_of_the_story(language: str, text: str) -> None:
    """ "We" is not the person named last; in a new version it is no new source."""
    found = read_attributions(text, language)[-1]
    assert found.identity == OWN_VOICE
    assert weigh_source(found, known=False) is Weight.LOW
