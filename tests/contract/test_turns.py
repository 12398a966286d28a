"""What workers share: a site is one process's, a host's turn too, and both outlive what they must."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.crawl.runner import Crawler
from monitor.errors import StoreUnavailable
from monitor.model import FetchFault, Page, Target
from monitor.ports import HostState
from monitor.store.database import open_engine
from monitor.store.memory import SqlCrawlMemory
from monitor.store.turns import SqlTurns
from tests.databases import Server
from tests.fleet import until
from tests.hostile.harness import ARTICLE, config
from tests.loopback import Site, answer, in_reactor

LONGEST = timedelta(seconds=60)
NO_PAUSE = timedelta(0)
HOST = "www.example.org"


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.fresh()


@pytest.fixture
def both(url) -> Iterator[tuple[SqlTurns, SqlTurns]]:
    """Two processes' views."""
    one, other = SqlTurns(url), SqlTurns(url)
    yield one, other
    one.close()
    other.close()


def test_a_site_is_one_processs_until_it_lets_go_or_dies(both):
    one, other = both
    with one.site(HOST) as held:
        assert held
        with other.site(HOST) as also:
            assert not also
        with other.site("www.example.com") as elsewhere:
            assert elsewhere
    with other.site(HOST) as now:
        assert now
        with one.site(HOST) as again:
            assert not again
        other.close()  # as the kernel closes the connection of a killed process

    def freed() -> bool:
        with one.site(HOST) as held:
            return held

    until(freed, 10)


def test_a_turn_is_given_to_one_and_after_its_pause_to_the_other(both):
    one, other = both
    assert one.take(HOST, LONGEST) == HostState()
    waits = other.take(HOST, LONGEST)
    assert isinstance(waits, timedelta)
    one.give_back(HOST, timedelta(seconds=0.3))
    left = other.take(HOST, LONGEST)
    assert isinstance(left, timedelta)
    assert timedelta(0) < left <= timedelta(seconds=0.3)
    time.sleep(0.35)
    assert other.take(HOST, LONGEST) == HostState()


def test_the_turn_of_a_process_that_died_ends_after_the_longest_exchange(both):
    one, other = both
    assert one.take(HOST, timedelta(seconds=3)) == HostState()
    one.close()
    assert isinstance(other.take(HOST, LONGEST), timedelta)
    until(lambda: other.take(HOST, LONGEST) == HostState(), 10)


def test_a_turn_brings_what_another_process_was_told_of_the_host(both, url):
    one, _ = both
    engine = open_engine(url)
    busy = HostState(failures=1, because="answered 429", fault=FetchFault.STATUS, status=429)
    SqlCrawlMemory(engine).keep_host(HOST, busy)
    engine.dispose()
    assert one.take(HOST, LONGEST) == busy


def test_hosts_do_not_wait_for_each_other(both):
    one, other = both
    assert one.take(HOST, LONGEST) == HostState()
    assert other.take("www.example.com", LONGEST) == HostState()


def test_a_restart_of_the_server_keeps_the_turn_and_takes_the_site_again(both, postgresql: Server):
    one, other = both
    with one.site(HOST) as held:
        assert held
        assert one.take(HOST, LONGEST) == HostState()
        postgresql.stop()
        postgresql.start()
        # The lock is forgotten, the row is not.
        assert isinstance(other.take(HOST, LONGEST), timedelta)
        one.give_back(HOST, NO_PAUSE)
        with other.site(HOST) as taken:
            assert not taken


def test_whoever_lost_its_site_to_another_in_a_restart_goes_no_further(both, postgresql: Server):
    one, other = both
    with one.site(HOST):
        postgresql.stop()
        postgresql.start()
        with other.site(HOST) as taken:
            assert taken
            with pytest.raises(StoreUnavailable, match="taken over by another worker"):
                one.take(HOST, LONGEST)


def test_a_request_whose_turn_went_by_while_the_process_stood_still_takes_another(
    url, monkeypatch: pytest.MonkeyPatch
):
    """By then the host may be somebody else's: a restart of the server forgets who holds it."""
    monkeypatch.setattr("monitor.crawl.hosts._BESIDE_THE_WIRE", 0.1)
    seen_at_turn: list[int] = []

    async def main() -> list[object]:
        outcomes: list[object] = []

        async def deliver(outcome: object) -> None:
            outcomes.append(outcome)

        class Standing(SqlTurns):
            def take(self, host: str, longest: timedelta) -> HostState | timedelta:
                given = super().take(host, longest)
                if isinstance(given, HostState):
                    seen_at_turn.append(site.hits())
                    if len(seen_at_turn) == 1:
                        time.sleep(longest.total_seconds())
                return given

        async with Site({"/a": answer(ARTICLE)}) as site:
            turns = Standing(url)
            crawler = Crawler(config(timeout=0.4, obey_robots=False), turns=turns)
            await crawler.fetch_articles([Target(url=site.url("/a"))], deliver)
            turns.close()
            assert site.hits() == 1
        return outcomes

    (outcome,) = in_reactor(main)
    assert isinstance(outcome, Page)
    assert seen_at_turn == [0, 0]
