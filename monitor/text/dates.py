"""Dates as feeds and pages write them, in every language: to aware UTC, or unknown.

Nothing is guessed: no year, no zone (unless the caller names one), an ambiguous order of
day and month, a relative time ("5 minutes ago") or any word that is not known to be
harmless beside a date make it unknown. Months, weekdays, labels and order are each
language's ``dates.toml``. Leaves out finding a date in running text.

Forms: RFC 3339 and ISO 8601 (basic and extended, no weeks or ordinals), RFC 5322, and the
written dates of the languages. Zone names are RFC 5322's and those that European and
Korean publishers use; EET and CET mean +2 and +1 as written, also in summer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.lang import language as language_of
from monitor.lang import languages
from monitor.text.glyphs import fold

# Longer than any date with its labels in our pages (61 characters).
_LONGEST: Final = 120
# Before the first newspapers on the web there is nothing to monitor; the future is a planned article's at most.
_YEARS: Final = range(1900, 2200)

_ABBREVIATIONS: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180,
    "msk": 180, "kst": 540, "jst": 540, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420,
}  # fmt: skip

_TIME = re.compile(
    r"(?<![0-9])(?P<h>[0-9]{1,2})[ ]?:[ ]?(?P<mi>[0-9]{1,2})(?:[ ]?:[ ]?(?P<s>[0-9]{1,2})(?:[.,][0-9]{1,9})?)?(?![0-9])"
)
_OFFSET = re.compile(
    r"[ ]?(?:(?:utc|gmt)[ ]?(?P<far>[+-])(?P<fh>[0-9]{1,2})(?::?(?P<fm>[0-9]{2}))?"
    r"|(?P<sign>[+-])(?P<h>[0-9]{2})(?::?(?P<mi>[0-9]{2}))?)(?![0-9:.,/-])"
)
_AT_START = re.compile(r"[ ]?(?P<name>z)(?![^\W_])")
_BASIC = re.compile(
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:[t ]?(?P<h>[0-9]{2})(?P<mi>[0-9]{2})(?P<s>[0-9]{2})?)?"
    r"(?P<zone>z|[+-][0-9]{2}:?[0-9]{2})?"
)
_EXTENDED = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})[t ](?P<h>[0-9]{2}):(?P<mi>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?P<zone>z|[+-][0-9]{2}:?[0-9]{2})"
)
_EPOCH = re.compile(r"(?P<seconds>[0-9]{10})(?P<milliseconds>[0-9]{3})?")
# 2001-09-09 (ten digits at last) to 2033: below 2 * 10^9, so that no 2024... is taken for it.
_EPOCHS: Final = range(10**9, 2 * 10**9)
_YEAR_FIRST = re.compile(
    r"(?<![0-9])(?P<y>[0-9]{4})[ ]?[-./][ ]?(?P<m>[0-9]{1,2})[ ]?[-./][ ]?(?P<d>[0-9]{1,2})(?![0-9])[.]?"
)
_YEAR_LAST = re.compile(
    r"(?<![0-9])(?P<a>[0-9]{1,2})[ ]?(?P<sep>[-./])[ ]?(?P<b>[0-9]{1,2})[ ]?(?P=sep)[ ]?(?P<y>[0-9]{4}|[0-9]{2})(?![0-9])[.]?"
)
_WORD = re.compile(r"[^\W0-9_]+(?:'[^\W0-9_]+)?")
_NUMBER = re.compile(r"[0-9]+")
_ISO_T = re.compile(r"(?<=[0-9])t(?=[0-9]{2}:)")
# "3pm", "3.05 p.m." and Korean "PM 3시": the marker says where it stood, for hours without minutes.
_MERIDIEM = re.compile(r"(?<![^\W0-9_])(?P<which>[ap])[ ]?[.]?[ ]?m(?:[.]|(?![^\W_]))")
_MARK: Final = "\x00"
_MARKED_CLOCK = re.compile(rf"(?<![0-9:.,/-])(?P<h>[0-9]{{1,2}})(?:[.](?P<mi>[0-9]{{2}}))?[ ]?{_MARK}")
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th)(?![^\W_])")
# The Guardian's clock: 10.15 BST.
_DOTTED_CLOCK = re.compile(
    r"(?<![0-9:.,/-])(?P<h>[0-9]{1,2})[.](?P<mi>[0-9]{2})(?=[ ](?:bst|gmt|cet|cest|mez|mesz|eet|eest|kst)(?![^\W_]))"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The tables of all languages, those of one language first."""

    months: dict[str, int]
    silent: frozenset[str]
    halves: tuple[tuple[re.Pattern[str], str], ...]
    zones: tuple[tuple[str, str], ...]
    clock: tuple[re.Pattern[str], ...]
    calendar: tuple[re.Pattern[str], ...]
    order: str


