"""The report laid out in rows: what every renderer prints, HTML and plain text alike.

Each sentence of the article is shown once, with the first row that needs it, and every
section is capped: a page that changed in ten thousand places still makes one glance.

Left out: markup, colours, marks (:mod:`monitor.report.render`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Generic, TypeVar

from monitor.model import Attribution, Change, ChangeKind, Figure, Report
from monitor.report import passages
from monitor.report.catalogue import Catalogue
from monitor.report.dates import earlier, moment
from monitor.report.hygiene import clean, safe_link, shortened
from monitor.report.numbers import Difference, counted, difference, quantity
from monitor.report.runs import Phrase, joined, words
from monitor.report.summary import summary
from monitor.report.voices import Voice, reader_of, voice

Row = TypeVar("Row")

# What a first glance can hold; measured on pictures of phone size, where twelve rows
# with their sentences are four screens.
MOST_ROWS = 12

_LONGEST_HEADLINE = 300
_WORTH_CUTTING = 30
_ELLIPSES = re.compile(r"…(?: ?…)+")
_TEXTS = {
    ChangeKind.STANDFIRST_CHANGED: "standfirst",
    ChangeKind.BYLINE_CHANGED: "byline",
    ChangeKind.DATE_CHANGED: "date",
    ChangeKind.PASSAGE_ADDED: "added",
    ChangeKind.PASSAGE_REMOVED: "removed",
    ChangeKind.PASSAGE_EDITED: "edited",
    ChangeKind.PASSAGE_MOVED: "moved",
}
_SIGNS = {
    ChangeKind.PASSAGE_ADDED: "+",
    ChangeKind.PASSAGE_REMOVED: "−",
    ChangeKind.PASSAGE_MOVED: "↕",
    ChangeKind.CORRECTION_ADDED: "!",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure: was, is, what is counted, by how much, who says so, in which sentence."""

    counted: Phrase
    before: Phrase
    """() for a new figure."""
    after: Phrase
    """() for a figure that is gone."""
    moved: Difference
    note: str
    """"new", "gone" or "same number" where there is no difference to show."""
    speaker: Phrase
    sentence: Phrase
    still: Phrase
    """The sentence in which the old value still stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source: what happened to it, who it is, how it speaks, in which sentence."""

    sign: str
    status: str
    who: Phrase
    how: Phrase
    sentence: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """A piece of text: with words marked, or old and new one under the other."""

    sign: str
    label: str
    text: Phrase
    old: Phrase = ()
    """The old text where the two have too little in common to be marked in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Generic[Row]):
    """Rows under a title, and how many more there would be."""

    title: str
    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One report, ready to print in one language."""

    source: str
    headline: Phrase
    link: str | None
    seen: str
    stealth: bool
    summary: Phrase
    figures: Section[FigureRow]
    sources: Section[SourceRow]
    texts: tuple[Section[TextRow], ...]
    """Headline, correction, passages: those that have rows."""


def lay_out(report: Report, words_: Catalogue, zone: tzinfo, *, most_rows: int = MOST_ROWS) -> Sheet:
    """The sheet of one report, with at most so many rows a section."""
    return _Layout(report, words_, zone, most_rows).sheet()


