"""Base forms of nouns, by simplemma's dictionaries.

A fresh process shall have its first figures within .2 s, so nothing is read before a
noun asks for it, and then little. Importing simplemma costs 50 ms (rules of twenty
languages, language detection): its dictionaries and rules are found by path instead.
The dictionaries are compressed, front-coded streams, in which each key stores only what
it does not share with the key before it; simplemma's own readers walk the whole stream
in Python before the first answer (0.5 s of processor time for German's 1.1 million
forms). Here the stream is decompressed only as far as the word's initial, and only the
keys with that initial are indexed, by a pattern that finds the few per cent of records
that share little with the one before them. What the words are looked up as is
simplemma's order of preference. Answers are cached, since the same nouns come again and
again. Languages that simplemma does not know keep the word as it is.
"""

from __future__ import annotations

import lzma
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Protocol

# A record is: bytes shared with the key before, length and bytes of the rest; then how much
# of the key its value drops, with length and bytes of what it adds, or 254 ("value as before"),
# or 255 and the whole value. Lengths are varints: two bytes from 128 on.
_MAGIC = b"SMFC1\x00"
_AS_BEFORE, _WHOLE = 254, 255
# The longest rest and the longest addition that are understood; in the three languages used they are 180 and 40.
_REST, _ADDED = 192, 64
_RECORD = 2 * (_REST + _ADDED)
# A block begins where at most so many bytes are shared: sixteen records on average in German,
# thirteen in Ukrainian, whose letters have two bytes. Three bytes index faster and look up slower.
_SHARED, _SHARED_TWO_BYTES = 4, 9
# Decompressed at a time: a German initial's keys take 20 KB to .8 MB.
_STEP = 1 << 19
_UNLIKE = "not a front-coded stream of short sorted keys"


def _counted(sizes: int) -> bytes:
    """A pattern for a length below ``sizes`` and so many bytes."""
    short = [re.escape(bytes([size])) + b".{%d}" % size for size in range(min(sizes, 128))]
    long = [re.escape(bytes([size % 128 + 128, 1])) + b".{%d}" % size for size in range(128, sizes)]
    return b"(?:" + b"|".join(short + long) + b")"


@cache
def _block(shared: int) -> re.Pattern[bytes]:
    """A record that shares at most ``shared`` bytes, and those behind it that share more."""
    rest = _counted(_REST) + b"(?:\xfe|[^\xfe]" + _counted(_ADDED) + b")"
    last, next_ = re.escape(bytes([shared])), re.escape(bytes([shared + 1]))
    return re.compile(b"[\x00-" + last + b"]" + rest + b"(?:[" + next_ + b"-\x7f]" + rest + b")*+", re.DOTALL)


def _length(data: bytearray, at: int) -> tuple[int, int]:
    """The varint at ``at``, and the offset past it."""
    byte = data[at]
    return (byte, at + 1) if byte < 128 else (byte - 128 + (data[at + 1] << 7), at + 2)


