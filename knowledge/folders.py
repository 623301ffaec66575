"""The user's own folders, where the system keeps the data, settings and caches of programs. None need be there."""

import os
import sys


def data_folder() -> str:
    """Return the folder of the user's own knowledge base and questions. Raises RuntimeError for a user with no home."""
    return _own("XDG_DATA_HOME", ".local/share", "user_data_dir")


def settings_folder() -> str:
    """Return the folder of the user's keys and theme. Raises RuntimeError for a user with no home."""
    return _own("XDG_CONFIG_HOME", ".config", "user_config_dir")


def cache_folder() -> str:
    """Return the folder of what can be made again at any time. Raises RuntimeError for a user with no home."""
    return _own("XDG_CACHE_HOME", ".cache", "user_cache_dir")


def _own(variable: str, usual: str, otherwise: str) -> str:
    # What the XDG Base Directory Specification says, for those who have a home: to load platformdirs, which says so too,
    # takes a seventh of a cold question.
    if sys.platform == "linux":
        for above, below in ((os.environ.get(variable, ""), ""), (os.environ.get("HOME", ""), usual)):
            if os.path.isabs(above):
                return os.path.join(above, below, "qa")
    import platformdirs

    found: str = getattr(platformdirs, otherwise)("qa", appauthor=False)
    return found
