"""A change in a few words, for terminals and log lines.

Mails have words of their own (``monitor.report``).
"""

from __future__ import annotations

from monitor.model import Attribution, Change, ChangeKind, Figure, Side

_LONGEST = 90


def brief(change: Change) -> str:
    """One line: "1,500 special forces → 3,000 troops"."""
    before, after = _words(change.before), _words(change.after)
    if change.kind is ChangeKind.PASSAGE_MOVED:
        return f"moved: {after or before}"
    if before and after:
        return f"{before} → {after}"
    if after:
        return f"+ {after}"
    return f"− {before}" if before else ""


def _words(side: Side) -> str:
    if isinstance(side, Figure):
        return side.surface
    if isinstance(side, Attribution):
        return f"{side.source} ({side.cue_class.value})" if side.source else f"({side.cue_class.value})"
    if side is None:
        return ""
    text = " ".join(side.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
