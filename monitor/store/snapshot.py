"""A copy of the store as an SQLite file, made while the store is in use.

Left out: backups of a PostgreSQL server as a whole, which are ``pg_dump``'s.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from monitor.database_url import SQLITE, is_postgresql
from monitor.errors import StoreError
from monitor.store.connect import file_of
from monitor.store.copy import copy_store


def into_file(url: str, target: Path) -> None:
    """Copy the store to a file that does not exist yet, and check the copy.

    A file of SQLite is copied page by page; PostgreSQL's tables row by row.

    :raises StoreError: the store cannot be read, or the copy is not sound.
    """
    if is_postgresql(url):
        copy_store(url, f"{SQLITE}{target}")
        return
    with closing(sqlite3.connect(file_of(url))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        answer = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        message = f"the copy {target} is damaged ({answer})"
        raise StoreError(message)
