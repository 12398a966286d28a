"""Word operations between two sentences: what to keep, insert, delete, replace.

The operations are typed and lossless: :func:`apply` makes the new sentence from the
old one, and a renderer only prints them. Words are compared, never characters; in a
language whose data lists particles (Korean) the particle at the end of a word is a
word of its own, so that 국정원은 → 국정원이 touches one syllable.

Left out: which sentences belong together (:mod:`monitor.diff.align`) and what a
difference means (:mod:`monitor.diff.weigh`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz.distance import OSA, Indel

from monitor.lang.registry import language as language_of

# A number with its separators, a word with inner apostrophes or hyphens, a run of
# spaces, any other single character. Each alternative is linear.
_TOKEN = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+(?:['’ʼ\u2010\u2011-][^\W\d_]+)*|\s+|.",
    re.DOTALL,
)

# Bit-parallel LCS keeps a matrix of tokens × tokens / 64 words: 4,000 × 4,000 is 2 MB and
# 8 ms. Longer "sentences" are extraction accidents; their unlike middle is one operation.
_MOST_TOKENS = 4_000

# Syllables before a particle: a one-syllable word is not split (나이 is not 나 + 이).
_SHORTEST_STEM = 2


class OperationKind(StrEnum):
    """What becomes of a piece of the old sentence."""

    KEEP = "keep"
    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One step from old to new: ``old`` is "" for insert, ``new`` is "" for delete."""

    kind: OperationKind
    old: str
    new: str


def word_operations(old: str, new: str, language: str) -> tuple[Operation, ...]:
    """The operations that lead from ``old`` to ``new``, in order.

    No two neighbours are of one kind, none is empty, and edits are separated by at
    least one kept word: a space or a comma alone between two edits joins them.
    """
    if old == new:
        return (Operation(kind=OperationKind.KEEP, old=old, new=new),) if old else ()
    left, right = tokens(old, language), tokens(new, language)
    return tuple(_without_neighbours(_joined(_steps(left, right))))


def apply(old: str, operations: tuple[Operation, ...]) -> str:
    """The new sentence.

    :raises ValueError: when the operations were made for another old sentence.
    """
    position = 0
    pieces: list[str] = []
    for operation in operations:
        end = position + len(operation.old)
        if old[position:end] != operation.old:
            message = f"the operations do not fit the text at offset {position}"
            raise ValueError(message)
        pieces.append(operation.new)
        position = end
    if position != len(old):
        message = f"the operations end at offset {position} of {len(old)}"
        raise ValueError(message)
    return "".join(pieces)


