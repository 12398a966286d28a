"""Noun phrases, objects and quotations of a sentence that particles hold together.

What the source rules of Korean (:mod:`monitor.read.order_sov`) stand on: where a noun
phrase begins, which topic or subject may speak, where a quotation is a clause. Leaves
out: which words report.
"""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType

from monitor.lang.registry import language
from monitor.read.clauses import Token, is_name_quote
from monitor.read.gazetteer import gazetteer
from monitor.read.grammar import Grammar, grammar
from monitor.read.order import Order, Span

QUOTATIVE = re.compile(
    r"(?:[다라냐자까죠요](?:고|고도|고만|며|면서|면서도|는)|^(?:고|고도|고만|며|면서|면서도)|것으로|취지로|으로|[는은을]지)$"
)
"""The end of what is said: 다고, 라며, 냐는, 것으로, 는지."""
_ADNOMINAL_QUOTATIVE = ("는", "라는", "이라는", "다는", "란", "이란")
_OCCASION = re.compile(
    r"(?:에서|에게|에서는|에는|에|께|만나|만나서|통해|내고|내어|갖고|열고|출연해|놓고|대해|대해서는|관해|관련해|앞두고|두고|올려|보내|마치고|묻자|뒤|후|이같이|향해|이어|또|일|[0-9]시|날|도중|당시|(?<![다라자냐])(?:며|면서))$"
)
"""The word before a quotation that tells when, where or to whom it was said, and is no part of it."""
_TIME = re.compile(
    r"^[0-9]+(?:일|월|년|시|분)|^(?:이날|오전|오후|전날|지난|이어|또|또한|한편|다만|그러나|하지만|이에|대해|이와|관련해|특히|앞서|현지시간|현지시각|통해|올해|최근|반면|당시|결국|여기에|게다가|아울러|따라서|때문에|직후|후|뒤|실제로|그러자|그러면서|이번에|현재|전날|이후|반대로|심지어|일단|우선|그런데도|그럼에도|이처럼|이같이|이밖에|그동안|오늘|어제|내일|전화|인터뷰|브리핑)$"
)
_CLAUSE_END = re.compile(r"(?:[다까요자라냐죠네지걸니야것음][.?!…]*|[.?!…])$")
"""The last word of a quotation that is a sentence and no name."""
_SUBORDINATE = re.compile(r"(?:면|지만|는데|은데|니|므로|더라도|라도|도록|자마자|때문에)$")
"""Connectives whose subject is often not that of the main clause; -고, -며, -아 share it."""
_COORDINATE = re.compile(r"(?:으며|고|지만|으나|는데)$")
_SS = 20
"""ㅆ as a final: the past, and 있."""
_NAME_OF_MANY = 6
"""Syllables from which a compound is a name (기후정의행동) and no thing (탄도미사일)."""
_TITLE_SIZES = (2, 3, 4)
"""Syllables of titles that stand at the end of longer ones (국무총리, 부장판사)."""
_NO_NOUN = "을를에의로서고며면게히도만은는"
"""Syllables that end an eojeol that is no noun without a particle, before "역시"."""
_AGED = re.compile(r"^[0-9]{2}대[은는이가]$")
"""Somebody in their sixties (60대가): the tagger takes the number apart."""
_TOPICAL = frozenset("은는이가도서선차저시한")
"""Last syllables of topics and subjects, of 께서, 에선, 조차, 마저, 역시 and 또한."""
_VERB_END = re.compile(r"[^ ](?:다|까|죠|습니다)[.?!…]*$")
_ADVERB_LIMIT = 4
"""Eojeols between an object and its verb ("수사를 다시 한번 강력히 촉구했다")."""


@cache
def module(code: str, name: str) -> ModuleType:
    """The language's module of that name.

    :raises ValueError: when the language has none.
    """
    found = language(code).module(name)
    if found is None:
        message = f"language {code!r} has no {name}.py, which verb-final order needs"
        raise ValueError(message)
    return found


@cache
def _things(code: str) -> tuple[str, ...]:
    """What nouns end in that cannot speak."""
    return tuple(grammar(code).words("thing"))


def _past(connective: str) -> bool:
    """The syllable before the connective ends in ㅆ (했으며, 있지만): a clause of its own."""
    stem = _COORDINATE.sub("", connective)
    return bool(stem) and "가" <= stem[-1] <= "힣" and (ord(stem[-1]) - ord("가")) % 28 == _SS


