"""English forms of speech beside the plain verb of saying, each with its near misses."""

from __future__ import annotations

import pytest

from monitor.read.attributions import read_attributions
from tests.unit.read.attribution_rows import Row, check

SILENCE: list[Row] = [
    (
        "The club did not immediately respond to a request for comment.",
        (("The club", "did not immediately respond", "decline"),),
    ),
    ("Mr Reed did not return calls seeking comment.", (("Mr Reed", "did not return", "decline"),)),
    (
        "The bank has yet to reply to questions about the loan.",
        (("The bank", "has yet to reply", "decline"),),
    ),
    ("Neither firm responded to requests for comment.", (("Neither firm", "responded", "decline"),)),
    (
        "Ms Quill, 51, who chairs the board, declined to say whether she would stay.",
        (("Ms Quill", "declined to say", "decline"),),
    ),
    (
        "The agency would neither confirm nor deny the report.",
        (("The agency", "neither confirm nor deny", "decline"),),
    ),
    ("The bank declined an interview.", (("The bank", "declined an interview", "decline"),)),
]

ADDRESSED: list[Row] = [
    (
        "Ms Quill reminded the council that the lease would end in June.",
        (("Ms Quill", "reminded", "say"),),
    ),
    ("The captain told passengers to stay on deck.", (("The captain", "told", "say"),)),
    (
        "She told the lodgers, who had waited since dawn, what was wrong with the boiler.",
        (("She", "told", "say"),),
    ),
    (
        "The keeper resigned–telling a crowded meeting in Marlow, Kent, “I have had enough.”",
        (("The keeper", "telling", "say"),),
    ),
]

PLACES: list[Row] = [
    (
        "The quay is unsafe, the harbour master insisted on Friday, urging visitors to keep away.",
        (("the harbour master", "insisted", "claim"), ("the harbour master", "urging", "demand")),
    ),
    (
        "Six owners, including Ada Quill and Tomas Reed, urged the bank to wait.",
        (("Six owners", "urged", "demand"),),
    ),
    (
        "Six owners, including Ada Quill (who has a third of all shares and a seat on both boards), urged the bank to wait.",
        (("Six owners", "urged", "demand"),),
    ),
    (
        "The port has over the past few weeks repeatedly denied the charge.",
        (("The port", "denied", "deny"),),
    ),
    (
        "The line has, in recent months, warned that fares will rise.",
        (("The line", "warned", "warn"),),
    ),
    (
        "The harbour master has long argued that the channel is too shallow.",
        (("The harbour master", "argued", "claim"),),
    ),
    ("The lawsuit even alleges that the valve was cut.", (("The lawsuit", "alleges", "claim"),)),
    (
        "The mayor – who had been ill for weeks – said the bridge would reopen.",
        (("The mayor", "said", "say"),),
    ),
    ("Doctors who have treated him say he is well.", (("Doctors", "say", "say"),)),
    ("Tomas Reed, a diver from Leeds said the wreck had moved.", (("Tomas Reed", "said", "say"),)),
    (
        "“We were early,” Tomas Reed, a diver from Leeds told the Herald.",
        (("Tomas Reed", "told", "say"),),
    ),
    ("The reasons, she says, are unknown.", (("she", "says", "say"),)),
    ("She says, apart from the cost, the work was too slow.", (("She", "says", "say"),)),
    ("That was a claim the bank denies.", (("the bank", "denies", "deny"),)),
    ("As Mr Reed put it, the line was doomed.", (("Mr Reed", "put it", "say"),)),
    ("Mr Reed put it bluntly: “The line is doomed.”", (("Mr Reed", "put it", "say"),)),
    ("Said Reed: “It is over.”", (("Reed", "Said", "say"),)),
    ("The sign read: “Closed.”", (("The sign", "read", "say"),)),
    (
        "They're aware of the risk – and believe that it can be met.",
        (("They", "believe", "opinion"),),
    ),
    ("The talks failed, and many say that's for the best.", (("many", "say", "say"),)),
    (
        "The mayor praised the crew and warned against further delays.",
        (("The mayor", "praised", "agree"), ("The mayor", "warned", "warn")),
    ),
]

