"""How the crawler behaves: one frozen value, filled from the settings.

Leaves out what belongs to a source (its URL, its kind) and to the schedule.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlConfig:
    """Limits and manners of every request.

    :raises ValueError: for a limit that cannot be kept (below zero, or zero where one is needed).
    """

    user_agent: str = f"article-monitor/{__version__}"
    contact: str = ""
    """Where a publisher reaches the operator: a URL or a mail address, sent with the user agent."""
    delay: float = 1.0
    """Seconds from the end of one request to the next on the same host; Crawl-delay may lengthen it."""
    timeout: float = 30.0
    """Seconds from connecting to the body's last byte, for one request (a drip ends here)."""
    max_bytes: int = 8 * 1024 * 1024
    """Of a body, on the wire and decoded. Scrapy's 1 GiB let 1.1 MB of gzip become 1.1 GB."""
    max_header_bytes: int = 128 * 1024
    """Of a response's head. Browsers allow 256 KB; news pages in our set send less than 12 KB."""
    max_redirects: int = 5
    allow_private: tuple[str, ...] = ()
    """Hosts, as a URL writes them (``intranet.example``, ``127.0.0.1``), that may have a non-public address."""
    obey_robots: bool = True
    robots_ttl: float = 3600.0
    """Seconds for which a robots.txt is remembered. RFC 9309 allows a day; editors of it expect less."""
    max_concurrent_hosts: int = 8
    max_wait: float = 120.0
    """Seconds that a request may wait for its turn (Crawl-delay, Retry-After); beyond, the fetch fails with the time left."""
    retries: int = 1
    """Of a broken connection, a truncated body or a 500, 502, 504, 522, 524 or 408, in the same pass."""
    max_sitemaps: int = 20
    """Sitemap documents read for one source and pass; an index that lists itself ends here."""
    allow_http: bool = True

    def __post_init__(self) -> None:
        for name in ("delay", "retries", "robots_ttl", "max_wait", "max_redirects"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative, got {getattr(self, name)!r}")
        for name in ("timeout", "max_bytes", "max_header_bytes", "max_concurrent_hosts", "max_sitemaps"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)!r}")

    @property
    def product(self) -> str:
        """The token that robots.txt names: the user agent up to its version."""
        return self.user_agent.split("/", 1)[0].split(" ", 1)[0]

    @property
    def identity(self) -> str:
        """The User-Agent header: product, version and the operator's contact."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent
