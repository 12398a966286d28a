"""Who says what where the order of words is free and endings agree.

Source rules for Ukrainian: after speech, a comma or a dash the source follows the verb;
so it does where the field before the verb is a prepositional phrase ("Про це повідомив
X"). Otherwise it is the noun phrase before the verb. A plural verb may have an
institution in the locative ("у поліції визнали"). Suffixes stand in for morphology.
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_free_clauses import LOCATIVE
from monitor.read.order_free_phrases import THESE
from monitor.read.order_free_remarks import FreeRemarks
from monitor.read.order_free_words import infinitives

_DISPUTED = frozenset((CueClass.DENY, CueClass.REFUTE, CueClass.CONFIRM, CueClass.ADMIT))
"""What these verbs have for an object may stand before them."""
_CAUSE = ("ом", "ем", "єм", "ою", "ею", "єю", "ами", "ями", "им", "ими")
"""Endings of the instrumental, the case of what moves somebody."""
_INFINITIVE = ("ти", "тися", "тись")
_UNSAID = (CueClass.CONFIRM, CueClass.SAY, CueClass.REPORT, CueClass.EXPLAIN, CueClass.ANNOUNCE)
"""Classes of the verbs that decline with a negation."""


class FreeOrder(FreeRemarks):
    """Ukrainian clauses."""

    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue at token ``i``, or None."""
        match cue.kind:
            case "prep" | "citing":
                return self.preposition(cue, i, last)
            case "decline":
                return self._decline(cue, i, last)
            case "inherit":
                one = self.found(cue, i, last, None, (last, self.n) if i == 0 else (0, i), inherits=True)
                return one._replace(unnamed=True)
            case "adv":
                return self.found(cue, i, last, None, (0, self.n))
            case "impersonal":
                return self.impersonal(cue, i, last)
            case "account":
                return self.account(cue, i, last)
            case "noun":
                return self.noun(cue, i, last)
        if cue.form == "gerund":
            return self._gerund(cue, i, last)
        if cue.form == "participle":
            return None
        return self._finite(cue, i, last)

    def settle(self, found: list[Found]) -> list[Found]:
        """With infinitives of saying after a verb of beginning: "почали запевняти, що"."""
        phase = self.g.words("phase")
        if phase.isdisjoint(self.lows):
            return super().settle(found)
        known = {one.start for one in found}
        begun = [
            one
            for k, low in enumerate(self.lows)
            if low in phase and (one := self._begun(k)) is not None and one.start not in known
        ]
        return super().settle(sorted(found + begun, key=lambda one: one.start) if begun else found)

    def _begun(self, i: int) -> Found | None:
        last = i + 1
        while self.among(last, "adv") or self.manner(last):
            last += 1
        cue = infinitives(self.g.code).get(self.low(last))
        if cue is None or self.edge(last):
            return None
        return self._finite(cue, i, last + 1)

    def _gerund(self, cue: Cue, i: int, last: int) -> Found | None:
        if cue.frame != "C" and not self.evidence(last):
            return None
        source = self.subject or self.clause_before(i)
        return self.found(cue, i, last, source, (last, self.n)) if source else None

    def _decline(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "відмовився коментувати": a refusal to say."""
        k = last
        while self.among(k, "adv", "prep"):
            k += 1
        if self._speaking(k):
            source = self.left(i) or self.right_subject(k + 1, i) or self.subject
            return self.found(cue, i, k + 1, source, (k + 1, self.n)) if source else None
        before = i - 1
        while self.among(before, "adv", "decline.about"):
            before -= 1
        if not self._speaking(before):
            before -= 1  # "називати прізвища відмовилася"
        if not self._speaking(before):
            return None
        opening = self.clause_start(i)
        source = self.left(before - (self.low(before - 1) == "від"))
        if source is None and opening > 0 and self.low(opening - 1) == ",":
            source = self.apposition(opening, i)
        source = source or self.subject
        one = self.found(cue, i, last, source, (0, i), inherits=source is None)
        return one._replace(dropped=source is None)

    def _speaking(self, k: int) -> bool:
        """What somebody refuses is to speak ("від коментарів", "називати прізвища", "надати пояснення")."""
        if self.among(k, "decline.giving"):
            return self.among(k + 1, "decline.answers")
        return self.among(k, "decline.speech")

    def _finite(self, cue: Cue, i: int, last: int) -> Found | None:
        if self.among(self.clause_start(i), "hypothetical"):
            return None  # "якщо влада вважатиме"
        speech = self.after_speech(i)
        source, speech = self._subject(cue, i, last, speech=speech)
        if source is None:
            source = self.of_relative(i)
            if source is None:
                return self.dropped(cue, i, last)
            speech = False
        spoken = self.set_off(self.clause_start(min(i, source[0])))
        speech = speech or (spoken and source[0] < i and not self.evidence(last))
        if cue.lemma in self.g.words("cues.handing") and not (
            speech
            or any(self.stops(k, ",:") for k in range(last, last + 4))
            or self.low(self.clause_start(i)) == "про"
        ):
            return None  # "їх передав музеєві фонд"
        if cue.lemma in self.g.words("cues.minded") and self.low(last) == "на":
            return None  # "очікує на того, хто допоможе"
        if (
            cue.lemma in self.g.words("cues.adding")
            and not speech
            and self.kind(last) == "w"
            and last != source[0]
            and not self.classed(last)
            and not self.addressee(last)
        ):
            return None  # "додали приставку, що означає"
        if cue.lemma in self.g.words("cues.minded") and not self.speaks_up(source, i):
            return None  # "про неї нагадує свічка"
        if cue.frame == "D" and not self._aloud(i, last, source, spoken=spoken, speech=speech):
            return None
        if cue.frame == "Z" and self.low(i - 1) == "," and self.low(last).endswith(_CAUSE):
            return None  # "громадяни, стурбовані шумом": what they are, not what they say
        if cue.cue_class is CueClass.OPINION and self.low(last) == "про":
            return None  # "думає про те, як не впасти"
        agrees = cue.cue_class is CueClass.AGREE
        if (
            cue.frame == "Z"
            and not speech
            and not agrees
            and not (self.low(last) in ("в", "у") or self.stops(last, ",:–-"))
            and not self.of_this(self.clause_start(i))  # "У цьому переконані …"
        ):
            return None
        clause = self.stops(last, ":") or (self.stops(last, ",") and self.among(last + 1, "clause"))
        alone = not speech and not clause and self.low(self.clause_start(i)) != "як"
        if not speech and not clause and self.as_told(cue, source, i, last):
            speech = True
        objected = False
        if alone and source[0] < i and cue.frame == "O" and cue.cue_class in _DISPUTED and last >= self.n - 1:
            subject = self.before_object(source, i)
            objected = subject is not None
            source = subject or source
        objected = objected or (alone and self.past_object(i) == source and last >= self.n - 1)
        if (alone and self.low(source[0]) in ("ми", "я")) or (not speech and self.low(source[0]) == "хто"):
            return None
        end = max(last, source[1])
        content = (0, min(i, source[0])) if speech else (end, self.n)
        opening = self.clause_start(i)
        these = any(self.points(m) for m in range(max(opening, source[1]), i)) or (
            opening < source[0] < i
            and (self.points(opening) or any(self.low(m) == "так" for m in range(opening, source[0])))
        )
        silent = self.among(i - 1, "neg") and (
            self.among(i, "decline.negated") or cue.cue_class is CueClass.DECLINE
        )
        if (
            not speech
            and (
                source[0] < i
                or cue.frame in "GI"
                or opening == i
                or cue.lemma in self.g.words("cues.standing")
                or (cue.frame == "Q" and cue.cue_class is CueClass.SAY)
            )
            and not these
            and not silent
            and not objected
            and not self.frame_holds(cue, source, last)
        ):
            return None
        if these and last >= self.n - 1:
            content = (source[1], i)
        if content[0] >= content[1] - (self.low(self.n - 1) == "."):
            content = (0, min(i, source[0]))
        if not speech and self._one_quotation(end):
            content = (end + 1, end + 2)  # "писала: «…», після чого …"
        self.subject, self.shared_number = source, self.plural(i)
        polarity = self._polarity(cue, i, last)
        if polarity is None:
            return None
        cue_class, stance, start = polarity
        if cue_class in (CueClass.SAY, CueClass.REPORT) and content[0] >= last and self.refuses(content[0]):
            cue_class, stance = CueClass.DECLINE, -1
        back = source[0] > i > 1 and self.low(opening) == "про" and self.low(opening + 1) == "це"
        one = self.found(cue, start, last, source, content, cue_class=cue_class, stance=stance, back=back)
        if not spoken or content[0] != 0:
            return one
        # «…, – повідомив голова ОВА» without the dash of a dialogue is the desk's own wording
        return one._replace(spoken=cue.cue_class is not CueClass.REPORT or self.stops(0, "–-"))

    def _polarity(self, cue: Cue, i: int, last: int) -> tuple[CueClass, int, int] | None:
        """Class, stance and first token of the verb with the negation before it; None for no attribution."""
        cue_class = cue.cue_class
        negation = next((k for k in (i - 1, i - 2) if self.among(k, "neg")), None)
        if negation is None:
            attributes = cue_class is not CueClass.DECLINE and cue.lemma not in self.g.words("cues.negative")
            return (cue_class, cue.stance, i) if attributes else None
        if cue_class in _UNSAID or self.among(i, "decline.negated"):
            return CueClass.DECLINE, -1, negation
        if cue_class is CueClass.DECLINE:
            return cue_class, cue.stance, negation
        if cue_class is CueClass.DESCRIBE or cue.lemma in self.g.words("cues.proving"):
            return None  # "не називає імені", "не довела вини"
        if cue.lemma in self.g.words("cues.excluding") and self.evidence(last):
            return CueClass.ESTIMATE, 0, i  # "не виключає, що"
        if cue.lemma in self.g.words("cues.negative"):
            return cue_class, cue.stance, i
        return cue_class, -cue.stance, i

    def _tells(self, span: Span) -> bool:
        """Documents, data and results show and testify."""
        return any(self.known(k, "document") or self.among(k, "accounts.words") for k in range(*span))

    def _one_quotation(self, end: int) -> bool:
        """A colon and a single quotation follow."""
        return (
            self.stops(end, ":")
            and self.kind(end + 1) == "q"
            and all(token.kind != "q" for token in self.ts[end + 2 :])
        )

    def _aloud(self, i: int, last: int, source: Span, *, spoken: bool, speech: bool) -> bool:
        """Speech stands beside a verb that says how somebody looks or acts ("усміхається")."""
        if self.among(i, "phase") and self.verbal(last) and self.low(last).endswith(_INFINITIVE):
            return False  # "починає хреститися: «…»"
        if not self.among(i - 1, "conj") and (spoken or (self.low(i - 1) == "," and self.kind(i - 2) == "q")):
            return True
        if (
            speech
            and source[0] >= last
            and not self.among(last, "prep")
            and (source[1] >= self.n or self.stops(source[1], "."))
        ):
            return self.somebody(source, i)
        return any(
            self.ts[k].text == ":" and (self.kind(k + 1) == "q" or self.ts[k + 1].text in "–-")
            for k in range(last, min(self.n - 1, last + 4))
        )

    def _subject(self, cue: Cue, i: int, last: int, *, speech: bool) -> tuple[Span | None, bool]:
        """The source of the verb, and whether what it said stands before it."""
        left = self.left(i)
        if left is not None and not self._speaks(left, cue, i, last):
            left = None
        right = self.right_subject(last, i)
        if right is not None and (
            self.spoken_to(right, i)
            or (cue.frame in "OI" and speech and self.low(i - 1) == "," and not self.agent(right, i))
            or (cue.frame in "OI" and self.low(i - 1) == "що" and self.low(i - 2) == ",")
            or self.thing_said(right, i)
        ):
            right = None
        strong = right is not None and (
            self.strong(right, i)
            or self._named_after_topic(cue, right, i)
            or (self.actor(right[0]) and self.nominative(*right, i))
        )
        first = i
        while self.among(first - 1, "adv"):
            first -= 1
        if speech and self.low(first - 1) == ",":
            after = self.evidence(right[1] if right else last, names=True)
            if not strong or after:
                hanging = self.apposition(first, i)
                if hanging is not None:
                    return hanging, False
        if left is None and right is None:
            left = (
                self.past_dashes(i)
                or self.past_apposition(i)
                or self.before_comma(i, last)
                or self.before_relative(i)
            )
            if left is None and self.low(last) == "там" and self.plural(i) and speech:
                right = (last, last + 1)  # "«…», – відповіли там на запит"
        if left is None and self._shares(i):
            left = self.subject
        judging = cue.frame == "O" or cue.cue_class is CueClass.DESCRIBE
        if left is None and right is None and judging and not speech:
            left = self.past_object(i)
        reporting = speech or self.low(first - 1) == "як"
        result = cue.lemma in self.g.words("cues.result")
        opening = self.clause_start(i)
        topical = self.low(opening) == "про" and self.low(opening + 1) != "що"
        if cue.frame == "G" and right is not None and any(self.among(k, "cues.given") for k in range(*right)):
            right = None  # "Наводить приклад"
        if result and right is not None and not (self._tells(right) or self.somebody(right, i)):
            right = None  # "крива, виділена червоним, показує спад"
        if speech and cue.cue_class is CueClass.DESCRIBE and right is not None and not self.agent(right, i):
            right = None  # "називає кар'єр і адресу"
        if result and topical and right is not None and self._tells(right):
            return right, False  # "Про це свідчать дані"
        if (
            right is not None
            and not reporting
            and (
                result
                or (
                    self._weak(cue, right, i, strong=strong, topical=topical)
                    and not self.evidence(right[1], relative=False)
                )
            )
        ):
            right = None  # an object: "обіцяють надбавки"
        if left is None and right is None:
            there = i - 1 - self.among(i - 1, "neg")
            left = (there, there + 1) if self.low(there) == "там" and self.plural(i) else self.name_before(i)
        place = (
            right is not None
            and topical
            and (
                self.low(right[0]) in LOCATIVE
                or self._named_after_topic(cue, right, i)
                or (strong and right[0] == last and self.nominative(*right, i))
            )
        )
        if left is None or place or (right is not None and reporting):
            return right, speech
        if strong and right is not None and left != self.subject and not self.among(i - 1, "conj"):
            alone = left[1] == left[0] + 1 and not self.known(left[0], "titles", "government", "organisation")
            if (
                not self.strong(left, i) and not self.actor(self.head(left)) and self.nominative(*right, i)
            ) or (alone and (self.person(right, i) or self.among(right[0], "people"))):
                return right, speech
        return left, speech

    def _weak(self, cue: Cue, right: Span, i: int, *, strong: bool, topical: bool) -> bool:
        """The phrase after the verb may as well be its object or a place."""
        opening = self.clause_start(i)
        this = self.of_this(opening)
        fronted = topical or this or self.low(opening) in THESE
        if this and cue.frame in "CZ":
            return False
        if self.low(right[0]) in LOCATIVE and not fronted:
            return True
        if topical and self.plural(i) and cue.frame in "CQ" and self.low(right[0]).endswith(("и", "і", "ї")):
            return False  # "Про це пишуть кореспонденти"
        return not strong and not (fronted and self.nominative(*right, i))

    def _shares(self, i: int) -> bool:
        """The verb may share the subject of the one before; what follows a colon is what that one says."""
        if self.subject is None or not (self.among(i - 1, "conj") or self.low(i - 1) == ","):
            return False
        if self.shared_number is not None and self.shared_number != self.plural(i):
            return False  # "Про це, вважає Гончар, говорять уже рік"
        between = self.ts[self.subject[1] : i]
        return any(token.kind == "q" for token in between) or all(token.text != ":" for token in between)

    def _named_after_topic(self, cue: Cue, right: Span, i: int) -> bool:
        """As in "Про пожежу повідомляє «Вечірня газета»"."""
        return (
            self.kind(right[0]) == "q"
            and cue.cue_class in (CueClass.REPORT, CueClass.SAY)
            and self.low(self.clause_start(i)) == "про"
        )

    def _speaks(self, left: Span, cue: Cue, i: int, last: int) -> bool:
        """The phrase before a plural verb is no object of it ("Результати обіцяють за тиждень")."""
        if cue.cue_class is CueClass.DECLINE and cue.frame == "O" and not self.agent(left, i):
            return False  # "Подробиць не розкриває"
        if cue.lemma in self.g.words("cues.result"):
            return self._tells(left) or any(self.role(k) and k > 0 for k in range(*left))
        unknown = (
            left[1] == left[0] + 1
            and left[0] == 0
            and self.low(0).endswith(("и", "і", "ї"))
            and not self.place_name(0)
            and not self.body(0)
            and not self.known(0, "titles", "anonymity")
        )
        return (
            cue.frame in "CF"
            or not self.plural(i)
            or (self.strong(left, i) and not unknown)
            or left == self.subject
            or self.actor(self.head(left))
            or self.low(left[0]) in LOCATIVE
            or self.verbal(last)
            or self.evidence(last)
        )
