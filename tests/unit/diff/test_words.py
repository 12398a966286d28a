"""Word operations: what is marked in an edited sentence."""

from __future__ import annotations

import pytest

from monitor.diff.words import Operation, OperationKind, apply, is_spelling, stems, tokens, word_operations

# language, old, new, the edits in brackets
MARKED = [
    (
        "en",
        "sent 1,500 special forces to help",
        "sent 3,000 troops to help",
        "sent [1,500 special forces|3,000 troops] to help",
    ),
    (
        "en",
        "have not commented on the claims",
        "have denied the claims",
        "have [not commented on|denied] the claims",
    ),
    ("en", "The mayor resigned.", "The mayor, a Democrat, resigned.", "The mayor[|, a Democrat,] resigned."),
    ("en", "He doesn’t know.", "He doesn’t yet know.", "He doesn’t [|yet ]know."),
    ("de", "Die Zahl stieg auf 8.200.", "Die Zahl stieg auf 8.600.", "Die Zahl stieg auf [8.200|8.600]."),
    ("de", "Das ist so.", "Das ist so.", "Das ist so."),
    (
        "uk",
        "Міноборони заперечило це.",
        "Міноборони підтвердило це.",
        "Міноборони [заперечило|підтвердило] це.",
    ),
    # a particle is a word of its own
    ("ko", "국정원은 밝혔다.", "국정원이 밝혔다.", "국정원[은|이] 밝혔다."),
    ("ko", "1500명을 파병했다", "3000명을 파병했다", "[1500|3000]명을 파병했다"),
    ("en", "", "new", "[|new]"),
    ("en", "old", "", "[old|]"),
    ("en", "", "", ""),
]


def marked(operations: tuple[Operation, ...]) -> str:
    return "".join(
        one.old if one.kind is OperationKind.KEEP else f"[{one.old}|{one.new}]" for one in operations
    )


@pytest.mark.parametrize(("language", "old", "new", "wanted"), MARKED)
def test_the_words_that_differ_are_marked(language: str, old: str, new: str, wanted: str) -> None:
    operations = word_operations(old, new, language)
    assert marked(operations) == wanted
    assert apply(old, operations) == new


def test_operations_of_another_text_are_refused() -> None:
    operations = word_operations("one two", "one three", "en")
    with pytest.raises(ValueError, match="offset"):
        apply("something else", operations)
    with pytest.raises(ValueError, match="offset"):
        apply("one two and more", operations)


def test_tokens_are_the_text() -> None:
    text = "국정원은 “1,500명”을 파병했다고…  don’t\n3.2 %"
    assert "".join(tokens(text, "ko")) == text


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Bürgermeister", "Bürgermeisters"),
        ("uk", "військових", "військовими"),
        ("ko", "국정원은", "국정원이"),
        ("en", "injured", "INJURED"),
        ("en", "1,500", "3000"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language) != []


def test_an_endless_sentence_is_one_replacement() -> None:
    """30,000 words took difflib 17 s; here nothing is compared beyond the common ends."""
    old = "start " + "a b " * 8000 + "end"
    new = "start " + "c d " * 8000 + "end"
    operations = word_operations(old, new, "en")
    assert [one.kind for one in operations] == [OperationKind.KEEP, OperationKind.REPLACE, OperationKind.KEEP]
    assert apply(old, operations) == new


def test_an_unknown_language_has_words_too() -> None:
    assert marked(word_operations("a b", "a c", "xx")) == "a [b|c]"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("organisation", "organization", True),
        ("independent", "indepedent", True),
        ("Zelensky", "Zelenskyy", True),
        ("Aufsichtrat", "Aufsichtsrat", True),
        ("торгівельної", "торговельної", True),
        ("незалежного", "незележного", True),
        ("풍력발전", "풍력발젼", True),
        ("verletzt", "verletzte", True),
        # alike, and the opposite or another
        ("legal", "illegal", False),
        ("increased", "decreased", False),
        ("möglich", "unmöglich", False),
        ("законно", "незаконно", False),
        ("million", "billion", False),
        ("Iran", "Iraq", False),
        ("Austria", "Australia", False),
        ("Niger", "Nigeria", False),
        ("Tuesday", "Thursday", False),
        ("Peter", "Petra", False),
        ("증가", "증거", False),
        ("인상", "인하", False),
        ("", "a", False),
    ],
)
def test_a_spelling_is_told_from_another_word(one: str, other: str, same: bool) -> None:
    assert is_spelling(one, other) is is_spelling(other, one) is same
