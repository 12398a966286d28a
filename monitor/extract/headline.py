"""The headline as each origin gives it: the page's own h1, Open Graph and JSON-LD.

Origins stay apart because sites word them differently on purpose (search engines,
social networks) and a change is told only between like and like. The site's name
behind a separator is no part of a headline and is taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml import html
from rapidfuzz import fuzz

from monitor.extract import jsonld
from monitor.extract.document import Document
from monitor.extract.marks import bare
from monitor.model import Headlines
from monitor.text.normalise import clean

_SEPARATOR = re.compile(r"\s+[|\-–—:›»«·•<>~/]{1,2}\s+|\s*[|›»]\s*|\s::\s")
_DATE = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}")
_LONGEST = 400


def headlines(
    document: Document,
    thing: dict[str, object],
    metas: dict[str, list[str]],
    url: str,
    given: str | None = None,
) -> Headlines:
    """The headlines of a page, cleaned, each None where its origin gives none.

    ``given`` is what a site's rule found on the page.
    """
    sites = site_names(document.things, metas, url)
    og = _tidy(next(iter((*metas.get("ogtitle", ()), *metas.get("twittertitle", ()))), ""), sites)
    ld = _tidy(jsonld.text(thing.get("headline") or thing.get("name")), sites)
    title = _tidy(document.tree.findtext(".//title") or "", sites)
    page = _tidy(given or "", sites) or _own(document.tree, [text for text in (ld, og, title) if text], sites)
    if not (page or og or ld):
        page = title
    og = _without_rubric(og, (page, ld), sites)
    if og and _is_cut_short(og, page):
        og = ""
    return Headlines(page=page or None, og=og or None, jsonld=ld or None)


def site_names(things: Iterable[dict[str, object]], metas: dict[str, list[str]], url: str) -> frozenset[str]:
    """Names that the site goes by, folded to letters and digits."""
    names = [
        *metas.get("ogsitename", ()),
        *metas.get("applicationname", ()),
        *metas.get("applemobilewebapptitle", ()),
        *metas.get("publisher", ()),
    ]
    for thing in things:
        names.extend(jsonld.names(thing.get("publisher")))
        if jsonld.types(thing) & {"website", "newsmediaorganization", "organization"}:
            names.append(jsonld.text(thing.get("name")))
    host = (urlsplit(url).hostname or "").lower().removeprefix("www.").removeprefix("m.")
    labels = host.split(".")
    names.extend((host, *labels[:-1]))
    return frozenset(folded for folded in (bare(name) for name in names) if len(folded) > 1)


def _tidy(text: str, sites: frozenset[str]) -> str:
    """The headline without the site's name, sections and dates that follow it."""
    kept = clean(jsonld.text(text))
    if len(kept) > _LONGEST:
        return ""
    while True:
        cut = max(_SEPARATOR.finditer(kept), key=lambda match: match.start(), default=None)
        if cut is None or cut.start() == 0 or _closes_a_quotation(kept, cut):
            break
        tail = kept[cut.end() :]
        # " :: " divides title and site, never the words of a headline; the site is shorter.
        doubled = "::" in cut.group() and len(tail) < cut.start()
        if not doubled and not _is_site(tail, sites):
            break
        kept = kept[: cut.start()].rstrip()
    first = _SEPARATOR.search(kept)
    if (
        first
        and first.start() > 0
        and (bare(kept[: first.start()]) in sites or "::" in first.group())
        and len(kept) - first.end() > max(15, first.start())
    ):
        kept = kept[first.end() :]
    return kept


def _without_rubric(text: str, others: tuple[str, ...], sites: frozenset[str]) -> str:
    """The headline without " | Rubric" or " - The Site" behind it, where another origin ends before it.

    A bar always divides; a dash only before something that holds the site's name ("Fixtures -
    results and scorecards" is one headline).
    """
    cut = max(_SEPARATOR.finditer(text), key=lambda match: match.start(), default=None)
    if cut is None:
        return text
    kept, tail = text[: cut.start()].rstrip(), bare(text[cut.end() :])
    divides = "|" in cut.group() or any(len(site) > 4 and site in tail for site in sites)
    ends = any(other and bare(kept).endswith(bare(other)) for other in others)
    return kept if divides and ends else text


def _is_cut_short(text: str, whole: str) -> bool:
    """Whether it is the beginning of the page's own headline, cut off inside a word or with dots."""
    beginning = text.rstrip(".… ")
    if len(beginning) >= len(whole) or not whole.startswith(beginning):
        return False
    return text != beginning or (beginning[-1:].isalnum() and whole[len(beginning)].isalnum())


def _closes_a_quotation(text: str, cut: re.Match[str]) -> bool:
    """The mark ends «a title», it does not divide the headline from the site."""
    before = text[: cut.start()]
    return cut.group().strip() == "»" and before.count("«") > before.count("»")


def _is_site(tail: str, sites: frozenset[str]) -> bool:
    folded = bare(tail)
    return (
        not folded
        or folded in sites
        or bool(_DATE.fullmatch(tail.strip()))
        or any(len(site) > 4 and folded.startswith(site) and len(folded) < len(site) + 12 for site in sites)
    )


def _own(tree: html.HtmlElement, others: list[str], sites: frozenset[str]) -> str:
    """The h1 of the article: the one closest to what the other origins say.

    Logos, rubrics and "comments" are set as h1 too; on 150 pages 21 have several. Without
    any other origin the first h1 that is not the site's name is it.
    """
    found = []
    for element in tree.iter("h1"):
        if _follows(element):
            continue
        text = _tidy(_whole(element), sites)
        if text and bare(text) not in sites:
            found.append(text)
    if not found:
        wanted = {bare(other) for other in others}
        for element in tree.iter("h2", "h3"):
            text = _tidy(_visible(element), sites)
            if text and bare(text) in wanted:
                return text
        return ""
    if not others:
        return found[0]
    ranked = [max(fuzz.token_set_ratio(text, other) for other in others) for text in found]
    best = max(ranked)
    # Below 30 of 100 no h1 has a word in common with what the page calls itself: a rubric.
    # A reworded headline shares at least names (lowest seen: 38).
    if best < 30 and all(len(text) < 25 for text in found):
        return ""
    return found[ranked.index(best)]


def _follows(element: html.HtmlElement) -> bool:
    """Whether it goes on where the element right before it, an h1 as well, ended."""
    before = element.getprevious()
    return before is not None and before.tag == "h1" and not (before.tail or "").strip()


def _whole(element: html.HtmlElement) -> str:
    """The text of an h1 and of those that follow on it: one headline set in several lines."""
    pieces = [_visible(element)]
    after = element.getnext()
    while after is not None and after.tag == "h1" and _follows(after):
        pieces.append(_visible(after))
        after = after.getnext()
    return " ".join(pieces)


def _visible(element: html.HtmlElement) -> str:
    """The element's text with a space where a child element or a line begins."""
    return clean(" ".join(piece for piece in element.itertext()))
