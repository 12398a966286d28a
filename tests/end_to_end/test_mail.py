"""A real SMTP server gets each report once, readable in every script."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from monitor.demo.site import Site, SiteServer, default_root

from .conftest import Desk, editor, free_port, site_settings

SITE = Site(default_root())


class Box:
    """Keeps what is delivered: (recipients, bytes)."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []
        self.refuse = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if self.refuse:
            return "451 try again later"
        self.mails.append((envelope.rcpt_tos, envelope.original_content))
        return "250 taken"


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    handler = Box()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def desk(each_desk: Desk) -> Desk:
    """These run on every database."""
    return each_desk


def smtp(port: int) -> str:
    return f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n[mail]\nsender = "monitor@example.org"\n'


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def subject(raw: bytes) -> str:
    """The subject by another way than the policy's own parser."""
    return str(make_header(decode_header(message_from_bytes(raw)["Subject"])))


def test_reports_in_korean_and_ukrainian_arrive_once_and_readable(desk, box):
    handler, port = box
    names = {language: SITE.name(language) for language in ("ko", "uk")}
    with SiteServer(SITE) as server:
        desk.write(
            site_settings(SITE, server.url, kinds={"ko": "feed", "uk": "feed"})
            + smtp(port)
            + editor("ko", address="편집국@example.org")
            + editor("uk", address="redaktsiia@example.org", more='name = "Редакція новин"')
        )
        desk.run("run", "--once")
        assert handler.mails == []
        server.state = 2
        desk.run("run", "--once")
        first = list(handler.mails)
        assert first
        again = desk.run("run", "--once")
        assert "0 mails sent" in again.stdout
        assert handler.mails == first
    for recipients, raw in first:
        message = parsed(raw)
        language = "ko" if recipients == ["편집국@example.org"] else "uk"
        assert names[language] in subject(raw)
        assert message["Subject"] == subject(raw)
        html = message.get_body(("html",))
        text = message.get_body(("plain",))
        assert html is not None
        assert text is not None
        assert f'lang="{language}"' in html.get_content()
        assert message["Message-ID"]
        assert message["Auto-Submitted"] == "auto-generated"
    bodies = [parsed(raw).get_body(("plain",)) for _, raw in first]
    texts = "\n".join(body.get_content() for body in bodies if body is not None)
    assert "박선원" in texts
    assert "Пак Сон Вон" in texts
    assert len({parsed(raw)["Message-ID"] for _, raw in first}) == len(first)


def test_nothing_is_lost_while_the_mail_server_refuses(desk, box):
    handler, port = box
    with SiteServer(SITE) as server:
        desk.write(site_settings(SITE, server.url, kinds={"de": "feed"}) + smtp(port) + editor("de"))
        desk.run("run", "--once")
        server.state = 2
        handler.refuse = True
        done = desk.run("run", "--once")
        assert "mails waiting" in done.stdout
        waiting = [mail for row in desk.rows("reports") for mail in row["mails"]]
        assert waiting
        assert {mail["status"] for mail in waiting} == {"pending"}
        assert all("451" in mail["error"] for mail in waiting)
    assert handler.mails == []
