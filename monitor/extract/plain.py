"""Plain text as an article: for files given on the command line.

A line is a paragraph. A file that begins with front matter (``---``) is Markdown: its
paragraphs are divided by empty lines, and its markup (links, emphasis, images, heading
marks) is form, so that a moved image or a mended address is no change of the text.

Left out on purpose: guessing a headline from the first line, and whatever Markdown can
do beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.lang.detection import detect
from monitor.model import Article, Block, BlockKind, Headlines
from monitor.text.normalise import clean

_IMAGE = re.compile(r"!\[[^\]\n]{0,1000}\]\([^)\n]{0,1000}\)")
_LINK = re.compile(r"\[([^\]\[]{0,1000})\]\([^)\s]{0,1000}(?:\s\"[^\"\n]{0,200}\")?\)")
_TAG = re.compile(r"<[^<>\n]{1,1000}>|\{[%{:][^{}\n]{0,500}[%}]?\}")
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`")
_ITEM = re.compile(r"\s{0,8}(?:[-*+]|[0-9]{1,3}[.)])\s+")
_HEADING = re.compile(r"#{1,6}\s*(?=[^#\s])")
_RULE = re.compile(r"[\s|:=*_-]+")


def extract_text(text: str, *, language: str | None) -> Article:
    """The article of a text file; ``language`` overrides detection.

    Headline and standfirst come from front matter only.
    """
    lines = text.lstrip("\ufeff").splitlines()
    fields: dict[str, str] = {}
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:60]):
        end = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---")
        fields = dict(_field(line) for line in lines[1:end] if _field(line)[0])
        found = tuple(_markdown(lines[end + 1 :]))
    else:
        found = tuple(Block(text=line) for line in map(clean, lines) if line)
    code = language or detect(" ".join(block.text for block in found), None) or ""
    return Article(
        url="",
        language=code,
        headlines=Headlines(page=fields.get("title") or None),
        standfirst=fields.get("excerpt") or fields.get("description") or None,
        blocks=found,
    )


def _field(line: str) -> tuple[str, str]:
    """Key and value of a line of front matter; ("", "") for lists and the like."""
    key, colon, value = line.partition(":")
    if not colon or not key.strip().isidentifier():
        return "", ""
    return key.strip().lower(), clean(value.strip().strip("\"'"))


def _markdown(lines: list[str]) -> Iterator[Block]:
    pieces: list[str] = []
    kind = BlockKind.PARAGRAPH
    for line in [*lines, ""]:
        starts = _HEADING.match(line) or _ITEM.match(line)
        if (not line.strip() or starts or "|" in line) and pieces:
            yield from _block(" ".join(pieces), kind)
            pieces, kind = [], BlockKind.PARAGRAPH
        if not line.strip() or _RULE.fullmatch(line):
            continue
        if starts:
            kind = BlockKind.HEADING if line.startswith("#") else BlockKind.LIST_ITEM
            line = line[starts.end() :]  # noqa: PLW2901  the mark is form
        elif "|" in line:
            kind = BlockKind.TABLE_ROW
        pieces.append(line)


def _block(text: str, kind: BlockKind) -> Iterator[Block]:
    plain = _TAG.sub(" ", _LINK.sub(r"\1", _IMAGE.sub(" ", text)))
    plain = clean(_EMPHASIS.sub("", plain).lstrip(">").strip("# "))
    if plain:
        yield Block(kind=kind, text=plain)
