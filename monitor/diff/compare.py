"""Two versions of an article in, what changed in substance out.

The steps: align the passages, pair the figures and the attributions, let deepdiff compare
the structured record with its two ledgers, add what the passages tell beside that, and
weigh. Flat, deterministic, and empty for two equal versions.

Left out: whether a version is to be compared at all (:mod:`monitor.decide`), and how a
change is shown (:mod:`monitor.report`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from monitor.diff.align import Alignment, align, joined
from monitor.diff.attributions import (
    AttributionSlot,
    PlacedAttribution,
    attribution_slots,
    place_attributions,
)
from monitor.diff.edits import edit_between, masked
from monitor.diff.figures import FigureSlot, figure_slots, place, same_family
from monitor.diff.kinship import Kin
from monitor.diff.ledgers import (
    Told,
    attribution_changes,
    attribution_ledgers,
    figure_changes,
    figure_ledgers,
)
from monitor.diff.live import digest
from monitor.diff.passages import correction_passages, passage_changes, told_outside
from monitor.diff.record import Difference, Happened, article_record, differences
from monitor.diff.weigh import weigh_headline, weigh_standfirst
from monitor.model import Article, Attribution, Change, ChangeKind, Comparison, Figure, Reading, Weight
from monitor.read.figures import read_figures
from monitor.read.quantities import same_quantity
from monitor.text.normalise import fold_form

_BEFORE_THE_BODY = -1


def compare(old: Article, old_reading: Reading, new: Article, new_reading: Reading) -> Comparison:
    """What changed from ``old`` to ``new``, sorted by weight, then by position.

    The readings' offsets refer to the articles' ``text``. The language of the new version
    decides about words.
    """
    language = new.language
    headline_figures = (_figures(old.headline, old.language), _figures(new.headline, language))
    alignment = align(old, new, old_reading.figures, new_reading.figures)
    kin = Kin(old, old_reading, new, new_reading)
    old_speech = place_attributions(old_reading.attributions, alignment.old)
    new_speech = place_attributions(new_reading.attributions, alignment.new)
    attributions = attribution_slots(
        alignment,
        old_speech,
        new_speech,
        kinship=kin,
        one_figure=_one_figure(old_reading, new_reading),
        language=language,
    )
    alignment = joined(alignment, _one_speaker(attributions))
    old_figures = place(old_reading.figures, alignment.old)
    new_figures = place(new_reading.figures, alignment.new)
    figures = figure_slots(
        alignment, old_figures, new_figures, language=language, told=_told_by_headline(*headline_figures)
    )

    alignment = joined(alignment, _one_slot(figures))

    old_record, new_record = article_record(old), article_record(new)
    old_record["figures"], new_record["figures"] = figure_ledgers(figures)
    old_record["attributions"], new_record["attributions"] = attribution_ledgers(attributions, alignment, kin)
    found = differences(old_record, new_record)

    corrections = correction_passages(alignment, language)
    entries = digest(alignment, language)
    known = told_outside(alignment, old, new)
    silent = (entries.old_passages | known[0], corrections | entries.new_passages | known[1])
    told = figure_changes(
        [one for one in found if one.group == "figures"], figures, alignment, new_figures, silent, language
    )
    told += attribution_changes(
        [one for one in found if one.group == "attributions"],
        attributions,
        alignment,
        kin,
        old_speech,
        new_speech,
        silent,
    )
    told += passage_changes(alignment, figures, attributions, told, corrections, entries, known, language)
    told += _about_changes(found, old, new, headline_figures)
    changes = tuple(one.change for one in _sorted(told, alignment))
    return Comparison(changes=changes, stealth=_is_stealth(old, new, changes))


def _one_figure(old: Reading, new: Reading) -> Callable[[PlacedAttribution, PlacedAttribution], bool]:
    """Whether two statements hold an equal figure."""
    sides = (old.figures, new.figures)
    starts = tuple([figure.numeral_start for figure in figures] for figures in sides)

    def said(side: int, attribution: Attribution) -> tuple[Figure, ...]:
        if attribution.content_start is None:
            return ()
        end = attribution.content_start + len(attribution.content)
        return sides[side][
            bisect_left(starts[side], attribution.content_start) : bisect_left(starts[side], end)
        ]

    def one_figure(left: PlacedAttribution, right: PlacedAttribution) -> bool:
        return any(
            same_quantity(one, other)
            for one in said(0, left.attribution)[:20]
            for other in said(1, right.attribution)[:20]
        )

    return one_figure


def _one_speaker(slots: Sequence[AttributionSlot]) -> list[tuple[int, int]]:
    """Pairs of passages in which one source says something else than before."""
    return [
        (slot.old.passage, slot.new.passage) for slot in slots if slot.old and slot.new and not slot.linked
    ]


def _one_slot(slots: Sequence[FigureSlot]) -> list[tuple[int, int]]:
    """Pairs of passages in which one figure changed."""
    return [
        (slot.old.passage, slot.new.passage)
        for slot in slots
        if slot.old and slot.new and not same_quantity(slot.old.figure, slot.new.figure)
    ]


def _figures(text: str, language: str) -> tuple[Figure, ...]:
    return tuple(read_figures(text, language)) if text else ()


def _told_by_headline(old: tuple[Figure, ...], new: tuple[Figure, ...]) -> Callable[[Figure, Figure], bool]:
    gone = [one for one in old if not any(same_quantity(one, other) for other in new)]
    came = [one for one in new if not any(same_quantity(one, other) for other in old)]

    def told(before: Figure, after: Figure) -> bool:
        return any(same_quantity(one, before) for one in gone) and any(
            same_quantity(one, after) for one in came
        )

    return told


def _about_changes(
    found: tuple[Difference, ...],
    old: Article,
    new: Article,
    headline_figures: tuple[tuple[Figure, ...], tuple[Figure, ...]],
) -> list[Told]:
    """What is told of the record beside its ledgers. Section and tags are housekeeping."""
    told: list[Told] = []
    headlines = [one.slot for one in found if one.group == "headline" and one.happened is Happened.CHANGED]
    origin = next((one for one in ("page", "jsonld", "og") if one in headlines), None)
    if origin:
        told += _headline(old, new, origin, headline_figures)
    for one in found:
        if one.happened is not Happened.CHANGED:
            continue
        if (one.group, one.slot) == ("about", "standfirst"):
            told += _standfirst(old, new)
        elif (one.group, one.slot) == ("about", "byline"):
            before, after = ", ".join(old.byline), ", ".join(new.byline)
            told.append(_about(ChangeKind.BYLINE_CHANGED, Weight.LOW, before, after))
        elif (one.group, one.slot) == ("dates", "published"):
            assert old.published is not None
            assert new.published is not None
            before, after = old.published.isoformat(), new.published.isoformat()
            told.append(_about(ChangeKind.DATE_CHANGED, Weight.LOW, before, after))
    return told


def _headline(
    old: Article, new: Article, origin: str, shown: tuple[tuple[Figure, ...], tuple[Figure, ...]]
) -> list[Told]:
    before, after = getattr(old.headlines, origin), getattr(new.headlines, origin)
    read = before == old.headline and after == new.headline
    figures = shown if read else (_figures(before, old.language), _figures(after, new.language))
    left, right, _, alone = _masked_pair(before, after, figures)
    # Readers see the page's own; what search engines and networks are told counts when it has none.
    seen = origin == "page" or not (old.headlines.page or new.headlines.page)
    weight = weigh_headline(edit_between(left, right, new.language), figures_differ=alone, shown=seen)
    return [_about(ChangeKind.HEADLINE_CHANGED, weight, before, after)] if weight is not Weight.NONE else []


def _standfirst(old: Article, new: Article) -> list[Told]:
    before, after = old.standfirst or "", new.standfirst or ""
    if not (before and after) and not (new if after else old).standfirst_shown:
        return []  # only the head states it, and only one capture has it
    if (not before and _in_body(after, old)) or (not after and _in_body(before, new)):
        return []
    figures = (_figures(before, old.language), _figures(after, new.language))
    left, right, differ, _ = _masked_pair(before, after, figures)
    both = bool(before and after)
    weight = (
        weigh_standfirst(edit_between(left, right, new.language), figures_differ=differ)
        if both
        else Weight.LOW
    )
    return [_about(ChangeKind.STANDFIRST_CHANGED, weight, before or None, after or None)]


def _in_body(text: str, article: Article) -> bool:
    return fold_form(text) in fold_form(article.text)


def _masked_pair(
    before: str, after: str, figures: tuple[tuple[Figure, ...], tuple[Figure, ...]]
) -> tuple[str, str, bool, bool]:
    """Both texts with equal figures masked alike; whether one gave way to another; whether any is alone."""
    free = list(enumerate(figures[1], len(figures[0])))
    gone: list[Figure] = []
    old_spans: list[tuple[int, int, int]] = []
    new_spans: list[tuple[int, int, int]] = []
    for number, figure in enumerate(figures[0]):
        old_spans.append((figure.numeral_start, figure.numeral_end, number))
        twin = next(((place, one) for place, one in free if same_quantity(figure, one)), None)
        if twin is None:
            gone.append(figure)
        else:
            free.remove(twin)
            new_spans.append((twin[1].numeral_start, twin[1].numeral_end, number))
    new_spans += [(one.numeral_start, one.numeral_end, place) for place, one in free]
    changed = any(same_family(one, other) and one.vague == other.vague for one in gone for _, other in free)
    return masked(before, old_spans), masked(after, new_spans), changed, bool(gone or free)


def _about(kind: ChangeKind, weight: Weight, before: str | None, after: str | None) -> Told:
    change = Change(kind=kind, weight=weight, before=before, after=after, passage=None)
    return Told(change=change, offset=_BEFORE_THE_BODY)


_ORDER = {kind: place for place, kind in enumerate(ChangeKind)}


def _sorted(told: list[Told], alignment: Alignment) -> list[Told]:
    """By weight, then by place in the new version; what is gone stands where it was."""
    place_of_old: dict[int, int] = {}
    for link in alignment.links:
        for i in link.old:
            place_of_old[i] = link.new[-1]
    last = -1
    for i in range(len(alignment.old)):
        last = place_of_old.setdefault(i, last)

    def key(one: Told) -> tuple[int, int, int, int, int]:
        if one.new_passage is not None:
            place = one.new_passage
        elif one.old_passage is not None:
            place = place_of_old[one.old_passage]
        else:
            place = -1
        return (
            -one.change.weight.rank,
            place,
            1 if one.new_passage is None else 0,
            one.offset,
            _ORDER[one.change.kind],
        )

    return sorted(told, key=key)


def _is_stealth(old: Article, new: Article, changes: tuple[Change, ...]) -> bool:
    """Whether substance changed while the page's own modified date did not."""
    if old.modified is None or new.modified is None or old.modified != new.modified:
        return False
    return any(change.weight.rank >= Weight.MEDIUM.rank for change in changes)
