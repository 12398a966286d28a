"""What a comparison costs, how its cost grows, and what it says where peers only see that a page changed.

Run ``python bench/comparison.py [cost|growth|known|states]``; without a word, all of it.
Times are the best of several runs; the ratio beside each is taken in the same run.

- cost: an ordinary article (60 sentences, 10 % changed), per language, with the reading of
  the changed passages, deepdiff's share, and difflib on the same words beside it.
- growth: the exponent from 20 to 2,000 sentences, in four shapes.
- known: shares of right answers on known changes, over the fixtures and the shared pages.
- states: the fixture site's successive states, what is told, and what peers told of such a
  change where they were run side by side.
"""

from __future__ import annotations

import difflib
import math
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.diff.compare import compare
from monitor.diff.record import Difference, Record, differences
from monitor.model import Article, Block, Headlines, Reading, Weight
from monitor.read.reading import read
from tests.properties import metamorphic
from tests.properties.material import articles, extracted, shared_pages

# Sentences of our own in which a number makes each one different.
STOCK = {
    "en": [
        "The harbour master counted {n} boats on Tuesday, more than in any week since spring.",
        "Engineer Ruth Calder said the wall would need {n} more anchors before the winter.",
        "The council has set aside £{n}m for the repairs, and the work begins in March.",
        "Nobody in street {n} had been told that the road would be closed for so long.",
        "“We heard the water before we saw it,” a neighbour told reporters at house {n}.",
    ],
    "de": [
        "Der Hafenmeister zählte am Dienstag {n} Boote, mehr als in jeder Woche seit dem Frühjahr.",
        "Ingenieurin Ruth Kalder sagte, die Mauer brauche vor dem Winter noch {n} Anker.",
        "Die Stadt hat {n} Millionen Euro für die Reparatur vorgesehen, im März wird gebaut.",
        "In Straße {n} wusste niemand, dass die Sperrung so lange dauern würde.",
        "„Wir haben das Wasser gehört, bevor wir es sahen“, sagte ein Nachbar aus Haus {n}.",
    ],
    "ko": [
        "항만 당국은 화요일 하루 동안 선박 {n}척이 드나들어 봄 이후 가장 많았다고 밝혔다.",
        "현장 책임자 권도희 씨는 겨울이 오기 전에 고정 장치 {n}개를 더 박아야 한다고 말했다.",
        "시는 복구 예산으로 {n}억원을 책정했으며 공사는 3월에 시작된다.",
        "{n}번 거리 주민들은 통제가 이렇게 길어질 줄 몰랐다고 입을 모았다.",
        "주민 한 명은 “물이 보이기 전에 소리부터 들렸다”며 집 {n}채가 잠겼다고 전했다.",
    ],
    "uk": [
        "Начальник порту нарахував у вівторок {n} човнів, більше, ніж будь-якого тижня від весни.",
        "Інженерка Рута Кальдер сказала, що до зими стіні потрібно ще {n} анкерів.",
        "Місто виділило {n} мільйонів гривень на ремонт, роботи почнуться в березні.",
        "На вулиці {n} ніхто не знав, що дорогу закриють так надовго.",
        "«Ми почули воду раніше, ніж побачили», – сказав сусід із будинку {n}.",
    ],
}
PER_PARAGRAPH = 3


def sentences(language: str, count: int) -> list[str]:
    stock = STOCK[language]
    return [stock[n % len(stock)].format(n=n + 2) for n in range(count)]


def article(lines: list[str], language: str) -> Article:
    blocks = tuple(
        Block(text=" ".join(lines[n : n + PER_PARAGRAPH])) for n in range(0, len(lines), PER_PARAGRAPH)
    )
    return Article(
        url="https://news.example/a", language=language, headlines=Headlines(page="A dam"), blocks=blocks
    )


def edited(lines: list[str]) -> list[str]:
    """Every tenth sentence has another number."""
    return [line.replace(str(n + 2), str(n + 3)) if n % 10 == 4 else line for n, line in enumerate(lines)]


