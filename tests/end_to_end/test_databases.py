"""What an operator sees of a database: the commands on either, and the move from one to the other."""

from __future__ import annotations

import json

from tests.databases import PASSWORD, Server

from .conftest import Desk
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source

LISTS = ("sources", "articles", "versions", "changes", "reports")


def lists(desk: Desk) -> dict[str, list[dict[str, object]]]:
    return {name: desk.rows(name) for name in LISTS}


def test_the_commands_say_which_database_and_never_its_password(each_desk, database):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))
        each_desk.write(CRAWL + source("Kelby", f"{stand.url}/feed.xml"))
        assert "does not exist yet; the first pass makes it" in each_desk.run("check").stdout
        assert "run --once" in each_desk.run("versions", check=2).stderr
        name = {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL 18."}[database]
        assert f"has this version's schema ({name}" in each_desk.run("db", "upgrade").stdout
        each_desk.run("run", "--once")
        assert f": sound ({name}" in each_desk.run("check").stdout
    url = json.loads(each_desk.run("-vv", "config", "show").stdout)["database"]["url"]
    assert url.startswith("sqlite:///" if database == "sqlite" else "postgresql+psycopg://postgres:***@/")


def test_a_backup_of_either_is_a_database_that_goes_on(each_desk, tmp_path):
    with Newsstand() as stand:
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))
        each_desk.write(CRAWL + source("Kelby", f"{stand.url}/one", "page"))
        each_desk.run("run", "--once")
        assert "sound" in each_desk.run("db", "backup", "copy.db").stdout
        assert "exists" in each_desk.run("db", "backup", "copy.db", check=2).stderr
        restored = Desk(tmp_path, f"sqlite:///{tmp_path / 'copy.db'}")
        assert lists(restored) == lists(each_desk)
        assert "1 article checked, 0 mails" in restored.run("run", "--once").stdout


def test_a_newsroom_moves_to_postgresql_and_back(desk, tmp_path, postgresql: Server):
    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))
        editor = '[[editors]]\naddress = "desk@example.org"\n'
        desk.write(CRAWL + source("Kelby", f"{stand.url}/feed.xml") + editor)
        desk.run("run", "--once")
        before = lists(desk)
        there, back = postgresql.empty(), f"sqlite:///{tmp_path / 'back.db'}"
        done = desk.run("db", "copy", f"sqlite:///{tmp_path / 'data/monitor.db'}", there)
        assert "1 articles" in done.stdout
        assert "every row equal" in done.stdout
        again = desk.run("db", "copy", f"sqlite:///{tmp_path / 'data/monitor.db'}", there, check=2)
        assert "holds articles already" in again.stderr
        moved = Desk(tmp_path, there)
        assert lists(moved) == before
        # It goes on where it was: nothing is new, and what changes is told once.
        assert "1 article checked, 0 mails sent" in moved.run("run", "--once").stdout
        fewer = [paragraph.replace("340", "430") for paragraph in PARAGRAPHS]
        stand.answers["/one"] = Answer(article_html("Two berths closed", fewer))
        assert "1 changed, 1 mail sent" in moved.run("run", "--once").stdout
        desk.run("db", "copy", there, back)
        assert lists(Desk(tmp_path, back)) == lists(moved)


def test_a_server_that_is_away_is_named_without_the_password(desk):
    desk.write(CRAWL + source("Kelby", "http://127.0.0.1:1/feed.xml"))
    away = Desk(desk.folder, f"postgresql+psycopg://monitor:{PASSWORD}@127.0.0.1:1/monitor")
    for command in (
        ("run", "--once"),
        ("run",),
        ("check",),
        ("articles",),
        ("-vv", "db", "upgrade"),
        ("send",),
    ):
        said = away.run(*command, check=2).stderr
        assert "monitor:***@127.0.0.1:1/monitor cannot be used: " in said
        assert "refused" in said
        assert "Traceback" not in said
