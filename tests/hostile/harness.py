"""What the tests of hostile fetching share: one crawl of a scripted site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.crawl.config import CrawlConfig
from monitor.crawl.runner import Crawler
from monitor.model import Fetched, FetchFailed, FetchFault, NotModified, Page, Source, SourceKind, Target
from tests.loopback import Handler, Names, Site, in_reactor

ARTICLE = b"<html><body><p>" + b"The council voted on Monday. " * 40 + b"</p></body></html>"


@dataclass
class Crawled:
    """What came of it."""

    site: Site
    outcomes: list[Fetched] = field(default_factory=list)

    @property
    def one(self) -> Fetched:
        """The only outcome."""
        assert len(self.outcomes) == 1, self.outcomes
        return self.outcomes[0]

    def fault(self) -> FetchFault:
        """The fault of the only outcome."""
        assert isinstance(self.one, FetchFailed), self.one
        return self.one.fault

    def page(self) -> Page:
        """The only outcome, a page."""
        assert isinstance(self.one, Page), self.one
        return self.one

    def by_path(self) -> dict[str, Fetched]:
        """The outcomes by the path asked for."""
        return {"/" + one.url.split("/", 3)[3]: one for one in self.outcomes}


def config(**changes: Any) -> CrawlConfig:
    """Quick limits, loopback allowed by name."""
    quick: dict[str, Any] = {
        "delay": 0.0,
        "timeout": 5.0,
        "retries": 0,
        "allow_private": ("127.0.0.1",),
        "contact": "mailto:desk@news.example",
    }
    return CrawlConfig(**{**quick, **changes})


def crawl(
    routes: Mapping[str, bytes | Handler],
    *paths: str,
    host: str = "127.0.0.1",
    names: Mapping[str, Sequence[Sequence[str]]] | None = None,
    index: SourceKind | None = None,
    tls: Any = None,
    read: Callable[[Page], object] | None = None,
    **changes: Any,
) -> Crawled:
    """Fetch paths of a site (``{port}`` in a path or URL is its port), as articles or as one index.

    ``read`` stands for the pipeline: what it raises is the crawl's to surface.
    """

    async def main() -> Crawled:
        async with Site(dict(routes), tls=tls) as site:
            place = site.port
            for path, route in site.routes.items():
                if isinstance(route, bytes):
                    site.routes[path] = route.replace(b"{port}", str(place).encode())
            crawled = Crawled(site)

            async def deliver(outcome: Fetched) -> None:
                crawled.outcomes.append(outcome)
                if read is not None and isinstance(outcome, Page):
                    read(outcome)

            crawler = Crawler(config(**changes), resolver=Names(names) if names else None)
            urls = [
                path.replace("{port}", str(place)) if ":" in path else site.url(path, host) for path in paths
            ]
            if index is None:
                await crawler.fetch_articles([Target(url=url) for url in urls], deliver)
            else:
                await crawler.fetch_index(Source(name="source", kind=index, url=urls[0]), deliver)
            return crawled

    result: Crawled = in_reactor(main)
    return result


__all__ = ["ARTICLE", "Crawled", "FetchFault", "NotModified", "config", "crawl"]
