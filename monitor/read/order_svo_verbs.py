"""Whether an English verb of saying has the subject and the complement that make it one.

Leaves out: where the subject is (:mod:`monitor.read.order_svo`).
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_svo_forms import EnglishForms


class EnglishVerbs(EnglishForms):
    """The frames of the lexicon, and agreement of subject and verb."""

    def aside(self, source: Span, i: int, last: int) -> bool:
        """As in "The reasons, she says, are unknown", "She says, apart from that, it was dark"."""
        if self.low(last) != "," or not self.among(i, "aside"):
            return False
        if source[0] and self.low(source[0] - 1) not in (",", "that"):
            return False
        parts = [range(last, self.n), range(source[0])]
        if source[0] == 0 and (self.among(last + 1, "conj", "rel") or self.low(last + 1).endswith("ing")):
            return False
        return any(self.among(k, "aux") or self.verbal(k) for part in parts for k in part)

    def frame_holds(
        self, cue: Cue, i: int, last: int, content: Span, source: Span = (0, 0), *, shared: bool = False
    ) -> bool:
        """What stands beside the verb is what its frame in the lexicon asks for."""
        if content[1] <= content[0]:
            return False
        if cue.frame == "R":
            return self.kind(last) == "q" or self.ts[last].text == ":"
        if cue.frame in "ST":
            return self.as_something(last, "as" if cue.frame == "S" else "to")
        if (
            content[0] < i
            and cue.cue_class is CueClass.FIND
            and source[0]
            and self.kind(source[0] - 1) != "q"
        ):
            return source[0] > 1 and self.low(source[0] - 1) == ","  # not "what the inspectors found"
        if content[0] < i and cue.frame in "QEBI" and not any(self.kind(m) == "q" for m in range(*content)):
            return cue.frame != "E" and any(self.verbal(m) for m in range(*content))
        if (
            content[0] < i
            and (self.among(i, "nouns") and cue.frame != "O" and not shared)
            and self.low(source[0] - 1) != ","
            and not any(self.kind(m) == "q" for m in range(*content))
        ):
            return False  # a noun after all
        if content[0] < i:
            return cue.frame != "O" or self.kind(content[1] - 1) == "q" or self.kind(content[1] - 2) == "q"
        if cue.frame == "E" and self.kind(last) == "q":
            # "routes called “segments”" names; "what critics called “a disgrace”" judges
            return cue.form == "gerund" or self.among(source[0] - 1, "rel", "asking")
        if cue.frame == "E" and self.low(source[0] - 1) == "what":
            return not self.edge(last)
        if self.evidence(last):
            return True
        if self.among(i, "addressing"):
            return self.tells(i, last)
        if cue.frame == "E":
            return self.evaluates(last)
        if cue.frame == "I" and self.as_something(last, "to"):
            return True
        if cue.frame in "BI":
            # "He added the plan was sound": a clause without a conjunction
            return any(
                self.among(m, "aux", "contracted")
                for m in range(
                    last,
                    next(
                        (k for k in range(last, min(self.n, last + 14)) if self.edge(k)),
                        min(self.n, last + 14),
                    ),
                )
            )
        if cue.frame == "Q":
            return False
        k = self.content_from(last)
        if cue.frame == "O":
            return k < self.n and (not shared or not self.edge(k) or self.kind(k) == "q")
        if k >= self.n or self.edge(k):
            return False
        if cue.cue_class is CueClass.FIND and any(self.among(m, "researching") for m in range(*source)):
            return True
        if self.low(i).startswith("show"):
            return False  # a person shows no finding
        if cue.cue_class is CueClass.FIND:
            return any(
                self.among(m, "aux", "past") or self.low(m).endswith("ed") for m in range(k, min(self.n, k + 14))
            )
        if (
            self.ts[k].capital
            or self.ts[k].kind == "n"
            or self.among(k, "det", "pron", "sub", "contracted")
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

    def subject_fits(self, source: Span, i: int, cue: Cue) -> bool:
        """A base form ("say", "claim") needs a plural subject: otherwise it is a noun or an infinitive."""
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
                or self.among(head, "plural")
                or self.low(head).split("'")[0] in ("they", "we", "i", "you")
                or any(token.low == "and" for token in self.ts[source[0] : source[1]])
            )
            named = low == "say" and self.ts[source[1] - 1].capital and source[0] == 0
            if not (plural or named) or (self.among(i - 1, "det") and not self.among(i - 1, "plural")):
                return False
        return True

    def closed(self, k: int) -> bool:
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
