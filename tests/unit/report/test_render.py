"""What a mail shows: the substance in order, each sentence once, in the reader's words and times."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from lxml import html as parser

from monitor.model import ChangeKind, Weight
from monitor.report.render import render, render_page
from tests.unit.report.making import CODES, TROOPS, change, figure, full, report, speech


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
