"""Subjects and sentences: what an editor reads first, in four languages."""

from __future__ import annotations

import pytest

from monitor.model import Bound, CueClass, FigureKind, Report, SourceOfSpeech, Weight
from monitor.report.catalogue import catalogue
from monitor.report.render import subject
from monitor.report.runs import plain
from monitor.report.summary import summary
from tests.unit.report.making import PARK, TROOPS, change, figure, report, speech

HEADLINE = change("headline_changed", before="Old", after="New")
CORRECTION = change("correction_added", after="Correction: it was 12.")
GONE_SOURCE = change("attribution_removed", before=speech("Pat Ryder"))
DENIAL = change(
    "attribution_changed",
    before=speech("Moscow", cue_class=CueClass.CONFIRM, stance=2),
    after=speech("Moscow", cue_class=CueClass.DENY, stance=-2),
)
NAMED = change(
    "attribution_changed",
    before=speech("an official", source_kind=SourceOfSpeech.ANONYMOUS),
    after=speech("Ann Lee"),
)
STATEMENT = change("attribution_added", Weight.MEDIUM, after=speech("Ann Lee"))
DEAD = change(
    "figure_changed",
    before=figure("at least 12 people", "12", "12", "people", bound=Bound.AT_LEAST),
    after=figure("at least 19 people", "19", "19", "people", bound=Bound.AT_LEAST),
)
RATE = change(
    "figure_changed",
    before=figure("3.5%", "3.5", "3.5", kind=FigureKind.PERCENT),
    after=figure("3.75%", "3.75", "3.75", kind=FigureKind.PERCENT),
)
COST = change(
    "figure_changed",
    before=figure("85 Millionen Euro", "85 Millionen", "85000000", kind=FigureKind.MONEY, currency="EUR"),
    after=figure("92 Millionen Euro", "92 Millionen", "92000000", kind=FigureKind.MONEY, currency="EUR"),
)
BYEONGRYEOK = change(
    "figure_changed",
    before=figure("1500명", "1500", "1500", "명", counted="병력"),
    after=figure("3000명", "3000", "3000", "명", counted="병력"),
)
NEW_FIGURE = change("figure_added", Weight.MEDIUM, after=figure("40 ships", "40", "40", "ship"))
ADDED = change("passage_added", Weight.MEDIUM, after="A passage.")


def korean(*changes) -> Report:
    return report(*changes, source_name="한강일보", language="ko", headline="국정원 “북한군 3000명 이동”")


SUBJECTS = [
    ("en", report(TROOPS, PARK), "Sky News: 1,500 → 3,000 troops · new source: Park Sun-won — North Korea sends thousands of troops to Russia"),
    ("de", report(TROOPS, PARK), "Sky News: 1500 → 3000 troops · neue Quelle: Park Sun-won – North Korea sends thousands of troops to Russia"),
    ("uk", report(TROOPS, PARK), "Sky News: 1500 → 3000 troops · нове джерело: Park Sun-won — North Korea sends thousands of troops to Russia"),
    ("ko", report(TROOPS, PARK), "Sky News: 1500 → 3000 troops · 새 취재원: Park Sun-won — North Korea sends thousands of troops to Russia"),
    ("ko", korean(BYEONGRYEOK), "한강일보: 병력 1500명 → 3000명 — 국정원 “북한군 3000명 이동”"),
    ("en", korean(BYEONGRYEOK), "한강일보: 병력 1,500명 → 3,000명 — 국정원 “북한군 3000명 이동”"),
    ("en", report(DEAD, headline="x"), "Sky News: at least 12 → 19 people — x"),
    ("en", report(RATE, headline="x"), "Sky News: 3.5% → 3.75% — x"),
    ("de", report(COST, headline="x"), "Sky News: 85 → 92 Mio. Euro – x"),
    # a source goes before the second figure; the headline counts last
    ("en", report(HEADLINE, TROOPS, DEAD, PARK, headline="x"), "Sky News: 1,500 → 3,000 troops · new source: Park Sun-won · +2 — x"),
    ("en", report(CORRECTION, headline="x"), "Sky News: correction — x"),
    ("en", report(DENIAL, headline="x"), "Sky News: Moscow: confirms → denies — x"),
    ("en", report(NAMED, headline="x"), "Sky News: source: an official → Ann Lee — x"),
    ("en", report(GONE_SOURCE, STATEMENT, headline="x"), "Sky News: source gone: Pat Ryder · new statement: Ann Lee — x"),
    ("en", report(NEW_FIGURE, ADDED, headline="x"), "Sky News: new figure: 40 ships · 1 passage added — x"),
    ("en", report(ADDED, ADDED, headline="x"), "Sky News: 2 passages added — x"),
    ("uk", report(ADDED, ADDED, headline="x"), "Sky News: додано 2 фрагменти — x"),
    ("en", report(change("article_gone"), headline="x"), "Sky News: article offline — x"),
    ("en", report(HEADLINE, headline=""), "Sky News: new headline"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "one", "expected"), SUBJECTS)
def test_subjects(code, one, expected):
    assert subject([one], catalogue(code)) == expected


