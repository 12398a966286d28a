"""settings.toml and MONITOR_* variables to frozen Settings.

Precedence: a flag of the command line, ``MONITOR_SECTION__KEY``, the file named by
``--config`` or ``MONITOR_CONFIG``, ``./settings.toml``. Paths in the file are relative
to the file's folder. An unknown key, a wrong value or a missing file is a
:class:`SettingsError` that names the key and its place. Secrets are shown redacted.
"""

from monitor.settings.load import load, locate
from monitor.settings.tables import Settings

__all__ = ["Settings", "load", "locate"]
