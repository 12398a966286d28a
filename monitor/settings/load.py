"""Finding, reading and checking settings.toml; errors name the key and its line.

Left out: which keys there are (``tables``).
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from monitor.database_url import SQLITE
from monitor.errors import SettingsError
from monitor.settings.tables import Settings
from monitor.settings.values import Table


def locate(config: Path | None) -> Path:
    """The settings file in force.

    :raises SettingsError: when there is none.
    """
    named = config or (Path(os.environ["MONITOR_CONFIG"]) if os.environ.get("MONITOR_CONFIG") else None)
    path = named or Path("settings.toml")
    if path.is_dir():
        message = f"{path} is a folder; --config takes the settings file in it"
        raise SettingsError(message)
    if not path.is_file():
        hint = "check --config or MONITOR_CONFIG" if named else "name one with --config FILE"
        message = f"there is no settings file {path}; {hint}"
        raise SettingsError(message)
    return path


def load(config: Path | None = None) -> Settings:
    """Read the settings in force, with paths made absolute.

    :raises SettingsError: naming the file, the key and what to write instead.
    """
    path = locate(config)
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise SettingsError(message) from error
    _refuse_unknown_variables()
    try:
        settings = Settings(**data)
    except ValidationError as error:
        raise SettingsError(_explain(error, path, text)) from error
    return _anchored(settings, path.resolve().parent)


def _refuse_unknown_variables() -> None:
    """MONITOR_X__Y that names no key would be ignored in silence: refuse it."""
    for variable in sorted(os.environ):
        if not variable.startswith("MONITOR_") or "__" not in variable:
            continue
        section, key = variable.removeprefix("MONITOR_").split("__", 1)
        table = _table_of(section)
        if table is None or key.lower() not in table.model_fields:
            message = f"the environment variable {variable} names no setting"
            raise SettingsError(message)


def _table_of(section: str) -> type[Table] | None:
    """The class of a single table; lists of tables have no names to be set by."""
    field = Settings.model_fields.get(section.lower())
    if field is None or get_origin(field.annotation) is tuple:
        return None
    kinds = [field.annotation, *get_args(field.annotation)]
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Table)), None)


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Relative paths become paths from the folder of the settings file."""
    updates: dict[str, Any] = {}
    url = settings.database.url
    if url.startswith(SQLITE):
        path = folder / url.removeprefix(SQLITE)
        updates["database"] = settings.database.model_copy(update={"url": f"{SQLITE}{path}"})
    updates["evidence"] = settings.evidence.model_copy(update={"folder": folder / settings.evidence.folder})
    updates["mail"] = settings.mail.model_copy(update={"outbox": folder / settings.mail.outbox})
    if settings.smtp is not None and settings.smtp.password_file is not None:
        updates["smtp"] = settings.smtp.model_copy(
            update={"password_file": folder / settings.smtp.password_file}
        )
    updates["outputs"] = tuple(output.anchored(folder) for output in settings.outputs)
    return settings.model_copy(update=updates)


def _explain(error: ValidationError, path: Path, text: str) -> str:
    lines = []
    for fault in error.errors(include_url=False):
        location = _as_written(fault["loc"])
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
        line = _line_of(location, text)
        place = f"{path}:{line}" if line else str(path)
        if fault["type"] == "extra_forbidden":
            said = "unknown key; see the settings example for the keys there are"
        elif fault["type"] == "missing":
            said = "is missing"
        else:
            said = str(fault["msg"]).removeprefix("Value error, ")
        lines.append(f"{place}: {key}: {said}" if key else f"{place}: {said}")
    return "\n".join(lines)


def _as_written(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The place without the kind of an output, which pydantic puts among the keys."""
    return (*location[:2], *location[3:]) if location[:1] == ("outputs",) else location


def _line_of(location: tuple[int | str, ...], text: str) -> int | None:
    """The line of the key in the file: found by its table header, then its name."""
    names = [part for part in location if isinstance(part, str)]
    if not names:
        return None
    wanted = next((part for part in location if isinstance(part, int)), 0)
    table_line, seen = None, -1
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            inside = stripped.strip("[]").split("]")[0].strip() == names[0]
            if inside:
                seen += 1
            table_line = number if inside and seen == wanted else None
            if table_line and len(names) == 1:
                return number
            continue
        key = stripped.split("=")[0].strip()
        if (table_line and len(names) > 1 and key == names[1]) or (key == names[0] and seen < 0):
            return number
    return None
