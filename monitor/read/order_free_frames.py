"""What a verb of saying goes on with where the order of words is free.

A clause, a quotation or a colon is evidence of speech for every cue. Other complements
count only beside somebody who can speak: an infinitive ("планує добудувати"), an object
("прогнозують дощі"), what a thing is called ("назвав це провокацією"), what an inquiry
finds ("зафіксували 40 порушень"). Leaves out: what the nouns mean, beyond short lists of
things that "promise" and "offer" without speaking.
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import is_name_quote
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_free_clauses import LOCATIVE
from monitor.read.order_free_dropped import TELLING, FreeSubjects
from monitor.read.order_free_phrases import SOMEONE, THESE
from monitor.read.order_free_words import NEAR

_TOPICS = (frozenset(("про", "на")), frozenset(("про", "на", "від")))
"""What a verb of saying and a warning go on with in place of a clause."""
_ABOUT = frozenset(("про", "на", "у", "в", "з", "за"))
"""Before "те, що …" where that is what is said; without them it is a thing ("знайшов те, чого шукав")."""
_THINGS = ("ння", "ття", "ість", "ція", "ство")
_NEUTER = ("о", "ння", "ття", "ість", "ція")
_OF_PERSONS = frozenset((CueClass.CONFIRM, CueClass.REFUTE, CueClass.DENY, CueClass.DEMAND))
"""What light, work and time may do without saying so."""
_GERUND = ("чи", "чись", "ши", "шись")
_WITH = frozenset(("з", "із", "зі"))
_OBJECT = ("ента", "ика", "ця", "іста", "тора", "ера", "аря", "ача", "ня")
"""Endings of persons who are spoken to ("журналіста")."""
_PREDICATE = ("ою", "ею", "єю", "ами", "ями", "ими", "им", "ом", "ем", "ям")
"""Endings of the instrumental, the case of what a thing is called."""


class FreeFrames(FreeSubjects):
    """The complements of verbs."""

    def agent(self, span: Span, verb: int) -> bool:
        """Somebody who can speak: a person, a body, a name; no season, shop or contract."""
        k = self.head(span)
        if self.among(k, "things"):
            return False
        if self.low(span[0]) in LOCATIVE or self.among(span[0], "pron") or self.actor(k):
            return True
        if self.low(span[0]) in SOMEONE:
            return True
        if self.kind(span[0]) in "nq":
            return True  # "42 депутати", "«Вечірня газета»"
        if not self.strong(span, verb) or (self.ts[k].capital and self.low(k).endswith(("у", "ю"))):
            return False
        if k > 0 and self.kind(k - 1) not in "pq":
            return True
        alone = span[1] == k + 1 and not self.known(k, "titles", "anonymity", "document")
        return (
            not alone
            or self.body(k)
            or self.place_name(k)
            or self.ends(k, "surname")
            or self.full_name(span)
            or self.named_elsewhere(k)
        )

    def head(self, span: Span) -> int:
        """The first word of the phrase that is no determiner or adjective."""
        k = span[0]
        while k + 1 < span[1] and (
            self.among(k, "det", "adv", "many")
            or self.low(k) in LOCATIVE
            or (
                not self.actor(k)
                and not self.body(k)
                and self.ends(k, "adjective")
                and not self.ts[k + 1].capital
            )
        ):
            k += 1
        return k

    def official(self, span: Span) -> bool:
        """A body or an office, or a full name: those who allow, forbid and plan for others."""
        k = self.head(span)
        name = self.ts[k].capital and k + 1 < span[1] and self.ts[k + 1].capital
        return name or self.body(k) or self.known(k, "titles")

    def evidence(self, last: int, *, wishes: bool = True, names: bool = False, relative: bool = True) -> bool:
        """A clause, a colon or a quotation follows.

        With ``wishes`` also a clause with "щоб", with ``names`` also a quoted word or name.
        Without ``relative`` a clause with "який" right behind hangs on the noun before it.
        """
        if self.stops(last, ",") and not (
            self.among(last + 1, "clause", "adv", "prep", "citing")
            or self.kind(last + 1) == "q"
            or self.low(last + 1).endswith(_GERUND)
        ):
            return False
        for k in range(last, min(self.n, last + 14)):
            if self.ts[k].text == ";":
                return False
            if (
                (self.kind(k) == "q" and (names or not is_name_quote(self.ts[k])))
                or self.ts[k].text == ":"
                or (
                    self.ts[k].text == ","
                    and self.among(k + 1, "clause")
                    and not (self.low(k - 1) == "те" and self.low(k - 2) not in _ABOUT)
                    and (wishes or self.low(k + 1) != "щоб")
                    and (
                        (relative and k - last <= 1)
                        or not self.low(k + 1).startswith("як")
                        or self.low(k + 1) == "як"
                    )
                )
            ):
                return True
        return False

    def points(self, k: int) -> bool:
        """As in "це", "ці дані", "так": what is said stands before the verb; no "ці п'ять років"."""
        if self.low(k) == "так":
            return self.low(k + 1) not in ("і", "й")  # "так і не знайшла"
        return self.low(k) in THESE and not (self.among(k + 1, "time") or self.among(k + 2, "time"))

    def as_told(self, cue: Cue, source: Span, i: int, last: int) -> bool:
        """As in "прийшла у справі, як вона пояснила"."""
        opening = self.clause_start(i)
        ends = last >= self.n or self.stops(last, ",.")
        return (
            opening > 0 and self.low(opening) == "як" and source[0] > opening and cue.frame in "CQ" and ends
        )

    def thing_said(self, right: Span, i: int) -> bool:
        """As in "спрощує механізм, гарантує можливість": an object of another clause."""
        k = right[0]
        return (
            self.low(i - 1) in (",", "–", "-")
            and self.kind(i - 2) != "q"
            and not self.ts[k].capital
            and self.low(k).endswith(_THINGS)
            and not self.body(k)
            and not self.known(k, "document")
        )

    def spoken_to(self, right: Span, i: int) -> bool:
        """As in "запевнив кореспондента, що": the object of the verb, told by its case."""
        k = self.head(right)
        return (
            not self.plural(i)
            and not self.ts[k].capital
            and self.low(k).endswith(_OBJECT)
            and not self.among(k, "people", "masculine")
            and (self.evidence(right[1]) or self.low(i).startswith("нагадув"))  # "нагадував кондуктора"
        )

    def frame_holds(self, cue: Cue, source: Span, last: int) -> bool:
        """The complement after the verb is one by which the source says something."""
        verb = last - len(cue.words)
        opening = self.clause_start(verb)
        if cue.lemma in self.g.words("cues.seen") and self.among(source[0], "pron"):
            return False  # "вона помітила, що хвіртка відчинена"
        if cue.lemma in self.g.words("cues.inquiring") and not self.agent(source, verb):
            return False  # "шляхи визначили, які зміни потрібні"
        if (
            cue.lemma in self.g.words("cues.writing")
            and any(self.among(k, "cues.works") for k in range(last, min(self.n, last + 4)))
            and not any(self.stops(k, ":") for k in range(last, min(self.n, last + NEAR)))
        ):
            return False  # "написав вірш «Дощ», що став піснею"
        if self.low(source[0]) in ("хтось", "щось") and self.among(verb - 1, "neg"):
            return False
        if cue.frame == "O" and cue.cue_class in _OF_PERSONS and not self.speaks_up(source, verb):
            return False  # "світло підтверджує, що хід розширюється"
        thing = self.among(self.head(source), "things", "planned")
        if cue.frame in "IFLO" and thing and not self.evidence(last):
            return False  # "літо обіцяє бути теплим"
        if cue.lemma in self.g.words("cues.foreseeing") and thing:
            return False  # "проєкт передбачив зміни до статті «Про мито»"
        if cue.frame == "I":
            return self._intends(cue, source, verb, last)
        if cue.frame == "F":
            joined = any(self.among(k - 1, "conj") and self.finite_cue(k) for k in range(last, last + NEAR))
            found = self.agent(source, verb) and self._finding(cue, last)
            return found or (self.evidence(last) and not joined)  # "знайшли підхід та пояснили, як"
        if (
            cue.frame == "C"
            and cue.cue_class is CueClass.SAY
            and any(self.among(k, "cues.stressed") for k in range(last, min(self.n, last + 3)))
            and self.agent(source, verb)
        ):
            return True  # "відзначив важливість співпраці"
        if cue.lemma in self.g.words("cues.assuring") and any(
            self.low(k) in ("у", "в") for k in range(last, min(self.n, last + 3))
        ):
            return self.agent(source, verb)  # "запевнив у підтримці"
        if cue.lemma in self.g.words("cues.telling") and self.infinitive(last):
            return True  # "сказав дружині виїжджати"
        alone = cue.lemma in self.g.words("cues.alone") and (
            last >= self.n - 1 or self.low(last) in ("в", "у")
        )
        if alone and (self.official(source) or self.somebody(source, verb)):
            return True
        if cue.frame == "G":
            given = any(self.among(k, "cues.given") for k in range(opening, min(self.n, last + NEAR)))
            return given and self.agent(source, verb)
        if cue.frame == "S":
            return self.agent(source, verb)
        if cue.cue_class is CueClass.AGREE and self._with_whom(source, verb, last):
            return True
        if cue.lemma in self.g.words("cues.recalling") and self._recalled(source, verb, last):
            return True
        if cue.frame == "L":
            near = {self.low(k) for k in range(last, min(self.n, last + NEAR))}
            return self.agent(source, verb) and not near.isdisjoint(_WITH)
        if cue.cue_class is CueClass.DESCRIBE and self._called(source, verb, last):
            return True
        if cue.cue_class is CueClass.EXPLAIN and self.low(last) in THESE and self.agent(source, verb):
            return True  # "пояснює це сезонними чинниками"
        if cue.cue_class in (CueClass.DEMAND, CueClass.PROMISE, CueClass.SUGGEST):
            if any(self.among(k, "habit") for k in range(opening, verb)):
                return False  # "часто вони просять зрубати": what people do, not what they said
            if self.verbal(last + self.among(last, "neg")):
                return True
            if cue.cue_class is CueClass.DEMAND and self.kind(last) == "w" and self.infinitive(last):
                return True  # "просять містян повідомляти"
        if (
            cue.frame == "Q"
            and cue.cue_class in (CueClass.SAY, CueClass.REPORT)
            and self.low(last) == "про"
            and (
                self.actor(self.head(source))
                or self.official(source)
                or self.known(self.head(source), "anonymity")
                or (
                    any(self.among(k, "occasion") for k in range(opening, self.n))
                    and self.agent(source, verb)
                )
            )
        ):
            return True  # "у телеграм-каналі написав про влучання"
        topical = self.low(opening) == "про" or (self.low(0) == "про" and self.low(1) == "те")
        if cue.frame == "Q" and not (topical and cue.cue_class in (CueClass.SAY, CueClass.REPORT)):
            wishes = cue.cue_class not in (CueClass.SAY, CueClass.REPORT)
            return self.evidence(last, wishes=wishes, names=cue.cue_class is CueClass.DESCRIBE) or (
                cue.cue_class is CueClass.DESCRIBE and self.low(last) in THESE
            )
        if cue.cue_class is CueClass.ADMIT and any(token.low.startswith("винн") for token in self.ts[last:]):
            return False  # a court finds somebody guilty
        if cue.frame == "R":
            return any(self.low(k).startswith(tuple(self.g.words("claims.stems"))) for k in range(self.n))
        if cue.frame == "O":
            if (
                self.among(source[0], "pron")
                and opening < source[0]
                and not self.among(opening, "prep", "adv", "sub")
            ):
                return True  # "Провину він заперечує"
            if last < self.n and self.ts[last].text not in ".,":
                return (
                    cue.cue_class is not CueClass.DEMAND
                    or self.evidence(last, names=True)
                    or self.demands(source, verb)
                )
        if topical:
            return True
        if (
            cue.frame == "C"
            and cue.cue_class in TELLING
            and self.stops(last, ",")
            and self.strong(source, verb)
        ):
            return True  # "Олег зізнається, вдома такого не було"
        wanted = _TOPICS[cue.cue_class is CueClass.WARN]
        if cue.lemma in self.g.words("cues.result") and self.low(last) == "на":
            return False  # "показує на вербу"
        if cue.cue_class is CueClass.OPINION:
            wanted = frozenset()  # "сподівається на обід"
        if cue.frame == "C" and self._tells_nothing(source):
            wanted = frozenset()  # "виставка розповідає про життя шахтарів"
        return self.evidence(last) or any(self.low(k) in wanted for k in range(last, min(self.n, last + 3)))

    def speaks_up(self, source: Span, verb: int) -> bool:
        """Somebody, or a document or data."""
        told = any(self.known(k, "document") or self.among(k, "accounts.words") for k in range(*source))
        k = source[0]
        if self.low(k).endswith(_THINGS) and not told and not self.body(k):
            return False
        alone = k == 0 and self.ts[k].capital and source[1] == 1 and not self.low(k).endswith(_NEUTER)
        return told or alone or self.agent(source, verb) or any(self.body(k) for k in range(*source))

    def _tells_nothing(self, source: Span) -> bool:
        """A thing or an action that has a theme, no statement."""
        k = source[0]
        return self.among(k, "things") or (
            self.ends(k, "abstract") and not self.body(k) and not self.known(k, "document")
        )

    def _with_whom(self, source: Span, verb: int, last: int) -> bool:
        """What somebody agrees with, before the verb or after it ("із цим не погоджується")."""
        before = any(self.low(k) in _WITH for k in range(self.clause_start(verb), verb))
        return (before or self.low(last) in _WITH) and self.agent(source, verb)

    def _recalled(self, source: Span, verb: int, last: int) -> bool:
        """A person recalls a thing ("Олена пригадує свій перший випадок")."""
        return (
            self.kind(last) == "w"
            and not self.among(last, "prep", "conj", "sub")
            and not any(self.among(k, "habit") for k in range(self.clause_start(verb), verb))
            and self.somebody(source, verb)
        )

    def _intends(self, cue: Cue, source: Span, verb: int, last: int) -> bool:
        """Plans, hopes, fears and permissions: a clause or an infinitive, of somebody who can speak."""
        if cue.lemma in self.g.words("cues.official"):
            return self.official(source) and self.infinitive(last)
        if any(self.stops(k, ",:") for k in range(last, last + 4)) and self.evidence(last):
            return True
        if not self.agent(source, verb):
            return False
        feared = (
            cue.lemma in self.g.words("cues.feared")
            and self.kind(last) == "w"
            and self.official_place(source)
        )
        return feared or self.infinitive(last)

    def official_place(self, source: Span) -> bool:
        """The source is a body, or those who speak in one."""
        return self.official(source) or self.low(source[0]) in LOCATIVE

    def _finding(self, cue: Cue, last: int) -> bool:
        """A number or a fault is what somebody found ("налічили 140", "виявили порушення")."""
        stems = tuple(self.g.words("findings.stems"))
        counted = cue.lemma in self.g.words("cues.counted")
        for k in range(last, min(self.n, last + NEAR)):
            if self.edge(k):
                return False
            if (counted and self.kind(k) == "n") or self.low(k).startswith(stems):
                return True
        return False

    def _called(self, source: Span, verb: int, last: int) -> bool:
        """What a thing is called stands in the instrumental: "назвав рішення помилкою"."""
        if not self.agent(source, verb):
            return False
        for k in (*range(source[1], verb), *range(last, min(self.n, last + NEAR))):
            if self.edge(k) and k >= last:
                return False
            if (
                self.kind(k) == "w"
                and not self.ts[k].capital
                and len(self.low(k)) > 3
                and self.low(k).endswith(_PREDICATE)
                and not self.classed(k)
                and not self.among(k - 1, "prep")
                and not (self.low(k - 1).endswith(_PREDICATE) and self.among(k - 2, "prep"))
            ):
                return True
        return False

    def refuses(self, start: int) -> bool:
        """What is said is "що не можуть підтвердити": a refusal to say."""
        for k in range(start, min(self.n - 2, start + 8)):
            if self.among(k, "neg"):
                return any(self.among(m, "decline.speech") for m in range(k + 1, min(self.n, k + 4)))
            if self.kind(k) == "q":
                return False
        return False

    def demands(self, source: Span, verb: int) -> bool:
        """Somebody demands a thing; work that "demands patience" does not."""
        k = source[0]
        if k == 0 and self.ends(k, "abstract") and not self.body(k):
            return False
        return self.strong(source, verb) or self.among(k, "people")
