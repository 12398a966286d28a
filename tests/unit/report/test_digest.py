"""From comparison to report: who says so, the old sentence, and what a reader asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import (
    Article,
    Attribution,
    Block,
    ChangeKind,
    Comparison,
    Figure,
    Headlines,
    Reading,
    Version,
    Weight,
)
from monitor.report.digest import build_report, select
from tests.unit.report.making import NOW, PARK, TROOPS, change, figure, report, speech

OLD = "The ship left on Friday. The agency said 1,500 soldiers were on board. Nobody was hurt."
NEW = "The ship left on Friday. The agency said 3,000 soldiers were on board. Nobody was hurt."


def version(number: int, text: str, *attributions: Attribution) -> Version:
    article = Article(
        url="https://news.example/a",
        language="en",
        headlines=Headlines(page=f"Headline {number}"),
        blocks=(Block(text="First paragraph."), Block(text=text)),
    )
    reading = Reading(attributions=attributions)
    return Version(number=number, captured_at=NOW, article=article, reading=reading, fingerprint=str(number))


def at(number: str, text: str) -> Figure:
    start = len("First paragraph.\n") + text.index(number)
    return figure(f"{number} soldiers", number, number.replace(",", ""), "soldier", start=start)


def test_the_report_holds_article_version_and_who_says_so():
    said = speech(
        "The agency", content="3,000 soldiers were on board", content_start=17 + NEW.index("3,000"), start=17
    )
    everybody = speech("Everybody", content=NEW, content_start=17)
    old, new = version(1, OLD), version(2, NEW, everybody, said)
    changed = change("figure_changed", before=at("1,500", OLD), after=at("3,000", NEW), passage="P.")
    built = build_report("Sky News", new.article, new, old, Comparison(changes=(changed,), stealth=True))
    assert (built.source_name, built.headline, built.version_number) == ("Sky News", "Headline 2", 2)
    assert (built.captured_at, built.previous_captured_at, built.stealth) == (NOW, NOW, True)
    (told,) = built.changes
    assert told.speaker == "The agency"  # the tightest of the two that cover the figure
    assert told.passage_before == "The agency said 1,500 soldiers were on board."


def test_a_figure_that_is_gone_is_attributed_in_the_old_version():
    said = speech("The agency", content=OLD, content_start=17)
    old, new = version(1, OLD, said), version(2, "Nobody was hurt.")
    gone = change("figure_removed", before=at("1,500", OLD), passage="P.")
    built = build_report("A", new.article, new, old, Comparison(changes=(gone,)))
    assert built.changes[0].speaker == "The agency"
    assert built.changes[0].passage_before is None


def test_offsets_that_lead_elsewhere_do_no_harm():
    old, new = version(1, OLD), version(2, NEW)
    for start in (0, 5, 10_000, -1):
        stray = figure("1,500 soldiers", "1,500", "1500", start=start)
        changed = change("figure_changed", before=stray, after=at("3,000", NEW), passage="P.")
        built = build_report("A", new.article, new, old, Comparison(changes=(changed,)))
        assert built.changes[0].passage_before is None
    first = build_report("A", new.article, new, None, Comparison(changes=(changed,)))
    assert first.previous_captured_at is None


def test_text_changes_are_left_as_they_are():
    new = version(2, NEW)
    headline = change("headline_changed", before="a", after="b")
    assert build_report("A", new.article, new, None, Comparison(changes=(headline,))).changes == (headline,)


LOW = change("byline_changed", Weight.LOW, before="A", after="B")
NONE = change("passage_moved", Weight.NONE, before="x", after="x")
MEDIUM = change("passage_added", Weight.MEDIUM, after="x")

SELECTIONS = [
    # minimum, kinds, what is left
    (Weight.MEDIUM, None, (TROOPS, PARK, MEDIUM)),
    (Weight.HIGH, None, (TROOPS, PARK)),
    (Weight.LOW, None, (TROOPS, PARK, MEDIUM, LOW)),
    (Weight.NONE, None, (TROOPS, PARK, MEDIUM, LOW)),
    (Weight.MEDIUM, frozenset({ChangeKind.FIGURE_CHANGED}), (TROOPS,)),
    (Weight.LOW, frozenset({ChangeKind.BYLINE_CHANGED, ChangeKind.PASSAGE_MOVED}), (LOW,)),
]


@pytest.mark.parametrize(("minimum", "kinds", "left"), SELECTIONS)
def test_select(minimum, kinds, left):
    selected = select(report(TROOPS, PARK, MEDIUM, LOW, NONE), minimum=minimum, kinds=kinds)
    assert selected is not None
    assert selected.changes == left


def test_there_is_never_an_empty_report():
    assert select(report(LOW, NONE), minimum=Weight.MEDIUM, kinds=None) is None
    assert select(report(NONE), minimum=Weight.NONE, kinds=None) is None
    assert select(report(TROOPS), minimum=Weight.LOW, kinds=frozenset()) is None
    assert select(report(), minimum=Weight.NONE, kinds=None) is None


def test_a_pronoun_is_told_by_the_name_that_it_stands_for():
    named = replace(speech("Park Sun-won"), identity="park", start=20)
    said = replace(speech("he"), identity="park", start=60)
    lone = replace(speech("she"), identity="nobody", start=80)
    new = version(2, NEW, named, said, lone)
    changes = tuple(change("attribution_added", after=one) for one in (said, lone))
    told = build_report("A", new.article, new, version(1, OLD), Comparison(changes=changes))
    assert [one.after.source for one in told.changes] == ["Park Sun-won", "she"]
