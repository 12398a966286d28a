"""``monitor reports``, ``monitor reports show`` and ``monitor report``: reports on request.

All of them print the Report that the mails are made of.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from monitor.cli.console import fail, json_line, table, with_config
from monitor.cli.lists import listing_of
from monitor.errors import UsageError
from monitor.lang import languages
from monitor.model import ChangeKind, Selection, Weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Report

_LARGEST_ID = 2**63 - 1  # SQLite's; a larger number names no row

_LANGUAGE = click.option(
    "--language", type=click.Choice(languages()), help="Language of the report's own words."
)
_TEXT = click.option("--text", "form", flag_value="text", default="text", help="As plain text (the default).")
_HTML = click.option("--html", "form", flag_value="html", help="As an HTML page.")
_JSON = click.option("--json", "form", flag_value="json", help="As one JSON object.")
_CSV = click.option("--csv", "form", flag_value="csv", help="As CSV for spreadsheets, a line a change.")

Form = Literal["text", "html", "json", "csv"]


@click.group("reports", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many rows.")
@with_config
@click.pass_context
def reports_command(ctx: click.Context, as_json: bool, limit: int | None) -> None:
    """Show the reports, newest first, and what became of them; `reports show N` shows one."""
    if ctx.invoked_subcommand is not None:
        if as_json or limit:
            message = "--json and --limit of the list stand without `show`; `monitor reports show N --json` shows one"
            raise UsageError(message)
        return
    rows = listing_of(ctx.obj).reports(limit=limit)
    if as_json:
        for row in rows:
            json_line(row)
        return
    if any(mail["status"] == "dead" for row in rows for mail in row["mails"]):
        fail("some are dead letters; `monitor send --retry` takes them up again")
    table(
        "Reports",
        ("id", "when", "source", "headline", "changes", "deliveries"),
        [
            (
                row["id"],
                row["created_at"],
                row["source"],
                row["headline"],
                row["changes"],
                ", ".join(map(_mail, row["mails"])) or "nobody asked",
            )
            for row in rows
        ],
    )


def _mail(mail: dict[str, Any]) -> str:
    """What became of one: with the reason where it has not arrived."""
    told = f"{mail['recipient']} {mail['status']}"
    return told if mail["status"] == "sent" or not mail["error"] else f"{told} ({mail['error']})"


@reports_command.command("show")
@click.argument("number", metavar="N", type=click.IntRange(1, _LARGEST_ID))
@_TEXT
@_HTML
@_JSON
@_LANGUAGE
@with_config
@click.pass_obj
def show_command(config: Path | None, number: int, form: Form, language: str | None) -> None:
    """Show report N of `monitor reports`, in the article's language unless told otherwise."""
    report = listing_of(config).report(number)
    if report is None:
        message = f"there is no report {number}; `monitor reports` lists those there are"
        raise UsageError(message)
    own = report.language if report.language in languages() else "en"
    _print(_one(report, form, language or own))


def _one(report: Report, form: Form, language: str) -> bytes:
    from monitor.report.objects import json_text, report_shape
    from monitor.report.render import render, render_page

    if form == "html":
        return render_page([report], language).encode()
    if form == "json":
        return (json_text(report_shape(report, language)) + "\n").encode()
    return render([report], language).text.encode()


@click.command("report")
@click.option(
    "--since", required=True, metavar="WHEN", help='"24h", "7d", "yesterday", an ISO date or date and time.'
)
@click.option("--until", default="now", metavar="WHEN", help="Up to just before then (default: now).")
@_TEXT
@_HTML
@_JSON
@_CSV
@_LANGUAGE
@click.option(
    "--source", "sources", multiple=True, metavar="NAME", help="Only of this source; may be repeated."
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in ChangeKind]),
    help="Only changes of this kind; may be repeated.",
)
@click.option(
    "--minimum-weight",
    default=Weight.MEDIUM.value,
    show_default=True,
    type=click.Choice([weight.value for weight in Weight if weight is not Weight.NONE]),
    help="Only changes of this weight and above.",
)
@click.option(
    "--to-file",
    type=click.Path(path_type=Path),
    help="Write here, at once or not at all, instead of to stdout.",
)
@with_config
@click.pass_obj
def report_command(
    config: Path | None,
    since: str,
    until: str,
    form: Form,
    language: str | None,
    sources: tuple[str, ...],
    kinds: tuple[str, ...],
    minimum_weight: str,
    to_file: Path | None,
) -> None:
    """Show one digest of all that changed since WHEN.

    Days and times without a zone are this machine's; a day is its first moment.
    """
    from monitor.cli.moments import moment_of
    from monitor.report.selection import asked_for

    now = datetime.now(UTC)
    start, end = moment_of(since, now, "--since"), moment_of(until, now, "--until")
    if start >= end:
        message = f"--since ({start:%Y-%m-%d %H:%M} UTC) must be before --until ({end:%Y-%m-%d %H:%M} UTC)"
        raise UsageError(message)
    if to_file is not None:
        _refuse_place(to_file)
    _refuse_unknown_sources(config, sources)
    selection = Selection(
        sources=sources,
        kinds=tuple(ChangeKind(kind) for kind in kinds),
        minimum_weight=Weight(minimum_weight),
    )
    found = (asked_for(report, selection) for report in listing_of(config).reports_between(start, end))
    reports = [report for report in found if report is not None]
    if not reports:
        fail(f"nothing to tell between {start:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC")
        return
    made = _digest(reports, form, language or "en", start, end)
    if to_file is None:
        _print(made)
    else:
        _write(to_file, made)


def _digest(reports: Sequence[Report], form: Form, language: str, start: datetime, end: datetime) -> bytes:
    from monitor.report.cells import csv_bytes
    from monitor.report.objects import json_text, report_shape
    from monitor.report.render import render, render_page
    from monitor.shapes import time_string

    match form:
        case "csv":
            return csv_bytes(reports)
        case "html":
            return render_page(reports, language).encode()
        case "json":
            shape = {
                "since": time_string(start),
                "until": time_string(end),
                "reports": [report_shape(report, language) for report in reports],
            }
            return (json_text(shape) + "\n").encode()
        case "text":
            return render(reports, language).text.encode()


def _refuse_unknown_sources(config: Path | None, sources: tuple[str, ...]) -> None:
    """A misspelt name would be a report of nothing; a source that left the settings has its past."""
    if not sources:
        return
    known = listing_of(config).source_names()
    for name in sources:
        if name not in known:
            message = f"no article is of a source {name!r}; there are: {', '.join(sorted(known)) or 'none'}"
            raise UsageError(message)


def _refuse_place(path: Path) -> None:
    if not path.parent.is_dir():
        message = f"--to-file: there is no folder {path.parent}; make it, or name a file in another"
        raise UsageError(message)
    if path.exists() and not path.is_file():
        message = f"--to-file: {path} is no file"
        raise UsageError(message)


def _write(path: Path, data: bytes) -> None:
    from monitor.deliver.files import write_atomically

    try:
        # A link stays a link: the file it leads to is replaced.
        write_atomically(path.resolve(), data)
    except OSError as error:
        message = f"--to-file: {path} cannot be written ({error.strerror})"
        raise UsageError(message) from error


def _print(data: bytes) -> None:
    """These bytes on stdout: encoded as they are, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
