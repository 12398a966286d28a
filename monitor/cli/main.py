"""The command ``monitor``: its options, and how errors end it.

Each family of commands is a file of its own and imports what it needs when it runs, so
that ``monitor --help`` answers at once, and a worker process, which imports this file as
every spawned process does with its parent's, is soon ready.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from monitor import __version__
from monitor.errors import MonitorError

_COMMANDS = {
    "run": "running",
    "worker": "running",
    "send": "running",
    "watch": "running",
    "demo": "demo",
    "read": "reading",
    "diff": "reading",
    "check": "checking",
    "config": "checking",
    "db": "checking",
    "opml": "exchange",
    "evidence": "evidence",
    "replay": "replaying",
    "sources": "lists",
    "articles": "lists",
    "versions": "lists",
    "changes": "lists",
    "reports": "reports",
    "report": "reports",
}


class Commands(click.Group):
    """Loads a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands, in the order of their families."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        from importlib import import_module

        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"monitor.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Settings file (default: MONITOR_CONFIG, then ./settings.toml).",
)
@click.option("-v", "--verbose", count=True, help="Say more on stderr; twice for everything.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what failed.")
@click.pass_context
def monitor(ctx: click.Context, config: Path | None, verbose: int, quiet: bool) -> None:
    """Monitor news articles and tell what changed in substance.

    Exit codes: 0 fine, 2 usage or settings, 3 some sources failed, 4 all failed, 1 a crash.
    """
    from monitor.cli.console import setup_logging

    ctx.obj = config
    setup_logging(verbose=verbose, quiet=quiet)


def main() -> NoReturn:
    """Run the command line; ends the process."""
    from monitor.cli.console import fail

    try:
        code = monitor.main(standalone_mode=False, prog_name="monitor")
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        fail("stopped")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MonitorError as error:
        fail(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output is gone (monitor articles | head): nothing to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
