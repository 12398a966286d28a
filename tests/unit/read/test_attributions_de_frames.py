"""German: where the subject stands in longer sentences, and verbs that mean something else beside other words."""

from __future__ import annotations

import pytest

from monitor.read.attributions import read_attributions
from tests.unit.read.attribution_rows import Row, check

ROWS: list[Row] = [
    ("Politisch jedoch stellt Harms die Region oft als Sumpf dar.", (("Harms", "stellt dar", "describe"),)),
    ("Generell geht der frühere Trainer von einem Sieg aus.", (("der frühere Trainer", "geht aus", "estimate"),)),
    ("Die Firma, die sich damit brüstet, von Lotsen gegründet zu sein, zahlt nicht.", (("Die Firma", "brüstet", "claim"),)),
    ("Diese Stellen wählen aus, was fehlt, wie es in Kreisen der Abwehr heißt.", (("Kreisen der Abwehr", "heißt", "say"),)),
    ("Wie es in dem Bericht heißt, war die Brücke morsch.", (("dem Bericht", "heißt", "say"),)),
    ("Im Netz priesen jedoch Heilpraktiker das Mittel als Rettung an.", (("Heilpraktiker", "priesen an", "agree"),)),
    ("Die „Deichgruppe“ hatte sich zu dem Anschlag bekannt.", (("Die „Deichgruppe“", "bekannt", "admit"),)),
    ("Nach „Kurier“-Informationen prüfen die Ermittler den Fall.", (("„Kurier“", "Nach", "according"),)),
    ("Das, so sind sich Fachleute sicher, kann hier nicht passieren.", (("Fachleute", "sind sicher", "opinion"),)),
    ("Die App sammelt aus der Sicht der Tester zu viele Daten.", (("der Tester", "aus der Sicht", "opinion"),)),
    ("Die Firma verpflichtete sich, mehr zu zahlen.", (("Die Firma", "verpflichtete", "promise"),)),
    ("Die Wirte wurden von der Kammer, dem Verband, der sie vertritt, gewarnt, dass die Abgabe kommt.", (("der Kammer", "gewarnt", "warn"),)),
    ("Der Hafen soll wachsen, wovor die Kammer ebenfalls warnte.", (("die Kammer", "warnte", "warn"),)),
    ("Dazu will das Amt auf Anfrage nichts sagen.", (("das Amt", "sagen", "decline"),)),
    ("Das Verhalten des Amts bezeichnet Harms als „Spiel mit dem Feuer“.", (("Harms", "bezeichnet", "describe"),)),
    ("Die Entscheidung begrüßte die Kammer.", (("die Kammer", "begrüßte", "agree"),)),
    ("Die Anklage wirft ihm Betrug vor.", (("Die Anklage", "wirft vor", "accuse"),)),
    ("Wirtgen freut sich für den Kollegen, gibt aber auch zu: „Ich hätte gern gewonnen.“", (("Wirtgen", "freut", "opinion"), ("Wirtgen", "gibt zu", "admit"))),
    ("Das hat nichts mit dem Fall zu tun, sagte Harms.", (("Harms", "sagte", "say"),)),
    ("Harms lobte den Plan und sprach davon, dass der Ort gewinne.", (("Harms", "lobte", "agree"), ("Harms", "sprach", "describe"))),
    ("Die größten Herausforderungen sieht sie im Ausbau der Netze.", (("sie", "sieht", "opinion"),)),
    ("Wie die Banca d'Italia in Rom bekannt gab, tritt der Chef zurück.", (("die Banca d'Italia", "bekannt gab", "announce"),)),
    ("Die Reederei hat bekannt gegeben, dass die Fähre verkauft ist.", (("Die Reederei", "bekannt gegeben", "announce"),)),
    ("„Das Verfahren war fair und lange genug“, begründet das Gericht seine Entscheidung.", (("das Gericht", "begründet", "explain"),)),
    ("Laut deichblog.de veröffentlicht das Amt bald neue Karten.", (("deichblog.de", "Laut", "according"),)),
    ("Wie watt-online.de berichtet, ist der Film fertig.", (("watt-online.de", "berichtet", "report"),)),
    ("Nach der Sitzung, die bis Mitternacht dauerte, hat Silke Harms gefordert, die Gebühr zu senken.", (("Silke Harms", "gefordert", "demand"),)),
    ("Dass der Damm undicht ist, hat das Amt festgestellt.", (("das Amt", "festgestellt", "find"),)),
    ("Dabei griff sie den Landrat an: „Wer so redet, hat im Kreistag nichts verloren.“", (("sie", "griff an", "accuse"),)),
    ("Harms wird von der Agentur mit den Worten zitiert, er habe niemanden gesehen.", (("Harms", "zitiert", "say"),)),
    ("Gerüchten zu Folge verlässt der Trainer den Klub.", (("Gerüchten", "zu Folge", "according"),)),
    ("Den Unmut der Wirte brachte die Sprecherin zum Ausdruck: „Es gibt keinen Grund für eine neue Abgabe.“", (("die Sprecherin", "brachte", "say"),)),
    ("Ein Vorschlag kam von der Insel Hooge, die vorschlug, eine Fähre einzurichten.", (("der Insel Hooge", "vorschlug", "suggest"),)),
    ("In einem Bericht des Senders werden die Auflagen als „übertrieben streng“ bezeichnet.", (("einem Bericht des Senders", "bezeichnet", "describe"),)),
    ("Staatsanwalt Ole Janssen hält den Wirt für „böse und gefährlich“.", (("Staatsanwalt Ole Janssen", "hält", "opinion"),)),
    ("Die Werft hält es für wahrscheinlich, dass der Auftrag kommt.", (("Die Werft", "hält", "opinion"),)),
    ("Die Anwendung der Regel stellte der Vorsitzende Ole Janssen in Frage: „Das versteht im Ort niemand mehr.“", (("der Vorsitzende Ole Janssen", "stellte", "accuse"),)),
    ("Die Partei, auf deren Liste auch Wirte standen, schloss jegliche Koalition aus.", (("Die Partei", "schloss aus", "deny"),)),
    ("Ein nicht genannter Vertreter der Bank bezeichnete die Reise als Fehler.", (("Ein nicht genannter Vertreter der Bank", "bezeichnete", "describe"),)),
    ("Laut einer kürzlich veröffentlichten Studie sinkt die Zahl der Unfälle.", (("einer kürzlich veröffentlichten Studie", "Laut", "according"),)),
    ("Der Sender zeigt eine Erklärung der Behörde, in der es heißt, dass die Sperre bleibe.", (("eine Erklärung der Behörde", "es heißt", "say"),)),
    ("Die Kanzlei fand einen Fischer aus Leer, der geltend machte, durch den Bau in seinen Rechten verletzt zu sein.", (("einen Fischer", "geltend machte", "claim"),)),
    ("Die Zeitung beruft sich auf Sicherheitskreise.", (("Die Zeitung", "beruft", "claim"),)),
    ("Die Bank beruft sich darauf, dass der Vertrag gilt.", (("Die Bank", "beruft", "claim"),)),
    ("Die Behörden drohten den Wirten mit Strafen.", (("Die Behörden", "drohten", "warn"),)),
    ("Die Behörden drohten ihm mit Strafen.", (("Die Behörden", "drohten", "warn"),)),
    ("Die Bank erwartet einen schwachen Winter.", (("Die Bank", "erwartet", "estimate"),)),
    ("Der Rat habe recht, sagte Harms. Als Begründung heißt es, die Gesetze reichten aus.", (("Harms", "sagte", "say"), ("Harms", "heißt es", "say"))),
    ("Auch die größte Werft des Landes, die Nordwerft, meldete heute Millionenverluste.", (("die größte Werft des Landes", "meldete", "report"),)),
    ("Erste Tests an der Brücke haben den Verdacht nicht bestätigt, dass der Beton bröckelt.", (("Erste Tests an der Brücke", "bestätigt", "confirm"),)),
    ("Die Polizei bestätigte den Vorfall nicht.", (("Die Polizei", "bestätigte", "decline"),)),
    ("Auf der Internetseite lässt sie Folgendes zu ihrer Person erklären: „Ich bin im Hafen geboren.“", (("sie", "erklären", "say"),)),
    ("Der Minister lässt über seinen Anwalt mitteilen, er werde nicht zurücktreten.", (("Der Minister", "mitteilen", "announce"),)),
    ("Bei dem Brand sollen bis zu 20 Menschen verletzt worden sein.", (("", "sollen", "hearsay"),)),
    ("Kalder soll zu Harms gesagt haben: „Du gehst jetzt.“", (("Kalder", "soll gesagt haben", "hearsay"),)),
    ("Bisher führt ein Brautkleid. eBay hält es für möglich, dass der Rekord fällt.", (("eBay", "hält", "opinion"),)),
    ("Täglich melden die Anbieter neue Ausfälle.", (("die Anbieter", "melden", "report"),)),
    ("Die Identität des Jungen gab die Behörde nicht bekannt.", (("die Behörde", "gab bekannt", "decline"),)),
    ("Der unter dem Namen „Muslix“ auftretende Hacker gab Einzelheiten bekannt.", (("Der unter dem Namen „Muslix“ auftretende Hacker", "gab bekannt", "announce"),)),
    ("Die von der Stadt bestellte Gutachterin nannte Zahlen: Der Kai sei morsch.", (("Die von der Stadt bestellte Gutachterin", "nannte", "describe"),)),
    ("Die gegen den Bau gerichtete Kritik wies der Rat zurück.", (("der Rat", "wies zurück", "deny"),)),
    ("Der Botschafter des Landes in den USA rief die Nachbarn zur Hilfe auf.", (("Der Botschafter des Landes in den USA", "rief auf", "demand"),)),
    ("Unterdessen verlangte Kalder vom Rat die Annullierung der Wahl.", (("Kalder", "verlangte", "demand"),)),
    ("Gestern forderte die Kammer von der Regierung mehr Geld.", (("die Kammer", "forderte", "demand"),)),
    ("Heute haben religiöse Führer und nationalistische Politiker das Gesetz abgelehnt.", (("religiöse Führer und nationalistische Politiker", "abgelehnt", "deny"),)),
    ("Ablehnung signalisierten die sogenannten Gelbhemden.", (("die sogenannten Gelbhemden", "signalisierten", "suggest"),)),
    ("Die Entscheidung wurde von Experten kritisiert.", (("Experten", "kritisiert", "accuse"),)),
    ("In der Debatte wurde der Plan von der Opposition kritisiert.", (("der Opposition", "kritisiert", "accuse"),)),
]  # fmt: skip

