"""A replay of thousands of captures: pages a second with one process and two, memory, and a kill.

    MONITOR_SHARED=… python bench/replay.py [--records N] [--pairs N] [--no-kill] [--postgresql]

The archive is made from the pages of the shared material: each under several addresses,
each address at several dates, a figure and a sentence edited from date to date. Two runs
with one process and with two make a pair, in turn, on the same archive, each into a new
store; the ratio of a pair is what counts on a machine that others use as well, and its
load stands beside it. "One process" is one that reads and decides beside the parent, which
indexes, hands out and stores: pages of strangers are never read where they cannot be killed.
So what the parent does costs one process nothing and two on two cores their share, and two
can be twice as fast only as far as the parent does little. Memory is that of the parent and of the children, at a third, two
thirds and the end. The killed run dies by SIGKILL when half is stored and is run again;
its store is compared with the undisturbed one, table by table.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.stores import differences

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("MONITOR_SHARED", ROOT.parent / "shared"))
COMMAND = [sys.executable, "-m", "monitor.cli.main"]
BEGINNING = datetime(2024, 3, 1, 6, tzinfo=UTC)
# An address is captured so many times, the way an archive returns to a page.
DATES = 4
_NUMBER = re.compile(rb"(?<=[ >])[1-9][0-9]{1,2}(?=[ .,])")
_PARAGRAPH = re.compile(rb"<p(?: [^>]{0,300})?>([^<]{120,})")


def archive(path: Path, records: int) -> None:
    """Write the archive; plain responses, some gzipped or chunked, in no order of dates."""
    pages = sorted((SHARED / "data" / "pages").glob("*/*/*.html.gz"))
    if not pages:
        sys.exit("no pages: name the shared material in MONITOR_SHARED")
    chance = random.Random(4)
    plan = []
    for number in range(-(-records // DATES)):
        at = BEGINNING + timedelta(minutes=37 * number)
        plan += [(number, turn, at + timedelta(hours=7 * turn)) for turn in range(DATES)]
    plan = plan[:records]
    chance.shuffle(plan)
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for number, turn, at in plan:
            source = pages[number % len(pages)]
            body = edited(gzip.decompress(source.read_bytes()), turn)
            url = f"https://{source.parent.name}/{source.parent.parent.name}/{number}.html"
            headers = [("Content-Type", "text/html"), ("ETag", f'"{number}-{turn}"')]
            if number % 3 == 1:
                body = gzip.compress(body, 1)
                headers.append(("Content-Encoding", "gzip"))
            if number % 3 == 2:
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
                headers.append(("Transfer-Encoding", "chunked"))
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "response",
                    payload=BytesIO(body),
                    http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                    warc_headers_dict={"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ")},
                )
            )


def edited(body: bytes, turn: int) -> bytes:
    """The page after some edits: every second turn a number of the text is another one."""
    # Each address is an article of its own here, whatever the page calls itself.
    body = re.sub(rb'<link[^>]{0,200}rel="?canonical[^>]{0,500}>', b"", body)
    body = re.sub(rb'<meta[^>]{0,200}property="?og:url[^>]{0,500}>', b"", body)
    paragraphs = list(_PARAGRAPH.finditer(body))
    if turn < 2 or not paragraphs:
        return body
    with_number = (_NUMBER.search(body, *paragraph.span(1)) for paragraph in paragraphs)
    number = next((found for found in with_number if found), None)
    if number is None:
        end = paragraphs[0].end(1)
        return body[:end] + b" (%d)" % (40 + turn) + body[end:]
    return body[: number.start()] + b"%d" % (int(number[0]) + turn // 2) + body[number.end() :]


class Run:
    """One replay in processes of its own, watched."""

    def __init__(self, folder: Path, warc: Path, processes: int) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        (folder / "settings.toml").write_text("[evidence]\nenabled = false\n", encoding="utf-8")
        self.cpu = _children()
        self.parent = 0.0
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            [*COMMAND, "replay", str(warc), "--processes", str(processes)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def watch(self, records: int, stop_at: float | None = None) -> list[tuple[int, float, float]]:
        """Wait for the end, or kill at a share of the articles; (articles, MB parent, MB children)."""
        seen: list[tuple[int, float, float]] = []
        articles = -(-records // DATES)
        marks = [articles // 3, articles * 2 // 3, articles * 98 // 100]
        while self.process.poll() is None:
            time.sleep(0.3)
            self.parent = own_cpu(self.process.pid) or self.parent
            stored = self.count("articles")
            if stop_at is not None and stored >= articles * stop_at:
                self.process.send_signal(signal.SIGKILL)
                break
            if marks and stored >= marks[0]:
                marks.pop(0)
                seen.append((stored, *memory(self.process.pid)))
        return seen

    @property
    def url(self) -> str:
        """Of its store."""
        return f"sqlite:///{self.folder / 'data' / 'monitor.db'}"

    def count(self, table: str) -> int:
        """Rows of a table so far."""
        path = self.folder / "data" / "monitor.db"
        if not path.exists():
            return 0
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            try:
                return int(connection.execute(f"select count(*) from {table}").fetchone()[0])
            except sqlite3.Error:
                return 0  # the tables are being made

    def end(self) -> tuple[float, float, str]:
        """Seconds, CPU seconds of all its processes, and the summary."""
        out, _ = self.process.communicate()
        return time.perf_counter() - self.begun, _children() - self.cpu, out.strip()


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def own_cpu(pid: int) -> float:
    """CPU seconds that a process took so far, without its children."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> tuple[float, float]:
    """Resident MB of a process and of all its children."""
    children = [one.parent.name for one in Path("/proc").glob("[0-9]*/stat") if _parent(one) == pid]
    return resident(pid), sum(resident(int(child)) for child in children)


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return 0  # it ended meanwhile


