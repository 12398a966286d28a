"""The JSON that other programs read: its keys and forms are fixed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from monitor.model import (
    Article,
    Attribution,
    Block,
    Change,
    ChangeKind,
    Comparison,
    CueClass,
    Figure,
    FigureKind,
    Headlines,
    Reading,
    SourceOfSpeech,
    Weight,
)
from monitor.shapes import comparison_shape, decimal_string, reading_shape, time_string

FIGURE = Figure(
    kind=FigureKind.MONEY,
    value=Decimal("1.5E9"),
    currency="USD",
    surface="$1.5bn",
    start=0,
    numeral_start=1,
    numeral_end=6,
)
SPEAKER = Attribution(
    source="NIS",
    source_kind=SourceOfSpeech.GOVERNMENT,
    identity="nis",
    cue="said",
    cue_class=CueClass.SAY,
    stance=0,
    direct=False,
    content="that …",
    start=11,
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.5E9", "1500000000"),
        ("2", "2"),
        ("2.50", "2.5"),
        ("100", "100"),
        ("0.00", "0"),
        ("-0", "0"),
        ("-3.10", "-3.1"),
        ("0.0000001", "0.0000001"),
    ],
)
def test_decimal_string_is_plain(number, text):
    assert decimal_string(Decimal(number)) == text


def test_unknown_is_null():
    assert decimal_string(None) is None
    assert time_string(None) is None


def test_times_are_utc_with_seconds():
    assert time_string(datetime(2024, 10, 23, 5, 10, 3, 999, tzinfo=UTC)) == "2024-10-23T05:10:03+00:00"


def test_read_shape():
    article = Article(
        url="https://example.org",
        language="en",
        headlines=Headlines(page="Headline"),
        blocks=(Block(text="$1.5bn, NIS said."),),
    )
    shape = reading_shape("a.html", article, Reading(figures=(FIGURE,), attributions=(SPEAKER,)))
    assert list(shape) == [
        "path",
        "language",
        "headline",
        "standfirst",
        "byline",
        "published",
        "modified",
        "paragraphs",
        "figures",
        "attributions",
    ]
    assert shape["figures"] == [
        {
            "surface": "$1.5bn",
            "start": 0,
            "value": "1500000000",
            "low": None,
            "high": None,
            "vague": False,
            "bound": "exact",
            "kind": "money",
            "unit": None,
            "currency": "USD",
            "noun": None,
            "counted": None,
        }
    ]
    assert shape["attributions"] == [
        {
            "source": "NIS",
            "source_kind": "government",
            "cue": "said",
            "cue_class": "say",
            "stance": 0,
            "direct": False,
            "content": "that …",
            "start": 11,
        }
    ]


def test_diff_shape():
    change = Change(
        kind=ChangeKind.ATTRIBUTION_ADDED, weight=Weight.HIGH, after=SPEAKER, passage="NIS said that …"
    )
    shape = comparison_shape("en", Comparison(changes=(change,), stealth=True))
    assert list(shape) == ["language", "stealth", "changes"]
    assert shape["stealth"] is True
    assert list(shape["changes"][0]) == ["kind", "weight", "before", "after", "passage"]
    assert shape["changes"][0]["before"] is None
    assert shape["changes"][0]["after"]["source"] == "NIS"
