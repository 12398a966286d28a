"""Words marked in a sentence: whole words, whole numbers, nothing run together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.report.passages import compared, emphasised, quoted
from monitor.report.runs import Mark, marked, plain

PAIRS = [
    ("en", "It sent 1,500 special forces there.", "It sent 3,000 troops there.", "It sent [−1,500 special forces] [+3,000 troops] there."),
    ("en", "Moscow denied it.", "Moscow confirmed it.", "Moscow [−denied] [+confirmed] it."),
    ("en", "The £1.5bn plan was approved.", "The £1.8bn plan was approved.", "The £[−1.5] [+1.8]bn plan was approved."),
    ("de", "Rund 12.000 Soldaten stehen bereit.", "Rund 10.000 Soldaten stehen bereit.", "Rund [−12.000] [+10.000] Soldaten stehen bereit."),
    ("ko", "국가정보원은 특수부대 1500명을 보냈다고 밝혔다.", "국가정보원은 병력 3000명을 보냈다고 밝혔다.", "국가정보원은 [−특수부대 1500] [+병력 3000]명을 보냈다고 밝혔다."),
    ("ko", "정부는 1억달러를 지원하기로 했다.", "정부는 1억2000만달러를 지원하기로 했다.", "정부는 [−1억달러] [+1억2000만달러]를 지원하기로 했다."),
    ("uk", "Прибуло 1,5 тисячі військових.", "Прибуло 3 тисячі військових.", "Прибуло [−1,5] [+3] тисячі військових."),
    ("ko", "강원 가온군 산사태로 12명 사망…23명 실종", "강원 가온군 산사태 사망자 19명으로 늘어…15명 실종", "강원 가온군 산사태[−로 12명 사망…23] [+사망자 19명으로 늘어…15]명 실종"),
    ("en", "Two died.", "Two died, police said.", "Two died[+, police said]."),
    ("en", "Police said two died.", "Two died.", None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "expected"), PAIRS)
def test_marks(code, old, new, expected):
    phrase = compared(old, new, code)
    if expected is None:
        assert phrase is None or plain(phrase)
    else:
        assert phrase is not None
        assert marked(phrase) == expected
        assert all(run.language == code for run in phrase if run.text.strip())


def test_texts_with_little_in_common_are_not_marked_in_one():
    assert (
        compared("The minister resigned on Monday.", "Snow fell in the Alps, blocking roads.", "en") is None
    )


def test_a_long_kept_stretch_is_left_out_in_the_middle():
    middle = "and so on and so forth " * 20
    phrase = compared(f"First 12 {middle}then 30 died.", f"First 19 {middle}then 41 died.", "en")
    assert phrase is not None
    told = marked(phrase)
    assert "[−12] [+19]" in told
    assert "[−30] [+41]" in told
    assert len(told) < 260
    assert "…" in told


WORDS = st.lists(
    st.sampled_from(
        ["troops", "3,000", "1.5", "the", "said,", "“no”", "국정원은", "3000명을", "до", "Росії"]
    ),
    max_size=25,
)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(WORDS, WORDS)
def test_without_the_deleted_words_the_new_text_is_read(old, new):
    before, after = " ".join(old), " ".join(new)
    phrase = compared(before, after, "en")
    if phrase is None or "…" in plain(phrase):
        return
    read = "".join(run.text for run in phrase if run.mark is not Mark.DELETED)
    assert "".join(read.split()) == "".join(after.split())
    gone = "".join(run.text for run in phrase if run.mark is not Mark.INSERTED)
    assert "".join(gone.split()) == "".join(before.split())


def test_the_figure_is_set_off_in_its_sentence():
    phrase = emphasised("Seoul said 3,000 troops left.", "3,000 troops", "en")
    assert [(run.text, run.mark) for run in phrase] == [
        ("Seoul said ", Mark.PLAIN),
        ("3,000 troops", Mark.STRONG),
        (" left.", Mark.PLAIN),
    ]
    assert plain(emphasised("Nothing here.", "3,000", "en")) == "Nothing here."


def test_endless_passages_are_cut():
    assert len(plain(quoted("word " * 5000, "en"))) <= 600
    assert len(plain(emphasised("word " * 5000 + "x", "word", "en"))) <= 1300
    assert compared("a " * 30_000, "b " * 30_000, "en") is None


@pytest.mark.parametrize(
    ("text", "surface", "strong"),
    [
        ("What they do there remains to be seen, he said.", "he", (39, "he")),
        ("12 of 120 people were hurt.", "120 people", (6, "120 people")),
        ("In 1500 Jahren waren es 500.", "500", (24, "500")),
        ("의원은 박선원 의원이 말했다고 했다.", "박선원 의원", (4, "박선원 의원")),
        ("They left.", "he", None),
    ],
)
def test_what_is_set_off_are_whole_words(text, surface, strong):
    runs = emphasised(text, surface, "en")
    at, found = 0, None
    for run in runs:
        if run.mark is Mark.STRONG:
            found = (at, run.text)
        at += len(run.text)
    assert found == strong
