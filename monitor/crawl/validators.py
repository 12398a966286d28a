"""Conditional requests: ask only for what changed (RFC 9110, 13).

The validators are the store's. Scrapy's HttpCache is not used: it answers from its cache
while ``max-age`` runs, so edits are missed.
"""

from __future__ import annotations

from monitor.model import Page, Target

# An ETag is opaque and short; one that could hold a header of its own is no ETag.
_LONGEST = 512


def conditional_headers(target: Target) -> dict[str, str]:
    """If-None-Match and If-Modified-Since of a target; {} when it has no usable validator."""
    headers = {}
    if _usable(target.etag):
        headers["If-None-Match"] = str(target.etag)
    if _usable(target.last_modified):
        headers["If-Modified-Since"] = str(target.last_modified)
    return headers


def target_of(page: Page) -> Target:
    """What to send with the next request for this page's URL."""
    etag, last_modified = page.header("etag"), page.header("last-modified")
    return Target(
        url=page.url,
        etag=etag if _usable(etag) else None,
        last_modified=last_modified if _usable(last_modified) else None,
    )


def _usable(value: str | None) -> bool:
    return bool(value) and len(str(value)) <= _LONGEST and str(value).isascii() and str(value).isprintable()
