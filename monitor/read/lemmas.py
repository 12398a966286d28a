"""Base forms of nouns, by simplemma's dictionaries.

The dictionaries are read as streams (a few megabytes a language instead of a hundred;
loading takes 0.3 to 1.2 s on first use) and answers are cached, since the same nouns
come again and again. Languages that simplemma does not know keep the word as it is.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any


@cache
def _strategies() -> tuple[Any, Any]:
    # Imported on first use: a reader of Korean needs none of it, and start-up stays quick.
    from simplemma.strategies import DictionaryLookupStrategy, RulesStrategy  # noqa: PLC0415
    from simplemma.strategies.dictionaries.stream_dictionary_factory import (  # noqa: PLC0415
        StreamDictionaryFactory,
    )

    return DictionaryLookupStrategy(StreamDictionaryFactory()), RulesStrategy()


# A day's articles in four languages have some ten thousand different counted nouns.
@lru_cache(maxsize=32768)
def lemma(word: str, language: str) -> str:
    """The base form of ``word`` (case as the dictionary has it), or the word itself."""
    lookup, rules = _strategies()
    try:
        return str(lookup.get_lemma(word, language) or rules.get_lemma(word, language) or word)
    except (KeyError, ValueError):
        return word
