"""The tables of settings.toml: every key, its type, its default and what is refused.

Left out: finding and reading the file (``load``).
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, field_serializer, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from monitor import database_url
from monitor.errors import SettingsError
from monitor.hours import quiet_hours, within
from monitor.model import Delivery, Editor, Source, SourceKind
from monitor.ports import BY_HAND
from monitor.settings.outputs import OutputTable, check_outputs
from monitor.settings.values import (
    Address,
    Duration,
    Language,
    Rule,
    SelectionTable,
    Table,
    Web,
    Zone,
    web_address,
)

# What may stand between < and > in List-Unsubscribe (RFC 2369, RFC 3986).
_HEADER_LINK = re.compile(r"(?:https?://|mailto:)[!-;=?-z~]{1,900}")


def _longer_than_nothing(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        message = "must be longer than nothing"
        raise ValueError(message)
    return value


def _quiet(value: str) -> str:
    if value:
        quiet_hours(value)
    return value


Quiet = Annotated[str, AfterValidator(_quiet)]


class MonitorTable(Table):
    """``[monitor]``."""

    languages: tuple[Language, ...] = ("ko", "en", "de", "uk")
    operator: Address | None = None


class DatabaseTable(Table):
    """``[database]``."""

    url: str = Field(default="sqlite:///data/monitor.db", repr=False)
    keep_checks: Duration = timedelta(days=400)

    @field_validator("keep_checks")
    @classmethod
    def _positive(cls, value: timedelta) -> timedelta:
        return _longer_than_nothing(value)

    @field_validator("url")
    @classmethod
    def _usable(cls, value: str) -> str:
        return database_url.checked(value)

    @field_serializer("url")
    def _without_password(self, value: str) -> str:
        return database_url.redacted(value)


class ScheduleTable(Table):
    """``[schedule]``."""

    tick: Duration = timedelta(seconds=30)
    every: Duration = timedelta(minutes=15)
    grace: Duration = timedelta(seconds=8)

    budget: int = Field(default=1000, gt=0)

    @field_validator("tick", "every")
    @classmethod
    def _positive(cls, value: timedelta) -> timedelta:
        return _longer_than_nothing(value)


class ServiceTable(Table):
    """``[service]``."""

    engine: Literal["here", "workers"] = "here"
    health_port: int = Field(default=0, ge=0, lt=65536)


class CrawlTable(Table):
    """``[crawl]``."""

    user_agent: str = "article-monitor"
    contact: str | None = None
    delay: Duration = timedelta(seconds=1)
    timeout: Duration = timedelta(seconds=30)
    max_bytes: int = Field(default=8_000_000, gt=0)
    allow_private: tuple[str, ...] = ()
    obey_robots: bool = True
    hosts_at_once: int = Field(default=8, gt=0, le=256)
    workers: int = Field(default=1, gt=0, le=64)
    parse_timeout: Duration = timedelta(seconds=5)


class EvidenceTable(Table):
    """``[evidence]``: the raw responses of versions, in WARC files."""

    enabled: bool = True
    folder: Path = Path("data/evidence")
    keep: Duration = timedelta(days=400)
    keep_refused: bool = False

    @field_validator("keep")
    @classmethod
    def _a_day_at_least(cls, value: timedelta) -> timedelta:
        if value < timedelta(days=1):
            message = 'must be a day or longer, since files hold whole days; write "400d"'
            raise ValueError(message)
        return value


class MailTable(Table):
    """``[mail]``."""

    sender: Address = "monitor@localhost.localdomain"
    outbox: Path = Path("data/outbox")
    unsubscribe_url: str | None = None

    @field_validator("unsubscribe_url")
    @classmethod
    def _https(cls, value: str | None) -> str | None:
        if value is None:
            return value
        if not value.startswith("mailto:"):
            web_address(value)
        if _HEADER_LINK.fullmatch(value.replace("{address}", "a")) is None:
            message = f"{value!r} cannot stand in a mail's head; write the host in punycode and the rest percent-encoded, with \"{{address}}\" where the reader's address goes"
            raise ValueError(message)
        return value


class SmtpTable(Table):
    """``[smtp]``; without a host, mail goes to files."""

    host: str
    port: int = Field(default=587, gt=0, lt=65536)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    timeout: Duration = timedelta(seconds=30)

    @model_validator(mode="after")
    def _one_password(self) -> SmtpTable:
        if self.password is not None and self.password_file is not None:
            message = "set password or password_file, not both"
            raise ValueError(message)
        return self

    def secret(self) -> str | None:
        """The password, from the settings, the environment or its file."""
        if self.password_file is not None:
            try:
                return self.password_file.read_text(encoding="utf-8").rstrip("\r\n")
            except OSError as error:
                message = f"smtp.password_file: {self.password_file} cannot be read ({error.strerror})"
                raise SettingsError(message) from error
        return None if self.password is None else self.password.get_secret_value()


class SourceTable(Table):
    """One of ``[[sources]]``."""

    name: str = Field(min_length=1)
    kind: SourceKind = SourceKind.FEED
    url: Web
    language: Language | None = None
    article_pattern: str | None = None
    every: Duration | None = None

    @field_validator("every")
    @classmethod
    def _positive(cls, value: timedelta | None) -> timedelta | None:
        return value if value is None else _longer_than_nothing(value)

    @field_validator("name")
    @classmethod
    def _free(cls, value: str) -> str:
        if value == BY_HAND:
            message = f"{value!r} is the name of articles added with `monitor watch`; choose another"
            raise ValueError(message)
        return value

    @field_validator("article_pattern")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                message = f"{value!r} is no regular expression: {error}"
                raise ValueError(message) from error
        return value

    def source(self) -> Source:
        """The value that the rest of the program knows."""
        return Source(**self.model_dump())


class EditorTable(SelectionTable):
    """One of ``[[editors]]``."""

    address: Address
    name: str | None = None
    language: Language = "en"
    delivery: Delivery = Delivery.AT_ONCE
    at: str = Field(default="07:00", pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    timezone: Zone = "UTC"
    quiet: Quiet = ""

    @model_validator(mode="after")
    def _daily_when_awake(self) -> EditorTable:
        daily = self.delivery is Delivery.DAILY and bool(self.quiet)
        if daily and within(time.fromisoformat(self.at), quiet_hours(self.quiet)):
            message = f"at {self.at!r} lies in the quiet hours {self.quiet!r}; change one of them"
            raise ValueError(message)
        return self

    def editor(self) -> Editor:
        """The value that the rest of the program knows."""
        return Editor(**self.model_dump())


class Settings(BaseSettings):
    """All settings. Built by :func:`load`."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix="MONITOR_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    monitor: MonitorTable = MonitorTable()
    database: DatabaseTable = DatabaseTable()
    schedule: ScheduleTable = ScheduleTable()
    service: ServiceTable = ServiceTable()
    crawl: CrawlTable = CrawlTable()
    evidence: EvidenceTable = EvidenceTable()
    mail: MailTable = MailTable()
    smtp: SmtpTable | None = None
    sources: tuple[SourceTable, ...] = ()
    editors: tuple[EditorTable, ...] = ()
    outputs: tuple[OutputTable, ...] = ()
    sites: tuple[Rule, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file; nothing else is read."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _names_agree(self) -> Settings:
        names = [source.name for source in self.sources]
        for name in names:
            if names.count(name) > 1:
                message = f"sources: two are named {name!r}; names must differ"
                raise ValueError(message)
        for editor in self.editors:
            for name in editor.sources:
                if name not in names:
                    message = f"editors: {editor.address} asks for the source {name!r}, which is not among [[sources]]"
                    raise ValueError(message)
        check_outputs(self.outputs, sources=names, allow_private=self.crawl.allow_private)
        return self

    @model_validator(mode="after")
    def _workers_need_a_server(self) -> Settings:
        if self.service.engine == "workers" and not database_url.is_postgresql(self.database.url):
            message = (
                'service.engine: "workers" needs PostgreSQL, where they all find the work; set database.url to '
                'postgresql+psycopg://USER:PASSWORD@HOST/DATABASE, or service.engine to "here"'
            )
            raise ValueError(message)
        return self
