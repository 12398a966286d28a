"""``monitor check`` at a mail server: TLS verified, the log-in tried, a test report, dead letters."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from email import message_from_bytes, policy

import pytest

from tests.unit.deliver.servers import Inbox, certificate, login_of, mail_server

from .conftest import Desk
from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source

PASSWORD = "пароль-비밀번호-größer"


def smtp(port: int, security: str, *, password: str = PASSWORD) -> str:
    return (
        f'[smtp]\nhost = "localhost"\nport = {port}\nsecurity = "{security}"\nusername = "desk"\n'
        f'password = "{password}"\ntimeout = "3s"\n[mail]\nsender = "monitor@example.org"\n'
    )


def said(desk: Desk, *args: str, code: int) -> dict[str, str]:
    """What is said of each thing, with "failed: " in front where it is."""
    lines = desk.run("check", *args, check=code).stdout.splitlines()
    told = {}
    for line in lines:
        mark, _, rest = line.partition(" ")
        name, _, text = rest.strip().partition(": ")
        told[name] = ("failed: " if mark == "failed" else "") + text
    return told


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_check_logs_in_and_sends_nothing_but_the_test(desk, tmp_path, monkeypatch, security):
    inbox = Inbox()
    server, trusted = certificate(tmp_path)
    options = {"authenticator": login_of(b"desk", PASSWORD.encode()), "auth_required": True}
    with mail_server(inbox, tls=server, implicit=security == "tls", **options) as port:
        people = '[[editors]]\naddress = "Redaktion@example.org"\nlanguage = "uk"\nquiet = "00:00-23:59"\n'
        desk.write(smtp(port, security) + people)
        refused = said(desk, "--send-test", "a@example.org", code=3)
        assert refused["mail"].startswith(f"failed: localhost:{port}: ")
        assert "certificate" in refused["mail"]
        assert "test report" not in refused
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert said(desk, code=0)["mail"] == f"localhost:{port} answers and lets desk in ({security})"
        assert inbox.taken == []
        told = said(desk, "--send-test", "redaktion@example.org", code=0)
        assert told["test report"] == f"for redaktion@example.org handed to localhost:{port}"

        desk.write(smtp(port, security, password="wrong-one"))
        done = desk.run("check", check=3)
        assert "535" in done.stdout
        assert "wrong-one" not in done.stdout + done.stderr
    ((_, recipient, raw),) = inbox.taken
    assert recipient == "redaktion@example.org"
    message = message_from_bytes(raw, policy=policy.default)
    # As real as any: figures, sources and correction, told in the editor's language.
    assert "12 → 15 buses" in message["Subject"]
    for part in ("plain", "html"):
        body = message.get_body((part,))
        assert body is not None
        assert all(
            word.casefold() in body.get_content().casefold()
            for word in ("Цифри", "Джерела", "Виправлення", "Test report")
        )


def test_a_test_report_without_a_server_is_a_file_and_a_wrong_address_is_named(desk):
    desk.write("")
    assert (
        "--send-test: not one mail address: 'nobody'"
        in desk.run("check", "--send-test", "nobody", check=2).stderr
    )
    assert "test report" in said(desk, "--send-test", "편집국@example.org", code=0)
    (one,) = desk.outbox
    assert "편집국@example.org" in one.read_bytes().decode()


def test_dead_letters_are_shown_and_taken_up_again(desk):
    inbox = Inbox()
    inbox.answers = {"gone@example.org": ["550 5.1.1 no such user"]}
    with Newsstand() as stand, mail_server(inbox) as port:
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))
        people = "".join(
            f'[[editors]]\naddress = "{name}@example.org"\n' for name in ("desk", "gone", "Desk")
        )
        server = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        desk.write(CRAWL + source("Kelby", f"{stand.url}/feed.xml") + server + people)
        desk.run("run", "--once")
        fewer = [paragraph.replace("340", "430") for paragraph in PARAGRAPHS]
        stand.answers["/one"] = Answer(article_html("Two berths closed", fewer))
        assert "1 mail sent, 0 mails waiting, 1 dead" in desk.run("run", "--once").stdout

        told = said(desk, code=3)
        assert told["editors"] == "desk@example.org is named 2 times and gets each report once"
        assert "gone@example.org" in told["dead letter"]
        assert "550 5.1.1 no such user" in told["dead letter"]
        assert "monitor send --retry" in told["dead letters"]
        done = desk.run("reports")
        assert "gone@example.org dead" in " ".join(done.stdout.split())
        assert "send --retry" in done.stderr
        (row,) = desk.rows("reports")
        assert {mail["recipient"]: mail["status"] for mail in row["mails"]} == {
            "desk@example.org": "sent",
            "gone@example.org": "dead",
        }

        assert "0 sent" in desk.run("send").stdout
        inbox.answers = {}
        assert "1 taken up again, 1 sent, 0 waiting, 0 dead" in desk.run("send", "--retry").stdout
        assert "dead letters" not in said(desk, code=0)
    assert sorted(to for _, to, _ in inbox.taken) == ["desk@example.org", "gone@example.org"]
    with closing(sqlite3.connect(desk.folder / "data" / "monitor.db")) as database:
        assert database.execute("select count(*) from outbox where status = 'sent'").fetchone() == (2,)
