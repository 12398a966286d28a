"""Who says what where the subject stands before the verb, or after it behind a quotation.

Source rules for English: the noun phrase left of the verb up to the clause's edge; an
apposition between commas is stepped over; after a quotation or a comma, the noun phrase
right of the verb ("…", said X). A second verb shares the first one's subject.
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_svo_frames import EnglishFrames


class SubjectFirst(EnglishFrames):
    """Subject, verb, speech; or speech, verb, subject."""

    quoted = -1
    """Where "as" of "quoted X as saying" stands."""

    # ------------------------------------------------------------- by kind

    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue at token ``i``, or None."""
        if cue.kind in ("prep", "citing"):
            return self._preposition(cue, i, last)
        if cue.kind == "quoted":
            return self._quoted(cue, i, last)
        if cue.kind == "adv":
            return self.found(cue, i, last, None, (0, self.n))
        if cue.kind == "passive":
            return self._passive(cue, i, last)
        if cue.kind == "decline":
            return self.decline(cue, i, last)
        if cue.kind == "refusal":
            return self.silence(cue, i, last)
        if cue.particle:
            if self.low(last) != cue.particle:
                return None
            last += 1
        if cue.form == "gerund":
            return self._gerund(cue, i, last)
        return self._finite(cue, i, last)

    def _preposition(self, cue: Cue, i: int, last: int) -> Found | None:
        end = self.long_phrase_end(last)
        if end == last:
            return None
        after = end
        if i == 0 or self.before_is_edge(i):
            content = (after + 1, self.n) if self.low(after) == "," and i == 0 else (0, i)
        else:
            content = (0, i)
        relay = False
        return self.found(cue, i, last, (last, end), content, relay=relay)

    def _quoted(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "The paper quoted X as saying": the source is who is quoted."""
        saying = next(
            (k for k in range(last, self.n - 1) if self.low(k) == "as" and self.low(k + 1) == "saying"), None
        )
        if saying is None:
            return None
        source = self.trim(last, saying) if saying > last else self.phrase_left(self.auxiliaries(i)[0])
        if source is None:
            return None
        content = (
            (saying + 2, self.n)
            if saying + 3 < self.n and self._among_speech(saying + 2)
            else (0, min(i, source[0]))
        )
        self.quoted = saying
        return self.found(cue, i, last, source, content)

    def _among_speech(self, k: int) -> bool:
        """Something is said from here on, other than circumstances."""
        return any(self.kind(m) in "wq" for m in range(k, self.n)) and not self.all_loose(k)

    def _passive(self, cue: Cue, i: int, last: int) -> Found | None:
        j = self.skip_left(i - 1)
        if j < 0 or self.ts[j].low not in ("is", "are", "was", "were", "been", "being"):
            return None
        if self.low(last) != "to" and not (j > 0 and self.ts[j - 1].low == "it"):
            return None
        return self.found(cue, i, last, None, (0, self.n))

    def _gerund(self, cue: Cue, i: int, last: int) -> Found | None:
        if i and not (self.ts[i - 1].low in (",", "and", "while", "by") or self.ts[i - 1].kind == "q"):
            return None
        if i and self.low(i - 1) == "by":
            return None
        if cue.frame == "Q" and not self.evidence(last):
            return None
        if self.subject is None and i:
            self.subject = self.main_subject(i)
        return self.found(
            cue, i, last, self.subject, (self.content_from(last), self.n), inherits=self.subject is None
        )

    def _finite(self, cue: Cue, i: int, last: int) -> Found | None:
        ts, g = self.ts, self.g
        j, words = self.auxiliaries(i)
        negated = bool(words & g.words("neg"))
        modal = words & g.words("modal")
        yet = self.low(i) in g.words("decline.negated") and self.yet_to(j)
        perfect = words & g.words("perfect")
        if (
            words & g.words("be")
            or (cue.form == "participle" and not perfect)
            or (not yet and self.low(i) in g.words("nouns") and self.is_noun(i, last))
        ):
            return None
        if i > 0 and (
            i < self.refused
            or self.quoted == i - 1
            or self.low(i - 1) in ("a", "an", "the", "his", "her", "its", "their")
        ):
            return None
        if (
            words & g.words("decline.refusal")
            or self.low(last) == "by"
            or (self.low(i - 1) in ("that", "which") and cue.cue_class is CueClass.FIND)
        ):
            return None
        if cue.cue_class is CueClass.FIND and not self.evidence(last) and self.experiences(j, last):
            return None
        if cue.cue_class is CueClass.SAY and self.low(last) == "to" and not cue.particle:
            return None  # "continued to act"
        cue_class, stance, start = cue.cue_class, cue.stance, i
        if yet:
            negated, j = True, j - 3
        elif not negated:
            negated = self.none_did(j)
        if negated and self.low(i) in g.words("decline.negated"):
            # "have not commented", "could not confirm": the source refuses to say
            cue_class, stance, start = CueClass.DECLINE, -1, j + 1
        elif modal or (j >= 0 and self.low(j) == "to"):
            return None
        elif negated:
            stance = -stance
        source: Span | None = None
        before = (0, 0)
        prev = ts[i - 1] if i else None
        inverted = False
        if (
            cue_class is not CueClass.DECLINE
            and prev is not None
            and j == i - 1
            and (
                prev.kind == "q"
                or (prev.text in ",–!?" and cue.frame != "O" and cue_class is not CueClass.DESCRIBE)
            )
        ):
            right = self.phrase_right(last)
            addressed = self.among(i, "addressing") or (
                prev.text == "," and self.evidence(right[1] if right else last)
            )
            if right is not None and self._closed(right[1]) and not addressed:
                source, inverted = right, True
                before = (0, i)
        if source is None:
            source = self.phrase_left(j)
            inverted = False
        if source is None and j >= 0 and ts[j].low in ("and", "but", "then", "or", ","):
            source = self.subject or self.main_subject(i)
        if source is None or not self._subject_fits(source, i, cue):
            return None
        content = before if inverted else self.content(source, last)
        if (
            not inverted
            and cue_class is not CueClass.DECLINE
            and not self._frame_holds(cue, i, last, content)
        ):
            return None
        self.subject = source
        if cue_class is CueClass.DECLINE and content[0] < i:
            content = (last, last)
        refusal = self.refusal(content[0]) if cue_class is CueClass.SAY and not inverted else None
        if refusal is not None:
            self.refused = refusal
            return self.found(
                cue, start, refusal, source, (refusal, self.n), cue_class=CueClass.DECLINE, stance=-1
            )
        return self.found(cue, start, last, source, content, cue_class=cue_class, stance=stance)

    # ------------------------------------------------------------- the frame

    def _frame_holds(self, cue: Cue, i: int, last: int, content: Span) -> bool:
        if content[1] <= content[0]:
            return False
        if content[0] < i and cue.frame in "QEB" and not any(self.kind(m) == "q" for m in range(*content)):
            return cue.frame != "E" and any(self.verbal(m) for m in range(*content))
        if content[0] < i:
            return cue.frame != "O" or self.kind(content[1] - 1) == "q" or self.kind(content[1] - 2) == "q"
        if self.evidence(last):
            return True
        if self.among(i, "addressing"):
            # "told Reuters the deal was close": whom, then a clause
            whom = self.phrase_right(last)
            return (
                whom is not None
                and any(self.ts[m].capital or self.among(m, "reporting") for m in range(*whom))
                and any(self.among(m, "aux") for m in range(last + 1, min(self.n, last + 10)))
            )
        if cue.frame == "E":
            return self.evaluates(last)
        if cue.frame == "B":
            # "He added the plan was sound": a clause without a conjunction
            return any(
                self.among(m, "aux")
                for m in range(
                    last + 1,
                    next(
                        (k for k in range(last, min(self.n, last + 14)) if self.edge(k)),
                        min(self.n, last + 14),
                    ),
                )
            )
        if cue.frame == "Q":
            return False
        if cue.frame == "O":
            return True
        k = self.content_from(last)
        if k >= self.n or self.edge(k):
            return False
        if cue.cue_class is CueClass.FIND:
            return any(self.among(m, "aux", "past") for m in range(k, min(self.n, k + 14)))
        if (
            self.ts[k].capital
            or self.ts[k].kind == "n"
            or self.among(k, "det", "pron", "sub")
            or self.low(k) == "there"
        ):
            return True
        # a bare noun begins a clause only if a verb follows ("said talks were", not "said goodbye to")
        for m in range(k + 1, min(self.n, k + 6)):
            if self.among(m, "aux") or self.low(m).endswith("ed"):
                return True
            if (
                self.edge(m)
                or self.among(m, "sub")
                or (self.among(m, "prep") and self.low(m) not in ("of", "from", "in"))
            ):
                return False
        return False

    def _subject_fits(self, source: Span, i: int, cue: Cue) -> bool:
        low = self.ts[i].low
        base = cue.form == "finite" and low == cue.lemma.split()[0]
        if (
            base
            and low not in ("said", "told")
            and not self.auxiliaries(i)[1] & self.g.words("bare")
            and not self.yet_to(i - 1)
        ):
            head = (
                next((k for k in range(source[0] + 1, source[1]) if self.among(k, "prep", "of")), source[1])
                - 1
            )
            plural = (
                self.low(head).endswith("s")
                or self.low(head)
                in (
                    "they",
                    "we",
                    "i",
                    "you",
                    "people",
                    "police",
                    "who",
                    "critics",
                    "many",
                    "some",
                    "others",
                    "both",
                )
                or any(token.low == "and" for token in self.ts[source[0] : source[1]])
            )
            if not plural or self.ts[i - 1].low in self.g.words("det"):
                return False
        return True

    def _closed(self, k: int) -> bool:
        """After an inverted subject nothing may follow that would be its verb."""
        return (
            k >= self.n
            or self.ts[k].kind != "w"
            or self.ts[k].low
            in self.g.words("prep")
            | self.g.words("time")
            | self.g.words("sub")
            | self.g.words("rel")
            | self.g.words("adv")
            | self.g.words("conj")
            | self.g.words("reporting")
        )
