"""Shapes of digits that are no quantity in any language: dates, telephone numbers, addresses.

Every repetition is bounded, so that no text makes them slow.
"""

from __future__ import annotations

import re

from monitor.read.figures.tokens import Tokens

# Anchored shapes, tried at the first digit. Every repetition is bounded.
SHAPE = re.compile(
    r"(?:"
    r"[0-9]{4}[-./][01]?[0-9][-./][0-3]?[0-9](?![0-9])"  # 2024-10-18
    r"|[0-3]?[0-9][-/.][01]?[0-9][-/.](?:[12][0-9])?[0-9]{2}(?![0-9]|\.[0-9])"  # 18.10.2024
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9])"  # 192.168.1.2
    r"|[0-9]+(?:\.[0-9]+){2,8}(?![0-9])"  # 3.11.2
    r"|0[0-9]{1,5}(?:[-/ ]| / )[0-9]{2,8}(?:[- /][0-9]{2,8}){0,4}"  # 030 123456
    r"|0 [0-9]{3}(?: [0-9]{2,3}){2,3}(?![0-9])"  # 0 800 555 013
    r"|[0-9]{2,4}(?:-[0-9]{2,4}){2,5}(?![0-9])"  # 555-01-34
    r"|[0-9]{1,2}(?:-[0-9]{1,2}){2,3}(?![0-9-]|[.,][0-9])"  # a line-up of 4-3-3, a record of 12-2-1
    r"|[0-9]{3}-[0-9]{4}(?![0-9]|[.,][0-9])"  # 555-0134
    r"|1-[0-9]{3}-[0-9]{3}-[0-9]{3,4}(?![0-9])"  # 1-800-555-013
    r"|[0-9]{3,}-[0-9-]{8,24}"  # ISBN
    r"|[0-9]{1,4}-[0-9]{2,6}-[A-Za-zА-Яа-я](?![A-Za-zА-Яа-я])"  # file 12-345-B
    r"|[0-9]{1,5}-[IVXХІ]{1,5}(?![A-Za-zА-Яа-я])"  # law 2235-IX
    r"|[0-9]{1,6}\.(?:com|org|net|info|ua)(?![a-z])"  # 0512.com.ua
    r")"
)
# Grouped thousands look like a dotted version: 1.000.000 is a number.
GROUPED = re.compile(r"[0-9]{1,3}(?:[.,'][0-9]{3}){2,8}(?![0-9])")
# A court's file: 5 L 1234/24, 6 B 2457/24.KO
DOCKET = re.compile(r"[0-9]{1,4} [a-z]{1,4} [0-9]{1,6}(?:/| / )[0-9]{2}(?![0-9])", re.IGNORECASE)
# "Lifeline on 13 11 14"
_SHORTEST_CALLED, _CALL_REACH = 6, 3
# The works that a text cites, with pages: [14, 88], [3; 7], [2-5].
CITED = re.compile(r"[0-9]{1,4}(?:[,;-] ?[0-9]{1,4}){0,8}\]")
# A paragraph's number that has a line to itself: "8.1."
NUMBERED = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.")
DAY_MONTH = re.compile(r"[0-3]?[0-9]\.[01]?[0-9]\.(?![0-9])")


def past(tokens: Tokens, index: int, offset: int) -> int:
    """The index of the first token at or after ``offset``."""
    while index < tokens.count and tokens.begin[index] < offset:
        index += 1
    return index


def past_chunk(tokens: Tokens, index: int) -> int:
    """The index past everything up to the next space."""
    index += 1
    while index < tokens.count and " " not in tokens.gap[index]:
        index += 1
    return index


def phone_follows(tokens: Tokens, index: int) -> bool:
    """Whether groups of digits that make a telephone number begin at ``index``."""
    digits = 0
    at = index
    while (
        at < tokens.count
        and tokens.text[at].isdecimal()
        and (at == index or tokens.gap[at] in (" ", "-", " (", ") ", "", "(", ")"))
    ):
        digits += len(tokens.text[at])
        at += 1
        if digits > 15:
            break
    return digits >= 7 and at - index >= 2


def called(tokens: Tokens, index: int, words: frozenset[str], prefixes: frozenset[str]) -> bool:
    """Whether groups of digits begin that somebody is told to call: by a word before or the first group."""
    groups = [tokens.text[index]]
    at = index + 1
    while (
        at < tokens.count and tokens.text[at].isdecimal() and tokens.gap[at] in (" ", "-") and len(groups) < 6
    ):
        groups.append(tokens.text[at])
        at += 1
    if len(groups) < 2 or sum(map(len, groups)) < _SHORTEST_CALLED:
        return False
    if groups[0] in prefixes:
        return True
    return not words.isdisjoint(tokens.text[max(0, index - _CALL_REACH) : index])


def past_digits(tokens: Tokens, index: int) -> int:
    """The index past the groups of digits that begin at ``index``."""
    index += 1
    while (
        index < tokens.count
        and tokens.text[index].isdecimal()
        and tokens.gap[index] in (" ", "-", " (", ") ", "(", ")", "/")
    ):
        index += 1
    return index
