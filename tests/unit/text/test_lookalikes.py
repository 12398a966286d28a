"""Letters of another script inside a word, told by what they look like."""

from __future__ import annotations

import pytest

from monitor.text.lookalikes import one_script

WORDS = [
    ("мiльйон", "мільйон"),
    ("повiдомив", "повідомив"),
    ("Kиїв", "Київ"),
    ("Киïв", "Київ"),
    ("Rаt", "Rat"),
    ("cоuncil", "council"),
    ("Mоskаu", "Moskau"),
]
AS_THEY_ARE = [
    "IT-фахівець",
    "Zеленський і Zelensky",
    "COVID-19 у Києві",
    "BMW та Mercedes",
    "5G-мережа",
    "Sоюз",  # the letter that looks like S is Macedonian
    "서울 Seoul",
    "",
]


@pytest.mark.parametrize(("mixed", "whole"), WORDS)
def test_a_word_is_of_one_script(mixed: str, whole: str) -> None:
    assert one_script(f"«{mixed}» та {mixed}.") == f"«{whole}» та {whole}."
    assert one_script(one_script(mixed)) == whole


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_what_is_no_disguise_stays(text: str) -> None:
    assert one_script(text) == text


def test_offsets_survive() -> None:
    text = "Oлена сказала: 5 мiльйонiв, а Rаt — ні. " * 50
    assert len(one_script(text)) == len(text)
