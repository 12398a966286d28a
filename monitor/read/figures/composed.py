"""Text with decomposed letters (``u`` and a combining mark), read as if it were composed.

Extraction composes what it keeps, but text from elsewhere may come as it was typed on a
Mac. Offsets are those of the text as given. Leaves out compatibility forms (½, ㎞): they
are read as they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# A letter with the marks and the medial and final jamo that compose with it.
_MARKS = "\u0300-\u036f\u1161-\u11ff"
_CLUSTER = re.compile(rf"[^{_MARKS}][{_MARKS}]*|[{_MARKS}]+")


class Composed(NamedTuple):
    """The composed text, and for each of its offsets the one in the text as given."""

    text: str
    offsets: list[int]


def composed(text: str) -> Composed | None:
    """The text with its letters composed, or None when they are already."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return None
    parts: list[str] = []
    offsets: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", cluster[0])
        parts.append(part)
        offsets += [cluster.start()] * len(part)
    offsets.append(len(text))
    return Composed("".join(parts), offsets)