def resident(pid: int) -> float:
    try:
        found = re.search(r"VmRSS:\s+([0-9]+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def pair(folder: Path, warc: Path, records: int) -> tuple[Run, bool]:
    """One process and two, in turn; the last run, and whether both made the same store."""
    runs, speeds = [], []
    for processes in (1, 2):
        load = os.getloadavg()[0]
        run = Run(folder / f"with-{processes}", warc, processes)
        seen = run.watch(records)
        took, cpu, summary = run.end()
        runs.append(run)
        speeds.append(records / took)
        print(
            f"{processes} process(es): {records / took:.1f} pages a second ({took:.0f} s; {cpu:.0f} CPU s, "
            f"a page {(cpu - run.parent) / records * 1e3:.1f} ms in workers and "
            f"{run.parent / records * 1e3:.1f} ms in the parent; load {load:.1f} before, {os.getloadavg()[0]:.1f} after)"
        )
        print(f"  {summary}")
        for articles, parent, children in seen:
            print(f"  at {articles} articles: parent {parent:.0f} MB, children {children:.0f} MB")
    print(f"two processes to one: {speeds[1] / speeds[0]:.2f}")
    different = differences(runs[0].url, runs[1].url)
    print(f"one process and two: {different or 'the same store'}")
    return runs[1], not different


def main() -> int:
    parser = argparse.ArgumentParser(description="A replay of thousands of captures.")
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--pairs", type=int, default=1)
    parser.add_argument("--no-kill", action="store_true")
    chosen = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory(prefix="monitor-replay-bench-") as name:
        warc = Path(name) / "news.warc.gz"
        archive(warc, chosen.records)
        print(f"{chosen.records} records, {warc.stat().st_size / 1e6:.0f} MB")
        for number in range(chosen.pairs):
            folder = Path(name) / str(number)
            folder.mkdir()
            whole, same = pair(folder, warc, chosen.records)
            good = good and same
        if not chosen.no_kill:
            killed = Run(Path(name) / "killed", warc, 2)
            killed.watch(chosen.records, stop_at=0.5)
            killed.end()
            print(f"killed at {killed.count('articles')} articles, {killed.count('versions')} versions")
            _, _, summary = Run(killed.folder, warc, 2).end()
            print(f"  {summary}")
            different = differences(whole.url, killed.url)
            print(f"killed and run again: {different or 'the same store'}")
            good = good and not different
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
