"""The raw bytes: what Python's own parser reads back is what was meant, whatever was in it."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from datetime import UTC, datetime
from email.message import EmailMessage

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.deliver.message import compose, message_id_for
from monitor.mailboxes import address
from monitor.report.hygiene import clean
from monitor.report.render import Rendered, render
from tests.unit.report.making import TROOPS, change, report

NOW = datetime(2024, 10, 24, 7, 10, tzinfo=UTC)
ID = "<0123abcd@monitor.example>"
HEADERS = [
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]


def make(subject: str = "1,500 → 3,000", text: str = "Text\n", html: str = "<p>Text</p>\n", **more) -> bytes:
    fields = {
        "sender": "Artikelmonitor <monitor@desk.example>",
        "recipient": "anna@desk.example",
        "message_id": ID,
        "references": ("<1@x.example>", "<2@x.example>"),
        "date": NOW,
        "language": "de",
        "unsubscribe_url": "https://desk.example/u?editor=anna&key=1",
    }
    return compose(Rendered(subject=subject, html=html, text=text), **fields | more)


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


def test_the_headers_are_these_and_no_others():
    message = parsed(make())
    assert message.keys() == HEADERS
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] == "<2@x.example>"
    assert message["References"].split() == ["<1@x.example>", "<2@x.example>"]
    assert message["List-Unsubscribe"] == "<https://desk.example/u?editor=anna&key=1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Date"].datetime == NOW
    assert message["Content-Language"] == "de"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_arguments_give_the_same_bytes():
    assert make() == make()


@pytest.mark.parametrize(
    "text", ["Text\n", "3000명\n" * 200, "a" * 5000, ".\n..\nFrom x\n", "", "x\n\n\n", "--=_\n"]
)
def test_bodies_come_back_as_they_were(text):
    message = parsed(make(text=text, html=text))
    assert body(message, "plain") == text
    assert body(message, "html") == text


def test_no_line_is_longer_than_smtp_allows_and_all_end_in_crlf():
    raw = make("Заголовок " * 30, text="ж" * 4000, html="x" * 4000, sender="Редакція <a@b.example>")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"\n" not in b"".join(lines)
    assert raw.isascii()


# ------------------------------------------------------------------------- subjects, names

LETTERS = {
    "ko": "가나다라마바사아자차카타파하힣국정원병력명 …“”·→",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя АБВГҐЄІЇ’–«»",
    "de": "abcdefghijklmnopqrstuvwxyzäöüß ÄÖÜ „“–, .",
    "mixed": "aä국ї3,→ —“\"()<>@;:\\?=_%'",
}


def texts() -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(LETTERS)).flatmap(
        lambda code: st.text(alphabet=LETTERS[code], min_size=1, max_size=150)
    )


@settings(max_examples=2000, derandomize=True, deadline=None)
@given(subject=texts())
def test_subjects_come_back_equal(subject):
    assert parsed(make(subject))["Subject"] == clean(subject)


@settings(max_examples=2000, derandomize=True, deadline=None)
@given(name=texts().map(lambda text: text[:60].strip()))
def test_names_come_back_equal(name):
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    message = parsed(make(sender=f'"{quoted}" <monitor@desk.example>'))
    (who,) = message["From"].addresses
    assert who.addr_spec == "monitor@desk.example"
    assert who.display_name == clean(name)


def test_a_name_of_no_end_is_cut():
    (who,) = parsed(make(sender="редакція " * 40 + "<a@b.example>"))["From"].addresses
    assert who.display_name.endswith("редакція…")
    assert len(who.display_name) <= 60


# ------------------------------------------------------------------------- hostile text

PIECES = [
    "\r\nBcc: evil@x.example",
    "\nSubject: other",
    "\r\n\r\n<script>alert(1)</script>",
    "\x0bTo: evil@x.example",
    "\u2028Cc: evil@x.example",
    "\x85From: evil@x.example",
    "\x00\x01\x7f\x9f",
    "\ud800\udfff",
    "\u202e0003\u202c",
    "\u2066x\u2069\u200f",
    "=?utf-8?q?x=0D=0ABcc:_evil@x.example?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAeC5leGFtcGxl?=",
    "=?utf-8?q?a?= =?utf-8?q?=0Ab?=",
    "=?utf-8?q?=?utf-8?q?=0A?=?=",
    "=?" * 200,
    "\U000e0041\U000e0042",
    "\ufeff\u200b\u00ad",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}{0.__class__}",
    "a" * 3000,
    "국" * 3000,
    "e\u0301" * 300,
    "<evil@x.example>, other@x.example",
]
TITLES = [
    before + piece + after
    for piece in PIECES
    for before in ("", "Zahl ", "병력 ", "Число ")
    for after in ("", " 3000")
]


def test_two_hundred_hostile_titles_change_no_header_and_no_recipient():
    assert len(TITLES) == 200
    for title in TITLES:
        raw = make(title, text=title, html="<p></p>")
        message = parsed(raw)
        assert message.keys() == HEADERS, title
        assert message["Subject"] == clean(title), title
        assert [who.addr_spec for who in message["To"].addresses] == ["anna@desk.example"]
        assert [who.addr_spec for who in message["From"].addresses] == ["monitor@desk.example"]
        assert message["Message-ID"] == ID
        assert not message.defects
        assert (
            b"evil@x.example" not in raw.partition(b"\r\n\r\n")[0] or "evil@x.example" in message["Subject"]
        )


def markup(raw: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """The tags of a mail's page in order, each with the names of its attributes."""
    root = lxml.html.document_fromstring(body(parsed(raw), "html"))
    return [(str(one.tag), tuple(sorted(one.attrib))) for one in root.iter()]


