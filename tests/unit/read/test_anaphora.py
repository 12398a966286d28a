"""A generic noun ("the agency") is the one named body of its kind before it, and else itself.

The rows say whose identity the last attribution of the text has: that of the named body
(its words), or its own. The near misses have two bodies of the kind, none, or one of
another kind.
"""

from __future__ import annotations

import pytest

from monitor.model import SourceOfSpeech
from monitor.read.attributions import read_attributions
from monitor.read.generic_nouns import generic_kinds
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
    "Her husband said the birds were fine. The group said they were not.",
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
    "Das Land teilte mit, dass die Straße gesperrt bleibt. Die Organisation erklärte, sie helfe weiter.",
    "Samaan Ibrahim kam am Montag an, sagte der Lotse Samaan Ibrahim. Ibrahim erklärte, er bleibe. Die Gesellschaft erklärte, das sei falsch.",
    "Innenministerium und Justizministerium streiten. Das Ministerium erklärte, es gebe keine Zahlen.",
    "Volkswagen teilte mit, dass 400 Stellen wegfallen. BMW teilte mit, man stelle ein. Der Konzern erklärte, niemand werde entlassen.",
    "Olaf Scholz kam am Montag. Scholz sagte, es gehe gut. Das Unternehmen erklärte, es sei zufrieden.",
    "Die Polizei Köln sucht Zeugen. Das Ministerium erklärte, es gebe keine Zahlen.",
    "Volkswagen teilte mit, dass 400 Stellen wegfallen. Eine Firma aus Leer erklärte, sie stelle ein.",
    "Die Kölner Polizei sucht Zeugen. Die Aachener Polizei hilft. Die Polizei teilte mit, der Mann sei verletzt.",
)
UK = (
    ("Міністерство освіти заявило, що школи відкриють. У відомстві додали, що дату назвуть згодом.", "міністерство освіти"),
    ("Міноборони повідомило про закупівлю. У міністерстві уточнили, що йдеться про дрони.", "міноборони"),
    ("Компанія «Буд-Альянс» виграла тендер. У компанії запевнили, що встигнуть.", "компанія буд-альянс"),
    ("«Укрзалізниця» скасувала рейси. У компанії пояснили, що рух відновлять завтра.", "укрзалізниця"),
    ("НАБУ завершило розслідування. Бюро повідомило, що справу передали до суду.", "NABU"),
    ("Газета «Обрій» повідомила про угоду. Видання пише, що її підпишуть у травні.", "газета обрій"),
    ("Апеляційний суд скасував вирок. Суд визнав, що доказів замало.", "апеляційний суд"),
    ("Дослідження Інституту соціології охопило 20 областей. Дослідження показало, що довіра падає.", "дослідження інституту соціології"),
    ("Reuters повідомило про угоду. Агентство пише, що її підпишуть у травні.", "REUTERS"),
)  # fmt: skip
UK_NEAR = (
    "Міністерство освіти заявило, що школи відкриють. Міністерство фінансів це заперечує. У міністерстві кажуть, що коштів немає.",
    "Міносвіти заявило, що школи відкриють. Мінфін проти. У міністерстві кажуть, що коштів немає.",
    "Компанія «Обрій» закупила техніку. Інша компанія, зі Львова, судиться. У компанії кажуть, що виграють.",
    "Олена Крук приїхала у понеділок. У відомстві повідомили, що зустріч відбулася.",
)
KO = (
    ("국토교통부는 새 노선을 확정했다고 밝혔다. 부처는 내년에 착공하겠다고 설명했다.", "MOLIT_KR"),
    ("로이터통신은 회담이 재개된다고 보도했다. 통신은 장소가 오만이라고 전했다.", "REUTERS"),
    ("현대건설은 공사를 중단했다고 밝혔다. 회사 측은 원인을 조사하고 있다고 설명했다.", "현대건설"),
    ("서울중앙지법은 영장을 기각했다. 법원은 증거가 부족하다고 판단했다.", "서울중앙지법"),
    ("화성시청은 대피소를 열었다고 밝혔다. 시는 숙소를 제공하겠다고 덧붙였다.", "화성시청"),
    ("뉴욕타임스는 합의가 임박했다고 보도했다. 신문은 서명식이 5월에 열린다고 전했다.", "NYT"),
)
KO_NEAR = (
    "국방부는 훈련을 연기했다고 밝혔다. 외교부도 협의에 참여했다. 부처는 일정을 다시 잡겠다고 설명했다.",
    "삼성전자는 감산을 검토한다고 밝혔다. LG전자는 계획이 없다고 밝혔다. 회사는 시장을 지켜보겠다고 했다.",
    "삼성전자는 감산을 검토한다고 밝혔다. 다른 업체가 공장을 열었다. 업체는 주문이 늘었다고 했다.",
    "경찰은 운전자를 입건했다고 밝혔다. 회사 측은 사과한다고 밝혔다.",
)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [(code, *row) for code, rows in (("en", EN), ("de", DE), ("uk", UK), ("ko", KO)) for row in rows],
)
def test_a_generic_noun_goes_back_to_the_one_named_body_of_its_kind(
    language: str, text: str, words: str
) -> None:
    last = read_attributions(text, language)[-1]
    assert last.identity.partition(":")[2] == words
    assert last.source.lower() != words


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (code, text)
        for code, texts in (("en", EN_NEAR), ("de", DE_NEAR), ("uk", UK_NEAR), ("ko", KO_NEAR))
        for text in texts
    ],
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
