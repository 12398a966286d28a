"""Dates as feeds and pages write them: right or unknown, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from babel.dates import format_datetime
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.dates import parse_date

SEOUL, BERLIN, KYIV, LONDON = "Asia/Seoul", "Europe/Berlin", "Europe/Kyiv", "Europe/London"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


MACHINE = [
    # ISO 8601 and RFC 3339
    ("2024-05-03T10:15:00+09:00", at(2024, 5, 3, 1, 15)),
    ("2024-05-03T10:15:00.123456Z", at(2024, 5, 3, 10, 15)),
    ("2024-05-03T10:15:00,5+0300", at(2024, 5, 3, 7, 15)),
    ("2024-05-03T10:15+02", at(2024, 5, 3, 8, 15)),
    ("2024-05-03T10:15Z", at(2024, 5, 3, 10, 15)),
    ("2024-05-03t10:15:00z", at(2024, 5, 3, 10, 15)),
    ("2024-05-03 10:15:00 +0900", at(2024, 5, 3, 1, 15)),
    ("2024-05-03T10:15:00−05:00", at(2024, 5, 3, 15, 15)),
    ("20240503T101500Z", at(2024, 5, 3, 10, 15)),
    ("20240503T101500+0900", at(2024, 5, 3, 1, 15)),
    ("2024-12-31T24:00:00Z", at(2025, 1, 1)),
    ("2016-12-31T23:59:60Z", at(2016, 12, 31, 23, 59, 59)),
    # epochs
    ("1714731300", at(2024, 5, 3, 10, 15)),
    ("1714731300123", at(2024, 5, 3, 10, 15)),
    # RFC 822 and 5322, with the zones that feedparser reads as UTC
    ("Fri, 03 May 2024 10:15:00 GMT", at(2024, 5, 3, 10, 15)),
    ("Fri, 03 May 2024 10:15:00 +0300", at(2024, 5, 3, 7, 15)),
    ("Fri, 3 May 24 10:15 EST", at(2024, 5, 3, 15, 15)),
    ("3 May 99 10:15 UT", at(1999, 5, 3, 10, 15)),
    ("03 May 2024 10:15:00 KST", at(2024, 5, 3, 1, 15)),
    ("Wed, 03 Jan 2024 10:15:00 EET", at(2024, 1, 3, 8, 15)),
    ("Fri, 03 May 2024 10:15:00 EEST", at(2024, 5, 3, 7, 15)),
    ("Wed, 03 Jan 2024 10:15:00 CET", at(2024, 1, 3, 9, 15)),
    ("Fri, 03 May 2024 10:15:00 CEST", at(2024, 5, 3, 8, 15)),
    ("Fri, 03 May 2024 10:15:00 GMT+9", at(2024, 5, 3, 1, 15)),
    ("Fri, 03 May 2024 10:15:00 +0900 (KST)", at(2024, 5, 3, 1, 15)),
    # ctime and JavaScript
    ("Fri May 03 10:15:00 KST 2024", at(2024, 5, 3, 1, 15)),
    ("Fri May 03 2024 10:15:00 GMT+0900 (Korean Standard Time)", at(2024, 5, 3, 1, 15)),
]


@pytest.mark.parametrize(("text", "moment"), MACHINE)
def test_dates_made_by_machines(text: str, moment: datetime) -> None:
    for language in (None, "ko", "en", "de", "uk"):
        assert parse_date(text, language, default_zone="America/New_York") == moment


WRITTEN = [
    # Korean
    ("ko", SEOUL, "2024년 5월 3일", at(2024, 5, 2, 15)),
    ("ko", SEOUL, "2026년 06월 01일", at(2026, 5, 31, 15)),
    ("ko", SEOUL, "2024년 5월 3일 (금) 오후 3시 5분", at(2024, 5, 3, 6, 5)),
    ("ko", SEOUL, "2024년5월3일 금요일 오전 9시", at(2024, 5, 3, 0)),
    ("ko", SEOUL, "2024년 05월 03일 15시 04분 30초", at(2024, 5, 3, 6, 4, 30)),
    ("ko", SEOUL, "입력 2024.05.03. 오전 10:15", at(2024, 5, 3, 1, 15)),
    ("ko", SEOUL, "기사입력 2024-05-03 15:04:05", at(2024, 5, 3, 6, 4, 5)),
    ("ko", SEOUL, "최종수정 : 2024-05-03 오후 12:30:00", at(2024, 5, 3, 3, 30)),
    ("ko", SEOUL, "승인 2024.05.03 오전 12:30", at(2024, 5, 2, 15, 30)),
    ("ko", SEOUL, "송고시간 2024/05/03 15:04", at(2024, 5, 3, 6, 4)),
    ("ko", SEOUL, "2024. 5. 3.(금) 15:04", at(2024, 5, 3, 6, 4)),
    ("ko", SEOUL, "24.05.03 15:04", at(2024, 5, 3, 6, 4)),
    ("ko", SEOUL, "202405031504", at(2024, 5, 3, 6, 4)),
    ("ko", SEOUL, "20240503150405", at(2024, 5, 3, 6, 4, 5)),
    ("ko", SEOUL, "20240503", at(2024, 5, 2, 15)),
    ("ko", None, "2024.05.03 10:15 KST", at(2024, 5, 3, 1, 15)),
    ("ko", None, "한국시간 2024년 5월 3일 오전 10시 15분", at(2024, 5, 3, 1, 15)),
    ("ko", SEOUL, "등록일 ２０２４.０５.０３ １０：１５", at(2024, 5, 3, 1, 15)),
    # German
    ("de", BERLIN, "3. Mai 2024", at(2024, 5, 2, 22)),
    ("de", BERLIN, "Veröffentlicht am Freitag, 3. Mai 2024 um 10:15 Uhr", at(2024, 5, 3, 8, 15)),
    ("de", BERLIN, "Stand: 03.05.2024, 10:15 Uhr", at(2024, 5, 3, 8, 15)),
    ("de", BERLIN, "Fr, 3.5.2024 10.15 Uhr", at(2024, 5, 3, 8, 15)),
    ("de", BERLIN, "Aktualisiert am 03.01.2024 – 10 Uhr", at(2024, 1, 3, 9)),
    ("de", BERLIN, "03.05.24, 10:15", at(2024, 5, 3, 8, 15)),
    ("de", BERLIN, "30/04/2024 - 16:17", at(2024, 4, 30, 14, 17)),
    ("de", BERLIN, "3. März 2024", at(2024, 3, 2, 23)),
    ("de", "Europe/Vienna", "7. Jänner 2024, 08:00", at(2024, 1, 7, 7)),
    ("de", None, "3. Mai 2024, 10:15 Uhr MESZ", at(2024, 5, 3, 8, 15)),
    ("de", None, "3. Januar 2024, 10:15 MEZ", at(2024, 1, 3, 9, 15)),
    ("de", BERLIN, "Mi., 18. Dez. 2024, 7:05", at(2024, 12, 18, 6, 5)),
    ("de", BERLIN, "10:15 Uhr, 3. Oktober 2024", at(2024, 10, 3, 8, 15)),
    # Ukrainian
    ("uk", KYIV, "3 травня 2024", at(2024, 5, 2, 21)),
    ("uk", KYIV, "3 травня 2024, 10:15", at(2024, 5, 3, 7, 15)),
    ("uk", KYIV, "П’ятниця, 3 травня 2024 року, 10:15", at(2024, 5, 3, 7, 15)),
    ("uk", KYIV, "14 серпня 2024 р. о 9:05", at(2024, 8, 14, 6, 5)),
    ("uk", KYIV, "Опубліковано: 03.01.2024, 10:15", at(2024, 1, 3, 8, 15)),
    ("uk", KYIV, "Оновлено 25 листопада 2024 об 11:00", at(2024, 11, 25, 9)),
    ("uk", KYIV, "вт, 5 бер. 2024 00:01", at(2024, 3, 4, 22, 1)),
    ("uk", KYIV, "03.05.24 10:15", at(2024, 5, 3, 7, 15)),
    ("uk", None, "3 травня 2024, 10:15 за Києвом", at(2024, 5, 3, 7, 15)),
    ("uk", None, "пт, 3 трав. 2024 10:15:00 +0300", at(2024, 5, 3, 7, 15)),
    ("uk", KYIV, "10:15, 3 лютого 2024", at(2024, 2, 3, 8, 15)),
    # English
    ("en", LONDON, "3 May 2024", at(2024, 5, 2, 23)),
    ("en", LONDON, "Friday 3rd May 2024, 10:15", at(2024, 5, 3, 9, 15)),
    ("en", None, "First published on Fri 3 May 2024 10.15 BST", at(2024, 5, 3, 9, 15)),
    ("en", None, "May 3, 2024 at 3pm EDT", at(2024, 5, 3, 19)),
    ("en", None, "Updated 3:05 PM ET, Fri May 3, 2024", at(2024, 5, 3, 19, 5)),
    ("en", None, "Jan. 3, 2024 12:05 a.m. EST", at(2024, 1, 3, 5, 5)),
    ("en", None, "June 26, 2023 5 AM PT", at(2023, 6, 26, 12)),
    ("en", LONDON, "Sept 9, 2024 12:00 p.m.", at(2024, 9, 9, 11)),
    ("en", LONDON, "13/05/2024 10:15", at(2024, 5, 13, 9, 15)),
    ("en", LONDON, "05/13/2024 10:15", at(2024, 5, 13, 9, 15)),
    ("en", LONDON, "2024/05/03 10:15", at(2024, 5, 3, 9, 15)),
]


@pytest.mark.parametrize(("language", "zone", "text", "moment"), WRITTEN)
def test_dates_written_for_readers(language: str, zone: str | None, text: str, moment: datetime) -> None:
    assert parse_date(text, language, default_zone=zone) == moment


UNKNOWN = [
    (None, None, ""),
    (None, None, "yesterday"),
    ("en", LONDON, "5 minutes ago"),
    ("de", BERLIN, "vor 5 Minuten"),
    ("de", BERLIN, "heute, 10:15 Uhr"),
    ("ko", SEOUL, "5분 전"),
    ("ko", SEOUL, "오전 10시 15분"),
    ("uk", KYIV, "вчора, 10:15"),
    ("uk", KYIV, "3 травня, 10:15"),
    ("en", LONDON, "May 3, 10:15"),
    ("en", LONDON, "May 2024"),
    ("en", LONDON, "2024"),
    # a zone is not guessed
    ("ko", None, "2024.05.03 10:15"),
    ("en", None, "2024-05-03"),
    ("en", None, "2024-05-03T10:15:00"),
    ("en", None, "Fri, 03 May 2024 10:15:00"),
    ("en", None, "Fri, 03 May 2024 10:15:00 XYZ"),
    ("en", LONDON, "Fri, 03 May 2024 10:15:00 IST"),
    ("en", LONDON, "Fri, 03 May 2024 10:15:00 +2500"),
    ("en", LONDON, "2024-05-03T10:15:00+25:00"),
    ("en", LONDON, "20240503T101500+2500"),
    # nor the order of day and month
    ("en", LONDON, "03/05/2024 10:15"),
    ("en", LONDON, "03.05.2024"),
    (None, LONDON, "03/05/2024"),
    ("ko", SEOUL, "03/05/2024"),
    ("en", LONDON, "03/05/24"),
    ("de", BERLIN, "03/05/24"),
    (None, LONDON, "24.05.03"),
    # nor which of two
    ("ko", SEOUL, "입력 2024.05.03 10:15 수정 2024.05.03 11:00"),
    ("en", LONDON, "3 May 2024 to 5 May 2024"),
    ("de", BERLIN, "3. Mai 2024 bis 5. Juni 2024"),
    # nor the half of the day
    ("ko", SEOUL, "2024년 5월 3일 밤 12시"),
    ("en", LONDON, "3 May 2024 15:00 am"),
    ("en", LONDON, "3 May 2024 0:30 pm"),
    # what is no date
    ("en", LONDON, "31 April 2024"),
    ("en", LONDON, "2024-13-01"),
    ("en", LONDON, "2024-02-30T10:00:00Z"),
    ("en", LONDON, "2024-05-03 25:00"),
    ("en", LONDON, "2024-05-03 10:75"),
    ("en", LONDON, "0000-00-00 00:00:00"),
    ("en", LONDON, "1024-05-03T10:00:00Z"),
    ("en", LONDON, "9999-12-31T23:59:59-14:00"),
    ("en", LONDON, "12E6B4B813EB44C9BFC8F6A21F1D01F5"),
    ("en", LONDON, "140961138903"),
    ("en", LONDON, "PT1M48S"),
    ("en", LONDON, "The council of 3 May 2024 voted"),
    ("de", BERLIN, "Am 3. Mai 2024 beschloss der Rat"),
    ("en", LONDON, "٢٠٢٤-٠٥-٠٣"),
    ("en", LONDON, "3 May 2024 " + "x" * 200),
]


@pytest.mark.parametrize(("language", "zone", "text"), UNKNOWN)
def test_what_is_not_known_stays_unknown(language: str | None, zone: str | None, text: str) -> None:
    assert parse_date(text, language, default_zone=zone) is None


def test_the_result_is_in_utc_and_the_default_zone_only_a_default() -> None:
    moment = parse_date("2024-05-03T10:15:00+09:00", default_zone=BERLIN)
    assert moment == at(2024, 5, 3, 1, 15)
    assert moment.utcoffset() == timedelta(0)


def test_a_zone_that_is_none_is_the_callers_mistake() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        parse_date("2024-05-03", default_zone="Europe/Nowhere")


def test_the_clock_goes_back_the_first_of_the_two_hours_is_meant() -> None:
    assert parse_date("27.10.2024, 02:30 Uhr", "de", default_zone=BERLIN) == at(2024, 10, 27, 0, 30)


MOMENTS = st.integers(0, 34_000_000).map(
    lambda minutes: at(1995, 1, 1) + timedelta(minutes=minutes)
)  # to 2059
LOCALES = [
    ("ko", "ko", SEOUL),
    ("de", "de", BERLIN),
    ("de", "de_AT", "Europe/Vienna"),
    ("de", "de_CH", "Europe/Zurich"),
    ("uk", "uk", KYIV),
    ("en", "en_GB", LONDON),
    ("en", "en_US", "America/New_York"),
]


@pytest.mark.parametrize(("language", "locale", "zone"), LOCALES)
@settings(derandomize=True, deadline=None, max_examples=60)
@given(moment=MOMENTS, form=st.sampled_from(["full", "long", "medium"]))
def test_what_cldr_writes_is_read_back(
    language: str, locale: str, zone: str, moment: datetime, form: str
) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    if local.fold:
        local = local.replace(fold=0)  # the second of two equal hours cannot be written without its zone
    written = format_datetime(local, form, tzinfo=ZoneInfo(zone), locale=locale)
    assert parse_date(written, language, default_zone=zone) == local.astimezone(UTC), written


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    text=st.text("0123456789 :.-/+TZtzамp년월일시травня오후,() \u00a0", max_size=60),
    language=st.sampled_from([None, "ko", "de", "uk", "en"]),
)
def test_any_text_gives_a_time_in_utc_or_nothing(text: str, language: str | None) -> None:
    moment = parse_date(text, language, default_zone=SEOUL)
    assert moment is None or moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize("piece", ["1", "1:", "1.", " ", "2024-", "년", "am", "p.", "+0", "січня "])
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    for length in (119, 120, 100_000):
        assert parse_date((piece * length)[:length], "ko", default_zone=SEOUL) is None
