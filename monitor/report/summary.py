"""The substance in one line and in one sentence: for subjects and for the top.

"1,500 → 3,000 troops · new source: Park Sun-won" and "Sky News doubled the number of
troops to 3,000 and now quotes Park Sun-won."

Left out: everything that a second look is for (:mod:`monitor.report.sheet`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from monitor.model import Attribution, Bound, Change, ChangeKind, Figure, FigureKind, Report
from monitor.report.catalogue import Catalogue
from monitor.report.hygiene import clean, shortened
from monitor.report.numbers import Direction, counted, counted_in_sentence, difference, quantity
from monitor.report.runs import Phrase, joined, plain, words
from monitor.report.voices import Voice, names, reader_of, voice

# Four clauses made five lines on a phone; the tables below hold the rest.
_MOST_CLAUSES = 3
_LONGEST_SENTENCE = 150
_MOST_NAMES = 2
_LONGEST_NAME = 60
_LONGEST_OF_TWO = 25  # two names and an arrow in one fact of a subject

_STATES = {ChangeKind.ARTICLE_GONE: "gone", ChangeKind.ARTICLE_BACK: "back"}
_SINGLE = {
    ChangeKind.CORRECTION_ADDED: "correction",
    ChangeKind.HEADLINE_CHANGED: "headline",
    ChangeKind.STANDFIRST_CHANGED: "standfirst",
    ChangeKind.BYLINE_CHANGED: "byline",
    ChangeKind.DATE_CHANGED: "date",
}
_PASSAGES = {
    ChangeKind.PASSAGE_ADDED: "added",
    ChangeKind.PASSAGE_REMOVED: "removed",
    ChangeKind.PASSAGE_EDITED: "edited_passages",
    ChangeKind.PASSAGE_MOVED: "moved",
}


# ------------------------------------------------------------------------- facts


# The first words of the kinds that make news; the headline stands in the subject anyway.
_FAMILIES = frozenset({"article", "figure", "attribution", "correction"})


def facts(report: Report, words_: Catalogue) -> list[Phrase]:
    """The changes in telegram style, most important first, each said once.

    The first figure, the first source and a correction come before the second figure:
    two facts fit a subject, and two of a kind say less. Passages are told when little
    else is, for they carry the figures and sources.
    """
    found: dict[str, Phrase] = {}
    ranks: dict[str, int] = {}
    families: set[str] = set()
    passages: dict[ChangeKind, int] = {}
    for change in report.changes:
        if change.kind in _PASSAGES:
            passages[change.kind] = passages.get(change.kind, 0) + 1
            continue
        fact = _fact(change, report.language, words_)
        told = plain(fact)
        if not told or told in found:
            continue
        family = change.kind.value.partition("_")[0]
        first = family in _FAMILIES and family not in families
        families.add(family)
        found[told] = fact
        ranks[told] = 0 if first else 1 if family in _FAMILIES else 2
    facts_ = [found[told] for told in sorted(found, key=ranks.__getitem__)]
    if len(facts_) < 2:
        facts_.extend(words_.count(f"fact.{_PASSAGES[kind]}", number) for kind, number in passages.items())
    return facts_


def _fact(change: Change, language: str, words_: Catalogue) -> Phrase:
    if change.kind in _STATES:
        return words_.phrase(f"fact.{_STATES[change.kind]}")
    if change.kind in _SINGLE:
        return words_.phrase(f"fact.{_SINGLE[change.kind]}")
    if isinstance(change.after, Figure) or isinstance(change.before, Figure):
        return _figure_fact(change, language, words_)
    if isinstance(change.after, Attribution) or isinstance(change.before, Attribution):
        return _source_fact(change, language, words_)
    return ()


def _figure_fact(change: Change, language: str, words_: Catalogue) -> Phrase:
    before, after = change.before, change.after
    if isinstance(before, Figure) and isinstance(after, Figure):
        before, after = _bounded_once(before, after, words_)
        old, new = quantity(before, words_, language), quantity(after, words_, language)
        noun = counted(after, language)
        if plain(old) == plain(new):
            old = counted_in_sentence(before, words_, language)
            new = counted_in_sentence(after, words_, language)
        elif noun:
            # The noun stands where its language puts it: behind the number or in front.
            whole = counted_in_sentence(after, words_, language)
            if whole[: len(noun)] == noun:
                return joined([noun, joined([old, new], " → ")], " ")
            new = whole
        return joined([_without_measure(old, new), new], " → ")
    figure = after if isinstance(after, Figure) else before
    assert isinstance(figure, Figure)
    key = "fact.figure_new" if isinstance(after, Figure) else "fact.figure_gone"
    return words_.phrase(key, figure=counted_in_sentence(figure, words_, language))


def _bounded_once(before: Figure, after: Figure, words_: Catalogue) -> tuple[Figure, Figure]:
    """A bound that both share is said once, where it is read: at least 12 → 19."""
    if before.bound is not after.bound or before.bound is Bound.EXACT:
        return before, after
    if words_.pattern(f"bound.{after.bound.value}").startswith("{n}"):
        return replace(before, bound=Bound.EXACT), after
    return before, replace(after, bound=Bound.EXACT)


# What follows the last digit after a space: the unit that both numbers have.
_MEASURE = re.compile(r" [^0-9]+$")


def _without_measure(old: Phrase, new: Phrase) -> Phrase:
    """A unit that both share is said once: 85 → 92 Mio. Euro."""
    told, other = _MEASURE.search(plain(old)), _MEASURE.search(plain(new))
    alike = told is not None and other is not None and told[0] == other[0]
    # A sign stays with its number: 3,5 % → 3,75 %.
    if told is None or not alike or not any(map(str.isalpha, told[0])) or len(old) > 1:
        return old
    return (replace(old[0], text=old[0].text[: told.start()]),)


_SOURCE_FACTS = {
    Voice.NEW: "new_source",
    Voice.GONE: "gone_source",
    Voice.STATEMENT_NEW: "statement",
    Voice.STATEMENT_GONE: "statement_gone",
    Voice.REPLACED: "replaced",
    Voice.NAMED: "replaced",
    Voice.UNNAMED: "replaced",
    Voice.STANCE: "stance",
}


def _source_fact(change: Change, language: str, words_: Catalogue) -> Phrase:
    told = voice(change)
    key = _SOURCE_FACTS.get(told, "edited")
    before, after = change.before, change.after
    subject = after if isinstance(after, Attribution) else before
    assert isinstance(subject, Attribution)
    parts: dict[str, str | Phrase] = {"source": reader_of(subject, language, words_, inside=True)}
    if isinstance(before, Attribution) and isinstance(after, Attribution):
        if told is Voice.STANCE:
            parts |= {
                "source": reader_of(subject, language, words_, longest=_LONGEST_OF_TWO, inside=True),
                "before": words_.pattern(f"speech.{before.cue_class.value}"),
                "after": words_.pattern(f"speech.{after.cue_class.value}"),
            }
        else:
            parts |= {
                "before": reader_of(before, language, words_, longest=_LONGEST_OF_TWO, inside=True),
                "after": reader_of(after, language, words_, longest=_LONGEST_OF_TWO, inside=True),
            }
    return words_.phrase(f"fact.{key}", **parts)


# ------------------------------------------------------------------------- summary


def summary(report: Report, words_: Catalogue) -> Phrase:
    """One sentence that says what changed; an article can come back as another than it went."""
    name = words(shortened(clean(report.source_name), _LONGEST_NAME))
    states = [change.kind for change in report.changes if change.kind in _STATES]
    clauses = _clauses(report, words_)[:_MOST_CLAUSES]
    if states and not clauses:
        return words_.phrase(f"summary.{_STATES[states[0]]}", source=name)
    joining = [_filled(clause, words_, "summary.end_joined") for clause in clauses]
    while len(joining) > 2 and sum(len(plain(clause)) for clause in joining) > _LONGEST_SENTENCE:
        joining.pop()
    told = joining[:-1]
    if joining:
        told.append(_filled(clauses[len(told)], words_, "summary.end_last"))
    sentence: Phrase = told[0] if told else words(words_.text("section.passages"))
    if len(told) > 1:
        sentence = (
            *joined(told[:-1], words_.pattern("summary.comma")),
            *words(words_.pattern("summary.last")),
            *told[-1],
        )
    key = "summary.back_changed" if states else "summary.sentence"
    return words_.phrase(key, source=name, clauses=sentence)


_Clause = tuple[str, int | None, dict[str, str | Phrase]]


def _filled(clause: _Clause, words_: Catalogue, end: str) -> Phrase:
    key, number, parts = clause
    parts = {**parts, "end": words_.pattern(end)}
    if number is None:
        return words_.phrase(f"summary.{key}", **parts)
    return words_.count(f"summary.{key}", number, **parts)


# Of what happens to sources, this is news; what is no longer there comes after the figures.
_NEWS = frozenset({"quoted", "cited", "stance"})


def _clauses(report: Report, words_: Catalogue) -> list[_Clause]:
    """All clauses, those first that an editor asks for first: the figure, who is new."""
    figures = list(_figure_clauses(report, words_))
    sources = list(_source_clauses(report, words_))
    kinds = [change.kind for change in report.changes]
    clauses = figures[:1]
    clauses.extend(clause for clause in sources if clause[0] in _NEWS)
    if ChangeKind.CORRECTION_ADDED in kinds:
        clauses.append(("correction", None, {}))
    clauses.extend(figures[1:])
    clauses.extend(clause for clause in sources if clause[0] not in _NEWS)
    clauses.extend((key, None, {}) for kind, key in _SINGLE.items() if kind in kinds and key != "correction")
    for kind, key in (
        (ChangeKind.FIGURE_ADDED, "figures_new"),
        (ChangeKind.FIGURE_REMOVED, "figures_gone"),
    ):
        if kind in kinds and len(clauses) < _MOST_CLAUSES - 1:
            clauses.append((key, kinds.count(kind), {}))
    for kind, key in _PASSAGES.items():
        # Passages carry the figures and sources already told: they count when little else does.
        if kind in kinds and len(clauses) < 2:
            clauses.append((key, kinds.count(kind), {}))
    return clauses


def _figure_clauses(report: Report, words_: Catalogue) -> Iterable[_Clause]:
    changed = [
        (change.before, change.after)
        for change in report.changes
        if isinstance(change.before, Figure) and isinstance(change.after, Figure)
    ]
    if not changed:
        return
    before, after = changed[0]
    language = report.language
    noun = counted(after, language)
    parts: dict[str, str | Phrase] = {
        "before": _without_measure(quantity(before, words_, language), quantity(after, words_, language)),
        "after": quantity(after, words_, language),
        "counted": counted_in_sentence(after, words_, language),
        "noun": noun,
    }
    move = _move(before, after, words_)
    if plain(quantity(before, words_, language)) == plain(quantity(after, words_, language)):
        parts["before"] = counted_in_sentence(before, words_, language)
    form = "noun" if noun and after.kind is FigureKind.COUNT else "bare"
    yield (f"figure.{move}.{form}", None, parts)
    if len(changed) > 1:
        yield ("figures_more", len(changed) - 1, {})


def _move(before: Figure, after: Figure, words_: Catalogue) -> str:
    moved = difference(before, after, words_)
    named = {Decimal(2): "doubled", Decimal(3): "tripled", Decimal("0.5"): "halved"}
    if moved.factor in named and before.bound is after.bound:
        return named[moved.factor]
    return {Direction.UP: "up", Direction.DOWN: "down"}.get(moved.direction, "other")


def _source_clauses(report: Report, words_: Catalogue) -> Iterable[_Clause]:
    voices: dict[Voice, list[Change]] = {}
    for change in report.changes:
        if isinstance(change.after, Attribution) or isinstance(change.before, Attribution):
            voices.setdefault(voice(change), []).append(change)
    for told, key in (
        (Voice.NEW, "cited"),
        (Voice.STANCE, "stance"),
        (Voice.GONE, "gone_source"),
        (Voice.REPLACED, "replaced"),
        (Voice.NAMED, "replaced"),
        (Voice.UNNAMED, "replaced"),
        (Voice.STATEMENT_NEW, "statement"),
        (Voice.STATEMENT_GONE, "statement_gone"),
        (Voice.EDITED, "edited"),
        (Voice.DIRECT, "edited"),
        (Voice.INDIRECT, "edited"),
    ):
        if told not in voices:
            continue
        changes = voices[told]
        if key in {"stance", "replaced"}:
            fact = _position(changes[0], report.language, words_)
            if fact:
                yield (key, None, fact)
            continue
        who = names(changes, report.language, words_)
        quoted = told is Voice.NEW and all(
            isinstance(change.after, Attribution) and change.after.direct for change in changes
        )
        yield ("quoted" if quoted else key, len(who), {"names": _listed(who, words_)})


def _position(change: Change, language: str, words_: Catalogue) -> dict[str, str | Phrase]:
    before, after = change.before, change.after
    if not isinstance(before, Attribution) or not isinstance(after, Attribution):
        return {}
    if voice(change) is Voice.STANCE:
        return {
            "source": reader_of(after, language, words_, inside=True),
            "before": words_.pattern(f"speech.{before.cue_class.value}"),
            "after": words_.pattern(f"speech.{after.cue_class.value}"),
        }
    return {
        "before": reader_of(before, language, words_, inside=True),
        "after": reader_of(after, language, words_, inside=True),
    }


def _listed(who: Sequence[Phrase], words_: Catalogue) -> Phrase:
    if len(who) > _MOST_NAMES:
        rest = words_.count("more.names", len(who) - _MOST_NAMES)
        return joined([joined(who[:_MOST_NAMES], words_.pattern("summary.comma")), rest], " ")
    last = words_.pattern("summary.last")
    # A comma where a name holds an "and" of its own: "Moscow and Pyongyang, the Kremlin".
    ambiguous = any(last in plain(name) for name in who)
    return joined(who, words_.pattern("summary.comma") if ambiguous else last)
