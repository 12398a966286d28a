"""The spiders: they fetch and hand on, and neither parse nor store.

Every spider yields ``Page``, ``NotModified`` or ``FetchFailed``, one for every document
that it was asked for. Reading what came back is the pipeline's work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from monitor.crawl.answers import answered
from monitor.crawl.context import CrawlContext
from monitor.crawl.faults import failed
from monitor.crawl.validators import conditional_headers
from monitor.discover.urls import fetchable
from monitor.errors import StoreError
from monitor.model import Fetched, FetchFailed, FetchFault, Target


class MonitorSpider(scrapy.Spider):
    """What the spiders share: a request for a target, and its one outcome."""

    def __init__(self, context: CrawlContext, targets: tuple[Target, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context
        self.waiting = dict(enumerate(targets))
        """The targets that have no outcome yet, by number."""

    async def start(self) -> AsyncIterator[Any]:
        """Request every target."""
        for number, target in tuple(self.waiting.items()):
            yield self.request(number, target)

    def request(self, number: int, target: Target) -> Request | FetchFailed:
        """The request for a target, or its failure when the URL cannot be requested at all."""
        scheme = urlsplit(target.url).scheme.lower()
        detail = f"{scheme or 'no scheme'}: only http and https are fetched"
        if scheme in {"http", "https"}:
            try:
                return Request(
                    fetchable(target.url),
                    headers=conditional_headers(target),
                    callback=self.on_response,
                    errback=self.on_error,
                    cb_kwargs={"number": number, "target": target},
                    dont_filter=True,
                )
            except ValueError as error:
                detail = str(error)
        self.waiting.pop(number, None)
        return FetchFailed(
            url=target.url,
            fault=FetchFault.FORBIDDEN_SCHEME,
            detail=detail,
            failed_at=self.context.clock(),
        )

    def on_response(self, response: Response, number: int, target: Target) -> Iterator[Any]:
        """Hand on what a response means."""
        self.waiting.pop(number, None)
        outcome = answered(response, target, self.context.clock())
        yield from self.handed_on(outcome)

    def on_error(self, failure: Failure) -> Iterator[Any]:
        """Hand on why there is no response; what the store has to do with it is no page's failure."""
        if isinstance(failure.value, StoreError):
            self.context.error = failure.value
            raise CloseSpider("the store failed") from failure.value
        request: Request = failure.request
        number, target = request.cb_kwargs["number"], request.cb_kwargs["target"]
        self.waiting.pop(number, None)
        outcome = failed(target.url, failure.value, self.context.clock())
        yield from self.handed_on(outcome)

    def handed_on(self, outcome: Fetched) -> Iterator[Any]:
        """What goes to the pipeline; a spider that follows links adds requests."""
        yield outcome
