"""The JSON that users and other programs read: fixed, and tested as fixed.

Times are ISO 8601 in UTC, numbers are decimal strings in plain notation, what is
unknown is null. Shapes only grow; no key is renamed or removed.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from monitor.model import Article, Attribution, Change, Comparison, Figure, Reading, Side


def decimal_string(number: Decimal | None) -> str | None:
    """Plain notation without a trailing fraction of zeros: "1500000000", "2.5"."""
    if number is None:
        return None
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def time_string(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with seconds: "2024-10-23T07:10:00+00:00"."""
    return None if moment is None else moment.isoformat(timespec="seconds")


def figure_shape(figure: Figure) -> dict[str, Any]:
    """A figure as ``monitor read --json`` prints it."""
    return {
        "surface": figure.surface,
        "start": figure.start,
        "value": decimal_string(figure.value),
        "low": decimal_string(figure.low),
        "high": decimal_string(figure.high),
        "vague": figure.vague,
        "bound": figure.bound.value,
        "kind": figure.kind.value,
        "unit": figure.unit,
        "currency": figure.currency,
        "noun": figure.noun,
        "counted": figure.counted,
    }


def attribution_shape(attribution: Attribution) -> dict[str, Any]:
    """An attribution as ``monitor read --json`` prints it; ``start`` is the cue's."""
    return {
        "source": attribution.source,
        "source_kind": attribution.source_kind.value,
        "cue": attribution.cue,
        "cue_class": attribution.cue_class.value,
        "stance": attribution.stance,
        "direct": attribution.direct,
        "content": attribution.content,
        "start": attribution.start,
    }


def side_shape(side: Side) -> dict[str, Any] | str | None:
    """One side of a change: a figure, an attribution, text or null."""
    if isinstance(side, Figure):
        return figure_shape(side)
    if isinstance(side, Attribution):
        return attribution_shape(side)
    return side


def change_shape(change: Change) -> dict[str, Any]:
    """A change as ``monitor diff --json`` and ``monitor changes --json`` print it."""
    return {
        "kind": change.kind.value,
        "weight": change.weight.value,
        "before": side_shape(change.before),
        "after": side_shape(change.after),
        "passage": change.passage,
    }


def comparison_shape(language: str, comparison: Comparison) -> dict[str, Any]:
    """What ``monitor diff --json`` prints."""
    return {
        "language": language,
        "stealth": comparison.stealth,
        "changes": [change_shape(change) for change in comparison.changes],
    }


def reading_shape(path: str, article: Article, reading: Reading) -> dict[str, Any]:
    """What ``monitor read --json`` prints for one file."""
    return {
        "path": path,
        "language": article.language,
        "headline": article.headline,
        "standfirst": article.standfirst,
        "byline": list(article.byline),
        "published": time_string(article.published),
        "modified": time_string(article.modified),
        "paragraphs": list(article.paragraphs),
        "figures": [figure_shape(figure) for figure in reading.figures],
        "attributions": [attribution_shape(attribution) for attribution in reading.attributions],
    }
