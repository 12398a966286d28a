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

FAR: list[Row] = [
    ("Das berichtet unter anderem der NDR.", (("der NDR", "berichtet", "report"),)),
    (
        "Am Montag hatte der Hafenkapitän, Nils Petersen, erklärt, die Rinne sei frei.",
        (("der Hafenkapitän, Nils Petersen", "erklärt", "say"),),
    ),
    (
        "Schon im Mai hatte Ole Janssen, der frühere Leiter der Werft, den Verkauf scharf kritisiert.",
        (("Ole Janssen", "kritisiert", "accuse"),),
    ),
    (
        "Der Landrat hat den Film „Flut“, in dem der Deich bricht, als wichtigen Anstoß gewürdigt.",
        (("Der Landrat", "gewürdigt", "agree"),),
    ),
    ("Die Stadt hat 3,6 Millionen Euro für den Deich gefordert.", (("Die Stadt", "gefordert", "demand"),)),
    (
        "Rückhalt bekommt sie von Landrat Ole Janssen, der den Plan befürwortet.",
        (("Landrat Ole Janssen", "befürwortet", "agree"),),
    ),
    (
        "Die Vorwürfe, die die Werft bestreitet, sind drei Jahre alt.",
        (("die Werft", "bestreitet", "deny"),),
    ),
    (
        "Nachdem die Reederei die Mängel eingeräumt hatte, legte das Schiff nicht mehr ab.",
        (("die Reederei", "eingeräumt hatte", "admit"),),
    ),
    ("Im Entwurf wird betont, dass der Hafen öffentlich bleibt.", (("Entwurf", "betont", "say"),)),
    ("Der Verkauf wurde von der Opposition kritisiert.", (("der Opposition", "kritisiert", "accuse"),)),
    (
        "Dabei wird die Gruppe vom Verfassungsschutz als extremistisch eingestuft.",
        (("Verfassungsschutz", "eingestuft", "describe"),),
    ),
    ("Der Schaden wird auf drei Millionen Euro geschätzt.", (("", "geschätzt", "estimate"),)),
    ("Studien haben gezeigt, dass Algen das Wasser filtern.", (("Studien", "gezeigt", "find"),)),
    (
        "Eine Studie, die im „Journal of Northern Harbour and Coastal Research“ erschien, zeigte, dass Algen das Wasser filtern.",
        (("Eine Studie", "zeigte", "find"),),
    ),
    ("Nicht nur die Opposition verlangt Aufklärung.", (("die Opposition", "verlangt", "demand"),)),
    (
        "Landes- und Bundesbehörden bestreiten den Vorfall.",
        (("Landes- und Bundesbehörden", "bestreiten", "deny"),),
    ),
    (
        "Die Werft räumte Fehler ein und meldete zwei Verletzte.",
        (("Die Werft", "räumte ein", "admit"), ("Die Werft", "meldete", "report")),
    ),
    (
        "Darin beschwor er die Einheit der Partei und warnte vor einem Streit.",
        (("er", "warnte", "warn"),),
    ),
]

WITH_A_WORD: list[Row] = [
    ("Scharfe Kritik übte die Gewerkschaft.", (("die Gewerkschaft", "übte", "accuse"),)),
    ("Die Reederei weist die Vorwürfe von sich.", (("Die Reederei", "weist", "deny"),)),
    (
        "Die Gewerkschaft erhob schwere Vorwürfe gegen die Werft.",
        (("Die Gewerkschaft", "erhob", "accuse"),),
    ),
    (
        "Der Betriebsrat macht den Vorstand für die Verluste verantwortlich.",
        (("Der Betriebsrat", "macht", "accuse"),),
    ),
    ("Die Polizei geht von einem technischen Defekt aus.", (("Die Polizei", "geht aus", "estimate"),)),
    ("Das Wasseramt rechnet bis Freitag mit weiterem Regen.", (("Das Wasseramt", "rechnet", "estimate"),)),
    ("Die Werft hofft auf neue Aufträge.", (("Die Werft", "hofft", "opinion"),)),
    ("Die Landrätin setzt sich für den Erhalt der Fähre ein.", (("Die Landrätin", "setzt ein", "demand"),)),
    ("Der Richter sah darin einen Verstoß.", (("Der Richter", "sah", "opinion"),)),
    ("Der Minister stellte weitere Hilfen in Aussicht.", (("Der Minister", "stellte", "promise"),)),
    ("„Unsinn“ nennt die Reederei das.", (("die Reederei", "nennt", "describe"),)),
    (
        "„Wir haben bis zuletzt daran geglaubt“, freute sich Trainerin Silke Harms nach dem Spiel.",
        (("Trainerin Silke Harms", "freute", "say"),),
    ),
    (
        "„Das hätte man auch früher merken können“, frotzelte die Opposition.",
        (("die Opposition", "frotzelte", "say"),),
    ),
]

