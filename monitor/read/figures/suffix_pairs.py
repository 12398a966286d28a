"""Two numbers that are one figure, where units are suffixes: "10~12만 명", "2시간 30분", "20여만".

Leaves out figures that say where a change began and ended ("4만 달러에서 5만 달러로"): they stay two.
"""

from __future__ import annotations

import re
from decimal import Decimal

from monitor.model import FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.suffix_shields import SuffixShields
from monitor.read.figures.suffixes import Suffix

_TIE = re.compile(r" ?[~\-–] ?")
# What stopwatches show behind the seconds: 1분44초40.
HUNDREDTHS = re.compile(r"[0-9]{1,3}(?![0-9])")
# Decimals have 28 digits: beyond that there is no remainder, and no quantity either.
_HUGE = Decimal(10) ** 28
_MONEY_HEAD = re.compile(r"[$€£¥₩] ?")


class SuffixPairs(SuffixShields):
    """Ranges, quantities in two units, and what is put between a number and its scale."""

    def _more(self, text: str, draft: Draft) -> None:
        """여 and 남짓 glued to the numeral, also inside it: 20여만."""
        if not text.startswith(self._suffix_forms, draft.end):
            return
        numeral = draft.numeral
        for form, bound in self._suffix.items():
            if not text.startswith(form, draft.end):
                continue
            after = draft.end + len(form)
            follow = text[after : after + 1]
            scale = {"만": 10**4, "억": 10**8, "조": 10**12, "천": 10**3, "백": 100}.get(follow)
            value = numeral.value
            section = value % (scale * 10**4) if scale and value is not None and value < _HUGE else Decimal(0)
            if scale and value is not None and section:
                # 1억2천여만: the scale multiplies the group before it only.
                numeral.value = value + section * (scale - 1)
                numeral.step *= scale
                numeral.scale = Decimal(scale)
                after += 1
            elif follow and follow != " " and follow not in self._firsts:
                continue
            draft.bound = bound
            draft.end = numeral.end = after
            return

    def _range(self, line: str, text: str, draft: Draft, suffix: Suffix) -> Suffix | None:
        """``10~12만 명``, ``10만에서 12만 명``, ``5kg~7kg``: the suffix of the second number, or None."""
        numeral = draft.numeral
        if numeral.value is None or numeral.fraction:
            return None
        starts = [draft.end]
        if suffix.kind in {"unit", "counter"}:
            starts.append(suffix.end)
        for start in starts:
            tie = _TIE.match(text, start)
            if not tie and not text.startswith(self._to, start):
                continue
            at = (
                tie.end()
                if tie
                else next(start + len(form) for form in self._to if text.startswith(form, start))
            )
            sign = _MONEY_HEAD.match(text, at)
            at = sign.end() if sign else at
            if at >= len(text):
                continue
            if not (
                text[at].isdecimal() or (text[at] in "일이삼사오육칠팔구십백천만" and not numeral.literal)
            ):
                continue
            other = self.grammar.match(text, at)
            if other is None or other.value is None or other.fraction:
                continue
            low, high = numeral.value, other.value
            if numeral.scale == 1 and other.scale > 1 and low * other.scale < high:
                low *= other.scale
            elif low >= high:
                continue
            second = self._follow(line, text, other.end, other)
            if start == suffix.end and suffix.end > draft.end and suffix.word != second.word:
                continue
            if not tie and "에서" in text[at - 3 : at] and text.startswith(("로", "으로"), second.end):
                # 4만 달러에서 5만 달러로: where a change began and ended
                continue
            numeral.value, numeral.low, numeral.high = None, low, high
            numeral.step, numeral.scale, numeral.plain = other.step, other.scale, False
            numeral.end = draft.end = other.end
            self._more(text, draft)
            return self._follow(line, text, draft.end, other)
        return None

    def _compound(self, line: str, text: str, draft: Draft) -> None:
        """``2시간 30분``, ``2시간 반``, ``10달러 50센트``."""
        numeral = draft.numeral
        for _ in range(4):
            if numeral.value is None or draft.kind not in {FigureKind.DURATION, FigureKind.MONEY}:
                return
            at = draft.end + (text[draft.end : draft.end + 1] == " ")
            if (
                draft.kind is FigureKind.DURATION
                and text.startswith("반", at)
                and self._particle_follows(text, at + 1)
                and draft.unit in {"h", "yr", "mo", "min", "d"}
            ):
                numeral.value += Decimal("0.5")
                numeral.step = Decimal("0.1")
                draft.end = at + 1
                return
            if not text[at : at + 1].isdecimal():
                return
            other = self.grammar.match(text, at)
            if other is None or other.value is None:
                return
            more = next((form for form in self._suffix if text.startswith(form, other.end)), "")
            suffix = self._follow(line, text, other.end + len(more), other)
            if suffix.unit is None or suffix.unit.kind is not draft.kind:
                return
            if more:
                draft.bound = self._suffix[more]  # 1시간 30여분
            part = HUNDREDTHS.match(text, suffix.end) if suffix.unit.symbol == "s" else None
            if part is not None:
                other.value += Decimal("0." + part[0])
                other.step = Decimal(1).scaleb(-len(part[0]))
            if draft.kind is FigureKind.MONEY:
                if suffix.unit.factor == 1 or other.value >= 100:
                    return
                numeral.value += other.value * suffix.unit.factor
            else:
                assert draft.factor is not None
                if suffix.unit.factor >= draft.factor or other.value * suffix.unit.factor >= draft.factor * 2:
                    return
                numeral.value = numeral.value * draft.factor / suffix.unit.factor + other.value
                draft.unit, draft.factor = suffix.unit.symbol, suffix.unit.factor
            numeral.step = other.step
            draft.end = numeral.end = suffix.end if part is None else part.end()
