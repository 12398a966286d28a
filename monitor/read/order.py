"""What the orders of words share: the walk over a sentence's cues.

Leaves out: where a source stands (the ``order_*`` modules).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from operator import attrgetter

from monitor.model import CueClass
from monitor.read.clauses import Found, Token, is_name_quote, match_cues
from monitor.read.grammar import Cue, Grammar

Span = tuple[int, int]
"""First token and the one past the last."""

_NO_CLASS: frozenset[str] = frozenset()
_OPENING = 16
"""Words of what is said among which its conjunction or colon is looked for."""
_START = attrgetter("start")
_NAME_WORDS = 4
"""Words of a name in apposition ("Ursula von der Leyen")."""
_NAME_PARTICLES = frozenset(
    ["von", "van", "der", "den", "de", "di", "da", "du", "del", "zu", "bin", "al", "el", "ter"]
)


class Order(ABC):
    """Reads one sentence: :meth:`find` gives its attributions in text order."""

    def __init__(self, tokens: list[Token], table: Grammar, text: str) -> None:
        self.ts = tokens
        self.g = table
        self.text = text
        self.n = len(tokens)
        self.lows = [token.low for token in tokens]
        of = table.classes_of.get
        self.classes = [of(low, _NO_CLASS) for low in self.lows]
        """The classes of the grammar that each token is of."""
        self.subject: Span | None = None
        """The source of the verb before, which a further verb may share."""

    def find(self) -> list[Found]:
        """The attributions of the sentence, by the offset of the cue."""
        found: list[Found] = []
        past = 0
        cues = self.g.cues
        for i in [k for k, low in enumerate(self.lows) if low in cues]:
            if i < past or self.ts[i].kind != "w":
                continue
            for cue, last in match_cues(self.ts, i, self.g):
                one = self.read(cue, i, last)
                if one is not None:
                    found.append(one)
                    past = last
                    break
        return self.settle(found)

    def settle(self, found: list[Found]) -> list[Found]:
        """Bound what each source says by the next one's clause, and mark relays.

        A relay is a medium that cites somebody else in the same sentence.
        """
        found = [self._from_conjunction(one) for one in found]
        for k in range(len(found) - 1):
            one, following = found[k], found[k + 1]
            edge = following.start
            if following.source is not None and one.start < following.source[0] < edge:
                edge = following.source[0]
            if one.content[0] <= one.start or not one.content[0] < edge <= one.content[1]:
                continue
            before = next((t for t in reversed(self.ts) if t.end <= edge), None)
            if before is not None and (
                before.text in "–;"
                or before.low in self.g.words("conj")
                or (
                    before.text == ","
                    and (
                        following.source == one.source
                        or following.source is None
                        or following.source[0] < one.start
                    )
                )
            ):
                end = before.start
                while end > one.content[0] and self.text[end - 1] in " ,–;":
                    end -= 1
                found[k] = one._replace(content=(one.content[0], end))
        citing = [
            one
            for one in found
            if one.cue_class is CueClass.ACCORDING
            and self.text[one.start : one.start + 40].lower().startswith(self.g.citing)
        ]
        if citing:
            found = [
                one
                if one in citing
                or one.cue_class not in (CueClass.REPORT, CueClass.SAY, CueClass.ACCORDING, CueClass.ANNOUNCE)
                else one._replace(relay=True)
                for one in found
            ]
        return found

    def _from_conjunction(self, one: Found) -> Found:
        """What is said begins after "dass", "що" or a colon, past time and place of the saying."""
        if one.content[0] < one.start:
            return one
        first = bisect_left(self.ts, one.content[0], key=_START)
        past = bisect_left(self.ts, one.content[1], first, min(self.n, first + _OPENING), key=_START)
        for k in range(first, past - 1):
            token = self.ts[k]
            if token.kind == "q":
                break
            if token.text == ":" or (
                "that" in self.classes[k]
                and (k == first or self.ts[k - 1].text == "," or "prep" in self.classes[first])
            ):
                return one._replace(content=(self.ts[k + 1].start, one.content[1]))
        return one

    @abstractmethod
    def read(self, cue: Cue, i: int, last: int) -> Found | None:
        """The attribution of the cue whose words are the tokens i … last-1, or None."""

    @classmethod
    def stated(cls, text: str, one: Found, content: tuple[int, int], table: Grammar) -> bool:
        """The content has a statement; False for a mere object of the verb, where the order of words tells it."""
        del text, one, content, table
        return True

    @classmethod
    def agree(cls, cue: str, other: str) -> bool:
        """Two verbs may have one subject, as far as their forms tell."""
        del cue, other
        return True

    def spoken_of(self, cue: str) -> tuple[int, int] | None:
        """Whom the sentence speaks of, that a verb of saying in a later one may go without; offsets."""
        del cue
        return None

    def low(self, k: int) -> str:
        """The token in lower case; "" outside the sentence and for a quotation."""
        return self.lows[k] if 0 <= k < self.n else ""

    def kind(self, k: int) -> str:
        """The kind of the token; "" outside the sentence."""
        return self.ts[k].kind if 0 <= k < self.n else ""

    def among(self, k: int, *classes: str) -> bool:
        """The token is of one of the classes."""
        # Most words are of none, and a set that is empty would still be asked for each.
        return 0 <= k < self.n and bool(of := self.classes[k]) and not of.isdisjoint(classes)

    def edge(self, k: int) -> bool:
        """The token bounds a phrase: punctuation, a quotation that is no name, or the end."""
        if not 0 <= k < self.n:
            return True
        token = self.ts[k]
        if token.kind == "q":
            return not is_name_quote(token)
        return token.kind == "p" and token.text not in "'&%$£€/"

    def found(
        self,
        cue: Cue,
        i: int,
        last: int,
        source: Span | None,
        content: Span,
        *,
        cue_class: CueClass | None = None,
        stance: int | None = None,
        inherits: bool = False,
        relay: bool = False,
        surface: str | None = None,
        back: bool = False,
    ) -> Found:
        """An attribution with token spans turned into offsets."""
        return Found(
            start=self.ts[i].start,
            cue=surface or self.text[self.ts[i].start : self.ts[last - 1].end],
            cue_class=cue_class or cue.cue_class,
            stance=cue.stance if stance is None else stance,
            source=self.offsets(source),
            content=self.offsets(content) or (self.ts[i].start, self.ts[i].start),
            inherits=inherits,
            relay=relay,
            back=back,
            lemma=cue.lemma,
        )

    def with_name(self, span: Span) -> Span:
        """The phrase with the name in apposition to it: "the defence secretary, Owen Pryce,"."""
        comma = span[1]
        head = range(*span)
        if (
            self.low(comma) != ","
            or not (self.among(span[0], "det") or any(self.ts[k].text == self.ts[k].low for k in head))
            or not any(self.kind(k) == "w" for k in head)
        ):
            return span
        end = comma + 1
        while end < self.n and end - comma <= _NAME_WORDS and self._in_name(end, comma + 1):
            end += 1
        named = end - comma - 1
        bounded = end >= self.n or (self.kind(end) == "p" and self.ts[end].text not in "'&/:")
        return (span[0], end) if 2 <= named <= _NAME_WORDS and bounded and self.ts[end - 1].capital else span

    def _in_name(self, k: int, start: int) -> bool:
        """The token may stand in a person's name: capitals, no closed class; "van", "de" inside it."""
        token = self.ts[k]
        if token.kind != "w":
            return False
        if token.capital:
            return not self.among(k, "det", "time", "prep", "sub", "pron", "aux", "adv")
        return k > start and token.low in _NAME_PARTICLES

    def offsets(self, span: Span | None) -> Span | None:
        """The offsets of a span of tokens; None where it is empty."""
        if span is None or span[0] >= min(span[1], self.n):
            return None
        return (self.ts[span[0]].start, self.ts[min(span[1], self.n) - 1].end)
