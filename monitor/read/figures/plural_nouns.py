"""The counted noun where a plural ending gives it away (English): "12 well-armed rebel fighters".

The head of the phrase behind a numeral is its first plural, unless that plural only
modifies another one ("police officers", "armed forces personnel") or is an adjective
used as a noun ("12 wounded", but "12 wounded soldiers"). Possessives, coordinated
adjectives ("Russian and Belarusian athletes"), initialisms ("U.S. troops"), numbers
in names ("Boeing 737 jets") and, after "of", determiners and a second number ("330 of
the hotel's 397 rooms") are passed over. Leaves out heads that look like singulars
("three salmon" of a kind that no list has) and nouns said elsewhere in the sentence.
"""

from __future__ import annotations

from typing import NamedTuple

from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.tokens import Tokens
from monitor.read.lemmas import lemma

# "12,000 well-trained North Korean elite troops" has five words before the noun; beyond
# that the first plural belongs to something else more often than not.
_REACH = 6
# What may stand between the words of a noun phrase; quotation marks set one of them off.
_JOINTS = frozenset((" ", "-", ' "', '" ', " '", "' "))
_MONEY = frozenset("$€£¥")
_PARTICIPLES = ("ed", "ing")


class Noun(NamedTuple):
    """A counted noun in its base form, and the index past it."""

    lemma: str
    next: int


