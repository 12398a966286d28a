"""The lexicon of a language whose verb comes last, conjugated.

Leaves out: how a form is read in a sentence (:mod:`monitor.read.order_sov`).
"""

from __future__ import annotations

from functools import cache

from monitor.read.grammar import Cue, grammar
from monitor.read.order_sov_phrases import module


@cache
def cue_forms(code: str) -> dict[str, tuple[tuple[Cue, str], ...]]:
    """Last eojeol of every conjugated form → its cues, the longest first, and what the form is."""
    table: dict[str, list[tuple[Cue, str]]] = {}
    endings = module(code, "endings")
    for found in grammar(code).cues.values():
        for cue in found:
            last = cue.words[-1]
            if cue.kind in ("verb", "passive") or (cue.kind == "nominal" and len(cue.words) > 1):
                forms = endings.forms(last)
            elif cue.kind == "written":
                forms = {**endings.forms(last), endings.infinitive(last): "infinitive"}
            elif cue.kind == "nominal":
                forms = {last: "bare"} | dict.fromkeys(endings.copula(last), "finite")
            else:
                forms = {last: "finite"}
            for form, role in forms.items():
                table.setdefault(form, []).append((cue, role))
    return {form: tuple(sorted(cues, key=lambda entry: -len(entry[0].words))) for form, cues in table.items()}


@cache
def speech_nouns(code: str) -> dict[str, Cue]:
    """The nouns that headlines end in instead of their verbs (주장하다 → 주장)."""
    return {
        cue.words[0][:-1]: cue
        for found in grammar(code).cues.values()
        for cue in found
        if cue.kind == "verb"
        and len(cue.words) == 1
        and cue.words[0].endswith("하")
        and len(cue.words[0]) > 2
    }
