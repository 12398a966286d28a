"""Rules for single sites: data, each valid until a day, a user's before the project's."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.errors import SettingsError
from monitor.extract.article import extract
from monitor.extract.sites import own_rules, rule_for, rule_from
from monitor.model import Article
from tests.unit.extract.pages import LANGUAGES, SAMPLES, page

SAMPLE = SAMPLES[0]


def test_own_rules_are_sound_and_not_yet_stale() -> None:
    assert own_rules()
    assert all(rule.valid_until > date(2026, 12, 31) for rule in own_rules())


def test_a_rule_is_for_its_host_and_what_is_below_until_its_day() -> None:
    rule = rule_from({"host": "news.example", "valid_until": date(2026, 8, 1), "body": "//main"})
    assert rule_for("https://news.example/a", date(2026, 8, 1), [rule]) is rule
    assert rule_for("https://m.news.example/a", date(2026, 8, 1), [rule]) is rule
    assert rule_for("https://fakenews.example/a", date(2026, 8, 1), [rule]) is None
    assert rule_for("https://news.example/a", date(2026, 8, 2), [rule]) is None


def test_a_users_rule_goes_first() -> None:
    rule = rule_from({"host": "mk.co.kr", "valid_until": date(2027, 1, 1), "body": "//main"})
    assert rule_for("https://www.mk.co.kr/news/1", date(2026, 8, 1), [rule]) is rule


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"host": "a.example", "valid_until": date(2027, 1, 1), "boddy": "//p"}, "boddy"),
        ({"valid_until": date(2027, 1, 1)}, "host"),
        ({"host": "a.example"}, "valid_until"),
        ({"host": "a.example", "valid_until": date(2027, 1, 1), "body": "//p["}, "//p["),
    ],
)
def test_a_bad_rule_is_refused_by_name(table: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError, match=named.replace("[", r"\[")):
        rule_from(table)


def test_a_portal_page_is_read_by_its_rule() -> None:
    lines = "<br><br>".join(SAMPLE.paragraphs)
    markup = (
        f'<html lang="ko"><head><title>{SAMPLE.headline} : 네이버 뉴스</title><meta property="og:title" content="{SAMPLE.headline}"></head><body>'
        f'<h2 id="title_area"><span>{SAMPLE.headline}</span></h2><span class="media_end_head_info_datestamp_time _ARTICLE_DATE_TIME" data-date-time="2026-07-01 09:30:00">2026.07.01.</span>'
        f'<em class="media_end_head_journalist_name">홍길동 기자</em><div id="dic_area"><span class="end_photo_org"><em class="img_desc">회의장 모습</em></span>{lines}</div><div>많이 본 뉴스</div></body></html>'
    )
    article = extract(
        page(markup, url="https://n.news.naver.com/article/001/1"),
        declared_language="ko",
        languages=LANGUAGES,
    )
    assert isinstance(article, Article)
    assert (article.headline, article.byline, article.paragraphs) == (
        SAMPLE.headline,
        ("홍길동",),
        SAMPLE.paragraphs,
    )
    assert article.published is not None
    assert article.published.isoformat() == "2026-07-01T00:30:00+00:00"


def test_several_containers_are_joined_and_a_rule_that_finds_nothing_is_passed_over() -> None:
    halves = "".join(
        f"<section class=part><p>{text}</p></section><aside>광고</aside>" for text in SAMPLE.paragraphs
    )
    markup = (
        f'<html lang="ko"><head><title>x</title></head><body><h1>{SAMPLE.headline}</h1>{halves}</body></html>'
    )
    for path in ("//section[@class='part']", "//section[@class='gone']"):
        rule = rule_from({"host": "news.example", "valid_until": date(2027, 1, 1), "body": path})
        article = extract(page(markup), declared_language="ko", languages=LANGUAGES, site_rules=[rule])
        assert isinstance(article, Article)
        assert article.paragraphs == SAMPLE.paragraphs
