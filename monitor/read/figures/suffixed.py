"""Figures in languages that glue counters, units and particles to the number (Korean).

Works on characters: the numeral comes from the language's own grammar, what follows
it is matched by the longest known prefix, and what is left of the word must be a
particle. A numeral in Hangul counts only with a counter behind it (이 is also "this"),
or where the line is nothing else. Two numbers that are one figure are in
:mod:`monitor.read.figures.suffix_pairs`. Leaves out counted nouns that carry a particle:
only a bare noun right before the number, or one after 의, is taken.
"""

from __future__ import annotations

from decimal import Decimal

from monitor.lang.numeral import Numeral
from monitor.model import Bound, FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.lexicon import Unit
from monitor.read.figures.suffix_pairs import HUNDREDTHS, SuffixPairs
from monitor.read.figures.suffixes import Suffix, hangul_end, is_hangul
from monitor.read.figures.tokens import lower

_BELOW_ZERO = "영하"
_AGE_YEARS = Decimal(31557600)
_CUE_REACH = 40
# Counters that say nothing of what is counted: the noun may follow (25개 자치구).
_GENERIC = frozenset({"개", "여개"})
# A single Sino-Korean digit is glued to long units only (오퍼센트); 이유, 공개, 사업 are words.
_SINGLE = frozenset("일이삼사오육칠팔구영공반")
_SHORT_LINE = 8
# "Per" counts in round numbers; flats are priced per pyeong (3.3㎡).
_PER = frozenset(map(Decimal, ("1", "3.3", "10", "100", "1000", "10000", "100000")))


