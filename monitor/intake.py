"""The work on one page that runs where it can be killed: bytes in, values out.

Publishers' bytes are hostile input for every parser (100 KB of malformed JSON-LD took
33 s), so these functions are called in a worker process with a deadline. They are pure
and their arguments and results can be pickled. The parent only names them: the rooms that they
need are imported inside, and a worker asks for all of them at once with :func:`load`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from monitor.discover.urls import canonical_url
from monitor.extract.sites import SiteRule
from monitor.extract.unchanged import Rung, recipe, same
from monitor.model import Article, Comparison, Link, Page, Reading, Refused, Source, SourceKind

_ROOMS = (
    "monitor.diff.compare",
    "monitor.discover.feeds",
    "monitor.discover.sections",
    "monitor.discover.sitemaps",
    "monitor.extract.article",
    "monitor.extract.covering",
    "monitor.read.reading",
    "monitor.text.fingerprint",
)


def load() -> None:
    """Import what the functions of this module need."""
    for room in _ROOMS:
        import_module(room)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A page that is an article. ``reading`` is None where the text is the known one."""

    article: Article
    fingerprint: str
    identity: str
    """The canonical URL that the page gives itself."""
    reading: Reading | None
    rung: Rung
    """What tells a later capture of the same text without extraction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsBefore:
    """A page that says what it said when its rung was made; nothing was extracted."""


def as_before(
    page: Page,
    rung: Rung,
    *,
    declared_language: str | None,
    languages: tuple[str, ...],
    site_rules: tuple[SiteRule, ...],
) -> AsBefore | None:
    """Whether a page is unchanged by the ladder of :mod:`monitor.extract.unchanged`."""
    made_by = recipe(page, declared_language=declared_language, languages=languages, site_rules=site_rules)
    return AsBefore() if same(page, rung, made_by) else None


def take(
    page: Page,
    *,
    declared_language: str | None,
    languages: tuple[str, ...],
    site_rules: tuple[SiteRule, ...],
    known: str | None,
    rung: Rung | None = None,
) -> Taken | AsBefore | Refused:
    """Extract, fingerprint and, unless the fingerprint is ``known``, read a page.

    With a ``rung`` of the known text, only if the page does not show itself unchanged.
    """
    from monitor.extract.article import extract
    from monitor.extract.covering import rung_of
    from monitor.read.reading import read
    from monitor.text.fingerprint import fingerprint

    if rung is not None:
        unchanged = as_before(
            page, rung, declared_language=declared_language, languages=languages, site_rules=site_rules
        )
        if unchanged is not None:
            return unchanged
    article = extract(page, declared_language=declared_language, languages=languages, site_rules=site_rules)
    if isinstance(article, Refused):
        return article
    mark = fingerprint(article)
    made_by = recipe(page, declared_language=declared_language, languages=languages, site_rules=site_rules)
    return Taken(
        article=article,
        fingerprint=mark,
        identity=canonical_url(article.url),
        reading=None if mark == known else read(article),
        rung=rung_of(page, article, made_by),
    )


def listed(page: Page, source: Source) -> tuple[tuple[str, Link], ...]:
    """The (identity, link) pairs that an index document of the source lists.

    :raises DiscoveryError: it is not what the source's kind says.
    """
    from monitor.discover.feeds import read_feed
    from monitor.discover.sections import read_section
    from monitor.discover.sitemaps import read_sitemap

    links: tuple[Link, ...]
    match source.kind:
        case SourceKind.FEED:
            links = read_feed(page.body, page.final_url)
        case SourceKind.SITEMAP:
            links = read_sitemap(page.body, page.final_url).links
        case SourceKind.SECTION:
            links = read_section(page.body, page.final_url, source.article_pattern)
        case SourceKind.PAGE:
            links = (Link(url=source.url),)
    unique: dict[str, Link] = {}
    for link in links:
        unique.setdefault(canonical_url(link.url), link)
    return tuple(unique.items())


def named(body: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that an index of sitemaps names; see :func:`monitor.discover.sitemaps.children_of`."""
    from monitor.discover.sitemaps import children_of

    return children_of(body, url)


def compared(old: Article, old_reading: Reading, new: Article, new_reading: Reading) -> Comparison:
    """The changes from old to new; see :func:`monitor.diff.compare.compare`."""
    from monitor.diff.compare import compare

    return compare(old, old_reading, new, new_reading)
