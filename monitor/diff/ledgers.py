"""The two ledgers of a comparison: slots as record entries, and their differences as Changes.

A slot's entry holds what matters of a figure (quantity, bound) or an attribution (source,
class and stance, cue, directness) as one-line strings. Values that are the same thing
otherwise noted get one string on both sides, so that deepdiff sees no difference.

Left out: which slots there are (:mod:`monitor.diff.figures`,
:mod:`monitor.diff.attributions`) and what changed in the text around them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import dataclass

from monitor.diff.align import Alignment, Passage, links_by_passage
from monitor.diff.attributions import OTHER_CONTENT, AttributionSlot, Kinship, PlacedAttribution
from monitor.diff.contexts import Placed
from monitor.diff.figures import FigureSlot, is_rounding, noun_likeness
from monitor.diff.record import Difference, Happened
from monitor.diff.weigh import weigh_attribution, weigh_figure, weigh_figure_alone, weigh_source
from monitor.diff.words import word_data
from monitor.model import Attribution, Change, ChangeKind, Figure
from monitor.read.quantities import same_quantity
from monitor.text.normalise import fold_form
from monitor.text.sentences import sentences

Ledger = dict[str, dict[str, str]]

# From here on an equal number newly written in the same article is the same number; small
# ones (two, seven, 12) are everywhere.
_DISTINCTIVE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A change with the passages it stands in, for ordering and for what is left to tell."""

    change: Change
    old_passage: int | None = None
    new_passage: int | None = None
    offset: int = 0


def slot_key(number: int) -> str:
    """The key of a slot: sorts as the slots do."""
    return f"{number:06d}"


def figure_ledgers(slots: Sequence[FigureSlot]) -> tuple[Ledger, Ledger]:
    """The figures of both versions, keyed by slot."""
    old: Ledger = {}
    new: Ledger = {}
    for number, slot in enumerate(slots):
        key = slot_key(number)
        if slot.old:
            old[key] = _figure_entry(slot.old.figure)
        if slot.new:
            new[key] = _figure_entry(slot.new.figure)
        if slot.old and slot.new and same_quantity(slot.old.figure, slot.new.figure):
            new[key]["quantity"] = old[key]["quantity"]
    return old, new


def _figure_entry(figure: Figure) -> dict[str, str]:
    numbers = (figure.value, figure.low, figure.high)
    unit = figure.currency or figure.unit or ""
    quantity = " ".join("" if number is None else format(number.normalize(), "f") for number in numbers)
    return {
        "quantity": f"{figure.kind} {quantity} {unit}{' vague' if figure.vague else ''}",
        "bound": figure.bound.value,
    }


def attribution_ledgers(
    slots: Sequence[AttributionSlot], alignment: Alignment, kinship: Kinship
) -> tuple[Ledger, Ledger]:
    """The attributions of both versions, keyed by slot."""
    old: Ledger = {}
    new: Ledger = {}
    for number, slot in enumerate(slots):
        key = slot_key(number)
        if slot.old:
            old[key] = _attribution_entry(slot.old.attribution)
        if slot.new:
            new[key] = _attribution_entry(slot.new.attribution)
        if slot.old and slot.new:
            if _kin(slot.old, slot.new, alignment, kinship) == 1:
                new[key]["source"] = old[key]["source"]
            new[key]["content"] = "other" if _says_otherwise(slot) else "same"
            old[key]["content"] = "same"
    return old, new


def _attribution_entry(attribution: Attribution) -> dict[str, str]:
    return {
        "source": fold_form(attribution.source) or "-",
        "manner": f"{attribution.cue_class} {attribution.stance:+d}",
        "cue": fold_form(attribution.cue).casefold(),
        "direct": str(attribution.direct),
        "content": "same",
    }


def _kin(old: PlacedAttribution, new: PlacedAttribution, alignment: Alignment, kinship: Kinship) -> float:
    """The kinship of the two sources; 1 where neither passage names its own.

    "He added" takes its source from what stands before it; when the passage moves, the
    reader may find another one there, or none, and nobody has changed a word.
    """
    if not _names_source(old, alignment.old) and not _names_source(new, alignment.new):
        return 1.0
    return kinship(old.attribution, new.attribution)


def _names_source(placed: PlacedAttribution, passages: Sequence[Passage]) -> bool:
    start, passage = placed.attribution.source_start, passages[placed.passage]
    return bool(placed.attribution.source) and (start is None or passage.start <= start < passage.end)


