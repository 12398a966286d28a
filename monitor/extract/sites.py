"""Per-site rules: data, each with the day until which it is trusted.

The project's own stand in ``sites.toml`` beside this file; a user's come from the
settings in the same shape and go first. (The valid-until date is an idea of
flairNLP/fundus: sites are redesigned, and a rule that nobody looked at since lies.)
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from monitor.errors import SettingsError
from monitor.extract import state
from monitor.extract.blocks import from_elements
from monitor.extract.document import Document
from monitor.extract.marks import size
from monitor.model import Block
from monitor.text.normalise import clean

_SHORTEST = 40
_XPATHS = ("body", "headline", "standfirst", "byline", "published")
_KEYS = ("script_body", "script_standfirst", "script_published")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """What is known of one site in one design. XPaths are checked when it is made."""

    host: str
    valid_until: date
    body: str | None = None
    drop: tuple[str, ...] = ()
    headline: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    published: str | None = None
    script_body: str | None = None
    script_standfirst: str | None = None
    script_published: str | None = None

    def __post_init__(self) -> None:
        for path in (*self.drop, *(getattr(self, name) for name in _XPATHS)):
            if path is not None:
                try:
                    etree.XPath(path)
                except etree.XPathError as error:
                    raise SettingsError(
                        f"site rule for {self.host}: {path!r} is no XPath ({error})"
                    ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule found on a page; None where it says nothing or finds nothing."""

    blocks: tuple[Block, ...] = ()
    headline: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None


def rule_from(table: Mapping[str, Any]) -> SiteRule:
    """A rule from one ``[[site]]`` table.

    :raises SettingsError: for an unknown key, a missing host or date, or a bad XPath.
    """
    known = {"host", "valid_until", "drop", *_XPATHS, *_KEYS}
    unknown = sorted(set(table) - known)
    if unknown:
        raise SettingsError(
            f"site rule for {table.get('host', '?')}: unknown key {unknown[0]!r}; there are: {', '.join(sorted(known))}"
        )
    if not table.get("host") or not isinstance(table.get("valid_until"), date):
        raise SettingsError("a site rule needs a host and a valid_until date (2027-01-31)")
    return SiteRule(**{**table, "drop": tuple(table.get("drop", ()))})


@cache
def own_rules() -> tuple[SiteRule, ...]:
    """The rules that come with the project."""
    text = Path(__file__).with_name("sites.toml").read_text(encoding="utf-8")
    return tuple(rule_from(table) for table in tomllib.loads(text).get("site", ()))


def rule_for(url: str, on: date, extra: Sequence[SiteRule] = ()) -> SiteRule | None:
    """The first rule for the URL's host that is valid on that day; the user's come first."""
    host = (urlsplit(url).hostname or "").lower()
    for rule in (*extra, *own_rules()):
        if on <= rule.valid_until and (host == rule.host or host.endswith(f".{rule.host}")):
            return rule
    return None


def prune(document: Document, rule: SiteRule) -> None:
    """Take out what the rule drops. Changes the document's tree; call before reading it."""
    for path in rule.drop:
        for element in document.tree.xpath(path):
            parent = element.getparent() if isinstance(element, html.HtmlElement) else None
            if parent is not None:
                element.drop_tree()


def read(document: Document, rule: SiteRule) -> Found:
    """What the rule finds on the page."""
    blocks: tuple[Block, ...] = ()
    if rule.body:
        blocks = from_elements(
            [hit for hit in document.tree.xpath(rule.body) if isinstance(hit, html.HtmlElement)]
        )
    if not blocks and rule.script_body:
        stated = max(state.values(document.scripts, rule.script_body), key=len, default="")
        blocks = state.from_markup(stated)
    # "$2a" is a reference that the script resolves elsewhere; no body is that short.
    if sum(size(block.text) for block in blocks) < _SHORTEST:
        blocks = ()
    return Found(
        blocks=blocks,
        headline=_first(document, rule.headline),
        standfirst=_first(document, rule.standfirst) or _value(document, rule.script_standfirst),
        byline=tuple(_texts(document, rule.byline)),
        published=_first(document, rule.published) or _value(document, rule.script_published),
    )


def _texts(document: Document, path: str | None) -> list[str]:
    if path is None:
        return []
    hits = document.tree.xpath(path)
    texts = [
        " ".join(hit.itertext()) if isinstance(hit, html.HtmlElement) else str(hit)
        for hit in (hits if isinstance(hits, list) else [hits])
    ]
    return [text for text in map(clean, texts) if text]


def _first(document: Document, path: str | None) -> str | None:
    return next(iter(_texts(document, path)), None)


def _value(document: Document, key: str | None) -> str | None:
    if key is None:
        return None
    stated = next((value for value in state.values(document.scripts, key) if not value.startswith("$")), None)
    return " ".join(block.text for block in state.from_markup(stated)) or None if stated else None
