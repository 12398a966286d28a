"""Pages are known again without extraction, and no edit of an article hides behind that.

On the fixture site; ``bench/unchanged.py`` tries many more edits on real pages.
"""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import intake
from monitor.codec import dumps, loads
from monitor.demo.site import Site, default_root
from monitor.extract.unchanged import LONGEST_TRUSTED, MOST_TRUSTED, Kept, Rung, Trust
from monitor.model import Page

SITE = Site(default_root())
BASE = "http://127.0.0.1:8000"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LANGUAGES = ("ko", "en", "de", "uk")
STATES = range(1, SITE.state_count + 1)
PLAIN = [
    (code, article.slug)
    for code in SITE.languages
    for article in SITE.articles(code)
    if all(article.at(state).status == 200 and not article.at(state).consent for state in (1, 2))
]


def captured(code: str, slug: str, state: int = 1) -> Page:
    article = SITE.article(code, slug)
    rendered = SITE.render(urllib.parse.quote(article.path), state, BASE)
    url = SITE.article_url(code, slug, BASE)
    return Page(
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", rendered.content_type),),
        body=rendered.body,
        fetched_at=NOW,
    )


def taken(page: Page, code: str) -> intake.Taken:
    result = intake.take(page, declared_language=code, languages=LANGUAGES, site_rules=(), known=None)
    assert isinstance(result, intake.Taken)
    return result


def known_again(page: Page, rung: Rung, code: str) -> bool:
    told = intake.as_before(page, rung, declared_language=code, languages=LANGUAGES, site_rules=())
    return told is not None


def pages(code: str, slug: str) -> tuple[Page, intake.Taken]:
    page = captured(code, slug)
    return page, taken(page, code)


@pytest.fixture(scope="module", params=PLAIN, ids="-".join)
def one(request: pytest.FixtureRequest) -> tuple[str, Page, intake.Taken]:
    code, slug = request.param
    return (code, *pages(code, slug))


def edits(text: str) -> set[str]:
    """A text with a word, a digit changed, a word put in and one taken out."""
    words = text.split()
    middle = len(words) // 2
    return {
        " ".join([*words[:middle], "Zauberberg", *words[middle + 1 :]]),
        " ".join([*words[:middle], "Zauberberg", *words[middle:]]),
        " ".join(words[:middle] + words[middle + 1 :]),
        re.sub(r"[0-9]", lambda digit: str((int(digit.group()) + 1) % 10), text),
    } - {text, ""}


def test_the_lines_cover_every_article(one: tuple[str, Page, intake.Taken]) -> None:
    _, _, first = one
    assert first.rung.lines


@pytest.mark.parametrize(
    "made",
    [
        lambda body: body,
        lambda body: body + b"\n<!-- 12 ms -->",
        lambda body: body.replace(
            b"</head>", b'<meta name="csrf-token" content="a8"><script>t=1</script></head>'
        ),
        lambda body: re.sub(rb"<(p|div|a) ", rb'<\1 data-t="7f" ', body),
        lambda body: re.sub(rb"(<body[^<>]*>)", rb"\1<div><span>Sunday, 14:05</span></div>", body),
        lambda body: body.replace(
            b"</body>", b'<ul><li><a href="/x">The bridge is closed for a year</a></li></ul></body>'
        ),
    ],
    ids=["same", "comment", "tokens", "attributes", "clock", "links"],
)
def test_other_boilerplate_is_no_change(one: tuple[str, Page, intake.Taken], made) -> None:
    code, page, first = one
    assert known_again(replace(page, body=made(page.body)), first.rung, code)


def test_no_edit_hides(one: tuple[str, Page, intake.Taken]) -> None:
    """Each occurrence of each text is edited by itself; what extraction sees must be seen."""
    code, page, first = one
    article = first.article
    texts = {*article.paragraphs, article.headline, article.standfirst, *article.byline} - {None, ""}
    source = page.body.decode()
    tried = 0
    for text in texts:
        for found in re.finditer(re.escape(str(text)), source):
            for edit in edits(str(text)):
                body = (source[: found.start()] + edit + source[found.end() :]).encode()
                tried += 1
                if known_again(replace(page, body=body), first.rung, code):
                    assert taken(replace(page, body=body), code).fingerprint == first.fingerprint, edit
    assert tried > 8


@pytest.mark.parametrize("new", ["<p>Zauberberg.</p>", "<p>The ministry denied this on Monday evening.</p>"])
def test_no_new_paragraph_hides(one: tuple[str, Page, intake.Taken], new: str) -> None:
    code, page, first = one
    source = page.body.decode()
    for paragraph in (first.article.paragraphs[0], first.article.paragraphs[-1]):
        at = source.find(paragraph[:40])
        if at < 0:
            continue
        for place in (source.rfind("<p", 0, at), source.find("</p>", at) + 4):
            body = (source[:place] + new + source[place:]).encode()
            assert not known_again(replace(page, body=body), first.rung, code)


@pytest.mark.parametrize(("code", "slug"), PLAIN, ids=map("-".join, PLAIN))
def test_the_next_states_of_the_site(code: str, slug: str) -> None:
    """A later state is known again only where extraction finds the same article."""
    _, first = pages(code, slug)
    later = captured(code, slug, 2)
    if known_again(later, first.rung, code):
        assert taken(later, code).fingerprint == first.fingerprint


