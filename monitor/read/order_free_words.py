"""What a word may be where the order of words is free, told by its ending.

Endings stand in for morphology (``[endings]`` in grammar.toml): a phrase that opens with an
oblique form ("журналістам", "появу", "такої") is an addressee or an object, no source; nor
is one that does not agree with the verb ("Тендер … оголосять", "забруднення … визнав").
Leaves out: endings that two cases share, where the phrase may be the subject.
"""

from __future__ import annotations

from functools import cache, lru_cache

from monitor.read.clauses import Token, is_name_quote
from monitor.read.gazetteer import gazetteer
from monitor.read.grammar import Cue, Grammar, grammar
from monitor.read.order import Order, Span

_OUT_OF = frozenset(("з", "із", "зі"))
_PLURAL = ("ли", "ють", "уть", "ать", "ять", "лися", "лись", "ються", "аться", "яться")
NEAR = 8
"""Words after a verb among which its infinitive or predicate stands ("радять водіям не виїжджати")."""
_INFINITIVE = ("ти", "тися", "тись")
_ADJECTIVE = ("ський", "ська", "ське", "ські", "цький", "цька", "цьке", "цькі")


@lru_cache(maxsize=16384)
def _lists(code: str, low: str) -> frozenset[str]:
    """The lists of the gazetteer that have the word."""
    table = gazetteer(code)
    if not low:
        return frozenset()
    found = {name for name in table.words if table.has(name, low)}
    if table.concepts.match([low], 0) is not None:
        found.add("concepts")
    if table.institutions.match([low], 0) is not None:
        found.add("institutions")
    if table.territories.match([low], 0) is not None:
        found.add("territories")
    if table.capitals.match([low], 0) is not None:
        found.add("capitals")
    if not found and "-" in low:
        return _lists(code, low.rpartition("-")[2])  # "інтернет-видання"
    return frozenset(found)


@cache
def _finite(code: str) -> frozenset[str]:
    """The first words of the finite forms of the cues."""
    return frozenset(
        word
        for word, found in grammar(code).cues.items()
        if any(cue.kind == "verb" and cue.form == "finite" for cue in found)
    )


@cache
def infinitives(code: str) -> dict[str, Cue]:
    """The verbs of saying by their infinitives, but those that only stand beside speech."""
    return {
        cue.lemma: cue
        for found in grammar(code).cues.values()
        for cue in found
        if cue.kind == "verb" and cue.form == "finite" and cue.frame != "D" and len(cue.words) == 1
    }


@cache
def _endings(code: str) -> dict[str, tuple[str, ...]]:
    """The endings of each name in grammar.toml."""
    prefix = "endings."
    return {
        name.removeprefix(prefix): tuple(sorted(words))
        for name, words in grammar(code).classes.items()
        if name.startswith(prefix)
    }


_ACCUSATIVE = frozenset(("усю", "всю", "цю", "ту", "цього", "того", "їх", "її", "його"))
_ACCOUNTS = frozenset(("за", "на", "з", "зі", "із", "згідно", "посилаючись", "судячи"))
_HIS = frozenset(("його", "її", "своїх"))
_THEIRS = frozenset(("їхніми", "їхньою", "їхню", "їхніх", "їх"))
_ADVERB = frozenset(("adv",))
_AGO = ("нів", "ків", "нь", "ні", "ень", "яці", "ин", "яць", "рік", "роки")
"""Endings of what passes ("два роки тому", "кілька тижнів тому")."""


def _with_initials(tokens: list[Token], text: str) -> list[Token]:
    """The initials of names are no prepositions and pronouns ("О. Бондар", "Я. Гук")."""
    found = [
        k
        for k, token in enumerate(tokens[:-1])
        if token.end - token.start == 1
        and token.capital
        and text[token.end : token.end + 1] == "."
        and tokens[k + 1].capital
    ]
    if found:
        tokens = tokens.copy()
        for k in found:
            tokens[k] = tokens[k]._replace(low=tokens[k].low + ".")
    return tokens


def ago(tokens: list[Token], k: int) -> bool:
    """The word stands behind a time that has passed, and opens no clause."""
    return k > 0 and tokens[k - 1].kind == "w" and tokens[k - 1].low.endswith(_AGO)


def is_plural(verb: str) -> bool:
    """The verb has an ending of the plural."""
    return verb.endswith(_PLURAL) or verb.endswith("ні")  # also "впевнені"


def number_of(cue: str) -> bool | None:
    """Whether the one who says it is many, by the words of the cue; None for what does not tell."""
    words = cue.lower().split()
    if words[0] not in _ACCOUNTS:
        return is_plural(words[0])
    return True if _THEIRS.intersection(words) else False if _HIS.intersection(words) else None


def gender_of(cue: str) -> str:
    """M or f for a cue that tells it; "" for others."""
    words = cue.lower().split()
    if words[0] not in _ACCOUNTS:
        return sex_of(words[0])
    return "f" if "її" in words else "m" if "його" in words else ""


