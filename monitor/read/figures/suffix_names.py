"""Numbers with a counter that name a thing after all: 2부 리그, 후반 21분, 3자 회담, 112에 신고.

The words around the number decide; they are data (``[named]`` and ``[lines]`` in
``shields.toml``). Leaves out names that only knowledge of the world tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from monitor.lang.numeral import Numeral
from monitor.read.figures.phrases import expand

# "전반 추가시간 2분" has seven characters between 전반 and the number; cues of a telephone line stand close behind.
_BEFORE, _BEHIND = 10, 12
# Sets, halves and parts of a programme are few: "3천 부" is a print run.
_FEW = 9
_ROAD = re.compile(r"[가-힣](?:대로|길)(?: [0-9]{1,3}길)? $")
_HOUSE = re.compile(r"(?:에|에서|번지)?(?: |,|\)|$)")
# The level of an index follows its name within a clause, and a verb of closing follows the level.
_LEVEL_BEFORE, _LEVEL_BEHIND = 50, 14


class SuffixNames:
    """Tells names with a number and a counter from counts, by the words around them."""

    def __init__(self, shields: Mapping[str, Any]) -> None:
        named = shields.get("named", {})
        self._after = {word: tuple(forms) for word, forms in named.get("after", {}).items()}
        self._before = {word: tuple(expand(forms)) for word, forms in named.get("before", {}).items()}
        lines = shields.get("lines", {})
        self._lines = frozenset(Decimal(number) for number in lines.get("numbers", "").split())
        self._ones = frozenset(expand(shields.get("one", {}).get("counters", "")))
        self._departments = frozenset(expand(shields.get("departments", {}).get("counters", "")))
        events = expand(shields.get("days", {}).get("events", ""))
        self._day = (
            re.compile(rf"1?[0-9][.\-][0-3]?[0-9](?: (?={'|'.join(events)})|\((?=[월화수목금토일]\)))")
            if events
            else None
        )
        self._indexes = tuple(expand(shields["indexes"]["words"]))
        self._closing = tuple(expand(shields["indexes"].get("closing", "")))
        self._bare = tuple(form + " " for form in expand(shields.get("bare", {}).get("before", "")))
        self._drawn = tuple(expand(shields.get("bare", {}).get("drawn", "")))
        self._glued = tuple(expand(lines.get("glued", "")))
        ages = shields["ages"]
        titles = expand(ages.get("titles", ""))
        self._bracket = re.compile(
            rf"[0-9]{{1,3}}(?:\) ?(?:{'|'.join(titles)})(?:(?![가-힣]{{2}})|(?=에게|에서|으로|한테|측|등))|·(?:{'|'.join(expand(ages.get('sexes', '')))})\b)"
        )
        self._titled = tuple(form + "(" for form in titles)
        self._calls = tuple(expand(lines.get("words", "")))

    def named(self, text: str, numeral: Numeral, word: str, end: int) -> bool:
        """Whether the number with counter ``word``, which ends at ``end``, names something."""
        if not numeral.literal:
            return numeral.value == 1 and word in self._ones
        if numeral.scale != 1:
            return False
        at = numeral.start
        if (
            word in self._departments
            and at
            and "가" <= text[at - 1] <= "힣"
            and not text.startswith(" ", numeral.end)
        ):
            return text[at - 1] not in "총약단각"
        after = self._after.get(word)
        if after is not None and text.startswith(after, end) and (numeral.value or 0) <= _FEW * 10:
            return True
        before = self._before.get(word)
        head = text[max(0, numeral.start - _BEFORE) : numeral.start]
        return before is not None and head.rstrip(" ").endswith(before)

    def day(self, text: str, at: int) -> int:
        """Past a day that names an event (5.31 지방선거); else 0."""
        match = self._day.match(text, at) if self._day is not None else None
        return match.end() if match else 0

    def age(self, text: str, start: int, end: int) -> bool:
        """Whether a bare number in brackets is an age: 김모(42)씨, B군(17), C씨(37·여)."""
        if text[start - 1 : start] != "(" or end - start > 3:
            return False
        if self._bracket.match(text, start) is not None:
            return True
        return text[end : end + 1] in {")", "·", ","} and text.endswith(self._titled, 0, start)

    def index(self, text: str, start: int, end: int) -> bool:
        """Whether a bare number is the level of an index: 코스피는 … 2,684.21로 마감했다."""
        behind = text[end : end + _LEVEL_BEHIND]
        if not any(word in behind for word in self._closing):
            return False
        head = text[max(0, start - _LEVEL_BEFORE) : start]
        return any(word in head for word in self._indexes)

    def _addressed(self, text: str, numeral: Numeral) -> bool:
        """Whether a bare number is a house (세종대로 14에), a code (03187), or among those that a lottery drew."""
        digits = text[numeral.start : numeral.end]
        if (
            digits.isdecimal()
            and digits[0] == "0"
            and len(digits) > 1
            and text[numeral.start - 1 : numeral.start] != "."
        ):
            return True
        head = text[max(0, numeral.start - _LEVEL_BEFORE) : numeral.start]
        if (
            text.startswith("가", numeral.end)
            and len(digits) == 1
            and head.rstrip(" ").endswith(("동", "로"))
        ):
            return True  # 종로 1가
        if _ROAD.search(head) and _HOUSE.match(text, numeral.end):
            return True
        return len(digits) <= 2 and any(word in head for word in self._drawn)

    def line(self, text: str, numeral: Numeral, *, glued: bool) -> bool:
        """Whether the bare number is a telephone line (112에 신고) or a base year's value (2020년=100)."""
        if numeral.plain and text.endswith("년=", 0, numeral.start):
            return True
        if not glued and numeral.scale == 1 and self._bare and text.endswith(self._bare, 0, numeral.start):
            return True  # 시즌 2
        if numeral.plain and not glued and self._addressed(text, numeral):
            return True
        if numeral.value not in self._lines or not numeral.plain:
            return False
        if text.startswith(self._glued, numeral.end):
            return True
        if glued:
            return False
        behind = text[numeral.end : numeral.end + _BEHIND]
        return any(word in behind for word in self._calls)
