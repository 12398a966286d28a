"""Who says what where the finite verb stands second, and last in a subordinate clause.

Source rules for German: what fills the field before the verb is the source when it is a
noun phrase that can be a subject; else the subject follows the verb. After speech or a
quotation the verb opens its clause and the subject follows. In "wie X berichtet" and in
a perfect ("hat X gesagt") the subject stands by the conjunction or the auxiliary.
Prepositions and the impersonal forms are in :mod:`monitor.read.order_v2_phrases`,
clauses with the verb at their end in :mod:`monitor.read.order_v2_clauses`.
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue, Grammar
from monitor.read.order import Span
from monitor.read.order_v2_quotations import Quotations
from monitor.read.order_v2_statements import stated

_SEGMENTS = 6
"""Parts between commas that may stand between an auxiliary and its participle (4 in the longest case seen)."""
_FIELD = 24
"""Tokens of a clause in which the auxiliary and its subject are looked for."""


class VerbSecond(Quotations):
    """German main clauses, participles and what stands behind a quotation."""

    @classmethod
    def stated(cls, text: str, one: Found, content: Span, table: Grammar) -> bool:
        """As everywhere."""
        return stated(text, one, content, table)

    def verb(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of a verb at token ``i``, or None."""
        if self._before_infinitive(last) or (self.low(i - 1) == "zu" and self.edge(last)):
            return None  # an infinitive: "behauptete, dies belegen zu können"
        if i and self.ts[i].capital and not (self.edge(i - 1) and self.among(last, "passive")):
            return None  # a noun: die Angeklagten sagen, aber die Werte
        if (cue.frame in "CQOK" and self._compared(i, last)) or self._adjective(i, last):
            return None
        if self._other_sense(cue, i, last):
            return None
        if self.among(last, "modal") and (self.edge(last + 1) or self.low(i).endswith("n")):
            return None  # "wie er sich wehren könnte", "Wunder erwarten kann man keine"
        if cue.form == "participle":
            return self._participle(cue, i, last)
        if cue.form == "joined":
            return self._under_modal(cue, i, last) or self._clause_final(cue, i, last)
        if cue.particle:
            if self.low(i - 1) == cue.particle and (self.edge(last) or self.among(last, "aux")):
                return self._clause_final(cue, i - 1, last)  # "wie die Bank bekannt gab"
            particle = self._particle(cue.particle, last)
            if particle is None:
                return None
            if cue.frame == "N" and not self.gives_none(last, particle):
                return None
            surface = f"{self.ts[i].text} {self.ts[particle].text}"
            return self._second(cue, i, last, surface, particle)
        if (
            self._foreign_particle(last, cue)
            or self.among(last, "passive")
            or (cue.cue_class is CueClass.DESCRIBE and self.low(last) == "sich")
        ):
            return None
        if self.edge(last) or (self.among(last, "aux") and self.edge(last + 1)):
            found = self._under_modal(cue, i, last) or self._clause_final(cue, i, last)
            if found is not None or self._infinitive(i):
                return found
        return self._second(cue, i, last, None, None)

    def _second(self, cue: Cue, i: int, last: int, surface: str | None, particle: int | None) -> Found | None:
        source, content = self.around(cue, i, last)
        if source is None:
            return None
        if source[0] > last:
            source = self.with_name(source)
        if source[1] - source[0] == 1 and self.among(source[0], "nobody"):
            return None  # the writer, or nobody: "Wir erklären Ihnen …", "Niemand erwartet …"
        if source[0] > i and (
            (cue.lemma in self.g.words("awaiting") and self.low(source[0]) in ("ein", "eine"))
            or (cue.frame == "E" and self.low(source[0]) == "man")
        ):
            return None  # "Den Mann erwartet eine Anklage", "Das nennt man einen Splitt"
        if cue.frame.startswith("I:von") and self.among(source[1] - 1, "no_speakers"):
            return None  # "Von dem Stoff geht keine Gefahr aus"
        if cue.lemma in self.g.words("meaning"):
            behind = source[1] if source[0] >= last else last
            if content[1] > i and self._article(behind) and self.low(behind) not in ("der", "dem", "im"):
                return None  # "Der Begriff meint ein Bündel von Symptomen: …"
        after = particle + 1 if particle is not None else last
        spoken_before = content[1] <= i
        end = self.clause_end(last)
        if not spoken_before and source[0] >= last and source[1] >= end:
            end = self.past_insertion(end)  # "nannte X, Leiter der Y, den Plan falsch"
        negated = self.low(source[0]) == "weder" or (
            not spoken_before and any(self.negates(k) for k in range(last, min(end, last + 20)))
        )
        if self.peculiar(cue) and not self.special(cue, last, end):
            quoted = spoken_before and any(
                self.kind(k) == "q" or (cue.frame == "K" and self.among(k, "subjunctive"))
                for k in range(*content)
            )
            if cue.frame == "E" and self.kind(i - 1) == "q":
                quoted, content = True, (i - 1, i)  # "„Unsinn“ nannte die Werft das"
            held = cue.frame == "K" and self.low(end) == ":" and self.kind(end + 1) == "q"
            if cue.frame not in "DEKS" or not (
                quoted or held or (cue.frame != "K" and self.frame_holds(cue, last, after))
            ):
                return None
        if cue.cue_class is CueClass.CONFIRM and any(self.low(k) == "sich" for k in range(last, end)):
            return None  # "Der Verdacht bestätigte sich"
        if cue.frame == "R":
            source = (source[0], next((k for k in range(*source) if self.low(k) == "für"), source[1]))
        if source[0] >= last and cue.lemma in self.g.words("asking_of"):
            source = (source[0], self._addressee(source))
        if source[0] >= last and (cue.frame == "W" or cue.frame.startswith("I:von|")):
            inside = range(source[0] + 1, source[1])  # "Heute geht der Manager | von einem Sieg aus"
            source = (source[0], next((k for k in inside if self.low(k) in ("von", "vom")), source[1]))
            content = (min(content[0], source[1]), content[1]) if content[0] > i else content
        back = (
            source[0] > i
            and i > 0
            and self.low(i - 1) in ("das", "dies", "dieses")
            and not self.speech_after(end)
        )
        silent = negated and cue.lemma in self.g.words("decline.speech")
        if (
            content[0] >= i
            and not back
            and not silent
            and not self.peculiar(cue)
            and not self.frame_holds(cue, last, after)
        ):
            return None
        if back and i >= 3 and self.ts[i - 2].text == ",":
            back, content = False, (0, i - 2)  # "…, das berichtet der NDR"
        if cue.frame in "ESF" and content[0] >= i and not self.frame_holds(cue, last, after):
            content = (content[0], end)
        cue_class, stance = cue.cue_class, cue.stance
        if (negated and self.refusable(cue) and not self.findings(source)) or (
            particle is not None and self.refuses(cue, last, particle)
        ):
            cue_class, stance = CueClass.DECLINE, -1
        elif negated and cue_class is not CueClass.DECLINE:
            stance = -stance
        self.subject = source
        if particle is not None and content[0] >= i:
            content = self._around_particle(i, (max(last, content[0]), particle), source)
        elif content[0] >= self.n - 1 and self.kind(content[0]) != "q" and source[0] > i and not back:
            content = (self.clause_start(i), i)  # "Scharfe Kritik übte die Gewerkschaft"
        return self.found(
            cue, i, last, source, content, surface=surface, cue_class=cue_class, stance=stance, back=back
        )

    def _around_particle(self, i: int, between: Span, source: Span) -> Span:
        """What is said where the verb's particle stands apart: after it, between both, or in front."""
        particle = between[1]
        goes_on = particle + 2 < self.n and not (self.among(particle + 1, "conj") and between[0] < particle)
        if goes_on:
            return (particle + 1, self.n)
        if between[0] >= particle and source[0] > i:
            return (self.clause_start(i), i)  # "Die Vorwürfe wies der Rat zurück"
        return between

    def _addressee(self, source: Span) -> int:
        """Where in the phrase after the verb stands who is asked: "verlangte der Rat | von der Firma"."""
        return next(
            (
                k
                for k in range(source[0] + 1, source[1])
                if self.low(k) == "vom" or (self.low(k) == "von" and self.among(k + 1, "det"))
            ),
            source[1],
        )

    def _under_modal(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "wollte sich nicht äußern" (a refusal), "musste einräumen, dass", "ließ erklären, dass"."""
        if not self.low(i).endswith("n") or self.low(i - 1) == "zu":
            return None
        ahead = range(i - 1, self.clause_start(i) - 1, -1)
        modal = next((k for k in ahead if self.among(k, "modal", "letting")), None)
        if modal is None:
            return None
        let = self.among(modal, "letting")  # "lässt über seinen Anwalt erklären, dass"
        if let and not self.speech_after(last):
            return None
        negated = any(self.among(k, "neg") for k in range(modal, i))
        weder = any(self.low(k) == "weder" for k in range(modal, i))
        source, _ = self.around(cue, modal, modal + 1)
        if (
            source is None
            or (negated and not self.refusable(cue) and not (cue.cue_class is CueClass.DENY and weder))
            or (not negated and not let and not self.low(modal).startswith("muss"))
            or (
                not negated
                and not let
                and cue.cue_class is not CueClass.ADMIT
                and not self.speech_after(last)
            )
            or (self.peculiar(cue) and not self.special(cue, modal + 1, i))
        ):
            return None
        self.subject = source
        if negated:
            content = (max(source[1], modal + 1), i)
            return self.found(cue, i, last, source, content, cue_class=CueClass.DECLINE, stance=-1)
        return self.found(
            cue, i, last, source, (last, self.n) if last < self.n - 1 else (max(source[1], modal + 1), i)
        )

    def _before_infinitive(self, k: int) -> bool:
        """As in "belegen zu können", not "rät zu Geduld", "kommt zu dem Schluss"."""
        return (
            self.low(k) == "zu"
            and not self.among(k + 1, "det")
            and not (k + 1 < self.n and self.ts[k + 1].capital)
        )

    def _particle(self, particle: str, start: int) -> int | None:
        """The separated particle, at the end of the verb's clause."""
        for k in range(start, self.n):
            if self.low(k) == particle and (self.edge(k + 1) or self.among(k + 1, "conj")):
                return k
            if self.ts[k].text in ";:" or (
                self.ts[k].text == "," and self.low(k + 1) in ("dass", "daß", "ob", "man")
            ):
                return None
        return None

    def find(self) -> list[Found]:
        """The attributions of the sentence; where none was read, by a verb behind its quotation."""
        found = super().find()
        quoted = any(token.kind == "q" for token in self.ts)
        if quoted and not found:
            found = self._behind_quotation() or self._before_quotation()
        if quoted and any(token.text == ":" for token in self.ts):
            return [self._without_lead_in(one) for one in found]
        return found

    # ------------------------------------------------------------- subordinate clauses

    def _participle(self, cue: Cue, i: int, last: int) -> Found | None:
        if self.low(last) == "sein":
            return None  # "hätten gewarnt sein können"
        start = self.clause_start(i)
        told = self._told_of(cue, i, last, start)
        if told is not None:
            return told
        if i == start and self.among(last, "passive") and cue.lemma in self.g.words("charging"):
            return self._passive(cue, i, last, last)  # "Vorgeworfen wird ihm Betrug"
        for k in self._auxiliaries(i):
            low = self.low(k)
            if low in self.g.words("passive"):
                return self._passive(cue, i, last, k)
            if low in self.g.words("perfect"):
                source, content = self.around(cue, k, k + 1)
                if source is None:
                    return None
                if cue.cue_class is CueClass.CONFIRM and any(self.low(m) == "sich" for m in range(start, i)):
                    return None
                if cue.frame == "R":
                    source = (source[0], next((m for m in range(*source) if self.low(m) == "für"), source[1]))
                negated = self.low(source[0]) == "weder" or any(self.negates(m) for m in range(k, i))
                if self.peculiar(cue) and not (
                    self.special(cue, max(k + 1, source[1]), last if cue.frame in "KY" else i)
                    or (cue.frame in "DES" and self.frame_holds(cue, last, last))
                ):
                    return None
                if content[0] >= k:
                    content = (max(source[1], k + 1), self.n)
                    before = cue.frame == "O" and any(
                        self.ts[m].capital or self.among(m, "pron", "refl") for m in range(content[0], i)
                    )
                    if (
                        not before
                        and not self.peculiar(cue)
                        and not (negated and self.refusable(cue))
                        and not self.frame_holds(cue, last, last)
                    ):
                        return None
                self.subject = source
                if content[0] > k and last >= self.n - 1:
                    content = (content[0], i)
                elif content[0] == i:
                    content = (last, self.n)
                if k < start <= content[1] and content[0] > k:
                    content = (min(start, i), content[1]) if start < i else (last, self.n)
                if negated and self.refusable(cue) and not self.findings(source):
                    return self.found(cue, i, last, source, content, cue_class=CueClass.DECLINE, stance=-1)
                return self.found(
                    cue, i, last, source, content, stance=-cue.stance if negated else cue.stance
                )
        if self.among(last, "perfect"):
            return self._clause_final(cue, i, last + 1)
        return None

    def _told_of(self, cue: Cue, i: int, last: int, start: int) -> Found | None:
        """As in "Der Trainer soll gesagt haben: „…“": what somebody is said to have said."""
        if cue.frame not in "CQ" or self.low(last) != "haben" or not self.speech_after(last + 1):
            return None
        modal = next((k for k in range(start, i) if self.low(k) in ("soll", "sollen")), None)
        source = self.around(cue, modal, modal + 1)[0] if modal is not None else None
        if source is None or modal is None or any(self.low(k) == "zufolge" for k in range(*source)):
            return None
        self.subject = source
        surface = f"{self.ts[modal].text} {self.ts[i].text} {self.ts[last].text}"
        said = (last + 1, self.n)
        return self.found(
            cue, modal, last, source, said, surface=surface, cue_class=CueClass.HEARSAY, stance=-1
        )

    def _auxiliaries(self, i: int) -> list[int]:
        """Where the auxiliary of a participle may stand, the nearest first.

        It may stand before an apposition or a relative clause: "hat X, der …, das Buch gelobt".
        """
        start = edge = self.clause_start(i)
        own = list(range(i - 1, start - 1, -1))
        if (
            (self.among(start, "sub") and self.low(start) not in ("als", "wie"))
            or any(self.among(k, "aux") for k in own)
            or self.among(i + 1, "perfect")
        ):
            return own
        for _ in range(_SEGMENTS):
            if edge < 3 or not (self.ts[edge - 1].text == "," or self.kind(edge - 1) == "q"):
                break
            comma = edge - 1
            edge = self.clause_start(comma)
            places = range(edge, min(comma, edge + _FIELD))
            waits = self.ts[comma - 1].kind != "w" or self.ts[comma - 1].capital
            if waits and any(self.among(k, "perfect", "passive") for k in places):
                return [*own, *reversed(places)]  # a noun stands before the comma, not the participle
        return own

    def _passive(self, cue: Cue, i: int, last: int, aux: int) -> Found | None:
        """As in "Es wird vermutet, dass …": reported without a source."""
        said = last < self.n - 1 and self.ts[last].text == "," and self.low(last + 1) in ("dass", "daß", "ob")
        if cue.lemma in self.g.words("figured") and any(self.low(k) == "auf" for k in range(aux, i)):
            return self.found(
                cue, i, last, None, (self.clause_start(aux), i)
            )  # "wird auf drei Millionen geschätzt"
        charged = cue.lemma in self.g.words("charging")
        agent = (cue.frame == "O" or (cue.frame == "S" and self.special(cue, aux + 1, i))) and any(
            self._agent(k)
            or (cue.frame == "S" and self.low(k) in ("in", "im") and self._document_follows(k + 1))
            for k in range(self.clause_start(aux), i)
        )
        if not charged and not said and not agent:
            return None
        for k in range(self.clause_start(aux), i):
            document = self.low(k) in ("in", "im") and self._document_follows(k + 1)
            if document or (self.low(k) in ("von", "vom", "seitens") and not self._hangs_on(k)):
                source = self.phrase(k + 1)
                if source is not None:
                    return self.found(cue, i, last, source, (last + 1, self.n) if said else (0, self.n))
        return self.found(cue, i, last, None, (last + 1, self.n) if said else (0, self.n))

    def _agent(self, k: int) -> bool:
        """As in "wurde von der Opposition kritisiert"."""
        if self.low(k) not in ("von", "vom", "seitens") or self._hangs_on(k):
            return False
        phrase = self.phrase(k + 1)
        return phrase is not None and not any(
            self.kind(m) == "n" or self.among(m, "time") for m in range(*phrase)
        )

    def _hangs_on(self, k: int) -> bool:
        """As in "die Benachteiligung von Frauen wurde kritisiert": no agent, but what the noun is about."""
        return (
            self.low(k) == "von"
            and k > 0
            and self.ts[k - 1].capital
            and self.low(k - 1).endswith(tuple(self.g.words("of_something")))
            and not self.among(k + 1, "det")
            and not self.low(k + 1).endswith(tuple(self.g.words("speakers")))
        )

    def _document_follows(self, k: int) -> bool:
        phrase = self.phrase(k)
        return phrase is not None and any(
            self.low(m).endswith(noun) for m in range(*phrase) for noun in self.g.words("documents")
        )
