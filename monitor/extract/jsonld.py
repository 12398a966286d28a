"""JSON-LD of a page: the objects that speak of its article, within limits.

Vocabulary: https://schema.org/NewsArticle and its kin. Blocks that do not parse are
dropped whole; nothing is repaired by pattern (trafilatura's repair of a broken block
of 128 KB took 15.6 s).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

# The largest block of 150 real pages has 96,000 characters (a whole articleBody).
_MAX_BLOCK = 1_000_000
_MAX_THINGS = 500
_MAX_DEPTH = 12
_ARTICLE_TYPES = frozenset(
    {
        "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "backgroundnewsarticle", "reviewnewsarticle", "advertisercontentarticle", "satiricalarticle",
        "scholarlyarticle", "techarticle", "blogposting", "liveblogposting", "socialmediaposting", "report", "review",
    }
)  # fmt: skip
_PAGE_TYPES = frozenset({"webpage", "videoobject", "itempage", "aboutpage", "mediaobject"})
_TAG = re.compile(r"<[^<>]{0,2000}>")


def flatten(blocks: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Every object of the blocks that parse, nested ones after the one that holds them."""
    count = 0
    for block in blocks:
        text = block.strip()
        if not text or len(text) > _MAX_BLOCK:
            continue
        parsed = _load(text)
        for thing in _walk(parsed, 0):
            yield thing
            count += 1
            if count >= _MAX_THINGS:
                return


def _load(text: str) -> Any:
    """The parsed block, or None. Comment and CDATA wrappers and a stray end are taken off."""
    for wrapper, end in (
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ):
        if text.startswith(wrapper):
            text = text[len(wrapper) :].removesuffix(end).strip()
    try:
        return json.loads(text.rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for key, inner in value.items():
            if isinstance(inner, dict | list) and key not in {"comment", "itemListElement", "review"}:
                yield from _walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:200]:
            yield from _walk(inner, depth + 1)


def types(thing: dict[str, Any]) -> frozenset[str]:
    """The object's types, small letters, without the schema.org address."""
    stated = thing.get("@type")
    listed = stated if isinstance(stated, list) else [stated]
    return frozenset(
        item.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for item in listed if isinstance(item, str)
    )


def article(things: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The object that is the page's article: {} where there is none.

    Of several articles (teasers are marked up too) the first with a headline and a date.
    """
    best: dict[str, Any] = {}
    best_rank = 0
    for thing in things:
        kinds = types(thing)
        is_article = bool(kinds & _ARTICLE_TYPES) or any(kind.endswith("article") for kind in kinds)
        if not is_article and not kinds & _PAGE_TYPES:
            continue
        rank = (
            (8 if is_article else 0)
            + (4 if thing.get("headline") else 0)
            + (2 if thing.get("datePublished") else 0)
            + (1 if thing.get("articleBody") or thing.get("author") else 0)
        )
        if rank > best_rank and rank >= 4:
            best, best_rank = thing, rank
    return best


def text(value: Any) -> str:
    """A property as plain text: entities decoded, tags removed; "" for anything else."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if not isinstance(value, str):
        return ""
    if "&" in value:
        value = html.unescape(value)
        if "&" in value:
            value = html.unescape(value)
    return _TAG.sub(" ", value) if "<" in value else value


def names(value: Any) -> tuple[str, ...]:
    """The names of the persons and organisations that a property holds, in order."""
    listed = value if isinstance(value, list) else [value]
    found: list[str] = []
    for item in listed[:60]:
        if isinstance(item, str):
            found.append(text(item))
        elif isinstance(item, dict):
            inner = item.get("name") or item.get("alternateName")
            found.extend(text(name) for name in inner) if isinstance(inner, list) else found.append(
                text(inner)
            )
        elif isinstance(item, list):
            found.extend(names(item))
    return tuple(name for name in found if name.strip())


def strings(value: Any) -> tuple[str, ...]:
    """A property that holds several words: a list, or one string divided by commas."""
    if isinstance(value, str):
        return tuple(part for part in (piece.strip() for piece in text(value).split(",")) if part)
    if isinstance(value, list):
        found = (text(item).strip() for item in value[:100])
        return tuple(item for item in found if item)
    return ()
