"""``monitor db copy``: a store moves from one database to another."""

from __future__ import annotations

import click

from monitor.errors import UsageError


@click.command("copy")
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
