"""The reading of an article: figures and attributions with offsets into its text."""

from __future__ import annotations

import pytest

from monitor.model import Article, Block, Headlines
from monitor.read.reading import read


def article(language: str, *paragraphs: str) -> Article:
    blocks = tuple(Block(text=text) for text in paragraphs)
    return Article(
        url="https://example.org/a", language=language, headlines=Headlines(page="H"), blocks=blocks
    )


def test_offsets_refer_to_the_text_of_the_article() -> None:
    one = article("en", "The pier is closed.", "Ada Quill said 40 boats were lost.")
    reading = read(one)
    (said,) = reading.attributions
    assert one.text[said.start :].startswith("said")
    assert said.source == "Ada Quill"
    assert [one.text[f.start : f.end] for f in reading.figures] == ["40 boats"]


def test_an_empty_article_reads_as_nothing() -> None:
    reading = read(article("uk"))
    assert (reading.figures, reading.attributions) == ((), ())


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        read(article("xx", "Text."))
