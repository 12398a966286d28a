"""Verbs of saying without a subject of their own, where the order of words is free.

In reports and interviews a source is named once: "Син дзвонить раз на тиждень. Каже, що
годують погано". The verb goes back to the person that the nearest sentence before speaks
of. Leaves out: what the pronoun found there stands for, and verbs that say "people say".
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found, is_name_quote
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_free_phrases import FreePhrases

_PRONOUNS = frozenset(("він", "вона", "вони"))
_FURTHEST = 60
"""Words of a sentence among which a verb without a subject looks for a person."""
_AROUND = 3000
"""Characters around a capital that opens a sentence in which it is looked for as a name."""
_MANY = ("ли", "лися", "ють", "уть", "ать", "ять")
TELLING = frozenset(
    (
        CueClass.SAY,
        CueClass.EXPLAIN,
        CueClass.CLAIM,
        CueClass.OPINION,
        CueClass.ADMIT,
        CueClass.WARN,
        CueClass.REPORT,
        CueClass.AGREE,
    )
)
"""Classes of the verbs that a story leaves without a subject ("Каже, що…")."""


class FreeSubjects(FreePhrases):
    """The subjects of a sentence that are somewhere else."""

    def dropped(self, cue: Cue, i: int, last: int) -> Found | None:
        """A verb without a subject: "Каже, що…", "…, каже, …"; the story before names the source."""
        if cue.frame not in "CQ" or cue.cue_class not in TELLING or self.low(i).endswith(("ло", "лося")):
            return None
        opening = self.clause_start(i)
        thus = i == 2 and self.low(1) == "," and self.among(0, "adv")
        if thus or (opening == i and self.low(i - 1) in ("", ".", "і", "й", "а", "але") and i <= 1):
            if not self.stops(last, ",:") and not (
                self.kind(last) == "q" and not is_name_quote(self.ts[last])
            ):
                return None
            return self.found(cue, i, last, None, (last, self.n), inherits=True)._replace(dropped=True)
        if not self.stops(i - 1, ",–-") or not self.stops(last, ","):
            return None
        source = self.subject or self.clause_before(i)
        if source is None or not self.somebody(source, i):
            source = self._person_of(min(i, _FURTHEST), many=self.low(i).endswith(_MANY))
        one = self.found(cue, i, last, source, (last, self.n), inherits=source is None)
        return one._replace(dropped=source is None)

    def spoken_of(self, cue: str) -> Span | None:
        """The subject of the sentence that the verb without one may go back to; offsets."""
        return self.offsets(self._person_of(min(self.n, _FURTHEST), many=cue.lower().endswith(_MANY)))

    def _person_of(self, end: int, *, many: bool) -> Span | None:
        """The first subject before token ``end`` that is a person and agrees in number."""
        for k in range(end):
            if not self.verbal(k) or self.among(k, "sub") or self.plural(k) != many:
                continue
            before = k - 1
            while self.among(before, "adv", "neg", "refl"):
                before -= 1
            if self.low(before) in _PRONOUNS or self.among(before, "people"):
                return (before, before + 1)
            found = self.left(k)
            if found is not None and self.somebody(found, k):
                return found
        return None

    def somebody(self, span: Span, verb: int) -> bool:
        """The phrase is a person: a pronoun, a role, a name."""
        k = span[0]
        low = self.low(k)
        if self.among(k, "pron"):
            return low in _PRONOUNS
        if not self.fits(*span, verb):
            return False
        if any(
            self.known(m, "titles", "anonymity", "spokesperson") or self.among(m, "people")
            for m in range(*span)
        ):
            return True
        if not self.ts[k].capital or self.place_name(k) or self.body(k):
            return False
        if k > 0 and self.kind(k - 1) not in "pq":
            return True
        if span[1] - k > 1:
            return self.ts[k + 1].capital and not self.body(k + 1)
        return self.named_elsewhere(k)

    def named_elsewhere(self, k: int) -> bool:
        """The capital that opens the sentence stands inside another one as well: a name."""
        token = self.ts[k]
        stem = token.text[: max(4, len(token.text) - 2)]
        for start, end in ((token.end, token.end + _AROUND), (max(0, token.start - _AROUND), token.start)):
            at = self.text.find(stem, start, end)
            while at > 0:
                if self.text[at - 1] == " " and self.text[at - 2] not in '.!?…–:"':
                    return True
                at = self.text.find(stem, at + 1, end)
        return False
