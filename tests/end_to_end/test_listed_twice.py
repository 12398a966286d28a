"""Two sources list one article, under two addresses: the editors of both get it, nobody twice."""

from __future__ import annotations

from email import message_from_bytes, policy

from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source


def reader(name: str, *sources: str) -> str:
    named = ", ".join(f'"{one}"' for one in sources)
    return f'[[editors]]\naddress = "{name}@desk.example"\nsources = [{named}]\n'


def test_the_editors_of_both_sources_get_the_report_once(desk):
    headline = "Two berths closed at Kelby"
    more = "The harbour master said 120 boats had left for the northern quay by Wednesday evening."
    with Newsstand() as stand:

        def page(*paragraphs: str) -> bytes:
            plain = article_html(headline, [*PARAGRAPHS, *paragraphs])
            own = f'<link rel="canonical" href="{stand.url}/berths"><title>'
            return plain.replace(b"<title>", own.encode(), 1)

        stand.answers["/front.xml"] = Answer(lambda: feed_xml([f"{stand.url}/berths"]))
        # The second source lists the article under an address of its own, and another one.
        stand.answers["/harbour.xml"] = Answer(
            lambda: feed_xml([f"{stand.url}/harbour/berths", f"{stand.url}/bakery"])
        )
        stand.answers["/berths"] = stand.answers["/harbour/berths"] = Answer(page)
        other = [paragraph.replace("Kelby", "Marfield") for paragraph in PARAGRAPHS]
        stand.answers["/bakery"] = Answer(article_html("Bakery at Marfield opens", other))
        desk.write(
            CRAWL
            + source("Front page", f"{stand.url}/front.xml")
            + source("Harbour news", f"{stand.url}/harbour.xml")
            + reader("front", "Front page")
            + reader("harbour", "Harbour news")
            + reader("both", "Front page", "Harbour news")
            + reader("all")
        )
        desk.run("run", "--once")
        stand.answers["/berths"] = stand.answers["/harbour/berths"] = Answer(lambda: page(more))
        assert "4 mails sent" in desk.run("run", "--once").stdout
        assert "0 mails sent" in desk.run("run", "--once").stdout
        versions = {row["url"].removeprefix(stand.url): row["number"] for row in desk.rows("versions")[::-1]}
        told = desk.run("report", "--since", "1h", "--source", "Harbour news").stdout
    assert versions == {"/berths": 2, "/bakery": 1}
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in desk.outbox]
    assert sorted((mail["To"], mail["Subject"].partition(":")[0]) for mail in mails) == [
        ("all@desk.example", "Front page"),
        ("both@desk.example", "Front page"),
        ("front@desk.example", "Front page"),
        ("harbour@desk.example", "Harbour news"),
    ]
    assert "120 boats" in told
    assert "Harbour news" in told
