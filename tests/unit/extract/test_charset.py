"""Every charset of each language, labelled right, wrong and not at all: the same text or a clear refusal."""

from __future__ import annotations

import pytest

from monitor.extract.article import extract
from monitor.extract.charset import decode
from monitor.model import Article, Page, RefusalReason, Refused
from tests.unit.extract.pages import FETCHED, LANGUAGES, SAMPLES, Sample

CHARSETS = {
    "ko": ("utf-8", "utf-8-sig", "euc-kr", "cp949", "utf-16", "utf-16-le", "utf-16-be", "iso2022_kr"),
    "en": ("utf-8", "ascii", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-16"),
    "de": ("utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "mac-roman", "utf-16", "utf-16-le"),
    "uk": ("utf-8", "windows-1251", "koi8-u", "iso-8859-5", "mac-cyrillic", "utf-16", "utf-16-be"),
}
LABELS = ("right", None, "utf-8", "iso-8859-1", "windows-1251", "euc-kr", "koi8-r", "shift_jis", "x-nonsense")


def encoded(sample: Sample, charset: str, label: str | None, where: str) -> Page:
    named = {"right": charset.removesuffix("-sig")}.get(label or "", label)
    meta = f'<meta charset="{named}">' if named and where == "meta" else ""
    header = f"text/html; charset={named}" if named and where == "header" else "text/html"
    # What a charset cannot hold a newsroom's system writes as a reference.
    body = sample.markup(meta=meta).encode(charset, "xmlcharrefreplace")
    url = "https://news.example/a/one-1"
    return Page(
        url=url, final_url=url, status=200, headers=(("content-type", header),), body=body, fetched_at=FETCHED
    )


@pytest.mark.parametrize("where", ["header", "meta"])
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(
    ("sample", "charset"),
    [(sample, charset) for sample in SAMPLES for charset in CHARSETS[sample.language]],
    ids=lambda value: getattr(value, "language", value),
)
def test_the_text_is_the_same_however_it_is_encoded_and_labelled(
    sample: Sample, charset: str, label: str | None, where: str
) -> None:
    result = extract(
        encoded(sample, charset, label, where), declared_language=sample.language, languages=LANGUAGES
    )
    assert isinstance(result, Article), result
    assert result.headline == sample.headline
    assert result.paragraphs == sample.paragraphs
    assert result.language == sample.language


@pytest.mark.parametrize(
    ("sample", "charset"), [(SAMPLES[3], "cp866"), (SAMPLES[0], "johab")], ids=["uk-cp866", "ko-johab"]
)
@pytest.mark.parametrize("label", [None, "utf-8", "iso-8859-1", "windows-1251", "euc-kr"])
def test_a_charset_that_is_not_known_is_refused_and_never_mojibake(
    sample: Sample, charset: str, label: str | None
) -> None:
    result = extract(
        encoded(sample, charset, label, "header"), declared_language=sample.language, languages=LANGUAGES
    )
    assert isinstance(result, Refused), result
    assert result.reason in {RefusalReason.UNREADABLE, RefusalReason.WRONG_LANGUAGE}


def test_a_damaged_letter_does_not_change_the_charset() -> None:
    text = " ".join(SAMPLES[3].paragraphs)
    body = f"<html><body><p>{text}</p></body></html>".encode()
    found = decode(body[:200] + b"\xd0" + body[200:], None)
    assert found is not None
    assert found.charset == "utf-8"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", bytes(range(128, 256)) * 20])
def test_noise_gives_no_mojibake(body: bytes) -> None:
    found = decode(body, None)
    assert found is None or found.text.isascii()
