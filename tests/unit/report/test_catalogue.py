"""Every message is there in every language, with its places and its plural forms."""

from __future__ import annotations

import string
from typing import Any

import pytest
from babel import Locale

from monitor.lang.registry import language, languages
from monitor.model import Bound, CueClass, FigureKind
from monitor.report.catalogue import catalogue
from monitor.report.runs import plain, words
from monitor.report.voices import Voice

# CLDR's categories for whole numbers; Ukrainian "other" is for fractions, which are never counted.
FORMS = {"ko": {"other"}, "en": {"one", "other"}, "de": {"one", "other"}, "uk": {"one", "few", "many"}}
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}
OWN = {"currency.names", "unit", "number.scales"}  # each language lists its own


def flat(messages: dict[str, Any], path: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in messages.items():
        name = f"{path}{key}"
        if name in OWN:
            continue
        if isinstance(value, dict) and not set(value) <= CATEGORIES:
            found |= flat(value, f"{name}.")
        else:
            found[name] = value
    return found


MESSAGES = {code: flat(language(code).toml("messages.toml")) for code in FORMS}


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_the_four_languages_have_catalogues():
    assert set(FORMS) <= set(languages())


@pytest.mark.parametrize("code", FORMS)
def test_the_same_keys_as_english(code):
    assert set(MESSAGES[code]) == set(MESSAGES["en"])


@pytest.mark.parametrize("code", FORMS)
def test_no_message_is_empty_or_left_in_english(code):
    allowed_empty = {"number.scale_gap", "summary.end_joined", "summary.end_last"}
    same = set()
    for key, message in MESSAGES[code].items():
        texts = message.values() if isinstance(message, dict) else [message]
        assert key in allowed_empty or all(str(text).strip() for text in texts), key
        letters = [char for text in texts for char in str(text) if char.isalpha()]
        if code != "en" and message == MESSAGES["en"][key] and len(letters) > 12:
            same.add(key)
    # Patterns of places and signs alone, and words that the languages share.
    assert same <= {
        "subject.bare",
        "subject.one",
        "fact.stance",
        "summary.sentence",
        "currency.coded",
        "currency.named",
        "number.unit",
        "digest.subject",
        "source.stance",
    }, same


@pytest.mark.parametrize("code", FORMS)
def test_plural_forms_are_exactly_those_of_the_language(code):
    plurals = {key: message for key, message in MESSAGES[code].items() if isinstance(message, dict)}
    assert len(plurals) > 15
    for key, forms in plurals.items():
        assert set(forms) == FORMS[code], key
    locale = Locale.parse(MESSAGES[code]["locale"])
    assert {locale.plural_form(number) for number in range(200)} == FORMS[code]


@pytest.mark.parametrize("code", FORMS)
def test_no_message_asks_for_a_place_that_english_does_not_have(code):
    extra = {"noun", "counted", "before", "after", "end", "n"}
    for key, message in MESSAGES[code].items():
        for text in message.values() if isinstance(message, dict) else [message]:
            if isinstance(text, str):
                english = MESSAGES["en"][key]
                known = (
                    set().union(*map(places, english.values()))
                    if isinstance(english, dict)
                    else places(str(english))
                )
                assert places(text) <= known | extra, key


@pytest.mark.parametrize("code", FORMS)
def test_every_member_of_the_closed_sets_has_its_word(code):
    words_ = catalogue(code)
    for kind in FigureKind:
        assert words_.has(f"kind.{kind.value}")
    for cue in CueClass:
        assert words_.has(f"speech.{cue.value}")
    for told in Voice:
        assert words_.has(f"source.{told.value}")
    for bound in set(Bound) - {Bound.EXACT}:
        assert words_.has(f"bound.{bound.value}")


COUNTS = [
    ("en", 1, "and 1 more article"),
    ("en", 312, "and 312 more articles"),
    ("de", 1, "und 1 weiterer Artikel"),
    ("de", 312, "und 312 weitere Artikel"),
    ("ko", 1, "외 기사 1건"),
    ("ko", 312, "외 기사 312건"),
    ("uk", 1, "і ще 1 стаття"),
    ("uk", 3, "і ще 3 статті"),
    ("uk", 11, "і ще 11 статей"),
    ("uk", 21, "і ще 21 стаття"),
    ("uk", 312, "і ще 312 статей"),
]


@pytest.mark.parametrize(("code", "number", "expected"), COUNTS)
def test_counting(code, number, expected):
    assert plain(catalogue(code).count("more.articles", number)) == expected


def test_what_fills_a_message_is_never_read_as_one():
    phrase = catalogue("en").phrase("fact.new_source", source=words("{source} {0.__class__}", "ko"))
    assert plain(phrase) == "new source: {source} {0.__class__}"
    assert phrase[1].language == "ko"


def test_a_missing_message_names_itself_and_the_language():
    with pytest.raises(KeyError, match=r"de: no message 'no\.such'"):
        catalogue("de").pattern("no.such")
    with pytest.raises(KeyError, match="no language"):
        catalogue("xx")
