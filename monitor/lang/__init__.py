"""Languages as data: one folder each, with the same files. See README.md there."""

from monitor.lang.registry import Language, language, languages

__all__ = ["Language", "language", "languages"]
