"""Reports as an Atom 1.0 feed (RFC 4287): one entry a report, a feed of the newest entries.

An entry is made when the report is stored and never made again; the feed is put together
from the entries it has and the one that comes. Publishers' text is inside as text, or as
HTML that the report's templates escaped.

Left out: the file (:mod:`monitor.deliver.files`); a self link, since nobody told us where
the file is served.
"""

from __future__ import annotations

import re
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree

from monitor.model import Report
from monitor.report.hygiene import clean, safe_link
from monitor.report.render import render_fragment
from monitor.shapes import time_string

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_GENERATOR = "article-monitor"
# What XML 1.0 cannot hold (2.2, Char), should any get past the cleaning.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Entries are at most some 65 KB; whatever is larger than this many of them is not ours.
MOST_BYTES = 100_000_000


def entry_bytes(report: Report, language: str, *, identity: str) -> bytes:
    """The entry of one report in the reader's language; ``identity`` is 32 hex digits or more.

    The entry's id is a URN made of the identity alone: the same report has the same id.
    """
    rendered = render_fragment(report, language)
    entry = etree.Element(_tag("entry"), nsmap={None: _ATOM})
    entry.set(_XML_LANG, language)
    moment = time_string(report.captured_at) or ""
    _add(entry, "id", UUID(identity[:32]).urn)
    _add(entry, "title", rendered.subject)
    _add(entry, "updated", moment)
    _add(entry, "published", moment)
    link = safe_link(report.article_url)
    if link:
        _add(entry, "link", "", rel="alternate", type="text/html", href=link)
    _add(entry, "category", "", term=clean(report.source_name) or "-", label=clean(report.source_name) or "-")
    _add(entry, "content", rendered.html, type="html")
    return _bytes(entry)


def feed_bytes(known: bytes | None, entry: bytes, *, name: str, language: str, most: int) -> bytes:
    """The feed with the entry in its place, newest first, at most ``most`` entries.

    ``known`` is the feed as it stands, None where there is none yet. An entry that it has
    already is replaced.

    :raises ValueError: when ``known`` is no feed of this program.
    """
    new = _parsed(entry)
    entries = [new]
    identity = uuid5(NAMESPACE_URL, f"article-monitor:{name}:{_text(new, 'id')}").urn
    if known is not None:
        old = _own(known)
        identity = _text(old, "id")
        entries += [one for one in old.iterfind(_tag("entry")) if _text(one, "id") != _text(new, "id")]
    entries.sort(key=lambda one: datetime.fromisoformat(_text(one, "updated")), reverse=True)
    del entries[most:]
    feed = etree.Element(_tag("feed"), nsmap={None: _ATOM})
    feed.set(_XML_LANG, language)
    _add(feed, "id", identity)
    _add(feed, "title", name)
    _add(feed, "updated", _text(entries[0], "updated"))
    _add(_add(feed, "author", ""), "name", _GENERATOR)
    _add(feed, "generator", _GENERATOR)
    feed.extend(entries)
    return _bytes(feed)


def feed_id(document: bytes) -> str:
    """The id of a feed that this program wrote.

    :raises ValueError: it is none.
    """
    return _text(_own(document), "id")


def _own(document: bytes) -> etree._Element:
    feed = _parsed(document)
    if feed.tag != _tag("feed") or _text(feed, "generator") != _GENERATOR or not _text(feed, "id"):
        message = "it is no feed of this program"
        raise ValueError(message)
    return feed


def _parsed(document: bytes) -> etree._Element:
    """:raises ValueError: it is no XML, or too large."""
    if len(document) > MOST_BYTES:
        message = "it is too large for a feed"
        raise ValueError(message)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        message = f"it is no XML ({error})"
        raise ValueError(message) from error


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(_tag(name)) or "").strip()


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, _tag(name), {key: _legal(value) for key, value in attributes.items()})
    if text:
        child.text = _legal(text)
    return child


def _legal(text: str) -> str:
    return _NO_XML.sub("", text)


def _bytes(element: etree._Element) -> bytes:
    written: bytes = etree.tostring(element, encoding="utf-8", xml_declaration=True)
    return written
