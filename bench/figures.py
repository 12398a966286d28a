"""How well and how fast figures are read: public suites, news in versions, round trips, cost.

Run ``python bench/figures.py [suites|news|trips|cost] [LANGUAGE…] [--misses N]``. The
material lies beside the project (environment variable ``MONITOR_SHARED``); without it
only round trips and cost on our own text are shown. A figure of a suite is found when
a reading overlaps it and has its value, in the unit as written or in the suite's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from monitor.model import Figure, FigureKind
from monitor.read.figures import read_figures
from monitor.read.quantities import same_quantity

SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).resolve().parents[2] / "shared"))
LANGUAGES = ("en", "de", "uk", "ko")
MEASURES = {
    "measure",
    "percent",
    "dimension",
    "distance",
    "volume",
    "temperature",
    "quantity",
    "duration",
    "age",
}
CELLS = ("spelled words", "in text", "money", "measure and percent")
# Recall/precision of the best library in the cell, from the measurements made before the project.
BEST = {
    ("en", "spelled words"): "76/69 ICU", ("de", "spelled words"): "96/92 duckling",
    ("en", "in text"): "98/81 ICU (news)", ("de", "in text"): "90/64 text2num (news)",
}  # fmt: skip
# The throw-away prototype that the measurements compared with them.
PROTOTYPE = {
    ("en", "spelled words"): "71/59", ("de", "spelled words"): "94/87", ("uk", "spelled words"): "99/98", ("ko", "spelled words"): "93/95",
    ("en", "money"): "90/74", ("de", "money"): "94/88", ("ko", "money"): "97/84",
    ("en", "measure and percent"): "86/71", ("de", "measure and percent"): "95/77", ("ko", "measure and percent"): "90/75",
}  # fmt: skip


def lines(name: str) -> list[dict[str, Any]]:
    path = SHARED / "data" / "figures" / name
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


# ------------------------------------------------------------------------ suites


def cell(row: dict[str, Any]) -> str | None:
    kind = row["type"]
    if kind == "number":
        if row["whole"]:
            return "spelled words" if not re.search(r"[0-9]", row["text"]) else None
        return "in text"
    if kind == "money":
        return "money"
    return "measure and percent" if kind in MEASURES else None


def own_kind(name: str, figure: Figure) -> bool:
    """Whether a figure that the suite does not list is of the kind that the cell asks for.

    The suites of money and measures leave other figures of their sentences out.
    """
    if name == "money":
        return figure.kind is FigureKind.MONEY
    if name == "measure and percent":
        return figure.kind not in {FigureKind.MONEY, FigureKind.COUNT, FigureKind.FRACTION}
    return True


def numbers(figure: Figure) -> list[float]:
    found = [figure.value] if figure.value is not None else [figure.low, figure.high]
    plain = [float(number) for number in found if number is not None]
    factors = [1.0, 100.0 if figure.currency else 1.0]
    if figure.si_factor:
        factor = float(figure.si_factor)
        factors += [
            factor,
            *(
                factor / per
                for per in (60, 3600, 86400, 604800, 2629800, 31557600, 0.001, 1000, 0.01, 1609.344)
            ),
        ]
    return [number * factor for number in plain for factor in factors]


def close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1e-15)


def suites(language: str, misses: int, *, recall: bool = False) -> None:
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    shown: dict[str, int] = defaultdict(int)
    for row in lines(f"suites_{language}.jsonl"):
        name = cell(row)
        gold = [
            fig
            for fig in row["figs"]
            if fig["kind"] not in {"range", "ordinal"} and fig.get("value") is not None
        ]
        if name is None or len(gold) != len(row["figs"]):
            continue
        found = read_figures(row["text"], language)
        left = list(found)
        hits = 0
        for fig in gold:
            for figure in left:
                if (
                    figure.start < fig["e"]
                    and fig["s"] < figure.end
                    and any(close(number, fig["value"]) for number in numbers(figure))
                ):
                    left.remove(figure)
                    hits += 1
                    break
        count = tally[name]
        count[0] += len(gold)
        count[1] += hits
        count[2] += len(found)
        count[3] += len(found) - len(left)
        count[4] += sum(not own_kind(name, figure) for figure in left)
        if (hits < len(gold) or (left and not recall)) and shown[name] < misses:
            shown[name] += 1
            wanted = [(fig["text"], fig["value"]) for fig in gold]
            got = [(figure.surface, str(figure.value), figure.kind.value) for figure in found]
            print(f"   {name}: {row['text'][:170]!r}\n      wanted {wanted}\n      got    {got}")
    for name in CELLS:
        total, hits, found_count, right, foreign = tally[name]
        if total:
            found_of, right_of = 100 * hits / total, 100 * right / max(found_count, 1)
            among = 100 * right / max(found_count - foreign, 1)
            best = BEST.get((language, name), "–")
            before = PROTOTYPE.get((language, name), "–")
            print(
                f"{language}  {name:20} {found_of:5.1f}/{right_of:5.1f}   ({among:5.1f} within the kind)   n={total:4}   best library {best:18} prototype {before}"
            )


# -------------------------------------------------------------------------- news

_BOUNDS = {
    "exact": "=",
    "about": "~",
    "nearly": "<~",
    "more_than": ">",
    "at_least": ">=",
    "less_than": "<",
    "up_to": "<=",
}


def key(figure: Figure) -> tuple[Any, ...]:
    factor = figure.si_factor or Decimal(1)
    scaled = tuple(
        None if number is None else (number * factor).normalize()
        for number in (figure.value, figure.low, figure.high)
    )
    return (figure.kind, *scaled, figure.currency, figure.bound, figure.vague)


def same(one: list[Figure], other: list[Figure]) -> bool:
    """Whether two readings hold the same figures, paired in the simple order of their values."""
    one, other = (sorted(side, key=lambda figure: str(key(figure))) for side in (one, other))
    return len(one) == len(other) and all(
        same_quantity(a, b) and a.bound == b.bound for a, b in zip(one, other, strict=True)
    )


def news(language: str, misses: int) -> None:
    changed = silent = 0
    rows = lines(f"news_{language}.jsonl")
    counts: dict[str, int] = defaultdict(int)
    wrong = 0
    for row in rows:
        readings = [list(read_figures(version["text"], language)) for version in row["versions"]]
        kind = row["type"]
        counts[kind] += 1
        good = True
        if kind == "changed":
            good = not same(readings[0], readings[1])
            changed += good
        elif kind == "renotation":
            good = all(same(readings[0], reading) for reading in readings[1:])
            silent += good
        else:
            good = not any(figure.kind not in {FigureKind.AGE, FigureKind.SCORE} for figure in readings[0])
        for version, reading in zip(row["versions"], readings, strict=True):
            problems = annotated(version, reading)
            wrong += bool(problems)
            good = good and not problems
            if problems and misses > 0:
                print(f"   {row['id']} {version['text']}\n      {problems}")
        if not good and misses > 0:
            misses -= 1
            for version, reading in zip(row["versions"], readings, strict=True):
                print(f"   {row['id']} {kind}: {version['text']}")
                print(
                    "      ",
                    [
                        (
                            f.surface,
                            str(f.value or (f.low, f.high)),
                            f.bound.value,
                            f.kind.value,
                            f.unit,
                            f.noun,
                        )
                        for f in reading
                    ],
                )
    print(
        f"{language}  changed flagged {changed} of {counts['changed']}, re-notation silent {silent} of {counts['renotation']}, "
        f"versions that differ from the annotation {wrong} of {sum(len(row['versions']) for row in rows)}"
    )


def annotated(version: dict[str, Any], reading: list[Figure]) -> list[str]:
    """Where a reading differs from the annotation of the sentence."""
    problems = []
    quantities = [fig for fig in version["figs"] if fig["kind"] not in {"date", "time"}]
    left = list(reading)
    for fig in quantities:
        match = next((figure for figure in left if figure.start < fig["e"] and fig["s"] < figure.end), None)
        if match is None:
            problems.append(f"missed {fig['text']}")
            continue
        left.remove(match)
        if fig.get("value") is not None and not any(
            close(number, fig["value"]) or abs(number - fig["value"]) < 1e-6 for number in numbers(match)
        ):
            problems.append(f"value {fig['text']}: {match.value}")
        bound = _BOUNDS[match.bound.value]
        if (
            fig["bound"] != bound
            and not (fig["bound"] == ">~" and bound == ">")
            and not match.vague
            and match.low is None
        ):
            problems.append(f"bound {fig['text']}: {fig['bound']} {bound}")
    problems += [f"extra {figure.surface}" for figure in left]
    return problems


# -------------------------------------------------------------------- round trips


def trips(language: str, count: int) -> None:
    from num2words import num2words

    chance = random.Random(20241018)
    sizes = [chance.randrange(10 ** chance.randint(1, 12)) for _ in range(count)]
    good: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    example: dict[str, str] = {}
    for number in sizes:
        for label, text in notations(language, number, num2words):
            style, _, other = label.partition("=")
            wanted = int(other) if other else number
            total[style] += 1
            figures = read_figures(text, language)
            if len(figures) == 1 and figures[0].value == wanted:
                good[style] += 1
            else:
                example.setdefault(
                    style, f"{wanted}: {text!r} gives {[str(figure.value) for figure in figures]}"
                )
    for style, amount in total.items():
        print(
            f"{language}  {style:12} {good[style]} of {amount}",
            "" if style not in example else f"   e.g. {example[style]}",
        )


_NOUNS = {"en": "soldiers", "de": "Soldaten", "uk": "солдатів", "ko": "명"}
_GROUPS = {"en": ",  ' \u00a0", "de": ".  ' \u00a0\u202f", "uk": " \u00a0\u202f'", "ko": ","}
_SCALES: dict[str, dict[int, tuple[str, ...]]] = {
    "en": {1000: (" thousand", "k"), 10**6: (" million", "m", "M"), 10**9: (" billion", "bn")},
    "de": {1000: (" Tausend", " Tsd."), 10**6: (" Millionen", " Mio."), 10**9: (" Milliarden", " Mrd.")},
    "uk": {1000: (" тисяч", " тис."), 10**6: (" мільйонів", " млн"), 10**9: (" мільярдів", " млрд")},
    "ko": {1000: ("천",), 10**4: ("만",), 10**8: ("억",)},
}


def notations(language: str, number: int, num2words: Any) -> list[tuple[str, str]]:
    noun = _NOUNS[language]
    glue = "" if language == "ko" else " "
    found = []
    if number != 1 or language == "ko":
        found.append(("words", f"{num2words(number, lang=language)} {noun}"))
    if not 1000 <= number < 2200 or language == "ko":
        found.append(("digits", f"{number}{glue}{noun}"))
    if number >= 1000:
        found += [
            ("grouped", f"{number:,}".replace(",", mark) + glue + noun)
            for mark in dict.fromkeys(_GROUPS[language])
        ]
    found += scaled(language, number, noun, glue)
    if language == "ko" and number >= 10000:
        found.append(("mixed", korean(number) + noun))
        found.append(("mixed", korean(number, " ") + " " + noun))
    return found


def scaled(language: str, number: int, noun: str, glue: str) -> list[tuple[str, str]]:
    """The number's first three figures with every scale word: 3.25 million, 3,25 млн, 3k."""
    found = []
    mantissa = Decimal(number % 900 + 100) / (1, 10, 100)[number % 3]
    for size, names in _SCALES[language].items():
        text = f"{mantissa.normalize():f}"
        if language in {"de", "uk"}:
            text = text.replace(".", ",")
        found += [(f"scale={int(mantissa * size)}", f"{text}{name}{glue}{noun}") for name in names]
    return found


