"""Golden cases: folders of old.html, new.html and expected.json, and how they are met.

``expected.json`` is written by reading the two pages. Its ``changes`` name what must be
told, exactly: kind, weight, and what stands before and after (a figure's value as a
decimal, ``low..high`` for a range; for an attribution or a text a part of it).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.diff.compare import compare
from monitor.extract.article import extract
from monitor.model import Article, Attribution, Change, Comparison, Figure, Page, Side
from monitor.read.reading import read

ROOT = Path(__file__).parents[2] / "fixtures" / "articles"


def folders() -> list[Path]:
    return sorted(path.parent for path in ROOT.glob("*/*/expected.json"))


def expected(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return found


def article(path: Path, language: str) -> Article:
    url = f"https://news.example/{language}/{path.parent.name}"
    page = Page(
        url=url,
        final_url=url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=path.read_bytes(),
        fetched_at=datetime(2024, 10, 22, 12, tzinfo=UTC),
    )
    found = extract(page, declared_language=language, languages=("de", "en", "ko", "uk"))
    assert isinstance(found, Article), found
    return found


def compared(folder: Path) -> Comparison:
    language = folder.parent.name
    old, new = article(folder / "old.html", language), article(folder / "new.html", language)
    return compare(old, read(old), new, read(new))


def value_of(figure: Figure) -> str:
    if figure.value is not None:
        return format(figure.value.normalize(), "f")
    if figure.high is None:
        return f"{figure.low:f}+"
    return f"{figure.low.normalize():f}..{figure.high.normalize():f}" if figure.low is not None else ""


def matches(side: Side, wanted: str | None) -> bool:
    if side is None or wanted is None:
        return side is None and wanted is None
    if isinstance(side, Figure):
        return value_of(side) == wanted
    if isinstance(side, Attribution):
        return any(wanted in text for text in (side.source, side.cue, side.content))
    return wanted in side


def is_expected(change: Change, wanted: dict[str, Any]) -> bool:
    still = wanted.get("still")
    return (
        change.kind == wanted["kind"]
        and change.weight == wanted["weight"]
        and matches(change.before, wanted["before"])
        and matches(change.after, wanted["after"])
        and (still is None or still in (change.still_mentioned or ""))
    )


def shown(change: Change) -> str:
    def side(one: Side) -> str:
        if isinstance(one, Figure):
            return f"{one.surface!r}={value_of(one)}"
        if isinstance(one, Attribution):
            return f"{one.source!r} {one.cue!r} ({one.cue_class} {one.stance:+d})"
        return repr(one)

    still = f" still: {change.still_mentioned!r}" if change.still_mentioned else ""
    return f"{change.weight:6} {change.kind:20} {side(change.before)} -> {side(change.after)}{still}"


def misses(comparison: Comparison, wanted: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Change]]:
    """What is expected and not told, and what is told and not expected; one to one."""
    left = list(comparison.changes)
    missing: list[dict[str, Any]] = []
    for one in wanted:
        found = next((change for change in left if is_expected(change, one)), None)
        if found is None:
            missing.append(one)
        else:
            left.remove(found)
    return missing, left
