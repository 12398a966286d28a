"""Reports as mail and as a page: subject, HTML and plain text in one reader's language.

One report is a mail of its own; several are a digest grouped by story and source, the
weightiest first, bounded in size whatever happened. The HTML is for mail programs: tables, inline
styles, nothing remote, a dark scheme in the head where it is honoured. Insertions and
deletions carry + and − so that no meaning hangs on colour.

Everything a publisher wrote goes through :func:`monitor.report.hygiene.clean` into runs
and is escaped by the template. Templates come from the package, never from strings.

Left out: the message around it (:mod:`monitor.deliver.message`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cache
from importlib.resources import files

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from monitor.model import Report
from monitor.report.arrange import Group, arranged
from monitor.report.catalogue import Catalogue, catalogue
from monitor.report.hygiene import clean, shortened
from monitor.report.letter import brief_lines, sheet_lines
from monitor.report.runs import Phrase, plain
from monitor.report.sheet import MOST_ROWS, Sheet, lay_out
from monitor.report.summary import facts, summary

# Gmail shows the first 102 KB of a mail and hides the rest behind a link. Full sheets take
# this much, the sentences after them at most a third of it, the frame 4 KB.
_MOST_MAIL = 62_000
_MOST_PAGE = 2_000_000
# After the full sheets one sentence each, up to this many and to half the size of the
# sheets; the rest is a number.
_MOST_BRIEFS = 40
_BRIEF_MARKUP = 600  # tags and inline styles of one, measured

# Phones show some 40 characters of a subject, desktop lists 70 to 100: the substance
# comes first and the headline is what may be cut.
_LONGEST_SUBJECT = 110
_LONGEST_FACT = 60
_LEAST_HEADLINE = 18
_MOST_FACTS = 2
_MOST_OUTLETS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A mail's content. ``subject`` is one line of clean text."""

    subject: str
    html: str
    text: str


def render(reports: Sequence[Report], language: str, *, zone: tzinfo = UTC) -> Rendered:
    """The mail for these reports in the reader's language; times in the reader's zone.

    :raises ValueError: when there is no report, or one without changes: there is nothing
        to send, and an empty alert is worse than none.
    """
    _refuse_empty(reports)
    words = catalogue(language)
    groups = arranged(reports)
    chosen = [report for group in groups for report in group.reports]
    bodies = _Bodies(words, zone, most=_MOST_MAIL, inline=True)
    bodies.add(groups)
    title = subject(chosen, words)
    preview = plain(summary(chosen[0], words))
    page = _template("page.html").render(
        words=words,
        title=title,
        preview=shortened(preview, 200),
        policy=False,
        style=Markup(_style("screen.css")),  # noqa: S704 - our own file
        body=bodies.markup(),
    )
    return Rendered(subject=title, html=page, text=bodies.letter())


def render_page(reports: Sequence[Report], language: str, *, zone: tzinfo = UTC) -> str:
    """The same as a page for the browser, with a policy that forbids everything remote.

    :raises ValueError: as :func:`render`.
    """
    _refuse_empty(reports)
    words = catalogue(language)
    groups = arranged(reports)
    chosen = [report for group in groups for report in group.reports]
    bodies = _Bodies(words, zone, most=_MOST_PAGE, inline=False)
    bodies.add(groups)
    return _template("page.html").render(
        words=words,
        title=subject(chosen, words),
        preview="",
        policy=True,
        style=Markup(_style("report.css") + _style("screen.css")),  # noqa: S704 - our own files
        body=bodies.markup(),
    )


def render_fragment(report: Report, language: str, *, zone: tzinfo = UTC) -> Rendered:
    """The same for a feed: its HTML is what stands inside a page's body, without a style sheet.

    :raises ValueError: as :func:`render`.
    """
    _refuse_empty([report])
    words = catalogue(language)
    bodies = _Bodies(words, zone, most=_MOST_MAIL, inline=True)
    bodies.add(arranged([report]))
    return Rendered(subject=subject([report], words), html=str(bodies.markup()), text=bodies.letter())


def subject(reports: Sequence[Report], words: Catalogue) -> str:
    """One line: the facts of one report and its headline, or how many articles changed."""
    first = reports[0]
    source = shortened(clean(first.source_name), 40)
    if len(reports) > 1:
        articles = plain(words.count("digest.title", _articles(reports)))
        lead = words.text("subject.bare", source=source, facts=_told(facts(first, words)[:1]))
        return shortened(clean(words.text("digest.subject", articles=articles, lead=lead)), _LONGEST_SUBJECT)
    found = facts(first, words)
    told = _told(found[:_MOST_FACTS])
    if len(found) > _MOST_FACTS:
        told += " · " + words.text("subject.more", n=str(len(found) - _MOST_FACTS))
    bare = clean(words.text("subject.bare", source=source, facts=told))
    room = _LONGEST_SUBJECT - len(bare) - len(" — ")
    headline = shortened(clean(first.headline), max(room, _LEAST_HEADLINE))
    if not headline:
        return bare
    return clean(words.text("subject.one", source=source, facts=told, headline=headline))


