"""The fixture site: the whole pipeline is shown on it, so it must hold to its own format."""

from __future__ import annotations

import http.client
import json
import re
import threading
import urllib.parse
from pathlib import Path

import feedparser
import pytest
import trafilatura
from lxml import etree, html

from monitor.demo.site import FixtureArticle, Site, SiteServer, default_root

SITE = Site(default_root())
BASE = "http://127.0.0.1:8000"
STATES = (1, 2, 3)
ARTICLES = [(code, article) for code in SITE.languages for article in SITE.articles(code)]
IDS = [f"{code}-{article.slug}" for code, article in ARTICLES]
EDITIONS = [(code, state) for code in SITE.languages for state in STATES]

NOTE = re.compile(
    r"figure [^>]+ -> .+|figure [+-] .+|source gone .+|source .+|stance .+ -> .+|headline|standfirst"
    r"|passage [+-] .+|correction|stealth|gone|back"
)

every_article = pytest.mark.parametrize(("code", "article"), ARTICLES, ids=IDS)
every_edition = pytest.mark.parametrize(("code", "state"), EDITIONS)


def rendered_text(body: bytes) -> str:
    return " ".join(html.fromstring(body.decode()).text_content().split())


def block_text(article: FixtureArticle, state: int) -> str:
    """The body as a reader sees it, without tags."""
    joined = "\n".join(str(block) for block in article.at(state).blocks)
    return " ".join(html.fromstring(f"<div>{joined}</div>").text_content().split())


# ------------------------------------------------------------------- the pages


@every_article
@pytest.mark.parametrize("state", STATES)
def test_every_article_renders_in_every_state(code: str, article: FixtureArticle, state: int) -> None:
    now = article.at(state)
    rendered = SITE.render(urllib.parse.quote(article.path), state, BASE)
    assert rendered.status == now.status
    assert rendered.content_type == "text/html; charset=utf-8"
    text = rendered_text(rendered.body)
    paragraphs = [" ".join(html.fromstring(str(block)).text_content().split()) for block in now.blocks]
    shown = [paragraph for paragraph in paragraphs if paragraph in text]
    if now.status == 200 and not now.consent:
        assert shown == paragraphs
    else:
        assert shown == []
    if now.status == 200:
        assert " ".join(now.headline.split()) in text  # a consent wall quotes it


@every_article
@pytest.mark.parametrize("state", STATES)
def test_article_pages_say_what_they_are(code: str, article: FixtureArticle, state: int) -> None:
    now = article.at(state)
    if now.status != 200 or now.consent:
        pytest.skip("no article page in this state")
    page = html.fromstring(SITE.render(article.path, state, BASE).body.decode())
    url = SITE.article_url(code, article.slug, BASE)
    assert page.get("lang", "").split("-")[0] == code
    assert page.xpath("//link[@rel='canonical']/@href") == [url]
    assert page.xpath("//meta[@property='og:url']/@content") == [url]
    assert page.xpath("//meta[@property='og:title']/@content") == [now.headline]
    assert [" ".join(h1.text_content().split()) for h1 in page.xpath("//h1")].count(
        " ".join(now.headline.split())
    ) == 1
    records = [json.loads(script) for script in page.xpath("//script[@type='application/ld+json']/text()")]
    flat = [part for record in records for part in (record if isinstance(record, list) else [record])]
    (news,) = [part for part in flat if part["@type"] == "NewsArticle"]
    assert news["headline"] == now.headline
    assert news["datePublished"] == now.published.isoformat()
    assert news["dateModified"] == now.modified.isoformat()
    assert [author["name"] for author in news["author"]] == list(now.byline)
    assert news["publisher"]["name"]


@every_edition
def test_front_page_lists_the_live_articles(code: str, state: int) -> None:
    rendered = SITE.render(f"/{code}/", state, BASE)
    assert rendered.status == 200
    page = html.fromstring(rendered.body.decode())
    page.make_links_absolute(f"{BASE}/{code}/")
    links = {urllib.parse.unquote(link) for link in page.xpath("//a/@href")}
    for article in SITE.articles(code):
        assert (BASE + article.path in links) == (article.at(state).status == 200), article.slug


def test_furniture_differs_from_state_to_state() -> None:
    # Otherwise "only the furniture changed" would test nothing.
    for code in SITE.languages:
        assert len({SITE.render(f"/{code}/", state, BASE).body for state in STATES}) == 3
        quiet = [
            article
            for article in SITE.articles(code)
            for before, state in ((1, 2), (2, 3))
            if article.at(before).body == article.at(state).body
            and not article.at(state).expect
            and SITE.render(article.path, before, BASE).body != SITE.render(article.path, state, BASE).body
        ]
        assert quiet, code


