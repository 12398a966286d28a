"""What holds in every language: glyphs, hostile texts, order and offsets, the seed."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import CueClass
from monitor.read.attributions import read_attributions
from monitor.read.gazetteer import gazetteer
from monitor.read.grammar import grammar

LANGUAGES = ("en", "de", "ko", "uk")
SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).resolve().parents[4] / "shared"))

GLYPHS = [
    ("en", "“We can't wait,” Ada Quill said – twice.", '"We can’t wait," Ada Quill said — twice.'),
    ("de", "„Nein“, sagte Ole Janssen – zweimal.", "»Nein«, sagte Ole\u00a0Janssen — zweimal."),
    ("uk", "«Ні», – відповів речник п'ятого каналу.", "“Ні”, — відповів речник п’ятого каналу."),
    ("ko", "정하윤 의원은 “늦었다”고 말했다.", '정하윤 의원은 "늦었다"고 말했다.'),
]


@pytest.mark.parametrize(("language", "written", "otherwise"), GLYPHS)
def test_glyphs_change_nothing(language: str, written: str, otherwise: str) -> None:
    def shape(text: str) -> list[tuple[object, ...]]:
        return [
            (
                one.start,
                one.cue_class,
                one.direct,
                one.source_start,
                len(one.source),
                one.content_start,
                len(one.content),
            )
            for one in read_attributions(text, language)
        ]

    assert shape(written)
    assert shape(written) == shape(otherwise)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "hostile",
    [
        '"Wort said, ',
        '"a" ',
        "a. b. ",
        "((((",
        "(a ",
        "X said, ",
        "und ",
        "그는 말했다고 ",
        '"가"고 ',
        "– заявив Х, ",
        "nach ",
        ", der Chef, ",
        'X said: "a\n"b\n',
        "Aa Bb (AB) said X. ",
    ],
)
def test_time_is_linear(language: str, hostile: str) -> None:
    text = (hostile * 20_000)[:60_000]
    start = time.perf_counter()
    read_attributions(text, language)
    assert time.perf_counter() - start < 6  # at most 0.7 s here


PIECES = [
    "a",
    "B",
    "Ж",
    "가",
    " ",
    ".",
    ",",
    ":",
    "\n",
    '"',
    "'",
    "“",
    "”",
    "„",
    "«",
    "»",
    "–",
    "(",
    "3",
    " said ",
    " sagte ",
    " заявив ",
    "은 ",
    "고 말했다",
    " Ada Quill ",
]


@given(text=st.lists(st.sampled_from(PIECES), max_size=40).map("".join), language=st.sampled_from(LANGUAGES))
@settings(derandomize=True, deadline=None, max_examples=150)
def test_offsets_point_at_what_they_name(text: str, language: str) -> None:
    found = read_attributions(text, language)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert 0 <= one.start <= len(text)
        assert (one.source_start is None) == (one.source == "")
        if one.source_start is not None:
            assert text[one.source_start :].startswith(one.source)
        if one.content_start is not None:
            assert text[one.content_start :].startswith(one.content)
        assert one.cue or one.source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_files_are_complete(language: str) -> None:
    table = grammar(language)
    assert {cue.cue_class for cues in table.cues.values() for cue in cues} >= set(CueClass) - {
        CueClass.DECLINE,
        CueClass.REVEAL,
    }
    words = gazetteer(language).words
    assert {
        "titles",
        "pronouns",
        "anonymity",
        "document",
        "media",
        "government",
        "organisation",
        "spokesperson",
        "ignore",
    } <= set(words)


def test_the_same_concepts_and_institutions_in_all_languages() -> None:
    import tomllib

    from monitor.lang.registry import language

    tables = {
        code: tomllib.loads((language(code).folder / "sources.toml").read_text(encoding="utf-8"))
        for code in LANGUAGES
    }
    for code in LANGUAGES:
        assert set(tables[code]["concepts"]) <= set(tables["en"]["concepts"]), code
        assert set(tables["en"]["concepts"]) - set(tables[code]["concepts"]) <= {"chancellor"}, code


@pytest.mark.shared
@pytest.mark.skipif(
    not (SHARED / "data" / "seed").is_dir(), reason="the seed article is not beside the project"
)
def test_the_seed() -> None:
    expected = json.loads((SHARED / "data/seed/expected.json").read_text(encoding="utf-8"))
    old, new = (
        read_attributions((SHARED / f"data/seed/{name}.txt").read_text(encoding="utf-8"), "en")
        for name in ("old", "new")
    )

    def has(found: tuple[object, ...], surface: str, cue_class: str | None = None) -> bool:
        return any(
            surface.lower() in one.source.lower() and cue_class in (None, one.cue_class.value)
            for one in found
        )

    for surface, cue_class in expected["new_attributions"]:
        assert has(new, surface, cue_class)
        assert not has(old, surface)
    for surface in expected["unchanged_attributions"]:
        assert has(old, surface)
        assert has(new, surface)
    pairs = {one.source: one for one in old}, {one.source: one for one in new}
    assert (pairs[0]["Moscow and Pyongyang"].cue_class, pairs[1]["Moscow and Pyongyang"].cue_class) == (
        CueClass.DECLINE,
        CueClass.DENY,
    )
    assert (pairs[0]["The US"].cue_class, pairs[1]["The US"].cue_class) == (CueClass.DECLINE, CueClass.SAY)