def tokens(text: str, language: str) -> list[str]:
    """The words, numbers, spaces and marks of ``text``; joined they are the text."""
    found = _TOKEN.findall(text)
    if not word_data(language).particles:
        return found
    return [piece for token in found for piece in _without_particle(token, language)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordData:
    """What a language's ``words.toml`` says; empty for an unknown language."""

    particles: frozenset[str]
    stem: int
    function_words: frozenset[str]
    negations: frozenset[str]
    background: frozenset[str]
    alternants: Mapping[str, str]
    """Each form that the neighbouring sounds decide, to the first of its kind."""
    rounding: frozenset[str]
    entry: str
    """The pattern of a time of day that starts an entry of a live blog; "" for none."""


@cache
def word_data(language: str) -> WordData:
    """The word data of that language."""
    try:
        data = language_of(language).toml("words.toml")
    except KeyError:
        data = {}
    return WordData(
        particles=frozenset(data.get("particles", ())),
        stem=data.get("stem", 6),
        function_words=frozenset(data.get("function_words", ())),
        negations=frozenset(data.get("negations", ())),
        background=frozenset(data.get("background", ())),
        alternants={form: forms[0] for forms in data.get("alternants", ()) for form in forms},
        rounding=frozenset(data.get("rounding", ())),
        entry=data.get("entry", ""),
    )


@lru_cache(maxsize=16_384)
def _without_particle(token: str, language: str) -> tuple[str, ...]:
    particles = word_data(language).particles
    longest = min(4, len(token) - _SHORTEST_STEM)
    for length in range(longest, 0, -1):
        if token[-length:] in particles:
            return token[:-length], token[-length:]
    return (token,)


def is_spelling(one: str, other: str) -> bool:
    """Whether two words are one, misspelt or with another ending: a letter apart, and long.

    The first letter must agree, or "legal" and "illegal", "increased" and "decreased" were
    one. Two letters apart only from nine letters on: Austria and Australia, Tuesday and
    Thursday, Peter and Petra are two. Hangul is counted by its letters, twelve being four
    syllables: 증가 and 증거 are two words.
    """
    left, right = (unicodedata.normalize("NFD", word.casefold()) for word in (one, other))
    if not left or not right or left[0] != right[0]:
        return False
    shorter = min(len(left), len(right))
    if len(left) > 1.5 * len(one):
        return shorter >= 9 and OSA.distance(left, right, score_cutoff=1) <= 1
    most = 0 if shorter < 5 else 1 if shorter < 9 else 2
    return left == right or OSA.distance(left, right, score_cutoff=most) <= most


def _steps(left: list[str], right: list[str]) -> Iterator[tuple[OperationKind, str, str]]:
    head = 0
    shortest = min(len(left), len(right))
    while head < shortest and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < shortest - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    if head:
        yield OperationKind.KEEP, "".join(left[:head]), "".join(right[:head])
    middle_left, middle_right = left[head : len(left) - tail], right[head : len(right) - tail]
    if max(len(middle_left), len(middle_right)) > _MOST_TOKENS:
        yield OperationKind.REPLACE, "".join(middle_left), "".join(middle_right)
    else:
        for step in Indel.opcodes(middle_left, middle_right):
            before = "".join(middle_left[step.src_start : step.src_end])
            after = "".join(middle_right[step.dest_start : step.dest_end])
            if before or after:
                yield _kind(step.tag, before, after), before, after
    if tail:
        yield OperationKind.KEEP, "".join(left[-tail:]), "".join(right[-tail:])


def _kind(tag: str, before: str, after: str) -> OperationKind:
    if tag == "equal":
        return OperationKind.KEEP
    if not before:
        return OperationKind.INSERT
    return OperationKind.REPLACE if after else OperationKind.DELETE


def _joined(steps: Iterator[tuple[OperationKind, str, str]]) -> Iterator[Operation]:
    """Edits that only a space or a mark separates read better as one."""
    pending: tuple[str, str] | None = None
    gap = ""
    for kind, before, after in steps:
        if kind is OperationKind.KEEP:
            if pending is None:
                gap += before
            elif not gap and not any(char.isalnum() for char in before):
                gap = before
            else:
                yield from _edit(*pending)
                pending, gap = None, gap + before
        elif pending is None:
            if gap:
                yield Operation(kind=OperationKind.KEEP, old=gap, new=gap)
            pending, gap = (before, after), ""
        else:
            pending, gap = (pending[0] + gap + before, pending[1] + gap + after), ""
    if pending is not None:
        yield from _edit(*pending)
    if gap:
        yield Operation(kind=OperationKind.KEEP, old=gap, new=gap)


def _without_neighbours(operations: Iterator[Operation]) -> Iterator[Operation]:
    """Joining edits may leave two kept pieces side by side; they become one."""
    last: Operation | None = None
    for operation in operations:
        if last is not None and last.kind is operation.kind is OperationKind.KEEP:
            last = Operation(kind=last.kind, old=last.old + operation.old, new=last.new + operation.new)
            continue
        if last is not None:
            yield last
        last = operation
    if last is not None:
        yield last


def _edit(before: str, after: str) -> Iterator[Operation]:
    if not before:
        yield Operation(kind=OperationKind.INSERT, old="", new=after)
    elif not after:
        yield Operation(kind=OperationKind.DELETE, old=before, new="")
    elif before == after:
        yield Operation(kind=OperationKind.KEEP, old=before, new=after)
    else:
        yield Operation(kind=OperationKind.REPLACE, old=before, new=after)


def stems(form: str, language: str) -> list[str]:
    """The words of a folded text, each cut to what its forms share; numbers become "0".

    Particles and marks are left out. Two forms of one word mostly share a stem; two
    words sometimes do, which is why stems are counted and never trusted alone.
    """
    found: list[str] = []
    for token in _TOKEN.findall(form):
        first = token[0]
        if first.isalpha():
            found.append(_stem(token, language))
        elif "0" <= first <= "9":
            found.append("0")
    return found


@lru_cache(maxsize=16_384)
def _stem(word: str, language: str) -> str:
    data = word_data(language)
    word = word.casefold()
    if data.particles:
        word = _without_particle(word, language)[0]
    return word[: data.stem]
