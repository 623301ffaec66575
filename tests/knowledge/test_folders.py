import os
import sys
from collections.abc import Callable

import platformdirs
import pytest

from knowledge.folders import cache_folder, data_folder, settings_folder

FOLDERS = [
    (data_folder, platformdirs.user_data_dir, "XDG_DATA_HOME"),
    (settings_folder, platformdirs.user_config_dir, "XDG_CONFIG_HOME"),
    (cache_folder, platformdirs.user_cache_dir, "XDG_CACHE_HOME"),
]


@pytest.mark.parametrize(("ours", "theirs", "variable"), FOLDERS)
@pytest.mark.parametrize("home", ["/home/某人", "/", "relative", "", None])
@pytest.mark.parametrize("named", ["/data/某处", "/data/", "relative", "", " ", None])
def test_the_folders_are_those_that_platformdirs_tells(
    ours: Callable[[], str],
    theirs: Callable[..., str],
    variable: str,
    home: str | None,
    named: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (("HOME", home), (variable, named)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert os.path.normpath(ours()) == os.path.normpath(theirs("qa", appauthor=False))


def test_other_systems_have_their_own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda name, appauthor: f"{name} {appauthor}")
    assert data_folder() == "qa False"
