"""Comparisons of any two articles: empty for equals, mirrored when turned round, in order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.diff.align import align
from monitor.diff.compare import compare
from monitor.model import Article, Attribution, Block, BlockKind, Change, ChangeKind, Figure, Headlines
from monitor.read.reading import read

SENTENCES = {
    "en": [
        "At least {n} people died when the dam burst on Tuesday, police said.",
        "The mayor denied that the town had been warned {n} times.",
        "“We lost everything,” Ellen Frost told reporters.",
        "Some {n}% of the houses lost power, and {m} shelters were opened.",
        "Nobody was hurt.",
        "Engineers will inspect the wall in March.",
    ],
    "de": [
        "Mindestens {n} Menschen starben beim Bruch des Damms, teilte die Polizei mit.",
        "Der Bürgermeister wies den Vorwurf zurück, er sei {n} Mal gewarnt worden.",
        "„Wir haben alles verloren“, sagte Ellen Frost.",
        "In {n} Prozent der Häuser fiel der Strom aus, {m} Unterkünfte wurden geöffnet.",
        "Verletzt wurde niemand.",
    ],
    "ko": [
        "둑이 무너져 최소 {n}명이 숨졌다고 경찰이 밝혔다.",
        "시장은 {n}차례 경고를 받았다는 의혹을 부인했다.",
        "박은서 씨는 “모든 것을 잃었다”고 말했다.",
        "주택 {n}%가 정전됐고 대피소 {m}곳이 문을 열었다.",
        "다친 사람은 없었다.",
    ],
    "uk": [
        "Щонайменше {n} людей загинули через прорив дамби, повідомила поліція.",
        "Мер заперечив, що місто попереджали {n} разів.",
        "«Ми втратили все», – сказала Олена Мороз.",
        "Без світла лишилися {n}% будинків, відкрито {m} прихистків.",
        "Ніхто не постраждав.",
    ],
}
MOMENTS = [datetime(2024, 10, 22, hour, tzinfo=UTC) for hour in (7, 9)]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Article, Article]:
    """Two versions of one article: lines drawn from one stock, values drawn afresh."""
    language = draw(st.sampled_from(sorted(SENTENCES)))
    values = st.integers(2, 40)

    def version() -> Article:
        lines = draw(
            st.lists(st.lists(st.sampled_from(SENTENCES[language]), min_size=1, max_size=3), max_size=7)
        )
        blocks = tuple(
            Block(
                kind=draw(st.sampled_from([BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM])),
                text=" ".join(line.format(n=draw(values), m=draw(values)) for line in block),
            )
            for block in lines
        )
        return Article(
            url="https://news.example/a",
            language=language,
            headlines=Headlines(page=draw(st.sampled_from(["A dam burst", "A dam held", "12 dead"]))),
            byline=draw(st.sampled_from([(), ("A. One",)])),
            modified=draw(st.sampled_from([None, *MOMENTS])),
            blocks=blocks,
        )

    return version(), version()


TRIES = settings(max_examples=80, derandomize=True, deadline=None, database=None)

_MIRROR = {
    ChangeKind.FIGURE_ADDED: ChangeKind.FIGURE_REMOVED,
    ChangeKind.ATTRIBUTION_ADDED: ChangeKind.ATTRIBUTION_REMOVED,
    ChangeKind.PASSAGE_ADDED: ChangeKind.PASSAGE_REMOVED,
}
_MIRROR |= {right: left for left, right in _MIRROR.items()}


def side(one: object) -> str:
    if isinstance(one, Figure):
        return f"{one.surface}@{one.start}"
    if isinstance(one, Attribution):
        return f"{one.source} {one.cue}@{one.start}"
    return str(one)


@TRIES
@given(pair=pairs())
def test_equal_versions_have_no_change(pair: tuple[Article, Article]) -> None:
    article = pair[0]
    assert compare(article, read(article), article, read(article)).changes == ()


@TRIES
@given(pair=pairs())
def test_there_and_back_are_mirror_images(pair: tuple[Article, Article]) -> None:
    """The same things are told, added for removed and before for after."""
    old, new = pair
    there = compare(old, read(old), new, read(new))
    back = compare(new, read(new), old, read(old))

    def key(change: Change) -> tuple[str, str, str]:
        return (change.kind, side(change.before), side(change.after))

    def mirrored(change: Change) -> tuple[str, str, str]:
        return (_MIRROR.get(change.kind, change.kind), side(change.after), side(change.before))

    # An old value that still stands is told beside the change of it; turned round it is a
    # figure of its own, so that figures which only came or went are left out here.
    lone = {ChangeKind.FIGURE_ADDED, ChangeKind.FIGURE_REMOVED}
    assert Counter(key(one) for one in there.changes if one.kind not in lone) == Counter(
        mirrored(one) for one in back.changes if one.kind not in lone
    )
    assert there.stealth == back.stealth


@TRIES
@given(pair=pairs())
def test_a_comparison_is_deterministic_flat_and_in_order(pair: tuple[Article, Article]) -> None:
    old, new = pair
    comparison = compare(old, read(old), new, read(new))
    assert comparison == compare(replace(old), read(old), replace(new), read(new))
    ranks = [change.weight.rank for change in comparison.changes]
    assert ranks == sorted(ranks, reverse=True)
    for change in comparison.changes:
        assert change.before is not None or change.after is not None
        if isinstance(change.after, Figure):
            assert change.after.surface in (change.passage or "")


@TRIES
@given(pair=pairs())
def test_every_passage_is_accounted_for_once(pair: tuple[Article, Article]) -> None:
    """Nothing of either version is lost or counted twice by the alignment."""
    found = align(*pair)
    olds = [i for link in found.links for i in link.old] + list(found.removed)
    news = [j for link in found.links for j in link.new] + list(found.added)
    assert sorted(olds) == list(range(len(found.old)))
    assert sorted(news) == list(range(len(found.new)))
