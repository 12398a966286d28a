"""Dates, years and times of day: numbers that say when, not how many.

Cue words come from the lexicon. Leaves out shapes of digits alone ("2024-10-18"),
which are the same in every language (:mod:`monitor.read.figures.shapes`).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.name_shields import past_more_names
from monitor.read.figures.numeral_state import Found
from monitor.read.figures.tokens import Tokens
from monitor.read.figures.units import begins_unit

# "4 століття" may be counted, "5 століття" may not.
_FEW = 4
_YEAR = range(1000, 2200)
_LIFETIME = 130
# "1925-40": with two digits, spans are written within a generation.
_SPAN = 50
_MODERN_YEAR = range(1900, 2101)
_JOINTS = (" ", ", ", ". ", " (", "")


class DateShields:
    """The shields of one language for dates and times of day.

    ``counted`` says whether a counted noun follows at a token, ``counted_next`` whether
    the very next word is one.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        counted: Callable[[Tokens, int], bool],
        counted_next: Callable[[Tokens, int], bool],
    ) -> None:
        self.lexicon = lexicon
        self.counted = counted
        self.counted_next = counted_next

    def _is_month(self, tokens: Tokens, index: int) -> bool:
        word = tokens.text[index]
        if word not in self.lexicon.months:
            return False
        # "12 may die", "march 3,000": an English month has a capital, or stands in a text without any.
        return word not in {"may", "march", "mar"} or tokens.original(index)[0].isupper()

    def date(self, tokens: Tokens, index: int, found: Found) -> int:
        """The index past a date or year at ``index``, or 0."""
        numeral = found.numeral
        assert numeral is not None
        value = numeral.value
        if value is None:
            return 0
        at = found.next
        day = value <= 31 and value == int(value) and (numeral.plain or not numeral.literal) and value > 0
        if index and day and self._is_month(tokens, index - 1) and tokens.gap[index] in (" ", ". ", "-"):
            return self._date_tail(tokens, at)
        if day:
            ahead = self._month_ahead(tokens, at)
            if ahead:
                return self._year_tail(tokens, ahead)
        if numeral.plain and tokens.end[index] - tokens.begin[index] == 4 and int(value) in _YEAR:
            return self._year(tokens, index, found, int(value))
        if numeral.plain and tokens.gap[at] in ("", "-") and tokens.text[at] in self.lexicon.decade_suffixes:
            return at + 1
        return 0

    def _month_ahead(self, tokens: Tokens, at: int) -> int:
        """Past the month in ``18. Oktober``, ``8–13 October``, ``8 and 13 of October``; else 0."""
        lexicon = self.lexicon
        for _ in range(4):
            if tokens.text[at] in lexicon.ordinal_suffixes and tokens.gap[at] in ("", "-"):
                at += 1
            if tokens.text[at] in lexicon.of or tokens.text[at] in lexicon.day_after:
                at += 1
            if self._is_month(tokens, at) and tokens.gap[at] in (" ", ". ", "-", "."):
                return at + 1
            word = tokens.text[at]
            if word in lexicon.join or lexicon.range_to.forward(tokens, at) is not None:
                at += 1
                word = tokens.text[at]
            elif tokens.gap[at].strip(" .") not in {"-", "–", ",", ""} or tokens.gap[at] == " ":
                return 0
            if not (word.isdecimal() and len(word) <= 2):
                return 0
            at += 1
        return 0

    def _date_tail(self, tokens: Tokens, at: int) -> int:
        """Past what goes on after "October 8": suffix, further days, year."""
        lexicon = self.lexicon
        for _ in range(4):
            if tokens.text[at] in lexicon.ordinal_suffixes and tokens.gap[at] in ("", "-"):
                at += 1
            word = tokens.text[at]
            ahead = at
            if (word in lexicon.join or lexicon.range_to.forward(tokens, at) is not None) and tokens.gap[
                at
            ] == " ":
                ahead = at + 1
            elif (
                tokens.gap[at] == ", "
                and tokens.gap[at + 1] in {", ", " "}
                and not self.counted(tokens, at + 1)
            ):
                # "Oct. 9, 11, 1981"; a count behind the day has its noun, a clause goes on behind a year
                further = tokens.text[at + 1]
                if not (
                    (tokens.gap[at + 1] == ", " and further.isdecimal() and len(further) == 4)
                    or further in lexicon.join
                ):
                    break
            elif tokens.gap[at].strip() not in {"-", "–"}:
                break
            word = tokens.text[ahead]
            if not (word.isdecimal() and len(word) <= 2) or int(word) > 31:
                break
            at = ahead + 1
        return self._year_tail(tokens, at)

    def _year_tail(self, tokens: Tokens, at: int) -> int:
        word = tokens.text[at]
        if word.isdecimal() and len(word) == 4 and int(word) in _YEAR and tokens.gap[at] in _JOINTS:
            at += 1
            if tokens.gap[at] == "-" and tokens.text[at] in self.lexicon.ordinal_suffixes:
                at += 1
        return at

    def _year(self, tokens: Tokens, index: int, found: Found, year: int) -> int:
        lexicon = self.lexicon
        at = found.next
        gap, follow = tokens.gap[at], tokens.text[at]
        if gap == "" and follow in lexicon.decade_suffixes:
            return at + 1
        if gap == "-" and (follow in lexicon.decade_suffixes or follow in lexicon.ordinal_suffixes):
            return at + 1
        if follow in lexicon.year_after and gap in (" ", "-"):
            return at
        previous = tokens.text[index - 1] if index else ""
        if follow == "/" and previous in lexicon.identifier_before:
            return past_more_names(lexicon, tokens, at, self.counted)  # № 2001/22313
        modern = year in _MODERN_YEAR
        # (1885–1941)
        years = (
            gap in ("-", "–")
            and follow.isdecimal()
            and len(follow) == 4
            and 0 < int(follow) - year <= _LIFETIME
        )
        if years and not self.counted(tokens, at + 1) and not begins_unit(self.lexicon, tokens, at + 1):
            return at + 1
        if (
            modern
            and gap in ("-", "–")
            and follow.isdecimal()
            and len(follow) == 2
            and 0 < (int(follow) - year) % 100 < _SPAN
            and not self.counted(tokens, at + 1)
            and not begins_unit(self.lexicon, tokens, at + 1)
        ):
            # 1921-23
            return at + 1
        # 2022/23, 2022–2024
        if modern and gap in ("/", "-", "–", " – ", "") and (follow == "/" or follow.isdecimal()):
            ahead = at + (follow == "/")
            other = tokens.text[ahead]
            if (
                other.isdecimal()
                and tokens.gap[ahead] in ("", "-", "–", " – ")
                and (
                    (len(other) == 4 and int(other) in _MODERN_YEAR)
                    or (len(other) == 2 and (follow == "/" or previous in lexicon.year_before))
                )
            ):
                return ahead + 1
        if self._is_month(tokens, index - 1) and index:
            return at
        if (
            lexicon.units.forward(tokens, at) is not None
            and gap in ("", " ", "-")
            and follow not in lexicon.per
        ):
            return 0
        if (
            previous in (lexicon.year_before if modern else lexicon.old_year_before)
            and tokens.gap[index] == " "
        ):
            return at
        if not modern:
            return 0
        if (
            index
            and lexicon.bound_before.backward(tokens, index - 1) is not None
            and tokens.gap[index] == " "
        ):
            # "about 2000 came", but "such as 2019" (etwa 2019) is a year.
            return 0 if (gap == " " and self.counted_next(tokens, at)) or not year % 100 else at
        # "2000 neue Stellen": a round number counts through an adjective, too.
        counted = gap == " " and (
            self.counted_next(tokens, at) or (not year % 100 and self.counted(tokens, at))
        )
        return 0 if counted else at

    def clock(self, tokens: Tokens, index: int, found: Found) -> int:
        """The index past a time of day at ``index``, or 0."""
        lexicon = self.lexicon
        at = found.next
        numeral = found.numeral
        assert numeral is not None
        value = numeral.value
        if value is None or value > 2400:
            return 0
        if tokens.gap[at] in ("", " "):
            phrase = lexicon.time_after.forward(tokens, at)
            if phrase is not None:
                return int(phrase[1])
        if (
            numeral.plain
            and tokens.gap[at] in ("-", "–")
            and tokens.text[at].isdecimal()
            and tokens.text[at + 1] in lexicon.time_singular | lexicon.time_epochs
            and tokens.gap[at + 1] == " "
            and len(tokens.text[at]) < _FEW
            and self._uncounted(int(tokens.text[at]))
        ):
            # "поділив 9-12 місця": twelve places would be in the genitive
            return at + 2
        if (
            numeral.plain
            and lexicon.bound_through
            and index
            and tokens.text[index - 1] in lexicon.range_from
            and tokens.text[at] in lexicon.bound_through
            and tokens.text[at + 1].isdecimal()
            and tokens.text[at + 2] in lexicon.months
            and tokens.gap[at] == tokens.gap[at + 1] == tokens.gap[at + 2] == " "
        ):
            return at + 3  # "у ніч з 9 на 10 жовтня"
        if numeral.plain and tokens.text[at] in lexicon.time_epochs and value > _FEW:
            return at + 1
        if numeral.plain and tokens.text[at] in lexicon.time_singular and tokens.gap[at] == " ":
            before = tokens.text[index - 1] if index else ""
            few = not self._uncounted(value) and value % 10 != 1
            if (few and before in lexicon.time_genitive) or self._uncounted(value):
                # "до 18 години": eighteen of them would be in the plural
                return at + 1
        if (
            index
            and value <= 24
            and tokens.text[index - 1] in lexicon.time_before
            and tokens.gap[index] == " "
        ):
            if tokens.text[at] in lexicon.time_units:
                return at + 1
            if (
                tokens.gap[at][:1] in {"", ",", ".", "\n", " ", ";", ")"}
                and lexicon.units.forward(tokens, at) is None
                and not self.counted(tokens, at)
            ):
                return at
        return 0

    @staticmethod
    def _uncounted(value: Decimal | int) -> bool:
        """Whether a number takes the genitive plural, so that another form behind it is not counted."""
        return not 1 <= value % 10 <= _FEW or 11 <= value % 100 <= 14
