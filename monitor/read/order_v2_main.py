"""The source of a German verb that stands second or first in its clause.

What fills the field before the verb is its subject when it is a noun phrase that can be
one; else the subject follows. Leaves out: verbs at the end of their clause
(:mod:`monitor.read.order_v2`).
"""

from __future__ import annotations

from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_v2_nouns import ENDINGS
from monitor.read.order_v2_phrases import VerblessGerman

_ADVERBIAL = ("end", "gemäß", "weise", "maßen", "seits", "falls", "lings")
"""Endings of adverbs that a sentence may open with in capitals ("Relativierend sagte X")."""
_LEAD = 6
"""Tokens between a subject and the colon of its speech."""
_RELATIVE = frozenset(
    ("der", "die", "das", "dem", "den", "denen", "welcher", "welche", "welchem", "welchen", "deren", "dessen")
)
_LIKE_PREPOSITION = frozenset(("als", "um", "seit", "bis", "wie", "während", "statt", "anstatt", "da"))
"""Conjunctions that may also open a phrase without a verb ("Als Antwort sagte X")."""


_ATTRIBUTE = 4
"""Words of the shortest source whose attribute has a phrase of its own ("Die vom Rat bestellte Gutachterin")."""
_EVEN = frozenset(("auch", "selbst", "sogar", "nur", "allein", "erst", "nicht"))


