"""Every error that the monitor raises on purpose, each with its exit code.

    MonitorError                 1
    ├── UsageError               2  something the user typed
    │   └── SettingsError        2  a key of the settings, named
    ├── StoreError               2  the database cannot be used as it is
    │   ├── NewerDatabase        2  written by a newer version of the program
    │   ├── DamagedDatabase      2
    │   ├── AlreadyRunning       2  another instance holds the database
    │   └── StoreUnavailable     2  the server went away and stayed away
    ├── DiscoveryError           3  a feed, sitemap or section page that is not one
    ├── WorkerFailed             1  work on one page was ended in its process
    └── DeliveryError            3  mail could not be handed over
        ├── TemporaryFailure        worth another try
        └── PermanentFailure        never to be tried again

A crash (any other exception) exits with 1. Messages name the thing and the fix.
"""

from __future__ import annotations

from datetime import timedelta


class MonitorError(Exception):
    """The root; never raised itself."""

    exit_code = 1


class UsageError(MonitorError):
    """Something the user typed cannot be done."""

    exit_code = 2


class SettingsError(UsageError):
    """The settings are wrong; the message names the key and its place."""


class StoreError(MonitorError):
    """The database cannot be used as it is."""

    exit_code = 2


class NewerDatabase(StoreError):
    """The database was written by a newer version of the program."""


class DamagedDatabase(StoreError):
    """The database fails its integrity check."""


class AlreadyRunning(StoreError):
    """Another instance holds the database."""


class StoreUnavailable(StoreError):
    """The database server went away and did not come back in time; a later pass goes on."""


class DiscoveryError(MonitorError):
    """A document that should list articles cannot be read as one.

    Raised by every reader of ``monitor.discover`` for junk, truncated or hostile
    documents, so that a broken source is a failed source and never an empty one.
    """

    exit_code = 3


class WorkerFailed(MonitorError):
    """The work was ended in its process: too slow, too large, or it crashed."""


class NoWorkers(MonitorError):
    """The processes that read pages cannot be started; no page's failure."""


class DeliveryError(MonitorError):
    """Mail could not be handed over."""

    exit_code = 3


class TemporaryFailure(DeliveryError):
    """Worth another try later; not before ``retry_after`` where the other side said so."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentFailure(DeliveryError):
    """Will fail again however often it is tried."""
