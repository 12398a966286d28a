"""Sitemaps: strict, because a short sitemap looks like a quiet day."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover.sitemaps import SitemapDocument, read_sitemap
from monitor.errors import DiscoveryError
from monitor.model import Link

# A test's name must not hold the time: two processes collect the same tests.
gzipped = partial(gzip.compress, mtime=0)

URL = "https://www.example.ua/sitemap.xml"
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def urlset(*entries: str) -> bytes:
    spaces = f'xmlns="{SPACE}" xmlns:news="{NEWS}" xmlns:image="{IMAGE}"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>{"".join(entries)}</urlset>'.encode()


def index(*entries: str) -> bytes:
    return f'<sitemapindex xmlns="{SPACE}">{"".join(entries)}</sitemapindex>'.encode()


ENTRY = """<url><loc>https://www.example.ua/news/byudzhet-100234</loc><lastmod>2024-05-03T12:00:00+03:00</lastmod>
  <news:news><news:publication><news:name>Приклад</news:name><news:language>uk</news:language></news:publication>
    <news:publication_date>2024-05-03T10:15:00+03:00</news:publication_date><news:title>Рада ухвалила бюджет: 2 &amp; 3 читання</news:title></news:news>
  <image:image><image:loc>https://cdn.example.ua/1.jpg</image:loc><image:title>Зала</image:title></image:image></url>"""


def test_a_news_sitemap() -> None:
    assert read_sitemap(urlset(ENTRY), URL) == SitemapDocument(
        links=(
            Link(
                url="https://www.example.ua/news/byudzhet-100234",
                title="Рада ухвалила бюджет: 2 & 3 читання",
                published=datetime(2024, 5, 3, 7, 15, tzinfo=UTC),
                modified=datetime(2024, 5, 3, 9, 0, tzinfo=UTC),
                language="uk",
            ),
        )
    )


def test_an_image_before_the_news_is_not_taken_for_the_article() -> None:
    entry = "<url><image:image><image:loc>https://cdn.example.ua/1.jpg</image:loc><image:title>Зала</image:title></image:image><loc>https://x.example/a</loc></url>"
    assert read_sitemap(urlset(entry), URL).links == (Link(url="https://x.example/a"),)


def test_a_day_without_a_zone_stays_unknown() -> None:
    (link,) = read_sitemap(
        urlset("<url><loc>https://x.example/a</loc><lastmod>2024-05-03</lastmod></url>"), URL
    ).links
    assert link.modified is None


def test_an_index_names_its_children_newest_first_each_once() -> None:
    body = index(
        "<sitemap><loc>https://x.example/1.xml</loc></sitemap>",
        "<sitemap><loc>https://x.example/2.xml</loc><lastmod>2024-01-01</lastmod></sitemap>",
        "<sitemap><loc>/3.xml.gz</loc><lastmod>2024-05-03T00:00:00+09:00</lastmod></sitemap>",
        "<sitemap><loc>https://x.example/1.xml</loc></sitemap>",
        "<sitemap><loc>file:///etc/passwd</loc></sitemap>",
    )
    assert read_sitemap(body, URL) == SitemapDocument(
        children=("https://www.example.ua/3.xml.gz", "https://x.example/2.xml", "https://x.example/1.xml")
    )


@pytest.mark.parametrize(
    "body",
    [
        gzipped(urlset(ENTRY)),
        b"\xef\xbb\xbf" + urlset(ENTRY),
        b"\n \n" + urlset(ENTRY),
        urlset(ENTRY).decode().replace("UTF-8", "utf-16").encode("utf-16"),
        urlset(ENTRY).decode().replace("UTF-8", "windows-1251").encode("windows-1251"),
        urlset(ENTRY.replace("&amp;", "&")),
        urlset(ENTRY).replace(
            b"<urlset", b"<?xml-stylesheet type='text/xsl' href='x.xsl'?><!-- by us --><urlset"
        ),
        urlset(ENTRY).replace(f'xmlns="{SPACE}"'.encode(), b""),
    ],
    ids=["gzip", "bom", "space", "utf-16", "cp1251", "ampersand", "comment", "no namespace"],
)
def test_the_forms_in_which_publishers_send_it(body: bytes) -> None:
    (link,) = read_sitemap(body, URL).links
    assert link.title == "Рада ухвалила бюджет: 2 & 3 читання"