def best(act: Callable[[], object], runs: int = 15) -> float:
    """The shortest of ``runs``, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def cost() -> None:
    print("cost, 60 sentences of which 6 changed; milliseconds, best of 15")
    print(
        f"{'':4}{'compare':>9}{'+ reading':>11}{'sum':>7}{'deepdiff':>10}{'share':>7}{'difflib':>9}{'ratio':>7}"
    )
    for language in STOCK:
        lines = sentences(language, 60)
        old, new = article(lines, language), article(edited(lines), language)
        old_reading, new_reading = read(old), read(new)
        changed = single(
            [line for line, was in zip(edited(lines), lines, strict=True) if line != was], language
        )
        comparing = best(partial(compare, old, old_reading, new, new_reading))
        reading = best(partial(read, changed))
        deep = deepdiff_time(old, old_reading, new, new_reading)
        words = best(partial(word_diff, old, new), 3)
        print(
            f"{language:4}{comparing:9.2f}{reading:11.2f}{comparing + reading:7.2f}"
            f"{deep:10.2f}{deep / comparing:7.0%}{words:9.1f}{comparing / words:7.3f}"
        )


def deepdiff_time(old: Article, old_reading: Reading, new: Article, new_reading: Reading) -> float:
    """What the record's comparison takes of one comparison, in milliseconds."""
    spent: list[float] = []

    def timed(left: Record, right: Record) -> tuple[Difference, ...]:
        start = time.perf_counter()
        found = differences(left, right)
        spent.append(time.perf_counter() - start)
        return found

    with patch("monitor.diff.compare.differences", timed):
        best(partial(compare, old, old_reading, new, new_reading))
    return 1000 * min(spent)


def word_diff(old: Article, new: Article) -> object:
    """The standard library on the words of both texts, as some peers do it."""
    return difflib.SequenceMatcher(None, old.text.split(), new.text.split(), autojunk=False).get_opcodes()


