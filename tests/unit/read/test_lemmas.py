"""Base forms, and the reader of simplemma's dictionaries that starts quickly."""

from __future__ import annotations

import lzma
import random
import subprocess
import sys

import pytest
from simplemma.strategies import DictionaryLookupStrategy, RulesStrategy
from simplemma.strategies.dictionaries import StreamDictionaryFactory, frontcode
from simplemma.strategies.dictionaries.dictionary_factory import DATA_FOLDER, _read_decompressed

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
    theirs = {key.decode(): value.decode() for key, value in frontcode._decode_stream(data).items()}
    ours = FrontCoded((DATA_FOLDER / f"{language}.plzma").read_bytes())
    by_initial = {word[0]: word for word in sorted(theirs)}
    words = [*by_initial.values(), *random.Random(20261122).sample(sorted(theirs), 3000)]
    random.Random(20261122).shuffle(words)
    for word in words:
        assert ours.get(word) == theirs[word]
        assert ours.get(word + "\N{LATIN SMALL LETTER O WITH STROKE}q") is None
    assert ours.get("") is None
    assert ours.get("\N{CJK UNIFIED IDEOGRAPH-65E5}") is None


ASKED = [
    ("de", "Klimaschutzpaketen"), ("de", "Lehrerinnen"), ("de", "Soldaten"), ("de", "soldaten"), ("de", "SOLDATEN"), ("de", "Ärzte"),
    ("de", "bedeutendem"), ("en", "children"), ("en", "Blorfments"), ("uk", "п'ятьох"), ("uk", "п\u2019ятьох"),
    ("uk", "військових"), ("uk", "Харковом"), ("uk", "блорфуванням"), ("ko", "사람"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "word"), ASKED)
def test_prefers_what_simplemma_prefers(language: str, word: str) -> None:
    listed = None
    if (DATA_FOLDER / f"{language}.plzma").is_file():
        listed = DictionaryLookupStrategy(StreamDictionaryFactory()).get_lemma(word, language)
    assert lemma(word, language) == (listed or RulesStrategy().get_lemma(word, language) or word)


UNLIKE = [
    b"\x00\x01a\x00\x00\xff",  # no such head
    b"SMFC1\x01\x01\x00\x01a\x00\x00",  # keys written backwards
    b"SMFC1\x00\x03" + b"\x00\x02\xd0\xb0\x00\x00" * 3,  # the same key three times
    b"SMFC1\x00\x01\x00\x04\xd0\xb0\xd0\xb0\x00\x09a",  # cut short
]


@pytest.mark.parametrize("stream", UNLIKE)
def test_says_when_the_form_is_another(stream: bytes) -> None:
    with pytest.raises(ValueError, match="front-coded"):
        FrontCoded(lzma.compress(stream)).get("\N{CYRILLIC SMALL LETTER A}")


def test_a_first_lemma_needs_no_import_of_simplemma() -> None:
    # That import is a quarter of the time that a fresh process may take to its first figures.
    code = (
        "import sys; from monitor.read.figures import read_figures; "
        "read_figures('12 Lehrerinnen und 30 Soldaten', 'de'); "
        "sys.exit('simplemma' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
