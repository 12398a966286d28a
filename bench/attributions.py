"""Attributions against annotated material beside the project (MONITOR_SHARED).

    python bench/attributions.py [news] [wikinews] [treebanks] [sentences] [glyphs] [cost]

Prints, per language: precision, recall and F1 of cues; the share of sources, classes and
directness that are right; how sentence boundaries agree with the treebanks; how many
attributions change when quotes, dashes, apostrophes and spaces are written with other
glyphs; milliseconds for 500 words, of these sentences and of whole articles, and memory. The rules were developed on news_*.jsonl,
on the train split of Wikinews and on these treebanks: only the dev split of Wikinews is
unseen here. Leaves out: annotated pages, which have a bench of their own.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reading_cost import articles, memory, seconds

from monitor.lang.ko.endings import forms
from monitor.lang.registry import language
from monitor.model import Attribution, CueClass
from monitor.read.attributions import read_attributions
from monitor.read.grammar import grammar
from monitor.read.order_v2_statements import told
from monitor.text.quotes import plain
from monitor.text.sentences import sentences

SHARED = Path(os.environ.get("MONITOR_SHARED", Path(__file__).resolve().parents[2] / "shared"))
DATA = SHARED / "data" / "attributions"
LANGUAGES = ("en", "de", "ko", "uk")


def lines(name: str) -> Iterator[dict[str, Any]]:
    path = DATA / name
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for row in raw.decode("utf-8").splitlines():
        yield json.loads(row)


def bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def alike(a: str, b: str) -> bool:
    """One surface holds the other, or both are empty."""
    a, b = bare(a), bare(b)
    return a == b if not a or not b else a in b or b in a


def same_cue(found: Attribution, cue: str) -> bool:
    if not found.cue or not cue:
        return not found.cue and not cue
    first = bare(cue.split(maxsplit=1)[0])
    return alike(found.cue, cue) or bare(found.cue).startswith(first[: max(2, len(first) - 2)])


def ratio(a: int, b: int) -> str:
    return f"{a / b:.3f}" if b else "  -  "


def report(name: str, right: int, extra: int, missed: int, **shares: tuple[int, int]) -> None:
    f1 = 2 * right / (2 * right + extra + missed) if right else 0.0
    tail = "  ".join(f"{key} {ratio(*value)}" for key, value in shares.items())
    print(
        f"{name:24} P {ratio(right, right + extra)}  R {ratio(right, right + missed)}  F1 {f1:.3f}  {tail}  (n {right + missed})"
    )


def news() -> None:
    for code in LANGUAGES:
        right = extra = missed = source = kind = direct = judged = negatives = 0
        for row in lines(f"news_{code}.jsonl"):
            rest = list(read_attributions(row["text"], code))
            if not row["attributions"]:
                negatives += len(rest)
            for gold in row["attributions"]:
                hits = [one for one in rest if same_cue(one, gold["cue"])]
                if not hits:
                    missed += 1
                    continue
                one = next((hit for hit in hits if alike(hit.source, gold["source"])), hits[0])
                rest.remove(one)
                right += 1
                source += alike(one.source, gold["source"])
                kind += one.cue_class.value == gold["cls"]
                if gold["mode"] in ("direct", "indirect"):
                    judged += 1
                    direct += one.direct == (gold["mode"] == "direct")
            extra += len(rest)
        report(
            f"news {code}",
            right,
            extra,
            missed,
            source=(source, right),
            cls=(kind, right),
            direct=(direct, judged),
        )
        print(f"{'':24} false positives among the negatives: {negatives}")


def wikinews() -> None:
    """Cues by overlap; a found cue inside a cue-less or reported frame of the gold is right too.

    The gold leaves out hearsay, passives without a source and what has no clause or quotation
    ("begrüßte das Urteil", "kündigte eine Prüfung an"), so the precision without them is printed
    beside the whole. It gives "Demnach", "eigenen Angaben" and relative pronouns as sources, for
    which the reader gives the one they stand for: the share without them is printed as well.
    """
    for split in ("train", "dev"):
        right = extra = missed = source = judged = 0
        named: list[bool] = []
        stated: list[bool] = []
        alarms: list[bool] = []
        for row in lines("wikinews_de.jsonl.gz"):
            if row["split"] != split:
                continue
            found = [one for one in read_attributions(row["text"], "de") if one.cue]
            gold = list({tuple(map(tuple, q["cue"])): q for q in row["quotes"] if q["cue"]}.values())
            used: set[int] = set()
            for quote in gold:
                hit = next(
                    (k for k, one in enumerate(found) if k not in used and _overlaps(one, quote["cue"])), None
                )
                if hit is None:
                    missed += 1
                    continue
                used.add(hit)
                right += 1
                stated.append(_states(found[hit], row["text"]))
                if quote["speaker"]:
                    judged += 1
                    same = _speaker_right(found[hit], quote["speaker"], row["text"])
                    source += same
                    if not _stands_for(quote["speaker"], row["text"]):
                        named.append(same)
            for k, one in enumerate(found):
                if k not in used and not any(_inside(one, quote) for quote in row["quotes"]):
                    extra += 1
                    alarms.append(_states(one, row["text"]))
        report(f"wikinews de {split}", right, extra, missed, source=(source, judged))
        print(
            f"{'':24} of what states something P {ratio(sum(stated), sum(stated) + sum(alarms))}"
            f" R {ratio(sum(stated), right + missed)} ({sum(stated)} right, {sum(alarms)} extra);"
            f" source where the gold names one {ratio(sum(named), len(named))} (n {len(named)})"
        )


def _states(one: Attribution, text: str) -> bool:
    """Somebody says something: a quotation, a clause, an infinitive or a number, no bare object.

    What "nach Ansicht der Ärzte" stands in is said, and so is the sentence before "Das berichten Medien".
    """
    if one.cue_class is CueClass.HEARSAY or not one.source:
        return False
    cue = one.cue.lower().split()
    if one.direct or one.cue_class in (CueClass.ACCORDING, CueClass.DECLINE):
        return True
    if cue[0] in ("nach", "laut", "gemäß") or cue[-1] == "zufolge":
        return True
    start = one.content_start if one.content_start is not None else one.start
    end = start + len(one.content)
    if start < end <= one.start and text[end - 1 : end + 1].strip()[-1:] in ".!?":
        return True
    return told(plain(text), one.start, (start, end), grammar("de"))


def _stands_for(spans: list[list[int]], text: str) -> bool:
    """The gold's source is a word that stands for one: "Demnach", "eigenen Angaben", ", der"."""
    start, end = spans[0]
    word = text[start:end].lower()
    relative = word in ("der", "die", "das", "welcher", "welche", "welches")
    return word in ("demnach", "wonach", "danach", "eigenen angaben") or relative


