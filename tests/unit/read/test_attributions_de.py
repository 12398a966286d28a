"""German: who says what, how it is found, and what is no attribution."""

from __future__ import annotations

import pytest

from monitor.read.attributions import read_attributions
from tests.unit.read.attribution_rows import Row, check

ROWS: list[Row] = [
    (
        "„Wir prüfen den Vorgang“, sagte Landrätin Silke Harms am Montag in Leer.",
        (("Landrätin Silke Harms", "sagte", "say"),),
    ),
    ("Die Brücke sei sicher, erklärte das Bauamt.", (("das Bauamt", "erklärte", "say"),)),
    (
        "Die Stadt hat nach Angaben der Feuerwehr drei Pumpen verloren.",
        (("der Feuerwehr", "nach Angaben", "according"),),
    ),
    (
        "Nach Polizeiangaben wurden zwei Menschen verletzt.",
        (("Polizeiangaben", "Nach Polizeiangaben", "according"),),
    ),
    ("Laut der Reederei war das Schiff leer.", (("der Reederei", "Laut", "according"),)),
    ("Dem Hafenkapitän zufolge lief das Schiff zu schnell.", (("Dem Hafenkapitän", "zufolge", "according"),)),
    ("Medienberichten zufolge gab es Tote.", (("Medienberichten", "zufolge", "report"),)),
    ("Die Werft wies die Vorwürfe zurück.", (("Die Werft", "wies zurück", "deny"),)),
    ("Das Umweltamt teilte mit, man habe Proben genommen.", (("Das Umweltamt", "teilte mit", "announce"),)),
    ("Der Verband räumte ein, dass Geld fehle.", (("Der Verband", "räumte ein", "admit"),)),
    ("Das sei zu spät, so die Gewerkschaft.", (("die Gewerkschaft", "so", "say"),)),
    ("Wie der NDR berichtet, wird der Deich verstärkt.", (("der NDR", "berichtet", "report"),)),
    (
        "Der Minister habe gelogen, hieß es in einer Erklärung der Fraktion.",
        (("einer Erklärung der Fraktion", "hieß es", "say"),),
    ),
    (
        "Auch der frühere Bürgermeister Ole Janssen kritisierte, der Rat habe geschwiegen.",
        (("der frühere Bürgermeister Ole Janssen", "kritisierte", "accuse"),),
    ),
    (
        "Nils Petersen, Chef der Hafengesellschaft, sagte: „Wir bauen weiter.“",
        (("Nils Petersen", "sagte", "say"),),
    ),
    (
        "Am Dienstag hatte die Reederei angekündigt, dass sie klagen werde.",
        (("die Reederei", "angekündigt", "announce"),),
    ),
    (
        "Aus dem Gutachten geht hervor, dass der Damm alt ist.",
        (("dem Gutachten", "geht hervor", "according"),),
    ),
    ("Der Täter soll mehrere Konten geleert haben.", (("", "soll", "hearsay"),)),
    ("Das Amt konnte die Zahl nicht bestätigen.", (("Das Amt", "bestätigen", "decline"),)),
    ("Die Reederei wollte sich dazu nicht äußern.", (("Die Reederei", "äußern", "decline"),)),
    ("Oslo und Bergen haben sich bislang nicht geäußert.", (("Oslo und Bergen", "geäußert", "decline"),)),
]

REFUSALS: list[Row] = [
    (
        "Die Reederei äußerte sich zu dem Bericht zunächst nicht.",
        (("Die Reederei", "äußerte", "decline"),),
    ),
    ("Die Reederei äußerte sich auf Anfrage nicht.", (("Die Reederei", "äußerte", "decline"),)),
    (
        "Weder Oslo noch Bergen äußerten sich zu dem Bericht.",
        (("Weder Oslo noch Bergen", "äußerten", "decline"),),
    ),
    (
        "Der Bürgermeister war für eine Stellungnahme zunächst nicht zu erreichen.",
        (("Der Bürgermeister", "zu erreichen", "decline"),),
    ),
    ("Das Bauamt ließ mehrere Anfragen unbeantwortet.", (("Das Bauamt", "unbeantwortet", "decline"),)),
    ("Eine Anfrage an das Bauamt blieb unbeantwortet.", (("das Bauamt", "unbeantwortet", "decline"),)),
    (
        "Das Bauamt reagierte zunächst nicht auf eine Anfrage.",
        (("Das Bauamt", "reagierte", "decline"),),
    ),
    ("Zu den Kosten machte das Bauamt keine Angaben.", (("das Bauamt", "keine Angaben", "decline"),)),
    (
        "Die Polizei wollte den Bericht weder bestätigen noch dementieren.",
        (("Die Polizei", "dementieren", "decline"),),
    ),
    (
        "Die Reederei lehnte es ab, sich zu den Vorwürfen zu äußern.",
        (("Die Reederei", "lehnte ab", "decline"),),
    ),
    ("Die Reederei hielt sich bedeckt.", (("Die Reederei", "bedeckt", "decline"),)),
]

