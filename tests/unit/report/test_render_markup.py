"""The markup of mails and pages: languages told, nothing remote, hostile text as text."""

from __future__ import annotations

import re

import pytest
from lxml import html as parser

from monitor.model import Report
from monitor.report.render import render, render_page
from tests.unit.report.making import CODES, GMAIL_CLIPS, change, figure, full, report, speech

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "th"),
    *("p", "h1", "h2", "a", "span", "strong", "ins", "del"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "class", "style", "role", "width", "cellpadding", "cellspacing"),
    *("align", "colspan", "scope", "href", "rel", "http-equiv"),
}


@pytest.mark.parametrize("code", CODES)
def test_the_articles_words_say_their_language(code):
    tree = parser.fromstring(render([full(language="uk")], code).html)
    assert tree.get("lang") == code
    for element in tree.iter("ins", "del", "strong"):
        assert element.get("lang") == "uk"
    assert tree.xpath("//a/span/@lang") == ["uk"]


def test_colour_is_never_alone():
    for made in (render([full()], "en").html, render_page([full()], "en")):
        tree = parser.fromstring(made)
        assert {element.text_content()[0] for element in tree.iter("ins")} == {"+"}
        assert {element.text_content()[0] for element in tree.iter("del")} == {"−"}


@pytest.mark.parametrize("made", [render([full()], "ko").html, render_page([full(), full()], "ko")])
def test_nothing_is_remote(made):
    tree = parser.fromstring(made)
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= TAGS
    assert {name for element in tree.iter() for name in element.attrib} <= ATTRIBUTES
    assert not re.search(r"url\(|@import|src=|<script|<link|<img|expression\(", made)
    assert "var(" not in made  # mail programs drop it


def test_styles_are_inline_in_mails_and_the_policy_stands_on_pages():
    mail = render([full()], "en").html
    cells = parser.fromstring(mail).xpath("//td[contains(@class, 'cell')]")
    assert cells
    assert all(cell.get("style") for cell in cells)
    assert "prefers-color-scheme: dark" in mail
    page = render_page([full()], "en")
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page


# ------------------------------------------------------------------------- hostile text

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "{{ 7*7 }}{% include 'x' %}{source}{0.__class__}",
    "javascript:alert(1)",
    "\u202egnp.exe\u202c\u2066x",
    "\r\nBcc: evil@x.example\r\n\r\n<b>",
    "=?utf-8?q?=0D=0ABcc:_evil?=",
    "\x00\x1b[2J\ud800",
    "&lt;b&gt;&#0;&amp;",
    "%s %(x)s $x ${x}",
    "a" * 5000,
    "<" * 2000,
]


def hostile(attack: str) -> Report:
    amount = figure(attack, attack[:1], "3000", attack, currency=attack[:9], unit=attack, counted=attack)
    source = speech(attack, content=attack, identity=attack)
    return report(
        change("figure_changed", before=figure("5", "5", "5"), after=amount, passage=attack, speaker=attack, still_mentioned=attack),
        change("figure_added", after=figure(attack, attack[:1], None, vague=True), passage=f"{attack} 2"),
        change("attribution_added", after=source, passage=f"{attack} 3"),
        change("attribution_changed", before=speech("b"), after=source, passage=f"{attack} 4", passage_before=f"{attack} 5"),
        change("headline_changed", before=f"old {attack}", after=f"new {attack}"),
        change("correction_added", after=attack),
        change("passage_edited", before=f"one two {attack}", after=f"one three {attack}"),
        change("byline_changed", before=attack, after="b"),
        source_name=attack,
        headline=attack,
        article_url=attack,
    )  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_is_text(attack):
    for code in CODES:
        for reports in ([hostile(attack)], [hostile(attack), hostile(attack)]):
            rendered = render(reports, code)
            for made in (rendered.html, render_page(reports, code)):
                tree = parser.fromstring(made)
                assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= TAGS
                assert {name for element in tree.iter() for name in element.attrib} <= ATTRIBUTES
                assert not tree.xpath("//a[not(starts-with(@href, 'http'))]")
                assert not tree.xpath("//comment()")
                assert len(made.encode()) < GMAIL_CLIPS or made is not rendered.html
            assert rendered.subject.isprintable()
            assert len(rendered.subject) < 200
            assert "\u202e" not in rendered.html + rendered.text
            assert "\x00" not in rendered.html + rendered.text
            assert "\n<b>" not in rendered.text


def test_only_links_to_the_web_are_links():
    for url in ("javascript:alert(1)", "file:///etc/passwd", "https://a@b.example/"):
        rendered = render([full(article_url=url)], "en")
        assert "<a " not in rendered.html
        assert url not in rendered.text
    assert (
        'href="https://news.example/a?b=1&amp;c=2"'
        in render([full(article_url="https://news.example/a?b=1&c=2")], "en").html
    )
