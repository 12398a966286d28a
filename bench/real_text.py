"""The readers against real news text that was annotated blind (``bench/annotations``).

Prints, per language, for figures: recall, precision, and of the figures found how often
bound, kind and unit or counted noun are right; for attributions: recall, precision, and
how often the source is right. A hit on an optional annotation is neither right nor
wrong; how many there were is printed. ``--misses`` prints each miss and false alarm
(offsets and the reader's own words only where the material is on this machine).
``--annotations DIR`` measures another set in the same form: ``bench/development`` is
the one to develop with, so that the blind one stays blind.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from monitor.model import Attribution, Figure
from monitor.read.attributions import read_attributions
from monitor.read.figures import read_figures

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("MONITOR_SHARED", ROOT.parent / "shared"))
LANGUAGES = ("ko", "en", "de", "uk")
# Names of units in the annotations that a reader may write in another way.
UNITS = {
    "yr": {"yr", "y", "a", "year"},
    "mo": {"mo", "month"},
    "wk": {"wk", "week"},
    "°": {"°", "°C", "°F"},
    "L": {"L", "l"},
    "pp": {"pp", None},
    "%": {"%", None},
    "times": {"times", "x", "×", None},
}
Entry = dict[str, Any]


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two half-open spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def numeral(figure: Figure) -> tuple[int, int]:
    """The span of the numeral with its scale."""
    return figure.numeral_start, figure.numeral_end


def same_value(gold: Entry, figure: Figure) -> bool:
    """Whether the reader's value, range or vagueness is the annotated one."""
    if gold.get("vague"):
        return figure.vague
    if "low" in gold:
        return (
            figure.low is not None
            and figure.high is not None
            and _near(gold["low"], figure.low)
            and _near(gold["high"], figure.high)
        )
    if gold["kind"] == "score" and figure.kind.value == "score":
        return True  # annotated as written; the span is what can be compared
    return figure.value is not None and _near(gold["value"], figure.value)


def _near(text: str, value: Decimal) -> bool:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return False
    return abs(number - value) <= abs(number) * Decimal("1e-6")


def unit_or_noun(gold: Entry, figure: Figure, text: str) -> bool:
    """Whether currency, unit or counted noun is the annotated one; a noun by overlap of its span."""
    if gold.get("currency") or gold["kind"] == "money":
        return figure.currency in {gold.get("currency"), *gold.get("also_currency", ())}
    if gold.get("unit"):
        allowed: set[str | None] = set()
        for unit in (gold["unit"], *gold.get("also_unit", ())):
            allowed |= UNITS.get(unit, {unit})
        return figure.unit in allowed or gold["kind"] in {"age", "percent", "percentage_points"}
    if gold["noun_start"] is None:
        return True
    if figure.noun is None:
        return False
    inside = overlap((gold["noun_start"], gold["noun_end"]), (figure.start, figure.end))
    annotated = text[gold["noun_start"] : gold["noun_end"]].casefold()
    # The lemma of the noun shares its beginning with the noun (Soldat: Soldaten).
    return inside or annotated[:3] == figure.noun.casefold()[:3]


