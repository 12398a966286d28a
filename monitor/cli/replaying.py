"""``monitor replay``: archives of news through the pipeline, as if fetched at their dates."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog

from monitor.cli.console import fail, with_config
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import Source
    from monitor.service.replay.here import ReplayTally
    from monitor.settings import Settings

# Seconds between two log lines where there is no terminal.
_PAUSE = 10.0
# Damaged places told by name.
_MOST = 20


@click.command("replay")
@click.argument("archives", metavar="WARC…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="New articles are this source's, whatever their host.")
@click.option(
    "--processes", type=click.IntRange(1, 256), help="Pages read at once here (default: one a core)."
)
@click.option("--here", is_flag=True, help='On this machine, also where service.engine is "workers".')
@with_config
@click.pass_obj
def replay_command(
    config: Path | None, archives: tuple[Path, ...], source: str | None, processes: int | None, here: bool
) -> int:
    """Take in the pages of WARC files, or of folders of them, as if fetched at their dates.

    Versions, changes and reports are stored as the service would have stored them; no
    mail is made, now or later. What is stored already, or newer, stays as it is, so a
    replay that was stopped or killed is run again and goes on. Where service.engine is
    "workers", the workers do it.
    """
    from monitor.service.replay.here import replay
    from monitor.settings import load

    settings = load(config)
    chosen = _named(settings, source) if source is not None else None
    found, now = _files(archives), datetime.now(UTC)
    with _listening() as progress:
        if settings.service.engine == "workers" and not here:
            from monitor.service.replay.elsewhere import replay_elsewhere

            tally = replay_elsewhere(settings, found, source=chosen, now=now, progress=progress)
        else:
            cores = len(os.sched_getaffinity(0))
            tally = replay(
                settings, found, source=chosen, processes=processes or cores, now=now, progress=progress
            )
    tally.files = len(found)
    _summarise(tally)
    return tally.exit_code


def _named(settings: Settings, source: str) -> Source:
    # It knows every room: a second of imports that a replay has no other need of.
    from monitor.service.assembly import chosen_sources

    return chosen_sources(settings, source)[0]


def _files(archives: tuple[Path, ...]) -> list[Path]:
    """The files named, and those in the folders named, each once.

    :raises UsageError: there is no such file, or no WARC file in the folder.
    """
    found: dict[Path, Path] = {}
    for path in archives:
        if path.is_dir():
            inside = sorted([*path.glob("*.warc"), *path.glob("*.warc.gz")])
            if not inside:
                message = f"there is no .warc or .warc.gz in the folder {path}"
                raise UsageError(message)
        elif path.exists():
            inside = [path]
        else:
            message = f"there is no file {path}; name a .warc, a .warc.gz or a folder of them"
            raise UsageError(message)
        for one in inside:
            found.setdefault(one.resolve(), one)
    return list(found.values())


def _summarise(tally: ReplayTally) -> None:
    for damage in tally.damages[:_MOST]:
        fail(damage)
    if len(tally.damages) > _MOST:
        fail(f"… and {len(tally.damages) - _MOST} more places; the log names them")
    checked = sum(tally.outcomes.values())
    names = ("new", "changed", "unchanged", "held", "flapping", "gone", "back", "refused", "merged")
    parts = [f"{tally.outcomes[name]} {name}" for name in names if tally.outcomes[name]]
    click.echo(
        f"{tally.files} files, {tally.captures} captures of pages, {checked} taken in"
        + (f": {', '.join(parts)}" if parts else "")
        + "; no mail was made"
    )
    if tally.skipped:
        left = ", ".join(f"{count} {reason}" for reason, count in sorted(tally.skipped.items()))
        click.echo(f"left out: {left}")
    if tally.damages:
        click.echo(f"{len(tally.damages)} damaged places; what is whole was read")
    if tally.stopped:
        click.echo("stopped early; the same command goes on from there")


class _Lines:
    """Progress as log lines."""

    def __init__(self) -> None:
        self._log = structlog.get_logger("monitor")
        self._last = time.monotonic()

    def indexed(self, file: str, captures: int) -> None:
        self._log.info("warc_indexed", file=file, captures=captures)

    def advanced(self, done: int, total: int) -> None:
        if time.monotonic() - self._last >= _PAUSE or done == total:
            self._last = time.monotonic()
            self._log.info("replayed", captures=done, of=total)


class _Bar:
    """Progress as one line of a terminal."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._task = bar.add_task("archives", total=None)

    def indexed(self, file: str, captures: int) -> None:  # noqa: ARG002
        self._bar.update(self._task, description=file)

    def advanced(self, done: int, total: int) -> None:
        self._bar.update(self._task, description="captures", completed=done, total=total)


class _Terminal:
    def __enter__(self) -> _Bar:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bar.start()
        return _Bar(self._bar)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _listening() -> Any:
    import sys

    return _Terminal() if sys.stderr.isatty() else nullcontext(_Lines())