def test_a_long_headline_is_cut_and_a_long_fact_too():
    long = report(change("attribution_added", after=speech("Name " * 60)), TROOPS, headline="Headline " * 40)
    for code in ("en", "de", "ko", "uk"):
        told = subject([long], catalogue(code))
        assert len(told) < 180
        assert told.endswith("…")


def test_several_reports_are_counted_by_article():
    many = [report(TROOPS), report(PARK), report(DEAD, article_url="https://news.example/b")]
    assert subject(many, catalogue("en")) == "2 articles changed · Sky News: 1,500 → 3,000 troops"
    assert subject(many, catalogue("uk")) == "Змінено 2 статті · Sky News: 1500 → 3000 troops"


SENTENCES = [
    ("en", report(TROOPS, PARK), "Sky News doubled the number of troops to 3,000 and now quotes Park Sun-won."),
    ("de", report(TROOPS, PARK), "Sky News nennt jetzt 3000 troops statt 1500 (doppelt so viele) und zitiert eine neue Quelle (Park Sun-won)."),
    ("ko", report(TROOPS, PARK), "Sky News 기사에서 troops 수치(1500 → 3000)가 두 배로 늘었고, 새 취재원(Park Sun-won)의 발언이 실렸습니다."),
    ("uk", report(TROOPS, PARK), "У матеріалі видання Sky News тепер інша цифра – 3000 troops замість 1500 (удвічі більше) і процитовано нове джерело (Park Sun-won)."),
    ("ko", korean(BYEONGRYEOK, HEADLINE), "한강일보 기사에서 병력 수치(1500명 → 3000명)가 두 배로 늘었고, 제목이 바뀌었습니다."),
    ("en", report(DEAD, RATE), "Sky News raised the number of people from at least 12 to at least 19 and changed 1 other figure."),
    ("de", report(RATE), "Sky News nennt jetzt 3,75 % statt 3,5 %."),
    ("en", report(RATE), "Sky News raised a figure from 3.5% to 3.75%."),
    ("en", report(CORRECTION, HEADLINE), "Sky News published a correction and changed its headline."),
    ("en", report(DENIAL), "Sky News reports a source’s position differently (Moscow: confirms → denies)."),
    ("de", report(DENIAL), "Sky News gibt die Haltung einer Quelle anders wieder (Moscow: bestätigt → dementiert)."),
    ("en", report(NAMED), "Sky News attributes a statement to another source (an official → Ann Lee)."),
    ("de", report(COST), "Sky News nennt jetzt 92 Mio. Euro statt 85."),
    ("en", report(PARK, change("attribution_added", after=speech("Ann Lee"))), "Sky News now cites Park Sun-won and Ann Lee."),
    ("en", report(PARK, change("attribution_added", after=speech("Moscow and Pyongyang"))), "Sky News now cites Park Sun-won, Moscow and Pyongyang."),
    ("en", report(GONE_SOURCE), "Sky News no longer cites Pat Ryder."),
    ("en", report(ADDED, ADDED, ADDED), "Sky News added 3 passages."),
    ("uk", report(ADDED, ADDED, ADDED), "У матеріалі видання Sky News додано 3 фрагменти."),
    ("ko", report(ADDED, ADDED, ADDED), "Sky News 기사에서 본문 3곳이 추가됐습니다."),
    ("en", report(change("article_gone")), "Sky News: the article is no longer online."),
    ("ko", report(change("article_back")), "Sky News 기사가 다시 열립니다."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "one", "expected"), SENTENCES)
def test_sentences(code, one, expected):
    assert plain(summary(one, catalogue(code))) == expected


def test_every_kind_of_change_alone_makes_a_sentence_and_a_subject_in_every_language():
    sides = {
        "figure": {"before": TROOPS.before, "after": TROOPS.after},
        "attribution": {"before": DENIAL.before, "after": DENIAL.after},
    }
    for kind in (
        *("figure_changed", "figure_added", "figure_removed"),
        *("attribution_added", "attribution_removed", "attribution_changed"),
        *("headline_changed", "standfirst_changed", "byline_changed", "date_changed"),
        *("passage_added", "passage_removed", "passage_edited", "passage_moved"),
        *("correction_added", "article_gone", "article_back"),
    ):
        parts = dict(sides.get(kind.partition("_")[0], {"before": "old words", "after": "new words"}))
        if kind.endswith("_added"):
            parts.pop("before")
        if kind.endswith("_removed"):
            parts.pop("after")
        one = report(change(kind, **parts))
        for code in ("en", "de", "ko", "uk"):
            sentence = plain(summary(one, catalogue(code)))
            assert sentence.startswith(("Sky News", "У матеріалі видання Sky News"))
            assert sentence.endswith(".")
            assert "{" not in sentence
            assert len(subject([one], catalogue(code))) > len("Sky News: ")


def test_the_articles_words_keep_their_language():
    runs = summary(korean(BYEONGRYEOK), catalogue("en"))
    assert ("병력", "ko") in {(run.text, run.language) for run in runs}
    assert all(run.language is None for run in runs if run.text.startswith("doubled"))
