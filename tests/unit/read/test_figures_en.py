"""English figures: what is read, and what only looks like a quantity."""

from __future__ import annotations

import pytest

from tests.unit.read.figure_rows import check, quantities

READ = [
    ("The ministry counted 4,200 evacuees on Monday.", ["4,200 evacuees | 4200 | count | evacuee"]),
    ("Around 1,500 special forces had landed.", ["Around 1,500 special forces | 1500 | count | about | force"]),
    ("It plans to send thousands more.", ["thousands more | ~1000 | count"]),
    ("Some 12,000 North Korean troops are expected.", ["Some 12,000 North Korean troops | 12000 | count | about | troop"]),
    ("A report about two units reached the committee.", ["two units | 2 | count | unit"]),
    ("The repair cost $1.5bn, up from £900m.", ["$1.5bn | 1500000000 | money | USD", "£900m | 900000000 | money | GBP"]),
    ("Aid worth 2.3 billion euros was approved.", ["2.3 billion euros | 2300000000 | money | EUR"]),
    ("A fare of 45 cents is planned.", ["45 cents | 0.45 | money | USD"]),
    ("They paid A$30 and HK$500.", ["A$30 | 30 | money | AUD", "HK$500 | 500 | money | HKD"]),
    ("He found a $1 bill.", ["$1 | 1 | money | USD"]),
    ("Turnout reached 61.4 per cent.", ["61.4 per cent | 61.4 | percent | %"]),
    ("Support fell by three percentage points.", ["three percentage points | 3 | percentage_points | pp"]),
    ("The bank raised rates by 25 basis points.", ["25 basis points | 25 | basis_points | bp"]),
    ("The convoy stretched for 64 km.", ["64 km | 64 | distance | km"]),
    ("Gusts of 120 km/h hit the coast.", ["120 km/h | 120 | speed | km/h"]),
    ("Cars did 70 miles an hour there.", ["70 miles an hour | 70 | speed | mph"]),
    ("The fire burned 3,400 hectares.", ["3,400 hectares | 3400 | area | ha"]),
    ("The park covers 12 square kilometres.", ["12 square kilometres | 12 | area | km²"]),
    ("Output fell to 9.2 million barrels a day.", ["9.2 million barrels a day | 9200000 | rate | bbl/d"]),
    ("It was 38 degrees Celsius at noon.", ["38 degrees Celsius | 38 | temperature | °C"]),
    ("A plant of 600 MW will close.", ["600 MW | 600 | energy | MW"]),
    ("A magnitude 6.5 quake struck.", ["6.5 | 6.5 | magnitude | M"]),
    ("The Dow closed 200 points lower.", ["200 points | 200 | index | points"]),
    ("At least another 40 vehicles were lost.", ["At least another 40 vehicles | 40 | count | at_least | vehicle"]),
    ("No fewer than 40 and no more than 60 boats sailed.", [
        "No fewer than 40 | 40 | count | at_least", "no more than 60 boats | 60 | count | up_to | boat"]),
    ("Up to 3,000 people may be trapped.", ["Up to 3,000 people | 3000 | count | up_to | people"]),
    ("Nearly 11,000 homes lost power.", ["Nearly 11,000 homes | 11000 | count | nearly | home"]),
    ("Fewer than 90 seats remain.", ["Fewer than 90 seats | 90 | count | less_than | seat"]),
    ("Ten or more families moved out.", ["Ten or more families | 10 | count | at_least | family"]),
    ("Between 10,000 and 12,000 soldiers crossed.", ["Between 10,000 and 12,000 soldiers | 10000..12000 | count | soldier"]),
    ("The strike cost 10–12 thousand jobs.", ["10–12 thousand jobs | 10000..12000 | count | job"]),
    ("It takes 3 to 5 hours.", ["3 to 5 hours | 3..5 | duration | h"]),
    ("Prices rose from 5 to 7 percent.", ["5 | 5 | percent | %", "7 percent | 7 | percent | %"]),
    ("Tens of thousands of people marched.", ["Tens of thousands of people | ~10000 | count | people"]),
    ("Several hundred riders arrived.", ["Several hundred riders | ~100 | count | rider"]),
    ("Millions of dollars are missing.", ["Millions of dollars | ~1000000 | money | USD"]),
    ("Two dozen drones were downed.", ["Two dozen drones | 24 | count | drone"]),
    ("Half a million homes were dark.", ["Half a million homes | 500000 | count | home"]),
    ("Talks lasted two and a half hours.", ["two and a half hours | 2.5 | duration | h"]),
    ("It ran for 2 hours 30 minutes.", ["2 hours 30 minutes | 150 | duration | min"]),
    ("Two-thirds of members agreed.", ["Two-thirds of members | 0.6667 | fraction | member"]),
    ("One in five children goes hungry.", ["One in five children | 0.2 | fraction | child"]),
    ("One person was killed and two were hurt.", ["One person | 1 | count | person", "two | 2 | count"]),
    ("The 100,000-strong army moved.", ["100,000-strong army | 100000 | count | army"]),
    ("A 20-member team flew in.", ["20-member | 20 | count | member"]),
    ("Output was three times higher.", ["three times | 3 | rate | ×"]),
    ("A 34-year-old man was held.", ["34-year-old | 34 | age | yr"]),
    ("Jane Miller, 52, disagreed.", ["52 | 52 | age | yr"]),
    ("The side won 3-1 on Sunday.", ["3-1 | 3..1 | score"]),
    ("More than 100+ firms signed up.", ["More than 100+ firms | 100 | count | at_least | firm"]),
    ("Profit hit 120 MEUR.", ["120 MEUR | 120000000 | money | EUR"]),
    ("About 1.2 million were displaced.", ["About 1.2 million | 1200000 | count | about"]),
    ("Growth fell below the 0.5% expected.", ["0.5% | 0.5 | percent | %"]),
    ("An 8-hour curfew began.", ["8-hour | 8 | duration | h"]),
    ("It costs one to two billion dollars.", ["one to two billion dollars | 1000000000..2000000000 | money | USD"]),
    ("A quarter million people came.", ["A quarter million people | 250000 | count | people"]),
    ("The toll rose to 1345.", ["1345 | 1345 | count"]),
    ("The bill passed 218-215.", ["218-215 | 218..215 | score"]),
    ("Police seized 40 pounds of cocaine.", ["40 pounds | 40 | mass | lb"]),
    ("The bag weighs 2 pounds, 3 ounces.", ["2 pounds, 3 ounces | 35 | mass | oz"]),
    ("After two-and-a-half years he left.", ["two-and-a-half years | 2.5 | duration | yr"]),
    ("An 18,000-strong student body met.", ["18,000-strong student body | 18000 | count | body"]),
    ("It was minus 5 degrees.", ["minus 5 degrees | -5 | temperature | °"]),
    ("Shares lost -3% in a day.", ["-3% | -3 | percent | %"]),
    # Counted nouns: modifiers, initialisms, possessives, coordination, a second number, what only looks like one.
    ("Twelve MPs and 40 GPs signed.", ["Twelve MPs | 12 | count | mp", "40 GPs | 40 | count | gp"]),
    ("Three US soldiers and two U.S. senators met.", ["Three US soldiers | 3 | count | soldier", "two U.S. senators | 2 | count | senator"]),
    ("Two of his aides and three of its ships were there.", ["Two of his aides | 2 | count | aide", "three of its ships | 3 | count | ship"]),
    ("Some 14 police officers and 30 staff members came.", [
        "Some 14 police officers | 14 | count | about | officer", "30 staff members | 30 | count | member"]),
    ("They found 12 wounded soldiers and 12 wounded.", ["12 wounded soldiers | 12 | count | soldier", "12 wounded | 12 | count | wounded"]),
    ("The party won 12 of 20 seats.", ["12 | 12 | count | seat", "20 seats | 20 | count | seat"]),
    ("She closed 30 of the chain's 97 tea shops.", ["30 | 30 | count | shop", "97 tea shops | 97 | count | shop"]),
    ("Five Polish and three Czech students won.", ["Five | 5 | count | student", "three Czech students | 3 | count | student"]),
    ("Six primary and secondary schools shut.", ["Six primary and secondary schools | 6 | count | school"]),
    ("There are 200-odd homes and 20-plus shops.", [
        "200-odd homes | 200 | count | about | home", "20-plus shops | 20 | count | more_than | shop"]),
    ("It has 9,000+ members.", ["9,000+ members | 9000 | count | at_least | member"]),
    ("Over 40 unions' leaders signed.", ["Over 40 unions' leaders | 40 | count | more_than | leader"]),
    ("It ordered 24 Arrow 300 jets.", ["24 Arrow 300 jets | 24 | count | jet"]),
    ("Thousands of old $2 notes turned up.", ["Thousands | ~1000 | count | note", "$2 | 2 | money | USD"]),
    ("The pair pour millions of euros into it.", ["millions of euros | ~1000000 | money | EUR"]),
    ("38 suffered burns.", ["38 | 38 | count"]),
    ("Two won prizes and three bars shut.", ["Two | 2 | count", "three bars | 3 | count | bar"]),
    ("She holds two degrees in law.", ["two degrees | 2 | count | degree"]),
    ("Two MI5 officers left.", ["Two | 2 | count"]),
    ("The town has 100 boats and more than 20 crew.", ["100 boats | 100 | count | boat", "more than 20 crew | 20 | count | more_than | crew"]),
    ("As many as 20 barns and up to 50 carts burned.", ["As many as 20 barns | 20 | count | up_to | barn", "up to 50 carts | 50 | count | up_to | cart"]),
    ("One half of the roof was gone.", ["One half | 0.5 | fraction"]),
    ("Half the harbour was closed.", ["Half | 0.5 | fraction"]),
    ("The firm will cut its output by half.", ["half | 0.5 | fraction"]),
    ("Fewer than half knew of it.", ["Fewer than half | 0.5 | fraction | less_than"]),
    ("It will cost between R20bn and R50bn.", ["between R20bn and R50bn | 20000000000..50000000000 | money | ZAR"]),
    ("One family left.", ["One family | 1 | count | family"]),
    # Money as the papers of other countries write it.
    ("The grant of R350 cost R2.3bn.", ["R350 | 350 | money | ZAR", "R2.3bn | 2300000000 | money | ZAR"]),
    ("He paid Rs 10 crore, then Rs. 500.", ["Rs 10 crore | 100000000 | money | INR", "Rs. 500 | 500 | money | INR"]),
    ("RM12.5mil was set aside.", ["RM12.5mil | 12500000 | money | MYR"]),
    ("A lamp costs 3m/-, a seat 10,000/- to 12,000/-.", ["3m/- | 3000000 | money | TZS", "10,000/- to 12,000/- | 10000..12000 | money | TZS"]),
    ("The gap was just under US $6 billion.", ["just under US $6 billion | 6000000000 | money | nearly | USD"]),
    ("Sales rose to £1.2bn from 900m.", ["£1.2bn | 1200000000 | money | GBP", "900m | 900000000 | money | GBP"]),
    ("The rate fell to 12.1% from 15.6 a year ago.", ["12.1% | 12.1 | percent | %", "15.6 | 15.6 | percent | %"]),
    ("Rooms range from $28 to $65.", ["range from $28 to $65 | 28..65 | money | USD"]),
    # Ages.
    ("A baker, 43, and his wife, aged 39, left.", ["43 | 43 | age | yr", "39 | 39 | age | yr"]),
    ("The driver, 43, left.", ["43 | 43 | age | yr"]),
    ("Their sons, aged five, seven and nine, sang.", ["five | 5 | age | yr", "seven | 7 | age | yr", "nine | 9 | age | yr"]),
    ("They have a son called Sam, 4, and a dog.", ["4 | 4 | age | yr"]),
    ("He has sung since he was 18.", ["18 | 18 | age | yr"]),
    ("Children under 16 and the over-65s ride free.", ["under 16 | 16 | age | less_than | yr", "over-65s | 65 | age | more_than | yr"]),
    # Measures.
    ("It took an hour and a half.", ["an hour and a half | 1.5 | duration | h"]),
    ("He is 6ft 2in tall.", ["6ft 2in | 74 | distance | in"]),
    ("It was 12 degrees below zero.", ["12 degrees below zero | -12 | temperature | °"]),
    ("It hit 39° C.", ["39° C | 39 | temperature | °C"]),
    ("The 1988 quarter was weak, after six quarters of growth.", ["six quarters | 6 | count | quarter"]),
    ("The heater runs at 300w.", ["300w | 300 | energy | W"]),
    ("The margin is plus or minus 3 points.", ["3 points | 3 | count | point"]),
]  # fmt: skip

