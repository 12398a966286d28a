"""Extraction against people's reading of real pages, beside trafilatura's default.

    python bench/extraction.py [--pages] [--language CODE] [--rounds N]

Reads the page set beside the project (``MONITOR_SHARED``, default ``../shared``) and
prints, per language and measured in this run: body F1 (words; Korean: character
4-grams; with or without the standfirst, as the gold text has it), headline, date,
authors and standfirst found, language errors, and what it costs.

The rules were written while looking at these pages: the figures say how well they fit,
not how well they generalise.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import os
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction

from monitor.extract.article import extract
from monitor.lang.detection import detect
from monitor.model import Article, Page
from monitor.text.fingerprint import fingerprint

SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).parents[2] / "shared"))
LANGUAGES = ("de", "en", "ko", "uk")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:  # noqa: D101
    name: str
    language: str
    page: Page
    gold: dict[str, Any]


def cases(language: str) -> list[Case]:
    found = []
    for path in sorted((SHARED / "data" / "pages" / language).glob("*/*.html.gz")):
        gold = json.loads(
            path.with_name(path.name.replace(".html.gz", ".gold.json")).read_text(encoding="utf-8")
        )
        url = gold.get("url") or f"https://{path.parent.name}/{path.stem}"
        body = gzip.decompress(path.read_bytes())
        page = Page(
            url=url,
            final_url=url,
            status=200,
            headers=(("Content-Type", "text/html"),),
            body=body,
            fetched_at=NOW,
        )
        found.append(Case(name=f"{path.parent.name}/{path.name}", language=language, page=page, gold=gold))
    return found


def grams(text: str, language: str) -> Counter[str]:
    folded = unicodedata.normalize("NFC", text.replace("\u00ad", "")).lower()
    if language == "ko":
        letters = "".join(re.findall(r"\w", folded))
        return Counter(letters[i : i + 4] for i in range(max(1, len(letters) - 3)))
    return Counter(re.findall(r"\w+", folded))


def f1(found: str, gold: str, language: str) -> float:
    ours, theirs = grams(found, language), grams(gold, language)
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total()) if common else 0.0


def bare(text: str | None) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", text or "").replace("\u00ad", "")).lower()


def title_right(found: str | None, gold: str) -> bool:
    return bare(found) == bare(gold)


def date_right(found: datetime | str | None, gold: str) -> bool:
    """The gold day is the page's own; the moment may be a day off in UTC."""
    if found is None:
        return False
    if isinstance(found, str):
        return found[:10] == gold[:10]
    return gold[:10] in {(found + timedelta(hours=offset)).date().isoformat() for offset in (-7, 0, 2, 9)}


def names(listed: list[str] | tuple[str, ...]) -> set[str]:
    return {bare(name) for name in listed if bare(name)}


def standfirst_right(found: str | None, gold: list[str], body: str) -> bool:
    """The gold standfirst is the field, or it is the body's first words."""
    wanted = bare(" ".join(gold))
    return (bool(found) and f1(found or "", " ".join(gold), "en") >= 0.7) or wanted in bare(
        body[: len(wanted) * 2 + 400]
    )


def ours(case: Case) -> Any:
    return extract(case.page, declared_language=case.language, languages=LANGUAGES)


def theirs(case: Case) -> Any:
    return bare_extraction(case.page.body, url=case.page.url, with_metadata=True)


