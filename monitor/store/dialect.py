"""Where SQLite and PostgreSQL differ: everything that the statements need not know.

==================  ================================  ==================================
                    SQLite                            PostgreSQL
==================  ================================  ==================================
insert … conflict   the same clause, compiled from the one ``insert`` here
text                NUL and lone surrogates stripped on the way in, on both
lease               BEGIN IMMEDIATE serialises        FOR UPDATE SKIP LOCKED (SQLite's
                                                      compiler leaves the clause out)
one instance        a lock on a file beside it        an advisory lock on a connection
                                                      of its own (``locks``)
a lost COMMIT       cannot be                         ``pg_xact_status`` (``transactions``)
==================  ================================  ==================================

JSON is text on both (long ones packed): nothing is asked of its inside by SQL, ``jsonb`` would reorder what
was stored, and a row stays the same row wherever it is copied.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import sqlalchemy
from sqlalchemy import Dialect, TypeDecorator
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

__all__ = ["LONGEST_KEY", "Key", "String", "Text", "clean", "insert", "may_pass"]

# PostgreSQL's insert compiles on SQLite as well (the other way round it fails); the
# contract suite runs every statement on both.

# The bytes of a text that a unique index of either takes whole.
LONGEST_KEY = 2000

# Serialisation and deadlock; too many connections; the server shuts down, crashed, starts.
_PASSING = frozenset({"40001", "40P01", "53300", "57P01", "57P02", "57P03"})


def clean(text: str) -> str:
    """Text that every database stores: without NUL, lone surrogates as U+FFFD.

    PostgreSQL refuses NUL, and both refuse surrogates that are no characters.
    """
    text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class _Clean(TypeDecorator[str]):
    cache_ok = True
    impl = sqlalchemy.String

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """See :func:`clean`."""
        return None if value is None else clean(value)


class String(_Clean):
    """A column of short text."""

    impl = sqlalchemy.String
    cache_ok = True


class Key(String):
    """A column of text under a unique index: what is longer than an index holds is digested.

    PostgreSQL refuses entries of more than 2704 bytes (a third of a page), and a Korean
    address of 2048 characters, which is the most that is followed, may have 6 KB.
    """

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text itself, or its beginning and the digest of all of it."""
        text = super().process_bind_param(value, dialect)
        if text is None or len(text.encode()) <= LONGEST_KEY:
            return text
        beginning = text.encode()[: LONGEST_KEY // 2].decode("utf-8", "ignore")
        return f"{beginning}#sha256={sha256(text.encode()).hexdigest()}"


class Text(_Clean):
    """A column of long text."""

    impl = sqlalchemy.Text
    cache_ok = True


def may_pass(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed later: the server went away or was too busy.

    Never so on SQLite, where waiting is the busy_timeout's.
    """
    cause: Any = error.orig
    if not type(cause).__module__.startswith("psycopg"):
        return False
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return state in _PASSING or state.startswith("08")
    # Without a state it is no answer of a server: the connection broke, or none came about.
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
