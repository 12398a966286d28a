"""One article, one key: twins are equal, different articles are not."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover.urls import LONGEST, absolute, canonical_url, fetchable, host_of, is_web, site_of

KOREAN = "경제/금리-인상"
CYRILLIC = "новини/економіка"

# The first of each row is the key that all of them have.
TWINS = [
    # scheme, host, port, fragment, slash
    ("https://example.com/a", "http://example.com/a", "HTTP://Example.COM/a", "https://example.com:443/a", "http://example.com:80/a"),
    ("https://example.com/a", "https://example.com/a/", "https://example.com/a#top", "https://example.com//a", "https://example.com/b/../a"),
    ("https://example.com/", "http://example.com", "https://www.example.com/", "https://example.com/index.html", "https://EXAMPLE.com./"),
    ("https://example.com:8080/a", "http://example.com:8080/a/"),
    ("https://example.com/a", "https://user:secret@example.com/a", " https://example.com/a\n", "https://exam\u200bple.com/a"),
    # tracking
    ("https://example.com/a", "https://example.com/a?utm_source=rss&utm_medium=feed", "https://example.com/a?fbclid=x&gclid=y", "https://example.com/a?"),
    ("https://example.com/a?id=7", "https://example.com/a?utm_campaign=x&id=7&_ga=2.1", "https://example.com/a?id=7&wt_mc=rss.red"),
    ("https://example.com/a", "https://example.com/a?at_medium=RSS&at_campaign=rss", "https://example.com/a?ocid=tw", "https://example.com/a?sara_ref=re-so"),
    ("https://example.com/a", "https://example.com/a?input=rss", "https://example.com/a?from=kakaotalk", "https://example.com/a?source=Telegram", "https://example.com/a?r=rss"),
    ("https://example.com/a", "https://example.com/a?dm_source=top&dm_medium=link&dm_campaign=nav", "https://example.com/a?maca=de-rss-de-all"),
    ("https://example.com/a?b=2&c=3", "https://example.com/a?c=3&b=2", "https://example.com/a?c=3&amp;b=2"),
    ("https://example.com/a", "https://example.com/a;jsessionid=0A1B2C", "https://example.com/a?PHPSESSID=1"),
    # AMP
    ("https://example.com/news/a", "https://example.com/news/a/amp", "https://example.com/news/a/amp/", "https://example.com/amp/news/a"),
    ("https://example.com/news/a", "https://amp.example.com/news/a", "https://example.com/news/a?amp", "https://example.com/news/a?outputType=amp", "https://example.com/news/a.amp"),
    ("https://example.com/news/a", "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/a", "https://www-example-com.cdn.ampproject.org/v/s/www.example.com/amp/news/a?amp_js_v=0.1&usqp=mq331"),
    ("https://example.com/news/a", "https://www.google.com/amp/s/www.example.com/amp/news/a", "https://google.com/amp/s/example.com/news/a.amp.html"),
    ("https://example.de/politik/rede-a-1234", "https://example.de/politik/rede-a-1234-amp"),
    ("https://example.ua/war/donbas-11162807.html", "https://example.ua/war/amp-donbas-11162807.html"),
    # portals
    (
        "https://n.news.naver.com/article/001/0014567890",
        "https://n.news.naver.com/mnews/article/001/0014567890?sid=100",
        "https://news.naver.com/main/read.nhn?mode=LSD&mid=shm&sid1=100&oid=001&aid=0014567890",
        "https://news.naver.com/main/read.naver?oid=001&sid1=101&aid=0014567890&mid=sec&mode=LPOD",
        "https://m.news.naver.com/read.nhn?aid=0014567890&oid=001",
    ),
    ("https://v.daum.net/v/20240503101500123", "https://news.v.daum.net/v/20240503101500123?f=o", "http://media.daum.net/v/20240503101500123"),
    # mobile
    ("https://example.co.kr/view/1", "https://m.example.co.kr/view/1", "http://www.example.co.kr/view/1", "https://mobile.example.co.kr/view/1", "https://example.co.kr/view/1?m=1"),
    ("https://uk.wikipedia.org/wiki/A", "https://uk.m.wikipedia.org/wiki/A"),
    # Korean and Cyrillic paths and hosts
    (
        f"https://example.kr/{quote(KOREAN)}",
        f"https://example.kr/{KOREAN}",
        f"http://example.kr/{unicodedata.normalize('NFD', KOREAN)}/",
        f"https://example.kr/{quote(KOREAN).lower()}",
    ),
    (f"https://example.ua/{quote(CYRILLIC)}", f"https://www.example.ua/{CYRILLIC}/"),
    ("https://xn--vf4b27jhrk.xn--3e0b707e/a", "https://사이트.한국/a", "http://XN--VF4B27JHRK.xn--3e0b707e/a"),
    ("https://xn--b1amarcd.xn--j1amh/a", "https://новини.укр/a", "https://НОВИНИ.УКР/a"),
    ("https://xn--mnchen-3ya.example/a", "https://münchen.example/a", "https://MÜNCHEN.example/a"),
    ("https://example.kr/%C7%D1%B1%DB", "https://example.kr/%c7%d1%b1%db"),
    ("https://example.com/a%20b", "https://example.com/a b"),
    ("https://example.com/~a(b)", "https://example.com/%7Ea%28b%29"),
]  # fmt: skip


@pytest.mark.parametrize("row", TWINS, ids=lambda row: row[0])
def test_twins_have_one_key(row: tuple[str, ...]) -> None:
    assert {canonical_url(url) for url in row} == {row[0]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a", "https://example.org/a"),
        ("https://example.com/a", "https://example.com:8443/a"),
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/a?idxno=1", "https://example.com/a"),
        ("https://example.com/a?page=2", "https://example.com/a"),
        ("https://example.com/a?from=2024-05-03", "https://example.com/a"),
        ("https://example.com/a?source=7", "https://example.com/a?source=8"),
        ("https://news.example.com/a", "https://example.com/a"),
        ("https://example.com/amp", "https://example.com/"),
        ("https://example.com/example-amplifier", "https://example.com/example"),
        ("https://example.com/camp", "https://example.com/c"),
        ("https://m.kr/a", "https://kr/a"),
        (
            "https://n.news.naver.com/article/001/0014567890",
            "https://n.news.naver.com/article/002/0014567890",
        ),
        ("https://blog.naver.com/desk/223456789012", "https://blog.naver.com/desk/223456789013"),
        ("https://example.com/a%3Fb", "https://example.com/a?b"),
        ("https://example.com/a%23b", "https://example.com/a#b"),
    ],
)
def test_different_articles_have_different_keys(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "/a",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:a@b.example",
        "http://",
        "https://?q",
        "http://[::1",
    ],
)
def test_what_is_no_web_url_has_no_key(url: str) -> None:
    assert not is_web(url)
    with pytest.raises(ValueError, match=r"no|No|Invalid|IPv6"):
        canonical_url(url)


PIECES = [
    "a",
    "B",
    "й",
    "가",
    " ",
    "%",
    "/",
    ".",
    "..",
    ":",
    ";",
    "=",
    "&",
    "?",
    "#",
    "-",
    "~",
    "%2F",
    "%EA",
    "%3B",
    "amp",
    "amp-",
    "-amp",
    ".amp",
]
PIECES += [
    ".html",
    "index.html",
    "jsessionid=",
    "utm_",
    "m",
    "1",
    "aid=1234567",
    "oid=001",
    "&amp;",
    "ü",
    "+",
    "id=7",
    "s",
    "x.example",
    "article",
]
WORDS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
HOSTS = [
    "example.com",
    "m.www.example.co.kr",
    "en.m.m.example.org",
    "новини.укр",
    "127.0.0.1:8080",
    "[2001:db8::1]",
    "news.naver.com",
]
HOSTS += ["google.com/amp/s", "www.google.com/amp", "x.cdn.ampproject.org/c/s"]


@settings(derandomize=True, deadline=None, max_examples=1500)
@given(
    host=st.sampled_from(HOSTS),
    path=WORDS,
    query=WORDS,
)
def test_a_key_is_its_own_key(host: str, path: str, query: str) -> None:
    key = canonical_url(f"http://{host}/{path.replace('?', '')}?{query}")
    assert canonical_url(key) == key
    assert key.isascii()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.com/a", "example.com"),
        ("http://example.com:80/", "example.com"),
        ("https://example.com:443/", "example.com"),
        ("http://example.com:8080/", "example.com:8080"),
        ("http://127.0.0.1:5000/x", "127.0.0.1:5000"),
        ("http://[::1]:5000/x", "[::1]:5000"),
        ("https://사이트.한국/뉴스", "xn--vf4b27jhrk.xn--3e0b707e"),
        ("https://www.example.com./", "www.example.com"),
        ("http://good.example@127.0.0.1/", "127.0.0.1"),
    ],
)
def test_the_host_that_politeness_counts(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://exa mple.com/",
        "http://example.com:port/",
        "http://a%00b/",
        "http://\ud800.example/",
    ],
)
def test_no_host(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        host_of(url)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://사이트.한국/뉴스?q=1#x", "https://xn--vf4b27jhrk.xn--3e0b707e/뉴스?q=1"),
        ("HTTP://Example.com/A", "http://example.com/A"),
        ("http://user:word@example.com:8080/a", "http://example.com:8080/a"),
        ("http://example.com:443/a", "http://example.com:443/a"),
    ],
)
def test_a_url_as_it_is_requested(url: str, asked: str) -> None:
    assert fetchable(url) == asked


BASE = "https://www.example.com/news/list?page=2"


@pytest.mark.parametrize(
    ("found", "url"),
    [
        ("/a", "https://www.example.com/a"),
        ("b/c.html", "https://www.example.com/news/b/c.html"),
        ("?id=1", "https://www.example.com/news/list?id=1"),
        ("//cdn.example.com/a", "https://cdn.example.com/a"),
        ("  https://example.com/a b\n", "https://example.com/a%20b"),
        ("https://example.com/\na", "https://example.com/a"),
        ("https://예시.한국/기사", "https://예시.한국/기사"),
        ("javascript:void(0)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("mailto:desk@example.com", None),
        ("tel:+4930123", None),
        ("", None),
        ("http://", None),
        ("http://[bad/", None),
        ("/\ud800", None),
        ("/" + "a" * LONGEST, None),
    ],
)
def test_a_url_in_a_document_is_made_absolute(found: str, url: str | None) -> None:
    assert absolute(found, BASE) == url


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.com/", "example.com"),
        ("https://news.example.co.kr/", "example.co.kr"),
        ("https://v.example.net/", "example.net"),
        ("https://life.example.com.ua/", "example.com.ua"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
    ],
)
def test_the_site_of_a_host(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    "piece",
    [
        "a&",
        "aid=1&",
        "/",
        "%",
        "amp/",
        "..",
        "?",
        "가",
        "amp/s/google.com/",
        "amp-",
        ".amp.html",
        "index.html/",
    ],
)
def test_hostile_urls_come_to_an_end(piece: str) -> None:
    for start in (
        "https://news.naver.com/read?",
        "https://google.com/",
        "https://example.com/",
        "https://v.daum.net/v/",
    ):
        key = canonical_url(start + piece * 20_000)
        assert key.startswith("https://")