def parse_date(text: str, language: str | None = None, *, default_zone: str | None = None) -> datetime | None:
    """The moment that a date as written means, aware UTC; None when that is not known.

    :param language: decides the order of day and month where only a country knows it.
    :param default_zone: the zone (IANA name) of a date that names none; a date without a
        time is then midnight there. Without it such a date is unknown.
    :raises ZoneInfoNotFoundError: when ``default_zone`` is no zone.
    """
    default = _zone_of(default_zone) if default_zone else None
    if not text or len(text) > _LONGEST:
        return None
    tidy = " ".join(fold(text).lower().replace("–", "-").replace(_MARK, " ").split())
    found = _machine(tidy)
    if found is None:
        found = _written(tidy, _words(language))
    if found is None:
        return None
    moment, zone = found
    zone = zone if zone is not None else default
    if zone is None or moment.year not in _YEARS:
        return None
    try:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None


_Found = tuple[datetime, tzinfo | None]


def _machine(text: str) -> _Found | None:
    """Digits only: ISO 8601, an epoch."""
    epoch = _EPOCH.fullmatch(text)
    if epoch and int(epoch["seconds"]) in _EPOCHS:
        return datetime.fromtimestamp(int(epoch["seconds"]), UTC).replace(tzinfo=None), UTC
    basic = _EXTENDED.fullmatch(text) or _BASIC.fullmatch(text)
    if basic is None:
        return None
    day = _day(int(basic["y"]), int(basic["m"]), int(basic["d"]))
    if day is None:
        return None
    moment = _at(day, int(basic["h"] or 0), int(basic["mi"] or 0), int(basic["s"] or 0))
    zone = _offset(basic["zone"]) if basic["zone"] else None
    if moment is None or (basic["zone"] and zone is None):
        return None
    return moment, zone


def _written(text: str, words: _Words) -> _Found | None:
    """A date as people and feeds write it: every part is taken out until nothing is left over."""
    text = _ISO_T.sub(" ", text)
    text, zone_name = _take_zone_name(text, words.zones)
    text, half = _take_half(text, words.halves)
    text, clock, zone = _take_time(text, words.clock)
    if clock is None and half is not None:
        return None
    if zone is None and zone_name is not None:
        zone = _zone_of(zone_name)
    day, rest = _take_day(text, words)
    if day is None:
        return None
    for word in _WORD.findall(rest):
        if word in words.silent:
            continue
        if word not in _ABBREVIATIONS or clock is None:
            return None
        # "GMT+9" and "+0300 (EEST)": the figures say it, the name repeats it.
        zone = zone if zone is not None else timezone(timedelta(minutes=_ABBREVIATIONS[word]))
    if _NUMBER.search(rest):
        return None
    hour, minute, second = clock or (0, 0, 0)
    if half is not None:
        if not 1 <= hour <= 12 and not (half == "pm" and 12 < hour < 24) and not (half == "am" and hour == 0):
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    moment = _at(day, hour, minute, second)
    return None if moment is None else (moment, zone)