@every_article
def test_the_extractor_finds_every_paragraph(code: str, article: FixtureArticle) -> None:
    # Furniture is meant to be in its way; the article itself must not get lost.
    for state in STATES:
        now = article.at(state)
        page = trafilatura.bare_extraction(
            SITE.render(article.path, state, BASE).body, include_comments=False, with_metadata=True
        )
        assert page is not None
        if now.status != 200 or now.consent:
            continue
        found = " ".join(page.text.replace("\N{SOFT HYPHEN}", "").split())
        for block in now.blocks:
            element = html.fromstring(str(block))
            if element.tag not in {"figure", "table"}:
                for leaf in element.xpath(".//li") or [element]:
                    wanted = leaf.text_content().replace("\N{SOFT HYPHEN}", "")
                    assert " ".join(wanted.split()) in found, (article.slug, state)
        assert page.date == now.published.date().isoformat()
        assert " ".join(page.title.split()) == " ".join(now.headline.split())


# ---------------------------------------------------------------- feed, sitemap


@every_edition
def test_feed_is_rss_and_lists_the_live_articles(code: str, state: int) -> None:
    rendered = SITE.render(f"/{code}/feed.xml", state, BASE)
    assert rendered.content_type.startswith("application/rss+xml")
    etree.fromstring(rendered.body)
    feed = feedparser.parse(rendered.body)
    assert not feed.bozo
    live = [article for article in SITE.articles(code) if article.at(state).status == 200]
    assert [entry.link for entry in feed.entries] == [SITE.article_url(code, a.slug, BASE) for a in live]
    assert [entry.title for entry in feed.entries] == [article.at(state).headline for article in live]


@every_edition
def test_sitemap_parses_and_lists_the_live_articles(code: str, state: int) -> None:
    tree = etree.fromstring(SITE.render(f"/{code}/news-sitemap.xml", state, BASE).body)
    names = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "n": "http://www.google.com/schemas/sitemap-news/0.9",
    }
    live = [article for article in SITE.articles(code) if article.at(state).status == 200]
    assert tree.xpath("//s:loc/text()", namespaces=names) == [
        SITE.article_url(code, article.slug, BASE) for article in live
    ]
    assert tree.xpath("//s:lastmod/text()", namespaces=names) == [
        article.at(state).modified.isoformat() for article in live
    ]
    assert set(tree.xpath("//n:language/text()", namespaces=names)) == {code}


# ------------------------------------------------------- the articles themselves


def test_there_is_a_site_for_each_language_with_enough_articles() -> None:
    assert {"de", "en"} <= set(SITE.languages)
    assert SITE.state_count == 3
    assert len({SITE.name(code) for code in SITE.languages}) == len(SITE.languages)
    for code in SITE.languages:
        assert len(SITE.articles(code)) >= 5, code


@every_article
def test_articles_have_the_length_of_news(code: str, article: FixtureArticle) -> None:
    assert len(article.states) >= 3
    for state in STATES:
        blocks = article.at(state).blocks
        text = block_text(article, state)
        # Korean runs words together: there characters are counted.
        size, low, high = (len(text), 450, 1500) if code == "ko" else (len(text.split()), 100, 500)
        assert 6 <= len(blocks) <= 17, (article.slug, state)
        assert low <= size <= high, (article.slug, state, size)


@every_article
def test_expect_notes_agree_with_the_texts(code: str, article: FixtureArticle) -> None:
    assert article.at(1).expect == ()
    for state in (2, 3):
        before, now = article.at(state - 1), article.at(state)
        # The lead-in too: a source may be new in a headline only.
        old, new = (
            f"{side.headline} {side.standfirst} {block_text(article, number)}"
            for side, number in ((before, state - 1), (now, state))
        )
        for note in now.expect:
            where = (article.slug, state, note)
            assert NOTE.fullmatch(note), where
            kind, _, rest = note.partition(" ")
            if note.startswith("source gone "):
                name = note.removeprefix("source gone ")
                assert name in old, where
                assert name not in new, where
            elif kind == "source":
                assert rest in new, where
                assert rest not in block_text(article, state - 1), where
            elif note.startswith("passage + "):
                assert note.removeprefix("passage + ") in new, where
                assert note.removeprefix("passage + ") not in old, where
            elif note.startswith("passage - "):
                assert note.removeprefix("passage - ") in old, where
                assert note.removeprefix("passage - ") not in new, where
        assert ("headline" in now.expect) <= (before.headline != now.headline), (article.slug, state)
        assert ("standfirst" in now.expect) <= (before.standfirst != now.standfirst), (article.slug, state)
        assert ("gone" in now.expect) == (now.status == 410), (article.slug, state)
        told = any(note.split()[0] in {"figure", "source", "stance", "passage"} for note in now.expect)
        silent = told and before.modified == now.modified and now.status == 200
        assert ("stealth" in now.expect) == silent, (article.slug, state)


