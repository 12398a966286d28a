"""``monitor read`` and ``monitor diff``: files in, figures, attributions and changes out.

Both work without settings and without a database.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.cli.console import fail, json_line
from monitor.cli.wording import brief
from monitor.errors import UsageError
from monitor.lang import languages
from monitor.model import Article, Comparison, Headlines, Page, Reading, Refused, Weight

_LANGUAGE = click.option(
    "--language", type=click.Choice(languages()), help="Do not detect the language; it is this one."
)
# What a file of HTML begins with, after spaces and a byte order mark, in its first bytes.
_MARKUP = (
    b"<!doctype",
    b"<html",
    b"<head",
    b"<body",
    b"<?xml",
    b"<!--",
    b"<article",
    b"<div",
    b"<p",
    b"<h1",
    b"<meta",
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@click.command("read")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, on a line of its own.")
@_LANGUAGE
def read_command(paths: tuple[str, ...], as_json: bool, language: str | None) -> int:
    """Show the figures and attributions of articles in HTML or text files."""
    from monitor.shapes import reading_shape

    failed = 0
    for path in paths:
        try:
            article, reading = _read(path, language)
        except UsageError as error:
            fail(str(error))
            failed += 1
            if as_json:
                nothing = Article(url="", language="", headlines=Headlines())
                json_line(reading_shape(path, nothing, Reading()) | {"language": None, "error": str(error)})
            continue
        if as_json:
            json_line(reading_shape(path, article, reading))
        else:
            _show(path, article, reading)
    return 0 if not failed else 2


def _show(path: str, article: Article, reading: Reading) -> None:
    click.echo(f"{path}: {article.headline or '(no headline)'} [{article.language}]")
    for figure in reading.figures:
        click.echo(f"  figure       {figure.surface}")
    for attribution in reading.attributions:
        source = attribution.source or "(unnamed)"
        content = " ".join(attribution.content.split())
        click.echo(f"  attribution  {source} · {attribution.cue_class.value} · {content[:80]}")


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--pairs", type=click.Path(path_type=Path), help="File of lines OLD<TAB>NEW; a result a line.")
@click.option("--json", "as_json", is_flag=True, help="The changes as one JSON object.")
@click.option("--html", "as_html", is_flag=True, help="The report as an HTML page.")
@click.option("--exit-code", is_flag=True, help="Exit with 10 when something changed.")
@_LANGUAGE
def diff_command(
    old: str | None,
    new: str | None,
    pairs: Path | None,
    as_json: bool,
    as_html: bool,
    exit_code: bool,
    language: str | None,
) -> int:
    """Show what changed in substance from the file OLD to the file NEW."""
    from monitor.cli.running import CHANGED
    from monitor.shapes import comparison_shape

    if (pairs is None) == (old is None or new is None):
        message = "give two files, OLD and NEW, or --pairs FILE"
        raise UsageError(message)
    if as_json and as_html:
        message = "give --json or --html, not both"
        raise UsageError(message)
    changed = failed = False
    for before, after in _pairs(pairs) if pairs else [(str(old), str(new))]:
        try:
            (old_article, old_reading), (new_article, new_reading) = (
                _read(before, language),
                _read(after, language),
            )
        except UsageError as error:
            if pairs is None:
                raise
            fail(str(error))
            if as_json:
                json_line({"language": None, "stealth": False, "changes": [], "error": str(error)})
            failed = True
            continue
        comparison = _compare(old_article, old_reading, new_article, new_reading)
        changed = changed or any(change.weight is not Weight.NONE for change in comparison.changes)
        if as_json:
            json_line(comparison_shape(new_article.language, comparison))
        elif as_html:
            click.echo(_page(after, old_article, old_reading, new_article, new_reading, comparison))
        else:
            _show_changes(comparison)
    if failed:
        return 2
    return CHANGED if exit_code and changed else 0


def _pairs(path: Path) -> Iterable[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}"
        raise UsageError(message) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        old, tab, new = line.partition("\t")
        if not tab or not new:
            message = f"{path}:{number}: a line is OLD, a tab, NEW"
            raise UsageError(message)
        yield old, new


def _compare(old: Article, old_reading: Reading, new: Article, new_reading: Reading) -> Comparison:
    from monitor.diff.compare import compare

    return compare(old, old_reading, new, new_reading)


def _show_changes(comparison: Comparison) -> None:
    shown = [change for change in comparison.changes if change.weight is not Weight.NONE]
    if not shown:
        click.echo("nothing changed in substance")
    for change in shown:
        click.echo(f"{change.weight.value:<7}{change.kind.value:<21}{brief(change)}")
    if comparison.stealth and shown:
        click.echo("the page's own modified date did not change")


def _page(
    name: str, old: Article, old_reading: Reading, new: Article, new_reading: Reading, comparison: Comparison
) -> str:
    from monitor.model import Version
    from monitor.report.digest import build_report
    from monitor.report.render import render_page
    from monitor.text.fingerprint import fingerprint

    now = datetime.now(UTC)
    before = Version(
        number=1, captured_at=now, article=old, reading=old_reading, fingerprint=fingerprint(old)
    )
    after = Version(
        number=2,
        captured_at=now,
        article=new,
        reading=new_reading,
        fingerprint=fingerprint(new),
        stealth=comparison.stealth,
    )
    report = build_report(Path(name).name, new, after, before, comparison)
    language = new.language if new.language in languages() else "en"
    return render_page([report], language)


def _read(path: str, language: str | None) -> tuple[Article, Reading]:
    """The article in a file and its reading.

    :raises UsageError: the file cannot be read, or holds no article.
    """
    from monitor.extract.article import extract, extract_text
    from monitor.read.reading import read

    try:
        body = Path(path).read_bytes()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror})"
        raise UsageError(message) from error
    if not body.strip():
        message = f"{path} is empty"
        raise UsageError(message)
    if _is_markup(body):
        page = Page(
            url=Path(path).resolve().as_uri(),
            final_url=Path(path).resolve().as_uri(),
            status=200,
            headers=(),
            body=body,
            fetched_at=datetime.now(UTC),
        )
        article = extract(page, declared_language=language, languages=languages())
        if isinstance(article, Refused):
            message = f"{path} is no article ({article.reason.value}: {article.detail})"
            raise UsageError(message)
    else:
        try:
            text = body.decode("utf-16" if body[:2] in _UTF16 else "utf-8-sig")
        except UnicodeDecodeError as error:
            message = f"{path} is neither HTML nor text in UTF-8 ({error.reason} at byte {error.start})"
            raise UsageError(message) from error
        article = extract_text(text, language=language)
    return article, read(article)


def _is_markup(body: bytes) -> bool:
    start = body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if body[:2] in _UTF16:
        start = body[2:4096].replace(b"\x00", b"").lstrip().lower()
    return start.startswith(_MARKUP) or b"<html" in start
