"""Names with numbers in them, and numbers that name: "Boeing 737", "Room 12", "F-16", "2. …".

Cue words come from the lexicon. Leaves out ordinals and dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.numeral_state import Found
from monitor.read.figures.tokens import Tokens
from monitor.read.figures.units import begins_unit
from monitor.read.lemmas import lemma

# Numbers in a row that share one name.
_NAMED = 8
# Before the name of "Boeing 737": a space, or a space and an opening mark; never the start of a sentence.
_OPENINGS = frozenset((" ", ' "', " “", " „", " '", " (", " «", "-", "&"))
# Between a cue word and its number: "Art. 5", "Sat.1", "Phase - 2".
_CUE_GAPS = frozenset((" ", "", ". ", ".", " - "))
# Names of streets have a word or two before "Street".
_STREET = 2
# "95 окрема десантно-штурмова бригада": of such names the fourth word is the last.
_BETWEEN = 4
_ELEVEN = 11
_VERSION = re.compile(r"[1-9][0-9]?\.[0-9]{1,2}")
# German newspapers part thousands, so five bare digits before a name are a postal code.
_POSTCODE = 5


class NameShields:
    """The shields of one language for identifiers; ``counted`` says whether a counted noun follows."""

    def __init__(self, lexicon: Lexicon, counted: Callable[[Tokens, int], bool]) -> None:
        self.lexicon = lexicon
        self.counted = counted

    def identifier(self, tokens: Tokens, index: int, found: Found) -> int:
        """The index past a name or list item of which the number at ``index`` is a part, or 0."""
        past = self._named(tokens, index, found)
        return self._more(tokens, past) if past else 0

    def _more(self, tokens: Tokens, at: int) -> int:
        """Past the further numbers of "Goals 7, 11 and 12", "Photo 1 of 5"."""
        for _ in range(_NAMED):
            join = tokens.gap[at] == " " and (
                tokens.text[at] in self.lexicon.join
                or tokens.text[at] in self.lexicon.of
                or self.lexicon.range_or.forward(tokens, at) is not None
            )
            follow = at + join
            word = tokens.text[follow]
            if not (join or tokens.gap[at] == ", ") or not word.isdecimal() or len(word) > 3:
                break
            if begins_unit(self.lexicon, tokens, follow + 1) or (
                self.counted(tokens, follow + 1)
                and tokens.text[follow + 1] not in self.lexicon.identifier_before
            ):
                # "пунктами 1, 2 та 3 частини другої": what follows names once more
                break
            at = follow + 1
        return at

    def _named(self, tokens: Tokens, index: int, found: Found) -> int:
        lexicon = self.lexicon
        at = found.next
        gap = tokens.gap[index]
        if index:
            previous = tokens.text[index - 1]
            wordy = previous[-1].isalpha()
            if gap == "" and wordy:
                return past_glued(tokens, at)
            if self._coded(tokens, index, at):
                return past_glued(tokens, at)
            if (
                gap == "-"
                and wordy
                and (tokens.gap[index - 1] != "-" or tokens.original(index - 1)[0].isupper())
                and previous not in lexicon.small_words
            ):
                return past_glued(tokens, at)
            if gap in _CUE_GAPS and previous in lexicon.identifier_before and self._names(tokens, index):
                if begins_unit(lexicon, tokens, at):
                    return 0
                return past_glued(tokens, past_more_names(lexicon, tokens, at, self.counted))
            if (
                gap in _CUE_GAPS
                and previous in lexicon.identifier_before_bare
                and tokens.text[index].isdecimal()
                and not begins_unit(lexicon, tokens, at)
                and not (tokens.gap[at] == " " and self.counted(tokens, at))
            ):
                # "законопроєкт 6528 відхилили", never "за законопроєкт 302 голоси"
                return past_glued(tokens, past_more_names(lexicon, tokens, at, self.counted))
            if self._listed(tokens, index, at) or (gap == " " and self._amid_latin(tokens, index, at)):
                return at
            if (
                gap == " "
                and wordy
                and _short(found)
                and tokens.original(index - 1)[0].isupper()
                and ((index > 1 and tokens.gap[index - 1] in _OPENINGS) or self._noun(tokens, index - 1))
                and tokens.text[at] not in lexicon.counting_verbs
                and previous not in lexicon.noun_stop
                and previous not in lexicon.small_words
                and lexicon.bound_before.backward(tokens, index - 1) is None
                and not begins_unit(lexicon, tokens, at)
                and not self._range_follows(tokens, at)
                and (not self.counted(tokens, at) or self._verb(tokens, at))
            ):
                # "Court 12", "Boeing 737": a name and its number, with nothing counted behind it.
                return past_glued(tokens, at)
        if (
            index > 1
            and gap == " "
            and _short(found)
            and self._model(tokens, index)
            and not begins_unit(lexicon, tokens, at)
        ):
            # "14 Challenger 2 tanks": what is counted has a number in its name
            return at
        if (
            (
                tokens.gap[at][:2] in {")", ") ", ". "}
                or (index == 0 and at >= tokens.count and tokens.gap[at][:1] == ".")
            )
            and (index == 0 or gap[-2:] in {". ", ": ", "? ", "! ", "; "})
            and _short(found)
            and (found.numeral is None or found.numeral.value is None or found.numeral.value < 100)
        ):
            # "1) …", "2. …": an item of a list
            return at
        if (
            gap == ", "
            and lexicon.address_words
            and not lexicon.address_words.isdisjoint(tokens.text[max(0, index - 4) : index])
        ):
            return past_glued(tokens, at)
        if self._version(tokens, index, at):
            return at
        follow = tokens.text[at]
        if tokens.gap[at] == "" and follow[-1:].isalpha() and not self._known_glued(tokens, at):
            return past_glued(tokens, at)
        plain = found.numeral is not None and found.numeral.plain
        if (
            plain
            and tokens.text[index][0] == "0"
            and len(tokens.text[index]) > 1
            and index + 1 < tokens.count
        ):
            # "PIN 0412", "03187": no quantity begins with a nought that nothing parts from the rest
            return past_glued(tokens, at)
        if plain and len(tokens.text[index]) == _POSTCODE and self._place(tokens, index, at):
            return at
        value = found.numeral.value if found.numeral is not None else None
        plural = plain and value is not None and (value % 10 != 1 or value % 100 == _ELEVEN)
        if plural and tokens.gap[at] == " " and tokens.text[at] in lexicon.identifier_after_singular:
            # "у 12 школі": twelve would take the plural
            return at
        return at if self._names_what_follows(tokens, at) else 0

    def _version(self, tokens: Tokens, index: int, at: int) -> bool:
        """``Trump 2.0``, ``Industrie 4.0``: a small number with a point and a nought behind a name."""
        word = tokens.text[index]
        if not index or tokens.gap[index] != " " or not _VERSION.fullmatch(word):
            return False
        if begins_unit(self.lexicon, tokens, at) or self.counted(tokens, at):
            return False
        name = tokens.original(index - 1)
        if word.endswith(".0") and self.lexicon.decimal != ".":
            return True
        # "a GPA of 3.8" and "EPS 2.4" are measures in capitals.
        return (
            name[0].isupper()
            and self.lexicon.decimal == "."
            and (word.endswith(".0") or name[1:].islower())
            and index > 1
        )

    def _amid_latin(self, tokens: Tokens, index: int, at: int) -> bool:
        """Whether a name in Latin letters goes on around the number in a Cyrillic text: "Big 7 Travel"."""
        before, behind = tokens.original(index - 1), tokens.original(at)
        return (
            self.lexicon.noun_style == "lemma"
            and before.isascii()
            and behind.isascii()
            and before[0].isupper()
            and behind[:1].isalpha()
            and tokens.gap[at] == " "
            and tokens.text[index].isdecimal()
            and not begins_unit(self.lexicon, tokens, at)
        )

    @staticmethod
    def _coded(tokens: Tokens, index: int, at: int) -> bool:
        """Whether letters in capitals and digits are glued on ("2A7"), or stand around ("B-XY 1234", "АА 1234 ВС")."""
        behind = tokens.original(at)
        if tokens.gap[at] == "" and behind.isupper() and behind != "H" and tokens.gap[at + 1] == "":
            return tokens.text[at + 1].isdecimal()
        before = tokens.original(index - 1)
        if tokens.gap[index] != " " or not (before.isalpha() and before.isupper()) or len(before) > 2:
            return False
        if not 3 <= tokens.end[index] - tokens.begin[index] <= 4 or not tokens.text[index].isdecimal():
            return False
        return (tokens.gap[index - 1] == "-" and index > 1 and tokens.original(index - 2).isupper()) or (
            tokens.gap[at] == " " and behind.isalpha() and behind.isupper() and len(behind) <= 2
        )

    def _listed(self, tokens: Tokens, index: int, at: int) -> bool:
        """Whether the number is among those that a lottery drew: "the winning numbers are 4, 8 and 15"."""
        lexicon = self.lexicon
        if not lexicon.identifier_drawn or not tokens.text[index].isdecimal():
            return False
        if begins_unit(lexicon, tokens, at) or len(tokens.text[index]) > 2:
            return False
        back = index - 1
        for _ in range(2 * _NAMED):
            if back < 0 or tokens.gap[back + 1][:1] in {".", "!", "?"}:
                return False
            word = tokens.text[back]
            if word in lexicon.identifier_drawn:
                return True
            if not (word.isdecimal() or word in lexicon.join or word in lexicon.identifier_links):
                return False
            back -= 1
        return False

    def _noun(self, tokens: Tokens, at: int) -> bool:
        """Whether the first word of a sentence is a noun: "Startnummer 12 führt", never "Insgesamt 12"."""
        lexicon = self.lexicon
        return (
            lexicon.noun_style == "capital"
            and len(tokens.text[at]) > 2
            and lemma(tokens.original(at), lexicon.code)[0].isupper()
            and lemma(tokens.text[at], lexicon.code)[0].isupper()
        )

    def _place(self, tokens: Tokens, index: int, at: int) -> bool:
        """Whether a name of a place follows five bare digits at the start of a line or behind a comma."""
        return (
            self.lexicon.noun_style == "capital"
            and (index == 0 or tokens.gap[index] == ", ")
            and tokens.gap[at] == " "
            and tokens.original(at)[:1].isupper()
            and tokens.text[at] not in self.lexicon.noun_stop
            and not self.counted(tokens, at)
        )

    def _names_what_follows(self, tokens: Tokens, at: int) -> bool:
        """``14 Acacia Avenue``, ``810 окрема бригада``: a word behind says that the number is a name."""
        lexicon = self.lexicon
        capitals = 0
        begin = at
        for _ in range(_BETWEEN):
            if tokens.gap[at] != " " and not (tokens.gap[at] == "-" and at > begin):
                return False
            if tokens.text[at] in lexicon.identifier_after:
                return not capitals or tokens.original(at)[0].isupper()
            if tokens.text[at] not in lexicon.identifier_between:
                capitals += 1
                if capitals > _STREET or not tokens.original(at)[:1].isupper():
                    return False
            at += 1
        return False

    def _verb(self, tokens: Tokens, at: int) -> bool:
        """Whether what looks like a counted plural takes an object: "the Arrow 15 offers the best …"."""
        lexicon = self.lexicon
        follow = tokens.text[at + 1]
        return (
            bool(lexicon.noun_determiners)
            and tokens.gap[at + 1] == " "
            and (follow in lexicon.noun_determiners or follow in lexicon.article or follow.isdecimal())
        )

    def _model(self, tokens: Tokens, index: int) -> bool:
        """Whether a number and one capitalised singular stand before: "14 Challenger 2 tanks"."""
        lexicon = self.lexicon
        name, count = tokens.text[index - 1], tokens.text[index - 2]
        return (
            tokens.original(index - 1)[0].isupper()
            and tokens.gap[index - 1] == " "
            and name not in lexicon.months
            and name not in lexicon.weekdays
            and name not in lexicon.small_words
            and name not in lexicon.noun_stop
            and name not in lexicon.counting_verbs
            and (count in lexicon.roles or (count.isdecimal() and len(count) < 4))
            and lexicon.noun_style == "plural"
            and not self.counted(tokens, index - 1)
        )

    @staticmethod
    def _range_follows(tokens: Tokens, at: int) -> bool:
        """Whether a dash and a number follow; behind a dash alone the sentence goes on."""
        return tokens.gap[at].strip(" ") in {"-", "–"} and tokens.text[at][:1].isdecimal()

    @staticmethod
    def _names(tokens: Tokens, index: int) -> bool:
        """Short cue words are names in capitals or abbreviations only: "A 7", "No. 4"; never "an 18,000"."""
        return (
            len(tokens.text[index - 1]) > 3
            or tokens.gap[index] == ". "
            or not tokens.original(index - 1)[0].islower()
        )

    def _known_glued(self, tokens: Tokens, at: int) -> bool:
        lexicon = self.lexicon
        original = tokens.original(at)
        return (
            original in lexicon.signs
            or lexicon.units.forward(tokens, at) is not None
            or tokens.text[at] in lexicon.roles
        )


def past_glued(tokens: Tokens, at: int) -> int:
    """Past everything glued on: ``F-16C/D``, ``MH-17-2``."""
    while at < tokens.count and tokens.gap[at] in ("", "-", "/"):
        at += 1
    return at


def past_more_names(lexicon: Lexicon, tokens: Tokens, at: int, counted: Callable[[Tokens, int], bool]) -> int:
    """Past further bare numbers after one that names: ``110 und 112``, ``2001/22313``."""
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
            or begins_unit(lexicon, tokens, at + 2)
            or (joint != "/" and counted(tokens, at + 2))
        ):
            return at
        at += 2
    return at


def _short(found: Found) -> bool:
    """Bare digits, at most four of them: what names carry."""
    return found.numeral is not None and found.numeral.plain and found.numeral.end - found.numeral.start <= 4
