"""Which eojeol is a topic or a subject: where letters cannot tell, mecab-ko is asked.

은/는/이/가 end nouns as particles, verbs as endings (하는) and names as letters (이은).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

_PARTICLES = ("께서는", "께서도", "에서는", "께서", "은", "는", "이", "가", "도")
_CLEAR = frozenset(
    (
        "그는",
        "그가",
        "그녀는",
        "이들은",
        "그들은",
        "우리는",
        "저는",
        "나는",
        "측은",
        "측이",
        "측도",
        "씨는",
        "씨가",
        "씨도",
        "군은",
        "양은",
    )
)
_OTHER = (
    "고는",
    "에는",
    "로는",
    "에게는",
    "까지는",
    "지는",
    "데는",
    "려는",
    "다는",
    "라는",
    "하는",
    "되는",
    "있는",
    "없는",
    "서는",
    "기는",
    "보다는",
)
"""Endings in -는 that mark no topic that speaks."""
_ADVERBS = frozenset(
    (
        "모두",
        "전부",
        "각각",
        "극구",
        "전면",
        "사실상",
        "거듭",
        "재차",
        "한번",
        "다시",
        "함께",
        "먼저",
        "전격",
        "공식",
        "직접",
        "강력",
        "즉각",
        "일제히",
        "줄곧",
        "한목소리로",
        "이날",
        "또",
    )
)
_NEVER = frozenset(
    (
        "있는",
        "없는",
        "하는",
        "되는",
        "라는",
        "다는",
        "또는",
        "같은",
        "많은",
        "않은",
        "이는",
        "받은",
        "높은",
        "낮은",
        "좋은",
        "지난",
        "앞은",
        "이은",
        "모든",
        "또한",
        "혹은",
        "가장",
        "같이",
        "특히",
    )
)


_FULL_NAME = 3
"""Syllables of most Korean names."""


@cache
def _tagger() -> Any:
    from mecab import MeCab  # noqa: PLC0415 - its dictionary takes 40 ms, for those who need it

    return MeCab()


@lru_cache(maxsize=8192)
def subject(eojeol: str) -> str | None:
    """The noun part of an eojeol that is a topic or subject, or None.

    >>> subject("국가정보원은")
    '국가정보원'
    """
    if eojeol in _NEVER or len(eojeol) < 2:
        return None
    particle = next((ending for ending in _PARTICLES if eojeol.endswith(ending)), None)
    if particle is None or (eojeol.endswith(_OTHER) and not _foreign_name(eojeol)):
        return None
    if eojeol not in _CLEAR and not _ends_in_particle(eojeol):
        return None
    return eojeol[: -len(particle)] or None


def _foreign_name(eojeol: str) -> bool:
    """The letters of the ending belong to the noun.

    An object particle and an adverbial one in a row are no grammar, so letters of a name (타를로는).
    """
    tags = [tag for _, tag in _tagger().pos(eojeol)]
    if len(tags) > 1 and tags[-1] == "JX" and all(tag in ("NNG", "NNP") for tag in tags[:-1]):
        return True  # 나라는, 곽인서는: the letters belong to the noun
    return "JKO" in tags[:-1] and "JKB" in tags[tags.index("JKO") + 1 :]


def _ends_in_particle(eojeol: str) -> bool:
    """The tagger sees a topic or subject particle after a noun."""
    morphemes = _tagger().pos(eojeol)
    tags = [tag for _, tag in morphemes]
    if morphemes[-2:-1] in ([("과", "JKB")], [("와", "JKB")]):
        return False  # "발언과는 달리"
    if tags in (["NNG", "VV", "ETM"], ["NNP", "VV", "ETM"]) and eojeol.endswith("사는") and len(eojeol) > 3:
        return True  # 소속사는: a company, no verb
    if set(tags) == {"NNP"} and len(eojeol) == _FULL_NAME + 1 and eojeol[-1] in "은는":
        return True  # 류서진은: a name that is not in the dictionary
    if not tags or (tags[-1].split("+")[0] not in ("JX", "JKS") and tags[-1] != "JC"):
        return False
    before = tags[-2] if len(tags) > 1 else ""
    if before.startswith(("MA", "IC", "MM")):
        return False
    return not before.startswith(("V", "E", "J")) or before == "VCP" or before.startswith("JK")


@lru_cache(maxsize=8192)
def bounds(eojeol: str) -> bool:
    """Whether a noun phrase cannot go on to the left past this eojeol.

    It ends in an adverbial particle, or in a connective or final ending of a verb.

    >>> bounds("회의에서"), bounds("최고경영자"), bounds("요구한")
    (True, False, False)
    """
    if eojeol in ("게", "것이", "것은", "건", "이에", "이날"):
        return True
    if eojeol.endswith(("와", "과", "의")):
        return False
    tags = _tagger().pos(eojeol)
    return bool(tags) and tags[-1][1].split("+")[-1] in ("EC", "EF", "JKB", "JX", "JKS", "MAJ", "MAG")


@lru_cache(maxsize=8192)
def adnominal(eojeol: str) -> bool:
    """Whether the eojeol is a verb that a noun hangs on, no copula.

    >>> adnominal("만난"), adnominal("간사인"), adnominal("다른")
    (True, False, False)
    """
    if eojeol[-1:] not in "는은을던" and (not eojeol or (ord(eojeol[-1]) - 0xAC00) % 28 not in (4, 8)):
        return False
    tags = [tag for _, tag in _tagger().pos(eojeol)]
    # an adverb inside an eojeol is the surname of a name that is not in the dictionary (안중헌)
    return (
        bool(tags) and tags[-1].endswith("ETM") and tags[0] != "MAG" and not any("VC" in tag for tag in tags)
    )


@lru_cache(maxsize=8192)
def adverb(eojeol: str) -> bool:
    """Whether the eojeol is an adverb, or a noun that stands as one with 히, 게, 로.

    >>> adverb("거듭"), adverb("강력히"), adverb("정면으로"), adverb("회사")
    (True, True, True, False)
    """
    if eojeol.endswith(("하게", "히", "적으로", "이하로", "이상으로")) or eojeol in _ADVERBS:
        return True
    tags = _tagger().pos(eojeol)
    return bool(tags) and tags[-1][1] in ("MAG", "JKB")


@lru_cache(maxsize=8192)
def final(eojeol: str) -> bool:
    """Whether the eojeol is a verb in a form that ends a clause or joins two (흘렸다, 흘렸고).

    >>> final("흘렸다"), final("흘린"), final("눈물")
    (True, False, False)
    """
    if not eojeol.endswith(("다", "요", "죠", "고", "며", "만")):
        return False
    tags = _tagger().pos(eojeol)
    return bool(tags) and tags[-1][1].split("+")[-1] in ("EF", "EC") and tags[0][1][0] in "VNX"
