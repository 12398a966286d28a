"""English noun phrases that may be sources.

Leaves out: where what they say begins and ends (:mod:`monitor.read.order_svo_content`),
and which verb says it (:mod:`monitor.read.order_svo`).
"""

from __future__ import annotations

from typing import ClassVar

from monitor.read.clauses import is_name_quote
from monitor.read.order import Order, Span

_SUBJECTS = frozenset(["i", "he", "she", "it", "we", "they"])
_RELATIVE = 12
"""Tokens of a relative clause without commas that are stepped over."""
_LONG = 8
"""Tokens beyond which what a relative clause hangs on is cut to its last phrase ("… in its opinion, which found")."""
_INSERTION = 40
"""Tokens of a remark in dashes or brackets, and of a list after "including", that are stepped over."""


_SPEAKING = frozenset(("cue.verb", "cue.citing", "cue.quoted"))
_NO_NOUN = frozenset(("prep", "sub", "aux", "adv", "time", "rel"))
"""Classes that open no phrase in lower case, and end one."""
_TIME = frozenset(("time",))


class EnglishPhrases(Order):
    """Phrases left and right of a verb."""

    _OPENING: ClassVar[dict[str, str]] = {")": "(", "–": "–"}
    """Closing mark of a remark inside a clause → its opening mark."""

    def offsets(self, span: Span | None) -> Span | None:
        """The offsets of a span of tokens, without the verb of a contraction ("He's")."""
        found = super().offsets(span)
        if found is not None and span is not None and self.among(span[1] - 1, "contracted"):
            return (found[0], found[0] + self.text[found[0] : found[1]].rindex("'"))
        return found

    def manner(self, j: int) -> bool:
        """The token is an adverb of manner ("openly"), by its ending."""
        low = self.low(j)
        return (
            low.endswith("ly") and len(low) > 5 and not self.ts[j].capital and low not in self.g.words("ly")
        )

    def manner_in_front(self) -> bool:
        """The sentence begins with an adverb and a comma ("Originally, …")."""
        return self.low(0).endswith("ly") and self.low(1) == ","

    def speaks(self, k: int) -> bool:
        """The token is a form of a verb of saying."""
        return self.among(k, "cue.verb", "cue.citing", "cue.quoted", "cue.decline")

    def phrase_left(self, j: int) -> Span | None:
        """The noun phrase that ends at token ``j``, or the one an apposition hangs on."""
        ts = self.ts
        while (
            j >= 0
            and (self.among(j, "adv", "time") or self.manner(j))
            and not (j > 0 and "det" in self.classes[j - 1])
        ):
            if j > 0 and ts[j - 1].low in ("on", "in", "last", "at") and "time" in self.classes[j]:
                j -= 1
            j -= 1
        if j < 0:
            return None
        if "conj" in self.classes[j]:
            return None
        if ts[j].text == ",":
            return self._before_apposition(j)
        if ts[j].text in self._OPENING:
            return self._before_insertion(j)
        if ts[j].kind == "p" or self.among(j, "prep"):
            return None
        if ts[j].low in ("who", "which"):
            end = j - 2 if j > 1 and ts[j - 1].text == "," else j - 1
            named = self.phrase_left(end)
            people = ts[j].low == "who" and named is not None and named[1] - named[0] > _LONG
            if named is None or (
                people and ts[end].low.endswith("s")
            ):  # "agreed to it after calls from | owners who said"
                before = next((k for k in range(end, max(0, end - _LONG), -1) if self.among(k, "prep")), end)
                return self.trim(before + 1, end + 1) if before < end else None
            if named[1] - named[0] <= _LONG:
                return named
            inner = (k for k in range(named[0] + 1, named[1]) if self.among(k, "article"))
            return next(((k, named[1]) for k in inner if self.among(k - 1, "prep")), named)
        if ts[j].low == "that":
            named = self.phrase_left(j - 1) if j else None
            article = max((k for k in range(*named) if self.among(k, "article")), default=0) if named else 0
            return (article, named[1]) if named and article else named
        start = j + 1
        k = j
        while k >= 0:
            token = ts[k]
            low = token.low
            if token.kind == "p" and token.text not in "'&%$£€/+":
                break
            if token.kind == "q" and not is_name_quote(token):
                break
            classes = self.classes[k]
            if "sub" in classes or "aux" in classes or (k != j and low in ("that", "which", "whom")):
                break
            if (
                token.kind == "w"
                and k > 0
                and not classes.isdisjoint(_SPEAKING)
                and not token.capital
                and not self.among(k - 1, "det")
                and "nouns" not in classes
            ):
                break
            if "conj" in classes and not self._joins(k):
                break
            start = k
            k -= 1
        if start and (start > j or self.among(start - 1, "aux", "sub")):
            relative = self._before_relative(start - 1)
            if relative is not None:
                return relative
        hung = self._hangs_on(start)
        if hung is not None:
            return hung
        alone = j > start and self.among(j, "pron") and not self.among(j - 1, "prep", "conj", "det")
        return self.trim(j if alone and ts[j].low in _SUBJECTS else start, j + 1)

    def _before_insertion(self, j: int) -> Span | None:
        """The phrase before a remark in dashes or long brackets that ends at token ``j``."""
        opening = self._OPENING[self.ts[j].text]
        for k in range(j - 1, max(-1, j - _INSERTION), -1):
            if self.ts[k].text == opening:
                return self.phrase_left(k - 1) if k and j - k > 1 else None
        return None

    def _before_relative(self, k: int) -> Span | None:
        """Whom a relative clause without commas describes: "doctors who have treated him | say"."""
        for m in range(k, max(0, k - _RELATIVE), -1):
            if self.low(m) == "who":
                return self.phrase_left(m - 1) if self.ts[m - 1].text != "," else None
            if (
                self.edge(m)
                or self.among(m, "conj")
                or (m < k and self.speaks(m) and self.low(m - 1) != "who")
            ):
                return None
        return None

    def _hangs_on(self, start: int) -> Span | None:
        """What a phrase from ``start`` on is an apposition to, where no comma closes it.

        "Four members, including Ada Quill (…) urged"; "“…,” Tomas Reed, a diver from Leeds said".
        """
        for k in range(start, max(0, start - _INSERTION), -1):
            if self.among(k, "including"):
                return self.phrase_left(k - 2) if k > 1 and self.ts[k - 1].text == "," else None
            if k < start and (self.edge(k) or self.among(k, "aux", "sub")):
                break
        if start < 3 or self.ts[start - 1].text != "," or self.ts[start].capital:
            return None
        end = start - 1
        for _ in range(3):
            k = end - 1
            while k >= 0 and self._in_name(k, 0):
                k -= 1
            if end - k > 2 and (k < 0 or self.kind(k) == "q"):
                return (k + 1, end)
            while k >= 0 and not self.edge(k) and not self.among(k, "aux", "sub"):
                k -= 1
            if k < 0 or self.ts[k].text != ",":
                return None
            end = k
        return None

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
            if words and all(t.kind == "n" for t in words):
                continue  # an age: "Ms Quill, 51, who chairs the board,"
            if any(self.among(k, "aux") or self.speaks(k) for k in range(start, end)):
                inner = best or self.phrase_left(end - 1)
                return self.with_name(inner) if inner else None
            if not words or not (
                words[0].capital
                or words[0].low in g.words("det")
                or words[0].kind == "n"
                or (words[0].low == "one" and len(words) > 2)
            ):
                break
            named = self.trim(start, end)
            if named is None:
                break  # "On Tuesday, Ada Quill, a driver, said"
            best = named
        return self.with_name(best) if best else None

    def trim(self, start: int, end: int) -> Span | None:
        """The phrase without conjunctions, adverbs and dates in front; None where nothing is left."""
        ts = self.ts
        while start < end:
            if ts[start].kind == "p" or self.among(start, "conj", "adv"):
                start += 1
            elif "prep" in self.classes[start] and end - start > 1:
                # "In June Putin said": the phrase after the preposition is no subject
                subject = self._after_fronted(start + 1, end)
                if subject is not None:
                    start = subject
                    break
                k = start + 1
                while k < end and (
                    "time" in self.classes[k]
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
        if start >= end or (self.among(end - 1, "prep", "sub", "of") and not ts[end - 1].capital):
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
        ts = self.ts
        start = k
        if k >= self.n:
            return None
        if "pron" in self.classes[k]:
            return (k, k + 1)
        if ts[k].kind != "w" or not (
            ts[k].capital or "det" in self.classes[k] or self.classes[k].isdisjoint(_NO_NOUN)
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
            classes = self.classes[k]
            if not classes.isdisjoint(_NO_NOUN) and (token.capital or classes & _NO_NOUN != _TIME):
                break
            if "conj" in classes and not (
                k + 1 < self.n and (ts[k + 1].capital or "det" in self.classes[k + 1])
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
