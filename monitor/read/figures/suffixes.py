"""What follows a numeral in a language with suffixes: units, counters, names, particles.

Also the tables of such a language, compiled from its data files. The longest known
prefix counts; what is left of the word must be a particle.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from monitor.lang.numeral import Numeral
from monitor.model import Bound, FigureKind
from monitor.read.figures.counted import CountedNouns
from monitor.read.figures.lexicon import Lexicon, Unit
from monitor.read.figures.phrases import expand
from monitor.read.figures.suffix_names import SuffixNames

_HANGUL = re.compile(r"[가-힣]*")
_LATIN = re.compile(r"[A-Za-zµμΩ°]+(?:/[A-Za-z]+)?[²³23]?")


def is_hangul(char: str) -> bool:
    """Whether ``char`` is a Hangul syllable."""
    return bool(char) and "가" <= char <= "힣"


def hangul_end(text: str, at: int) -> int:
    """The offset past the Hangul that begins at ``at``."""
    match = _HANGUL.match(text, at)
    return match.end() if match else at


# Words of bounds that begin with a particle are glued to the figure: 100명을 넘는.
_PARTICLE_FIRST = ("이 ", "가 ", "을 ", "를 ", "에 ", "도 ")
# Flats and houses are counted by the thousand; "1203호" is a door.
_HOUSES = 1000
# "5선" is elected five times, "38선" a line on the map; levels of prices and indexes are higher.
_LEVEL = 100


class Suffix(NamedTuple):
    """What follows a numeral: a unit, a counter, or the mark of something that is no quantity."""

    kind: str
    """``unit``, ``counter``, ``order``, ``bare`` (particles or nothing) or ``name``."""
    word: str
    end: int
    unit: Unit | None = None


class Suffixes:
    """The suffix tables of one language, and what they make of the text after a number."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = lexicon.grammar
        numerals, shields = lexicon.data["numerals"], lexicon.data["shields"]
        counters = numerals["counters"]
        self._count = frozenset(expand(counters["count"]))
        self._order = frozenset(expand(counters["order"]))
        self._age_units = frozenset(expand(shields["ages"]["units"]))
        self._machines = frozenset(expand(counters["machines"]))
        self._round = frozenset(expand(counters["round"]))
        self._single = frozenset(expand(counters["single"]))
        self._terms = tuple(f" {word}" for word in expand(counters["terms"]))
        self._laws = tuple(expand(counters["laws"]))
        self._particles = tuple(sorted(expand(counters["particles"]), key=len, reverse=True))
        self._count |= self._age_units
        self._article_like = frozenset(expand(counters.get("article", "")))
        self._people = frozenset(expand(counters.get("people", "")))
        self._count |= self._people
        self._units = lexicon.suffixes
        self._reach: dict[str, int] = {}
        for form in (*self._count, *self._order, *lexicon.suffixes):
            self._reach[form[0]] = max(self._reach.get(form[0], 0), len(form))
        self._firsts = frozenset(self._reach)
        self._index_units = frozenset(expand(shields["indexes"]["units"]))
        self._forms = self._count | self._order | self._index_units | frozenset(lexicon.suffixes) | {"배"}
        self._inside = frozenset(self.grammar.INSIDE) | {" "}
        self._heads = frozenset(form[:2] for form in lexicon.suffixes if len(form) > 1)
        self._next = self._firsts | frozenset(self.grammar.INSIDE)
        self._next_word = self._next | frozenset("0123456789")
        self._to = tuple(numerals["ranges"]["to"])
        bounds = numerals["bounds"]
        self._before = {form: Bound(name) for name, forms in bounds["before"].items() for form in forms}
        self._before_forms = [
            (form.rstrip(" "), form) for form in sorted(self._before, key=len, reverse=True)
        ]
        self._after = sorted(
            (
                (form, Bound(name), form.startswith(_PARTICLE_FIRST))
                for name, forms in bounds["after"].items()
                for form in forms
            ),
            key=lambda row: -len(row[0]),
        )
        self._after_any = tuple(form for form, _, _ in self._after)
        self._before_any = tuple(tight for tight, _ in self._before_forms)
        self._suffix = {form: Bound(name) for name, forms in bounds["suffix"].items() for form in forms}
        self._suffix_forms = tuple(self._suffix)
        self._duration_after = tuple(shields["dates"]["duration_after"])
        self._prefixes = tuple(shields["identifiers"]["before"])
        self._fixed = tuple(shields["identifiers"]["fixed"])
        self._scores = tuple(expand(shields["scores"]["words"]))
        self._magnitudes = tuple(shields["magnitudes"]["before"])
        self._index_words = tuple(expand(shields["indexes"]["words"]))
        self._per = shields["per"]["after"]
        self._per_counters = frozenset(expand(shields["per"]["counters"]))
        self._speeds = dict(
            zip(
                lexicon.data["units"]["per"]["before"].split(),
                ((3600, "h"), (1, "s"), (60, "min")),
                strict=True,
            )
        )
        self._nouns = CountedNouns(lexicon, frozenset(self._before))
        self._names_around = SuffixNames(shields)
        self._age_before = tuple(expand(shields["ages"].get("born", "")))
        # Counters that only digits count: 통신 3사, but 한 사이.
        self._literal_only = frozenset(expand(counters.get("literal_only", "")))

    def _particle_follows(self, text: str, at: int) -> bool:
        rest = _HANGUL.match(text, at)
        return rest is None or not rest[0] or rest[0].startswith(self._particles)

    def _follow(self, line: str, text: str, at: int, numeral: Numeral) -> Suffix:
        """What stands at ``at``, right after a numeral: the longest unit, counter or order word."""
        if numeral.unit:
            return Suffix("unit", numeral.unit, at, self._units[numeral.unit])
        gap = 0
        while text[at + gap : at + gap + 1] == " " and gap < 2:
            gap += 1
        begin = at + gap
        char = text[begin : begin + 1]
        if char.isascii() or char in "µμΩ°":
            latin = _LATIN.match(line, begin)
            if latin is not None:
                return self._latin(line, latin, at, gap)
        if char not in self._firsts:
            return self._no_suffix(text, at)
        native = not numeral.literal
        for size in range(min(self._reach[char], len(text) - begin), 0, -1):
            word = text[begin : begin + size]
            if word not in self._forms:
                continue
            if (
                word in self._order
                and (gap == 0 or size > 1)
                and not (native and word in {"번", "대"})
                and not self._counts(text, begin, word, numeral, gap)
            ):
                if (
                    word == "선"
                    and numeral.value is not None
                    and (numeral.value >= _LEVEL or numeral.value % 1)
                ):
                    return Suffix("bare", "", at)  # 2,600선: about a level
                if self._ordered(text, begin + size, word):
                    return Suffix("order", word, hangul_end(text, begin + size))
                continue
            unit = self._units.get(word)
            if unit is not None and not (
                native
                and word == "분"
                and numeral.end - numeral.start <= 2
                and numeral.value is not None
                and text[numeral.start] not in "일이삼사오육칠팔구십"
            ):
                if gap and size == 1 and word in {"리", "동", "바", "돈", "줄"}:
                    continue
                if word == "도" and gap and not self._particle_follows(text, begin + size):
                    continue  # 2 도어 쿠페
                return Suffix("unit", word, begin + size, unit)
            if word in self._count and not (native and word in self._literal_only):
                if word in self._people and numeral.scale == 1 and not numeral.vague:
                    continue  # 2018 시민 축제
                if size == 1 and not native and not self._particle_follows(text, begin + size):
                    continue
                return Suffix("counter", word, begin + size)
            if word in self._index_units or word == "배":
                return Suffix("counter", word, begin + size)
        return self._no_suffix(text, at)

    def _ordered(self, text: str, end: int, word: str) -> bool:
        """An order word of one letter must end its word: 3차 is a name, 3차례 is not."""
        return (
            len(word) > 1
            or self._particle_follows(text, end)
            or word in {"월", "차", "군", "위", "호", "층", "급", "선", "등", "번", "조"}
        )

    def _counts(self, text: str, begin: int, word: str, numeral: Numeral, gap: int) -> bool:
        """``5번`` may be five times: after native numerals, or with 이나, 씩, 만에 behind."""
        del gap
        after = begin + len(word)
        if word == "번":
            return text.startswith(("이나", "씩", "의 "), after)
        if word == "층":
            return text.startswith(("짜리", "높이", " 높이", " 규모"), after)
        if word == "장":
            # 투표용지 30여장; 제3장 has its mark before it.
            return True
        if word == "호":
            # 주택 270만호
            return numeral.scale >= _HOUSES
        return word == "등" and text[begin - 1] == " "

    def _latin(self, line: str, match: re.Match[str], at: int, gap: int) -> Suffix:
        """A unit in Latin letters (km, ㎿ is no Latin); unknown letters make a name: 5G."""
        run = match[0]
        for size in range(len(run), 0, -1):
            part = run[:size]
            if size < len(run) and (run[size].isalpha() and part[-1:].isalpha()):
                continue
            unit = self.lexicon.signs.get(part) or (
                self._units.get(part.lower()) if len(part) > 1 or not part.isalpha() else None
            )
            if unit is not None:
                return Suffix("unit", part.lower(), match.start() + size, unit)
            square = self.lexicon.signs.get(part[:-1]) if part[-1] in "23" else None
            if square is not None and square.kind is FigureKind.DISTANCE:
                mark, kind = ("²", FigureKind.AREA) if part[-1] == "2" else ("³", FigureKind.VOLUME)
                composed = Unit(square.symbol + mark, kind, square.factor ** int(part[-1]))
                return Suffix("unit", part.lower(), match.start() + size, composed)
        if gap:
            return Suffix("bare", "", at)
        return Suffix("name", run, hangul_end(line, match.end()))

    def _no_suffix(self, text: str, at: int) -> Suffix:
        rest = _HANGUL.match(text, at)
        if rest is None or not rest[0] or rest[0].startswith(self._particles):
            return Suffix("bare", "", at)
        return Suffix("name", rest[0], rest.end())
