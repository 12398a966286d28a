"""German sources beside a preposition, "so", "zufolge", "heißt es" and "soll".

Leaves out: verbs (:mod:`monitor.read.order_v2`).
"""

from __future__ import annotations

from abc import abstractmethod

from monitor.model import CueClass
from monitor.read.clauses import Found, match_cues
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_v2_nouns import ENDINGS, OF, GermanPhrases

_OWN = frozenset(("eigenen", "eigener", "ihren", "ihrer", "seinen", "seiner", "deren", "dessen"))


class VerblessGerman(GermanPhrases):
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

    def _beside(self, i: int, end: int) -> Span:
        """What is said around a source that stands at the start of, inside or after it."""
        if i <= 1:
            return (end + (self.low(end) == ","), self.n)
        if end >= self.n - 1:
            return (0, i)
        return (0, self.n)

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
        return self.found(cue, i, last, source, self._beside(i, source[1]), relay=False)

    def _by_account(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "nach Angaben der Polizei", "nach Polizeiangaben", "nach eigenen Angaben", "seiner Meinung nach"."""
        k = last
        while k < self.n and (
            self.among(k, "det") or (self.low(k).endswith(ENDINGS) and not self.ts[k].capital)
        ):
            k += 1
        genitive = (
            k + 1 < self.n and self.ts[k].capital and self.low(k).endswith("s") and self._account(k + 1)
        )
        noun = k + 1 if genitive else k
        if not self._account(noun):
            return self._after_account(cue, i, last)
        if self.among(i - 1, "asked_for") and self.ts[i - 1].capital:
            return None  # "Anfragen nach Berichten"
        if self.among(noun, "temporal_accounts") and (
            self.among(last, "det") or not (noun + 1 < self.n and self._named_after(noun + 1))
        ):
            return None  # "Nach der Ankündigung der Firma fiel der Kurs"
        cue_class = (
            CueClass.ESTIMATE
            if self.low(noun).endswith(
                ("schätzung", "schätzungen", "einschätzung", "ansicht", "meinung", "auffassung")
            )
            else cue.cue_class
        )
        end = noun + 1
        own = any(self.low(m) in _OWN for m in range(last, noun))
        source: Span | None = (last, end)
        if self.low(end) in ("von", "vom", "des", "der", "eines", "einer") or (
            end < self.n and self.ts[end].capital and not own
        ) or (self.low(end).endswith("er") and self._capital_after(end) and not self.among(end, "det", "prep", "adv", "pron")):
            named = self.phrase(end + (self.low(end) in ("von", "vom")), lower=True)
            if named is not None:
                source = named
                end = named[1]
        elif own:
            source = self._owner(last, noun, end)
        elif genitive:
            source = (k, k + 1)
        start = i
        return self.found(
            cue, start, noun + 1, source, self._beside(i, end), cue_class=cue_class, inherits=source is None
        )

    def _from_view(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "aus Sicht der Werft" and "aus Harms' Sicht"."""
        for k in range(last + 1, min(self.n, last + 5)):
            if self.low(k) in ("sicht", "perspektive") and self.ts[k].capital:
                whose = self.low(last) in _OWN or self.ts[k - 1].text == "'" or self.low(k - 1).endswith("s")
                if not whose or self.among(last, "prep"):
                    return None
                return self.found(cue, i, last, (last, k), self._beside(i, k + 1), surface=self._text(i, k + 1))
            if self.edge(k):
                break
        return None

    def _text(self, i: int, end: int) -> str:
        return self.text[self.ts[i].start : self.ts[end - 1].end]

    def _named_after(self, k: int) -> bool:
        """A genitive or "von" says whose account it is."""
        return self.low(k) in ("von", "vom", "des", "der", "eines", "einer") or self.ts[k].capital

    def _capital_after(self, k: int) -> bool:
        return k + 1 < self.n and self.ts[k + 1].capital

    def _owner(self, start: int, noun: int, verb: int) -> Span | None:
        """Whose account "seiner Einschätzung" or "eigenen Angaben" is: the pronoun, or the clause's subject."""
        own = next((k for k in range(start, noun) if self.low(k) in _OWN), start)
        if any(self.low(k) in ("eigenen", "eigener") for k in range(start, noun)):
            return self._own_subject(verb)
        return (own, own + 1)

    def _own_subject(self, verb: int) -> Span | None:
        """The subject of the clause whose own account it is."""
        if self.finite(verb):
            source = self.subject_right(verb + 1)
            if source is not None:
                return source
        first = self.phrase(0)
        return (
            first
            if first is not None and first[1] <= verb and not self.among(0, "prep", "adv")
            else self.subject
        )

    def _after_account(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "ihrer Ansicht nach": the noun goes before."""
        if i < 2 or not self._account(i - 1):
            return None
        start = i - 1
        while (
            start > 0
            and not self.edge(start - 1)
            and (
                self.among(start - 1, "det")
                or (self.low(start - 1).endswith("s") and self.ts[start - 1].capital)
            )
        ):
            start -= 1
        own = self.low(start) in _OWN
        return self.found(
            cue,
            i,
            last,
            self._owner(start, i - 1, last) if own else (start, i),
            (0, start) if start > 1 else (last, self.n),
        )

    def _account(self, k: int) -> bool:
        """The noun stands for what someone says (Angaben, Polizeiangaben, Medienberichten)."""
        if k >= self.n or not self.ts[k].capital:
            return False
        low = self.low(k)
        return low in self.g.words("bare_accounts") or low not in self.g.words("no_accounts") and any(
            low.endswith(noun) for noun in self.g.words("accounts")
        )

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
        own = any(self.low(m) in _OWN for m in range(start, i)) and self._account(i - 1) and i - start <= 3
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
        if not any(self.low(k) == "hervor" and self.edge(k + 1) for k in range(last, self.n)):
            return None
        for k in (*range(last, self.n), *range(self.clause_start(i), i)):
            if self.low(k) == "aus":
                source = self.phrase(k + 1)
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
        if not any(token.kind == "q" or token.text == ":" for token in self.ts):
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
        source = self.phrase(last)
        if source is None and i >= 1:
            return None
        if source is not None and self.edge(source[1]) is False and self.ts[source[1]].capital:
            source = self.phrase(source[1])
        return (
            self.found(
                cue, i, last, source, (0, i) if self.edge(i - 1) else (source[1] if source else last, self.n)
            )
            if source
            else None
        )

    def _whereby(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "Berichte, wonach …"; "Die Sichtweise von X, wonach …"."""
        if i < 2 or self.ts[i - 1].text != ",":
            return None
        start = self.clause_start(i - 1)
        for k in range(i - 2, start - 1, -1):
            if self.among(k, "det", "prep") or k == start:
                source = self.phrase(k)
                if source is not None and source[1] == i - 1:
                    return self.found(cue, i, last, self._widest(source, start), (last, self.n))
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
        if self.low(k) in ("in", "im", "aus", "bei", "beim", "auf", "von", "vom", "seitens"):
            source = self.phrase(k + 1)
        if source is None and i > 1:
            start = self.clause_start(i)
            if start == i and self.finite(i - 2):
                start = 0  # past a relative clause: "In der Resolution, die …, heißt es"
            if self.low(start) in ("in", "im", "aus", "bei", "beim", "auf", "von", "vom", "seitens"):
                source = self.phrase(start + 1)
        if i == 0 and source is None:
            return None
        content = (
            (0, i)
            if i > 0 and self.edge(i - 1) and source and source[0] > i
            else (max(last, source[1] if source and source[0] > i else last), self.n)
        )
        if source is None and self.edge(i - 1):
            content = (0, i)
        return self.found(cue, i, last, source, content, inherits=source is None)

    def _for_a_fact(self, k: int) -> bool:
        """Infinitives that tell what is, not what is planned: "soll sich um X handeln", "soll 40 Jahre alt sein"."""
        if not self.edge(k + 2) and self.low(k) != "zu":
            return False
        return (
            (self.low(k) == "alt" and self.low(k + 1) == "sein")
            or (self.low(k) == "zu" and self.low(k + 1) == "tun" and self.low(k + 2) == "haben")
            or (self.low(k + 1) == "handeln" and any(self.low(m) == "um" for m in range(k + 1)))
        )

    def _modal(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "soll" is hearsay beside a perfect infinitive or "wie X berichtet" only."""
        if self.low(0) != "wie" and self._sourced(i):
            return None
        if self.edge(last) and i > 2 and self.low(i - 1) in ("haben", "sein") and self.low(i - 2).endswith(("t", "en")):
            return self.found(cue, i, last, None, (self.clause_start(i), i))  # "wo er Geld entwendet haben soll"
        for k in range(last, self.n - 1):
            low = self.low(k)
            if low in self.g.words("intended"):
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
