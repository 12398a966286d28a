"""Turns that a numeral can take: vague magnitudes, fractions, decimals in words, joins."""

from __future__ import annotations

from decimal import Decimal

from monitor.lang.numeral import Numeral
from monitor.read.figures.numeral_state import Found, NumeralState

_ZERO, _ONE = Decimal(0), Decimal(1)
_HUNDRED = Decimal(100)
_INFINITE = Decimal("Infinity")
# No news figure has more digits than 10^18; longer runs are keys and hashes, and would
# make decimal arithmetic slow.
_LONGEST = 26
# Quarters are parts of the year or of a town as well; more than three of them are no fraction.
_QUARTERS = 4


class NumeralTurns(NumeralState):
    """The less common ways in which a numeral goes on."""

    __slots__ = ()

    def _vague(self, index: int, at: int, role: str, value: Decimal) -> Found | None:
        """``thousands``, ``tens of thousands``, ``several hundred``, ``кілька тисяч``."""
        tokens, lexicon = self.tokens, self.lexicon
        magnitude = value
        at += 1
        if role == "S" and index and tokens.text[index - 1] in lexicon.article:
            return None
        size = _ONE if role == "q" else value
        while tokens.gap[at] == " ":
            skip = at + 1 if tokens.text[at] in lexicon.of and tokens.gap[at + 1] == " " else at
            next_role, next_value = lexicon.roles.get(tokens.text[skip], ("", _ZERO))
            known = next_role in {"v", "s", "S", "x"} and (next_value > size or role == "q" or size <= 1)
            if not known and not (next_role in {"s", "S", "v"} and next_value >= 1000 > size):
                break
            size = size * next_value if next_role in {"s", "S", "v", "x"} else next_value
            magnitude = size
            at = skip + 1
        if not magnitude:
            return None
        if role == "S" and at == index + 1 and magnitude == value and self._numeral_follows(at):
            return None
        numeral = Numeral(
            start=tokens.begin[index],
            end=tokens.end[at - 1],
            low=magnitude,
            vague=True,
            step=magnitude,
            scale=magnitude,
        )
        return Found(numeral, at)

    def _numeral_follows(self, at: int) -> bool:
        role = self.lexicon.roles.get(self.tokens.text[at], ("", _ZERO))[0]
        return role == "n" and self.tokens.gap[at] == " "

    def _half(self, index: int, at: int, sign: int) -> Found | None:
        """``half a million``, ``пів мільйона``, ``eine halbe Million``; else one half."""
        tokens, lexicon = self.tokens, self.lexicon
        self.current = Decimal("0.5")
        self.step = Decimal("0.1")
        after = at + 1 + (tokens.text[at + 1] in lexicon.article)
        role, value = lexicon.roles.get(tokens.text[after], ("", _ZERO))
        if role in {"s", "S", "x"} and tokens.gap[after] in (" ", "-"):
            self.spelled = True
            if role == "x":
                self.current *= value
            else:
                self._scale(value)
            return self._done(index, after + 1, self.value, sign)
        self.fraction = True
        return self._done(index, at + 1, self.current, sign)

    def _article_fraction(self, index: int, at: int) -> Found | None:
        """``a third of``: the article stands for one."""
        tokens, lexicon = self.tokens, self.lexicon
        if not index or tokens.text[index - 1] not in lexicon.article or tokens.gap[index] not in (" ", "-"):
            return Found(None, at + 1) if tokens.text[at] in lexicon.ordinals else None
        if (
            tokens.text[at] in lexicon.ordinals
            and tokens.text[at + 1] not in lexicon.of
            and at + 1 < tokens.count
        ):
            return Found(None, at + 1)
        self.current = _ONE / lexicon.fractions[tokens.text[at]]
        self.step = Decimal("0.01")
        role, value = lexicon.roles.get(tokens.text[at + 1], ("", _ZERO))
        if role == "s" and tokens.gap[at + 1] == " ":
            # "a quarter million"
            self._scale(value)
            at += 1
        else:
            self.fraction = True
        return self._done(index - 1, at + 1, self.value, 1)

    def _fraction(self, index: int, at: int, sign: int) -> Found | None:
        """``two thirds``, ``сім десятих``; a singular ordinal wants a one before it."""
        tokens, lexicon = self.tokens, self.lexicon
        word = tokens.text[at]
        numerator = self.value
        if word in lexicon.ordinals and numerator % 10 != 1:
            return None
        if word in lexicon.ordinals and numerator != 1 and numerator < 100 and not self.lexicon.whole:
            return None
        parts = lexicon.fractions[word]
        if numerator >= parts and (self.literal or parts == _QUARTERS):
            # "the 1988 quarter", "six quarters of growth"
            return None
        self.current = numerator / parts
        self.total = _ZERO
        self.last = _INFINITE
        self.fraction = True
        self.step = _ONE / parts if parts in {10, 100, 1000} else Decimal("0.01")
        self.spelled = True
        role, value = lexicon.roles.get(tokens.text[at + 1], ("", _ZERO))
        if role in {"s", "S"} and tokens.gap[at + 1] == " ":
            self._scale(value)
            at += 1
        return self._done(index, at + 1, self.value, sign)

    def _stroke(self, index: int, at: int, begin: int, sign: int) -> Found | None:
        """``1/2``, ``2 1/2``: a proper fraction with a stroke."""
        tokens = self.tokens
        below = tokens.text[at + 1]
        above = self.current
        if (
            tokens.gap[at + 1]
            or not (below.isdecimal() and len(below) <= 4)
            or above is None
            or not self.plain
        ):
            return None
        if tokens.gap[at + 2] == "" and tokens.text[at + 2] == "/":
            return None
        parts = Decimal(below)
        if not 0 < above < parts or parts > 1000 or tokens.text[index].startswith("0"):
            return None
        whole = _ZERO
        del begin
        self.fraction = True
        self.plain = False
        self.step = Decimal("0.01")
        return self._done(index, at + 2, whole + above / parts, sign)

    def _mixed_stroke(self, at: int) -> bool:
        """``10 1/2``: a proper fraction behind a whole number."""
        tokens = self.tokens
        above, below = tokens.text[at], tokens.text[at + 2]
        if (
            tokens.text[at + 1] != "/"
            or tokens.gap[at + 1]
            or tokens.gap[at + 2]
            or len(above) > 1
            or not below.isdecimal()
        ):
            return False
        if not 0 < int(above) < int(below[:3]) <= 16 or self.current is None:
            return False
        self.current += Decimal(above) / Decimal(below)
        self.step = Decimal("0.01")
        self.plain = False
        return True

    def _decimals(self, at: int) -> int | None:
        """``point zero five``: digits in words, or a number read as digits."""
        tokens, lexicon = self.tokens, self.lexicon
        at += 1
        digits = ""
        while tokens.gap[at] in (" ", "-") and len(digits) < _LONGEST:
            role, value = lexicon.roles.get(tokens.text[at], ("", _ZERO))
            if role == "n" and value < 100:
                if value >= 20 and tokens.gap[at + 1] in (" ", "-"):
                    unit_role, unit = lexicon.roles.get(tokens.text[at + 1], ("", _ZERO))
                    if unit_role == "n" and 0 < unit < 10:
                        value += unit
                        at += 1
                digits += str(int(value))
                at += 1
            else:
                break
        if not digits:
            return None
        self.current = self.value + Decimal("0." + digits)
        self.total = _ZERO
        self.last = _INFINITE
        self.step = _ONE.scaleb(-len(digits))
        return at

    def _after_join(self, at: int) -> int | None:
        """``hundred and five``, ``drei und zwanzig``, ``five and a quarter``."""
        tokens, lexicon = self.tokens, self.lexicon
        role, value = lexicon.roles.get(tokens.text[at + 1], ("", _ZERO))
        current = self.current
        if role == "n" and not self.literal:
            if lexicon.units_first and current is not None and 0 < current % 100 < 10 and 20 <= value <= 90:
                self.pending = True
                return at + 1
            open_hundred = current is not None and current >= 100 and current % 100 == 0
            if (open_hundred or (current is None and self.total)) and value < 100:
                part = self._part_of(at + 1)
                if part is not None:
                    return part
                return at + 1
        if self._after_hundred(at, current):
            return at + 2
        if self.literal and not self.total:
            return None
        return self._part_of(at + 1)

    def _after_hundred(self, at: int, current: Decimal | None) -> bool:
        """``4 thousand 3 hundred and 21``: the rest in digits or in one word, behind the word for hundred."""
        tokens, roles = self.tokens, self.lexicon.roles
        if not self.literal or current is None or roles.get(tokens.text[at - 1]) != ("x", _HUNDRED):
            return False
        text = tokens.text[at + 1]
        role, value = roles.get(text, ("", _ZERO))
        if text.isdecimal() and len(text) < 3:
            role, value = "n", Decimal(text)
        if role != "n" or not 0 < value < 100 or roles.get(tokens.text[at + 2], ("",))[0] in {"n", "x", "s"}:
            return False
        self.current = current + value
        self.step = _ONE
        return True

    def _part_of(self, at: int) -> int | None:
        """A fraction that is added: the index past it, or None."""
        tokens, lexicon = self.tokens, self.lexicon
        article = tokens.text[at] in lexicon.article
        if self.literal and self.total == 0:
            return None
        part = self.grammar.at(tokens, at + article, nested=True)
        if part is None or part.numeral is None or not part.numeral.fraction or part.numeral.value is None:
            return None
        if part.numeral.value >= 1 or part.numeral.literal:
            return None
        self._add_part(part.numeral.value, part.numeral.step)
        return part.next

    def _loose_hyphen(self, at: int) -> bool:
        """``fifty - two``: a hyphen with spaces between tens and units."""
        role, value = self.lexicon.roles.get(self.tokens.text[at], ("", _ZERO))
        current = self.current
        if self.literal or current is None:
            return False
        if role == "n":
            return 0 < value < 10 and current % 100 >= 20 and current % 10 == 0
        return self.tokens.text[at] in self.lexicon.fractions and current < 20

    def _after_comma(self, at: int) -> bool:
        """``one million, two hundred thousand``: only between spelled parts, after a scale."""
        if self.literal or not self.spelled or self.current is not None or not self.total:
            return False
        role, _ = self.lexicon.roles.get(self.tokens.text[at], ("", _ZERO))
        if role != "n":
            return False
        follow = self.lexicon.roles.get(self.tokens.text[at + 1], ("", _ZERO))
        return (
            follow[0] in {"x", "s"}
            or self.last > 1000
            or (follow[0] == "n" and self.tokens.gap[at + 1] == "-")
        )

    def _digits_after_scale(self, at: int) -> bool:
        """``2 тис. 300``, ``1 million 200 thousand``: digits may go on after a scale."""
        tokens, lexicon = self.tokens, self.lexicon
        if self.current is not None or self.last == _INFINITE or not self.literal or tokens.gap[at] != " ":
            return False
        text = tokens.text[at]
        if not text.isdecimal() or len(text) > 3 or Decimal(text) >= self.last:
            return False
        role, value = lexicon.roles.get(tokens.text[at + 1], ("", _ZERO))
        if role in {"s", "S", "x"} and value < self.last:
            return True
        return lexicon.scale_then_digits and self.last == 1000

    def _counted_next(self, at: int) -> bool:
        """Whether a counted noun seems to follow: "2.5m homeless"."""
        tokens, lexicon = self.tokens, self.lexicon
        text = tokens.text[at]
        if tokens.gap[at] != " " or text in lexicon.noun_stop:
            return False
        return text in lexicon.noun_plurals or (
            len(text) > 4 and text.endswith("s") and lexicon.noun_style == "plural"
        )
