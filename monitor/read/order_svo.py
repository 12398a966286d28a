"""Who says what where the subject stands before the verb, or after it behind a quotation.

Source rules for English: the noun phrase left of the verb up to the clause's edge; an
apposition between commas is stepped over; after a quotation or a comma, the noun phrase
right of the verb ("…", said X). A second verb shares the first one's subject.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_svo_verbs import EnglishVerbs


class SubjectFirst(EnglishVerbs):
    """Subject, verb, speech; or speech, verb, subject."""

    quoted = -1
    """Where "as" of "quoted X as saying" stands."""

    # ------------------------------------------------------------- by kind

    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue at token ``i``, or None."""
        if cue.kind != "verb":
            return self._other(cue, i, last)
        if cue.particle:
            if self.low(last) != cue.particle:
                return None
            last += 1
        if cue.form == "gerund" and not self.progressive(i):
            return self._gerund(cue, i, last)
        return self._finite(cue, i, last)

    def _other(self, cue: Cue, i: int, last: int) -> Found | None:
        if cue.kind in ("adv", "impersonal"):
            if cue.kind == "impersonal" and self.low(last) == "as":
                return None  # "it emerged as the winner"
            return self.found(cue, i, last, None, (last if cue.kind == "impersonal" else 0, self.n))
        kinds: dict[str, Callable[[Cue, int, int], Found | None]] = {
            "prep": self._preposition,
            "citing": self._preposition,
            "quoted": self._quoted,
            "passive": self._passive,
            "decline": self.decline,
            "refusal": self.silence,
            "unanswered": self.unanswered,
            "stance": self.stance,
            "possessive": self.possessive,
        }
        return kinds[cue.kind](cue, i, last)

    def settle(self, found: list[Found]) -> list[Found]:
        """Add the second half of a split quotation ("…," she said, "…"), which goes on without a cue."""
        settled = super().settle(found)
        goes_on: list[Found] = []
        for one, following in itertools.zip_longest(settled, settled[1:]):
            if one.content[0] >= one.start or self.text[one.content[0]] != '"':
                continue
            end = following.start if following else self.ts[-1].end
            half = next((k for k in range(1, self.n) if self._second_half(k, one.start, end)), None)
            if half is not None:
                span = (self.ts[half].start, self.ts[half].end)
                goes_on.append(Found(span[0], "", CueClass.SAY, 0, one.source, span, inherits=True))
        return sorted([*settled, *goes_on], key=lambda one: one.start)

    def _second_half(self, k: int, start: int, end: int) -> bool:
        """The token is a quotation between the offsets, taken up after a comma."""
        token = self.ts[k]
        return (
            token.kind == "q"
            and start < token.start < end
            and self.ts[k - 1].text == ","
            and token.end > end - 3
        )

    def _preposition(self, cue: Cue, i: int, last: int) -> Found | None:
        end = self.long_phrase_end(last)
        if end == last:
            return None
        if self.among(end - 1, "unspoken"):
            return None  # "according to plan", "as per the rules"
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
        before, words = self.auxiliaries(i)
        passive = saying == last or words & self.g.words("be")
        source = self.phrase_left(before) if passive else self.trim(last, saying)
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
        own = self.participle_subject(i, last)
        before = self.low(self.skip_left(i - 1))
        spoken = self.kind(last) == "q" or self.low(last) in ("that", ":") or self.kind(last + 1) == "q"
        if (
            i
            and own is None
            and not (before in (",", "and", "but", "while", "–") or self.kind(i - 1) == "q")
            and not (spoken and before in ("after", "before", "by", "without"))
        ):
            return None
        if cue.frame in "QEST" and not self.frame_holds(cue, i, last, (last, self.n)):
            return None
        if own is not None:
            self.subject = own
        elif self.subject is None and i:
            self.subject = self.main_subject(i)
        return self.found(
            cue, i, last, self.subject, (self.content_from(last), self.n), inherits=self.subject is None
        )

    def _finite(self, cue: Cue, i: int, last: int) -> Found | None:
        g = self.g
        j, words = self.auxiliaries(i)
        negated = bool(words & g.words("neg"))
        progressive = cue.form == "gerund"
        modal = words & g.words("modal")
        raised = False
        yet = self.low(i) in g.words("decline.negated") and self.yet_to(j)
        if words & g.words("be") and not progressive:
            return self.by_agent(cue, i, last)
        if self._no_speech(cue, i, last, j, words):
            return None
        if i == 0:
            return self._opening(cue, last)
        if cue.frame == "A":
            return self._putting(cue, i, last, j)
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
        elif modal:
            return None
        elif j >= 0 and self.low(j) == "to":
            if not self.among(j - 1, "raising"):
                return None
            j = self.auxiliaries(j - 1)[0]  # "continued to deny", "appeared to suggest"
            raised = True
        elif negated:
            stance = -stance
        shared = gap = False
        source = None if cue_class is CueClass.DECLINE or j != i - 1 else self._subject_behind(cue, i, last)
        inverted = source is not None
        if source is None:
            source = self.phrase_left(j)
        if source is None and self.low(j) in ("and", "but", "then", "or", ","):
            source, shared = self.subject or self.main_subject(i), True
        if source is not None and source[0] and self.low(source[0] - 1) in ("if", "unless", "whether"):
            return None  # "if she rejected the offer"
        if source is None or not (raised or progressive or self.subject_fits(source, i, cue)):
            return None
        if cue.frame == "O" and not inverted and self.edge(last):
            inner = self.inner_subject(source)
            gap, source = inner is not None or self.relative_gap(source), inner or source
        content = (0, i) if inverted else self.content(source, last, shared=shared)
        aside = (
            not inverted and not shared and (self.aside(source, i, last) or self.as_said(cue, source, last))
        )
        if aside:
            content = (last, self.n) if source[0] == 0 else (0, self.n)
        if (
            not (inverted or aside or gap)
            and cue_class is not CueClass.DECLINE
            and not self.frame_holds(cue, i, last, content, source, shared=shared)
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

    def _no_speech(self, cue: Cue, i: int, last: int, j: int, words: set[str]) -> bool:
        """The form is a noun, a bare participle, part of a refusal, or a verb of another meaning."""
        g = self.g
        yet = self.low(i) in g.words("decline.negated") and self.yet_to(j)
        if (cue.form == "participle" and not words & g.words("perfect")) or (
            not yet and self.low(i) in g.words("nouns") and self.is_noun(i, last)
        ):
            return True
        if i > 0 and (
            i < self.refused
            or self.quoted == i - 1
            or self.low(i - 1) in ("a", "an", "the", "his", "her", "its", "their")
        ):
            return True
        if words & g.words("decline.refusal") or self.low(last) == "by":
            return True
        if i and self.ts[i].capital and self.kind(i - 1) == "w":
            # a name ("Edward Said wrote"), unless it stands in a headline whose words all have capitals
            return not (self.ts[i - 1].capital and last < self.n and self.ts[last].capital)
        if cue.cue_class is CueClass.PROMISE and self.low(i - 1) == "which":
            return True
        if cue.cue_class is CueClass.FIND:
            which = self.low(i - 1) in ("that", "which") and self.low(last) != "that"
            which = which and not self.clause_at(last)  # "its opinion, which found the line was illegal"
            return which or self._asked(j) or (not self.evidence(last) and self.experiences(j, last))
        return (
            self.low(i) == "say" and self.low(i - 1) == "," and self.low(last) == ","
        )  # "unlike, say, Leeds"

    def _subject_behind(self, cue: Cue, i: int, last: int) -> Span | None:
        """The subject after its verb: "“…,” said Reed", "The quay is safe, says the mayor"."""
        prev = self.ts[i - 1]
        if prev.kind != "q" and (
            prev.text not in ",–!?" or cue.frame in "OST" or cue.cue_class is CueClass.DESCRIBE
        ):
            return None
        right = self.phrase_right(last)
        if right is None or not self.closed(right[1]) or self.among(i, "addressing"):
            return None
        if self.low(i).endswith("s") and right[1] - right[0] == 1 and self._bare_plural(right[0]):
            return None  # "the officer, from Leeds, says lights help"
        if prev.text == "," and (
            self.evidence(right[1])
            or not (self.edge(right[1]) or any(self.among(k, "aux") or self.verbal(k) for k in range(i)))
        ):
            return (
                None  # no clause stands before the comma: "the warden, from Leeds, said the ferry ran and …"
            )
        return right

    def _bare_plural(self, k: int) -> bool:
        """A plural without an article, which agrees with no "says"."""
        low = self.low(k)
        return not self.ts[k].capital and low.endswith("s") and not low.endswith(("ss", "us", "is"))

    def _asked(self, j: int) -> bool:
        """As in "to see what these consultations find": nothing is found yet."""
        while j > 0 and not self.edge(j) and not self.among(j, "aux", "sub", "asking"):
            j -= 1
        return self.low(j) == "what" and j > 0 and not self.edge(j - 1)

    def _opening(self, cue: Cue, last: int) -> Found | None:
        """As in "Said Reed: “It is over.”"."""
        source = self.phrase_right(last)
        if source is None or cue.cue_class is not CueClass.SAY or self.ts[0].low.endswith("ing"):
            return None
        mark = source[1]
        if not (self.low(mark) == ":" or (self.low(mark) == "," and self.kind(mark + 1) == "q")):
            return None
        self.subject = source
        return self.found(cue, 0, last, source, (mark + 1, self.n))

    def _putting(self, cue: Cue, i: int, last: int, j: int) -> Found | None:
        """As in "as Reed puts it", "Reed put it bluntly: “…”"."""
        source = self.phrase_left(j)
        if source is None or not (self.edge(last) or self.manner(last) or self.among(last, "manners")):
            return None
        as_said = self.low(source[0] - 1) in ("as", "how") if source[0] else False
        if not as_said and not self.evidence(last):
            return None
        self.subject = source
        follows = source[0] <= 1 or self.kind(last + 1) == "q"
        return self.found(cue, i, last, source, (last, self.n) if follows else (0, self.n))
