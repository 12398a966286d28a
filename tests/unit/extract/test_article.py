"""Whole pages: what becomes headline, standfirst, byline, dates and blocks."""

from __future__ import annotations

import json
import os
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.extract.article import extract_text
from monitor.extract.headline import _tidy
from monitor.model import BlockKind, Headlines
from monitor.text.fingerprint import fingerprint
from tests.unit.extract.pages import SAMPLES, Sample, read

SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).resolve().parents[4] / "shared"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_an_article_of_each_language(sample: Sample) -> None:
    article = read(sample.markup())
    assert (article.language, article.headline, article.standfirst, article.paragraphs) == (
        sample.language,
        sample.headline,
        sample.standfirst,
        sample.paragraphs,
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_a_page_in_decomposed_letters_is_the_same_article(sample: Sample) -> None:
    """Korean syllables fall into three letters each, umlauts into two: text gets longer, not other."""
    assert read(unicodedata.normalize("NFD", sample.markup())) == read(sample.markup())


P = "".join(f"<p>{text}</p>" for text in SAMPLES[2].paragraphs)


def wrap(head: str, body: str) -> str:
    return f'<!doctype html><html lang="en"><head><meta property="og:type" content="article">{head}</head><body>{body}</body></html>'


def test_headlines_are_kept_apart_by_origin_without_the_sites_name() -> None:
    head = (
        '<title>Bridge closes - Harbour Post</title><meta property="og:site_name" content="Harbour Post">'
        '<meta property="og:title" content="Harbour bridge shut for nine months | Harbour Post">'
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour bridge to close &amp; be repaired"}</script>'
    )
    article = read(
        wrap(
            head,
            f"<h1>Harbour Post</h1><article><h1>Harbour bridge to close for nine months</h1>{P}</article>",
        )
    )
    assert article.headlines == Headlines(
        page="Harbour bridge to close for nine months",
        og="Harbour bridge shut for nine months",
        jsonld="Harbour bridge to close & be repaired",
    )


def test_a_headline_set_in_several_h1s_is_one() -> None:
    """The lines of a large title page; a rubric set as h1 elsewhere is no part of it."""
    lines = "<h1>Harbour</h1>\n<h1>bridge</h1> <h1>to close</h1>"
    og = '<meta property="og:title" content="The harbour bridge is to close">'
    article = read(
        wrap(og, f"<header><h1>Harbour Post</h1></header><article><div>{lines}</div>{P}</article>")
    )
    assert article.headlines.page == "Harbour bridge to close"


SUFFIXES = [
    ("해안 도로 통제 :: 포털K 뉴스", "해안 도로 통제"),
    ("Brücke gesperrt – DW – 13.06.2026", "Brücke gesperrt"),
    ("Bridge closed | World News | Harbour Post", "Bridge closed | World News"),
    ("Harbour Post - Bridge closed for nine months", "Bridge closed for nine months"),
    ("A - B: the case goes on", "A - B: the case goes on"),
]


@pytest.mark.parametrize(("title", "headline"), SUFFIXES)
def test_what_is_no_part_of_a_headline(title: str, headline: str) -> None:
    sites = '<meta property="og:site_name" content="Harbour Post"><meta name="application-name" content="DW">'
    assert (
        read(
            wrap(f'{sites}<meta property="og:title" content="{title}">', f"<article>{P}</article>"),
            declared="en",
        ).headlines.og
        == headline
    )


# what Open Graph says, the page's own h1, what is kept of the former
NAMED_OUTSIDE = [
    # a rubric behind a bar goes where another origin ends before it
    (
        "Ferries: fares frozen until May | Port News",
        "Fares frozen until May",
        "Ferries: fares frozen until May",
    ),
    # a dash divides the site's full name only
    ("Fares frozen until May - The Old Harbour Post", "Fares frozen until May", "Fares frozen until May"),
    ("Fares frozen - what it costs you", "Fares frozen", "Fares frozen - what it costs you"),
    # cut short, it is no headline of its own
    ("Ferry fares frozen until the end of M", "Ferry fares frozen until the end of May", None),
    ("Ferry fares frozen until…", "Ferry fares frozen until the end of May", None),
    # a shorter one that ends with a word is
    ("Ferry fares frozen", "Ferry fares frozen until the end of May", "Ferry fares frozen"),
]


@pytest.mark.parametrize(("og", "own", "kept"), NAMED_OUTSIDE)
def test_the_name_given_outside_of_the_page(og: str, own: str, kept: str | None) -> None:
    head = f'<meta property="og:site_name" content="Harbour Post"><meta property="og:title" content="{og}">'
    article = read(wrap(head, f"<article><h1>{own}</h1>{P}</article>"))
    assert article.headlines.og == kept
    assert article.headline == (kept or own)


STANDFIRSTS = [
    # named by its class, in camel case, and not repeated in the blocks
    ('<div class="ContentHeaderDek">Drivers face a long detour.</div>', "", "Drivers face a long detour."),
    ('<p itemprop="description">Drivers face a long detour.</p>', "", "Drivers face a long detour."),
    # unnamed, but worded like the description
    (
        "<div><span>Drivers face a 14-mile detour while engineers work.</span></div>",
        '<meta name="description" content="Drivers face a 14-mile detour while engineers work.">',
        "Drivers face a 14-mile detour while engineers work.",
    ),
    # stated only
    (
        "",
        '<meta property="og:description" content="What drivers need to know about the closure.">',
        "What drivers need to know about the closure.",
    ),
    # a first line set in bold
    (
        "<p><strong>Drivers face a 14-mile detour while two supports are replaced.</strong></p>",
        "",
        "Drivers face a 14-mile detour while two supports are replaced.",
    ),
    # the beginning of the body, cut: none
    ("", f'<meta name="description" content="{SAMPLES[2].paragraphs[0][:90]}">', None),
    ("", f'<meta name="description" content="{SAMPLES[2].paragraphs[0][:90]}...">', None),
    # the same as the headline: none
    ("", '<meta name="description" content="Harbour bridge to close">', None),
]


@pytest.mark.parametrize(("visible", "head", "standfirst"), STANDFIRSTS)
def test_standfirst(visible: str, head: str, standfirst: str | None) -> None:
    article = read(wrap(head, f"<article><h1>Harbour bridge to close</h1>{visible}{P}</article>"))
    assert article.standfirst == standfirst
    assert article.paragraphs == SAMPLES[2].paragraphs


BYLINES = [
    (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":[{"@type":"Person","name":"Anna Kraus"},{"@type":"Organization","name":"dpa"}]}</script>',
        "",
        ("Anna Kraus", "dpa"),
    ),
    (
        '<meta name="author" content="Von Anna Kraus und Jan Wolf, dpa">',
        "",
        ("Anna Kraus", "Jan Wolf", "dpa"),
    ),
    ('<meta name="author" content="홍길동 기자 hong@news.example">', "", ("홍길동",)),
    ('<meta name="author" content="Олена Гук та Іван Бойко">', "", ("Олена Гук", "Іван Бойко")),
    (
        '<meta name="author" content="https://facebook.com/post">',
        '<p class="byline">By Moira Pell and Dan Reed</p>',
        ("Moira Pell", "Dan Reed"),
    ),
    ("", '<a rel="author" href="/x">Moira Pell</a>', ("Moira Pell",)),
    # what announces a date is no part of the name before it
    ('<meta name="author" content="Олена Гук Опубліковано 24 лютого 2026">', "", ("Олена Гук",)),
    ('<meta name="author" content="Von Anna Kraus, zuletzt aktualisiert am 3. Mai">', "", ("Anna Kraus",)),
    ("", '<span class="article__author">Moira Pell Last Updated 30 August 2026</span>', ("Moira Pell",)),
    ('<meta name="author" content="홍길동 기사입력 2026.05.03">', "", ("홍길동",)),
    ("", '<span class="article__author">Moira Pell 30 August 2026, 4:45pm</span>', ("Moira Pell",)),
    ("", "<p>Autorin: Käthe Möller</p>", ("Käthe Möller",)),
    # the site itself gives way to a person
    (
        '<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Harbour Post">',
        '<a rel="author">Moira Pell</a>',
        ("Moira Pell",),
    ),
    (
        '<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Harbour Post">',
        "",
        ("Harbour Post",),
    ),
    ("", "", ()),
]


@pytest.mark.parametrize(("head", "visible", "byline"), BYLINES)
def test_byline(head: str, visible: str, byline: tuple[str, ...]) -> None:
    assert (
        read(wrap(head, f"<article><h1>Harbour bridge to close</h1>{visible}{P}</article>")).byline == byline
    )


DATES = [
    (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","datePublished":"2026-07-01T09:00:00+09:00"}</script>',
        "",
        datetime(2026, 7, 1, tzinfo=UTC),
    ),
    (
        '<meta property="article:published_time" content="2026-07-01T09:00:00Z">',
        "",
        datetime(2026, 7, 1, 9, tzinfo=UTC),
    ),
    (
        '<meta name="article:published:time" content="2026-07-01T09:00:00Z">',
        "",
        datetime(2026, 7, 1, 9, tzinfo=UTC),
    ),
    ("", '<time datetime="2026-07-01T11:00:00+02:00">1 July</time>', datetime(2026, 7, 1, 9, tzinfo=UTC)),
    ("", '<span class="meta-date">Published 1 July 2026, 09:00</span>', datetime(2026, 7, 1, 9, tzinfo=UTC)),
    # unknown stays unknown: epoch and future dates, other stories' dates, ages
    ('<meta name="date" content="1970-01-01T00:00:00Z">', "", None),
    ('<meta name="date" content="2031-01-01T00:00:00Z">', "", None),
    ("", '<aside><time datetime="2026-07-01">other</time></aside>', None),
    ("", '<p class="timestamp">Updated 12 minutes ago</p>', None),
]


@pytest.mark.parametrize(("head", "visible", "published"), DATES)
def test_published(head: str, visible: str, published: datetime | None) -> None:
    assert (
        read(wrap(head, f"<article><h1>Harbour bridge to close</h1>{visible}{P}</article>")).published
        == published
    )


CANONICALS = [
    ("https://news.example/a/one-1", "/story/bridge", "https://news.example/story/bridge"),
    (
        "https://m.news.example/a/one-1?utm=x",
        "https://www.news.example/story/bridge",
        "https://www.news.example/story/bridge",
    ),
    ("https://news.example/a/one-1", "https://other.example/story/bridge", "https://news.example/a/one-1"),
    ("https://news.example/a/one-1", "https://news.example/", "https://news.example/a/one-1"),
    ("https://news.example/a/one-1", "http://[", "https://news.example/a/one-1"),
]


@pytest.mark.parametrize(("url", "stated", "expected"), CANONICALS)
def test_a_canonical_address_is_trusted_on_its_own_host_only(url: str, stated: str, expected: str) -> None:
    markup = wrap(
        f'<link rel="canonical" href="{stated}">', f"<article><h1>Harbour bridge to close</h1>{P}</article>"
    )
    assert read(markup, url=url).url == expected


def test_blocks_have_kinds_and_lines() -> None:
    body = f"<article><h1>Harbour bridge to close</h1>{P}<h2>What it costs</h2><ul><li>£4.6m for repairs, the council says.</li><li>£1m for ferries, the operator says.</li></ul><blockquote><p>Safety has to come first, whatever the cost may be.</p></blockquote><table><tr><th>Year</th><th>Vehicles</th></tr><tr><td>2025</td><td>18,000</td></tr></table>{P.replace('.', '!')}</article>"
    kinds = {block.text: block.kind for block in read(wrap("", body)).blocks}
    assert kinds["What it costs"] is BlockKind.HEADING
    assert kinds["£4.6m for repairs, the council says."] is BlockKind.LIST_ITEM
    assert kinds["Safety has to come first, whatever the cost may be."] is BlockKind.QUOTE
    assert kinds["2025 | 18,000"] is BlockKind.TABLE_ROW


def test_bodies_of_line_breaks_are_divided() -> None:
    lines = "<br><br>".join(SAMPLES[0].paragraphs)
    article = read(
        f'<html lang="ko"><head><title>x</title></head><body><h1>{SAMPLES[0].headline}</h1><div id="articleBody">{lines}</div></body></html>'
    )
    assert article.paragraphs == SAMPLES[0].paragraphs


def test_a_body_in_json_ld_stands_in_for_one_that_is_missing() -> None:
    stated = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": "Harbour bridge to close",
            "articleBody": "\n\n".join(SAMPLES[2].paragraphs),
        }
    )
    article = read(
        wrap(
            f'<script type="application/ld+json">{stated}</script>',
            "<h1>Harbour bridge to close</h1><div id=root></div>",
        )
    )
    assert article.paragraphs == SAMPLES[2].paragraphs


