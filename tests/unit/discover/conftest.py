"""Where the real material lies beside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def shared_data() -> Path:
    """The folder of real feeds; the test is skipped where it is not there."""
    folder = Path(os.environ.get("MONITOR_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the real material is not here")
    return folder
