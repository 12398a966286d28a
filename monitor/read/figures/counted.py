"""What a Korean counter counts: the bare noun before the number, or the one after 의.

No morphology: a word before the number is taken only when nothing at its end looks
like a particle or an ending, so that nothing wrong is named more often than nothing.
"""

from __future__ import annotations

import re

from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.phrases import expand

_WORDS_AFTER = re.compile(
    r"(?:의)? ([가-힣A-Za-z]{1,12})(?: ([가-힣A-Za-z]{1,12}))?(?: ([가-힣A-Za-z]{1,12}))?"
)
_LAST_WORD = re.compile(r"([가-힣A-Za-z·]{1,14})\(?$")
_PARTICLES = re.compile(r"(?:으로|에서|에게|들이|들을|들의|들은|들도|이|가|은|는|을|를|의|에|도|로|와|과)$")
_REACH = 24


class CountedNouns:
    """Finds counted nouns around a number with a counter."""

    def __init__(self, lexicon: Lexicon, bounds: frozenset[str]) -> None:
        noun = lexicon.data["numerals"]["noun"]
        self._skip = frozenset(expand(noun["skip"])) | bounds
        self._endings = tuple(expand(noun["endings"]))
        self._keep = tuple(word for word in expand(noun["keep"]) if len(word) > 1)

    def find(self, text: str, start: int, end: int, floor: int, *, generic: bool) -> str | None:
        """The counted noun near ``text[start:end]``, not before ``floor``; None when unsure.

        ``generic`` says that the counter tells nothing by itself (개), so that a noun
        right behind it is what is counted.
        """
        if text.startswith("의 ", end) or (generic and text.startswith(" ", end)):
            word = self._after(text, end)
            if word is not None:
                return word
        head = text[max(floor, start - _REACH) : start]
        for _ in range(3):
            head = head.rstrip(" ")
            match = _LAST_WORD.search(head)
            if match is None:
                return None
            word = match[1]
            if head[match.start() - 1 : match.start()].isdecimal():
                return None
            if word in self._skip:
                head = head[: match.start()]
                continue
            # 예산의 3분의 1: the whole stands before with 의.
            if word.endswith("의") and len(word) > 2 and text[start:end].find("분의") >= 0:
                return word[:-1]
            if len(word) < 2 or (word.endswith(self._endings) and not word.endswith(self._keep)):
                return None
            return word
        return None

    def _after(self, text: str, end: int) -> str | None:
        """1412명의 안내 전담 인력을: the last word of the phrase, which carries the particle."""
        match = _WORDS_AFTER.match(text, end)
        if match is None:
            return None
        last = None
        for word in match.groups():
            if word is None:
                break
            if word in self._skip:
                continue
            bare = _PARTICLES.sub("", word)
            if bare != word and len(bare) >= 1 and word not in self._keep:
                return bare if len(bare) >= 2 or last is None else last
            last = word
        return last if last is not None and len(last) >= 2 else None
