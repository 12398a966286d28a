"""The structured record of two versions, compared by deepdiff.

The record is flat: headline per origin, standfirst, byline, dates, section, tags, and the
two ledgers (figures and attributions) keyed by slot, so that a figure that moved has one
key on both sides. deepdiff walks it in order and its tree view becomes
:class:`Difference` values.

Measured: small keyed dicts in order are cheap and exact; ``ignore_order`` is 14 times
dearer and calls [x, x, y] → [x, y, y] no change; ``max_diffs`` truncates silently;
``verbose_level=0`` omits changed values. ``threshold_to_diff_deeper`` must be 0, or a
ledger that changed much is reported as one value. Values are one-line strings: deepdiff
runs difflib over anything with a line break. Never Delta, never pickle.

Left out: the body, which :mod:`monitor.diff.align` compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from deepdiff import DeepDiff

from monitor.model import Article
from monitor.text.normalise import fold_form

Record = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Group → slot → field → value, all on one line."""


class Happened(StrEnum):
    """What happened to a slot."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One slot that differs, with the fields that do (all of them when added or removed)."""

    group: str
    slot: str
    happened: Happened
    fields: frozenset[str]


def article_record(article: Article) -> dict[str, dict[str, dict[str, str]]]:
    """The record of an article without its ledgers; absent values are absent keys."""
    headlines = {
        "page": article.headlines.page,
        "jsonld": article.headlines.jsonld,
        "og": article.headlines.og,
    }
    dates = {"published": article.published, "modified": article.modified}
    return {
        "headline": {origin: {"text": fold_form(text)} for origin, text in headlines.items() if text},
        "about": {
            "standfirst": {"text": fold_form(article.standfirst or "")},
            # No names on one side are names that one capture did not find.
            **({"byline": {"names": _listed(article.byline)}} if article.byline else {}),
            "section": {"name": fold_form(article.section or "")},
            "tags": {"names": _listed(article.tags)},
        },
        "dates": {
            name: {"at": moment.isoformat(timespec="minutes")} for name, moment in dates.items() if moment
        },
    }


def _listed(names: tuple[str, ...]) -> str:
    return " | ".join(sorted(fold_form(name) for name in names))


def _differing(one: Record, other: Record) -> dict[str, dict[str, Mapping[str, str]]]:
    """``one`` without the slots and groups that are equal in ``other``: each that is walked costs 30 µs."""
    return {
        group: {slot: fields for slot, fields in slots.items() if fields != other.get(group, {}).get(slot)}
        for group, slots in one.items()
        if slots != other.get(group)
    }


def differences(old: Record, new: Record) -> tuple[Difference, ...]:
    """The slots that differ, in the order of group and slot, fields gathered per slot."""
    tree = DeepDiff(
        _differing(old, new),
        _differing(new, old),
        view="tree",
        ignore_order=False,
        threshold_to_diff_deeper=0,
        verbose_level=1,
        cache_size=0,
    )
    changed: dict[tuple[str, str], set[str]] = {}
    whole: dict[tuple[str, str], tuple[Happened, frozenset[str]]] = {}
    for report, levels in tree.items():
        for level in levels:
            path = level.path(output_format="list")
            group, slot = str(path[0]), str(path[1]) if len(path) > 1 else ""
            if report == "values_changed" or len(path) > 2:
                changed.setdefault((group, slot), set()).add(str(path[2]) if len(path) > 2 else "")
            elif report == "dictionary_item_added":
                whole[group, slot] = (Happened.ADDED, frozenset(level.t2))
            elif report == "dictionary_item_removed":
                whole[group, slot] = (Happened.REMOVED, frozenset(level.t1))
    found = [
        Difference(group=group, slot=slot, happened=Happened.CHANGED, fields=frozenset(fields))
        for (group, slot), fields in changed.items()
    ]
    found += [
        Difference(group=group, slot=slot, happened=happened, fields=fields)
        for (group, slot), (happened, fields) in whole.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.group, one.slot)))
