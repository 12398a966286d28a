"""German noun phrases that may be sources.

Capitals are taken for nouns, which German spelling allows; adjectives are told by their
endings and by what follows, finite verbs by being none of the rest. Leaves out: what the
phrase is to a verb or preposition.
"""

from __future__ import annotations

from monitor.read.clauses import Token
from monitor.read.grammar import Grammar
from monitor.read.order import Order, Span

OF = frozenset(("von", "vom", "des", "der", "für", "beim", "bei", "zur", "zum"))
_PARTICLES = frozenset(("von", "van", "de", "den", "del", "della", "le", "la"))
_AMONG_OTHERS = frozenset((("unter", "anderem"), ("unter", "anderen"), ("vor", "allem"), ("zum", "beispiel")))
"""What may stand before a subject: "Das berichtet unter anderem der SWR"."""
_POSSESSIVES = frozenset(
    possessive + ending
    for possessive in ("sein", "ihr", "unser", "mein", "ein", "kein")
    for ending in ("e", "en", "er", "em", "es")
)
_GOVERNING = frozenset(("von", "bei"))
ENDINGS = ("e", "en", "er", "es", "em")


_NAME, _TITLE = 40, 80
"""Characters of a name in quotation marks, and of a title in capitals ("Journal of Clinical Research")."""
_CAPITALS = 0.6
"""Share of a title's words with capitals: of 55 quotations of that length without a mark inside
them in 58 news pages the three titles and one sentence have more, the other 51 have 0.57 or less."""