def test_what_extraction_depends_on_beside_the_bytes_is_compared() -> None:
    code, slug = PLAIN[0]
    page, first = pages(code, slug)
    assert known_again(page, first.rung, code)
    assert not known_again(replace(page, final_url=f"{page.final_url}?other"), first.rung, code)
    assert not known_again(page, replace(first.rung, version=0), code)
    other = next(language for language in LANGUAGES if language != code)
    assert not known_again(page, first.rung, other)


SENTENCE = "The council decided on Monday to close the old bridge for repairs until next spring. "


def of_a_script(script: str) -> Page:
    """A page whose text stands in a script only."""
    body = f"<html lang='en'><head><title>Bridge closed</title>{script}</head><body><h1>Bridge closed</h1><div id=app></div></body></html>"
    url = "https://example.org/a"
    return replace(captured(*PLAIN[0]), body=body.encode(), url=url, final_url=url)


def test_a_page_that_is_not_covered_is_compared_by_its_bytes_alone() -> None:
    page = of_a_script(f'<script>window.__STATE__={{"body":"{SENTENCE * 30}"}}</script>')
    first = taken(page, "en")
    assert SENTENCE.strip() in first.article.paragraphs[0]
    assert not first.rung.lines
    assert known_again(page, first.rung, "en")
    assert not known_again(replace(page, body=page.body + b"<!-- 1 -->"), first.rung, "en")


@pytest.mark.parametrize(
    "written", [SENTENCE * 8, f"[The council](https://example.org/c) *had* decided. {SENTENCE * 8}"]
)
def test_a_body_of_json_ld_is_compared_word_by_word(written: str) -> None:
    page = of_a_script(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closed",'
        f'"datePublished":"2026-05-30","articleBody":"{written}"}}</script>'
    )
    first = taken(page, "en")
    assert first.rung.lines
    assert known_again(replace(page, body=page.body + b"<!-- 1 -->"), first.rung, "en")
    for edit in (b"spring", b"Monday"):
        place = page.body.rfind(edit)
        other = page.body[:place] + b"Friday" + page.body[place + len(edit) :]
        assert not known_again(replace(page, body=other), first.rung, "en")
    more = page.body.replace(b"<div id=app>", b"<div id=app><p>Ferries run instead.</p>")
    assert not known_again(replace(page, body=more), first.rung, "en")


# A first letter set large, a kicker in a link, a place in a box of its own.
LEADS = (
    ("<p><span>T</span><span>he council</span> ", "</p>"),
    ("<p><a href='/x'>The</a> <em>council</em> ", "</p>"),
    ("<div>The council</div><p>", "</p>"),
)


@pytest.mark.parametrize(("begins", "ends"), LEADS)
def test_a_paragraph_that_begins_with_short_pieces_is_covered(begins: str, ends: str) -> None:
    rest = SENTENCE.removeprefix("The council ")
    paragraphs = f"{begins}{rest * 2}{ends}" + "".join(
        f"<p>{n} ferries run. {SENTENCE}</p>" for n in range(3, 8)
    )
    body = f"<html lang='en'><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1><p>News</p>{paragraphs}</article></body></html>"
    url = "https://example.org/a"
    page = replace(captured(*PLAIN[0]), body=body.encode(), url=url, final_url=url)
    first = taken(page, "en")
    assert first.rung.lines
    assert known_again(replace(page, body=page.body + b"<!-- 1 -->"), first.rung, "en")
    for old, new in ((b"council", b"mayor"), (b"old bridge", b"new bridge")):
        edited = replace(page, body=page.body.replace(old, new, 1))
        assert not known_again(edited, first.rung, "en")


def test_extraction_runs_every_so_often_whatever_the_rung_says() -> None:
    rung = Rung(version=1, recipe="r", size=1, body="b")
    kept = Kept(rung=rung, fingerprint="1:aa", trust=Trust(since=NOW))
    assert kept.usable("1:aa", NOW)
    assert not kept.usable("1:bb", NOW), "a rung speaks for its own text only"
    assert not kept.usable("1:aa", NOW + LONGEST_TRUSTED)
    assert not kept.usable("1:aa", NOW - timedelta(seconds=1)), "the clock was set back"
    relied = kept
    for _ in range(MOST_TRUSTED):
        assert relied.usable("1:aa", NOW)
        relied = relied.once_more()
    assert not relied.usable("1:aa", NOW)
    assert loads(Kept, dumps(relied)) == relied


@pytest.mark.parametrize(
    "piece",
    [
        b"<a",
        b"<",
        b">",
        b"<!--",
        b"<script",
        b"<script>",
        b"</script",
        b"<meta a=",
        b"<p>x",
        b"<a href='/x'>word word word word word wo",
        b"&#",
        b"<link canonical",
        b"<html ",
    ],
)
def test_hostile_bytes_are_cut_in_linear_time(piece: bytes) -> None:
    """Eight megabytes of any of these come to an end; a quadratic pattern would hang the run."""
    code, slug = PLAIN[0]
    page, first = pages(code, slug)
    at = page.body.find(b"</body>")
    body = page.body[:at] + piece * (2_000_000 // len(piece)) + page.body[at:]
    assert known_again(replace(page, body=body), first.rung, code) in (True, False)
