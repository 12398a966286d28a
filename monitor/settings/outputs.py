"""``[[outputs]]``: the ways out of the program beside the mail, a table of keys for each kind.

Left out: the ways themselves (``monitor.deliver``).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from monitor.addresses import plain_host
from monitor.errors import SettingsError
from monitor.model import Output, OutputKind
from monitor.settings.values import Duration, Language, SelectionTable, Web

# A part of the recipient's name in the outbox and in lists: nothing that needs quoting,
# and no @, which only mail addresses have.
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
# No double underscore: MONITOR_SECTION__KEY is a setting.
_VARIABLE = r"^MONITOR(_[A-Z0-9]+)+$"


class _OutputTable(SelectionTable):
    """What every output has."""

    name: str = Field(pattern=_NAME)
    kind: Literal["atom", "jsonl", "webhook"]
    language: Language = "en"

    def output(self) -> Output:
        """The value that the rest of the program knows."""
        fields = (*SelectionTable.model_fields, "name", "language")
        return Output(kind=OutputKind(self.kind), **{key: getattr(self, key) for key in fields})


class AtomTable(_OutputTable):
    """An Atom feed in a file."""

    kind: Literal["atom"]
    path: Path
    entries: int = Field(default=50, ge=1, le=1000)

    def anchored(self, folder: Path) -> AtomTable:
        """The table with its path from that folder."""
        return self.model_copy(update={"path": folder / self.path})


class JsonlTable(_OutputTable):
    """JSON lines in a file."""

    kind: Literal["jsonl"]
    path: Path

    def anchored(self, folder: Path) -> JsonlTable:
        """The table with its path from that folder."""
        return self.model_copy(update={"path": folder / self.path})


class WebhookTable(_OutputTable):
    """A signed POST."""

    kind: Literal["webhook"]
    url: Web
    secret_file: Path | None = None
    secret_env: str | None = Field(default=None, pattern=_VARIABLE)
    timeout: Duration = timedelta(seconds=15)

    @field_validator("url")
    @classmethod
    def _bare(cls, value: str) -> str:
        if "@" in urlsplit(value).netloc:
            message = "a name and password have no place in the address; the signature tells who sends"
            raise ValueError(message)
        return value

    @field_validator("timeout")
    @classmethod
    def _in_time(cls, value: timedelta) -> timedelta:
        if not timedelta(0) < value <= timedelta(minutes=1):
            message = 'write more than nothing and at most "1m"'
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _one_secret(self) -> WebhookTable:
        if (self.secret_file is None) == (self.secret_env is None):
            message = "set secret_file, or secret_env with the name of a variable (MONITOR_WEBHOOK_SECRET)"
            raise ValueError(message)
        return self

    def anchored(self, folder: Path) -> WebhookTable:
        """The table with its path from that folder."""
        if self.secret_file is None:
            return self
        return self.model_copy(update={"secret_file": folder / self.secret_file})

    def secret(self) -> str:
        """The secret, from its file or the environment.

        :raises SettingsError: when it is not there.
        """
        if self.secret_file is not None:
            try:
                return self.secret_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                message = f"outputs: {self.name}: secret_file: {self.secret_file} cannot be read ({error})"
                raise SettingsError(message) from error
        found = os.environ.get(str(self.secret_env), "")
        if not found:
            message = f"outputs: {self.name}: secret_env: the environment has no {self.secret_env}"
            raise SettingsError(message)
        return found


OutputTable = Annotated[AtomTable | JsonlTable | WebhookTable, Field(discriminator="kind")]


def check_outputs(
    outputs: Sequence[AtomTable | JsonlTable | WebhookTable],
    *,
    sources: Collection[str],
    allow_private: Collection[str],
) -> None:
    """What the tables must be beside one another.

    :raises ValueError: two outputs have one name or one file, ask for a source that is
        none, or send in the clear to a host outside the own network.
    """
    names: set[str] = set()
    paths: set[Path] = set()
    for output in outputs:
        if output.name in names:
            message = f"outputs: two are named {output.name!r}; names must differ"
            raise ValueError(message)
        names.add(output.name)
        for source in output.sources:
            if source not in sources:
                message = (
                    f"outputs: {output.name} asks for the source {source!r}, which is not among [[sources]]"
                )
                raise ValueError(message)
        if isinstance(output, WebhookTable):
            parts = urlsplit(output.url)
            if parts.scheme != "https" and plain_host(parts.hostname or "") not in map(
                plain_host, allow_private
            ):
                message = f"outputs: {output.name}: write an https address; http is for hosts in crawl.allow_private"
                raise ValueError(message)
        elif output.path in paths:
            message = f"outputs: {output.name} writes the file of another output, {output.path}"
            raise ValueError(message)
        else:
            paths.add(output.path)
