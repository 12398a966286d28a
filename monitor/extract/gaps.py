"""Paragraphs that the extractor left out between those it took.

A first paragraph with three links in it, or one that is half a link, looks like navigation
to an extractor that weighs links, and the sentence with the figure is lost; long reads keep
their sections in several containers, of which one is chosen. Two things give such
paragraphs away, beside ending like a sentence:

1. a paragraph has the same elements and classes around it as paragraphs that were taken,
   and stands among them or right before the first;
2. a run of long paragraphs stands among those taken, at a place of its own.

Of 150 real pages 7 had such paragraphs, 24 in all, and every one of them stands in the text
that people took from the page. Other paragraphs left out, alone at a place of their own,
were offers and notices 25 times of 28, and stay out.
"""

from __future__ import annotations

from collections import Counter

from lxml import html

from monitor.extract.marks import bare
from monitor.model import Block, BlockKind
from monitor.text.normalise import clean

# A paragraph's place: the names and classes of itself and of three elements around it.
_AROUND = 4
# How many paragraphs taken from a place make it one where the article stands.
_COMPANY = 2
# How far before the first paragraph that was taken the lead may stand.
_BEFORE = 2
_SHORTEST = 40
# A section at a place of its own: so many paragraphs, of so many characters on average. Lists
# of teasers, the nearest thing to it, have 110 to 190.
_SECTION, _LONG = 3, 250
_OUTSIDE = frozenset({"nav", "aside", "footer", "header", "figure", "form", "button"})
# Each is looked for in the whole text; a page of ten thousand would take seconds.
_MOST = 200
_CLOSING = "\"”“»«’')]"
_ENDS = (".", "!", "?", "…")

Place = tuple[tuple[str, str], ...]


def filled(tree: html.HtmlElement, found: tuple[Block, ...]) -> tuple[Block, ...]:
    """``found`` with the paragraphs of ``tree`` that belong among them, in the page's order."""
    numbers = {block.text: number for number, block in reversed(list(enumerate(found)))}
    paragraphs = [
        (element, text if text in numbers else clean(text))
        for element in tree.iter("p")
        if len(text := "".join(element.itertext()).strip()) >= _SHORTEST
    ]
    taken = [place for place, (_, text) in enumerate(paragraphs) if text in numbers]
    if len(taken) < _COMPANY:
        return found
    missing = _missing(paragraphs, taken, numbers, found)
    if not missing:
        return found
    added: dict[int, list[Block]] = {}
    for place in sorted(missing):
        follower = next(numbers[text] for _, text in paragraphs[place:] if text in numbers)
        added.setdefault(follower, []).append(Block(kind=BlockKind.PARAGRAPH, text=paragraphs[place][1]))
    return tuple(one for number, block in enumerate(found) for one in (*added.get(number, ()), block))


def _missing(
    paragraphs: list[tuple[html.HtmlElement, str]],
    taken: list[int],
    numbers: dict[str, int],
    found: tuple[Block, ...],
) -> list[int]:
    """Which paragraphs belong to the article though none of its blocks holds them."""
    candidates = [
        number
        for number in range(max(0, taken[0] - _BEFORE), taken[-1])
        if paragraphs[number][1] not in numbers and _ends_like_a_sentence(paragraphs[number][1])
    ]
    if not candidates:
        return []
    company = Counter(_place(paragraphs[number][0]) for number in taken)
    everything = "".join(bare(block.text) for block in found)
    belong: list[int] = []
    sections: dict[Place, list[int]] = {}
    for number in candidates[:_MOST]:
        element, text = paragraphs[number]
        if bare(text) in everything:
            continue
        place = _place(element)
        if company[place] >= _COMPANY:
            belong.append(number)
        elif number > taken[0] and not any(one.tag in _OUTSIDE for one in element.iterancestors()):
            sections.setdefault(place, []).append(number)
    for run in sections.values():
        if len(run) >= _SECTION and sum(len(paragraphs[one][1]) for one in run) >= _LONG * len(run):
            belong += run
    return belong


def _place(element: html.HtmlElement) -> Place:
    around: list[tuple[str, str]] = []
    one: html.HtmlElement | None = element
    while one is not None and len(around) < _AROUND:
        around.append((str(one.tag), one.get("class") or ""))
        one = one.getparent()
    return tuple(around)


def _ends_like_a_sentence(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(_ENDS) or text.endswith(_ENDS)
