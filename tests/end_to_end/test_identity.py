"""One article is one record, whatever its pages call themselves."""

from __future__ import annotations

import pytest

from .conftest import Desk
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source


@pytest.fixture
def desk(each_desk: Desk) -> Desk:
    """These run on every database."""
    return each_desk


def naming(headline: str, paragraphs: list[str], canonical: str) -> bytes:
    page = article_html(headline, paragraphs)
    return page.replace(b"<title>", f'<link rel="canonical" href="{canonical}"><title>'.encode(), 1)


def test_twins_are_merged_and_a_template_that_names_one_address_on_all_is_not_believed(desk):
    other = [paragraph.replace("Kelby", "Marfield") for paragraph in PARAGRAPHS]
    with Newsstand() as stand:
        paths = ["harbour", "print/harbour", "bridge", "school"]
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/{path}" for path in paths]))
        own = f"{stand.url}/harbour"
        stand.answers["/harbour"] = Answer(naming("Two berths closed at Kelby", PARAGRAPHS, own))
        stand.answers["/print/harbour"] = Answer(naming("Two berths closed at Kelby", PARAGRAPHS, own))
        wrong = f"{stand.url}/news"
        stand.answers["/bridge"] = Answer(naming("Bridge at Marfield shut for a month", other, wrong))
        stand.answers["/school"] = Answer(naming("School roof at Kelby to be mended", other[:4], wrong))
        desk.write(CRAWL + source("Kelby", f"{stand.url}/feed.xml"))
        desk.run("run", "--once")
        rows = {row["url"].removeprefix(stand.url): row for row in desk.rows("articles")}
        assert {path: row["outcome"] for path, row in rows.items()} == {
            "/harbour": "new",
            "/print/harbour": "merged",
            "/bridge": "new",
            "/school": "new",
        }
        assert "3 articles checked, 0 mails sent" in desk.run("run", "--once").stdout
        assert len(desk.rows("versions")) == 3