def _records(data: bytearray, at: int, end: int, key: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Keys with their values (None: as before); ``key`` has what the first record shares."""
    while at < end:
        shared = data[at]
        size, at = _length(data, at + 1)
        key = key[:shared] + data[at : at + size]
        at += size
        drop = data[at]
        at += 1
        if drop == _AS_BEFORE:
            yield key, None
            continue
        size, at = _length(data, at)
        added = bytes(data[at : at + size])
        at += size
        yield key, added if drop == _WHOLE else key[: len(key) - drop] + added


class _Run:
    """Records that follow each other, indexed by blocks, as far as they have been asked for."""

    __slots__ = ("complete", "data", "end", "keys", "shared", "starts")

    def __init__(self, data: bytearray, start: int, shared: int) -> None:
        """``shared``: how many bytes the first record of a block shares at most."""
        self.data, self.end, self.shared = data, start, shared
        self.starts: list[int] = []
        self.keys: list[bytes] = []
        self.complete = False

    def extend(self, stop: int, wanted: bytes | None, *, one_byte: bool) -> None:
        """Index the records up to ``stop``, or to one whose key is greater than ``wanted``.

        ``one_byte``: the run ends before a record that shares nothing with the one before.

        :raises ValueError: when there is no record, or none in order, where one should be.
        """
        data, starts, keys = self.data, self.starts, self.keys
        key = keys[-1] if keys else b""
        for block in _block(self.shared).finditer(data, self.end):
            start = block.start()
            if block.end() > stop:
                return
            # What a block's first key shares with the key before it is shared by all keys of that block.
            size, at = _length(data, start + 1)
            key = key[: data[start]] + bytes(data[at : at + size])
            ends = one_byte and not data[start] and bool(keys)
            if start != self.end or (keys and key <= keys[-1]) or (ends and key[0] == keys[0][0]):
                raise ValueError(_UNLIKE)
            if ends:
                self.complete = True
                return
            starts.append(start)
            keys.append(key)
            self.end = block.end()
            if wanted is not None and key > wanted:
                return

    def reaches(self, wanted: bytes | None) -> bool:
        """Whether the run is whole, or has a key greater than ``wanted``."""
        return self.complete or (wanted is not None and bool(self.keys) and self.keys[-1] > wanted)

    def get(self, wanted: bytes) -> bytes | None:
        """The value of a key, or None."""
        block = bisect_right(self.keys, wanted) - 1
        if block < 0:
            return None
        last: bytes | None = None
        for key, value in self._block(block):
            last = value if value is not None else last
            if key >= wanted:
                if key > wanted:
                    return None
                return last if last is not None else self._last(block - 1)
        return None

    def _block(self, block: int) -> Iterator[tuple[bytes, bytes | None]]:
        end = self.starts[block + 1] if block + 1 < len(self.starts) else self.end
        return _records(self.data, self.starts[block], end, self.keys[block])

    def _last(self, block: int) -> bytes:
        """The last value in a block, which the first record of the next may repeat."""
        for at in range(block, -1, -1):
            values = [value for _, value in self._block(at) if value is not None]
            if values:
                return values[-1]
        raise ValueError(_UNLIKE)


class FrontCoded:
    """A read-only dictionary over a compressed front-coded stream, read as far as it is asked for.

    Keys of which most begin with a letter of one byte are found by that byte, without the
    keys before them; other dictionaries are indexed from their beginning.

    :raises ValueError: when the stream is not of the form that is understood here.
    """

    def __init__(self, compressed: bytes) -> None:
        self._compressed: bytes = compressed
        self._decompressor = lzma.LZMADecompressor()
        self._data = bytearray()
        self._more()
        if not self._data.startswith(_MAGIC):
            raise ValueError(_UNLIKE)
        # Behind it stands the number of records, a varint.
        at = len(_MAGIC)
        while self._data[at] >= 128:
            at += 1
        self._first = at + 1
        head = self._data[:4096]
        two_bytes = head.count(b"\xd0") + head.count(b"\xd1") > len(head) // 10
        self._whole = _Run(self._data, self._first, _SHARED_TWO_BYTES) if two_bytes else None
        self._initials: dict[int, _Run | None] = {}

    def get(self, word: str) -> str | None:
        """The value of ``word``, or None.

        :raises ValueError: as the class does.
        """
        wanted = word.encode()
        if not wanted:
            return None
        run = self._whole
        if run is None:
            if wanted[0] not in self._initials:
                self._initials[wanted[0]] = self._initial(wanted[0])
            run = self._initials[wanted[0]]
        else:
            self._reach(run, wanted, one_byte=False)
        value = run.get(wanted) if run is not None else None
        return None if value is None else value.decode()

    def _more(self) -> bool:
        """Decompress a further piece; False at the end."""
        if self._decompressor.eof:
            return False
        try:
            self._data += self._decompressor.decompress(self._compressed, max_length=_STEP)
        except (lzma.LZMAError, EOFError) as error:
            raise ValueError(_UNLIKE) from error
        self._compressed = b""
        return True

    def _reach(self, run: _Run, wanted: bytes | None, *, one_byte: bool) -> None:
        """Extend a run to its end, or to a key greater than ``wanted``."""
        while not run.reaches(wanted):
            # The last record of what is decompressed may be half there.
            eof = self._decompressor.eof
            run.extend(len(self._data) - (0 if eof else _RECORD), wanted, one_byte=one_byte)
            run.complete |= eof and run.end == len(self._data)
            if not run.reaches(wanted) and not self._more():
                raise ValueError(_UNLIKE)

    def _initial(self, byte: int) -> _Run | None:
        """Find and index the keys that begin with ``byte``; None where there are none.

        The first of them shares nothing with the key before. Values and lengths may look
        like it; then keys out of order follow, or no records, or the true beginning, which
        is no record with a later byte.
        """
        head = re.compile(b"\x00[\x01-\x7f]" + re.escape(bytes([byte])), re.DOTALL)
        at = self._first
        while True:
            found = head.search(self._data, at)
            if found is not None:
                at = found.start() + 1
                run = self._run(at - 1)
                if run is not None:
                    return run
                continue
            at = max(at, len(self._data) - 2)
            if not self._more():
                return None

    def _run(self, start: int) -> _Run | None:
        """The keys of one initial from ``start``; None when none begin there.

        A second seeming beginning may end a false run before the true one does, so the run
        behind is read as well (in a Polish dictionary one of a single key passed without).
        """
        run = _Run(self._data, start, _SHARED)
        try:
            self._reach(run, None, one_byte=True)
            if run.end < len(self._data):
                self._reach(_Run(self._data, run.end, _SHARED), None, one_byte=True)
        except (ValueError, IndexError):
            return None
        return run


class _Dictionary(Protocol):
    def get(self, word: str) -> str | None: ...


@cache
def _folder() -> Path | None:
    """Simplemma's folder of strategies, found without importing it."""
    spec = find_spec("simplemma")
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places))) / "strategies" if places else None