def quality(language: str, *, show: bool) -> None:  # noqa: PLR0915
    rows = cases(language)
    scores: list[tuple[float, float, str]] = []
    tally: Counter[str] = Counter()
    for case in rows:
        gold = case.gold
        base, result = theirs(case), ours(case)
        base_f1 = f1(base.text if base else "", gold["body"], language)
        if not isinstance(result, Article):
            tally["refused"] += 1
            print(f"  refused {case.name}: {result.reason} {result.detail}")
            scores.append((0.0, base_f1, case.name))
            continue
        # A gold text holds the standfirst on some sites and leaves it out on others.
        joined = "\n".join(filter(None, (result.standfirst, result.text)))
        score = max(f1(joined, gold["body"], language), f1(result.text, gold["body"], language))
        scores.append((score, base_f1, case.name))
        if gold.get("title"):
            tally["titles"] += 1
            every = (result.headlines.page, result.headlines.og, result.headlines.jsonld)
            shown, some = (
                title_right(result.headline, gold["title"]),
                any(title_right(title, gold["title"]) for title in every),
            )
            tally["title shown"] += shown
            tally["title"] += some
            tally["title base"] += title_right(base.title if base else "", gold["title"])
            if show and not some:
                print(f"  title {case.name}: {every} gold {gold['title']!r}")
        if gold.get("date"):
            tally["dates"] += 1
            right = date_right(result.published, gold["date"])
            tally["date"] += right
            tally["date base"] += date_right(base.date if base else None, gold["date"])
            if show and not right:
                print(f"  date {case.name}: {result.published} gold {gold['date']}")
        if gold.get("authors"):
            tally["authored"] += 1
            wanted, have = names(gold["authors"]), names(result.byline)
            tally["author"] += (bool(wanted & have) and wanted <= have) or wanted == have
            tally["author exact"] += wanted == have
            tally["author base"] += wanted <= names((base.author or "").split(";") if base else [])
            if show and not wanted <= have:
                print(f"  author {case.name}: {result.byline} gold {gold['authors']}")
        if gold.get("summary"):
            tally["standfirsts"] += 1
            right = standfirst_right(result.standfirst, gold["summary"], result.text)
            tally["standfirst"] += right
            tally["standfirst base"] += standfirst_right(
                base.description if base else None, gold["summary"], base.text if base else ""
            )
            if show and not right:
                print(f"  standfirst {case.name}: {result.standfirst!r} gold {gold['summary']!r}")
        tally["language wrong"] += result.language != language
        for name, given, sure in (
            ("headline", gold.get("title"), None),
            ("declared", gold.get("title"), language),
        ):
            if given:
                tally[f"{name} language wrong"] += detect(given, sure) != language
    if show:
        for score, base_f1, name in sorted(scores):
            if score < 0.97 or score < base_f1 - 0.02:
                print(f"  {score:.3f} base {base_f1:.3f} {name}{' BELOW' if score < base_f1 - 0.02 else ''}")
    below = [name for score, base_f1, name in scores if score < base_f1 - 0.02]
    mean = statistics.fmean(score for score, _, _ in scores)
    base_mean = statistics.fmean(score for _, score, _ in scores)
    print(
        f"{language}: {len(rows)} pages, body F1 {mean:.4f} (trafilatura {base_mean:.4f}), pages > .02 below it: {len(below)} {below or ''}"
    )
    for what, total in (
        ("title", "titles"),
        ("title shown", "titles"),
        ("date", "dates"),
        ("author", "authored"),
        ("author exact", "authored"),
        ("standfirst", "standfirsts"),
    ):
        base_key = f"{what.split(' ', maxsplit=1)[0]} base"
        if tally[total]:
            print(
                f"    {what}: {tally[what]}/{tally[total]} = {tally[what] / tally[total]:.3f} (trafilatura {tally[base_key]}/{tally[total]})"
            )
    print(
        f"    language: wrong on {tally['language wrong']} bodies; on headlines {tally['headline language wrong']} undeclared, {tally['declared language wrong']} declared; refused {tally['refused']}"
    )


def _spent(work: Callable[[Case], object], case: Case) -> float:
    start = time.process_time()
    work(case)
    return time.process_time() - start


def cost(rounds: int) -> None:
    """Everything a page needs (headline to fingerprint) over bare trafilatura with metadata.

    Both run on a page in turn, and the best of the rounds counts, so that a busy machine
    burdens neither side.
    """
    rows = [case for language in LANGUAGES for case in cases(language)]

    def whole(case: Case) -> object:
        result = ours(case)
        return fingerprint(result) if isinstance(result, Article) else result

    for case in rows[:5]:
        whole(case)
        theirs(case)
    best_ours, best_theirs = [], []
    for case in rows:
        pairs = [(_spent(whole, case), _spent(theirs, case)) for _ in range(rounds)]
        best_ours.append(min(mine for mine, _ in pairs))
        best_theirs.append(min(other for _, other in pairs))
    print(
        f"cost: ours {sum(best_ours):.2f} s, trafilatura with metadata {sum(best_theirs):.2f} s, ratio {sum(best_ours) / sum(best_theirs):.3f};"
        f" median page {statistics.median(best_ours) * 1000:.1f} ms / {statistics.median(best_theirs) * 1000:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", action="store_true", help="name the pages that fall short")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--rounds", type=int, default=2, help="rounds of timing; 0 leaves it out")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if not (SHARED / "data" / "pages").is_dir():
        raise SystemExit(f"no page set under {SHARED}; name its folder in MONITOR_SHARED")
    for language in (given.language,) if given.language else LANGUAGES:
        quality(language, show=given.pages)
    if given.rounds:
        cost(given.rounds)


if __name__ == "__main__":
    main()