@pytest.mark.parametrize("code", SITE.languages)
def test_each_site_has_the_troop_story_and_the_quiet_changes(code: str) -> None:
    notes = [state.expect for article in SITE.articles(code) for state in article.states[1:]]
    troops = [found for found in notes if "figure 1500 -> 3000" in found]
    assert len(troops) == 1
    assert "figure 12000 -> 10000" in troops[0]
    assert sum(not found for found in notes) >= 3, "changes of form only"


def test_every_kind_of_state_occurs_somewhere() -> None:
    states = [state for _, article in ARTICLES for state in article.states]
    notes = [note for state in states for note in state.expect]
    assert any(state.consent for state in states)
    assert {"correction", "stealth", "gone"} <= set(notes)
    assert any(note.startswith("stance ") and note.endswith("deny -> confirm") for note in notes)


# ------------------------------------------------------------------- the format


def small_site(root: Path, article: str, slug: str = "s", furniture: str = 'clock = ["1", "2"]') -> Site:
    """A site of one article whose page prints only what a test looks at."""
    (root / "shared").mkdir()
    (root / "xx" / "articles").mkdir(parents=True)
    (root / "xx" / "site.toml").write_text(
        f'name = "X"\ntagline = "t"\nlocale = "en"\narticle_path = "/xx/a/{{slug}}"\n[furniture]\n{furniture}\n'
    )
    (root / "xx" / "article.html").write_text(
        "{{ article.url }}|{{ article.headline }}|{{ furniture.clock }}|{% for b in article.blocks_before %}{{ b }}{% endfor %}"
        "|{% for b in article.blocks_after %}{{ b }}{% endfor %}|{{ article.published|date('d MMM HH:mm') }}|{{ article.published|utc }}"
    )
    (root / "xx" / "not-found.html").write_text("missing")
    (root / "xx" / "articles" / "one.toml").write_text(
        f'slug = "{slug}"\npublished = 2024-10-23T00:30:00+03:00\n{article}', encoding="utf-8"
    )
    return Site(root)


STATE = """
[[state]]
modified = 2024-10-23T00:30:00+03:00
headline = "A & B"
standfirst = "s"
insert_after = 1
body = '''
<p>one</p>
<p>two <b>bold</b></p>
'''
"""


def test_states_inherit_and_edits_apply(tmp_path: Path) -> None:
    more = '[[state]]\nedits = [["two <b>", "three <b>"]]\nexpect = ["headline"]\n[[state]]\nfurniture = { clock = "own" }\n'
    site = small_site(tmp_path, STATE + more)
    assert site.state_count == 3
    bodies = [site.render("/xx/a/s", state, "http://h/").body.decode().split("|") for state in STATES]
    assert bodies[0] == [
        "http://h/xx/a/s",
        "A &amp; B",
        "1",
        "<p>one</p>",
        "<p>two <b>bold</b></p>",
        "23 Oct 00:30",
        "2024-10-22T21:30:00Z",
    ]
    assert bodies[1][2:5] == ["2", "<p>one</p>", "<p>three <b>bold</b></p>"]
    assert bodies[2][2:5] == ["own", "<p>one</p>", "<p>three <b>bold</b></p>"]
    assert [state.expect for state in site.articles("xx")[0].states] == [(), ("headline",), ()]