def _overlaps(one: Attribution, spans: list[list[int]]) -> bool:
    end = one.start + len(one.cue.split()[0])
    return any(a - 8 <= one.start <= b or a < end <= b + 12 for a, b in spans)


def _speaker_right(one: Attribution, spans: list[list[int]], text: str) -> bool:
    if one.source_start is None:
        return False
    end = one.source_start + len(one.source)
    return any((one.source_start < b and a < end) or alike(one.source, text[a:b]) for a, b in spans)


def _inside(one: Attribution, quote: dict[str, Any]) -> bool:
    spans = quote["frame"] + quote["cue"]
    if not quote["cue"] or quote["type"] == "Reported":
        spans = spans + quote["quote"]
    return any(a <= one.start < b for a, b in spans)


def conllu(name: str) -> Iterator[tuple[bool, str, list[list[str]]]]:
    """(opens a paragraph, text, rows of tokens) of each sentence."""
    opens, text, rows = True, "", []
    with gzip.open(DATA / "ud" / name, "rt", encoding="utf-8") as raw:
        for line in map(str.strip, raw):
            if line.startswith(("# newdoc", "# newpar")):
                opens = True
            elif line.startswith("# text = "):
                text = line[9:]
            elif line and not line.startswith("#"):
                cells = line.split("\t")
                if cells[0].isdigit():
                    rows.append(cells)
            elif not line and rows:
                yield opens, text, rows
                opens, rows = False, []


