"""Base forms of nouns, by simplemma's dictionaries.

The dictionaries are front-coded streams: each key stores only what it does not share
with the key before it. simplemma's own readers walk the whole stream in Python before
the first answer (0.5 s of processor time for German's 1.1 million forms). Here one
pattern finds the few per cent of records that share little with the one before them
(0.1 s, by the regular expression engine), and a look-up walks from the nearest of
those. Answers are cached, since the same nouns come again and again. Languages that
simplemma does not know keep the word as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

# A record is: bytes shared with the key before, length and bytes of the rest; then how much
# of the key its value drops, with length and bytes of what it adds, or 254 ("value as before").
# Lengths are varints: two bytes from 128 on. No key of the shipped dictionaries has 256.
_LONGEST = 256
# A block begins where at most so many bytes are shared: sixteen records on average in German,
# thirteen in Ukrainian, whose letters have two bytes. Three bytes index faster and look up slower.
_SHARED, _SHARED_TWO_BYTES = 4, 9
_UNKNOWN = b"\x00"


def _counted() -> bytes:
    """A pattern for a length and so many bytes."""
    short = [re.escape(bytes([size])) + b".{%d}" % size for size in range(128)]
    long = [re.escape(bytes([size % 128 + 128, 1])) + b".{%d}" % size for size in range(128, _LONGEST)]
    return b"(?:" + b"|".join(short + long) + b")"


def _block(shared: int) -> re.Pattern[bytes]:
    """A record that shares at most ``shared`` bytes, and those behind it that share more."""
    rest = _counted() + b"(?:\xfe|[^\xfe]" + _counted() + b")"
    last, next_ = re.escape(bytes([shared])), re.escape(bytes([shared + 1]))
    return re.compile(b"[\x00-" + last + b"]" + rest + b"(?:[" + next_ + b"-\x7f]" + rest + b")*+", re.DOTALL)


class FrontCoded:
    """A read-only dictionary over a front-coded stream, indexed by blocks of records.

    :raises ValueError: when the stream is not of the form that is understood here.
    """

    def __init__(
        self, data: bytes, first: int, records: Callable[..., Iterator[tuple[int, bytes, bytes]]]
    ) -> None:
        """``first`` is the offset of the first record, ``records`` simplemma's decoder of them."""
        head = data[first : first + 4096]
        two_bytes = head.count(b"\xd0") + head.count(b"\xd1") > len(head) // 10
        starts: list[int] = []
        keys: list[bytes] = []
        key = b""
        end = first
        for block in _block(_SHARED_TWO_BYTES if two_bytes else _SHARED).finditer(data, first):
            start = block.start()
            if start != end:
                break
            # What a block's first key shares with the key before it is shared by all keys of that block.
            size = data[start + 1]
            if size < 128:
                key = key[: data[start]] + data[start + 2 : start + 2 + size]
            else:
                _, key, _ = next(records(data, start, key))
            starts.append(start)
            keys.append(key)
            end = block.end()
        if end != len(data) or any(one >= other for one, other in pairwise(keys)):
            message = "not a front-coded stream of short sorted keys"
            raise ValueError(message)
        self._data, self._starts, self._keys, self._records = data, starts, keys, records

    def get(self, word: str) -> str | None:
        """The value of ``word``, or None."""
        wanted = word.encode()
        block = bisect_right(self._keys, wanted) - 1
        if block < 0:
            return None
        for _, key, value in self._records(self._data, self._starts[block], self._keys[block], _UNKNOWN):
            if key == wanted:
                return (self._last(block - 1) if value is _UNKNOWN else value).decode()
            if key > wanted:
                break
        return None

    def _last(self, block: int) -> bytes:
        """The value of a block's last record, which the first of the next may repeat."""
        start, end = self._starts[block], self._starts[block + 1]
        found = _UNKNOWN
        for _, _, found in self._records(self._data[:end], start, self._keys[block], _UNKNOWN):  # noqa: B007
            pass
        return self._last(block - 1) if found is _UNKNOWN else found


class _Dictionaries:
    """A factory of dictionaries for simplemma's look-up, which asks for one by language code."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def get_dictionary(self, lang: str) -> Any:
        """The dictionary of a language; by simplemma's slower reader when its form has changed."""
        if lang not in self._known:
            self._known[lang] = self._load(lang)
        return self._known[lang]

    @staticmethod
    def _load(lang: str) -> Any:
        from simplemma.strategies.dictionaries import dictionary_factory, frontcode  # noqa: PLC0415
        from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamMap  # noqa: PLC0415

        try:
            data = dictionary_factory._read_decompressed(lang)  # noqa: SLF001
            backwards, _, first = frontcode._read_header(data)  # noqa: SLF001
            if not backwards:
                return FrontCoded(data, first, frontcode._iter_records)  # noqa: SLF001
        except (AttributeError, ValueError):
            # Another version of simplemma, or no such language: StreamMap reads it, or says so.
            pass
        return StreamMap(lang)


@cache
def _strategies() -> tuple[Any, Any]:
    # Imported on first use: a reader of Korean needs none of it, and start-up stays quick.
    from simplemma.strategies import DictionaryLookupStrategy, RulesStrategy  # noqa: PLC0415

    return DictionaryLookupStrategy(_Dictionaries()), RulesStrategy()


# A day's articles in four languages have some ten thousand different counted nouns.
@lru_cache(maxsize=32768)
def lemma(word: str, language: str) -> str:
    """The base form of ``word`` (case as the dictionary has it), or the word itself."""
    lookup, rules = _strategies()
    try:
        return str(lookup.get_lemma(word, language) or rules.get_lemma(word, language) or word)
    except (KeyError, ValueError):
        return word
