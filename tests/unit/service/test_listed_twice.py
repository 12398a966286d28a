"""An article that several sources list: looked at once, told to the readers of each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from monitor.model import Delivery, Editor, Source, SourceKind
from monitor.ports import BY_HAND
from monitor.service.events import Tally
from tests.loopback import Site, in_reactor

from .rig import START, Rig, article, feed, source

pytestmark = pytest.mark.usefixtures("each_database")

NEW = "The harbour master said 120 boats had left for the northern quay by Wednesday evening."
HOUR = timedelta(hours=1)


def reader(name: str, *sources: str, **more: object) -> Editor:
    return replace(Editor(address=f"{name}@desk.example", sources=sources), **more)


READERS = (
    reader("first", "Front page"),
    reader("second", "Harbour news"),
    reader("third", "Elsewhere"),
    reader("both", "Harbour news", "Front page"),
    reader("all"),
    # One person in two tables, a source in each.
    reader("twice", "Front page"),
    reader("twice", "Harbour news"),
    reader("hourly", "Harbour news", delivery=Delivery.HOURLY),
)


def told(rig: Rig) -> list[tuple[str, str]]:
    """(who, the name that begins the subject) of every mail."""
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in rig.mails]
    return sorted(
        (str(mail["To"]).partition("@")[0], str(mail["Subject"]).partition(":")[0]) for mail in mails
    )


def changed(
    folder: Path, *, only: Sequence[str] = (), left: Sequence[str] = (), by_hand: bool = False
) -> tuple[Site, Rig]:
    """Two feeds list one article, which changes.

    ``only``: a pass over the sources of these names sees the change; ``left``: these have left
    the settings by then.
    """

    async def main() -> tuple[Site, Rig]:
        async with Site() as site:
            url = site.url("/berths")
            site.routes = {"/front": feed(url), "/harbour": feed(url), "/berths": article()}
            sources = [
                source(site, "Front page", "/front"),
                source(site, "Harbour news", "/harbour"),
                source(site, "Elsewhere", "/front-of-another"),
            ]
            site.routes["/front-of-another"] = feed()
            rig = Rig(folder, sources[:1], editors=READERS)
            await rig.passes.once(Tally())
            if by_hand:
                from monitor.model import Link

                rig.store.add_links(BY_HAND, [(url, Link(url=url))], START)
            await Rig(folder, sources, editors=READERS, now=START + HOUR).passes.once(Tally())
            site.routes["/berths"] = article(more=NEW)
            site.asked.clear()
            chosen = [one for one in sources if one.name not in left and (not only or one.name in only)]
            rig = Rig(folder, chosen, editors=READERS, now=START + 2 * HOUR)
            await rig.passes.once(Tally())
            rig.now += HOUR
            await rig.passes.post(Tally())
            return site, rig

    return in_reactor(main)


ALL = [
    ("all", "Front page"),
    ("both", "Front page"),
    ("first", "Front page"),
    ("hourly", "Harbour news"),
    ("second", "Harbour news"),
    ("twice", "Front page"),
]


def test_the_readers_of_each_source_are_told_once_under_its_name(tmp_path):
    site, rig = changed(tmp_path)
    assert told(rig) == ALL
    assert [asked.path for asked in site.asked].count("/berths") == 1


def test_a_pass_over_one_source_tells_the_readers_of_all(tmp_path):
    """``--source`` says where to look, not who is told."""
    site, rig = changed(tmp_path, only=["Harbour news"])
    assert [who for who, _ in told(rig)] == [who for who, _ in ALL]
    assert [asked.path for asked in site.asked].count("/berths") == 1


def test_an_article_whose_first_source_left_the_settings_goes_on(tmp_path):
    _, rig = changed(tmp_path, left=["Front page"])
    assert ("second", "Harbour news") in told(rig)
    assert ("all", "Harbour news") in told(rig)


def test_an_article_that_no_source_of_the_settings_lists_is_left_alone(tmp_path):
    site, rig = changed(tmp_path, left=["Front page", "Harbour news"])
    assert told(rig) == []
    assert "/berths" not in [asked.path for asked in site.asked]


def test_what_was_added_by_hand_as_well_goes_on(tmp_path):
    _, rig = changed(tmp_path, left=["Front page", "Harbour news"], by_hand=True)
    assert "all" in [who for who, _ in told(rig)]


@pytest.mark.parametrize("first", ["feed", "page"])
def test_a_page_that_a_feed_lists_as_well_is_looked_at_for_its_own_source(tmp_path, first):
    """Or it would count as never checked, and would be left alone when it is old."""

    async def main() -> Rig:
        async with Site() as site:
            site.routes = {"/front": feed(site.url("/berths")), "/berths": article()}
            sources = [
                source(site, "Front page", "/front"),
                Source(name="The berths", kind=SourceKind.PAGE, url=site.url("/berths")),
            ]
            if first == "page":
                sources.reverse()
            await Rig(tmp_path, sources[:1]).passes.once(Tally())
            rig = Rig(tmp_path, sources)
            await rig.tick_at(START + timedelta(days=1))
            return rig

    rig = in_reactor(main)
    assert {name: record.error for name, record in rig.store.sources().items()} == {
        "Front page": None,
        "The berths": None,
    }
