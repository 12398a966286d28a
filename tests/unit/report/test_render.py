"""The mail and the page: substance once, in order, bounded, and safe whatever was written."""

from __future__ import annotations

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from lxml import html as parser

from monitor.model import ChangeKind, Report, Weight
from monitor.report.render import render, render_page
from tests.unit.report.making import PARK, TROOPS, change, figure, report, speech

CODES = ("en", "de", "ko", "uk")
GMAIL_CLIPS = 102 * 1024
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "th"),
    *("p", "h1", "h2", "a", "span", "strong", "ins", "del"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "class", "style", "role", "width", "cellpadding", "cellspacing"),
    *("align", "colspan", "scope", "href", "rel", "http-equiv"),
}


def full(**more) -> Report:
    changes = (
        TROOPS,
        PARK,
        change("headline_changed", before="North Korea sends troops", after="North Korea sends 3,000 troops"),
        change("correction_added", after="Correction: the ship left on 8 October."),
        change(
            "standfirst_changed", Weight.MEDIUM, before="Old words here.", after="Quite another standfirst."
        ),
        change("passage_added", Weight.MEDIUM, after="Berlin summoned the ambassador."),
        change("passage_removed", Weight.MEDIUM, before="A second ship is expected."),
        change("passage_edited", Weight.MEDIUM, before="Moscow denied it.", after="Moscow confirmed it."),
    )
    return report(*changes, **more)


# ------------------------------------------------------------------------- what is shown


def test_the_text_reads_from_substance_to_detail():
    text = render([full(stealth=True)], "en").text
    assert text == (
        "Sky News doubled the number of troops to 3,000, now quotes Park Sun-won and published a correction.\n"
        "\n"
        "North Korea sends thousands of troops to Russia\n"
        "https://news.example/a\n"
        "Sky News · seen 24 Oct 2024, 07:10 UTC, before that 06:40\n"
        "Changed without notice. The page’s own date of last change stayed the same.\n"
        "\n"
        "FIGURES\n"
        "------------------------\n"
        "special forces → troops: 1,500 → 3,000  (▲ +1,500, +100%)\n"
        "    Source: Seoul\n"
        "    Seoul said [−1,500 special forces] [+3,000 troops] had left.\n"
        "\n"
        "SOURCES\n"
        "------------------------\n"
        "+ Park Sun-won · New · says\n"
        "    “Yes,” Park Sun-won said.\n"
        "\n"
        "HEADLINE\n"
        "------------------------\n"
        "± North Korea sends [+3,000] troops\n"
        "\n"
        "CORRECTION\n"
        "------------------------\n"
        "! Correction: the ship left on 8 October.\n"
        "\n"
        "TEXT\n"
        "------------------------\n"
        "− Standfirst: Old words here.\n"
        "+ Standfirst: Quite another standfirst.\n"
        "+ Added: Berlin summoned the ambassador.\n"
        "− Removed: A second ship is expected.\n"
        "± Edited: Moscow [−denied] [+confirmed] it.\n"
    )


@pytest.mark.parametrize("code", CODES)
def test_html_and_text_tell_the_same(code):
    rendered = render([full()], code)
    shown = " ".join(parser.fromstring(rendered.html).text_content().split())
    for word in (
        "Park Sun-won",
        "1500" if code != "en" else "1,500",
        "Berlin summoned",
        "8 October",
        "Seoul",
    ):
        assert word in shown
        assert word in rendered.text


def test_each_sentence_is_shown_once():
    sentence = "Another 64 people were injured, nine of them seriously, the service said."
    one = report(
        change(
            "figure_changed",
            before=figure("40", "40", "40"),
            after=figure("64", "64", "64"),
            passage=sentence,
        ),
        change(
            "figure_changed",
            before=figure("4", "4", "4"),
            after=figure("nine", "nine", "9"),
            passage=sentence,
        ),
        change("attribution_added", after=speech("the service"), passage=sentence),
        change("passage_added", Weight.MEDIUM, after=f"{sentence} The hospital is full."),
        change("passage_edited", Weight.MEDIUM, before="Another 40 people.", after=sentence),
    )
    rendered = render([one], "en")
    assert rendered.text.count("nine of them seriously") == 1
    assert "+ Added: … The hospital is full." in rendered.text
    assert " ".join(parser.fromstring(rendered.html).text_content().split()).count("nine of them") == 1


