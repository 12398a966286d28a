"""The order of a digest: stories that several outlets tell, then outlet by outlet.

Articles of several outlets are one story when they share two changed figures or sources,
or one figure of four digits or more: "12 → 19 dead" stands in two reports of one day by
chance, "1,500 → 3,000" beside "12,000 → 10,000" does not. Within a group come the
weightiest articles first, and an article's versions in their order.

Left out: words and layout (:mod:`monitor.report.render`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from monitor.model import Attribution, Figure, Report, SourceOfSpeech

# A figure from here on is seldom the same in two stories of a day; smaller ones need company.
_TELLING = Decimal(1000)
_ENOUGH = 2
# What more articles than this share tells nothing (and comparing them all takes for ever).
_MOST_SHARING = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Reports that stand under one title, and the outlets that they are of."""

    outlets: tuple[str, ...]
    reports: tuple[Report, ...]


def arranged(reports: Sequence[Report]) -> list[Group]:
    """The groups, the weightiest first; one of several outlets is a story."""
    by_article: dict[str, list[Report]] = {}
    for report in reports:
        by_article.setdefault(report.article_url, []).append(report)
    groups: dict[Hashable, list[list[Report]]] = {}
    story_of = _stories(by_article)
    for url, versions in by_article.items():
        key = ("story", story_of[url]) if url in story_of else ("outlet", versions[0].source_name)
        groups.setdefault(key, []).append(sorted(versions, key=lambda report: report.version_number))
    ranked = sorted(groups.values(), key=lambda articles: max(map(_weight, articles)), reverse=True)
    return [_group(articles) for articles in ranked]


def _group(articles: list[list[Report]]) -> Group:
    ordered = [report for versions in sorted(articles, key=_weight, reverse=True) for report in versions]
    outlets = tuple(dict.fromkeys(report.source_name for report in ordered))
    return Group(outlets=outlets, reports=tuple(ordered))


def _weight(versions: Iterable[Report]) -> tuple[int, int]:
    return max(_weight_of(report) for report in versions)


def _weight_of(report: Report) -> tuple[int, int]:
    ranks = [change.weight.rank for change in report.changes]
    return (max(ranks), sum(rank for rank in ranks if rank > 1))


def _stories(by_article: dict[str, list[Report]]) -> dict[str, str]:
    """Article → the first article of its story, where articles of several outlets share one."""
    sharing: dict[Hashable, list[str]] = {}
    telling: dict[Hashable, int] = {}
    for url, versions in by_article.items():
        for report in versions:
            for key, weight in _substance(report):
                telling[key] = weight
                if url not in sharing.setdefault(key, []):
                    sharing[key].append(url)
    shared: Counter[tuple[str, str]] = Counter()
    for key, urls in sharing.items():
        if len(urls) <= _MOST_SHARING:
            for pair in combinations(urls, 2):
                shared[pair] += telling[key]
    first: dict[str, str] = {}
    outlet = {url: versions[0].source_name for url, versions in by_article.items()}
    for (one, other), weight in shared.items():
        if weight >= _ENOUGH and outlet[one] != outlet[other]:
            here, there = first.get(one, one), first.get(other, other)
            members = [url for url, head in first.items() if head == there]
            first.update(dict.fromkeys([one, other, there, *members], here))
    return first


def _substance(report: Report) -> Iterable[tuple[Hashable, int]]:
    """What of a report another outlet's may share, and how much that says."""
    for change in report.changes:
        before, after = change.before, change.after
        if isinstance(before, Figure) and isinstance(after, Figure):
            if before.value is not None and after.value is not None and before.value != after.value:
                large = min(abs(before.value), abs(after.value)) >= _TELLING
                yield ("figure", before.value, after.value), _ENOUGH if large else 1
        elif isinstance(after, Attribution) and after.source_kind is SourceOfSpeech.PERSON:
            yield ("source", after.identity), 1
