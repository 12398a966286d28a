"""What publishers write is hostile until it is clean.

:func:`clean` makes one line of plain text out of anything: it takes out what could end
a header, turn the writing direction round or hide in it. It is no escaping: markup
characters stay and every renderer escapes them. :func:`safe_link` lets http(s) through
and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

# Bidi embeddings, overrides and isolates with their marks (Trojan Source,
# CVE-2021-42574) and characters of no width that hide differences.
_UNSEEN = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\u3164\ufeff"
    "\uffa0\ufff9\ufffa\ufffb"
)
# RFC 2047 limits an encoded-word to 75 characters; senders exceed it. Bounds keep the
# pattern linear. Python before 3.11.10 wrote decoded line breaks of encoded-words into
# headers (CVE-2024-6923), so they are taken out rather than decoded.
_ENCODED_WORD = re.compile(r"=\?[^?\s]{0,60}\?[bBqQ]\?[^?]{0,1000}\?=")
_SPACES = re.compile(r"\s+")
_LONGEST_LINK = 2_000  # what browsers and mail programs carry without trouble


def clean(text: str) -> str:
    """One line of text without control, bidi, unassigned or unseen characters.

    Line breaks, tabs and runs of spaces become one space. Idempotent.
    """
    if text.isascii() and text.isprintable() and "=?" not in text:
        return " ".join(text.split())
    kept = "".join(_kept(char) for char in text)
    kept = _ENCODED_WORD.sub(" ", kept).replace("=?", "= ?")
    return _SPACES.sub(" ", kept).strip()


def _kept(char: str) -> str:
    if char in _UNSEEN:
        return ""
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    # Surrogates cannot be encoded; Cf holds the tag characters; Co and Cn show as boxes.
    if category in {"Cs", "Co", "Cn"} or (category == "Cf" and char != "\u200d"):
        return ""
    return char


def safe_link(url: str) -> str | None:
    """The URL if a reader may be sent there: http(s) with a host; else None."""
    link = url.strip()
    if not link or len(link) > _LONGEST_LINK or clean(link) != link or " " in link:
        return None
    try:
        parts = urlsplit(link)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return link if usable else None


def shortened(text: str, length: int) -> str:
    """At most ``length`` characters, cut between words, with an ellipsis."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ")
    # A long word at the end (German, Korean without spaces) is cut inside.
    if space > length * 2 // 3:
        cut = cut[:space]
    return cut.rstrip(" ,;:–-") + "…"
