"""The values that several tables of settings.toml share, and what is refused of each.

Left out: the tables (``tables``, ``outputs``).
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from monitor.errors import SettingsError
from monitor.extract.sites import SiteRule, rule_from
from monitor.lang import languages
from monitor.mailboxes import address
from monitor.model import ChangeKind, Weight

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
    message = f'{value!r} is no mail address; write "name@example.org"'
    if _ADDRESS.fullmatch(value) is None:
        raise ValueError(message)
    try:
        # As mails are addressed: what cannot be would fail every report, and not only this reader's.
        address(value)
    except ValueError as error:
        raise ValueError(f"{message} ({error})") from error
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


def web_address(value: str) -> str:
    """The value, where it is an http(s) address with a host.

    :raises ValueError: it is none.
    """
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        message = f'{value!r} is no web address; write "https://example.org/feed.xml"'
        raise ValueError(message)
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Address = Annotated[str, AfterValidator(_address)]
Language = Annotated[str, AfterValidator(_language)]
Zone = Annotated[str, AfterValidator(_zone)]
Web = Annotated[str, AfterValidator(web_address)]
Rule = Annotated[SiteRule, BeforeValidator(_site_rule)]


class Table(BaseModel):
    """A table of the settings: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SelectionTable(Table):
    """Which reports a recipient asks for: the keys that editors and outputs share."""

    sources: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    keywords: tuple[str, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    minimum_weight: Weight = Weight.MEDIUM
