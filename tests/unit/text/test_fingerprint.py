"""Two captures that differ in form have one fingerprint; any change of substance has another."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Article, Block, BlockKind, Headlines
from monitor.text.fingerprint import fingerprint

BASE = Article(
    url="https://news.example/a",
    language="de",
    headlines=Headlines(page="Brücke bleibt gesperrt", og="Brücke bleibt gesperrt"),
    standfirst="Die Sanierung dauert bis 2027.",
    byline=("Anna Kraus", "Jan Wolf"),
    published=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
    modified=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    section="Verkehr",
    tags=("Brücke",),
    blocks=(
        Block(text="Die Brücke über die Weser bleibt „mindestens“ bis 12.30 Uhr gesperrt."),
        Block(text="Die Kosten steigen auf 3,5 Millionen Euro."),
    ),
)


def body(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Article:
    return replace(BASE, blocks=tuple(Block(kind=kind, text=text) for text in texts))


FIRST, SECOND = BASE.paragraphs

SAME = {
    "quotes": body(FIRST.replace("„", "»").replace("“", "«"), SECOND),
    "spaces": body(FIRST.replace(" bleibt", "\u00a0 bleibt"), SECOND),
    "soft hyphen": body(FIRST.replace("Brücke", "Brü\u00adcke"), SECOND),
    "paragraphs merged": body(f"{FIRST} {SECOND}"),
    "kinds": body(FIRST, SECOND, kind=BlockKind.QUOTE),
    "modified alone": replace(BASE, modified=datetime(2026, 3, 2, tzinfo=UTC)),
    "section and tags": replace(BASE, section="Region", tags=()),
    "address": replace(BASE, url="https://news.example/a?b=1"),
    "a further origin of the same headline": replace(
        BASE, headlines=Headlines(page="Brücke bleibt gesperrt", jsonld="Brücke  bleibt gesperrt")
    ),
    "order of the byline": replace(BASE, byline=("Jan Wolf", "Anna Kraus")),
}


@pytest.mark.parametrize("other", SAME.values(), ids=SAME.keys())
def test_form_is_not_seen(other: Article) -> None:
    assert fingerprint(other) == fingerprint(BASE)


OTHER = {
    "figure": body(FIRST, SECOND.replace("3,5", "5,3")),
    "decimal comma": body(FIRST, SECOND.replace("3,5", "35")),
    "scale": body(FIRST, SECOND.replace("Millionen", "Milliarden")),
    "time": body(FIRST.replace("12.30", "13.30"), SECOND),
    "passage gone": body(FIRST),
    "passage moved": body(SECOND, FIRST),
    "headline": replace(BASE, headlines=Headlines(page="Brücke wieder frei", og="Brücke bleibt gesperrt")),
    "standfirst": replace(BASE, standfirst="Die Sanierung dauert bis 2028."),
    "byline": replace(BASE, byline=("Anna Kraus",)),
    "published": replace(BASE, published=datetime(2026, 3, 2, tzinfo=UTC)),
    "capital letter": body(FIRST.replace("Weser", "weser"), SECOND),
}


@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER.keys())
def test_substance_is_seen(other: Article) -> None:
    assert fingerprint(other) != fingerprint(BASE)


def test_is_versioned() -> None:
    assert re.fullmatch(r"1:[0-9a-f]{32}", fingerprint(BASE))


def test_the_recipe_has_not_changed_unnoticed() -> None:
    """Who changes the recipe raises the version: stored fingerprints would lie otherwise."""
    assert fingerprint(BASE) == "1:55780c36b943b8e4c6fad72a29bfd43d"


def test_fields_do_not_run_into_each_other() -> None:
    assert fingerprint(replace(BASE, standfirst=None, byline=("x",))) != fingerprint(
        replace(BASE, standfirst="x", byline=())
    )


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(min_value=-12, max_value=14))
def test_the_zone_in_which_a_moment_is_written_is_form(hours: int) -> None:
    moment = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    local = moment.astimezone(timezone(timedelta(hours=hours)))
    assert fingerprint(replace(BASE, published=local.astimezone(UTC))) == fingerprint(BASE)
