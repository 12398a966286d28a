"""Whether a German attribution has a statement, or only names what somebody spoke of.

"Die Kammer kritisierte die Pläne", "Der Sender berichtete über den Fall" tell that something
was said about a thing, not what: ``cues.reacting`` in grammar.toml has such verbs. With a
quotation, a clause, an infinitive or a number beside them they tell it ("kritisierte, dass …").
Leaves out: verbs whose object is what is said ("kündigte eine Prüfung an", "warnte vor Glätte").
"""

from __future__ import annotations

import re

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Grammar

_REACTIONS = frozenset(
    (CueClass.ACCUSE, CueClass.AGREE, CueClass.OPINION, CueClass.SAY, CueClass.REPORT, CueClass.ADMIT)
)
"""A verb may be of several: "zeigen" is a finding as well, whose object is what was found."""
_WORD = re.compile(r"\w+(?:-\w+)*|[,:]")
_QUOTED = re.compile(r"\"[^\"]*(?:\"|$)")
_LONGEST = 400
"""Characters of the content that are looked at."""


def stated(text: str, one: Found, content: tuple[int, int], table: Grammar) -> bool:
    """The content of an attribution (offsets in the plain text) is more than an object of its verb."""
    if one.direct or one.back or one.cue_class not in _REACTIONS:
        return True
    if one.lemma.lower().replace(" ", "_") not in table.words("cues.reacting"):
        return True
    return told(text, one.start, content, table)


def told(text: str, cue: int, content: tuple[int, int], table: Grammar) -> bool:
    """What is said is a quotation, a clause or an infinitive, or has a number or a judgement in it.

    ``cue``: the offset of the cue in the plain text, ``content`` the offsets of what is said.
    """
    start, end = content
    if start >= end:
        return False
    if start > cue:
        before = text[max(0, start - 12) : start].rstrip()
        if before[-1:] in ',:"–' or before.rpartition(" ")[2].lower() in table.words("that"):
            return True
    elif text[end : end + 2].lstrip(" .!?")[:1] in (",", '"', "–", ":"):
        return True
    return _holds(text[start : min(end, start + _LONGEST)], table)


def _holds(content: str, table: Grammar) -> bool:
    """A clause, an infinitive, a quoted phrase, a number or a judgement ("als falsch") stands inside."""
    if any(char.isdigit() for char in content):
        return True
    if any(word.islower() for quoted in _QUOTED.findall(content) for word in quoted.strip('"').split()):
        return True
    words = _WORD.findall(content)
    if words and words[0].lower() in table.words("clause"):
        return True
    for k, word in enumerate(words):
        if word in (":", "als") or word in table.words("subjunctive"):
            return True
        following = words[k + 1] if k + 1 < len(words) else ""
        if word == "," and following in table.words("clause"):
            return True
        infinitive = following.islower() and following.endswith("n")
        if word == "zu" and infinitive and following not in table.words("det"):
            return True
    return False
