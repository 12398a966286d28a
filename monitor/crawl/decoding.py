"""Content codings undone strictly: whole and within the limit, or not at all.

Scrapy's own middleware takes what a cut gzip or brotli stream gave so far and ignores a
wrong checksum; a page cut in the middle then looks like an edit.
"""

from __future__ import annotations

import zlib

import brotli  # type: ignore[import-untyped]  # no stubs

from monitor.crawl.faults import FetchError, TransientError
from monitor.model import FetchFault

ACCEPT_ENCODING = "gzip, deflate, br"
_CHUNK = 64 * 1024
# One coding is the rule; two happen behind badly set proxies. Each further layer only multiplies.
_MOST_LAYERS = 2
_IDENTITY = frozenset({"", "identity", "none", "utf-8"})


def codings(headers: list[str]) -> list[str]:
    """The codings of Content-Encoding in the order in which they were applied."""
    names = [name.strip().lower() for value in headers for name in value.split(",")]
    return [name for name in names if name not in _IDENTITY]


def decode(body: bytes, applied: list[str], limit: int) -> bytes:
    """The body without its codings.

    :raises FetchError: TOO_LARGE beyond ``limit`` bytes, TRUNCATED for a stream that is cut
        or fails its checksum, OTHER for a coding that was not asked for.
    """
    if len(applied) > _MOST_LAYERS:
        raise FetchError(FetchFault.TOO_LARGE, f"{len(applied)} content codings on one body")
    for name in reversed(applied):
        if not body:
            return body
        if name in {"gzip", "x-gzip"}:
            body = gunzip(body, limit)
        elif name == "deflate":
            body = _inflate(body, limit)
        elif name == "br":
            body = _unbrotli(body, limit)
        else:
            raise FetchError(FetchFault.OTHER, f"content coding {name!r} was not asked for")
    return body


def gunzip(body: bytes, limit: int) -> bytes:
    """All members of a gzip stream, checksums verified; what follows the last is padding."""
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest[:2] == b"\x1f\x8b":
        part, rest = _unzip(rest, zlib.MAX_WBITS | 16, limit - size)
        parts.append(part)
        size += len(part)
    if not parts:
        raise FetchError(FetchFault.OTHER, "labelled gzip, but it is not")
    return b"".join(parts)


def _inflate(body: bytes, limit: int) -> bytes:
    # RFC 9110 means zlib's format; some servers send the bare stream.
    zlib_format = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _unzip(body, zlib.MAX_WBITS if zlib_format else -zlib.MAX_WBITS, limit)[0]


def _unzip(body: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    stream = zlib.decompressobj(wbits)
    try:
        decoded = stream.decompress(body, limit + 1)
    except zlib.error as error:
        raise TransientError(FetchFault.TRUNCATED, f"damaged compressed body: {error}") from error
    if len(decoded) > limit:
        raise FetchError(FetchFault.TOO_LARGE, f"more than {limit} bytes when decoded")
    if not stream.eof:
        raise TransientError(FetchFault.TRUNCATED, "the compressed body ends early")
    return decoded, stream.unused_data


def _unbrotli(body: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    data = body
    try:
        while not stream.is_finished():
            part = stream.process(data, output_buffer_limit=_CHUNK)
            data = b""
            if not part and not stream.is_finished():
                break
            size += len(part)
            if size > limit:
                raise FetchError(FetchFault.TOO_LARGE, f"more than {limit} bytes when decoded")
            parts.append(part)
    except brotli.error as error:
        raise TransientError(FetchFault.TRUNCATED, f"damaged compressed body: {error}") from error
    if not stream.is_finished():
        raise TransientError(FetchFault.TRUNCATED, "the compressed body ends early")
    return b"".join(parts)


_ENDINGS = (b"</html>", b"</rss>", b"</feed>", b"</rdf:rdf>", b"</urlset>", b"</sitemapindex>", b"</opml>")


def ends_whole(body: bytes) -> bool:
    """Whether a document's own end is there: all one has when neither length nor chunks tell."""
    tail = body[-1024:].replace(b"\0", b"").lower()
    return any(ending in tail for ending in _ENDINGS) or b":urlset>" in tail
