"""What the language folders say about speech, compiled once for each language.

``cues.tsv`` has a row a cue: ``cue`` (its dictionary form), ``kind``, ``class``,
``stance``, ``frame``, and its forms: ``forms`` (finite, or the words of a phrase),
``gerund``, ``participle``, ``particle`` (of a separable or phrasal verb), ``joined``
(finite forms with the particle in front). ``grammar.toml`` has the closed classes.

Frames: C takes a clause or a quotation, Q counts only beside a quotation, a colon or a
conjunction, O takes an object as well, P stands beside its source, H is impersonal, A is
an adverb, N a noun; a few verbs have frames of their own, which the order of words
explains (English: B a clause without a conjunction, E a verdict, in ``order_svo_frames``;
German: ``order_v2_refusals``, and B with a second letter for predicates in ``order_v2_states``;
Ukrainian: D only beside speech, Z a state of mind, in ``order_free``; R a claim that is turned
down, I an intention with an infinitive, S one of somebody who can
speak without more, G one with a noun of what is given or held, F a finding, L a cause something is put down to, in
``order_free_frames``; U what "is believed", X what follows from a document, in
``order_free_accounts``). Leaves out: titles and names (:mod:`monitor.read.sources`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from monitor.lang.registry import language
from monitor.model import CueClass


class Cue(NamedTuple):
    """One form of one cue, as the lexicon has it."""

    lemma: str
    kind: str
    cue_class: CueClass
    stance: int
    frame: str
    form: str
    """finite, gerund, participle or joined."""
    words: tuple[str, ...]
    """The words in lower case; more than one for a phrase."""
    particle: str


_COLUMNS = (("forms", "finite"), ("gerund", "gerund"), ("participle", "participle"), ("joined", "joined"))
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The compiled tables of one language."""

    code: str
    order: str
    """The order of subject, verb and speech: svo, v2, free or sov."""
    classes: dict[str, frozenset[str]]
    classes_of: dict[str, frozenset[str]]
    """Word in lower case → the names of its classes."""
    citing: tuple[str, ...]
    """The phrases that cite a source behind a medium, in lower case."""
    cues: dict[str, tuple[Cue, ...]]
    """First word in lower case → the cues that start with it, longest first."""

    def words(self, name: str) -> frozenset[str]:
        """The words of a class, in lower case; empty where the language has none."""
        return self.classes.get(name, _NONE)


@cache
def grammar(code: str) -> Grammar:
    """The grammar of that language.

    :raises KeyError: when there is no such language.
    :raises ValueError: when a row of the lexicon is wrong, naming it.
    """
    folder = language(code)
    table = folder.toml("grammar.toml")
    classes = {name: frozenset(words.split()) for name, words in table.get("classes", {}).items()}
    for group, entries in table.items():
        if group not in ("order", "sentences", "classes") and isinstance(entries, dict):
            for name, words in entries.items():
                classes[f"{group}.{name}"] = frozenset(words.lower().split())
    cues: dict[str, list[Cue]] = {}
    for row in folder.tsv("cues.tsv"):
        for cue in _cues_of(row):
            known = cues.setdefault(cue.words[0], [])
            if cue not in known:
                known.append(cue)
            kind = f"cue.{cue.kind}"
            classes[kind] = classes.get(kind, _NONE) | {cue.words[0]}
    return Grammar(
        code=code,
        order=str(table.get("order", "svo")),
        classes=classes,
        classes_of=_by_word(classes),
        citing=tuple(" ".join(cue.words) for found in cues.values() for cue in found if cue.kind == "citing"),
        cues={word: tuple(sorted(found, key=lambda cue: -len(cue.words))) for word, found in cues.items()},
    )


def _by_word(classes: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name, words in classes.items():
        for word in words:
            table.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in table.items()}


def _cues_of(row: dict[str, str]) -> list[Cue]:
    try:
        cue_class, stance = CueClass(row["class"]), int(row["stance"])
    except (KeyError, ValueError) as error:
        message = f"cues.tsv: row {row.get('cue')!r} has no valid class and stance"
        raise ValueError(message) from error
    return [
        Cue(
            lemma=row["cue"],
            kind=row["kind"],
            cue_class=cue_class,
            stance=stance,
            frame=row["frame"],
            form=form,
            words=tuple(surface.lower().split()),
            particle=row.get("particle", "") if form == "finite" or row["kind"] != "verb" else "",
        )
        for column, form in _COLUMNS
        for surface in filter(None, (row.get(column) or "").split("|"))
    ]
