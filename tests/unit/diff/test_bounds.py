"""Hostile articles cost little: walls of numbers, of quotes, of one sentence, of one word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.diff.compare import compare
from monitor.model import Article
from monitor.read.reading import read
from tests.unit.diff.texts import article


def wall_of_numbers(size: int) -> tuple[Article, Article]:
    numbers = [f"{n} boats" for n in range(100, 100 + size)]
    return article(", ".join(numbers)), article(", ".join(numbers[::-1]))


def one_long_sentence(size: int) -> tuple[Article, Article]:
    return article("word other " * size), article("other thing word " * size)


def one_sentence_repeated(size: int) -> tuple[Article, Article]:
    return article("The dam holds.\n" * size), article("The dam broke.\n" * size)


def statements_in_one_block(size: int) -> tuple[Article, Article]:
    said = [f"Anna Berg said that boat {n} had sunk." for n in range(size)]
    return article(" ".join(said)), article(" ".join(said[::-1]) + " Nobody slept.")


def all_rewritten(size: int) -> tuple[Article, Article]:
    old = [f"The {n} boats of pier {n} were counted by hand." for n in range(size)]
    new = [f"At pier {n} a camera saw {n} boats, by day and by night." for n in range(size)]
    return article("\n".join(old)), article("\n".join(new[::-1]))


SHAPES = [
    (wall_of_numbers, 600),
    (one_long_sentence, 10_000),
    (one_sentence_repeated, 2_000),
    (statements_in_one_block, 150),
    (all_rewritten, 400),
]


@pytest.mark.parametrize(("make", "size"), SHAPES, ids=[make.__name__ for make, _ in SHAPES])
def test_the_comparison_ends_and_tells_no_more_than_there_is(
    make: Callable[[int], tuple[Article, Article]], size: int
) -> None:
    """How the time grows is measured in ``bench/hostile.py``."""
    old, new = make(size)
    old_reading, new_reading = read(old), read(new)
    changes = compare(old, old_reading, new, new_reading).changes
    things = sum(len(one.figures) + len(one.attributions) for one in (old_reading, new_reading))
    passages = sum(text.count(".") + 1 for text in (old.text, new.text))
    assert 0 < len(changes) <= things + passages
