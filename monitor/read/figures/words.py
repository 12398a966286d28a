"""Figures in languages that part words by spaces and put units after the number.

Goes through the candidates of a line from left to right: shield, numeral, range,
unit or currency, age or score, counted noun, bound. Every step looks a bounded number
of tokens around, so that time grows linearly with the text. Leaves out what only the
whole article could tell (a noun understood from the sentence before).
"""

from __future__ import annotations

from monitor.model import FigureKind
from monitor.read.figures.ages import Ages
from monitor.read.figures.bounds import Bounds
from monitor.read.figures.counts import Counts
from monitor.read.figures.draft import Draft
from monitor.read.figures.kinds import Kinds
from monitor.read.figures.lexicon import Lexicon, Unit
from monitor.read.figures.measures import Measures
from monitor.read.figures.nouns import Nouns
from monitor.read.figures.numeral_state import Found
from monitor.read.figures.numerals import NumeralGrammar
from monitor.read.figures.ranges import Ranges
from monitor.read.figures.shields import Shields
from monitor.read.figures.tokens import VULGAR, Tokens
from monitor.read.figures.units import Units

_DIGITS = frozenset("0123456789")
_FEW = frozenset((2, 3, 4))
# "a hundred", "a dozen", "a million", "a half"; never "a three-set victory".
_AFTER_ARTICLE = frozenset("xsh")


