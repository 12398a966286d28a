"""The invented news of some hosts: what each article says at each time.

How articles change is as found by others (NewsEdits: 4.61 M versions; GDELT: 88 M URLs):
15-35 % are updated, of these 80 % once or twice, 81 % of changes come within 24 hours, a
title changes in 5-7.5 %, 0.7-1.5 % are deleted, and most small fixes are silent. The texts
are those of the fixture site, with sentences of our own that change.
"""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from monitor.demo.site import Site, default_root
from monitor.text.normalise import clean

UPDATED = 0.25
AS_OFTEN = ((1, 0.50), (2, 0.30), (3, 0.10), (4, 0.06), (5, 0.04))
WITHIN_A_DAY = 0.81
DELETED = 0.011
KINDS = (("figure", 0.35), ("added", 0.30), ("slip", 0.15), ("headline", 0.15), ("cut", 0.05))

_TAG = re.compile("<[^>]*>")
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

# For each language: a sentence with a figure, one that is added, one with a slip and without.
_SENTENCES = {
    "en": (
        "The helpline took {n} calls, the office said.",
        "Statement number {i} of the day will follow in the afternoon, the office said.",
        ("The helpline is staffed untill ten in the evening.", "The helpline is staffed until ten in the evening."),
        ("", " – what we know", " – what residents should do"),
    ),
    "de": (
        "Bei der Hotline gingen nach Angaben des Amtes {n} Anrufe ein.",
        "Am Nachmittag will das Amt die Erklärung Nummer {i} abgeben.",
        ("Die Leitung ist bis zehn Uhr abends bestzt.", "Die Leitung ist bis zehn Uhr abends besetzt."),
        ("", " – was bekannt ist", " – was Anwohner tun sollen"),
    ),
    "ko": (
        "당국은 상담 전화가 모두 {n}건 걸려 왔다고 밝혔다.",
        "당국은 오후에 {i}차 설명 자료를 낼 예정이라고 밝혔다.",
        ("상담 창구는 밤 열 시까지 운영됀다.", "상담 창구는 밤 열 시까지 운영된다."),
        ("", "…지금까지 나온 내용", "…주민이 알아 둘 점"),
    ),
    "uk": (
        "На гарячу лінію надійшло {n} дзвінків, повідомили у відомстві.",
        "Пояснення номер {i} відомство обіцяє оприлюднити пополудні.",
        ("Лінія працює до десятої години вечера.", "Лінія працює до десятої години вечора."),
        ("", " – що відомо", " – що робити мешканцям"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """What a page shows from ``at`` (since the start) on; ``kind`` says what is new, "gone" is a 404."""

    at: timedelta
    kind: str
    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One article: its states in order, the first being its publication."""

    host: int
    path: str
    language: str
    states: tuple[State, ...]

    def at(self, now: timedelta) -> tuple[int, State] | None:
        """The number and state that the page is in; None before it is published."""
        found = None
        for number, state in enumerate(self.states):
            if state.at <= now:
                found = (number, state)
        return found


@dataclass(frozen=True, slots=True)
class Host:
    """A site: its name, what its server knows of conditional requests, what its robots.txt asks."""

    name: str
    language: str
    validators: str
    """etag, modified or none."""
    crawl_delay: float
    """Seconds of the simulated time; 0 where robots.txt asks for none."""


def hosts(count: int) -> tuple[Host, ...]:
    """Each tenth asks for four seconds, each twentieth answers no conditional request, some know dates only."""
    languages = sorted(_SENTENCES)
    return tuple(
        Host(
            name=f"courier-{number + 1:02}.example",
            language=languages[number % 4],
            validators="none" if number % 20 == 7 else "modified" if number % 10 == 2 else "etag",
            crawl_delay=4.0 if number % 10 == 5 or (count < 10 and number == 1) else 0.0,
        )
        for number in range(count)
    )


def stories(
    seed: int, count: int, among: tuple[Host, ...], length: timedelta, updated: float
) -> tuple[Story, ...]:
    """Articles of all hosts in turn, published evenly over nine tenths of the time."""
    chance = random.Random(seed)
    return tuple(
        _story(chance, number, number % len(among), among[number % len(among)].language, length, updated)
        for number in range(count)
    )


@cache
def _texts(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Headline and three paragraphs of the fixture articles of a language."""
    found = []
    for article in Site(default_root()).articles(language):
        state = article.states[0]
        plain = [
            clean(html.unescape(_TAG.sub("", block))) for block in state.blocks if block.startswith("<p>")
        ]
        if len(plain) >= 3 and state.status == 200 and not state.consent:
            found.append((state.headline, tuple(plain[:3])))
    return tuple(found)


def _story(
    chance: random.Random, number: int, host: int, language: str, length: timedelta, updated: float
) -> Story:
    tails = _SENTENCES[language][3]
    texts = _texts(language)
    headline, paragraphs = texts[number % len(texts)]
    calls = 1_000 + 100 * (number % 50)
    published = length * 0.9 * chance.random()
    parts = _Parts(headline, paragraphs, calls, 0, 0, 0, hours=True)
    states = [_state(published, "new", parts, language)]
    for at in _moments(chance, updated):
        kind = _drawn(chance, KINDS)
        if (
            (kind == "slip" and (parts.slip or not parts.hours))
            or (kind == "headline" and parts.tail + 1 == len(tails))
            or (kind == "cut" and not parts.hours)
        ):
            kind = "figure"
        match kind:
            case "figure":
                parts = replace(parts, calls=parts.calls + 10)
            case "added":
                parts = replace(parts, additions=parts.additions + 1)
            case "slip":
                parts = replace(parts, slip=1)
            case "headline":
                parts = replace(parts, tail=parts.tail + 1)
            case _:
                parts = replace(parts, hours=False)
        states.append(_state(published + at, kind, parts, language))
    if chance.random() < DELETED:
        states.append(State(states[-1].at + _HOUR * chance.uniform(1, 72), "gone", "", ()))
    return Story(host, f"/news/{number:05}", language, tuple(state for state in states if state.at < length))


@dataclass(frozen=True, slots=True)
class _Parts:
    headline: str
    paragraphs: tuple[str, ...]
    calls: int
    additions: int
    slip: int
    tail: int
    hours: bool


def _state(at: timedelta, kind: str, parts: _Parts, language: str) -> State:
    figure, added, slip, tails = _SENTENCES[language]
    text = [*parts.paragraphs, figure.format(n=parts.calls)]
    text += [added.format(i=number + 2) for number in range(parts.additions)]
    text += [slip[parts.slip]] if parts.hours else []
    return State(at, kind, parts.headline + tails[parts.tail], tuple(text))


def _moments(chance: random.Random, updated: float) -> list[timedelta]:
    """When a story changes, counted from its publication."""
    if chance.random() >= updated:
        return []
    found = []
    for _ in range(_drawn(chance, AS_OFTEN)):
        if chance.random() < WITHIN_A_DAY:
            found.append(min(_HOUR * chance.expovariate(1 / 4), _DAY))
        else:
            found.append(_DAY * chance.uniform(1, 7))
    return sorted(found)


def _drawn(chance: random.Random, among: tuple[tuple[object, float], ...]):
    return chance.choices([one for one, _ in among], [weight for _, weight in among])[0]
