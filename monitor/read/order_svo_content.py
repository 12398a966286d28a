"""Where what an English source says begins and ends.

Leaves out: who says it (:mod:`monitor.read.order_svo_phrases`).
"""

from __future__ import annotations

from monitor.read.order import Span
from monitor.read.order_svo_phrases import EnglishPhrases


class EnglishContent(EnglishPhrases):
    """The content right or left of a verb, and its edges."""

    def content(self, source: Span, last: int, *, shared: bool = False) -> Span:
        """What is said after the verb, or before the source where only circumstances follow.

        A subject that the verb shares with the one before leaves only what follows it.
        """
        if shared:
            return (self.content_from(last), self.n)
        if source[0] > 0 and self.low(source[0] - 1) == "," and self._trails(source[0], last):
            return (0, source[0])
        if source[0] > 0 and self.kind(source[0] - 1) == "q" and not self._announces(last):
            return (0, source[0])
        start = self.content_from(last)
        if start < self.n and not (self.ts[start].kind == "p" and start == self.n - 1):
            end = self.n
            for k in range(start, self.n):
                if self.ts[k].text == ";":
                    end = k
                    break
            if (
                source[0] > 0
                and self.ts[source[0] - 1].kind in "qp"
                and self.ts[source[0] - 1].text not in ";:"
                and self.all_loose(last)
            ):
                return (0, source[0])
            return (start, end)
        if source[0] > 0:
            return (0, source[0])
        return (start, start)

    def _trails(self, start: int, last: int) -> bool:
        """A clause, a comma, who says so, and only circumstances up to the next comma or the end.

        "The race is on, the mayor insisted on Friday, calling …".
        """
        if not self.among(last, "prep", "time") or self.among(0, "sub", "prep", "time"):
            return False
        for k in range(last, self.n):
            if self.ts[k].text == ",":
                if not (self.low(k + 1).endswith("ing") or self.among(k + 1, "conj", "sub", "rel")):
                    return False
                break
            if self.ts[k].text in ".;!?":
                break
            if self.kind(k) == "q" or self.ts[k].text == ":" or self.among(k, "aux", "that", "clause"):
                return False
        return any(self.among(k, "aux") for k in range(start))

    def _announces(self, last: int) -> bool:
        """A colon or "that" right after the verb: the speech is still to come."""
        return self.low(last) in (":", "that")

    def all_loose(self, last: int) -> bool:
        """Only circumstances follow the verb ("… said on Wednesday in a post")."""
        ts, g = self.ts, self.g
        if last >= self.n or ts[last].text in (".", ";"):
            return True
        if not self.among(last, "sub") and any(
            t.kind == "q" or t.text == ":" or t.low in g.words("aux") or t.low == "that" for t in ts[last:]
        ):
            return False
        low = ts[last].low
        if self.n - last <= 8 and (ts[last].capital or low in g.words("det") or low in g.words("pron")):
            return True  # whom they told: "… X told the paper"
        return (
            low in ("before", "after", "as", "while", "when", "adding")
            or low in g.words("prep")
            or low in g.words("time")
            or low in g.words("adv")
            or low in g.words("reporting")
            or ts[last].text == ","
        )

    def content_from(self, last: int) -> int:
        """Past the circumstances that stand between the verb and what is said."""
        ts = self.ts
        k = last
        while k < self.n:
            low = ts[k].low
            if (
                self.among(k, "time", "reporting")
                or ts[k].text in ":,"
                or (
                    low in ("on", "in", "at", "last")
                    and k + 1 < self.n
                    and ("time" in self.classes[k + 1] or ts[k + 1].kind == "n")
                )
            ):
                k += 1
            elif low == "that":
                return k + 1
            else:
                break
        return k

    def before_is_edge(self, i: int) -> bool:
        """A mark or a quotation stands before the token."""
        return i == 0 or self.ts[i - 1].kind in "pq"

    def skip_left(self, j: int) -> int:
        """The token before adverbs."""
        while j >= 0 and (self.ts[j].low in self.g.words("adv") or self.manner(j)):
            j -= 1
        return j
