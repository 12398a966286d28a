"""The grammar of Korean numerals: digits, Sino-Korean, native, and all their mixtures.

One number may be written 12000, 1만2000, 1만 2천, 만이천 or 1.2만. A table of words
cannot say that, so this is code: groups of 천/백/십 under 만/억/조, each with digits or
Hangul before it. Whether a numeral in bare Hangul is one at all (이 is also "this")
is for the reader to decide, which knows the counters; this module only says what a
numeral would be worth and how far it goes. Leaves out dates, units and bounds.
"""

from __future__ import annotations

import re
from decimal import Decimal

from monitor.lang.numeral import Numeral

_DIGITS = {
    char: value
    for value, chars in enumerate(("영공", "일", "이", "삼", "사", "오", "육륙", "칠", "팔", "구"))
    for char in chars
}
_SMALL = {"십": 10, "백": 100, "천": 1000}
_BIG = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
_SINO = frozenset(_DIGITS) | frozenset(_SMALL) | frozenset(_BIG)

_NATIVE_TENS = {
    "열": 10,
    "스물": 20,
    "스무": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
_NATIVE_UNITS = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4, "넉": 4, "다섯": 5, "닷": 5,
    "여섯": 6, "엿": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_NATIVE_RANGES = {
    "한두": (1, 2), "두세": (2, 3), "두서너": (2, 4), "서너": (3, 4), "너댓": (4, 5), "네댓": (4, 5), "네다섯": (4, 5),
    "너덧": (4, 5), "대여섯": (5, 6), "대엿": (5, 6), "예닐곱": (6, 7), "일고여덟": (7, 8), "일여덟": (7, 8), "여덟아홉": (8, 9),
    "여남은": (10, 12), "하나둘": (1, 2), "두셋": (2, 3), "서넛": (3, 4),
}  # fmt: skip
_RANGE = re.compile("|".join(sorted(_NATIVE_RANGES, key=len, reverse=True)))
_TENS = re.compile("|".join(_NATIVE_TENS))
_UNITS = re.compile("|".join(sorted(_NATIVE_UNITS, key=len, reverse=True)))
_LITERAL = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
)
_VAGUE = re.compile(r"(?:수|몇 ?|여러 ?)((?:[십백천]|수)?[십백천]?)([만억조]?)")
_NEGATIVE = re.compile(r"(?:마이너스|마이나스) ?|- ?(?=[0-9일이삼사오육칠팔구십백천영])")
_FRACTION = re.compile(r" ?분의 ?")
_AND = re.compile(r"[과와] ?")
# Where a numeral in Hangul may begin: not inside a word, and with these characters.
_BEGINNING = (
    r"마이너스|마이나스|수(?=[십백천만억조])|몇 ?(?=[십백천만억])|[일이삼사오육칠팔구십백천만억조영공반]|절반|하나|한두|한(?= ?)|두|둘|세|셋|서[너넛른]|석|네|넷|넉|너[댓덧]"
    r"|다섯|닷|대여섯|대엿|여[섯덟든]|여남은|엿|일[곱흔고여]|예[닐순]|아[홉흔]|열|스[물무]|마흔|쉰|나흘|보름|여드레|아흐레"
)
# The class in front lets the engine skip to the next character that may begin one at all.
CANDIDATE = re.compile(
    r"[0-9마수몇일이삼사오육칠팔구십백천만억조영공반절하한두둘세셋서석네넷넉너다닷대여엿예아열스쉰나보]"
    rf"(?:(?<=[0-9])[0-9]*|(?<![가-힣A-Za-z].)(?<=(?={_BEGINNING}).))",
    re.DOTALL,
)
_COPULA = ("다", "며", "고 ", "고,", "라", "었", "지만", "란", "던", "어서", "므로")
# 34경기 are matches, 3조각 pieces: the letter begins a word.
_NO_SCALE = ("경기", "경찰", "경험", "조각", "조별", "조항", "조건", "조합")
# Days that have a word of their own, and half a year; 사흘 is three, not four.
_WHOLE = {
    "이틀": ("2", "일"), "사흘": ("3", "일"), "나흘": ("4", "일"), "닷새": ("5", "일"), "엿새": ("6", "일"),
    "여드레": ("8", "일"), "아흐레": ("9", "일"), "열흘": ("10", "일"), "보름": ("15", "일"), "반년": ("0.5", "년"),
}  # fmt: skip
_WHOLE_FIRSTS = frozenset(word[0] for word in _WHOLE)
_WHOLE_WORD = re.compile("|".join(_WHOLE))
# 셋 중 하나, 다섯 가운데 넷: a share in native words.
_SHARE = re.compile(
    r"(둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열) (?:중|가운데) (하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)(?=[은는이가을를의만도로 ,.]|꼴|$)"
)
# Letters that stand second in a numeral, or between its parts.
INSIDE = frozenset(_SINO) | frozenset(
    "나섯덟곱홉물무른흔순든둘셋넷점분수몇과와여남은두세너댓덧서이너스박틀흘새드레흐름년중"
)
# Digits beyond this are keys; runs of Hangul beyond that are no numeral.
_LONGEST = 26
_LONGEST_RUN = 60
_TEN_THOUSAND = 10**4
_ONE = Decimal(1)
_SHARE_FIRSTS = frozenset("둘셋넷다여일아열")
_SHARE_OF = {**_NATIVE_UNITS, "열": 10}
_NATIVE_FIRSTS = frozenset(
    word[0] for words in (_NATIVE_TENS, _NATIVE_UNITS, _NATIVE_RANGES) for word in words
)


