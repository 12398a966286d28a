"""Articles made of lines, for tables of small texts."""

from __future__ import annotations

from monitor.diff.compare import compare
from monitor.model import Article, Block, BlockKind, Change, Comparison, Headlines, Reading
from monitor.read.figures import read_figures
from monitor.read.reading import read


def article(text: str, language: str = "en", headline: str = "Headline", **fields: object) -> Article:
    """A block a line; "## " makes a heading, "- " a list item."""
    blocks = [_block(line) for line in text.split("\n") if line.strip()]
    fields.setdefault("headlines", Headlines(page=headline))
    return Article(url="https://news.example/a", language=language, blocks=tuple(blocks), **fields)  # type: ignore[arg-type]


def _block(line: str) -> Block:
    for mark, kind in (("## ", BlockKind.HEADING), ("- ", BlockKind.LIST_ITEM)):
        if line.startswith(mark):
            return Block(kind=kind, text=line.removeprefix(mark).strip())
    return Block(text=line.strip())


def compared(old: Article, new: Article) -> Comparison:
    return compare(old, read(old), new, read(new))


def figures_only(old: Article, new: Article) -> Comparison:
    """Compared by figures alone, so that a table about figures does not hang on attributions."""
    return compare(
        old,
        Reading(figures=read_figures(old.text, old.language)),
        new,
        Reading(figures=read_figures(new.text, new.language)),
    )


def kinds(changes: tuple[Change, ...]) -> list[str]:
    return [f"{change.weight} {change.kind}" for change in changes]
