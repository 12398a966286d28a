"""What a pass tells while it runs: events with fixed keys, and the tally of them.

A listener is called with an event's name and its keys; the log and the terminal's
progress are listeners. The names and keys are a closed set:

=================  ==============================================================
pass_started       sources
source_checked     source, listed (None: 304), new, error (None: it went well)
articles_started   articles
article_checked    source, url, outcome, detail, headline, language, changes, version
budget_spent       source, articles, waiting
stage_ended        stage (index, articles, mail), seconds
clock_set_back     planned
mail_flushed       sent, retried, dead
pass_ended         summary, exit_code
=================  ==============================================================
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from monitor.model import Weight
from monitor.pipeline import Outcome


class Listener(Protocol):
    """Hears events."""

    def __call__(self, event: str, keys: Mapping[str, Any]) -> None:
        """One event; must not raise and must not block."""
        ...


@dataclass(slots=True)
class Tally:
    """What a pass came to. Grows while the pass runs."""

    sources: int = 0
    failed_sources: list[str] = field(default_factory=list)
    links: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    told: list[Outcome] = field(default_factory=list)
    sent: int = 0
    retried: int = 0
    dead: int = 0
    outputs_sent: int = 0
    """Of ``sent``, what was no mail: entries of feeds, lines, webhooks."""
    outputs_retried: int = 0
    stopped: bool = False

    def add(self, outcome: Outcome) -> None:
        """Count one article's check."""
        self.outcomes[outcome.outcome] += 1
        if any(change.weight.rank >= Weight.LOW.rank for change in outcome.changes):
            self.told.append(outcome)

    @property
    def exit_code(self) -> int:
        """0 fine, 3 some sources failed, 4 all failed."""
        if not self.failed_sources:
            return 0
        return 4 if len(self.failed_sources) == self.sources else 3

    def line(self) -> str:
        """The one line that ends a pass."""
        failed = f" ({len(self.failed_sources)} failed)" if self.failed_sources else ""
        parts = [
            _counted(self.sources, "source") + failed,
            _counted(sum(self.outcomes.values()), "article") + " checked",
        ]
        names = ("new", "changed", "gone", "back", "held", "flapping", "refused", "failed")
        parts.extend(f"{self.outcomes[name]} {name}" for name in names if self.outcomes[name])
        parts.append(_post(self.sent, self.outputs_sent) + " sent")
        if self.retried or self.dead:
            parts.append(f"{_post(self.retried, self.outputs_retried)} waiting, {self.dead} dead")
        return ", ".join(parts) + (" (stopped early)" if self.stopped else "")


def _post(number: int, outputs: int) -> str:
    """Mails, and what went another way: "2 mails and 3 for outputs"."""
    return _counted(number - outputs, "mail") + (f" and {outputs} for outputs" if outputs else "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