class _Reader:
    """Reads one Sino-Korean numeral, in Hangul, digits, or both."""

    __slots__ = (
        "at",
        "big",
        "decimals",
        "digits",
        "hangul",
        "last",
        "literal",
        "literals",
        "number",
        "section",
        "small",
        "step",
        "text",
        "total",
    )

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.total = Decimal(0)
        self.section = Decimal(0)
        self.number: Decimal | None = None
        self.big = Decimal("Infinity")
        self.small = Decimal("Infinity")
        self.step = Decimal(1)
        self.literal = False
        self.literals = 0
        self.hangul = 0
        self.digits = 0
        self.last = ""

    def read(self) -> bool:
        """Consume the longest numeral; False when there is none."""
        text = self.text
        begin = self.at
        while self.at < len(text) and self.at - begin < _LONGEST_RUN:
            char = text[self.at]
            if "0" <= char <= "9" or (char == "." and self.at == begin):
                if not self._digits():
                    break
            elif char in _SINO:
                if not self._hangul(char):
                    break
            elif char == "점" and not self.literal and (self.number is not None or self.section):
                if not self._decimals():
                    break
                if self.at >= len(text) or text[self.at] not in _BIG:
                    break
            elif char == " " and self._space():
                self.at += 1
            elif (
                char == " "
                and text.startswith(" 점 ", self.at)
                and not self.literal
                and text[self.at + 3 : self.at + 4] in _DIGITS
            ):
                self.at += 2
                if not self._decimals():
                    self.at -= 2
                break
            else:
                break
        self._give_back(begin)
        return self.at > begin

    def _give_back(self, begin: int) -> None:
        """구천오백이다: the last 이 is the copula's, no two."""
        text = self.text
        if (
            self.at - begin > 1
            and text[self.at - 1] == "이"
            and self.last == "d"
            and text.startswith(_COPULA, self.at)
        ):
            self.at -= 1
            self.number = None

    def _digits(self) -> bool:
        if self.number is not None:
            return False
        match = _LITERAL.match(self.text, self.at)
        if match is None or len(match[0]) > _LONGEST:
            return False
        value = Decimal(match[0].replace(",", "").replace(" ", ""))
        if self.last and value >= min(self.small, self.big):
            return False
        if self.last == "" and self.at and self.hangul:
            return False
        self.number = value
        self.literals += 1
        if not self.hangul and not self.literals > 1:
            self.literal = True
        point = match[0].find(".")
        self.step = Decimal(1).scaleb(-(len(match[0]) - point - 1)) if point >= 0 else Decimal(1)
        self.at = match.end()
        self.last = "0"
        return True

    def _hangul(self, char: str) -> bool:
        if char in _DIGITS:
            if self.number is not None:
                return False
            if self.literal and self.last == "0":
                return False
            self.number = Decimal(_DIGITS[char])
            self.step = Decimal(1)
            self.last = "d"
        elif char in _SMALL:
            size = Decimal(_SMALL[char])
            if size >= self.small or (self.number is not None and self.number >= _TEN_THOUSAND):
                return False
            self.section += (1 if self.number is None else self.number) * size
            self.step = self.step * size if self.last == "0" else size
            self.number = None
            self.small = size
            self.last = "s"
        else:
            if self.text.startswith(_NO_SCALE, self.at):
                return False
            size = Decimal(_BIG[char])
            if size >= self.big:
                return False
            count = self.section + (self.number or 0)
            if not count and (self.number is not None or self.total):
                return False
            self.total += (count or 1) * size
            self.step = self.step * size if self.last in {"0", "s"} else size
            self.section, self.number = Decimal(0), None
            self.big, self.small = size, Decimal("Infinity")
            self.last = "b"
        self.hangul += 1
        self.at += 1
        return True

    def _decimals(self) -> bool:
        at = self.at + 1
        digits = ""
        while at < len(self.text) and len(digits) < _LONGEST and self.text[at] in _DIGITS:
            digits += str(_DIGITS[self.text[at]])
            at += 1
        if not digits:
            return False
        self.number = (self.number or Decimal(0)) + Decimal("0." + digits)
        self.step = Decimal(1).scaleb(-len(digits))
        self.at = at
        self.last = "0"
        return True

    def _space(self) -> bool:
        """Whether the numeral goes on after a space: 1만 2천, 구십구만 이천칠백구; never 2억 이상."""
        if self.last not in {"s", "b"}:
            return False
        text, at = self.text, self.at + 1
        if text[at : at + 1].isdecimal():
            match = _LITERAL.match(text, at)
            if match is None:
                return False
            if self.hangul == 1 and not self.literal and text[match.end() : match.end() + 1] not in _SMALL:
                # 만 19세: 만 says how the age is counted.
                return False
            if len(match[0]) == 4 and text[match.end() : match.end() + 1] == "년":
                return False
            return (
                Decimal(match[0].replace(",", "").replace(" ", "")) < min(self.small, self.big)
                and "." not in match[0]
            )
        end = at
        while end < len(text) and text[end] in _SINO and end - at < _LONGEST:
            end += 1
        run = text[at:end]
        if (
            self.hangul >= 2
            and not self.literal
            and len(run) == 1
            and (run in _DIGITS or run in _SMALL)
            and text[end : end + 2] in {" 명", " 원", " 개", ""}
        ):
            return True
        if run in _SMALL and text[end : end + 1] == " " and text[end + 1 : end + 2].isdecimal():
            return True
        return len(run) >= 2 and any(char in "십백천만억" for char in run) and run[0] not in "만억조경"

    @property
    def value(self) -> Decimal:
        return self.total + self.section + (self.number or Decimal(0))