def _told(found: Sequence[Phrase]) -> str:
    return " · ".join(shortened(clean(plain(fact)), _LONGEST_FACT) for fact in found)


# ------------------------------------------------------------------------- order


def _refuse_empty(reports: Sequence[Report]) -> None:
    if not reports or not all(report.changes for report in reports):
        message = "there must be at least one report, and none without changes"
        raise ValueError(message)


# ------------------------------------------------------------------------- bodies


class _Bodies:
    """HTML and text side by side, as one report after another is added."""

    def __init__(self, words: Catalogue, zone: tzinfo, *, most: int, inline: bool) -> None:
        self.words = words
        self.zone = zone
        self.most = most
        self.inline = inline
        self.html: list[str] = []
        self.text: list[str] = []
        self.size = 0

    def add(self, groups: Sequence[Group]) -> None:
        """Full sheets while they fit, then a sentence each, then how many more."""
        reports = [report for group in groups for report in group.reports]
        opens = {id(group.reports[0]): group for group in groups}
        stories = {id(report) for group in groups if len(group.outlets) > 1 for report in group.reports}
        if len(reports) == 1:
            self._sheet(reports[0], named=True, must=True)
            return
        title = plain(self.words.count("digest.title", _articles(reports)))
        self._put("group.html", title=title, opening=True)
        self.text += [title, ""]
        place = 0
        while place < len(reports) and self._sheet(
            reports[place],
            named=id(reports[place]) in stories,
            must=place == 0,
            group=opens.get(id(reports[place])),
        ):
            place += 1
        self._briefs(reports[place:])

    def _sheet(self, report: Report, *, named: bool, must: bool, group: Group | None = None) -> bool:
        """Add the sheet if it fits; one that ``must`` be added is made shorter until it does."""
        for rows in (MOST_ROWS, MOST_ROWS // 2, 2) if must else (MOST_ROWS,):
            sheet = lay_out(report, self.words, self.zone, most_rows=rows)
            piece = self._made("sheet.html", sheet=sheet, named=named)
            if self.size + len(piece.encode()) <= self.most:
                break
        else:
            if not must:
                return False
        if group is not None:
            title = self._title(group)
            self._put("group.html", title=title, opening=False)
            if len(group.outlets) > 1:
                self.text += [title, ""]
        self.html.append(piece)
        self.size += len(piece.encode())
        self.text += [*sheet_lines(sheet, self.words), ""]
        return True

    def _title(self, group: Group) -> str:
        """The outlet, or for a story how many tell it and which."""
        names = [shortened(clean(outlet), 80) for outlet in group.outlets]
        if len(names) == 1:
            return names[0]
        told = ", ".join(names[:_MOST_OUTLETS]) + (" …" if len(names) > _MOST_OUTLETS else "")
        return plain(self.words.count("digest.story", len(names), names=told))

    def _briefs(self, reports: Sequence[Report]) -> None:
        told: list[Sheet] = []
        room = self.most // 2
        for report in reports[:_MOST_BRIEFS]:
            sheet = lay_out(report, self.words, self.zone, most_rows=0)
            lines = brief_lines(sheet, self.words)
            room -= _BRIEF_MARKUP + sum(len(line.encode()) for line in lines)
            if room < 0:
                break
            told.append(sheet)
            self.text += lines
        if told:
            self._put("brief.html", sheets=told)
        rest = reports[len(told) :]
        if rest:
            phrase = self.words.count("more.articles", _articles(rest))
            self._put("more.html", phrase=phrase)
            self.text += [plain(phrase)]

    def _put(self, template: str, **parts: object) -> None:
        self.html.append(self._made(template, **parts))

    def _made(self, template: str, **parts: object) -> str:
        piece = _template(template).render(words=self.words, **parts)
        if not self.inline:
            return piece
        return str(_inliner().inline_fragment(piece, _style("report.css")))

    def markup(self) -> Markup:
        """The HTML: pieces that templates made, each escaped by them."""
        return Markup("\n").join(Markup(piece) for piece in self.html)  # noqa: S704

    def letter(self) -> str:
        """The plain text."""
        return "\n".join(self.text).rstrip() + "\n"


def _articles(reports: Sequence[Report]) -> int:
    return len({report.article_url for report in reports})


# ------------------------------------------------------------------------- machinery


@cache
def _environment() -> Environment:
    # Escaping is on for every template whatever its name: Jinja's own choice by file
    # name leaves .txt, .svg and .html.j2 raw.
    return Environment(
        loader=PackageLoader("monitor.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _style(name: str) -> str:
    return (files("monitor.report") / "templates" / name).read_text(encoding="utf-8")


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, inline_style_tags=False)