TREEBANKS = (
    ("de_gsd-ud-dev", "de"),
    ("ko_gsd-ud-dev", "ko"),
    ("ko_pud-ud-test", "ko"),
    ("uk_iu-ud-dev", "uk"),
)


def boundaries() -> None:
    """A boundary inside a quotation is merged on purpose: both counts are given."""
    for name, code in TREEBANKS:
        paragraphs: list[list[str]] = []
        for opens, text, _ in conllu(f"{name}.conllu.gz"):
            closes = text[-1:] in ".!?…\"”“»'’)"
            if opens or not paragraphs or len(paragraphs[-1]) >= 5 or not paragraphs[-1]:
                paragraphs.append([])
            paragraphs[-1].append(text)
            if not closes:
                paragraphs.append([])  # what has no final mark cannot be told from its neighbour
        right = extra = missed = quoted = 0
        for paragraph in filter(None, paragraphs):
            text = " ".join(paragraph)
            gold, at = set(), 0
            for sentence in paragraph:
                at += len(sentence)
                gold.add(at)
                at += 1
            ends = {end for _, end in sentences(text, code)}
            right += len(gold & ends)
            extra += len(ends - gold)
            for miss in gold - ends:
                before = text[:miss]
                missed += 1
                quoted += (
                    before.count("«") > before.count("»")
                    or before.count("„") > before.count("“")
                    or before.count('"') % 2 == 1
                )
        report(f"sentences {name}", right, extra, missed)
        print(f"{'':24} F1 outside quotations {2 * right / (2 * right + extra + missed - quoted):.3f}")


def treebanks() -> None:
    """Reporting verbs with a subject and a clause, by the treebanks' own relations."""
    for name, code in TREEBANKS[1:]:
        lexicon = _lexicon(code)
        right = missed = source = 0
        for _, text, rows in conllu(f"{name}.conllu.gz"):
            spans = _spans(text, rows)
            found = read_attributions(text, code)
            for k, _cells in enumerate(rows):
                subjects = _reports(code, rows, k, lexicon)
                if not subjects:
                    continue
                hit = next(
                    (
                        one
                        for one in found
                        if one.cue and one.start < spans[k][1] and spans[k][0] < one.start + len(one.cue)
                    ),
                    None,
                )
                if hit is None:
                    missed += 1
                    continue
                right += 1
                start = hit.source_start if hit.source_start is not None else -1
                heads = [spans[int(subject[0]) - 1] for subject in subjects]
                parts = heads + [spans[int(c[0]) - 1] for c in rows if c[6] in {s[0] for s in subjects}]
                source += any(a < start + len(hit.source) and start < b for a, b in parts)
        report(f"treebank {name}", right, 0, missed, source=(source, right))


def _lexicon(code: str) -> set[str]:
    reporting = {
        "say",
        "announce",
        "report",
        "claim",
        "confirm",
        "admit",
        "explain",
        "warn",
        "find",
        "reveal",
        "deny",
        "refute",
        "promise",
        "suggest",
    }
    rows = [
        row for row in language(code).tsv("cues.tsv") if row["kind"] == "verb" and row["class"] in reporting
    ]
    if code != "ko":
        return {row["cue"] for row in rows}
    return {
        form
        for row in rows
        if row["frame"] in {"C", "N", "O"} and " " not in row["forms"]
        for form, role in forms(row["forms"]).items()
        if role == "finite"
    }


