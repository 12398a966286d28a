"""What fails is named and leaves the rest alone."""

from __future__ import annotations

import pytest

from .conftest import free_port
from .newsstand import Answer, Newsstand, article_html, feed_xml

PARAGRAPHS = [
    "The harbour authority of Kelby closed two of its five berths on Monday after divers found cracks below the waterline.",
    "About 340 dockers were sent home on full pay while engineers from Leeds surveyed the quay wall, the authority said.",
    "Repairs will cost £4.2m and take until March, according to a report to councillors that was published on Tuesday.",
    "Ferries to the islands will leave from the northern pier, where the timetable has been cut to six sailings a day.",
    "The council's leader, Maud Fenner, said the closure had come as a shock. “We were told it would last fifty years,” she said.",
]


def source(name: str, url: str, kind: str = "feed") -> str:
    return f'[[sources]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\nlanguage = "en"\n'


CRAWL = '[crawl]\ndelay = "0s"\nallow_private = ["127.0.0.1"]\ntimeout = "5s"\n'


def test_the_others_are_processed_and_the_failures_are_named(desk):
    """Two sources down, one feed that is no XML, one article that answers 500."""
    with Newsstand() as stand:
        stand.answers["/good.xml"] = Answer(
            lambda: feed_xml([f"{stand.url}/one", f"{stand.url}/broken"]), content_type="application/rss+xml"
        )
        stand.answers["/one"] = Answer(article_html("Two berths closed at Kelby", PARAGRAPHS))
        stand.answers["/broken"] = Answer(b"oops", 500)
        stand.answers["/junk.xml"] = Answer(b"<html><body>Under maintenance</body></html>")
        stand.answers["/down.xml"] = Answer(b"", 503)
        desk.write(
            CRAWL
            + source("Good", f"{stand.url}/good.xml")
            + source("Junk", f"{stand.url}/junk.xml")
            + source("Down", f"{stand.url}/down.xml")
            + source("Dead", f"http://127.0.0.1:{free_port()}/feed.xml")
        )
        done = desk.run("run", "--once", check=3)
        for name in ("Junk", "Down", "Dead"):
            assert f"'{name}'" in done.stderr
        assert "/broken" in done.stderr
        assert "Good" not in [line for line in done.stderr.splitlines() if "failed; see" in line]
        assert "4 sources (3 failed), 2 articles checked, 1 new, 1 failed" in done.stdout
        rows = {row["name"]: row for row in desk.rows("sources")}
        assert [row["headline"] for row in desk.rows("articles") if row["versions"] == 1] == [
            "Two berths closed at Kelby"
        ]
    assert rows["Good"]["status"] == "fine"
    assert [article["url"].rsplit("/", 1)[1] for article in rows["Good"]["articles_failing"]] == ["broken"]
    assert "500" in rows["Good"]["articles_failing"][0]["detail"]
    assert {name: rows[name]["status"] for name in ("Junk", "Down", "Dead")} == {
        "Junk": "failing",
        "Down": "failing",
        "Dead": "failing",
    }
    assert "503" in rows["Down"]["error"]
    assert rows["Dead"]["failing_since"] is not None


def test_all_sources_down_is_4(desk):
    desk.write(CRAWL + source("Dead", f"http://127.0.0.1:{free_port()}/feed.xml"))
    desk.run("run", "--once", check=4)


def test_no_private_address_unless_it_is_allowed_by_name(desk):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(article_html("Two berths closed at Kelby", PARAGRAPHS))
        desk.write('[crawl]\ndelay = "0s"\n' + source("Inside", f"{stand.url}/feed.xml"))
        done = desk.run("run", "--once", check=4)
        assert "forbidden_address" in done.stderr
        assert stand.requests == []


def test_an_address_that_a_feed_names_is_guarded_too(desk):
    """Allowing one host allows no other: a feed may not send us into the network."""
    with Newsstand() as stand, Newsstand() as secret:
        inside = secret.url.replace("127.0.0.1", "127.0.0.2")
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{inside}/admin"]))
        desk.write(CRAWL + source("Outside", f"{stand.url}/feed.xml"))
        done = desk.run("run", "--once")
        assert "forbidden_address" in done.stderr
        assert secret.requests == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[crawl]\ndelai = 3\n", ["settings.toml:2", "crawl.delai", "unknown key"]),
        ('[[editors]]\naddress = "nobody"\n', ["editors.1.address", "no mail address"]),
        ('[[editors]]\naddress = "a@b.org"\ntimezone = "Mars/Base"\n', ["timezone", "Mars/Base"]),
        ("", ["no [[sources]]"]),
    ],
)
def test_wrong_settings_are_2_and_named(desk, text, said):
    desk.write(text)
    done = desk.run("run", "--once", check=2)
    for part in said:
        assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_settings_are_2_and_named(desk):
    done = desk.run("run", "--once", check=2)
    assert "settings.toml" in done.stderr
    assert "--config" in done.stderr
    done = desk.run("--config", "elsewhere.toml", "run", "--once", check=2)
    assert "elsewhere.toml" in done.stderr


def test_a_source_that_is_not_there_is_2(desk):
    desk.write(source("A", "https://example.org/feed.xml"))
    done = desk.run("run", "--once", "--source", "B", check=2)
    assert "'B'" in done.stderr
    assert "A" in done.stderr


def test_a_page_that_is_no_article_is_recorded_and_no_version(desk):
    with Newsstand() as stand:
        stand.answers["/page"] = Answer(
            b"<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
            b"<p>Please complete the CAPTCHA to verify that you are not a robot.</p></body></html>"
        )
        desk.write(CRAWL + source("One page", f"{stand.url}/page", "page"))
        desk.run("run", "--once", check=4)
    (row,) = desk.rows("articles")
    assert (row["outcome"], row["versions"]) == ("refused", 0)
    assert row["detail"].startswith("captcha")
    assert desk.rows("versions") == []
