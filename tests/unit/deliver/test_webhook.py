"""Webhooks against a real server: signed, once, and what each answer comes to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.deliver import webhook as module
from monitor.deliver.outbox import FlushResult
from monitor.deliver.webhook import key_of, signature
from monitor.ports import Mail
from monitor.store.database import open_engine
from monitor.store.sql import SqlStore
from tests.hostile.certificates import self_signed
from tests.unit.deliver.hooks import hooks
from tests.unit.deliver.outputs import KEY, NOW, WEBHOOK, Clock, keep, rows, sent, told, ways

MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path) -> Iterator[SqlStore]:
    engine = open_engine(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield SqlStore(engine)
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_report_arrives_once_and_signed(store, clock, tmp_path):
    keep(store, (WEBHOOK,), told(1))
    with hooks(204) as server:
        assert sent(store, ways(tmp_path, clock, server.url()), clock) == FlushResult(sent=1, outputs_sent=1)
        assert sent(store, ways(tmp_path, clock, server.url()), clock) == FlushResult()
    (asked,) = server.asked
    assert asked.path == "/hook?desk=1"
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{expected}"
    told_ = json.loads(asked.body)
    assert told_["id"] == asked.headers["webhook-id"]
    assert (told_["url"], told_["version"], len(told_["changes"])) == ("https://news.example/1", 2, 2)
    assert told_["changes"][0]["after"]["value"] == "3000"


def test_the_signature_is_that_of_the_scheme():
    """The example of the reference libraries (standard-webhooks/libraries, their tests)."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "hunter2", "whsec_AAAA", "whsec_!!!!", "whsec_" + "QUFB" * 30]
)
def test_what_is_no_secret_is_refused_and_not_repeated(secret):
    with pytest.raises(ValueError, match="whsec_") as caught:
        key_of(secret)
    assert not secret.removeprefix("whsec_") or secret.removeprefix("whsec_") not in str(caught.value)


ANSWERS = [
    (500, "pending", MINUTE, "answered 500"),
    (503, "pending", MINUTE, "answered 503"),
    (408, "pending", MINUTE, "answered 408"),
    (429, "pending", MINUTE, "answered 429"),
    ((429, {"Retry-After": "7200"}), "pending", timedelta(hours=2), "answered 429"),
    (
        (503, {"Retry-After": "Thu, 24 Oct 2024 07:40:00 GMT"}),
        "pending",
        timedelta(minutes=30),
        "answered 503",
    ),
    ((429, {"Retry-After": "999999999999"}), "pending", timedelta(days=1), "answered 429"),
    ((429, {"Retry-After": "1"}), "pending", MINUTE, "answered 429"),
    (410, "dead", None, "answered 410"),
    (404, "dead", None, "answered 404"),
    (400, "dead", None, "answered 400"),
    ((302, {"Location": "/elsewhere"}), "dead", None, "redirects are not followed"),
    ((307, {"Location": "http://169.254.169.254/"}), "dead", None, "redirects are not followed"),
    ("hang", "pending", MINUTE, "ReadTimeout"),
    ("drop", "pending", MINUTE, "RemoteProtocolError"),
]


@pytest.mark.parametrize(("answer", "status", "wait", "said"), ANSWERS, ids=str)
def test_what_an_answer_comes_to(store, clock, tmp_path, answer, status, wait, said):
    keep(store, (WEBHOOK,), told(1))
    with hooks(answer) as server:
        sent(store, ways(tmp_path, clock, server.url()), clock)
    assert len(server.asked) == 1
    (row,) = rows(store)
    assert (row["status"], row["attempts"]) == (status, 1)
    assert said in row["error"]
    if wait is not None:
        assert row["next_attempt"] == NOW + wait


