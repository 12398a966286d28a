"""The reports in four languages, byte for byte, and on a screen of any width.

A folder is a case: see ``fixtures/reports/README.md``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

from monitor.codec import loads
from monitor.model import Report
from monitor.report.render import render, render_page

CASES = sorted(path.parent for path in Path(__file__).parents[2].glob("fixtures/reports/*/report.json"))
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)


def made(case: Path) -> dict[str, str]:
    report = loads(Report, (case / "report.json").read_text(encoding="utf-8"))
    mail = render([report], case.name)
    page = render_page([report], case.name)
    return {
        "subject.txt": f"{mail.subject}\n",
        "mail.txt": mail.text,
        "mail.html": mail.html,
        "page.html": page,
    }


def test_there_is_a_case_for_every_language():
    assert [case.name for case in CASES] == ["de", "en", "ko", "uk"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_report_is_what_it_was(case):
    files = made(case)
    if os.environ.get("MONITOR_REWRITE_GOLDEN"):
        for name, text in files.items():
            (case / name).write_text(text, encoding="utf-8")
    for name, text in files.items():
        assert text == (case / name).read_text(encoding="utf-8"), name


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("name", ["mail.html", "page.html"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_wider_than_the_screen(case, name, width, tmp_path):
    assert BROWSER is not None
    page = made(case)[name]
    # A frame, because a window has a least width; the page in it sees the frame's.
    frame = (
        f'<iframe id="frame" width="{width}" height="900" style="border:0" srcdoc="{escape(page)}"></iframe>'
    )
    measure = "document.title = 'width ' + frame.contentDocument.documentElement.scrollWidth"
    (tmp_path / "page.html").write_text(
        f"<!DOCTYPE html><meta charset='utf-8'>{frame}<script>onload = () => {{ {measure} }}</script>",
        encoding="utf-8",
    )
    told = subprocess.run(
        [
            *(BROWSER, *SWITCHES, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1400,900"),
            *("--dump-dom", (tmp_path / "page.html").as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    ).stdout.decode("utf-8")
    assert f"<title>width {width}</title>" in told
