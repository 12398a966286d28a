"""Base forms, and the reader of simplemma's dictionaries that starts quickly."""

from __future__ import annotations

import random

import pytest
from simplemma.strategies.dictionaries import frontcode
from simplemma.strategies.dictionaries.dictionary_factory import _read_decompressed

from monitor.read.lemmas import FrontCoded, lemma

FORMS = [
    ("en", "soldiers", "soldier"), ("en", "children", "child"), ("en", "people", "people"), ("de", "Soldaten", "Soldat"), ("de", "Häuser", "Haus"),
    ("uk", "солдатів", "солдат"), ("uk", "будинків", "будинок"), ("en", "blorfs", "blorfs"), ("xx", "soldiers", "soldiers"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "form", "wanted"), FORMS)
def test_lemma(language: str, form: str, wanted: str) -> None:
    assert lemma(form, language) == wanted


@pytest.mark.parametrize("language", ["en", "uk"])
def test_reads_what_simplemma_reads(language: str) -> None:
    # German, six times as large, was compared once by hand: the decoder is the same.
    data = _read_decompressed(language)
    _, count, first = frontcode._read_header(data)
    ours = FrontCoded(data, first, frontcode._iter_records)
    theirs = {key.decode(): value.decode() for key, value in frontcode._decode_stream(data).items()}
    assert len(theirs) == count
    for word in random.Random(20261122).sample(sorted(theirs), 3000):
        assert ours.get(word) == theirs[word]
        assert ours.get(word + "\N{LATIN SMALL LETTER O WITH STROKE}q") is None


def test_says_when_the_form_is_another() -> None:
    with pytest.raises(ValueError, match="front-coded"):
        FrontCoded(b"\x00\x01a\x00\x00\xff", 0, frontcode._iter_records)
