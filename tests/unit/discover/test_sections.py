"""Section pages: articles told from navigation, with a pattern and without."""

from __future__ import annotations

import contextlib

import pytest

from monitor.demo.site import Site, default_root
from monitor.discover.sections import looks_like_article, read_section
from monitor.errors import DiscoveryError

URL = "https://www.example.kr/economy/"
SITES = Site(default_root())

PAGE = """<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>경제</title></head><body>
<header><a href="/">예시일보</a><nav><a href="/politics/">정치</a><a href="/news/articleView.html?idxno=99999">오늘의 주요 기사 모아 보기</a></nav></header>
<main>
  <article><a href="/news/articleView.html?idxno=100234"><img src="/a.jpg" alt="회의장"></a>
    <h2><a href="/news/articleView.html?idxno=100234">한은, 기준금리 연 3.50%로 동결</a></h2></article>
  <article><a href="https://m.example.kr/news/articleView.html?idxno=100235&amp;utm_source=main"><h3>수출 두 달째 증가</h3><p>반도체가 이끌었다.</p></a></article>
  <article><a href="/news/articleView.html?idxno=100235#comment">수출 두 달째 증가</a></article>
  <article><a href="/2024/05/03/소비자물가-2퍼센트대"><img src="/c.jpg" alt="시장 풍경"></a></article>
  <a href="/tag/금리">#금리</a><a href="/author/kim-10023">김기자의 다른 기사</a><a href="/video/20240503/10023">영상으로 보는 오늘의 경제 소식</a>
  <a href="https://other.example.com/news/100236/a-b-c-d-e">다른 신문의 긴 기사 제목입니다</a>
  <a href="/economy/">경제 면 처음으로 돌아가기</a><a href="/economy/?page=2">다음</a><a href="javascript:share(100237)">공유하기</a>
  <a href="/upload/100238/보고서.pdf">통계청 보고서 전문 내려받기 (PDF)</a><a href="/subscribe/10023">구독 신청은 여기에서 하세요</a>
  <a href="/news/articleView.html?idxno=100239">더보기</a>
</main>
<footer><a href="/news/articleView.html?idxno=1000">회사 소개와 연혁을 알려 드립니다</a></footer></body></html>"""


def test_articles_are_told_from_navigation() -> None:
    found = read_section(PAGE.encode(), URL, None)
    assert [(link.url, link.title) for link in found] == [
        ("https://www.example.kr/news/articleView.html?idxno=100234", "한은, 기준금리 연 3.50%로 동결"),
        ("https://m.example.kr/news/articleView.html?idxno=100235&utm_source=main", "수출 두 달째 증가"),
        ("https://www.example.kr/2024/05/03/소비자물가-2퍼센트대", "시장 풍경"),
    ]


def test_with_a_pattern_the_pattern_alone_decides() -> None:
    found = read_section(PAGE.encode(), URL, r"idxno=100239|other[.]example")
    assert [link.url for link in found] == [
        "https://other.example.com/news/100236/a-b-c-d-e",
        "https://www.example.kr/news/articleView.html?idxno=100239",
    ]


def test_a_portals_page_lists_the_portals_articles_each_once() -> None:
    articles = "".join(
        f'<a href="https://news.naver.com/main/ranking/read.nhn?mid=etc&sid1=111&oid=00{n}&aid=000012345{n}"><img src="x.jpg"></a>'
        f'<a href="https://n.news.naver.com/mnews/article/00{n}/000012345{n}?sid=100">정부, 내년 예산안 {n}차 조정</a>'
        f'<a href="https://n.news.naver.com/mnews/article/comment/00{n}/000012345{n}">댓글 {n}개 모두 보기 바로 가기</a>'
        for n in range(1, 7)
    )
    services = '<a href="https://blog.naver.com/desk/223456789012">블로그 글을 하나 더 읽어 보세요</a>'
    page = f"<html><body><div>{services}{articles}</div></body></html>".encode()
    found = read_section(page, "https://news.naver.com/main/main.nhn?mode=LSD", None)
    assert [link.title for link in found] == [f"정부, 내년 예산안 {n}차 조정" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("charset", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "euc-kr"),
        ("utf-8", None),
        ("euc-kr", "euc-kr"),
        ("cp949", "ks_c_5601-1987"),
    ],
)
def test_charsets(charset: str, label: str | None) -> None:
    meta = f'<meta charset="{label}">' if label else ""
    page = PAGE.replace('<meta charset="utf-8">', meta).encode(charset)
    assert read_section(page, URL, None)[0].title == "한은, 기준금리 연 3.50%로 동결"