ACCOUNTS: list[Row] = [
    ("Am Markt hieß es, die Aussichten hätten sich verbessert.", (("", "hieß es", "say"),)),
    (
        "Die Lage habe sich gebessert, heißt es trocken in dem Papier.",
        (("dem Papier", "heißt es", "say"),),
    ),
    (
        "Kurz nach Mittag melden die Stadtwerke erste Erfolge.",
        (("die Stadtwerke", "melden", "report"),),
    ),
    (
        "Nicht gegen die Feier, wohl aber gegen den Ort sprach sich Nils Petersen aus.",
        (("Nils Petersen", "sprach aus", "demand"),),
    ),
    ("Aus Sicht der Fischer kommt das Verbot zu spät.", (("der Fischer", "Aus Sicht", "opinion"),)),
    ("Aus Harms' Sicht kommt das Verbot zu spät.", (("Harms'", "Aus Harms' Sicht", "opinion"),)),
    (
        "Nach seiner Einschätzung hält der Deich.",
        (("seiner", "Nach seiner Einschätzung", "estimate"),),
    ),
    ("Ihrer Ansicht nach hält der Deich.", (("Ihrer", "nach", "according"),)),
    (
        "Nach Angaben norwegischer Behörden sank das Boot am Morgen.",
        (("norwegischer Behörden", "Nach Angaben", "according"),),
    ),
    (
        "Nach Daten des Wasseramts stieg der Pegel um einen Meter.",
        (("des Wasseramts", "Nach Daten", "according"),),
    ),
    ("Der Kassierer soll Geld beiseitegeschafft haben.", (("", "soll", "hearsay"),)),
    ("Bei dem Toten soll es sich um einen Matrosen handeln.", (("", "soll", "hearsay"),)),
    ("Gesucht wird ein Mann, der einen Tresor geöffnet haben soll.", (("", "soll", "hearsay"),)),
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
    "Der Sturm zog weiter östlich vorbei als ursprünglich befürchtet.",
    "Die nun von der Werft veröffentlichten Bilder hängen im Rathaus.",
    "Von dem Stoff geht keine Gefahr aus.",
    "Der Verein verteidigte den Titel.",
    "Die Polizei nahm zwei der verdächtigen Männer fest.",
    "Die Suche nach Berichten aus dem Archiv dauert an.",
    "Nach der Ankündigung der Reederei fiel der Kurs.",
    "Nach umfangreichen Ermittlungen kam es zum Prozess.",
    "Die Firma musste Insolvenz anmelden.",
    "Die Werft verspricht sich davon mehr Aufträge.",
    "Im Jahr 2030 soll die Brücke fertiggestellt sein.",
    "Alles lief, wie man so schön sagt, wie am Schnürchen.",
    "Der Lehrer tippt ein, was die Kinder ihm sagen.",
    "Wunder erwarten darf man von dem Mittel keine.",
    "Am Himmel kündigt sich ein Gewitter an.",
    "Als Sieger ging die Partei aus der Wahl hervor.",
    "Das Lager befindet sich am Hafen.",
    "Der Wagen fand ein jähes Ende: Er rollte ins Hafenbecken.",
    "Ein Hund attackierte den Briefträger.",
    "Die Mannschaft bestreitet am Samstag ihr zweites Spiel.",
    "Die Kisten wurden gemäß den Bestimmungen gelagert.",
    "Das Programm schließt eine oft beklagte Lücke.",
    "Niemand erwartet, dass das Boot noch einmal ausläuft.",
    "Wir erklären, wie die Schleuse funktioniert.",
    "Bald heißt es wieder Abschied nehmen.",
    "Die entscheidende Frage lautet: Hält der Deich?",
    "Mit Soldaten und Kandidaten fuhr der Bus nach Leer.",
]


@pytest.mark.parametrize(
    "row", [*ROWS, *REFUSALS, *SOURCES, *VERDICTS, *FAR, *WITH_A_WORD, *ACCOUNTS], ids=lambda row: row[0][:40]
)
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


def test_whose_view_a_possessive_stands_for() -> None:
    spoken, viewed = read_attributions(
        "Die Lage sei ernst, sagte Ole Janssen. Nach seiner Einschätzung hält der Deich nicht.", "de"
    )
    assert (viewed.source, viewed.identity) == ("seiner", spoken.identity)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Auf die Frage, ob er bleibe, antwortete der Trainer: „Fragen Sie mich im Mai noch einmal.“",
            "Fragen Sie mich im Mai noch einmal.",
        ),
        (
            "Der Trainer bleibt gelassen: „Fragen Sie mich im Mai noch einmal“, sagt er.",
            "Fragen Sie mich im Mai noch einmal",
        ),
        (
            "Die Sensoren zeichnen mehr auf als nötig, das berichtet der NDR.",
            "Die Sensoren zeichnen mehr auf als nötig",
        ),
        ("Scharfe Kritik übte die Gewerkschaft.", "Scharfe Kritik"),
    ],
)
def test_what_is_said_without_what_leads_up_to_it(text: str, content: str) -> None:
    (one,) = read_attributions(text, "de")
    assert one.content == content