def test_a_body_that_is_stated_in_markdown_loses_its_marks() -> None:
    """As some content systems hand it out; an asterisk inside of a word is none of them."""
    filler = " ".join(SAMPLES[2].paragraphs)
    written = (
        "## The *old* bridge\n\n"
        f"The council published [its plan](https://example.org/plan?a=1) on Monday. {filler}\n\n"
        "[#image: /photos/5f2]\n\n![A bridge](https://example.org/b.jpg)\n\n"
        f"*NASA*{{: .small}} and **two** firms [took part](/x). Leser*innen may write. 3 * 4 * 5 is 60. {filler}"
    )
    stated = json.dumps(
        {"@type": "NewsArticle", "headline": "Harbour bridge to close", "articleBody": written}
    )
    article = read(
        wrap(
            f'<script type="application/ld+json">{stated}</script>',
            "<h1>Harbour bridge to close</h1><div id=root></div>",
        )
    )
    assert article.paragraphs == (
        "The old bridge",
        f"The council published its plan on Monday. {filler}",
        f"NASA and two firms took part. Leser*innen may write. 3 * 4 * 5 is 60. {filler}",
    )


def test_what_a_browser_shows_that_plays_no_video_is_no_text() -> None:
    fallback = "<p><video controls><source src='/v.mp4'>Sorry, your browser does not play this video at all.</video></p>"
    first, *others = SAMPLES[2].paragraphs
    body = f"<article><h1>Harbour bridge to close</h1><p>{first}</p>{fallback}" + "".join(
        f"<p>{text}</p>" for text in others
    )
    assert read(wrap("", f"{body}</article>")).paragraphs == SAMPLES[2].paragraphs


