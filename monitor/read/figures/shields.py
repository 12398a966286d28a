"""What looks like a quantity and is none: dates, times, ordinals, phone numbers, names.

A shield says where reading goes on past the thing. Here is the order in which they are
tried, with ordinals and what is spelled; dates are in
:mod:`monitor.read.figures.date_shields`, identifiers in
:mod:`monitor.read.figures.name_shields`, shapes of digits that are the same everywhere
in :mod:`monitor.read.figures.shapes`. Leaves out ages and scores, which are figures of their own kind.
"""

from __future__ import annotations

from collections.abc import Callable

from monitor.read.figures.date_shields import DateShields
from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.name_shields import NameShields, past_glued, past_more_names
from monitor.read.figures.numeral_state import Found
from monitor.read.figures.shapes import (
    CITED,
    DAY_MONTH,
    DOCKET,
    GROUPED,
    NUMBERED,
    SHAPE,
    called,
    past,
    past_chunk,
    past_digits,
    phone_follows,
)
from monitor.read.figures.tokens import Tokens
from monitor.read.figures.units import begins_unit

_HOURS = 24
_QUOTE_OPENS, _QUOTE_CLOSES = frozenset('«“„"‘'), frozenset('»”“"’')
_MONEY = frozenset("$€£¥₩₴₽")
# Behind these, digits are no date and no telephone number.
_QUIET = frozenset(" ,;:)%" + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Shields:
    """The shields of one language."""

    def __init__(
        self,
        lexicon: Lexicon,
        counted: Callable[[Tokens, int], bool],
        counted_next: Callable[[Tokens, int], bool],
    ) -> None:
        self.lexicon = lexicon
        self.counted = counted
        self.counted_next = counted_next
        self.dates = DateShields(lexicon, counted, counted_next)
        self.names = NameShields(lexicon, counted)

    def before(self, tokens: Tokens, index: int) -> int:
        """Shields that need no numeral read: the index to go on at, or 0."""
        text = tokens.text[index]
        if not "0" <= text[0] <= "9":
            return 0
        line = tokens.line
        begin = tokens.begin[index]
        previous = line[begin - 1 : begin]
        if previous and (
            previous in "#@_=&\\^"
            or (index > 1 and tokens.text[index - 1] == "°" and tokens.text[index - 2] == "n")
        ):
            return past_glued(tokens, index + 1)
        if previous == "[" and (match := CITED.match(line, begin)):
            return past(tokens, index, match.end())
        if index == 0 and (match := NUMBERED.fullmatch(line, begin)):
            return past(tokens, index, match.end())
        if (self.lexicon.ordinal_dot and tokens.gap[index + 1].startswith((".'", "')"))) or (
            tokens.gap[index + 1] == "." and tokens.text[index + 1] == "+"
        ):
            # A minute of a match: (67'), 72.', 120.+1.'
            return index + 1
        if tokens.gap[index + 1] == "&" and tokens.text[index + 1].isdecimal():
            return index + 2  # 1&1
        if (
            tokens.text[index + 1] == "+"
            and tokens.gap[index + 1] == tokens.gap[index + 2] == ""
            and tokens.text[index + 2].isdecimal()
        ):
            return index + 3  # the channel 1+1, a format of 3+1
        bare = text.isdecimal()
        if self.lexicon.ordinal_dot and bare and "/" in line and (docket := DOCKET.match(line, begin)):
            return past(tokens, index, docket.end())
        if line.startswith(self.lexicon.identifier_fixed, begin) and previous not in _MONEY:
            for fixed in self.lexicon.identifier_fixed:
                if (
                    line.startswith(fixed, begin)
                    and not line[begin + len(fixed) : begin + len(fixed) + 1].isdecimal()
                ):
                    return past(tokens, index, begin + len(fixed))
        follow = line[tokens.end[index] : tokens.end[index] + 1]
        if bare and follow in _QUIET and text[0] != "0":
            # Most numbers: digits with a space or a letter behind them have none of the shapes below.
            if tokens.has_address or (index and tokens.text[index - 1] == "+"):
                return self._address_or_phone(tokens, index)
            if tokens.text[index + 1].isdecimal() and tokens.gap[index + 1] == " ":
                return self._called(tokens, index)
            return 0
        if match := SHAPE.match(line, begin):
            grouped = GROUPED.match(line, begin)
            if not grouped and previous not in _MONEY:
                return past(tokens, index, match.end())
        if self.lexicon.ordinal_dot and (match := DAY_MONTH.match(line, begin)):
            return past(tokens, index, match.end())
        return self._address_or_phone(tokens, index)

    def _address_or_phone(self, tokens: Tokens, index: int) -> int:
        """Past a number after a plus sign that telephones have, or one in a web address; else 0."""
        text, gap, line, begin = tokens.text[index], tokens.gap[index], tokens.line, tokens.begin[index]
        if (
            index
            and tokens.text[index - 1] == "+"
            and gap == ""
            and len(text) <= 3
            and phone_follows(tokens, index)
        ):
            return past_digits(tokens, index)
        if tokens.has_address:
            chunk = line[max(0, begin - 200) : begin].rpartition(" ")[2]
            if "://" in chunk or "www." in chunk:
                return past_chunk(tokens, index)
        return 0

    def _called(self, tokens: Tokens, index: int) -> int:
        """Past a telephone number in groups ("call 1800 555 013"); else 0."""
        lexicon = self.lexicon
        if called(tokens, index, lexicon.phone_words, lexicon.phone_prefixes):
            return past_digits(tokens, index)
        return 0

    def after(self, tokens: Tokens, index: int, found: Found, *, money: bool) -> int:
        """Shields for the numeral read at ``index``: the index to go on at, or 0."""
        numeral = found.numeral
        if numeral is None:
            return found.next
        if money:
            return 0
        if tokens.gap[found.next] == "-" and (
            tokens.text[found.next] in self.lexicon.identifier_hyphened
            or (not numeral.literal and self._compound(tokens, found.next))
        ):
            # "two-way trade", "ein Vier-Augen-Gespräch"
            return past_glued(tokens, found.next)
        limit = index and tokens.gap[index] == "-" and tokens.text[index - 1] in self.lexicon.age_limits
        if limit and numeral.plain and tokens.text[found.next] in self.lexicon.decade_suffixes:
            # "the over-65s" are an age
            return 0
        at = found.next
        if tokens.gap[at] == " " and (
            tokens.text[at] in self.lexicon.join or self.lexicon.range_or.forward(tokens, at) is not None
        ):
            # "acht oder neun Uhr"
            other = tokens.text[at + 1]
            short = other.isdecimal() or self.lexicon.roles.get(other, ("",))[0] == "n"
            clock = self.lexicon.time_after.forward(tokens, at + 2) if short else None
            if clock is not None and numeral.value is not None and numeral.value <= _HOURS:
                return int(clock[1])
        if numeral.literal:
            past = self._ordinal(tokens, found) or self.dates.clock(tokens, index, found)
            if past:
                return past
        if not numeral.literal:
            past = self._spelled(tokens, index, found)
            if past:
                return past
        past = self.dates.date(tokens, index, found)
        if past or not numeral.literal:
            return past
        return self.names.identifier(tokens, index, found)

    def _compound(self, tokens: Tokens, at: int) -> bool:
        """Whether a numeral in words is the first part of a name: "Drei-Punkte-Plan", never "Fünf-Prozent-Hürde"."""
        lexicon = self.lexicon
        return (
            lexicon.noun_style == "capital"
            and tokens.gap[at + 1] == "-"
            and tokens.original(at)[:1].isupper()
            and tokens.original(at + 1)[:1].isupper()
            and lexicon.units.forward(tokens, at) is None
        )

    def _spelled(self, tokens: Tokens, index: int, found: Found) -> int:
        """``halb neun``, ``elf Uhr``, ``Nummer zwei``."""
        lexicon = self.lexicon
        if tokens.text[index] in lexicon.capitals and tokens.original(index)[0].isupper():
            return found.next
        if index and tokens.original(index)[0].isupper() and self._proper(tokens, index):
            return found.next
        if (
            index
            and lexicon.roles.get(tokens.text[index], ("",))[0] == "p"
            and (tokens.text[index - 1] in lexicon.ordinals or tokens.text[index - 1] in lexicon.half_never)
            and tokens.gap[index] == " "
        ):
            return found.next  # "у другій половині дня": which half it is, and no half of a day
        value = found.numeral.value if found.numeral is not None else None
        if value is None or value > 24 or value % 1:
            return 0
        at = found.next
        if tokens.gap[index][-1:] in _QUOTE_OPENS and tokens.gap[at][:1] in _QUOTE_CLOSES:
            return at  # a title: «Двоє», "Seven"
        if tokens.gap[at] == " " and lexicon.time_after.forward(tokens, at) is not None:
            return self.dates.clock(tokens, index, found)
        if index and at == index + 1 and lexicon.noun_style == "plural" and self._titled(tokens, index):
            return at
        previous = tokens.text[index - 1] if index else ""
        if previous in lexicon.time_before:
            return self.dates.clock(tokens, index, found)
        named = (
            len(previous) >= 3
            and (previous in lexicon.identifier_before or previous in lexicon.spelled_before)
            and tokens.gap[index] == " "
        )
        if not named or begins_unit(lexicon, tokens, at) or self.counted_next(tokens, at):
            return 0
        return past_more_names(lexicon, tokens, at, self.counted)

    def _proper(self, tokens: Tokens, index: int) -> bool:
        """Whether a numeral with a capital within a sentence is a name: "Небесна Сотня", "Dr. Sieben", "die Großen Vier"."""
        lexicon = self.lexicon
        if lexicon.noun_style == "lemma":
            return index > 1 and tokens.gap[index] == " " and tokens.original(index - 1)[0].isupper()
        return (
            lexicon.noun_style == "capital"
            and lexicon.roles.get(tokens.text[index], ("",))[0] == "n"
            and (tokens.gap[index] == " " or tokens.text[index - 1] in lexicon.identifier_titles)
            and tokens.gap[index + 1] != "-"
            and not self.counted(tokens, index + 1)
        )

    def _titled(self, tokens: Tokens, index: int) -> bool:
        """``Erik Ten Hag``, ``the Six Nations``: a capital within a sentence, before a capital.

        In a headline every word has one: there a plural behind it says that it counts.
        """
        if tokens.gap[index] != " " or tokens.gap[index + 1] != " ":
            return False
        before, number, behind = (tokens.original(at)[:2] for at in (index - 1, index, index + 1))
        if not (number[0].isupper() and number[1:].islower() and behind[:1].isupper()):
            return False
        if begins_unit(self.lexicon, tokens, index + 1):
            return False
        return before[0].islower() or not self.counted(tokens, index + 1)

    # --------------------------------------------------------------- ordinals

    def _ordinal(self, tokens: Tokens, found: Found) -> int:
        lexicon = self.lexicon
        at = found.next
        gap, word = tokens.gap[at], tokens.text[at]
        if (
            gap == tokens.gap[at + 1] == "-"
            and word.isdecimal()
            and tokens.text[at + 1] in lexicon.ordinal_suffixes
            and tokens.text[at + 1] not in lexicon.decade_suffixes
        ):
            return at + 2  # "у 18-19-му роках"
        if word in lexicon.ordinal_suffixes and gap in ("", "-"):
            if gap == "" and tokens.original(at) in lexicon.signs and len(word) == 1:
                return 0
            return at + 1
        if (
            lexicon.ordinal_dot
            and gap == "."
            and found.numeral is not None
            and found.numeral.plain
            and word[:1].isalpha()
        ):
            return at
        if lexicon.ordinal_dot and gap == ". " and found.numeral is not None and found.numeral.plain:
            value = found.numeral.value
            if (
                value is not None
                and value < 100
                and at < tokens.count
                and (word not in lexicon.noun_stop or tokens.original(at)[0].islower())
                and not word[0].isdecimal()
            ):
                return at
        return 0
