"""German figures: what is read, and what only looks like a quantity."""

from __future__ import annotations

import pytest

from tests.unit.read.figure_rows import check, quantities

READ = [
    ("Drei bislang unbekannte Männer flohen.", ["Drei bislang unbekannte Männer | 3 | count | Mann"]),
    ("Zwei bewaffnete und maskierte Täter kamen.", ["Zwei bewaffnete und maskierte Täter | 2 | count | Täter"]),
    ("Im Turnier sind noch acht sehr gute Teams.", ["acht sehr gute Teams | 8 | count | Team"]),
    ("Mehr als 600 als Diplomaten getarnte Agenten reisten aus.", ["Mehr als 600 als Diplomaten getarnte Agenten | 600 | count | more_than | Agent"]),
    ("Der Konzern schafft 2000 neue Stellen.", ["2000 neue Stellen | 2000 | count | Stelle"]),
    ("Drei uralte Städte tauchten auf.", ["Drei uralte Städte | 3 | count | Stadt"]),
    ("Dort arbeiten 700 Volks- und Raiffeisenbanken mit.", ["700 Volks- und Raiffeisenbanken | 700 | count | Raiffeisenbank"]),
    ("Gemeint sind die drei Regierungszweige.", ["drei Regierungszweige | 3 | count | Regierungszweig"]),
    ("Zwei Flüsse traten über die Ufer.", ["Zwei Flüsse | 2 | count | Fluss"]),
    ("Abgefangen wurden 120 „Shahed“-Drohnen.", ["120 „Shahed“-Drohnen | 120 | count | Drohne"]),
    ("Ein gutes Dutzend Aktivisten blockierte die Zufahrt.", ["Ein gutes Dutzend Aktivisten | 12 | count | more_than | Aktivist"]),
    ("Die Themenwelt umfasst im Shop Sandburg 99 verschiedene Sets.", ["99 verschiedene Sets | 99 | count | Set"]),
    ("Der Verein zählt u\u0308ber 50 Mitglieder.", ["u\u0308ber 50 Mitglieder | 50 | count | more_than | Mitglied"]),
    ("Die Marke von 20.000 Punkten hielt.", ["20.000 Punkten | 20000 | index | points"]),
    ("Das Ministerium zählte 4.200 Geflüchtete.", ["4.200 Geflüchtete | 4200 | count | Geflüchteter"]),
    ("Rund 11 000 Soldaten stehen dort.", ["Rund 11 000 Soldaten | 11000 | count | about | Soldat"]),
    ("Es waren 10’000 Besucher gekommen.", ["10’000 Besucher | 10000 | count | Besucher"]),
    ("Rund 2000 von ihnen blieben.", ["Rund 2000 | 2000 | count | about"]),
    ("Gut 3000 Menschen kamen.", ["Gut 3000 Menschen | 3000 | count | more_than | Mensch"]),
    ("Knapp 3000 Menschen kamen.", ["Knapp 3000 Menschen | 3000 | count | nearly | Mensch"]),
    ("Bis zu 500 Häuser sind ohne Strom.", ["Bis zu 500 Häuser | 500 | count | up_to | Haus"]),
    ("Mindestens zwölf Kliniken sind betroffen.", ["Mindestens zwölf Kliniken | 12 | count | at_least | Klinik"]),
    ("Weniger als 90 Sitze blieben frei.", ["Weniger als 90 Sitze | 90 | count | less_than | Sitz"]),
    ("Das Paket umfasst 2,3 Mrd. Euro.", ["2,3 Mrd. Euro | 2300000000 | money | EUR"]),
    ("Die Firma verlor 1,5 Billionen Yen.", ["1,5 Billionen Yen | 1500000000000 | money | JPY"]),
    ("Er zahlte 16,4 Millionen kanadische Dollar.", ["16,4 Millionen kanadische Dollar | 16400000 | money | CAD"]),
    ("Das Porto steigt um 10 Cent.", ["10 Cent | 0.1 | money | EUR"]),
    ("Der Preis liegt bei 12.500 €.", ["12.500 € | 12500 | money | EUR"]),
    ("Die Inflation lag bei 2,4 Prozent.", ["2,4 Prozent | 2.4 | percent | %"]),
    ("Die Partei verlor 3,5 Prozentpunkte.", ["3,5 Prozentpunkte | 3.5 | percentage_points | pp"]),
    ("Die Rendite stieg um vier Basispunkte.", ["vier Basispunkte | 4 | basis_points | bp"]),
    ("Der Stau war 12 Kilometer lang.", ["12 Kilometer | 12 | distance | km"]),
    ("Erlaubt sind 120 km/h.", ["120 km/h | 120 | speed | km/h"]),
    ("Es brannten 300 Hektar Wald.", ["300 Hektar | 300 | area | ha"]),
    ("Die Halle misst 900 Quadratmeter.", ["900 Quadratmeter | 900 | area | m²"]),
    ("Geladen waren 4,5 Tonnen Öl.", ["4,5 Tonnen | 4.5 | mass | t"]),
    ("Es wurden 38 Grad gemessen.", ["38 Grad | 38 | temperature | °"]),
    ("Der Dax schloss bei 19.378 Punkten.", ["19.378 Punkten | 19378 | index | points"]),
    ("Die zehntägige Waffenruhe gilt.", ["zehntägige | 10 | duration | d"]),
    ("Die 10-tägige Waffenruhe gilt.", ["10-tägige | 10 | duration | d"]),
    ("Sie erhielt eine vierjährige Amtszeit.", ["vierjährige | 4 | duration | yr"]),
    ("Ein 34-Jähriger wurde gefasst.", ["34-Jähriger | 34 | age | yr"]),
    ("Das Kind ist sieben Jahre alt.", ["sieben Jahre alt | 7 | age | yr"]),
    ("Er starb im Alter von 84 Jahren.", ["84 Jahren | 84 | age | yr"]),
    ("Anderthalb Millionen Menschen sind betroffen.", ["Anderthalb Millionen Menschen | 1500000 | count | Mensch"]),
    ("Eine halbe Million Haushalte war ohne Strom.", ["Eine halbe Million Haushalte | 500000 | count | Haushalt"]),
    ("Dreieinhalb Stunden dauerte die Fahrt.", ["Dreieinhalb Stunden | 3.5 | duration | h"]),
    ("Zwei Drittel der Mitglieder stimmten zu.", ["Zwei Drittel der Mitglieder | 0.6667 | fraction | Mitglied"]),
    ("Ein Drittel der Mitglieder stimmte zu.", ["Ein Drittel der Mitglieder | 0.3333 | fraction | Mitglied"]),
    ("Hunderttausende flohen.", ["Hunderttausende | ~100000 | count"]),
    ("Einige Hundert Menschen kamen.", ["Einige Hundert Menschen | ~100 | count | Mensch"]),
    ("Tausende Helfer suchten weiter.", ["Tausende Helfer | ~1000 | count | Helfer"]),
    ("Ein Dutzend Drohnen stürzte ab.", ["Ein Dutzend Drohnen | 12 | count | Drohne"]),
    ("Es gab einen Toten und zwei Verletzte.", ["einen Toten | 1 | count | Toter", "zwei Verletzte | 2 | count | Verletzter"]),
    ("Zwischen 3000 und 4000 Soldaten rücken an.", ["Zwischen 3000 und 4000 Soldaten | 3000..4000 | count | Soldat"]),
    ("Erwartet werden 3000 bis 4000 Gäste.", ["3000 bis 4000 Gäste | 3000..4000 | count | Gast"]),
    ("Das kostet 5 bis 7 Millionen Euro.", ["5 bis 7 Millionen Euro | 5000000..7000000 | money | EUR"]),
    ("Das sind dreimal so viele.", ["dreimal | 3 | rate | ×"]),
    ("Gezählt wurden dreihundertfünfundzwanzig Angriffe.", ["dreihundertfünfundzwanzig Angriffe | 325 | count | Angriff"]),
    ("Der Sieg fiel mit 2:1 knapp aus.", ["2:1 | 2..1 | score"]),
    ("Sie warteten 2 Stunden und 30 Minuten.", ["2 Stunden und 30 Minuten | 150 | duration | min"]),
    ("Gemeldet wurden 5 Tsd. Fälle.", ["5 Tsd. Fälle | 5000 | count | Fall"]),
    ("Das Gesetz wurde mit 218 zu 215 Stimmen verabschiedet.", ["218 zu 215 | 218..215 | score"]),
    ("Der 15-köpfige Rat tagt.", ["15-köpfige | 15 | count | Person"]),
    ("Der dreiteilige Anzug passt.", ["dreiteilige | 3 | count | Teil"]),
    ("Mit der Note 3,6 landeten Händler hinten.", ["3,6 | 3.6 | count"]),
    ("Sie sind zwischen 18 und 34 Jahre alt.", ["zwischen 18 und 34 Jahre alt | 18..34 | age | yr"]),
    ("Tausend Fragen blieben offen.", ["Tausend Fragen | 1000 | count | Frage"]),
    ("Minus 12 Grad wurden gemessen.", ["Minus 12 Grad | -12 | temperature | °"]),
]  # fmt: skip