def _take_zone_name(text: str, zones: tuple[tuple[str, str], ...]) -> tuple[str, str | None]:
    for words, name in zones:
        at = text.find(words)
        if (
            at >= 0
            and not text[at - 1 : at].isalpha()
            and not text[at + len(words) : at + len(words) + 1].isalpha()
        ):
            return f"{text[:at]} {text[at + len(words) :]}", name
    return text, None


def _take_half(text: str, halves: tuple[tuple[re.Pattern[str], str], ...]) -> tuple[str, str | None]:
    for pattern, half in halves:
        match = pattern.search(text)
        if match:
            return f"{text[: match.start()]} {text[match.end() :]}", half
    match = _MERIDIEM.search(text)
    if match:
        return f"{text[: match.start()]}{_MARK}{text[match.end() :]}", match["which"] + "m"
    return text, None


def _take_time(
    text: str, clocks: tuple[re.Pattern[str], ...]
) -> tuple[str, tuple[int, int, int] | None, tzinfo | None]:
    patterns = (*clocks, _TIME, _MARKED_CLOCK, _DOTTED_CLOCK)
    match = next((found for pattern in patterns if (found := pattern.search(text))), None)
    if match is None:
        return text, None, None
    parts = match.groupdict()
    clock = (int(parts["h"]), int(parts.get("mi") or 0), int(parts.get("s") or 0))
    before, behind = text[: match.start()].replace(_MARK, " "), text[match.end() :].replace(_MARK, "")
    offset = _OFFSET.match(behind)
    if offset:
        zone = _offset(offset.group())
        # An offset that is none stays in the text, and makes the whole unknown.
        return f"{before} {behind[offset.end() :] if zone else behind}", clock, zone
    zulu = _AT_START.match(behind)
    if zulu:
        return f"{before} {behind[zulu.end() :]}", clock, UTC
    return f"{before} {behind}", clock, None


def _take_day(text: str, words: _Words) -> tuple[date | None, str]:
    """The one date in the text and what stands around it; None when there is none or it is ambiguous."""
    for pattern in (*words.calendar, _YEAR_FIRST):
        match = pattern.search(text)
        if match:
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return _day(int(match["y"]), int(match["m"]), int(match["d"])), rest
    match = _YEAR_LAST.search(text)
    if match:
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        return _year_last(match, words.order), rest
    return _month_by_name(text, words)


def _year_last(match: re.Match[str], order: str) -> date | None:
    first, second, year = int(match["a"]), int(match["b"]), match["y"]
    if len(year) == 2:
        if match["sep"] != "." or order not in {"dmy", "ymd"}:
            return None
        if order == "ymd":
            return _day(2000 + first, second, int(year))
        return _day(2000 + int(year), second, first)
    if order == "dmy" or (first > 12 >= second) or first == second:
        return _day(int(year), second, first)
    if second > 12 >= first:
        return _day(int(year), first, second)
    return None


def _month_by_name(text: str, words: _Words) -> tuple[date | None, str]:
    text = _ORDINAL.sub(" ", text)
    months = [match for match in _WORD.finditer(text) if match.group() in words.months]
    if len(months) != 1:
        return None, text
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 2:
        return None, text
    first, second = numbers
    month = words.months[months[0].group()]
    year, day = (first, second) if len(first.group()) == 4 else (second, first)
    if len(year.group()) not in {2, 4} or len(day.group()) > 2:
        return None, text
    if len(year.group()) == 2 and not first.end() <= months[0].start() < second.start():
        return None, text  # only "3 May 24" (RFC 822) writes a year so
    full = int(year.group())
    if len(year.group()) == 2:
        full += 2000 if full < 50 else 1900  # RFC 5322, 4.3
    rest = _NUMBER.sub(" ", text[: months[0].start()] + " " + text[months[0].end() :])
    return _day(full, month, int(day.group())), rest


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _at(day: date, hour: int, minute: int, second: int) -> datetime | None:
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone is added by the caller
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    return start + timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _offset(text: str) -> tzinfo | None:
    if text == "z":
        return UTC
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match["h"] or match["fh"]), int(match["mi"] or match["fm"] or 0)
    if hours > 14 or minutes > 59:  # the widest in use is Kiribati's +14
        return None
    total = hours * 60 + minutes
    return timezone(timedelta(minutes=-total if "-" in (match["sign"], match["far"]) else total))