def _reports(code: str, rows: list[list[str]], k: int, lexicon: set[str]) -> list[list[str]]:
    cells = rows[k]
    children = [row for row in rows if row[6] == cells[0]]
    if code == "ko":
        if cells[1] not in lexicon or not any(
            re.search(r"(?:고|며|는지|것으로)$", row[1]) for row in rows[max(0, k - 6) : k]
        ):
            return []
        return [row for row in children if row[7].startswith(("nsubj", "dislocated"))]
    if cells[2].lower() not in lexicon or cells[3] != "VERB" or "VerbForm=Inf" in cells[5]:
        return []
    if not (
        cells[7].startswith("parataxis") or any(row[7].startswith(("ccomp", "parataxis")) for row in children)
    ):
        return []
    return [row for row in children if row[7].startswith("nsubj")]


def _spans(text: str, rows: list[list[str]]) -> list[tuple[int, int]]:
    at, spans = 0, []
    for cells in rows:
        found = text.find(cells[1], at)
        start = found if found >= 0 else at
        at = start + len(cells[1]) if found >= 0 else at
        spans.append((start, at))
    return spans


SWAPS = (
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "–": "—", " ": " "},
    {'"': "”", "“": "”", "„": "”", "«": "”", "»": "”", "'": "’", "—": "–"},
    {" ": "\u00a0", "'": "ʼ", "’": "ʼ"},
)


def glyphs() -> None:
    """Attributions that change when the same text is written with other glyphs."""
    for code in LANGUAGES:
        texts = [row["text"] for row in lines(f"news_{code}.jsonl")]
        if code == "de":
            texts += [row["text"] for row in lines("wikinews_de.jsonl.gz") if row["split"] == "train"][:150]
        changed = total = 0
        for text in texts:
            before = read_attributions(text, code)
            total += len(before) * len(SWAPS)
            for swap in SWAPS:
                after = read_attributions(text.translate(str.maketrans(swap)), code)
                a = {
                    (
                        one.start,
                        one.cue_class,
                        one.source_start,
                        one.content_start,
                        len(one.content),
                        one.direct,
                    )
                    for one in before
                }
                b = {
                    (
                        one.start,
                        one.cue_class,
                        one.source_start,
                        one.content_start,
                        len(one.content),
                        one.direct,
                    )
                    for one in after
                }
                changed += len(a ^ b)
        print(f"glyphs {code:17} {changed} changes in {total} attributions")


def cost() -> None:
    """Of the annotated sentences, in which everybody speaks, and of whole articles."""
    resident = memory()
    news = {code: [row["text"] for row in lines(f"news_{code}.jsonl")] for code in LANGUAGES}
    for code, texts in news.items():
        read_attributions("\n".join(texts), code)
    print(f"{'memory':24} {memory() - resident:.0f} MB for the tables of all four")
    for code, texts in news.items():
        dense = "\n".join(" ".join(texts[k : k + 3]) for k in range(0, len(texts), 3))
        for name, text in (("sentences", dense), ("articles", articles(code))):
            words = len(text.split())
            found = len(read_attributions(text, code))
            best = min(seconds(text, code) for _ in range(60))
            print(
                f"cost {code} {name:16} {best / words * 500 * 1000:.2f} ms for 500 words ({found / words * 500:.0f} attributions in them)"
            )
        megabyte = (dense + "\n") * (1_000_000 // len(dense))
        one = ("X said that Y, " * 7000)[:100_000]
        print(
            f"cost {code:19} 1 MB {seconds(megabyte, code):.2f} s; one sentence of 100,000 characters {seconds(one, code):.2f} s"
        )


PARTS = {
    "news": news,
    "wikinews": wikinews,
    "treebanks": treebanks,
    "sentences": boundaries,
    "glyphs": glyphs,
    "cost": cost,
}

if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"nothing to measure on: {DATA} is not there (set MONITOR_SHARED)")
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
