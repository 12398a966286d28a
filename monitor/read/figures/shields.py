"""What looks like a quantity and is none: dates, times, ordinals, phone numbers, names.

A shield says where reading goes on past the thing. Cue words come from the lexicon;
the shapes (ISO dates, telephone numbers, addresses of machines) are the same
everywhere. Leaves out ages and scores, which are figures of their own kind.
"""

from __future__ import annotations

from collections.abc import Callable

from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.numeral_state import Found
from monitor.read.figures.shapes import (
    DAY_MONTH,
    DOCKET,
    GROUPED,
    SHAPE,
    past,
    past_chunk,
    past_digits,
    phone_follows,
)
from monitor.read.figures.tokens import Tokens

_YEAR = range(1000, 2200)
_LIFETIME = 130
_HOURS = 24
_MODERN_YEAR = range(1900, 2101)
# Before the name of "Boeing 737": a space, or a space and an opening mark; never the start of a sentence.
# Behind these, digits are no date and no telephone number.
_QUIET = frozenset(" ,;:)%" + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OPENINGS = frozenset((" ", ' "', " “", " „", " '", " (", " «", "-"))
_JOINTS = (" ", ", ", ". ", " (", "")


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

    def before(self, tokens: Tokens, index: int) -> int:
        """Shields that need no numeral read: the index to go on at, or 0."""
        text = tokens.text[index]
        if not "0" <= text[0] <= "9":
            return 0
        line = tokens.line
        begin = tokens.begin[index]
        previous = line[begin - 1 : begin]
        if previous and (
            previous in "#@_=&\\"
            or (index > 1 and tokens.text[index - 1] == "°" and tokens.text[index - 2] == "n")
        ):
            return self._glued_tail(tokens, index + 1)
        if (self.lexicon.ordinal_dot and tokens.gap[index + 1].startswith((".'", "')"))) or (
            tokens.gap[index + 1] == "." and tokens.text[index + 1] == "+"
        ):
            # A minute of a match: (67'), 72.', 120.+1.'
            return index + 1
        if tokens.gap[index + 1] == "&" and tokens.text[index + 1].isdecimal():
            return index + 2  # 1&1
        bare = text.isdecimal()
        if self.lexicon.ordinal_dot and bare and "/" in line and (docket := DOCKET.match(line, begin)):
            return past(tokens, index, docket.end())
        follow = line[tokens.end[index] : tokens.end[index] + 1]
        if bare and follow in _QUIET and text[0] != "0":
            # Most numbers: digits with a space or a letter behind them have none of the shapes below.
            if tokens.has_address or (index and tokens.text[index - 1] == "+"):
                return self._address_or_phone(tokens, index)
            return 0
        if line.startswith(self.lexicon.identifier_fixed, begin):
            for fixed in self.lexicon.identifier_fixed:
                if (
                    line.startswith(fixed, begin)
                    and not line[begin + len(fixed) : begin + len(fixed) + 1].isdecimal()
                ):
                    return past(tokens, index, begin + len(fixed))
        if match := SHAPE.match(line, begin):
            grouped = GROUPED.match(line, begin)
            if not grouped and not (previous and previous in "$€£¥₩₴₽"):
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

    def after(self, tokens: Tokens, index: int, found: Found, *, money: bool) -> int:
        """Shields for the numeral read at ``index``: the index to go on at, or 0."""
        numeral = found.numeral
        if numeral is None:
            return found.next
        if money:
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
            past = self._ordinal(tokens, found) or self._clock(tokens, index, found)
            if past:
                return past
        if not numeral.literal:
            past = self._spelled(tokens, index, found)
            if past:
                return past
        past = self._date(tokens, index, found)
        if past or not numeral.literal:
            return past
        return self._identifier(tokens, index, found)

    def _spelled(self, tokens: Tokens, index: int, found: Found) -> int:
        """``halb neun``, ``elf Uhr``, ``Nummer zwei``."""
        lexicon = self.lexicon
        if tokens.text[index] in lexicon.capitals and tokens.original(index)[0].isupper():
            return found.next
        value = found.numeral.value if found.numeral is not None else None
        if value is None or value > 24 or value % 1:
            return 0
        at = found.next
        if tokens.gap[at] == " " and lexicon.time_after.forward(tokens, at) is not None:
            return self._clock(tokens, index, found)
        previous = tokens.text[index - 1] if index else ""
        if previous in lexicon.time_before:
            return self._clock(tokens, index, found)
        named = (
            len(previous) >= 3
            and (previous in lexicon.identifier_before or previous in lexicon.spelled_before)
            and tokens.gap[index] == " "
        )
        if not named or self._measured(tokens, at) or self.counted_next(tokens, at):
            return 0
        return self._more_names(tokens, at)

    # ----------------------------------------------------------------- dates

    def _is_month(self, tokens: Tokens, index: int) -> bool:
        word = tokens.text[index]
        if word not in self.lexicon.months:
            return False
        # "12 may die", "march 3,000": an English month has a capital, or stands in a text without any.
        return word not in {"may", "march", "mar"} or tokens.original(index)[0].isupper()

    def _date(self, tokens: Tokens, index: int, found: Found) -> int:
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
            return self._more_names(tokens, at)  # № 2001/22313
        modern = year in _MODERN_YEAR
        # (1885–1941)
        years = (
            gap in ("-", "–")
            and follow.isdecimal()
            and len(follow) == 4
            and 0 < int(follow) - year <= _LIFETIME
        )
        if years and not self.counted(tokens, at + 1) and not self._measured(tokens, at + 1):
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

    # ------------------------------------------------------------------ clock

    def _clock(self, tokens: Tokens, index: int, found: Found) -> int:
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

    # --------------------------------------------------------------- ordinals

    def _ordinal(self, tokens: Tokens, found: Found) -> int:
        lexicon = self.lexicon
        at = found.next
        gap, word = tokens.gap[at], tokens.text[at]
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

    # ------------------------------------------------------------ identifiers

    def _identifier(self, tokens: Tokens, index: int, found: Found) -> int:
        lexicon = self.lexicon
        at = found.next
        gap = tokens.gap[index]
        if index:
            previous = tokens.text[index - 1]
            wordy = previous[-1].isalpha()
            if gap == "" and wordy:
                return self._glued_tail(tokens, at)
            if (
                gap == "-"
                and wordy
                and (tokens.gap[index - 1] != "-" or tokens.original(index - 1)[0].isupper())
                and previous not in lexicon.small_words
            ):
                return self._glued_tail(tokens, at)
            if (
                gap in (" ", "", ". ", " - ")
                and previous in lexicon.identifier_before
                and self._names(tokens, index)
            ):
                return self._more_names(tokens, at) if not self._measured(tokens, at) else 0
            if (
                gap == " "
                and wordy
                and index > 1
                and numeral_is_short(found)
                and tokens.original(index - 1)[0].isupper()
                and tokens.gap[index - 1] in _OPENINGS
                and tokens.text[at] not in lexicon.counting_verbs
                and previous not in lexicon.noun_stop
                and previous not in lexicon.small_words
                and lexicon.bound_before.backward(tokens, index - 1) is None
                and not self._measured(tokens, at)
                and not self._range_follows(tokens, at)
                and not self.counted(tokens, at)
            ):
                # "Court 12", "Boeing 737": a name and its number, with nothing counted behind it.
                return self._glued_tail(tokens, at)
        if (
            tokens.gap[at][:2] in {")", ") ", ". "}
            and (index == 0 or gap[-2:] in {". ", ": ", "? ", "! ", "; "})
            and numeral_is_short(found)
            and (found.numeral is None or found.numeral.value is None or found.numeral.value < 100)
        ):
            # "1) …", "2. …": an item of a list
            return at
        if (
            gap == ", "
            and lexicon.address_words
            and not lexicon.address_words.isdisjoint(tokens.text[max(0, index - 4) : index])
        ):
            return self._glued_tail(tokens, at)
        follow = tokens.text[at]
        if tokens.gap[at] == "" and follow[-1:].isalpha() and not self._known_glued(tokens, at):
            return self._glued_tail(tokens, at)
        if tokens.gap[at] == " " and follow in lexicon.identifier_after:
            return at
        return 0

    def _more_names(self, tokens: Tokens, at: int) -> int:
        """Past further bare numbers after one that names: ``110 und 112``, ``2001/22313``."""
        lexicon = self.lexicon
        for _ in range(4):
            joint = tokens.text[at]
            number = tokens.text[at + 1] if at + 1 < tokens.count else ""
            between = joint in lexicon.join or lexicon.range_to.forward(tokens, at) is not None
            known = (between and tokens.gap[at] == tokens.gap[at + 1] == " ") or (
                joint == "/" and tokens.gap[at] == tokens.gap[at + 1] == ""
            )
            if (
                not known
                or not (number.isdecimal() or lexicon.roles.get(number, ("",))[0] == "n")
                or self._measured(tokens, at + 2)
                or (joint != "/" and self.counted(tokens, at + 2))
            ):
                return at
            at += 2
        return at

    @staticmethod
    def _range_follows(tokens: Tokens, at: int) -> bool:
        return tokens.gap[at].strip(" ") in {"-", "–", "%"}

    @staticmethod
    def _names(tokens: Tokens, index: int) -> bool:
        """Short cue words are names in capitals or abbreviations only: "A 7", "No. 4"; never "an 18,000"."""
        return (
            len(tokens.text[index - 1]) > 3
            or tokens.gap[index] == ". "
            or not tokens.original(index - 1)[0].islower()
        )

    def _measured(self, tokens: Tokens, at: int) -> bool:
        return tokens.gap[at] in ("", " ") and lexicon_unit(self.lexicon, tokens, at)

    def _known_glued(self, tokens: Tokens, at: int) -> bool:
        lexicon = self.lexicon
        original = tokens.original(at)
        return (
            original in lexicon.signs
            or lexicon.units.forward(tokens, at) is not None
            or tokens.text[at] in lexicon.roles
        )

    @staticmethod
    def _glued_tail(tokens: Tokens, at: int) -> int:
        """Past everything glued on: ``F-16C/D``, ``MH-17-2``."""
        while at < tokens.count and tokens.gap[at] in ("", "-", "/"):
            at += 1
        return at


def numeral_is_short(found: Found) -> bool:
    """Bare digits, at most four of them: what names carry."""
    return found.numeral is not None and found.numeral.plain and found.numeral.end - found.numeral.start <= 4


def lexicon_unit(lexicon: Lexicon, tokens: Tokens, at: int) -> bool:
    """Whether a unit of measure or a currency begins at ``at``."""
    return tokens.original(at) in lexicon.signs or lexicon.units.forward(tokens, at) is not None