def _says_otherwise(slot: AttributionSlot) -> bool:
    return slot.content_like < OTHER_CONTENT and not slot.linked


def figure_changes(
    found: Sequence[Difference],
    slots: Sequence[FigureSlot],
    alignment: Alignment,
    all_new: Sequence[Placed],
    silent: tuple[frozenset[int], frozenset[int]],
    language: str,
) -> list[Told]:
    """What the figures' differences tell; passages in ``silent`` (old, new) add and remove nothing.

    Where a figure changed and its old value still stands elsewhere in the new version,
    that passage is named and the figure in it is not told as added.
    """
    told: list[Told] = []
    still: set[int] = set()
    # A value that another slot took on (a swap) is not the old one, still standing.
    taken = {slot.new.order for slot in slots if slot.old and slot.new and not _same(slot)}
    came = {slot.new.order for slot in slots if slot.new and not slot.old}
    standing: defaultdict[Hashable, list[Placed]] = defaultdict(list)
    for placed in all_new:
        if placed.order not in taken:
            standing[_quantity_key(placed.figure)].append(placed)
    for one in found:
        slot = slots[int(one.slot)]
        if one.happened is Happened.CHANGED and slot.old and slot.new:
            mention = None
            if "quantity" in one.fields:
                mention = _mention(slot.old, standing, came, language)
                if mention is not None:
                    still.add(mention.order)
            told.append(_figure_changed(one, slot.old, slot.new, alignment, mention, language))
    for one in found:
        slot = slots[int(one.slot)]
        if one.happened is Happened.ADDED and slot.new:
            if slot.new.order not in still and slot.new.passage not in silent[1]:
                told.append(_one_sided(ChangeKind.FIGURE_ADDED, slot.new, alignment.new, added=True))
        elif one.happened is Happened.REMOVED and slot.old and slot.old.passage not in silent[0]:
            told.append(_one_sided(ChangeKind.FIGURE_REMOVED, slot.old, alignment.old, added=False))
    return told


def _same(slot: FigureSlot) -> bool:
    return bool(slot.old and slot.new and same_quantity(slot.old.figure, slot.new.figure))


def _quantity_key(figure: Figure) -> Hashable:
    """Equal for figures that may be one quantity: a look-up before the exact question is asked."""
    factor = figure.si_factor or 1
    numbers = (figure.value, figure.low, figure.high)
    return figure.kind, *(None if number is None else f"{number * factor:.6e}" for number in numbers)


def _mention(
    old: Placed, standing: Mapping[Hashable, Sequence[Placed]], came: Container[int], language: str
) -> Placed | None:
    """Where the old value still stands in the new version.

    Told of the same thing; or newly written there, where either nothing is said of the
    thing or the number is too distinctive for chance, whatever the thing is called now
    (1,500 soldiers, "the 1,500 special forces reported earlier").
    """
    for one in standing.get(_quantity_key(old.figure), ()):
        if not same_quantity(old.figure, one.figure):
            continue
        noun = noun_likeness(old.figure, one.figure, language)
        if noun > 0 or (one.order in came and (noun == 0 or (one.figure.value or 0) >= _DISTINCTIVE)):
            return one
    return None


def _sentence(placed: Placed, passages: Sequence[Passage], language: str) -> str:
    """The sentence a figure stands in, where its passage is a whole unchanged block."""
    passage = passages[placed.passage]
    at = placed.figure.numeral_start - passage.start
    return next(
        (passage.text[start:end] for start, end in sentences(passage.text, language) if start <= at < end),
        passage.text,
    )


def _figure_changed(
    one: Difference,
    old: Placed,
    new: Placed,
    alignment: Alignment,
    mention: Placed | None,
    language: str,
) -> Told:
    weight = weigh_figure(
        old.figure,
        new.figure,
        same="quantity" not in one.fields,
        refined=is_rounding(old.figure, new.figure),
        same_bound="bound" not in one.fields,
        rounding=word_data(language).rounding,
    )
    change = Change(
        kind=ChangeKind.FIGURE_CHANGED,
        weight=weight,
        before=old.figure,
        after=new.figure,
        passage=alignment.new[new.passage].text,
        still_mentioned=_sentence(mention, alignment.new, language) if mention else None,
    )
    return Told(change=change, old_passage=old.passage, new_passage=new.passage, offset=new.figure.start)


