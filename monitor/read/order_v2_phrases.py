"""German sources beside a preposition, "so", "zufolge", "heißt es" and "soll".

Leaves out: verbs (:mod:`monitor.read.order_v2`).
"""

from __future__ import annotations

from abc import abstractmethod

from monitor.model import CueClass
from monitor.read.clauses import Found, match_cues
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_v2_accounts import OWN, Accounts
from monitor.read.order_v2_nouns import OF

_IN = frozenset(("in", "im", "aus", "bei", "beim", "auf", "von", "vom", "seitens"))
_SAME_TEXT = frozenset(("weiter", "weiterhin", "dort", "darin", "ferner", "zudem", "außerdem", "dazu"))
"""Beside "heißt es": the text that was named before."""


class VerblessGerman(Accounts):
    """Everything but verbs."""

    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue at token ``i``, or None."""
        match cue.kind:
            case "prep" | "citing":
                return self._preposition(cue, i, last)
            case "nach":
                return self._by_account(cue, i, last)
            case "view":
                return self._from_view(cue, i, last)
            case "postp":
                return self._postposition(cue, i, last)
            case "known":
                return self._became_known(cue, i, last)
            case "hervor":
                return self._emerges(cue, i, last)
            case "zitiert":
                return self._quoted(cue, i, last)
            case "wonach":
                return self._whereby(cue, i, last)
            case "particle":
                return self._so(cue, i, last)
            case "impersonal":
                return self._impersonal(cue, i, last)
            case "wie":
                return self._as_it_says(cue, i, last)
            case "modal":
                return self._modal(cue, i, last)
            case "refusal":
                return self.silence(cue, i, last)
            case "adv" if not self._sourced(i):
                return self.found(
                    cue, i, last, None, (0, self.n), inherits=cue.cue_class is CueClass.ACCORDING
                )
            case "adv":
                return None
        return self.verb(cue, i, last)

    def _sourced(self, at: int) -> bool:
        """Another cue of the sentence names a source: a mark of hearsay adds none."""
        return any(
            k != at
            and token.kind == "w"
            and any(
                (cue.frame in "CP" and cue.kind not in ("particle", "nach"))
                or (cue.kind == "nach" and any(self._account(m) for m in range(k + 1, min(self.n, k + 4))))
                for cue, _ in match_cues(self.ts, k, self.g)
            )
            for k, token in enumerate(self.ts)
        )

    @abstractmethod
    def verb(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of a verb at token ``i``, or None."""

    @abstractmethod
    def silence(self, cue: Cue, i: int, last: int) -> Found | None:
        """The refusal to speak whose words are the tokens i … last-1, or None."""

    # ------------------------------------------------------------- prepositions

    def _preposition(self, cue: Cue, i: int, last: int) -> Found | None:
        start = last + (self.low(last) in ("von", "vom"))
        source = self.phrase(start, lower=True)
        if source is None or (
            cue.words == ("laut",)
            and (self.low(i - 1) in ("zu", "so", "sehr") or self.among(last, "aux", "adv", "sub", "prep"))
        ):
            return None
        if self.among(last, "pron") and not self.ts[source[1] - 1].capital:
            return None
        if any(self.low(k).endswith(law) for k in range(*source) for law in self.g.words("laws")):
            return None  # "gemäß den Bestimmungen"
        return self.found(cue, i, last, source, self._beside(i, source[1]), relay=False)

    def _postposition(self, cue: Cue, i: int, last: int) -> Found | None:
        start = i
        while (
            start > 0
            and not self.edge(start - 1)
            and not self.among(start - 1, "sub", "aux")
            and not self.finite(start - 1)
        ):
            if (
                self.among(start - 1, "prep")
                and self.low(start - 1) not in OF
                and not self.ts[start - 1].capital
            ):
                break
            start -= 1
        if start == i:
            return None
        cue_class = (
            CueClass.REPORT
            if any(
                token.low.endswith(("bericht", "berichten", "meldungen", "meldung"))
                for token in self.ts[start:i]
            )
            else cue.cue_class
        )
        own = any(self.low(m) in OWN for m in range(start, i)) and self._account(i - 1) and i - start <= 3
        content = (last, self.n) if last < self.n - 1 else (0, start)
        source: Span | None = (start, i)
        if own:
            source = self._owner(start, i - 1, last)
        return self.found(cue, i, last, source, content, cue_class=cue_class, inherits=source is None)

    def _became_known(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "Wie bekannt wurde, …" and "Es wurde bekannt, dass …": hearsay."""
        after = self.low(last) in ("wurde", "wurden", "wird", "geworden")
        before = any(self.among(k, "passive") for k in range(self.clause_start(i), i)) and self.edge(last)
        told = any(self.low(k) in ("dass", "daß") for k in range(last, min(self.n, last + 4)))
        if not (self.low(0) == "wie" and after) and not ((after or before) and told):
            return None
        return self.found(
            cue, i, last, None, (min(last + 2, self.n - 1), self.n) if self.low(0) == "wie" else (0, self.n)
        )

    def _emerges(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "Aus dem Bericht geht hervor, dass …"."""
        final = cue.form == "joined"  # "Wie aus dem Schreiben hervorgeht"
        if not final and not any(self.low(k) == "hervor" and self.edge(k + 1) for k in range(last, self.n)):
            return None
        if any(self.low(k) == "als" for k in range(self.clause_start(i), self.n)):
            return None  # "Als Sieger ging sie aus der Wahl hervor"
        for k in (*(range(last, self.n) if not final else ()), *range(self.clause_start(i), i)):
            if self.low(k) == "aus":
                source = self.phrase(k + 1)
                if source is not None and final:
                    return self.found(cue, i, last, source, (last, self.n) if last < self.n - 1 else (0, i))
                if source is not None:
                    end = next((m + 1 for m in range(last, self.n) if self.low(m) == "hervor"), last)
                    return self.found(
                        cue,
                        i,
                        last,
                        source,
                        (end, self.n) if end < self.n - 1 else (0, i),
                        surface=self.ts[i].text + " hervor",
                    )
        return None

    def _quoted(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "X wird mit den Worten zitiert", "die Zeitung zitierte X": the source is who is quoted."""
        cited = self.low(last) in ("ihn", "sie") and i > 0 and (self.edge(i - 1) or self.low(i - 1) == "so")
        worded = self.low(i - 1) == "worten" and self.low(last) == ","
        if not cited and not worded and not any(token.kind == "q" or token.text == ":" for token in self.ts):
            return None
        passive = next((k for k in range(i - 1, -1, -1) if self.among(k, "passive")), None)
        if passive is not None:
            start = self.clause_start(passive)
            source = (
                self.phrase(passive + 1)
                if start == passive or self.among(start, "prep", "sub")
                else (start, passive)
            )
            return (
                self.found(cue, i, last, source, (0, start) if start > 1 else (last, self.n))
                if source
                else None
            )
        source = (last, last + 1) if cited else self.phrase(last)
        if source is None and i >= 1:
            return None
        if source is not None and not cited and self.edge(source[1]) is False and self.ts[source[1]].capital:
            source = self.phrase(source[1])
        return (
            self.found(
                cue,
                i,
                last,
                source,
                (0, i) if cited or self.edge(i - 1) else (source[1] if source else last, self.n),
            )
            if source
            else None
        )

    def _whereby(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "Berichte, wonach …"; "Die Sichtweise von X, wonach …"."""
        if i < 2 or self.ts[i - 1].text != ",":
            return None
        source = self._before_comma(i - 1)
        return self.found(cue, i, last, source, (last, self.n)) if source is not None else None

    def _before_comma(self, comma: int) -> Span | None:
        """The phrase that ends at the comma, with what governs it."""
        start = self.clause_start(comma)
        for k in range(comma - 1, start - 1, -1):
            if self.among(k, "det", "prep") or k == start:
                source = self.phrase(k)
                if source is not None and source[1] == comma:
                    return self._widest(source, start)
        return None

    def _widest(self, phrase: Span, start: int) -> Span:
        """The phrase with what governs it ("die Sichtweise von X")."""
        while phrase[0] > start and self.low(phrase[0]) in OF:
            places = range(phrase[0] - 1, start - 1, -1)
            wider = self.phrase(next((k for k in places if self.among(k, "det") or k == start), phrase[0]))
            if wider is None or wider[1] != phrase[1]:
                break
            phrase = wider
        return phrase

    def _so(self, cue: Cue, i: int, last: int) -> Found | None:
        if i == 0 or not (self.ts[i - 1].text in ",–-(" or self.kind(i - 1) == "q"):
            return None
        if self.among(last + 1, "pron", "det") and not self.among(last, "pron", "det", "prep"):
            return None  # "so definieren sie …"
        if self.among(last, "sub", "aux", "adv") or (
            last < self.n
            and self.kind(last) == "w"
            and self.low(last).endswith("t")
            and not self.ts[last].capital
        ):
            return None
        source = self.phrase(last)
        if source is None or self.among(source[0], "dative"):
            return None
        if not (self.edge(source[1]) or self.among(source[1], "prep", "adv", "time")):
            return None
        return self.found(cue, i, last, source, (0, i))

    def _impersonal(self, cue: Cue, i: int, last: int) -> Found | None:
        source = None
        k = last
        while self.among(k, "adv"):
            k += 1
        goes_on = any(self.low(m) in _SAME_TEXT for m in range(last, k + 1)) or (
            i > 1 and self.low(self.clause_start(i)) == "als"  # "Als Begründung heißt es"
        )
        if self.kind(k) == "w" and not self.ts[k].capital and self.low(k + 1) in _IN:
            k += 1  # "heißt es stolz in dem Papier"
        if self.low(k) in _IN:
            source = self.phrase(k + 1)
        if source is None and i > 1:
            start = self.clause_start(i)
            if start == i and self.finite(i - 2):
                start = 0  # past a relative clause: "In der Resolution, die …, heißt es"
            if self.low(start) in _IN and start == i - 2 and start and self.ts[start - 1].text == ",":
                source = self._before_comma(start - 1)  # "eine Erklärung, in der es heißt"
            elif self.low(start) in _IN:
                source = self.phrase(start + 1)
                if source is not None and self.among(source[1] - 1, "asked_for"):
                    source = None  # "Auf Anfrage heißt es"
        end = self.clause_end(last)
        told = self.low(end) in (",", ":") or (self.kind(end) == "q")
        if source is None and (i == 0 or (not self.edge(i - 1) and not told)):
            return None  # "Bald heißt es wieder Abschied nehmen"
        content = (
            (0, i)
            if i > 0 and self.edge(i - 1) and source and source[0] > i
            else (max(last, source[1] if source and source[0] > i else last), self.n)
        )
        if source is None and self.edge(i - 1):
            content = (0, i)
        return self.found(cue, i, last, source, content, inherits=source is None and goes_on)

    def _as_it_says(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "…, wie es in dem Bericht heißt", "wie es aus der Koalition hieß"."""
        start = self.clause_start(i)
        if not (self.edge(last) and self.low(start) == "wie" and self.low(start + 1) == "es"):
            return None
        at = next((k for k in range(start + 2, i) if self.low(k) in _IN), None)
        source = self.phrase(at + 1) if at is not None else None
        if source is None and start + 2 != i:
            return None  # "wie es richtig heißt"
        content = (last + 1, self.n) if start <= 1 else (0, start)
        return self.found(cue, i, last, source, content)

    def _for_a_fact(self, k: int) -> bool:
        """Infinitives that tell what is, not what is planned: "soll sich um X handeln", "soll 40 Jahre alt sein"."""
        if not self.edge(k + 2) and self.low(k) != "zu":
            return False
        return (
            (self.low(k) == "alt" and self.low(k + 1) == "sein")
            or (self.low(k) == "zu" and self.low(k + 1) == "tun" and self.low(k + 2) == "haben")
            or (self.low(k + 1) == "handeln" and any(self.low(m) == "um" for m in range(k + 1)))
        )

    def _intended(self, k: int) -> bool:
        """What "soll" tells is planned: "bis Mai", "künftig"; not "bis zu 20 Menschen"."""
        if self.low(k) == "bis":
            return self.kind(k + 1) == "w" and not (self.low(k + 1) == "zu" and self.kind(k + 2) == "n")
        return self.low(k) in self.g.words("intended")

    def _modal(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "soll" is hearsay beside a perfect infinitive or "wie X berichtet" only."""
        if self.low(0) != "wie" and self._sourced(i):
            return None
        if (
            self.edge(last)
            and i > 2
            and self.low(i - 1) in ("haben", "sein")
            and self.low(i - 2).endswith(("t", "en"))
        ):
            return self.found(
                cue, i, last, None, (self.clause_start(i), i)
            )  # "wo er Geld entwendet haben soll"
        if any(self._intended(k) for k in range(self.clause_start(i), i)):
            return None  # "Bis dahin sollen die Arbeiten abgeschlossen sein"
        for k in range(last, self.n - 1):
            low = self.low(k)
            if self._intended(k):
                return None
            if (
                self.low(k + 1) in ("haben", "sein")
                and self.edge(k + 2)
                and not self.ts[k].capital
                and (
                    low.startswith(("ge", "be", "ver", "er", "ent", "zer"))
                    or "ge" in low[2 : 8 if self.low(k + 1) == "haben" else 6]
                    or low.endswith(("iert", "worden"))
                )
                and low.endswith(("t", "en"))
            ):
                return self.found(cue, i, last, None, (0, self.n))
            if self.ts[k].text in ";:":
                break
            if self._for_a_fact(k):
                return self.found(cue, i, last, None, (0, self.n))
        if self.low(0) == "wie":
            return self.found(cue, i, last, None, (0, self.n))
        return None
