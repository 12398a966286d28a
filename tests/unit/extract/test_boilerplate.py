"""Lines that are no article go; sentences that look like them, and corrections, stay."""

from __future__ import annotations

import pytest

from monitor.extract.boilerplate import prune, rules
from monitor.extract.marks import Marks, without
from monitor.lang.registry import languages
from monitor.model import Block, BlockKind

SENTENCES = {
    "de": "Der Rat hat am Montag den Haushalt beschlossen, wie die Stadt mitteilte.",
    "en": "The council passed its budget on Monday, the authority said.",
    "ko": "시의회는 12일 예산안을 통과시켰다고 밝혔다.",
    "uk": "Міська рада в понеділок ухвалила бюджет, повідомила пресслужба.",
}

GONE = [
    ("ko", "[한강데일리 홍길동 기자 hong@hangang.example]"),
    ("ko", "홍길동 기자 hong@hangang.example"),
    ("ko", "저작권자 ⓒ 한강데일리, 무단전재 및 재배포 금지"),
    ("ko", "☞ 관련기사 더 보기"),
    ("ko", "기사 URL이 복사되었습니다."),
    ("ko", "이 글자크기로 변경됩니다."),
    ("ko", "입력 2026.05.12 (화) 09:30"),
    ("ko", "[사진=한강데일리 DB]"),
    ("uk", "Читайте також: У Львові відкрили притулок"),
    ("uk", "Підписуйтесь на наш Telegram-канал"),
    ("uk", "Фото: Олена Гук / Суспільне Полтава"),
    ("uk", "Якщо ви помітили помилку, виділіть її та натисніть Ctrl+Enter"),
    ("uk", "Опубліковано: 10 серпня 2026 року"),
    ("de", "Lesen Sie auch: Warum die Brücke bröckelt"),
    ("de", "© dpa-infocom, dpa:260301-930-757/1"),
    ("de", "Externer Inhalt nicht verfügbar"),
    ("de", "Stand: 12.03.2026, 14:05 Uhr"),
    ("de", "Von Anna Kraus und Jan Wolf"),
    ("de", "Abonnieren Sie unseren Newsletter, um nichts zu verpassen"),
    ("en", "READ MORE: Bridge to close for nine months"),
    ("en", "Sign up to our free daily newsletter"),
    ("en", "Updated 12 minutes ago"),
    ("en", "Please use Chrome browser for a more accessible video player"),
    ("en", "Image source, Agency Pictures"),
    ("en", "newsdesk@harbourpost.example"),
    ("en", "Advertisement"),
]


@pytest.mark.parametrize(("code", "line"), GONE)
def test_goes(code: str, line: str) -> None:
    sentence = Block(text=SENTENCES[code])
    assert prune((sentence, Block(text=line), sentence, sentence), code) == (sentence,) * 3


STAYS = [
    # sentences that begin as such lines do
    ("de", "Von den 300 Beschäftigten sollen nach Angaben des Betriebsrats nur 120 bleiben."),
    ("de", "Mehr zum Thema sagte der Minister am Freitag nicht."),
    ("en", "Read more than one paper, the minister told pupils, and trust none of them entirely."),
    ("en", "By 2031 the figure will have doubled."),
    ("uk", "Джерело: Генштаб ЗСУ"),
    ("uk", "Реклама алкоголю на телебаченні заборонена з 2010 року."),
    ("ko", "사진 속 인물은 김모씨로 확인됐다."),
    ("ko", "승인 절차는 3개월 걸린다."),
    # correction notices, whatever else they hold
    ("de", "Anmerkung der Redaktion: In einer früheren Version stand, es seien 30 Verletzte."),
    ("en", "Updated: an earlier version of this story gave the wrong figure."),
    ("ko", "[정정] 이 기사의 피해액을 3억원에서 5억원으로 바로잡습니다. 무단전재 금지"),
    ("uk", "Виправлено: у попередній версії новини йшлося про 12 постраждалих."),
]


@pytest.mark.parametrize(("code", "line"), STAYS)
def test_stays(code: str, line: str) -> None:
    sentence = Block(text=SENTENCES[code])
    assert Block(text=line) in prune((sentence, sentence, Block(text=line), sentence), code)


def test_teasers_after_an_opener_go_and_the_text_after_them_stays() -> None:
    found = [
        Block(text=SENTENCES["en"]),
        Block(text="Read more:"),
        Block(text="Are the trains really late?"),
        Block(text="Ten things to know about rail"),
        Block(text="The vote was 12 to 9."),
    ]
    assert [block.text for block in prune(found, "en")] == [SENTENCES["en"], "The vote was 12 to 9."]


def test_a_heading_after_linked_teasers_belongs_to_the_text() -> None:
    heading = Block(kind=BlockKind.HEADING, text="Was die Stadt plant")
    found = [
        Block(text=SENTENCES["de"]),
        Block(text="Auch interessant"),
        Block(kind=BlockKind.LIST_ITEM, text="Neue Brücke im Bau"),
        heading,
        Block(text=SENTENCES["de"]),
    ]
    assert heading in prune(found, "de", frozenset({"neuebrückeimbau"}))
    assert len(prune(found, "de", frozenset({"neuebrückeimbau"}))) == 3


def test_a_note_about_the_author_goes_at_the_end_only() -> None:
    note = Block(text="Moira Pell is the paper's transport editor.")
    sentence = Block(text=SENTENCES["en"])
    assert prune((sentence, note), "en", byline=("Moira Pell",)) == (sentence,)
    assert prune((note, sentence), "en", byline=("Moira Pell",)) == (note, sentence)


@pytest.mark.parametrize(
    ("code", "written", "text"),
    [
        ("de", "N a endlich ist es so weit.", "Na endlich ist es so weit."),
        ("en", "T he vote is on Monday.", "The vote is on Monday."),
        ("en", "A vote is due.", "A vote is due."),
        ("uk", "У місті гамірно.", "У місті гамірно."),
    ],
)
def test_drop_caps_go_back_to_their_word(code: str, written: str, text: str) -> None:
    assert prune((Block(text=written),), code)[0].text == text


def test_boxes_are_given_back_when_they_are_much_of_the_text() -> None:
    blocks = tuple(Block(text=f"Sentence number {i} of the text.") for i in range(10))
    folded = [f"sentencenumber{i}ofthetext" for i in range(10)]
    few, many = (
        Marks(linked=frozenset(), beside=frozenset(folded[:count]), captions=frozenset()) for count in (3, 6)
    )
    assert len(without(blocks, few)) == 7
    assert without(blocks, many) == blocks


def test_every_language_has_the_same_tables() -> None:
    shapes = {
        code: [
            bool(getattr(rules(code), name))
            for name in ("whole", "starts", "contains", "patterns", "openers", "tail", "keep", "appeals")
        ]
        for code in ("de", "en", "ko", "uk")
    }
    assert set(shapes) <= set(languages())
    assert all(all(shape) for shape in shapes.values()), shapes


@pytest.mark.parametrize(
    "hostile",
    ["[" * 50_000, "a@" * 50_000, "von a" * 20_000, "#a " * 30_000, "기자 " * 30_000, "фото:" * 20_000],
)
def test_patterns_are_linear(hostile: str) -> None:
    for code in ("de", "en", "ko", "uk"):
        assert isinstance(prune((Block(text=hostile), Block(text=SENTENCES[code])), code), tuple)
