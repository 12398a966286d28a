"""Headline, standfirst, byline, dates, section and tags, each with its origins in order.

JSON-LD first, then ``<meta>``, then what is visible. Together JSON-LD and meta give
99.7 % of titles, 94 % of authors and 95 % of dates of 385 real pages in .6 % of the
time that the extractor takes; trafilatura's own metadata takes 31 %.

Left out on purpose: guessing. What no origin states is None or empty; an undated page
stays undated (date guessers gave 1995-01-01 for such pages).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urljoin, urlsplit

from lxml import html

from monitor.extract import jsonld, moments
from monitor.extract.boilerplate import tables
from monitor.extract.byline import people
from monitor.extract.document import Document
from monitor.extract.headline import headlines, site_names
from monitor.extract.sites import Found
from monitor.lang.registry import language, languages
from monitor.model import Headlines, Page
from monitor.text.normalise import clean

# Names of <meta> without separators and in small letters.
_AUTHOR = (
    "author", "articleauthor", "byl", "parselyauthor", "sailthruauthor", "dableauthor", "cxenseparseauthor", "dccreator",
    "dctermscreator", "ogarticleauthor", "articleauthorname", "twittermiscwrittenby", "authors", "bylinename",
)  # fmt: skip
_DESCRIPTION = ("ogdescription", "description", "twitterdescription", "dcdescription", "dctermsabstract")
_SECTION = ("articlesection", "ogarticlesection", "cxenseparserecscategory", "section", "parselysection")
_TAGS = ("articletag", "newskeywords", "keywords", "parselytags")
_SEPARATORS = re.compile(r"[:_.\-\s]+")
# Everything that extraction reads of <meta> beside dates, section and tags, which the
# fingerprint leaves out: what an unchanged page must state as before.
NAMES_READ = frozenset(
    {
        *_AUTHOR, *_DESCRIPTION, "ogtitle", "twittertitle", "ogsitename", "applicationname", "applemobilewebapptitle",
        "publisher", "ogurl", "ogtype", "oglocale", "contentlanguage", "inlanguage", "twitterlabel1", "twitterdata1",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page says about its article."""

    headlines: Headlines
    descriptions: tuple[str, ...]
    """Candidates for the standfirst, JSON-LD first."""
    byline: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    section: str | None
    tags: tuple[str, ...]
    canonical: str
    stated_url: str
    """The canonical or Open Graph address as the page states it, absolute; "" if none."""
    language: str | None
    """The language that the page declares (ISO 639-1)."""
    kind: str
    """``og:type``, small letters; "" where there is none."""
    article: dict[str, object]
    """The JSON-LD object of the article; {} where there is none."""
    body: str
    """``articleBody`` of JSON-LD, as stated."""


def read(document: Document, page: Page, declared: str | None, found: Found) -> Metadata:
    """All metadata of a parsed page.

    ``declared`` is the source's language, if stated; ``found`` is what a site's rule gave.
    """
    metas = _metas(document.tree)
    thing = jsonld.article(document.things)
    stated = _stated_language(document.tree, metas)
    code = declared or stated
    stated_url = _stated_url(document.tree, page.final_url) or next(iter(_all(metas, ("ogurl",))), "")
    title = headlines(document, thing, metas, page.final_url, found.headline)
    return Metadata(
        headlines=title,
        descriptions=_descriptions(thing, metas),
        byline=people(
            document.tree,
            thing,
            _all(metas, _AUTHOR),
            found.byline,
            site_names(document.things, metas, page.final_url),
        ),
        published=moments.published(document, thing, metas, page, code, title.shown, found.published),
        modified=moments.modified(document, thing, metas, page, code),
        section=next(
            (
                text
                for text in map(clean, (*jsonld.strings(thing.get("articleSection")), *_all(metas, _SECTION)))
                if text
            ),
            None,
        ),
        tags=_tags(thing, metas),
        canonical=_canonical(stated_url, page.final_url),
        stated_url=stated_url,
        language=stated,
        kind=(_all(metas, ("ogtype",)) or ("",))[0].strip().lower(),
        article=thing,
        body=jsonld.text(thing.get("articleBody")),
    )


def _metas(tree: html.HtmlElement) -> dict[str, list[str]]:
    """The contents of ``<meta>`` by name, property or itemprop, in small letters without separators."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if not content:
            continue
        for attribute in ("property", "name", "itemprop"):
            key = element.get(attribute)
            if key:
                found.setdefault(_SEPARATORS.sub("", key.lower()), []).append(content)
    # WordPress states the author as a label and a value of a Twitter card.
    label = found.get("twitterlabel1", [""])[0].lower()
    if label in _written_by():
        found.setdefault("author", []).extend(found.get("twitterdata1", []))
    return found


@cache
def _written_by() -> frozenset[str]:
    return frozenset(
        label for code in languages() for label in tables(code).get("byline", {}).get("labels", ())
    )


def _all(metas: dict[str, list[str]], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(content for name in names for content in metas.get(name, ()))


def _stated_language(tree: html.HtmlElement, metas: dict[str, list[str]]) -> str | None:
    """The language of ``<html lang>``, ``og:locale`` or ``content-language``."""
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    for value in (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *_all(metas, ("oglocale", "contentlanguage", "inlanguage")),
    ):
        code = re.split("[-_,; ]", (value or "").strip().lower(), maxsplit=1)[0]
        if 2 <= len(code) <= 3 and code.isalpha():
            return code
    return None


def _descriptions(thing: dict[str, object], metas: dict[str, list[str]]) -> tuple[str, ...]:
    stated = (
        jsonld.text(thing.get("description")),
        jsonld.text(thing.get("alternativeHeadline")),
        *map(jsonld.text, _all(metas, _DESCRIPTION)),
    )
    return tuple(dict.fromkeys(text for text in map(clean, (stated[0], *stated[2:])) if text))


def _tags(thing: dict[str, object], metas: dict[str, list[str]]) -> tuple[str, ...]:
    for values in (jsonld.strings(thing.get("keywords")), *(tuple(metas.get(name, ())) for name in _TAGS)):
        words = [clean(jsonld.text(word)) for value in values for word in value.split(",")]
        found = tuple(dict.fromkeys(word for word in words if word))
        if found:
            return found[:50]
    return ()


def _stated_url(tree: html.HtmlElement, final_url: str) -> str:
    """The address of ``<link rel="canonical">``, absolute; "" if there is none."""
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split() and element.get("href"):
            try:
                return str(urljoin(final_url, element.get("href").strip()))
            except ValueError:
                return ""
    return ""


def _canonical(stated: str, final_url: str) -> str:
    """The address that the page calls its own, if on the same host; else where it was found."""
    try:
        same = bool(stated) and _host(stated) == _host(final_url)
        path = urlsplit(stated).path
    except ValueError:
        return final_url
    # A canonical that names the home page on every article is a fault of the template.
    return stated if same and (path.strip("/") or not urlsplit(final_url).path.strip("/")) else final_url


def _host(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower()
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def known_language(code: str | None) -> str | None:
    """The code when the monitor reads that language, else None."""
    return code if code in languages() and language(code or "") else None
