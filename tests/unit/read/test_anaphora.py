"""A generic noun ("the agency") is the one named body of its kind before it, and else itself.

The rows say whose identity the last attribution of the text has: that of the named body
(its words), or its own. The near misses have two bodies of the kind, none, or one of
another kind.
"""

from __future__ import annotations

import pytest

from monitor.model import SourceOfSpeech
from monitor.read.anaphora import generic_kinds
from monitor.read.attributions import read_attributions
from monitor.read.relations import Relation
from monitor.read.sources import Register

EN = (
    ("The Environment Agency said the river was safe. The agency said it would test again.", "environment agency"),
    ("NASA said the launch was off. The agency said it would try again on Friday.", "nasa"),
    ("Boeing said it would cut jobs. The company said 400 people were affected.", "boeing"),
    ("Harlow Steel plc closed a furnace. The company said it would sell it.", "harlow steel plc"),
    ("The transport ministry said the line would reopen. The ministry said repairs would cost £4m.", "transport ministry"),
    ("The Department for Transport has new figures. The department said trains had been late.", "department for transport"),
    ("A report by the National Audit Office found the line late. The report said costs had doubled.", "report by national audit office"),
    ("The Bank of England said rates would stay. The bank said inflation was falling.", "bank of england"),
    ("The Marlow Gazette newspaper said it had seen the letter. The newspaper said it was genuine.", "marlow gazette newspaper"),
    ("Reuters reported that talks had begun. The news agency said they would last a week.", "REUTERS"),
    ("Boeing said it would cut jobs.\nUnions met on Monday.\nThe weather was bad.\nNobody came.\nSnow fell.\nThe firm said 400 people were affected.", "boeing"),
)  # fmt: skip
EN_NEAR = (
    "The Environment Agency said the river was safe. The Food Standards Agency disagreed. The agency said it would test again.",
    "Boeing said it would cut jobs. Airbus said it would not. The company said 400 people were affected.",
    "Boeing said it would cut jobs. Another company, in Leeds, is hiring. The company said 30 posts were open.",
    "Lloyd Austin arrived on Monday. Austin said the talks went well. The company said it would wait.",
    "Health officials said the ward was full. The ministry said it would send nurses.",
    "The Bank of England said rates would stay. The ministry said it would wait.",
    "Ada Quill said the pier was safe. The agency said it would test again.",
    "The Environment Agency said the river was safe. An agency said it had tested the water.",
    "The company said it would wait. Boeing said it would cut jobs.",
)
DE = (
    ("Die Bundesnetzagentur hat die Preise geprüft. Die Behörde teilte mit, dass die Entgelte sinken.", "bundesnetzagentur"),
    ("Das Umweltministerium widersprach. Das Ministerium erklärte, die Zahlen seien alt.", "umweltministerium"),
    ("Volkswagen teilte mit, dass 400 Stellen wegfallen. Der Konzern erklärte, niemand werde entlassen.", "volkswagen"),
    ("Die Hansa Werft AG verkauft ein Dock. Nach Angaben des Unternehmens geht es nach Norwegen.", "hansa werft ag"),
    ("Nach Angaben des Robert-Koch-Instituts steigen die Zahlen. Das Institut teilte mit, dass die Welle anhält.", "robert-koch-instituts"),
    ("Das Landgericht Köln hat den Mann verurteilt. Das Gericht teilte mit, dass er gestanden habe.", "landgericht köln"),
    ("Laut einer Studie des Ifo-Instituts sinkt die Zahl. Die Studie zeigt, dass Firmen zögern.", "studie ifo-instituts"),
    ("Die Gewerkschaft Verdi rief zum Streik auf. Die Gewerkschaft erklärte, das Angebot sei zu niedrig.", "gewerkschaft verdi"),
    ("Die Staatsanwaltschaft Köln ermittelt. Die Behörde teilte mit, dass zwei Verdächtige schweigen.", "staatsanwaltschaft köln"),
    ("Die Kölner Polizei sucht Zeugen. Die Polizei teilte mit, der Mann sei verletzt.", "kölner polizei"),
)  # fmt: skip
DE_NEAR = (
    "Innenministerium und Justizministerium streiten. Das Ministerium erklärte, es gebe keine Zahlen.",
    "Volkswagen teilte mit, dass 400 Stellen wegfallen. BMW teilte mit, man stelle ein. Der Konzern erklärte, niemand werde entlassen.",
    "Olaf Scholz kam am Montag. Scholz sagte, es gehe gut. Das Unternehmen erklärte, es sei zufrieden.",
    "Die Polizei Köln sucht Zeugen. Das Ministerium erklärte, es gebe keine Zahlen.",
    "Volkswagen teilte mit, dass 400 Stellen wegfallen. Eine Firma aus Leer erklärte, sie stelle ein.",
    "Die Kölner Polizei sucht Zeugen. Die Aachener Polizei hilft. Die Polizei teilte mit, der Mann sei verletzt.",
)


@pytest.mark.parametrize(
    ("language", "text", "words"), [("en", *row) for row in EN] + [("de", *row) for row in DE]
)
def test_a_generic_noun_goes_back_to_the_one_named_body_of_its_kind(
    language: str, text: str, words: str
) -> None:
    last = read_attributions(text, language)[-1]
    assert last.identity.partition(":")[2] == words
    assert last.source.lower() not in last.identity


@pytest.mark.parametrize(
    ("language", "text"), [("en", text) for text in EN_NEAR] + [("de", text) for text in DE_NEAR]
)
def test_a_generic_noun_stands_for_itself_where_two_or_none_of_its_kind_are_named(
    language: str, text: str
) -> None:
    found = read_attributions(text, language)
    generic = [one for one in found if generic_kinds(one.source, language) or one.source[:2] in ("An", "Ei")][
        -1
    ]
    assert all(other.identity != generic.identity for other in found if other is not generic)


def test_the_kind_is_that_of_the_body() -> None:
    text = "The National Intelligence Service (NIS) in Seoul briefed parliament. The soldiers, the agency said, are in Vladivostok."
    (agency,) = read_attributions(text, "en")
    assert agency.source == "the agency"
    assert agency.identity == "institution:NIS"
    assert agency.source_kind is SourceOfSpeech.GOVERNMENT


def test_a_name_that_speaks_in_one_version_is_gone_back_to_in_the_other() -> None:
    old = "Volkswagen teilte mit, dass 400 Stellen wegfallen."
    new = "Volkswagen baut im Norden um. Der Konzern teilte mit, dass 400 Stellen wegfallen."
    before, after = read_attributions(old, "de"), read_attributions(new, "de")
    register = Register.of((old, "de", before), (new, "de", after))
    assert register.relation(before[0], after[0]) is Relation.SAME


def test_it_takes_time_in_proportion_on_hostile_text() -> None:
    text = "Agency " * 3000 + "said it. " + "a" * 30000 + ".\nThe agency said that it was so."
    assert read_attributions(text, "en")