@pytest.mark.parametrize("shape", ["window.__STATE__ = {0};", "self.__next_f.push([1,{1}])", "{0}"])
def test_a_body_in_the_state_of_a_script_is_found(shape: str) -> None:
    held = json.dumps(
        {"noise": "x" * 2000, "contentHtml": "".join(f"<p>{text}</p>" for text in SAMPLES[0].paragraphs)}
    )
    script = shape.replace("{0}", held).replace("{1}", json.dumps(held))
    article = read(
        f'<html lang="ko"><head><title>{SAMPLES[0].headline}</title></head><body><div id=root></div><script>{script}</script></body></html>'
    )
    assert article.paragraphs == SAMPLES[0].paragraphs


def test_the_language_is_told_by_the_text_not_the_markup() -> None:
    assert read(SAMPLES[3].markup().replace('lang="uk"', 'lang="ru-RU"'), declared="ru").language == "uk"


def test_extracting_twice_gives_the_same() -> None:
    """trafilatura's deduplication keeps state between calls; ours must not."""
    assert len({fingerprint(read(SAMPLES[1].markup())) for _ in range(5)}) == 1


def test_plain_text_has_a_paragraph_a_line() -> None:
    article = extract_text(
        "\ufeffDer Rat tagt am Montag.\n\n  Er entscheidet über\u00a03 Punkte. \n", language=None
    )
    assert (article.language, article.headline, article.paragraphs) == (
        "de",
        "",
        ("Der Rat tagt am Montag.", "Er entscheidet über 3 Punkte."),
    )
    assert extract_text("12,5", language="ko").language == "ko"


