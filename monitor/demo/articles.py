"""The articles of the fixture site: their files, and their successive states.

The format is described in ``fixtures/sites/README.md``. This module knows nothing of
templates or HTTP.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

_ARTICLE_KEYS = frozenset({"slug", "section", "tags", "byline", "published", "state"})
_REQUIRED = ("modified", "headline", "standfirst", "body", "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """One article as its page shows it while the site is in one state.

    Times are aware, in the zone of the newsroom, as pages print them.
    """

    published: datetime
    modified: datetime
    headline: str
    standfirst: str
    body: str
    """Blocks of plain HTML, one a line."""
    section: str = ""
    tags: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    status: int = 200
    consent: bool = False
    insert_after: int = 3
    """After how many blocks the boxes in mid-article go."""
    furniture: Mapping[str, Any] = field(default_factory=dict)
    """What replaces the site's own furniture texts on this page."""
    expect: tuple[str, ...] = ()
    """What an editor must be told, coming from the previous state; never inherited."""

    @property
    def blocks(self) -> tuple[Markup, ...]:
        """The blocks of the body, in order, as safe HTML."""
        return tuple(Markup(line.strip()) for line in self.body.splitlines() if line.strip())  # noqa: S704


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureArticle:
    """One article in all its states. ``path`` is its path on the server, not encoded."""

    slug: str
    path: str
    states: tuple[ArticleState, ...]

    def at(self, state: int) -> ArticleState:
        """The article in that state of the site (1-based); the last one afterwards."""
        return self.states[min(state, len(self.states)) - 1]


def load_article(path: Path, article_path: str) -> FixtureArticle:
    """Read one article file; ``article_path`` is the pattern of its path on the server.

    :raises ValueError: for a file that does not hold to the format; names file and key.
    """
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = sorted(set(raw) - _ARTICLE_KEYS)
    if unknown:
        raise ValueError(f"{path}: unknown key {unknown[0]!r}")
    states: list[ArticleState] = []
    values: dict[str, Any] = {
        key: raw[key] for key in ("section", "tags", "byline", "published") if key in raw
    }
    known = set(ArticleState.__dataclass_fields__)
    for number, table in enumerate(raw.get("state", []), start=1):
        unknown = sorted(set(table) - known - {"edits"})
        if unknown:
            raise ValueError(f"{path}: state {number}: unknown key {unknown[0]!r}")
        edited = _edited(values.get("body", ""), table.get("edits", []), f"{path}: state {number}")
        own = {key: value for key, value in table.items() if key != "edits"}
        values = values | {"expect": (), "body": edited} | own
        missing = [key for key in _REQUIRED if not values.get(key)]
        if missing:
            raise ValueError(f"{path}: state {number}: no {missing[0]!r}")
        shaped: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
        }
        states.append(ArticleState(**shaped))
    if not states or "slug" not in raw:
        raise ValueError(f"{path}: an article needs a slug and at least one [[state]]")
    slug = raw["slug"]
    return FixtureArticle(slug=slug, path=article_path.format(slug=slug), states=tuple(states))


def _edited(body: str, edits: list[list[str]], place: str) -> str:
    """The inherited body with each ``[old, new]`` applied; ``old`` must stand there once."""
    for old, new in edits:
        if body.count(old) != 1:
            raise ValueError(f"{place}: edits: {old!r} stands {body.count(old)} times in the body")
        body = body.replace(old, new)
    return body
