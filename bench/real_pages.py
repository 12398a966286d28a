"""Real pages through the whole main job: how many become articles, how fast, in how much memory.

All pages of the shared material are served over loopback as they are, behind one feed a
language, and monitored by one ``run --once``; then once more, which must tell nothing.
Prints a table; the ratio is pages per second of the job to pages per second of bare
trafilatura with metadata on the same pages in the same run.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trafilatura

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("MONITOR_SHARED", ROOT.parent / "shared"))
COMMAND = [sys.executable, "-m", "monitor.cli.main"]


class Pages(BaseHTTPRequestHandler):
    """Serves ``bodies`` by path."""

    protocol_version = "HTTP/1.1"
    bodies: dict[str, tuple[str, bytes]]

    def do_GET(self) -> None:
        """Answer with the stored bytes."""
        kind, body = self.bodies.get(self.path, ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def run_pass(folder: Path) -> tuple[float, str, str]:
    """Seconds, summary and standard error of one pass."""
    begun = time.perf_counter()
    done = subprocess.run(
        [*COMMAND, "run", "--once"], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    return time.perf_counter() - begun, done.stdout.strip(), done.stderr


def rows(folder: Path, *command: str) -> list[dict]:
    """The JSON lines of a list command."""
    done = subprocess.run(
        [*COMMAND, *command, "--json"], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def serve(found: list[Path]) -> tuple[str, dict[str, tuple[str, bytes]], dict[str, list[str]]]:
    """Serve the pages behind a feed a language: (base URL, bodies by path, URLs by language)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    base = f"http://127.0.0.1:{server.server_port}"
    bodies: dict[str, tuple[str, bytes]] = {}
    listed: dict[str, list[str]] = {}
    for number, path in enumerate(found):
        language = path.parts[-3]
        bodies[f"/{language}/{number}"] = ("text/html", gzip.decompress(path.read_bytes()))
        listed.setdefault(language, []).append(f"{base}/{language}/{number}")
    for language, urls in listed.items():
        items = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in urls)
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
        bodies[f"/{language}.xml"] = ("application/rss+xml", feed.encode())
    Pages.bodies = bodies
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return base, bodies, listed


def main() -> int:
    """Run the job over the pages; 0 when the material is not there either."""
    found = sorted((SHARED / "data" / "pages").glob("*/*/*.html.gz"))
    if not found:
        print("no shared material; nothing measured")
        return 0
    base, bodies, listed = serve(found)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = "".join(
            f'[[sources]]\nname = "{language}"\nurl = "{base}/{language}.xml"\nlanguage = "{language}"\n'
            for language in listed
        )
        editor = '[[editors]]\naddress = "desk@example.org"\n'
        crawl = '[crawl]\ndelay = "0s"\nallow_private = ["127.0.0.1"]\n'
        (folder / "settings.toml").write_text(crawl + sources + editor, encoding="utf-8")
        seconds, summary, errors = run_pass(folder)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"first pass: {summary}")
        articles = rows(folder, "articles")
        right = Counter[str]()
        wrong = []
        for article in articles:
            language = article["url"].removeprefix(base).split("/")[1]
            good = article["versions"] == 1 and article["language"] == language
            right[language] += good
            if not good:
                place = found[int(article["url"].rsplit("/", 1)[1])]
                wrong.append(
                    f"  {place.parent.name}/{place.name}: {article['outcome']} {article['detail']} {article['language']}"
                )
        again_seconds, again, again_errors = run_pass(folder)
        print(f"second pass: {again}")
        reports = rows(folder, "reports")
        changes = rows(folder, "changes")

    begun = time.process_time()
    for kind, body in bodies.values():
        if kind == "text/html":
            trafilatura.bare_extraction(body, include_comments=False, with_metadata=True)
    bare = time.process_time() - begun

    print("language  pages  articles in the right language")
    for language, urls in sorted(listed.items()):
        print(f"{language:<9} {len(urls):>5}  {right[language]:>5}  {right[language] / len(urls):.1%}")
    total = sum(right.values())
    print(f"all       {len(found):>5}  {total:>5}  {total / len(found):.1%}")
    for line in wrong:
        print(line)
    print(
        f"first pass  {len(found) / seconds:.1f} pages/s, {seconds:.1f} s; second pass {again_seconds:.1f} s"
    )
    print(f"peak memory of one process {peak:.0f} MB")
    print(f"reports after the second pass: {len(reports)}; changes: {len(changes)}")
    print(
        f"bare trafilatura with metadata {len(found) / bare:.1f} pages/s of CPU; the job ÷ bare {bare / seconds:.2f}"
    )
    crashed = "Traceback" in errors or "Traceback" in again_errors
    print(f"crashed: {'yes' if crashed else 'no'}")
    return 1 if crashed or reports else 0


if __name__ == "__main__":
    sys.exit(main())
