"""Every way out of a Report: read back by others' parsers, whatever publishers wrote."""

from __future__ import annotations

import csv
import html
import io
import json
from decimal import Decimal

import feedparser
import lxml.html
import pytest
from lxml import etree

from monitor.deliver.message import identity
from monitor.model import Bound, FigureKind, Report
from monitor.report.atom import entry_bytes, feed_bytes
from monitor.report.cells import COLUMNS, csv_bytes, safe_cell
from monitor.report.hygiene import clean
from monitor.report.objects import json_text, report_shape
from monitor.report.render import render, render_page
from tests.unit.report.hostile_titles import FORBIDDEN, LINKS, TITLES
from tests.unit.report.making import PARK, TROOPS, change, figure, report, speech

ATOM = "{http://www.w3.org/2005/Atom}"


def hostile(number: int, title: str) -> Report:
    """The title wherever a publisher's text may stand."""
    return report(
        change("headline_changed", before=f"Old {title}", after=title, passage=title),
        change("passage_edited", before=title, after=f"{title} new", passage=title, passage_before=title),
        change(
            "figure_changed",
            before=figure(f"1,500 {title}", "1,500", "1500", title),
            after=figure(f"3,000 {title}", "3,000", "3000", title),
            passage=title,
            speaker=title,
        ),
        change("attribution_added", after=speech(title, content=title, cue=title), passage=title),
        headline=title,
        source_name=title,
        article_url=LINKS[number % len(LINKS)],
    )


def told(number: int) -> str:
    return identity("changes", str(number), 2, "atom:x")


def feed_of(reports: list[Report], language: str = "en") -> bytes:
    feed = None
    for number, one in enumerate(reports):
        entry = entry_bytes(one, language, identity=told(number))
        feed = feed_bytes(feed, entry, name="x", language=language, most=1000)
    assert feed is not None
    return feed


def is_harmless_html(markup: str) -> None:
    tree = lxml.html.fromstring(markup)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"script", "svg", "img", "iframe", "object", "x", "form"}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in {"href", "src"}:
                assert value.startswith(("https://", "http://"))


def test_there_are_two_hundred():
    assert len(set(TITLES)) == 200


def test_hostile_titles_are_text_in_the_feed():
    reports = [hostile(number, title) for number, title in enumerate(TITLES)]
    document = feed_of(reports)
    assert not FORBIDDEN & set(document.decode())
    assert b"<!DOCTYPE" not in document
    root = etree.fromstring(document)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 200
    for entry in entries:
        assert {child.tag.removeprefix(ATOM) for child in entry} <= {
            "id", "title", "updated", "published", "link", "category", "content",
        }  # fmt: skip
        for link in entry.iterfind(f"{ATOM}link"):
            assert link.get("href").startswith("https://news.example/a")
        assert entry.find(f"{ATOM}title").get("type") is None  # text, not HTML
        is_harmless_html(entry.findtext(f"{ATOM}content"))
    parsed = feedparser.parse(io.BytesIO(document))
    assert not parsed.bozo
    assert len(parsed.entries) == 200


def test_hostile_titles_are_text_in_json_lines():
    for number, title in enumerate(TITLES):
        line = json_text({"id": "msg_1"} | report_shape(hostile(number, title), "en"))
        assert "\n" not in line
        assert not set("<>&") & set(line)
        assert not FORBIDDEN & set(line)
        line.encode()
        shape = json.loads(line)
        assert shape["id"] == "msg_1"
        assert shape["headline"] == clean(title)
        assert shape["url"] is None or shape["url"].startswith("https://news.example/a")
        for text in strings(shape):
            assert not FORBIDDEN & set(text)
            text.encode()


