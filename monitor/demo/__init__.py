"""The fixture site and its loopback server, for ``monitor demo`` and the tests."""
