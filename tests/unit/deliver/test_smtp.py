"""The mailer against real servers on loopback: those that answer, and those that do not."""

from __future__ import annotations

import asyncio

import pytest

from monitor.deliver.smtp import SmtpConfig, SmtpMailer
from monitor.errors import PermanentFailure, TemporaryFailure
from tests.unit.deliver.servers import Inbox, Scripted, certificate, listening, login_of, mail_server

SENDER = "monitor@desk.example"


def raw(message_id: str = "<1@desk.example>", sender: str = SENDER) -> bytes:
    return (
        f"Subject: 1,500\r\nFrom: Monitor\r\n <{sender}>\r\nTo: a@desk.example\r\nMessage-ID: {message_id}\r\n"
        "\r\n.Punkt am Anfang\r\nText\r\n"
    ).encode()


def config(port: int, **more) -> SmtpConfig:
    return SmtpConfig(**{"host": "127.0.0.1", "port": port, "security": "none", "timeout": 2.0} | more)


def send(settings: SmtpConfig, recipient: str = "a@desk.example", message: bytes | None = None) -> None:
    mailer = SmtpMailer(settings)
    asyncio.run(mailer.send(message or raw(), recipient=recipient, message_id="<1@desk.example>"))


def test_the_bytes_arrive_as_they_are():
    inbox = Inbox()
    with mail_server(inbox) as port:
        send(config(port))
    assert inbox.taken == [(SENDER, "a@desk.example", raw())]


REFUSALS = [
    # what refuses, its answer, what it means
    ("a@desk.example", "451 4.7.1 Greylisted", TemporaryFailure),
    ("a@desk.example", "550 5.1.1 No such user", PermanentFailure),
    ("a@desk.example", "421 Going down", TemporaryFailure),
    ("MAIL", "550 5.7.1 Sender refused", PermanentFailure),
    ("MAIL", "452 Out of memory", TemporaryFailure),
    ("DATA", "554 5.6.0 Refused content", PermanentFailure),
    ("DATA", "452 4.2.2 Mailbox full", TemporaryFailure),
]


@pytest.mark.parametrize(("where", "answer", "meaning"), REFUSALS)
def test_the_servers_answer_decides(where, answer, meaning):
    inbox = Inbox()
    inbox.answers = {where: [answer]}
    with mail_server(inbox) as port, pytest.raises(meaning) as caught:
        send(config(port))
    assert answer[:3] in str(caught.value)
    assert inbox.taken == []


def test_no_answer_after_the_message_is_unknown_and_therefore_temporary():
    inbox = Inbox()
    inbox.answers = {"DATA": ["drop"]}
    with mail_server(inbox) as port, pytest.raises(TemporaryFailure):
        send(config(port))
    assert len(inbox.taken) == 1


def test_a_server_that_hangs_costs_one_time_out():
    inbox = Inbox()
    inbox.answers = {"DATA": ["hang"]}
    with mail_server(inbox) as port, pytest.raises(TemporaryFailure):
        send(config(port, timeout=0.3))


FAULTY = [
    ("never greets", "", {}),
    ("closes at once", None, {}),
    ("refuses connections", "554 no", {}),
    ("closes on EHLO", "220 hi", {"EHLO": None}),
    ("drops in MAIL", "220 hi", {"EHLO": "250 mail.test", "MAIL": None}),
    ("talks nonsense", "\x00\xff nonsense", {}),
]


@pytest.mark.parametrize(("greeting", "replies"), [row[1:] for row in FAULTY], ids=[row[0] for row in FAULTY])
def test_a_broken_server_is_a_temporary_failure(greeting, replies):
    with (
        listening(lambda: Scripted(greeting, replies)) as port,
        pytest.raises(TemporaryFailure, match=r"127\.0\.0\.1"),
    ):
        send(config(port, timeout=0.3))


def test_nobody_listens():
    with listening(lambda: Scripted("", {})) as port:
        pass
    with pytest.raises(TemporaryFailure):
        send(config(port, timeout=0.5))


