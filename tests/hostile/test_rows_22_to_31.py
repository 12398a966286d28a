"""Hostile pages and feeds, rows 22 to 31 of the table of faults: parsers, charsets, feeds.

Each test is named after its row. Where the depth is elsewhere in the tests, the row's
test is short and names the place.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import intake
from monitor.discover.feeds import read_feed
from monitor.errors import DiscoveryError, WorkerFailed
from monitor.model import Article, Page, RefusalReason, Refused
from monitor.read.figures import read_figures
from monitor.service.workers import ProcessWorkers
from monitor.text.dates import parse_date
from monitor.text.fingerprint import fingerprint
from tests.unit.extract.pages import LANGUAGES, SAMPLES, page, read

ENGLISH = SAMPLES[2]
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH.paragraphs)


def wrapped(body: str = TEXT, head: str = "") -> str:
    return (
        f"<html><head><title>{ENGLISH.headline}</title>"
        f'<meta property="og:type" content="article">{head}</head>'
        f"<body><article><h1>{ENGLISH.headline}</h1>{body}</article></body></html>"
    )


def taken(one: Page) -> intake.Taken | Refused:
    return intake.take(one, declared_language=None, languages=LANGUAGES, site_rules=(), known=None)


def whole_or_told(markup: str | bytes) -> bool:
    """Either every paragraph is there, or the page is refused as cut: never a shorter text."""
    result = taken(page(markup))
    if isinstance(result, Refused):
        return result.reason is RefusalReason.TRUNCATED
    return result.article.paragraphs == ENGLISH.paragraphs


# ------------------------------------------------------------------------ row 22


def spin(_: Page) -> None:
    while True:
        pass


def test_row_22_a_page_that_parsers_choke_on_ends_and_the_next_is_served() -> None:
    """In the worker, as in service; ``unit/service/test_workers`` has memory and aborts."""
    broken = page(
        wrapped(head='<script type="application/ld+json">{"@type":' + '"author":' * 12_000 + "</script>")
    )
    brackets = page(wrapped(head=f'<meta name="author" content="{"(" * 40_000}">'))

    async def main() -> list[object]:
        async with ProcessWorkers(count=1, timeout=timedelta(seconds=20)) as workers:
            more = {"declared_language": "en", "languages": LANGUAGES, "site_rules": (), "known": None}
            found = [await workers.run(intake.take, one, **more) for one in (broken, brackets)]
        async with ProcessWorkers(count=1, timeout=timedelta(seconds=0.3)) as workers:
            with pytest.raises(WorkerFailed, match="took longer"):
                await workers.run(spin, broken)
        return found

    for result in asyncio.run(main()):
        assert isinstance(result, intake.Taken)
        assert result.article.paragraphs == ENGLISH.paragraphs


# ------------------------------------------------------------------- rows 23 to 25


@pytest.mark.parametrize("depth", [200, 254, 300, 2_000, 20_000])
def test_row_23_deep_nesting_is_whole_or_told(depth: int) -> None:
    assert whole_or_told(wrapped("<div>" * depth + TEXT + "</div>" * depth))


def test_row_23_a_text_node_near_the_limit_of_a_body_is_whole_or_told() -> None:
    first, *rest = ENGLISH.paragraphs
    filler = "<script>var a='" + "x" * 7_000_000 + "';</script>"
    assert whole_or_told(wrapped(f"<p>{first}</p>{filler}" + "".join(f"<p>{text}</p>" for text in rest)))


@pytest.mark.parametrize(
    "opener",
    [
        "<!-- ",
        "<script>",
        "<textarea>",
        "<style>",
        "<title>",
        "<xmp>",
        "<noscript>",
        '<NoScript class="ad">',
        "<template>",
        "<template><noscript>",
        "<noscript><p>Please allow scripts.</p></noscript><noscript>",
        "<script>write('<noscript>')</script><template>",
        "<!-- <template> --><noscript>",
    ],
)
@pytest.mark.parametrize("after", [1, 2, 3])
def test_row_24_an_element_that_never_ends_loses_no_tail_in_silence(opener: str, after: int) -> None:
    texts = [f"<p>{paragraph}</p>" for paragraph in ENGLISH.paragraphs]
    texts.insert(after, opener)
    assert whole_or_told(wrapped("".join(texts)))


@pytest.mark.parametrize(
    "kept",
    [
        "<noscript><p>Please allow scripts to read our pages in full, with pictures.</p></noscript>",
        "<template><p>Eleven more stories from the harbour are waiting for you here.</p></template>",
        "<script>var box = '<template><noscript>';</script>",
        "<!-- <xmp> <template> -->",
        "<template/>",
    ],
)
def test_row_24_what_has_its_end_or_is_no_element_changes_nothing(kept: str) -> None:
    texts = [f"<p>{paragraph}</p>" for paragraph in ENGLISH.paragraphs]
    texts.insert(2, kept)
    result = taken(page(wrapped("".join(texts))))
    assert isinstance(result, intake.Taken)
    assert result.article.paragraphs == ENGLISH.paragraphs


@pytest.mark.parametrize(
    "noise", [b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xff", b"\xf8\x88\x80\x80\x80", b"&#xD800;"]
)
def test_row_25_a_lone_surrogate_costs_a_letter_and_not_the_tail(noise: bytes) -> None:
    body = wrapped().encode().replace(b"Repairs are", b"Repairs" + noise + b" are")
    result = taken(page(body))
    assert isinstance(result, intake.Taken)
    assert len(result.article.paragraphs) == len(ENGLISH.paragraphs)
    assert result.article.paragraphs[-1] == ENGLISH.paragraphs[-1]
    assert not any("\ud800" <= letter <= "\udfff" for letter in "".join(result.article.paragraphs))


# ------------------------------------------------------------------------ row 26


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "piece", ["1,", "1.", "1 ", "1\u00a0", "1.000,", "-", "1-", "12:", "%", "$", "1/2 ", "만 ", "млн ", "um "]
)
def test_row_26_numbers_without_end_come_to_an_end(language: str, piece: str) -> None:
    """No clock: a pattern that backtracks would not end; how time grows is in ``bench/hostile.py``."""
    text = piece * 1_500 + "x"
    assert all(
        text[figure.start : figure.start + len(figure.surface)] for figure in read_figures(text, language)
    )


# ------------------------------------------------------------------- rows 27 and 28


@pytest.mark.parametrize(
    ("sample", "charset"),
    [
        (SAMPLES[3], "koi8-u"),
        (SAMPLES[3], "cp1251"),
        (SAMPLES[0], "euc-kr"),
        (SAMPLES[0], "cp949"),
        (SAMPLES[1], "utf-8"),
    ],
    ids=["koi8-u", "cp1251", "euc-kr", "cp949", "utf-8"],
)
@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1252"])
def test_row_27_a_wrong_label_makes_no_mojibake(sample, charset: str, label: str) -> None:
    """All charsets, labels and places: ``unit/extract/test_charset``."""
    body = sample.markup().encode(charset, "xmlcharrefreplace")
    result = taken(page(body, content_type=f"text/html; charset={label}"))
    assert isinstance(result, intake.Taken)
    assert result.article.paragraphs == sample.paragraphs


def test_row_28_a_charset_that_flips_is_no_change() -> None:
    marks = set()
    for label in ("utf-8", "iso-8859-1", "windows-1251", ""):
        kind = f"text/html; charset={label}" if label else "text/html"
        result = taken(page(SAMPLES[3].markup(), content_type=kind))
        assert isinstance(result, intake.Taken)
        marks.add(result.fingerprint)
    assert len(marks) == 1


# ------------------------------------------------------------------- rows 29 to 31


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        ("Mon, 01 Jun 2026 09:00:00 KST", "ko", datetime(2026, 6, 1, 0, 0, tzinfo=UTC)),
        ("Mon, 01 Jun 2026 09:00:00 EET", "uk", datetime(2026, 6, 1, 7, 0, tzinfo=UTC)),
        ("Mon, 01 Jun 2026 09:00:00 CEST", "de", datetime(2026, 6, 1, 7, 0, tzinfo=UTC)),
        ("2026년 06월 01일 09:00 KST", "ko", datetime(2026, 6, 1, 0, 0, tzinfo=UTC)),
    ],
)
def test_row_29_zones_and_months_are_those_that_are_written(
    text: str, language: str, moment: datetime
) -> None:
    """All forms: ``unit/text/test_dates`` and ``unit/discover/test_feeds``."""
    assert parse_date(text, language) == moment


def feed(item: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{item}</channel></rss>'.encode()


def test_row_30_titles_are_text_and_links_are_http() -> None:
    """More forms: ``unit/discover/test_feeds``."""
    hostile = (
        "<item><title>&lt;img src=x onerror=alert(1)&gt;Flut</title><link>https://a.example/1</link></item>"
        "<item><title>t</title><link>javascript:alert(1)</link></item>"
        "<item><title>t</title><link>file:///etc/passwd</link></item>"
    )
    (link,) = read_feed(feed(hostile), "https://a.example/feed")
    assert (link.url, link.title) == ("https://a.example/1", "Flut")


def test_row_31_a_feed_that_is_a_path_opens_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_bytes(feed("<item><title>t</title><link>https://a.example/1</link></item>"))
    with pytest.raises(DiscoveryError):
        read_feed(str(secret).encode(), "https://a.example/feed")


def test_the_sample_itself_is_an_article() -> None:
    article = read(wrapped())
    assert isinstance(article, Article)
    assert article.paragraphs == ENGLISH.paragraphs
    assert fingerprint(article)
