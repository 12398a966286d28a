"""A report to try the mail server with: it looks like a real one, of an invented article.

The figures, sources and passages are told by the same code that tells real ones, in the
editor's language where the address is an editor's. Headline and source say that it is a test.

Left out: sending it (``monitor check --send-test``).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from monitor.deliver.postmaster import EditorsPostmaster
from monitor.mailboxes import address as parsed
from monitor.model import (
    Attribution,
    Change,
    ChangeKind,
    CueClass,
    Figure,
    FigureKind,
    Report,
    SourceOfSpeech,
    Weight,
)
from monitor.ports import Mail

_BEFORE = "The council of Kelby said 12 buses would run on the new line."
_AFTER = "The council of Kelby said 15 buses would run on the new line."
_QUOTED = "“The first of them leaves the yard in May,” mayor Ines Halloran said on Tuesday."
_CORRECTION = "Correction: an earlier version of this article gave the number of buses as 12."


def sample_mail(postmaster: EditorsPostmaster, to: str, now: datetime) -> Mail:
    """The test report for that address.

    :raises ValueError: it is no mail address; the message names it.
    """
    parsed(to)
    return postmaster.sample(sample_report(now), to, now)


def sample_report(now: datetime) -> Report:
    """A figure, a source and a correction of an invented article."""
    return Report(
        source_name="Monitor test",
        article_url="https://example.org/kelby/buses",
        headline="Test report: Kelby orders three more buses",
        language="en",
        version_number=2,
        captured_at=now,
        previous_captured_at=now - timedelta(minutes=15),
        stealth=False,
        changes=(
            Change(
                kind=ChangeKind.FIGURE_CHANGED,
                weight=Weight.HIGH,
                before=_buses("12", _BEFORE),
                after=_buses("15", _AFTER),
                passage=_AFTER,
                passage_before=_BEFORE,
                speaker="The council of Kelby",
            ),
            Change(
                kind=ChangeKind.ATTRIBUTION_ADDED,
                weight=Weight.HIGH,
                after=Attribution(
                    source="Ines Halloran",
                    source_kind=SourceOfSpeech.PERSON,
                    identity="halloran",
                    cue="said",
                    cue_class=CueClass.SAY,
                    stance=0,
                    direct=True,
                    content="The first of them leaves the yard in May",
                    start=_QUOTED.index("said"),
                ),
                passage=_QUOTED,
            ),
            Change(
                kind=ChangeKind.CORRECTION_ADDED,
                weight=Weight.HIGH,
                after=_CORRECTION,
                passage=_CORRECTION,
            ),
        ),
    )


def _buses(number: str, sentence: str) -> Figure:
    start = sentence.index(number)
    return Figure(
        kind=FigureKind.COUNT,
        value=Decimal(number),
        noun="bus",
        surface=f"{number} buses",
        start=start,
        numeral_start=start,
        numeral_end=start + len(number),
    )
