"""How a pass shows itself: a live line on a terminal, log lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from monitor.cli.wording import brief
from monitor.model import Change, Weight
from monitor.service.events import Listener

_FAILURES = ("failed", "refused")
# Lines for one article on the terminal: the weightiest changes come first.
_MOST = 4


class LogListener:
    """One log line an event."""

    def __init__(self) -> None:
        self._log = structlog.get_logger("monitor")

    def __call__(self, event: str, keys: Mapping[str, Any]) -> None:
        """Log the event; failures as warnings, with all that is known."""
        if event == "stage_ended":
            self._log.debug(event, stage=keys["stage"], seconds=round(keys["seconds"], 3))
            return
        shown = {key: _plain(value) for key, value in keys.items() if value not in (None, "", ())}
        failed = keys.get("error") or keys.get("outcome") in _FAILURES
        (self._log.warning if failed else self._log.info)(event, **shown)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        told = [item for item in value if isinstance(item, Change) and item.weight.rank >= Weight.LOW.rank]
        return "; ".join(f"{change.kind.value} {brief(change)}".strip() for change in told) or len(value)
    return " ".join(str(value).split()) if isinstance(value, str) else value


class TerminalListener:
    """A live line for sources and one for articles; findings and failures above them."""

    def __init__(self, console: Console, progress: Progress) -> None:
        self._console = console
        self._progress = progress
        self._sources = progress.add_task("sources", total=None)
        self._articles = progress.add_task("articles", total=None, visible=False)

    def __call__(self, event: str, keys: Mapping[str, Any]) -> None:
        """Move the lines; print what was found or failed."""
        if event == "pass_started":
            self._progress.update(self._sources, total=keys["sources"])
        elif event == "source_checked":
            self._progress.advance(self._sources)
            if keys["error"]:
                self._say(f"[red]✗[/red] {escape(keys['source'])}: {escape(_line(keys['error']))}")
        elif event == "articles_started":
            total = (self._progress.tasks[self._articles].total or 0) + keys["articles"]
            self._progress.update(self._articles, total=total, visible=True)
        elif event == "article_checked":
            self._progress.advance(self._articles)
            self._article(keys)

    def _article(self, keys: Mapping[str, Any]) -> None:
        if keys["outcome"] in _FAILURES:
            place = f"{escape(keys['source'])}: {escape(keys['url'])}"
            self._say(f"[yellow]·[/yellow] {place}: {escape(_line(keys['detail'] or keys['outcome']))}")
        told = [change for change in keys["changes"] if change.weight.rank >= Weight.MEDIUM.rank]
        if not told:
            return
        self._say(f"[green]●[/green] {escape(keys['source'])}: {escape(_line(keys['headline']))}")
        for change in told[:_MOST]:
            self._say(f"    {escape(_line(brief(change)))}")
        if len(told) > _MOST:
            self._say(f"    … {len(told) - _MOST} more: monitor changes")

    def _say(self, line: str) -> None:
        self._console.print(line, highlight=False, no_wrap=True, overflow="ellipsis")


def _line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


@contextmanager
def listening(*, quiet: bool = False) -> Iterator[Listener]:
    """The listener that fits where stderr goes."""
    console = Console(stderr=True)
    if not console.is_terminal or quiet:
        yield LogListener()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield TerminalListener(console, progress)
