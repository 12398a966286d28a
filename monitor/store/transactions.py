"""Transactions that outlive a restart of the database server.

A transaction that the server's going away broke is done again from its beginning, for a
bounded time. Where the connection broke inside COMMIT nobody knows whether it took: then
the server is asked by the transaction's number (``pg_xact_status``), so that nothing is
stored twice and nothing is lost, whatever the transaction did.

Waiting blocks the event loop, on purpose: while there is no database there is nothing
that a pass could do. What lasts longer ends the pass; the service's next tick begins anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import FunctionType
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from monitor.errors import StoreUnavailable
from monitor.store.dialect import may_pass

T = TypeVar("T")
P = ParamSpec("P")

# Ten seconds in all. A restart of PostgreSQL takes 0.3 to 2 s where it was measured (stop -m
# fast and start of an idle 18.6), and SIGTERM, which waits for the loop, shall end the
# service within about ten.
WAITS = (0.1, 0.2, 0.4, 0.8, 1.5, 2.0, 2.5, 2.5)
# Attempts that themselves hang (a host that does not answer) count as well.
_LONGEST = 20.0


class StoreEngine(Engine):
    """An engine whose ``begin`` knows whether its COMMIT took."""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A connection in a transaction, committed at the end.

        :raises DBAPIError: nothing was stored.
        :raises StoreUnavailable: it is not known whether it was stored.
        """
        with self.connect() as connection:
            yield connection
            if self.dialect.name != "postgresql" or not connection.in_transaction():
                connection.commit()
                return
            number = connection.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()::text").scalar()
            try:
                connection.commit()
            except DBAPIError as error:
                if number is None or not may_pass(error):
                    raise
                lost = error
            else:
                return
        if not persistently(lambda: _took(self, number)):
            raise lost


def _took(engine: Engine, number: str) -> bool:
    """Whether the transaction of that number was committed."""
    statement = text("SELECT pg_xact_status(CAST(:number AS xid8))")
    for wait in WAITS:
        with engine.connect() as connection:
            status = connection.execute(statement, {"number": number}).scalar()
        if status != "in progress":
            return bool(status == "committed")
        time.sleep(wait)  # its server process still winds up
    message = f"the database does not say whether transaction {number} was committed"
    raise StoreUnavailable(message)


class _Away:
    """Whether this process has waited for the database in vain, and not heard of it since."""

    in_vain = False


def persistently(work: Callable[[], T]) -> T:
    """Do the work, again when the server went away in the middle of it.

    Whoever comes after one that waited in vain does not wait: a pass that is on its way out
    would do so at each of its last words.

    :raises StoreUnavailable: it stayed away.
    """
    end = time.monotonic() + _LONGEST
    # Twice at least: a connection of before the server's restart is of no use.
    waits = (0.0,) if _Away.in_vain else WAITS
    for wait in (*waits, None):
        try:
            done = work()
        except DBAPIError as error:
            if not may_pass(error):
                raise
            if wait is None or time.monotonic() > end:
                _Away.in_vain = True
                message = f"the database does not answer: {' '.join(str(error.orig).split())}"
                raise StoreUnavailable(message) from error
            time.sleep(wait)
        else:
            _Away.in_vain = False
            return done
    raise AssertionError  # the last wait is None: it returned or raised


def patient(cls: type[T]) -> type[T]:
    """Every public method of the class, each one transaction, is done persistently."""
    for name, method in list(vars(cls).items()):
        if isinstance(method, FunctionType) and not name.startswith("_"):
            setattr(cls, name, patiently(method))
    return cls


def patiently(function: Callable[P, T]) -> Callable[P, T]:
    """The function, one transaction, is done persistently."""

    @wraps(function)
    def call(*args: P.args, **more: P.kwargs) -> T:
        return persistently(lambda: function(*args, **more))

    return call
