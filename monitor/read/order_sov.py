"""Who says what where the verb closes the clause and particles mark the subject.

Source rules for Korean: the last topic or subject (은/는/이/가, 께서) outside the
quotation is the source: between the speech and the verb ("…"고 X가 말했다), else before
the speech. A sentence without one goes on with the source before it. A reporting verb
needs what is said (a quotation, a clause in …고, …며) or, by its frame, an object: any
(O) or a noun of speech (N: "입장을 밝혔다", not "촛불을 밝혔다"). A quotation of a whole
clause that no known verb reports is said by the verb it leans on ("…"며 울분을 토했다).
Leaves out: adnominal reports (X가 말한 것) but for those that tell time or hearsay
("말한 뒤", "말한 것으로 알려졌다").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import CueClass
from monitor.read.clauses import Found, Token
from monitor.read.grammar import Cue, Grammar
from monitor.read.order_sov_forms import cue_forms, speech_nouns
from monitor.read.order_sov_nouns import NounCues
from monitor.read.order_sov_phrases import QUOTATIVE

_EMBEDDED = ("다고", "다며", "다면서", "다는", "던")
"""What ends a verb that another one reports ("파악됐다고 보고했다")."""
_NOMINALISED = re.compile(r"(?:[있없했됐겠었았]음|아님|필요함)$")
"""A clause as an object ("뜻이 없음을 분명히 했다")."""
_FIRM = (CueClass.SAY, CueClass.ANNOUNCE, CueClass.REPORT, CueClass.EXPLAIN)
"""Classes of verbs that decline when what they say is a refusal."""
_NOTHING = frozenset(("수", "내용이", "내용은", "것이", "것은", "게", "바", "바가", "사항이", "사항은"))
"""Before "없다" in a refusal: "확인해 줄 수 없다", "확인해 줄 내용이 없다"."""
_PERSONAL = frozenset(("씨", "그", "그녀", "이들", "그들"))
_FURTHEST = 40
"""Eojeols of a sentence among which a later one looks for whom it speaks of."""
_PHRASE = 3
"""Words of a quotation without a verb that 라며 makes speech ("벌써 두 번째"라며)."""
_LEANING = 7
"""Eojeols from the quotation to a verb that only it makes one of speech."""


class VerbFinal(NounCues):
    """Korean sentences."""

    def __init__(self, tokens: list[Token], table: Grammar, text: str) -> None:
        super().__init__(tokens, table, text)
        self.forms = cue_forms(table.code)

    def find(self) -> list[Found]:
        """The attributions of the sentence."""
        found: list[Found] = []
        self.done = self.cited = 0
        for i, token in enumerate(self.ts):
            if token.kind == "q":
                one = self._leaning(i) if self._alone(i) else None
                if one is not None:
                    found.append(one)
            if i < self.done or token.text not in self.forms:
                continue
            for cue, role in self._cues(i):
                one = self._verb(cue, i, role)
                if one is not None:
                    found.append(one)
                    if cue.kind in ("verb", "passive", "nominal", "written"):
                        self.done = max(self.done, i + 1)
                    break
        if not found and self.ts and self.ts[-1].kind == "w":
            one = self.headline(speech_nouns(self.g.code))
            return [one] if one is not None else []
        return self.settle(found)

    def _cues(self, i: int) -> Iterator[tuple[Cue, str]]:
        """The cues whose last word is token ``i``, each with what its form is."""
        if self.kind(i) != "w":
            return
        for cue, role in self.forms.get(self.ts[i].text, ()):
            if all(self.low(i - k - 1) == w for k, w in enumerate(reversed(cue.words[:-1]))):
                yield cue, role

    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue that ends before token ``last``, or None."""
        return self._verb(cue, max(i, last - 1), "finite")

    def _verb(self, cue: Cue, i: int, role: str) -> Found | None:
        if cue.kind == "prep":
            return self.preposition(cue, i)
        if cue.kind == "citing":
            return self.citation(cue, i)
        if cue.kind == "nominal":
            return self.nominal(cue, i) if role != "bare" or self.low(i + 1) in ("", ".") else None
        if cue.kind == "written":
            return self.written(cue, i, role)
        if role == "adnominal":
            return self._adnominal(cue, i)
        if self.low(i - 1).endswith("기도") and cue.lemma == "하다":
            return None
        last = i + 2 if self.low(i + 1) in self.g.words("auxiliary") else i + 1
        cue_class, stance = cue.cue_class, cue.stance
        if role == "negated":
            if not self.low(i + 1).startswith(("않", "못")) or self.low(i + 1).endswith(_EMBEDDED):
                return None
            last = i + 2
            stance = -stance if cue_class is not CueClass.DECLINE else stance
        elif cue_class is CueClass.DECLINE and cue.lemma in self.g.words("decline.negative"):
            return None
        if (
            cue_class is CueClass.DECLINE
            and cue.lemma in self.g.words("decline.refusal")
            and self.low(i - 1) not in self.g.words("decline.object")
        ):
            return None
        speech = self.speech_end(i)
        everyday = cue.lemma in self.g.words("everyday") and not self.low(i - 1).endswith(("것으로", "다고"))
        if cue.frame == "Q" and role == "linked" and last == i + 1 and everyday:
            return None  # "보고", "적어": everyday words that rarely report
        if role == "linked" and (
            self.low(i + 1) in self.g.words("embedded")
            or (cue.lemma in self.g.words("mental") and last == i + 1)
        ):
            return None  # "보고 있다고 설명했다", "국산이라고 믿고 샀다"
        if cue.lemma == "하다" and (role != "finite" or speech != i - 1 or self.low(i).endswith("던")):
            return None
        if self._declines(cue, i, role, speech):
            cue_class, stance = CueClass.DECLINE, -1
        present = cue.lemma == "하다" and self.low(i) in ("한다", "합니다")
        if present and self.kind(i - 2) == "q" and self.low(i - 1) in ("라고", "이라고"):
            if self.name_before(i - 2):
                return None
        elif present and speech is not None:
            if self.according or self.low(speech).endswith(("이라고", "라고도")):
                return None  # a name ("…이라고 한다"), or what the source before it says
            said = self.before(speech)
            if said is None or not self.body(self.ts[said[1] - 1].text[:-1]):
                return self.found(cue, i, last, None, (self.done, i), cue_class=CueClass.HEARSAY, stance=-1)
        if cue.kind == "passive":
            return self._passive(cue, i, last, speech)
        if speech is None:
            speech = self._object(cue, i, role, cue_class)
            if speech is None:
                return self._closing(cue, i, last, role)
        if (
            cue_class is CueClass.DENY
            and cue.lemma in self.g.words("decline.refusal")
            and self.low(speech) not in self.g.words("decline.demand")
            and not QUOTATIVE.search(self.low(speech))
        ):
            return None  # "치료를 거부했다" is no speech
        if (
            cue_class is CueClass.DECLINE
            and self.topic(speech)
            and (self.low(speech)[-1] != "도" or self.body(self.ts[speech].text[:-1]))
        ):
            return self.spoken(
                cue, i, last, self.phrase(speech, self.done), (speech + 1, speech + 1), cue_class, stance
            )
        return self._spoken_by(cue, i, last, speech, cue_class, stance)

    def _spoken_by(
        self, cue: Cue, i: int, last: int, speech: int, cue_class: CueClass, stance: int
    ) -> Found | None:
        """The attribution to the topic or subject between the speech and its verb, or before it."""
        plain = not QUOTATIVE.search(self.low(speech))
        source = self.between(speech + 1, i) or self.before(speech, plain=plain)
        if source is None and cue.lemma in self.g.words("mental"):
            return None  # what nobody in the sentence thinks is the author's
        if source is None and self.subject is not None:
            source = self.subject
        start = max(self.done, self.cited)
        if source is not None and source[1] <= speech + 1 and source[0] >= start:
            start = source[1]
        start = self.quotation(start, speech)
        self.subject = source or self.subject
        one = self.spoken(cue, i, last, source, (start, speech + 1), cue_class, stance)
        if self.low(speech) in self.g.words("thus") and self.text[: self.ts[0].start].rstrip().endswith('"'):
            return one._replace(back=True)  # "…." 이 씨는 이렇게 말했다.
        return one._replace(unnamed=source is None)

    def spoken_of(self, cue: str) -> tuple[int, int] | None:
        """The first topic of the sentence that is somebody; offsets."""
        del cue
        for k in range(min(self.n, _FURTHEST)):
            if self.ts[k].text[-1] in "은는" and self.topic(k) and self.speaker(k):
                source = self.phrase(k, 0)
                noun = self.text[self.ts[k].start : self.topic(k) or self.ts[k].end]
                return self.bare(source) if self.person(noun) or noun in _PERSONAL else None
        return None

    def _object(self, cue: Cue, i: int, role: str, cue_class: CueClass) -> int | None:
        """The last eojeol of what a verb without a clause reports, or None where it reports nothing."""
        if i == 0:
            return None
        if cue_class is CueClass.DECLINE:
            return i - 1
        if cue.lemma in self.g.words("telling") and role == "finite":
            told = self._told_before(i)
            if told is not None:
                return told
        if cue.frame == "T":
            at = i - len(cue.words)
            bare = at >= 0 and role == "finite" and self.before(at + 1, plain=True) is not None
            return at if bare else None
        if (
            cue_class in (CueClass.ESTIMATE, CueClass.DEMAND)
            and cue.frame in "CO"
            and self.low(i - 1).endswith("로")
        ):
            given = next(
                (k for k in range(i - 2, max(-1, i - 6), -1) if self.low(k).endswith(("을", "를"))), None
            )
            return i - 1 if given is not None else None
        if cue.frame not in "ON" or self.low(i).endswith(_EMBEDDED):
            return None
        if role == "linked" and not self.low(i).endswith(("고", "며", "면서", "면서도")):
            return None  # "물가 상승을 우려해" tells why, not what
        k = self.object_of(i - len(cue.words) + 1)
        if k is None:
            return None
        noun = self.low(k)[:-1]
        if cue.frame == "O":
            return None if noun in self.g.words("objects.works") else k
        known = noun in self.g.words("objects.speech") or _NOMINALISED.search(noun)
        return k if known else None

    def _closing(self, cue: Cue, i: int, last: int, role: str) -> Found | None:
        """A sentence that only tells who said the one before: "…." 박 감독이 말했다."""
        if (
            cue.lemma not in self.g.words("telling")
            or role != "finite"
            or i == 0
            or not self.topic(i - 1)
            or last < self.n - 1
            or self.phrase(i - 1, 0)[0] != 0
        ):
            return None
        one = self.spoken(cue, i, last, (0, i), (i, i), cue.cue_class, cue.stance)
        return one._replace(back=True)

    def _told_before(self, i: int) -> int | None:
        """The quotation before the speaker of a verb without particles: "…." 박 감독이 말했다."""
        if self.low(i - 1) in self.g.words("thus"):
            return i - 1 if self.before(i - 1, plain=True) is not None else None
        if not self.topic(i - 1):
            return None
        quote = self.phrase(i - 1, self.done)[0] - 1
        return quote if self.clausal(quote) else None

    def _passive(self, cue: Cue, i: int, last: int, speech: int | None) -> Found | None:
        """As in "…것으로 알려졌다", "…한 사실이 드러났다"."""
        if self.low(i).endswith(_EMBEDDED):
            return None  # what another verb reports
        if speech is None or self.low(speech) != "것으로":
            if (
                self.low(i - 1) not in ("사실이", "사실도", "정황이", "정황도")
                or i < 2
                or not self._clause(self.ts[i - 2].text)
            ):
                return None
            speech = i - 1
        elif self.according:
            return None
        source = self.study(speech) if cue.cue_class in (CueClass.FIND, CueClass.CONFIRM) else None
        start = source[1] if source is not None else self.done
        one = self.found(cue, i, last, source, (start, speech))
        if source is None or one.source is None:
            return one
        noun = self.ts[source[1] - 1].text
        cut = next((len(ending) for ending in ("에서는", "에서", "에선") if noun.endswith(ending)), 0)
        return one._replace(source=(one.source[0], one.source[1] - cut))

    def _adnominal(self, cue: Cue, i: int) -> Found | None:
        """As in "…고 말한 바 있다", "…고 말한 뒤", "…고 말한 것으로 전해졌다"."""
        following = self.low(i + 1)
        speech = self.speech_end(i)
        if cue.lemma in self.g.words("everyday") or cue.lemma == "하다" or cue.kind != "verb":
            return None
        if following == "바" and self.low(i + 2).startswith("있"):
            last = i + 3
        elif following == "것으로":
            hearsay = next(
                (other for other, _ in self.forms.get(self.low(i + 2), ()) if other.kind == "passive"), None
            )
            if hearsay is None:
                return None
            cue, last = cue._replace(cue_class=hearsay.cue_class, stance=hearsay.stance), i + 3
        elif following in self.g.words("after") and speech is not None:
            last = i + 1
        else:
            return None
        if speech is None:
            speech = self._object(cue, i, "finite", cue.cue_class)
        if speech is None:
            return None
        one = self._spoken_by(cue, i, last, speech, cue.cue_class, cue.stance)
        self.done = last
        return one

    def _declines(self, cue: Cue, i: int, role: str, speech: int | None) -> bool:
        """The verb, its object or what is said refuse to say."""
        return (
            (role == "negated" and cue.lemma in self.g.words("decline.speech"))
            or (
                cue.lemma in self.g.words("decline.refusal")
                and self.low(i - 1) in self.g.words("decline.object")
            )
            or (cue.cue_class in _FIRM and speech is not None and self._refuses(speech))
        )

    def _refuses(self, speech: int) -> bool:
        """What is said is "확인할 수 없다고": a refusal to say."""
        if self.kind(speech - 1) == "q":
            words = self.ts[speech - 1].text.strip("\"'., ").split()[-4:]
        else:
            words = [token.text for token in self.ts[max(0, speech - 3) : speech + 1]]
        return (
            bool(words)
            and not any(word.endswith("밖에") for word in words)
            and words[-1].startswith(("없다", "않겠다", "어렵다", "곤란하다", "못한다"))
            and (
                any(word in ("말이", "말은", "말씀이", "입장이") for word in words[-2:-1])
                or (
                    (words[-1][0] != "없" or (words[-2:-1] or [""])[0] in _NOTHING)
                    and any(
                        word.startswith(("확인", "논평", "언급", "답변", "말할", "말해", "밝힐", "답할"))
                        for word in words
                    )
                )
            )
        )

    def _alone(self, k: int) -> bool:
        """Quotation ``k`` is speech that no known verb reports."""
        if self.low(k + 1) not in self.g.words("quotative"):
            return False
        phrase = self.low(k + 1).endswith(("며", "면서")) and len(self.ts[k].text.split()) >= _PHRASE
        if not phrase and not self.clausal(k):
            return False
        for i in range(k + 2, self.n):
            if self.kind(i) == "q" and self.low(i + 1) in self.g.words("quotative"):
                return False
            if any(
                cue.kind != "prep" and (cue.kind != "passive" or self.low(i - 1) == "것으로")
                for cue, _ in self._cues(i)
            ):
                return False  # "…"며 눈물을 보였다: no passive of hearsay
        return True

    def _leaning(self, k: int) -> Found | None:
        """The verb that quotation ``k`` leans on, as in "…"며 눈물을 흘렸다."""
        for i in range(k + 2, min(self.n, k + 2 + _LEANING)):
            token = self.ts[i]
            if token.kind != "w":
                return None
            if self._clause(token.text) and not self.low(k + 1).endswith(("며", "면서")):
                return None  # "…"고 적힌 현수막
            if self.final(token.text) and self.low(i + 1) in ("", ".", ","):
                first = self.object_of(i)
                at = first if first is not None and first > k + 1 else i
                cue = Cue("", "verb", CueClass.SAY, 0, "Q", "finite", (token.low,), "")
                one = self._spoken_by(cue, at, i + 1, k + 1, CueClass.SAY, 0)
                self.done = i + 1
                return one
        return None
