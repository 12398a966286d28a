"""Ways to change an article of which it is known what a comparison must say.

Each takes an article and gives the changed one, or None where it does not apply.
Sentences that are inserted are our own.
"""

from __future__ import annotations

import html
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.model import Article, Block, BlockKind, Figure, Reading
from monitor.text.normalise import clean
from monitor.text.sentences import sentences

# One figure and one named source each, of no article's topic.
INSERTED = {
    "en": "Librarian Maud Tillotson said 37 visitors had signed the guest book of the reading room.",
    "de": "Die Bibliothekarin Maud Tillmann sagte, 37 Besucher hätten sich ins Gästebuch des Lesesaals eingetragen.",
    "ko": "도서관 사서 마동숙 씨는 열람실 방명록에 이름을 적은 방문객이 37명이라고 말했다.",
    "uk": "Бібліотекарка Мотря Тиліщенко сказала, що в книзі гостей читальної зали розписалися 37 відвідувачів.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Digit:
    """A figure of which one digit was changed."""

    article: Article
    figure: Figure


def digits_changed(article: Article, reading: Reading, most: int) -> Iterator[Digit]:
    """Up to ``most`` copies, spread over the text, in each of which one figure has one other digit."""
    written = [
        figure
        for figure in reading.figures
        if re.search("[0-9]", article.text[figure.numeral_start : figure.numeral_end])
    ]
    step = max(1, len(written) // most)
    for figure in written[::step][:most]:
        numeral = article.text[figure.numeral_start : figure.numeral_end]
        at = figure.numeral_start + _last_digit(numeral)
        digit = article.text[at]
        text = article.text[:at] + str(int(digit) % 9 + 1) + article.text[at + 1 :]
        yield Digit(article=with_text(article, text), figure=figure)


def _last_digit(numeral: str) -> int:
    """The last digit that is not 0, so that rounding stays; a lone 0 is taken as it is."""
    places = [match.start() for match in re.finditer("[1-9]", numeral)]
    return places[-1] if places else next(re.finditer("[0-9]", numeral)).start()


def with_text(article: Article, text: str) -> Article:
    """The article with its blocks' texts replaced, line by line."""
    lines = text.split("\n")
    assert len(lines) == len(article.blocks)
    return replace(
        article,
        blocks=tuple(replace(block, text=line) for block, line in zip(article.blocks, lines, strict=True)),
    )


def shuffled(article: Article, seed: str) -> Article:
    """The blocks in another order."""
    blocks = list(article.blocks)
    random.Random(seed).shuffle(blocks)
    return replace(article, blocks=tuple(blocks))


def inserted(article: Article, seed: str) -> Article:
    """A sentence as a block of its own, somewhere in the text."""
    place = random.Random(seed).randrange(len(article.blocks) + 1)
    block = Block(text=INSERTED[article.language])
    return replace(article, blocks=(*article.blocks[:place], block, *article.blocks[place:]))


def without_block(article: Article, seed: str) -> tuple[Article, str]:
    """The article without one of its blocks, and that block's text."""
    gone = random.Random(seed).randrange(len(article.blocks))
    blocks = article.blocks
    return replace(article, blocks=blocks[:gone] + blocks[gone + 1 :]), blocks[gone].text


def reset(article: Article) -> Article | None:
    """The first paragraph of four sentences cut into two, and its middle sentences exchanged."""
    for number, block in enumerate(article.blocks):
        spans = sentences(block.text, article.language) if block.kind is BlockKind.PARAGRAPH else ()
        if len(spans) < 4:
            continue
        texts = [block.text[start:end] for start, end in spans]
        halves = (" ".join([texts[0], texts[2]]), " ".join([texts[1], *texts[3:]]))
        return replace(
            article,
            blocks=(
                *article.blocks[:number],
                *(replace(block, text=half) for half in halves),
                *article.blocks[number + 1 :],
            ),
        )
    return None


_GLYPHS = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "’": "'",
        "–": "—",
        "…": "...",
    }
)


def other_glyphs(article: Article) -> Article:
    """Straight quotes, long dashes, three dots, and a no-break space after every fifth word."""
    return with_text(article, "\n".join(_respaced(line.translate(_GLYPHS)) for line in article.paragraphs))


def _respaced(line: str) -> str:
    words = line.split(" ")
    return "".join(
        word + ("" if number == len(words) - 1 else "\u00a0" if number % 5 == 4 else " ")
        for number, word in enumerate(words)
    )


# Separators that group thousands, as each language writes them. Only groups of three.
_GROUPED = {
    "en": re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,.])"),
    "de": re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9,.])"),
    "uk": re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:[ \u00a0][0-9]{3})+(?![0-9,.])"),
    "ko": re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,.])"),
}


def renoted(article: Article, reading: Reading) -> Article | None:
    """Grouped thousands without their separators; None where there are none."""
    pattern = _GROUPED[article.language]
    text = article.text
    pieces: list[str] = []
    at = 0
    for figure in reading.figures:
        if figure.numeral_start < at:
            continue
        numeral = text[figure.numeral_start : figure.numeral_end]
        pieces += (
            text[at : figure.numeral_start],
            pattern.sub(lambda found: re.sub("[^0-9]", "", found[0]), numeral),
        )
        at = figure.numeral_end
    changed = "".join((*pieces, text[at:]))
    return with_text(article, changed) if changed != text else None


_TEXT = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>|<[^>]*>)", re.DOTALL | re.IGNORECASE)


def decomposed(article: Article) -> Article:
    """The text in NFD, as some editing systems send it, and kept as every text is."""
    return with_text(
        article, "\n".join(clean(unicodedata.normalize("NFD", line)) for line in article.paragraphs)
    )


def with_entities(page: str) -> str:
    """A page whose letters outside ASCII are character references, tags and scripts left alone."""
    return "".join(
        piece
        if number % 2
        else "".join(
            char if ord(char) < 128 else f"&#{ord(char)};"
            for char in html.unescape(piece).replace("&", "&amp;").replace("<", "&lt;")
        )
        for number, piece in enumerate(_TEXT.split(page))
    )