class GermanPhrases(Order):
    """Phrases and clause edges."""

    def __init__(self, tokens: list[Token], table: Grammar, text: str) -> None:
        super().__init__(tokens, table, text)
        self._edges: list[bool] | None = None

    def edge(self, k: int) -> bool:
        """As everywhere, but a hyphen that touches a word bounds nothing ("Landes- und Bundesbehörden").

        Nor does a long title in quotation marks.
        """
        if self._edges is None:
            self._edges = [token.kind not in "wn" and self._bounds(m) for m, token in enumerate(self.ts)]
        return not 0 <= k < self.n or self._edges[k]

    def _bounds(self, k: int) -> bool:
        token = self.ts[k]
        if token.text == "-" and 0 < k < self.n - 1:
            return self.ts[k - 1].end != token.start and self.ts[k + 1].start != token.end
        if token.kind == "q" and _NAME < len(token.text) <= _TITLE:
            words = token.text.strip('"').split()
            capitals = sum(word[0].isupper() for word in words)
            return capitals < len(words) * _CAPITALS or any(mark in token.text for mark in ".,!?:;")
        return super().edge(k)

    def clause_start(self, i: int) -> int:
        """The first token of the clause that token ``i`` stands in."""
        while i > 0 and not self.edge(i - 1):
            i -= 1
        return i

    def clause_end(self, k: int) -> int:
        """The first edge from token ``k`` on."""
        while k < self.n and not self.edge(k):
            k += 1
        return k

    def subject_right(self, k: int) -> Span | None:
        """The subject that follows a verb, past reflexives and adverbs."""
        if self.low(k) == "es" and (self.among(k + 1, "det") or (k + 1 < self.n and self.ts[k + 1].capital)):
            k += 1  # "bezeichnete es die Fachwelt als Fehler"
        while True:
            if (self.low(k), self.low(k + 1)) in _AMONG_OTHERS:
                k += 2
            elif (
                self.among(k, "refl", "adv", "such_as")
                and not self._article(k)
                and (self.among(k, "refl") or not self.among(k, "pron"))
            ):
                k += 1
                if self.among(k, "time") and self.among(k - 1, "adv"):
                    k += 1  # "sagte heute Abend X"
            else:
                break
        if self.low(k) in ("dessen", "deren") and k + 1 < self.n and self.ts[k + 1].capital:
            k += 1  # "sagte dessen Vorsitzende Silke Harms"
        if self.among(k, "dative", "prep", "sub"):
            return None
        phrase = self.phrase(k)
        return self.with_name(phrase) if phrase else None

    def _article(self, k: int) -> bool:
        """The word is an article here ("das Amt"), not a pronoun ("das erklärte")."""
        if not self.among(k, "det") or self.edge(k + 1):
            return False
        return self.ts[k + 1].capital or (
            self.low(k + 1).endswith(ENDINGS) and k + 2 < self.n and self.ts[k + 2].capital
        )

    def finite(self, k: int) -> bool:
        """The token looks like a finite verb: no capital, no closed class, no adjective."""
        if k >= self.n or self.kind(k) != "w":
            return False
        low = self.low(k)
        if low in self.g.words("aux"):
            return True
        if (
            self.ts[k].capital
            or self.among(k, "prep", "adv", "det", "conj", "refl", "pron", "sub", "neg")
            or low in OF
            or low in _PARTICLES
        ):
            return False
        return (
            low in self.g.cues
            or (low.endswith(("te", "ten", "t")) and not (k + 1 < self.n and self.ts[k + 1].capital))
            or not low.endswith(ENDINGS)
        )

    def speech_after(self, k: int, *, subjunctive: bool = True) -> bool:
        """A colon, a quotation or a clause that is said stands at token ``k``."""
        if k >= self.n:
            return False
        if self.ts[k].text == ":" or self.kind(k) == "q":
            return True
        return self.ts[k].text == "," and (
            self.kind(k + 1) == "q"
            or self.low(k + 1) in self.g.words("clause")
            or (
                subjunctive
                and any(
                    self.among(m, "subjunctive") or self.to_infinitive(m)
                    for m in range(k, min(self.n, k + 14))
                )
            )
        )

    def to_infinitive(self, k: int) -> bool:
        """As in "zu räumen" and "einzurichten"."""
        low = self.low(k)
        if low == "zu":
            return True
        head, zu, tail = low.partition("zu")
        return bool(zu) and tail.endswith("n") and len(tail) > 3 and head in self.g.words("particles")

    def phrase(self, k: int, *, lower: bool = False) -> Span | None:
        """The noun phrase that starts at token ``k``; with ``lower`` a lower-case name may be one."""
        if k >= self.n or self.edge(k):
            return None
        start = k
        if self.among(k, "pron") and not (
            k + 1 < self.n
            and self.among(k, "det")
            and (
                self.ts[k + 1].capital
                or (self.low(k + 1).endswith(ENDINGS) and self.low(k + 1) not in _POSSESSIVES)
            )
        ):
            return (k, k + 1)
        nouns = 0
        while k < self.n and not self.edge(k):
            token = self.ts[k]
            low = token.low
            if token.capital and not self.classes[k] and low not in OF:
                nouns += 1  # most are a noun or a name
                k += 1
                continue
            if low == "-":
                k += 1
                continue
            if low in OF:
                if self.among(k + 1, "time", "occasions") or (
                    k == start and low in ("für", "bei", "beim", "zum", "zur", "von", "vom")
                ):
                    break
                if (
                    nouns
                    and low in ("bei", "beim", "für", "zum", "zur")
                    and not (k + 1 < self.n and (self.ts[k + 1].capital or self.among(k + 1, "det")))
                ):
                    break
            elif low == "nicht" and k > start and (not nouns or k == start + 1) and self._attribute(k + 1):
                pass  # "Ein nicht genannter Vertreter"
            elif (self.among(k, "prep", "sub", "aux", "neg") and not (token.capital and nouns)) or (
                self.among(k, "adv")
                and not token.capital
                and not (not nouns and k > start and self._attribute(k + 1))
            ):
                break
            elif self.among(k, "adv") and not token.capital:
                pass  # "einer gestern verbreiteten Erklärung"
            elif self.among(k, "conj"):
                if (
                    not nouns
                    or k + 1 >= self.n
                    or self.edge(k + 1)
                    or not (self.ts[k + 1].capital or self.among(k + 1, "det") or self._further(k + 1))
                ):
                    break
            elif (
                self.among(k, "time") and k > start and token.capital and low not in ("morgen", "mai", "tag")
            ):
                break
            elif (
                token.kind == "n"
                and nouns
                and k + 1 < self.n
                and self.ts[k + 1].capital
                and self.low(k - 1) not in ("von", "aus")
            ):
                break  # "Südkoreas | 1500 Soldaten"
            elif (
                token.capital
                or token.kind in "nq"
                or ("." in low and (k == start or self.low(k - 1) in OF or self.among(k - 1, "prep", "conj")))
            ):  # a site has no capital ("bildblog.de")
                nouns += 1
            elif self.among(k, "det"):
                if (
                    nouns
                    and low not in ("eines", "einer")
                    and not (self.low(k - 1) in _GOVERNING or self.among(k - 1, "conj"))
                ):
                    break
            elif lower and not nouns and k == start and not low.endswith(ENDINGS):
                nouns += 1
            elif (
                not low.endswith(ENDINGS)
                or (low in self.g.cues and not (self.among(k - 1, "adv") and self._attribute(k)))
                or (nouns and not self._attribute(k))
            ):
                break
            elif (
                nouns
                and self.ts[k - 1].capital
                and not self.among(k - 1, "det")
                and not low.endswith("er")
                and low not in _PARTICLES
            ):
                break  # "der Staatsanwaltschaft Leer | fahrlässige Tötung"; but "Vertreter mehrerer Orte"
            k += 1
        return (start, k) if nouns else None

    def _further(self, k: int) -> bool:
        """As in "Experten und | lokale Politiker": an adjective and its noun, no further verb."""
        low = self.low(k)
        return (
            low.endswith(ENDINGS)
            and not low.endswith(("te", "ten"))
            and not self.classes[k]
            and low not in self.g.cues
            and k + 1 < self.n
            and self.ts[k + 1].capital
        )

    def _attribute(self, k: int) -> bool:
        """An adjective inside a phrase: a noun or a further adjective follows."""
        return (
            k + 1 < self.n
            and not self.edge(k + 1)
            and (
                self.ts[k + 1].capital
                or (self.low(k + 1).endswith(ENDINGS) and not self.among(k + 1, "det", "prep", "adv", "refl"))
            )
        )