class VerbFinalPhrases(Order):
    """What stands in a sentence whose verb comes last."""

    def __init__(self, tokens: list[Token], table: Grammar, text: str) -> None:
        super().__init__(tokens, table, text)
        particles = module(table.code, "particles")
        self._subject = particles.subject
        self._bounds = particles.bounds
        self._clause = particles.adnominal
        self._adverb = particles.adverb
        self.final = particles.final
        self._topics: dict[int, int | None] = {}
        self.done = 0
        """The token past the last cue."""

    def topic(self, k: int) -> int | None:
        """The offset where the noun of a topic or subject at token ``k`` ends, or None."""
        if k not in self._topics:
            self._topics[k] = self._topic(k)
        return self._topics[k]

    def _topic(self, k: int) -> int | None:
        token = self.ts[k]
        if (
            token.text in ("은", "는", "이", "가")
            and k
            and (
                self.text[token.start - 1] in ")>〉》"
                or (self.text[token.start - 1] in "\"'" and not self.clausal(k - 1))
            )
        ):
            return token.start  # 레이저(Razer)는, '가디언'은
        if token.kind != "w" and not (token.kind == "n" and token.text[-1] in "은는이가"):
            return None
        if token.text[-1] not in _TOPICAL:
            return None
        if token.text in self.g.words("likewise"):
            before = self.ts[k - 1] if k else None
            return (
                before.end
                if before is not None and before.kind == "w" and before.text[-1] not in _NO_NOUN
                else None
            )
        for ending in ("조차", "마저"):
            if token.text.endswith(ending) and self.person(token.text[: -len(ending)]):
                return token.end - len(ending)
        for ending in ("에서는", "에서도", "에선", "에서"):
            if token.text.endswith(ending) and token.text[: -len(ending)] in self.g.words("forum"):
                return token.start + len(token.text) - len(ending)
        noun = self._subject(token.text)
        if noun is None and token.kind == "n" and _AGED.search(token.text):
            return token.end - 1
        longest = 4 if token.text[-1] == "도" else 3
        if (
            noun is None
            and len(token.text) > longest
            and token.text[-1] in "은는이가도"
            and token.text[-2] != "서"
            and self.body(token.text[:-1])
        ):
            return token.end - 1  # a compound that the tagger takes for a verb (국가안보실은)
        return token.start + len(noun) if noun else None

    def speaker(self, k: int) -> bool:
        """The topic or subject at token ``k`` is nothing that cannot speak ("사고는", "개정안이")."""
        end = self.topic(k)
        if end is None:
            return False
        noun = self.text[self.ts[k].start : end] or self.low(k - 1)
        if noun in self.g.words("abstract"):
            return False
        thing = len(noun) < _NAME_OF_MANY and noun.endswith(_things(self.g.code))
        return not thing or self.body(noun)

    def body(self, noun: str) -> bool:
        """The noun is a title or a body, so that it may speak ("사장도", not "가덕도")."""
        table = gazetteer(self.g.code)
        if noun in self.g.words("abstract"):
            return False
        lists = ("titles", "government", "organisation", "spokesperson", "anonymity", "pronouns")
        return any(table.has(name, noun) for name in lists) or any(
            table.has("titles", noun[-size:]) for size in _TITLE_SIZES if len(noun) > size
        )

    def bare(self, source: Span | None) -> Span | None:
        """The offsets of a source without the particle of its last eojeol."""
        if source is None:
            return None
        last = source[1] - 1
        start, end = self.ts[source[0]].start, self.topic(last) or self.ts[last].end
        if self.text[start] in "<〈《" and self.text[end - 1] in ">〉》":
            return (start + 1, end - 1)  # <한겨레>
        return (start, end)

    def speech_end(self, i: int) -> int | None:
        """The eojeol before the verb that closes the speech (…고), or None."""
        for k in range(i - 1, max(-1, i - 9), -1):
            token = self.ts[k]
            if token.text == "는" and self.clausal(k - 1):
                return k  # "…"는 말만 되풀이했다
            if token.kind in ("w", "n") and QUOTATIVE.search(token.text) and not self.topic(k):
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

    def object_of(self, i: int) -> int | None:
        """The eojeol that is the object of the verb at ``i``, adverbs in between passed over."""
        for k in range(i - 1, max(-1, i - 1 - _ADVERB_LIMIT), -1):
            word = self.low(k)
            if word.endswith(("을", "를")):
                return k
            if self.kind(k) not in "np" and not self._adverb(word):
                return None
        return None

    def clausal(self, k: int) -> bool:
        """Token ``k`` is a quotation of a clause at least, no quoted word or name."""
        if self.kind(k) != "q":
            return False
        words = self.ts[k].text.strip("\"' .,").split()
        inner = self.ts[k].text.strip("\"' ,")
        if len(words) == 1:
            return _VERB_END.search(inner) is not None
        return bool(words) and (
            _CLAUSE_END.search(inner) is not None
            or ". " in inner
            or (len(words) > 2 and ("," in inner or any(self._subject(word) for word in words[:-1])))
        )

    def quoted(self, start: int, end: int) -> bool:
        """What stands between has a clause in quotation marks, with a quotative behind it."""
        return any(
            self.clausal(k)
            and (QUOTATIVE.search(self.low(k + 1)) is not None or self.low(k + 1) in _ADNOMINAL_QUOTATIVE)
            for k in range(max(0, start), min(end, self.n))
        )

    def quotation(self, start: int, speech: int) -> int:
        """Where what is said begins: past the occasion of it, where a quotation follows."""
        first = next(
            (
                k
                for k in range(start, speech)
                if self.kind(k) == "q" and (self.edge(k) or QUOTATIVE.search(self.low(k + 1)))
            ),
            None,
        )
        if first is None or first <= start:
            return start
        before = self.ts[first - 1].text
        emphasis = self.ts[first].text[0] == "'" or before.endswith("에")
        if not _OCCASION.search(before) or (emphasis and not self.clausal(first)):
            return start
        return first

    def between(self, start: int, end: int) -> Span | None:
        """The last topic or subject of a stretch that may speak."""
        for k in range(end - 1, start - 1, -1):
            if self.topic(k) and self.speaker(k):
                return self.phrase(k, start)
        return None

    def before(self, speech: int, *, plain: bool = False) -> Span | None:
        """The topic before the speech; with ``plain`` a subject will do without a quotation."""
        first = also = None
        for k in range(self.done, speech):
            if self.kind(k) == "q" and self.edge(k):
                if first is not None and self.low(k + 1) not in _ADNOMINAL_QUOTATIVE:
                    break
                continue
            if not self.topic(k) or not self.speaker(k):
                continue
            token = self.ts[k]
            if token.text[-1] in "은는" or token.text in self.g.words("likewise"):
                if first is not None and self._subject_of_speech(first, k, rival=True):
                    break
                later = self._next_clause(k, speech)
                return self.phrase(k if later is None else later, self.done)
            first = first if first is not None else k
            if (
                also is None
                and token.text[-1] == "도"
                and k == first
                and self.body(token.text[: (self.topic(k) or 0) - token.start])
            ):
                also = k
        if also is not None:
            return self.phrase(also, self.done)
        if first is not None and (
            plain
            or self._subject_of_speech(first, speech)
            or any(self.kind(k) == "q" for k in range(first, speech))
        ):
            return self.phrase(first, self.done)
        return None

    def _subject_of_speech(self, first: int, topic: int, *, rival: bool = False) -> bool:
        """The subject before a topic speaks, and the topic is what it speaks of.

        So in "기상청이 15일 내일은 …"; with a connective between them the subject
        belongs to a clause of its own, and with an adnominal verb before a ``rival`` topic to that.
        """
        end = self.topic(first)
        also = self.ts[first].text[-1] == "도"
        return (
            end is not None
            and self.ts[first].text[-1] in "이가도"
            and self.person(self.text[self.ts[first].start : end])
            and not any(
                self.kind(k) == "w"
                and (
                    _SUBORDINATE.search(self.ts[k].text)
                    or (rival and not also and self._clause(self.ts[k].text))
                )
                for k in range(first + 1, topic)
            )
        )

    def person(self, noun: str) -> bool:
        """The noun is a body, a title or people."""
        return noun.endswith(("들", "씨", "측")) or self.body(noun)

    def _next_clause(self, k: int, speech: int) -> int | None:
        """The topic that speaks in a clause after the one of the topic at ``k``.

        So in "이스라엘군은 …을 공습했으며 보건부는 …".
        """
        joined = False
        for m in range(k + 1, speech):
            token = self.ts[m]
            if token.kind == "q" and self.edge(m):
                return None
            if token.kind == "w" and _COORDINATE.search(token.text):
                joined = joined or _past(token.text)
            elif (
                joined
                and token.text[-1] in "은는"
                and self.speaker(m)
                and self.person(self.text[token.start : self.topic(m) or token.end])
            ):
                return m
        return None

    def study(self, speech: int) -> Span | None:
        """The study whose finding is told: "학회 조사 결과 …", "여론조사에서 …"."""
        for k in range(self.done, speech):
            text = self.low(k)
            if text == "결과" and k > self.done and self.low(k - 1) in self.g.words("study"):
                return self.phrase(k, self.done)
            for ending in ("에서", "에서는", "에선"):
                if text.endswith(ending) and text[: -len(ending)] in self.g.words("study"):
                    return self.phrase(k, self.done)
        return None

    def phrase(self, k: int, start: int) -> Span:
        """The noun phrase that ends with eojeol ``k``."""
        left = k
        while left > start:
            token = self.ts[left - 1]
            if (
                (self.edge(left - 1) and token.kind == "q")
                or (token.kind == "p" and token.text not in "·•()/'<>〈〉《》")
                or _TIME.search(token.text)
            ):
                break
            if (
                left == k
                and token.kind == "w"
                and (
                    self.ts[k].text[:-1] in ("씨", "군", "양", "의원", "측")
                    or self.ts[k].text in self.g.words("likewise")
                )
            ):
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
        named = self.ts[k].text.startswith(("씨", "군", "양")) and len(self.ts[k].text) < 4
        clause = next(
            (
                m
                for m in range(k - 1 - named, left - 1, -1)
                if self.kind(m) == "w" and self._clause(self.ts[m].text)
            ),
            None,
        )
        if clause is not None and self.low(clause - 1) != "익명을":
            left = clause + 1
        return (left, k + 1)

    def name_before(self, k: int) -> bool:
        """Token ``k`` is a short quotation that is a name."""
        return self.kind(k) == "q" and is_name_quote(self.ts[k])
