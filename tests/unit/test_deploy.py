"""The unit of systemd and the operator's guide say what the program does."""

from __future__ import annotations

import re
import tomllib
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Context
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.engine import make_url

from monitor.cli.main import monitor
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


# ------------------------------------------------------------------------------- containers


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    text = (TOP / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    return loaded


def test_the_containers_run_commands_that_there_are(compose):
    """Every option as well: what click does not know ends with 2."""
    ours = {name: one for name, one in compose["services"].items() if "build" in one}
    assert sorted(one["command"][0] for one in ours.values()) == ["run", "worker", "worker"]
    for one in ours.values():
        assert monitor.main([*one["command"], "--help"], standalone_mode=False) in (0, None)
        build = (TOP / "deploy" / one["build"]["context"]).resolve()
        assert build == TOP
        assert (build / one["build"]["dockerfile"]).is_file()
        for volume in one["volumes"]:
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (TOP / "deploy" / source).resolve().exists()


def test_the_containers_settings_load_and_name_the_other_containers(compose, monkeypatch):
    worker = compose["services"]["worker-one"]
    for key, value in worker["environment"].items():
        if key != "MONITOR_CONFIG":
            monkeypatch.setenv(key, re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value))
    settings = load(TOP / "settings.toml")
    assert settings.service.engine == "workers"
    address = make_url(settings.database.url)
    database = compose["services"]["database"]
    assert address.host in compose["services"]
    assert (address.username, address.database) == (
        database["environment"]["POSTGRES_USER"],
        database["environment"]["POSTGRES_DB"],
    )
    assert settings.smtp is not None
    assert settings.smtp.host in compose["services"]
    assert str(settings.evidence.folder) in [volume.split(":")[1] for volume in worker["volumes"]]
    assert worker["depends_on"]["database"]["condition"] == "service_healthy"
    stop = int(worker["stop_grace_period"].removesuffix("s"))
    assert stop > settings.schedule.grace.total_seconds() + 2


def test_the_guide_to_many_machines_names_commands_and_keys_that_there_are(tmp_path):
    text = (TOP / "docs" / "scaling.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "settings.toml").write_text(table.replace("   [", "["), encoding="utf-8")
    assert load(tmp_path / "settings.toml").service.engine == "workers"
    for command in set(re.findall(r"`monitor ([a-z]+)", text)):
        assert command in monitor.list_commands(Context(monitor))