def _one_sided(kind: ChangeKind, placed: Placed, passages: Sequence[Passage], *, added: bool) -> Told:
    change = Change(
        kind=kind,
        weight=weigh_figure_alone(),
        before=None if added else placed.figure,
        after=placed.figure if added else None,
        passage=passages[placed.passage].text,
    )
    return Told(
        change=change,
        old_passage=None if added else placed.passage,
        new_passage=placed.passage if added else None,
        offset=placed.figure.start,
    )


def attribution_changes(
    found: Sequence[Difference],
    slots: Sequence[AttributionSlot],
    alignment: Alignment,
    kinship: Kinship,
    all_old: Sequence[PlacedAttribution],
    all_new: Sequence[PlacedAttribution],
    silent: tuple[frozenset[int], frozenset[int]],
) -> list[Told]:
    """What the attributions' differences tell; passages in ``silent`` (old, new) add and remove nothing."""
    told: list[Told] = []
    link_of_old, link_of_new = links_by_passage(alignment)
    new_text = " ".join(passage.form for passage in alignment.new)
    for one in found:
        slot = slots[int(one.slot)]
        if slot.old and slot.new:
            told.append(_attribution_changed(slot.old, slot.new, slot, alignment, kinship))
        elif slot.new:
            link = link_of_new.get(slot.new.passage)
            others = [alignment.old[i].form for i in link.old] if link else []
            if slot.new.passage not in silent[1] and not _was_there(slot.new, others):
                told.append(_speaks(slot.new, all_old, all_new, alignment, kinship))
        elif slot.old:
            link = link_of_old.get(slot.old.passage)
            others = [alignment.new[j].form for j in link.new] if link else []
            if slot.old.passage not in silent[0] and not _was_there(slot.old, others):
                told.append(_no_longer_speaks(slot.old, all_old, all_new, alignment, kinship, new_text))
    return told


def _attribution_changed(
    old: PlacedAttribution,
    new: PlacedAttribution,
    slot: AttributionSlot,
    alignment: Alignment,
    kinship: Kinship,
) -> Told:
    change = Change(
        kind=ChangeKind.ATTRIBUTION_CHANGED,
        weight=weigh_attribution(slot, _kin(old, new, alignment, kinship)),
        before=old.attribution,
        after=new.attribution,
        passage=alignment.new[new.passage].text,
    )
    return Told(change=change, old_passage=old.passage, new_passage=new.passage, offset=new.attribution.start)


def _speaks(
    placed: PlacedAttribution,
    all_old: Sequence[PlacedAttribution],
    all_new: Sequence[PlacedAttribution],
    alignment: Alignment,
    kinship: Kinship,
) -> Told:
    """An attribution that came. A source is new once, where it first speaks."""
    attribution = placed.attribution
    known = any(kinship(other.attribution, attribution) == 1 for other in all_old)
    known = known or _speaks_before(placed, all_new)
    change = Change(
        kind=ChangeKind.ATTRIBUTION_ADDED,
        weight=weigh_source(attribution, known=known),
        after=attribution,
        passage=alignment.new[placed.passage].text,
    )
    return Told(change=change, new_passage=placed.passage, offset=attribution.start)


def _no_longer_speaks(
    placed: PlacedAttribution,
    all_old: Sequence[PlacedAttribution],
    all_new: Sequence[PlacedAttribution],
    alignment: Alignment,
    kinship: Kinship,
    new_text: str,
) -> Told:
    """An attribution that went. A source is gone once, and only if its name is."""
    attribution = placed.attribution
    known = any(kinship(attribution, other.attribution) == 1 for other in all_new)
    known = known or _speaks_before(placed, all_old) or fold_form(attribution.source) in new_text
    change = Change(
        kind=ChangeKind.ATTRIBUTION_REMOVED,
        weight=weigh_source(attribution, known=known),
        before=attribution,
        passage=alignment.old[placed.passage].text,
    )
    return Told(change=change, old_passage=placed.passage, offset=attribution.start)


def _speaks_before(placed: PlacedAttribution, all_of_text: Sequence[PlacedAttribution]) -> bool:
    return any(
        other.order < placed.order and other.attribution.identity == placed.attribution.identity
        for other in all_of_text
    )


def _was_there(placed: PlacedAttribution, forms: Sequence[str]) -> bool:
    """Whether source and cue stand word for word in the passage's other version.

    The reader then took one of the two sentences otherwise; nobody came or went.
    """
    source, cue = fold_form(placed.attribution.source), fold_form(placed.attribution.cue)
    return bool(source) and any(source in form for form in forms) and any(cue in form for form in forms)
