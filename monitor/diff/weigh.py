"""How much a difference matters to an editor, each rule with its reason.

high: what was reported as true is now told otherwise, or by somebody else. medium: there
is more or less to know. low: the same said otherwise. none: the same elsewhere. Editors
get medium and above unless they ask otherwise.

Left out: which differences there are.
"""

from __future__ import annotations

from monitor.diff.attributions import OTHER_CONTENT, AttributionSlot
from monitor.diff.edits import Edit
from monitor.model import (
    OWN_VOICE,
    Attribution,
    BlockKind,
    Bound,
    CueClass,
    Figure,
    FigureKind,
    SourceOfSpeech,
    Weight,
)

# Whether a thing is so: between these classes a statement is reversed, or the newsroom's
# trust in it is (claim against confirm).
_TRUTH = {
    CueClass.CONFIRM,
    CueClass.ADMIT,
    CueClass.DENY,
    CueClass.REFUTE,
    CueClass.CLAIM,
    CueClass.DECLINE,
}
# Ways of putting it: from one of these to another is style (said → announced).
_TELLING = {
    CueClass.SAY,
    CueClass.ANNOUNCE,
    CueClass.REPORT,
    CueClass.ACCORDING,
    CueClass.EXPLAIN,
    CueClass.DESCRIBE,
    CueClass.OPINION,
    CueClass.REVEAL,
    CueClass.FIND,
    CueClass.AGREE,
    CueClass.SUGGEST,
}

# Approximations that come and go in copy-editing: 3천여 → 3천, rund 3.000 → 3.000.
_ROUND = {Bound.EXACT, Bound.ABOUT}

# A clause of news has four content words or more; fewer is wording. No measurement beyond
# the golden cases: the pages at hand hold too few annotated rewordings.
_CLAUSE = 4
# From here on little of the sentence is what it was.
_REWRITTEN = 0.6

# A paragraph this short, in words, that does not end as a sentence does is a label ("By
# region", "Photo: city archive"); on the newsroom's own revisions all such were.
_LABEL = 6
_ENDS = frozenset(".!?…:;\"'”’“»›)]")
_LINK = ("http://", "https://", "www.")


def weigh_figure(
    old: Figure, new: Figure, *, same: bool, refined: bool, same_bound: bool, rounding: frozenset[str]
) -> Weight:
    """A value or unit is high, a bound medium, a closer or rounder notation low.

    ``rounding`` are the language's marks inside a numeral that only round it (3천여).
    """
    if not same and not refined:
        return Weight.LOW if _unit_left_out(old, new) else Weight.HIGH
    if same_bound:
        return Weight.LOW
    bounds = {Bound.ABOUT if _is_rounded(one, rounding) else one.bound for one in (old, new)}
    return Weight.LOW if bounds <= _ROUND else Weight.MEDIUM


def _unit_left_out(old: Figure, new: Figure) -> bool:
    """Whether the same number has its unit on one side only: "400 or 500 euros" names it once."""
    numbers = [(one.value, one.low, one.high, one.vague) for one in (old, new)]
    bare = [one.kind is FigureKind.COUNT and one.unit is None and one.currency is None for one in (old, new)]
    return numbers[0] == numbers[1] and bare[0] != bare[1] and (old.noun is None or new.noun is None)


def _is_rounded(figure: Figure, rounding: frozenset[str]) -> bool:
    numeral = figure.surface[figure.numeral_start - figure.start : figure.numeral_end - figure.start]
    return any(mark in numeral for mark in rounding)


def weigh_attribution(slot: AttributionSlot, kin: float) -> Weight:
    """Another source or a reversed stance is high, another statement medium, style low."""
    assert slot.old is not None
    assert slot.new is not None
    old, new = slot.old.attribution, slot.new.attribution
    if kin == 0:
        return Weight.HIGH
    if kin < 1 and _is_unnamed(old) != _is_unnamed(new):
        return Weight.HIGH
    if _reversed(old, new):
        return Weight.HIGH
    if slot.content_like < OTHER_CONTENT and not slot.linked:
        return Weight.MEDIUM
    if kin < 1:
        return Weight.MEDIUM
    if old.cue_class is not new.cue_class and not {old.cue_class, new.cue_class} <= _TELLING:
        return Weight.MEDIUM
    return Weight.LOW


def _reversed(old: Attribution, new: Attribution) -> bool:
    if old.stance * new.stance < 0:
        return True
    if old.cue_class is new.cue_class:
        return abs(old.stance - new.stance) >= 2
    return bool({old.cue_class, new.cue_class} & _TRUTH)


def _is_unnamed(attribution: Attribution) -> bool:
    return attribution.source_kind in {SourceOfSpeech.ANONYMOUS, SourceOfSpeech.UNNAMED}


def weigh_figure_alone() -> Weight:
    """A figure that came or went with its passage is medium: more or less to know."""
    return Weight.MEDIUM


def weigh_source(attribution: Attribution, *, known: bool) -> Weight:
    """A source that the other version does not have is high, a further statement medium.

    A reaction without a statement ("criticised the plans") is medium whoever it is from: more to
    know, but no words of a new voice. What the paper says of itself ("we have asked the
    ministry") is low.
    """
    if attribution.identity == OWN_VOICE:
        return Weight.LOW
    if known or not attribution.source or not attribution.stated:
        return Weight.MEDIUM
    return Weight.HIGH


def weigh_edit(edit: Edit, *, told: bool = False) -> Weight:
    """What an edited passage weighs beyond its figures and attributions.

    Where those are ``told`` already, rewording around them is expected; only what goes
    beyond it (a clause more or less, a negation) is substance of its own.
    """
    if edit.same:
        return Weight.NONE
    if edit.negated or edit.digits:
        return Weight.MEDIUM
    if abs(edit.added - edit.removed) >= _CLAUSE or (edit.share >= _REWRITTEN and not told):
        return Weight.MEDIUM
    if edit.added or edit.removed or edit.grammar or edit.reordered:
        return Weight.LOW
    return Weight.NONE


def weigh_headline(edit: Edit, *, figures_differ: bool, shown: bool) -> Weight:
    """A headline's substance is high: its figures, its negations, its content words.

    One that readers of the page do not see (og, JSON-LD) is low where a figure or a
    negation changed, and nothing otherwise: search engines and networks are told the
    same story in ever new words.
    """
    if not shown:
        return Weight.LOW if figures_differ or edit.negated or edit.digits else Weight.NONE
    if figures_differ or edit.negated or edit.digits or edit.added or edit.removed:
        return Weight.HIGH
    if edit.same:
        return Weight.NONE
    return Weight.LOW


def weigh_standfirst(edit: Edit, *, figures_differ: bool) -> Weight:
    """A standfirst sums up the body, which is told itself; style is low."""
    if figures_differ:
        return Weight.HIGH
    return max(weigh_edit(edit), Weight.NONE if edit.same else Weight.LOW, key=lambda weight: weight.rank)


def weigh_passage(kind: BlockKind, text: str) -> Weight:
    """A passage that came or went is medium; a heading, a label or a bare link is a signpost and low."""
    if kind is BlockKind.HEADING or (text.startswith(_LINK) and " " not in text):
        return Weight.LOW
    if kind is BlockKind.PARAGRAPH and text[-1] not in _ENDS and len(text.split()) <= _LABEL:
        return Weight.LOW
    return Weight.MEDIUM
