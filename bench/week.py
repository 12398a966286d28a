"""A simulated week: whether the service sees what changes, how soon, at what price, and how politely.

    python bench/week.py [--hosts N] [--articles N] [--hours N] [--tick MINUTES] [--seed N]

40 sources on invented hosts over loopback, 4,000 articles that change as those who counted
say news does, 672 ticks of a quarter of an hour. What is real and how time is scaled is
told in ``tests/end_to_end/week/run.py``. Prints the changes that outlasted the cadence then in
force and how many of these were missed, the delays, requests per article, and what the
server saw of the manners. Exit code 1 when one was missed or a host was pressed.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

if __name__ == "__main__":
    from tests.end_to_end.week.run import main

    sys.exit(main())
