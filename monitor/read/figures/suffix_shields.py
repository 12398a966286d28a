"""Shields for languages with suffixes: dates, ranks, names, laws, scores, and Hangul that is no number."""

from __future__ import annotations

import re
from decimal import Decimal

from monitor.lang.numeral import Numeral
from monitor.model import FigureKind
from monitor.read.figures.draft import Draft
from monitor.read.figures.lexicon import Unit
from monitor.read.figures.phrases import expand
from monitor.read.figures.shapes import GROUPED, SHAPE
from monitor.read.figures.suffixes import Suffix, Suffixes, hangul_end, is_hangul

_GLUED_LATIN = re.compile(r"[A-Za-z0-9]*(?:[-/][A-Za-z0-9]+){0,4}")
_VERSUS = re.compile(r" ?대 ?([0-9]{1,3})(?![0-9만천억,.%])")
_COLON = re.compile(r" ?: ?([0-9]{1,3})(?::[0-9]{2})?(?![0-9])")
_MIDDLE_DOTS = re.compile(r"[0-9]{1,2}(?:[·.・ㆍ‧･][0-9]{1,2}){1,3}(?![0-9])")
_AFTER_CLOCK = re.compile(r" ?[0-9]{1,2}분(?: ?[0-9]{1,2}초)?")
_MONEY_SIGN = re.compile(r"(?:(?:[a-z]{1,3})?[$€£¥₩₴₽]|(?<![a-z])[a-z]{3})[ ]?$")
_CUE_REACH = 40


_SCORE_MARKS = frozenset("시대:/-–")
_SINO_DIGITS = "일이삼사오육칠팔구영공"
_SLASHES = re.compile(
    r"(?:19|20)[0-9]{2}/[0-9]{1,2}(?:/[0-9]{1,2})?(?![0-9])|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}(?![0-9])"
    r"|(?:1[0-9]|20)[0-9]{2}[-–/][0-9]{2}(?![0-9,.%만천])"  # the season 2010-11
)
# 1588-1234, a telephone number; bus 3-1, platform 6-2.
_CODES = re.compile(
    r"1[0-9]{3}-[0-9]{4}(?=[), .]|번|로|으로|에|$)|[0-9]{1,4}-[0-9]{1,3}(?:번|호|번지|동| 승강장)(?![가-힣]?째)"
)
# 삼선동 1가 13-1, 역삼동 736-1
_LOT = re.compile(r"[0-9]{1,4}-[0-9]{1,3}(?![0-9])")
_WARD = re.compile(r"(?:[가-힣]동|[0-9]가|[가-힣]읍) $")
_STROKE = re.compile(r"/([0-9]{1,3})(?![0-9/])")
_HYPHEN = re.compile(r"[-–]([0-9]{1,3})(?![0-9,.만천억%])")


# "… 등 10대 2명": an age group, whatever stands before.
_AGED = re.compile(r" (?:[0-9]{1,3}명|[남여]|소[년녀]|청소년|청년|학생|자녀|[초중후]반)")
_PLATE = re.compile(
    r"[0-9]{2,3}[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배] ?[0-9]{4}(?![0-9.,만억천년원명])"
)
# "차량" or "번호판" stands so many letters around a plate.
_PLATED = 10
_BEFORE_OR_AFTER = re.compile(r" ?[전후뒤](?!후)")
_PARTICLE_OR_END = re.compile(
    r"[^가-힣]|$|에|까지|부터|의|보다|인|이[^가-힣]|과 |만|은 |쯤|께|으로|엔|늦게|로"
)
_OF_MONTH = re.compile(r"[0-9]월 ?$")
# 기원전 512년, 기원전 512 - 511년, 서기 833년
_ERA = re.compile(r"(?:기원전|기원후|서기)(?: 약)? ?(?:[0-9]{1,4} ?[-–~∼] ?)?$")
_ERA_REACH = 14
_LATIN_WORD = re.compile(r"(?:^|[^a-z])[a-z]{2,12} $")
# Counters that a native numeral may be glued to, and those that it does not count.
_GLUED_NATIVE = frozenset(expand("명 개 달 번 살 마리 시간 가지 사람 차례 곳 군데 배 건 대 채 권 장 척"))
_NEVER_NATIVE = frozenset(expand("인 원 주 월 도 위 분기 리 박 점 회 구 남 표 동 바 문 부 자"))
# Behind the first digits of a shape there is one of these.
_SHAPED = frozenset("-–./·・ㆍ‧･")
_MONTH = re.compile(r" [01]?[0-9]월")
# "7, 8월": the first of two months shares the word with the second.
_MONTHS = re.compile(r"[0-9]{1,2},[ ]?[0-9]{1,2}(?:월|단지|공구|구역|호기|호선|학년|분기|라운드|차전|동)")


