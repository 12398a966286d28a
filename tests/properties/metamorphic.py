"""What a comparison must say of a change that is known, checked change by change.

Each check gives the reasons why a comparison is wrong, [] when it is right, so that
tests assert on shares and the bench prints them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from monitor.diff.compare import compare
from monitor.model import Article, Change, ChangeKind, Comparison, Figure, Reading, Weight
from monitor.read.figures import read_figures
from monitor.read.quantities import same_quantity
from monitor.read.reading import read
from tests.properties import mutations


def told(comparison: Comparison, least: Weight = Weight.LOW) -> list[Change]:
    return [change for change in comparison.changes if change.weight.rank >= least.rank]


def brief(changes: list[Change]) -> list[str]:
    def side(one: object) -> str:
        return one.surface if isinstance(one, Figure) else str(getattr(one, "source", one))[:60]

    return [f"{one.weight} {one.kind} {side(one.before)!r} -> {side(one.after)!r}" for one in changes]


def wrong_of_equal(article: Article, reading: Reading) -> list[str]:
    return brief(list(compare(article, reading, article, reading).changes))


def wrong_of_digits(article: Article, reading: Reading, most: int) -> Iterator[list[str]]:
    """One digit of one figure: exactly that figure_changed.

    Skipped where the changed text is no longer read as one figure in that place (the
    change made a year or a date of it): that is no question to the comparison.
    """
    for mutation in mutations.digits_changed(article, reading, most):
        changed = replace(reading, figures=read_figures(mutation.article.text, article.language))
        twin = [one for one in changed.figures if one.start == mutation.figure.start]
        if (
            len(changed.figures) != len(reading.figures)
            or not twin
            or same_quantity(twin[0], mutation.figure)
        ):
            continue
        changed = read(mutation.article)
        changes = told(compare(article, reading, mutation.article, changed))
        right = (
            len(changes) == 1
            and changes[0].kind is ChangeKind.FIGURE_CHANGED
            and changes[0].weight is Weight.HIGH
            and changes[0].before == mutation.figure
            and changes[0].after == twin[0]
        )
        yield [] if right else [f"[{mutation.figure.surface} -> {twin[0].surface}]", *brief(changes)]


def wrong_of_shuffled(article: Article, reading: Reading, seed: str) -> list[str]:
    other = mutations.shuffled(article, seed)
    changes = compare(article, reading, other, read(other)).changes
    return brief([one for one in changes if one.kind is not ChangeKind.PASSAGE_MOVED])


def wrong_of_other_glyphs(article: Article, reading: Reading) -> list[str]:
    other = mutations.other_glyphs(article)
    return brief(told(compare(article, reading, other, read(other))))


def wrong_of_renoted(article: Article, reading: Reading) -> list[str] | None:
    other = mutations.renoted(article, reading)
    if other is None:
        return None
    return brief(told(compare(article, reading, other, read(other))))


def wrong_of_inserted(article: Article, reading: Reading, seed: str) -> list[str]:
    """The passage, its figure and its source are added; nothing else is told."""
    other = mutations.inserted(article, seed)
    changes = told(compare(article, reading, other, read(other)))
    sentence = mutations.INSERTED[article.language]
    wrong = [one for one in changes if one.passage != sentence]
    kinds = sorted(one.kind.value for one in changes if one.passage == sentence)
    reasons = brief(wrong)
    if kinds != ["attribution_added", "figure_added", "passage_added"]:
        reasons.append(f"of the sentence itself: {kinds}")
    return reasons


def wrong_of_removed(article: Article, reading: Reading, seed: str) -> list[str]:
    """A block goes: it and what it held are removed, nothing else is told."""
    other, gone = mutations.without_block(article, seed)
    changes = told(compare(article, reading, other, read(other)))
    return brief([one for one in changes if one.after is not None or (one.passage or "") not in gone])


def wrong_of_reset(article: Article, reading: Reading) -> list[str] | None:
    """A paragraph set in two, its sentences in another order: nothing at or above low."""
    other = mutations.reset(article)
    return None if other is None else brief(told(compare(article, reading, other, read(other))))


def wrong_of_decomposed(article: Article, reading: Reading) -> list[str]:
    other = mutations.decomposed(article)
    return brief(told(compare(article, reading, other, read(other))))


def wrong_of_recoded(article: Article, other: Article) -> list[str]:
    """Two extractions of one page in two encodings: nothing."""
    return brief(told(compare(article, read(article), other, read(other))))