SOURCES: list[Row] = [
    (
        "Der Leiter der Werft, Ole Janssen, wies die Vorwürfe zurück.",
        (("Der Leiter der Werft, Ole Janssen", "wies zurück", "deny"),),
    ),
    (
        "„Wir prüfen das“, sagte die Vorsitzende des Betriebsrats, Silke Harms, am Montag.",
        (("die Vorsitzende des Betriebsrats, Silke Harms", "sagte", "say"),),
    ),
    (
        "Ole Janssen, Leiter der Werft, wies die Vorwürfe zurück.",
        (("Ole Janssen", "wies zurück", "deny"),),
    ),
    (
        "Der Betriebsrat klagt. „Wir warten“, sagte dessen Vorsitzende Silke Harms.",
        (("Vorsitzende Silke Harms", "sagte", "say"),),
    ),
    (
        "Wie Silke Harms, Sprecherin der Werft, mitteilte, ruht die Arbeit.",
        (("Silke Harms", "mitteilte", "announce"),),
    ),
    (
        "Die Polizei sucht einen Anrufer, der behauptete, er habe das Boot gesehen.",
        (("einen Anrufer", "behauptete", "claim"),),
    ),
    (
        "Stellvertretend für den Rat empfahl Landrätin Silke Harms den Umbau.",
        (("Landrätin Silke Harms", "empfahl", "demand"),),
    ),
    (
        "Wenige Stunden nach dem Unfall erklärte der Betreiber, der Motor sei alt.",
        (("der Betreiber", "erklärte", "say"),),
    ),
    (
        "Die Werft hat nach Angaben Norwegens 300 Schiffe verkauft.",
        (("Norwegens", "nach Angaben", "according"),),
    ),
    ("Die Reederei aber sagte, es fehle Geld.", (("Die Reederei", "sagte", "say"),)),
    (
        "„Es fehlt Geld“, sagte der Abgeordnete Nils Petersen nach einer nicht öffentlichen Sitzung.",
        (("der Abgeordnete Nils Petersen", "sagte", "say"),),
    ),
    ("Die Lage sei ernst, gab Nils Petersen zu bedenken.", (("Nils Petersen", "gab bedenken", "warn"),)),
]

VERDICTS: list[Row] = [
    (
        (
            "Landrätin Silke Harms nannte den Plan unzureichend, ein Sprecher der Werft bei den Verhandlungen "
            "sprach von leeren Versprechen."
        ),
        (
            ("Landrätin Silke Harms", "nannte", "describe"),
            ("ein Sprecher der Werft bei den Verhandlungen", "sprach von", "describe"),
        ),
    ),
    ("Der Landrat nannte die Reise einen Fehler.", (("Der Landrat", "nannte", "describe"),)),
    (
        "Der Landrat bezeichnete die Summe als unzureichend.",
        (("Der Landrat", "bezeichnete", "describe"),),
    ),
    (
        "Den Plan bezeichnete der Landrat als unzureichend.",
        (("der Landrat", "bezeichnete", "describe"),),
    ),
    ("Der Landrat hält die Summe für unzureichend.", (("Der Landrat", "hält", "opinion"),)),
    ("Der Landrat zeigte sich besorgt über die Lage.", (("Der Landrat", "zeigte", "opinion"),)),
    ("Die Gewerkschaft sprach sich gegen den Verkauf aus.", (("Die Gewerkschaft", "sprach aus", "demand"),)),
    ("Der Minister hatte zuvor von drei Schiffen gesprochen.", (("Der Minister", "gesprochen", "describe"),)),
]

NOTHING = [
    "Der Landrat nannte den Namen des Täters nicht.",
    "Der Landrat nannte als Grund einen Streik.",
    "Der Landrat hielt eine Rede für den Frieden.",
    "Der Verdacht hat sich nicht bestätigt.",
    "Die Flut forderte neun Menschenleben.",
    "Die Insel ist von Schnee bedeckt.",
    "Die Seite ist wegen vieler Anfragen nicht erreichbar.",
    "Auf den Bildern, die der Zoll veröffentlichte, sind Kisten zu sehen.",
    "Zur Zahl der Opfer gab es zunächst keine Angaben.",
    "Die Arbeiten sollen bis Mai abgeschlossen sein.",
    "Nach der Auszählung der Stimmen fuhr der Rat nach Hause.",
    "Der Film „Die lange Flut“ läuft ab Donnerstag.",
    "Nach dem Spiel fuhren die Fans nach Hause.",
    "Die Straße wurde laut aufgerissen.",
    "So kam der Zug erst am Abend an.",
    "Die Fähre sagte ihre Fahrten ab.",
    "Die Gruppe bezeichnet sich selbst als Verein.",
]


@pytest.mark.parametrize("row", [*ROWS, *REFUSALS, *SOURCES, *VERDICTS], ids=lambda row: row[0][:40])
def test_who_says_what(row: Row) -> None:
    check(row, "de")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_attribution(text: str) -> None:
    assert read_attributions(text, "de") == ()


def test_who_refuses_and_who_denies_is_one_source() -> None:
    refused, denied = read_attributions(
        "Weder Moskau noch Pjöngjang äußerten sich. Moskau und Pjöngjang weisen die Angaben zurück.", "de"
    )
    assert (refused.cue_class.value, denied.cue_class.value) == ("decline", "deny")
    assert refused.identity == denied.identity


def test_reported_speech_goes_on_in_the_subjunctive() -> None:
    found = read_attributions(
        "Die Lage sei ernst, sagte Silke Harms. Der Deich werde nicht halten. Am Abend regnete es.", "de"
    )
    assert [(one.source, one.cue) for one in found] == [("Silke Harms", "sagte"), ("Silke Harms", "")]


def test_what_das_stands_for_is_the_sentence_before() -> None:
    (one,) = read_attributions("Die Schleuse bleibt gesperrt. Das teilte das Wasseramt am Freitag mit.", "de")
    assert (one.source, one.content) == ("das Wasseramt", "Die Schleuse bleibt gesperrt.")


def test_speaker_and_relay() -> None:
    found = read_attributions("Laut Yonhap unter Berufung auf den Geheimdienst sank das Boot.", "de")
    assert [(one.source, one.relay) for one in found] == [("Yonhap", True), ("den Geheimdienst", False)]