@pytest.mark.parametrize(
    ("article", "message"),
    [
        ('colour = "red"\n' + STATE, "unknown key 'colour'"),
        (STATE + 'headlines = "x"\n', "state 1: unknown key 'headlines'"),
        (STATE.replace('standfirst = "s"\n', ""), "state 1: no 'standfirst'"),
        (STATE + '[[state]]\nedits = [["nine", "ten"]]\n', "state 2: edits: 'nine' stands 0 times"),
        (STATE + '[[state]]\nedits = [["<p>", "<q>"]]\n', "state 2: edits: '<p>' stands 2 times"),
        ("", "at least one"),
    ],
)
def test_files_that_do_not_hold_to_the_format_are_refused(tmp_path: Path, article: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        small_site(tmp_path, article).articles("xx")


def test_furniture_must_be_a_list_per_state(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"furniture\.clock"):
        small_site(tmp_path, STATE, furniture='clock = "1"').render("/xx/a/s", 1, BASE)


@pytest.mark.parametrize("slug", ["북한군-러시아-파병", "війська-в-росії", "größe", "50% more"])
def test_a_slug_in_native_script_is_found_however_it_is_encoded(tmp_path: Path, slug: str) -> None:
    site = small_site(tmp_path, STATE, slug=slug)
    address = site.article_url("xx", slug, BASE)
    assert address.isascii()
    path = urllib.parse.urlsplit(address).path
    assert site.render(path, 1, BASE).body.decode().split("|")[0] == address
    lower = re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), path)
    assert site.render(lower + "?utm_source=feed", 1, BASE).status == 200


@pytest.mark.parametrize("state", [0, 4, -1])
def test_a_state_that_is_not_there_is_refused(state: int) -> None:
    with pytest.raises(ValueError, match="state must be between 1 and 3"):
        SITE.render("/en/", state, BASE)


@pytest.mark.parametrize("path", ["/", "/fr/", "/en/news/", "/en/news/nothing", "/en/../en/", "", "en"])
def test_unknown_paths_are_404(path: str) -> None:
    assert SITE.render(path, 1, BASE).status == 404


# ------------------------------------------------------------------- the server


def ask(
    server: SiteServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc, timeout=5)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return (
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )
    finally:
        connection.close()


def test_server_serves_pages_and_keeps_count() -> None:
    path = urllib.parse.quote(SITE.articles("en")[0].path)
    with SiteServer(SITE) as server:
        status, headers, body = ask(server, path)
        assert status == 200
        assert body == SITE.render(path, 1, server.url).body
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert ask(server, path, "HEAD") == (200, headers | {"date": ask(server, path)[1]["date"]}, b"")
        status, _, robots = ask(server, "/robots.txt")
        assert (status, robots.splitlines()[:2]) == (200, [b"User-agent: *", b"Allow: /"])
        assert ask(server, "/en/news/nothing")[0] == 404
        assert server.requests == [path, path, path, "/robots.txt", "/en/news/nothing"]


def test_etag_gives_304_until_the_state_changes() -> None:
    path = SITE.articles("de")[0].path
    with SiteServer(SITE) as server:
        etag = ask(server, path)[1]["etag"]
        for sent in (etag, f"W/{etag}", f'"other", {etag}'):
            status, headers, body = ask(server, path, If_None_Match=sent)
            assert (status, headers["etag"], body) == (304, etag, b"")
        assert ask(server, path, If_None_Match='"other"')[0] == 200
        server.state = 2
        status, headers, _ = ask(server, path, If_None_Match=etag)
        assert status == 200
        assert headers["etag"] != etag


def test_gone_articles_answer_410_and_no_etag() -> None:
    gone = [article for _, article in ARTICLES if article.at(3).status == 410]
    with SiteServer(SITE, state=3) as server:
        for article in gone:
            status, headers, _ = ask(server, urllib.parse.quote(article.path))
            assert status == 410
            assert "etag" not in headers


def test_every_link_of_the_feeds_is_served() -> None:
    with SiteServer(SITE, state=2) as server:
        for code in SITE.languages:
            feed = feedparser.parse(ask(server, f"/{code}/feed.xml")[2])
            for entry in feed.entries:
                assert entry.link.startswith(server.url)
                assert ask(server, urllib.parse.urlsplit(entry.link).path)[0] == 200


def test_nothing_is_left_running() -> None:
    before = set(threading.enumerate())
    with SiteServer(SITE) as server:
        address = urllib.parse.urlsplit(server.url).netloc
        kept_alive = http.client.HTTPConnection(address, timeout=5)
        kept_alive.request("GET", "/en/")
        assert kept_alive.getresponse().read()
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) == before
    kept_alive.close()
    connection = http.client.HTTPConnection(address, timeout=2)
    with pytest.raises(ConnectionRefusedError):
        connection.request("GET", "/en/")
    with pytest.raises(RuntimeError):
        _ = server.url
