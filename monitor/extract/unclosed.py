"""Elements without an end that would take the rest of a page with them.

``noscript``, ``template`` and ``xmp`` are pruned or not read as text, so one whose end tag
is missing hides all that follows: a template's mistake, or a page cut and sewn together.
Its start tag is taken out before the page is parsed. Left out: scripts, styles, comments,
titles and text areas without an end, whose text would come out as an article's; they are
told instead (``Document.swallowed``).
"""

from __future__ import annotations

import re
from collections import Counter

_TAGS = (b"noscript", b"template", b"xmp")
_ANY = re.compile(rb"</?(?:noscript|template|xmp)", re.IGNORECASE)
_MARK = re.compile(
    rb"<(?:(!--)|(script|style|textarea|title)(?=[\s/>])|(/?)(noscript|template|xmp)(?=[\s/>]))",
    re.IGNORECASE,
)
_ENDS = {tag: re.compile(b"</" + tag, re.IGNORECASE) for tag in (b"script", b"style", b"textarea", b"title")}
# A page of the real set has 30 such tags at most; a page of nothing else is no article's.
_MOST = 10_000


def without_unclosed(data: bytes) -> bytes:
    """The page without the start tags that have no end tag; the same object where there are none."""
    # One search instead of six counts: .18 ms a page of the real set, not 1.0.
    seen = Counter(mark.lower() for mark in _ANY.findall(data))
    if all(seen[b"<" + tag] <= seen[b"</" + tag] for tag in _TAGS):
        return data
    parts: list[bytes] = []
    begun = 0
    for start, end in _unclosed(data):
        parts.append(data[begun:start])
        begun = end
    return b"".join([*parts, data[begun:]]) if parts else data


def _unclosed(data: bytes) -> list[tuple[int, int]]:
    """(start, end) of the start tags that have no end, in page order."""
    waiting: dict[bytes, list[tuple[int, int]]] = {tag: [] for tag in _TAGS}
    position, seen = 0, 0
    while (mark := _MARK.search(data, position)) is not None:
        comment, verbatim, slash, tag = mark.groups()
        position = mark.end()
        if comment:
            position = _after(data.find(b"-->", position), data)
        elif verbatim:
            ended = _ENDS[verbatim.lower()].search(data, position)
            position = ended.end() if ended else len(data)
        elif (seen := seen + 1) > _MOST:
            return []
        elif slash:
            if waiting[tag.lower()]:
                waiting[tag.lower()].pop()
        else:
            position = _after(data.find(b">", position), data)
            if data[position - 2 : position] != b"/>":
                waiting[tag.lower()].append((mark.start(), position))
    return sorted(one for found in waiting.values() for one in found)


def _after(found: int, data: bytes) -> int:
    return len(data) if found < 0 else found + 1
