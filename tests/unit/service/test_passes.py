"""A pass: who waits for whom, how much of it there is, and what it is called in the log."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
import structlog
from structlog.contextvars import get_contextvars

from monitor.service.events import Tally
from tests.loopback import NOT_FOUND, Asked, Site, answer, in_reactor

from .rig import START, Rig, article, feed, source

pytestmark = pytest.mark.usefixtures("each_database")

MINUTES_20 = timedelta(minutes=20)


def test_articles_of_a_source_that_answered_do_not_wait_for_one_that_hangs(tmp_path):
    """The hanging feed answers only once the other's article was fetched: waiting would fail it."""

    async def main() -> Tally:
        fetched = asyncio.Event()

        async def one(_: Asked, writer: asyncio.StreamWriter) -> None:
            fetched.set()
            writer.write(article())

        async with Site() as quick, Site() as slow:

            async def hang(_: Asked, writer: asyncio.StreamWriter) -> None:
                await fetched.wait()
                writer.write(feed(slow.url("/two")))

            quick.routes = {"/feed": feed(quick.url("/one")), "/one": one}
            slow.routes = {"/feed": hang, "/two": article("Ferries sail from the northern pier")}
            rig = Rig(tmp_path, [source(slow, "Slow"), source(quick, "Quick")])
            tally = Tally()
            await rig.passes.once(tally)
            return tally

    tally = in_reactor(main)
    assert tally.failed_sources == []
    assert tally.outcomes == {"new": 2}


def test_sources_of_one_host_share_its_one_crawl_and_its_delay(tmp_path):
    """Three feeds on one server that list each other's articles: counted at the server."""

    async def main() -> tuple[Site, Tally]:
        async with Site() as site:
            urls = [site.url(f"/{number}") for number in range(6)]
            site.routes = {
                f"/{number}": article(f"Report number {number} of the harbour") for number in range(6)
            }
            for name in ("a", "b", "c"):
                site.routes[f"/{name}"] = feed(*urls)
            sources = [source(site, name, f"/{name}") for name in ("a", "b", "c")]
            tally = Tally()
            await Rig(tmp_path, sources, crawl={"delay": 0.05}).passes.once(tally)
            return site, tally

    site, tally = in_reactor(main)
    assert site.most_at_once == 1
    times = [asked.at for asked in site.asked]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.045
    assert site.hits() == 3 + 6
    assert tally.outcomes == {"new": 6}


def test_what_is_over_the_budget_waits_oldest_due_first(tmp_path):
    async def main() -> list[list[str]]:
        async with Site() as site:
            names = [f"/{number}" for number in range(5)]
            site.routes = {name: article(f"Report number {name[1:]} of the harbour") for name in names}
            site.routes["/feed"] = feed(*(site.url(name) for name in names))
            rig = Rig(tmp_path, [source(site)], budget=2)
            rounds = []
            for minute in range(4):
                before = len(site.asked)
                await rig.tick_at(START + timedelta(minutes=minute))
                rounds.append([asked.path for asked in site.asked[before:] if asked.path in names])
            waited = [keys["waiting"] for event, keys in rig.told if event == "budget_spent"]
            assert waited == [3, 1]
            return rounds

    assert in_reactor(main) == [["/0", "/1"], ["/2", "/3"], ["/4"], []]


def test_a_source_has_an_interval_of_its_own(tmp_path):
    async def main() -> tuple[int, int]:
        async with Site() as site:
            site.routes = {"/a": feed(), "/b": feed()}
            often = source(site, "a", "/a", every=timedelta(minutes=5))
            rig = Rig(tmp_path, [often, source(site, "b", "/b")])
            for minute in range(60):
                await rig.tick_at(START + timedelta(minutes=minute))
            return site.hits("/a"), site.hits("/b")

    often, usual = in_reactor(main)
    assert 10 <= often <= 13
    assert 3 <= usual <= 5


def test_the_operator_is_told_once_that_it_fails_and_once_that_it_is_well(tmp_path):
    async def main() -> tuple[list[int], list[str]]:
        counts = []
        async with Site({"/feed": NOT_FOUND}) as site:
            good = feed(site.url("/one"))
            for number, body in enumerate((NOT_FOUND,) * 5 + (good,) * 3 + (NOT_FOUND, good)):
                site.routes = {"/feed": body, "/one": article()}
                # A restart between any two: what was told is in the store.
                rig = Rig(tmp_path, [source(site, "Kelby & Sons")], operator="ops@example.org")
                await rig.tick_at(START + number * MINUTES_20)
                counts.append(len(rig.mails))
            messages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in rig.mails]
            assert len({message["Message-ID"] for message in messages}) == 2
            bodies = [str(message.get_body(("plain",)).get_content()) for message in messages]
            failing = next(body for body in bodies if "failed 2 times" in body)
            assert "status: answered 404" in failing
            assert "since 2024-10-23 06:00 UTC" in failing
            return counts, sorted(message["Subject"] for message in messages)

    counts, subjects = in_reactor(main)
    assert counts == [0, 1, 1, 1, 1, 2, 2, 2, 2, 2]
    assert subjects == ["Source failing: Kelby & Sons", "Source well again: Kelby & Sons"]


def test_log_lines_of_a_crawl_carry_the_id_that_its_source_shows(tmp_path):
    async def main() -> tuple[list[tuple[str, str | None]], str | None]:
        async with Site() as site, Site() as other:
            site.routes = {"/feed": feed(site.url("/one")), "/one": article()}
            other.routes = {"/feed": NOT_FOUND}
            rig = Rig(tmp_path, [source(site), source(other, "Other")])
            ids: list[tuple[str, str | None]] = []

            def listener(event: str, keys) -> None:
                ids.append((f"{event} {keys.get('source', '')}".strip(), get_contextvars().get("crawl")))

            rig.passes._listener = listener
            await rig.passes.once(Tally())
            return ids, rig.store.sources()["Harbour"].crawl

    ids, stored = in_reactor(main)
    assert stored is not None
    known = dict(ids)
    assert known["source_checked Harbour"] == known["article_checked Harbour"] == stored
    assert known["source_checked Other"] not in (None, stored)
    assert known["pass_ended"] is None
    assert structlog.contextvars.merge_contextvars(None, "info", {"event": "x"}) == {"event": "x"}


def test_a_source_that_answers_with_junk_keeps_what_it_listed_before(tmp_path):
    async def main() -> tuple[int, int]:
        async with Site() as site:
            site.routes = {"/feed": feed(site.url("/one")), "/one": article()}
            rig = Rig(tmp_path, [source(site)])
            await rig.tick_at(START)
            site.routes["/feed"] = answer(b"<html>Maintenance</html>")
            await rig.tick_at(START + MINUTES_20)
            record = rig.store.sources()["Harbour"]
            return record.listed, record.failures

    assert in_reactor(main) == (1, 1)
