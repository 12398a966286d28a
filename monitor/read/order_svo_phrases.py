"""English noun phrases that may be sources, and where what they say begins and ends.

Leaves out: which verb says it (:mod:`monitor.read.order_svo`).
"""

from __future__ import annotations

from monitor.read.clauses import is_name_quote
from monitor.read.order import Order, Span

_SUBJECTS = frozenset(["i", "he", "she", "it", "we", "they"])


class EnglishPhrases(Order):
    """Phrases left and right of a verb."""

    def manner(self, j: int) -> bool:
        """The token is an adverb of manner ("openly"), by its ending."""
        low = self.low(j)
        return (
            low.endswith("ly") and len(low) > 5 and not self.ts[j].capital and low not in self.g.words("ly")
        )

    def phrase_left(self, j: int) -> Span | None:
        """The noun phrase that ends at token ``j``, or the one an apposition hangs on."""
        ts, g = self.ts, self.g
        while (
            j >= 0
            and (ts[j].low in g.words("adv") or ts[j].low in g.words("time") or self.manner(j))
            and not (j > 0 and ts[j - 1].low in g.words("det"))
        ):
            if j > 0 and ts[j - 1].low in ("on", "in", "last", "at") and ts[j].low in g.words("time"):
                j -= 1
            j -= 1
        if j < 0:
            return None
        if ts[j].low in g.words("conj"):
            return None
        if ts[j].text == ",":
            return self._before_apposition(j)
        if ts[j].kind == "p":
            return None
        if ts[j].low in ("who", "which"):
            return self.phrase_left(j - 2) if j > 1 and ts[j - 1].text == "," else self.phrase_left(j - 1)
        if ts[j].low == "that":
            named = self.phrase_left(j - 1) if j else None
            article = max((k for k in range(*named) if self.among(k, "article")), default=0) if named else 0
            return (article, named[1]) if named and article else named
        start = j + 1
        k = j
        while k >= 0:
            token = ts[k]
            low = token.low
            if token.kind == "p" and token.text not in "'&%$£€/":
                break
            if token.kind == "q" and not is_name_quote(token):
                break
            if (
                low in g.words("sub")
                or low in g.words("aux")
                or (k != j and low in ("that", "which", "whom"))
            ):
                break
            if (
                token.kind == "w"
                and k > 0
                and not token.capital
                and self.among(k, "cue.verb", "cue.citing", "cue.quoted")
                and not self.among(k - 1, "det")
                and low not in g.words("nouns")
            ):
                break
            if low in g.words("conj") and not self._joins(k):
                break
            start = k
            k -= 1
        alone = j > start and self.among(j, "pron") and not self.among(j - 1, "prep", "conj", "det")
        return self.trim(j if alone and ts[j].low in _SUBJECTS else start, j + 1)

    def _joins(self, k: int) -> bool:
        """A conjunction inside a subject: "Moscow and Pyongyang have"."""
        if self.ts[k].low not in ("and", "or", "nor") or k == 0 or k + 1 >= self.n:
            return False
        left, right = self.ts[k - 1], self.ts[k + 1]
        if left.kind == "p" or left.low in self.g.words("adv"):
            return False
        return left.capital == right.capital or right.low in self.g.words("det")

    def _before_apposition(self, comma: int) -> Span | None:
        """As in "Park, a member of a committee, said": the phrase the apposition hangs on."""
        ts, g = self.ts, self.g
        edge = comma - 1
        segments: list[Span] = []
        stop = comma
        while edge >= 0:
            token = ts[edge]
            if token.text == ",":
                segments.append((edge + 1, stop))
                stop = edge
            elif (token.kind == "q" and not is_name_quote(token)) or token.text in ";:–":
                break
            edge -= 1
        segments.append((edge + 1, stop))
        best: Span | None = None
        for start, end in segments[1:]:
            words = ts[start:end]
            if any(t.low in g.words("aux") or t.low in g.cues for t in words):
                return best or self.phrase_left(end - 1)
            if not words or not (words[0].capital or words[0].low in g.words("det") or words[0].kind == "n"):
                break
            named = self.trim(start, end)
            if named is None:
                break  # "On Tuesday, Ada Quill, a driver, said"
            best = named
        return self.with_name(best) if best else None

    def trim(self, start: int, end: int) -> Span | None:
        """The phrase without conjunctions, adverbs and dates in front; None where nothing is left."""
        ts, g = self.ts, self.g
        while start < end:
            low = ts[start].low
            if low in g.words("conj") or low in g.words("adv") or ts[start].kind == "p":
                start += 1
            elif low in g.words("prep") and end - start > 1:
                # "In June Putin said": the phrase after the preposition is no subject
                subject = self._after_fronted(start + 1, end)
                if subject is not None:
                    start = subject
                    break
                k = start + 1
                while k < end and (
                    ts[k].low in g.words("time")
                    or ts[k].kind == "n"
                    or ts[k].low
                    in ("a", "the", "his", "her", "its", "statement", "interview", "message", "post")
                ):
                    k += 1
                if k == start + 1 or k >= end:
                    return None
                start = k
            else:
                break
        while end - start > 1 and self.among(end - 1, "adv"):
            end -= 1
        if start >= end:
            return None
        if all(t.kind not in {"w", "q"} for t in ts[start:end]):
            return None
        return (start, end)

    def _after_fronted(self, start: int, end: int) -> int | None:
        """Where a second noun phrase begins after a preposition's: "In his speech | the mayor"."""
        if end - start > 1 and self.among(end - 1, "pron") and not self.among(end - 2, "prep", "of", "conj"):
            return end - 1
        for k in range(end - 1, start, -1):
            if (
                self.among(k, "article")
                and self.kind(k - 1) in "wn"
                and not self.among(k - 1, "prep", "of", "conj", "det", "predeterminer", "aux", "adv")
            ):
                return k
        return None

    def phrase_right(self, k: int) -> Span | None:
        """The noun phrase that starts at token ``k``."""
        ts, g = self.ts, self.g
        start = k
        if k >= self.n:
            return None
        if ts[k].low in g.words("pron"):
            return (k, k + 1)
        if not (
            ts[k].kind == "w"
            and (
                ts[k].capital
                or ts[k].low in g.words("det")
                or (
                    self.ts[k].low
                    not in g.words("prep")
                    | g.words("sub")
                    | g.words("aux")
                    | g.words("adv")
                    | g.words("time")
                    | g.words("rel")
                )
            )
        ):
            return None
        while k < self.n:
            token = ts[k]
            low = token.low
            if token.kind == "p" and token.text not in "'&/":
                break
            if token.kind == "q" and not is_name_quote(token):
                break
            if low in ("of", "for", "from") and k > start:
                k += 1
                continue
            if (
                low in g.words("prep")
                or low in g.words("sub")
                or low in g.words("aux")
                or low in g.words("rel")
                or low in g.words("adv")
                or (low in g.words("time") and token.capital is not False)
            ):
                break
            if low in g.words("conj") and not (
                k + 1 < self.n and (ts[k + 1].capital or ts[k + 1].low in g.words("det"))
            ):
                break
            k += 1
        return self.with_name((start, k)) if k > start else None

    def long_phrase_end(self, k: int) -> int:
        """The end of a source after "according to": up to a comma, a dash or the end."""
        ts, g = self.ts, self.g
        start = k
        while k < self.n:
            token = ts[k]
            if (token.kind == "p" and token.text not in "'&/") or (
                token.kind == "q" and not is_name_quote(token)
            ):
                break
            if (
                token.low in g.words("conj")
                and k > start
                and self.low(k + 1) not in g.words("det")
                and not (k + 1 < self.n and ts[k + 1].capital)
            ):
                break
            k += 1
        return self.with_name((start, k))[1] if k > start else k

    # ------------------------------------------------------------- the content

    def content(self, source: Span, last: int) -> Span:
        """What is said after the verb, or before the source where only circumstances follow."""
        if source[0] > 0 and self.kind(source[0] - 1) == "q" and not self._announces(last):
            return (0, source[0])
        start = self.content_from(last)
        if start < self.n and not (self.ts[start].kind == "p" and start == self.n - 1):
            end = self.n
            for k in range(start, self.n):
                if self.ts[k].text == ";":
                    end = k
                    break
            if source[0] > 0 and self.ts[source[0] - 1].kind in "qp" and self.all_loose(last):
                return (0, source[0])
            return (start, end)
        if source[0] > 0:
            return (0, source[0])
        return (start, start)

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
        ts, g = self.ts, self.g
        k = last
        while k < self.n:
            low = ts[k].low
            if (
                low in g.words("time")
                or low in g.words("reporting")
                or ts[k].text in ":,"
                or (
                    low in ("on", "in", "at", "last")
                    and k + 1 < self.n
                    and (ts[k + 1].low in g.words("time") or ts[k + 1].kind == "n")
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
        while j >= 0 and self.ts[j].low in self.g.words("adv"):
            j -= 1
        return j
