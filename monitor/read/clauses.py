"""Sentences as tokens, and the noun phrases that may be sources.

A quotation is one token: what is said inside it is not read. Leaves out: word order
(:mod:`monitor.read.order_svo` and its siblings).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from monitor.model import CueClass
from monitor.read.grammar import Cue, Grammar
from monitor.text.quotes import Quote

_TOKEN = re.compile(r"\([^()]{1,60}\)|\w+(?:['&/.\-]\w+|(?<=[0-9]),(?=[0-9])\w+)*|[^\w\s]")
"""A word, a number with its comma, a mark, or a short remark in brackets, which is passed over."""


_NO_NAME = re.compile(r"[,!?:;…]|[.][ \"']")


class Token(NamedTuple):
    """A word, a numeral, a punctuation mark or a whole quotation of a sentence."""

    text: str
    low: str
    start: int
    end: int
    kind: str
    """w word, n numeral, p punctuation, q quotation."""

    @property
    def capital(self) -> bool:
        """The word has a capital letter (al-Dschasira, eBay)."""
        return self.kind == "w" and self.text != self.low


_new = tuple.__new__
"""Makes a token from its fields in half the time of its own constructor (every word of a text is one)."""


class Found(NamedTuple):
    """An attribution as the word order gives it; offsets in the text."""

    start: int
    cue: str
    cue_class: CueClass
    stance: int
    source: tuple[int, int] | None
    content: tuple[int, int]
    inherits: bool = False
    """No source of its own: the one before it speaks."""
    relay: bool = False
    back: bool = False
    """What is said is the sentence before ("Das sagte X")."""
    direct: bool = False
    """At least a whole clause of it is quoted, whatever share of it that is."""
    spoken: bool = False
    """Dashes alone set the speech off: it is direct without quotation marks."""
    unnamed: bool = False
    """The sentence names no source: whoever the sentences before speak of is one, else the last source."""
    dropped: bool = False
    """The verb has no subject of its own: whoever the sentences before speak of is the source."""
    lemma: str = ""
    """The cue in its dictionary form; "" for speech without one."""


_REMARK = re.compile(r"[,!?…] [–-] ((?:[^–\"]|\"[^–\"]{1,40}\"){3,200}?)(?:[.,:!?…] [–-] |(?=\"?$))")
"""An author's remark inside a quotation («…, – заявив він. – …»)."""
_SET_OFF = re.compile(r"[,!?…]\"? [–-] ([^–]{3,600}?)(?:[.,:!?…] [–-] |$)")
"""The same in a paragraph that opens with the dash of a dialogue; the story may go on after it."""
_LEAST_DIALOGUE = 10
"""Characters of the shortest paragraph with speech and a remark."""
_MANNER = 5
"""Words of a remark among which its verb is looked for ("зі сльозами на очах розповідає")."""


def split_remarks(text: str, quotes: tuple[Quote, ...], table: Grammar) -> tuple[Quote, ...]:
    """The quotations without the remarks that stand inside them and have a cue."""
    parts: list[Quote] = []
    for quote in quotes:
        start = quote.start
        for match in _REMARK.finditer(text, quote.start, quote.end):
            if _reports(match.group(1), table):
                parts.append(Quote(start, match.start() + 1, True))
                start = match.end()
        if start < quote.end:
            parts.append(Quote(start, quote.end, quote.closed))
    return tuple(parts)


def _reports(remark: str, table: Grammar) -> bool:
    verbs = table.words("cue.verb")
    return any(word.strip(".,:!?").lower() in verbs for word in remark.split(maxsplit=_MANNER)[:_MANNER])


def dialogue(text: str, start: int, end: int, table: Grammar) -> tuple[Quote, ...]:
    """The speech of a paragraph that opens with a dash, without the author's remarks.

    Empty where no remark has a verb of saying: then the dash may as well open a list.
    """
    if end - start < _LEAST_DIALOGUE or text[start] not in "–-" or text[start + 1] != " ":
        return ()
    parts: list[Quote] = []
    here = start + 2
    for match in _SET_OFF.finditer(text, here, end):
        if _reports(match.group(1), table):
            parts.append(Quote(here, match.start() + 1, True))
            here = match.end()
    if parts and here < end:
        parts.append(Quote(here, end, True))
    return tuple(parts)


def tokenise(text: str, start: int, end: int, quotes: tuple[Quote, ...]) -> list[Token]:
    """The tokens of ``text[start:end]`` (already plain); quotations come as one token."""
    tokens: list[Token] = []
    position = start
    for quote in quotes:
        if quote.end <= position or quote.start >= end:
            continue
        _words(text, position, max(position, quote.start), tokens)
        left, right = max(quote.start, position), min(quote.end, end)
        tokens.append(Token(text[left:right], "", left, right, "q"))
        position = right
    _words(text, position, end, tokens)
    if tokens and tokens[-1].text == "." and tokens[-1].kind == "w":
        tokens.pop()
    return tokens


def _words(text: str, start: int, end: int, tokens: list[Token]) -> None:
    token = _new
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        first = word[0]
        at, past = match.span()
        if first.isalpha() or first == "_":
            kind = "w"
        elif first.isdigit():
            kind = "n"
        elif len(word) > 1:
            continue
        else:
            kind = "p"
            # the stop of an abbreviation or initial inside a sentence bounds nothing
            if word == "." and past < end and tokens and tokens[-1].end == at:
                continue
        tokens.append(token(Token, (word, word.lower(), at, past, kind)))


def is_name_quote(token: Token) -> bool:
    """A short quotation without punctuation that stands inside a noun phrase ("Spiegel", "taz.de")."""
    return token.kind == "q" and len(token.text) <= 40 and _NO_NAME.search(token.text) is None


def match_cues(tokens: list[Token], at: int, table: Grammar) -> list[tuple[Cue, int]]:
    """The cues that start at token ``at``, each with the index just past its words."""
    hits = []
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    for cue in table.cues.get(tokens[at].low, ()):
        last = at + len(cue.words)
        if last == at + 1 or (
            cue.words[1] == following  # most phrases differ here already
            and last <= len(tokens)
            and all(tokens[at + k].low == word for k, word in enumerate(cue.words))
        ):
            hits.append((cue, last))
    return hits
