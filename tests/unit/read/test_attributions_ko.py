"""Korean: who says what, how it is found, and what is no attribution."""

from __future__ import annotations

import pytest

from monitor.read.attributions import read_attributions
from tests.unit.read.attribution_rows import Row, check

ROWS: list[Row] = [
    ("해양수산부는 항로를 다시 연다고 12일 밝혔다.", (("해양수산부", "밝혔다", "say"),)),
    ("정하윤 의원은 “자료를 3월에 옮겼다”고 말했다.", (("정하윤 의원", "말했다", "say"),)),
    ("“다친 사람은 없다”고 구청 관계자가 설명했다.", (("구청 관계자", "설명했다", "explain"),)),
    ("소방당국에 따르면 불은 40분 만에 꺼졌다.", (("소방당국", "에 따르면", "according"),)),
    ("시공사와 발주처는 이를 부인했다.", (("시공사와 발주처", "부인했다", "deny"),)),
    ("선박은 과적 상태였던 것으로 알려졌다.", (("", "알려졌다", "hearsay"),)),
    ("경찰은 운전자가 졸았던 것으로 보고 있다.", (("경찰", "보고 있다", "estimate"),)),
    ("시청 측은 예산이 부족한 사실을 인정했다.", (("시청 측", "인정했다", "admit"),)),
    ("노조는 즉각 재협상을 촉구했다.", (("노조", "촉구했다", "demand"),)),
    ("항만공사는 사고 구간을 폐쇄하겠다는 입장이다.", (("항만공사", "입장이다", "say"),)),
    ("안전에는 문제가 없다는 게 회사 측의 설명이다.", (("회사 측", "설명이다", "explain"),)),
    ("국방부는 관련 내용을 확인할 수 없다고 밝혔다.", (("국방부", "밝혔다", "decline"),)),
    ("외교부는 논평을 거부했다.", (("외교부", "거부했다", "decline"),)),
    ("시공사와 발주처는 이에 대해 언급하지 않았다.", (("시공사와 발주처", "언급하지 않았다", "decline"),)),
    (
        "한서진 나래해운 최고경영자(CEO)는 “증편을 검토하고 있다”고 밝혔다.",
        (("한서진 나래해운 최고경영자(CEO)", "밝혔다", "say"),),
    ),
    # a number closes what is said
    ("소방당국은 사망자가 12명이라고 말했다.", (("소방당국", "말했다", "say"),)),
    ("정부는 올해 성장률이 2.1%라고 발표했다.", (("정부", "발표했다", "announce"),)),
    # refusals
    ("한빛건설은 이날까지 공식 입장을 내놓지 않았다.", (("한빛건설", "내놓지 않았다", "decline"),)),
    ("두 나라는 아직 아무런 입장도 밝히지 않았다.", (("두 나라", "밝히지 않았다", "decline"),)),
    ("구단 측은 구체적인 언급을 피했다.", (("구단 측", "피했다", "decline"),)),
    ("회사는 본지 질의에 답하지 않았다.", (("회사", "답하지 않았다", "decline"),)),
    ("재단은 인터뷰 요청에 응하지 않았다.", (("재단", "응하지 않았다", "decline"),)),
    ("조합장은 매각설에 대해 말을 아꼈다.", (("조합장", "아꼈다", "decline"),)),
    ("학교 측은 취재진의 질문에 침묵했다.", (("학교 측", "침묵했다", "decline"),)),
    # after a noun
    ("교육청은 단순한 전산 오류라고 설명했다.", (("교육청", "설명했다", "explain"),)),
    ("시청은 “근거 없는 이야기”라며 의혹을 부인했다.", (("시청", "부인했다", "deny"),)),
    # what one reports that another knows
    (
        "경찰은 15일 운전자가 술을 마신 것으로 파악됐다고 구의회에 보고했다.",
        (("경찰", "보고했다", "report"),),
    ),
    ("조선소는 영업이익이 늘어난 것으로 집계됐다고 밝혔다.", (("조선소", "밝혔다", "say"),)),
    ("여론조사 결과 응답자 절반이 반대하는 것으로 나타났다.", (("여론조사 결과", "나타났다", "find"),)),
    ("이 마을에는 예부터 범이 살았다고 한다.", (("", "한다", "hearsay"),)),
    ("일각에서는 요금이 지나치다는 지적이 나온다.", (("일각", "나온다", "accuse"),)),
    ("시장에서는 금리가 더 내릴 것으로 본다.", (("시장", "본다", "estimate"),)),
    ("그의 말에 따르면 공사는 내년에 끝난다.", (("그", "에 따르면", "according"),)),
    # no clause that hangs on a name, no adverb
    (
        "분식집을 하는 문소라(41)씨는 “손님이 줄었다”고 했다.",
        (("문소라(41)씨", "했다", "say"),),
    ),
    ("반면 다른 연구원은 “공정이 밀릴 수 있다”고 지적했다.", (("다른 연구원", "지적했다", "accuse"),)),
    ("경북도 관계자는 “조사가 끝났다”고 말했다.", (("경북도 관계자", "말했다", "say"),)),
]

NOTHING = [
    "주민 300여 명이 광장에 모여 촛불을 밝혔다.",
    "한국은행은 올해 성장률 전망치를 1.8%로 낮췄다.",
    "새 영화 ‘마지막 등대’가 이번 주 개봉한다.",
    "주민들은 이 탑을 ‘바람탑’이라고 한다.",
    "마을 병원들은 환자의 입원을 거부했고 보건소는 문을 닫았다.",
    "이 집은 양이 적고 값이 비싸다.",
    "그는 아이에게 책을 읽어주며 저녁 시간을 보냈다.",
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:30])
def test_who_says_what(row: Row) -> None:
    check(row, "ko")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_attribution(text: str) -> None:
    assert read_attributions(text, "ko") == ()


def test_a_dropped_subject_is_the_source_before() -> None:
    found = read_attributions(
        "정하윤 의원은 자료가 사라졌다고 말했다. 이어 조사가 필요하다고 강조했다.", "ko"
    )
    assert [(one.source, one.cue) for one in found] == [
        ("정하윤 의원", "말했다"),
        ("정하윤 의원", "강조했다"),
    ]


def test_two_quotations_in_one_sentence_are_one_speech() -> None:
    (one,) = read_attributions("정하윤 의원은 “늦었다”며 “서둘러야 한다”고 말했다.", "ko")
    assert (one.direct, one.content) == (True, "늦었다”며 “서둘러야 한다")


def test_the_occasion_of_a_quotation_is_no_part_of_it() -> None:
    (one,) = read_attributions("김도희 장관은 전날 부산에서 취재진과 만나 “확인했다”고 말했다.", "ko")
    assert (one.source, one.direct, one.content) == ("김도희 장관", True, "확인했다")


def test_speaker_and_relay() -> None:
    found = read_attributions("나래통신은 소식통을 인용해 항로가 막혔다고 보도했다.", "ko")
    assert [(one.source, one.cue, one.relay) for one in found] == [
        ("소식통", "인용해", False),
        ("나래통신", "보도했다", True),
    ]