def test_a_plain_list_of_urls() -> None:
    assert [
        link.url for link in read_sitemap(b"https://x.example/a\r\nhttps://x.example/b\n", URL).links
    ] == [
        "https://x.example/a",
        "https://x.example/b",
    ]


def test_an_empty_sitemap_is_no_error() -> None:
    assert read_sitemap(urlset(), URL) == SitemapDocument()


LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 9))
BOMB = f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY l0 "https://x.example/">{LAUGHS}]>'
EXTERNAL = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"<html><head><title>404</title></head><body>nothing</body></html>", "<html>"),
        (b"\x89PNG\r\n\x1a\n\x00", "."),
        (b"not xml", "."),
        (urlset(ENTRY)[:-3], "."),
        (gzipped(urlset(ENTRY))[:-10], "ends early"),
        (BOMB.encode() + b"<urlset><url><loc>&l8;</loc></url></urlset>", "entities"),
        ((BOMB + "<urlset><url><loc>&l8;</loc></url></urlset>").encode("utf-16"), "entities"),
        (EXTERNAL.encode() + b"<urlset><url><loc>&x;</loc></url></urlset>", "entities"),
        (gzipped(b"<urlset>" + b" " * 9_000_000 + b"</urlset>"), "larger"),
        (b'<rss version="2.0"><channel></channel></rss>', "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "feed"),
        (urlset("<url><loc>javascript:alert(1)</loc></url>", "<url></url>"), "none with a URL"),
        (index("<sitemap><loc>file:///etc/passwd</loc></sitemap>"), "none with a URL"),
        (b"https://x.example/a\nwhat is this\n", "something else"),
        (b"https://x.example/\xff\xfe\n", "UTF-8"),
        (b"<urlset>" + b"<url>" * 100_000, "."),
    ],
)
def test_what_is_no_whole_sitemap_is_an_error(body: bytes, why: str) -> None:
    with pytest.raises(DiscoveryError, match=why):
        read_sitemap(body, URL)


WHOLE = urlset(*(f"<url><loc>https://x.example/{number}</loc></url>" for number in range(20)))


@settings(derandomize=True, deadline=None, max_examples=150)
@given(at=st.integers(0, len(WHOLE) - 1))
def test_a_sitemap_cut_anywhere_is_an_error_and_never_a_short_list(at: int) -> None:
    with pytest.raises(DiscoveryError):
        read_sitemap(WHOLE[:at], URL)


@pytest.mark.parametrize(
    "piece", [b"<", b"&", b" ", b"<!--", b"<![CDATA[", b"<url>", b"<?xml ", b"<!DOCTYPE ", b"&#x1;"]
)
def test_hostile_repetition_comes_to_an_end(piece: bytes) -> None:
    with pytest.raises(DiscoveryError):
        read_sitemap(b"<urlset>" + piece * (1_000_000 // len(piece)), URL)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "links", "titled", "dated"),
    [
        ("en/crawler-commons__hebdenbridgetimes-articles-sitemap.xml", 74, 0, 74),
        ("en/crawler-commons__sitemap-news.xml", 2, 2, 0),
        ("en/news-crawl__sitemap-news.xml", 1, 1, 0),
        ("zh/crawler-commons__shinpaideshou-news-sitemap.xml", 3, 3, 3),
    ],
)
def test_real_sitemaps(shared_data: Path, name: str, links: int, titled: int, dated: int) -> None:
    found = read_sitemap((shared_data / "feeds" / name).read_bytes(), "https://x.example/").links
    assert len(found) == links
    assert sum(link.title is not None for link in found) == titled
    assert sum(link.published is not None or link.modified is not None for link in found) == dated
