"""What is stored comes back equal, and older data still loads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from monitor.codec import dumps, loads
from monitor.decide import ArticleState, Sighting, Status
from monitor.model import (
    Article,
    Attribution,
    Block,
    BlockKind,
    Bound,
    Change,
    ChangeKind,
    CueClass,
    Figure,
    FigureKind,
    Headlines,
    Reading,
    Report,
    SourceOfSpeech,
    Weight,
)

WHEN = datetime(2024, 10, 23, 5, 10, tzinfo=UTC)
FIGURE = Figure(
    kind=FigureKind.COUNT,
    value=Decimal(1500),
    bound=Bound.ABOUT,
    noun="soldier",
    surface="some 1,500 soldiers",
    start=4,
    numeral_start=9,
    numeral_end=14,
)
SPEAKER = Attribution(
    source="박선원 의원",
    source_kind=SourceOfSpeech.PERSON,
    identity="박선원",
    cue="말했다",
    cue_class=CueClass.SAY,
    stance=0,
    direct=True,
    content="훈련 징후가 포착됐다",
    start=40,
)
ARTICLE = Article(
    url="https://example.org/новини/1",
    language="uk",
    headlines=Headlines(page="Заголовок", og="Заголовок | Сайт"),
    standfirst="Підзаголовок",
    byline=("Олена Кравець",),
    published=WHEN,
    tags=("війна",),
    blocks=(Block(text="Перший абзац."), Block(kind=BlockKind.QUOTE, text="«Цитата»")),
)
VALUES = [
    ARTICLE,
    Reading(figures=(FIGURE,), attributions=(SPEAKER,)),
    Change(kind=ChangeKind.FIGURE_CHANGED, weight=Weight.HIGH, before=FIGURE, after=FIGURE, passage="…"),
    Change(kind=ChangeKind.ATTRIBUTION_ADDED, weight=Weight.HIGH, after=SPEAKER),
    Change(kind=ChangeKind.HEADLINE_CHANGED, weight=Weight.HIGH, before="a", after="b"),
    ArticleState(status=Status.HELD, recent=(Sighting(fingerprint="1:ab", at=WHEN),), flips=(WHEN,)),
    Report(
        source_name="Kurier",
        article_url="https://example.org/1",
        headline="Überschrift",
        language="de",
        version_number=2,
        captured_at=WHEN,
        previous_captured_at=None,
        stealth=True,
        changes=(Change(kind=ChangeKind.ARTICLE_GONE, weight=Weight.HIGH, before="x"),),
    ),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_round_trip(value):
    assert loads(type(value), dumps(value)) == value


def test_a_field_that_older_data_lacks_takes_its_default():
    data = json.loads(dumps(ARTICLE))
    del data["tags"]
    assert loads(Article, json.dumps(data)).tags == ()


def test_a_field_that_this_version_does_not_know_is_passed_over():
    data = json.loads(dumps(ARTICLE)) | {"mood": "glum"}
    assert loads(Article, json.dumps(data)) == ARTICLE


def test_sides_of_a_change_keep_their_type():
    change = loads(Change, dumps(VALUES[3]))
    assert isinstance(change.after, Attribution)
    assert change.before is None
