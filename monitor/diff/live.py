"""Live blogs: many timed entries, told as a digest of entries.

A page is a live blog when enough of its blocks start with a time of day (each language's
``words.toml`` says how one is written). What comes in a new entry is then told once, as
that entry, and entries that fall off the end are hardly news.

Left out: edits inside an entry that stays; they are told like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from monitor.diff.align import Alignment, Passage
from monitor.diff.words import word_data

# Timelines of an event have a handful of times; a live blog passes this on its first day.
FEWEST_ENTRIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One timed entry: the indices of its passages, in order."""

    passages: tuple[int, ...]

    def text(self, passages: Sequence[Passage]) -> str:
        """The entry on one line, its time first."""
        return " ".join(passages[index].text for index in self.passages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The entries of a live blog that came and that went; empty for other articles."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()

    @property
    def new_passages(self) -> frozenset[int]:
        """All passages of the new version that stand in an added entry."""
        return frozenset(index for entry in self.added for index in entry.passages)

    @property
    def old_passages(self) -> frozenset[int]:
        """All passages of the old version that stand in a removed entry."""
        return frozenset(index for entry in self.removed for index in entry.passages)


def digest(alignment: Alignment, language: str) -> Digest:
    """The whole entries that came and went; nothing where either version is no live blog."""
    old = _entries(alignment.old, language)
    new = _entries(alignment.new, language)
    if max(len(old), len(new)) < FEWEST_ENTRIES or min(len(old), len(new)) < 1:
        return Digest()
    added, removed = set(alignment.added), set(alignment.removed)
    return Digest(
        added=tuple(entry for entry in new if added.issuperset(entry.passages)),
        removed=tuple(entry for entry in old if removed.issuperset(entry.passages)),
    )


def _entries(passages: Sequence[Passage], language: str) -> list[Entry]:
    pattern = _pattern(language)
    if pattern is None:
        return []
    starts = [
        index
        for index, passage in enumerate(passages)
        if (index == 0 or passages[index - 1].block != passage.block) and pattern.match(passage.form)
    ]
    ends = [*starts[1:], len(passages)] if starts else []
    return [
        Entry(passages=tuple(range(start, end)))
        for start, end in zip(starts, ends, strict=True)
        if start < end
    ]


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    source = word_data(language).entry
    return re.compile(source) if source else None
