"""English refusals to speak, verdicts, and what a verb needs beside it to be speech.

Leaves out: which phrase is the source (:mod:`monitor.read.order_svo`).
"""

from __future__ import annotations

from monitor.read.clauses import Found, is_name_quote
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_svo_content import EnglishContent

_CIRCUMSTANCES = 20
"""Tokens with commas between a verb of saying and its quotation."""
_OBJECT = 14
"""Tokens in which what is evaluated and the verdict on it must both stand."""


class EnglishFrames(EnglishContent):
    """The words around a verb: auxiliaries, evidence of speech, refusal, verdict."""

    refused = 0
    """Where the words of the last refusal end ("said it could not confirm")."""

    # ------------------------------------------------------------- the verb and its subject

    def auxiliaries(self, i: int) -> tuple[int, set[str]]:
        """The token before the verb's auxiliaries, negation and adverbs, and those words."""
        j = i - 1
        words: set[str] = set()
        while j >= 0:
            if self.among(j, "aux", "neg", "adv") or self.manner(j) or self._lasting(j):
                words.add(self.low(j))
                j -= 1
                continue
            before = self._interposed(j)
            if before is None:
                break
            j = before
        return j, words

    def _lasting(self, j: int) -> bool:
        """As in "has long argued", "have since said", "have both said"."""
        if self.low(j) in ("both", "all", "each"):
            return self.among(j - 1, "perfect")
        return self.low(j) == "even" or (self.low(j) in ("long", "since") and self.among(j - 1, "perfect"))

    def _interposed(self, j: int) -> int | None:
        """The auxiliary before what stands between it and its verb: "has over the past months | warned"."""
        if self.ts[j].text == ",":
            opening = next((k for k in range(j - 1, max(0, j - 9), -1) if self.ts[k].text == ","), None)
            return opening - 1 if opening and self.among(opening - 1, "aux") and opening < j - 1 else None
        for k in range(j, max(0, j - 8), -1):
            if self.edge(k) or self.among(k, "aux", "sub", "pron"):
                return None
            if self.among(k, "prep") and self.among(k - 1, "perfect") and k < j:
                return k - 1
        return None

    def main_subject(self, i: int) -> Span | None:
        """The subject of the main clause, for a participle that shares it (", vowing to help")."""
        k = 0
        if self.among(0, "prep", "adv", "time") or self.manner_in_front():
            while k < i and self.ts[k].text != ",":
                k += 1
            k = k + 1 if k < i else 0
        if self.among(k, "contracted") or self.low(k) in ("he", "she", "they", "it", "we"):
            return (k, k + 1) if k < i else None
        fronted = k > 0
        start = last = k
        while k < i and not self.verbal(k) and (not self.edge(k) or (fronted and self.low(k) == ",")):
            if self.edge(k):
                start = k + 1  # still in front of the subject: "In May, a week before, the mayor …"
            k += 1
            last = k
        return self.trim(start, last) if last > start else None

    def verbal(self, k: int) -> bool:
        """The token is a verb, as far as closed classes and endings tell."""
        low = self.low(k)
        if self.ts[k].capital and k:
            return False
        if self.among(k, "aux", "sub", "past") or (low.endswith("ed") and not self.among(k - 1, "det")):
            return True
        return low not in self.g.words("nouns") and self.among(k, "cue.verb", "cue.decline")

    def is_noun(self, i: int, last: int) -> bool:
        """A form that is a noun as well ("claims", "report") is one after an article or before "of"."""
        k = i - 1
        if self.ts[i].capital and k >= 0:
            return True  # "the United States"
        if k < 0:
            return not (self.kind(last) == "q" or self.among(last, "clause"))
        if self.kind(k) == "n" or (self.among(last, "cue.verb") and not self.among(last, "nouns")):
            return True
        if self.low(last) == "that" and self.low(0) == "those":
            return False  # "Those in the scheme stress that"
        if self.among(k, "det", "prep") or self.low(k) in ("'s", "s'") or self.ts[k].low.endswith("'s"):
            return True
        if self.low(last) in (
            "of",
            "from",
            "by",
            "about",
            "and",
            "or",
            "are",
            "were",
            "was",
            "is",
            "have",
            "has",
            "against",
            "suggesting",
            "that",
        ) and not self.among(last, "clause"):
            return True
        if (
            self.low(i - 1).endswith("s")
            and not self.low(i).endswith("s")
            and self.kind(last) == "w"
            and not (
                self.among(last, "prep", "conj", "aux", "past", "cue.verb") or self.low(last).endswith("ed")
            )
        ):
            return False  # "drivers from Leeds report problems"
        # an adjective between an article and the form: "the latest claims"
        while k >= 0 and not self.edge(k) and not self.among(k, "aux", "sub", "rel"):
            if self.among(k, "prep") or (self.speaks(k) and k != i - 1):
                return True
            k -= 1
        return False

    # ------------------------------------------------------------- refusals

    def yet_to(self, j: int) -> bool:
        """As in "has yet to comment"; ``j`` is where "to" may stand."""
        return (
            j > 2 and self.low(j) == "to" and self.low(j - 1) == "yet" and self.among(j - 2, "perfect", "be")
        )

    def none_did(self, j: int) -> bool:
        """The subject that ends at ``j`` is nobody: "Neither Oslo nor Bergen", "No ministry"."""
        k = j
        while k >= 0 and not self.edge(k) and j - k < 12:
            if self.low(k) in ("neither", "none") or (self.low(k) == "no" and self.low(k + 1) != "longer"):
                return k == 0 or self.edge(k - 1) or self.among(k - 1, "conj", "adv", "that")
            k -= 1
        return False

    def decline(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "declined to comment": a refusal to say, not to give or to act."""
        refused = 2 if self.low(last) == "to" and self.among(last + 1, "decline.speech") else 0
        if self.low(last) == "comment":
            refused = 1  # "refused comment"
        elif not refused:
            # "declined an interview", "declined to offer any comment"
            giving = 2 if self.low(last) == "to" and self.among(last + 1, "decline.giving") else 0
            near = next(
                (k for k in range(last + giving, last + giving + 4) if self.among(k, "decline.asked")), 0
            )
            if near and (giving or self.low(last) != "to"):
                refused = near + 1 - last
        if not refused:
            return None
        j, _ = self.auxiliaries(i)
        source = self.refuser(i, j)
        if source is None:
            return None
        return self.found(cue, i, last + refused, source, (last + refused, self.n))

    def refuser(self, i: int, j: int) -> Span | None:
        """Who refuses: left of the auxiliaries at ``j``, or the subject that a conjunction shares."""
        source = self.phrase_left(j)
        if source is None and self.among(j, "conj"):
            source = self.subject or self.main_subject(i)
        if source is not None:
            self.subject = source
        return source

    def silence(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "made no comment", and with a negation "could not be reached for comment"."""
        j, words = self.auxiliaries(i)
        if words & self.g.words("modal") and not words & self.g.words("neg") and cue.words[0] != "neither":
            return None
        if cue.frame == "N" and not words & self.g.words("neg"):
            return None
        source = self.refuser(i, j)
        if source is None:
            return None
        start = j + 1 if cue.frame == "N" else i
        return self.found(cue, start, last, source, (last, self.n))

    def refusal(self, k: int) -> int | None:
        """Past "it could not confirm" at the start of what is said: that is what is said."""
        if self.low(k) not in ("it", "he", "she", "they", "we", "i"):
            return None
        refused = False
        for m in range(k + 1, min(self.n, k + 7)):
            refused = refused or self.among(m, "neg", "decline.refusal") or self.low(m) == "unable"
            if refused and self.among(m, "decline.speech", "decline.negated"):
                return m + 1
            if not self.among(m, "aux", "neg", "adv", "decline.refusal") and self.low(m) not in (
                "to",
                "unable",
                "immediately",
                "independently",
            ):
                return None
        return None

    # ------------------------------------------------------------- evidence and verdicts

    def experiences(self, j: int, last: int) -> bool:
        """As in "she found herself", "we found the best": no finding of an inquiry."""
        return self.low(last).endswith(("self", "selves")) or (
            j >= 0 and self.low(j).split("'")[0] in ("i", "we", "you", "he", "she", "they")
        )

    def evidence(self, last: int) -> bool:
        """Speech follows the verb: a quotation, a colon, or "that" past circumstances."""
        if self.low(last) == ",":
            # "claimed, without evidence, that"
            closing = next((k for k in range(last + 1, min(self.n, last + 6)) if self.low(k) == ","), last)
            return self.kind(last + 1) == "q" or self.low(closing + 1) == "that"
        for k in range(last, min(self.n, last + 12)):
            token = self.ts[k]
            if token.kind == "q" or token.text == ":":
                return True
            if token.low == "that" and (k == last or self.low(k + 1) not in (",", "")):
                return k == last or not self._takes_object(last, k)
            if token.text == ";":
                return False
            if token.text == "," and not (
                self.kind(k + 1) in "qn" or self.among(k + 1, "time") or self.low(k + 1) == "that"
            ):
                return self._quoted_later(k)
        return False

    def _takes_object(self, last: int, that: int) -> bool:
        """The verb has an object, so "that" begins a relative clause: "posted profits that"."""
        if self.among(last - 1, "addressing", "addressable") or self.low(last - 1) in ("out", "clear"):
            return False
        return (
            self.kind(last) in "wn"
            and not self.among(last, "prep", "time", "adv", "reporting", "sub", "conj")
            and not self.manner(last)
            and not any(self.among(k, "time") for k in range(last, that))
        )

    def _quoted_later(self, k: int) -> bool:
        """Past circumstances with commas a quotation follows: "told a meeting in Leeds, England, “…”"."""
        for m in range(k, min(self.n, k + _CIRCUMSTANCES)):
            if self.kind(m) == "q" and not is_name_quote(self.ts[m]):
                return self.ts[m - 1].text in ",:"
            if self.ts[m].text in ";–" or self.among(m, "aux", "sub", "pron", "conj"):
                return False
        return False

    def as_something(self, last: int, word: str) -> bool:
        """As in "identified the man as", "attributed the rise to": an object, then that word."""
        for k in range(last, min(self.n, last + _OBJECT)):
            if self.low(k) == word:
                return (k > last or self.low(last - 1) == "to") and self.low(k + 1) != "well"
            if self.edge(k) or self.among(k, "sub", "aux", "rel"):
                # "attributes the rise “in part to the cold”"
                return k > last and self.kind(k) == "q" and f" {word} " in self.ts[k].text
        return False

    def infinitive(self, k: int) -> bool:
        """The "to" at token ``k`` stands before a verb, not before a noun phrase."""
        after = k + 1
        return not (self.among(after, "det", "pron", "object") or self.edge(after) or self.ts[after].capital)

    def directs(self, last: int) -> bool:
        """As in "ordered the firm to pay"."""
        to = next((k for k in range(last, min(self.n, last + _OBJECT)) if self.low(k) == "to"), None)
        return (
            to is not None
            and self.as_something(last, "to")
            and self.kind(to + 1) == "w"
            and self.infinitive(to)
        )

    def foresees(self, last: int) -> bool:
        """As in "anticipates prices falling"."""
        if self.low(last).endswith("ing"):
            return self.among(last + 1, "det")  # "envisions moving the port"
        for k in range(last, min(self.n, last + _OBJECT)):
            if self.edge(k) or self.among(k, "sub", "aux", "rel", "prep"):
                return False
            if (
                k > last
                and self.low(k).endswith("ing")
                and not self.among(k + 1, "aux")
                and self.kind(k - 1) == "w"
            ):
                return not self.among(k - 1, "det")
        return False

    def tells(self, i: int, last: int) -> bool:
        """As in "told Reuters the deal was close", "told them to leave", "told the crowd what had happened"."""
        whom = self.phrase_right(last)
        if whom is None:
            return False
        after = whom[1]
        if self.low(after) == "," and self.among(after + 1, "rel"):
            after = next(
                (k + 1 for k in range(after + 1, min(self.n, after + 20)) if self.low(k) == ","), after
            )
        if any(self.among(m, "untold") for m in range(*whom)):
            return False  # "told the truth to the court"
        if self.among(after, "asking"):
            return True
        if self.low(after) == "to" and not self.among(i, "informing"):
            return self.infinitive(after)
        named = any(self.ts[m].capital or self.among(m, "reporting") for m in range(*whom))
        return named and any(self.among(m, "aux") for m in range(last + 1, min(self.n, last + 10)))

    def evaluates(self, last: int) -> bool:
        """As in "called them rumours", "called the move a mistake", "called the sum inadequate"."""
        if self.among(last, "object"):
            after = last + 1
            return not self.edge(after) and not self.among(
                after, "prep", "adv", "time", "conj", "sub", "rel", "aux", "object"
            )
        for k in range(last, min(self.n, last + _OBJECT)):
            if self.edge(k) or self.among(k, "sub", "aux", "rel") or self.low(k) in ("to", "for"):
                return False
            if k == last or self.among(k - 1, "prep", "of", "conj", "det", "predeterminer"):
                continue
            if self.among(k, "article"):
                if not self.among(k + 1, "time"):
                    return True
            elif (
                not self.ts[k].capital
                and (self.among(k, "evaluation") or self.low(k).endswith(self._evaluating))
                and (self.edge(k + 1) or self.among(k + 1, "prep", "conj", "sub", "adv", "time"))
            ):
                return True
        return False

    @property
    def _evaluating(self) -> tuple[str, ...]:
        return tuple(self.g.words("evaluating_endings"))
