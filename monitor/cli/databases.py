"""``monitor db``: looking after the database."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.console import with_config
from monitor.errors import UsageError


@click.group("db")
def db_command() -> None:
    """Look after the database."""


@db_command.command("upgrade")
@with_config
@click.pass_obj
def db_upgrade_command(config: Path | None) -> None:
    """Bring the database to this version's schema (every command does so by itself)."""
    from monitor.database_url import shown
    from monitor.settings import load
    from monitor.store.database import open_engine, sort_of

    url = load(config).database.url
    engine = open_engine(url)
    click.echo(f"{shown(url)} has this version's schema ({sort_of(engine)})")
    engine.dispose()


@db_command.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_config
@click.pass_obj
def db_backup_command(config: Path | None, target: Path) -> None:
    """Copy the database to the file TARGET while it is in use, and check the copy.

    TARGET is a database of SQLite whichever database is in use; `monitor db copy` brings
    it back. For a large PostgreSQL, pg_dump is quicker.
    """
    from monitor.settings import load
    from monitor.store.backup import backup
    from monitor.store.database import open_engine

    url = load(config).database.url
    open_engine(url, create=False).dispose()
    if target.exists():
        message = f"{target} exists; name a file that does not"
        raise UsageError(message)
    backup(url, target)
    click.echo(f"{target}: {target.stat().st_size} bytes, sound")


@db_command.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def db_copy_command(source: str, target: str) -> None:
    """Copy the store at the address FROM to the empty one at TO, and compare every row.

    Addresses are those of the settings: sqlite:///data/monitor.db or
    postgresql+psycopg://USER@HOST/DATABASE. A password that must not stand in the
    command line is taken from PGPASSWORD or ~/.pgpass. No monitor may run on either.
    """
    from monitor.database_url import checked, shown
    from monitor.store.copy import copy_store
    from monitor.store.database import single_instance

    for address in (source, target):
        try:
            checked(address)
        except ValueError as error:
            message = f"the database's address {error}"
            raise UsageError(message) from None
    with single_instance(source), single_instance(target):
        copied = copy_store(source, target, told=lambda table, rows: click.echo(f"{table}: {rows}", err=True))
    tables = ", ".join(f"{count} {name}" for name, count in sorted(copied.rows.items()) if count)
    click.echo(f"{shown(target)}: {tables or 'no rows'}; every row equal")
