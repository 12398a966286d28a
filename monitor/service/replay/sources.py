"""Whose article an archived page is: the sources of the settings, asked by its address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from monitor.discover.urls import canonical_url, host_of, site_of
from monitor.model import Source, SourceKind
from monitor.ports import BY_HAND


class Owners:
    """The sources by the hosts of their articles.

    An address goes to the first source on its host; else to the first on its site
    (feeds.example.org lists www.example.org); else it counts as added by hand.

    :param chosen: the source that takes everything instead.
    """

    def __init__(self, sources: Sequence[Source], chosen: Source | None = None) -> None:
        self._sources = {source.name: source for source in sources}
        self._chosen = chosen
        self._hosts: dict[str, str] = {}
        self._sites: dict[str, str] = {}
        for source in sources:
            self._hosts.setdefault(_host(source.url), source.name)
            self._sites.setdefault(site_of(source.url), source.name)
        self._indexes = {
            canonical_url(source.url) for source in sources if source.kind is not SourceKind.PAGE
        }

    def source(self, name: str) -> Source | None:
        """The source of that name; None for one that the settings no longer have."""
        return self._sources.get(name)

    def name_for(self, url: str) -> str:
        """The name under which an article at that address goes."""
        if self._chosen is not None:
            return self._chosen.name
        return self._hosts.get(_host(url)) or self._sites.get(site_of(url)) or BY_HAND

    def is_index(self, url: str) -> bool:
        """Whether it lists articles and is none: a source's own address, or a site's front page."""
        return urlsplit(url).path in ("", "/") or canonical_url(url) in self._indexes


def _host(url: str) -> str:
    """The host without what tells a site's twins apart (www., m., amp.)."""
    return host_of(canonical_url(url))
