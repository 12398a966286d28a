"""German accounts: "nach Angaben der Polizei", "ihrer Ansicht nach", "aus Sicht der Werft".

Leaves out: other prepositions (:mod:`monitor.read.order_v2_phrases`).
"""

from __future__ import annotations

from functools import cache

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_v2_nouns import ENDINGS, GermanPhrases

OWN = frozenset(("eigenen", "eigener", "ihren", "ihrer", "seinen", "seiner", "deren", "dessen"))
"""Whose account it is stands before the noun."""


@cache
def _endings(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(words)


class Accounts(GermanPhrases):
    """Nouns that stand for what someone says."""

    def _beside(self, i: int, end: int) -> Span:
        """What is said around a source that stands at the start of, inside or after it."""
        if i <= 1:
            return (end + (self.low(end) == ","), self.n)
        if end >= self.n - 1:
            return (0, i)
        return (0, self.n)

    def _by_account(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "nach Angaben der Polizei", "nach Polizeiangaben", "nach eigenen Angaben", "seiner Meinung nach"."""
        k = last
        while k < self.n and (
            self.among(k, "det") or (self.low(k).endswith(ENDINGS) and not self.ts[k].capital)
        ):
            k += 1
        if self.kind(last) == "q" and self.low(last + 1) == "-" and self._account(last + 2):
            # "nach „Kurier“-Informationen"
            return self.found(cue, i, i + 1, (last, last + 1), self._beside(i, last + 3))
        genitive = (
            k + 1 < self.n and self.ts[k].capital and self.low(k).endswith("s") and self._account(k + 1)
        )
        noun = k + 1 if genitive else k
        if not self._account(noun):
            return self._after_account(cue, i, last)
        if self.among(i - 1, "asked_for") and self.ts[i - 1].capital:
            return None  # "Anfragen nach Berichten"
        if self.among(noun, "temporal_accounts") and (
            self.among(last, "det") or not (noun + 1 < self.n and self._named_after(noun + 1))
        ):
            return None  # "Nach der Ankündigung der Firma fiel der Kurs"
        cue_class = (
            CueClass.ESTIMATE
            if self.low(noun).endswith(
                ("schätzung", "schätzungen", "einschätzung", "ansicht", "meinung", "auffassung")
            )
            else cue.cue_class
        )
        end = noun + 1
        own = any(self.low(m) in OWN for m in range(last, noun))
        source: Span | None = (last, end)
        if (
            self.low(end) in ("von", "vom", "des", "der", "eines", "einer")
            or (end < self.n and self.ts[end].capital and not own)
            or (
                self.low(end).endswith("er")
                and self._capital_after(end)
                and not self.among(end, "det", "prep", "adv", "pron")
            )
        ):
            named = self.phrase(end + (self.low(end) in ("von", "vom")), lower=True)
            if named is not None:
                source = named
                end = named[1]
        elif own:
            source = self._owner(last, noun, end)
        elif genitive:
            source = (k, k + 1)
        start = i
        return self.found(
            cue, start, noun + 1, source, self._beside(i, end), cue_class=cue_class, inherits=source is None
        )

    def _from_view(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "aus Sicht der Werft" and "aus Harms' Sicht"."""
        for k in range(last + 1, min(self.n, last + 5)):
            if self.low(k) in ("sicht", "perspektive") and self.ts[k].capital:
                if k == last + 1 and self.low(last) == "der" and self._named_after(k + 1):
                    source = self.phrase(k + 1 + (self.low(k + 1) in ("von", "vom")))
                    if source is None:
                        return None
                    return self.found(
                        cue, i, k + 1, source, self._beside(i, source[1]), surface=self._text(i, k + 1)
                    )
                whose = self.low(last) in OWN or self.ts[k - 1].text == "'" or self.low(k - 1).endswith("s")
                if not whose or self.among(last, "prep"):
                    return None
                return self.found(
                    cue, i, last, (last, k), self._beside(i, k + 1), surface=self._text(i, k + 1)
                )
            if self.edge(k):
                break
        return None

    def _text(self, i: int, end: int) -> str:
        return self.text[self.ts[i].start : self.ts[end - 1].end]

    def _capital_after(self, k: int) -> bool:
        return k + 1 < self.n and self.ts[k + 1].capital

    def _named_after(self, k: int) -> bool:
        """A genitive or "von" says whose account it is."""
        return self.low(k) in ("von", "vom", "des", "der", "eines", "einer") or self.ts[k].capital

    def _owner(self, start: int, noun: int, verb: int) -> Span | None:
        """Whose account "seiner Einschätzung" or "eigenen Angaben" is: the pronoun, or the clause's subject."""
        own = next((k for k in range(start, noun) if self.low(k) in OWN), start)
        if any(self.low(k) in ("eigenen", "eigener") for k in range(start, noun)):
            return self._own_subject(verb)
        return (own, own + 1)

    def _own_subject(self, verb: int) -> Span | None:
        """The subject of the clause whose own account it is."""
        if self.finite(verb):
            source = self.subject_right(verb + 1)
            if source is not None:
                return source
        first = self.phrase(0)
        return (
            first
            if first is not None and first[1] <= verb and not self.among(0, "prep", "adv")
            else self.subject
        )

    def _after_account(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "ihrer Ansicht nach": the noun goes before."""
        if i < 2 or not self._account(i - 1):
            return None
        start = i - 1
        while (
            start > 0
            and not self.edge(start - 1)
            and (
                self.among(start - 1, "det")
                or (self.low(start - 1).endswith("s") and self.ts[start - 1].capital)
            )
        ):
            start -= 1
        own = self.low(start) in OWN
        if self.low(start) in ("meiner", "unserer") or (start > 1 and own and self.ts[start].capital):
            return None  # who writes, or who is addressed
        return self.found(
            cue,
            i,
            last,
            self._owner(start, i - 1, last) if own else (start, i),
            (0, start) if start > 1 else (last, self.n),
        )

    def _account(self, k: int) -> bool:
        """The noun stands for what someone says (Angaben, Polizeiangaben, Medienberichten)."""
        if k >= self.n or not self.ts[k].capital:
            return False
        low = self.low(k)
        return low in self.g.words("bare_accounts") or (
            low not in self.g.words("no_accounts") and low.endswith(_endings(self.g.words("accounts")))
        )
