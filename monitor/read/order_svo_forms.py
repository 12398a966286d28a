"""English forms of speech beside the finite verb of saying.

Progressive and participle forms ("is warning that", "with critics saying"), adjectives
("is adamant that"), possessives ("in her view"), passives with their agent ("was denied by
the port"), and silence ("did not respond to a request for comment"). Leaves out: finite
verbs (:mod:`monitor.read.order_svo`).
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_svo_frames import EnglishFrames

_NEAR = 9
"""Tokens in which what was not answered, or the "with" of an absolute phrase, must stand."""
_CLAUSE = 14
"""Tokens in which a clause without a conjunction has its verb."""

_WITH_AGENT = frozenset(
    [
        CueClass.ANNOUNCE,
        CueClass.CONFIRM,
        CueClass.DENY,
        CueClass.ACCUSE,
        CueClass.AGREE,
        CueClass.DESCRIBE,
        CueClass.WARN,
    ]
)
"""Classes whose passive names who speaks; "written by", "found by", "ordered by" mostly do not."""


class EnglishForms(EnglishFrames):
    """Participles, adjectives, possessives, passives and silence."""

    # ------------------------------------------------------------- participles

    def progressive(self, i: int) -> bool:
        """As in "is warning", "have been saying"."""
        j, words = self.auxiliaries(i)
        if self.among(j, "contracted") and not self.low(j).endswith(("'ve", "'d", "'ll")):
            return True
        return bool(words & self.g.words("progressive")) and "being" not in words

    def participle_subject(self, i: int, last: int) -> Span | None:
        """Who speaks in "with critics saying", "a letter warning that"; None where the clause's subject does."""
        if i == 0 or self.edge(i - 1) or self.among(i - 1, "conj", "sub", "prep", "aux"):
            return None
        j = self.auxiliaries(i)[0]
        for k in range(j, max(-1, j - _NEAR), -1):
            if self.edge(k) or self.among(k, "aux", "sub", "that"):
                break
            if self.low(k) == "with":
                spoken = self.low(last) in ("that", ":") or self.kind(last) == "q" or self.clause_at(last)
                return self.trim(k + 1, j + 1) if k < j and spoken else None
        if self.low(last) == "," and self.kind(last + 1) == "q":
            return self.subject or self.main_subject(i)
        told = self.kind(last) == "q" or self.low(last) in ("that", ":")
        told = told or (self.among(j, "issued") and self.clause_at(last))
        if not told:
            return None
        phrase = self.phrase_left(j)
        issued = self.subject or self.main_subject(i)
        if self.among(j, "issued"):
            issuer = self._issuer(j) or issued
            if issuer is not None:
                return issuer
        if phrase is None or (self.kind(phrase[0]) == "n" and not self.low(phrase[1] - 1).endswith("s")):
            return issued  # also "as early as 500 BC saying"
        for k in range(j, phrase[0], -1):  # "police held | a man saying that"
            if self.among(k, "article") and not self.among(k - 1, "prep", "of", "conj", "predeterminer"):
                return (k, phrase[1])
        return phrase

    def _issuer(self, j: int) -> Span | None:
        """Who issued what ends at ``j``: "the firm released a statement"."""
        k = j
        while k > 1 and not self.edge(k) and not self.among(k, "det", "prep", "sub", "aux", "conj"):
            k -= 1
        if not self.among(k, "article") or self.edge(k - 1) or self.among(k - 1, "prep", "of", "conj", "sub"):
            return None
        return self.phrase_left(self.auxiliaries(k - 1)[0])

    # ------------------------------------------------------------- adjectives and possessives

    def stance(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "is adamant that", "are of the view that"."""
        j, words = self.auxiliaries(i)
        if not words & self.g.words("be"):
            if not self.among(j, "linking"):
                return None
            j, words = self.auxiliaries(j)
        if words & self.g.words("neg") or not (self.low(last) == "that" or self.clause_at(last)):
            return None
        source = self.phrase_left(j)
        if source is None and self.among(j, "conj"):
            source = self.subject
        if source is None or self.low(source[0]) in ("it", "there", "this", "that", "what", "i", "you"):
            return None
        if (
            self.among(source[0], "pron")
            and source[0]
            and (self.speaks(source[0] - 1) or self.low(source[0] - 1) == "that")
        ):
            return None  # "said she was afraid that": what is said
        self.subject = source
        return self.found(cue, i, last, source, (self.content_from(last), self.n))

    def clause_at(self, k: int) -> bool:
        """A clause without a conjunction begins at token ``k``."""
        if not (
            self.among(k, "det", "pron", "contracted")
            or (k < self.n and self.ts[k].capital)
            or self.low(k) == "there"
        ):
            return False
        if self.among(k, "contracted"):
            return True
        for m in range(k + 1, min(self.n, k + _CLAUSE)):
            if self.edge(m):
                return False
            if self.among(m, "aux"):
                return True
        return False

    def inner_subject(self, phrase: Span) -> Span | None:
        """The subject of a relative clause without a pronoun: "a claim | the bank denies"."""
        for k in range(phrase[1] - 1, phrase[0] + 1, -1):
            if self.among(k, "article") and not self.among(
                k - 1, "prep", "of", "conj", "predeterminer", "det", "adv"
            ):
                return (k, phrase[1])
        return None

    def relative_gap(self, source: Span) -> bool:
        """As in "…, which it denies", "charges he rejects": the object stands before the subject."""
        k = source[0] - 1
        if self.low(k) == "which":
            return True
        return self.among(source[0], "pron") and self.low(k).endswith("s") and self.kind(k) == "w"

    def possessive(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "in her view", "by the company's own account"; the source is who has the view."""
        k = i - 1
        while k >= 0 and (self.low(k) == "own" or (self.kind(k) == "w" and self.among(k, "adv"))):
            k -= 1
        if k < 1:
            return None
        if self.among(k, "owner"):
            source: Span = (k, k + 1)
            k -= 1
        else:
            end = k + 1
            if not (self.low(k).endswith("'s") or self.ts[k].text == "'"):
                return None
            while k >= 0 and not (self.edge(k) or self.among(k, "prep", "conj", "sub", "aux")):
                k -= 1
            source = (k + 1, end)
        if not self.among(k, "viewed") or source[0] >= source[1] or not (k == 0 or self.edge(k - 1)):
            return None
        if self.among(last, "prep", "aux", "conj") or (last < self.n and self.low(last) in (".", ";")):
            return None
        content = (last, self.n) if k == 0 else (0, self.n)
        if not any(self.among(m, "aux") or self.verbal(m) for m in range(*content)):
            return None
        one = self.found(cue, k, last, source, content)
        if one.source is not None and self.text[one.source[1] - 2 : one.source[1]] == "'s":
            one = one._replace(source=(one.source[0], one.source[1] - 2))
        return one

    # ------------------------------------------------------------- passives

    def by_agent(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "was denied by the port authority"."""
        if cue.cue_class not in _WITH_AGENT or cue.frame == "Q" or self.low(last) != "by":
            return None
        k = last + 1
        agent = self.phrase_right(k)
        if agent is None or not (
            self.ts[k].capital or self.among(k, "article", "pron") or self.low(agent[1] - 1).endswith("s")
        ):
            return None
        if cue.cue_class is CueClass.ACCUSE:  # "was accused by Reed | of fraud"
            agent = (k, next((m for m in range(k + 1, agent[1]) if self.low(m) in ("of", "for")), agent[1]))
        j, words = self.auxiliaries(i)
        if words & self.g.words("modal") or "to" in (self.low(j), self.low(j + 1)):
            return None
        return self.found(cue, i, last, agent, (0, i))

    # ------------------------------------------------------------- silence

    def unanswered(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "did not respond to a request for comment", "has yet to return calls"."""
        j, words = self.auxiliaries(i)
        if self.yet_to(j):
            j -= 3
        elif not words & self.g.words("neg") and not self.none_did(j):
            return None
        if not any(
            self.among(k, "decline.request")
            for k in range(last, next((m for m in range(last, last + _NEAR) if self.edge(m)), last + _NEAR))
        ):
            return None
        source = self.refuser(i, j)
        if source is None:
            return None
        return self.found(cue, j + 1, last, source, (last, self.n))