def test_the_old_value_that_still_stands_is_said_but_not_twice():
    still = "Earlier it had said 1,500."
    one = report(replace(TROOPS, still_mentioned=still))
    assert f"Still in the text: {still}" in render([one], "en").text
    corrected = report(
        replace(TROOPS, still_mentioned=still), change("correction_added", after=f"Correction: {still}")
    )
    assert "Still in the text" not in render([corrected], "en").text


def test_times_names_and_what_is_no_longer_there():
    one = report(
        change("date_changed", before="2024-10-23T05:10:00+00:00", after="2024-10-24T06:00:00+00:00"),
        change("byline_changed", before="", after="Anna Doe"),
        change("standfirst_changed", before="It was said.", after=""),
    )
    text = render([one], "de", zone=ZoneInfo("Europe/Berlin")).text
    assert "± Datum: 23. Okt. 2024, 07:10 Uhr (MESZ) → 24. Okt. 2024, 08:00 Uhr (MESZ)" in text
    assert "± Autorenzeile: Anna Doe" in text
    assert "− Vorspann: It was said." in text
    assert "Stand 24. Okt. 2024, 09:10 Uhr (MESZ), zuvor 08:40 Uhr" in text


def test_stealth_is_said_in_every_language():
    for code, word in zip(
        CODES, ("without notice", "Ohne Hinweis", "표시 없이", "Без позначки"), strict=True
    ):
        rendered = render([full(stealth=True)], code)
        assert word in rendered.text
        assert word in rendered.html
        assert word not in render([full()], code).text


def test_there_is_never_an_empty_mail():
    for nothing in ([], [report()], [full(), report()]):
        with pytest.raises(ValueError, match="at least one"):
            render(nothing, "en")
        with pytest.raises(ValueError, match="at least one"):
            render_page(nothing, "en")


# ------------------------------------------------------------------------- the markup


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


# ------------------------------------------------------------------------- digests, bounds


def test_a_digest_is_grouped_by_source_the_weightiest_first():
    low = change("byline_changed", Weight.LOW, before="A", after="B")
    reports = [
        report(low, source_name="Quiet", article_url="https://q.example/1"),
        report(TROOPS, source_name="Loud", article_url="https://l.example/1", version_number=3),
        report(low, source_name="Loud", article_url="https://l.example/2"),
        report(PARK, source_name="Loud", article_url="https://l.example/1", version_number=2),
    ]
    rendered = render(reports, "en")
    tree = parser.fromstring(rendered.html)
    assert tree.xpath("//h1//text()") == ["3 articles changed"]
    assert tree.xpath("//h2[contains(@class, 'group')]//text()") == ["Loud", "Quiet"]
    links = re.findall(r"https://[lq]\.example/[0-9]", rendered.text)
    assert links == [
        "https://l.example/1",
        "https://l.example/1",
        "https://l.example/2",
        "https://q.example/1",
    ]
    assert rendered.text.index("Park Sun-won") < rendered.text.index("1,500")  # version 2 before version 3


LONG = {
    "en": "Seoul said that {n} soldiers had left the port. " * 8,
    "ko": "국가정보원은 병력 {n}명이 러시아로 이동했다고 밝혔다. " * 8,
    "uk": "За даними розвідки, до Росії прибуло {n} військових. " * 8,
}


def crowded(number: int, code: str = "ko") -> Report:
    """One report with so many changes of every kind, all long."""
    changes = []
    for n in range(number):
        text = LONG[code].format(n=n)
        before, after = (
            figure(f"{n}명", str(n), str(n), "명"),
            figure(f"{n + 7}명", str(n + 7), str(n + 7), "명"),
        )
        changes += [
            change("figure_changed", before=before, after=after, passage=text, passage_before=text.replace(str(n), "x")),
            change("attribution_added", after=speech(f"기자 {n}" * 5), passage=f"{n} {text}"),
            change("passage_added", after=f"{n} {text} +"),
            change("correction_added", after=f"{n} {text} !"),
        ]  # fmt: skip
    return report(*changes, language=code, headline="국정원 " * 80)


