"""OPML 2.0: lists of feeds in and out, the form in which readers exchange them.

Leaves out the folders' names: a source's name is all that the settings keep.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml import etree

from monitor.discover.documents import checked, one_line, parse_xml, primary_language
from monitor.discover.urls import absolute
from monitor.errors import DiscoveryError
from monitor.model import Source, SourceKind


def read_opml(body: bytes, *, known: Collection[Source] = ()) -> tuple[Source, ...]:
    """The feeds that an OPML document lists, in its order, each URL once.

    Feeds of ``known`` are left out by their URL; a name that is taken is numbered.

    :raises DiscoveryError: when it is no whole OPML document or lists no feed.
    """
    root = parse_xml(checked(body, "(OPML)", "OPML"), "(OPML)", "OPML")
    if etree.QName(root).localname.lower() != "opml":
        raise DiscoveryError(f"OPML: the document is a <{etree.QName(root).localname}>")
    found: dict[str, Source] = {}
    names = {source.name for source in known}
    urls = {source.url for source in known}
    listed = False
    for outline in root.iter("outline"):
        attributes = {str(key).lower(): str(value) for key, value in outline.attrib.items()}
        url = absolute(attributes.get("xmlurl", ""), "")
        listed = listed or url is not None
        if url is None or url in found or url in urls:
            continue
        name = _free(
            one_line(attributes.get("title", "")) or one_line(attributes.get("text", "")) or url, names
        )
        language = primary_language(attributes.get("language"))
        found[url] = Source(name=name, kind=SourceKind.FEED, url=url, language=language)
    if not listed:
        raise DiscoveryError("OPML: no feed in it")
    return tuple(found.values())


def _free(name: str, names: set[str]) -> str:
    candidate, number = name, 2
    while candidate in names:
        candidate, number = f"{name} ({number})", number + 1
    names.add(candidate)
    return candidate


def write_opml(sources: Sequence[Source], *, title: str = "Sources") -> bytes:
    """An OPML document of the sources that are feeds; others have no place in OPML."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for source in sources:
        if source.kind is not SourceKind.FEED:
            continue
        outline = etree.SubElement(
            body, "outline", type="rss", text=source.name, title=source.name, xmlUrl=source.url
        )
        if source.language:
            outline.set("language", source.language)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return document
