"""OPML in and out."""

from __future__ import annotations

import pytest

from monitor.discover.opml import read_opml, write_opml
from monitor.errors import DiscoveryError
from monitor.model import Source, SourceKind

OPML = """<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>Мої джерела</title></head><body>
<outline text="Україна"><outline text="Новини &amp; події" title="Новини" type="rss" xmlUrl="https://example.ua/rss" language="uk"/>
  <outline text="Новини" xmlurl="https://example.ua/ekonomika/rss"/></outline>
<outline text="Doppelt" type="rss" xmlUrl="https://example.ua/rss"/><outline text="Böse" type="rss" xmlUrl="file:///etc/passwd"/>
<outline type="rss" xmlUrl="https://example.kr/rss.xml"/></body></opml>"""


def test_feeds_are_read_from_every_folder_each_once() -> None:
    assert read_opml(OPML.encode()) == (
        Source(name="Новини", kind=SourceKind.FEED, url="https://example.ua/rss", language="uk"),
        Source(name="Новини (2)", kind=SourceKind.FEED, url="https://example.ua/ekonomika/rss"),
        Source(name="https://example.kr/rss.xml", kind=SourceKind.FEED, url="https://example.kr/rss.xml"),
    )


def test_what_is_written_is_read_back() -> None:
    sources = (
        Source(
            name='Öffentlich & "rechtlich" <de>',
            kind=SourceKind.FEED,
            url="https://example.de/rss?a=1&b=2",
            language="de",
        ),
        Source(name="한겨울 소식", kind=SourceKind.FEED, url="https://예시.한국/rss"),
    )
    section = Source(name="Section", kind=SourceKind.SECTION, url="https://example.de/politik")
    assert read_opml(write_opml((*sources, section))) == sources


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"junk",
        b"<rss></rss>",
        b'<opml version="2.0"><body/></opml>',
        OPML.encode()[:-30],
        b'<!DOCTYPE opml [<!ENTITY a "b">]>' + OPML.encode(),
    ],
)
def test_what_is_no_opml_is_an_error(body: bytes) -> None:
    with pytest.raises(DiscoveryError, match="OPML"):
        read_opml(body)