def korean(number: int, space: str = "") -> str:
    """1만2000, 3억 4500만 12."""
    parts = []
    for size, name in ((10**12, "조"), (10**8, "억"), (10**4, "만"), (1, "")):
        count, number = divmod(number, size)
        if count:
            parts.append(f"{count}{name}")
    return space.join(parts)


# --------------------------------------------------------------------------- cost


def cost(language: str) -> None:
    texts = []
    for path in sorted((SHARED / "data" / "pages" / language).glob("*/*.gold.json")):
        body = json.loads(path.read_text("utf-8")).get("body") or ""
        texts.append(body if isinstance(body, str) else "\n".join(map(str, body)))
    texts = [text for text in texts if len(text.split()) > 80]
    if not texts:
        return
    begin = time.process_time()
    read_figures(texts[0][:200] + " 3,000 " + texts[0][200:400], language)
    first = time.process_time() - begin
    cold, warm = [], []
    for text in texts:
        words = len(text.split())
        begin = time.process_time()
        found = read_figures(text, language)
        cold.append((time.process_time() - begin) / words * 500e3)
    for text in texts * 5:
        begin = time.process_time()
        found = read_figures(text, language)
        warm.append((time.process_time() - begin) / len(text.split()) * 500e3)
    del found
    print(
        f"{language}  {statistics.median(cold):.2f} ms per 500 words on first sight, {statistics.median(warm):.2f} ms again "
        f"(median of {len(texts)} articles); first call {first * 1e3:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=[])
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--recall", action="store_true", help="show only figures that were not found")
    parser.add_argument("--trips", type=int, default=20000)
    options = parser.parse_args()
    parts = [word for word in options.what if word not in LANGUAGES] or ["suites", "news", "trips", "cost"]
    for part in parts:
        print(f"== {part}")
        for language in [word for word in options.what if word in LANGUAGES] or LANGUAGES:
            match part:
                case "suites":
                    suites(language, options.misses, recall=options.recall)
                case "news":
                    news(language, options.misses)
                case "trips":
                    trips(language, options.trips)
                case "cost":
                    cost(language)


if __name__ == "__main__":
    main()