def match(text: str, at: int, *, nested: bool = False) -> Numeral | None:
    """The numeral that begins at ``at``, or None. Hangul runs are taken as numerals here."""
    begin = at
    if at >= len(text):
        return None
    if "0" <= text[at] <= "9":
        plain = _plain(text, at)
        if plain is not None:
            return plain
    sign = 1
    negative = _NEGATIVE.match(text, at) if text[at] in "마-" else None
    if negative:
        sign, at = -1, negative.end()
        if at >= len(text):
            return None
    vague = _VAGUE.match(text, at) if text[at : at + 1] in {"수", "몇", "여"} else None
    if vague and (vague[1] or vague[2]):
        return _vague(text, begin, vague)
    if text[at] in _WHOLE_FIRSTS and (whole := _WHOLE_WORD.match(text, at)):
        amount, unit = _WHOLE[whole[0]]
        return Numeral(start=at, end=whole.end(), value=Decimal(amount), unit=unit)
    share = _SHARE.match(text, at) if text[at] in _SHARE_FIRSTS else None
    if share is not None and _NATIVE_UNITS[share[2]] < _SHARE_OF.get(share[1], 0):
        quota = Decimal(_NATIVE_UNITS[share[2]]) / _SHARE_OF[share[1]]
        return Numeral(start=at, end=share.end(), value=quota, step=Decimal("0.01"), fraction=True)
    special = (
        _native(text, begin, at, sign)
        if text[at : at + 1] in _NATIVE_FIRSTS or "백" in text[at : at + 2]
        else None
    )
    if special is not None:
        return special
    if text.startswith(("절반", "반"), at):
        end = at + (2 if text[at] == "절" else 1)
        return Numeral(start=begin, end=end, value=Decimal("0.5"), step=Decimal("0.1"), fraction=True)
    reader = _Reader(text, at)
    if not reader.read():
        return None
    fraction = _FRACTION.match(text, reader.at)
    if fraction is not None:
        part = _fraction(text, begin, reader, fraction.end(), sign)
        if part is not None:
            return part
    end = reader.at
    step = reader.step
    value = reader.value
    mixed = _AND.match(text, end)
    if mixed and not reader.literal and not nested:
        other = match(text, mixed.end(), nested=True)
        if other is not None and other.fraction and other.value is not None and other.value < 1:
            end, value = other.end, value + other.value
    scale = Decimal(1) if reader.big.is_infinite() else reader.big
    if scale == 1 and not reader.small.is_infinite() and reader.number is None:
        scale = reader.small
    return Numeral(
        start=begin,
        end=end,
        value=value * sign,
        step=step,
        scale=scale if reader.number is None else Decimal(1),
        literal=reader.literal,
        plain=reader.literal and reader.literals == 1 and not reader.hangul and text[at:end].isdecimal(),
    )