def test_two_hundred_hostile_titles_change_no_markup():
    """Headline, source, name and sentence alike: the page has the tags it has with a tame one."""

    def mailed(title: str, sender: str) -> bytes:
        told = report(
            TROOPS,
            change("headline_changed", before="Old", after=title, passage=title),
            change("correction_added", after=title, passage=title),
            headline=title,
            source_name=title,
        )
        made = render([told], "de")
        assert made.subject == clean(made.subject)
        return make(made.subject, text=made.text, html=made.html, sender=sender)

    def shape(raw: bytes) -> Counter[tuple[str, tuple[str, ...]]]:
        # Long titles are cut and empty ones left out, so runs of marked words may differ in number.
        return Counter(
            one for one in markup(raw) if one[0] not in {"span", "ins", "del", "strong", "p", "tr", "td"}
        )

    tame = shape(mailed("Tame", "Monitor <monitor@desk.example>"))
    for title in TITLES:
        raw = mailed(title, "Monitor <monitor@desk.example>")
        message = parsed(raw)
        assert message.keys() == HEADERS, title
        assert [who.addr_spec for who in message["To"].addresses] == ["anna@desk.example"]
        found = shape(raw)
        assert set(found) <= set(tame), (title, set(found) - set(tame))
        assert b"onerror" not in b" ".join(name.encode() for _, names in markup(raw) for name in names)


def test_what_is_clean_stays_clean():
    for title in TITLES:
        once = clean(title)
        assert clean(once) == once
        assert once.isprintable()


# ------------------------------------------------------------------------- what is ours

REFUSED = [
    ("message_id", "<a b@c>"),
    ("message_id", "no brackets"),
    ("message_id", "<a@b>\r\nBcc: x@y"),
    ("references", ("<a@b>\nX: y",)),
    ("recipient", "a@b.example\r\nBcc: c@d.example"),
    ("recipient", "a@b.example, c@d.example"),
    ("recipient", ""),
    ("sender", "nobody"),
    ("unsubscribe_url", "javascript:alert(1)"),
    ("unsubscribe_url", "https://x.example/>\r\nX: y"),
    ("date", datetime(2024, 10, 24)),  # noqa: DTZ001 - naive on purpose
]


@pytest.mark.parametrize(("field", "value"), REFUSED)
def test_what_the_operator_gives_wrongly_is_refused_by_name(field, value):
    with pytest.raises(ValueError):
        make(**{field: value})


def test_without_a_url_there_is_no_unsubscribe_and_mailto_has_no_one_click():
    assert not any(name.startswith("List-") for name in parsed(make(unsubscribe_url=None)))
    by_mail = parsed(make(unsubscribe_url="mailto:off@desk.example?subject=off"))
    assert by_mail["List-Unsubscribe"] == "<mailto:off@desk.example?subject=off>"
    assert by_mail["List-Unsubscribe-Post"] is None


ADDRESSES = [
    ("a@b.example", "", "a@b.example"),
    ("  a@b.example ", "", "a@b.example"),
    ("Anna <a@b.example>", "Anna", "a@b.example"),
    ('"Doe, Anna" <a@b.example>', "Doe, Anna", "a@b.example"),
    ("김 <desk@신문.example>", "김", "desk@xn--z92b13l.example"),
    ("desk@straße.example", "", "desk@xn--strae-oqa.example"),
    ("редакція@desk.example", "", "редакція@desk.example"),
    ("first.last+tag@b.example", "", "first.last+tag@b.example"),
]


@pytest.mark.parametrize(("written", "name", "mailbox"), ADDRESSES)
def test_addresses(written, name, mailbox):
    found = address(written)
    assert (found.name, found.mailbox) == (name, mailbox)
    assert found.international == (not mailbox.isascii())


def test_the_message_id_is_stable_and_tells_everything_apart():
    first = message_id_for("report", "https://x.example/a", 2, "Anna@desk.example", "desk.example")
    assert first == message_id_for("report", "https://x.example/a", 2, "anna@desk.example", "desk.example")
    assert first == "<a9f53e1c2d940ea23adf587755317fac6dbb4c6d@desk.example>"
    others = {
        message_id_for(*row)
        for row in (
            ("digest", "https://x.example/a", 2, "anna@desk.example", "desk.example"),
            ("report", "https://x.example/b", 2, "anna@desk.example", "desk.example"),
            ("report", "https://x.example/a", 3, "anna@desk.example", "desk.example"),
            ("report", "https://x.example/a", 2, "bohdan@desk.example", "desk.example"),
            ("report", "https://x.example/a", 2, "anna@desk.example", "zeitung-köln.example"),
        )
    }
    assert len(others | {first}) == 6
    assert all(found.isascii() for found in others)
