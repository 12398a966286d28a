"""German refusals to speak, verdicts and moods: what a verb needs beside it to be speech.

As in "ließ die Frage unbeantwortet", "nannte den Plan falsch", "zeigte sich besorgt". Leaves
out: word order (:mod:`monitor.read.order_v2_main`).
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_v2_main import MainClauses

_VERDICT = 16
"""Tokens of a clause in which a verb's object and the verdict on it are looked for."""
_THAT = frozenset(("dass", "daß", "woher", "warum", "weshalb"))
_SPECIAL = frozenset("DEFJKMRSVWXYZ")
"""Frames that look for words of their own beside the verb."""


class Refusals(MainClauses):
    """Frames that are peculiar to a verb, and clauses in which nobody says anything."""

    def past_insertion(self, end: int) -> int:
        """The end of the clause that goes on behind an apposition without a verb."""
        if self.low(end) != "," or self.low(end + 1) in ("dass", "daß") or self.among(end + 1, "sub"):
            return end
        closing = self.clause_end(end + 1)
        if self.low(closing) != "," or any(self.finite(k) for k in range(end + 1, closing)):
            return end
        return self.clause_end(closing + 1)

    def negates(self, k: int) -> bool:
        """The token negates its clause, not an adjective ("einer nicht öffentlichen Sitzung")."""
        if not self.among(k, "neg") or self.low(k + 1) in ("nur", "zuletzt"):
            return False
        return self.low(k) != "nicht" or self.among(k + 1, "prep") or not self._before_noun(k + 1)

    def _before_noun(self, k: int) -> bool:
        """An adjective and its noun stand here."""
        return (
            k + 1 < self.n
            and not self.ts[k].capital
            and self.low(k).endswith(("e", "en", "er", "es", "em"))
            and self.ts[k + 1].capital
            and not self.among(k, "det", "prep", "adv", "refl")
        )

    def refusable(self, cue: Cue) -> bool:
        """Not to do it is to decline to speak: confirm, comment, announce."""
        return cue.cue_class in (CueClass.CONFIRM, CueClass.ANNOUNCE) or cue.lemma in self.g.words(
            "decline.speech"
        )

    def findings(self, source: Span) -> bool:
        """Tests and data may fail to confirm, but they never decline to."""
        head = next((k for k in range(*source) if self.ts[k].capital and not self.among(k, "det")), source[0])
        nouns = (m for m in range(source[0], head + 2) if m < source[1] and self.ts[m].capital)
        return any(self.low(m).endswith(tuple(self.g.words("findings"))) for m in nouns)

    def refuses(self, cue: Cue, start: int, end: int) -> bool:
        """As in "lehnte eine Stellungnahme ab", "lehnte es ab, sich zu äußern": what is refused is speech."""
        if cue.lemma not in self.g.words("decline.refusing"):
            return False
        return any(self.among(k, "decline.object") for k in range(start, end)) or any(
            self.low(k) == "zu" and self.among(k + 1, "decline.speech")
            for k in range(end, min(self.n, end + 10))
        )

    def gives_none(self, start: int, end: int) -> bool:
        """As in "gab keine Stellungnahme ab"."""
        return any(self.among(k, "neg") and self.among(k + 1, "decline.object") for k in range(start, end))

    def silence(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "machte keine Angaben", "war nicht zu erreichen", "ließ Fragen unbeantwortet"."""
        start, end = self.clause_start(i), self.clause_end(last)
        if cue.frame == "N" and not (
            any(self.negates(k) for k in range(start, end))
            and any(
                self.among(k, "decline.object") or self.low(k) in ("anfrage", "nachfrage")
                for k in range(start, end)
            )
        ):
            return None
        if cue.frame == "R" and not any(self.low(k) == "sich" for k in range(start, end)):
            return None
        source: Span | None = None
        verb = start
        for k in range(start, end):
            if self.among(k, "decline.verbs") and not i <= k < last:
                source, _ = self.around(cue, k, k + 1)
                verb = k
                break
            if self.among(k, "decline.remains"):
                # "Eine Anfrage an die Werft blieb unbeantwortet"
                at = next((m for m in range(start, k) if self.low(m) in ("an", "bei", "beim")), None)
                source = self.phrase(at + 1) if at is not None else None
                verb = k
                break
        if source is None or (source[1] - source[0] == 1 and self.low(source[0]) in ("es", "das", "dies")):
            return None
        self.subject = source
        about = (max(verb + 1, source[1]), i)
        return self.found(cue, i, last, source, about if about[0] < i else (last, end))

    # ------------------------------------------------------------- frames of single verbs

    def peculiar(self, cue: Cue) -> bool:
        """The frame looks for words of its own beside the verb."""
        return cue.frame in _SPECIAL or cue.frame.startswith("I:")

    def special(self, cue: Cue, start: int, end: int) -> bool:
        """The words beside a verb whose frame is none of the common ones.

        E: a verdict ("nannte den Plan falsch"); S: "als"; F: "für" and a verdict; J: a word of judgement ("findet das ungerecht"); K: speech beside it; M: a mood;
        R: a reflexive; D: "auf"; I: the words named behind the colon; V: "von"; W: "von" and a quotation; Y: "dass"; X: a negation and something asked; Z: what is not spoken of.
        """
        inside = range(start, min(end, start + _VERDICT))
        if cue.frame.startswith("I:"):
            begin = self.clause_start(start - 1) if start else 0
            return self._needed(cue, (begin, end))
        match cue.frame:
            case "E":
                return self._verdict(start, end)
            case "J":
                return self.among(end - 1, "state.verdict") and not any(
                    self.low(k) in ("sich", "man") for k in inside
                )
            case "S":
                return any(self.low(k) == "als" for k in inside) and not any(
                    self.low(k) == "sich" for k in inside
                )
            case "F":
                return any(
                    self.low(k) == "für"
                    and (
                        self._plain_adjective(end - 1, k)
                        or (end - 1 == k + 1 and self.among(k + 1, "adv"))  # "für wahrscheinlich"
                        or self.kind(k + 1) == "q"
                        or (self._plain_adjective(k + 1, k) and self.among(k + 2, "conj"))
                        or any(self.among(m, "state.verdict") for m in range(k + 1, min(end, k + 4)))
                    )
                    for k in inside
                )
            case "M":
                return any(self.low(k) == "sich" for k in inside[:4]) and any(
                    self.among(k, "mood") for k in inside
                )
            case "R":
                begin = self.clause_start(start - 1) if start else 0
                return any(self.low(k) == "sich" for k in inside) and any(
                    self.low(k) in ("für", "gegen", "dafür", "dagegen") for k in range(begin, end)
                )
            case "D":
                return any(self.low(k) in ("auf", "darauf") for k in range(start, end))
            case "V":
                of = next((k for k in inside if self.low(k) in ("von", "vom", "davon")), None)
                return of is not None and not any(self.ts[k].capital for k in range(start, of))
            case "W":
                return any(self.low(k) in ("von", "vom") for k in inside) and (
                    any(self.kind(k) == "q" for k in range(start, self.n)) or self.low(end) == ":"
                )
            case "K":
                that = self.low(end) == "," and self.low(end + 1) in _THAT
                return that and not self.among(end - 1, "refl")
            case "Y":
                return self.low(end) == "," and self.low(end + 1) in ("dass", "daß")
            case "X":
                asked = any(self.among(k, "decline.object", "decline.asked") for k in range(self.n))
                return asked and any(self.negates(k) for k in inside)
            case "Z":
                return any(self.low(k) in ("zu", "zum", "zur", "dazu", "darüber", "über") for k in inside)
        return False

    def _plain_adjective(self, k: int, after: int) -> bool:
        """A lower-case word behind ``after`` that ends the clause and is an adjective without ending."""
        return (
            after < k < self.n
            and self.kind(k) == "w"
            and not self.ts[k].capital
            and len(self.low(k)) > 3
            and self.low(k).isalpha()
            and not self.among(
                k, "prep", "adv", "neg", "refl", "aux", "pron", "particles", "sub", "conj", "det"
            )
            and not self.low(k).endswith(("weise", "mals"))
        )

    def _verdict(self, start: int, end: int) -> bool:
        """As in "nannte den Plan falsch", "nannte sie Lügner", "nannte die Reise einen Fehler"."""
        if any(self.low(k) in ("sich", "als", "man") or self.among(k, "neg") for k in range(start, end)):
            return False
        if end - start >= 2 and self._plain_adjective(end - 1, start):
            return True
        if self.low(start) in ("ihn", "sie", "es", "dies", "das", "ihren") and end - start == 2:
            return self.ts[end - 1].capital
        return any(
            self.low(k) in ("ein", "eine", "einen")
            and (self.ts[k - 1].capital or self.among(k - 1, "pron", "refl"))
            for k in range(start + 1, end)
        )
