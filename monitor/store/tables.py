"""The tables. Every change here is a migration in ``migrations/versions``.

Times are stored as UTC without an offset (SQLite has none) and come back aware.
Values of ``monitor.model`` are stored as the JSON of ``monitor.codec``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

from monitor.store.dialect import Key, String, Text
from monitor.store.packing import Packed, PackedText

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, UTC without offset in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a time without a zone cannot be stored: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


sources = Table(
    "sources",
    metadata,
    Column("name", String, primary_key=True),
    Column("last_checked", UtcDateTime),
    Column("last_success", UtcDateTime),
    Column("failing_since", UtcDateTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("listed", Integer, nullable=False, default=0),
    Column("next_check", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("crawl", String),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("not_before", UtcDateTime),
    Column("because", Text, nullable=False),
    Column("fault", String, nullable=False),
    Column("status", Integer),
)

indexes = Table(
    "indexes",
    metadata,
    Column("source", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("asked_for", Text, nullable=False),
    Column("etag", String),
    Column("last_modified", String),
    Column("read_at", UtcDateTime, nullable=False),
    Column("spared", Integer, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity", Key, nullable=False, unique=True),
    Column("url", String, nullable=False),
    Column("source", String, nullable=False),
    Column("host", String, nullable=False, server_default=""),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False, default=""),
    Column("outcome", String, nullable=False, default="pending"),
    Column("detail", Text),
    Column("etag", String),
    Column("last_modified", String),
    Column("last_checked", UtcDateTime),
    Column("last_change", UtcDateTime),
    Column("next_check", UtcDateTime),
    Column("merged_into", ForeignKey("articles.id")),
    Column("headline", Text),
    Column("language", String),
    Column("latest_number", Integer, nullable=False, default=0),
    Index(None, "next_check"),
    Index(None, "source", "id"),
    Index(None, "host", "next_check"),
)

# When the next request to a host may start, by the database's own clock; PostgreSQL only.
turns = Table(
    "turns",
    metadata,
    Column("host", String, primary_key=True),
    Column("free_at", UtcDateTime, nullable=False),
)

# Apart from the articles, which are listed whole while this is read one by one.
rungs = Table(
    "rungs",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("rung", Text, nullable=False),
)

listings = Table(
    "listings",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("source", String, primary_key=True),
    Column("first_listed", UtcDateTime, nullable=False),
    Index(None, "source"),
)

checks = Table(
    "checks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
    Column("outcome", String, nullable=False),
    Column("detail", Text),
    Index(None, "article_id", "id"),
)

# Texts as ``store.versions`` writes them: ``base`` is the number of the version they are written against.
versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("captured_at", UtcDateTime, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("stealth", Boolean, nullable=False),
    Column("base", Integer),
    Column("article", LargeBinary, nullable=False, server_default=""),
    Column("reading", LargeBinary, nullable=False, server_default=""),
    UniqueConstraint("article_id", "number"),
)

captures = Table(
    "captures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("version_id", ForeignKey("versions.id")),
    Column("file", String, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("captured_at", UtcDateTime, nullable=False),
    Column("gone_since", UtcDateTime),
    UniqueConstraint("file", "offset"),
    Index(None, "version_id"),
    Index(None, "article_id"),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("version_id", ForeignKey("versions.id")),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("weight", String, nullable=False),
    Column("change", Text, nullable=False),
    UniqueConstraint("version_id", "position"),
    Index(None, "article_id"),
    Index(None, "recorded_at"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("version_id", ForeignKey("versions.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("report", PackedText, nullable=False, server_default=""),
    Index(None, "article_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recipient", String, nullable=False),
    Column("message_id", String, nullable=False, unique=True),
    Column("raw", Packed, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("error", Text),
    Index(None, "status", "next_attempt"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False),
    Column("recipient", String, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("outbox_id", ForeignKey("outbox.id")),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("report_id", "recipient"),
    Index(None, "ended_at", "due_at"),
)