CLAUSES: list[Row] = [
    ("The deal is dead, the minister confirmed.", (("the minister", "confirmed", "confirm"),)),
    (
        "A rival group sued the council over the sale, the Marlow Herald reported.",
        (("the Marlow Herald", "reported", "report"),),
    ),
    (
        "The scheme, the council said in a statement on Monday, will cost 40 million.",
        (("the council", "said", "say"),),
    ),
    ("The line, he told me, is working again.", (("he", "told", "say"),)),
    (
        "A diplomat who asked not to be named told the Herald it was late.",
        (("A diplomat", "told", "say"),),
    ),
    (
        "However, the mayor also said, “We are ready, so we can start now.”",
        (("the mayor", "said", "say"),),
    ),
    (
        "The warden and owner, Kay L Clarke, from Leeds, said the ferry brought readers and authors together.",
        (("The warden and owner, Kay L Clarke", "said", "say"),),
    ),
    ("After the first snow, they wrote, it was hard to tell.", (("they", "wrote", "say"),)),
    ("The bank anticipates prices falling.", (("The bank", "anticipates", "estimate"),)),
    (
        "Captains of both lines report problems with the lock.",
        (("Captains of both lines", "report", "report"),),
    ),
    ("Reed sees the scheme as ripe for reform.", (("Reed", "sees", "opinion"),)),
    ("As the Herald reported on Monday, the sale is off.", (("the Herald", "reported", "report"),)),
    (
        "The clerk says that he paid; his lawyers deny it.",
        (("The clerk", "says", "say"), ("his lawyers", "deny", "deny")),
    ),
    ("It is widely believed that the sale is off.", (("", "believed", "hearsay"),)),
    ("Police appealed for witnesses.", (("Police", "appealed for", "demand"),)),
    ("He faces two charges, which he denies.", (("he", "denies", "deny"),)),
    ("The court ordered the firm to pay.", (("The court", "ordered", "demand"),)),
    ("Mr Reed pleaded not guilty.", (("Mr Reed", "pleaded not guilty", "deny"),)),
    ("The mayor spoke of a dark day.", (("The mayor", "spoke of", "say"),)),
    ("The union voiced concern over the plan.", (("The union", "voiced", "opinion"),)),
    ("Passengers have reported difficulties.", (("Passengers", "reported", "report"),)),
    (
        "She signalled months ago that she would stand.",
        (("She", "signalled", "suggest"),),
    ),
    ("Ms Quill has said that, if asked, she would stand.", (("Ms Quill", "said", "say"),)),
]

PARTICIPLES: list[Row] = [
    ("The union is demanding higher pay.", (("The union", "demanding", "demand"),)),
    ("Officials are warning that the river may rise.", (("Officials", "warning", "warn"),)),
    ("He's also alleging that the door was open.", (("He", "alleging", "claim"),)),
    (
        "The vote was overshadowed, with some delegates saying that the count was rushed.",
        (("some delegates", "saying", "say"),),
    ),
    ("She issued a statement saying that the sale was off.", (("She", "saying", "say"),)),
    (
        "In 2009, one of the firm's owners, Ada Quill, filed a lawsuit saying he had burnt the books.",
        (("one of the firm's owners, Ada Quill", "saying", "say"),),
    ),
    ("He left after saying that the talks were over.", (("He", "saying", "say"),)),
    ("He continued to deny the charge.", (("He", "deny", "deny"),)),
    (
        "The minutes appeared to suggest that trade had slowed.",
        (("The minutes", "suggest", "suggest"),),
    ),
]

COMPLEMENTS: list[Row] = [
    (
        "The keeper identified the boat as the Marlow Star.",
        (("The keeper", "identified", "describe"),),
    ),
    ("Critics referred to the plan as a gamble.", (("Critics", "referred to", "describe"),)),
    ("Mr Reed attributed the delay to bad weather.", (("Mr Reed", "attributed", "explain"),)),
    ("Analysts expect rates to fall.", (("Analysts", "expect", "estimate"),)),
    ("She thinks the plan will fail.", (("She", "thinks", "opinion"),)),
    ("The study found a link between noise and sleep.", (("The study", "found", "find"),)),
    ("What the union called “an insult” was the final offer.", (("the union", "called", "describe"),)),
    ("It emerged that the files had been burnt.", (("", "It emerged", "hearsay"),)),
]

VIEWS: list[Row] = [
    ("The port is adamant that the crane was safe.", (("The port", "adamant", "claim"),)),
    ("Doctors remain convinced that the water is to blame.", (("Doctors", "convinced", "opinion"),)),
    (
        "Residents are of the view that the road is too narrow.",
        (("Residents", "of the view", "opinion"),),
    ),
    ("In his view, the bridge was never safe.", (("his", "In his view", "opinion"),)),
    (
        "The bridge, in Ms Quill's view, was never safe.",
        (("Ms Quill", "in Ms Quill's view", "opinion"),),
    ),
    ("By its own admission, the bank lost the files.", (("its", "By its own admission", "admit"),)),
]

PASSIVES: list[Row] = [
    ("The charge was denied by the port authority.", (("the port authority", "denied", "deny"),)),
    ("The bank was accused by Reed of fraud.", (("Reed", "accused", "accuse"),)),
    (
        "Mr Reed was quoted by the Herald as saying the wreck had moved.",
        (("Mr Reed", "quoted", "say"),),
    ),
]

