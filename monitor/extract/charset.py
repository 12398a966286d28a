"""Bytes to text, whatever the label says.

News pages lie about their charset: a UTF-8 page under a windows-1251 header, a cp949
page with no label, a label that flips between two captures. So a label is only a
candidate. What decodes without error and reads like one of the languages wins; the
label decides between equals. When nothing reads, the answer is None: a clear refusal
rather than mojibake that is stored.

Left out on purpose: charsets of languages the monitor does not read (Shift JIS, GBK).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from itertools import pairwise

# The charsets of each language's web, most likely first. WHATWG maps iso-8859-1 to
# windows-1252 and euc-kr to cp949; both are supersets, so the superset stands here.
_CANDIDATES = (
    "cp949",
    "windows-1251",
    "koi8-u",
    "iso-8859-5",
    "mac-cyrillic",
    "windows-1252",
    "iso-8859-15",
    "mac-roman",
)
_FOR_LATIN = frozenset({"windows-1252", "cp1252", "iso-8859-15", "iso8859-15", "mac-roman"})
_SUPERSETS = {
    "iso8859-1": "windows-1252",
    "ascii": "windows-1252",
    "euc_kr": "cp949",
    "koi8-r": "koi8-u",
    "iso2022_kr": "iso2022_kr",
}
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE
)
_XML = re.compile(
    rb"""^\s{0,99}<\?xml[^>]{0,99}encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_.\-]{2,40})""", re.IGNORECASE
)
_HEADER = re.compile(r"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_RUN = re.compile(rb"[\x80-\xff]{4}")
_HEAD = 4096
_SAMPLE = 200_000
# The letters that make nine tenths of Ukrainian, Russian and German letters beyond ASCII.
_CYRILLIC = frozenset("оаниетвркслудпямзьбгйчіїєщюшжхцфґыэъё")
_LATIN = frozenset("£¥¢¡¿¼¾±×÷¹ºª´¨äöüßÄÖÜéèàáçñëïôêâîûóíúåøæãõšžÉ„“”‚‘’–—…·«»°§€£©®™²³½•\xa0\xad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text with the charset that read it."""

    text: str
    charset: str
    utf8: bytes | None = None
    """The text in UTF-8 where the body already was; saves encoding it again."""


def decode(body: bytes, content_type: str | None) -> Decoded | None:
    """The text of an HTML body, or None when no charset reads it.

    ``content_type`` is the header as sent; it may be missing or wrong.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return _decode_as(body[len(mark) :], name, damaged=name != "utf-8")
    wide = _wide(body)
    if wide:
        return _decode_as(body, wide, damaged=False)
    found = _decode_as(body, "utf-8", damaged=False)
    if found:
        found = replace(found, utf8=body)
    if found:
        if "\x1b$)C" in found.text[:_HEAD]:
            return _decode_as(body, "iso2022_kr", damaged=False) or found
        return found
    labels = _labels(body, content_type)
    best: Decoded | None = None
    best_score = 0.0
    sample = _high_bytes(body)
    # Umlauts and pound signs stand among ASCII; Hangul and Cyrillic words do not.
    few = _RUN.search(sample) is None
    for name in dict.fromkeys((*labels, *_CANDIDATES)):
        if few and name not in _FOR_LATIN:
            continue
        score = _score(sample, name)
        # The label wins between equals (windows-1252 and iso-8859-15 differ in eight signs).
        if score > best_score + 0.02:
            decoded = _decode_as(body, name, damaged=True)
            if decoded:
                best, best_score = decoded, score
    # UTF-8 with a byte or two gone wrong (a cut in the middle of a letter) is still UTF-8.
    repaired = body.decode("utf-8", "replace")
    lost = repaired.count("\ufffd")
    high = sum(1 for char in repaired if char > "\x7f") - lost
    if lost and (lost * 50 < high or lost <= min(6, high)):
        return Decoded(text=repaired, charset="utf-8")
    # Below one half, more signs than letters came out: that is mojibake in every charset tried.
    return best if best_score >= 0.5 else None


def _labels(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """Charsets that header and page name, in that order, as Python calls them."""
    named = []
    header = _HEADER.search(content_type or "")
    if header:
        named.append(header.group(1))
    for pattern in (_XML, _META):
        found = pattern.search(body[:_HEAD])
        if found:
            named.append(found.group(1).decode("ascii"))
    known = []
    for name in named:
        try:
            codec = codecs.lookup(
                name.lower().replace("ks_c_5601-1987", "cp949").replace("x-windows-949", "cp949")
            ).name
        except LookupError:
            continue
        codec = _SUPERSETS.get(codec, codec)
        if not codec.startswith(
            (
                "utf",
                "base64",
                "hex",
                "rot",
                "uu",
                "zlib",
                "bz2",
                "quopri",
                "punycode",
                "idna",
                "unicode",
                "raw",
            )
        ):
            known.append(codec)
    return tuple(known)


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the markup is zero."""
    head = body[:400]
    if len(head) < 8 or b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even < odd // 4:
        return "utf-16-le"
    if even > len(head) // 5 and odd < even // 4:
        return "utf-16-be"
    return None