class _Layout:
    """What has been shown while one sheet is made."""

    def __init__(self, report: Report, words_: Catalogue, zone: tzinfo, most_rows: int) -> None:
        self.zone = zone
        self.most_rows = most_rows
        self.report = report
        self.words = words_
        self.language = report.language
        self.shown: set[str] = set()
        self.edits: dict[str, str] = {
            clean(change.after): clean(change.before)
            for change in report.changes
            if change.kind is ChangeKind.PASSAGE_EDITED
            and isinstance(change.before, str)
            and isinstance(change.after, str)
        }

    def sheet(self) -> Sheet:
        report, words_ = self.report, self.words
        figures = self._section("section.figures", self._figures(), self._figure)
        sources = self._section("section.sources", self._sources(), self._source)
        texts = (
            self._section("section.headline", self._of(ChangeKind.HEADLINE_CHANGED), self._text),
            self._section("section.corrections", self._of(ChangeKind.CORRECTION_ADDED), self._text),
            self._section("section.passages", self._passages(), self._text),
        )
        return Sheet(
            source=shortened(clean(report.source_name), 80),
            headline=words(shortened(clean(report.headline), _LONGEST_HEADLINE), report.language),
            link=safe_link(report.article_url),
            seen=_seen(report, words_, self.zone),
            stealth=report.stealth and len(self._of(*_STATES)) < len(report.changes),
            summary=summary(report, words_),
            figures=figures,
            sources=sources,
            texts=tuple(section for section in texts if section.rows),
        )

    def _section(self, title: str, changes: list[Change], row: Callable[[Change], Row]) -> Section[Row]:
        shown = changes[: self.most_rows]
        rows = tuple(row(change) for change in shown)
        return Section(title=self.words.pattern(title), rows=rows, more=len(changes) - len(shown))

    def _of(self, *kinds: ChangeKind) -> list[Change]:
        return [change for change in self.report.changes if change.kind in kinds]

    # ----------------------------------------------------------------- sentences

    def _sentence(self, text: str | None, surface: str, before: str | None = None) -> Phrase:
        """The sentence with its words marked where it was edited; () when already shown."""
        passage = clean(text or "")
        if not passage or passage in self.shown:
            return ()
        self.shown.add(passage)
        old = clean(before or "")
        if old and old != passage:
            self.shown.add(old)
            marked = passages.compared(old, passage, self.language)
            if marked:
                return marked
        for new, former in self.edits.items():
            if passage in new:
                self.shown.add(new)
                marked = passages.compared(former, new, self.language)
                if marked:
                    return marked
                break
        return passages.emphasised(passage, surface, self.language)

    def _still(self, text: str | None) -> Phrase:
        """The sentence of the old value, unless it is shown anyway: above or as a correction."""
        passage = clean(text or "")
        corrections = (clean(_side(change)) for change in self._of(ChangeKind.CORRECTION_ADDED))
        if passage in self.shown or any(passage in correction for correction in corrections):
            return ()
        self.shown.add(passage)
        return passages.quoted(passage, self.language)

    # ----------------------------------------------------------------- rows

    def _figures(self) -> list[Change]:
        """Those of one sentence beside each other, in the order of their first."""
        changes = [
            change
            for change in self.report.changes
            if isinstance(change.before, Figure) or isinstance(change.after, Figure)
        ]
        first: dict[str | None, int] = {}
        for position, change in enumerate(changes):
            first.setdefault(change.passage, position)
        return sorted(changes, key=lambda change: first[change.passage])

    def _figure(self, change: Change) -> FigureRow:
        before = change.before if isinstance(change.before, Figure) else None
        after = change.after if isinstance(change.after, Figure) else None
        figure = after or before
        assert figure is not None
        moved = difference(before, after, self.words) if before and after else Difference()
        note = ""
        if after is None:
            note = self.words.pattern("figure.gone")
        elif before is None:
            note = self.words.pattern("figure.new")
        elif not moved.amount and before.value is not None and before.value == after.value:
            note = self.words.pattern("figure.same")
        return FigureRow(
            counted=self._counted(before, after),
            before=quantity(before, self.words, self.language) if before else (),
            after=quantity(after, self.words, self.language) if after else (),
            moved=moved,
            note=note,
            speaker=words(clean(change.speaker or ""), self.language),
            sentence=self._sentence(change.passage, figure.surface, change.passage_before),
            still=self._still(change.still_mentioned),
        )

    def _counted(self, before: Figure | None, after: Figure | None) -> Phrase:
        """What is counted: both nouns when the article now counts something else."""
        sides = [counted(side, self.language) for side in (before, after) if side is not None]
        named = [side for side in dict.fromkeys(sides) if side]
        if len(named) > 1 and before and after and before.noun != after.noun:
            return (*named[0], *words(" → "), *named[1])
        if named:
            return named[-1]
        figure = after or before
        assert figure is not None
        return words(self.words.pattern(f"kind.{figure.kind.value}"))

    def _sources(self) -> list[Change]:
        return [
            change
            for change in self.report.changes
            if isinstance(change.before, Attribution) or isinstance(change.after, Attribution)
        ]

    def _source(self, change: Change) -> SourceRow:
        before = change.before if isinstance(change.before, Attribution) else None
        after = change.after if isinstance(change.after, Attribution) else None
        side = after or before
        assert side is not None
        told = voice(change)
        who = reader_of(side, self.language, self.words)
        if told in {Voice.REPLACED, Voice.NAMED, Voice.UNNAMED} and before is not None:
            who = (*reader_of(before, self.language, self.words), *words(" → "), *who)
        how = words(self.words.pattern(f"speech.{side.cue_class.value}"))
        if before and after and before.cue_class is not after.cue_class:
            how = (*words(self.words.pattern(f"speech.{before.cue_class.value}")), *words(" → "), *how)
        sign = "±" if before and after else ("+" if after else "−")
        return SourceRow(
            sign=sign,
            status=self.words.pattern(f"source.{told.value}"),
            who=who,
            how=how,
            sentence=self._sentence(change.passage or side.content, side.source, change.passage_before),
        )

    def _passages(self) -> list[Change]:
        """What no row above has shown already."""
        return [change for change in self._of(*_TEXTS) if self._left(change)]

    def _left(self, change: Change) -> bool:
        """Whether something of the passage has not been shown with a figure or a source."""
        if change.kind not in _PASSAGE_KINDS:
            return True
        return any(char.isalnum() for char in self._rest(_side(change)))

    def _rest(self, passage: str) -> str:
        """The passage, its sentences that were shown above left out."""
        rest = clean(passage)
        if rest in self.shown:
            return ""
        for sentence in self.shown:
            if len(sentence) > _WORTH_CUTTING:
                rest = rest.replace(sentence, "…")
        return _ELLIPSES.sub("…", rest)

    def _text(self, change: Change) -> TextRow:
        label = self.words.pattern(f"row.{_TEXTS[change.kind]}") if change.kind in _TEXTS else ""
        sign = _SIGNS.get(change.kind, "±")
        before = change.before if isinstance(change.before, str) else None
        after = change.after if isinstance(change.after, str) else None
        if change.kind is ChangeKind.DATE_CHANGED:
            told = [words(_moment(side, self.words, self.zone)) for side in (before, after)]
            return TextRow(sign=sign, label=label, text=joined([side for side in told if side], " → "))
        if before is not None and not after:
            return TextRow(sign="−", label=label, text=passages.quoted(self._rest(before), self.language))
        if before is not None and after is not None and change.kind is not ChangeKind.PASSAGE_MOVED:
            marked = passages.compared(before, after, self.language)
            if marked is not None:
                return TextRow(sign=sign, label=label, text=marked)
            return TextRow(
                sign=sign,
                label=label,
                text=passages.quoted(after, self.language),
                old=passages.quoted(before, self.language),
            )
        only = (after if after is not None else before) or change.passage or ""
        if change.kind in _PASSAGE_KINDS:
            only = self._rest(only)
        return TextRow(sign=sign, label=label, text=passages.quoted(only, self.language))


