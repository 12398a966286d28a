"""The part of a replay that runs in a worker: a record of a WARC file to what is taken from it.

Workers read the files themselves, so that no page goes through a pipe, and know nothing
of the store: what they give depends on the record and the settings alone.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from monitor import intake
from monitor.extract.sites import SiteRule
from monitor.extract.unchanged import Rung
from monitor.model import Page, Refused
from monitor.ports import Capture
from monitor.store.warc import BODY, DECODED
from monitor.store.warc_index import Captured
from monitor.store.warc_reading import Response, WarcError, response

# A chunk's size, hexadecimal; extensions behind a semicolon are allowed and mean nothing here.
_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r\n")
# As in the live crawl: the body is decoded, whoever believed these would decode it again.
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
# What a document begins with that nobody compressed.
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,4096}<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of one record."""

    page: Page
    """Without its body, which nobody needs any more."""
    result: intake.Taken | intake.AsBefore | Refused
    digest: str
    """Of the body, as evidence has it."""


def taken(
    captured: Captured,
    *,
    limit: int,
    declared_language: str | None,
    languages: tuple[str, ...],
    site_rules: tuple[SiteRule, ...],
    known: str | None,
    rung: Rung | None,
) -> Taken:
    """Read a record, and the article in it; see :func:`monitor.intake.take`.

    :raises WarcError: the record cannot be read.
    """
    page = page_of(captured, limit=limit)
    result = intake.take(
        page,
        declared_language=declared_language,
        languages=languages,
        site_rules=site_rules,
        known=known,
        rung=rung,
    )
    return Taken(page=replace(page, body=b""), result=result, digest=digest_of(page.body))


def page_of(captured: Captured, *, limit: int) -> Page:
    """The page in a record, without what it was coded with.

    :raises WarcError: the record cannot be read.
    """
    found = response(captured.path, captured.offset, captured.length, limit)
    return Page(
        url=captured.url,
        final_url=captured.url,
        status=found.status,
        headers=tuple(pair for pair in found.http if pair[0].lower() not in _OF_THE_WIRE),
        body=decoded(found, limit, f"{captured.path.name} at {captured.offset}"),
        fetched_at=captured.at,
    )


def capture_of(captured: Captured, digest: str) -> Capture:
    """The capture as evidence, with the digest of its body."""
    return Capture(
        file=captured.path.name,
        offset=captured.offset,
        length=captured.length,
        digest=digest,
        captured_at=captured.at,
    )


def digest_of(body: bytes) -> str:
    """As evidence has it."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def decoded(found: Response, limit: int, place: str) -> bytes:
    """The body without its transfer and content coding.

    Evidence of our own says that its body is decoded and is left as it is. Other archives
    hold what came over the wire, or the document with the wire's headers still there
    (many do): what its header calls compressed and begins like a document is one.

    :raises WarcError: it is coded in a way that cannot be undone.
    """
    if found.headers.get(BODY.lower()) == DECODED:
        return found.body
    said = {name: [v for n, v in found.http if n.lower() == name] for name in _OF_THE_WIRE}
    body = found.body
    if any("chunked" in value.lower() for value in said["transfer-encoding"]):
        body = _unchunked(body, place)
    if not said["content-encoding"]:
        return body
    # It brings Scrapy along, which a worker that meets no coding need not load.
    from monitor.crawl.decoding import codings, decode  # noqa: PLC0415
    from monitor.crawl.faults import FetchError  # noqa: PLC0415

    try:
        return decode(body, codings(said["content-encoding"]), limit)
    except FetchError as error:
        if _MARKUP.match(body):
            return body
        message = f"{place}: {error.detail}; get the file again from where it came"
        raise WarcError(message) from error


def _unchunked(body: bytes, place: str) -> bytes:
    """A chunked body put together; one that is not chunked (any more) as it is."""
    parts: list[bytes] = []
    offset = 0
    while True:
        size = _SIZE.match(body, offset)
        if size is None:
            if not parts:
                return body
            message = f"{place}: a chunk of the body is broken; get the file again from where it came"
            raise WarcError(message)
        count = int(size[1], 16)
        if count == 0:
            return b"".join(parts)
        part = body[size.end() : size.end() + count]
        if len(part) < count:
            message = f"{place}: the chunked body ends early; get the file again from where it came"
            raise WarcError(message)
        parts.append(part)
        offset = size.end() + count
        if body[offset : offset + 2] == b"\r\n":
            offset += 2
