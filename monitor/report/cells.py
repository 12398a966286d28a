"""Reports as CSV for spreadsheet programs: one row a change.

UTF-8 with a byte order mark, since without one spreadsheet programs read Korean and
Ukrainian in the system's own charset; CRLF and quotes as in RFC 4180.

A cell of text that a spreadsheet would take for a formula gets an apostrophe in front
(https://owasp.org/www-community/attacks/CSV_Injection): publishers write the cells. So
does what follows a semicolon, at which German spreadsheets divide the line whatever the
quotes say. Numbers that we read are decimals in plain notation and stay numbers; a
figure that is bounded, vague or a range is told in the article's words.

Left out: the words of a report; the columns' names are fixed and in English.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from monitor.model import Attribution, Bound, Change, Figure, Report, Side
from monitor.report.hygiene import clean, safe_link
from monitor.report.numbers import counted
from monitor.report.runs import plain
from monitor.shapes import decimal_string, time_string

COLUMNS = (
    "time",
    "source",
    "article",
    "language",
    "kind",
    "weight",
    "before",
    "after",
    "counted",
    "speaker",
    "passage",
    "url",
)

# The full-width forms are what Korean and Japanese keyboards type; Excel reads them alike.
_FORMULA = re.compile(r"(^|;)(?= ?[=+\-@＝＋－＠\t\r])")
# Decimal("1E+999999") is a figure of eight characters and a megabyte in plain notation;
# spreadsheets hold 15 digits and no cell longer than 32,767 characters.
_MOST_DIGITS = 30
_LONGEST_CELL = 32_000


def csv_bytes(reports: Iterable[Report]) -> bytes:
    """The changes of these reports, in their order, with a line of column names."""
    lines = io.StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for report in reports:
        for change in report.changes:
            writer.writerow(_row(report, change))
    return lines.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """One line of text that no spreadsheet takes for a formula."""
    return _FORMULA.sub(r"\1'", clean(text)[:_LONGEST_CELL])


def _row(report: Report, change: Change) -> tuple[str, ...]:
    figure = change.after if isinstance(change.after, Figure) else change.before
    return (
        time_string(report.captured_at) or "",
        safe_cell(report.source_name),
        safe_cell(report.headline),
        safe_cell(report.language),
        change.kind.value,
        change.weight.value,
        _side(change.before),
        _side(change.after),
        _counted(figure, report.language) if isinstance(figure, Figure) else "",
        safe_cell(_speaker(change)),
        safe_cell(change.passage or ""),
        safe_cell(safe_link(report.article_url) or ""),
    )


def _side(side: Side) -> str:
    if isinstance(side, Figure):
        number = side.value
        plain_value = (
            number is not None and side.bound is Bound.EXACT and abs(number.adjusted()) <= _MOST_DIGITS
        )
        return (decimal_string(number) or "") if plain_value else safe_cell(side.surface)
    if isinstance(side, Attribution):
        return safe_cell(side.content)
    return safe_cell(side or "")


def _counted(figure: Figure, language: str) -> str:
    """The noun as written, with the unit or currency that the number is in."""
    percent = "%" if figure.kind.value == "percent" else None
    measure = figure.currency or figure.unit or percent
    return safe_cell(" ".join(part for part in (measure, plain(counted(figure, language))) if part))


def _speaker(change: Change) -> str:
    for side in (change.after, change.before):
        if isinstance(side, Attribution):
            return side.source
    return change.speaker or ""
