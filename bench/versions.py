"""Successive revisions of real articles, read and compared.

    python bench/versions.py [--sample N]

Reads the revisions beside the project (``MONITOR_SHARED``, default ``../shared``): HTML
pages of a Ukrainian newsroom, English posts as text. Prints how many neighbouring pairs
there are, in how many the visible text is the same (of which none may give a change), in
how many something is told, and the kinds told. ``--sample`` prints that many of the
pairs that gave a change, spread evenly over all, for somebody to judge by eye.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree, html

from monitor.diff.compare import compare
from monitor.extract.article import extract
from monitor.extract.plain import extract_text
from monitor.model import Article, Attribution, Change, Figure, Page, Refused
from monitor.read.reading import read

SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).parents[2] / "shared"))
LANGUAGES = ("de", "en", "ko", "uk")
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)


def revisions(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*.gz")):
        yield path.name, gzip.decompress(path.read_bytes())


def article_of(name: str, body: bytes, language: str, url: str) -> Article | Refused:
    if ".md." in name:
        return extract_text(body.decode("utf-8"), language=language)
    page = Page(
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
        fetched_at=FETCHED,
    )
    return extract(page, declared_language=language, languages=LANGUAGES)


def visible(name: str, body: bytes) -> str:
    """What a browser without scripts shows, with one space for any blank."""
    if ".md." in name:
        return " ".join(body.decode("utf-8").split())
    tree = html.document_fromstring(body)
    etree.strip_elements(tree, "script", "style", "noscript", "template", "head", with_tail=False)
    return re.sub(r"\s+", " ", " ".join(tree.itertext())).strip()


def told(change: Change) -> str:
    def side(value: Figure | Attribution | str | None) -> str:
        if isinstance(value, Figure):
            return value.surface
        if isinstance(value, Attribution):
            return f"{value.source} {value.cue}"
        return (value or "–")[:300]

    return f"    {change.weight.value:6} {change.kind.value}: {side(change.before)}  →  {side(change.after)}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=0, metavar="N")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    root = SHARED / "data" / "versions"
    if not root.is_dir():
        raise SystemExit(f"no revisions under {SHARED}; name its folder in MONITOR_SHARED")
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    changed: list[tuple[str, tuple[Change, ...]]] = []
    for folder in sorted(root.glob("*/*")):
        language, url = folder.parent.name, f"https://example.org/{folder.name}"
        before = None
        for name, body in revisions(folder):
            article = article_of(name, body, language, url)
            if isinstance(article, Refused):
                counts["refused"] += 1
                print(f"refused {folder.name}/{name}: {article.reason.value} ({article.detail})")
                continue
            now = (article, read(article), visible(name, body), name)
            if before is not None:
                counts["pairs"] += 1
                changes = compare(before[0], before[1], now[0], now[1]).changes
                same = before[2] == now[2]
                counts["same"] += same
                counts["same but told"] += same and bool(changes)
                counts["told"] += bool(changes)
                kinds.update(f"{one.weight.value} {one.kind.value}" for one in changes)
                pair = f"{folder.name} {before[3][:3]} → {name[:3]}"
                if changes:
                    changed.append((pair, changes))
                if same and changes:
                    print(f"same visible text, yet told: {pair}")
                    print(*(told(one) for one in changes), sep="\n")
            before = now
    print(
        f"{counts['pairs']} pairs, {counts['refused']} revisions refused; {counts['same']} with the same visible text,"
        f" of which {counts['same but told']} are told; {counts['told']} told in all"
    )
    print("    " + ", ".join(f"{kind} {number}" for kind, number in kinds.most_common()))
    step = max(1, len(changed) // given.sample) if given.sample else 0
    for pair, changes in changed[:: step or None][: given.sample] if given.sample else ():
        print(f"{pair}: {len(changes)} changes")
        print(*(told(one) for one in changes[:12]), sep="\n")


if __name__ == "__main__":
    main()
