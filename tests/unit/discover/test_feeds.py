"""Feeds: what they list is read, what is no whole feed is an error and never an empty success."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover.feeds import read_feed
from monitor.errors import DiscoveryError
from monitor.model import Link

# A test's name must not hold the time: two processes collect the same tests.
gzipped = partial(gzip.compress, mtime=0)

URL = "https://www.example.kr/rss/economy.xml"


def rss(
    *items: str, language: str = "ko-KR", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>'
) -> bytes:
    channel = f"<title>경제</title><link>https://www.example.kr/</link><language>{language}</language>"
    return f'{declaration}<rss version="2.0"><channel>{channel}{"".join(items)}</channel></rss>\n'.encode()


def item(link: str, title: str = "기준금리 동결", extra: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{extra}</item>"


def test_rss_2() -> None:
    body = rss(
        item(
            "https://www.example.kr/news/100234",
            "한은, 기준금리 연 3.50%로 동결",
            "<pubDate>Fri, 03 May 2024 10:15:00 +0900</pubDate>",
        ),
        item(
            "/news/100235?utm_source=rss",
            "수출 두 달째 증가",
            "<pubDate>2024-05-03 오후 3:05:00 KST</pubDate>",
        ),
    )
    assert read_feed(body, URL) == (
        Link(
            url="https://www.example.kr/news/100234",
            title="한은, 기준금리 연 3.50%로 동결",
            published=datetime(2024, 5, 3, 1, 15, tzinfo=UTC),
            language="ko",
        ),
        Link(
            url="https://www.example.kr/news/100235?utm_source=rss",
            title="수출 두 달째 증가",
            published=datetime(2024, 5, 3, 6, 5, tzinfo=UTC),
            language="ko",
        ),
    )


def test_atom() -> None:
    body = b"""<?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Nachrichten</title><id>urn:x</id>
      <entry><id>urn:uuid:1</id><title type="html">Stadtrat k&amp;uuml;rzt den &lt;b&gt;Etat&lt;/b&gt;</title>
        <link rel="self" href="https://www.example.de/api/1"/><link rel="alternate" href="https://www.example.de/etat-1.html"/>
        <published>2024-05-03T10:15:00+02:00</published><updated>2024-05-03T12:00:00Z</updated></entry>
    </feed>"""
    assert read_feed(body, "https://www.example.de/feed") == (
        Link(
            url="https://www.example.de/etat-1.html",
            title="Stadtrat kürzt den Etat",
            published=datetime(2024, 5, 3, 8, 15, tzinfo=UTC),
            modified=datetime(2024, 5, 3, 12, 0, tzinfo=UTC),
            language="de",
        ),
    )


@pytest.mark.parametrize(
    "document",
    [
        '<rss version="0.91"><channel><title>t</title><item><title>A</title><link>https://x.example/1</link></item></channel></rss>',
        '<rss version="0.92"><channel><title>t</title><item><title>A</title><link>https://x.example/1</link></item></channel></rss>',
        ('<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
        '<rss version="0.91"><channel><title>t</title><item><title>A</title><link>https://x.example/1</link></item></channel></rss>'),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        "<channel><title>t</title></channel><item><title>A</title><link>https://x.example/1</link></item></rdf:RDF>"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="x"><title>t</title></channel><item rdf:about="https://x.example/1"><title>A</title><link>https://x.example/1</link></item></rdf:RDF>'),
        ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>t</title>'
        '<entry><title>A</title><link rel="alternate" href="https://x.example/1"/></entry></feed>'),
        '\n\n  <?xml version="1.0"?><rss version="2.0"><channel><item><title>A</title><guid isPermaLink="true">https://x.example/1</guid></item></channel></rss>',
        '<rss version="2.0"><channel><item><title>A</title><link>https://x.example/1</link><description>Q&A &nbsp; &bad; \x0b</description></item></channel></rss>',
    ],
    ids=["0.91", "0.92", "0.91 doctype", "0.90", "1.0", "atom 0.3", "guid", "sloppy"],
)  # fmt: skip
def test_every_dialect(document: str) -> None:
    (link,) = read_feed(document.encode(), "https://x.example/feed")
    assert (link.url, link.title) == ("https://x.example/1", "A")


def test_a_feed_without_articles_is_no_error() -> None:
    assert read_feed(rss(), URL) == ()


def test_a_gzip_file_is_unpacked() -> None:
    assert len(read_feed(gzipped(rss(item("https://x.example/1"))), URL)) == 1


@pytest.mark.parametrize(
    ("charset", "declared", "title"),
    [
        ("euc-kr", "euc-kr", "한은, 금리 동결"),
        ("cp949", "EUC-KR", "똠방각하 다시 읽기"),
        ("windows-1251", "windows-1251", "Бюджет на рік: що зміниться"),
        ("koi8-u", "koi8-u", "Їхній шлях до згоди"),
        ("iso-8859-1", "iso-8859-1", "Höhere Gebühren für Müll"),
        ("utf-8", "utf-8", "Höhere Gebühren für Müll"),
        ("utf-8", "iso-8859-1", "Höhere Gebühren für Müll"),
        ("utf-8", "euc-kr", "한은, 금리 동결"),
        ("utf-16", "utf-16", "한은, 금리 동결"),
        ("utf-8-sig", "utf-8", "Їхній шлях до згоди"),
    ],
)
def test_charsets_declared_and_misdeclared(charset: str, declared: str, title: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel>{item("https://x.example/1", title)}</channel></rss>'
    assert [link.title for link in read_feed(text.encode(charset), URL)] == [title]


def test_a_character_cut_in_half_costs_one_character_and_not_the_feed() -> None:
    head = '<?xml version="1.0" encoding="euc-kr"?><rss version="2.0"><channel>' + item(
        "https://x.example/1", "금리 동결"
    )
    body = head.encode("euc-kr") + b"<description>\xb1\xdd\xb8</description></channel></rss>"
    assert [link.title for link in read_feed(body, URL)] == ["금리 동결"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&lt;b&gt;Fett&lt;/b&gt; und &amp;amp; mehr", "Fett und & mehr"),
        ("&lt;img src=x onerror=alert(1)&gt;Rat stimmt zu", "Rat stimmt zu"),
        ("<![CDATA[<script>alert(1)</script>Rat]]>", "alert(1) Rat"),
        ("Umsatz &lt; 3 Mio. Euro", "Umsatz < 3 Mio. Euro"),
        ("  zwei\n Zeilen ", "zwei Zeilen"),
    ],
)
def test_row_30_titles_are_plain_text(written: str, title: str) -> None:
    (link,) = read_feed(rss(item("https://x.example/1", written)), URL)
    assert link.title == title
    assert "<" not in (link.title or "").replace("< 3", "")


def test_row_30_links_that_are_not_http_are_left_out() -> None:
    body = rss(
        item("javascript:alert(1)"), item("data:text/html,x"), item("file:///etc/passwd"), item("https://x.example/1"),
        '<item><title>A</title><link>javascript:alert(1)</link><guid isPermaLink="true">https://x.example/2</guid></item>',
    )  # fmt: skip
    assert [link.url for link in read_feed(body, URL)] == ["https://x.example/1", "https://x.example/2"]


@pytest.mark.parametrize(
    "body", [b"/etc/passwd", b"file:///etc/passwd", b"https://example.com/feed", str(Path(__file__)).encode()]
)
def test_row_31_a_path_or_url_is_never_opened(body: bytes) -> None:
    with pytest.raises(DiscoveryError, match="not a feed"):
        read_feed(body, URL)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Fri, 03 May 2024 10:15:00 KST", datetime(2024, 5, 3, 1, 15, tzinfo=UTC)),
        ("Fri, 03 May 2024 10:15:00 EEST", datetime(2024, 5, 3, 7, 15, tzinfo=UTC)),
        ("Wed, 03 Jan 2024 10:15:00 EET", datetime(2024, 1, 3, 8, 15, tzinfo=UTC)),
        ("Fri, 03 May 2024 10:15:00 CEST", datetime(2024, 5, 3, 8, 15, tzinfo=UTC)),
        ("пт, 3 трав. 2024 10:15:00 +0300", datetime(2024, 5, 3, 7, 15, tzinfo=UTC)),
        ("Fr, 3. Mai 2024 10:15:00 +0200", datetime(2024, 5, 3, 8, 15, tzinfo=UTC)),
        ("2026년 06월 01일 09:00 KST", datetime(2026, 6, 1, 0, 0, tzinfo=UTC)),
        ("Fri, 03 May 2024 10:15:00", None),
        ("gestern", None),
        ("", None),
    ],
)
def test_row_29_dates_are_our_own(date: str, moment: datetime | None) -> None:
    (link,) = read_feed(rss(item("https://x.example/1", extra=f"<pubDate>{date}</pubDate>")), URL)
    assert link.published == moment


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ko-KR", "ko"),
        ("de", "de"),
        ("uk_UA", "uk"),
        ("ua", "uk"),
        ("EN-us", "en"),
        ("", None),
        ("Deutsch", None),
    ],
)
def test_the_language_that_a_feed_declares(tag: str, language: str | None) -> None:
    (link,) = read_feed(rss(item("https://x.example/1"), language=tag), URL)
    assert link.language == language


BOMB = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"<html><body><h1>503</h1></body></html>", "not a feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "not a feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a feed"),
        (b"plain words", "not a feed"),
        (b"<urlset></urlset>", "not a feed"),
        (rss(item("https://x.example/1"))[:-40], "cut short"),
        (gzipped(rss(item("https://x.example/1")))[:-12], "ends early"),
        (b"\x1f\x8b\x08\x00junkjunkjunk", "gzip"),
        (BOMB.encode() + rss(item("https://x.example/1"), declaration=""), "entities"),
        ((BOMB + rss(item("https://x.example/1"), declaration="").decode()).encode("utf-16"), "entities"),
        (gzipped(b"<rss>" + b" " * 9_000_000), "larger"),
        (b"<rss>" + b" " * 9_000_000, "larger"),
        (rss(item("javascript:alert(1)"), item("")), "none with a URL"),
        (b'<rss version="2.0"><channel><item></channel></rss>', "."),
        (b'<rss version="2.0"><channel>' + b"<item>" * 200_000 + b"</channel></rss>", "."),
    ],
)  # fmt: skip
def test_what_is_no_whole_feed_is_an_error(body: bytes, why: str) -> None:
    with pytest.raises(DiscoveryError, match=why):
        read_feed(body, URL)


WHOLE = rss(*(item(f"https://x.example/{number}", f"제목 {number}") for number in range(12)))


@settings(derandomize=True, deadline=None, max_examples=150)
@given(at=st.integers(0, len(WHOLE) - len("</channel></rss>\n") - 1))
def test_a_feed_cut_anywhere_is_an_error_and_never_a_short_list(at: int) -> None:
    with pytest.raises(DiscoveryError):
        read_feed(WHOLE[:at], URL)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "links", "dated"),
    [
        ("uk/data-import__stub_unian_rss.xml", 50, 50),
        ("ru/data-import__stub_pravda_rss.xml", 20, 20),
        ("ru/data-import__stub_liga_rss.xml", 20, 20),
        ("ru/data-import__stub_ukranews_rss.xml", 2, 2),
        ("de/fast-news-reader__tagesschau.xml", 40, 40),
        ("de/fast-news-reader__heise.xml", 150, 150),
        ("en/fast-news-reader__bbc.xml", 27, 27),
        ("en/diffengine__feed1.xml", 20, 0),
        ("en/diffengine__feed2.xml", 24, 0),
        ("en/news-crawl__feed-with-sitemap-namespace.xml", 2, 2),
    ],
)
def test_real_feeds(shared_data: Path, name: str, links: int, dated: int) -> None:
    found = read_feed((shared_data / "feeds" / name).read_bytes(), "https://x.example/")
    assert len(found) == links
    assert sum(link.published is not None for link in found) == dated
    assert all(link.title for link in found)
