"""What a replay asks of its workers and what they answer: values that are passed between processes.

Apart from what does the work (``work``), since that brings the extractor and the
readers along, and whoever only hands work out has no need of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.extract.sites import SiteRule
from monitor.store.rows import Basis, Rows

if TYPE_CHECKING:
    from monitor.extract.unchanged import Rung
    from monitor.model import Source
    from monitor.service.replay.page import Taken
    from monitor.store.warc_index import Captured


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for every capture of a replay."""

    limit: int
    """Bytes of the largest body."""
    languages: tuple[str, ...]
    site_rules: tuple[SiteRule, ...]
    every: timedelta
    now: datetime
    """The moment of the replay itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One capture to take in."""

    captured: Captured
    source: Source | None
    named: bool
    """The settings name this article by itself."""
    evidence: bool
    """The record lies where evidence is kept, so that a version can refer to it."""
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What the capture leaves, and how the article stands then."""

    outcome: str
    rows: Rows
    after: Basis


@dataclass(frozen=True, slots=True)
class NoArticle:
    """Nobody listed the page, and it is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """What was taken of a page that calls itself by another address: the store has to be asked."""

    found: Taken
    language: str | None
    """Declared; this and the rest are what the page was taken with."""
    known: str | None
    rung: Rung | None


@dataclass(frozen=True, slots=True)
class Damaged:
    """The record cannot be read."""

    why: str


Result = Done | NoArticle | Odd | Damaged


def work(jobs: Sequence[Job], terms: Terms) -> list[Result]:
    """Take in captures of different articles; runs in a worker."""
    from monitor.service.replay.work import results  # noqa: PLC0415 - see the module's text

    return results(jobs, terms)