class PluralNouns:
    """Finds counted nouns by their plural endings."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def find(self, tokens: Tokens, at: int, *, singular: bool) -> Noun | None:
        """The noun of the phrase that begins at token ``at``, or None.

        Where another number stands before the noun, ``next`` is where the phrase began:
        that number is a figure of its own.
        """
        lexicon = self.lexicon
        partitive = at > 0 and tokens.text[at - 1] in lexicon.noun_of
        if tokens.text[at] == "+" and tokens.gap[at] == "":
            # "10,000+ customers"
            at += 1
        if not partitive:
            phrase = lexicon.bound_after.forward(tokens, at)
            if phrase is not None and (tokens.gap[at] == "-" or phrase[1] > at + 1):
                # "200-odd homes", "ten or more families"
                at = phrase[1]
                if tokens.gap[at] != " " or at >= tokens.count:
                    return None
            elif tokens.gap[at] == "-":
                return self._hyphenated(tokens, at)
            elif singular:
                return self._singular(tokens, at)
        return self._head(tokens, at, at - 1 if partitive else at, partitive=partitive)

    def _hyphenated(self, tokens: Tokens, at: int) -> Noun | None:
        """``500-bed hospital``, ``20-member team``, ``100,000-strong army``."""
        lexicon = self.lexicon
        word = tokens.text[at]
        if len(word) < 3 or word[0].isdecimal() or word in lexicon.of or word in lexicon.join:
            return None
        if word in lexicon.adjective_nouns:
            return self._singular(tokens, at + 1)
        return Noun(lemma(word, lexicon.code), at + 1)

    def _head(self, tokens: Tokens, at: int, start: int, *, partitive: bool) -> Noun | None:
        lexicon = self.lexicon
        begin = at
        crossed = False
        fallback: Noun | None = None
        while at < tokens.count and at - begin < _REACH:
            word = tokens.text[at]
            if not self._joined(tokens, at, begin):
                break
            if not word[0].isalpha():
                # "330 of the hotel's 397 rooms", "24 Boeing 737 jets"
                named = at > begin and word.isdecimal() and tokens.original(at - 1)[0].isupper()
                if not (named or (partitive and (word[0].isdecimal() or word in _MONEY))):
                    break
                crossed = crossed or not named
                at += 1
                continue
            if partitive and word in lexicon.roles and word not in lexicon.article:
                crossed = True
                at += 1
                continue
            if word in lexicon.roles and word not in lexicon.article:
                break
            if word in lexicon.noun_skip or (partitive and at == begin and word in lexicon.noun_determiners):
                at += 1
                continue
            if word in lexicon.noun_stop and not self._initials(tokens, at):
                past = self._past_join(tokens, at, begin)
                if not past:
                    break
                crossed = crossed or past > at + 1
                at = past
                continue
            if self._plural_at(tokens, at):
                if word in lexicon.noun_adjectives or tokens.gap[at + 1].startswith("'"):
                    # "12 wounded soldiers", "40 countries' leaders"
                    base = word if word in lexicon.noun_adjectives else self._stem(word)
                    fallback = Noun(base, start if crossed else at + 1)
                elif tokens.gap[at + 1] != "-" or tokens.gap[at] == "-":
                    at = self._past_modifier(tokens, at)
                    return Noun(self._stem(tokens.text[at]), start if crossed else at + 1)
            elif word in lexicon.noun_adjectives:
                fallback = Noun(word, start if crossed else at + 1)
            at += 1
        return fallback

    def _joined(self, tokens: Tokens, at: int, begin: int) -> bool:
        """Whether the word at ``at`` still belongs to the phrase, by what stands before it."""
        gap = tokens.gap[at]
        if gap in _JOINTS or (gap == "" and tokens.text[at - 1] in _MONEY):
            return True
        if at == begin:
            return False
        if gap in (".", ". ") and len(tokens.text[at - 1]) == 1 and tokens.original(at - 1).isupper():
            # "three U.S. soldiers"; "12 men from the U.S. He" has a stop word before it
            return True
        # "12 small, fast boats": a comma between adjectives, the noun close behind
        return (
            gap == ", "
            and self._plural_at(tokens, at + 1)
            and tokens.gap[at + 1] == " "
            and not self._plural_at(tokens, at)
        )

    def _initials(self, tokens: Tokens, at: int) -> bool:
        """Whether a word that would end the phrase is an initialism: US, IT, UN, U.S."""
        original = tokens.original(at)
        if not original.isupper() or tokens.line.isupper():
            return False
        return len(original) > 1 or tokens.gap[at + 1] == "." or tokens.gap[at] == "."

    def _past_join(self, tokens: Tokens, at: int, begin: int) -> int:
        """Past the "and" of coordinated adjectives, and past the second number behind it; else 0."""
        lexicon = self.lexicon
        if at == begin or tokens.text[at] not in lexicon.noun_joins or tokens.gap[at] != " ":
            return 0
        before, behind = tokens.text[at - 1], tokens.text[at + 1]
        if tokens.gap[at + 1] != " " or before.endswith("ly"):
            return 0
        if tokens.original(at - 1)[0].isupper() and (behind[:1].isdecimal() or behind in lexicon.roles):
            # "five Israeli and three Palestinian children"
            return at + 2
        if behind in lexicon.noun_stop and not self._initials(tokens, at + 1):
            return 0
        close = self._plural_at(tokens, at + 1) and not before.endswith(_PARTICIPLES)
        return (
            at + 1
            if close
            or (
                self._plural_at(tokens, at + 2)
                and tokens.gap[at + 2] == " "
                and not self._plural_at(tokens, at + 1)
            )
            else 0
        )

    def _past_modifier(self, tokens: Tokens, at: int) -> int:
        """The head where a plural modifies the next one: "police officers", "materials scientists".

        A verb behind a plural has no "s", so that a second plural is the head; only shares
        take one ("one in five children goes …").
        """
        lexicon = self.lexicon
        following = tokens.text[at + 1]
        modifies = (
            tokens.gap[at + 1] == " "
            and (tokens.original(at + 1)[:1].islower() or tokens.original(at)[0].isupper())
            and following not in lexicon.noun_stop
            and following not in lexicon.noun_skip
            and following not in lexicon.noun_verbs
            and self._plural_at(tokens, at + 1)
        )
        return at + 1 if modifies else at

    def _plural_at(self, tokens: Tokens, at: int) -> bool:
        word = tokens.text[at]
        if self.is_plural(word):
            return True
        # MPs, GPs, SUVs
        return 2 < len(word) <= 5 and word[-1] == "s" and tokens.original(at)[:-1].isupper()

    def is_plural(self, word: str) -> bool:
        """Whether the word looks like a plural noun."""
        lexicon = self.lexicon
        if word in lexicon.noun_plurals:
            return True
        return (
            len(word) > 3
            and word[-1] == "s"
            and word[-2] not in "su'"
            and not word.endswith("is")
            and word not in lexicon.noun_never
            and word not in lexicon.roles
        )

    def _stem(self, word: str) -> str:
        base = lemma(word, self.lexicon.code)
        if base == word and word not in self.lexicon.noun_plurals:
            for ending, replacement in self.lexicon.noun_rules:
                if word.endswith(ending):
                    return word[: -len(ending)] + replacement
        return base

    def _singular(self, tokens: Tokens, at: int) -> Noun | None:
        """After "one": the last word before a verb, preposition or pause."""
        lexicon = self.lexicon
        begin = at
        while at < tokens.count and at - begin < 3 and tokens.gap[at] == " ":
            word = tokens.text[at]
            stops = word in lexicon.noun_stop and not self._initials(tokens, at)
            if stops or not word[0].isalpha() or word in lexicon.of or word in lexicon.noun_skip:
                break
            if word.endswith("ly") and word not in lexicon.noun_ly:
                # "sold as one separately"
                break
            if word.endswith(_PARTICIPLES) and (
                at > begin or tokens.gap[at + 1] != " " or tokens.text[at + 1] in lexicon.noun_stop
            ):
                # "one used by him", but "one wounded man"
                break
            if word not in lexicon.noun_plurals and self.is_plural(word):
                # "as one heads south"
                break
            at += 1
        if at == begin:
            return None
        return Noun(lemma(tokens.text[at - 1], lexicon.code), at)
