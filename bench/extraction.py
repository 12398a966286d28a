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
import importlib
import json
import logging
import os
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import langdetect
from langdetect import DetectorFactory
from trafilatura import bare_extraction

from monitor.extract.article import extract
from monitor.lang.detection import detect
from monitor.model import Article, Page
from monitor.text.fingerprint import fingerprint

SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).parents[2] / "shared"))
LANGUAGES = ("de", "en", "ko", "uk")
# The classes of lines that findings on real pages name, in our own words as patterns.
BOILERPLATE = re.compile(
    r"무단\s?전재|재배포\s?금지|^☞|기사\s?URL이 복사|글자크기로 변경|^[^.]{0,30}기자\s{0,2}\S+@\S+\.\w+\W*$"
    r"|^Читайте також|^До теми|^Зверніть увагу:?$|^Фото:"
    r"|^Lesen Sie auch|^Auch interessant|^Externer Inhalt nicht|^Anzeige$|dpa-infocom|^Jetzt spenden"
    r"|^READ MORE:|^Read more:|^Please use Chrome|^Sign up (?:for|to) our|^Download (?:the|our) app|^\S+@\S+\.\w+$",
    re.IGNORECASE,
)
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page with what a person or a site parser took from it."""

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
    """The gold standfirst is the field or among its lines, or it is the body's first words.

    Korean pages set a standfirst of several lines; the gold text has the first.
    """
    wanted = bare(" ".join(gold))
    lines = bare(found)
    return (
        (bool(lines) and wanted in lines)
        or (bool(found) and f1(found or "", " ".join(gold), "en") >= 0.7)
        or wanted in bare(body[: len(wanted) * 2 + 400])
    )


def ours(case: Case) -> Any:
    return extract(case.page, declared_language=case.language, languages=LANGUAGES)


def theirs(case: Case) -> Any:
    return bare_extraction(case.page.body, url=case.page.url, with_metadata=True)


def metadata(case: Case, result: Article, base: Any, tally: Counter[str]) -> Iterator[str]:
    """Count what is right beside the body; yields a line for each thing that is wrong."""
    gold = case.gold
    if gold.get("title"):
        tally["titles"] += 1
        every = (result.headlines.page, result.headlines.og, result.headlines.jsonld)
        some = any(title_right(title, gold["title"]) for title in every)
        tally["title shown"] += title_right(result.headline, gold["title"])
        tally["title"] += some
        tally["title base"] += title_right(base.title if base else "", gold["title"])
        if not some:
            yield f"title {case.name}: {every} gold {gold['title']!r}"
    if gold.get("date"):
        tally["dates"] += 1
        right = date_right(result.published, gold["date"])
        tally["date"] += right
        tally["date base"] += date_right(base.date if base else None, gold["date"])
        if not right:
            yield f"date {case.name}: {result.published} gold {gold['date']}"
    if gold.get("authors"):
        tally["authored"] += 1
        wanted, have = names(gold["authors"]), names(result.byline)
        tally["author"] += wanted <= have
        tally["author exact"] += wanted == have
        tally["author base"] += wanted <= names((base.author or "").split(";") if base else [])
        if not wanted <= have:
            yield f"author {case.name}: {result.byline} gold {gold['authors']}"
    if gold.get("summary"):
        tally["standfirsts"] += 1
        right = standfirst_right(result.standfirst, gold["summary"], result.text)
        tally["standfirst"] += right
        tally["standfirst base"] += standfirst_right(
            base.description if base else None, gold["summary"], base.text if base else ""
        )
        if not right:
            yield f"standfirst {case.name}: {result.standfirst!r} gold {gold['summary']!r}"


def quality(language: str, *, show: bool) -> None:
    rows = cases(language)
    scores: list[tuple[float, float, str]] = []
    tally: Counter[str] = Counter()
    for case in rows:
        base, result = theirs(case), ours(case)
        gold = case.gold["body"]
        base_f1 = f1(base.text if base else "", gold, language)
        if not isinstance(result, Article):
            print(f"  refused {case.name}: {result.reason} {result.detail}")
            scores.append((0.0, base_f1, case.name))
            continue
        # A gold text holds the standfirst on some sites and leaves it out on others.
        joined = "\n".join(filter(None, (result.standfirst, result.text)))
        scores.append((max(f1(joined, gold, language), f1(result.text, gold, language)), base_f1, case.name))
        wrong = list(metadata(case, result, base, tally))
        left = [text for text in (*result.paragraphs, result.standfirst or "") if BOILERPLATE.search(text)]
        tally["boilerplate"] += bool(left)
        tally["boilerplate base"] += bool(
            base and any(BOILERPLATE.search(line) for line in base.text.splitlines())
        )
        wrong += [f"boilerplate {case.name}: {text[:90]!r}" for text in left]
        if show:
            print(*(f"  {line}" for line in wrong), sep="\n")
        tally["language wrong"] += result.language != language
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
        f"    pages with a line of a known boilerplate class: {tally['boilerplate']} (trafilatura {tally['boilerplate base']}); language wrong on {tally['language wrong']} bodies"
    )


def detected_languages() -> None:
    """Errors on bodies and headlines: langdetect seeded with all its profiles, ours, and py3langid if it is there."""
    rows = [
        (case.gold["title"], language)
        for language in LANGUAGES
        for case in cases(language)
        if case.gold.get("title")
    ]
    DetectorFactory.seed = 0
    bodies = [(case.gold["body"], language) for language in LANGUAGES for case in cases(language)]
    print(
        f"bodies, errors of {len(bodies)}: langdetect with all profiles {sum(langdetect.detect(text) != code for text, code in bodies)},"
        f" ours undeclared {sum(detect(text, None) != code for text, code in bodies)}"
    )
    print(
        f"headlines, errors of {len(rows)}: langdetect with all profiles {sum(langdetect.detect(text) != code for text, code in rows)},"
        f" ours undeclared {sum(detect(text, None) != code for text, code in rows)}, declared {sum(detect(text, code) != code for text, code in rows)}"
    )
    try:
        langid = importlib.import_module("py3langid.langid")
    except ImportError:
        print("    py3langid is not installed")
        return
    langid.set_languages(["ko", "en", "de", "uk", "ru", "pl", "bg", "ja"])
    print(
        f"    py3langid limited to eight languages: {sum(langid.classify(text)[0] != code for text, code in rows)}"
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
    detected_languages()
    if given.rounds:
        cost(given.rounds)


if __name__ == "__main__":
    main()
