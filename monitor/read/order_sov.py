"""Who says what where the verb closes the clause and particles mark the subject.

Source rules for Korean: the last topic or subject (은/는/이/가, 께서) outside the
quotation is the source: between the speech and the verb ("…"고 X가 말했다), else before
the speech. "X에 따르면" and "X를 인용해" carry their source with them. A sentence without
one goes on with the source before it. Leaves out: adnominal reports (X가 말한 것).
"""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType

from monitor.lang.registry import language
from monitor.model import CueClass
from monitor.read.clauses import Found, Token, is_name_quote
from monitor.read.gazetteer import gazetteer
from monitor.read.grammar import Cue, Grammar, grammar
from monitor.read.order import Order, Span

_QUOTATIVE = re.compile(
    r"(?:[다라냐자까죠요](?:고|며|면서|면서도|는)|^(?:고|며|면서|면서도)|것으로|으로|[는은을]지)$"
)
_EMBEDDED = ("다고", "다며", "다면서", "다는", "던")
"""What ends a verb that another one reports ("파악됐다고 보고했다")."""
_OCCASION = re.compile(
    r"(?:에서|에게|에서는|에는|만나|통해|내고|갖고|열고|출연해|대해|대해서는|관해|관련해|앞두고|두고|올려|보내|마치고|묻자|뒤|후|질문에|질의에|이같이|향해|이어|또|일|전화에서|자리에서|글에서|[0-9]시|날)$"
)
"""The word before a quotation that tells when, where or to whom it was said, and is no part of it."""
_TIME = re.compile(
    r"^[0-9]+(?:일|월|년|시|분)|^(?:이날|오전|오후|전날|지난|이어|또|또한|한편|다만|그러나|하지만|이에|대해|이와|관련해|특히|앞서|현지시간|현지시각|통해|올해|최근|반면|당시|결국|여기에|게다가|아울러|따라서|때문에|직후|후|뒤|실제로|그러자|그러면서|이번에|현재|전날|이후|반대로|심지어|일단|우선)$"
)


@cache
def _module(code: str, name: str) -> ModuleType:
    module = language(code).module(name)
    if module is None:
        message = f"language {code!r} has no {name}.py, which verb-final order needs"
        raise ValueError(message)
    return module


@cache
def _forms(code: str) -> dict[str, tuple[tuple[Cue, str], ...]]:
    """Last eojeol of every conjugated form → its cues and what the form is."""
    table: dict[str, list[tuple[Cue, str]]] = {}
    conjugate = _module(code, "endings").forms
    for found in grammar(code).cues.values():
        for cue in found:
            if cue.kind in ("verb", "passive"):
                for form, role in conjugate(cue.words[-1]).items():
                    table.setdefault(form, []).append((cue, role))
            else:
                table.setdefault(cue.words[-1], []).append((cue, "finite"))
    return {form: tuple(cues) for form, cues in table.items()}