class Score:
    """Counts for one language."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def share(self, part: str, whole: str) -> str:
        """A percentage with the numbers behind it."""
        total = self.counts[whole]
        return f"{self.counts[part] / total:5.1%} ({self.counts[part]}/{total})" if total else "    –"


def measure_figures(page: Entry, text: str, language: str, score: Score, misses: list[str]) -> None:
    """Compare the figures read in ``text[:length]`` with the annotated ones."""
    read = [figure for figure in read_figures(text, language) if figure.numeral_start < page["length"]]
    used: set[int] = set()
    for gold in page["figures"]:
        span = gold["start"], gold["end"]
        hits = [
            i
            for i, f in enumerate(read)
            if i not in used and overlap(span, numeral(f)) and same_value(gold, f)
        ]
        score.counts["gold"] += 1
        if not hits:
            misses.append(
                f"{language} missed  {text[gold['start'] : gold['end']]!r} in {text[max(0, gold['start'] - 40) : gold['end'] + 40]!r}"
            )
            continue
        used.add(hits[0])
        figure = read[hits[0]]
        score.counts["found"] += 1
        score.counts["bound"] += figure.bound.value in {gold["bound"], *gold.get("also_bound", ())}
        score.counts["kind"] += figure.kind.value in {gold["kind"], *gold.get("also_kind", ())}
        score.counts["unit"] += unit_or_noun(gold, figure, text)
    optional = [(one["start"], one["end"]) for one in page.get("optional_figures", ())]
    for index, figure in enumerate(read):
        if index in used:
            score.counts["said"] += 1
        elif any(overlap(span, numeral(figure)) for span in optional):
            score.counts["optional"] += 1
        else:
            score.counts["said"] += 1
            misses.append(
                f"{language} extra   {figure.surface!r} {figure.kind} in {text[max(0, figure.start - 40) : figure.end + 40]!r}"
            )


def measure_attributions(page: Entry, text: str, language: str, score: Score, misses: list[str]) -> None:
    """Compare the attributions read in ``text[:length]`` with the annotated ones."""
    read = [one for one in read_attributions(text, language) if one.start < page["length"] and one.cue]
    used: set[int] = set()
    for gold in page["attributions"]:
        span = gold["cue_start"], gold["cue_end"]
        hits = [i for i, one in enumerate(read) if i not in used and overlap(span, cue(one))]
        score.counts["gold"] += 1
        if not hits:
            misses.append(
                f"{language} missed  {text[slice(*span)]!r} in {text[max(0, span[0] - 60) : span[1] + 30]!r}"
            )
            continue
        used.add(hits[0])
        one = read[hits[0]]
        score.counts["found"] += 1
        right = right_source(gold, one, text)
        score.counts["source"] += right
        score.counts["class"] += one.cue_class.value in {gold["cue_class"], *gold.get("also_class", ())}
        score.counts["direct"] += one.direct is gold["direct"]
        if not right:
            wanted = "" if gold["source_start"] is None else text[gold["source_start"] : gold["source_end"]]
            misses.append(f"{language} source  {one.source!r} for {wanted!r} at {one.cue!r}")
    optional = [(one["cue_start"], one["cue_end"]) for one in page.get("optional_attributions", ())]
    for index, one in enumerate(read):
        if index in used:
            score.counts["said"] += 1
        elif any(overlap(span, cue(one)) for span in optional):
            score.counts["optional"] += 1
        else:
            score.counts["said"] += 1
            misses.append(
                f"{language} extra   {one.cue!r} by {one.source!r} in {text[max(0, one.start - 60) : one.start + 50]!r}"
            )


def cue(one: Attribution) -> tuple[int, int]:
    """The span of the cue."""
    return one.start, one.start + len(one.cue)


def right_source(gold: Entry, one: Attribution, text: str) -> bool:
    """By overlap of the spans, or by the words where the reader inherits a mention."""
    if gold["source_start"] is None:
        return not one.source
    if one.source_start is not None:
        span = one.source_start, one.source_start + len(one.source)
        if overlap(span, (gold["source_start"], gold["source_end"])):
            return True
    wanted = text[gold["source_start"] : gold["source_end"]]
    return bool(one.source) and (one.source in wanted or wanted in one.source)


def main() -> int:
    """Measure; 0 also when the material is not there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--annotations", type=Path, default=ROOT / "bench" / "annotations", metavar="DIR")
    parser.add_argument("--misses", action="store_true", help="print each miss and false alarm")
    given = parser.parse_args()
    figures = {language: Score() for language in LANGUAGES}
    voices = {language: Score() for language in LANGUAGES}
    misses: list[str] = []
    for path in sorted(given.annotations.glob("*/*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        source = SHARED / "data" / "pages" / page["page"]
        if not source.is_file():
            continue
        text = json.loads(source.read_text(encoding="utf-8"))["body"]
        if hashlib.sha256(text.encode()).hexdigest() != page["sha256"]:
            print(f"{page['page']} is not the text that was annotated", file=sys.stderr)
            return 1
        language = path.parent.name
        if "figures" in page:
            measure_figures(page, text, language, figures[language], misses)
        if "attributions" in page:
            measure_attributions(page, text, language, voices[language], misses)
    if not any(score.counts["gold"] for score in (*figures.values(), *voices.values())):
        print("no shared material; nothing measured")
        return 0
    print(
        "figures       recall            precision         bound             kind              unit or noun      optional hits"
    )
    for language, score in figures.items():
        cells = [score.share("found", "gold"), score.share("found", "said")]
        cells += [score.share(part, "found") for part in ("bound", "kind", "unit")]
        print(f"{language:<12}" + "".join(f"{cell:<18}" for cell in cells) + str(score.counts["optional"]))
    print(
        "attributions  recall            precision         source            class             direct            optional hits"
    )
    for language, score in voices.items():
        cells = [score.share("found", "gold"), score.share("found", "said")]
        cells += [score.share(part, "found") for part in ("source", "class", "direct")]
        print(f"{language:<12}" + "".join(f"{cell:<18}" for cell in cells) + str(score.counts["optional"]))
    if given.misses:
        print("\n".join(misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
