"""The other ways out of a report, by the commands that an operator types."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import feedparser
import pytest

from monitor.lang import languages
from monitor.report.catalogue import catalogue
from tests.unit.deliver.hooks import Hooks, hooks

from .conftest import Desk
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OUTPUTS = """
[[outputs]]
name = "newsroom"
kind = "atom"
path = "public/changes.atom"
language = "de"

[[outputs]]
name = "archive"
kind = "jsonl"
path = "data/changes.jsonl"

[[outputs]]
name = "desk"
kind = "webhook"
url = "{url}"
secret_file = "secret"
timeout = "2s"
"""


@contextmanager
def telling(desk: Desk) -> Iterator[tuple[Desk, Hooks, Newsstand]]:
    """An article that changed, told by mail and all outputs; the webhook's first answer is 503."""
    (desk.folder / "secret").write_text(SECRET + "\n", encoding="utf-8")
    with Newsstand() as stand, hooks(503, 200) as server:
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))
        desk.write(
            CRAWL
            + source("Kelby", f"{stand.url}/feed.xml")
            + '[[editors]]\naddress = "desk@example.org"\n'
            + OUTPUTS.format(url=server.url())
        )
        desk.run("run", "--once")
        more = [paragraph.replace("340", "430") for paragraph in PARAGRAPHS]
        stand.answers["/one"] = Answer(article_html("Two berths closed", more))
        summary = desk.run("run", "--once").stdout
        assert "1 mail and 2 for outputs sent, 0 mails and 1 for outputs waiting, 0 dead" in summary
        yield desk, server, stand


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Hooks, Newsstand]]:
    """One for all tests that only look."""
    with telling(Desk(tmp_path_factory.mktemp("told"))) as parts:
        yield parts


def test_every_output_gets_the_report_once(told):
    desk, server, _ = told
    (row,) = desk.rows("reports")
    status = {one["recipient"]: one["status"] for one in row["mails"]}
    assert status == {
        "desk@example.org": "sent",
        "atom:newsroom": "sent",
        "jsonl:archive": "sent",
        "webhook:desk": "pending",
    }
    shown = desk.run("reports").stdout
    assert "webhook:desk pending" in shown
    feed = feedparser.parse(io.BytesIO((desk.folder / "public" / "changes.atom").read_bytes()))
    assert not feed.bozo
    assert "430" in feed.entries[0].title
    (line,) = (desk.folder / "data" / "changes.jsonl").read_text(encoding="utf-8").splitlines()
    by_line, by_show = json.loads(line), desk.rows("reports", "show", str(row["id"]), "--language", "en")[0]
    assert by_line.pop("id").startswith("msg_")
    assert by_line == by_show
    checked = desk.run("check", check=0).stdout
    assert (
        "output webhook:desk: would go to 127.0.0.1, signed; 1 pending; last error: webhook:desk answered 503"
        in checked
    )
    assert "output atom:newsroom" in checked
    assert len(server.asked) == 1


def test_a_dead_letter_is_seen_and_taken_up_again(desk):
    with telling(desk) as (_, server, stand):
        server.answers[:] = [410]
        fewer = [paragraph.replace("340", "210") for paragraph in PARAGRAPHS]
        stand.answers["/one"] = Answer(article_html("Two berths closed", fewer))
        desk.run("run", "--once")
        assert "failed output webhook:desk" in desk.run("check", check=3).stdout
        server.answers[:] = [200]
        assert "1 taken up again, 1 sent" in desk.run("send", "--retry").stdout
        ids = [asked.headers["webhook-id"] for asked in server.asked]
        assert ids[-1] == ids[-2]
        assert SECRET not in desk.run("config", "show").stdout


