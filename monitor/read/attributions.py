"""Who says so: the attributions of a text in Korean, English, German or Ukrainian.

Rules over cue lexicons, one set for each order of words; the languages are data. Speech
that goes on without a cue (a further quotation, a reported clause in the subjunctive)
belongs to the source before it and has "" for its cue; a quotation that runs over
several paragraphs is one. A medium that cites a source is a relay of it.

A refusal to say ("have not commented", "could not confirm") has the class decline and
stance −1 in every language: less than neutral, more than a denial. Leaves out: what
pronouns stand for as a surface ("he" stays "he"; its identity is that of the source
before it), and the figures inside what is said.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

from monitor.model import Attribution, CueClass, SourceOfSpeech
from monitor.read.clauses import Found, Token, dialogue, split_remarks, tokenise
from monitor.read.grammar import Grammar, grammar
from monitor.read.order import Order
from monitor.read.order_free import FreeOrder
from monitor.read.order_sov import VerbFinal
from monitor.read.order_svo import SubjectFirst
from monitor.read.order_v2 import VerbSecond
from monitor.read.sources import Place, identities
from monitor.text.quotes import Quote, plain, quote_spans
from monitor.text.sentences import sentences

_ORDERS: dict[str, type[Order]] = {"svo": SubjectFirst, "v2": VerbSecond, "free": FreeOrder, "sov": VerbFinal}
_LONGEST = 4000
"""Characters of a sentence that are read: longer ones are tables or hostile (the longest
in 150 news pages has 1,597, quotations kept whole)."""

_QUOTED = 0.6
"""Share of the content in quotation marks from which speech is direct (the 18 direct ones of the
annotated news sentences have 0.65 or more, the 7 mixed ones 0.52 or less)."""
_NAMED = 4
"""Words of a quotation up to which it names or judges what a verb of describing is about ("nannte ihn „Lügner“")."""
_GAP = 12
"""Characters between two quotations of one direct speech ("…"라며 "…"고; "…" und "…")."""

_FURTHEST = 8
"""Sentences that a verb without a subject looks back to whom it speaks of."""
_MOST_FOUND = 30
"""Attributions before such a verb that are looked at."""

_MOST_QUOTES = 60
"""Quotations of one sentence that are told apart (at most 14 in a paragraph of 150 news pages)."""

Span = tuple[int, int]


class _Line(NamedTuple):
    """One paragraph: its sentences and quotations, with offsets in the text."""

    start: int
    end: int
    sentences: tuple[Span, ...]
    quotes: tuple[Quote, ...]
    goes_on: bool
    """Its last quotation is not closed and the next paragraph takes it up."""


def read_attributions(text: str, language: str) -> tuple[Attribution, ...]:
    """The attributions of the text, by the offset of their cue. Time is linear in the text.

    :raises KeyError: when there is no such language.
    """
    table = grammar(language)
    folded = plain(text)
    found: list[Found] = []
    running: int | None = None
    direct = False
    """Where the attribution is whose quotation the next paragraph takes up."""
    last: _Line | None = None
    for line in _lines(folded, sentences(folded, language)):
        if running is not None and line.quotes:
            opening = line.quotes[0]
            found[running] = found[running]._replace(content=(found[running].content[0], opening.end))
        before = len(found)
        taken_up = running is not None
        _read_line(folded, line, last, table, found, taken_up=taken_up, after_speech=direct)
        last = line if line.sentences else last
        direct = bool(line.quotes) and (len(found) > before or taken_up)
        if not line.goes_on:
            running = None
        elif len(found) > before:
            running = len(found) - 1
    return _attributions(text, folded, found, language)


def _lines(folded: str, spans: tuple[Span, ...]) -> list[_Line]:
    lines: list[_Line] = []
    offset = at = 0
    texts = folded.split("\n")
    for number, line in enumerate(texts):
        end = offset + len(line)
        first = at
        while at < len(spans) and spans[at][0] < end:
            at += 1
        quotes = [Quote(offset + q.start, offset + q.end, q.closed) for q in quote_spans(line)]
        following = texts[number + 1] if number + 1 < len(texts) else ""
        goes_on = bool(quotes) and not quotes[-1].closed and following.startswith('"')
        taken_up = bool(lines) and lines[-1].goes_on and len(quotes) == 1
        if quotes and not quotes[-1].closed and not goes_on and not taken_up:
            quotes.pop()  # a forgotten mark: what follows is read as prose
        lines.append(_Line(offset, end, spans[first:at], tuple(quotes), goes_on))
        offset = end + 1
    return lines


def _read_line(
    folded: str,
    line: _Line,
    last: _Line | None,
    table: Grammar,
    found: list[Found],
    *,
    taken_up: bool,
    after_speech: bool,
) -> None:
    order = _ORDERS[table.order]
    spoken: tuple[Quote, ...] = ()
    quotes = line.quotes
    if table.words("remarks"):
        spoken = dialogue(folded, line.start, line.end, table)
        quotes = spoken or split_remarks(folded, quotes, table)
    speaking = bool(found) and (taken_up or (after_speech and _only_quoted(folded, line)))
    """The sentence before ends with words of a source, so speech may go on."""
    passed = 0
    for number, (start, end) in enumerate(line.sentences):
        if taken_up and line.quotes and start >= line.quotes[0].start and end <= line.quotes[0].end:
            continue
        while passed < len(quotes) and quotes[passed].end <= start:
            passed += 1
        near = quotes[passed : passed + _MOST_QUOTES]
        tokens = tokenise(folded, start, min(end, start + _LONGEST), near)
        here = order(tokens, table, folded).find()
        if spoken:
            here = [_whole_speech(one, start, near) for one in here]
        if any(one.dropped or one.unnamed for one in here):
            earlier, quoted_earlier = (last.sentences, last.quotes) if last is not None else ((), ())
            before = _Before(
                (earlier[-_FURTHEST:] + line.sentences[max(0, number - _FURTHEST) : number])[-_FURTHEST:],
                quoted_earlier[-_MOST_QUOTES:] + quotes[max(0, passed - _MOST_QUOTES) : passed + 1],
                found[max(0, len(found) - _MOST_FOUND) :],
            )
            here = [
                _or_nobody(
                    folded,
                    _agreeing(_with_subject(folded, one, before, table), before.found, table),
                    found,
                    table,
                )
                if one.dropped or one.unnamed
                else one
                for one in here
            ]
        found.extend(
            one._replace(content=line.sentences[number - 1]) if one.back and number else one for one in here
        )
        if here:
            speaking = True
            continue
        quoted = [q for q in near if q.start >= start and q.end <= end + 1]
        if speaking and _goes_on(folded, start, end, quoted, table):
            content = (
                (quoted[0].start, quoted[-1].end) if quoted and quoted[0].start == start else (start, end)
            )
            found.append(Found(start, "", CueClass.SAY, 0, None, content, inherits=True))
        else:
            speaking = False


def _whole_speech(one: Found, start: int, spoken: tuple[Quote, ...]) -> Found:
    """What is said from the dash that opens the dialogue on, where the speech has several sentences."""
    if not spoken or not spoken[0].start < start or not one.spoken or one.content[0] > start + 2:
        return one
    return one._replace(content=(spoken[0].start, one.content[1]))


class _Before(NamedTuple):
    """What stands before a sentence in its paragraph and the one before."""

    sentences: tuple[Span, ...]
    quotes: tuple[Quote, ...]
    found: list[Found]


def _with_subject(folded: str, one: Found, before: _Before, table: Grammar) -> Found:
    """The verb without a subject of its own, with whom the nearest sentences before speak of."""
    for start, end in reversed(before.sentences):
        if any(start <= other.start < end and (other.source or other.inherits) for other in before.found):
            return one
        near = tuple(quote for quote in before.quotes if quote.end > start and quote.start < end)
        tokens: list[Token] = tokenise(folded, start, min(end, start + _LONGEST), near)
        topic = _ORDERS[table.order](tokens, table, folded).spoken_of(one.cue)
        if topic is not None:
            return one._replace(source=topic)
    return one


def _agreeing(one: Found, found: list[Found], table: Grammar) -> Found:
    """The verb without a subject, with the last source whose verb may share its own with it."""
    agree = _ORDERS[table.order].agree
    if one.source is not None or not found or agree(one.cue, found[-1].cue or one.cue):
        return one
    source = next(
        (other.source for other in reversed(found) if other.source and agree(one.cue, other.cue or one.cue)),
        None,
    )
    return one if source is None else one._replace(source=source)


def _or_nobody(folded: str, one: Found, found: list[Found], table: Grammar) -> Found:
    """People say so ("Кажуть, що…"), where nobody in the plural has spoken before."""
    if (
        one.source is not None
        or one.cue.lower() not in table.words("cues.hearsay")
        or folded[one.start + len(one.cue) : one.start + len(one.cue) + 1] != ","
    ):
        return one
    last = next((other.source for other in reversed(found) if other.source), None)
    many = tuple(table.words("endings.speakers"))
    if last is not None and folded[last[0] : last[1]].split(maxsplit=1)[0].lower().endswith(many):
        return one
    return one._replace(inherits=False, dropped=False, cue_class=CueClass.HEARSAY, stance=-1)


def _only_quoted(folded: str, line: _Line) -> bool:
    """The paragraph is one quotation: it goes on with the speech of the paragraph before.

    A cross-head in quotation marks has no full stop and is none.
    """
    if len(line.quotes) != 1:
        return False
    start, end, _ = line.quotes[0]
    return (
        start == line.start and line.end - end <= 1 and any(mark in ".!?…" for mark in folded[end - 2 : end])
    )


def _goes_on(folded: str, start: int, end: int, quoted: list[Quote], table: Grammar) -> bool:
    """A sentence without a cue goes on with the speech before it."""
    if quoted and quoted[0].start == start and sum(q.end - q.start for q in quoted) * 2 >= end - start:
        return True
    marks = table.words("continuing")
    if not marks:
        return False
    words = folded[start : min(end, start + 300)].split()
    return any(word.strip('.,;:"').lower() in marks for word in words[:14])


def _attributions(text: str, folded: str, found: list[Found], language: str) -> tuple[Attribution, ...]:
    found = sorted((one for one in found), key=lambda one: one.start)
    sources: list[Span | None] = []
    previous: Span | None = None
    for one in found:
        source = one.source
        if source is None and one.inherits:
            source = previous
        if source is not None:
            previous = source
        sources.append(source)
    surfaces = [text[s[0] : s[1]] if s else "" for s in sources]
    places = [
        Place(surface, source[0] if source else None)
        for surface, source in zip(surfaces, sources, strict=True)
    ]
    keys = identities(places, text, language)
    out = []
    table = grammar(language)
    order = _ORDERS[table.order]
    for one, source, surface, (key, kind) in zip(found, sources, surfaces, keys, strict=True):
        if not surface and (not one.cue or one.dropped):
            continue  # speech goes on, but nobody spoke
        content, direct = _content(folded, one.content)
        direct = direct or (one.spoken and content[1] > content[0])
        if one.cue_class is CueClass.DESCRIBE and _named(text[content[0] : content[1]]):
            direct = False
        if one.inherits and not one.cue and not direct and kind is SourceOfSpeech.UNNAMED:
            continue
        out.append(
            Attribution(
                source=surface,
                source_kind=kind,
                identity=key,
                cue=one.cue,
                cue_class=one.cue_class,
                stance=one.stance,
                direct=direct or one.direct,
                content=text[content[0] : content[1]],
                relay=one.relay,
                stated=direct or order.stated(folded, one, content, table),
                start=one.start,
                source_start=source[0] if source else None,
                content_start=content[0] if content[1] > content[0] else None,
            )
        )
    return tuple(out)


def _content(folded: str, span: Span) -> tuple[Span, bool]:
    """The content without its marks, and whether it is a quotation for the most part."""
    start, end = span
    while start < end and folded[start] in " ,:;–-\n":
        start += 1
    while end > start and folded[end - 1] in " ,:;–-\n":
        end -= 1
    if "\n" in folded[start:end]:
        return (_inside(folded, start, end), True)
    if not any(char.isalnum() for char in folded[start:end]):
        return (start, start), False
    quotes = quote_spans(folded[start:end])
    if not quotes:
        return (start, end), False
    quoted = sum(q.end - q.start for q in quotes)
    joined = all(after.start - before.end <= _GAP for before, after in itertools.pairwise(quotes))
    phrase = len(quotes) == 1 and quotes[0].start > 0 and _worded(folded[start + quotes[0].start : end])
    if end > start and quoted >= _QUOTED * (end - start) and joined and not phrase:
        return (_inside(folded, start + quotes[0].start, start + quotes[-1].end), True)
    return (start, end), False


def _named(quoted: str) -> bool:
    """A word or phrase that something is called, no clause: few words, or no capital to open a sentence."""
    return quoted[:1].islower() or len(quoted.split()) <= _NAMED


def _worded(quoted: str) -> bool:
    """A phrase of a source's own inside a sentence of the desk's ("the plan was “all but dead”")."""
    words = quoted.strip("\"' ,.").split()
    return 0 < len(words) <= _NAMED and words[0][:1].islower()


def _inside(folded: str, start: int, end: int) -> Span:
    """A span without the marks around it."""
    while start < end and folded[start] in "\"' ":
        start += 1
    while end > start and folded[end - 1] in "\"' ,":
        end -= 1
    return (start, end)