BARE: list[Row] = [
    (
        "They argue embracing the concept, even with help, could speed up the work.",
        (("They", "argue", "claim"),),
    ),
    ("The council agreed to ease the rules.", (("The council", "agreed", "agree"),)),
    (
        "The firm consists almost entirely of recent graduates, Quill said, and “everyone has another job.”",
        (("Quill", "said", "say"),),
    ),
    ("They hope to try again on Friday.", (("They", "hope", "opinion"),)),
    (
        "Those involved in the scheme stress that a part of it is training.",
        (("Those involved in the scheme", "stress", "say"),),
    ),
    ("This, the firm hopes, will help more women to join.", (("the firm", "hopes", "opinion"),)),
    ("Reed and Quill have both said they are willing to strike.", (("Reed and Quill", "said", "say"),)),
    (
        "The court dealt with it in its opinion from July 2024, which found the wall was illegal.",
        (("its opinion from July 2024", "found", "find"),),
    ),
    (
        "The council agreed to ease the rules in response to calls from owners and other employers who said they were struggling.",
        (("The council", "agreed", "agree"), ("owners and other employers", "said", "say")),
    ),
    ("The ministry said repairs cost £4m.", (("The ministry", "said", "say"),)),
    ("The operator says trains ran late.", (("The operator", "says", "say"),)),
    ("He says due to distance, they are forced to walk.", (("He", "says", "say"),)),
    (
        "Mr Temba, who is working with the network as an officer, says lights in town are a solution.",
        (("Mr Temba", "says", "say"),),
    ),
    (
        "The waiting ended after Reed committed to hiring 40 nurses.",
        (("Reed", "committed to", "promise"),),
    ),
    (
        "In their study, the historians describe lamps used as early as 500 BC, saying “the Romans burned oil.”",
        (("the historians", "describe", "describe"), ("the historians", "saying", "say")),
    ),
    (
        "Quill said her nominee for the post, Tomas Reed, had warned of floods.",
        (("Quill", "said", "say"), ("her nominee for the post, Tomas Reed", "warned", "warn")),
    ),
    ("In our view, the city can turn the square into a market.", (("our", "In our view", "opinion"),)),
]

NOTHING = [
    "He said goodbye to the crew.",
    "She said little about the plan.",
    "The firm is committed to hiring nurses.",
    "He committed a crime.",
    "We will be curious to see what these consultations find, and how they go.",
    "The firm is a giant, whether it acknowledges it or not.",
    "The pilot did not respond to the warning light.",
    "Shoppers did not give the money back.",
    "The clerk told lies to parliament.",
    "The attacks attributed to the gang have stopped.",
    "The start is promising.",
    "It is certain that the line will close.",
    "The driver is confident of winning.",
    "The view from the quay is fine.",
    "In her account at the bank there was no money.",
    "The man was found by police.",
    "The bank was accused of fraud.",
    "The post was followed by mistake.",
    "The line was popular but criticised.",
    "He put it on the table.",
    "She read the letter on the train.",
    "The club posted profits that beat its plan.",
    "A programme called “Deep Water” will begin in May.",
    "If she rejected the offer, the firm would close.",
    "All goes according to plan.",
    "It is one of a few states where it is legal.",
    "They came after the United States, at eight points.",
    "The talks with kings and heads of state.",
    "They expect a child in June.",
    "The path is steep in other places–unlike, say, Marlow.",
    "The pupils cried.",
    "The goal was disallowed and the team protested.",
    "The team welcomed 4,000 guests.",
    "Fans applauded the team.",
    "They sang as fans chanted in the stands.",
    "It is one of the firm's signature projects.",
    "She saw the ferry leave.",
    "The view of the lake was lost.",
    "The firm ordered 40 trams.",
    "The voice of the union was weak.",
    "The express train was late.",
    "When he was asked, the mayor denied.",
    "The lorry was posted on the docket, as per the rules.",
    "The fort was built by Omar bin Said, who died there.",
    "A job at the mill, which guarantees that they eat.",
    "Injured men reported to the station.",
    "He emerged as the winner.",
    "It emerged as the winner.",
]


@pytest.mark.parametrize(
    "row",
    [*SILENCE, *ADDRESSED, *PLACES, *CLAUSES, *PARTICIPLES, *COMPLEMENTS, *VIEWS, *PASSIVES, *BARE],
    ids=lambda row: row[0][:40],
)
def test_who_says_what(row: Row) -> None:
    check(row, "en")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_attribution(text: str) -> None:
    assert read_attributions(text, "en") == ()


def test_whose_view_it_is_has_the_identity_of_who_spoke() -> None:
    found = read_attributions(
        "Ada Quill said the quay was safe. In her view, it was. The bridge, in Ms Quill's view, was not.",
        "en",
    )
    assert [one.identity for one in found] == ["person:ada quill"] * 3


def test_both_halves_of_a_split_quotation_belong_to_the_speaker() -> None:
    found = read_attributions("“It was late,” Mr Reed said on Monday, “and we were tired.”", "en")
    assert [(one.source, one.cue, one.content, one.direct) for one in found] == [
        ("Mr Reed", "said", "It was late", True),
        ("Mr Reed", "", "and we were tired.", True),
    ]


def test_a_title_taken_up_after_a_comma_is_no_second_half() -> None:
    found = read_attributions("“It was late,” said Mr Reed, author of “Deep Water”.", "en")
    assert [one.cue for one in found] == ["said"]
