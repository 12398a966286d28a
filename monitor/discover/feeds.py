"""Feeds: RSS 0.9 to 2.0 and Atom, read with feedparser, dates and verdicts our own.

feedparser reads whatever it can and says so in passing; a feed that is cut then looks like
a short one. It also reads KST, EET and CEST as UTC, and Korean, Ukrainian and German days
wrong or not at all (findings on faults, row 29), so dates come from ``text/dates.py``.
Leaves out the entries' texts: articles are read on their own pages.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import Any

import feedparser

from monitor.discover.documents import checked, mended, parse_xml, plain, primary_language
from monitor.discover.urls import absolute
from monitor.errors import DiscoveryError
from monitor.model import Link
from monitor.text.dates import parse_date

_FEED = re.compile(rb"<(?:[a-z0-9]{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_HEAD = 16 * 1024
# feedparser reads what is not well-formed with a slow parser: 2 s for 512 KB of hostile tags, measured.
_MOST_LOOSE = 512 * 1024
_ENDINGS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b":feed>", b":rss>", b"</channel>")


def read_feed(body: bytes, url: str) -> tuple[Link, ...]:
    """The articles that a feed lists, in its order.

    A well-formed feed without entries gives (). Titles are plain text; links that are not
    http(s) are left out.

    :raises DiscoveryError: for what is no feed, is cut, declares entities, is too large,
        or has entries of which none can be followed.
    """
    document = mended(checked(body, url, "feed"))
    tail = document[-4096:].lower()
    if _FEED.search(document[:_HEAD]) is None:
        raise DiscoveryError(f"feed {url}: not a feed (RSS or Atom)")
    if not any(ending in tail for ending in _ENDINGS):
        raise DiscoveryError(f"feed {url}: cut short, its end is missing")
    if len(document) > _MOST_LOOSE:
        parse_xml(document, url, "feed")
    parsed = _parsed(document)
    if not parsed.get("version"):
        raise DiscoveryError(f"feed {url}: not a feed (RSS or Atom)")
    entries = parsed.get("entries", [])
    if not entries and _broken(parsed):
        raise DiscoveryError(f"feed {url}: {parsed.get('bozo_exception')}")
    language = primary_language(parsed.get("feed", {}).get("language"))
    found = [_link(entry, url, language) for entry in entries]
    links = tuple(link for link in found if link is not None)
    if entries and not links:
        raise DiscoveryError(f"feed {url}: {len(entries)} entries, none with a URL to follow")
    return links


def _parsed(document: bytes) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # Bytes in a BytesIO: given a string, feedparser opens files and URLs.
        result: dict[str, Any] = feedparser.parse(
            BytesIO(document), sanitize_html=False, resolve_relative_uris=False
        )
    return result


def _broken(parsed: dict[str, Any]) -> bool:
    error = parsed.get("bozo_exception")
    harmless = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    return bool(parsed.get("bozo")) and not isinstance(error, harmless)


def _link(entry: dict[str, Any], url: str, language: str | None) -> Link | None:
    location = _location(entry, url)
    if location is None:
        return None
    own = primary_language(_own(_own(entry, "title_detail"), "language"))
    spoken = own or language
    return Link(
        url=location,
        title=plain(_own(entry, "title")),
        published=_moment(entry, ("published", "created"), spoken),
        modified=_moment(entry, ("updated",), spoken),
        language=spoken,
    )


def _own(entry: Any, name: str) -> Any:
    """A key's own value: feedparser answers for one key with another's."""
    return dict.get(entry, name) if isinstance(entry, dict) else None


def _location(entry: dict[str, Any], url: str) -> str | None:
    candidates = [_own(entry, "feedburner_origlink"), _own(entry, "link")]
    links = _own(entry, "links") or ()
    candidates.extend(_own(link, "href") for link in links if _own(link, "rel") in {None, "alternate"})
    identifier = _own(entry, "id")
    if isinstance(identifier, str) and identifier.lower().startswith(("http://", "https://")):
        candidates.append(identifier)
    for candidate in candidates:
        if isinstance(candidate, str) and (location := absolute(candidate, url)) is not None:
            return location
    return None


def _moment(entry: dict[str, Any], names: tuple[str, ...], language: str | None) -> Any:
    for name in names:
        text = _own(entry, name)
        if isinstance(text, str) and (moment := parse_date(text, language)) is not None:
            return moment
    return None