class WordReader:
    """Reads the figures of lines in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = NumeralGrammar(lexicon)
        self.nouns = Nouns(lexicon)
        self.shields = Shields(lexicon, self.nouns.seems, self.nouns.next_word)
        self.units = Units(lexicon)
        self.ranges = Ranges(lexicon, self.grammar, self.units, self.shields)
        self.kinds = Kinds(lexicon, self.units, self.nouns)
        self.ages = Ages(lexicon, self.nouns)
        self.measures = Measures(lexicon, self.grammar, self.units, self.kinds, self.ranges)
        self.counts = Counts(lexicon, self.grammar, self.units, self.nouns)
        self.bounds = Bounds(lexicon)
        self._starters = (
            frozenset(lexicon.roles)
            | frozenset(lexicon.fractions)
            | lexicon.minus
            | lexicon.point
            | frozenset(VULGAR)
        )
        self._glued = self.grammar.glued
        self._one_nouns = frozenset(noun.lower() for noun in lexicon.one_nouns)
        self._heads = self.grammar.heads

    def read(self, line: str) -> list[Draft]:
        """The figures of one line (no newline inside), in order."""
        tokens = Tokens(line)
        starters, heads, glued = self._starters, self._heads, self._glued
        candidates = [
            at
            for at, word in enumerate(tokens.text[: tokens.count])
            if word[0] in _DIGITS or word in starters or (word[:3] in heads and glued(word) is not None)
        ]
        drafts: list[Draft] = []
        resume = 0
        for at in candidates:
            if at >= resume:
                resume = max(self._at(tokens, at, drafts), at + 1)
        return drafts

    def _at(self, tokens: Tokens, index: int, drafts: list[Draft]) -> int:
        if self._is_article(tokens, index) or self._tolerance(tokens, index):
            return index + 1
        past = self.shields.before(tokens, index)
        if past:
            return past
        floor = drafts[-1].next if drafts else 0
        money = self.measures.currency_before(tokens, index, floor)
        sum_goes_on = bool(drafts) and self.measures.goes_on(tokens, index, drafts[-1])
        found = self.grammar.at(tokens, index, money=money is not None or sum_goes_on)
        if found is None:
            return index + 1
        numeral = found.numeral
        if numeral is None:
            return found.next
        found = self._past_ending(tokens, found)
        scored = self.kinds.score(tokens, index, found) if numeral.plain and money is None else None
        if scored is not None:
            if isinstance(scored, int):
                return scored
            drafts.append(scored)
            return scored.next
        past = self.shields.after(tokens, index, found, money=money is not None)
        if past:
            return past
        if numeral.literal and self.measures.foreign(tokens, index, found, money):
            return found.next
        draft = self._draft(tokens, index, found, money, drafts)
        if draft is None:
            return found.next
        drafts.append(draft)
        return draft.next

    def _past_ending(self, tokens: Tokens, found: Found) -> Found:
        """Past the case ending of a cardinal in digits: ``2-х годин``, ``320-ти викладачів``; never ``90-х``."""
        lexicon, at, numeral = self.lexicon, found.next, found.numeral
        if (
            numeral is None
            or not numeral.plain
            or numeral.value is None
            or tokens.gap[at] != "-"
            or tokens.text[at] not in lexicon.cardinal_suffixes
            or tokens.gap[at + 1] != " "
            or tokens.text[at + 1] in lexicon.roles
            or (tokens.text[at] in lexicon.few_suffixes and numeral.value not in _FEW)
            or not (self.units.after(tokens, at + 1) or self.nouns.seems(tokens, at + 1))
        ):
            return found
        return found._replace(next=at + 1)

    def _tolerance(self, tokens: Tokens, index: int) -> bool:
        """Whether the minus at ``index`` is that of "plus or minus 3 points", which is no sign."""
        lexicon = self.lexicon
        if index and tokens.text[index] in lexicon.minus and tokens.gap[index] == "-":
            return True  # "плюс-мінус два"
        return (
            index > 1
            and tokens.text[index] in lexicon.minus
            and lexicon.range_or.forward(tokens, index - 1) is not None
            and tokens.gap[index] == " "
        )

    def _is_article(self, tokens: Tokens, index: int) -> bool:
        """Whether a word for one is an article, judged by the next word alone: most of them are."""
        lexicon = self.lexicon
        if (
            index
            and tokens.gap[index] == "-"
            and tokens.text[index] in lexicon.one
            and not lexicon.one_is_article
        ):
            # "all-in-one"; the one of "twenty-one" is read with its tens
            return True
        if not lexicon.one_is_article or tokens.text[index] not in lexicon.one:
            return False
        at = index + 1
        follow = tokens.text[at]
        return not (
            at >= tokens.count
            or follow in lexicon.roles
            or follow in lexicon.fractions
            or follow in self._one_nouns
            or follow in lexicon.join
            or follow in lexicon.point
            or self.units.after(tokens, at) is not None
            or lexicon.range_to.forward(tokens, at) is not None
            or lexicon.range_or.forward(tokens, at) is not None
            or lexicon.ratios.forward(tokens, at) is not None
        )

    def _draft(
        self, tokens: Tokens, index: int, found: Found, money: tuple[Unit, int] | None, drafts: list[Draft]
    ) -> Draft | None:
        lexicon = self.lexicon
        floor = drafts[-1].next if drafts else 0
        numeral = found.numeral
        assert numeral is not None
        first = index
        role = lexicon.roles.get(tokens.text[index], ("", None))[0]
        if (
            tokens.text[index] in lexicon.one
            and found.next == index + 1
            and tokens.text[index + 1] in lexicon.one_pronoun_after
            and lexicon.ratios.forward(tokens, index + 1) is None
            and not self.grammar.begins(tokens, index + 2)
        ):
            # "one day", "один момент"
            return None
        if (
            not numeral.literal
            and role in _AFTER_ARTICLE
            and index > floor
            and tokens.text[index - 1] in lexicon.article
            and tokens.gap[index] == " "
        ):
            first = index - 1
            numeral.start = tokens.begin[first]
        if numeral.literal and money is None:
            self.measures.sign(tokens, index, numeral, floor)
        draft = Draft(numeral=numeral, first=first, next=found.next, start=numeral.start, end=numeral.end)
        if money is not None:
            draft.kind, draft.currency, draft.first = FigureKind.MONEY, money[0].symbol, money[1]
            draft.start = numeral.start = tokens.begin[money[1]]
        opened = self.ranges.range_open(tokens, draft.first, floor)
        middle = None
        if opened is not None:
            middle = opened[0]
        if money is not None:
            self.measures.past_stroke(tokens, draft)
        self.ranges.range(tokens, draft, middle)
        if money is not None:
            self.measures.past_stroke(tokens, draft)
        if found.tail:
            self.measures.tail(tokens, draft, found.tail)
        elif (
            tokens.gap[draft.next] in ("-", "")
            and isinstance(payload := self.units.adjective(tokens.text[draft.next]), str)
            and draft.kind is FigureKind.COUNT
        ):
            draft.next += 1
            draft.end = tokens.end[draft.next - 1]
            self.measures.adjective(draft, payload)
        elif draft.kind is FigureKind.COUNT and not self.measures.and_a_half(tokens, index, draft, floor):
            self.measures.measure(tokens, draft, middle)
        elif draft.kind is FigureKind.MONEY:
            self.measures.money_tail(tokens, draft)
        if draft.kind is FigureKind.TEMPERATURE and not self.kinds.heat(tokens, index, draft):
            return None
        if draft.numeral.low is not None and opened is not None and not draft.numeral.vague:
            draft.first = opened[1]
            draft.start = numeral.start = tokens.begin[opened[1]]
        self.measures.inverted(tokens, draft, floor)
        self.measures.compound(tokens, draft)
        self.ages.read(tokens, index, draft, floor)
        if drafts and draft.kind is FigureKind.COUNT:
            self.measures.inherit(tokens, index, draft, drafts[-1])
        if draft.kind in {FigureKind.COUNT, FigureKind.FRACTION} and not self.counts.count(
            tokens, index, draft
        ):
            return None
        self.bounds.read(tokens, draft, floor)
        return draft
