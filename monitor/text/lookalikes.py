"""Letters of another script that look like those of the word they stand in.

A Latin i typed in "мільйон", a Cyrillic а in "Rat": the eye sees one word, and a reader of
letters another. The pairs are those of Unicode's confusables (UTS 39) that keyboards and
fonts give one shape. Left out: whole words in look-alikes, which say nothing of where they
belong, and digits.
"""

from __future__ import annotations

import re

_LATIN = "aceiopxyABCEHIKMOPTXY"
_CYRILLIC = "асеіорхуАВСЕНІКМОРТХУ"
_MORE_LATIN = {"ï": "ї", "Ï": "Ї", "ë": "ё", "Ë": "Ё"}

_TO_CYRILLIC = str.maketrans(_LATIN + "".join(_MORE_LATIN), _CYRILLIC + "".join(_MORE_LATIN.values()))
_TO_LATIN = {other: letter for letter, other in _TO_CYRILLIC.items()}

_LATIN_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_CYRILLIC_LETTER = "Ѐ-ӿ"
_ANY_CYRILLIC = re.compile(f"[{_CYRILLIC_LETTER}]")
_MIXED = re.compile(f"[{_LATIN_LETTER}][{_CYRILLIC_LETTER}]|[{_CYRILLIC_LETTER}][{_LATIN_LETTER}]")
_WORD = re.compile(f"[{_LATIN_LETTER}{_CYRILLIC_LETTER}]+")
_LATIN_RUN = re.compile(f"[{_LATIN_LETTER}]+")
_OF_LATIN = re.compile(f"[{_LATIN_LETTER}]")


def one_script(text: str) -> str:
    """A copy of the same length in which no word has look-alikes of another script.

    The script with more letters in a word is the word's; where letters of the other one
    look like none of its own ("IT-фахівець" is two words, "Zелений" is a pun), it stays.
    """
    if text.isascii() or not _ANY_CYRILLIC.search(text):
        return text
    # Latin words are few in such a text: three times as fast as to look for both side by side.
    if not any(_beside(text, run.start() - 1, run.end()) for run in _LATIN_RUN.finditer(text)):
        return text
    return _WORD.sub(_unmixed, text)


def _beside(text: str, before: int, after: int) -> bool:
    return (before >= 0 and "\u0400" <= text[before] <= "\u04ff") or (
        after < len(text) and "\u0400" <= text[after] <= "\u04ff"
    )


def _unmixed(found: re.Match[str]) -> str:
    word = found[0]
    latin = len(_OF_LATIN.findall(word))
    if not latin or latin == len(word):
        return word
    whole = word.translate(_TO_CYRILLIC if latin * 2 < len(word) else _TO_LATIN)
    return word if _MIXED.search(whole) else whole
