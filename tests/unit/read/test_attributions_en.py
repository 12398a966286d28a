"""English: who says what, how it is found, and what is no attribution."""

from __future__ import annotations

import pytest

from monitor.read.attributions import read_attributions
from tests.unit.read.attribution_rows import Row, check

ROWS: list[Row] = [
    (
        "The harbour will reopen on Monday, the port authority has said.",
        (("the port authority", "said", "say"),),
    ),
    ("Oslo and Bergen have denied the charge.", (("Oslo and Bergen", "denied", "deny"),)),
    (
        "Ada Quill, a member of the oversight committee, said: “The files were moved in March.”",
        (("Ada Quill", "said", "say"),),
    ),
    ("“We were never asked,” said Tomas Reed, who runs the ferry.", (("Tomas Reed", "said", "say"),)),
    (
        "According to the coastguard, four boats were lost.",
        (("the coastguard", "According to", "according"),),
    ),
    (
        "Four boats were lost, according to two officers briefed on the search.",
        (("two officers briefed on the search", "according to", "according"),),
    ),
    (
        "The mayor admitted that the bridge was unsafe, adding that it would close.",
        (("The mayor", "admitted", "admit"), ("The mayor", "adding", "say")),
    ),
    (
        "The governor accused the union of sabotage and called for talks.",
        (("The governor", "accused", "accuse"), ("The governor", "called for", "demand")),
    ),
    ("The Herald quoted a neighbour as saying nobody was home.", (("a neighbour", "quoted", "say"),)),
    ("The dam is believed to have failed overnight.", (("", "believed", "hearsay"),)),
    ("The driver allegedly fled on foot.", (("", "allegedly", "hearsay"),)),
    ("Polling firm Marlow found that support had halved.", (("Polling firm Marlow", "found", "find"),)),
    (
        "It comes a day after the Dutch government said it was ready to help.",
        (("the Dutch government", "said", "say"),),
    ),
    (
        "The two ministers met on Tuesday, vowing to meet again.",
        (("The two ministers", "vowing", "promise"),),
    ),
    ("Mr Okoro told the paper that the vote was close.", (("Mr Okoro", "told", "say"),)),
    (
        "But a source close to the talks warned that time was short.",
        (("a source close to the talks", "warned", "warn"),),
    ),
]

REFUSALS: list[Row] = [
    (
        "Oslo and Bergen have not commented on the charge.",
        (("Oslo and Bergen", "have not commented", "decline"),),
    ),
    (
        "The ministry said it could not confirm the figures.",
        (("The ministry", "said it could not confirm", "decline"),),
    ),
    ("The airline declined to comment on the inquiry.", (("The airline", "declined to comment", "decline"),)),
    ("Police could not confirm the arrest.", (("Police", "could not confirm", "decline"),)),
]

REFUSALS_TO_SPEAK: list[Row] = [
    (
        "Neither Oslo nor Bergen has commented on the report.",
        (("Neither Oslo nor Bergen", "has commented", "decline"),),
    ),
    (
        "None of the three banks has confirmed the talks.",
        (("None of the three banks", "has confirmed", "decline"),),
    ),
    (
        "Neither the mayor nor the council would confirm the figure.",
        (("Neither the mayor nor the council", "would confirm", "decline"),),
    ),
    ("The airline has yet to comment on the crash.", (("The airline", "has yet to comment", "decline"),)),
    ("The airline made no comment.", (("The airline", "made no comment", "decline"),)),
    (
        "The airline had no immediate comment on the crash.",
        (("The airline", "had no immediate comment", "decline"),),
    ),
    (
        "The airline declined to say how many were on board.",
        (("The airline", "declined to say", "decline"),),
    ),
    (
        "The owner could not be reached for comment.",
        (("The owner", "could not be reached for comment", "decline"),),
    ),
    ("Officials would not be drawn on the date.", (("Officials", "would not be drawn", "decline"),)),
    ("The governor said nothing about the talks.", (("The governor", "said nothing", "decline"),)),
]

APPOSITIONS: list[Row] = [
    (
        "The port minister, Owen Pryce, said the quay was safe.",
        (("The port minister, Owen Pryce", "said", "say"),),
    ),
    (
        "A spokesman for the rail union, Tomas Reed, said talks had failed.",
        (("A spokesman for the rail union, Tomas Reed", "said", "say"),),
    ),
    (
        "“We were never asked,” said the head of the union, Tomas Reed.",
        (("the head of the union, Tomas Reed", "said", "say"),),
    ),
    (
        "The quay is safe, according to the port minister, Owen Pryce, and will reopen.",
        (("the port minister, Owen Pryce", "according to", "according"),),
    ),
    (
        "On Tuesday, the harbour office director-general, Ada Quill, told the inquiry that the lights had failed.",
        (("the harbour office director-general, Ada Quill", "told", "say"),),
    ),
    (
        "Ada Quill, chief executive of Marlow Ltd, Leeds, said the quay was unsafe.",
        (("Ada Quill", "said", "say"),),
    ),
]

FRONTED: list[Row] = [
    (
        "In her new year message the Danish queen said the people should be proud.",
        (("the Danish queen", "said", "say"),),
    ),
    (
        "On a visit to Leeds the mayor said the bridge would reopen.",
        (("the mayor", "said", "say"),),
    ),
    (
        "At a news conference in Leeds he said the bridge would reopen.",
        (("he", "said", "say"),),
    ),
    ("The following month they wrote: “We are leaving.”", (("they", "wrote", "say"),)),
    ("At the same time, he added, “I think it is over.”", (("he", "added", "say"),)),
]