SHIELDED = [
    "Die Notrufnummern 110 und 112 waren gestört.", "Er landete auf Rang sechs.", "Das betrifft die Plätze zwei bis vier.", "An Tag zwei des Kongresses wurde gestritten.", "Gegen acht oder neun Uhr wurde es still.",
    "Das Virus heißt SARS-CoV-2.", "Die Post-COVID-19-Sprechstunde ist voll.", "Az. 6 B 2457/24 liegt vor.", "Das Urteil 2 BvR 508/21 gilt.", "Es fiel in der 120.+1. Minute.", "Der Anbieter 1&1 schweigt.",
    "Bill Gates sprach in Davos.", "Der Dreier saß.", "Es ist ein zweistelliger Betrag.", "Seit sie 2021 London verließ, schreibt sie.", "Es war der 18. aus dieser Reihe.",
    "Gewählt wird am 18. Oktober.", "Am 18. Oktober 2024 begann es.", "Vom 8. bis 13. Mai ruht der Verkehr.", "Das war 2019.", "Seit 2014 ist alles anders.",
    "Im Jahr 1953 endete der Krieg.", "2022 marschierte Russland ein.", "In den 1990er Jahren war das anders.", "Die 80er waren bunt.", "Die Saison 2022/23 endet.",
    "Zwischen 2019 und 2021 geschah nichts.", "Am 3.5.2024 erschien es.", "Am 18.10. wird gewählt.", "Der Termin ist der 2024-10-18.", "Die 3. Brigade rückt vor.",
    "Der 1. FC Köln verlor.", "Der 1.FC Köln verlor.", "Es ist das zweite Mal.", "Der siebenundzwanzigste Kandidat fehlte.", "Sie wurde Fünfte.", "Um 9.30 Uhr fiel der Schuss.",
    "Um 18 Uhr schließen die Lokale.", "Gegen 17:45 Uhr brannte es.", "Um halb neun Uhr kam Hilfe.", "Eine F-16 stürzte ab.", "Der Leopard 2 rollt.", "COVID-19 ging um.", "Die A 7 ist gesperrt.",
    "Auf der A7 staut es sich.", "Die Boeing 737 landete.", "Die G7 tagen in Italien.", "Das 5G-Netz fiel aus.", "Der MH17-Prozess endete.", "Eine S-300 wurde getroffen.",
    "Paragraf 218 bleibt.", "Artikel 5 wurde ausgerufen.", "Siehe Seite 12.", "Absatz 3 entfällt.", "Kapitel 11 fehlt.", "Phase 2 beginnt.", "Gleis 4 ist gesperrt.", "Zimmer 101 war leer.",
    "Formel 1 startet wieder.", "Windows 11 stürzte ab.", "Das iPhone 15 fehlt.", "Nord Stream 2 ruht.", "Agenda 2030 heißt das Papier.", "Resolution 1701 wurde missachtet.", "Version 3.11.2 ist da.",
    "Der Rechner 192.168.1.2 fiel aus.", "Rufen Sie 030-123456 an.", "Die Nummer ist +49 30 1234567.", "Telefon 0800/1234567 hilft.", "Das war der 9/11.", "Sie arbeiten 24/7.",
    "Eine Sprecherin sagte das.", "Ein Soldat schrieb einen Brief.", "Das ist einer der Gründe.", "Einmal im Leben reicht.", "Das ist einfach so.", "Einerseits stimmt das.", "Etwa 2019 war es so.",
    "Er wurde 2008 Chef.", "Gegen elf Uhr kam Hilfe.", "Eines Tages endet es.", "Das Gesetz N° 7021/2022 gilt.", "Lowes war Nummer zwei hinter ihm.",
    "Im Mai 2022 wurde er Chef.", "Die Mainacht 1968 bleibt.", "Linie 8 fährt nicht.", "Gruppe 3 verlor.", "Haus 4 brannte.", "Die zweite Halbzeit war zäh.", "Block 2 ging vom Netz.",
    "Auf Platz 3 folgt Berlin.", "Die Achtung fehlt.", "Er blieb im Amt bis 2030.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), READ, ids=[row[0] for row in READ])
def test_read(text: str, wanted: list[str]) -> None:
    check(text, wanted, "de")


@pytest.mark.parametrize("text", SHIELDED)
def test_shielded(text: str) -> None:
    assert quantities(text, "de") == []


def test_there_are_sixty_shields() -> None:
    assert len(set(SHIELDED)) >= 60
