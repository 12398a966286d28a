"""Known changes made to every article at hand: what a comparison must say of each.

The shares that must be reached are those of the task; on our own fixtures every single
one has to be right.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from monitor.model import Article, Reading
from tests.properties import metamorphic, mutations
from tests.properties.material import articles, extracted, fixture_pages, shared_pages

Material = tuple[tuple[Article, Reading], ...]

KINDS = [
    "fixtures",
    pytest.param(
        "shared",
        marks=[
            pytest.mark.shared,
            pytest.mark.skipif(not shared_pages(), reason="the shared material is not here"),
        ],
    ),
]


@pytest.fixture(params=KINDS)
def material(request: pytest.FixtureRequest) -> Material:
    return articles(request.param)


def assert_share(results: Iterable[list[str]], least: float, fewest: int) -> None:
    """At least that share is right, of at least that many, and the wrong ones are shown."""
    found = list(results)
    wrong = [reasons for reasons in found if reasons]
    assert len(found) >= fewest
    assert len(wrong) <= (1 - least) * len(found), "\n".join(map(str, wrong[:10]))


def test_equal_versions_have_nothing_to_tell(material: Material) -> None:
    assert_share((metamorphic.wrong_of_equal(*one) for one in material), 1.0, 40)


def test_one_digit_is_exactly_one_changed_figure(material: Material) -> None:
    results = (wrong for one in material for wrong in metamorphic.wrong_of_digits(*one, most=2))
    assert_share(results, 0.99, 90)


def test_shuffled_paragraphs_have_only_moved(material: Material) -> None:
    results = (metamorphic.wrong_of_shuffled(*one, seed=str(n)) for n, one in enumerate(material))
    assert_share(results, 1.0, 40)


def test_other_glyphs_are_form(material: Material) -> None:
    assert_share((metamorphic.wrong_of_other_glyphs(*one) for one in material), 0.99, 40)


def test_renoted_thousands_are_form(material: Material) -> None:
    results = (metamorphic.wrong_of_renoted(*one) for one in material)
    assert_share((one for one in results if one is not None), 0.98, 10)


def test_an_inserted_sentence_brings_what_it_holds_and_nothing_else(material: Material) -> None:
    results = (metamorphic.wrong_of_inserted(*one, seed=str(n)) for n, one in enumerate(material))
    assert_share(results, 0.99, 40)


def test_a_removed_block_takes_what_it_held_and_nothing_else(material: Material) -> None:
    results = (metamorphic.wrong_of_removed(*one, seed=str(n)) for n, one in enumerate(material))
    assert_share(results, 0.99, 40)


def test_a_paragraph_set_otherwise_is_form(material: Material) -> None:
    results = [metamorphic.wrong_of_reset(*one) for one in material]
    assert_share((one for one in results if one is not None), 0.99, 0)


def test_decomposed_letters_are_form(material: Material) -> None:
    assert_share((metamorphic.wrong_of_decomposed(*one) for one in material), 1.0, 40)


@pytest.mark.parametrize("kind", KINDS)
def test_character_references_are_form(kind: str) -> None:
    pages = fixture_pages() if kind == "fixtures" else shared_pages()[::3]
    results = []
    for _, language, body in pages:
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            continue
        article, other = (
            extracted(body, language),
            extracted(mutations.with_entities(text).encode(), language),
        )
        if article is not None and other is not None:
            results.append(metamorphic.wrong_of_recoded(article, other))
    assert_share(results, 0.99, 40)
