"""German views that are no verb of saying: to be of an opinion, to want to have seen, talk of.

As in "ist überzeugt, dass", "ist der Meinung", "hat Zweifel", "wollen ihn gesehen haben",
"ist von 30 Toten die Rede", "für den Landrat ist das ein Skandal". The predicate is the
cue; its finite verb is looked for in the same clause. Leaves out: predicates behind a
further auxiliary ("dürfte skeptisch sein") and moods with other verbs
(:mod:`monitor.read.order_v2_refusals`).
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order_v2_clauses import SubordinateClauses

_AHEAD = 20
"""Tokens of a clause in which a predicate and its verb are looked for."""
_INSIDE = 3
"""Tokens between verb and predicate up to which both are one surface ("ist fest davon überzeugt")."""
_IN = frozenset(("in", "im", "bei", "beim", "aus"))


class States(SubordinateClauses):
    """Predicates whose subject is the source."""

    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue at token ``i``, or None."""
        match cue.kind:
            case "state":
                return self._state(cue, i, last)
            case "claimed":
                return self._claimed(cue, i, last)
            case "talk":
                return self._talk(cue, i, last)
            case "judged":
                return self._judged(cue, i, last)
        return super().read(cue, i, last)

    def _state(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "ist überzeugt", "ist der Meinung", "hat Zweifel an den Zahlen".

        Frames: B an adjective, BS one that needs "sich" or speech, BM a noun of opinion in the genitive,
        BH a noun beside "haben", BE "dagegen" at the end of its clause, BT a mood that counts only beside speech.
        """
        noun = cue.frame in ("BM", "BH")
        if self.ts[i].capital is not noun or self.low(last) in ("worden", "nach"):
            return None
        if cue.frame == "BM" and not (
            self.low(i - 1) in ("der", "dieser") or (i and self._opinion_adjective(i - 1))
        ):
            return None  # "die Meinung der Bürger"
        verbs = "state.have" if cue.frame == "BH" else "state.be"
        if self.among(last, verbs) and self.edge(last + 1):
            return self._state_final(cue, i, last + 1)
        start = self.clause_start(i)
        verb = next((k for k in range(i - 1, max(start, i - _AHEAD) - 1, -1) if self.among(k, verbs)), None)
        if verb is None:
            return None
        end = self.clause_end(last)
        if cue.frame == "BH" and (self.ts[i - 1].capital or (end > last and self._participle_form(end - 1))):
            return None  # "hatte Zweifel an den Zahlen geäußert"
        source, content = self.around(cue, verb, verb + 1)
        if source is None or not self._holds_views(source):
            return None
        spoken = content[1] <= verb and any(
            self.kind(k) == "q" or self.among(k, "subjunctive") for k in range(*content)
        )
        if cue.frame == "BT" and not (
            spoken
            or (self.low(end) == ":" and self.kind(end + 1) == "q" and self.low(end + 2) != ",")
            or self.kind(end) == "q"
            or (self.low(end) == "," and self.low(end + 1) in ("dass", "daß"))
        ):
            return None
        if cue.frame == "BE" and not (
            self.edge(last) and (i - 1 == verb or i == source[1] or self.among(i - 1, "adv", "neg"))
        ):
            return None  # "ist dagegen auf der Suche", "ist der Beweis dafür, dass"
        told = self.speech_after(end) or spoken or (self.low(start) == "so" and verb == start + 1)
        if cue.frame == "BS" and not (
            told and (spoken or any(self.low(k) == "sich" for k in range(verb, i)))
        ):
            return None
        if cue.frame == "B" and not (self.edge(last) or self.among(last, "prep", "conj", "sub", "adv")):
            return None  # "ist skeptisch betrachtet worden"
        self.subject = source
        if content[1] > verb:
            content = (last, self.n) if last < self.n - 1 else (max(source[1], verb + 1), i)
            if content[0] >= content[1]:
                content = (self.clause_start(verb), verb)
        if i - verb - 1 <= _INSIDE and source[0] < verb:
            return self.found(cue, verb, last, source, content)
        words = self.text[self.ts[i].start : self.ts[last - 1].end]
        return self.found(cue, verb, verb + 1, source, content, surface=f"{self.ts[verb].text} {words}")

    def _state_final(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "weil der Rat der Meinung ist, dass", "der Landrat, der skeptisch ist"."""
        if cue.frame in ("BS", "BH", "BT"):
            return None
        start, end = self.clause_start(i), i - (cue.frame == "BM")
        content = (last, self.n) if last < self.n - 1 else (start, i)
        source = self._relative_subject(start, start + 1)
        if (
            source is None
            and self.among(start, "sub")
            and self.low(start) not in ("ob", "wenn", "was", "wer", "dass")
        ):
            source = self.phrase(start + 1)
            source = (source[0], min(source[1], end)) if source is not None else None
        if source is None or source[0] >= source[1] or not self._holds_views(source):
            return None
        return self.found(cue, i, last, source, content)

    def _opinion_adjective(self, k: int) -> bool:
        """As in "anderer Meinung", "der festen Überzeugung"."""
        low = self.low(k)
        if low.endswith("er"):
            return not self.among(k, "det", "prep", "pron") or low == "dieser"
        return low.endswith("en") and self.low(k - 1) == "der"

    def _holds_views(self, source: tuple[int, int]) -> bool:
        """The subject can be of an opinion: no "es", "man", "wir", no mood or figure."""
        if source[1] - source[0] == 1 and (
            self.among(source[0], "nobody", "state.nobody") or self.among(source[0], "refl")
        ):
            return False
        things = self.g.words("state.things")
        heads = [k for k in range(*source) if self.ts[k].capital and not self.among(k, "det")]
        return not heads or not any(self.low(heads[0]).endswith(thing) for thing in things)

    def _claimed(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "Zeugen wollen ihn gesehen haben": not a plan ("will bis Mai saniert haben")."""
        start, end = self.clause_start(i), self.clause_end(last)
        if self.edge(last):
            if self.low(i - 1) != "haben" or not self._participle_form(i - 2):
                return None
            return self._clause_final(cue, i, last)
        if self.low(end - 1) == "haben":
            done = self._participle_form(end - 2)
        else:
            done = self.low(end - 1) == "sein" and self.low(end - 2) == "gewesen"
        if not done or end - 2 <= i or any(self.among(k, "intended", "plans") for k in range(start, end)):
            return None
        source, _ = self.around(cue, i, last)
        if source is None or (source[1] - source[0] == 1 and self.among(source[0], "nobody", "state.nobody")):
            return None
        self.subject = source
        return self.found(cue, i, last, source, (max(last, source[1]), end))

    def _participle_form(self, k: int) -> bool:
        low = self.low(k)
        return (
            0 <= k < self.n
            and not self.ts[k].capital
            and low.endswith(("t", "en"))
            and (
                low.startswith(("ge", "be", "ver", "er", "ent", "zer"))
                or "ge" in low[2:8]
                or low.endswith("iert")
            )
        )

    def _talk(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "Im Bericht ist von 30 Toten die Rede": hearsay where no document is named."""
        start, end = self.clause_start(i), self.clause_end(last)
        if not self.ts[i].capital or self.low(i - 1) not in ("die", "keine"):
            return None
        if not any(self.low(k) in ("von", "vom", "davon") for k in range(start, end)):
            return None
        places = range(last, min(end, last + 2)) if i - 1 == start else range(start, i - 1)
        verb = next((k for k in places if self.among(k, "state.be")), None)
        if verb is None or (i - 1 > start and not self.edge(last)):
            return None  # "Das war die Rede von X"
        source = None
        for k in range(start, end):
            if self.low(k) in _IN and source is None and not self.among(k + 1, "time"):
                source = self.phrase(k + 1)
        content = (last, self.n) if last < self.n - 1 else (verb + 1, i - 1)
        surface = f"{self.ts[verb].text} {self.ts[i - 1].text} {self.ts[i].text}"
        if verb > i:
            surface = self.text[self.ts[i - 1].start : self.ts[verb].end]
        at = min(verb, i - 1)
        if source is None:
            return self.found(
                cue,
                at,
                at + 1,
                None,
                content,
                surface=surface,
                cue_class=CueClass.HEARSAY,
                stance=-1,
                inherits=any(self.low(k) in ("darin", "dort") for k in range(start, end)),
            )
        return self.found(cue, at, at + 1, source, content, surface=surface)

    def _judged(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "Für den Landrat ist das ein Skandal", "Für sie steht fest, dass …"."""
        if i and not self.edge(i - 1):
            return None
        source = self.phrase(last)
        if source is None or self.among(last, "state.nobody", "nobody") or self.kind(last) == "n":
            return None
        verb = source[1]
        end = self.clause_end(verb)
        if self.low(verb) in ("steht", "stand", "stehen"):
            if self.low(end - 1) != "fest":
                return None
        elif not self.among(verb, "state.be") or not any(
            self.among(k, "state.verdict") for k in range(verb + 1, end)
        ):
            return None
        return self.found(cue, i, last, source, (verb + 1, self.n))
