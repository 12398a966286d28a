"""The tables of settings.toml: every key, its type, its default and what is refused.

Left out: finding and reading the file (``load``).
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from monitor import database_url
from monitor.errors import SettingsError
from monitor.extract.sites import SiteRule, rule_from
from monitor.lang import languages
from monitor.model import ChangeKind, Delivery, Editor, Source, SourceKind, Weight
from monitor.ports import BY_HAND

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(ms|s|m|h|d)")
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(seconds=value)
    match = _DURATION.fullmatch(str(value).strip())
    if match is None:
        message = f'{value!r} is no duration; write "30s", "15m", "6h" or "30d"'
        raise ValueError(message)
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _address(value: str) -> str:
    if _ADDRESS.fullmatch(value) is None:
        message = f'{value!r} is no mail address; write "name@example.org"'
        raise ValueError(message)
    return value


def _language(value: str) -> str:
    if value not in languages():
        message = f"{value!r} is no language of this program; there are: {', '.join(languages())}"
        raise ValueError(message)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        message = f'{value!r} is no time zone; write an IANA name such as "Europe/Berlin"'
        raise ValueError(message) from error
    return value


def _site_rule(value: object) -> object:
    if not isinstance(value, dict):
        return value
    try:
        return rule_from(value)
    except SettingsError as error:
        raise ValueError(str(error)) from error


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Address = Annotated[str, AfterValidator(_address)]
Language = Annotated[str, AfterValidator(_language)]
Zone = Annotated[str, AfterValidator(_zone)]
Rule = Annotated[SiteRule, BeforeValidator(_site_rule)]


class Table(BaseModel):
    """A table of the settings: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MonitorTable(Table):
    """``[monitor]``."""

    languages: tuple[Language, ...] = ("ko", "en", "de", "uk")


class DatabaseTable(Table):
    """``[database]``."""

    url: str = Field(default="sqlite:///data/monitor.db", repr=False)

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

    @field_validator("tick", "every")
    @classmethod
    def _positive(cls, value: timedelta) -> timedelta:
        if value <= timedelta(0):
            message = "must be longer than nothing"
            raise ValueError(message)
        return value


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


class MailTable(Table):
    """``[mail]``."""

    sender: Address = "monitor@localhost.localdomain"
    outbox: Path = Path("data/outbox")
    unsubscribe_url: str | None = None

    @field_validator("unsubscribe_url")
    @classmethod
    def _https(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("mailto:"):
            _web_address(value)
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


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        message = f'{value!r} is no web address; write "https://example.org/feed.xml"'
        raise ValueError(message)
    return value


class SourceTable(Table):
    """One of ``[[sources]]``."""

    name: str = Field(min_length=1)
    kind: SourceKind = SourceKind.FEED
    url: Annotated[str, AfterValidator(_web_address)]
    language: Language | None = None
    article_pattern: str | None = None

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


class EditorTable(Table):
    """One of ``[[editors]]``."""

    address: Address
    name: str | None = None
    language: Language = "en"
    sources: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    keywords: tuple[str, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    minimum_weight: Weight = Weight.MEDIUM
    delivery: Delivery = Delivery.AT_ONCE
    at: str = Field(default="07:00", pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    timezone: Zone = "UTC"

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
    crawl: CrawlTable = CrawlTable()
    mail: MailTable = MailTable()
    smtp: SmtpTable | None = None
    sources: tuple[SourceTable, ...] = ()
    editors: tuple[EditorTable, ...] = ()
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
        return self
