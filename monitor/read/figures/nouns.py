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
_AND = frozenset(("und", "oder", "sowie"))
_ATTRIBUTES = ("e", "en", "er")
# Shorter words that the dictionary lacks are names more often than compounds.
_LONG_WORD = 8
# A compound's head must be this long to be looked up alone: "Regierungszweigen" by "Zweigen".
_HEAD = 5
# Without these endings a capitalised word after a year-like number is a name: "2021 Anthony".
_GERMAN_PLURALS = ("e", "n", "er", "el", "s", "ar", "t")
_QUOTED = frozenset((' "', " «", " “", " „", " '", " ‘", " ‚"))
_QUOTE_HYPHEN = frozenset(('"-', "“-", "”-", "«-", "»-", "'-", "‘-", "’-"))


class Nouns:
    """Finds counted nouns in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        # "120 «Шахедів»": in English a quoted word behind a number is a title more often.
        self._quotable = lexicon.noun_style in {"capital", "lemma"}
        self._find = {
            "plural": PluralNouns(lexicon).find,
            "capital": self._capital,
            "lemma": self._lemma,
        }.get(lexicon.noun_style, self._none)

    def after(self, tokens: Tokens, at: int, *, singular: bool = False) -> Noun | None:
        """The noun of the phrase that begins at token ``at``, or None."""
        if at >= tokens.count or not (
            tokens.gap[at] in (" ", "-")
            or tokens.text[at] == "+"
            or (tokens.gap[at] in _QUOTED and self._quotable)
        ):
            return None
        if tokens.text[at] in self.lexicon.noun_of:
            at += 1
            if tokens.gap[at] != " ":
                return None
        if tokens.gap[at] in _QUOTED:
            # What is counted is inflected ("120 «Шахедів»"); a title begins in its base form.
            if self.lexicon.noun_style == "capital" and tokens.gap[at + 1] in _QUOTE_HYPHEN:
                return Noun(self._base(tokens.original(at + 1)), at + 2)  # 120 „Shahed“-Drohnen
            quoted = self._find(tokens, at, singular=singular)
            return None if quoted is None or quoted.lemma.lower() == tokens.text[at] else quoted
        return self._find(tokens, at, singular=singular)

    def seems(self, tokens: Tokens, at: int) -> bool:
        """Whether a counted noun seems to follow, judged without the base form."""
        if self.lexicon.noun_style == "capital":
            # "2022 marschierte Russland": a verb looks like an adjective, so its base form decides.
            word = tokens.text[at]
            if (
                tokens.gap[at] == " "
                and self._attribute(tokens, at)
                and not (
                    word.endswith(self.lexicon.noun_verb_endings)
                    and lemma(word, self.lexicon.code).endswith("n")
                )
            ):
                return self._capital_plural(tokens, at + 1)
            return self._capital_plural(tokens, at)
        return self.after(tokens, at) is not None

    def _capital_plural(self, tokens: Tokens, at: int) -> bool:
        word = tokens.text[at]
        return (
            tokens.gap[at] == " "
            and tokens.original(at)[:1].isupper()
            and word not in self.lexicon.noun_stop
            and word.endswith(_GERMAN_PLURALS)
            # "2021 London": a plural in -n has another base form.
            and not (word.endswith("n") and lemma(tokens.original(at), self.lexicon.code).lower() == word)
        )

    def next_word(self, tokens: Tokens, at: int) -> bool:
        """Whether the very next word is a counted noun: "2000 pages", never "2022 trading policies"."""
        if self.lexicon.noun_style == "capital":
            return self._capital_plural(tokens, at)
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
            if (
                gap not in (" ", "-")
                and not (gap in _QUOTED and at == begin)
                and not (
                    gap == ", "
                    and at > begin
                    and tokens.text[at - 1].endswith(lexicon.noun_adjective_endings)
                )
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
                if tokens.gap[at + 1] == "- " and tokens.text[at + 1] in lexicon.join | _AND:
                    # "700 Volks- und Raiffeisenbanken"
                    at += 2
                    continue
                head = tokens.original(at)
                return Noun(tokens.line[prefix : tokens.begin[at]] + self._base(head), at + 1)
            further = self._further(tokens, at, begin)
            if further:
                at = further
                continue
            if word in lexicon.noun_stop:
                return None
            if not word.endswith(lexicon.noun_adjective_endings) and word not in lexicon.noun_skip:
                return None
            if (
                word.endswith(lexicon.noun_verb_endings)
                and not word.startswith(lexicon.noun_adjective_beginnings)
                and not word.endswith(("ierte", "ierten"))
                and word not in lexicon.noun_adjectives
                and lemma(word, lexicon.code).endswith("n")
            ):
                return None
            at += 1
        return None

    def _further(self, tokens: Tokens, at: int, begin: int) -> int:
        """Past an adverb, "und" or a phrase inside a noun phrase; 0 when none stands at ``at``.

        ``bislang unbekannte Städte``, ``bewaffnete und maskierte Männer``, ``als Diplomaten
        getarnte Spione``: an adjective with its noun must follow.
        """
        lexicon = self.lexicon
        word = tokens.text[at]
        if at > begin and word in lexicon.join | _AND:
            return at + 1 if self._attribute(tokens, at + 1) else 0
        if word in lexicon.noun_adverbs or not (
            word in lexicon.noun_stop or word.endswith(lexicon.noun_adjective_endings)
        ):
            for ahead in (at + 1, at + 2):
                if self._attribute(tokens, ahead):
                    return ahead
                if tokens.text[ahead] not in lexicon.noun_adverbs:
                    return 0
            return 0
        if at == begin and word in lexicon.noun_phrase_openers:
            # The phrase has a noun of its own; the attribute stands behind it.
            for ahead in range(at + 2, at + 5):
                if tokens.gap[ahead] != " ":
                    return 0
                if tokens.original(ahead - 1)[:1].isupper() and self._attribute(tokens, ahead):
                    return ahead
        return 0

    def _attribute(self, tokens: Tokens, at: int) -> bool:
        """Whether an adjective in small letters stands at ``at`` with a noun right behind it."""
        word = tokens.original(at)
        return (
            len(word) > 3
            and word.islower()
            and word.endswith(_ATTRIBUTES)
            and tokens.gap[at] == " "
            and tokens.gap[at + 1] == " "
            and tokens.text[at] not in self.lexicon.noun_stop
            and tokens.original(at + 1)[:1].isupper()
        )

    def _base(self, word: str) -> str:
        if word.isupper() and len(word) > 1:
            return word
        base = self._known(word)
        for old, new in self.lexicon.noun_spelling:
            if base.endswith(old):
                return base[: -len(old)] + new
        return base

    def _head(self, word: str) -> str:
        """The word with the base form of the longest last part that the dictionary knows as a noun."""
        for cut in range(3, len(word) - _HEAD + 1):
            part = word[cut:].capitalize()
            base = lemma(part, self.lexicon.code)
            if base != part and base[:1].isupper():
                return word[:cut] + base.lower()
        return word

    def _known(self, word: str) -> str:
        base = lemma(word, self.lexicon.code)
        if base == word and not word[:1].islower():
            base = lemma(word.capitalize(), self.lexicon.code)
        if base == word or base.islower():
            for ending, replacement in self.lexicon.noun_rules:
                if word.endswith(ending) and len(word) > len(ending) + 2:
                    return word[: -len(ending)] + replacement
        if base == word and len(word) > _LONG_WORD and word[0].isupper():
            return self._head(word)
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
            if not (gap in (" ", "-") or (gap in _QUOTED and at == begin)) or not word[0].isalpha():
                break
            if word in lexicon.noun_skip:
                at += 1
                continue
            if word in lexicon.noun_stop or len(word) == 1:
                # a letter belongs to a name: "GJ 1252 b"
                break
            if adjective is not None and (
                tokens.original(at)[0].isupper() or word.endswith(lexicon.noun_predicates)
            ):
                # "четверо дорослих травмовані": a predicate, no noun
                break
            base = lexicon.noun_forms.get(word) or lemma(word, lexicon.code)
            if base == word and word not in lexicon.noun_forms:
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
