"""Counts and fractions: what is counted, and whether anything is.

"One" is a pronoun more often than a number; "half" may be a half of a match. Leaves
out nouns that stand before the numeral.
"""

from __future__ import annotations

from decimal import Decimal

from monitor.model import FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.nouns import Nouns
from monitor.read.figures.numerals import NumeralGrammar
from monitor.read.figures.plural_nouns import Noun
from monitor.read.figures.tokens import Tokens
from monitor.read.figures.units import Units

_DIGITS = frozenset("0123456789")
# What an adjective may stand before: "двадцять метричних тонн"; degrees and sums have their own.
_MEASURES = frozenset((FigureKind.DURATION, FigureKind.DISTANCE, FigureKind.MASS))
# Shorter words are signs of units, and more often prepositions: "м", "с".
_LETTERS = 2


class Counts:
    """Finds the counted noun of a number."""

    def __init__(self, lexicon: Lexicon, grammar: NumeralGrammar, units: Units, nouns: Nouns) -> None:
        self.lexicon = lexicon
        self.grammar = grammar
        self.units = units
        self.nouns = nouns

    def count(self, tokens: Tokens, index: int, draft: Draft) -> bool:
        """Find what is counted; False when the number counts nothing after all."""
        lexicon = self.lexicon
        numeral = draft.numeral
        if draft.noun is not None:
            return True
        at = draft.next
        if numeral.plain and self._substitution(tokens, index, at):
            return False
        if self._ratio(tokens, draft):
            at = draft.next
        single = not numeral.literal and at == index + 1 and tokens.text[index] in lexicon.one
        if single and self._pronoun(tokens, index, at):
            return draft.end - draft.start >= tokens.visible
        multiple = lexicon.multiples.forward(tokens, at) if tokens.gap[at] in (" ", "-", "") else None
        if multiple is not None and not numeral.fraction:
            draft.kind, draft.unit, draft.factor = FigureKind.RATE, "×", Decimal(1)
            draft.next = multiple[1]
            draft.end = tokens.end[multiple[1] - 1]
            return True
        if numeral.fraction:
            draft.kind = FigureKind.FRACTION
            if not self._fraction(tokens, index, draft):
                return False
        noun = self.nouns.after(tokens, at, singular=single)
        if noun is not None:
            if single and lexicon.one_is_article and noun.lemma not in lexicon.one_nouns:
                return False
            if self._measured(tokens, at, noun, draft):
                # "Одного чудового дня …" begins a story and measures nothing.
                return not (single and tokens.original(index)[0].isupper())
            draft.noun, draft.next = noun.lemma, noun.next
            draft.end = tokens.end[noun.next - 1]
        elif (
            numeral.value == 0
            and not numeral.literal
            and index
            and tokens.text[index - 1] in lexicon.zero_never
        ):
            return False
        elif single:
            return draft.end - draft.start >= tokens.visible
        elif numeral.vague and tokens.gap[at] == " " and tokens.text[at] in lexicon.trailing:
            draft.next = at + 1
            draft.end = tokens.end[at]
        return True

    def _measured(self, tokens: Tokens, at: int, noun: Noun, draft: Draft) -> bool:
        """``десять робочих днів``: the noun behind the adjectives is a unit, and the count a measure."""
        lexicon = self.lexicon
        if lexicon.noun_style != "lemma" or draft.kind is not FigureKind.COUNT or draft.numeral.vague:
            return False
        places = [noun.next - 1] if noun.next > at + 1 else []
        if noun.lemma.endswith(lexicon.noun_adjective_endings) and tokens.gap[noun.next] == " ":
            # "п'ять довгих років": years are no counted noun of their own
            places.append(noun.next)
        for place in places:
            known = lexicon.units.forward(tokens, place)
            if known is not None and known[0].kind in _MEASURES and len(tokens.text[place]) > _LETTERS:
                draft.measured(known[0])
                draft.next = known[1]
                draft.end = tokens.end[known[1] - 1]
                return True
        return False

    @staticmethod
    def _substitution(tokens: Tokens, index: int, at: int) -> bool:
        """``(Чачуа, 77)``: who came on, and in which minute; what is an age has been read as one."""
        return (
            index > 0
            and tokens.gap[index] == ", "
            and tokens.gap[index - 1][-1:] == "("
            and tokens.original(index - 1)[0].isupper()
            and tokens.gap[at][:1] == ")"
        )

    def _pronoun(self, tokens: Tokens, index: int, at: int) -> bool:
        lexicon = self.lexicon
        if index and tokens.text[index - 1] in lexicon.one_pronoun_before and tokens.gap[index] in (" ", "-"):
            return True
        if index and tokens.text[index - 1] in lexicon.one and tokens.gap[index] == " ":
            return True  # "знали один одного"
        gap = tokens.gap[at]
        if gap == " ":
            return tokens.text[at] in lexicon.one_pronoun_after
        return gap == "-" or at >= tokens.count or gap[:1] in ".,;:?!)\"'”’"

    def _fraction(self, tokens: Tokens, index: int, draft: Draft) -> bool:
        """``half of the members`` is a figure, ``the second half`` is none."""
        lexicon = self.lexicon
        role = lexicon.roles.get(tokens.text[index], ("", None))[0]
        if role not in {"h", "p"}:
            return True
        if (
            index
            and (tokens.text[index - 1] in lexicon.ordinals or tokens.text[index - 1] in lexicon.half_never)
            and tokens.gap[index] in (" ", "-")
        ):
            return False
        if draft.next >= tokens.count and index == 0:
            return True
        if index and tokens.gap[index] == " ":
            # "more than half", "cut by half"
            before = tokens.text[index - 1]
            if before in lexicon.half_before or lexicon.bound_before.backward(tokens, index - 1) is not None:
                return True
        return role == "p" or (
            tokens.gap[draft.next] == " "
            and (tokens.text[draft.next] in lexicon.of | lexicon.article | lexicon.half_after)
        )

    def _ratio(self, tokens: Tokens, draft: Draft) -> bool:
        """``one in five``, ``9 out of 10``: a share."""
        lexicon = self.lexicon
        numeral = draft.numeral
        value = numeral.value
        at = draft.next
        if value is None or numeral.fraction or value > 100 or value != int(value) or tokens.gap[at] != " ":
            return False
        phrase = lexicon.ratios.forward(tokens, at)
        if phrase is None or tokens.gap[phrase[1]] != " ":
            return False
        second = phrase[1]
        word = tokens.text[second]
        if not word or not (word[0] in _DIGITS or word in lexicon.roles):
            return False
        found = self.grammar.at(tokens, second)
        if found is None or found.numeral is None or found.numeral.value is None or found.numeral.fraction:
            return False
        parts = found.numeral.value
        if not value < parts or (found.numeral.plain and 1900 <= parts <= 2100) or parts != int(parts):
            return False
        if (value > 1 and phrase[1] == at + 1) and parts > 20:
            return False
        if self.units.after(tokens, found.next) is not None or tokens.text[found.next] in lexicon.months:
            return False
        numeral.value = value / parts
        numeral.fraction = True
        numeral.end = draft.end = found.numeral.end
        draft.next = found.next
        draft.kind = FigureKind.FRACTION
        return True
