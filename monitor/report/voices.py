"""What a changed attribution means to an editor: a new source, a source gone, a denial.

The weight tells a new source from a new statement of a known one: the comparison,
which sees both versions, gives a new source and a source gone the weight high.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from monitor.lang import language, languages
from monitor.model import Attribution, Change, SourceOfSpeech, Weight
from monitor.report.catalogue import Catalogue
from monitor.report.hygiene import clean, shortened
from monitor.report.runs import Phrase, plain, words

_LONGEST_SOURCE = 80  # the longest real one measured was a ministry with its country; rest is misreading
_NAMELESS = frozenset({SourceOfSpeech.ANONYMOUS, SourceOfSpeech.UNNAMED})


class Voice(StrEnum):
    """What happened to a source or a statement: the keys of ``[source]`` in the catalogues."""

    NEW = "new"
    STATEMENT_NEW = "statement_new"
    GONE = "gone"
    STATEMENT_GONE = "statement_gone"
    REPLACED = "replaced"
    STANCE = "stance"
    NAMED = "named"
    UNNAMED = "unnamed"
    DIRECT = "direct"
    INDIRECT = "indirect"
    EDITED = "edited"


def voice(change: Change) -> Voice:
    """The meaning of a change of an attribution."""
    before, after = change.before, change.after
    high = change.weight is Weight.HIGH
    if not isinstance(before, Attribution):
        return Voice.NEW if high else Voice.STATEMENT_NEW
    if not isinstance(after, Attribution):
        return Voice.GONE if high else Voice.STATEMENT_GONE
    if before.stance != after.stance:
        return Voice.STANCE
    if before.source_kind in _NAMELESS and after.source_kind not in _NAMELESS:
        return Voice.NAMED
    if after.source_kind in _NAMELESS and before.source_kind not in _NAMELESS:
        return Voice.UNNAMED
    if before.identity != after.identity and clean(before.source) != clean(after.source):
        return Voice.REPLACED
    if before.direct != after.direct:
        return Voice.DIRECT if after.direct else Voice.INDIRECT
    # said → announced is style (weight low); claimed → confirmed is not.
    other = before.cue_class is not after.cue_class and change.weight.rank > Weight.LOW.rank
    return Voice.STANCE if other else Voice.EDITED


def reader_of(
    attribution: Attribution,
    language: str,
    words_: Catalogue,
    *,
    longest: int = _LONGEST_SOURCE,
    inside: bool = False,
) -> Phrase:
    """Who speaks, as written; in the reader's words where nobody is named.

    ``inside`` of a sentence of ours an article that began the publisher's is small: now
    quotes the ministry, not The ministry.
    """
    surface = clean(attribution.source)
    if not surface:
        return words(words_.pattern("source.nobody"))
    first, space, rest = surface.partition(" ")
    if inside and space and first.casefold() in _determiners(language):
        surface = f"{first.lower()} {rest}"
    tail = surface.rpartition(", ")[2]
    if len(surface) > longest and attribution.source_kind is SourceOfSpeech.PERSON and len(tail) <= longest:
        # "The managing director of the yard, Carsten Düwel": the name tells more than half a title.
        surface = tail
    return words(shortened(surface, longest), language)


@cache
def _determiners(code: str) -> frozenset[str]:
    classes = language(code).toml("grammar.toml").get("classes", {}) if code in languages() else {}
    return frozenset(classes.get("det", "").split())


def names(changes: Iterable[Change], language: str, words_: Catalogue) -> list[Phrase]:
    """The sources of these changes, each once, in order."""
    found: dict[str, Phrase] = {}
    for change in changes:
        side = change.after if isinstance(change.after, Attribution) else change.before
        if isinstance(side, Attribution):
            phrase = reader_of(side, language, words_, inside=True)
            found.setdefault(plain(phrase), phrase)
    return list(found.values())