NOTHING = [
    "Die Behörde lernte, wie sie sich gegen die Klage wehren könnte.",
    "Bis dahin sollen die Arbeiten abgeschlossen sein.",
    "Der Rat lässt den Plan von einem Gutachter erklären, weil er schwierig ist.",
    "Das Gericht wies die Klage der Anwohner zurück.",
    "Das Landgericht hat den Eilantrag abgelehnt.",
    "Nach der Flut wird der Ausbruch von Cholera befürchtet.",
    "Auf der Tagung wurde die Benachteiligung von Frauen in den Werften kritisiert.",
    "Täglich haben etwa tausend Nutzer die Seite aufgerufen.",
    "In ihrem 2009 veröffentlichten Roman wird das Leben an der Küste geschildert.",
    "Er zeigte, wie es richtig heißt.",
    "Der Boxer hatte seine Titel 2021 gewonnen und 2022 gegen den Briten verteidigt.",
    "Der Flüchtige ergab sich der Polizei ohne Widerstand.",
    "Da kein Gleis frei war, entschied sich der Fahrer für den alten Weg.",
    "Dann nennt sie sich Messe und zieht um.",
    "Das nennt man einen Splitt.",
    "Den Piloten erwartet eine Anklage wegen Körperverletzung.",
    "Wird der Mann verurteilt, droht ihm die Todesstrafe.",
    "Der Verband und der Trainer hätten gewarnt sein können.",
    "Die Regierung hatte den Nachbarn Überflugrechte eingeräumt.",
    "Der Offizier hatte sich auf seine Gewissensfreiheit berufen.",
    "Welche Vorschläge sind Ihrer Meinung nach falsch?",
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_who_says_what(row: Row) -> None:
    check(row, "de")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_attribution(text: str) -> None:
    assert read_attributions(text, "de") == ()