class VerbFinal(Order):
    """Korean sentences."""

    def __init__(self, tokens: list[Token], table: Grammar, text: str) -> None:
        super().__init__(tokens, table, text)
        self.forms = _forms(table.code)
        self._subject = _module(table.code, "particles").subject
        self._bounds = _module(table.code, "particles").bounds
        self._clause = _module(table.code, "particles").adnominal
        self.according = False

    def topic(self, k: int) -> int | None:
        """The offset where the noun of a topic or subject at token ``k`` ends, or None."""
        token = self.ts[k]
        if token.text in ("은", "는", "이", "가") and k and self.text[token.start - 1] in ")\"'":
            return token.start  # 레이저(Razer)는, '가디언'은
        if token.kind != "w" and not (token.kind == "n" and token.text[-1] in "은는이가"):
            return None
        for ending in ("에서는", "에서도", "에선"):
            if token.text.endswith(ending) and token.text[: -len(ending)] in self.g.words("forum"):
                return token.start + len(token.text) - len(ending)
        noun = self._subject(token.text)
        return token.start + len(noun) if noun else None

    def find(self) -> list[Found]:
        """The attributions of the sentence."""
        found: list[Found] = []
        self.done = 0
        self.cited = 0
        for i, token in enumerate(self.ts):
            if token.kind != "w":
                continue
            for cue, role in self.forms.get(token.text, ()):
                if len(cue.words) > 1 and not all(
                    self.low(i - k - 1) == w for k, w in enumerate(reversed(cue.words[:-1]))
                ):
                    continue
                one = self._verb(cue, i, role)
                if one is not None:
                    found.append(one)
                    if cue.kind in ("verb", "passive", "nominal"):
                        self.done = i + 1
                    break
        return self.settle(found)

    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue that ends before token ``last``, or None."""
        return self._verb(cue, max(i, last - 1), "finite")

    def _verb(self, cue: Cue, i: int, role: str) -> Found | None:
        if cue.kind == "prep":
            return self._according(cue, i)
        if cue.kind == "citing":
            return self._citing(cue, i)
        last = i + 1
        if self.low(i + 1) in (
            "있다",
            "있습니다",
            "있으며",
            "있고",
            "했다",
            "나섰다",
            "있는",
            "했으며",
            "나섰으며",
            "했고",
            "했지만",
        ):
            last = i + 2
        if self.low(i - 1).endswith("기도") and cue.lemma == "하다":
            return None
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
        if cue.kind == "nominal":
            return self._nominal(cue, i)
        speech = self._speech_end(i)
        everyday = cue.lemma in self.g.words("everyday") and not self.low(i - 1).endswith(("것으로", "다고"))
        if cue.frame == "Q" and role == "linked" and last == i + 1 and everyday:
            return None  # "보고", "적어": everyday words that rarely report
        if cue.lemma == "하다" and (role != "finite" or speech != i - 1 or self.low(i).endswith("던")):
            return None
        if (
            (role == "negated" and cue.lemma in self.g.words("decline.speech"))
            or (
                cue.lemma in self.g.words("decline.refusal")
                and self.low(i - 1) in self.g.words("decline.object")
            )
            or (
                cue_class in (CueClass.SAY, CueClass.ANNOUNCE, CueClass.REPORT, CueClass.EXPLAIN)
                and speech is not None
                and self._refuses(speech)
            )
        ):
            cue_class, stance = CueClass.DECLINE, -1
        present = cue.lemma == "하다" and self.low(i) in ("한다", "합니다")
        if present and self.kind(i - 2) == "q" and self.low(i - 1) in ("라고", "이라고"):
            if is_name_quote(self.ts[i - 2]):
                return None
        elif present:
            if self.according or speech != i - 1 or self.low(speech).endswith("이라고"):
                return None  # a name ("…이라고 한다"), or what the source before it says
            said = self._before(speech)
            if said is None or not self._body(said[1] - 1):
                return self.found(cue, i, last, None, (self.done, i), cue_class=CueClass.HEARSAY, stance=-1)
        if cue.kind == "passive":
            if speech is None or self.low(speech) != "것으로" or self.according:
                return None
            if self.low(i).endswith(_EMBEDDED):
                return None  # what another verb reports
            source = self._study(speech) if cue_class is CueClass.FIND else None
            start = source[1] if source is not None else self.done
            return self.found(cue, i, last, source, (start, speech))
        if speech is None:
            if i == 0 or (
                cue_class is not CueClass.DECLINE
                and (cue.frame != "O" or not self.low(i - 1).endswith(("을", "를")))
            ):
                return None
            speech = i - 1
        if (
            cue_class is CueClass.DENY
            and cue.lemma in self.g.words("decline.refusal")
            and self.low(speech) not in self.g.words("decline.demand")
            and not _QUOTATIVE.search(self.low(speech))
        ):
            return None  # "치료를 거부했다" is no speech
        if (
            cue_class is CueClass.DECLINE
            and self.topic(speech)
            and (self.low(speech)[-1] != "도" or self._body(speech))
        ):
            return self._make(
                cue, i, last, self._phrase(speech, self.done), (speech + 1, speech + 1), cue_class, stance
            )
        source = self._between(speech + 1, i) or self._before(speech, plain=cue.frame == "O")
        if source is None and self.subject is not None:
            source = self.subject
        start = max(self.done, self.cited)
        if source is not None and source[1] <= speech + 1 and source[0] >= start:
            start = source[1]
        start = self._quotation(start, speech)
        self.subject = source or self.subject
        content = (start, speech + 1)
        return self._make(cue, i, last, source, content, cue_class, stance)

    def _quotation(self, start: int, speech: int) -> int:
        """Where what is said begins: past the occasion of it, where a quotation follows."""
        first = next(
            (
                k
                for k in range(start, speech)
                if self.kind(k) == "q" and (self.edge(k) or _QUOTATIVE.search(self.low(k + 1)))
            ),
            None,
        )
        if first is None or first <= start or not _OCCASION.search(self.ts[first - 1].text):
            return start
        return first

    def _make(
        self,
        cue: Cue,
        i: int,
        last: int,
        source: Span | None,
        content: Span,
        cue_class: CueClass,
        stance: int,
    ) -> Found:
        one = self.found(
            cue, i, last, source, content, cue_class=cue_class, stance=stance, inherits=source is None
        )
        if one.source is None:
            return one
        return one._replace(source=self._bare(source))

    def _bare(self, source: Span | None) -> Span | None:
        """The offsets of a source without the particle of its last eojeol."""
        if source is None:
            return None
        last = source[1] - 1
        return (self.ts[source[0]].start, self.topic(last) or self.ts[last].end)

    def _speech_end(self, i: int) -> int | None:
        """The eojeol before the verb that closes the speech (…고), or None."""
        for k in range(i - 1, max(-1, i - 9), -1):
            token = self.ts[k]
            if token.kind in ("w", "n") and _QUOTATIVE.search(token.text) and not self.topic(k):
                if token.text.endswith("으로") and token.text != "것으로":
                    continue
                if (
                    token.text in ("고", "라고", "이라고", "며", "이라며", "면서", "다고")
                    or len(token.text) > 2
                ):
                    return k
                if k and self.kind(k - 1) == "q":
                    return k
                return k if k == i - 1 else None
            if token.kind == "q" or token.text == ",":
                return None
        return None

    def _body(self, k: int) -> bool:
        """The noun before 도 is a title or a body, so that it may speak ("사장도", not "가덕도")."""
        table = gazetteer(self.g.code)
        noun = self.ts[k].text[:-1]
        if noun in self.g.words("abstract"):
            return False
        lists = ("titles", "government", "organisation", "spokesperson", "anonymity", "pronouns")
        return any(table.has(name, noun) for name in lists)

    def _between(self, start: int, end: int) -> Span | None:
        for k in range(end - 1, start - 1, -1):
            if self.topic(k):
                return self._phrase(k, start)
        return None

    def _refuses(self, speech: int) -> bool:
        """What is said is "확인할 수 없다고": a refusal to say."""
        words = [token.text for token in self.ts[max(0, speech - 3) : speech + 1]]
        return words[-1].startswith(("없다", "않겠다", "어렵다", "곤란하다", "못한다")) and any(
            word.startswith(("확인", "논평", "언급", "답변", "말할", "말해", "밝힐", "답할"))
            for word in words
        )

    def _nominal(self, cue: Cue, i: int) -> Found | None:
        """As in "…다는 입장이다", "…라는 게 X의 설명이다"."""
        k = i - len(cue.words)
        named: Span | None = None
        if (k > 0 and self.low(k).endswith("의")) or (k > 0 and self.low(k) in ("측", "측의")):
            named = self._phrase(k, self.done)
            k = named[0] - 1
        if k > 0 and self.low(k) in ("것이", "게", "것은", "건"):
            k -= 1
        if k < 0 or not self.low(k).endswith(("다는", "라는", "자는", "냐는", "는다는", "란")):
            return None
        source = named or self._before(k)
        if source is None:
            source = self.subject
        start = source[1] if source is not None and source[1] <= k else self.done
        one = self._make(cue, i, i + 1, source, (start, k + 1), cue.cue_class, cue.stance)
        if named is not None:
            noun = self.ts[named[1] - 1]
            cut = 1 if noun.text.endswith("의") else 0
            one = one._replace(source=(self.ts[named[0]].start, noun.end - cut))
        self.subject = source
        return one

    def _study(self, speech: int) -> Span | None:
        """The study whose finding is told: "학회 조사 결과 …", "여론조사에서 …"."""
        for k in range(self.done, speech):
            text = self.low(k)
            if text == "결과" and k > self.done and self.low(k - 1) in self.g.words("study"):
                return self._phrase(k, self.done)
            for ending in ("에서", "에서는", "에선"):
                if text.endswith(ending) and text[: -len(ending)] in self.g.words("study"):
                    return self._phrase(k, self.done)
        return None

    def _before(self, speech: int, *, plain: bool = False) -> Span | None:
        """The topic before the speech; with ``plain`` a subject will do without a quotation."""
        first = also = None
        for k in range(self.done, speech):
            if self.kind(k) == "q" and self.edge(k):
                break
            if self.topic(k):
                if self.ts[k].text[:-1] in self.g.words("abstract"):
                    continue
                if self.ts[k].text[-1] in "은는":
                    return self._phrase(k, self.done)
                first = first if first is not None else k
                if also is None and self.ts[k].text[-1] == "도" and k == first and self._body(k):
                    also = k
        if also is not None:
            return self._phrase(also, self.done)
        if first is not None and (plain or any(self.kind(k) == "q" for k in range(first, speech))):
            return self._phrase(first, self.done)
        return None

    def _phrase(self, k: int, start: int) -> Span:
        """The noun phrase that ends with eojeol ``k``."""
        left = k
        while left > start:
            token = self.ts[left - 1]
            if (
                (self.edge(left - 1) and token.kind == "q")
                or (token.kind == "p" and token.text not in "·•()/'")
                or _TIME.search(token.text)
            ):
                break
            if left == k and token.kind == "w" and self.ts[k].text[:-1] in ("씨", "군", "양", "의원", "측"):
                left -= 1
                continue
            if token.text in self.g.words("provinces"):
                left -= 1
                continue
            if token.kind == "w" and (
                self._bounds(token.text) or (token.text[-1] in "은는이가" and self.topic(left - 1))
            ):
                break
            left -= 1
        clause = next(
            (m for m in range(k - 1, left - 1, -1) if self.kind(m) == "w" and self._clause(self.ts[m].text)),
            None,
        )
        if clause is not None and self.low(clause - 1) != "익명을":
            left = clause + 1
        return (left, k + 1)

    def _according(self, cue: Cue, i: int) -> Found | None:
        if i == 0 or not self.low(i - 1).endswith("에"):
            return None
        noun = self.ts[i - 1]
        source = self._phrase(i - 1, 0)
        self.according = True
        one = self.found(cue, i, i + 1, source, (i + 1, self.n))
        start = noun.end - 1
        end = (self.ts[i - 2].end if i > 1 else noun.start) if len(noun.text) == 1 else start
        if i > 1 and noun.text[:-1] in self.g.words("speech") and self.low(i - 2).endswith("의"):
            end = self.ts[i - 2].end - 1  # "그의 말에 따르면" is he
        return one._replace(
            start=start, cue=self.text[start : self.ts[i].end], source=(self.ts[source[0]].start, end)
        )

    def _citing(self, cue: Cue, i: int) -> Found | None:
        if i == 0 or not self.low(i - 1).endswith(("을", "를")):
            return None
        source = self._phrase(i - 1, 0)
        noun = self.ts[i - 1]
        self.cited = i + 1
        one = self.found(cue, i, i + 1, source, (i + 1, self.n))
        return one._replace(source=(self.ts[source[0]].start, noun.end - 1))
