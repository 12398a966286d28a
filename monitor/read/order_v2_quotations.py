"""German quotations beside a verb that is in no lexicon.

As in "„…“, lästerte die Opposition", "Der Trainer Ole Janssen strahlt: „…“". Leaves out: verbs
of the lexicon (:mod:`monitor.read.order_v2`).
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_v2_nouns import OF
from monitor.read.order_v2_states import States

_SENTENCE = 30
"""Characters of a quotation that is a sentence, not a name or a single word (a guess, not measured)."""
_LEAD_IN = 9
"""Words between a verb that is in no lexicon and the colon it leads up to (a guess, not measured)."""


class Quotations(States):
    """What stands behind or before a quotation, whatever the verb."""

    def _foreign_particle(self, last: int, cue: Cue | None = None) -> bool:
        """The clause closes with a particle that makes another verb of it (sagte … ab)."""
        for k in range(last, self.n):
            if self.edge(k) or (self.among(k, "conj") and self.finite(k + 1)):
                if cue is not None and self._needed(cue, (k - 1, k)):
                    return False  # "sprach davon, dass"
                return k > last and self.among(k - 1, "particles")
        return self.among(self.n - 1, "particles")

    def _without_lead_in(self, one: Found) -> Found:
        """What is said is the quotation alone where words and a colon lead up to it ("…: „…“, sagte X")."""
        if one.content[1] > one.start:
            return one
        inside = [k for k, token in enumerate(self.ts) if one.content[0] <= token.start < one.content[1]]
        while inside and self.kind(inside[-1]) == "p":
            inside.pop()
        if len(inside) > 1 and self.kind(inside[-1]) == "q" and self.ts[inside[-2]].text == ":":
            return one._replace(content=(self.ts[inside[-1]].start, one.content[1]))
        return one

    def _behind_quotation(self) -> list[Found]:
        """As in "„…“, lästerte die Opposition": what verb stands there need not be in the lexicon."""
        for i in range(1, self.n - 1):
            before = i - 1 if self.kind(i - 1) == "q" else i - 2
            if (
                before < 0
                or self.kind(before) != "q"
                or (before == i - 2 and self.ts[i - 1].text not in ",–-")
                or len(self.ts[before].text) < _SENTENCE
                or self.kind(i) != "w"
                or self.ts[i].capital
                or self.g.classes_of.get(self.low(i))
                or not self.low(i).endswith(("t", "te", "ten"))
            ):
                continue
            source = self.subject_right(i + 1)
            if source is not None and self._closed(source[1]) and not self._foreign_particle(i + 1):
                cue = Cue("", "verb", CueClass.SAY, 0, "Q", "finite", (self.low(i),), "")
                self.subject = source
                return self.settle([self.found(cue, i, i + 1, source, (0, i))])
        return []

    def _before_quotation(self) -> list[Found]:
        """As in "Der Trainer Ole Janssen strahlt: „…“": a person, any verb, a colon and a sentence.

        Names and pronouns only: a poster, a motto and a book have their words behind a colon as well.
        """
        colon = next(
            (
                k
                for k in range(1, self.n - 1)
                if self.ts[k].text == ":"
                and self.kind(k + 1) == "q"
                and len(self.ts[k + 1].text) >= _SENTENCE
            ),
            None,
        )
        if colon is None:
            return []
        start = self.clause_start(colon)
        for i in range(max(start, colon - _LEAD_IN), colon):
            if (
                self.kind(i) != "w"
                or self.ts[i].capital
                or self.g.classes_of.get(self.low(i))
                or not self.low(i).endswith(("t", "te", "ten"))
            ):
                continue
            cue = Cue("", "verb", CueClass.SAY, 0, "Q", "finite", (self.low(i),), "")
            if self.low(start) == "wie" and i + 1 == colon:
                source = self.phrase(start + 1)
            else:
                source, _ = self.around(cue, i, i + 1)
            if source is None or not self._person(source):
                return []
            self.subject = source
            return self.settle([self.found(cue, i, i + 1, source, (colon + 1, self.n))])
        return []

    def _person(self, source: Span) -> bool:
        """A name of two words or a pronoun, not what belongs to somebody."""
        first, end = source
        if end - first == 1:
            return self.low(first) in ("er", "sie")
        return (
            self.ts[end - 1].capital
            and self.ts[end - 2].capital
            and not self.among(end - 2, "det")
            and not any(self.low(k) in OF and not self.among(k, "det") for k in range(first, end))
        )
