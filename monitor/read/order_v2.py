"""Who says what where the finite verb stands second, and last in a subordinate clause.

Source rules for German: what fills the field before the verb is the source when it is a
noun phrase that can be a subject; else the subject follows the verb. After speech or a
quotation the verb opens its clause and the subject follows. In "wie X berichtet" and in
a perfect ("hat X gesagt") the subject stands by the conjunction or the auxiliary.
Prepositions and the impersonal forms are in :mod:`monitor.read.order_v2_phrases`.
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_v2_phrases import VerblessGerman

_LIKE_PREPOSITION = frozenset(("als", "um", "seit", "bis", "wie", "während", "statt", "anstatt", "da"))
"""Conjunctions that may also open a phrase without a verb ("Als Antwort sagte X")."""


class VerbSecond(VerblessGerman):
    """German main and subordinate clauses."""

    def verb(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of a verb at token ``i``, or None."""
        if i and self.ts[i].capital:
            return None  # a noun: die Angeklagten sagen, aber die Werte
        if cue.form == "participle":
            return self._participle(cue, i, last)
        if cue.form == "joined":
            return self._clause_final(cue, i, last)
        if cue.particle:
            particle = self._particle(cue.particle, last)
            if particle is None:
                return None
            surface = f"{self.ts[i].text} {self.ts[particle].text}"
            return self._second(cue, i, last, surface, particle)
        if (
            self._foreign_particle(last)
            or self.among(last, "passive")
            or (cue.cue_class is CueClass.DESCRIBE and self.low(last) == "sich")
        ):
            return None
        if self.edge(last) or (self.among(last, "aux") and self.edge(last + 1)):
            found = self._clause_final(cue, i, last)
            if found is not None or self._infinitive(i):
                return found
        return self._second(cue, i, last, None, None)

    def _second(self, cue: Cue, i: int, last: int, surface: str | None, particle: int | None) -> Found | None:
        source, content = self._around(cue, i, last)
        if source is None:
            return None
        after = particle + 1 if particle is not None else last
        negated = any(
            self.among(k, "neg") for k in range(last, min(self.n, last + 8)) if not self._past_edge(last, k)
        )
        back = (
            source[0] > i
            and i > 0
            and self.low(i - 1) in ("das", "dies", "dieses")
            and not self._frame_holds(cue, last, after)
        )
        if content[0] >= i and not back and not self._frame_holds(cue, last, after):
            return None
        cue_class, stance = cue.cue_class, cue.stance
        if negated and cue_class in (CueClass.CONFIRM, CueClass.ANNOUNCE):
            cue_class, stance = CueClass.DECLINE, -1
        elif negated:
            stance = -stance
        self.subject = source
        return self.found(
            cue, i, last, source, content, surface=surface, cue_class=cue_class, stance=stance, back=back
        )

    def _past_edge(self, start: int, k: int) -> bool:
        return any(self.edge(m) for m in range(start, k))

    def _particle(self, particle: str, start: int) -> int | None:
        """The separated particle, at the end of the verb's clause."""
        for k in range(start, self.n):
            if self.low(k) == particle and (self.edge(k + 1) or self.among(k + 1, "conj")):
                return k
            if self.ts[k].text in ";:" or (
                self.ts[k].text == "," and self.low(k + 1) in ("dass", "daß", "ob", "man")
            ):
                return None
        return None

    def _foreign_particle(self, last: int) -> bool:
        """The clause closes with a particle that makes another verb of it (sagte … ab)."""
        for k in range(last, self.n):
            if self.edge(k):
                return k > last and self.among(k - 1, "particles")
        return self.among(self.n - 1, "particles")

    # ------------------------------------------------------------- main clauses

    def _around(self, cue: Cue, i: int, last: int) -> tuple[Span | None, Span]:
        """Source and content of a finite verb that is second or first in its clause."""
        none = (None, (last, self.n))
        if i == 0:
            return none
        if self.edge(i - 1):
            return self._after_edge(cue, i, last)
        start = self.clause_start(i)
        shared = self.among(i - 1, "conj")
        if self.low(start) == "auch" and shared:
            start += 1
        while start < i and (self.among(start, "conj") or self.low(start) == "so"):
            start += 1
        if shared:
            first = self._first_subject(start, i) or self.subject
            return first, (last, self.n)
        if start >= i:
            return (self.subject, (last, self.n)) if start > 1 else (self.subject_right(last), (last, self.n))
        if self.among(start, "sub") and self.low(start) not in _LIKE_PREPOSITION:
            return none
        if self._finite_before(start, i):
            return none
        while (
            self.low(start) in ("auch", "selbst", "sogar", "nur", "allein", "erst")
            and start + 1 < i
            and (self.among(start + 1, "det") or self.ts[start + 1].capital)
        ):
            start += 1
        left = self._prefield(start, i)
        if left is not None and self._can_be_subject(left, last, cue):
            return left, (last, self.n)
        source = self.subject_right(last)
        return source, (source[1] if source else last, self.n)

    def _after_edge(self, cue: Cue, i: int, last: int) -> tuple[Span | None, Span]:
        """The verb opens its clause: after speech, or after an apposition to its subject."""
        if self.ts[i - 1].text not in ",–-!?" and self.kind(i - 1) != "q":
            return None, (last, self.n)
        right = self.subject_right(last)
        left = self._before_apposition(i) if self.ts[i - 1].text == "," else None
        if left is not None and (
            self.finite(i - 2) or not right or self.low(right[0]) in ("sein", "seine", "ihr", "ihre")
        ):
            return left, (last, self.n)
        if left is not None and not (
            right and cue.frame in "CQ" and self._closed(right[1]) and not self._speech_follows(right[1])
        ):
            return left, (last, self.n)
        if right is None:
            return (self.subject, (last, self.n)) if self.ts[i - 1].text == "," else (None, (last, self.n))
        if cue.frame == "O" and self.kind(i - 1) != "q" and not self._closed(right[1]):
            return None, (last, self.n)
        return right, (0, i)

    def _speech_follows(self, k: int) -> bool:
        """A colon or a conjunction after the phrase: the speech is still to come."""
        for m in range(k, min(self.n, k + 10)):
            if self.ts[m].text == ":":
                return True
            if self.ts[m].text == ",":
                return self.low(m + 1) in ("dass", "daß")
        return False

    def _before_apposition(self, i: int) -> Span | None:
        """The phrase that appositions and relative clauses before the verb hang on."""
        best: Span | None = None
        end = i - 1
        while end > 0:
            start = self.clause_start(end)
            while start < end and (self.among(start, "conj") or self.low(start) in ("auch", "selbst")):
                start += 1
            relative = self.low(start) in (
                "der",
                "die",
                "das",
                "welcher",
                "welche",
                "deren",
                "dessen",
            ) and self.finite(end - 1)
            if start >= end:
                break
            if not relative:
                if any(self.finite(k) for k in range(start, end)):
                    break
                best = (start, end)
            if start == 0 or self.ts[start - 1].text != ",":
                break
            end = start - 1
        if (
            best is None
            or best[1] == i - 1
            or self.among(best[0], "prep", "adv", "sub", "dative", "time")
            or self.kind(best[0]) == "q"
        ):
            return None
        return best

    def _closed(self, k: int) -> bool:
        return self.edge(k) or self.among(k, "prep", "adv", "time", "conj", "particles")

    def _prefield(self, start: int, end: int) -> Span | None:
        while start < end and self.among(end - 1, "adv", "refl") and not self.among(end - 1, "pron"):
            end -= 1
        return (start, end) if start < end else None

    def _can_be_subject(self, span: Span, last: int, cue: Cue) -> bool:
        first = span[0]
        if self.among(first, "pron") and span[1] - first == 1:
            return True
        if self.low(last) in ("er", "man", "ich", "wir") or (self.low(last) == "sie" and self.edge(last + 1)):
            return False
        if all(self.ts[k].kind == "n" for k in range(*span)):
            return False
        if (
            self.among(first, "prep", "adv", "time", "sub")
            or (span[1] - first == 1 and self.among(first, "refl"))
            or (self.ts[first].kind == "n" and self.among(first + 1, "time"))
        ):
            return False
        if self.among(first, "dative"):
            return self.subject_right(last) is None
        phrase = self.phrase(first)
        if phrase is None or (
            phrase[1] < span[1] and not self.among(phrase[1], "prep", "adv", "conj", "refl")
        ):
            # an adjective or a noun in apposition to the verb: "Passend zu … warnte die X"
            return self.subject_right(last) is None and phrase is not None
        if span[1] - first == 1 and not self.among(first, "det", "pron") and cue.frame in "CQ":
            # one bare word: an object or an adverb where a subject follows ("Kritik übte die X")
            right = self.subject_right(last)
            return right is None or not (
                self.low(right[0]) in ("der", "die", "das", "ein", "eine", "er", "sie")
                and self.edge(right[1])
                and self.low(right[1] + 1) not in ("dass", "daß")
            )
        return True

    def _first_subject(self, start: int, end: int) -> Span | None:
        """The subject that a coordinated verb shares: the phrase before the first verb."""
        if self.among(start, "prep", "adv", "time"):
            for k in range(start, end):
                if self.finite(k):
                    return self.subject_right(k + 1)
            return None
        phrase = self.phrase(start)
        if phrase is None or (phrase[1] >= end - 1 and not self.among(end - 1, "conj")):
            return None
        return phrase if self.finite(phrase[1]) or self.edge(phrase[1]) else None

    def _finite_before(self, start: int, end: int) -> bool:
        """Another finite verb stands between the clause's start and the cue."""
        return any(self.low(k) in self.g.words("aux") for k in range(start, end))

    # ------------------------------------------------------------- subordinate clauses

    def _clause_final(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "wie X berichtet", "nachdem X angekündigt hatte"."""
        start = self.clause_start(i)
        k = start
        while k < i and self.among(k, "conj", "adv") and not self.among(k, "sub"):
            k += 1
        if not self.among(k, "sub") or (self.low(k) == "um" and self.low(i - 1) == "zu"):
            return None
        subject = k + 1
        while self.among(subject, "refl", "adv") and not self.among(subject, "pron", "det"):
            subject += 1
        source = self.phrase(subject)
        if source is None or source[1] > i or self.among(source[0], "dative"):
            return None
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

    def _infinitive(self, i: int) -> bool:
        """The form at the clause's end is an infinitive: "zu" or a modal goes before."""
        if not self.low(i).endswith("n"):
            return False
        if self.low(i - 1) == "zu":
            return True
        return any(self.among(k, "aux") for k in range(self.clause_start(i), i))

    def _participle(self, cue: Cue, i: int, last: int) -> Found | None:
        start = self.clause_start(i)
        for k in range(i - 1, start - 1, -1):
            low = self.low(k)
            if low in self.g.words("passive"):
                return self._passive(cue, i, last, k)
            if low in self.g.words("perfect"):
                source, content = self._around(cue, k, k + 1)
                if source is None:
                    return None
                if content[0] >= k:
                    content = (max(source[1], k + 1), self.n)
                    if not self._frame_holds(cue, last, last):
                        return None
                self.subject = source
                return self.found(cue, i, last, source, content)
        if self.among(last, "perfect"):
            return self._clause_final(cue, i, last + 1)
        return None

    def _passive(self, cue: Cue, i: int, last: int, aux: int) -> Found | None:
        """As in "Es wird vermutet, dass …": reported without a source."""
        if cue.frame == "O" or not (
            self.ts[last].text == "," and self.low(last + 1) in ("dass", "daß", "ob")
            if last < self.n - 1
            else False
        ):
            return None
        for k in range(aux, i):
            if self.low(k) in ("von", "vom", "seitens"):
                source = self.phrase(k + 1)
                if source is not None:
                    return self.found(cue, i, last, source, (last + 1, self.n))
        return self.found(cue, i, last, None, (last + 1, self.n))

    def _frame_holds(self, cue: Cue, last: int, after: int) -> bool:
        """What the cue needs after it: an object, or a clause, colon or quotation."""
        if after >= self.n and last >= self.n:
            return False
        if cue.frame == "O" and last < self.n and not self.edge(last):
            return True
        for k in range(last, self.n):
            token = self.ts[k]
            if token.kind == "q" or token.text == ":":
                return True
            if token.text == ",":
                return (
                    cue.frame == "C"
                    or self.low(k + 1) in self.g.words("clause")
                    or any(
                        self.among(m, "subjunctive") or self.low(m) == "zu"
                        for m in range(k, min(self.n, k + 14))
                    )
                )
        return False
