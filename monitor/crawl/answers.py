"""From a Scrapy response to the value that the pipeline takes."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response

from monitor.crawl.validators import conditional_headers
from monitor.model import Fetched, FetchFailed, FetchFault, NotModified, Page, Target
from monitor.patience import retry_after

# The body is decoded: a reader that believed these would decode or measure it again.
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def answered(response: Response, target: Target, now: datetime) -> Fetched:
    """What a response to a target's request means.

    Any 2xx is a page but 206 (a part that nobody asked for); 304 counts only when
    validators were sent.
    """
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values or ()
    )
    header = {name.lower(): value for name, value in reversed(headers)}
    if response.status == 304 and conditional_headers(target):
        return NotModified(url=target.url, fetched_at=now)
    if 200 <= response.status < 300 and response.status != 206:
        return Page(
            url=target.url,
            final_url=response.url,
            status=response.status,
            headers=tuple(pair for pair in headers if pair[0].lower() not in _OF_THE_WIRE),
            body=response.body,
            fetched_at=now,
        )
    fault, detail = FetchFault.STATUS, f"answered {response.status}"
    if response.status == 206:
        fault, detail = FetchFault.TRUNCATED, "answered with a part of the document"
    elif response.status in _REDIRECTS:
        location = header.get("location", "")
        scheme = urlsplit(urljoin(response.url, location)).scheme if location else ""
        if scheme and scheme not in {"http", "https"}:
            fault, detail = FetchFault.FORBIDDEN_SCHEME, f"redirected to {scheme}:"
        else:
            fault, detail = FetchFault.REDIRECTS, f"answered {response.status} without a place to go"
    return FetchFailed(
        url=target.url,
        fault=fault,
        detail=detail,
        failed_at=now,
        status=response.status,
        retry_after=retry_after(header.get("retry-after"), now),
    )
