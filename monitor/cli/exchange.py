"""``monitor opml import|export``: lists of feeds from other readers, and for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.console import with_config

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import BinaryIO

    from monitor.model import Source


@click.group("opml")
def opml_command() -> None:
    """Take over feeds from another reader's OPML file, or hand the own ones on."""


@opml_command.command("import")
@click.argument("file", type=click.File("rb"))
@with_config
@click.pass_obj
def import_command(config: Path | None, file: BinaryIO) -> None:
    """Print the feeds of FILE (- for stdin) as tables for the settings file.

    Feeds that the settings have already are left out. The settings are not written to:
    `monitor opml import feeds.opml >> settings.toml` adds what is printed.
    """
    from monitor.discover.opml import read_opml
    from monitor.errors import DiscoveryError, UsageError
    from monitor.settings import load

    settings = load(config)
    try:
        feeds = read_opml(file.read(), known=[table.source() for table in settings.sources])
    except DiscoveryError as error:
        raise UsageError(f"{file.name}: {error}") from error
    for feed in feeds:
        click.echo(_table(feed, settings.monitor.languages))
    click.echo(
        f"{len(feeds)} {'feed' if len(feeds) == 1 else 'feeds'} that the settings do not have", err=True
    )


def _table(feed: Source, languages: Collection[str]) -> str:
    # A JSON string is a TOML basic string, but for DEL, which no cleaned name holds.
    lines = ["", "[[sources]]", f"name = {json.dumps(feed.name, ensure_ascii=False)}", 'kind = "feed"']
    lines.append(f"url = {json.dumps(feed.url, ensure_ascii=False)}")
    if feed.language in languages:
        lines.append(f'language = "{feed.language}"')
    return "\n".join(lines)


@opml_command.command("export")
@with_config
@click.pass_obj
def export_command(config: Path | None) -> None:
    """Print the settings' feeds as OPML 2.0; sources of other kinds have no place in it."""
    from monitor.discover.opml import write_opml
    from monitor.settings import load

    sources = tuple(table.source() for table in load(config).sources)
    click.echo(write_opml(sources, title="Article monitor"), nl=False)