def _plain(text: str, at: int) -> Numeral | None:
    """Digits with nothing of a numeral behind them: the common case, read without ceremony."""
    found = _LITERAL.match(text, at)
    if found is None:
        return None
    digits, end = found[0], found.end()
    if text[end : end + 1] in _SINO or len(digits) > _LONGEST or text.startswith(("분의", " 분의"), end):
        return None
    point = digits.find(".")
    return Numeral(
        start=at,
        end=end,
        value=Decimal(digits.replace(",", "").replace(" ", "")),
        step=_ONE if point < 0 else _ONE.scaleb(point + 1 - len(digits)),
        literal=True,
        plain=digits.isdecimal(),
    )


def _fraction(text: str, begin: int, below: _Reader, at: int, sign: int) -> Numeral | None:
    """3분의 1, 백분의 일: the denominator comes first."""
    negative = _NEGATIVE.match(text, at)
    above = _Reader(text, negative.end() if negative else at)
    # The part is small: 오분의 일만 is "only a fifth", 삼분의 일조각 a third of a piece.
    if below.value < _TEN_THOUSAND:
        above.big = Decimal(_TEN_THOUSAND)
    if not above.read() or not below.value:
        return None
    value = above.value / below.value * sign * (-1 if negative else 1)
    return Numeral(
        start=begin, end=above.at, value=value, step=Decimal("0.01"), fraction=True, literal=below.literal
    )


def _vague(text: str, begin: int, found: re.Match[str]) -> Numeral:
    """수십, 수백만, 몇천: a magnitude."""
    size = 1
    for char in found[1] + found[2]:
        size *= _SMALL.get(char) or _BIG.get(char) or 1
    del text
    return Numeral(
        start=begin, end=found.end(), low=Decimal(size), vague=True, step=Decimal(size), scale=Decimal(size)
    )


def _native(text: str, begin: int, at: int, sign: int) -> Numeral | None:
    """열두, 서른네, 백스물다섯, and the two-number words like 서너."""
    span = _RANGE.match(text, at)
    if span:
        low, high = _NATIVE_RANGES[span[0]]
        return Numeral(start=begin, end=span.end(), low=Decimal(low), high=Decimal(high))
    hundreds = 0
    position = at
    if text[at : at + 1] == "백" or (text[at + 1 : at + 2] == "백" and text[at] in _DIGITS):
        hundreds = 100 * (1 if text[at] == "백" else _DIGITS[text[at]])
        position = at + (1 if text[at] == "백" else 2)
    tens = _TENS.match(text, position)
    value = 0
    if tens:
        value = _NATIVE_TENS[tens[0]]
        position = tens.end()
    units = _UNITS.match(text, position)
    if units and not (hundreds and not tens and units[0] in {"한", "두", "세", "네"}):
        value += _NATIVE_UNITS[units[0]]
        position = units.end()
    if not value:
        return None
    return Numeral(start=begin, end=position, value=Decimal((hundreds + value) * sign))


def weight(text: str) -> tuple[int, int]:
    """How much a numeral in Hangul looks like one: its length, and how many place words it has."""
    return len(text), sum(char in _SMALL or char in _BIG for char in text)