def test_markdown_with_front_matter_is_read_without_its_markup() -> None:
    one = extract_text(
        '---\ntitle: "A list"\ntags:\n- x\n---\nThe [full list](http://a.example/1) has\n**1,200** domains.\n\n![chart](/a.png)\n\n- first `item`\n',
        language="en",
    )
    two = extract_text(
        "---\ntitle: A list\n---\nThe [full list](https://b.example) has 1,200\ndomains.\n\n* first item\n",
        language="en",
    )
    assert one.paragraphs == ("The full list has 1,200 domains.", "first item")
    assert fingerprint(one) == fingerprint(two)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared material is not here")
@pytest.mark.parametrize("state", ["old", "new"])
def test_the_seed_article_holds_its_paragraphs_and_no_boilerplate(state: str) -> None:
    folder = SHARED / "data" / "seed"
    never = json.loads((folder / "expected.json").read_text(encoding="utf-8"))[
        "boilerplate_never_in_paragraphs"
    ]
    text = (folder / f"{state}.txt").read_text(encoding="utf-8").splitlines()
    article = read((folder / f"{state}.html").read_bytes(), declared="en", url="https://news.sky.com/story/1")
    wanted = [
        line.strip()
        for line in text
        if line.strip() and not any(line.strip().startswith(phrase) for phrase in never)
    ]
    assert list(article.paragraphs) == wanted


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        (
            "У Львові відкривається фестиваль «Осінні сторінки»",
            "У Львові відкривається фестиваль «Осінні сторінки»",
        ),
        ("Мер назвав рішення «помилкою» » rundblick", "Мер назвав рішення «помилкою»"),
        ("Brücke bleibt bis März gesperrt » Rundblick", "Brücke bleibt bis März gesperrt"),
    ],
)
def test_a_mark_that_ends_a_quotation_does_not_divide_the_headline_from_the_site(title, kept) -> None:
    assert _tidy(title, frozenset({"rundblick"})) == kept