def test_other_programs_read_every_time_in_utc():
    """Whatever clocks readers have: feeds, lines and cells are for programs."""
    one = report(change("headline_changed", before="a", after="b"))
    moment = "2024-10-24T07:10:00+00:00"
    shape = report_shape(one, "ko")
    assert (shape["captured_at"], shape["previous_captured_at"]) == (moment, "2024-10-24T06:40:00+00:00")
    (row,) = csv.DictReader(io.StringIO(csv_bytes([one]).decode("utf-8-sig"), newline=""))
    assert row["time"] == moment
    document = feed_of([one], "ko")
    root = etree.fromstring(document)
    times = [element.text for name in ("updated", "published") for element in root.iter(f"{ATOM}{name}")]
    assert times == [moment] * 3
    assert "2024년 10월 24일 07:10 (UTC)" in root.findtext(f"{ATOM}entry/{ATOM}content")


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inside for text in strings(one)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_hostile_titles_are_text_in_spreadsheets(delimiter):
    """Whatever the program takes for the delimiter, no cell begins as a formula."""
    reports = [hostile(number, title) for number, title in enumerate(TITLES)]
    data = csv_bytes(reports)
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert not FORBIDDEN & set(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    for row in rows:
        for cell in row:
            assert not cell.lstrip(' "').startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    if delimiter == ",":
        assert len(rows) == 1 + 4 * 200
        assert {len(row) for row in rows} == {len(COLUMNS)}


def test_hostile_titles_are_text_in_page_and_letter():
    for number, title in enumerate(TITLES):
        one = hostile(number, title)
        is_harmless_html(render_page([one], "en"))
        letter = render([one], "en").text
        assert not FORBIDDEN & set(letter)
        letter.encode()


CELLS = [
    ("=1+1", "'=1+1"),
    ("+49 30 1234", "'+49 30 1234"),
    ("-5", "'-5"),
    ("@desk", "'@desk"),
    ("\t=1", "'=1"),
    ("\r=1", "'=1"),
    ("  =1", "'=1"),
    ("＝1", "'＝1"),
    ("－1", "'－1"),
    ("a;=1", "a;'=1"),
    ("a; =1", "a;' =1"),
    ("3,000 troops", "3,000 troops"),
    ("병력 3000명 = 사실", "병력 3000명 = 사실"),
    ("−5 °C", "−5 °C"),  # a minus sign proper begins no formula
    ("п’ять", "п’ять"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "cell"), CELLS)
def test_safe_cell(text, cell):
    assert safe_cell(text) == cell


def rows_of(*changes, **more) -> list[dict[str, str]]:
    text = csv_bytes([report(*changes, **more)]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_line_a_change_with_numbers_as_numbers():
    first, second = rows_of(TROOPS, PARK)
    assert first == {
        "time": "2024-10-24T07:10:00+00:00",
        "source": "Sky News",
        "article": "North Korea sends thousands of troops to Russia",
        "language": "en",
        "kind": "figure_changed",
        "weight": "high",
        "before": "1500",
        "after": "3000",
        "counted": "troops",
        "speaker": "Seoul",
        "passage": "Seoul said 3,000 troops had left.",
        "url": "https://news.example/a",
    }
    assert (second["speaker"], second["before"], second["after"]) == ("Park Sun-won", "", "it was so")


FIGURES = [
    (figure("−12.5", "−12.5", "-12.5"), "-12.5"),  # our number: stays one
    (figure("1.5bn", "1.5bn", "1500000000"), "1500000000"),
    (figure("at least 12", "12", "12", bound=Bound.AT_LEAST), "at least 12"),
    (figure("12-15", "12-15", None, low=Decimal(12), high=Decimal(15)), "12-15"),
    (figure("-12 or more", "-12", "-12", bound=Bound.AT_LEAST), "'-12 or more"),
    (figure("thousands", "thousands", None, vague=True, low=Decimal(1000)), "thousands"),
    (figure("1E+999999", "1E+999999", "1E+999999"), "1E+999999"),
]


@pytest.mark.parametrize(("read", "cell"), FIGURES, ids=lambda value: str(value)[:20])
def test_figures_are_numbers_where_they_are_exact(read, cell):
    (row,) = rows_of(change("figure_added", after=read))
    assert row["after"] == cell


def test_the_measure_stands_with_what_is_counted():
    (money,) = rows_of(change("figure_added", after=figure("92 Mio. Euro", "92", "92000000", currency="EUR")))
    assert (money["after"], money["counted"]) == ("92000000", "EUR")
    (percent,) = rows_of(change("figure_added", after=figure("3.5%", "3.5", "3.5", kind=FigureKind.PERCENT)))
    assert (percent["after"], percent["counted"]) == ("3.5", "%")


@pytest.mark.parametrize("language", ["en", "de", "ko", "uk"])
def test_the_words_around_are_the_reader_s(language):
    shape = report_shape(report(TROOPS, PARK), language)
    assert shape["report_language"] == language
    assert shape["subject"] == render([report(TROOPS, PARK)], language).subject
    entry = etree.fromstring(entry_bytes(report(TROOPS), language, identity=told(1)))
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert entry.findtext(f"{ATOM}title") == render([report(TROOPS)], language).subject
    assert html.unescape(entry.findtext(f"{ATOM}content")).count("3") > 0


def test_the_json_of_a_report_is_fixed():
    shape = report_shape(report(TROOPS, PARK), "en")
    assert list(shape) == [
        "source", "url", "headline", "language", "version", "captured_at", "previous_captured_at", "stealth",
        "report_language", "subject", "summary", "changes",
    ]  # fmt: skip
    assert list(shape["changes"][0]) == [
        "kind", "weight", "before", "after", "passage", "speaker", "passage_before",
    ]  # fmt: skip


ENTITY = b"""<!DOCTYPE feed [<!ENTITY e SYSTEM "file:///etc/hostname">]>
<feed xmlns="http://www.w3.org/2005/Atom"><generator>article-monitor</generator><id>&e;</id></feed>"""


@pytest.mark.parametrize("known", [b"", b"<", b"<feed/>", b"{}", b"\xff\xfe", ENTITY])
def test_what_is_no_feed_of_ours_is_refused(known):
    entry = entry_bytes(report(TROOPS), "en", identity=told(1))
    with pytest.raises(ValueError, match="it is no"):
        feed_bytes(known, entry, name="x", language="en", most=5)
