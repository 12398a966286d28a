"""The command line as a newcomer meets it: answers, refusals, exit codes, JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from monitor import __version__
from monitor.cli.main import _COMMANDS
from monitor.discover.opml import read_opml

from .conftest import Desk
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source

ROOT = Path(__file__).parents[2]


def test_version_and_help(desk):
    assert __version__ in desk.run("--version").stdout
    shown = desk.run("-h").stdout
    for command in _COMMANDS:
        assert re.search(rf"^  {command} ", shown, re.MULTILINE), command


def test_every_command_of_the_readme_is_there_and_the_other_way_round(desk):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:monitor )?([a-z]+)(?: [A-Za-z\[…/ -]*)?`", text))
    assert set(_COMMANDS) <= named | set(re.findall(r"monitor ([a-z]+)", text))
    for command in set(re.findall(r"\bbin/monitor ([a-z]+)|`monitor ([a-z]+)", text)):
        assert (command[0] or command[1]) in _COMMANDS


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["run", "--twice"], "No such option"),
        (["run", "--dry-run"], "--dry-run"),
        (["read"], "PATH"),
        (["read", "nowhere.html"], "nowhere.html cannot be read (No such file or directory)"),
        (["read", "."], "cannot be read"),
        (["diff", "one.html"], "OLD and NEW"),
        (["diff", "--pairs", "nowhere.tsv"], "nowhere.tsv"),
        (["articles"], "settings.toml"),
        (["watch", "example.org"], "no web address"),
    ],
)
def test_wrong_input_is_2_with_the_thing_named(desk, args, said):
    done = desk.run(*args, check=2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_feeds_come_from_an_opml_file_and_go_into_one(desk):
    """What is printed, added to the settings, is what is exported; a second import adds nothing."""
    desk.write(source("Хвиля", "https://example.org/feed.xml"))
    listed = (
        '<opml version="2.0"><body><outline text="Хвиля" xmlUrl="https://example.org/feed.xml"/>'
        '<outline text="Хвиля" language="uk" xmlUrl="https://example.ua/rss?a=1&amp;b=2"/>'
        '<outline text="&quot;하루&quot; \\ 뉴스" language="zh" xmlUrl="https://example.kr/rss"/></body></opml>'
    )
    (desk.folder / "feeds.opml").write_text(listed, encoding="utf-8")
    done = desk.run("opml", "import", "feeds.opml")
    assert "2 feeds that the settings do not have" in done.stderr
    settings = desk.folder / "settings.toml"
    desk.write(settings.read_text(encoding="utf-8") + done.stdout)
    exported = desk.run("opml", "export").stdout
    assert [(one.name, one.url, one.language) for one in read_opml(exported.encode())] == [
        ("Хвиля", "https://example.org/feed.xml", "en"),
        ("Хвиля (2)", "https://example.ua/rss?a=1&b=2", "uk"),
        ('"하루" \\ 뉴스', "https://example.kr/rss", None),
    ]
    again = desk.run("opml", "import", "feeds.opml")
    assert again.stdout == ""
    (desk.folder / "feeds.opml").write_text("<rss/>", encoding="utf-8")
    assert "feeds.opml: OPML" in desk.run("opml", "import", "feeds.opml", check=2).stderr


def test_a_list_before_the_first_pass_says_what_to_do(desk):
    desk.write(source("A", "https://example.org/feed.xml"))
    assert "run --once" in desk.run("articles", check=2).stderr
    assert desk.rows("sources")[0]["status"] == "never checked"


OLD = "The council of Kelby approved 12 new buses on Monday. The mayor said the first would run in May."
NEW = "The council of Kelby approved 15 new buses on Monday. The mayor said the first would run in May."


def files(desk: Desk, **texts: str | bytes) -> None:
    for name, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode()
        (desk.folder / name).write_bytes(data)


def test_read_prints_a_line_a_file(desk):
    files(desk, one=OLD, two=article_html("Kelby buys buses", PARAGRAPHS), three=b"  ")
    done = desk.run("read", "one", "two", "three", "--json", check=2)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["path"] for row in rows] == ["one", "two", "three"]
    assert rows[0]["language"] == "en"
    assert [figure["value"] for figure in rows[0]["figures"]] == ["12"]
    assert rows[1]["headline"] == "Kelby buys buses"
    assert rows[1]["paragraphs"] == PARAGRAPHS
    assert rows[2]["error"] == "three is empty"
    for row in rows[:2]:
        text = "\n".join(row["paragraphs"])
        for figure in row["figures"]:
            assert text[figure["start"] :].startswith(figure["surface"])
        for attribution in row["attributions"]:
            assert text[attribution["start"] :].startswith(attribution["cue"])


def test_language_overrides_detection(desk):
    files(desk, one="1.500 Soldaten")
    (row,) = [
        json.loads(line) for line in desk.run("read", "one", "--json", "--language", "de").stdout.splitlines()
    ]
    assert row["language"] == "de"
    assert [figure["value"] for figure in row["figures"]] == ["1500"]


def test_diff_says_what_changed_and_exit_code_tells(desk):
    files(desk, old=OLD, new=NEW)
    done = desk.run("diff", "old", "new", "--json", "--exit-code", check=10)
    shape = json.loads(done.stdout)
    (change,) = [change for change in shape["changes"] if change["kind"] == "figure_changed"]
    assert (change["before"]["value"], change["after"]["value"], change["weight"]) == ("12", "15", "high")
    assert desk.run("diff", "old", "old", "--exit-code").stdout == "nothing changed in substance\n"
    page = desk.run("diff", "old", "new", "--html").stdout
    assert page.lstrip().lower().startswith("<!doctype html>")


def test_diff_of_pairs_is_a_line_a_pair_even_where_one_fails(desk):
    files(desk, old=OLD, new=NEW, pairs="old\tnew\nold\tnowhere\nnew\tnew\n")
    done = desk.run("diff", "--pairs", "pairs", "--json", check=2)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(row["changes"]) > 0 for row in rows] == [True, False, False]
    assert "nowhere" in rows[1]["error"]


def test_dry_run_stores_and_sends_nothing(each_desk):
    desk = each_desk
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))
        desk.write(
            CRAWL + source("Kelby", f"{stand.url}/feed.xml") + '[[editors]]\naddress = "desk@example.org"\n'
        )
        desk.run("run", "--once")
        fewer = [paragraph.replace("340", "430") for paragraph in PARAGRAPHS]
        stand.answers["/one"] = Answer(article_html("Two berths closed", fewer))
        done = desk.run("run", "--once", "--dry-run")
        assert "dry run: 1 source, 1 article checked, 1 changed, 0 mails sent" in done.stdout
        assert "figure_changed" in done.stdout
        assert len(desk.rows("versions")) == 1
        assert desk.outbox == []
        done = desk.run("run", "--once", "--exit-code", check=10)
        assert "1 changed, 1 mail sent" in done.stdout
        assert len(desk.outbox) == 1
        desk.run("run", "--once", "--exit-code")


def test_an_article_added_by_hand_is_monitored(desk):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(feed_xml([]))
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))
        desk.write(CRAWL + source("Kelby", f"{stand.url}/feed.xml"))
        assert "added" in desk.run("watch", f"{stand.url}/one").stdout
        assert "already" in desk.run("watch", f"{stand.url}/one?utm_source=x").stdout
        assert "1 new" in desk.run("run", "--once").stdout
        assert [row["headline"] for row in desk.rows("articles")] == ["Two berths closed"]


def test_config_show_hides_secrets(desk):
    desk.write(source("A", "https://example.org/f") + '[smtp]\nhost = "h"\npassword = "hush-hush"\n')
    done = desk.run("config", "show")
    assert json.loads(done.stdout)["smtp"]["host"] == "h"
    assert "hush-hush" not in done.stdout


def test_a_backup_is_a_sound_database(desk):
    with Newsstand() as stand:
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))
        desk.write(CRAWL + source("Kelby", f"{stand.url}/one", "page"))
        desk.run("run", "--once")
        desk.run("db", "backup", "copy.db")
        assert "exists" in desk.run("db", "backup", "copy.db", check=2).stderr
        versions = desk.rows("versions")
        for name in ("monitor.db", "monitor.db-wal", "monitor.db-shm"):
            (desk.folder / "data" / name).unlink(missing_ok=True)
        (desk.folder / "copy.db").rename(desk.folder / "data" / "monitor.db")
        assert desk.rows("versions") == versions


def test_check_says_what_works_and_what_does_not(desk):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/junk.xml"] = Answer(b"<html>closed</html>")
        desk.write(CRAWL + source("Good", f"{stand.url}/feed.xml") + source("Junk", f"{stand.url}/junk.xml"))
        done = desk.run("check", check=3)
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["ok", "ok", "ok", "failed", "ok"]
    assert "source Good: 1 articles listed" in lines[2]
    assert "Junk" in lines[3]


def test_closing_the_pipe_is_no_crash(desk):
    files(desk, one=OLD)
    process = desk.start("read", *(["one"] * 3), "--json")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.wait(60)
    process.stderr.close()
    assert "Traceback" not in said