VERDICTS: list[Row] = [
    (
        "A union delegate at the summit called them empty promises, and the ministry rejected them as unfair.",
        (
            ("A union delegate at the summit", "called", "describe"),
            ("the ministry", "rejected", "deny"),
        ),
    ),
    ("The union called the offer inadequate.", (("The union", "called", "describe"),)),
    ("The mayor called the strike a mistake.", (("The mayor", "called", "describe"),)),
    ("The mayor called Tomas Reed unfit for office.", (("The mayor", "called", "describe"),)),
]

NO_CONJUNCTION: list[Row] = [
    ("He added the lights were off by design.", (("He", "added", "say"),)),
    ("The diver believes the wreck may be gone.", (("The diver", "believes", "opinion"),)),
    (
        "The harbour master told the inquiry on Monday, 28 April, that the lights had failed.",
        (("The harbour master", "told", "say"),),
    ),
    ("The clerk wrote in a note about the lights, “They are off.”", (("The clerk", "wrote", "say"),)),
    ("“Let them in,” they chanted.", (("they", "chanted", "say"),)),
]

NOTHING = [
    "The mayor called the fire brigade immediately.",
    "The club paid a dance school called Marlow Steps for the show.",
    "Neighbours called an ambulance.",
    "Villagers called the police a week ago.",
    "She called him on Monday.",
    "She called the bank to ask for a loan.",
    "The union called a strike for Monday.",
    "The band is called The Quay.",
    "Police considered the case closed.",
    "She found herself alone on the quay.",
    "Eight of the 10 questions came from the mayor.",
    "The film was written by Ada Quill.",
    "The captain was available for comment.",
    "The film “The Long Quay” opens on Friday.",
    "The stated aim of the scheme is to cut costs.",
    "Passengers said goodbye as the line closed its doors for good.",
    "The report will be published in June and the claims will be heard in court.",
    "Firefighters continued to search the site.",
    "The measures announced by the council take effect in May.",
    "She told the truth about the money.",
    "",
]


@pytest.mark.parametrize(
    "row",
    [*ROWS, *REFUSALS, *REFUSALS_TO_SPEAK, *APPOSITIONS, *FRONTED, *VERDICTS, *NO_CONJUNCTION],
    ids=lambda row: row[0][:40],
)
def test_who_says_what(row: Row) -> None:
    check(row, "en")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_attribution(text: str) -> None:
    assert read_attributions(text, "en") == ()


def test_a_denial_that_becomes_a_confirmation_differs_in_class_and_stance() -> None:
    denied, confirmed = (
        read_attributions(f"The port authority {verb} the spill.", "en")[0]
        for verb in ("denied", "confirmed")
    )
    refused = read_attributions("The port authority declined to comment on the spill.", "en")[0]
    assert (denied.stance, refused.stance, confirmed.stance) == (-2, -1, 2)
    assert denied.identity == confirmed.identity == refused.identity


def test_who_has_a_name_in_apposition_is_that_person() -> None:
    text = (
        "A spokesman for the Space Council, Owen Pryce, said the launch was off. "
        "Mr Pryce said a new date would follow."
    )
    first, second = read_attributions(text, "en")
    assert first.identity == second.identity == "person:owen pryce"


def test_two_who_refuse_are_the_two_who_deny() -> None:
    refused, denied = read_attributions(
        "Neither Moscow nor Pyongyang has commented. Moscow and Pyongyang denied the report.", "en"
    )
    assert (refused.cue_class.value, denied.cue_class.value) == ("decline", "deny")
    assert refused.identity == denied.identity


def test_a_second_quotation_belongs_to_the_speaker_before_it() -> None:
    found = read_attributions("“It is cold,” Ms Quill said. “It will get colder.”", "en")
    assert [(one.source, one.cue, one.content, one.direct) for one in found] == [
        ("Ms Quill", "said", "It is cold", True),
        ("Ms Quill", "", "It will get colder.", True),
    ]


def test_a_quotation_over_two_paragraphs_is_one() -> None:
    text = "Ada Quill said: “The files were moved.\n“Nobody told us why.”\nThe port reopened."
    (one,) = read_attributions(text, "en")
    assert one.direct
    assert one.content == "The files were moved.\n“Nobody told us why."


def test_a_forgotten_closing_mark_swallows_no_cue() -> None:
    found = read_attributions(
        "The so-called “quay tax is unfair, the union said.\nThe mayor denied the plan.", "en"
    )
    assert [one.cue for one in found] == ["said", "denied"]


def test_what_one_source_says_ends_where_the_next_begins() -> None:
    denied, said = read_attributions(
        "Oslo has denied the charge – but Danish officials said ships had sailed.", "en"
    )
    assert denied.content == "the charge"
    assert said.source == "Danish officials"


def test_a_medium_that_cites_a_source_is_a_relay() -> None:
    relay, source = read_attributions(
        "Reuters reported that the strait was closed, citing a harbour pilot.", "en"
    )
    assert (relay.source, relay.relay, source.source, source.relay) == (
        "Reuters",
        True,
        "a harbour pilot",
        False,
    )


def test_surfaces_of_one_source_share_an_identity() -> None:
    text = (
        "Defence Secretary Owen Pryce said the ship had left. “We are ready,” Mr Pryce said. He added that the crew was safe. "
        "Anna Pryce said the opposite. The European Medicines Agency (EMA) said the drug was safe. The EMA warned that stocks were low."
    )
    keys = {one.source: one.identity for one in read_attributions(text, "en")}
    assert keys["Defence Secretary Owen Pryce"] == keys["Mr Pryce"] == keys["He"]
    assert keys["Anna Pryce"] != keys["Defence Secretary Owen Pryce"]
    assert keys["The European Medicines Agency"] == keys["The EMA"]
