"""What reading costs: processor time, so that other jobs count less, and memory."""

from __future__ import annotations

import os
import time
from pathlib import Path

from fixture_pages import taken

from monitor.read.attributions import read_attributions


def articles(code: str) -> str:
    """The bodies of the fixture site's articles in a language, as extraction gives them."""
    return "\n".join("\n".join(one.article.paragraphs) for one in taken(code))


def seconds(text: str, code: str) -> float:
    """The processor time of one reading."""
    start = time.process_time()
    read_attributions(text, code)
    return time.process_time() - start


def memory() -> float:
    """What this process has in memory, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20
