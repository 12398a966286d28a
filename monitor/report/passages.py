"""The sentences of the article in a report: words marked, long stretches left out.

Left out: finding the operations (:mod:`monitor.diff.words`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.diff.words import Operation, OperationKind, word_operations
from monitor.report.hygiene import clean, shortened
from monitor.report.runs import Mark, Phrase, Run, words

# A sentence of news has 100 to 250 characters: shown whole. Only what is far longer
# (a paragraph that no full stop divides, a page of junk) is cut.
_LONGEST = 600
_LONGEST_KEPT = 160
_CONTEXT = 70
# Where less than this share of the new text was kept, marked words read as a jumble and
# old and new are shown one under the other.
_LEAST_KEPT = 0.35

# Comparing texts beyond this size costs more than the picture is worth.
_MOST_COMPARED = 20_000

# A Korean particle or a comma that happens to be the same is no place to rest the eye.
_SPECK = 2


def quoted(text: str, language: str) -> Phrase:
    """A passage as it stands, shortened when it is far too long."""
    return words(shortened(clean(text), _LONGEST), language)


def emphasised(text: str, surface: str, language: str) -> Phrase:
    """A passage with the first occurrence of ``surface`` as words of its own set off."""
    passage, found = clean(text), clean(surface)
    at = _as_words(passage, found)
    if at < 0 or at + len(found) > _LONGEST:
        return quoted(text, language)
    end = at + len(found)
    rest = shortened(passage[end:], max(_CONTEXT, _LONGEST - end))
    return (
        *words(passage[:at], language),
        *words(found, language, Mark.STRONG),
        *words(rest, language),
    )


def _as_words(passage: str, found: str) -> int:
    """Where ``found`` stands as whole words ("he", not "they"), else where it begins one; or -1.

    Korean particles are glued to the end of a word, so there only its beginning counts.
    """
    at = passage.find(found) if found else -1
    begins = -1
    while at >= 0:
        end = at + len(found)
        if not passage[at - 1 : at].isalnum():
            if not passage[end : end + 1].isalnum():
                return at
            begins = at if begins < 0 else begins
        at = passage.find(found, at + 1)
    return begins


def compared(old: str, new: str, language: str) -> Phrase | None:
    """The new text with deleted and inserted words marked.

    None where the two have too little in common to be read as one.
    """
    before, after = clean(old), clean(new)
    if len(before) + len(after) > _MOST_COMPARED:
        return None
    operations = _whole_words(_whole_numbers(word_operations(before, after, language)))
    kept = sum(len(step.new) for step in operations if step.kind is OperationKind.KEEP)
    if kept < _LEAST_KEPT * max(len(before), len(after)):
        return None
    runs: list[Run] = []
    last = len(operations) - 1
    for position, step in enumerate(operations):
        if step.kind is OperationKind.KEEP:
            runs.extend(words(_elided(step.new, first=position == 0, last=position == last), language))
            continue
        gone, came = step.old, step.new
        runs.extend(_changed(gone, language, Mark.DELETED))
        if gone.strip() and came.strip() and not (gone[-1:].isspace() or came[:1].isspace()):
            # Without it the two run together: "special3,000 forcestroops".
            runs.append(Run(text=" "))
        runs.extend(_changed(came, language, Mark.INSERTED))
    return tuple(runs)


# The end of what was kept, from its first digit: "1" in front of 억 → 억2000만.
_NUMBER_BEGUN = re.compile(r"[0-9][^\s]{0,30}$")
_NUMBER_LEFT = re.compile(r"[^\s]{0,30}[0-9]")


def _whole_numbers(operations: tuple[Operation, ...]) -> list[Operation]:
    """The operations with numbers undivided: [−1억] [+1억2000만], never 1[−억] [+억2000만].

    What was kept gives its part of the number to the edit beside it; old and new stay
    what they were.
    """
    whole: list[Operation] = []
    for step in operations:
        last = whole[-1] if whole else None
        if last is None:
            whole.append(step)
        elif step.kind is not OperationKind.KEEP and last.kind is OperationKind.KEEP:
            begun = _NUMBER_BEGUN.search(last.new) if _number_goes_on(step) else None
            cut = begun.start() if begun else len(last.new)
            whole[-1:] = _kept(last.new[:cut])
            whole.append(_edited(last.new[cut:] + step.old, last.new[cut:] + step.new))
        elif step.kind is OperationKind.KEEP and last.kind is not OperationKind.KEEP:
            left = (
                _NUMBER_LEFT.match(step.new) if last.old[-1:].isdigit() and last.new[-1:].isdigit() else None
            )
            cut = left.end() if left else 0
            whole[-1] = _edited(last.old + step.new[:cut], last.new + step.new[:cut])
            whole.extend(_kept(step.new[cut:]))
        else:
            whole.append(step)
    return whole


def _whole_words(operations: Iterable[Operation]) -> list[Operation]:
    """The operations without specks: two edits with a syllable between them are one."""
    whole: list[Operation] = []
    steps = list(operations)
    for position, step in enumerate(steps):
        between = 0 < position < len(steps) - 1 and step.kind is OperationKind.KEEP
        glued = not step.new[:1].isspace() or not step.new[-1:].isspace()
        speck = between and glued and len(step.new.strip()) <= _SPECK
        follows = whole and whole[-1].kind is not OperationKind.KEEP
        if follows and (speck or step.kind is not OperationKind.KEEP):
            last = whole[-1]
            whole[-1] = _edited(last.old + step.old, last.new + step.new)
        else:
            whole.append(step)
    return whole


def _number_goes_on(step: Operation) -> bool:
    """Whether the edit belongs to a number that began in front of it."""
    return any(
        side and not side[0].isspace() and any(map(str.isdigit, side)) for side in (step.old, step.new)
    )


def _kept(text: str) -> list[Operation]:
    return [Operation(kind=OperationKind.KEEP, old=text, new=text)] if text else []


def _edited(old: str, new: str) -> Operation:
    kind = OperationKind.REPLACE if old and new else OperationKind.DELETE if old else OperationKind.INSERT
    return Operation(kind=kind, old=old, new=new)


def _changed(text: str, language: str, mark: Mark) -> Phrase:
    """The words marked, the spaces around them not."""
    core = text.strip()
    if not core:
        return words(text, language)
    at = text.index(core)
    return (
        *words(text[:at], language),
        *words(shortened(core, _LONGEST), language, mark),
        *words(text[at + len(core) :], language),
    )


def _elided(text: str, *, first: bool, last: bool) -> str:
    """What was kept between two edits, without its middle when that is long."""
    if len(text) <= _LONGEST_KEPT:
        return text
    head = "" if first else shortened(text[:_CONTEXT] + " x", _CONTEXT)
    tail = "" if last else _end(text, _CONTEXT)
    if first:
        return tail
    if last:
        return head
    return f"{head} {tail}"


def _end(text: str, length: int) -> str:
    cut = text[-length:]
    space = cut.find(" ")
    return "…" + (cut[space + 1 :] if 0 <= space < length // 3 else cut)