@pytest.mark.parametrize("answer", ["hang", "drop", 500])
def test_it_goes_again_with_the_same_id_and_body_and_a_new_time(store, clock, tmp_path, answer):
    keep(store, (WEBHOOK,), told(1))
    with hooks(answer, 200) as server:
        sent(store, ways(tmp_path, clock, server.url()), clock)
        clock.now += MINUTE
        assert sent(store, ways(tmp_path, clock, server.url()), clock).sent == 1
    first, second = server.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 60


def test_a_dead_letter_goes_once_more_when_it_is_taken_up(store, clock, tmp_path):
    keep(store, (WEBHOOK,), told(1))
    with hooks(410, 200) as server:
        assert sent(store, ways(tmp_path, clock, server.url()), clock).dead == 1
        assert sent(store, ways(tmp_path, clock, server.url()), clock) == FlushResult()
        assert store.retry_dead(clock()) == 1
        assert sent(store, ways(tmp_path, clock, server.url()), clock).sent == 1
    assert len({asked.headers["webhook-id"] for asked in server.asked}) == 1


def test_a_side_that_is_silent_twice_is_left_alone_for_this_round(store, clock, tmp_path):
    mail = Mail(recipient="desk@example.org", message_id="<1@example.org>", raw=b"raw")
    keep(store, (WEBHOOK,), *map(told, range(4)))
    keep(store, (WEBHOOK,), told(5), mails=(mail,))
    with hooks("hang") as server:
        done = sent(store, ways(tmp_path, clock, server.url()), clock)
    assert (done.sent, done.retried) == (1, 5)
    assert len(server.asked) == 2
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1


def test_one_report_that_is_not_taken_does_not_keep_the_others_back(store, clock, tmp_path):
    keep(store, (WEBHOOK,), *map(told, range(4)))
    with hooks("hang", 500, 200) as server:
        done = sent(store, ways(tmp_path, clock, server.url()), clock)
    assert (done.sent, done.retried) == (2, 2)


def test_a_side_that_asks_for_rest_gets_it(store, clock, tmp_path):
    keep(store, (WEBHOOK,), *map(told, range(3)))
    with hooks((429, {"Retry-After": "3600"}), 200) as server:
        sent(store, ways(tmp_path, clock, server.url()), clock)
        assert len(server.asked) == 1
        clock.now += timedelta(minutes=59)
        sent(store, ways(tmp_path, clock, server.url()), clock)
        assert len(server.asked) == 1
        clock.now += MINUTE
        assert sent(store, ways(tmp_path, clock, server.url()), clock).sent == 3


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],
)
def test_no_private_address_is_connected_unless_it_is_named(store, clock, tmp_path, host, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    keep(store, (WEBHOOK,), told(1))
    with hooks() as server:
        way = ways(tmp_path, clock, server.url(host))
        way._outputs[WEBHOOK.recipient] = module.Webhook(
            module.WebhookConfig(url=server.url(host), key=KEY, allow_private=("10.0.0.1",)), now=clock
        )
        sent(store, way, clock)
    assert server.connections == 0
    (row,) = rows(store)
    assert row["status"] == "dead"
    assert "non-public address" in row["error"]


@pytest.mark.parametrize(
    ("name", "trusted", "taken"),
    [
        ("localhost", True, 1),
        ("localhost", False, 0),
        ("elsewhere.example", True, 0),
    ],
)
def test_certificates_are_verified_under_the_name_asked_for(
    store, clock, tmp_path, monkeypatch, name, trusted, taken
):
    context, certificate = self_signed(tmp_path, name)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    module._tls.cache_clear()
    keep(store, (WEBHOOK,), told(1))
    with hooks(tls=context) as server:
        done = sent(store, ways(tmp_path, clock, server.url("localhost", "https")), clock)
    module._tls.cache_clear()
    assert (done.sent, len(server.asked)) == (taken, taken)
    if not taken:
        assert "CERTIFICATE_VERIFY_FAILED" in rows(store)[0]["error"]


def test_the_key_is_not_shown():
    assert "\\x01" not in repr(module.WebhookConfig(url="https://example.org", key=KEY))