class SuffixReader(SuffixPairs):
    """Reads the figures of lines in one language with suffixes."""

    def read(self, line: str) -> list[Draft]:
        """The figures of one line (no newline inside), in order."""
        text = lower(line)
        drafts: list[Draft] = []
        resume = 0
        end = len(text)
        visible = len(text.strip(" .,"))
        for candidate in self.grammar.CANDIDATE.finditer(text):
            at = candidate.start()
            if at < resume:
                continue
            if text[at] not in "0123456789" and at + 2 < end:
                # Most words that begin like a numeral are none: look at the next letter first.
                follow = text[at + 1]
                if follow not in self._next and (follow != " " or text[at + 2] not in self._next_word):
                    continue
                if (
                    text[at] in _SINGLE
                    and follow not in self._inside
                    and text[at + 1 : at + 3] not in self._heads
                    and visible > _SHORT_LINE
                ):
                    continue
            past: int = self._at(line, text, at, candidate.end(), drafts, visible)
            resume = max(past, at + 1)
        return drafts

    def _at(self, line: str, text: str, at: int, stop: int, drafts: list[Draft], visible: int) -> int:
        """Read what begins at ``at``, with digits up to ``stop`` if any; gives where to go on."""
        literal = text[at].isdecimal()
        if literal:
            past = self._shape(text, at, stop)
            if past:
                return past
        numeral = self.grammar.match(text, at)
        if numeral is None:
            return at + 1
        floor = drafts[-1].end if drafts else 0
        if literal:
            scored = self._score(text, numeral, floor)
            if scored is not None:
                if isinstance(scored, int):
                    return scored
                drafts.append(scored)
                return scored.end
            self._minus(text, numeral)
        end = numeral.end
        draft = Draft(numeral=numeral, start=numeral.start, end=end)
        money = self._money_before(text, numeral.start, floor) if literal else None
        if money is not None:
            unit, begin = money
            draft.kind, draft.currency, draft.start = FigureKind.MONEY, unit.symbol, begin
            numeral.start = begin
        self._more(text, draft)
        suffix = self._follow(line, text, draft.end, numeral)
        if not literal and not self._believed(text, at, numeral, suffix, visible):
            return at + 1
        second = self._range(line, text, draft, suffix)
        if second is not None:
            suffix = second
        if numeral.fraction and literal and suffix.kind == "name":
            suffix = Suffix("bare", "", draft.end)  # 3분의 1수준
        if suffix.kind in {"order", "name"}:
            return int(suffix.end)
        if (
            literal
            and suffix.kind == "bare"
            and draft.kind is FigureKind.COUNT
            and (
                self._names(text, at)
                or (numeral.plain and numeral.value is not None and self._latin_name(text, at))
            )
        ):
            return max(int(end), suffix.end)
        if (
            literal
            and suffix.kind == "bare"
            and draft.kind is FigureKind.COUNT
            and self._year_or_law(text, draft)
        ):
            return draft.end
        if (
            draft.kind is FigureKind.COUNT
            and suffix.kind != "bare"
            and self._names_around.named(text, numeral, suffix.word, suffix.end)
        ):
            return hangul_end(text, suffix.end)
        if literal and self._names_around.line(text, numeral, glued=suffix.kind != "bare"):
            return hangul_end(text, numeral.end)
        past = self._apply(line, text, draft, suffix)
        if past:
            return past
        self._compound(line, text, draft)
        self._context(text, draft, floor)
        if draft.kind in {FigureKind.COUNT, FigureKind.FRACTION}:
            draft.counted = self._nouns.find(
                text, draft.start, draft.end, floor, generic=draft.noun in _GENERIC
            )
        self._over(text, draft)
        self._bounds(text, draft, floor)
        drafts.append(draft)
        return draft.end

    def _over(self, text: str, draft: Draft) -> None:
        """여 and 남짓 behind the unit: 2시간여, 한 달여 만에."""
        if not text.startswith(self._suffix_forms, draft.end):
            return
        for form, bound in self._suffix.items():
            end = draft.end + len(form)
            if (
                text.startswith(form, draft.end)
                and draft.end > draft.numeral.end
                and self._particle_follows(text, end)
            ):
                if draft.bound is Bound.EXACT:
                    draft.bound = bound
                draft.end = end
                return

    def _apply(self, line: str, text: str, draft: Draft, suffix: Suffix) -> int:
        """Give the draft its unit or counter; the offset to go on at when it is no quantity."""
        numeral = draft.numeral
        value = numeral.value if numeral.value is not None else numeral.high
        if numeral.fraction and suffix.kind == "bare":
            draft.kind = FigureKind.FRACTION
        if suffix.kind == "bare":
            return 0
        if (
            (suffix.word in self._per_counters or suffix.kind == "unit")
            and text.startswith(self._per, suffix.end)
            and numeral.value in _PER
        ):
            return suffix.end + 1
        if suffix.kind == "counter":
            return self._counter(text, draft, suffix)
        unit = suffix.unit
        assert unit is not None
        if unit.kind is FigureKind.DURATION:
            past = self._calendar(text, draft, suffix)
            if past:
                return past
            if draft.kind is FigureKind.COUNT and draft.noun is not None:
                return 0
        if draft.kind is FigureKind.MONEY:
            if unit.kind is FigureKind.MONEY:
                draft.end = suffix.end
            return 0
        if suffix.word == "도" and (
            text.startswith((" 안 ", " 못", " 채"), suffix.end)
            or numeral.scale >= 10000
            or text.startswith((" 되지", " 넘"), suffix.end)
        ):
            return 0
        if suffix.word in self._age_units:
            unit = Unit("yr", FigureKind.AGE, _AGE_YEARS)
        elif unit.kind is FigureKind.DURATION and text.endswith(self._age_before, 0, draft.start - 1):
            unit = Unit(unit.symbol, FigureKind.AGE, unit.factor)
        del line, value
        draft.kind = unit.kind
        draft.end = suffix.end
        if unit.kind is FigureKind.MONEY:
            draft.currency = unit.symbol
            if unit.factor != 1:
                draft.scaled(unit.factor)
            return 0
        draft.unit, draft.factor = unit.symbol, unit.factor
        if unit.symbol == "s" and (part := HUNDREDTHS.match(text, draft.end)) and numeral.value is not None:
            # 1분44초40, 9초85
            numeral.value += Decimal("0." + part[0])
            numeral.step = Decimal(1).scaleb(-len(part[0]))
            draft.end = part.end()
        return 0

    def _counter(self, text: str, draft: Draft, suffix: Suffix) -> int:
        numeral = draft.numeral
        word = suffix.word
        value = numeral.value if numeral.value is not None else numeral.high
        if word in self._age_units:
            draft.kind, draft.unit, draft.factor, draft.end = FigureKind.AGE, "yr", _AGE_YEARS, suffix.end
            return 0
        if (
            word == "대"
            and numeral.literal
            and value is not None
            and self._names_rank(text, draft, suffix, value)
        ):
            return hangul_end(text, suffix.end)
        if word == "배":
            if text.startswith(("수", "열", "치", "우", "경", "분", "달"), suffix.end):
                return hangul_end(text, suffix.end)
            draft.kind, draft.unit, draft.factor, draft.end = FigureKind.RATE, "×", Decimal(1), suffix.end
            return 0
        if word in self._index_units and any(
            cue in text[max(0, draft.start - _CUE_REACH) : draft.end + _CUE_REACH]
            for cue in self._index_words
        ):
            draft.kind, draft.unit, draft.factor, draft.end = (
                FigureKind.INDEX,
                "points",
                Decimal(1),
                suffix.end,
            )
            return 0
        if numeral.fraction:
            draft.kind = FigureKind.FRACTION
            return 0
        if word == "기" and text.startswith(self._terms, suffix.end):
            return suffix.end
        draft.noun = word
        draft.end = suffix.end
        return 0

    def _context(self, text: str, draft: Draft, floor: int) -> None:
        """Speeds (시속 100km), magnitudes (규모 6.5), degrees below zero (영하 20도)."""
        numeral = draft.numeral
        begin = max(floor, draft.start - 8)
        head = text[begin : draft.start].rstrip(" ")
        if draft.kind is FigureKind.DISTANCE and draft.factor is not None:
            for word, (seconds, symbol) in self._speeds.items():
                if head.endswith((word, word + " 약", word + " 최대", word + " 최고")):
                    draft.kind, draft.unit, draft.factor = (
                        FigureKind.SPEED,
                        f"{draft.unit}/{symbol}",
                        draft.factor / seconds,
                    )
                    if head.endswith(word):
                        draft.start = begin + len(head) - len(word)
                    return
        if draft.kind is FigureKind.TEMPERATURE:
            if head.endswith(_BELOW_ZERO) and numeral.value is not None:
                numeral.value = -numeral.value
                draft.start = begin + len(head) - len(_BELOW_ZERO)
            for word, symbol, factor in (
                ("섭씨", "°C", Decimal(1)),
                ("화씨", "°F", Decimal("0.5555555555555556")),
            ):
                if head.endswith((word, word + " " + _BELOW_ZERO, word + " 영상")):
                    draft.unit, draft.factor = symbol, factor
                    draft.start = begin + head.rindex(word)
        elif (
            draft.kind is FigureKind.COUNT
            and draft.noun is None
            and numeral.value is not None
            and numeral.value < 11
            and head.endswith(self._magnitudes)
            and not numeral.vague
        ):
            draft.kind, draft.unit, draft.factor = FigureKind.MAGNITUDE, "M", Decimal(1)
        elif (
            draft.kind is FigureKind.COUNT
            and draft.noun is None
            and numeral.plain
            and self._names_around.age(text, numeral.start, draft.end)
        ):
            draft.kind, draft.unit, draft.factor = FigureKind.AGE, "yr", _AGE_YEARS
        elif (
            draft.kind is FigureKind.COUNT
            and draft.noun is None
            and numeral.literal
            and not numeral.vague
            and self._names_around.index(text, draft.start, draft.end)
        ):
            draft.kind, draft.unit, draft.factor = FigureKind.INDEX, "points", Decimal(1)

    @staticmethod
    def _minus(text: str, numeral: Numeral) -> None:
        at = numeral.start
        if (
            text[at - 1 : at] in {"-", "−"}
            and at
            and (at == 1 or text[at - 2] in " (")
            and numeral.value is not None
            and numeral.value > 0
        ):
            numeral.value = -numeral.value
            numeral.start -= 1
            numeral.plain = False

    def _bounds(self, text: str, draft: Draft, floor: int) -> None:
        for _ in range(2):
            gap = text[draft.start - 1 : draft.start] == " "
            stop = draft.start - gap
            if not text.endswith(self._before_any, floor, stop):
                break
            for tight, form in self._before_forms:
                begin = stop - len(tight)
                if (
                    begin < floor
                    or not text.startswith(tight, begin)
                    or (is_hangul(text[begin - 1 : begin]) and begin > 0)
                ):
                    continue
                if (
                    len(tight) == 1
                    and is_hangul(tight)
                    and tight in "한근"
                    and not (gap and draft.numeral.literal)
                ):
                    continue
                if draft.bound in {Bound.EXACT, Bound.ABOUT} or form in {"최대", "최소", "약"}:
                    draft.bound = self._before[form]
                draft.start = begin
                break
            else:
                break
        for _ in range(2):
            at = draft.end + (text[draft.end : draft.end + 1] == " ")
            if not text.startswith(self._after_any, at) and not text.startswith(self._after_any, draft.end):
                return
            for form, bound, glued in self._after:
                begin = draft.end if glued else at
                if text.startswith(form, begin):
                    if draft.bound is Bound.EXACT or bound is not Bound.ABOUT:
                        draft.bound = bound
                    draft.end = begin + len(form)
                    break
            else:
                return
