"""``monitor run`` killed with SIGKILL at 200 random moments: what is lost, doubled or damaged.

    python bench/kill_service.py [--runs N] [--seed N]

The lives are those of ``tests/end_to_end/killing_service.py``, see there. Prints how far a round
was in the store when the service died, mails that came twice (with one Message-ID), and
every breach. Exit code 1 on any.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

if __name__ == "__main__":
    from tests.end_to_end.killing_service import main

    sys.exit(main())
