"""The words around a report, in the reader's language: ``lang/<code>/messages.toml``.

A message is a string with ``{named}`` places, or a table of plural forms whose keys are
the CLDR categories of that language (Korean: other; English, German: one, other;
Ukrainian: one, few, many). Messages are written by us; what fills them is not, so it is
inserted and never read as a pattern.
"""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import Any

from babel import Locale

from monitor.lang.registry import language as language_of
from monitor.report.runs import Phrase, Run, plain

_PARSE = Formatter().parse


class Catalogue:
    """The messages of one language. There is one instance a language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._messages = language_of(code).toml("messages.toml")
        self.locale = Locale.parse(self.pattern("locale"))

    def pattern(self, key: str) -> str:
        """The bare message under a dotted key.

        :raises KeyError: when the language does not translate it; the message names both.
        """
        found = self._find(key)
        if not isinstance(found, str):
            raise KeyError(f"{self.code}: {key!r} is no message")
        return found

    def has(self, key: str) -> bool:
        """Whether there is a message under the key."""
        try:
            return isinstance(self._find(key), str)
        except KeyError:
            return False

    def table(self, key: str) -> dict[str, Any]:
        """The messages under a dotted key; {} where there are none."""
        try:
            found = self._find(key)
        except KeyError:
            return {}
        return found if isinstance(found, dict) else {}

    def text(self, key: str, **parts: str) -> str:
        """The message with its places filled."""
        return plain(self.phrase(key, **parts))

    def phrase(self, key: str, **parts: str | Phrase) -> Phrase:
        """The message as runs: what is filled in keeps its language and mark."""
        return _filled(self.pattern(key), parts)

    def count(self, key: str, number: int, **parts: str | Phrase) -> Phrase:
        """The plural form for ``number``; ``{n}`` stands for the number itself."""
        form = self.locale.plural_form(number)
        return _filled(self.pattern(f"{key}.{form}"), {"n": str(number), **parts})

    def _find(self, key: str) -> Any:
        found: Any = self._messages
        for step in key.split("."):
            if not isinstance(found, dict) or step not in found:
                raise KeyError(f"{self.code}: no message {key!r}")
            found = found[step]
        return found


@cache
def catalogue(code: str) -> Catalogue:
    """The catalogue of that language.

    :raises KeyError: when there is no such language.
    """
    return Catalogue(code)


def _filled(pattern: str, parts: dict[str, str] | dict[str, str | Phrase]) -> Phrase:
    runs: list[Run] = []
    for literal, name, _, _ in _PARSE(pattern):
        if literal:
            runs.append(Run(text=literal))
        if name is not None:
            part = parts[name]
            runs.extend((Run(text=part),) if isinstance(part, str) else part)
    return tuple(run for run in runs if run.text)
