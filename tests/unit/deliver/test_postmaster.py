"""Who gets a report, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from unicodedata import normalize

import pytest

from monitor.deliver.postmaster import EditorsPostmaster
from monitor.model import Change, ChangeKind, Delivery, Editor, Figure, FigureKind, Report, Weight
from monitor.ports import Deferred, Mail, Waiting

NOW = datetime(2024, 10, 26, 22, 30, tzinfo=UTC)


def figure(value: int, noun: str) -> Figure:
    surface = f"{value} {noun}"
    return Figure(
        kind=FigureKind.COUNT,
        value=Decimal(value),
        noun=noun,
        surface=surface,
        start=0,
        numeral_start=0,
        numeral_end=len(str(value)),
    )


REPORT = Report(
    source_name="Kurier",
    article_url="https://example.org/soldaten",
    headline="Seoul: 3000 Soldaten",
    language="de",
    version_number=2,
    captured_at=NOW,
    previous_captured_at=None,
    stealth=False,
    changes=(
        Change(
            kind=ChangeKind.FIGURE_CHANGED,
            weight=Weight.HIGH,
            before=figure(1500, "Soldaten"),
            after=figure(3000, "Soldaten"),
            passage="Seoul spricht von 3000 Soldaten in Wladiwostok.",
        ),
        Change(kind=ChangeKind.BYLINE_CHANGED, weight=Weight.LOW, before="A", after="B"),
    ),
)
LOW = replace(REPORT, changes=REPORT.changes[1:])


def post(*editors: Editor) -> EditorsPostmaster:
    return EditorsPostmaster(editors, sender="monitor@example.org", unsubscribe_url=None)


def editor(**more) -> Editor:
    return Editor(address="desk@example.org", **more)


@pytest.mark.parametrize(
    ("who", "gets"),
    [
        (editor(), True),
        (editor(sources=("Kurier",)), True),
        (editor(sources=("Courier",)), False),
        (editor(languages=("de", "ko")), True),
        (editor(languages=("ko",)), False),
        (editor(keywords=("wladiwostok",)), True),
        (editor(keywords=("SOLDATEN",)), True),
        (editor(keywords=("Haushalt",)), False),
        (editor(kinds=(ChangeKind.FIGURE_CHANGED,)), True),
        (editor(kinds=(ChangeKind.ARTICLE_GONE,)), False),
        (editor(minimum_weight=Weight.HIGH), True),
    ],
)
def test_an_editor_gets_what_was_asked_for(who, gets):
    assert bool(post(who).address(REPORT, NOW)) is gets


@pytest.mark.parametrize(
    ("sources", "under"),
    [
        ((), "Kurier"),
        (("Kurier",), "Kurier"),
        (("Bote",), "Bote"),
        (("Abendblatt",), "Abendblatt"),
        (("Abendblatt", "Bote"), "Bote"),
        (("Abendblatt", "Kurier"), "Kurier"),
        (("Courier",), None),
    ],
)
def test_an_article_of_several_sources_is_told_under_a_name_that_was_asked_for(sources, under):
    report = replace(REPORT, also_listed_by=("Bote", "Abendblatt"))
    mails = post(editor(sources=sources)).address(report, NOW)
    subjects = [str(message_from_bytes(mail.raw, policy=policy.default)["Subject"]) for mail in mails]
    assert [subject.partition(":")[0] for subject in subjects] == ([under] if under else [])


def test_a_keyword_is_found_however_its_letters_were_typed():
    report = replace(REPORT, headline="국정원 “북한군 3000명 러시아 이동”")
    for keyword in ("국정원", normalize("NFD", "국정원")):
        assert post(editor(keywords=(keyword,))).address(report, NOW)


def test_low_changes_go_to_those_who_ask_for_them():
    assert post(editor()).address(LOW, NOW) == ()
    assert len(post(editor(minimum_weight=Weight.LOW)).address(LOW, NOW)) == 1


def test_every_editor_has_a_mail_of_their_own():
    two = post(editor(), Editor(address="b@example.org", language="uk"))
    first, second = two.address(REPORT, NOW)
    assert isinstance(first, Mail)
    assert isinstance(second, Mail)
    assert {first.recipient, second.recipient} == {"desk@example.org", "b@example.org"}
    assert first.message_id != second.message_id
    message = message_from_bytes(first.raw, policy=policy.default)
    assert message["To"] == "desk@example.org"
    assert message["Message-ID"] == first.message_id


def test_the_same_change_has_the_same_message_id_whenever_it_is_composed():
    later = NOW.replace(day=27)
    (one,), (other,) = post(editor()).address(REPORT, NOW), post(editor()).address(REPORT, later)
    assert isinstance(one, Mail)
    assert isinstance(other, Mail)
    assert one.message_id == other.message_id


def test_a_thread_is_an_article_of_one_reader():
    """References and In-Reply-To are equal for all reports on an article, and only for those."""
    other = replace(REPORT, article_url="https://example.org/haushalt")
    later = replace(REPORT, version_number=3)
    threads = []
    for who, report in (("desk", REPORT), ("desk", later), ("desk", other), ("anna", REPORT)):
        (mail,) = post(Editor(address=f"{who}@example.org")).address(report, NOW)
        message = message_from_bytes(mail.raw, policy=policy.default)
        assert message["In-Reply-To"] == message["References"]
        threads.append(message["References"])
    assert threads[0] == threads[1]
    assert len(set(threads)) == 3
    office = post(editor(delivery=Delivery.HOURLY))
    for reports, threaded in (((REPORT, later), True), ((REPORT, other), False)):
        mail = office.digest(Waiting(recipient="desk@example.org", ids=(1, 2), reports=reports), NOW)
        assert mail is not None
        found = message_from_bytes(mail.raw, policy=policy.default)["References"]
        assert found == (threads[0] if threaded else None)


LINKS = [
    # the setting, the reader, the link, whether one click is enough
    (
        "https://a.example/off?who={address}",
        "anna+x@b.example",
        "https://a.example/off?who=anna%2Bx%40b.example",
        True,
    ),
    ("https://a.example/off", "anna@b.example", "https://a.example/off?editor=anna%40b.example", True),
    ("https://a.example/off?l=1#x", "a@b.example", "https://a.example/off?l=1&editor=a%40b.example#x", True),
    (
        "https://a.example/{address}",
        "편집@b.example",
        "https://a.example/%ED%8E%B8%EC%A7%91%40b.example",
        True,
    ),
    ("http://a.example/off", "a@b.example", "http://a.example/off?editor=a%40b.example", False),
    ("mailto:off@a.example?subject=off", "a@b.example", "mailto:off@a.example?subject=off", False),
    (None, "a@b.example", None, False),
]


@pytest.mark.parametrize(("url", "reader", "link", "one_click"), LINKS)
def test_the_link_to_unsubscribe_says_who_clicks(url, reader, link, one_click):
    office = EditorsPostmaster([Editor(address=reader)], sender="monitor@example.org", unsubscribe_url=url)
    (mail,) = office.address(REPORT, NOW)
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert message["List-Unsubscribe"] == (link and f"<{link}>")
    assert message["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if one_click else None)


MAILBOXES = [
    # two ways to write an address, whether they are one mailbox
    ("Desk@Example.org", "desk@example.org", True),
    ("desk@신문.example", "desk@xn--z92b13l.example", True),
    ("desk@STRAẞE.example", "desk@straße.example", True),
    (normalize("NFD", "편집@example.org"), "편집@example.org", True),
    ("desk@straße.example", "desk@strasse.example", False),
    ("weiß@example.org", "weiss@example.org", False),
    ("desk+a@example.org", "desk@example.org", False),
]


@pytest.mark.parametrize(("one", "other", "same"), MAILBOXES)
def test_what_is_one_mailbox_and_what_are_two(one, other, same):
    """Two people whose addresses were taken for one would share a Message-ID, and one of their mails."""
    mails = post(Editor(address=one), Editor(address=other)).address(REPORT, NOW)
    assert len(mails) == (1 if same else 2)
    assert len({mail.message_id for mail in mails}) == len(mails)
    alone = [post(Editor(address=each)).address(REPORT, NOW)[0].message_id for each in (one, other)]
    assert (len(set(alone)) == 1) is same


def test_going_twice_is_two_mails():
    gone = Change(kind=ChangeKind.ARTICLE_GONE, weight=Weight.HIGH, before="x")
    reports = [replace(REPORT, changes=(gone,), captured_at=NOW.replace(hour=hour)) for hour in (1, 2)]
    ids = {post(editor()).address(report, NOW)[0].message_id for report in reports}  # type: ignore[union-attr]
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("who", "due"),
    [
        (editor(delivery=Delivery.HOURLY), datetime(2024, 10, 26, 23, 0, tzinfo=UTC)),
        (editor(delivery=Delivery.DAILY, at="23:00"), datetime(2024, 10, 26, 23, 0, tzinfo=UTC)),
        (editor(delivery=Delivery.DAILY, at="22:30"), datetime(2024, 10, 27, 22, 30, tzinfo=UTC)),
        # Berlin leaves summer time in the night of the 27th: 07:00 there is 06:00 UTC again.
        (
            editor(delivery=Delivery.DAILY, at="07:00", timezone="Europe/Berlin"),
            datetime(2024, 10, 27, 6, tzinfo=UTC),
        ),
        (
            editor(delivery=Delivery.DAILY, at="07:00", timezone="Asia/Seoul"),
            datetime(2024, 10, 27, 22, tzinfo=UTC),
        ),
    ],
)
def test_digests_wait_for_their_time(who, due):
    (item,) = post(who).address(REPORT, NOW)
    assert item == Deferred(recipient="desk@example.org", due_at=due)


def test_a_digest_is_one_mail_of_all_that_waited():
    waiting = Waiting(
        recipient="desk@example.org",
        ids=(3, 4),
        reports=(REPORT, replace(REPORT, article_url="https://example.org/b", headline="Zweite Meldung")),
    )
    mail = post(editor(delivery=Delivery.HOURLY)).digest(waiting, NOW)
    assert mail is not None
    body = message_from_bytes(mail.raw, policy=policy.default).get_body(("plain",))
    assert body is not None
    assert "Zweite Meldung" in body.get_content()
    assert "Seoul: 3000 Soldaten" in body.get_content()


def test_no_digest_for_an_editor_who_left_or_wants_none_of_it():
    waiting = Waiting(recipient="desk@example.org", ids=(3,), reports=(LOW,))
    assert post().digest(waiting, NOW) is None
    assert post(editor(delivery=Delivery.HOURLY)).digest(waiting, NOW) is None


ZONES = [
    # language, zone, how the report of 26 October, 22:30 UTC, is dated there
    ("en", "UTC", "seen 26 Oct 2024, 22:30 UTC, before that 20:10"),
    ("en", "Europe/London", "seen 26 Oct 2024, 23:30 BST, before that 21:10"),
    ("de", "Europe/Berlin", "Stand 27. Okt. 2024, 00:30 Uhr (MESZ), zuvor 26. Okt., 22:10 Uhr"),
    ("ko", "Asia/Seoul", "2024년 10월 27일 07:30 (KST) 확인, 이전 버전 05:10"),
    ("ko", "Asia/Kathmandu", "2024년 10월 27일 04:15 (UTC+05:45) 확인, 이전 버전 01:55"),
    ("en", "America/New_York", "seen 26 Oct 2024, 18:30 EDT, before that 16:10"),
    ("uk", "Europe/Kyiv", "станом на 27 жовтня 2024, 01:30 (EEST), попередня версія – 26 жовтня, 23:10"),
]


@pytest.mark.parametrize(("language", "zone", "dated"), ZONES)
def test_a_mail_tells_the_time_of_its_readers_clock(language, zone, dated):
    report = replace(REPORT, previous_captured_at=NOW - timedelta(hours=2, minutes=20))
    (mail,) = post(editor(language=language, timezone=zone)).address(report, NOW)
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert message["Date"] == "Sat, 26 Oct 2024 22:30:00 +0000"
    for part in ("plain", "html"):
        body = message.get_body((part,))
        assert body is not None
        assert dated in body.get_content()


NIGHT = editor(quiet="22:00-06:30", timezone="Europe/Berlin")


def test_what_comes_at_night_waits_for_the_morning():
    assert post(NIGHT).address(REPORT, NOW) == (
        Deferred(recipient="desk@example.org", due_at=datetime(2024, 10, 27, 5, 30, tzinfo=UTC)),
    )
    (mail,) = post(NIGHT).address(REPORT, NOW.replace(hour=12))
    assert isinstance(mail, Mail)


def test_who_is_held_back_and_who_waits_no_longer():
    office = post(
        NIGHT, Editor(address="b@example.org"), Editor(address="c@example.org", delivery=Delivery.DAILY)
    )
    assert office.held_until("DESK@example.org", NOW) == datetime(2024, 10, 27, 5, 30, tzinfo=UTC)
    assert office.held_until("b@example.org", NOW) is None
    assert office.held_until("gone@example.org", NOW) is None
    assert office.at_once(NOW) == {"b@example.org"}
    assert office.at_once(NOW.replace(hour=12)) == {"desk@example.org", "b@example.org"}


TWICE = [
    # the person's tables, when the report goes (None: at once), which kinds it tells
    ((editor(), Editor(address="DESK@Example.org")), None, {"figure_changed"}),
    ((editor(delivery=Delivery.HOURLY), Editor(address="Desk@example.org")), None, {"figure_changed"}),
    ((editor(delivery=Delivery.HOURLY),) * 2, 23, {"figure_changed"}),
    (
        (
            editor(kinds=(ChangeKind.FIGURE_CHANGED,)),
            Editor(address="DESK@EXAMPLE.ORG", minimum_weight=Weight.LOW, kinds=(ChangeKind.BYLINE_CHANGED,)),
        ),
        None,
        {"figure_changed", "byline_changed"},
    ),
    ((editor(keywords=("Haushalt",)), Editor(address="Desk@example.org", delivery=Delivery.HOURLY)), 23, {}),
]


@pytest.mark.parametrize(("tables", "hour", "kinds"), TWICE)
def test_who_stands_in_the_settings_twice_gets_it_once(tables, hour, kinds):
    (item,) = post(*tables).address(REPORT, NOW)
    if hour is not None:
        assert isinstance(item, Deferred)
        assert item.due_at.hour == hour
        return
    assert isinstance(item, Mail)
    html = message_from_bytes(item.raw, policy=policy.default).get_body(("html",))
    assert html is not None
    assert ("3000" in html.get_content()) == ("figure_changed" in kinds)
    assert ("Byline" in html.get_content()) == ("byline_changed" in kinds)


def test_a_digest_tells_a_change_once_even_if_it_waited_twice():
    hourly = editor(delivery=Delivery.HOURLY)
    waiting = Waiting(recipient="DESK@example.org", ids=(3, 4), reports=(REPORT, REPORT))
    mail = post(hourly).digest(waiting, NOW)
    assert mail is not None
    text = message_from_bytes(mail.raw, policy=policy.default).get_body(("plain",))
    assert text is not None
    assert text.get_content().count("https://example.org/soldaten") == 1
