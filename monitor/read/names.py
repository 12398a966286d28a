"""Names across spellings and scripts: one Latin skeleton for a name however it is written.

Hangul and Cyrillic are romanised; what transcriptions disagree about (Park/Pak/Bak,
Zelensky/Selenskyj, l/r in Hangul) is merged. Leaves out: names that are translated
rather than transcribed, and the reading of Han characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.fuzz import ratio

_INITIALS = (
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "z",
    "zz",
    "z",
    "k",
    "t",
    "p",
    "h",
)
_MEDIALS = (
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
)
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip
_SPELLINGS = (
    "lee li yi rhee ri i", "park pak bak", "choi choe choy", "yoon yun", "moon mun", "jung jeong chung chong", "jang chang",
    "cho jo", "kang gang", "kim gim", "shin sin", "roh noh no", "ryu yu yoo", "woo u wu", "oh o", "lim im rim", "han", "kwon gwon", "hwang",
)  # fmt: skip
_SURNAMES = {spelling: group.split()[0] for group in _SPELLINGS for spelling in group.split()}
"""Romanised Korean surnames → one spelling of each (Park, Pak and Bak are 박)."""
KOREAN_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y", "і": "i", "ї": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "ы": "y", "э": "e", "ё": "io", "ъ": "", "'": "",
}  # fmt: skip
_MERGED = (
    ("tsch", "s"), ("shch", "s"), ("dzh", "s"), ("sch", "s"), ("tch", "s"), ("dsch", "s"), ("zh", "s"), ("sh", "s"), ("ch", "s"), ("kh", "h"),
    ("ts", "s"), ("tz", "s"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("qu", "k"), ("ee", "i"), ("oo", "u"), ("ou", "u"),
    ("ng", "n"), ("ae", "e"), ("eo", "o"), ("eu", "u"), ("iy", "i"), ("yi", "i"),
)  # fmt: skip
_CLASSES = str.maketrans("bpfvwdtgkqczsjlreiyouaæø", "pppppttkkksssslliiiooaao")
_VOICED = str.maketrans("fqczjr", "pksssl")
"""The same classes of consonants with voice kept: what tells Putin from Biden."""
_SOUNDED = frozenset("aeiouyæøw")
_SOFT_C = re.compile(r"c(?=[eiy])")
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aio]")
_SAME_SPELLING = 85
"""Two spellings in one script (Zelensky/Zelenskyy 94, Müller/Miller 83)."""
_SAME_SKELETON = 78
"""Two skeletons across scripts, beside consonants alike and with one voice
(젤렌스키/Zelensky 94, 바이든/Biden 73; 푸틴/Biden 80, but with other consonants)."""
_SAME_VOICE = 75
"""Consonants with voice kept (젤렌스키/Zelensky 100, 푸틴/Biden 33)."""
_CASE_ENDINGS = 3
_LONG = 12
"""Letters of a romanised full name from which it may be compared as a whole (Kim Yo Jong has 9)."""


def romanise(token: str) -> str:
    """Latin letters for a token in Hangul, Cyrillic or Latin, in lower case, without accents."""
    out = []
    for char in token.lower():
        if "\uac00" <= char <= "\ud7a3":
            code = ord(char) - 0xAC00
            out.append(_INITIALS[code // 588] + _MEDIALS[code // 28 % 21] + _FINALS[code % 28])
        elif char in _CYRILLIC:
            out.append(_CYRILLIC[char])
        elif char.isascii():
            out.append(char if char.isalnum() else "")
        else:
            plain = "".join(
                part for part in unicodedata.normalize("NFD", char.replace("ß", "ss")) if part.isalnum()
            )
            out.append(plain)
    return "".join(out)


@lru_cache(maxsize=8192)
def skeleton(token: str, *, glide: bool = False) -> str:
    """What is left of a name when spellings that transcriptions disagree about are merged.

    With ``glide`` the letters j and w are vowels (Selenskyj, Owen), else consonants (Joe, Wladimir).
    """
    latin = _merged(token, glide=glide).translate(_CLASSES)
    latin = latin[:1].replace("h", "k") + latin[1:].replace("h", "")
    return _REPEATED.sub(r"\1", latin)


def _merged(token: str, *, glide: bool) -> str:
    latin = romanise(token)
    latin = _SURNAMES.get(latin, latin)
    if glide:
        latin = latin.replace("sch", "s").replace("j", "y").replace("w", "u")
    for before, after in _MERGED:
        latin = latin.replace(before, after)
    return _SOFT_C.sub("s", latin).replace("c", "k")


@lru_cache(maxsize=8192)
def _consonants(token: str) -> tuple[str, ...]:
    """The consonants with voice kept; v may be written for either voice (Peskov, 페스코프)."""
    latin = _merged(token, glide=False)
    latin = latin[:1].replace("h", "g") + latin[1:].replace("h", "")
    bare = "".join(char for char in latin if char not in _SOUNDED)
    voiced = bare.translate(_VOICED)
    return tuple(dict.fromkeys(_REPEATED.sub(r"\1", voiced.replace("v", voice)) for voice in "bp"))


def _one_voice(a: str, b: str) -> bool:
    return any(ratio(x, y) >= _SAME_VOICE for x in _consonants(a) for y in _consonants(b))


def script(token: str) -> str:
    """hangul, cyrillic or latin, by the first letter."""
    char = token[:1]
    if "\uac00" <= char <= "\ud7a3":
        return "hangul"
    return "cyrillic" if "\u0400" <= char <= "\u052f" else "latin"


@lru_cache(maxsize=16384)
def alike(a: str, language_a: str, b: str, language_b: str) -> bool:
    """Two tokens are the same name: spelt alike, in another case, or transcribed."""
    if a == b:
        return True
    if (len(a) == 1 or len(b) == 1) and script(a) == script(b):
        return len(a) != len(b) and script(a) == script(b) != "hangul" and a[0] == b[0]
    if script(a) == script(b):
        if script(a) == "hangul":
            return False
        if min(len(a), len(b)) >= 4 and ratio(a, b) >= _SAME_SPELLING:
            return True
        if language_a == language_b:
            return script(a) == "cyrillic" and _one_declension(a, b)
    for x in _skeletons(a):
        for y in _skeletons(b):
            if x == y and x:
                return True
            if _skeletons_alike(x, y) and _one_voice(a, b):
                return True
    return False


def _skeletons(token: str) -> tuple[str, ...]:
    plain = skeleton(token)
    return (
        (plain, skeleton(token, glide=True))
        if ("j" in token or "w" in token) and script(token) == "latin"
        else (plain,)
    )


def _skeletons_alike(x: str, y: str) -> bool:
    if x == y:
        return bool(x)
    left, right = _VOWELS.sub("", x), _VOWELS.sub("", y)
    short = min(len(left), len(right)) <= 2
    return (left == right if short else ratio(left, right) >= 80) and ratio(x, y) >= _SAME_SKELETON - (
        8 if left == right else 0
    )


def _one_declension(a: str, b: str) -> bool:
    """Two case forms of one Cyrillic name: Зеленський, Зеленського, Зеленським."""
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    shorter, longer = sorted((len(a), len(b)))
    return (
        shared >= 3 and shared >= shorter - 2 and longer - shared <= _CASE_ENDINGS + (2 if "ськ" in a else 0)
    )


def splits(tokens: tuple[str, ...]) -> list[tuple[str, str]]:
    """The ways to part a name: (surname, given names run together), the likeliest first."""
    if len(tokens) == 1:
        token = tokens[0]
        if script(token) == "hangul" and len(token) == 3 and token[0] in KOREAN_SURNAMES:
            return [(token[0], token[1:]), (token, "")]
        return [(token, "")]
    joined = ["".join(tokens[:-1]), "".join(tokens[1:])]
    return [(tokens[-1], joined[0]), (tokens[0], joined[1])]


def same_person(a: tuple[str, ...], language_a: str, b: tuple[str, ...], language_b: str) -> bool:
    """Two names may be one person's: surnames alike, and given names where both have them."""
    for surname, given in splits(a):
        for other, other_given in splits(b):
            if not _surnames_alike(surname, language_a, other, language_b):
                continue
            if not given or not other_given:
                return True
            if alike(given, language_a, other_given, language_b) or _initials(given, other_given):
                return True
    first, second = "".join(a), "".join(b)
    if (
        len(a) == len(b) == 2
        and script(first) != script(second)
        and min(len(romanise(first)), len(romanise(second))) >= _LONG
    ):
        # surname and given name together, where transcriptions differ in each
        return _VOWELS.sub("", skeleton(first))[:2] == _VOWELS.sub("", skeleton(second))[
            :2
        ] and _skeletons_alike(skeleton(first), skeleton(second))
    return False


def _surnames_alike(a: str, language_a: str, b: str, language_b: str) -> bool:
    if len(a) == 1 and len(b) == 1:
        return a == b
    if min(len(a), len(b)) == 1:  # a Korean surname of one syllable against a transcribed one
        if script(a) == script(b):
            return False
        return skeleton(a)[:3] == skeleton(b)[:3] or _one_syllable(a, b)
    return alike(a, language_a, b, language_b)


def _one_syllable(a: str, b: str) -> bool:
    x, y = skeleton(a), skeleton(b)
    return _VOWELS.sub("", x).replace("l", "") == _VOWELS.sub("", y).replace("l", "") and x[-1:] == y[-1:]


def _initials(a: str, b: str) -> bool:
    """As in "W" for "Wolodymyr"."""
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) == 1 and longer.startswith(shorter)