def test_a_base_element_moves_relative_links() -> None:
    page = b'<html><head><base href="https://news.example.kr/x/"></head><body><a href="20240503/1">Ein langer Titel zur Probe</a></body></html>'
    assert read_section(page, URL, None)[0].url == "https://news.example.kr/x/20240503/1"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.kr/news/articleView.html?idxno=100234",
        "https://news.example.com/main/read.nhn?mode=LSD&mid=sec&sid1=001&oid=421&aid=0004623156",
        "https://n.news.example.com/mnews/article/001/0014567890?sid=100",
        "https://v.example.net/v/20240503101500123",
        "https://www.example.kr/site/data/html_dir/2024/05/03/2024050300123.html",
        "https://www.example.kr/view/AKR20240503012300001",
        "http://m.example.kr/mnews.asp?pk_no=1412361",
        "https://www.example.ua/news/2024/05/3/7454321/",
        "https://example.ua/ukr/rubric-economics/3859911-byudzet-na-rik.html",
        "https://www.example.de/wirtschaft/ezb-laesst-leitzins-unveraendert-a-0a1b2c3d.html",
        "https://www.example.de/inland/haushalt-einigung-bund-104.html",
        "https://www.example.at/story/3000000218475/rat",
        "https://www.example.com/sport/cricket/articles/c4n1l6wx98go",
        "https://www.example.com/2024/may/03/council-votes-on-new-budget",
        "https://www.example.com/news/world-68912345",
    ],
)
def test_an_articles_url_has_its_shape(url: str) -> None:
    assert looks_like_article(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.kr/",
        "https://www.example.kr/economy/",
        "https://www.example.kr/list?sid=10200&page=20000",
        "https://www.example.kr/mnews/article/comment/001/0014567890",
        "https://www.example.de/thema/olympische-spiele-2024-in-paris",
        "https://www.example.de/autor/eva-maria-von-der-heide-12345",
        "https://www.example.de/impressum",
        "https://abo.example.de/jetzt-ein-gutes-angebot-sichern",
        "https://www.example.de/bilder/2024/05/03/rathaus.jpg",
        "https://www.example.ua/tag/byudzhet-na-nastupnyi-rik-2025",
        "https://www.example.com/wp-content/uploads/2024/05/file",
        "https://www.example.com/rss/100234",
    ],
)
def test_a_section_or_a_service_has_not(url: str) -> None:
    assert not looks_like_article(url)


@pytest.mark.parametrize(
    ("body", "pattern", "why"),
    [
        (b"", None, "empty"),
        (b" \n", None, "empty"),
        (b"%PDF-1.7", None, "no HTML"),
        (b"<html><body><p>Wartung</p></body></html>", None, "no HTML page with links"),
        (b"<html><body><a href='/'>Start</a></body></html>", None, "no article"),
        (PAGE.encode(), r"nothing-like-this", "no article"),
        (PAGE.encode(), r"(unclosed", "no regular expression"),
        (b"<a>" + b" " * 9_000_000, None, "larger"),
    ],
)
def test_a_section_without_articles_is_an_error(body: bytes, pattern: str | None, why: str) -> None:
    with pytest.raises(DiscoveryError, match=why):
        read_section(body, URL, pattern)


@pytest.mark.parametrize(
    "body",
    [
        b"<nav>" * 50_000 + b'<a href="/news/10023">Ein langer Titel</a>',
        b"<div>" * 50_000 + b'<a href="/news/10023">Ein langer Titel</a>',
        b'<a href="/news/10023">' * 30_000,
        b'<a href="/news/' + b"1" * 1_000_000 + b'">x</a>',
        b"".join(
            b'<a href="/news/%d">Ein langer Titel zur Probe</a>' % number for number in range(10_000, 40_000)
        ),
        b'<a href="/' + b"-" * 2000 + b'">Ein langer Titel</a>' + b"<a " * 100_000,
    ],
    ids=["nav", "deep", "nested", "long", "many", "open"],
)
def test_hostile_pages_come_to_an_end(body: bytes) -> None:
    found = 0
    with contextlib.suppress(DiscoveryError):
        found = len(read_section(body, URL, None))
    assert found <= 5000


@pytest.mark.parametrize("language", SITES.languages)
def test_front_pages_whose_addresses_have_neither_date_nor_number(language):
    """The company that links keep tells the articles of /artikel/ezb-senkt-leitzins.html."""
    base = "http://127.0.0.1:9"
    page = SITES.render(f"/{language}/", 1, base)
    found = {link.url for link in read_section(page.body, f"{base}/{language}/", None)}
    assert found == {SITES.article_url(language, one.slug, base) for one in SITES.articles(language)}


def test_topics_under_one_folder_are_no_articles():
    """A menu of topics has names, not headlines, and too few long ones to make company."""
    names = ["Krieg in der Ukraine", "Haushalt", "Wahlen in den Vereinigten Staaten", "Bahn"]
    links = "".join(f'<li><a href="/dossier/{n}">{name}</a></li>' for n, name in enumerate(names))
    with pytest.raises(DiscoveryError):
        read_section(
            f"<html><body><ul>{links}</ul></body></html>".encode(), "https://www.rundblick.example/", None
        )
