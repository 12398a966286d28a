"""A row of the attribution tables: what a text must give, in one line."""

from __future__ import annotations

from monitor.model import Attribution
from monitor.read.attributions import read_attributions

Row = tuple[str, tuple[tuple[str, str, str], ...]]
"""A text and its (source, cue, class) in text order."""


def shape(found: tuple[Attribution, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.source, one.cue, one.cue_class.value) for one in found)


def check(row: Row, language: str) -> None:
    text, wanted = row
    found = read_attributions(text, language)
    assert shape(found) == wanted, text
    for one in found:
        assert (
            one.cue == ""
            or one.cue.split()[0]
            == text[one.start :].split()[0].strip(".,:;“”\"»«'")[: len(one.cue.split()[0])]
        ), one
        if one.source_start is not None:
            assert text[one.source_start :].startswith(one.source)
        if one.content_start is not None:
            assert text[one.content_start :].startswith(one.content)
