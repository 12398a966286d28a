"""What commands print: errors and logs on stderr, tables and JSON lines on stdout.

Colour and tables on a terminal only, and never with ``NO_COLOR`` (rich sees to it).
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import structlog

from monitor.shapes import time_string


def setup_logging(*, verbose: int, quiet: bool) -> None:
    """One line an event on stderr; libraries speak only of errors unless asked.

    On a terminal the live progress says what happens; there the log has warnings only.
    """
    usual = logging.WARNING if sys.stderr.isatty() and not verbose else logging.INFO
    level = logging.ERROR if quiet else logging.DEBUG if verbose > 1 else usual
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = structlog.processors.LogfmtRenderer(
        key_order=["timestamp", "level", "event"], bool_as_flag=False, drop_missing=True
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in (
        "scrapy",
        "twisted",
        "apscheduler",
        "asyncio",
        "trafilatura",
        "htmldate",
        "alembic",
        "sqlalchemy",
    ):
        logging.getLogger(name).setLevel(level if verbose > 1 else logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


def fail(message: str) -> None:
    """An error for the user, on stderr."""
    click.echo(f"monitor: {message}", err=True)


def _remember(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.obj = value


with_config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    callback=_remember,
    expose_value=False,
    help="Settings file (default: MONITOR_CONFIG, then ./settings.toml).",
)
"""Lets ``--config`` stand behind a command as well as before it."""


def json_line(row: Mapping[str, Any]) -> None:
    """One object on one line of stdout."""
    click.echo(json.dumps(row, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str | None:
    if isinstance(value, datetime):
        return time_string(value)
    return str(value)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout; as plain tab-separated lines when it is no terminal."""
    shown = [[_cell(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for row in shown:
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not shown:
        Console().print(f"{title}: none")
        return
    grid = Table(
        title=f"{title} ({len(shown)})", title_justify="left", header_style="bold", box=None, pad_edge=False
    )
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in shown:
        grid.add_row(*(Text(cell) for cell in row))
    Console().print(grid)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    # What publishers wrote must not move the cursor or forge a line.
    return "".join(char if char.isprintable() else " " for char in str(value))
