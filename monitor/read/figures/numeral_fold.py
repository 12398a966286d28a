"""Reading one numeral token by token."""

from __future__ import annotations

from decimal import Decimal

from monitor.read.figures.numeral_state import Found
from monitor.read.figures.numeral_turns import NumeralTurns
from monitor.read.figures.tokens import VULGAR

_ZERO, _ONE = Decimal(0), Decimal(1)
_VULGAR = dict(
    zip(
        VULGAR,
        (
            _ONE / 2, _ONE / 3, Decimal(2) / 3, _ONE / 4, Decimal(3) / 4, _ONE / 5, Decimal(2) / 5, Decimal(3) / 5,
            Decimal(4) / 5, _ONE / 6, Decimal(5) / 6, _ONE / 8, Decimal(3) / 8, Decimal(5) / 8, Decimal(7) / 8,
        ),
        strict=True,
    )
)  # fmt: skip

_MILLION = Decimal(1000000)


class NumeralFold(NumeralTurns):
    """Reads the numeral that begins at a token."""

    __slots__ = ()

    def read(self, index: int) -> Found | None:
        """The numeral, an ordinal to step over, or None."""
        tokens, lexicon = self.tokens, self.lexicon
        at = index
        sign = 1
        if tokens.text[at] in lexicon.minus:
            sign = -1
            at += 1
            if tokens.gap[at] != " ":
                return None
        first = tokens.text[at]
        if "0" <= first[:1] <= "9":
            number = self.grammar.literal(tokens, at)
            if number is None:
                return None
            self.current, self.step, at, self.plain, _ = number
            self.literal = True
        elif first in _VULGAR:
            return self._done(index, at + 1, _VULGAR[first], sign)
        else:
            role, value = lexicon.roles.get(first, ("", _ZERO))
            if role in {"v", "q", "S"}:
                vague = self._vague(index, at, role, value)
                if vague is not None or role != "S":
                    return vague
            elif role == "p":
                self.fraction = True
                return self._done(index, at + 1, value, sign)
            elif role == "h":
                return self._half(index, at, sign)
            if role == "" and first in lexicon.fractions:
                return self._article_fraction(index, at)
            self.spelled = True
            if first in lexicon.point:
                self.current = _ZERO
        return self._continue(index, at, sign)

    def _continue(self, index: int, at: int, sign: int) -> Found | None:  # noqa: PLR0915 - one branch a word class
        tokens, lexicon, grammar = self.tokens, self.lexicon, self.grammar
        begin = at if self.spelled and self.current is None else at - 1
        while True:
            text = tokens.text[at]
            gap = tokens.gap[at] if at > begin else " "
            if gap not in (" ", "-", ""):
                if gap == " - " and self._loose_hyphen(at):
                    gap = "-"
                elif not (gap == ", " and lexicon.comma_join and self._after_comma(at)):
                    break
            if not text:
                break
            if text not in lexicon.continuers and not "0" <= text[0] <= "9" and text[:3] not in grammar.heads:
                break
            role, value = lexicon.roles.get(text, ("", _ZERO))
            if "0" <= text[0] <= "9":
                if self.plain and gap == " " and at == begin + 1 and self._mixed_stroke(at):
                    at += 3
                    continue
                if not self._digits_after_scale(at):
                    break
                number = grammar.literal(tokens, at)
                if number is None or number.foreign:
                    break
                self.current, self.step, at, _, _ = number
                self.spelled = False
                continue
            if (
                role == "h"
                and not self.literal
                and self.current is not None
                and gap == " "
                and not lexicon.article
            ):
                # "eine halbe Million", "drei halbe"
                self.current *= value
                self.step = Decimal("0.1")
                self.fraction = True
                at += 1
                continue
            if role == "h" and self.spelled and self.current == 1 and not self.total and gap in (" ", "-"):
                # "one half of the roof"
                self.fraction = True
                self.step = Decimal("0.1")
                return self._done(index, at + 1, value, sign)
            if role == "v" and (self.current is not None):
                role = "s" if value >= 1000 else "x"
            if role in {"n", "x", "s", "S", "m"} and role:
                if self.literal and role in {"n", "m"}:
                    break
                if self.literal and gap == "" and role == "x":
                    break
                if not self.atom(role, value):
                    break
                if text in lexicon.abbreviations:
                    tokens.undot(at)
                at += 1
                continue
            if text in lexicon.fractions and gap != "" and (self.current is not None or self.total):
                found = self._fraction(index, at, sign)
                if found is not None:
                    return found
                if text in lexicon.ordinals and not self.literal:
                    return Found(None, at + 1)
                break
            if gap == "" and self.literal and at == begin + 1:
                letter = lexicon.scale_letters.get(tokens.original(at))
                if (
                    letter == _MILLION
                    and self.step == 1
                    and not self.money
                    and at + 1 < tokens.count
                    and not self._counted_next(at + 1)
                ):
                    # "3M" is a company more often than three million
                    letter = None
                if letter is None and (self.money or self._counted_next(at + 1)):
                    letter = lexicon.money_letters.get(tokens.original(at))
                if letter is not None:
                    self._scale(letter)
                    at += 1
                    continue
                if text in _VULGAR:
                    self.current = (self.current or _ZERO) + _VULGAR[text]
                    at += 1
                    continue
            if text == "/" and gap == "":
                stroke = self._stroke(index, at, begin, sign)
                if stroke is None:
                    break
                return stroke
            if text in _VULGAR and gap == " " and self.literal:
                self.current = (self.current or _ZERO) + _VULGAR[text]
                at += 1
                continue
            if text in lexicon.point and (gap == " " or at == index) and not self.literal:
                after = self._decimals(at)
                if after is None:
                    if at == index:
                        return None
                    break
                at = after
                continue
            if text in lexicon.whole and not self.nested and self.current is not None:
                more = at + 1 + (tokens.text[at + 1] in lexicon.join)
                part = grammar.at(tokens, more, nested=True)
                if part is None or part.numeral is None or part.numeral.value is None:
                    break
                if not part.numeral.fraction and part.numeral.scale == 1:
                    break
                self.current = self.current + part.numeral.value / part.numeral.scale
                self.step = part.numeral.step / part.numeral.scale
                at = part.next
                if part.numeral.scale > 1:
                    self._scale(part.numeral.scale)
                continue
            half = lexicon.and_a_half.forward(tokens, at) if self.value and gap in (" ", "-") else None
            if half is not None:
                self._add_part(Decimal("0.5"), Decimal("0.1"))
                at = half[1]
                continue
            if text in lexicon.join and not self.nested and gap == " " and tokens.gap[at + 1] == " ":
                after_join = self._after_join(at)
                if after_join is None:
                    break
                at = after_join
                continue
            if text in lexicon.ordinals and at > begin and not self.literal and gap in (" ", "-"):
                return Found(None, at + 1)
            if not self.literal and text[:3] in grammar.heads:
                glued = grammar.glued(text)
                if glued is not None:
                    if not self._take(glued):
                        break
                    if glued.ordinal:
                        return Found(None, at + 1)
                    at += 1
                    if glued.tail:
                        return self._done(index, at, self.value, sign, glued.tail)
                    continue
            break
        if at == index or (at == begin and self.spelled):
            return None
        if self.current is None and not self.total:
            return None
        return self._done(index, at, self.value, sign)
