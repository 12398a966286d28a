"""``monitor evidence``: the response that a version was taken from, byte for byte."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.cli.console import with_config
from monitor.errors import UsageError


@click.command("evidence")
@click.argument("version", type=int)
@click.option("--verify", is_flag=True, help="Only check that the evidence is there and unaltered.")
@click.option("--to-file", type=click.Path(path_type=Path), help="Write the body to a new file.")
@with_config
@click.pass_obj
def evidence_command(config: Path | None, version: int, verify: bool, to_file: Path | None) -> None:
    """Give back the body of the response that VERSION (an id of `monitor versions`) was taken from."""
    from monitor.settings import load
    from monitor.store.captures import held, version_exists
    from monitor.store.database import open_engine
    from monitor.store.warc import WarcFolder

    settings = load(config)
    engine = open_engine(settings.database.url, create=False)
    found = held(engine, version)
    if found is None:
        known = version_exists(engine, version)
        message = (
            f"no evidence was kept for version {version}"
            if known
            else f"there is no version {version}; `monitor versions` lists them"
        )
        raise UsageError(message)
    if found.gone_since is not None:
        message = (
            f"the evidence of version {version} is gone since {found.gone_since:%Y-%m-%d}: "
            "it was older than evidence.keep"
        )
        raise UsageError(message)
    body = WarcFolder(settings.evidence.folder).read(found.capture)
    capture = found.capture
    if verify:
        click.echo(f"version {version}: sound, {len(body)} bytes in {capture.file}, {capture.digest}")
    elif to_file is None:
        sys.stdout.buffer.write(body)
    else:
        try:
            with to_file.open("xb") as stream:
                stream.write(body)
        except OSError as error:
            message = f"{to_file} cannot be written ({error.strerror})"
            raise UsageError(message) from error
        click.echo(f"{to_file}: {len(body)} bytes")
