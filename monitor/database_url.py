"""The address of a database: which there are, how one is checked, and how it is shown.

Two forms: ``sqlite:///FILE`` and ``postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE``.
What comes from here never holds a password. Left out: opening it (``monitor.store``).
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql+psycopg"

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+._-]{0,40}(?=:)")
# Strict on purpose: an unescaped @ or / in a password would make a part of it the host,
# and hosts are named in error messages.
_FORM = re.compile(
    r"postgresql\+psycopg://(?:[^:/@?#\s]*(?::(?P<password>[^:/@?#\s]*))?@)?"
    r"[A-Za-z0-9._,:\[\]-]*/[^/@?#\s]+(?:\?(?P<query>[^#\s@]*))?"
)
_SECRET = re.compile(r"(?<=:)[^:/@]*(?=@)")


def is_postgresql(url: str) -> bool:
    """Whether the address is one of PostgreSQL."""
    return url.startswith(POSTGRESQL + "://")


def checked(url: str) -> str:
    """The address as it came.

    :raises ValueError: it is of no form that can be used; the message tells what to
        write and repeats nothing that may be a password.
    """
    if url.startswith(SQLITE):
        if len(url) == len(SQLITE):
            message = 'names no file; write "sqlite:///data/monitor.db"'
            raise ValueError(message)
        return url
    scheme = _SCHEME.match(url)
    if not is_postgresql(url):
        message = (
            f'"{scheme[0] if scheme else "…"}:" is no database of this program; write "sqlite:///data/monitor.db" '
            'or "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"'
        )
        raise ValueError(message)
    form = _FORM.fullmatch(url)
    if form is None:
        message = (
            "is not of the form postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE; "
            "characters such as @ : / in a password are written percent-encoded (%40 %3A %2F)"
        )
        raise ValueError(message)
    if any("pass" in key.lower() for key, _ in parse_qsl(form["query"] or "", keep_blank_values=True)):
        message = "write the password before the @, or in MONITOR_DATABASE__URL, not behind the ?"
        raise ValueError(message)
    return url


def shown(url: str) -> str:
    """The address for people: the file of SQLite, else the address with ``***`` for a password."""
    if url.startswith(SQLITE):
        return url.removeprefix(SQLITE)
    return redacted(url)


def redacted(url: str) -> str:
    """The address with ``***`` in place of a password."""
    head, slashes, rest = url.partition("://")
    place, question, query = rest.partition("?")
    return head + slashes + _SECRET.sub("***", place, count=1) + question + query
