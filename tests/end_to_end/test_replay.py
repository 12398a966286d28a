"""`monitor replay` on either database: one's own evidence, a death in the middle, what it refuses."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from monitor.crash import VARIABLE
from tests.stores import contents
from tests.warcs import Shot, write

from .conftest import COMMAND, PATIENCE, Desk
from .newsstand import Answer, Newsstand, article_html, feed_xml

TEXT = [
    "The council of Ashford voted on Monday to close the old bridge for repairs until the spring.",
    "Officials said the work will cost 12 million pounds and take about eight months in all.",
    "Residents asked for a ferry in the meantime, which the council will discuss in December.",
]


def page(cost: int, headline: str = "Bridge to close") -> bytes:
    return article_html(headline, [TEXT[0], TEXT[1].replace("12", str(cost)), TEXT[2]])


def archive(path: Path, articles: int = 30) -> list[int]:
    """Three states of each article, the first and the last of them differing."""
    shots = [
        Shot(
            f"https://news.example.org/{number}",
            f"2024-05-0{day}T10:{number:02}:00Z",
            page(10 + day // 3 * 5, f"Bridge {number} to close"),
        )
        for number in range(articles)
        for day in (1, 2, 3)
    ]
    return write(path, shots[::-1])


def url_of(desk: Desk) -> str:
    return desk.database or f"sqlite:///{desk.folder / 'data' / 'monitor.db'}"


def test_a_replay_that_was_killed_goes_on_to_the_same_store(each_desk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    warc = folder / "news.warc.gz"
    archive(warc)
    other = Desk(folder)
    for one in (each_desk, other):
        one.write('[[editors]]\naddress = "desk@example.org"\nlanguage = "en"\n')
    done = other.run("replay", str(warc), "--processes", "2")
    assert (
        "90 captures of pages, 90 taken in: 30 new, 30 changed, 30 unchanged; no mail was made" in done.stdout
    )

    # In an open transaction, and behind one.
    for point in ("state_written:1", "article_stored:1", "changes_written:1"):
        died = subprocess.run(
            [*COMMAND, "replay", str(warc), "--processes", "1"],
            cwd=each_desk.folder,
            env=each_desk.environment() | {VARIABLE: point},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        assert died.returncode == -signal.SIGKILL
    went_on = each_desk.run("replay", str(warc))
    assert "left out" in went_on.stdout
    assert contents(url_of(each_desk)) == contents(url_of(other))
    assert len(each_desk.rows("versions")) == 60
    assert len(each_desk.rows("reports")) == 30
    # Nothing went out, and nothing waits for the next occasion.
    assert "0 sent, 0 waiting" in each_desk.run("send").stdout
    assert each_desk.outbox == []


def test_workers_that_die_cost_nothing(desk, tmp_path_factory):
    warc = desk.folder / "news.warc.gz"
    archive(warc)
    other = Desk(tmp_path_factory.mktemp("undisturbed"))
    for one in (desk, other):
        one.write("")
    other.run("replay", str(warc))
    # Each of them dies when it read so many pages; another takes its place.
    died = subprocess.run(
        [*COMMAND, "replay", str(warc), "--processes", "2"],
        cwd=desk.folder,
        env=desk.environment() | {VARIABLE: "page_read:20"},
        capture_output=True,
        timeout=PATIENCE,
        check=True,
        encoding="utf-8",
    )
    assert "90 taken in: 30 new, 30 changed, 30 unchanged" in died.stdout
    assert contents(url_of(desk)) == contents(url_of(other))


def test_evidence_of_ones_own_makes_the_store_again(desk):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(feed_xml([f"{stand.url}/a"]), content_type="application/rss+xml")
        desk.write(
            '[crawl]\ndelay = "0s"\nallow_private = ["127.0.0.1"]\n'
            f'[[sources]]\nname = "A"\nkind = "feed"\nurl = "{stand.url}/feed.xml"\nlanguage = "en"\n'
        )
        for cost in (12, 15):
            stand.answers["/a"] = Answer(page(cost))
            desk.run("run", "--once")
    mails = len(desk.outbox)
    # Into the store that has it all: nothing changes.
    before = contents(url_of(desk))
    assert "0 taken in" in desk.run("replay", "data/evidence").stdout
    assert contents(url_of(desk)) == before
    for file in (desk.folder / "data").glob("monitor.db*"):
        file.unlink()
    told = desk.run("replay", "data/evidence").stdout
    assert "2 captures of pages, 2 taken in: 1 new, 1 changed" in told
    ((row),) = desk.rows("articles")
    assert (row["source"], row["versions"]) == ("A", 2)
    (second, first) = desk.rows("versions")
    assert desk.run("evidence", str(first["id"])).stdout.encode() == page(12)
    assert "sound" in desk.run("evidence", str(second["id"]), "--verify").stdout
    assert {change["kind"] for change in desk.rows("changes")} == {"figure_changed"}
    assert len(desk.outbox) == mails


def test_a_cut_archive_is_read_as_far_as_it_goes_and_named(desk):
    warc = desk.folder / "news.warc.gz"
    places = archive(warc, articles=2)
    os.truncate(warc, places[-2] + 100)
    desk.write("")
    done = desk.run("replay", "news.warc.gz", check=3)
    assert (
        f"monitor: news.warc.gz is damaged at {places[-2]}: the file ends inside of a record" in done.stderr
    )
    assert "5 captures of pages, 5 taken in" in done.stdout


def test_what_cannot_be_done_is_told_with_the_fix(desk):
    desk.write('[[sources]]\nname = "A"\nkind = "feed"\nurl = "https://a.example/feed"\n')
    (desk.folder / "empty").mkdir()
    (desk.folder / "a.html").write_text("<html>")
    for words, told, code in [
        (("gone.warc",), "there is no file gone.warc", 2),
        (("empty",), "there is no .warc or .warc.gz in the folder empty", 2),
        (("a.html", "--source", "B"), "no source is named 'B'; there are: A", 2),
        (("a.html",), "a.html at 0: no WARC file", 3),
        (("a.html", "--send"), "No such option", 2),
    ]:
        assert told in desk.run("replay", *words, check=code).stderr, words


def test_a_stop_keeps_what_was_read(desk):
    warc = desk.folder / "news.warc.gz"
    archive(warc, articles=60)
    desk.write("")
    process = desk.start("-v", "replay", str(warc), "--processes", "1")
    assert process.stderr is not None
    for line in process.stderr:
        if "warc_indexed" in line:
            break
    database = desk.folder / "data" / "monitor.db-wal"
    # Its first batch makes the log grow; the signal comes in the middle of the next ones.
    size = database.stat().st_size if database.exists() else 0
    while process.poll() is None and (not database.exists() or database.stat().st_size <= size + 100_000):
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "stopped early; the same command goes on from there" in out
    desk.run("replay", str(warc))
    assert len(desk.rows("versions")) == 120
