"""What a service counts, for Prometheus: a listener, and what the store tells when asked.

A registry of its own for each service, never the library's global one. Left out: serving
it (``health``), and figures of the process itself, which systemd and the node exporter have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor.service.events import Listener
from monitor.store.listing import Listing

# A 304 of one feed takes a tenth of a second, a site with a delay of 1 s and a full budget a quarter of an hour.
_SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)


class Metrics:
    """Counts events and hands them on to the next listener."""

    def __init__(
        self,
        listing: Listing,
        *,
        sources: Sequence[str],
        clock: Callable[[], datetime],
        following: Listener,
    ) -> None:
        self._following = following
        self._registry = CollectorRegistry()
        self._pages = Counter(
            "monitor_pages", "Articles looked at, by outcome.", ["outcome"], registry=self._registry
        )
        self._versions = Counter("monitor_versions", "Versions stored.", registry=self._registry)
        self._changes = Counter(
            "monitor_changes", "Changes told, by kind.", ["kind"], registry=self._registry
        )
        self._source_checks = Counter(
            "monitor_source_checks", "Looks at sources, by outcome.", ["outcome"], registry=self._registry
        )
        self._stages = Histogram(
            "monitor_stage_seconds",
            "Seconds that a stage of a pass took.",
            ["stage"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._registry.register(_Stored(listing, sources, clock))

    def __call__(self, event: str, keys: Mapping[str, Any]) -> None:
        """Count one event."""
        if event == "article_checked":
            self._pages.labels(keys["outcome"]).inc()
            if keys["version"] is not None:
                self._versions.inc()
            for change in keys["changes"]:
                self._changes.labels(change.kind.value).inc()
        elif event == "source_checked":
            outcome = "failed" if keys["error"] else "not_modified" if keys["listed"] is None else "read"
            self._source_checks.labels(outcome).inc()
        elif event == "stage_ended":
            self._stages.labels(keys["stage"]).observe(keys["seconds"])
        self._following(event, keys)

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        return generate_latest(self._registry)


class _Stored(Collector):
    """What is read from the store at each scrape: it holds for every process, and after a restart."""

    def __init__(self, listing: Listing, sources: Sequence[str], clock: Callable[[], datetime]) -> None:
        self._listing = listing
        self._sources = sources
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: registering must not read the store."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Mails by state, sources failing, how late the latest due check is."""
        mails = GaugeMetricFamily("monitor_mails", "Mails of the outbox, by state.", labels=["state"])
        for state, count in {"pending": 0, "sent": 0, "dead": 0, **self._listing.outbox_counts()}.items():
            mails.add_metric([state], count)
        yield mails
        standing = self._listing.standing(self._sources, self._clock())
        yield GaugeMetricFamily(
            "monitor_sources_failing", "Sources whose last check failed.", standing.failing
        )
        yield GaugeMetricFamily(
            "monitor_due_lag_seconds",
            "Seconds since which the check that waits the longest has been due.",
            standing.lag.total_seconds(),
        )