SHIELDED = [
    "The vote is on March 3.", "It began on 18 October 2024.", "Talks run from October 8 to 13.", "They met on 8-13 May.",
    "It was signed on Oct. 18, 2024.", "The law dates from 1953.", "He resigned in 2019.", "Since 2014 the region has changed.",
    "The 2022/23 season ended early.", "Between 2019 and 2021 nothing moved.", "In the 1990s it was different.", "A child of the 80s, he recalled.",
    "The 3rd Brigade crossed the river.", "They stood at the 38th parallel.", "It was the second time.", "The twenty-first century began.",
    "She finished fifth.", "The call came at 9:30 p.m.", "Doors open at 9 am.", "The train left at 17:45.", "It starts at 6.30pm.",
    "An F-16 crashed.", "A T-72 burned.", "The Boeing 737 landed.", "COVID-19 spread fast.", "The G7 met in Italy.", "A 5G mast fell.",
    "The A380 was scrapped.", "The MH17 trial ended.", "An S-300 battery was hit.", "Call +1 555-0134 for help.", "Ring 020-7946-0958 today.",
    "Dial 555-0134 now.", "Article 5 was invoked.", "See page 12.", "Section 301 applies.", "Chapter 11 looms.", "Phase 2 begins.", "Flight 370 vanished.",
    "Route 66 is closed.", "Channel 4 reported it.", "It is No. 10's decision.", "She is No 38 in the world.", "Version 3.11.2 was released.",
    "The host 192.168.1.2 was down.", "The file is dated 2024-10-18.", "Due on 27-09-2024.", "It happened on 9/11.", "They work 24/7.",
    "See https://example.org/2024/300.", "One of the officials said so.", "No one was there.", "One day it will end.", "Which one is it?", "They helped one another.",
    "In the second half they tired.", "Call the police on 1800 555 013.", "The hotline is 1-800-555-013.", "Lifeline is on 13 55 14.",
    "Ring 1300 555 130 with what you know.", "Windows 11 crashed.", "An iPhone 15 was found.", "Court 12 was full.", "Room 101 was locked.", "Formula 1 returns.",
    "Resolution 1701 was ignored.", "Clause 7 was cut.", "The year 2030 is near.", "It fell in 500 BC.", "Highway 61 reopened.", "He lived at Downing Street.",
    "Group 3 lost.", "A March 2022 paper said so.", "Sept. 30 was the deadline.", "Its 2030 emissions target stands.", "Howard Jones (1885-1941) coached.", "She works at 3M now.", "Net zero is far.", "Talks go on — point it out.", "The 2022 informal trading policy provides a map.", "World War 2 ended.", "They met on 8 and 13 May.", "Item #42 was cut.",
    "The plaque names the years 1921-23.", "Jan Ten Berg resigned.", "They toured the Six Nations.", "The Arrow 15 offers the best view.", "Goals 7, 11 and 12 were dropped.",
    "Local 90 has struck.", "An R2-D2 toy broke.", "He found one used by her.", "It warms as one heads south.", "Temperatures stayed below zero.",
    "It is an all-in-one tool.", "You can buy one separately.", "She rides the Vento Trail 20—it is light.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), READ, ids=[row[0] for row in READ])
def test_read(text: str, wanted: list[str]) -> None:
    check(text, wanted, "en")


@pytest.mark.parametrize("text", SHIELDED)
def test_shielded(text: str) -> None:
    assert quantities(text, "en") == []


def test_there_are_sixty_shields() -> None:
    assert len(set(SHIELDED)) >= 60
