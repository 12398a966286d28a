"""The unit of systemd and the operator's guide say what the program does."""

from __future__ import annotations

import re
import tomllib
from configparser import RawConfigParser
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.service.health import TICKS
from monitor.settings import load
from monitor.settings.tables import Settings

TOP = Path(__file__).parents[2]
GUIDE = (TOP / "docs" / "running.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def unit() -> RawConfigParser:
    parser = RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(TOP / "deploy" / "monitor.service", encoding="utf-8")
    return parser


def test_the_unit_gives_the_stop_and_the_tick_their_time(unit):
    settings = load(TOP / "settings.toml")
    service = unit["Service"]
    assert int(service["TimeoutStopSec"]) > settings.schedule.grace.total_seconds() + 2
    # The watchdog is fed at half its time, and not when three ticks are missing.
    assert int(service["WatchdogSec"]) > settings.schedule.tick.total_seconds() * TICKS * 1.5


def test_the_unit_keeps_its_promises(unit):
    wanted = {
        "Type": "notify",
        "KillMode": "mixed",
        "ProtectSystem": "strict",
        "NoNewPrivileges": "yes",
        "PrivateTmp": "yes",
        "RestartPreventExitStatus": "2",
    }
    assert {key: unit["Service"][key] for key in wanted} == wanted


def test_the_settings_of_the_guide_load(tmp_path):
    (text,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    settings = load(tmp_path / "settings.toml")
    assert settings.database.url == "sqlite:////var/lib/monitor/monitor.db"
    assert set(tomllib.loads(text)) <= set(Settings.model_fields)


def test_every_metric_of_the_guide_is_there_and_the_other_way_round(tmp_path):
    from monitor.service.metrics import Metrics
    from monitor.store.database import open_engine
    from monitor.store.listing import Listing
    from tests.unit.service.rig import START

    engine = open_engine(f"sqlite:///{tmp_path / 'monitor.db'}")
    metrics = Metrics(Listing(engine), sources=[], clock=lambda: START, following=lambda _event, _keys: None)
    families = text_string_to_metric_families(metrics.text().decode())
    there = {family.name for family in families if not family.name.endswith("_created")}
    engine.dispose()
    told = {
        name.removesuffix("_total") for name in re.findall(r"^\| `(monitor_[a-z_]+)", GUIDE, re.MULTILINE)
    }
    assert told == there
