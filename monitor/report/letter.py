"""A sheet as plain text: it reads as well as the HTML, in the same order.

Words are marked ``[−gone]`` and ``[+new]``. Lines are not wrapped: mail programs wrap
to the window, and Korean and Ukrainian widths are not ours to guess.
"""

from __future__ import annotations

from monitor.report.catalogue import Catalogue
from monitor.report.numbers import Direction
from monitor.report.runs import marked, plain
from monitor.report.sheet import FigureRow, Sheet, SourceRow, TextRow

_ARROWS = {Direction.UP: "▲ ", Direction.DOWN: "▼ "}
_INDENT = "    "


def sheet_lines(sheet: Sheet, words: Catalogue) -> list[str]:
    """The report as lines."""
    lines = [plain(sheet.summary), "", plain(sheet.headline)]
    if sheet.link:
        lines.append(sheet.link)
    lines.append(f"{sheet.source} · {sheet.seen}")
    if sheet.stealth:
        lines.append(f"{words.pattern('label.stealth')}. {words.pattern('label.stealth_note')}")
    if sheet.figures.rows:
        lines += _title(sheet.figures.title)
        for figure in sheet.figures.rows:
            lines += _figure(figure, words)
        lines += _more(sheet.figures.more, words)
    if sheet.sources.rows:
        lines += _title(sheet.sources.title)
        for source in sheet.sources.rows:
            lines += _source(source)
        lines += _more(sheet.sources.more, words)
    for section in sheet.texts:
        lines += _title(section.title)
        for text in section.rows:
            lines += _text(text)
        lines += _more(section.more, words)
    return [line for line in lines if line is not None]


def brief_lines(sheet: Sheet, words: Catalogue) -> list[str]:
    """The report in two lines: the sentence of summary, headline and link."""
    headline = plain(sheet.headline)
    stealth = f" ({words.pattern('label.stealth')})" if sheet.stealth else ""
    return [
        f"- {plain(sheet.summary)}{stealth}",
        f"  {headline}" + (f" <{sheet.link}>" if sheet.link else ""),
    ]


def _title(title: str) -> list[str]:
    return ["", title.upper(), "-" * 24]


def _figure(row: FigureRow, words: Catalogue) -> list[str]:
    value = " → ".join(part for part in (plain(row.before), plain(row.after)) if part)
    moved = ", ".join(part for part in (row.moved.amount, row.moved.share) if part)
    tail = f"{_ARROWS.get(row.moved.direction, '')}{moved}" if moved else row.note
    lines = [f"{plain(row.counted)}: {value}" + (f"  ({tail})" if tail else "")]
    if row.speaker:
        lines.append(_INDENT + plain(words.phrase("figure.said_by", source=row.speaker)))
    if row.sentence:
        lines.append(_INDENT + marked(row.sentence))
    if row.still:
        lines.append(_INDENT + plain(words.phrase("figure.still", sentence=row.still)))
    return lines


def _source(row: SourceRow) -> list[str]:
    lines = [f"{row.sign} {plain(row.who)} · {row.status} · {plain(row.how)}"]
    if row.sentence:
        lines.append(_INDENT + marked(row.sentence))
    return lines


def _text(row: TextRow) -> list[str]:
    label = f"{row.label}: " if row.label else ""
    if row.old:
        return [f"− {label}{marked(row.old)}", f"+ {label}{marked(row.text)}"]
    return [f"{row.sign} {label}{marked(row.text)}"]


def _more(count: int, words: Catalogue) -> list[str]:
    return [_INDENT + plain(words.count("more.rows", count))] if count else []
