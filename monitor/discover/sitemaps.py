"""Sitemaps: the links of a sitemap or news sitemap, the children of an index.

Read strictly: a sitemap that is cut, junk or an entity bomb is an error, never a short
list. Leaves out image and video extensions and what a sitemap says of change frequency.

Source: sitemaps.org protocol 0.9 and the sitemap-news 0.9 schema.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from monitor.discover.documents import checked, parse_xml, plain, primary_language
from monitor.discover.urls import absolute
from monitor.errors import DiscoveryError
from monitor.model import Link
from monitor.text.dates import parse_date


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapDocument:
    """What one sitemap lists: articles, or other sitemaps (newest first)."""

    links: tuple[Link, ...] = ()
    children: tuple[str, ...] = ()


def read_sitemap(body: bytes, url: str) -> SitemapDocument:
    """Read a sitemap, a news sitemap, a sitemap index, or a plain list of URLs; gzip too.

    Entries whose ``loc`` is not http(s) are left out.

    :raises DiscoveryError: when it is none of these, is cut, declares entities, is too
        large, or lists entries of which none can be followed.
    """
    document = checked(body, url, "sitemap")
    if document.lstrip(b"\xef\xbb\xbf \t\r\n")[:4].lower() == b"http":
        return SitemapDocument(links=_plain_list(document, url))
    root = parse_xml(document, url, "sitemap")
    name = _local(root)
    if name == "urlset":
        found = [_link(entry, url) for entry in root.iterchildren() if _local(entry) == "url"]
        links = tuple(link for link in found if link is not None)
        if found and not links:
            raise DiscoveryError(f"sitemap {url}: {len(found)} entries, none with a URL to follow")
        return SitemapDocument(links=links)
    if name == "sitemapindex":
        return SitemapDocument(children=_children(root, url))
    if name in {"rss", "feed", "rdf"}:
        raise DiscoveryError(f'sitemap {url}: this is a feed; give the source kind = "feed"')
    raise DiscoveryError(f"sitemap {url}: the document is a <{name}>, not a sitemap")


def may_be_index(body: bytes) -> bool:
    """Whether the first 16 KB speak of a sitemap index; for the crawler, which reads no further.

    A document of 70,000 entries takes 1.7 s to read, and the crawl's loop would stand still.
    """
    head = body[:_HEAD]
    if head[:2] == b"\x1f\x8b":
        with suppress(zlib.error):
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, _HEAD)
    return b"sitemapindex" in head.replace(b"\0", b"").lower()


_HEAD = 16 * 1024


def children_of(body: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that an index names, newest first; () for any other sitemap.

    :raises DiscoveryError: as :func:`read_sitemap` does.
    """
    return read_sitemap(body, url).children if may_be_index(body) else ()


def _children(root: etree._Element, url: str) -> tuple[str, ...]:
    entries = [entry for entry in root.iterchildren() if _local(entry) == "sitemap"]
    dated: list[tuple[datetime | None, str]] = []
    for entry in entries:
        fields = _fields(entry)
        child = absolute(fields.get("loc", ""), url)
        if child is not None:
            # Only the order counts here, so a day without a zone is good enough.
            dated.append((parse_date(fields.get("lastmod", ""), default_zone="UTC"), child))
    if entries and not dated:
        raise DiscoveryError(f"sitemap {url}: {len(entries)} sitemaps, none with a URL to follow")
    # Sorting is stable: where no date is given the index's own order stays.
    dated.sort(key=lambda pair: pair[0].timestamp() if pair[0] else 0.0, reverse=True)
    return tuple(dict.fromkeys(child for _, child in dated))


def _link(entry: etree._Element, url: str) -> Link | None:
    fields = _fields(entry)
    location = absolute(fields.get("loc", ""), url)
    if location is None:
        return None
    language = primary_language(fields.get("language"))
    return Link(
        url=location,
        title=plain(fields.get("title")),
        published=_moment(fields.get("publication_date")),
        modified=_moment(fields.get("lastmod")),
        language=language,
    )


def _moment(text: str | None) -> datetime | None:
    return parse_date(text) if text else None


def _fields(entry: etree._Element) -> dict[str, str]:
    """Texts of an entry's fields and of its news extension, by local name; the first wins."""
    found: dict[str, str] = {}
    for element in entry.iter():
        if not isinstance(element.tag, str) or _foreign(element):
            continue
        text = (element.text or "").strip()
        if text:
            found.setdefault(_local(element), text)
    return found


def _foreign(element: etree._Element) -> bool:
    """Whether it belongs to another extension, whose ``loc`` or ``title`` is no article's."""
    space = etree.QName(element).namespace or ""
    return any(word in space for word in ("image", "video", "mobile", "xhtml"))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _plain_list(document: bytes, url: str) -> tuple[Link, ...]:
    try:
        lines = document.decode("utf-8-sig").split()
    except UnicodeDecodeError as error:
        raise DiscoveryError(f"sitemap {url}: a list of URLs that is not UTF-8") from error
    found = [absolute(line, url) if "://" in line else None for line in lines]
    if None in found:
        raise DiscoveryError(f"sitemap {url}: a list of URLs with something else in it")
    return tuple(Link(url=location) for location in found if location)
