"""The reports in four languages, byte for byte, and on a screen of any width.

A folder is a case: see ``fixtures/reports/README.md``. Those under ``reports/`` beside this
are the fixture site's: those with numbers as ``monitor demo`` stored them in its second and
third state, the others of an article that is changed without notice, goes, and comes back as
it was or changed. Fixed input, so that what the readers of figures and sources learn changes
no report here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

from monitor.codec import loads
from monitor.model import ChangeKind, Comparison, Report
from monitor.report.render import render, render_page
from monitor.shapes import comparison_shape

CASES = sorted(path.parent for path in Path(__file__).parents[2].glob("fixtures/reports/*/report.json"))
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)


SITE = sorted(path.parent for path in Path(__file__).parent.glob("reports/*/*/report.json"))
LANGUAGES = ("de", "en", "ko", "uk")
NUMBERED = tuple(case for case in SITE if case.name.isdigit())


def read(case: Path) -> Report:
    return loads(Report, (case / "report.json").read_text(encoding="utf-8"))


def name_of(case: Path) -> str:
    return f"{case.parent.name}-{case.name}"


def golden(folder: Path, files: dict[str, str]) -> None:
    """The files are what was read and kept; written anew on request."""
    if os.environ.get("MONITOR_REWRITE_GOLDEN"):
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    for name, text in files.items():
        assert text == (folder / name).read_text(encoding="utf-8"), name


def made(case: Path) -> dict[str, str]:
    if case in SITE:
        return made_of_the_site(case)
    report = read(case)
    mail = render([report], case.name)
    page = render_page([report], case.name)
    return {
        "subject.txt": f"{mail.subject}\n",
        "mail.txt": mail.text,
        "mail.html": mail.html,
        "page.html": page,
    }


def made_of_the_site(case: Path) -> dict[str, str]:
    report = read(case)
    mail = render([report], case.parent.name)
    shape = comparison_shape(report.language, Comparison(changes=report.changes, stealth=report.stealth))
    return {
        "subject.txt": f"{mail.subject}\n",
        "mail.txt": mail.text,
        "mail.html": mail.html,
        "changes.json": json.dumps(shape, ensure_ascii=False, indent=1) + "\n",
    }


def test_there_is_a_case_for_every_language():
    assert [case.name for case in CASES] == list(LANGUAGES)
    assert [case.parent.name for case in NUMBERED] == [language for language in LANGUAGES for _ in range(4)]
    for state in ("gone", "back", "back-changed", "stealth"):
        told = {case.parent.name for case in SITE if state_of(read(case)) == state}
        assert told == set(LANGUAGES), state


def state_of(report: Report) -> str:
    kinds = {change.kind for change in report.changes}
    if ChangeKind.ARTICLE_GONE in kinds:
        return "gone"
    if ChangeKind.ARTICLE_BACK in kinds:
        return "back-changed" if len(kinds) > 1 else "back"
    return "stealth" if report.stealth else "changed"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_report_is_what_it_was(case):
    golden(case, made(case))


@pytest.mark.parametrize("case", SITE, ids=name_of)
def test_the_sites_report_is_what_was_read(case):
    golden(case, made_of_the_site(case))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sites_digest_is_what_was_read(language):
    """The site's numbered reports of the language as one digest."""
    folder = Path(__file__).parent / "reports" / language
    mail = render([read(case) for case in NUMBERED if case.parent == folder], language)
    golden(folder, {"digest-subject.txt": f"{mail.subject}\n", "digest.txt": mail.text})


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("name", ["mail.html", "page.html"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_wider_than_the_screen(case, name, width, tmp_path):
    fits([made(case)[name]], width, tmp_path)


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_report_of_the_site_is_wider_than_a_phone(language, tmp_path):
    reports = [read(case) for case in SITE if case.parent.name == language]
    fits([render(told, language).html for told in ([report] for report in reports)], 390, tmp_path)
    fits([render(reports, language).html], 390, tmp_path)


def fits(pages: list[str], width: int, tmp_path: Path) -> None:
    """Each page, in a frame of that width, has nothing to scroll to at its side."""
    assert BROWSER is not None
    # Frames, because a window has a least width; the page in one sees the frame's.
    frames = "".join(
        f'<iframe width="{width}" height="900" style="border:0" srcdoc="{escape(page)}"></iframe>'
        for page in pages
    )
    measure = "Array.from(frames, one => one.document.documentElement.scrollWidth).join(' ')"
    (tmp_path / "page.html").write_text(
        f"<!DOCTYPE html><meta charset='utf-8'>{frames}<script>onload = () => {{ document.title = 'widths ' + {measure} }}</script>",
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
    assert f"<title>widths {' '.join([str(width)] * len(pages))}</title>" in told
