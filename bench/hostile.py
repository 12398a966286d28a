"""How time grows on hostile text: each reader at 24,000 and at 96,000 characters of one line.

Four times the text should cost about four times as much; the ratio of the two is printed,
the worst first. Exit code 1 when one passes 6 (what may be lost to noise included).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from monitor.read.attributions import read_attributions
from monitor.read.figures import read_figures
from monitor.text.dates import parse_date
from monitor.text.sentences import sentences

LANGUAGES = ("ko", "en", "de", "uk")
SMALL = 24_000
PIECES = {
    "digits": "1",
    "digits and spaces": "1 ",
    "digits and points": "1.",
    "grouped": "1.000 ",
    "hyphens": "1-",
    "number words": "hundred and ",
    "German number words": "dreiundzwanzig tausend ",
    "Ukrainian number words": "двадцять п'ять тисяч ",
    "Hangul numerals": "이천삼백",
    "punctuation": "(((\"'.,;:-–%$€",
    "open quotes": "„Wort. ",
    "quotes": '"a" ',
    "initials": "A. B. ",
    "said": "X said that Y said ",
    "reported": "laut X und laut Y ",
    "quoted in Korean": "“그렇다”고 말했다며 ",
}


def once(work: Callable[[str], object], text: str) -> float:
    """CPU seconds of the quicker of two runs."""
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        work(text)
        best = min(best, time.process_time() - begun)
    return best


def main() -> int:
    """Measure every reader on every piece."""
    rows = []
    for language in LANGUAGES:
        readers: dict[str, Callable[[str], object]] = {
            "figures": lambda text, code=language: read_figures(text, code),
            "attributions": lambda text, code=language: read_attributions(text, code),
            "sentences": lambda text, code=language: sentences(text, code),
            "dates": lambda text, code=language: parse_date(text, code),
        }
        for name, reader in readers.items():
            reader("warm up 12 people said")
            for piece_name, piece in PIECES.items():
                text = piece * (4 * SMALL // len(piece) + 1)
                small, large = once(reader, text[:SMALL]), once(reader, text[: 4 * SMALL])
                # Below a few milliseconds the clock's own steps decide.
                rows.append((large / max(small, 0.005), large, language, name, piece_name))
    rows.sort(reverse=True)
    for ratio, large, language, name, piece in rows[:12]:
        print(f"{ratio:5.1f}×  {large * 1000:8.1f} ms at {4 * SMALL}  {language} {name}: {piece}")
    print(f"worst growth for four times the text: {rows[0][0]:.1f}× over {len(rows)} cases")
    return 1 if rows[0][0] > 6 else 0


if __name__ == "__main__":
    sys.exit(main())
