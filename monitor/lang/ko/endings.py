"""Conjugated forms of Korean verbs that a sentence may end or go on with.

Only the forms that reporting verbs take in news prose: past and present, plain and
polite, and the connectives -고, -며, -면서, -지만, -ㄴ데. Leaves out: adnominal forms
(말한), which report nothing themselves, and honorifics beyond -시-.
"""

from __future__ import annotations

_BASE = 0xAC00
_VOWELS = 21
_FINALS = 28
_SS = 20  # ㅆ as a final
_N = 4  # ㄴ as a final
_CONTRACTED = {"ㅣ": "ㅕ", "ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅡ": "ㅓ", "ㅚ": "ㅙ"}
_JAMO = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"

_AFTER_PAST = (
    "다",
    "습니다",
    "으며",
    "고",
    "지만",
    "으나",
    "으면서도",
    "는데",
    "음",
    "었다",
    "으면서",
    "다며",
    "다고",
    "던",
    "다는",
    "죠",
    "어요",
)
_AFTER_PRESENT = ("다", "다고", "다는", "다며", "다면서", "데")
_AFTER_INFINITIVE = ("왔다", "왔고", "왔으며", "왔지만", "왔습니다", "오고", "냈다", "냈고")
_AFTER_COPULA = ("다", "며", "고", "지만", "라며", "라고", "었다", "었지만", "었으나")
_AFTER_STEM = ("며", "면서", "고", "면서도", "며서", "기도", "자", "ㅂ니다", "지", "고서")


def split(syllable: str) -> tuple[int, int, int]:
    """Initial, vowel and final of a Hangul syllable, as their numbers in Unicode's order."""
    code = ord(syllable) - _BASE
    return code // (_VOWELS * _FINALS), code // _FINALS % _VOWELS, code % _FINALS


def join(initial: int, vowel: int, final: int) -> str:
    """The syllable of those parts."""
    return chr(_BASE + (initial * _VOWELS + vowel) * _FINALS + final)


def past(stem: str) -> str:
    """The past stem: 말하 → 말했, 밝히 → 밝혔, 보 → 봤, 적 → 적었, 묻 → 물었."""
    initial, vowel, final = split(stem[-1])
    jamo = _JAMO[vowel]
    if stem.endswith("하"):
        return stem[:-1] + "했"
    if final:
        if stem.endswith(("묻", "듣")):
            stem = stem[:-1] + join(initial, vowel, 8)
        if stem.endswith(("긋", "짓")):
            return stem[:-1] + join(initial, vowel, 0) + "었"
        return stem + ("았" if jamo in "ㅏㅗ" else "었")
    if jamo == "ㅡ" and len(stem) > 1 and _JAMO[split(stem[-2])[1]] in "ㅏㅗ":
        return stem[:-1] + join(initial, 0, _SS)  # 모으 → 모았
    return stem[:-1] + join(initial, _JAMO.index(_CONTRACTED.get(jamo, jamo)), _SS)


def full_past(stem: str) -> str:
    """The past stem without its contraction: 비꼬 → 비꼬았, 되 → 되었; else as :func:`past`."""
    _, vowel, final = split(stem[-1])
    jamo = _JAMO[vowel]
    if final or jamo not in "ㅗㅜㅚ":
        return past(stem)
    return stem + ("았" if jamo == "ㅗ" else "었")


def infinitive(stem: str) -> str:
    """The stem that auxiliaries follow: 말하 → 말해, 밝히 → 밝혀, 되 → 돼."""
    base = past(stem)
    if base[-1] in "았었":
        return base[:-1] + ("아" if base[-1] == "았" else "어")
    initial, vowel, _ = split(base[-1])
    return base[:-1] + join(initial, vowel, 0)


def adnominal(stem: str) -> str:
    """The form that a noun follows: 말하 → 말한, 적 → 적은."""
    initial, vowel, final = split(stem[-1])
    return stem + "은" if final else stem[:-1] + join(initial, vowel, _N)


def copula(noun: str) -> tuple[str, ...]:
    """The forms of noun and copula that a sentence ends or goes on with: 입장 → 입장이다, 입장이며."""
    forms = (*(noun + "이" + ending for ending in _AFTER_COPULA), noun + "입니다")
    if split(noun[-1])[2]:
        return forms
    return (*forms, *(noun + ending for ending in _AFTER_COPULA), noun + "였다")


def present(stem: str) -> str:
    """The stem before -다 in the present: 말하 → 말한, 적 → 적는."""
    initial, vowel, final = split(stem[-1])
    return stem + "는" if final else stem[:-1] + join(initial, vowel, _N)


def forms(stem: str) -> dict[str, str]:
    """Every form of the stem that may report → what it is: finite, linked or negated."""
    table: dict[str, str] = {}
    for ending in _AFTER_PAST:
        table[past(stem) + ending] = table[full_past(stem) + ending] = "finite"
    for ending in _AFTER_PRESENT:
        table[present(stem) + ending] = "finite"
    for ending in _AFTER_STEM:
        if ending == "ㅂ니다":
            initial, vowel, final = split(stem[-1])
            table[(stem + "습" if final else stem[:-1] + join(initial, vowel, 17)) + "니다"] = "finite"
        else:
            table[stem + ending] = "negated" if ending == "지" else "linked"
    table[infinitive(stem)] = "linked"
    for auxiliary in _AFTER_INFINITIVE:
        table[infinitive(stem) + auxiliary] = "finite"
    table[adnominal(stem)] = "adnominal"
    if stem.endswith("놓"):
        table[stem[:-1] + "놨다"] = "finite"
        table[stem[:-1] + "놨습니다"] = "finite"
    return table
