"""Whole comparisons: the record, the order, stealth, and the seed case."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.model import Attribution, Change, ChangeKind, Figure, Headlines, Weight
from tests.golden.cases import article as page_article
from tests.unit.diff.texts import article, compared, kinds

SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).parents[4] / "shared"))
EARLY = datetime(2024, 10, 22, 7, tzinfo=UTC)
LATE = datetime(2024, 10, 22, 9, tzinfo=UTC)

LEAD = "The dam above the valley held through the night."

# language, old headline, new headline, weight or None
HEADLINES = [
    ("en", "Dam holds after storm", "Dam holds after storm", None),
    ("en", "Dam ‘holds’ after storm – mayor", "Dam 'holds' after storm - mayor", None),
    ("en", "12 dead in flood", "19 dead in flood", "high"),
    ("en", "3,000 flee flood", "3000 flee flood", None),
    ("en", "12 dead in flood", "Dead in flood", "high"),
    ("en", "Ministry denies leak", "Ministry confirms leak", "high"),
    ("en", "Dam holds after storm", "Dam holds after the storm", "low"),
    ("en", "Minister will resign", "Minister will not resign", "high"),
    ("de", "Damm hält nach dem Sturm", "Damm hält nach Sturm", "low"),
    ("de", "Damm hält nach Sturm", "Damm bricht nach Sturm", "high"),
    ("ko", "국정원은 “파병 확인”", "국정원이 “파병 확인”", "low"),
    ("ko", "북한군 1500명 파병", "북한군 3000명 파병", "high"),
    ("uk", "Дамба витримала бурю", "Дамба не витримала бурю", "high"),
]


@pytest.mark.parametrize(("language", "old", "new", "weight"), HEADLINES)
def test_a_headline_is_told_for_its_substance(language: str, old: str, new: str, weight: str | None) -> None:
    changes = compared(article(LEAD, language, old), article(LEAD, language, new)).changes
    assert kinds(changes) == ([f"{weight} headline_changed"] if weight else [])


# what the networks were told, what they are told now, what is told of it
UNSEEN = [
    ("Dam holds", "This dam is a wonder of the world", []),
    ("Dam holds for 12 days", "Dam holds for 14 days", ["low headline_changed"]),
    ("Minister denies leak", "Minister does not deny leak", ["low headline_changed"]),
]


@pytest.mark.parametrize(("before", "after", "told"), UNSEEN)
def test_a_headline_that_readers_do_not_see_is_low_at_most(before: str, after: str, told: list[str]) -> None:
    old = article(LEAD, headlines=Headlines(page="Dam holds", og=before))
    new = article(LEAD, headlines=Headlines(page="Dam holds", og=after))
    assert kinds(compared(old, new).changes) == told


def test_what_only_one_capture_states_in_its_head_is_no_change() -> None:
    old = article(LEAD, standfirst=None, byline=())
    new = article(LEAD, standfirst="How the dam held.", standfirst_shown=False, byline=("Anna Kraus",))
    shown = article(LEAD, standfirst="How the dam held.", byline=("Anna Kraus",))
    assert kinds(compared(old, new).changes) == []
    assert kinds(compared(new, old).changes) == []
    assert kinds(compared(old, shown).changes) == ["low standfirst_changed"]


def test_byline_date_and_standfirst_are_told_with_their_weights() -> None:
    old = article(LEAD, byline=("A. One",), published=EARLY, standfirst="The valley slept badly.")
    new = article(LEAD, byline=("B. Two",), published=LATE, standfirst="The valley had slept badly.")
    assert sorted(kinds(compared(old, new).changes)) == [
        "low byline_changed",
        "low date_changed",
        "low standfirst_changed",
    ]


def test_a_figure_in_the_standfirst_is_substance() -> None:
    old, new = (article(LEAD, standfirst=f"At least {n} people died.") for n in (12, 19))
    assert kinds(compared(old, new).changes) == ["high standfirst_changed"]


def test_a_standfirst_that_is_set_as_first_paragraph_is_no_change() -> None:
    """Neither it nor what it holds came or went, in whichever direction."""
    first = "At least 12 people died in the flood, the mayor said."
    apart, inside = article(LEAD, standfirst=first), article(f"{first}\n{LEAD}")
    assert compared(apart, inside).changes == ()
    assert compared(inside, apart).changes == ()


def test_a_negation_turns_a_sentence_round() -> None:
    old, new = (
        article("The council will rebuild the bridge."),
        article("The council will not rebuild the bridge."),
    )
    assert kinds(compared(old, new).changes) == ["medium passage_edited"]


@pytest.mark.parametrize(
    ("language", "old", "new", "weight"),
    [
        ("en", "The organisation opened a school.", "The organization opened a school.", "none"),
        ("en", "The mayor opened a school, he said.", "The mayor opened a school he said.", "none"),
        ("de", "Der Vorstand hat gestern getagt, daß es kracht.", "Der Vorstand hat gestern getagt, dass es kracht.", "none"),
        ("uk", "Мер відкрив нову школу у центрі міста.", "Мер відкрив нову школу в центрі міста.", "none"),
        ("ko", "시장은 새 학교를 열었다.", "시장이 새 학교를 열었다.", "low"),
        ("en", "The mayor resigned before the vote on the budget.", "The mayor resigned after the vote on the budget.", "low"),
        ("en", "The mayor opened a small school in town.", "The mayor opened a large school in town.", "low"),
        ("en", "The vote is on 12 March.", "The vote is on 14 March.", "medium"),
        ("en", "The mayor opened a school.", "The mayor opened a school that had been closed since the storm destroyed its roof.", "medium"),
        ("en", "Reds beat Blues in the final on Sunday.", "Blues beat Reds in the final on Sunday.", "low"),
    ],
)  # fmt: skip
def test_an_edit_weighs_what_it_changes(language: str, old: str, new: str, weight: str) -> None:
    changes = compared(article(old, language), article(new, language)).changes
    assert [one for one in kinds(changes) if "passage" in one] == [f"{weight} passage_edited"]


def test_changes_come_by_weight_then_by_place() -> None:
    old = article(f"Police found 12 boats.\n{LEAD}\nThe road is closed.", headline="Dam holds")
    new = article(
        f"Police found 14 boats.\nThe road is closed.\nA ferry sank.\n{LEAD}", headline="Dam breaks"
    )
    changes = compared(old, new).changes
    assert [one.weight.rank for one in changes] == sorted((one.weight.rank for one in changes), reverse=True)
    assert kinds(changes) == [
        "high headline_changed",
        "high figure_changed",
        "medium passage_added",
        "none passage_moved",
    ]


@pytest.mark.parametrize(
    ("old", "new", "text", "stealth"),
    [
        (EARLY, EARLY, "Police found 14 boats.", True),
        (EARLY, LATE, "Police found 14 boats.", False),
        (None, None, "Police found 14 boats.", False),
        (EARLY, EARLY, "Police found 12 boats.", False),
        (EARLY, EARLY, "Police found twelve boats.", False),
    ],
)
def test_stealth_is_substance_without_a_new_date(
    old: datetime | None, new: datetime | None, text: str, stealth: bool
) -> None:
    comparison = compared(article("Police found 12 boats.", modified=old), article(text, modified=new))
    assert comparison.stealth is stealth


def test_a_heading_is_a_signpost() -> None:
    assert kinds(compared(article(LEAD), article(f"## After the storm\n{LEAD}")).changes) == [
        "low passage_added"
    ]


def test_an_article_in_another_language_than_before_is_compared() -> None:
    changes = compared(article(LEAD, "en"), article("Der Damm hat gehalten.", "de")).changes
    assert set(kinds(changes)) >= {"medium passage_added", "medium passage_removed"}


def test_empty_articles_are_compared() -> None:
    assert compared(article(""), article("")).changes == ()
    assert kinds(compared(article(""), article(LEAD)).changes) == ["medium passage_added"]


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "data" / "seed").is_dir(), reason="the shared material is not here")
class TestSeed:
    """The article that the project started from: what a reader must be told, and what never."""

    folder = SHARED / "data" / "seed"

    @pytest.fixture
    def changes(self) -> tuple[Change, ...]:
        comparison = compared(
            page_article(self.folder / "old.html", "en"), page_article(self.folder / "new.html", "en")
        )
        assert comparison.stealth is self.expected()["stealth"]
        return comparison.changes

    def expected(self) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))
        return found

    def test_the_changed_figures_are_exactly_those(self, changes: tuple[Change, ...]) -> None:
        found = [
            (one.before.value, one.after.value, one.weight)
            for one in changes
            if one.kind is ChangeKind.FIGURE_CHANGED
            and isinstance(one.before, Figure)
            and isinstance(one.after, Figure)
        ]
        wanted = [
            (Decimal(old), Decimal(new), Weight.HIGH)
            for old, new, _ in self.expected()["changed_figures"]  # type: ignore[attr-defined]
        ]
        assert found == wanted

    def test_the_old_figure_is_told_as_still_mentioned(self, changes: tuple[Change, ...]) -> None:
        change = next(one for one in changes if one.kind is ChangeKind.FIGURE_CHANGED)
        assert "National Intelligence Service" in (change.still_mentioned or "")

    def test_the_new_sources_are_exactly_those(self, changes: tuple[Change, ...]) -> None:
        added = [
            one.after
            for one in changes
            if one.kind is ChangeKind.ATTRIBUTION_ADDED and one.weight is Weight.HIGH
        ]
        sources = [one.source for one in added if isinstance(one, Attribution)]
        wanted = [source for source, _ in self.expected()["new_attributions"]]  # type: ignore[attr-defined]
        assert len(sources) == len(wanted)
        for name in wanted:
            assert any(name.casefold() in source.casefold() for source in sources), (name, sources)

    def test_the_changed_attributions_are_exactly_those(self, changes: tuple[Change, ...]) -> None:
        found = {
            one.before.source for one in changes
            if one.kind is ChangeKind.ATTRIBUTION_CHANGED and isinstance(one.before, Attribution)
        }  # fmt: skip
        assert found == {source for source, _, _ in self.expected()["changed_attributions"]}  # type: ignore[attr-defined]

    def test_no_source_is_told_as_gone(self, changes: tuple[Change, ...]) -> None:
        assert not [one for one in changes if one.kind is ChangeKind.ATTRIBUTION_REMOVED]

    def test_the_headline_is_told(self, changes: tuple[Change, ...]) -> None:
        assert "high headline_changed" in kinds(changes)

    def test_furniture_and_unchanged_paragraphs_are_never_told(self, changes: tuple[Change, ...]) -> None:
        passages = [one.passage or "" for one in changes]
        for never in (
            "Updated",
            "Story 12",
            "Weather",
            "In June",
            "mutual defence",
            "Chrome",
            "Read more",
            "Breaking News",
            "Install",
        ):
            assert not any(never in passage for passage in passages)
        assert not [
            one for one in changes if one.kind in {ChangeKind.PASSAGE_REMOVED, ChangeKind.FIGURE_REMOVED}
        ]