def sex_of(verb: str) -> str:
    """M or f for a past tense that tells it; "" for others."""
    if verb.endswith(("ла", "лася", "лась")):
        return "f"
    return "m" if verb.endswith(("в", "вся", "всь", "іг", "ік", "ер")) else ""


class FreeWords(Order):
    """The words of a sentence."""

    def __init__(self, tokens: list[Token], table: Grammar, text: str) -> None:
        super().__init__(_with_initials(tokens, text), table, text)
        tokens = self.ts
        self._endings = _endings(table.code)
        self._reporting = _finite(table.code)
        if "тому" in self.lows:
            for k, low in enumerate(self.lows):
                if low == "тому" and (ago(tokens, k) or self.low(k + 1) == "числі"):
                    self.classes[k] = _ADVERB
        self.shared_number: bool | None = None
        """Whether the verb of the subject that a further verb may share is plural; None for no verb."""
        self._openings: dict[int, int] = {}
        """Where the clause before a token starts."""
        self._verbs: dict[int, bool] = {}
        self._fitting: dict[tuple[int, int, int], bool] = {}
        """What :meth:`fits` has found: the rules ask more than once."""

    def classed(self, k: int) -> bool:
        """The token is of some class of the grammar."""
        return bool(self.classes[k])

    def edge(self, k: int) -> bool:
        """The token bounds a phrase."""
        return not (0 <= k < self.n and self.ts[k].kind in "wn") and super().edge(k)

    def ends(self, k: int, name: str) -> bool:
        """The word ends in one of the endings of that name."""
        return self.low(k).endswith(self._endings[name])

    def plural(self, verb: int) -> bool:
        """The verb has a plural form."""
        return is_plural(self.low(verb)) or self.among(verb, "certain_plural")

    def known(self, k: int, *lists: str) -> bool:
        """The word is in one of the lists of those who speak."""
        return not _lists(self.g.code, self.low(k)).isdisjoint(lists)

    def body(self, k: int) -> bool:
        """The word is an institution, a medium or a company."""
        return self.known(
            k, "government", "organisation", "media", "spokesperson", "concepts", "institutions"
        )

    def place_name(self, k: int) -> bool:
        """The word is a country or a capital."""
        return self.known(k, "territories", "capitals")

    def role(self, k: int) -> bool:
        """A word that opens a source: an office, a body, a spokesperson, a name."""
        if self.kind(k) != "w":
            return False
        if not self.ts[k].capital and self.low(k).endswith(_ADJECTIVE):
            return self.low(k + 1) != "" and not self.low(k + 1).endswith(_ADJECTIVE) and self.role(k + 1)
        return self.ts[k].capital or self.body(k) or self.known(k, "titles", "anonymity", "ignore")

    def acting(self, k: int) -> bool:
        """As in "в. о. голови": an acting head, no preposition."""
        return (
            self.low(k) == "в"
            and self.low(k + 1) == "о"
            and self.text[self.ts[k].end : self.ts[k + 1].end].replace(" ", "") == ".о"
        )

    def verbal(self, k: int) -> bool:
        """The token looks like a verb, by its ending."""
        if not 0 <= k < self.n:
            return False
        known = self._verbs.get(k)
        if known is None:
            known = self._verbs[k] = self._verbal(k)
        return known

    def _verbal(self, k: int) -> bool:
        low = self.ts[k].low
        if low in self._reporting or self.among(k, "aux", "sub"):
            return True
        return len(low) > 4 and (
            self.ts[k].text == low
            and self.ts[k].kind == "w"
            and self.ends(k, "verb")
            and not self.ends(k, "noun")
            and not self.among(k, "nouns")
            and not self.role(k)
            and not self.actor(k)
        )

    def infinitive(self, last: int) -> bool:
        """An infinitive stands near, past adverbs and those it is said to."""
        for k in range(last, min(self.n, last + NEAR)):
            if self.edge(k):
                return False
            if self.low(k).endswith(_INFINITIVE) and self.verbal(k):
                return True
        return False

    def finite_cue(self, k: int) -> bool:
        """The token is a finite form of a cue: the phrase ends before it."""
        return self.low(k) in self._reporting

    def fits(self, start: int, end: int, verb: int) -> bool:
        """The phrase may be the subject of the verb, by its first word."""
        key = (start, end, verb)
        known = self._fitting.get(key)
        if known is None:
            known = self._fitting[key] = self._fits(start, end, verb)
        return known

    def _fits(self, start: int, end: int, verb: int) -> bool:
        token, low = self.ts[start], self.low(start)
        if token.kind == "q":
            return is_name_quote(token)
        if self.aged(start):
            return start + 1 < end and self.fits(start + 1, end, verb)
        if token.kind == "n":
            return not self.among(start + 1, "time") and (
                self.low(start + 1) == "%"
                or any(self.role(k) or self.among(k, "counted") for k in range(start + 1, end))
            )
        if self.among(start, "pron"):
            return True
        if self.among(start, "det", "refl") and start + 1 < end and not self.among(start + 1, "det", "refl"):
            return self.fits(start + 1, end, verb)
        if self.verbal(start):
            return False
        if low in _ACCUSATIVE or self.among(start, "linking"):
            return False
        if self.acting(start) or token.text.isupper() or len(low) < 4:
            return True
        opens = start == 0 or self.kind(start - 1) in "pq"
        name = token.capital and (not opens or (start + 1 < end and self.ts[start + 1].capital))
        if self.among(start, "nominal") or (self.among(start, "plural_only") and self.plural(verb)):
            return True
        if token.capital and low.endswith("ом") and len(low) > 4 and not self.body(start):
            return False  # "з президентом Дональдом Туском"
        if self.ends(start, "oblique"):
            return False
        if name:
            return True
        if self.ends(start, "common") and not (token.capital and low.endswith("ів")):
            return False
        if self.plural(verb):
            if low.endswith("ий") and not any(self.among(k, "conj") for k in range(start, end)):
                return False  # "нагадують старий анекдот"
            return not self._lone(start, end) and not (
                self.ends(start, "neuter")
                and not self.known(start, "document")
                and not any(self.among(k, "conj") for k in range(start, end))
            )
        past = self.low(verb).endswith(("в", "вся", "ла", "лася"))
        if past and (self.ends(start, "neuter") or (self.ends(start, "feminine") and self.masculine(verb))):
            return False
        if token.capital and end == start + 1 and self.low(verb + 1) == "," and low.endswith("і"):
            return True  # "Гроссі розповів, чи …": a foreign name
        return not self.ends(start, "singular") or low == "пані"

    def aged(self, k: int) -> bool:
        """As in "30-річний сусід"."""
        return self.kind(k) == "n" and "-річн" in self.low(k)

    def actor(self, k: int) -> bool:
        """A noun for people, by the list or by an ending of those who do something ("соціологи")."""
        return self.among(k, "people") or (
            self.kind(k) == "w" and self.ends(k, "actor") and not self.among(k, "nouns", "things")
        )

    def manner(self, k: int) -> bool:
        """An adverb like "тихо", told by its ending."""
        low = self.low(k)
        return (
            low.endswith("о")
            and len(low) > 3
            and not self.among(k, "prep", "pron")
            and not low.endswith(("ого", "ство"))
            and not self.ts[k].capital
            and not self.among(k, "people")
            and not self.role(k)
        )

    def masculine(self, verb: int) -> bool:
        """The verb is a masculine past."""
        return self.low(verb).endswith(("в", "вся"))

    def _lone(self, start: int, end: int) -> bool:
        """One masculine noun, which no plural verb has for its subject."""
        token = self.ts[start]
        if token.low[-1] not in "бвгґджзклмнпрстфхцчшщ" or self.among(start, "many"):
            return False
        return not any(
            self.among(k, "conj") or self.low(k) in _OUT_OF or self.kind(k) == "n" for k in range(start, end)
        )

    def strong(self, span: Span, verb: int) -> bool:
        """The phrase opens with a role or a name that agrees with the verb, or is a pronoun."""
        k = span[0]
        if self.among(k, "pron") or self.acting(k):
            return True
        if not self.role(k) or not self.fits(k, span[1], verb):
            return False
        listed = self.body(k) or self.known(k, "titles", "anonymity", "ignore")
        opens = k == 0 or self.kind(k - 1) in "pq"
        if listed or not opens or span[1] == k + 1 or self.low(k).endswith(_ADJECTIVE):
            return True
        # "Загибель рибалок": a capital that only opens the sentence is no name
        return self.ts[k + 1].capital or self.kind(k + 1) == "q" or self.among(k + 1, "conj")

    def nominative(self, k: int, end: int, verb: int) -> bool:
        """The word cannot hang on the noun before it: no genitive, and it agrees with the verb."""
        if not self.fits(k, end, verb):
            return False
        low = self.low(k)
        if self.masculine(verb) and low.endswith(("а", "я")) and not self.among(k, "masculine"):
            return False
        if self.ts[k].capital:
            return not low.endswith(("и", "і", "ї"))
        return not self.ends(k, "genitive")

    def person(self, span: Span, verb: int) -> bool:
        """The phrase opens with the office of a person, in the nominative."""
        k = span[0]
        while k + 1 < span[1] and self.low(k).endswith(_ADJECTIVE):
            k += 1
        return (
            not self.ts[k].capital
            and (
                self.known(k, "titles", "anonymity", "spokesperson")
                or (
                    self.known(k, "concepts", "institutions")
                    and not self.known(k, "government", "organisation")
                )
            )
            and (
                self.fits(k, span[1], verb)
                if self.plural(verb) and self.low(k).endswith(("и", "і"))
                else self.nominative(k, span[1], verb)
            )
        )

    def addressee(self, k: int) -> bool:
        """A noun or pronoun in the dative, which somebody speaks to."""
        if self.kind(k) != "w" or (self.ts[k].capital and k > 0) or self.among(k, "nominal"):
            return False
        return self.among(k, "addressee") or (
            self.ends(k, "dative") and not self.ends(k, "instrumental") and len(self.low(k)) > 5
        )

    def stops(self, k: int, marks: str) -> bool:
        """The token is one of the marks."""
        return 0 <= k < self.n and self.ts[k].text in marks
