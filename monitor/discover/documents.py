"""What feeds, sitemaps and OPML have in common: checks before, strict XML, plain text.

Leaves out what each document means.
"""

from __future__ import annotations

import codecs
import html
import html.entities
import re
import zlib
from typing import Final

from lxml import etree

from monitor.errors import DiscoveryError

# The crawler lets 8 MB through; a gzip file inside a response is unpacked here.
MOST_BYTES: Final = 8 * 1024 * 1024

_SPACES = re.compile(r"\s+")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def checked(body: bytes, url: str, what: str) -> bytes:
    """The document's bytes, unpacked if they are gzip.

    :raises DiscoveryError: when it is empty, too large, cut inside its gzip, or declares entities.
    """
    if body[:2] == b"\x1f\x8b":
        body = _gunzip(body, url, what)
    if not body.strip():
        raise DiscoveryError(f"{what} {url}: empty")
    if len(body) > MOST_BYTES:
        raise DiscoveryError(f"{what} {url}: larger than {MOST_BYTES} bytes")
    # Without NULs a declaration in UTF-16 reads the same.
    if b"<!entity" in body[: 64 * 1024].replace(b"\0", b"").lower():
        raise DiscoveryError(f"{what} {url}: declares entities, which no {what} needs and bombs are made of")
    return body


def _gunzip(body: bytes, url: str, what: str) -> bytes:
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        decoded = stream.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise DiscoveryError(f"{what} {url}: damaged gzip: {error}") from error
    if len(decoded) <= MOST_BYTES and not stream.eof:
        raise DiscoveryError(f"{what} {url}: the gzip ends early")
    return decoded


_DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-zA-Z0-9._:-]{1,40})["']""")
_TEXT_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What is declared is often a subset of what is sent.
_SUPERSETS: Final = {"euc_kr": "cp949", "iso8859-1": "cp1252", "ascii": "cp1252"}
_CHARSETS: Final = ("utf", "cp", "iso8859", "koi8", "euc", "johab", "big5", "gb", "shift", "mac", "iso2022")


def as_text(document: bytes) -> str:
    """An XML document's text, without its declaration.

    Bytes that are valid UTF-8 are UTF-8, whatever the document declares; else what it
    declares counts. Bytes that fit neither are replaced: publishers cut summaries in the
    middle of a character.
    """
    for mark, name in _BOMS:
        if document.startswith(mark):
            return _undeclared(document[len(mark) :].decode(name, "replace"))
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError:
        match = _DECLARATION.match(document)
        text = document.decode(charset(match[1].decode("ascii") if match else "utf-8"), "replace")
    return _undeclared(text)


def _undeclared(text: str) -> str:
    declaration = _TEXT_DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def charset(label: str) -> str:
    """The codec for a declared character set, the widest that publishers mean by it; UTF-8 for what is none."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return "utf-8"
    name = _SUPERSETS.get(name, name)
    return name if name.startswith(_CHARSETS) else "utf-8"


def mended(document: bytes) -> bytes:
    """An XML document in UTF-8, with what publishers commonly get wrong put right.

    Bare ampersands, HTML's named characters, control characters and the white space before
    the declaration. A document that ends early stays cut.
    """
    text = _NOT_XML.sub("", as_text(document)).lstrip()
    return (
        _NAMED.sub(_numeric, text).encode("utf-8", "replace")
        if "&" in text
        else text.encode("utf-8", "replace")
    )


_NAMED = re.compile(r"&(?:([a-zA-Z][a-zA-Z0-9]{1,31});|(?!#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};))")
_XML_NAMES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})


def _numeric(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name in _XML_NAMES:
        return match[0]
    character = html.entities.html5.get(name + ";")
    return match[0].replace("&", "&amp;", 1) if character is None else character


def parse_xml(document: bytes, url: str, what: str) -> etree._Element:
    """The root of an XML document, mended, then read strictly: no entities, network or DTD.

    :raises DiscoveryError: when it is no whole XML document.
    """
    try:
        return _root(mended(document))
    except etree.XMLSyntaxError as error:
        raise DiscoveryError(f"{what} {url}: {error}") from error


def _root(document: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(document, parser)
    if root is None:
        raise etree.XMLSyntaxError("no root element", 0, 0, 0)
    return root


def plain(text: str | None) -> str | None:
    """A title as plain text on one line: entities resolved, tags gone; None for nothing."""
    if text is None:
        return None
    bare = _TAG.sub(" ", html.unescape(text)) if "<" in text or "&" in text else text
    return one_line(bare) or None


def one_line(text: str) -> str:
    """A text with its white space, line breaks too, as single spaces."""
    return _SPACES.sub(" ", text).strip()


_LANGUAGE = re.compile(r"[a-z]{2}(?=[-_]|\Z)")
# "ua" is the country; publishers write it for the language all the same. No language has that code.
_MISTAKEN = {"ua": "uk", "kr": "ko"}


def primary_language(tag: object) -> str | None:
    """The two-letter primary language of a tag such as ``de-AT``; None when there is none."""
    match = _LANGUAGE.match(tag.strip().lower()) if isinstance(tag, str) else None
    return _MISTAKEN.get(match.group(), match.group()) if match else None
