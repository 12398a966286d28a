"""`monitor evidence` gives back what was fetched, and unchanged pages are told without extraction."""

from __future__ import annotations

import sqlite3

from .newsstand import Answer, Newsstand, article_html, feed_xml

TEXT = [
    "The council of Ashford voted on Monday to close the old bridge for repairs until the spring.",
    "Officials said the work will cost 12 million pounds and take about eight months in all.",
    "Residents asked for a ferry in the meantime, which the council will discuss in December.",
]


def settings(stand: Newsstand, more: str = "") -> str:
    return (
        f'[crawl]\ndelay = "0s"\nallow_private = ["127.0.0.1"]\n{more}\n'
        f'[[sources]]\nname = "A"\nkind = "feed"\nurl = "{stand.url}/feed.xml"\nlanguage = "en"\n'
    )


def test_the_bytes_of_a_version_come_back(desk):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(feed_xml([f"{stand.url}/a"]), content_type="application/rss+xml")
        stand.answers["/a"] = Answer(article_html("Bridge to close", TEXT))
        desk.write(settings(stand))
        desk.run("run", "--once")
        first = stand.answers["/a"].body
        stand.answers["/a"] = Answer(
            article_html("Bridge to close", [*TEXT[:1], TEXT[1].replace("12", "15"), TEXT[2]])
        )
        desk.run("run", "--once")
    ids = sorted(row["id"] for row in desk.rows("versions"))
    assert len(ids) == 2
    desk.run("evidence", str(ids[0]), "--to-file", "old.html")
    assert (desk.folder / "old.html").read_bytes() == first
    assert desk.run("evidence", str(ids[1])).stdout.encode() == stand.answers["/a"].body
    assert "sound" in desk.run("evidence", str(ids[1]), "--verify").stdout
    assert "cannot be written" in desk.run("evidence", str(ids[0]), "--to-file", "old.html", check=2).stderr
    assert "there is no version 99" in desk.run("evidence", "99", check=2).stderr
    (file,) = (desk.folder / "data" / "evidence").iterdir()
    file.write_bytes(file.read_bytes()[:200])
    assert file.name in desk.run("evidence", str(ids[0]), "--verify", check=2).stderr


def test_a_dry_run_and_a_desk_that_wants_none_keep_no_evidence(desk):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(feed_xml([f"{stand.url}/a"]), content_type="application/rss+xml")
        stand.answers["/a"] = Answer(article_html("Bridge to close", TEXT))
        desk.write(settings(stand))
        desk.run("run", "--once", "--dry-run")
        assert not (desk.folder / "data" / "evidence").exists()
        desk.write(settings(stand, "[evidence]\nenabled = false"))
        desk.run("run", "--once")
    assert not (desk.folder / "data" / "evidence").exists()
    (row,) = desk.rows("versions")
    assert "no evidence was kept" in desk.run("evidence", str(row["id"]), check=2).stderr


def test_a_page_with_another_token_is_unchanged_without_extraction(desk):
    with Newsstand() as stand:
        turns = iter(range(100))
        stand.answers["/feed.xml"] = Answer(feed_xml([f"{stand.url}/a"]), content_type="application/rss+xml")
        stand.answers["/a"] = Answer(
            lambda: article_html("Bridge to close", TEXT) + b"<!-- %d -->" % next(turns)
        )
        desk.write(settings(stand))
        for _ in range(3):
            desk.run("run", "--once")
    assert len(desk.rows("versions")) == 1
    with sqlite3.connect(desk.folder / "data" / "monitor.db") as connection:
        ((rung,),) = connection.execute("select rung from rungs").fetchall()
    connection.close()
    assert '"times":2' in rung