class MainClauses(VerblessGerman):
    """Where the subject stands, and whether the frame of the cue holds."""

    def around(self, cue: Cue, i: int, last: int) -> tuple[Span | None, Span]:
        """Source and content of a finite verb that is second or first in its clause."""
        none = (None, (last, self.n))
        if i == 0:
            return none
        if self.edge(i - 1):
            return self._after_edge(cue, i, last)
        start = self.clause_start(i)
        # "Die Reederei aber sagte": no conjunction of verbs
        inner = self.low(i - 1) in ("aber", "jedoch", "hingegen") and not self.edge(i - 2)
        shared = i > 1 and self.among(i - 1, "conj") and not inner
        if self.low(start) == "auch" and shared:
            start += 1
        while start < i and (self.among(start, "conj") or self.low(start) == "so"):
            start += 1
        if shared:
            first = self._first_subject(start, i) or self.subject
            return first, (last, self.n)
        if start >= i and self.low(i - 1) == "so":
            right = self.subject_right(last)
            return right, (right[1] if right else last, self.n)  # "Was X betrifft, so haben mehrere …"
        if start >= i:
            return (self.subject, (last, self.n)) if start > 1 else (self.subject_right(last), (last, self.n))
        if self.among(start, "sub") and self.low(start) not in _LIKE_PREPOSITION:
            return none
        if self._finite_before(start, i) or self._relative(start):
            return none
        if self.low(start) == "weder" and any(self.low(k) == "noch" for k in range(start, i)):
            return self._prefield(start, i), (last, self.n)
        while (
            self.low(start) in _EVEN
            and start + 1 < i
            and (self.among(start + 1, "det") or self.ts[start + 1].capital or self.low(start + 1) == "nur")
        ):
            start += 1
        speaker = self._relative_subject(start, i) if self.edge(last) else None
        if speaker is not None:
            return speaker, (last, self.n)
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
        if right is not None and self.low(right[0]) in ("er", "man", "ich", "wir"):
            left = None  # "Auch Debatten, das Format zu zeigen, hält er für sinnvoll"
        if left is not None and (
            self.finite(i - 2) or not right or self.low(right[0]) in ("sein", "seine", "ihr", "ihre")
        ):
            return left, (last, self.n)
        opens = left is not None and (left[0] == 0 or (left[0] == 1 and self.low(0) in _EVEN))
        if left is not None and opens and (self.among(left[0], "det") or left[1] > left[0] + 1):
            return left, (last, self.n)  # nothing was said before it
        if left is not None and not (
            right and cue.frame in "CQ" and self._closed(right[1]) and not self._speech_follows(right[1])
        ):
            return left, (last, self.n)
        if right is None:
            return (self.subject, (last, self.n)) if self.ts[i - 1].text == "," else (None, (last, self.n))
        quoted = self.kind(i - 1) == "q" or (self.ts[i - 1].text == "," and self.kind(i - 2) == "q")
        if (
            self.among(i, "perfect")
            and not quoted
            and self.among(0, "prep", "adv", "sub")
            and not self.among(0, "clause")
            and not self.edge(right[1])
        ):
            return right, (right[1], self.n)  # "Nach der Debatte, die lange währte, hat X gefordert …"
        if cue.frame == "O" and cue.kind == "verb" and not quoted and not self._closed(right[1]):
            return None, (last, self.n)
        for k in range(right[1], min(self.n - 1, right[1] + _LEAD)):
            if self.ts[k].text == ":" and self.kind(k + 1) == "q" and self.kind(i - 2) != "q":
                return right, (k + 1, self.n)  # "Auf die Frage, ob er bleibe, antwortete er: „…“"
        return right, (0, i)

    def _needed(self, cue: Cue, span: Span) -> bool:
        """The words that the verb of a frame I needs stand in the span: "sich&für|dafür", "von+sich"."""
        if not cue.frame.startswith("I:"):
            return False
        here = {self.low(k) for k in range(*span)}
        if "+" in cue.frame:
            here.update(f"{self.low(k)}+{self.low(k + 1)}" for k in range(*span))
        return all(not here.isdisjoint(words.split("|")) for words in cue.frame[2:].split("&"))

    def _closed(self, k: int) -> bool:
        return self.edge(k) or self.among(k, "prep", "adv", "time", "conj", "particles")

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
            pronoun = start + self.among(start, "prep")  # "auf deren Listen …"
            relative = self.low(pronoun) in _RELATIVE and self.finite(end - 1)
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
        return self.with_name(best)

    def _relative_subject(self, start: int, i: int) -> Span | None:
        """As in "ein Hacker, der behauptet, …": whom the relative pronoun before the verb stands for."""
        if (
            i - start > 2
            or start < 2
            or self.ts[start - 1].text != ","
            or self.low(start) not in ("der", "die", "das", "welcher", "welche")
            or not (i - start == 1 or self.among(start + 1, "adv"))
        ):
            return None
        begin = self.clause_start(start - 1)
        behind: Span | None = None
        end = start - 1
        for k in range(start - 2, max(begin, start - 12) - 1, -1):
            if self.among(k, "det", "prep") or k == begin:
                first = k + (self.among(k, "prep") and self.low(k) not in ("von", "vom"))
                phrase = self.phrase(first)
                if phrase is not None and phrase[1] == end:
                    if k == first or behind is not None or self.among(first, "det"):
                        return phrase
                    behind, end = phrase, k  # "ein Mann aus Leer, der …"
                elif phrase is None and behind is None and self.low(k) == "von":
                    behind = self.phrase(k + 1)
        return behind if behind is not None and behind[1] == start - 1 else None

    def _relative(self, start: int) -> bool:
        """A relative pronoun and the subject of its clause stand here (", die der Zoll …")."""
        return (
            start > 0
            and self.ts[start - 1].text == ","
            and self.low(start) in ("der", "die", "das", "den", "dem", "denen", "welche", "welchen")
            and self.among(start + 1, "det", "pron")
            and self.low(start + 1) not in ("beiden", "beide", "drei", "zwei", "vier", "fünf", "sechs")
        )

    def _prefield(self, start: int, end: int) -> Span | None:
        while (
            start < end
            and (self.among(end - 1, "adv", "refl") or self.low(end - 1) == "aber")
            and not self.among(end - 1, "pron")
        ):
            end -= 1
        return (start, end) if start < end else None

    def _can_be_subject(self, span: Span, last: int, cue: Cue) -> bool:
        first = span[0]
        if self.among(first, "pron") and span[1] - first == 1:
            return True
        if self.low(last) in ("er", "man", "ich", "wir") or (self.low(last) == "sie" and self.edge(last + 1)):
            return False
        if all(self.ts[k].kind == "n" for k in range(*span)) or self.low(span[1] - 1) in ("mal", "male"):
            return False
        if self._needed(cue, span) or (cue.frame in "ES" and self.kind(first) == "q"):
            return False  # "Kritik übte die X", "„Unsinn“ nannte X das"
        needed = self.g.words(f"only_with.{cue.lemma}")
        if needed and any(self.low(k).endswith(noun) for k in range(*span) for noun in needed):
            # "Die größte Gefahr sieht sie im Eis", "Zu dem Anschlag bekannten sich nach …"
            return self.subject_right(last) is None and not self.among(first, "prep")
        if self.among(first, "degree") and self.among(first + 1, "prep"):
            return False  # "Kurz nach Mittag melden die Anbieter …"
        if span[1] - first == 1 and (self.low(first).endswith(_ADVERBIAL) or self.among(first, "opening")):
            return False
        if (
            span[1] - first == 1
            and self.low(first).endswith(("ung", "heit", "keit"))
            and self.low(last - 1).endswith("en")
        ):
            return self.subject_right(last) is None  # "Ablehnung signalisierten die Verbände"
        if self.low(first).endswith("end") and self.among(first + 1, "prep"):
            return self.subject_right(last) is None  # "Stellvertretend für den Rat empfahl der Landrat"
        if any(self.among(k, "duration") for k in range(first, min(first + 3, span[1]))) and any(
            self.low(k) in ("nach", "vor", "später", "zuvor", "danach") for k in range(first, span[1])
        ):
            return False
        if self.low(last) == "der" and self._masculine(last + 1):
            return False  # "Die Anwendung stellte der Vorsitzende in Frage"
        if self._speechless(span):
            right = self.subject_right(last)
            return right is None or self.low(right[0]) == "es" or self._speechless(right)
        if cue.frame in "ES" and self.low(last) in ("der", "ein", "er"):
            return self.subject_right(last) is None  # "Den Plan bezeichnete der Landrat als Fehler"
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
            phrase[1] < span[1]
            and not self.among(phrase[1], "prep", "adv", "conj", "refl")
            and self.low(phrase[1]) not in ("selber", "selbst")
        ):
            right = self.subject_right(last)
            if self._extended(span):
                return right is None or not self.among(right[0], "det")
            # an adjective or a noun in apposition to the verb: "Passend zu … warnte die X"
            return right is None and phrase is not None
        if (
            span[1] - first == 1
            and not self.among(first, "det", "pron")
            and cue.frame in "CQ"
            and cue.lemma not in self.g.words("awaiting")
        ):
            # one bare word: an object or an adverb where a subject follows ("Kritik übte die X")
            right = self.subject_right(last)
            return right is None or not (
                self.low(right[0]) in ("der", "die", "das", "ein", "eine", "er", "sie")
                and self.edge(right[1])
                and self.low(right[1] + 1) not in ("dass", "daß")
            )
        return True

    def _extended(self, span: Span) -> bool:
        """As in "Der unter dem Namen X auftretende Hacker": an attribute with words of its own."""
        return (
            span[1] - span[0] > _ATTRIBUTE
            and self.low(span[0] - 1) != ","
            and self.low(span[0]) in ("der", "die", "das", "ein", "eine")
            and self.ts[span[1] - 1].capital
            and not self.ts[span[1] - 2].capital
            and self.low(span[1] - 2).endswith(ENDINGS)
            and not self.classes[span[1] - 2]
            and not self.low(span[1] - 1).endswith(tuple(self.g.words("speechless")))
        )

    def _speechless(self, span: Span) -> bool:
        """A thing that is spoken of: "Das Verhalten des Amts bezeichnet Harms als Fehler"."""
        head = next((k for k in range(*span) if self.ts[k].capital and not self.among(k, "det")), None)
        if self.among(span[0], "det") and self.among(span[0] + 1, "prep"):
            head = span[1] - 1  # "Die gegen den Bau gerichtete Kritik"
        return head is not None and self.low(head).endswith(tuple(self.g.words("speechless")))

    def _masculine(self, k: int) -> bool:
        """A masculine noun: the "der" before it opens a subject."""
        noun = self.low(k)
        return any(noun.endswith(ending) for ending in self.g.words("masculine"))

    def _first_subject(self, start: int, end: int) -> Span | None:
        """The subject that a coordinated verb shares: the phrase before the first verb."""
        if 0 < start < end - 1 and self.finite(start):
            return self.subject_right(start + 1)  # "…, biss der Mann ihn und rief: …"
        if self.among(start, "prep", "adv", "time", "refl"):
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

    def frame_holds(self, cue: Cue, last: int, after: int) -> bool:
        """What the cue needs after it: an object, or a clause, colon or quotation."""
        if after >= self.n and last >= self.n:
            return False
        if cue.frame in "ON" and last < self.n and (not self.edge(last) or self.ts[last].text == ","):
            return True
        for k in range(last, self.n):
            token = self.ts[k]
            if token.kind == "q" or token.text == ":":
                return True
            if token.text == ",":
                return (
                    cue.frame == "C"
                    or self.kind(k + 1) == "q"
                    or self.low(k + 1) in self.g.words("clause")
                    or any(
                        self.among(m, "subjunctive") or self.to_infinitive(m)
                        for m in range(k, min(self.n, k + 14))
                    )
                )
        return False
