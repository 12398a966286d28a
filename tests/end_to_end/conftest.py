"""Real parts: the command line in processes of its own, sites and mail over loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.site import Site, default_root
from tests.databases import PASSWORD, Server

COMMAND = [sys.executable, "-m", "monitor.cli.main"]
# No run of these takes a tenth of it; a hang must fail the test, not the suite.
PATIENCE = 120


class Desk:
    """A folder with settings, as an operator has it, and the commands run in it."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        self.folder = folder
        # None: SQLite, as the settings have it without a word.
        self.database = database

    def write(self, text: str) -> None:
        (self.folder / "settings.toml").write_text(text, encoding="utf-8")

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
        database = {} if self.database is None else {"MONITOR_DATABASE__URL": self.database}
        return kept | database | {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}

    def run(self, *args: str, check: int | None = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*COMMAND, *args],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert PASSWORD not in done.stdout + done.stderr
        if check is not None:
            assert done.returncode == check, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def start(self, *args: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *args],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def rows(self, *args: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*args, "--json").stdout.splitlines()]

    @property
    def outbox(self) -> list[Path]:
        return sorted((self.folder / "data" / "outbox").glob("*.eml"))


PATHS = {"feed": "feed.xml", "sitemap": "news-sitemap.xml", "section": ""}


def site_settings(site: Site, url: str, *, kinds: dict[str, str] | None = None, more: str = "") -> str:
    """Settings for every language's site, each found in its own way."""
    chosen = kinds or {"en": "feed", "de": "sitemap", "ko": "section", "uk": "feed"}
    lines = ["[crawl]", 'delay = "0s"', 'allow_private = ["127.0.0.1"]', more]
    for language, kind in chosen.items():
        lines += [
            "[[sources]]",
            f'name = "{site.name(language)}"',
            f'kind = "{kind}"',
            f'url = "{url}/{language}/{PATHS[kind]}"',
            f'language = "{language}"',
        ]
    return "\n".join(lines) + "\n"


def editor(language: str, *, address: str | None = None, more: str = "") -> str:
    name = address or f"desk-{language}@example.org"
    return f'[[editors]]\naddress = "{name}"\nlanguage = "{language}"\nlanguages = ["{language}"]\n{more}\n'


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def each_desk(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A desk on each of the databases."""
    if database == "sqlite":
        yield Desk(tmp_path)
        return
    server: Server = request.getfixturevalue("postgresql")
    url = server.empty()
    yield Desk(tmp_path, url)
    server.drop(url)


@pytest.fixture(scope="session")
def site() -> Site:
    return Site(default_root())
