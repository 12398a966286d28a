"""The post of a replay: nobody's."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Report
from monitor.ports import Deferred, Mail, SourceRecord, Waiting


class Nobody:
    """The port ``monitor.ports.Postmaster`` of a desk without readers."""

    def address(self, report: Report, now: datetime) -> tuple[Mail | Deferred, ...]:  # noqa: ARG002
        """Nothing goes to anyone."""
        return ()

    def digest(self, waiting: Waiting, now: datetime) -> Mail | None:  # noqa: ARG002
        """No mail."""
        return None

    def notice(self, before: SourceRecord, after: SourceRecord) -> Mail | None:  # noqa: ARG002
        """No mail."""
        return None

    def held_until(self, recipient: str, now: datetime) -> datetime | None:  # noqa: ARG002
        """Nothing is held."""
        return None

    def at_once(self, now: datetime) -> frozenset[str]:  # noqa: ARG002
        """Nobody."""
        return frozenset()
