"""One look at the documents in which a source lists its articles.

A document that was read with success is asked for conditionally from then on; 304 is
"nothing new". Left out: single pages (they are articles), what a check is recorded as.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.cadence import may_spare
from monitor.crawl.runner import Crawler
from monitor.crawl.validators import target_of
from monitor.errors import DiscoveryError
from monitor.model import Fetched, FetchFailed, FetchFault, NotModified, Page, Source, SourceKind
from monitor.pipeline import Pipeline
from monitor.ports import CrawlMemory, IndexRecord


@dataclass(slots=True)
class IndexCheck:
    """What one look at a source came to. Grows while its documents arrive."""

    listed: int = 0
    new: int = 0
    not_modified: int = 0
    errors: list[str] = field(default_factory=list)
    stopped: bool = False


class IndexChecks:
    """Looks at sources; remembers what their servers called the state that was read."""

    def __init__(
        self, *, crawler: Crawler, pipeline: Pipeline, memory: CrawlMemory, clock: Callable[[], datetime]
    ) -> None:
        self._crawler = crawler
        self._pipeline = pipeline
        self._memory = memory
        self._clock = clock

    async def check(self, source: Source) -> IndexCheck:
        """Fetch and take in every index document of a source."""
        result = IndexCheck()
        asked_for = _question(source)
        now = self._clock()
        known = {
            record.target.url: record
            for record in self._memory.indexes(source.name, asked_for)
            if may_spare(record.read_at, record.spared, now)
        }

        async def deliver(fetched: Fetched) -> None:
            match fetched:
                case Page():
                    await self._page(source, asked_for, fetched, result)
                case FetchFailed(fault=FetchFault.STOPPED):
                    result.stopped = True
                case FetchFailed():
                    result.errors.append(f"{fetched.url}: {fetched.fault.value}: {fetched.detail}")
                case NotModified():
                    result.not_modified += 1
                    record = known[fetched.url]
                    self._memory.keep_index(source.name, asked_for, replace(record, spared=record.spared + 1))

        targets = [record.target for record in known.values()]
        await self._crawler.fetch_index(source, deliver, known=targets)
        return result

    async def _page(self, source: Source, asked_for: str, page: Page, result: IndexCheck) -> None:
        try:
            listed, new = await self._pipeline.index_page(source, page)
        except DiscoveryError as error:
            result.errors.append(str(error))
            return
        result.listed += listed
        result.new += new
        if source.kind is SourceKind.SITEMAP and not listed:
            # An index of sitemaps stays as it is while the sitemaps that it names change.
            return
        record = IndexRecord(target=target_of(page), read_at=self._clock())
        self._memory.keep_index(source.name, asked_for, record)


def _question(source: Source) -> str:
    """All that the reading of a source's documents depends on."""
    return " ".join((source.kind.value, source.url, source.article_pattern or ""))