@pytest.mark.parametrize("code", LONG)
def test_ten_thousand_changes_in_one_article_are_one_bounded_mail(code):
    rendered = render([crowded(2500, code)], "uk")
    assert len(rendered.html.encode()) < GMAIL_CLIPS
    assert len(rendered.text.encode()) < GMAIL_CLIPS
    assert "і ще 249" in rendered.text


def test_ten_thousand_changed_articles_are_one_bounded_digest():
    reports = [
        report(TROOPS, PARK, article_url=f"https://news.example/{n}", source_name=f"Source {n % 40}")
        for n in range(10_000)
    ]
    rendered = render(reports, "en")
    assert len(rendered.html.encode()) < GMAIL_CLIPS
    assert len(rendered.text.encode()) < GMAIL_CLIPS
    assert "10000 articles changed" in rendered.subject
    shown = len(set(re.findall(r"https://news\.example/[0-9]+", rendered.text)))
    assert f"and {10_000 - shown} more articles" in rendered.text


def test_crowded_reports_make_a_bounded_digest_too():
    rendered = render([crowded(30) for _ in range(30)], "ko")
    assert len(rendered.html.encode()) < GMAIL_CLIPS


def test_every_kind_has_a_place():
    for kind in ChangeKind:
        parts = {"before": "old words of it", "after": "new words of it"}
        if kind.value.startswith("figure"):
            parts = {"before": TROOPS.before, "after": TROOPS.after}
        if kind.value.startswith("attribution"):
            parts = {"before": speech("A"), "after": speech("B")}
        for code in CODES:
            rendered = render([report(change(kind.value, **parts))], code)
            assert rendered.text


# ------------------------------------------------------------------------- stories


def told_by(outlet: str, *changes, url: str | None = None):
    return report(*changes, source_name=outlet, article_url=url or f"https://{outlet.lower()}.example/a")


def toll(before: str, after: str):
    return change("figure_changed", before=figure(before, before, before), after=figure(after, after, after))


STORIES = [
    # the reports, the titles of the groups
    (
        (told_by("Aller", toll("1500", "3000")), told_by("Bote", toll("1500", "3000"))),
        ["Ein Thema in 2 Medien: Aller, Bote"],
    ),
    # Twelve and nineteen are in two stories of a day by chance.
    ((told_by("Aller", toll("12", "19")), told_by("Bote", toll("12", "19"))), ["Aller", "Bote"]),
    (
        (
            told_by("Aller", toll("12", "19"), toll("27", "15")),
            told_by("Bote", toll("27", "15"), toll("12", "19")),
        ),
        ["Ein Thema in 2 Medien: Aller, Bote"],
    ),
    (
        (told_by("Aller", toll("12", "19"), PARK), told_by("Bote", PARK, toll("12", "19"))),
        ["Ein Thema in 2 Medien: Aller, Bote"],
    ),
    # One outlet with two articles is told under its name.
    (
        (
            told_by("Aller", toll("1500", "3000")),
            told_by("Aller", toll("1500", "3000"), url="https://a.example/2"),
        ),
        ["Aller"],
    ),
    # What joins two joins three, and leaves the fourth alone.
    (
        (
            told_by("Aller", toll("1500", "3000")),
            told_by("Bote", toll("12", "19"), url="https://b.example/other"),
            told_by("Bote", toll("1500", "3000"), toll("8000", "9000")),
            told_by("Celler", toll("8000", "9000")),
        ),
        ["Ein Thema in 3 Medien: Bote, Aller, Celler", "Bote"],
    ),
]


@pytest.mark.parametrize(("reports", "titles"), STORIES)
def test_articles_of_several_outlets_are_one_story(reports, titles):
    html = render(reports, "de").html
    assert re.findall(r"<h2 class=\"group\"[^>]*>([^<]+)</h2>", html) == titles
    # Under a story each sheet says whose it is.
    assert html.count('class="name"') == sum(
        len(reports) - (len(titles) - 1) for title in titles if title.startswith("Ein Thema")
    )
