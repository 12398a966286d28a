"""Correction notices and clarifications, recognised by each language's phrases.

The phrases are data (``corrections.toml``): what a notice starts with, and what it says
wherever it stands. Looked for in passages that are new or edited, never in old ones.

Left out: what was corrected; the figures and passages tell that themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from monitor.lang.registry import language as language_of
from monitor.text.normalise import fold_form


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrases:
    starts: tuple[str, ...]
    contains: tuple[str, ...]


@cache
def _phrases(language: str) -> _Phrases:
    try:
        data = language_of(language).toml("corrections.toml")
    except KeyError:
        data = {}
    return _Phrases(starts=tuple(data.get("starts", ())), contains=tuple(data.get("contains", ())))


def is_correction(text: str, language: str) -> bool:
    """Whether a passage is a correction notice or a clarification."""
    form = fold_form(text).casefold().lstrip("*-–—•▲▶■◇☞※[(<\"' ")
    phrases = _phrases(language)
    return form.startswith(phrases.starts) or any(phrase in form for phrase in phrases.contains)
