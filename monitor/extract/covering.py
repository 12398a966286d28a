"""The rung of a page: which of its lines and fields its article was taken from.

Made with the extraction, in the same process. Where a part of the article is found in no
line and no field (text in scripts, put together from several places), the rung holds the
bytes alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from monitor.extract import jsonld, moments
from monitor.extract.charset import decode
from monitor.extract.lines import Cut, article_told, digest, head, metas, read_things, stamped, stamps
from monitor.extract.marks import bare
from monitor.extract.state import from_markup
from monitor.extract.unchanged import VERSION, Rung, blotted, could_be_prose, picked, span_of, stored
from monitor.model import Article, Page
from monitor.text.normalise import clean

# A piece of a paragraph this long (letters and digits) is told apart from menus by itself.
_LONG = 20
# So many lines before a long one its paragraph may have begun: kickers and ornaments stand between.
_REACH = 12


def rung_of(page: Page, article: Article, expected: str) -> Rung:
    """The rung of a page from which ``article`` was taken. ``expected`` is :func:`recipe`."""
    body = digest(page.body)
    decoded = decode(page.body, page.header("content-type"))
    if decoded is None:
        return Rung(version=VERSION, recipe=expected, size=len(page.body), body=body)
    cut = Cut(page.body)
    found = _Covering(cut, decoded.charset, page).cover(article)
    if found is None:
        return Rung(version=VERSION, recipe=expected, size=len(page.body), body=body)
    sums = [crc32(line) for line, _ in cut.lines]
    fields = frozenset(sums[number] for number in found.fields)
    # What stands elsewhere as well, as a headline does, marks no end of the body.
    long = frozenset(sums[number] for number in found.long) - fields
    if found.long and not long:
        return Rung(version=VERSION, recipe=expected, size=len(page.body), body=body)
    inner = span_of(sums, long, 0, 0)
    lead = trail = 0
    while inner.start - lead - 1 in found.short:
        lead += 1
    while inner.stop + trail in found.short:
        trail += 1
    span = span_of(sums, long, lead, trail)
    fields |= {sums[number] for number in found.short if number not in span}
    short = frozenset(sums[number] for number in found.short) - fields - long
    tags = {cut.tag(number) for number in found.long}
    others = [
        blotted(line)
        for number, (line, _) in enumerate(cut.lines)
        if sums[number] not in fields
        and sums[number] not in long
        and not (number in span and sums[number] in short)
        and could_be_prose(cut, number, line, span, frozenset(tags))
    ]
    return Rung(
        version=VERSION,
        recipe=expected,
        size=len(page.body),
        body=body,
        lines=True,
        head=head(cut),
        things=digest(*cut.things),
        article=article_told(cut),
        stamps=stamps(cut) if found.stamps else "",
        text=digest(*picked(cut.lines, sums, span, fields, long, short)),
        fields=stored(fields),
        long=stored(long),
        short=stored(short),
        lead=lead,
        trail=trail,
        others=stored(others),
        tags=b" ".join(sorted(tags)).decode("latin-1"),
    )


@dataclass(slots=True, kw_only=True)
class _Found:
    """Numbers of the lines that the article was taken from."""

    fields: set[int]
    long: set[int]
    short: set[int]
    stamps: bool = False


class _Covering:
    """Looks for every part of an article in a page's lines and fields."""

    def __init__(self, cut: Cut, charset: str, page: Page) -> None:
        self._cut = cut
        self._page = page
        self._texts = [clean(html.unescape(line.decode(charset, "replace"))) for line, _ in cut.lines]
        self._bare = [bare(text) for text in self._texts]
        self._told = [html.unescape(content.decode(charset, "replace")) for _, content in metas(cut)]
        self._things = read_things(cut)
        self._told += [text for value in self._things.values() for text in _strings(value)]
        self._head = "\n".join(bare(text) for text in self._told)

    def cover(self, article: Article) -> _Found | None:
        """The lines and fields that hold the article, or None where some of it is not found."""
        body = "".join(map(bare, article.paragraphs))
        pieces = self._aligned(body)
        # What the page shows of a body that JSON-LD states has a say in whether it is taken.
        if not self._holds(pieces, body) and not self._stated(article):
            return None
        long = {number for number in pieces if len(self._bare[number]) >= _LONG}
        short = pieces.keys() - long
        found = _Found(fields=set(), long=long, short=short)
        page = article.headlines.page
        if page and not self._lines_of(bare(page), found.fields):
            return None
        # These are read from the head alone, so the page need not stay as it is.
        for text in filter(None, (article.headlines.og, article.headlines.jsonld)):
            if bare(text) not in self._head and not self._lines_of(bare(text), found.fields):
                return None
        for text in filter(None, (article.standfirst, *article.byline)):
            if not self._lines_of(bare(text), found.fields) and bare(text) not in self._head:
                return None
        found.fields |= {
            number for number in range(min(200, len(self._bare))) if self._cut.tag(number) == b"title"
        }
        return found if self._dates(article, found) else None

    def _stated(self, article: Article) -> bool:
        """Whether the body is JSON-LD's, of which every word is compared."""
        stated = self._things.get("articleBody")
        said = {bare(block.text) for block in from_markup(jsonld.text(stated))} if stated else set()
        return bool(said) and all(bare(paragraph) in said for paragraph in article.paragraphs)

    def _aligned(self, wanted: str) -> dict[int, int]:
        """The lines that ``wanted`` is made of, each with the place where it stands in it."""
        found: dict[int, int] = {}
        place = 0
        for number, line in enumerate(self._bare):
            if not line:
                continue
            if wanted.startswith(line, place):
                found[number] = place
                place += len(line)
            elif len(line) >= _LONG:
                at = wanted.find(line, place)
                at = wanted.find(line) if at < 0 else at
                if at >= 0:
                    found[number] = at
                    place = at + len(line)
        return found | self._before(wanted, found)

    def _before(self, wanted: str, found: dict[int, int]) -> dict[int, int]:
        """The short lines right before a long one that say what is missing before it.

        A kicker, a place or a first letter set large: it stands where nothing was found yet.
        """
        more: dict[int, int] = {}
        ends = {at + len(self._bare[number]) for number, at in found.items()}
        for number, at in found.items():
            place = at
            for before in range(number - 1, max(-1, number - 1 - _REACH), -1):
                if place in ends or place == 0 or before in found:
                    break
                line = self._bare[before]
                if line and wanted.endswith(line, 0, place):
                    place -= len(line)
                    more[before] = place
        return more

    def _holds(self, pieces: dict[int, int], wanted: str) -> bool:
        """Whether nothing of ``wanted`` is missing in the lines."""
        told = bytearray(len(wanted))
        for number, at in pieces.items():
            told[at : at + len(self._bare[number])] = b"\x01" * len(self._bare[number])
        return bool(pieces) and all(told)

    def _lines_of(self, wanted: str, fields: set[int]) -> bool:
        """Note the lines that hold a text; whether there are any."""
        whole = {number for number, line in enumerate(self._bare) if wanted and wanted in line}
        if not whole:
            pieces = self._aligned(wanted)
            if self._holds(pieces, wanted):
                whole = set(pieces)
        fields |= whole
        return bool(whole)

    def _dates(self, article: Article, found: _Found) -> bool:
        """Whether the page's dates stand in what is compared."""
        for moment in (article.published, article.modified):
            if moment is None or self._says(moment, self._told, article.language):
                continue
            stamps = [stamp.decode("latin-1") for stamp in stamped(self._cut)]
            stamps = [piece for stamp in stamps for piece in re.split(r"[\"'=<>]", stamp)]
            if self._says(moment, stamps, article.language):
                found.stamps = True
                continue
            holding = {
                number
                for number, text in enumerate(self._texts)
                if 5 < len(text) < 300 and self._says(moment, moments.written(text), article.language)
            }
            found.fields |= holding
            if not holding:
                return False
        return True

    def _says(self, moment: datetime, texts: Iterable[str], language: str) -> bool:
        return any(moments.reads_as(text, moment, language) for text in texts if len(text) < 200)


def _strings(value: object) -> Iterator[str]:
    """Every text of a JSON value, as plain text."""
    if isinstance(value, str):
        yield jsonld.text(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value[:200]:
            yield from _strings(inner)
