"""Whether somebody asked for a report, and for what of it.

Left out: who asks (editors, outputs, the command line) and what they get it as.
"""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

from monitor.model import Change, Figure, Report, Selection
from monitor.report.digest import select


def asked_for(report: Report, selection: Selection) -> Report | None:
    """The report with the changes that the selection takes; None when it takes none.

    Where the article is listed by several sources, it is told under the first name that was
    asked for: an editor of the second source knows no other.
    """
    if selection.sources:
        listed_by = (report.source_name, *report.also_listed_by)
        asked = [name for name in listed_by if name in selection.sources]
        if not asked:
            return None
        others = tuple(name for name in listed_by if name != asked[0])
        report = replace(report, source_name=asked[0], also_listed_by=others)
    if selection.languages and report.language not in selection.languages:
        return None
    if selection.keywords and not _speaks_of(report, selection.keywords):
        return None
    return select(report, minimum=selection.minimum_weight, kinds=frozenset(selection.kinds) or None)


def _speaks_of(report: Report, keywords: tuple[str, ...]) -> bool:
    text = _folded("\n".join((report.headline, *(_words(change) for change in report.changes))))
    return any(_folded(keyword) in text for keyword in keywords)


def _folded(text: str) -> str:
    # Some keyboards and file systems write Hangul and umlauts in pieces (NFD).
    return normalize("NFC", text).casefold()


def _words(change: Change) -> str:
    sides = []
    for side in (change.before, change.after):
        if isinstance(side, str):
            sides.append(side)
        elif isinstance(side, Figure):
            sides.append(side.surface)
        elif side is not None:
            sides.extend((side.source, side.content))
    return "\n".join((*sides, change.passage or ""))
