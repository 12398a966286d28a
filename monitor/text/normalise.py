"""Text made comparable without losing what it means.

Two depths. :func:`clean` gives what is kept and shown: as written, in NFC, without
invisible characters, on one line. :func:`fold_form` gives what is compared: quotes,
dashes, spaces and dots in one form each.

Left out on purpose: NFKC (it turns ² into 2 and ½ into 1⁄2), case folding ("US" and
"us" differ), and anything about numbers: decimal points, signs, currency signs and
superscripts are meaning and stay.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from monitor.text.glyphs import _TABLE as _GLYPHS

# Invisible and of no meaning in running text: soft hyphen, zero-width space and joiners,
# word joiner, byte order mark, bidirectional controls (an override can reverse a figure
# on screen), interlinear annotation, language tags, noncharacters.
_INVISIBLE = (
    0x00AD,
    0x034F,
    0x061C,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x3164,
    0xFEFF,
    0xFFA0,
    *range(0xFFF9, 0xFFFC),
    *range(0xFDD0, 0xFDF0),
    0xFFFE,
    0xFFFF,
    *range(0xE0000, 0xE0080),
)
_ZERO_WIDTH_JOINER = "\u200d"
_LINE_BREAKS = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)

_CLEAN: dict[int, str] = {
    **dict.fromkeys(range(0x20), ""),
    **dict.fromkeys(range(0x7F, 0xA0), ""),
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys(_LINE_BREAKS, " "),
    # Not spaces to str.split, yet blank on the page.
    0x2800: " ",
}
# U+200D is kept inside emoji sequences only; everywhere else it is noise.
_STRAY_JOINER = re.compile(
    "(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
# Blank or invisible, yet printable by Unicode's categories.
_ODD = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
_SURROGATES = re.compile("[\ud800-\udfff]")

_FORM: dict[int, str] = {
    **{
        ord(char): '"'
        for char in "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u301f\uff02\u300c\u300d\u300e\u300f"
    },
    **{ord(char): "'" for char in "\u201a\u2039\u203a"},
    **{ord(char): "-" for char in "\u2013\u2014\u2015\u2043"},
    # The middle dots that Korean keyboards and agencies give for one sign.
    **{ord(char): "\u00b7" for char in "\u318d\u30fb\u2027\u2022\u22c5\uff65\u0387\u119e"},
    0x2026: "...",
    0x22EF: "...",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0x3008: "<",
    0x3009: ">",
    0xFF1B: ";",
    0xFF01: "!",
    0xFF1F: "?",
    0xFF06: "&",
    0xFF0B: "+",
    0xFF04: "$",
    0xFF3B: "[",
    0xFF3D: "]",
}
# Both steps in one pass: the glyphs' table first, then what only comparison folds.
_FOLDED: dict[int, str] = {**_FORM, **{code: char.translate(_FORM) for code, char in _GLYPHS.items()}}
# Two commas or two apostrophes typed for a quotation mark.
_DOUBLED_APOSTROPHE = re.compile("''|,,(?=[^\\s,])")


def clean(text: str) -> str:
    """The text as it is kept and shown: as written, NFC, on one line, nothing invisible.

    Runs of spaces of any kind become one space; control, zero-width and bidirectional
    characters, soft hyphens and lone surrogates go. Cleaning twice is cleaning once.
    """
    # Most text is clean already: printable leaves out controls, formats and odd spaces.
    if text.isprintable() and not _ODD.search(text) and unicodedata.is_normalized("NFC", text):
        return " ".join(text.split())
    if _ZERO_WIDTH_JOINER in text:
        kept = _STRAY_JOINER.sub("", text.translate(_CLEAN_BUT_JOINER))
    else:
        kept = text.translate(_CLEAN)
    kept = _SURROGATES.sub("", kept)
    return " ".join(unicodedata.normalize("NFC", kept).split())


_CLEAN_BUT_JOINER = {code: char for code, char in _CLEAN.items() if code != ord(_ZERO_WIDTH_JOINER)}


@lru_cache(maxsize=4096)  # cleaning and fingerprint fold each paragraph in turn
def fold_form(text: str) -> str:
    """The text for comparison: cleaned, with one form for quotes, dashes, dots and spaces.

    Lengths change, so no offset survives; readers of offsets use ``glyphs.fold``.
    """
    folded = clean(text).translate(_FOLDED)
    return " ".join(_DOUBLED_APOSTROPHE.sub('"', folded).split())
