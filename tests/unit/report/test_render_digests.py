"""Digests: grouped by story and source, the weightiest first, of bounded size whatever happened."""

from __future__ import annotations

import re

import pytest
from lxml import html as parser

from monitor.model import Report, Weight
from monitor.report.render import render
from tests.unit.report.making import GMAIL_CLIPS, PARK, TROOPS, change, figure, report, speech


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


def test_what_has_room_for_a_line_only_still_says_that_it_was_changed_without_notice():
    more = [
        report(PARK, article_url=f"https://news.example/{n}", headline=f"Part {n}", stealth=n == 3)
        for n in range(60)
    ]
    rendered = render([crowded(60, "en"), *more], "en")
    told = re.findall(r"^- (.+)\n  Part ([0-9]+) <", rendered.text, re.MULTILINE)
    assert len(told) == 40
    assert [number for line, number in told if line.endswith(". (Changed without notice)")] == ["3"]
    badges = parser.fromstring(rendered.html).xpath("//div[@class='line']//span[contains(@class, 'badge')]")
    assert [badge.text for badge in badges] == ["Changed without notice"]


def test_crowded_reports_make_a_bounded_digest_too():
    rendered = render([crowded(30) for _ in range(30)], "ko")
    assert len(rendered.html.encode()) < GMAIL_CLIPS


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
