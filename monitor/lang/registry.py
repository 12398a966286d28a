"""The registry of language folders and the loading of their data files.

A language is a folder under ``monitor/lang`` (or any folder given to
:func:`register`, as the tests do) that holds ``profile.toml``. Readers ask for the
data file they own and compile their tables from it once; nothing outside this
package asks which language it is.
"""

from __future__ import annotations

import csv
import importlib
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

_ROOT = Path(__file__).parent
_registered: dict[str, Path] = {}


class Language:
    """One language folder. Compared and hashed by identity: there is one per code."""

    def __init__(self, code: str, folder: Path) -> None:
        self.code = code
        self.folder = folder
        self.profile = self.toml("profile.toml")

    def __repr__(self) -> str:
        return f"Language({self.code!r})"

    def toml(self, name: str) -> dict[str, Any]:
        """The parsed TOML file ``name`` of the folder; {} where there is none."""
        path = self.folder / name
        if not path.is_file():
            return {}
        return tomllib.loads(path.read_text(encoding="utf-8"))

    def tsv(self, name: str) -> list[dict[str, str]]:
        """The rows of a tab-separated file with a header line; [] where there is none.

        Fields are taken literally (no quoting); missing trailing fields are "".
        """
        path = self.folder / name
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
            return [dict(row) for row in reader]

    def module(self, name: str) -> ModuleType | None:
        """Code that the language brings along (``monitor/lang/ko/<name>.py``), or None."""
        if not (self.folder / f"{name}.py").is_file() or self.folder.parent != _ROOT:
            return None
        return importlib.import_module(f"{__package__}.{self.folder.name}.{name}")


def languages() -> tuple[str, ...]:
    """The codes of all languages, sorted."""
    own = {path.parent.name for path in _ROOT.glob("*/profile.toml")}
    return tuple(sorted(own | set(_registered)))


def register(code: str, folder: Path) -> None:
    """Add a language folder from outside the package."""
    _registered[code] = folder
    language.cache_clear()


@cache
def language(code: str) -> Language:
    """The language of that code.

    :raises KeyError: when there is no such folder.
    """
    folder = _registered.get(code, _ROOT / code)
    if not (folder / "profile.toml").is_file():
        message = f"no language {code!r}; there are: {', '.join(languages())}"
        raise KeyError(message)
    return Language(code, folder)
