"""The counted noun after a numeral: which word it is, and its base form.

No parser: each language names one of three ways that its spelling gives the noun
away. ``plural``: the plural form after the adjectives (English; in
:mod:`monitor.read.figures.plural_nouns`). ``capital``:
the first word with a capital (German). ``lemma``: the first word whose base form is
neither an adjective nor a verb (Slavic languages). Leaves out nouns that stand before
the numeral or are merely understood ("killed 12").
"""

from __future__ import annotations

from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.plural_nouns import Noun, PluralNouns
from monitor.read.figures.tokens import Tokens
from monitor.read.lemmas import lemma

# Beyond that many words the first noun belongs to something else more often than not.
_REACH = 6
_REACH_LEMMA = 5
# Without these endings a capitalised word after a year-like number is a name: "2021 Anthony".
_GERMAN_PLURALS = ("e", "n", "er", "el", "s", "ar", "t")


class Nouns:
    """Finds counted nouns in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._find = {
            "plural": PluralNouns(lexicon).find,
            "capital": self._capital,
            "lemma": self._lemma,
        }.get(lexicon.noun_style, self._none)

    def after(self, tokens: Tokens, at: int, *, singular: bool = False) -> Noun | None:
        """The noun of the phrase that begins at token ``at``, or None."""
        if at >= tokens.count or (tokens.gap[at] not in (" ", "-") and tokens.text[at] != "+"):
            return None
        if tokens.text[at] in self.lexicon.noun_of:
            at += 1
            if tokens.gap[at] != " ":
                return None
        return self._find(tokens, at, singular=singular)

    def seems(self, tokens: Tokens, at: int) -> bool:
        """Whether a counted noun seems to follow, judged without the base form."""
        if self.lexicon.noun_style == "capital":
            # "2022 marschierte Russland": an adjective and a verb look alike, so only the next word counts.
            word = tokens.text[at]
            return (
                tokens.gap[at] == " "
                and tokens.original(at)[:1].isupper()
                and word not in self.lexicon.noun_stop
                and word.endswith(_GERMAN_PLURALS)
            )
        return self.after(tokens, at) is not None

    def next_word(self, tokens: Tokens, at: int) -> bool:
        """Whether the very next word is a counted noun: "2000 pages", never "2022 trading policies"."""
        if self.lexicon.noun_style == "capital":
            return self.seems(tokens, at)
        noun = self.after(tokens, at)
        if noun is None or noun.next != at + 1:
            return False
        # "2017 бюджет": what is counted stands in another case than its base form.
        return self.lexicon.noun_style != "lemma" or noun.lemma != tokens.text[at]

    @staticmethod
    def _none(tokens: Tokens, at: int, *, singular: bool) -> Noun | None:
        del tokens, at, singular
        return None

    # ------------------------------------------------------------------- German

    def _capital(self, tokens: Tokens, at: int, *, singular: bool) -> Noun | None:
        del singular
        lexicon = self.lexicon
        begin = at
        while at < tokens.count and at - begin < _REACH:
            word = tokens.text[at]
            gap = tokens.gap[at]
            if gap not in (" ", "-") and not (
                gap == ", " and at > begin and tokens.text[at - 1].endswith(lexicon.noun_adjective_endings)
            ):
                return None
            if not word[0].isalpha():
                return None
            original = tokens.original(at)
            if original[0].isupper() and word not in lexicon.noun_stop:
                following = tokens.original(at + 1)
                if (
                    tokens.gap[at + 1] == " "
                    and following[:1].isupper()
                    and word.endswith(lexicon.noun_never_endings)
                    and following.lower() not in lexicon.noun_stop
                ):
                    # "Berliner Polizisten", "US Soldaten"
                    at += 1
                prefix = tokens.begin[at]
                while tokens.gap[at + 1] == "-" and tokens.text[at + 1][:1].isalpha():
                    at += 1
                head = tokens.original(at)
                return Noun(tokens.line[prefix : tokens.begin[at]] + self._base(head), at + 1)
            if word in lexicon.noun_stop:
                return None
            if not word.endswith(lexicon.noun_adjective_endings) and word not in lexicon.noun_skip:
                return None
            if (
                word.endswith(lexicon.noun_verb_endings)
                and not word.startswith(lexicon.noun_adjective_beginnings)
                and not word.endswith(("ierte", "ierten"))
                and word not in lexicon.noun_adjectives
            ):
                return None
            at += 1
        return None

    def _base(self, word: str) -> str:
        base = lemma(word, self.lexicon.code)
        if base == word and not word[:1].islower():
            base = lemma(word.capitalize(), self.lexicon.code)
        if base == word or base.islower():
            for ending, replacement in self.lexicon.noun_rules:
                if word.endswith(ending) and len(word) > len(ending) + 2:
                    return word[: -len(ending)] + replacement
        if base[:1].isupper() or word[:1].islower():
            return base
        # A participle as a noun: "zwei Verletzte" are cited as "Verletzter".
        return (
            base[:1].upper()
            + base[1:]
            + ("er" if word.endswith(("e", "en", "er", "em")) and not base.endswith("e") else "")
        )

    # -------------------------------------------------------------------- Slavic

    def _lemma(self, tokens: Tokens, at: int, *, singular: bool) -> Noun | None:
        del singular
        lexicon = self.lexicon
        begin = at
        adjective: Noun | None = None
        while at < tokens.count and at - begin < _REACH_LEMMA:
            word = tokens.text[at]
            gap = tokens.gap[at]
            if gap not in (" ", "-") or not word[0].isalpha():
                break
            if word in lexicon.noun_skip:
                at += 1
                continue
            if word in lexicon.noun_stop:
                break
            if adjective is not None and tokens.original(at)[0].isupper():
                break
            base = lemma(word, lexicon.code)
            if base == word:
                for ending, replacement in lexicon.noun_rules:
                    if word.endswith(ending) and len(word) > len(ending) + 2:
                        base = word[: -len(ending)] + replacement
                        break
            if base.endswith(lexicon.noun_verb_endings) or word.endswith(lexicon.noun_never_endings):
                break
            if base.endswith(lexicon.noun_adjective_endings) or (
                lemma(word, lexicon.code) == word and word.endswith(lexicon.noun_unknown_adjectives)
            ):
                adjective = Noun(base, at + 1)
                at += 1
                continue
            while tokens.gap[at + 1] == "-" and tokens.text[at + 1][:1].isalpha():
                at += 1
            return Noun(base, at + 1)
        return adjective
