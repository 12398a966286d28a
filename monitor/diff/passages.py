"""What changed in the text itself: passages added, removed, edited, moved; corrections.

What the figures and attributions of a passage already tell is not told again: an edited
passage is reported for what is left of the edit, and light rewording beside a change
that matters is left out.

Left out: the words inside an edited passage; a renderer asks
:func:`monitor.diff.words.word_operations` for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from monitor.diff.align import Alignment, Link, Passage
from monitor.diff.attributions import AttributionSlot
from monitor.diff.corrections import is_correction
from monitor.diff.edits import edit_between, masked
from monitor.diff.figures import FigureSlot, same_noun
from monitor.diff.ledgers import Told
from monitor.diff.live import Digest
from monitor.diff.weigh import weigh_edit, weigh_passage
from monitor.model import Article, Attribution, Change, ChangeKind, Weight
from monitor.read.quantities import same_quantity
from monitor.text.normalise import fold_form

Span = tuple[int, int, int]


def correction_passages(alignment: Alignment, language: str) -> frozenset[int]:
    """The new passages that are correction notices and were none before."""
    found = {j for j in alignment.added if is_correction(alignment.new[j].form, language)}
    for link in alignment.links:
        if link.exact:
            continue
        found |= {
            j
            for j in link.new
            if is_correction(alignment.new[j].form, language)
            and not any(is_correction(alignment.old[i].form, language) for i in link.old)
        }
    # A notice runs on to the end of its block.
    blocks = {alignment.new[j].block: j for j in sorted(found, reverse=True)}
    return frozenset(
        j for j in alignment.added if blocks.get(alignment.new[j].block, len(alignment.new)) <= j
    ) | frozenset(found)


def told_outside(alignment: Alignment, old: Article, new: Article) -> tuple[frozenset[int], frozenset[int]]:
    """The passages (old, new) that came or went but stand in the other version's headline or standfirst.

    A page that is set otherwise, or read otherwise, has its first lines now here, now there.
    """
    heads = [
        fold_form(" ".join(part for part in (one.standfirst, one.headlines.page, one.headlines.og) if part))
        for one in (new, old)
    ]
    return (
        frozenset(i for i in alignment.removed if alignment.old[i].form in heads[0]),
        frozenset(j for j in alignment.added if alignment.new[j].form in heads[1]),
    )


def passage_changes(
    alignment: Alignment,
    figures: Sequence[FigureSlot],
    attributions: Sequence[AttributionSlot],
    told: Sequence[Told],
    corrections: frozenset[int],
    entries: Digest,
    known: tuple[frozenset[int], frozenset[int]],
    language: str,
) -> list[Told]:
    """What is to tell of the passages beside ``told``.

    ``known`` are those (old, new) that the other version has outside its body.
    """
    added = [j for j in alignment.added if j not in entries.new_passages | known[1]]
    removed = [i for i in alignment.removed if i not in entries.old_passages | known[0]]
    found = _one_sided(added, alignment.new, ChangeKind.PASSAGE_ADDED, corrections)
    found += _one_sided(removed, alignment.old, ChangeKind.PASSAGE_REMOVED, frozenset())
    found += _entries(entries, alignment)
    found += _moved(alignment)
    found += _edited(alignment, figures, attributions, told, corrections, language)
    return found


def _one_sided(
    indices: Iterable[int], passages: Sequence[Passage], kind: ChangeKind, corrections: frozenset[int]
) -> list[Told]:
    """One change for each run of passages in one block."""
    runs: list[list[int]] = []
    for index in indices:
        last = runs[-1][-1] if runs else -2
        if (
            index == last + 1
            and passages[index].block == passages[last].block
            and (index in corrections) == (last in corrections)
        ):
            runs[-1].append(index)
        else:
            runs.append([index])
    found: list[Told] = []
    for run in runs:
        text = " ".join(passages[index].text for index in run)
        added = kind is ChangeKind.PASSAGE_ADDED
        if run[0] in corrections and added:
            change = Change(kind=ChangeKind.CORRECTION_ADDED, weight=Weight.HIGH, after=text, passage=text)
        else:
            change = Change(
                kind=kind,
                weight=weigh_passage(passages[run[0]].kind, text),
                before=None if added else text,
                after=text if added else None,
                passage=text,
            )
        found.append(
            Told(
                change=change,
                old_passage=None if added else run[0],
                new_passage=run[0] if added else None,
                offset=passages[run[0]].start,
            )
        )
    return found


def _entries(entries: Digest, alignment: Alignment) -> list[Told]:
    """One change for each entry of a live blog that came or fell off."""
    found: list[Told] = []
    for entry in entries.added:
        text, first = entry.text(alignment.new), entry.passages[0]
        change = Change(kind=ChangeKind.PASSAGE_ADDED, weight=Weight.MEDIUM, after=text, passage=text)
        found.append(Told(change=change, new_passage=first, offset=alignment.new[first].start))
    for entry in entries.removed:
        text, first = entry.text(alignment.old), entry.passages[0]
        change = Change(kind=ChangeKind.PASSAGE_REMOVED, weight=Weight.LOW, before=text, passage=text)
        found.append(Told(change=change, old_passage=first, offset=alignment.old[first].start))
    return found


def _moved(alignment: Alignment) -> list[Told]:
    """One change for each run of passages that moved together."""
    runs: list[list[Link]] = []
    for link in alignment.links:
        if not link.moved:
            continue
        last = runs[-1][-1] if runs else None
        if last and link.new[0] == last.new[-1] + 1 and link.old[0] == last.old[-1] + 1:
            runs[-1].append(link)
        else:
            runs.append([link])
    found: list[Told] = []
    for run in runs:
        before = " ".join(alignment.old[i].text for link in run for i in link.old)
        after = " ".join(alignment.new[j].text for link in run for j in link.new)
        change = Change(
            kind=ChangeKind.PASSAGE_MOVED, weight=Weight.NONE, before=before, after=after, passage=after
        )
        first = run[0]
        found.append(
            Told(
                change=change,
                old_passage=first.old[0],
                new_passage=first.new[0],
                offset=alignment.new[first.new[0]].start,
            )
        )
    return found


def _edited(
    alignment: Alignment,
    figures: Sequence[FigureSlot],
    attributions: Sequence[AttributionSlot],
    told: Sequence[Told],
    corrections: frozenset[int],
    language: str,
) -> list[Told]:
    old_spans, new_spans = _figure_spans(figures, language)
    _add_speech_spans(attributions, told, old_spans, new_spans)
    told_of_new: defaultdict[int, list[Weight]] = defaultdict(list)
    told_of_old: defaultdict[int, list[Weight]] = defaultdict(list)
    for one in told:
        if one.new_passage is not None:
            told_of_new[one.new_passage].append(one.change.weight)
        if one.old_passage is not None:
            told_of_old[one.old_passage].append(one.change.weight)
    found: list[Told] = []
    for link in alignment.links:
        if link.exact:
            continue
        before = " ".join(alignment.old[i].text for i in link.old)
        after = " ".join(alignment.new[j].text for j in link.new)
        first = link.new[0]
        if any(j in corrections for j in link.new):
            change = Change(
                kind=ChangeKind.CORRECTION_ADDED,
                weight=Weight.HIGH,
                before=before,
                after=after,
                passage=after,
            )
        else:
            left = " ".join(_masked(alignment.old[i], old_spans[i]) for i in link.old)
            right = " ".join(_masked(alignment.new[j], new_spans[j]) for j in link.new)
            edit = edit_between(left, right, language)
            others = [weight for j in link.new for weight in told_of_new[j]]
            others += [weight for i in link.old for weight in told_of_old[i]]
            weight = weigh_edit(edit, told=any(one.rank >= Weight.MEDIUM.rank for one in others))
            if others and weight.rank < Weight.MEDIUM.rank:
                continue
            if edit.same and _only_figures_differ(before, after, link, old_spans, new_spans):
                continue
            change = Change(
                kind=ChangeKind.PASSAGE_EDITED, weight=weight, before=before, after=after, passage=after
            )
        found.append(
            Told(change=change, old_passage=link.old[0], new_passage=first, offset=alignment.new[first].start)
        )
    return found


def _only_figures_differ(
    before: str,
    after: str,
    link: Link,
    old_spans: dict[int, list[Span]],
    new_spans: dict[int, list[Span]],
) -> bool:
    """Whether what differs is the notation of figures (3,000 → 3000), which is no edit."""
    return before != after and (
        any(old_spans[i] for i in link.old)
        or any(new_spans[j] for j in link.new)
        or len(link.old) != len(link.new)
    )


def _masked(passage: Passage, spans: Sequence[Span]) -> str:
    return masked(
        passage.text,
        [
            (max(start - passage.start, 0), min(end, passage.end) - passage.start, slot)
            for start, end, slot in spans
            if start < passage.end and end > passage.start
        ],
    )


def _figure_spans(
    figures: Sequence[FigureSlot], language: str
) -> tuple[defaultdict[int, list[Span]], defaultdict[int, list[Span]]]:
    """The spans of figures to mask: told ones with their nouns, unchanged ones without another noun."""
    old_spans: defaultdict[int, list[Span]] = defaultdict(list)
    new_spans: defaultdict[int, list[Span]] = defaultdict(list)
    for number, slot in enumerate(figures):
        whole = True
        if slot.old and slot.new and same_quantity(slot.old.figure, slot.new.figure):
            whole = same_noun(slot.old.figure, slot.new.figure, language)
        for placed, spans in ((slot.old, old_spans), (slot.new, new_spans)):
            if placed is not None:
                figure = placed.figure
                span = (figure.start, figure.end) if whole else (figure.numeral_start, figure.numeral_end)
                spans[placed.passage].append((*span, number))
    return old_spans, new_spans


def _add_speech_spans(
    attributions: Sequence[AttributionSlot],
    told: Sequence[Told],
    old_spans: defaultdict[int, list[Span]],
    new_spans: defaultdict[int, list[Span]],
) -> None:
    """Mask source and cue of the attributions that are told: their words are no further edit."""
    changed = {(one.old_passage, one.new_passage) for one in told if one.change.kind in _SPEECH}
    for number, slot in enumerate(attributions):
        places = (slot.old.passage if slot.old else None, slot.new.passage if slot.new else None)
        if places not in changed:
            continue
        for placed, spans in ((slot.old, old_spans), (slot.new, new_spans)):
            if placed is not None:
                spans[placed.passage] += [(*span, -1 - number) for span in _speech(placed.attribution)]


def _speech(attribution: Attribution) -> list[tuple[int, int]]:
    spans = [(attribution.start, attribution.start + len(attribution.cue))]
    if attribution.source_start is not None:
        spans.append((attribution.source_start, attribution.source_start + len(attribution.source)))
    return spans


_SPEECH = {ChangeKind.ATTRIBUTION_ADDED, ChangeKind.ATTRIBUTION_CHANGED, ChangeKind.ATTRIBUTION_REMOVED}
