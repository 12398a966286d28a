"""Who says what where the order of words is free and endings agree.

Source rules for Ukrainian: after speech, a comma or a dash the source follows the verb;
so it does where the field before the verb is a prepositional phrase ("Про це повідомив
X"). Otherwise it is the noun phrase before the verb. A plural verb may have an
institution in the locative ("у поліції визнали"). Suffixes stand in for morphology.
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Order, Span

_LOCATIVE = frozenset(("у", "в", "на"))
_PLURAL = ("ли", "ють", "уть", "ать", "ять", "лися", "лись", "ються", "аться", "яться")
_VERBAL = ("ть", "ться", "ти", "тися", "тись", "ло", "ли", "лися", "вся", "лась", "лася")


class FreeOrder(Order):
    """Ukrainian clauses."""

    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue at token ``i``, or None."""
        match cue.kind:
            case "prep" | "citing":
                return self._preposition(cue, i, last)
            case "decline":
                return self._decline(cue, i, last)
            case "inherit":
                return self.found(cue, i, last, None, (last, self.n) if i == 0 else (0, i), inherits=True)
            case "adv":
                return self.found(cue, i, last, None, (0, self.n))
            case "impersonal":
                return self._impersonal(cue, i, last)
        if cue.form == "gerund":
            return self._gerund(cue, i, last)
        if cue.form == "participle":
            return None
        return self._finite(cue, i, last)

    def _preposition(self, cue: Cue, i: int, last: int) -> Found | None:
        source = self._right(last, whole=True)
        if source is None:
            return None
        end = source[1]
        content = (end + (self.low(end) == ","), self.n) if i == 0 or not self._speech_before(i) else (0, i)
        return self.found(cue, i, last, source, content)

    def _impersonal(self, cue: Cue, i: int, last: int) -> Found | None:
        source = None
        k = last
        if self.low(k) in _LOCATIVE:
            found = self._right(k + 1, whole=True)
            source = (k, found[1]) if found else None
        elif i >= 2:
            start = self._clause_start(i)
            if self.low(start) in _LOCATIVE:
                source = (start, i)
        if source is None and cue.frame == "C" and not self._speech_before(i):
            return None
        end = max(last, source[1] if source else last)
        content = (0, i) if self._speech_before(i) else (end, self.n)
        back = i == 2 and self.low(0) == "про" and self.low(1) == "це"
        return self.found(
            cue, i, last, source, content, inherits=source is None and cue.frame == "C", back=back
        )

    def _gerund(self, cue: Cue, i: int, last: int) -> Found | None:
        if cue.frame == "Q" and not self._evidence(last):
            return None
        return self.found(cue, i, last, self.subject, (last, self.n), inherits=self.subject is None)

    def _decline(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "відмовився коментувати": a refusal to say."""
        k = last
        while self.among(k, "adv", "prep"):
            k += 1
        if not self.among(k, "decline.speech"):
            return None
        source = self._left(i) or self._subject_right(k + 1, i) or self.subject
        return self.found(cue, i, k + 1, source, (k + 1, self.n)) if source else None

    def _finite(self, cue: Cue, i: int, last: int) -> Found | None:
        source: Span | None = None
        speech = self._speech_before(i)
        left = self._left(i)
        right = self._subject_right(last, i)
        source = right or left if speech or self.low(i - 1) == "як" or left is None else left
        if (
            source is None
            and self.subject is not None
            and (self.among(i - 1, "conj") or self.low(i - 1) == ",")
        ):
            source = self.subject
        if source is None:
            return None
        end = max(last, source[1])
        content = (0, min(i, source[0])) if speech else (end, self.n)
        if not speech and source[0] < i and not self._frame_holds(cue, last):
            return None
        if content[0] >= content[1]:
            content = (0, min(i, source[0]))
        self.subject = source
        cue_class, stance, start = cue.cue_class, cue.stance, i
        negation = next((k for k in (i - 1, i - 2) if self.among(k, "neg")), None)
        if negation is not None and (
            cue_class
            in (CueClass.CONFIRM, CueClass.SAY, CueClass.REPORT, CueClass.EXPLAIN, CueClass.ANNOUNCE)
            or self.among(i, "decline.negated")
        ):
            cue_class, stance, start = CueClass.DECLINE, -1, negation
        elif negation is not None:
            stance = -stance
        back = source[0] > i > 1 and self.low(i - 1) in ("це", "цього") and self.low(i - 2) in ("про", "як")
        return self.found(cue, start, last, source, content, cue_class=cue_class, stance=stance, back=back)

    def _frame_holds(self, cue: Cue, last: int) -> bool:
        if cue.frame == "Q":
            return self._evidence(last)
        if cue.frame == "O" and last < self.n and self.ts[last].text not in ".,":
            return True
        return self._evidence(last) or any(
            self.low(k) in ("про", "на") for k in range(last, min(self.n, last + 3))
        )

    def _evidence(self, last: int) -> bool:
        for k in range(last, min(self.n, last + 14)):
            if (
                self.kind(k) == "q"
                or self.ts[k].text == ":"
                or (self.ts[k].text == "," and self.among(k + 1, "clause"))
            ):
                return True
        return False

    def _speech_before(self, i: int) -> bool:
        """Speech ends right before the verb: a quotation, a comma or a dash after some words."""
        k = i - 1
        while self.among(k, "adv"):
            k -= 1
        if k < 0:
            return False
        if self.low(k) == "як":
            k -= 1
        return k >= 1 and (self.kind(k) == "q" or self.ts[k].text in ",–-")

    def _clause_start(self, i: int) -> int:
        k = i
        while k > 0 and not self.edge(k - 1):
            k -= 1
        while k < i and self.among(k, "conj"):
            k += 1
        return k

    def _left(self, i: int) -> Span | None:
        end = i
        while (
            end > 0 and self.among(end - 1, "adv", "neg", "refl", "aux") and not self.among(end - 1, "pron")
        ):
            end -= 1
        start = self._clause_start(end)
        k = end
        while k > start and not self.among(k - 1, "sub"):
            k -= 1
        start = k
        for m in range(start, end):
            if self.low(m) in ("посиланням", "посилаючись"):
                end = m - 1 if self.low(m) == "посиланням" else m
                break
        start = self._past_circumstances(start, end)
        if start >= end:
            return None
        if self.among(start, "prep") and not (
            self.low(start) in _LOCATIVE and self.ts[i].low.endswith(_PLURAL)
        ):
            return None
        if self.among(start, "adv", "time"):
            return None
        return (start, end)

    def _past_circumstances(self, start: int, end: int) -> int:
        """Past adverbs, dates and a phrase of time or place that open the clause."""
        while start < end:
            if self.among(start, "adv", "time") or self.ts[start].kind == "n":
                start += 1
            elif (
                self.among(start, "prep")
                and start + 2 < end
                and (self.among(start + 1, "time") or self.ts[start + 1].kind == "n")
            ):
                start += 2
            else:
                break
        return start

    def _subject_right(self, k: int, verb: int) -> Span | None:
        while self.among(k, "adv", "refl") and not self.among(k, "pron", "det"):
            k += 1
        if self.low(k) in _LOCATIVE and self.ts[verb].low.endswith(_PLURAL):
            found = self._right(k + 1, whole=True)
            return (k, found[1]) if found else None
        if self.among(k, "prep", "sub", "aux"):
            return None
        return self._right(k)

    def _finite_cue(self, k: int) -> bool:
        """The token is a finite form of a cue: the phrase ends before it."""
        return any(cue.kind == "verb" and cue.form == "finite" for cue in self.g.cues.get(self.low(k), ()))

    def _right(self, k: int, *, whole: bool = False) -> Span | None:
        start = k
        if self.among(k, "pron") and not whole:
            return (k, k + 1)
        while k < self.n and not self.edge(k) and k - start < 14:
            low = self.ts[k].low
            if k > start and self._finite_cue(k):
                break
            if self.among(k, "sub", "aux", "neg") or (self.among(k, "adv") and k > start):
                break
            if self.among(k, "conj") and not (k > start and k + 1 < self.n and self.ts[k + 1].capital):
                break
            if self.among(k, "prep"):
                if not (
                    low in ("з", "із", "у", "в")
                    and k > start
                    and (whole or self.low(k + 1) in ("справах", "питань"))
                    and not self.among(k + 1, "time")
                ):
                    break
            elif not self.ts[k].capital and self.ts[k].kind == "w" and low.endswith(_VERBAL) and len(low) > 4:
                break
            k += 1
        return (start, k) if k > start else None
