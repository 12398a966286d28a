"""What publishers write: one line of text, and links that lead to the web only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.report.hygiene import clean, safe_link, shortened

LINES = [
    ("North Korea sends 3,000 troops", "North Korea sends 3,000 troops"),
    ("  two\t spaces \n", "two spaces"),
    ("국정원 “북한군 3000명”…12월까지", "국정원 “북한군 3000명”…12월까지"),
    ("п’ять – «шість»", "п’ять – «шість»"),
    ("a\r\nBcc: x", "a Bcc: x"),
    ("a\u2028b\u2029c\x0bd\x85e", "a b c d e"),
    ("NUL\x00 and \x1b[31m escapes", "NUL and [31m escapes"),
    ("right\u202eto\u202c left\u2066\u2069", "rightto left"),
    ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
    ("\ud800 surrogate \udfff", "surrogate"),
    ("tag\U000e0041s private\ue000", "tags private"),
    ("=?utf-8?q?x=0Ay?= title", "title"),
    ("3 =? 4 ?= 5", "3 = ? 4 ?= 5"),
    ("<b>&amp;</b>", "<b>&amp;</b>"),
    ("no-break\u00a0space", "no-break space"),
    ("👩‍🚀 stays", "👩‍🚀 stays"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_clean(text, expected):
    assert clean(text) == expected


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=200))
def test_clean_is_idempotent_and_one_line(text):
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & set("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\u202e")
    assert "=?" not in once
    once.encode("utf-8")


def test_clean_comes_to_an_end_on_hostile_text():
    for text in ("=?" * 50_000, "=?u?q?" * 20_000, "=?" + "a" * 100_000, " \n" * 50_000, "\u202e" * 100_000):
        clean(text)


LINKS = [
    ("https://news.example/a?b=c&d=%ED%8C%8C#e", True),
    ("http://news.example", True),
    ("https://신문.example/기사", True),
    (" https://news.example/a\n", True),  # the space around it is not part of it
    ("javascript:alert(1)", False),
    ("JaVaScRiPt:alert(1)", False),
    ("data:text/html,<script>", False),
    ("vbscript:x", False),
    ("file:///etc/passwd", False),
    ("//news.example/a", False),
    ("/a", False),
    ("https://", False),
    ("https:///path", False),
    ("https://user:secret@news.example/", False),
    ("https://good.example@evil.example/", False),
    ("https://news.example/a\nb", False),
    ("https://news.example/\u202egpj", False),
    ("https://news.example/a b", False),
    ("https://[::1", False),
    ("java\nscript:alert(1)", False),
    ("https://news.example/" + "a" * 3000, False),
    ("", False),
]


@pytest.mark.parametrize(("url", "safe"), LINKS)
def test_links(url, safe):
    assert safe_link(url) == (url.strip() if safe else None)


def test_shortened_cuts_between_words_and_inside_of_endless_ones():
    assert shortened("North Korea sends thousands", 21) == "North Korea sends…"
    assert shortened("북한이러시아에병력을보냈다고", 8) == "북한이러시아에…"
    assert shortened("fits", 4) == "fits"
