"""``monitor demo``: what the monitor does, on a small news site of its own."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from monitor.cli.wording import brief
from monitor.lang import language
from monitor.model import Attribution, Change, ChangeKind, Weight

if TYPE_CHECKING:
    from monitor.pipeline import Outcome
    from monitor.service.events import Tally

_NAMES = {
    ChangeKind.FIGURE_CHANGED: ("figure", "bold yellow"),
    ChangeKind.FIGURE_ADDED: ("figure +", "yellow"),
    ChangeKind.FIGURE_REMOVED: ("figure −", "yellow"),
    ChangeKind.ATTRIBUTION_ADDED: ("source +", "bold cyan"),
    ChangeKind.ATTRIBUTION_REMOVED: ("source −", "bold magenta"),
    ChangeKind.ATTRIBUTION_CHANGED: ("source", "bold cyan"),
    ChangeKind.HEADLINE_CHANGED: ("headline", "bold"),
    ChangeKind.CORRECTION_ADDED: ("correction", "bold red"),
    ChangeKind.ARTICLE_GONE: ("gone", "bold red"),
    ChangeKind.ARTICLE_BACK: ("back", "bold green"),
}
# Lines shown for one article: the report has all of them.
_MOST = 9
# Of the lines where no terminal says how wide it is.
_WIDTH = 120


@click.command("demo")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-output"),
    show_default=True,
    help="Folder for the reports, the mails and the database.",
)
def demo_command(output: Path) -> None:
    """Monitor a small news site in four languages through three states."""
    from monitor.demo.run import demonstrate

    logging.getLogger().setLevel(logging.WARNING)  # what happens is shown below
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = _WIDTH
    status = console.status("serving the fixture site on loopback …")
    checked = 0

    def listener(event: str, keys: Mapping[str, Any]) -> None:
        nonlocal checked
        if event == "article_checked":
            checked += 1
            status.update(f"{checked} pages · {escape(keys['source'])}")

    passes = 0

    def shown(state: int, tally: Tally) -> None:
        nonlocal passes
        passes += 1
        _show_pass(console, state, tally, repeated=passes > state)

    console.print(
        Text(
            "A small news site in four languages, monitored through three states.",
            style="bold",
        )
    )
    with status:
        left = demonstrate(output, listener, shown)
    console.print()
    console.print(Text("What editors got", style="bold"))
    console.print(f"  {left.mails} mails in {left.outbox}")
    for page in left.pages:
        console.print(f"  report to open: {page}")
    console.print(
        "  next: put your own feeds into settings.toml, then `monitor check` and `monitor run --once`"
    )


def _show_pass(console: Console, state: int, tally: Tally, *, repeated: bool) -> None:
    console.print()
    title = f"State {state}, looked at again" if repeated else f"State {state}"
    console.rule(Text(title, style="bold"), align="left")
    console.print(f"  {tally.line()}")
    told: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in tally.told:
        if any(change.weight.rank >= Weight.MEDIUM.rank for change in outcome.changes):
            told[outcome.language or ""].append(outcome)
    if state == 1:
        console.print("  first sight: every article is stored, nobody is mailed")
    for code in sorted(told, key=lambda name: (name != "en", name)):
        console.print()
        console.print(Text(language(code).profile["english_name"] if code else "?", style="bold underline"))
        for outcome in sorted(told[code], key=lambda one: -len(one.changes)):
            _show_article(console, outcome)


def _show_article(console: Console, outcome: Outcome) -> None:
    console.print(Padding(Text(outcome.headline or outcome.url, style="bold"), (0, 0, 0, 2)))
    changes = [change for change in outcome.changes if change.weight.rank >= Weight.MEDIUM.rank]
    changes = [change for change in changes if change.kind in _NAMES] or changes
    for change in changes[:_MOST]:
        name, style = _NAMES.get(change.kind, (change.kind.value.replace("_", " "), "dim"))
        line = Text.assemble((f"{name:<11}", style), _words(change))
        line.truncate(max(console.width - 4, 40), overflow="ellipsis")
        console.print(Padding(line, (0, 0, 0, 4)))
    if len(changes) > _MOST:
        console.print(
            Padding(Text(f"and {len(changes) - _MOST} more in the report", style="dim"), (0, 0, 0, 4))
        )


def _words(change: Change) -> str:
    if change.kind is ChangeKind.ATTRIBUTION_ADDED and isinstance(change.after, Attribution):
        return f"{change.after.source}: {change.after.content}"
    return brief(change).removeprefix("+ ").removeprefix("− ")