@cache
def _zone_of(name: str) -> tzinfo:
    fixed = _offset(name)
    if fixed is not None:
        return fixed
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:
        raise ZoneInfoNotFoundError(f"no time zone {name!r}") from error


@cache
def _words(language: str | None) -> _Words:
    codes = [code for code in languages() if code != language]
    if language in languages():
        codes.insert(0, str(language))
    tables = [language_of(code).toml("dates.toml") for code in codes]
    months: dict[str, int] = {}
    silent: set[str] = set()
    halves: list[tuple[re.Pattern[str], str]] = []
    zones: dict[str, str] = {}
    clock: list[re.Pattern[str]] = []
    calendar: list[re.Pattern[str]] = []
    for table in tables:
        for name, number in table.get("months", {}).items():
            months.setdefault(fold(name), number)
        silent.update(fold(word) for word in (*table.get("weekdays", ()), *table.get("labels", ())))
        halves.extend(
            (_word_pattern(word), half)
            for half in ("am", "pm")
            for word in table.get(half, ())
            if not word.isascii()
        )
        for words, zone in table.get("zones", {}).items():
            zones.setdefault(fold(words), zone)
        units = {key: re.escape(fold(word)) for key, word in table.get("units", {}).items()}
        clock.extend(_clocks(units))
        calendar.extend(_calendars(units))
    return _Words(
        months=months,
        silent=frozenset(silent),
        halves=tuple(halves),
        zones=tuple(sorted(zones.items(), key=lambda pair: -len(pair[0]))),
        clock=tuple(clock),
        calendar=tuple(calendar),
        order=_order(language, tables),
    )


def _order(language: str | None, tables: list[dict[str, Any]]) -> str:
    return str(tables[0].get("order", "")) if language in languages() else ""


def _word_pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(fold(word))}(?![^\W0-9_])")


def _clocks(units: dict[str, str]) -> list[re.Pattern[str]]:
    """Clock times told by words: 15시 4분 30초, 15.04 Uhr, 15 Uhr."""
    if "hour" not in units:
        return []
    hour, minute, second = units["hour"], units.get("minute"), units.get("second")
    end = r"(?![^\W0-9_])"
    patterns = [re.compile(rf"(?<![0-9.:])(?P<h>[0-9]{{1,2}})[.](?P<mi>[0-9]{{2}})[ ]?{hour}{end}")]
    if minute and second:
        patterns.append(
            re.compile(
                rf"(?<![0-9:])(?P<h>[0-9]{{1,2}})[ ]?{hour}(?:[ ]?(?P<mi>[0-9]{{1,2}})[ ]?{minute}"
                rf"(?:[ ]?(?P<s>[0-9]{{1,2}})[ ]?{second})?)?{end}"
            )
        )
    else:
        patterns.append(
            re.compile(rf"(?<![0-9:.])(?P<h>[0-9]{{1,2}})[ ]?{hour}{end}(?:[ ](?P<mi>[0-9]{{2}})(?![0-9]))?")
        )
    return patterns


def _calendars(units: dict[str, str]) -> list[re.Pattern[str]]:
    """Dates told by words after each number: 2024년 5월 3일."""
    if not {"year", "month", "day"} <= units.keys():
        return []
    return [
        re.compile(
            rf"(?<![0-9])(?P<y>[0-9]{{4}})[ ]?{units['year']}[ ]?(?P<m>[0-9]{{1,2}})[ ]?{units['month']}"
            rf"[ ]?(?P<d>[0-9]{{1,2}})[ ]?{units['day']}(?![^\W0-9_])"
        )
    ]
