"""Whether an English verb of saying has the subject and the complement that make it one.

Frames beside those of :mod:`monitor.read.grammar`: B a clause without a conjunction, I the same
or an object with an infinitive ("expect rates to fall"), D an object with an infinitive ("ordered
the firm to pay"), E a verdict, S an object and "as", T an object and "to", R a quotation or a
colon at once, N nothing more (the words of the cue say it all), A "as she puts it". Leaves out: where the subject is (:mod:`monitor.read.order_svo`).
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_svo_forms import EnglishForms

_NOTE = 12
"""Tokens of circumstances inside a remark between commas."""


_WORDS = 5
"""Tokens from which what stands before a comma may be a clause whose verb is in no closed class."""
_CLAUSE = 3
"""Tokens of the shortest clause after "said" ("prices are falling"; "said nothing")."""
_AS_SAID = frozenset([CueClass.ANNOUNCE, CueClass.CONFIRM, CueClass.REPORT, CueClass.SAY, CueClass.EXPLAIN])
"""Classes that stand after "as"; "as the union claimed victory" goes on."""
_TRAILING = frozenset([CueClass.ANNOUNCE, CueClass.CONFIRM, CueClass.REPORT, CueClass.WARN])
"""Classes that trail a clause ("…, the Herald reported"); to deny or to praise needs its object."""


class EnglishVerbs(EnglishForms):
    """The frames of the lexicon, and agreement of subject and verb."""

    def aside(self, source: Span, i: int, last: int) -> bool:
        """As in "The reasons, she says, are unknown", "She says, apart from that, it was dark"."""
        if self.among(i, "addressing") and self.low(last) != ",":
            whom = self.phrase_right(last)
            last = whom[1] if whom is not None else last  # "The line, he told me, is shut"
        if source[0] and self.low(source[0] - 1) == "," and self.among(last, "prep", "time"):
            # "The scheme, the council said in a note on Monday, will cost …"
            past = next(
                (k for k in range(last, min(self.n, last + _NOTE)) if self.edge(k) or self.verbal(k)), last
            )
            last = past if self.low(past) == "," and self.among(past + 1, "aux") else last
        if self.low(last) != "," or self.kind(last + 1) == "q" or not self.among(i, "aside"):
            return False
        if source[0] and self.low(source[0] - 1) not in (",", "that"):
            return False
        parts = [range(last, self.n), range(source[0])]
        if source[0] == 0 and (self.among(last + 1, "conj", "rel") or self.low(last + 1).endswith("ing")):
            return False
        if source[0] > _WORDS and self.low(i) in ("said", "says"):
            return True  # "It consists of students, she said, and …"
        return any(self.among(k, "aux") or self.verbal(k) for part in parts for k in part)

    def as_said(self, cue: Cue, source: Span, last: int) -> bool:
        """As in "As the Herald reported on Monday, …", "…, as she said in May"."""
        if not source[0] or self.low(source[0] - 1) != "as" or cue.frame in "QESTDR":
            return False
        return cue.cue_class in _AS_SAID and (self.edge(last) or self.among(last, "prep", "time"))

    def frame_holds(
        self, cue: Cue, i: int, last: int, content: Span, source: Span = (0, 0), *, shared: bool = False
    ) -> bool:
        """What stands beside the verb is what its frame in the lexicon asks for."""
        if cue.frame == "N":
            return True  # "pleaded not guilty", "spoke of": the words say it all
        if content[1] <= content[0]:
            return False
        if cue.frame == "R":
            return self.kind(last) == "q" or self.ts[last].text == ":"
        if cue.frame == "D":
            return self.evidence(last) or self.directs(last)
        if cue.frame in "ST":
            return self.as_something(last, "as" if cue.frame == "S" else "to")
        if (
            content[0] < i
            and cue.cue_class is CueClass.FIND
            and source[0]
            and self.kind(source[0] - 1) != "q"
        ):
            return source[0] > 1 and self.low(source[0] - 1) == ","  # not "what the inspectors found"
        if (
            content[0] < i
            and ((self.among(i, "nouns") or cue.frame == "Q") and cue.frame != "O" and not shared)
            and self.low(source[0] - 1) != ","
            and not any(self.kind(m) == "q" for m in range(*content))
        ):
            return False  # a noun after all
        if content[0] < i and cue.frame in "QEBI" and not any(self.kind(m) == "q" for m in range(*content)):
            return cue.frame != "E" and any(self.verbal(m) for m in range(*content))
        if content[0] < i:
            return cue.frame != "O" or self._behind_clause(source, content, cue, last)
        if cue.frame == "E" and self.kind(last) == "q":
            # "routes called “segments”" names; "what critics called “a disgrace”" judges
            return cue.form == "gerund" or self.among(source[0] - 1, "rel", "asking")
        if cue.frame == "E" and self.low(source[0] - 1) == "what":
            return not self.edge(last)
        if self.evidence(last) or (cue.lemma in ("agree", "hope") and self.low(last) == "to"):
            return True
        if self.among(i, "addressing"):
            return self.tells(i, last)
        if cue.frame == "E":
            return self.evaluates(last)
        if cue.frame == "I" and (self.directs(last) or self.foresees(last)):
            return True
        if cue.frame in "BI":
            return self._bare_clause(last)
        if cue.frame == "Q":
            return False
        k = self.content_from(last)
        if cue.frame == "O":
            if cue.cue_class is CueClass.REPORT and self.among(last, "prep"):
                return False  # "reported to the station"
            if cue.cue_class is CueClass.AGREE and self.kind(last) == "n":
                return False  # "welcomed 4,000 guests"
            return k < self.n and (not shared or not self.edge(k) or self.kind(k) == "q")
        if k >= self.n or self.edge(k):
            return False
        if cue.cue_class is CueClass.FIND and any(self.among(m, "researching") for m in range(*source)):
            return True
        if self.low(i).startswith("show"):
            return False  # a person shows no finding
        if cue.cue_class is CueClass.FIND:
            return any(
                self.among(m, "aux", "past") or self.low(m).endswith("ed")
                for m in range(k, min(self.n, k + 14))
            )
        if (
            self.ts[k].capital
            or self.ts[k].kind == "n"
            or self.among(k, "det", "pron", "sub", "contracted")
            or self.low(k) == "there"
        ):
            return True
        if cue.lemma == "say" and not self.among(k, "unsaid"):
            return not any(self.edge(m) for m in range(k, k + _CLAUSE))  # "said repairs cost £4m"
        if self.low(k).endswith("ing") and self.among(k + 1, "det"):
            return self._bare_clause(k)  # "argue embracing the plan could help"
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

    def _bare_clause(self, last: int) -> bool:
        """As in "He added the plan was sound", also past a remark between commas: a clause without a conjunction."""
        end = next((k for k in range(last, min(self.n, last + 14)) if self.edge(k)), min(self.n, last + 14))
        if any(self.among(m, "aux", "contracted") for m in range(last, end)):
            return True
        if self.low(end) != "," or end - last < _CLAUSE:
            return False
        closing = next((k for k in range(end + 1, min(self.n, end + _NOTE)) if self.low(k) == ","), end)
        return closing > end and self.among(closing + 1, "aux")

    def _behind_clause(self, source: Span, content: Span, cue: Cue, last: int) -> bool:
        """A quotation or a main clause and a comma stand before the source: "It is over, the firm confirmed"."""
        if self.kind(content[1] - 1) == "q" or self.kind(content[1] - 2) == "q":
            return True
        if self.low(source[0] - 1) != "," or self.among(0, "sub", "prep", "time", "adv"):
            return False
        if cue.cue_class in _TRAILING and self.edge(last) and source[0] > _WORDS:
            return True
        return any(self.among(k, "aux") for k in range(source[0]))

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
                or self.low(source[0]) == "those"
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
