"""Which German attributions tell what was said, and which only of what somebody spoke."""

from __future__ import annotations

import pytest

from monitor.diff.weigh import weigh_source
from monitor.model import Weight
from monitor.read.attributions import read_attributions

STATED = [
    "Die Kammer kritisierte, dass die Pläne falsch seien.",
    "Die Kammer kritisierte die Pläne als falsch.",
    "Die Kammer kritisierte die Pläne: Der Kai werde zu teuer.",
    "Der Plan sei falsch, kritisierte die Kammer.",
    "„Der Plan ist falsch“, kritisierte die Kammer.",
    "Die Kammer lobte den „Mut der alten Werft“.",
    "Die Kammer beklagte 300 verlorene Stellen.",
    "Der Sender berichtete, die Fähre sei gesunken.",
    # the object is what is said
    "Harms kündigte eine Prüfung an.",
    "Greenpeace forderte einen Stopp der Bauarbeiten.",
    "Die Regierung hat die Vorwürfe zurückgewiesen.",
    "Der Ökonom warnte vor einer Rezession.",
    "Die Bank erwartet einen schwachen Winter.",
    "Die Kammer äußerte sich nicht.",
]
UNSTATED = [
    "Die Kammer kritisierte die Pläne.",
    "Die Kammer hat die Pläne scharf kritisiert.",
    "Scharfe Kritik übte die Gewerkschaft.",
    "Der Landrat begrüßte das Urteil.",
    "Die „Welt“ berichtete über den Fall.",
    "Der Rat bedauerte die Entscheidung, die am Montag gefallen war.",
]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Die Vorwürfe wies der Rat zurück.", "Die Vorwürfe"),
        ("Weitere Forderungen lehnt die Werft ab.", "Weitere Forderungen"),
        ("Der Rat wies die Vorwürfe zurück.", "die Vorwürfe"),
        ("Am Montag kündigte der Rat an, den Kai zu sperren.", "den Kai zu sperren."),
    ],
)
def test_an_object_in_front_is_what_it_is_about(text: str, content: str) -> None:
    (one,) = read_attributions(text, "de")
    assert one.content == content


@pytest.mark.parametrize("text", STATED)
def test_what_was_said(text: str) -> None:
    (one,) = read_attributions(text, "de")
    assert one.stated


@pytest.mark.parametrize("text", UNSTATED)
def test_of_what_somebody_spoke(text: str) -> None:
    (one,) = read_attributions(text, "de")
    assert not one.stated


def test_a_reaction_without_words_weighs_less_than_a_statement() -> None:
    """Both are from a source that the other version does not have."""
    (said,) = read_attributions(STATED[0], "de")
    (reacted,) = read_attributions(UNSTATED[0], "de")
    assert weigh_source(said, known=False) is Weight.HIGH
    assert weigh_source(reacted, known=False) is Weight.MEDIUM
