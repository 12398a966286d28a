"""The databases that tests of the store run on: each such test once on every one of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import DATABASES, Server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A running PostgreSQL."""
    server = Server()
    yield server
    server.remove()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The name of the database under the test."""
    return str(request.param)


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest, tmp_path) -> Iterator[str]:
    """The address of a new database: no file yet, or tables without rows."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'monitor.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    url = server.fresh()
    yield url
    server.drop(url)
