"""When a page says it was published and modified.

JSON-LD, then ``<meta>``, then ``<time>`` and microdata, then a date as written beside the
headline, then one in the address. What none of them states is None: date guessers gave
1995-01-01 for pages without a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from lxml import html

from monitor.extract import jsonld
from monitor.extract.document import Document
from monitor.extract.marks import bare
from monitor.lang.registry import language, languages
from monitor.model import Page
from monitor.text.dates import parse_date
from monitor.text.normalise import clean

# Names of <meta> without separators and in small letters, most trustworthy first.
_PUBLISHED = (
    "articlepublishedtime", "ogarticlepublishedtime", "articlepublished", "datepublished", "ogpublishedtime", "parselypubdate",
    "sailthrudate", "dcdateissued", "dctermsissued", "dctermsdate", "dctermscreated", "dcdatecreated", "dcdate", "datecreated",
    "cxenseparserecspublishtime", "cxenseparsepublishtime", "publishdate", "publisheddate", "pubdate", "articledateoriginal", "articlecreated",
    "date", "iso8601publishdate", "lastpublished", "dablepublishedtime", "articlepubdate",
)  # fmt: skip
_MODIFIED = (
    "articlemodifiedtime", "ogarticlemodifiedtime", "ogupdatedtime", "datemodified", "articlemodified", "dctermsmodified",
    "dcdatemodified", "lastmod", "lastmodified", "revisiondate", "articleupdated", "articleupdatedtime",
)  # fmt: skip
NAMES_READ = frozenset({*_PUBLISHED, *_MODIFIED})
"""The names of <meta> that hold a date."""
# News in HTML begins with the Web; earlier dates are empty values of content systems.
_FIRST_YEAR = 1995
# Clocks of servers and desks differ; a date further ahead than this is no publication date.
_AHEAD = timedelta(days=2)
# A date with an optional time, in any order of the four languages; parse_date decides.
_WRITTEN = re.compile(
    r"(?:[0-9]{4}\s?[-./년]\s?[0-9]{1,2}\s?[-./월]\s?[0-9]{1,2}(?:일|\.(?![0-9]))?"
    r"|[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}"
    r"|[0-9]{1,2}\.?\s[^\W\d_]{3,10}\.?,?\s[0-9]{4}"
    r"|[^\W\d_]{3,9}\.?\s[0-9]{1,2},?\s[0-9]{4})"
    r"(?:[\s,|T·-]{0,4}(?:um |о |at |오전 ?|오후 ?)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\.?)?)?"
)
_TIME_BAR = re.compile(r"\s*[|·]\s*")
_NAMED = re.compile(
    r"date|datum|time|publi|posted|regist|lineinfo|byline|meta|created|입력|article-?info|info_?view|news_?info|written|stamp",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)[0-9]{2})[/-]([0-9]{1,2})[/-]([0-9]{1,2})(?=/|-|$)|/((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])[0-9]{0,10}(?=/|$)"
)
_OTHERS = frozenset({"a", "aside", "nav", "footer", "li"})


def published(
    document: Document,
    thing: dict[str, object],
    metas: dict[str, list[str]],
    page: Page,
    code: str | None,
    title: str,
    given: str | None = None,
) -> datetime | None:
    """The moment of publication, aware UTC, or None. ``given`` is what a site's rule found."""
    return _first(_stated_published(document, thing, metas, page, title, given), page, code)


def modified(
    document: Document, thing: dict[str, object], metas: dict[str, list[str]], page: Page, code: str | None
) -> datetime | None:
    """The moment of the last change that the page admits, aware UTC, or None."""
    return _first(_stated_modified(document, thing, metas), page, code)


def reads_as(text: str, moment: datetime, code: str | None) -> bool:
    """Whether a stated date is that moment, read as :func:`published` reads it."""
    return parse_date(clean(text), code, default_zone=_zone(code)) == moment


def written(text: str) -> Iterator[str]:
    """The dates in a line as they are written."""
    return _written(text)


def _stated_modified(
    document: Document, thing: dict[str, object], metas: dict[str, list[str]]
) -> Iterator[str]:
    yield jsonld.text(thing.get("dateModified"))
    yield from _all(metas, _MODIFIED)
    yield from _marked(document.tree, "datemodified")