def test_a_server_that_dies_on_goodbye_has_the_mail_all_the_same():
    script = {"EHLO": "250 mail.test", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", ".": "250 ok"}
    script |= {"QUIT": None}
    with listening(lambda: Scripted("220 hi", script)) as port:
        send(config(port))


# ------------------------------------------------------------------------- TLS, log-in


def test_starttls_is_demanded_not_hoped_for():
    inbox = Inbox()
    with mail_server(inbox) as port, pytest.raises(TemporaryFailure):
        send(config(port, security="starttls"))
    assert inbox.taken == []


def test_a_server_that_closes_on_starttls():
    script = {"EHLO": "250-mail.test\r\n250 STARTTLS", "STAR": None}
    with listening(lambda: Scripted("220 hi", script)) as port, pytest.raises(TemporaryFailure):
        send(config(port, security="starttls"))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_no_mail_and_no_password(tmp_path, security):
    inbox = Inbox()
    seen = []

    def authenticator(*args):
        seen.append(args)

    server, _ = certificate(tmp_path)
    with (
        mail_server(inbox, tls=server, implicit=security == "tls", authenticator=authenticator) as port,
        pytest.raises(TemporaryFailure, match="certificate"),
    ):
        send(config(port, host="localhost", security=security, username="a", password="b"))
    assert inbox.taken == []
    assert seen == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_with_a_certificate_that_verifies_the_mail_goes_out(tmp_path, monkeypatch, security):
    inbox = Inbox()
    server, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(inbox, tls=server, implicit=security == "tls") as port:
        send(config(port, host="localhost", security=security))
    assert len(inbox.taken) == 1


PASSWORDS = ["geheim", "пароль-їжак", "비밀번호", "straße €", "a b\tc"]


@pytest.mark.parametrize("without", ["LOGIN", "PLAIN"])
@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("password", PASSWORDS)
def test_passwords_in_any_script(tmp_path, monkeypatch, password, security, without):
    """By either mechanism, over either kind of TLS."""
    inbox = Inbox()
    server, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    options = {
        "authenticator": login_of(b"desk", password.encode()),
        "auth_required": True,
        "auth_exclude_mechanism": [without],
    }
    known = {"host": "localhost", "security": security, "username": "desk"}
    with mail_server(inbox, tls=server, implicit=security == "tls", **options) as port:
        send(config(port, **known, password=password))
        assert len(inbox.taken) == 1
        with pytest.raises(TemporaryFailure, match="535") as caught:
            send(config(port, **known, password="wrong-one"))
    assert "wrong-one" not in str(caught.value)
    assert len(inbox.taken) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_another_name_gets_no_mail_and_no_password(tmp_path, monkeypatch, security):
    inbox = Inbox()
    seen = []

    def authenticator(*args):
        seen.append(args)

    server, trusted = certificate(tmp_path, "mail.other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(inbox, tls=server, implicit=security == "tls", authenticator=authenticator) as port:
        settings = config(port, host="localhost", security=security, username="desk", password="geheim")
        with pytest.raises(TemporaryFailure) as caught:
            send(settings)
        with pytest.raises(TemporaryFailure) as checked:
            asyncio.run(SmtpMailer(settings).verify())
    told = f"localhost:{port}: the certificate cannot be verified: Hostname mismatch, certificate is not valid for 'localhost'; smtp.host has to be a name that it is for"
    assert str(checked.value) == told
    assert str(caught.value).startswith(told)
    assert inbox.taken == seen == []


MISTAKES = [
    # what the settings say, what the server is, the key that mends it
    ("tls", "clear", 'smtp.security = "starttls"'),
    ("starttls", "implicit", 'smtp.security = "tls"'),
    ("none", "implicit", 'smtp.security = "tls"'),
    ("starttls", "clear", "STARTTLS extension not supported"),
    ("none", "clear", "offers no log-in (AUTH); see smtp.port and smtp.security"),
]


@pytest.mark.parametrize(("security", "server", "told"), MISTAKES)
def test_a_port_of_another_kind_is_told_with_the_key_that_mends_it(
    tmp_path, monkeypatch, security, server, told
):
    tls, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    options = {"tls": tls, "implicit": True} if server == "implicit" else {}
    with mail_server(Inbox(), **options) as port:
        known = {"host": "localhost", "security": security, "username": "desk", "password": "geheim"}
        with pytest.raises(TemporaryFailure) as caught:
            asyncio.run(SmtpMailer(config(port, **known, timeout=0.5)).verify())
    assert told in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_the_password_is_not_in_the_repr():
    assert "geheim" not in repr(config(25, password="geheim"))


# ------------------------------------------------------------------------- addresses


def test_a_domain_in_another_script_goes_in_the_form_of_dns():
    inbox = Inbox()
    with mail_server(inbox) as port:
        send(config(port), "redaktion@straße.example")
    assert inbox.taken[0][1] == "redaktion@xn--strae-oqa.example"


def test_letters_in_front_of_the_at_need_smtputf8():
    inbox = Inbox()
    with mail_server(inbox, enable_SMTPUTF8=True) as port:
        send(config(port), "редакція@desk.example")
    assert inbox.taken[0][1] == "редакція@desk.example"
    assert inbox.options == [["SMTPUTF8"]]


def test_without_smtputf8_such_an_address_is_refused_for_good():
    with (
        mail_server(Inbox(), enable_SMTPUTF8=False) as port,
        pytest.raises(PermanentFailure, match="SMTPUTF8"),
    ):
        send(config(port), "редакція@desk.example")


@pytest.mark.parametrize(
    "recipient", ["", "a", "a@", "a@b, c@d", "a@b\r\nRCPT TO:<x@y>", "a@b>\nDATA", "<a@b> <c@d>"]
)
def test_an_address_that_is_none_never_reaches_the_server(recipient):
    inbox = Inbox()
    with mail_server(inbox) as port, pytest.raises(PermanentFailure):
        send(config(port), recipient)
    assert inbox.connections == 0


def test_a_mail_without_sender_is_refused():
    with pytest.raises(PermanentFailure, match="From"):
        send(config(1), message=b"Subject: x\r\n\r\nFrom: body@x.example\r\n")


# ------------------------------------------------------------------------- one connection


def test_several_mails_share_a_connection_and_survive_a_refusal():
    inbox = Inbox()
    inbox.answers = {"b@desk.example": ["550 gone"]}

    async def three(port: int) -> None:
        async with SmtpMailer(config(port)) as mailer:
            for name in "abc":
                try:
                    await mailer.send(raw(), recipient=f"{name}@desk.example", message_id="<1@desk.example>")
                except PermanentFailure:
                    assert name == "b"

    with mail_server(inbox) as port:
        asyncio.run(three(port))
    assert [to for _, to, _ in inbox.taken] == ["a@desk.example", "c@desk.example"]
    assert inbox.connections == 2  # a and b on one, c on the next


def test_a_dead_server_is_asked_once_a_round():

    async def many(port: int) -> int:
        failed = 0
        async with SmtpMailer(config(port, timeout=0.3)) as mailer:
            for _ in range(20):
                try:
                    await mailer.send(raw(), recipient="a@desk.example", message_id="<1@desk.example>")
                except TemporaryFailure:
                    failed += 1
        return failed

    with listening(lambda: Scripted("", {})) as port:
        assert asyncio.run(many(port)) == 20


def test_verify_logs_in_and_sends_nothing():
    inbox = Inbox()
    with mail_server(inbox) as port:
        asyncio.run(SmtpMailer(config(port)).verify())
    assert inbox.taken == []
    with pytest.raises(TemporaryFailure):
        asyncio.run(SmtpMailer(config(port, timeout=0.5)).verify())
