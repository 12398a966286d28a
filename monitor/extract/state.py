"""Bodies that are not in the page's elements: JSON-LD and the state of scripts.

Some sites render in the browser and ship the article as a string of a script (Hankook
Ilbo since 2026: every extractor returns nothing). Such a string is found by its length
and its prose, not by the framework: plain JSON, assignments, and the streamed rows of
React server components (``self.__next_f.push``) all hold JSON string literals.

Used only where the elements give too little; see :func:`choose`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree, html

from monitor.extract.blocks import from_elements
from monitor.extract.document import Document
from monitor.extract.marks import bare, size
from monitor.model import Block
from monitor.text.normalise import clean

# Disjoint alternatives: linear in the length of the script.
_LITERAL = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_PUSH = re.compile(r'self\.__next_f\.push\(\[1,\s*("[^"\\]*(?:\\.[^"\\]*)*")\s*\]\)', re.DOTALL)
_ROW = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:T([0-9a-f]{1,6}),")
_SENTENCE = re.compile(r"[^\W\d_]{2,}[.!?。…][\"”»’)]?(?:\s|<|$)|다[.\"”]")
_MARKUP = re.compile(r"</?(?:p|div|br|h[2-6]|li|blockquote|span|strong|b|em|i|a)\b", re.IGNORECASE)
# Marks that content systems leave in: "$$image:3$$" (Hankook Ilbo), "+++dropcap" (Condé Nast).
_PLACEHOLDER = re.compile(r"\$\$[^$\n]{1,200}\$\$|^\+\+\+.{0,40}$", re.MULTILINE)
# Markdown that content systems leave in what they state (Condé Nast): pictures, links, attributes
# of kramdown, emphasis. Only where one of the first three says so: "Leser*innen" is no emphasis.
_MARKDOWN = re.compile(
    r"!?\[[^\[\]\n]{1,300}\]\([^()\s]{1,1000}\)|^\[#[a-z]{2,20}:[^\[\]\n]{1,300}\]|\{:[^{}\n]{1,60}\}",
    re.MULTILINE,
)
_PICTURE = re.compile(
    r"!\[[^\[\]\n]{0,300}\]\([^()\s]{1,1000}\)|^\[#[a-z]{2,20}:[^\[\]\n]{1,300}\].*$|\{:[^{}\n]{1,60}\}",
    re.MULTILINE,
)
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\s]{1,1000}\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]{1,300})(?<=[^\s*])\1(?![\w*])")
_HEADING = re.compile(r"^#{1,6}[ \t]{1,4}", re.MULTILINE)
_DROPPED = ("figure", "figcaption", "script", "style", "iframe", "aside", "button", "table")
# Below this many letters what the elements gave is no body (findings/extraction.md 8).
_LITTLE = 200
_MAX_ROWS = 100
_MORE = 1.5


def choose(document: Document, stated: str, found: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks found, or those of JSON-LD or of script state where these are clearly more.

    ``stated`` is ``articleBody`` as JSON-LD has it. It replaces a body when it has half as
    much again and holds most of it: a teaser page's list is never replaced by another text.
    """
    have = "".join(bare(block.text) for block in found)
    if stated:
        folded = bare(stated)
        held = sum(len(bare(block.text)) for block in found if bare(block.text)[:50] in folded)
        if (
            len(folded) >= _LITTLE
            and len(folded) > _MORE * len(have)
            and (held * 2 >= len(have) or len(have) < _LITTLE)
        ):
            return from_markup(stated)
    if _size(found) < _LITTLE:
        best = max((from_markup(text) for text in _candidates(document.scripts)), key=_size, default=())
        if _size(best) >= max(_LITTLE, 2 * _size(found)):
            return best
    return tuple(found)


def values(scripts: Sequence[str], key: str) -> Iterator[str]:
    """The string values of a key anywhere in script state, at any depth of quoting."""
    for text in _texts(scripts):
        for match in re.finditer(rf'"{re.escape(key)}"\s{{0,3}}:\s{{0,3}}("[^"\\]*(?:\\.[^"\\]*)*")', text):
            value = _unquoted(match.group(1))
            if value:
                yield value


def _size(blocks: Sequence[Block]) -> float:
    return sum(size(block.text) for block in blocks)


def _texts(scripts: Sequence[str]) -> Iterator[str]:
    """Each script, and what its streamed rows and quoted strings decode to."""
    streamed: list[str] = []
    for script in scripts:
        if "__next_f.push" in script:
            streamed.extend(filter(None, (_unquoted(match.group(1)) for match in _PUSH.finditer(script))))
        yield script
        if '\\"' in script:
            for match in _LITERAL.finditer(script):
                if len(match.group(1)) >= 1000 and '\\"' in match.group(1):
                    inner = _unquoted(f'"{match.group(1)}"')
                    if inner:
                        yield inner
    if streamed:
        yield "".join(streamed)


def _candidates(scripts: Sequence[str]) -> Iterator[str]:
    """Strings in script state that are prose of an article's length."""
    for text in _texts(scripts):
        for match in _LITERAL.finditer(text):
            if len(match.group(1)) >= _LITTLE:
                value = _unquoted(f'"{match.group(1)}"')
                if value and _is_prose(value):
                    yield value
        for row in islice(_ROW.finditer(text), _MAX_ROWS):
            # The row states its length in bytes, of which there are at least as many as letters.
            size = int(row.group(1), 16)
            value = (
                text[row.end() : row.end() + size].encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
            )
            if _is_prose(value):
                yield value


def _unquoted(literal: str) -> str | None:
    try:
        value = json.loads(literal, strict=False)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def _is_prose(text: str) -> bool:
    """At least three sentences, and letters for the most part (no code, no styles)."""
    if len(text) < _LITTLE or text.lstrip()[:1] in "{[":
        return False
    plain = re.sub(r"<[^<>]{0,2000}>", " ", text[:20_000])
    letters = sum(1 for char in plain if char.isalpha() or char.isspace())
    return (
        letters >= 0.75 * len(plain)
        and len(_SENTENCE.findall(plain)) >= 3
        and ";" not in plain[:400].replace("&nbsp;", "")
    )


def from_markup(text: str) -> tuple[Block, ...]:
    """A stated body as blocks: by its elements if it has any, else by its lines."""
    text = _without_markdown(_PLACEHOLDER.sub(" ", text))
    if not _MARKUP.search(text):
        return tuple(Block(text=line) for line in map(clean, text.splitlines()) if line)
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    return from_elements([root])


def _without_markdown(text: str) -> str:
    """The words of a text that was written in Markdown; any other text as it is."""
    if not _MARKDOWN.search(text):
        return text
    words = _LINK.sub(r"\1", _PICTURE.sub("", text))
    return _HEADING.sub("", _EMPHASIS.sub(r"\2", words))
