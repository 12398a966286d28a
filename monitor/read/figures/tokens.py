"""Lines cut into tokens with offsets, for the readers of figures.

A token is a literal number (``1,234.5`` stays whole), a word, or a symbol that can
belong to a figure. Everything else lies in the gaps between tokens. Cutting is done
by one ``re.split`` and sums of lengths, so it costs a few microseconds a sentence.
Leaves out what a token means: that is the lexicon's part.
"""

from __future__ import annotations

import re
from itertools import accumulate

VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# Letters by ranges: a negated class ("no digit, no mark") costs half as much again on Cyrillic.
# The combining marks keep decomposed letters in one word; ² and ³ end a unit (km²).
_LETTER = "[A-Za-zªµºÀ-ÖØ-öø-ˁ\u0300-\u036fͰ-ͽΆ-ԯԱ-Ֆա-ֈא-תء-يḀ-ỿ가-힣一-鿿ぁ-ヿ²³]"
SYMBOLS = "$€£¥₩₴₽₺₹₪₫₱₿¢%‰°+±<>≥≤≈~№#§/"
TOKEN = re.compile(rf"({_LETTER}+(?:'{_LETTER}+)*|[0-9]+(?:[.,'][0-9]+)*|[{re.escape(SYMBOLS)}{VULGAR}])")


def lower(text: str) -> str:
    """Lower case of the same length: the few letters that would grow stay as they are."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


class Tokens:
    """The tokens of one line: texts in lower case, offsets, and the gaps between them.

    ``gap[i]`` is the text between token ``i - 1`` and token ``i``; ``gap[len]`` is
    what follows the last. Past the end, ``text`` has two empty sentinels, so that
    readers may look ahead without a bounds check.
    """

    __slots__ = ("begin", "count", "end", "gap", "has_address", "line", "text", "visible")

    def __init__(self, line: str) -> None:
        self.line = line
        self.visible = len(line.strip())
        self.has_address = "://" in line or "www." in line
        pieces = TOKEN.split(lower(line))
        offsets = list(accumulate(map(len, pieces), initial=0))
        self.text = pieces[1::2]
        self.gap = pieces[0::2]
        self.begin = offsets[1:-1:2]
        self.end = offsets[2::2]
        self.count = len(self.text)
        self.text += ("", "", "")
        self.gap += ("\n", "\n", "\n")
        self.begin += (len(line),) * 3
        self.end += (len(line),) * 3

    def undot(self, index: int) -> None:
        """Count the full stop after an abbreviation ("3 тис. ") as part of its token."""
        gap = self.gap[index + 1]
        if gap[:1] == ".":
            self.gap[index + 1] = gap[1:]
            self.end[index] += 1

    def original(self, index: int) -> str:
        """The token as the line has it, with its case."""
        return self.line[self.begin[index] : self.end[index]]
