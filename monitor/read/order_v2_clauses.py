"""German clauses with the verb at their end, and forms that look like a verb of saying.

As in "wie X berichtet", "nachdem X das angekündigt hatte", "der Landrat, der den Plan
ablehnt". Leaves out: main clauses (:mod:`monitor.read.order_v2`).
"""

from __future__ import annotations

from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_v2_refusals import Refusals

_FACTUAL = frozenset(
    ("nachdem", "während", "weil", "da", "als", "obwohl", "seit", "seitdem", "wobei", "obgleich")
)
"""Conjunctions of clauses that tell what was said; not "wenn", "ob", "dass", "bevor"."""


_RELATING = frozenset(("wovor", "wogegen"))
"""What relates a clause to the sentence before it: "…, wovor die Kammer warnt"."""


class SubordinateClauses(Refusals):
    """The source and the speech of a verb at the end of its clause."""

    def _clause_final(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "wie X berichtet", "nachdem X angekündigt hatte"."""
        start = self.clause_start(i)
        far = self._past_apposition(start, i)
        if far is not None:
            self.subject = far
            before = self.clause_start(far[0])
            content = (last + 1, self.n) if before <= 1 else (0, before)
            return self.found(cue, i, last, far, content)
        relative = self._relative_final(cue, i, last, start)
        if relative is not None:
            return relative
        k = start
        while k < i and self.among(k, "conj", "adv") and not self.among(k, "sub"):
            k += 1
        if not self.among(k, "sub") or (self.low(k) == "um" and self.low(i - 1) == "zu"):
            return None
        subject = k + 1
        while self.among(subject, "refl", "adv") and not self.among(subject, "pron", "det"):
            subject += 1
        source = self.phrase(subject)
        if (self.low(k) == "wie" and self.low(subject) == "man") or self.low(k) in ("was", "wer"):
            return None  # "wie man so schön sagt", "was die Kinder ihm sagen"
        if cue.frame == "K" and self.low(k) != "wie":
            return None
        if source is not None and self.low(subject) in ("es", "ihn", "dies"):
            source = self.phrase(subject + 1) or source  # "wie es die Werft bezeichnete"
        if (
            self.peculiar(cue)
            and not self.special(cue, subject, i)
            and (
                cue.frame == "J"
                or cue.frame.startswith("I:")
                or not any(self.kind(m) == "q" for m in range(start, self.n))
            )
        ):
            return None
        if source is None or source[1] > i or self.among(source[0], "dative"):
            return None
        if self.low(k) in _RELATING and cue.frame == "O" and start > 0 and self.low(last) != ":":
            self.subject = source
            return self.found(cue, i, last, source, (0, start))
        told = self.low(k) in _FACTUAL and (cue.frame == "O" or self.peculiar(cue)) and source[1] < i
        if told:
            self.subject = source
            return self.found(cue, i, last, source, (source[1], i))
        if (
            self.low(k) != "wie"
            and cue.frame != "O"
            and not any(
                self.ts[m].text in ",:" or self.kind(m) == "q" for m in range(last, min(self.n, last + 3))
            )
        ):
            return None
        if (
            self.low(k) != "wie"
            and cue.frame != "C"
            and not any(self.kind(m) == "q" for m in range(start, self.n))
        ):
            return None
        if self.low(k) == "wie":
            content = (last + 1, self.n) if start <= 1 else (0, start)
        elif self.edge(last) and last + 1 < self.n:
            content = (last + 1, self.n)
        else:
            content = (source[1], i)
        self.subject = source
        return self.found(cue, i, last, source, content)

    def _relative_final(self, cue: Cue, i: int, last: int, start: int) -> Found | None:
        """As in "der Landrat, der den Plan ablehnt", "Vorwürfe, die die Werft bestreitet", "in der er Zweifel andeutete"."""
        if start < 2 or self.ts[start - 1].text != "," or cue.frame.startswith("I:von"):
            return None
        k = start + self.among(start, "prep")
        subject = k + 1
        while self.among(subject, "refl", "adv") and not self._article(subject):
            subject += 1
        held = last + (1 if self.among(last, "perfect") else 0)
        follows = self.ts[held].text in ":," if held < self.n else False
        spoken = follows and cue.frame in "CQO" and self.speech_after(held, subjunctive=cue.frame != "Q")
        if k > start or self.low(k) in ("den", "denen", "dem"):
            if self.low(k) not in ("der", "dem", "denen", "den", "die", "das"):
                return None
            if self.low(k) != "denen" and not self.among(k + 1, "det", "pron"):
                return None  # an article: "…, den Verkauf scharf kritisiert"
            source = self.phrase(subject)
            if source is None or source[1] > i or self.among(source[0], "dative", "prep"):
                return None
            if cue.frame not in "OC" or not (source[1] < i or spoken or k == start):
                return None
            return self.found(cue, i, last, source, (held + 1, self.n) if spoken else (source[1], i))
        if self.low(k) not in ("der", "die", "das", "welcher", "welche"):
            return None
        objective = self.low(k) != "der" and (
            self.low(subject) in ("er", "sie", "es", "man", "der", "die", "das", "ein", "eine")
            or (subject < i and self.ts[subject].capital and not self.among(subject, "det"))
        )
        if objective and not (
            self.low(subject) in ("das", "ein", "er", "es", "man") and self._plural_verb(i, last)
        ):
            source = self.phrase(subject)
            if source is None or source[1] > i:
                return None
            named = self.peculiar(cue) and self.special(cue, source[1], i)
            quoted = cue.frame in "ES" and any(self.kind(m) == "q" for m in range(source[1], i))
            if named or quoted or (cue.frame == "O" and self._closing(source[1], i)):
                return self.found(cue, i, last, source, (source[1], i) if source[1] < i else (0, start - 1))
            return None
        source = self._relative_subject(start, start + 1)
        if source is None or (not spoken and cue.lemma in self.g.words("of_things")):
            return None
        if not (
            spoken
            or (cue.frame == "O" and subject < i)
            or (self.peculiar(cue) and self.special(cue, start + 1, i))
        ):
            return None
        return self.found(cue, i, last, source, (held + 1, self.n) if spoken else (k + 1, i))

    def _plural_verb(self, i: int, last: int) -> bool:
        """As in "die das Verfahren als falsch angesehen hatten": the pronoun is the subject."""
        finite = last if self.among(last, "perfect") else i
        return self.low(finite).endswith("n")

    def _closing(self, k: int, i: int) -> bool:
        """Nothing but adverbs and phrases with a preposition stands before the verb at the end."""
        while k < i and self.among(k, "adv", "refl", "neg"):
            k += 1
        return k >= i or self.among(k, "prep")

    def _past_apposition(self, start: int, i: int) -> Span | None:
        """The source of "wie X, Sprecher der Y, mitteilte": the verb stands behind an apposition."""
        if i - start > 4 or start < 4 or self.ts[start - 1].text != "," or self.among(start, "sub"):
            return None
        if any(self.finite(k) or (self.ts[k].capital and self.among(k - 1, "det")) for k in range(start, i)):
            return None
        edge = start - 1
        for _ in range(3):
            begin = self.clause_start(edge)
            if self.low(begin) == "wie":
                source = self.phrase(begin + 1)
                return self.with_name(source) if source is not None and source[1] == edge else None
            if any(self.finite(k) for k in range(begin, edge)) or begin < 2 or self.ts[begin - 1].text != ",":
                return None
            edge = begin - 1
        return None

    def _infinitive(self, i: int) -> bool:
        """The form at the clause's end is an infinitive: "zu" or a modal goes before."""
        if not self.low(i).endswith("n"):
            return False
        if self.low(i - 1) == "zu":
            return True
        return any(self.among(k, "aux", "letting") for k in range(self.clause_start(i), i))

    def _other_sense(self, cue: Cue, i: int, last: int) -> bool:
        """As in "Die Flut forderte 92 Menschenleben", "verspricht sich davon Gewinn"."""
        objects = self.g.words(f"other_sense.{cue.lemma}")
        if objects:
            clause = range(self.clause_start(i), self.clause_end(last))
            if any(
                self.low(k) == noun[1:] if noun[0] == "=" else self.low(k).endswith(noun)
                for k in clause
                if self.ts[k].capital
                for noun in objects
            ):
                return True
        wanted = self.g.words(f"only_with.{cue.lemma}")
        if wanted:
            end = self.clause_end(last)
            clause = range(self.clause_start(i), end)
            if any(self.low(k) == "darauf" for k in clause) and self.speech_after(end):
                return False
            return not any(
                self.low(k).endswith(noun) for k in clause if self.ts[k].capital for noun in wanted
            )
        if cue.lemma in self.g.words("declaring"):
            return self._declares(i, last)
        threatened = self.g.words(f"looming.{cue.lemma}")
        if threatened:
            # "Dem Land droht eine Pleite mit Folgen", "Fahrern drohen Staus mit Wartezeiten"
            start = self.clause_start(i)
            return (
                self.low(start) in threatened
                or (self.low(last) in ("ihm", "ihr", "ihnen") and self.among(last + 1, "det"))
                or (self.low(i).endswith("n") and last < self.n and self.ts[last].capital)
            )
        return cue.lemma in self.g.words("not_reflexive") and any(
            self.low(k) == "sich" for k in range(self.clause_start(i), self.clause_end(last))
        )

    def _declares(self, i: int, last: int) -> bool:
        """As in "…, die Friesisch zur Amtssprache erklärt", "hat den Bau für zulässig erklärt"."""
        start = self.clause_start(i)
        inside = self.among(start, "sub") or (start > 0 and self.ts[start - 1].text == ",")
        if not self.edge(last) or self.speech_after(last) or (self.low(last) == "," and not inside):
            return False
        return any(self.low(k) in ("zum", "zur", "für") for k in range(max(start, i - 6), i - 1))

    def _compared(self, i: int, last: int) -> bool:
        """As in "stärker als ursprünglich befürchtet", "wie erwartet": a participle without a subject."""
        if not self.low(i).endswith(("t", "en")) or self.finite(last):
            return False
        for k in range(i - 1, max(-1, i - 4), -1):
            if self.edge(k) or self.ts[k].capital or self.among(k, "pron", "aux"):
                return False
            if self.low(k) in ("als", "wie"):
                return k > 0 or self.low(k) == "als"
        return False

    def _adjective(self, i: int, last: int) -> bool:
        """As in "der verdächtigen Personen", "der als Zeuge bekannte Mann": a noun follows its ending."""
        if last >= self.n or not self.ts[last].capital or not self.low(i).endswith(("te", "ten", "en")):
            return False
        if self.among(i - 1, "det") and not self.among(i - 1, "pron"):
            return self.low(i - 1) not in ("das", "dies")
        # "die nun von der Werft veröffentlichten Bilder": no noun belongs to the article before
        for k in range(i - 1, max(self.clause_start(i), i - 12) - 1, -1):
            if self.ts[k].capital and not self.among(k, "det"):
                if self._ending(k - 1) and not self.among(k - 1, "det", "prep", "adv", "pron"):
                    return False
            elif (
                self.among(k, "det")
                and (self.among(k + 1, "adv", "prep") or self.kind(k + 1) == "n")
                and not self.among(k + 1, "det")
            ):
                return True
        return False

    def _ending(self, k: int) -> bool:
        return k >= 0 and self.low(k).endswith(("e", "en", "er", "es", "em"))
