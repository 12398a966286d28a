"""The whole job at a mail server with TLS and log-in, and at one whose certificate is another's."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.unit.deliver.servers import Inbox, certificate, login_of, mail_server

from .newsstand import Answer, Newsstand, article_html, feed_xml
from .test_failures import CRAWL, PARAGRAPHS, source

PASSWORD = "пароль-비밀번호-größer"
EDITORS = "".join(f'[[editors]]\naddress = "{name}@example.org"\n' for name in ("anna", "bohdan"))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mails_wait_for_a_certificate_that_is_the_servers_and_then_go_once(
    desk, tmp_path, monkeypatch, security
):
    inbox = Inbox()
    (tmp_path / "smtp-password").write_text(PASSWORD + "\n", encoding="utf-8")
    wrong, _ = certificate(tmp_path, "mail.other.example")
    right, _ = certificate(tmp_path)
    bundle = tmp_path / "authorities.pem"
    both = [(tmp_path / f"{host}.pem").read_text() for host in ("mail.other.example", "localhost")]
    bundle.write_text("".join(both))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    options = {"authenticator": login_of(b"desk", PASSWORD.encode()), "auth_required": True}

    def server(context):
        return mail_server(inbox, tls=context, implicit=security == "tls", **options)

    with Newsstand() as stand:
        stand.answers["/feed.xml"] = Answer(lambda: feed_xml([f"{stand.url}/one"]))
        stand.answers["/one"] = Answer(article_html("Two berths closed", PARAGRAPHS))

        def settings(port: int) -> None:
            desk.write(
                CRAWL
                + source("Kelby", f"{stand.url}/feed.xml")
                + f'[smtp]\nhost = "localhost"\nport = {port}\nsecurity = "{security}"\n'
                + 'username = "desk"\npassword_file = "smtp-password"\ntimeout = "3s"\n'
                + EDITORS
            )

        with server(wrong) as port:
            settings(port)
            desk.run("run", "--once")
            fewer = [paragraph.replace("340", "430") for paragraph in PARAGRAPHS]
            stand.answers["/one"] = Answer(article_html("Two berths closed", fewer))
            assert "0 mails sent, 2 mails waiting" in desk.run("run", "--once").stdout
        (report,) = desk.rows("reports")
        for mail in report["mails"]:
            assert mail["status"] == "pending"
            assert "Hostname mismatch" in mail["error"]
            assert "smtp.host has to be a name that it is for" in mail["error"]
            assert PASSWORD not in mail["error"]
        assert inbox.taken == []
        with closing(sqlite3.connect(desk.folder / "data" / "monitor.db")) as connection, connection:
            connection.execute("update outbox set next_attempt = created_at")
        with server(right) as port:
            settings(port)
            assert "2 mails sent" in desk.run("run", "--once").stdout
            assert "0 mails sent" in desk.run("run", "--once").stdout
    assert sorted(to for _, to, _ in inbox.taken) == ["anna@example.org", "bohdan@example.org"]
