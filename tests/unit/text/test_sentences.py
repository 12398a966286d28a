"""Sentence boundaries: cover everything, never cross a line, keep quotations whole."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.quotes import plain, quote_spans
from monitor.text.sentences import sentences

ROWS: list[tuple[str, str, list[str]]] = [
    ("en", "The dam failed. Nobody was hurt.", ["The dam failed.", "Nobody was hurt."]),
    (
        "en",
        "Dr. Quill met Mr. Reed at 5 p.m. on Friday. They left.",
        ["Dr. Quill met Mr. Reed at 5 p.m. on Friday.", "They left."],
    ),
    ("en", "“Stop. Look. Listen,” he said. It rained.", ["“Stop. Look. Listen,” he said.", "It rained."]),
    ("en", "It went to the U.S. He stayed.", ["It went to the U.S.", "He stayed."]),
    ("en", "It rose 1.5 percent. Shares fell.", ["It rose 1.5 percent.", "Shares fell."]),
    (
        "de",
        "Am 3. Mai kam Dr. Harms, z. B. nach Leer. Es regnete.",
        ["Am 3. Mai kam Dr. Harms, z. B. nach Leer.", "Es regnete."],
    ),
    ("de", "„Nein. Niemals“, sagte er. Dann ging er.", ["„Nein. Niemals“, sagte er.", "Dann ging er."]),
    ("uk", "Це коштує 5 млн грн. Так вирішили. Усе.", ["Це коштує 5 млн грн.", "Так вирішили.", "Усе."]),
    (
        "uk",
        "У 2020 р. міст закрили. «Так. Досить!» – сказав він.",
        ["У 2020 р. міст закрили.", "«Так. Досить!» – сказав він."],
    ),
    ("ko", "비가 왔다. 길이 막혔다.", ["비가 왔다.", "길이 막혔다."]),
    (
        "ko",
        "“늦었다. 서둘러야 한다”고 말했다. 3.5% 올랐다.",
        ["“늦었다. 서둘러야 한다”고 말했다.", "3.5% 올랐다."],
    ),
]


@pytest.mark.parametrize(("language", "text", "wanted"), ROWS)
def test_boundaries(language: str, text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text, language)] == wanted


@given(
    text=st.text(alphabet=st.sampled_from("aBЖ가 .!?…\n\"'“”„«»–-,3)("), max_size=120),
    language=st.sampled_from(["en", "de", "ko", "uk"]),
)
@settings(derandomize=True, deadline=None, max_examples=120)
def test_every_character_lies_in_one_sentence(text: str, language: str) -> None:
    spans = sentences(text, language)
    covered = {k for start, end in spans for k in range(start, end)}
    assert sum(end - start for start, end in spans) == len(covered)
    for k, char in enumerate(text):
        if not char.isspace():
            assert k in covered
    for start, end in spans:
        assert "\n" not in text[start:end]
        assert text[start:end] == text[start:end].strip()
    assert list(spans) == sorted(spans)


@pytest.mark.parametrize("hostile", ["a. b. ", "Dr. X ", '"', "'a ", "... ", "(", "„Wort. ", "A.B. He "])
def test_time_is_linear(hostile: str) -> None:
    text = (hostile * 40_000)[:100_000]
    start = time.perf_counter()
    for language in ("en", "ko"):
        sentences(text, language)
    assert time.perf_counter() - start < 5  # SRX alone takes 100 s for 10,000 characters of the first


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        sentences("Text.", "xx")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Er rief: „Halt!“ und lief.", ["„Halt!“"]),
        ("Er rief: »Halt!« und lief.", ["»Halt!«"]),
        ("«А «Б» В» кінець", ["«А «Б» В»"]),
        ("the players' fault", []),
        ("'It is the players' fault,' he said.", ["'It is the players' fault,'"]),
        ("‘마지막 등대’가 개봉한다", ["‘마지막 등대’"]),
    ],
)
def test_quotations_are_found_by_place_not_glyph(text: str, inside: list[str]) -> None:
    assert [text[q.start : q.end] for q in quote_spans(plain(text))] == inside
    assert len(plain(text)) == len(text)