def _stated_published(
    document: Document,
    thing: dict[str, object],
    metas: dict[str, list[str]],
    page: Page,
    title: str,
    given: str | None,
) -> Iterator[str]:
    yield given or ""
    yield jsonld.text(thing.get("datePublished"))
    yield jsonld.text(thing.get("dateCreated"))
    yield from _all(metas, _PUBLISHED)
    yield from (jsonld.text(other.get("datePublished")) for other in document.things[:20])
    yield from _marked(document.tree, "datepublished")
    yield from _times(document.tree)
    yield from _beside_headline(document.tree, title)
    found = _IN_ADDRESS.search(page.final_url)
    if found:
        year, month, day = found.group(1, 2, 3) if found.group(1) else found.group(4, 5, 6)
        yield f"{year}-{int(month):02}-{int(day):02}"


def _first(stated: Iterator[str], page: Page, code: str | None) -> datetime | None:
    """The first stated date that can be one."""
    zone = _zone(code)
    for text in stated:
        if not text or len(text) > 200:
            continue
        moment = parse_date(clean(text), code, default_zone=zone)
        if moment is not None and moment.year >= _FIRST_YEAR and moment <= page.fetched_at + _AHEAD:
            return moment
    return None


def _zone(code: str | None) -> Any:
    return language(code).profile.get("zone") if code in languages() and code else "UTC"


def _all(metas: dict[str, list[str]], names: tuple[str, ...]) -> Iterator[str]:
    return (content for name in names for content in metas.get(name, ()))


def _marked(tree: html.HtmlElement, name: str) -> list[str]:
    """Microdata of that name."""
    hits = (
        element.get("datetime") or element.get("content") or element.text_content()
        for element in tree.iter("time", "span", "div", "p", "abbr", "meta")
        if name in (element.get("itemprop") or "").lower()
    )
    return list(islice(hits, 3))


def _times(tree: html.HtmlElement) -> list[str]:
    """``<time>`` elements outside of teasers and comments."""
    found = []
    for element in tree.iter("time"):
        stated = element.get("datetime") or element.text_content()
        if (
            stated
            and "modif" not in (element.get("itemprop") or element.get("class") or "").lower()
            and not _elsewhere(element)
        ):
            found.append(stated)
        if len(found) >= 3:
            break
    return found


def _elsewhere(element: html.HtmlElement) -> bool:
    """True inside lists, links and side matter, where other articles' dates stand."""
    return any(
        ancestor.tag in _OTHERS or "comment" in (ancestor.get("class") or "").lower()
        for ancestor in element.iterancestors()
    )


def _beside_headline(tree: html.HtmlElement, title: str) -> Iterator[str]:
    """Dates as written: at the end of the page's title, in elements named for it, after the headline."""
    yield from _written(clean((tree.findtext(".//title") or "")[-40:]))
    for element in tree.iter("span", "p", "div", "li", "em", "dd", "td"):
        if len(element) < 6 and _NAMED.search(f"{element.get('class', '')} {element.get('id', '')}"):
            text = clean(" ".join(element.itertext()))
            if 5 < len(text) < 200 and not _elsewhere(element):
                yield from _written(text)
    wanted = bare(title)
    for element in tree.iter("h1", "h2", "h3", "strong", "td", "div", "p"):
        if wanted and len(element) < 4 and bare("".join(element.itertext())) == wanted:
            following = clean(" ".join(_text_after(element)))
            yield from _written(following[:400])
            break


def _text_after(element: html.HtmlElement) -> Iterator[str]:
    """The texts that follow an element, up to some 600 characters."""
    size = 0
    node = element
    while node is not None and size < 600:
        for sibling in node.itersiblings():
            for piece in sibling.itertext():
                yield piece
                size += len(piece)
                if size > 600:
                    return
        node = node.getparent()
        if node is not None and node.tag == "body":
            return


def _written(text: str) -> Iterator[str]:
    for match in _WRITTEN.finditer(text):
        yield _TIME_BAR.sub(" ", match.group())