class SuffixShields(Suffixes):
    """Tells what looks like a quantity and is none."""

    def _plate(self, text: str, at: int, stop: int) -> int:
        """Past the number of a car, 12가 3456, where a car is named close by; else 0."""
        if not 2 <= stop - at <= 3 or not is_hangul(text[stop : stop + 1]):
            return 0
        plate = _PLATE.match(text, at)
        if plate is None:
            return 0
        around = text[max(0, at - _PLATED) : at] + text[plate.end() : plate.end() + _PLATED]
        return plate.end() if "차" in around or "번호" in around else 0

    def _shape(self, text: str, at: int, stop: int) -> int:
        """Past an ISO date, a telephone number, a name like F-16, a day like 6·25; else 0.

        The digits at ``at`` end at ``stop``.
        """
        if text.startswith(self._fixed, at):
            return at + next(len(fixed) for fixed in self._fixed if text.startswith(fixed, at))
        follow = text[stop : stop + 1]
        past = self._plate(text, at, stop)
        if past:
            return past
        if follow == "," and _MONTHS.match(text, at) is not None:
            return stop
        if follow in _SHAPED or (follow == " " and text[at] == "0"):
            past = self._digits(text, at)
            if past:
                return past
        previous = text[at - 1 : at]
        before = text[at - 2 : at - 1]
        if previous.isascii() and previous.isalpha() and self._money_before(text, at, 0) is None:
            return self._past_name(text, at)
        if previous in {"-", "_", "/"} and before.isalnum() and before.isascii() and not before.isdecimal():
            return self._past_name(text, at)
        if previous == "-" and "가" <= before <= "힣":
            return self._past_name(text, at)
        if text.endswith(self._prefixes, 0, at):
            for prefix in self._prefixes:
                begin = at - len(prefix)
                if text.endswith(prefix, 0, at) and not (begin and is_hangul(text[begin - 1])):
                    return self._past_name(text, at)
        return 0

    def _digits(self, text: str, at: int) -> int:
        """Past digits with marks between that are a date, a number of a telephone or a day's name; else 0."""
        previous = text[at - 1 : at]
        shape = SHAPE.match(text, at)
        if shape and not GROUPED.match(text, at) and previous not in {"$", "€", "₩"}:
            return shape.end()
        slashes = _SLASHES.match(text, at)
        if slashes:
            return slashes.end()
        code = _CODES.match(text, at)
        if code:
            return code.end()
        lot = _LOT.match(text, at)
        if lot and _WARD.search(text[max(0, at - 4) : at]):
            return lot.end()
        past = self._names_around.day(text, at)
        if past:
            return past
        dots = _MIDDLE_DOTS.match(text, at)
        if dots and any(mark in dots[0] for mark in "·・ㆍ‧･"):
            return dots.end()
        return 0

    @staticmethod
    def _past_name(text: str, at: int) -> int:
        match = _GLUED_LATIN.match(text, at)
        end = match.end() if match else at + 1
        return max(hangul_end(text, end), at + 1)

    def _names(self, text: str, at: int) -> bool:
        """Whether the digits are glued to a word, and so part of a name: 코로나19."""
        if not at or not is_hangul(text[at - 1]):
            return False
        return not any(text.startswith(form, at - len(form)) for form in self._before if at >= len(form))

    @staticmethod
    def _latin_name(text: str, at: int) -> bool:
        """Whether a word in Latin letters stands before bare digits: 메이트 and Mate 9."""
        return _LATIN_WORD.search(text[max(0, at - _ERA_REACH) : at]) is not None

    def _year_or_law(self, text: str, draft: Draft) -> bool:
        """A bare 2025 is a year; 형법 122조 is an article of a law and no 122 trillion."""
        numeral = draft.numeral
        if numeral.plain and _ERA.search(text[max(0, numeral.start - _ERA_REACH) : numeral.start]):
            return True
        if (
            numeral.plain
            and numeral.value is not None
            and 1900 <= numeral.value <= 2100
            and numeral.end - numeral.start == 4
        ):
            return True
        if (
            text[numeral.end - 1] != "조"
            or numeral.value is None
            or not text[numeral.start : numeral.end - 1].isdecimal()
        ):
            return False
        return (
            text[: numeral.start].rstrip(" ").endswith(self._laws)
            if numeral.start < 200
            else text[numeral.start - 8 : numeral.start].rstrip(" ").endswith(self._laws)
        )

    def _believed(self, text: str, at: int, numeral: Numeral, suffix: Suffix, visible: int) -> bool:
        """Whether a numeral in Hangul is one: it has a counter, or is long enough, or stands alone."""
        word = text[at : numeral.end]
        if text.startswith(self._fixed, at):
            return False  # 한곳: the same place, no count
        if numeral.end - numeral.start >= visible:
            return True
        if suffix.kind in {"unit", "counter"} and suffix.end - numeral.start >= visible:
            return True
        if numeral.unit:
            return not text.startswith("째", numeral.end) and self._particle_follows(text, numeral.end)
        if word.startswith(("마이너스", "마이나스")):
            return suffix.kind in {"bare", "unit", "counter"}
        if numeral.fraction:
            if word in {"반", "절반"}:
                return (
                    word == "절반"
                    or text.startswith(("이 넘", "을 넘", "이 훌쩍 넘"), numeral.end)
                    or (suffix.kind == "unit" and text[numeral.end] == " " and suffix.end > numeral.end)
                )
            return True
        if suffix.kind not in {"unit", "counter"}:
            length, places = self.grammar.weight(word)
            if numeral.vague:
                return False
            return suffix.kind == "bare" and length >= 3 and places >= 1 and word[0] not in "만천"
        glued = text[numeral.end] != " "
        if not self._particle_follows(text, suffix.end):
            return False
        if word == "하나" and suffix.word == "인":
            return False  # 계열사 중 하나인 회사
        if (word == "한" and suffix.word in self._article_like) or (word, suffix.word, glued) == (
            "세",
            "대",
            True,
        ):
            return False  # 한 업체: a certain one; 세대: a generation
        if len(word) == 1:
            return self._single_believed(word, suffix, glued=glued)
        if numeral.low is not None or numeral.vague:
            return True
        if suffix.word == "대" and numeral.value is not None and numeral.value % 10 == 0:
            return False
        if len(word) == 2 and suffix.kind == "counter" and len(suffix.word) > 1 and word[0] in _SINO_DIGITS:
            # 이천 지역, 사천 공장: a town, unless the word is a counter and nothing else.
            return False
        return not (glued and suffix.word in {"사", "도", "장", "기"} and len(word) == 2)

    def _single_believed(self, word: str, suffix: Suffix, *, glued: bool) -> bool:
        if word in "일이삼사오육칠팔구영공":
            if len(suffix.word) >= 2 and suffix.kind == "unit":
                # 이 시간 is "this hour", 이유로 "for the reason"
                return (
                    word != "이"
                    or suffix.unit is None
                    or (suffix.unit.kind is not FigureKind.DURATION and suffix.word != "유로")
                )
            return not glued and suffix.word in self._single and word not in {"이", "공", "영"}
        if word in "십백천만억조":
            if word in "억조" or (word == "만" and suffix.word in self._age_units):
                return suffix.word in {"원", "달러"}
            return suffix.word in self._round or (
                not glued and suffix.kind in {"counter", "unit"} and suffix.word not in {"대", "일", "주"}
            )
        if word == "반":
            return True
        # Native: 한, 두, 세 …; glued they begin too many words (한인, 두부, 세기).
        if glued:
            return suffix.word in _GLUED_NATIVE and word in {"한", "두", "세", "네"}
        return suffix.word not in _NEVER_NATIVE or word in {"두", "세", "네"}

    def _names_rank(self, text: str, draft: Draft, suffix: Suffix, value: Decimal) -> bool:
        """``100대 기업`` and ``60대 남성``: a list of the first hundred, an age group."""
        if value < 100 and _AGED.match(text, suffix.end):
            return True
        before = text[max(0, draft.start - 8) : draft.start].split()
        word = before[-1] if before else ""
        if word in self._machines or word.endswith(tuple(noun for noun in self._machines if len(noun) > 1)):
            return False
        follow = text[suffix.end : suffix.end + 2]
        if value < 100 and value % 10 == 0:
            return True
        return (
            value <= 1000
            and follow[:1] == " "
            and is_hangul(follow[1:2])
            and not text.startswith(
                (" 이상", " 가량", " 정도", " 규모", " 안팎", " 이하", " 넘", " 중", " 등"), suffix.end
            )
        )

    def _lasts(self, text: str, at: int) -> bool:
        """Whether a word behind a day says that it is a duration: 10일 전에, never 14일 전국."""
        if not text.startswith(self._duration_after, at):
            return False
        before = _BEFORE_OR_AFTER.match(text, at)
        return before is None or _PARTICLE_OR_END.match(text, before.end()) is not None

    def _calendar(self, text: str, draft: Draft, suffix: Suffix) -> int:
        """Past a year, a day of the month or a time of day; 0 when it is a duration."""
        numeral = draft.numeral
        word = suffix.word
        value = numeral.value if numeral.value is not None else numeral.high
        if value is None or not numeral.literal:
            return 0
        if word == "세기" and not self._lasts(text, suffix.end):
            return suffix.end  # 5세기 is a date, 5세기 동안 a duration
        if _ERA.search(text[max(0, numeral.start - _ERA_REACH) : numeral.start]):
            return suffix.end
        whole = int(value)
        if word == "년":
            if whole >= 1000 and numeral.scale == 1:
                return suffix.end
            digits = text[numeral.start : numeral.end]
            if numeral.plain and (digits.startswith("0") or whole >= 20):
                # 24년 10월: a year in two figures.
                month = _MONTH.match(text, suffix.end)
                return suffix.end if month else 0
        elif word == "일":
            if _OF_MONTH.search(text[max(0, numeral.start - 4) : numeral.start]):
                return suffix.end  # 9월 30일 전면 시행
            if self._lasts(text, suffix.end) and not text.startswith(("이상", "이하"), suffix.end):
                return 0
            if whole <= 31:
                return suffix.end
        elif (
            word == "주"
            and (whole > 60 or numeral.scale > 1)
            and not text.startswith((" 연속", " 만에", " 동안", " 내내"), suffix.end)
        ):
            draft.noun, draft.end = "주", suffix.end
        return 0

    def _score(self, text: str, numeral: Numeral, floor: int) -> Draft | int | None:
        """``2대1``, ``2-1``, ``2:1``; a time of day gives the offset past it."""
        if not numeral.plain or numeral.value is None or numeral.value >= 1000:
            return None
        end = numeral.end
        first = int(numeral.value)
        follow = text[end : end + 2].lstrip(" ")[:1]
        if follow not in _SCORE_MARKS:
            return None
        versus = _VERSUS.match(text, end)
        colon = _COLON.match(text, end)
        window = text[max(0, numeral.start - _CUE_REACH) : end + _CUE_REACH]
        cue = any(word in window for word in self._scores)
        if text.startswith("시", end) and not text.startswith("시간", end) and first <= 24:
            clock = _AFTER_CLOCK.match(text, end + 1)
            return clock.end() if clock else end + 1
        if versus:
            second, stop = int(versus[1]), versus.end()
            if text[stop : stop + 1] in {"명", "개"}:
                return None
        elif _STROKE.match(text, end):
            stroke = _STROKE.match(text, end)
            assert stroke is not None
            below = int(stroke[1])
            if not 0 < first < below <= 10:
                return stroke.end()
            numeral.value, numeral.fraction, numeral.plain = Decimal(first) / below, True, False
            numeral.end, numeral.step = stroke.end(), Decimal("0.01")
            return None
        elif colon:
            second, stop = int(colon[1]), colon.end()
            if len(colon[1]) == 2 and first <= 24 and second < 60 and not cue:
                return colon.end()
        else:
            hyphen = _HYPHEN.match(text, end)
            if not hyphen:
                return None
            second, stop = int(hyphen[1]), hyphen.end()
            if not (cue or first > second) or (
                is_hangul(text[stop : stop + 1]) and not self._particle_follows(text, stop)
            ):
                return None
            if text[stop : stop + 1] in {"명", "개", "%", "만", "-"}:
                return None
        del floor
        numeral.value, numeral.low, numeral.high, numeral.end = None, Decimal(first), Decimal(second), stop
        return Draft(numeral=numeral, start=numeral.start, end=stop, kind=FigureKind.SCORE)

    def _money_before(self, text: str, at: int, floor: int) -> tuple[Unit, int] | None:
        match = _MONEY_SIGN.search(text, max(floor, at - 5), at)
        if match is None:
            return None
        unit = self._units.get(match[0].strip())
        if unit is None or unit.kind is not FigureKind.MONEY:
            return None
        return unit, match.start()