def test_one_report_in_every_form(told):
    desk, _, _ = told
    assert "430" in desk.run("reports", "show", "1").stdout
    assert desk.run("reports", "show", "1").stdout == desk.run("reports", "show", "1", "--text").stdout
    for language, word in ((one, catalogue(one).pattern("section.figures")) for one in languages()):
        page = desk.run("reports", "show", "1", "--html", "--language", language).stdout
        assert f'<html lang="{language}">' in page
        assert word in page
    assert desk.rows("reports", "show", "1")[0]["changes"][0]["after"]["value"] == "430"


def test_a_digest_in_every_form(told):
    desk, _, _ = told
    assert "430" in desk.run("report", "--since", "24h").stdout
    assert desk.run("report", "--since", "yesterday", "--html").stdout.startswith("<!DOCTYPE html>")
    shape = json.loads(desk.run("report", "--since", "7d", "--json", "--language", "uk").stdout)
    assert [one["report_language"] for one in shape["reports"]] == ["uk"]
    text = desk.run("report", "--since", "2020-01-01", "--csv").stdout
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert ("About 340 dockers", "About 430 dockers") in [(row["before"], row["after"]) for row in rows]
    for kind, found in (("figure_changed", True), ("article_gone", False)):
        done = desk.run("report", "--since", "24h", "--kind", kind)
        assert bool(done.stdout) is found
        assert ("nothing to tell" in done.stderr) is not found


def test_a_digest_goes_to_a_file_whole_or_not_at_all(told):
    desk, _, _ = told
    place = desk.folder / "digest.csv"
    done = desk.run("report", "--since", "24h", "--csv", "--to-file", "digest.csv")
    assert done.stdout == ""
    assert place.read_bytes().startswith(b"\xef\xbb\xbftime,")
    before = place.read_bytes()
    done = desk.run("report", "--since", "24h", "--until", "23h", "--to-file", "digest.csv")
    assert "nothing to tell" in done.stderr
    assert place.read_bytes() == before
    desk.run("report", "--since", "24h", "--until", "23h", "--to-file", "new.csv")
    assert sorted(one.name for one in desk.folder.iterdir()) == [
        "data", "digest.csv", "public", "secret", "settings.toml",
    ]  # fmt: skip


def test_wrong_requests_are_2_with_the_thing_named(told):
    desk, _, _ = told
    for args, said in (
        (["reports", "show", "99"], "there is no report 99"),
        (["reports", "show", "9" * 30], "not in the range"),
        (["reports", "show", "one"], "not a valid integer"),
        (["reports", "--json", "show", "1"], "without `show`"),
        (["reports", "show", "1", "--language", "fr"], "'fr'"),
        (["report"], "--since"),
        (["report", "--since", "soon"], "--since: 'soon' is no moment"),
        (["report", "--since", "1h", "--until", "2h"], "before --until"),
        (["report", "--since", "1h", "--source", "Nowhere"], "'Nowhere'; there are: Kelby"),
        (["report", "--since", "1h", "--kind", "figure"], "'figure'"),
        (["report", "--since", "1h", "--to-file", "nowhere/x.html"], "there is no folder nowhere"),
        (["report", "--since", "1h", "--to-file", "data"], "is no file"),
    ):
        done = desk.run(*args, check=2)
        assert said in done.stderr, (args, done.stderr)
        assert done.stdout == ""


def test_check_names_what_an_output_lacks(desk, tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "changes.atom").write_text("<html/>", encoding="utf-8")
    desk.write(OUTPUTS.format(url="https://localhost/x"))
    lines = {
        line.split(":")[0] + line.split(":")[1]: line
        for line in desk.run("check", check=3).stdout.splitlines()
    }
    assert "it is no feed of this program; name another path" in lines["failed output atomnewsroom"]
    assert "secret cannot be read" in lines["failed output webhookdesk"]
    (tmp_path / "secret").write_text("hunter2", encoding="utf-8")
    done = desk.run("check", check=3)
    assert "whsec_" in done.stdout
    assert "hunter2" not in done.stdout
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    assert "localhost has the non-public address" in desk.run("check", check=3).stdout
