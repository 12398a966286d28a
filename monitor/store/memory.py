"""What the crawl remembers: hosts to be left alone, index documents already read.

Left out: what follows from it (``monitor.crawl.hosts``, ``monitor.cadence``).
"""

from __future__ import annotations

from sqlalchemy import Engine, RowMapping, delete, select

from monitor.model import FetchFault, Target
from monitor.ports import HostState, IndexRecord
from monitor.store.dialect import LONGEST_KEY, insert
from monitor.store.tables import hosts, indexes
from monitor.store.transactions import patient


@patient
class SqlCrawlMemory:
    """The port ``monitor.ports.CrawlMemory`` on one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reads_only=True)

    def hosts(self) -> dict[str, HostState]:
        """The hosts that are not simply well."""
        with self._reader.connect() as connection:
            rows = connection.execute(select(hosts)).mappings().all()
        return {row["host"]: host_state(row) for row in rows}

    def keep_host(self, host: str, state: HostState) -> None:
        """Remember how a host stands; one that is well is forgotten."""
        with self._engine.begin() as connection:
            if state == HostState():
                connection.execute(delete(hosts).where(hosts.c.host == host))
                return
            values = {
                "failures": state.failures,
                "not_before": state.not_before,
                "because": state.because,
                "fault": state.fault.value,
                "status": state.status,
            }
            statement = insert(hosts).values(host=host, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=values))

    def indexes(self, source: str, asked_for: str) -> list[IndexRecord]:
        """The index documents of a source that were read under the same question."""
        with self._reader.connect() as connection:
            rows = connection.execute(select(indexes).where(indexes.c.source == source)).mappings().all()
        if any(row["asked_for"] != asked_for for row in rows):
            with self._engine.begin() as connection:
                connection.execute(
                    delete(indexes).where(indexes.c.source == source, indexes.c.asked_for != asked_for)
                )
        return [
            IndexRecord(
                target=Target(url=row["url"], etag=row["etag"], last_modified=row["last_modified"]),
                read_at=row["read_at"],
                spared=row["spared"],
            )
            for row in rows
            if row["asked_for"] == asked_for
        ]

    def keep_index(self, source: str, asked_for: str, record: IndexRecord) -> None:
        """Remember an index document; one without validators, or too long a name, is forgotten."""
        target = record.target
        with self._engine.begin() as connection:
            nameless = target.etag is None and target.last_modified is None
            if nameless or len(target.url.encode()) > LONGEST_KEY:
                connection.execute(
                    delete(indexes).where(indexes.c.source == source, indexes.c.url == target.url)
                )
                return
            values = {
                "asked_for": asked_for,
                "etag": target.etag,
                "last_modified": target.last_modified,
                "read_at": record.read_at,
                "spared": record.spared,
            }
            statement = insert(indexes).values(source=source, url=target.url, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["source", "url"], set_=values))


def host_state(row: RowMapping) -> HostState:
    """The state that a row of ``hosts`` holds."""
    return HostState(
        failures=row["failures"],
        not_before=row["not_before"],
        because=row["because"],
        fault=FetchFault(row["fault"]),
        status=row["status"],
    )
