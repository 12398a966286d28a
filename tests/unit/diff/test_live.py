"""Live blogs: what is new is told entry by entry."""

from __future__ import annotations

import pytest

from tests.unit.diff.texts import article, compared, kinds

STAMPS = {"en": "{}:15 GMT", "de": "{}:15 Uhr", "ko": "{}시 15분", "uk": "{}:15"}
ENTRY = {
    "en": "Rescuers have reached {} more houses, the fire brigade says. The water is falling.",
    "de": "Die Feuerwehr hat {} weitere Häuser erreicht. Das Wasser sinkt.",
    "ko": "소방 당국은 주택 {}채를 더 확인했다고 밝혔다. 물이 빠지고 있다.",
    "uk": "Рятувальники дісталися ще {} будинків. Вода спадає.",
}


def blog(language: str, hours: range) -> str:
    lines = []
    for hour in reversed(hours):
        lines += [STAMPS[language].format(hour), ENTRY[language].format(hour + 20)]
    return "\n".join(lines)


@pytest.mark.parametrize("language", sorted(STAMPS))
def test_new_entries_are_a_digest(language: str) -> None:
    changes = compared(
        article(blog(language, range(8, 15)), language), article(blog(language, range(8, 17)), language)
    ).changes
    assert kinds(changes) == ["medium passage_added"] * 2
    assert [str(one.after)[:2] for one in changes] == ["16", "15"]


def test_entries_that_fall_off_the_end_are_hardly_news() -> None:
    changes = compared(article(blog("en", range(8, 17))), article(blog("en", range(9, 17)))).changes
    assert kinds(changes) == ["low passage_removed"]


def test_an_edit_inside_an_entry_is_told_as_ever() -> None:
    old = blog("en", range(8, 16))
    changes = compared(article(old), article(old.replace("35 more houses", "39 more houses"))).changes
    assert kinds(changes) == ["high figure_changed"]


def test_a_timeline_is_no_live_blog() -> None:
    old = "The dam broke at night.\n08:15\nThe first call came in.\n09:40\nThe last house was reached."
    changes = compared(article(old), article(old + "\n11:20\nThe road was opened for 40 trucks.")).changes
    assert "medium figure_added" in kinds(changes)