def _shipped(language: str) -> _Dictionary | None:
    """The dictionary by simplemma's own slower reader; None when it has none."""
    from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamMap  # noqa: PLC0415

    try:
        shipped: _Dictionary = StreamMap(language)
    except ValueError:
        return None
    return shipped


class _Base:
    """Base forms of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        folder = _folder()
        path = folder / "dictionaries" / "data" / f"{language}.plzma" if folder else None
        self._words: _Dictionary | None = None
        self._rule: Callable[[str], str | None] | None = None
        self._ruled = False
        if path is not None and path.is_file():
            try:
                self._words = FrontCoded(path.read_bytes())
            except ValueError:
                self._words = _shipped(language)

    def lemma(self, word: str) -> str:
        """The base form of ``word``, or the word itself."""
        return self._listed(word) or self._by_rule(word) or word

    def _listed(self, word: str) -> str | None:
        """By the dictionary, in simplemma's order: as written, the initial in the other case, other apostrophes."""
        straight = word.replace("’", "'").replace("ʼ", "'")
        forms = [word]
        if "'" in straight:
            forms += [straight, straight.replace("'", "’"), straight.replace("'", "ʼ")]
        for form in dict.fromkeys(forms):
            for cased in (form, form.lower() if form[:1].isupper() else form.capitalize()):
                found = self._get(cased)
                if found is not None:
                    return found
        return None

    def _get(self, word: str) -> str | None:
        if self._words is None:
            return None
        try:
            return self._words.get(word)
        except ValueError:
            # Another version of simplemma: StreamMap reads it.
            self._words = _shipped(self.language)
            return None if self._words is None else self._words.get(word)

    def _by_rule(self, word: str) -> str | None:
        """By simplemma's rules for words that are in no dictionary."""
        if not self._ruled:
            self._rule, self._ruled = _rule(self.language), True
        return self._rule(word) if self._rule is not None else None


def _rule(language: str) -> Callable[[str], str | None] | None:
    """Simplemma's rule for a language, from its module alone; None when there is none."""
    folder = _folder()
    if folder is None or not (folder / "defaultrules" / f"{language}.py").is_file():
        return None
    name = f"{__name__}._rules"
    if name not in sys.modules:
        # A package over simplemma's folder whose __init__ (rules of all languages) is not run.
        package = ModuleType(name)
        package.__path__ = [str(folder / "defaultrules")]
        sys.modules[name] = package
    rule: Callable[[str], str | None] | None = getattr(
        import_module(f"{name}.{language}"), f"apply_{language}", None
    )
    return rule


_base = cache(_Base)


# A day's articles in four languages have some ten thousand different counted nouns.
@lru_cache(maxsize=32768)
def lemma(word: str, language: str) -> str:
    """The base form of ``word`` (case as the dictionary has it), or the word itself."""
    return _base(language).lemma(word)
