"""Text in pieces: what is the monitor's own word, what the article's, what is marked.

A report mixes two languages: the reader's around it and the article's inside. A
:class:`Run` is a piece with one language and one mark; a phrase is a tuple of runs.
Every renderer prints runs, so none can forget a ``lang`` attribute or an escape.

Left out: markup. Text in a run is text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a run is set off."""

    PLAIN = "plain"
    INSERTED = "inserted"
    DELETED = "deleted"
    STRONG = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of text. ``language`` is None for the reader's own language."""

    text: str
    language: str | None = None
    mark: Mark = Mark.PLAIN


Phrase = tuple[Run, ...]


def words(text: str, language: str | None = None, mark: Mark = Mark.PLAIN) -> Phrase:
    """A phrase of one run; () for empty text."""
    return (Run(text=text, language=language, mark=mark),) if text else ()


def joined(phrases: Iterable[Phrase], separator: str) -> Phrase:
    """The phrases in one, the separator in the reader's language between them."""
    runs: list[Run] = []
    for phrase in phrases:
        if runs:
            runs.append(Run(text=separator))
        runs.extend(phrase)
    return tuple(runs)


def plain(phrase: Phrase) -> str:
    """The bare text, without marks: for subjects and titles."""
    return "".join(run.text for run in phrase)


def marked(phrase: Phrase) -> str:
    """The text with ``[−gone]`` and ``[+new]`` where words are marked."""
    signs = {Mark.INSERTED: "+", Mark.DELETED: "−"}
    return "".join(f"[{signs[run.mark]}{run.text}]" if run.mark in signs else run.text for run in phrase)
