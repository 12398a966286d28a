"""Small makers of changes for the tests of the report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from monitor.model import (
    Attribution,
    Change,
    ChangeKind,
    CueClass,
    Figure,
    FigureKind,
    Report,
    SourceOfSpeech,
    Weight,
)

NOW = datetime(2024, 10, 24, 7, 10, tzinfo=UTC)


def figure(surface: str, numeral: str, value: str | None, noun: str | None = None, **more) -> Figure:
    """A figure whose surface begins at offset 0."""
    at = surface.index(numeral)
    fields = {"kind": FigureKind.COUNT, "value": None if value is None else Decimal(value), "noun": noun}
    places = {"surface": surface, "start": 0, "numeral_start": at, "numeral_end": at + len(numeral)}
    return Figure(**fields | places | more)


def speech(source: str, **more) -> Attribution:
    fields = {
        "source": source,
        "source_kind": SourceOfSpeech.PERSON,
        "identity": source.casefold(),
        "cue": "said",
        "cue_class": CueClass.SAY,
        "stance": 0,
        "direct": False,
        "content": "it was so",
        "start": 0,
    }
    return Attribution(**fields | more)


def change(kind: str, weight: Weight = Weight.HIGH, **more) -> Change:
    return Change(kind=ChangeKind(kind), weight=weight, **more)


def report(*changes: Change, **more) -> Report:
    fields = {
        "source_name": "Sky News",
        "article_url": "https://news.example/a",
        "headline": "North Korea sends thousands of troops to Russia",
        "language": "en",
        "version_number": 2,
        "captured_at": NOW,
        "previous_captured_at": NOW - timedelta(minutes=30),
        "stealth": False,
        "changes": changes,
    }
    return Report(**fields | more)


TROOPS = change(
    "figure_changed",
    before=figure("1,500 special forces", "1,500", "1500", "force"),
    after=figure("3,000 troops", "3,000", "3000", "troop"),
    passage="Seoul said 3,000 troops had left.",
    passage_before="Seoul said 1,500 special forces had left.",
    speaker="Seoul",
)
PARK = change(
    "attribution_added", after=speech("Park Sun-won", direct=True), passage="“Yes,” Park Sun-won said."
)

CODES = ("en", "de", "ko", "uk")
GMAIL_CLIPS = 102 * 1024


def full(**more) -> Report:
    """A report with a change of most kinds."""
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
