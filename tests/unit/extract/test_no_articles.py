"""Pages that are no articles: none may become a version, and each says why.

The pages were written for this test, a file a language. A page begins with a line
``=== reason | URL asked for | URL given | content type``; the last two may be left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.extract.article import extract
from monitor.model import Page, RefusalReason, Refused

LANGUAGES = ("de", "en", "ko", "uk")
FOLDER = Path(__file__).parent / "no_articles"


def cases() -> Iterator[tuple[str, RefusalReason, Page]]:
    for code in LANGUAGES:
        for record in (FOLDER / f"{code}.txt").read_text(encoding="utf-8").split("=== ")[1:]:
            head, _, markup = record.partition("\n")
            reason, asked, *rest = [part.strip() for part in head.split("|")]
            given = rest[0] if rest and rest[0] else asked
            kind = rest[1] if len(rest) > 1 else "text/html; charset=utf-8"
            body = markup.strip()
            if body.startswith("@repeat "):
                body = "<html><body>" + "<p>Zeile</p>" * (int(body.removeprefix("@repeat ")) // 12)
            page = Page(
                url=asked,
                final_url=given,
                status=200,
                headers=(("Content-Type", kind),),
                body=body.encode(),
                fetched_at=datetime(2026, 8, 1, tzinfo=UTC),
            )
            yield code, RefusalReason(reason), page


CASES = list(cases())


@pytest.mark.parametrize(
    ("code", "reason", "page"),
    CASES,
    ids=[f"{code}-{reason}-{page.url[:40]}" for code, reason, page in CASES],
)
def test_is_refused_for_the_right_reason(code: str, reason: RefusalReason, page: Page) -> None:
    declared = None if reason is RefusalReason.WRONG_LANGUAGE else code
    result = extract(page, declared_language=declared, languages=LANGUAGES)
    assert isinstance(result, Refused), result
    assert (result.reason, result.url) == (reason, page.final_url), result


def test_there_are_enough_pages_of_every_kind_in_every_language() -> None:
    counts = Counter((code, reason) for code, reason, _ in CASES)
    everywhere = set(RefusalReason) - {
        RefusalReason.TOO_LARGE,
        RefusalReason.NOT_HTML,
        RefusalReason.UNREADABLE,
    }
    assert len(CASES) >= 80
    assert {(code, reason) for code in LANGUAGES for reason in everywhere} <= set(counts)