_STATES = (ChangeKind.ARTICLE_GONE, ChangeKind.ARTICLE_BACK)
_PASSAGE_KINDS = frozenset(
    {
        ChangeKind.PASSAGE_ADDED,
        ChangeKind.PASSAGE_REMOVED,
        ChangeKind.PASSAGE_EDITED,
        ChangeKind.PASSAGE_MOVED,
    }
)


def _side(change: Change) -> str:
    side = change.after if isinstance(change.after, str) else change.before
    return side if isinstance(side, str) else ""


def _seen(report: Report, words_: Catalogue, zone: tzinfo) -> str:
    at, before = report.captured_at, report.previous_captured_at
    now = moment(at, words_, zone)
    if before is None:
        return words_.text("label.seen", now=now)
    # What is gone was looked for, not seen; what stood there last is the version before.
    gone = any(change.kind is ChangeKind.ARTICLE_GONE for change in report.changes)
    key = "label.gone_before" if gone else "label.seen_before"
    return words_.text(key, now=now, before=earlier(before, at, words_, zone))


def _moment(written: str | None, words_: Catalogue, zone: tzinfo) -> str:
    """A time as the comparison writes it (ISO 8601), as readers do; other text as it is."""
    text = clean(written or "")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment(at, words_, zone) if at.tzinfo else text
