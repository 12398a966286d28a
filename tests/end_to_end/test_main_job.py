"""The main job over the fixture site: what its authors wrote in `expect` is what is told.

The notes were written by reading the texts, before and apart from the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from monitor.demo.site import Site, SiteServer, default_root
from tests.databases import DATABASES

from .conftest import Desk, editor, site_settings

SITE = Site(default_root())
LANGUAGES = ("de", "en", "ko", "uk")
# The notes name a stance by its plainest verb; the cue may be a stronger one ("визнав").
STANCES = {"deny": {"deny", "refute"}, "confirm": {"confirm", "admit"}, "decline": {"decline"}}
RANK = {"none": 0, "low": 1, "medium": 2, "high": 3}


@dataclass
class Seen:
    """What the passes left: per state, the changes told by article address."""

    changes: dict[int, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    reports: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)
    summaries: list[str] = field(default_factory=list)
    mails: list[int] = field(default_factory=list)
    url: str = ""
    desk: Desk | None = None


@pytest.fixture(scope="module", params=DATABASES)
def seen(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Seen]:
    """Four passes: each state, and the last one again (what vanished is confirmed)."""
    on_server = request.param == "postgresql"
    database = request.getfixturevalue("postgresql").empty() if on_server else None
    desk = Desk(tmp_path_factory.mktemp("main-job"), database)
    result = Seen(desk=desk)
    with SiteServer(SITE) as server:
        result.url = server.url
        desk.write(site_settings(SITE, server.url) + "".join(editor(language) for language in LANGUAGES))
        rows_before = reports_before = 0
        for turn, state in enumerate((1, 2, 3, 3), start=1):
            server.state = state
            result.summaries.append(desk.run("run", "--once").stdout.strip())
            rows = desk.rows("changes")
            reports = desk.rows("reports")
            fresh: dict[str, list[dict[str, Any]]] = {}
            for row in rows[: len(rows) - rows_before]:
                fresh.setdefault(row["url"], []).append(row)
            result.changes[turn] = fresh
            result.reports[turn] = {row["url"]: row for row in reports[: len(reports) - reports_before]}
            result.mails.append(len(desk.outbox))
            rows_before, reports_before = len(rows), len(reports)
        yield result


# What the notes ask for and the program does not tell yet, with the reason. A gap that is
# closed fails the test, so that the line goes.
GAPS = {
    # "Volodymyr Zelensky has gone further. In his evening address the Ukrainian president said":
    # the source gone is told as the sentence has it, by his office; nothing links the two.
    ("en", "north-korean-troops-russia", 3): ["source gone Volodymyr Zelensky"],
}


def cases() -> list[Any]:
    return [
        pytest.param(language, article.slug, state, id=f"{language}-{article.slug}-{state}")
        for language in SITE.languages
        for article in SITE.articles(language)
        for state in range(2, SITE.state_count + 1)
    ]


def told(seen: Seen, language: str, slug: str, state: int) -> list[dict[str, Any]]:
    url = SITE.article_url(language, slug, seen.url)
    turns = (3, 4) if state == 3 else (state,)
    return [row for turn in turns for row in seen.changes[turn].get(url, ()) if RANK[row["weight"]] >= 2]


@pytest.mark.parametrize(("language", "slug", "state"), cases())
def test_what_the_notes_say_is_told_and_silence_is_kept(seen, language, slug, state):
    expect = SITE.article(language, slug).at(state).expect
    changes = told(seen, language, slug, state)
    if not expect:
        assert changes == []
        return
    missing = [note for note in expect if not _says(note, changes, seen, language, slug, state)]
    assert missing == GAPS.get((language, slug, state), []), "\n".join(
        f"{c['kind']} {_brief(c['before'])} → {_brief(c['after'])}" for c in changes
    )


def _says(note: str, changes: list[dict[str, Any]], seen: Seen, language: str, slug: str, state: int) -> bool:
    kinds = {change["kind"] for change in changes}
    if match := re.fullmatch(r"figure ([-0-9.]+)(?: \S+)? -> ([-0-9.]+)(?: \S+)?", note):
        return any(
            c["kind"] == "figure_changed"
            and _value(c["before"]) == Decimal(match[1])
            and _value(c["after"]) == Decimal(match[2])
            for c in changes
        )
    if match := re.fullmatch(r"figure ([+-]) ([-0-9.]+)(?: \S+)?", note):
        kind, side = ("figure_added", "after") if match[1] == "+" else ("figure_removed", "before")
        return any(c["kind"] == kind and _value(c[side]) == Decimal(match[2]) for c in changes)
    if match := re.fullmatch(r"source gone (.+)", note):
        return any(
            c["kind"] in ("attribution_removed", "attribution_changed") and match[1] in c["before"]["source"]
            for c in changes
        )
    if match := re.fullmatch(r"source (.+)", note):
        return any(
            c["kind"] in ("attribution_added", "attribution_changed") and match[1] in c["after"]["source"]
            for c in changes
        )
    if match := re.fullmatch(r"stance (.+) (\w+) -> (\w+)", note):
        return any(
            c["kind"] == "attribution_changed"
            and c["before"]["cue_class"] in STANCES[match[2]]
            and c["after"]["cue_class"] in STANCES[match[3]]
            and match[1] in c["after"]["source"]
            for c in changes
        )
    if match := re.fullmatch(r"passage ([+-]) (.+)", note):
        kind, side = ("passage_added", "after") if match[1] == "+" else ("passage_removed", "before")
        return any(c["kind"] == kind and match[2] in (c[side] or "") for c in changes) or any(
            match[2] in (c["passage"] or "") for c in changes
        )
    if note == "stealth":
        url = SITE.article_url(language, slug, seen.url)
        return bool(seen.reports[state][url]["stealth"])
    if note == "standfirst":
        # Its weight is low: it is kept and shown, and mailed to those who ask for it.
        url = SITE.article_url(language, slug, seen.url)
        return any(row["kind"] == "standfirst_changed" for row in seen.changes[state].get(url, ()))
    named = {
        "headline": "headline_changed",
        "correction": "correction_added",
        "gone": "article_gone",
        "back": "article_back",
    }
    return named[note] in kinds


def _value(figure: dict[str, Any]) -> Decimal | None:
    return None if figure["value"] is None else Decimal(figure["value"])


def _brief(side: Any) -> str:
    if isinstance(side, dict):
        return str(side.get("surface") or f"{side['source']} ({side['cue_class']})")
    return str(side)[:80]


# ----------------------------------------------------------------- the passes as a whole


def test_first_sight_tells_nobody(seen):
    assert seen.changes[1] == {}
    assert seen.mails[0] == 0
    assert "0 mails sent" in seen.summaries[0]


def test_every_article_of_every_language_is_found(seen):
    count = sum(len(SITE.articles(language)) for language in SITE.languages)
    assert f"4 sources, {count} articles checked" in seen.summaries[0]
    assert f"{count} new" in seen.summaries[0]


def test_mails_are_the_reports(seen):
    """One editor a language and one mail a report; nothing is mailed without one."""
    reports = [len(seen.reports[turn]) for turn in (1, 2, 3, 4)]
    assert [after - before for before, after in zip([0, *seen.mails], seen.mails, strict=False)] == reports
    assert reports[0] == 0
    assert min(reports[1:3]) > 4


def test_a_repeated_pass_finds_nothing_but_what_waited_for_confirmation(seen):
    kinds = {change["kind"] for changes in seen.changes[4].values() for change in changes}
    assert kinds <= {"article_gone"}
    done = seen.desk.run("run", "--once", "--exit-code", check=None)
    # The server is up still; nothing changed, so --exit-code has nothing to say.
    assert done.returncode == 0, done.stderr


def test_a_consent_page_never_becomes_a_version(seen):
    rows = [
        row for row in seen.desk.rows("versions") if row["url"].endswith(("committee/", "budget-2025-review"))
    ]
    assert rows
    for row in rows:
        assert row["number"] == 1
