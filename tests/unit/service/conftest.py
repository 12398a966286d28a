"""The tests of a rig run on each of the databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Server

from .rig import DATABASES


@pytest.fixture
def each_database(database: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Rigs have their stores on this database."""
    made: list[str] = []
    server: Server | None = None
    if database == "postgresql":
        server = request.getfixturevalue("postgresql")

        def fresh(_folder: object) -> str:
            assert server is not None
            made.append(server.fresh())
            return made[-1]

        DATABASES.made = fresh
    yield
    DATABASES.close()
    for url in made:
        assert server is not None
        server.drop(url)
