"""Lines in a body that are no article, told by data of each language.

``lang/<code>/boilerplate.toml`` holds, under ``[lines]``:

- ``whole``: a block that is exactly this (ends and case apart) goes;
- ``starts``: a block that begins so goes, if it is short;
- ``contains``: a short block that contains this goes;
- ``appeals``: a block of up to 900 characters that contains this goes (asking for money);
- ``patterns``: a block that matches this regular expression from its start goes;
- ``openers``: like ``whole``, and what follows it as a list of teasers goes too;
- ``bio``: words that follow an author's name in a note about the author at the end;
- ``one_letter_words``: capitals that are words; any other before a space is a drop cap;
- ``keep``: a block that contains this stays whatever else is said (correction notices);
- ``tail``: a block that begins so, in the last part of the body, ends the article.

All is matched on folded text (quotes, dashes, spaces, case). Left out on purpose: any
list of HTML classes to prune (a generic one emptied 8 of 385 pages).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.extract.marks import bare
from monitor.lang.registry import language, languages
from monitor.model import Block, BlockKind
from monitor.text.normalise import fold_form

# A sentence that merely begins like a teaser ("Read more than one book…") is longer or
# ends like a sentence; the longest teaser line of the set has 172 characters.
_SHORT = 180
_TAIL = 140
_APPEAL = 900
_DROP_CAP = re.compile(r"([A-ZÄÖÜА-ЯІЇЄҐ]) (?=[a-zäöüßа-яіїєґ]{1,30}\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The compiled lines of one language."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    contains: tuple[str, ...]
    appeals: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    openers: frozenset[str]
    tail: tuple[str, ...]
    keep: tuple[str, ...]
    one_letter_words: str
    bio: tuple[str, ...]


@cache
def tables(code: str) -> dict[str, Any]:
    """The language's ``boilerplate.toml``, read once."""
    return language(code).toml("boilerplate.toml")


@cache
def rules(code: str) -> Rules:
    """The rules of a language; of a code without a folder, empty ones."""
    data: dict[str, Any] = tables(code).get("lines", {}) if code in languages() else {}

    def folded(key: str) -> tuple[str, ...]:
        return tuple(fold_form(text).casefold() for text in data.get(key, ()))

    return Rules(
        whole=frozenset(bare(text) for text in data.get("whole", ())),
        starts=folded("starts"),
        contains=folded("contains"),
        appeals=folded("appeals"),
        patterns=tuple(re.compile(text, re.IGNORECASE) for text in data.get("patterns", ())),
        openers=frozenset(bare(text) for text in data.get("openers", ())),
        tail=folded("tail"),
        keep=folded("keep"),
        one_letter_words=data.get("one_letter_words", ""),
        bio=tuple(f" {word} " for word in folded("bio")),
    )


def prune(
    found: Sequence[Block], code: str, linked: frozenset[str] = frozenset(), byline: Sequence[str] = ()
) -> tuple[Block, ...]:
    """The blocks without the language's boilerplate.

    ``linked`` are folded lines that are links on the page: where an opener is followed by
    such lines, only they are its teasers, and a heading after them belongs to the text.
    """
    own = rules(code)
    kept: list[Block] = []
    teasing, links = False, 0
    size = sum(len(block.text) for block in found)
    seen = 0
    for block in found:
        text = fold_form(block.text).casefold()
        line = bare(block.text)
        if any(word in text for word in own.keep):
            teasing = False
            kept.append(block)
            seen += len(block.text)
            continue
        if own.tail and seen * 2 >= size and len(text) < _TAIL and text.startswith(own.tail):
            break
        seen += len(block.text)
        if line in own.openers:
            teasing, links = True, 0
            continue
        if teasing and line in linked:
            links += 1
            continue
        if teasing and not links and _teaser(block, text):
            continue
        teasing = False
        if not _is_boilerplate(text, line, own):
            kept.append(block)
    while kept and (kept[-1].kind is BlockKind.HEADING or _is_bio(kept[-1], own, byline)):
        kept.pop()
    return tuple(_without_drop_cap(block, own) for block in kept)


def _is_bio(block: Block, own: Rules, byline: Sequence[str]) -> bool:
    """A note about the author: the name of the byline, then "is", "covers" and the like."""
    text = block.text
    return len(text) < 600 and any(
        " " in name
        and text.startswith(name)
        and f" {fold_form(text[len(name) :])} ".casefold().startswith(own.bio)
        for name in byline
        if own.bio
    )


def _without_drop_cap(block: Block, own: Rules) -> Block:
    """A first letter that was set apart ("N a endlich") goes back to its word."""
    match = _DROP_CAP.match(block.text)
    if match is None or match.group(1) in own.one_letter_words or block.kind is not BlockKind.PARAGRAPH:
        return block
    return Block(kind=block.kind, text=match.group(1) + block.text[match.end() :])


def _teaser(block: Block, text: str) -> bool:
    """A headline in a box of links: short, and no sentence."""
    return (
        len(text) < _SHORT
        and block.kind is not BlockKind.HEADING
        and (block.kind is BlockKind.LIST_ITEM or not text.rstrip("\"')").endswith((".", ":", ";", ",")))
    )


def _is_boilerplate(text: str, line: str, own: Rules) -> bool:
    if line in own.whole:
        return True
    if len(text) <= _SHORT and (text.startswith(own.starts) or any(part in text for part in own.contains)):
        return True
    if len(text) <= _APPEAL and any(part in text for part in own.appeals):
        return True
    return any(pattern.match(text) for pattern in own.patterns)