def _decode_as(body: bytes, charset: str, *, damaged: bool) -> Decoded | None:
    try:
        return Decoded(text=body.decode(charset), charset=charset)
    except (UnicodeDecodeError, LookupError):
        if not damaged:
            return None
    try:
        text = body.decode(charset, "replace")
    except (UnicodeError, LookupError):
        return None
    # One broken letter in 500 is a damaged page; more is another charset.
    if text.count("\ufffd") * 500 > len(text):
        return None
    return Decoded(text=text, charset=charset)


def _high_bytes(body: bytes) -> bytes:
    """The stretches around bytes beyond ASCII: all that charsets differ in."""
    sample = body[:_SAMPLE]
    return b" ".join(re.findall(rb"[\x80-\xff][\x21-\xff]*|[A-Za-z]+[\x80-\xff][\x21-\xff]*", sample)[:4000])


def _score(sample: bytes, charset: str) -> float:
    """How far the stretches read like words in that charset: 0 (not at all) to 1."""
    try:
        text = sample.decode(charset, "replace")
    except (UnicodeError, LookupError):
        return 0.0
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.0
    if charset == "cp949":
        good = sum(1 for char in beyond if "\uac00" <= char <= "\ud7a3" and char in _COMMON_HANGUL)
        fair = sum(
            0.5
            for char in beyond
            if ("\uac00" <= char <= "\ud7a3" and char not in _COMMON_HANGUL)
            or "\u2010" <= char <= "\u33ff"
            or char in "·±×÷°"
        )
        hanja = sum(0.2 for char in beyond if "\u4e00" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff")
        return (good + fair + hanja) / len(beyond)
    if charset in {"windows-1251", "koi8-u", "iso-8859-5", "koi8-r", "iso8859-5", "cp1251", "mac-cyrillic"}:
        # Read in the wrong one of the three, small letters turn into capitals.
        good = sum(1 for char in beyond if char in _CYRILLIC)
        capitals = sum(1 for word in text.split() if word[:1].isupper() and word[1:].islower())
        fair = sum(1 for char in beyond if char in "«»—–“”„’…№°€" or "А" <= char <= "Я" or char in "ІЇЄҐ")
        inside = sum(1 for left, right in pairwise(text) if left.islower() and right.isupper())
        # A word is of one script: Latin letters beside Cyrillic ones are umlauts read wrong.
        mixed = sum(
            1
            for left, right in pairwise(text)
            if left.isalpha() and right.isalpha() and left.isascii() != right.isascii()
        )
        return (
            max(0.0, (good + 0.6 * fair + 0.1 * capitals - 2 * inside - 1.5 * mixed) / len(beyond))
            if good
            else 0.0
        )
    if 2 * sum(1 for char in text if char.isascii() and char.isalpha()) < sum(
        1 for char in beyond if char.isalpha()
    ):
        return 0.0
    good = sum(1 for char in beyond if char in _LATIN)
    # Latin text is mostly ASCII: two letters beyond it side by side are another script.
    runs = sum(
        1
        for left, right in pairwise(text)
        if left > "\x7f" and right > "\x7f" and left.isalpha() and right.isalpha()
    )
    return max(0.0, (good - 1.5 * runs) / len(beyond))


# Every Hangul syllable of KS X 1001 in its first two thirds by use would be a table of
# its own; the row structure of EUC-KR serves: syllables of KS X 1001 lie in B0-C8.
def _common_hangul() -> frozenset[str]:
    rows = (bytes((lead, trail)) for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF))
    return frozenset(row.decode("euc_kr") for row in rows)


_COMMON_HANGUL = _common_hangul()