def shapes(language: str, count: int) -> dict[str, tuple[list[str], list[str]]]:
    lines = sentences(language, count)
    repeated = [STOCK[language][0].format(n=7)] * count
    return {
        "edited": (lines, edited(lines)),
        "prepended": (lines, [*sentences(language, count + count // 10)[-(count // 10) :], *lines]),
        "reversed": (lines, lines[::-1]),
        "repeated": (
            repeated,
            [line.replace("7", "9") if n % 10 == 4 else line for n, line in enumerate(repeated)],
        ),
    }


def growth() -> None:
    sizes = (20, 60, 200, 600, 2000)
    print("\ngrowth, English; milliseconds, best of 3; one sentence a block")
    print(f"{'':12}" + "".join(f"{size:>9}" for size in sizes) + f"{'exponent':>10}")
    times: defaultdict[str, list[float]] = defaultdict(list)
    for size in sizes:
        for name, (left, right) in shapes("en", size).items():
            old, new = single(left), single(right)
            times[name].append(best(partial(compare, old, read(old), new, read(new)), 3))
    for name, row in times.items():
        exponent = slope([math.log(size) for size in sizes], [math.log(value) for value in row])
        print(f"{name:12}" + "".join(f"{value:9.2f}" for value in row) + f"{exponent:10.2f}")


def single(lines: list[str], language: str = "en") -> Article:
    """A sentence a block."""
    return Article(
        url="https://news.example/a",
        language=language,
        headlines=Headlines(page="A dam"),
        blocks=tuple(Block(text=line) for line in lines),
    )


def slope(xs: list[float], ys: list[float]) -> float:
    """Of the least-squares line."""
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - middle_x) ** 2 for x in xs
    )


def known() -> None:
    print("\nknown changes: right of all")
    kinds = ("fixtures", "shared") if shared_pages() else ("fixtures",)
    print(f"{'':34}" + "".join(f"{kind:>20}" for kind in kinds))
    results: defaultdict[str, dict[str, list[bool]]] = defaultdict(dict)
    for kind in kinds:
        material = articles(kind)
        numbered = list(enumerate(material))
        rows: dict[str, list[list[str] | None]] = {
            "equal": [metamorphic.wrong_of_equal(*one) for one in material],
            "one digit of one figure": [
                wrong for one in material for wrong in metamorphic.wrong_of_digits(*one, most=4)
            ],
            "paragraphs shuffled": [metamorphic.wrong_of_shuffled(*one, seed=str(n)) for n, one in numbered],
            "other glyphs and spaces": [metamorphic.wrong_of_other_glyphs(*one) for one in material],
            "decomposed letters": [metamorphic.wrong_of_decomposed(*one) for one in material],
            "thousands re-noted": [metamorphic.wrong_of_renoted(*one) for one in material],
            "a block removed": [metamorphic.wrong_of_removed(*one, seed=str(n)) for n, one in numbered],
            "a paragraph set otherwise": [metamorphic.wrong_of_reset(*one) for one in material],
            "a sentence inserted": [metamorphic.wrong_of_inserted(*one, seed=str(n)) for n, one in numbered],
        }
        for name, row in rows.items():
            results[name][kind] = [not wrong for wrong in row if wrong is not None]
    for name, by_kind in results.items():
        cells = [f"{sum(row)}/{len(row)} {sum(row) / max(1, len(row)):7.2%}" for row in by_kind.values()]
        print(f"{name:34}" + "".join(f"{cell:>20}" for cell in cells))


# From the side-by-side run before the project (findings on peers): one article whose number
# changes, and three checks in which only boilerplate changed. Alarms of three with the URL
# alone, with an "article" selector, with hand-written excludes; "-" was not tried.
PEERS = [
    ("urlwatch", "3", "3", "0"),
    ("webchanges", "3", "3", "0"),
    ("changedetection.io", "3", "3", "0"),
    ("diffengine", "3", "-", "-"),
]
PEERS_ALL = (
    "All four showed the changed number and the reversed denial, unlabelled in a text diff; none said that a moved "
    "paragraph had moved; three of them alarm at quotes and dashes alone."
)


def states() -> None:
    from monitor.demo.site import Site, default_root

    print("\npeers: alarms of 3 when only furniture changed (measured before the project)")
    print(f"{'':20}{'URL alone':>11}{'selector':>10}{'excludes':>10}")
    for name, alone, selector, excludes in PEERS:
        print(f"{name:20}{alone:>11}{selector:>10}{excludes:>10}")
    print(PEERS_ALL)
    print("\nthe fixture site's states: what this project tells (medium and above in words)")
    site = Site(default_root())
    for language in site.languages:
        for one in site.articles(language):
            before: Article | None = None
            for state in (1, 2, 3):
                rendered = site.render(one.path, state, "http://127.0.0.1:8000")
                now = extracted(rendered.body, language) if rendered.status == 200 else None
                said = (
                    f"({rendered.status}, no article)"
                    if now is None
                    else "first seen"
                    if before is None
                    else told(before, now)
                )
                print(f"  {language} {one.slug[:34]:34} {state}  {said}")
                before = now or before


def told(old: Article, new: Article) -> str:
    comparison = compare(old, read(old), new, read(new))
    loud = [change for change in comparison.changes if change.weight.rank >= Weight.MEDIUM.rank]
    counts: defaultdict[str, int] = defaultdict(int)
    for change in loud:
        counts[f"{change.weight} {change.kind}"] += 1
    quiet = len(comparison.changes) - len(loud)
    words = ", ".join(f"{count} × {name}" if count > 1 else name for name, count in counts.items())
    return (
        (words or "nothing")
        + (f" (+{quiet} below)" if quiet else "")
        + (" STEALTH" if comparison.stealth else "")
    )


PARTS = {"cost": cost, "growth": growth, "known": known, "states": states}

if __name__ == "__main__":
    print(datetime.now(UTC).date(), sys.version.split()[0])
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
