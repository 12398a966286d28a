"""Word operations for any two texts: applied to the old they give the new."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.diff.words import OperationKind, apply, tokens, word_operations

LANGUAGES = st.sampled_from(["de", "en", "ko", "uk"])
# Words that repeat, so that the two texts have something in common.
WORDS = st.sampled_from(
    ["the", "a", "1,500", "3.000", "국정원은", "국정원이", "명을", "солдат", "бійців", "Straße", "don’t", "–", "“", "”", ".", ",", " ", "\u00a0", "e\u0301"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60)

TRIES = settings(max_examples=400, derandomize=True, deadline=None, database=None)


@TRIES
@given(old=TEXTS, new=TEXTS, language=LANGUAGES)
def test_operations_applied_to_the_old_give_the_new(old: str, new: str, language: str) -> None:
    assert apply(old, word_operations(old, new, language)) == new


@TRIES
@given(old=TEXTS, new=TEXTS, language=LANGUAGES)
def test_operations_say_what_they_are(old: str, new: str, language: str) -> None:
    operations = word_operations(old, new, language)
    for one in operations:
        assert (one.old == one.new) == (one.kind is OperationKind.KEEP)
        assert (one.old == "") == (one.kind is OperationKind.INSERT)
        assert (one.new == "") == (one.kind is OperationKind.DELETE)
    kinds = [one.kind is OperationKind.KEEP for one in operations]
    assert all(one != other for one, other in pairwise(kinds))


@TRIES
@given(text=TEXTS, language=LANGUAGES)
def test_a_text_is_kept_by_its_own_operations(text: str, language: str) -> None:
    assert all(one.kind is OperationKind.KEEP for one in word_operations(text, text, language))
    assert "".join(tokens(text, language)) == text
