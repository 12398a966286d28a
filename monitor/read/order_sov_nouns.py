"""Nouns that report: "…라는 입장이다", "X에 따르면", "X를 인용해", and headlines that end in one.

Leaves out: reporting verbs (:mod:`monitor.read.order_sov`).
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found, Token
from monitor.read.gazetteer import gazetteer
from monitor.read.grammar import Cue, Grammar
from monitor.read.order import Span
from monitor.read.order_sov_phrases import VerbFinalPhrases

_THING = ("게", "것이", "것은", "건", "점이")
_CLAUSE_NOUN = ("다는", "라는", "자는", "냐는", "란")
_L = 8
"""ㄹ as a final: what is going to be done (조사할)."""
_HEADLINE = 20
"""Tokens of a headline (at most 17 in the headlines of 150 news pages)."""


class NounCues(VerbFinalPhrases):
    """Attributions whose cue is a noun or a particle."""

    def __init__(self, tokens: list[Token], table: Grammar, text: str) -> None:
        super().__init__(tokens, table, text)
        self.according = False
        self.cited = 0

    def spoken(
        self,
        cue: Cue,
        i: int,
        last: int,
        source: Span | None,
        content: Span,
        cue_class: CueClass,
        stance: int,
    ) -> Found:
        """An attribution with the bare source; without one it goes on with the one before."""
        one = self.found(
            cue, i, last, source, content, cue_class=cue_class, stance=stance, inherits=source is None
        )
        one = one._replace(direct=self.quoted(*content))
        return one if one.source is None else one._replace(source=self.bare(source))

    def nominal(self, cue: Cue, i: int) -> Found | None:
        """As in "…다는 입장이다", "…라는 게 X의 설명이다"."""
        k = i - len(cue.words)
        named: Span | None = None
        thing = next((m for m in range(k, max(-1, k - 9), -1) if self.low(m) in _THING), None)
        if thing is not None and thing < k and self._closes(thing - 1):
            named, k = (thing + 1, k + 1), thing
        elif (k > 0 and self.low(k).endswith("의")) or (k > 0 and self.low(k) in ("측", "측의")):
            named = self.phrase(k, self.done)
            k = named[0] - 1
        if k > 0 and self.low(k) in _THING:
            k -= 1
        if cue.frame == "I":
            return self._intends(cue, i, k)
        if k < 0 or not self._closes(k):
            return self._told(cue, i)
        source = named or self.before(k)
        if source is None and len(cue.words) > 1:  # "일각에서 …다는 지적이 나온다", or nobody in particular
            forum = next(
                (m for m in range(self.done, k) if self.low(m).endswith("에서") and self.topic(m)), None
            )
            if forum is None:
                return self.found(cue, i, i + 1, None, (self.done, k + 1))
            source = self.phrase(forum, self.done)
        if source is None and cue.lemma in self.g.words("mental"):
            return None
        if source is None:
            source = self.subject
        start = source[1] if source is not None and source[1] <= k else self.done
        one = self.spoken(cue, i, i + 1, source, (start, k + 1), cue.cue_class, cue.stance)
        if named is not None:
            noun = self.ts[named[1] - 1]
            cut = 1 if noun.text.endswith("의") else 0
            one = one._replace(source=(self.ts[named[0]].start, noun.end - cut))
        self.subject = source
        return one

    def _intends(self, cue: Cue, i: int, k: int) -> Found | None:
        """A body or an office is going to do something: "경찰은 …를 조사할 방침이다"."""
        if (
            k < 0
            or self.kind(k) != "w"
            or not "가" <= self.low(k)[-1] <= "힣"
            or (ord(self.low(k)[-1]) - 0xAC00) % 28 != _L
        ):
            return None
        source = self.before(k)
        end = self.topic(source[1] - 1) if source is not None else None
        if source is None or end is None or not self.person(self.text[self.ts[source[1] - 1].start : end]):
            return None
        return self.spoken(cue, i, i + 1, source, (source[1], k + 1), cue.cue_class, cue.stance)

    def written(self, cue: Cue, i: int, role: str) -> Found | None:
        """What a document says: "공소장에는 …라고 적혀 있다"."""
        speech = self.speech_end(i)
        if speech is None or (role == "infinitive") != self.low(i + 1).startswith("있"):
            return None
        documents = gazetteer(self.g.code)
        for k in range(self.done, speech):
            for ending in self.g.words("written_in"):
                noun = self.low(k).removesuffix(ending)
                if noun != self.low(k) and documents.has("document", noun):
                    source = self.phrase(k, self.done)
                    last = i + 1 + (role == "infinitive")
                    one = self.found(cue, i, last, source, (source[1], speech + 1))
                    end = self.ts[k].end - len(ending)
                    return one._replace(
                        source=(self.ts[source[0]].start, end), direct=self.quoted(source[1], speech + 1)
                    )
        return None

    def _told(self, cue: Cue, i: int) -> Found | None:
        """As in "“…” 김 씨의 말이다.": what is said is the quotation or the sentence before it."""
        k = i - 1
        if cue.words[0] not in self.g.words("told") or k < 0 or not self.low(k).endswith(("의", "측")):
            return None
        start = self.phrase(k, self.done)[0]
        quote = next((m for m in range(start - 1, self.done - 1, -1) if self.kind(m) == "q"), None)
        if any(self.topic(m) for m in range(self.done if quote is None else quote, start)):
            return None
        content = (start, start) if quote is None else (quote, quote + 1)
        one = self.found(cue, i, i + 1, (start, k + 1), content, back=quote is None)
        cut = 1 if self.low(k).endswith("의") else 0
        return one._replace(source=(self.ts[start].start, self.ts[k].end - cut), direct=quote is not None)

    def _closes(self, k: int) -> bool:
        """Token ``k`` closes what a noun reports: "…다는", or 는 after a quotation."""
        return self.low(k).endswith(_CLAUSE_NOUN) or (self.low(k) == "는" and self.kind(k - 1) == "q")

    def preposition(self, cue: Cue, i: int) -> Found | None:
        """As in "X에 따르면", "X가 밝힌 바에 따르면"."""
        if i == 0:
            return None
        if cue.frame == "S":
            return self._summed_up(cue, i)
        if not self.low(i - 1).endswith("에"):
            return None
        noun = self.ts[i - 1]
        source = self.phrase(i - 1, 0)
        self.according = True
        one = self.found(cue, i, i + 1, source, (i + 1, self.n))
        start = noun.end - 1
        end = (self.ts[i - 2].end if i > 1 else noun.start) if len(noun.text) == 1 else start
        if i > 1 and noun.text[:-1] in self.g.words("speech") and self.low(i - 2).endswith("의"):
            end = self.ts[i - 2].end - 1  # "그의 말에 따르면" is he
        if noun.text == "바에":  # "X가 밝힌 바에 따르면" is X
            said = self.between(0, i - 2)
            if said is None:
                return None
            source, end = said, (self.bare(said) or (0, end))[1]
        return one._replace(
            start=start, cue=self.text[start : self.ts[i].end], source=(self.ts[source[0]].start, end)
        )

    def _summed_up(self, cue: Cue, i: int) -> Found | None:
        """As in "경찰의 말을 종합하면"."""
        if self.low(i - 1)[-1:] not in "을를" or self.low(i - 1)[:-1] not in self.g.words("speech") or i < 2:
            return None
        source = self.phrase(i - 2, self.done)
        self.according = True
        one = self.found(cue, i, i + 1, source, (i + 1, self.n))
        noun = self.ts[i - 2]
        cut = 1 if noun.text.endswith("의") and len(noun.text) > 1 else 0
        return one._replace(source=(self.ts[source[0]].start, noun.end - cut))

    def citation(self, cue: Cue, i: int) -> Found | None:
        """As in "X를 인용해"."""
        if i == 0 or not self.low(i - 1).endswith(("을", "를")):
            return None
        source = self.phrase(i - 1, 0)
        noun = self.ts[i - 1]
        self.cited = i + 1
        one = self.found(cue, i, i + 1, source, (i + 1, self.n))
        return one._replace(source=(self.ts[source[0]].start, noun.end - 1))

    def headline(self, nouns: dict[str, Cue]) -> Found | None:
        """A line without a final mark that ends in a noun of speech: X “…” 주장."""
        last = self.n - 1
        if not 2 <= last < _HEADLINE or self.kind(last) != "w":
            return None
        cue = nouns.get(self.low(last))
        quote = next((k for k in range(last - 1, max(0, last - 4), -1) if self.kind(k) == "q"), None)
        if cue is None or quote is None or any(t.kind == "q" for t in self.ts[:quote]):
            return None
        if quote < last - 1 and self.low(quote + 1) not in ("며", "라며", "이라며", "고", "라고", "이라고"):
            return None
        end = quote
        while end > 0 and self.ts[end - 1].text in ",…·:":
            end -= 1
        start = next((k + 1 for k in range(end - 1, -1, -1) if self.kind(k) == "p"), 0)
        if not 1 <= end - start <= 6 or any(self._bounds(t.text) for t in self.ts[start:end]):
            return None
        return self.spoken(cue, last, last + 1, (start, end), (quote, quote + 1), cue.cue_class, cue.stance)
