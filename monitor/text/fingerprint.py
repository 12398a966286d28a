"""A versioned hash of what an article says, blind to how it is set.

Two captures with one fingerprint need no comparison. The version in front of the hash
changes whenever the recipe does, so that an old fingerprint is never taken for a
differing text. Empty fields leave no trace, so a field added later keeps old hashes
(the idea is of lemon24/reader, ``_hash_utils``).

Left out on purpose: the modified date (it alone proves nothing), section and tags
(housekeeping of the site), kinds and borders of blocks (a redesign turns headings into
paragraphs and merges them).
"""

from __future__ import annotations

import hashlib
from datetime import UTC

from monitor.model import Article
from monitor.text.normalise import fold_form

_VERSION = "1"


def fingerprint(article: Article) -> str:
    """The fingerprint ``"1:<32 hex digits>"`` of headlines, standfirst, byline, date and body.

    Headlines count once each, whichever origin gave them, so that one which appears in
    a further place changes nothing.
    """
    headlines = {
        fold_form(text)
        for text in (article.headlines.page, article.headlines.og, article.headlines.jsonld)
        if text
    }
    fields = {
        "headlines": "\n".join(sorted(headlines)),
        "standfirst": fold_form(article.standfirst or ""),
        "byline": "\n".join(sorted(fold_form(name) for name in article.byline)),
        "published": article.published.astimezone(UTC).isoformat(timespec="minutes")
        if article.published
        else "",
        "body": " ".join(map(fold_form, article.paragraphs)),
    }
    digest = hashlib.blake2b(digest_size=16)
    for name, value in fields.items():
        if value:
            digest.update(f"{name}\x00{value}\x00".encode("utf-8", "replace"))
    return f"{_VERSION}:{digest.hexdigest()}"
