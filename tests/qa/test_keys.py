"""The file of keys: what it gives to the chat, and one line for each thing that is wrong in it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.keys import keys_path, read_keys

KNOWN = ("source", "quit", "help", "clear")


@pytest.fixture(autouse=True)
def _no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.toml"


def read(path: Path, content: str | bytes) -> tuple[dict[str, str], list[str]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_keys(str(path), KNOWN)


def test_no_file_no_keys(path: Path):
    assert read_keys(str(path), KNOWN) == ({}, [])


def test_keys(path: Path):
    keys, wrong = read(path, '# 我的键\nsource = "F2"\nquit = "Ctrl + Q，ctrl+d"\nhelp = ["f1", "shift+alt+h"]\n')
    assert wrong == []
    assert keys == {"source": "f2", "quit": "ctrl+q,ctrl+d", "help": "f1,alt+shift+h"}


def test_as_editors_write_it(path: Path):
    assert read(path, '\ufeffquit = "ctrl＋PgUp"\r\n') == ({"quit": "ctrl+pageup"}, [])


WRONG = {
    "action": ('qiut = "f2"', "没有“qiut”这个功能；是想用 quit 吗？"),
    "no action like it": ('"眼睛" = "f2"', "没有“眼睛”这个功能；有 clear、help、quit、source"),
    "a table": ('[keys]\nquit = "f2"', "没有“keys”这个功能；有 clear、help、quit、source"),
    "key": ('quit = "ctrl-q"', "quit = ctrl-q：没有这个键；例：f2、ctrl+q、shift+tab"),
    "no key": ('quit = ""', "quit = ：没有这个键；例：f2、ctrl+q、shift+tab"),
    "f25": ('quit = "f25"', "quit = f25：没有这个键；例：f2、ctrl+q、shift+tab"),
    "number": ("quit = 3", "quit = 3：这个键是打字用的"),
    "letter": ('quit = "q"', "quit = q：这个键是打字用的"),
    "enter": ('quit = "Shift+Return"', "quit = Shift+Return：这个键是打字用的"),
    "table": ('quit = {a = "b"}', "quit = {'a': 'b'}：没有这个键；例：f2、ctrl+q、shift+tab"),
    "no toml": ('source = "f2"\nquit = ctrl+q', '第2行不合 TOML 的写法；例：source = "f2"'),
    "cut off": ('quit = "f2', '末尾不合 TOML 的写法；例：source = "f2"'),
    "chinese": ('眼睛 = "f2"', '第1行不合 TOML 的写法；例：source = "f2"'),
    "twice": ('quit = "f2"\nquit = "f3"', "同一个功能写了两次"),
    "gbk": ("# 键".encode("gbk"), "不是 UTF-8"),
    "long": ("#" * 70_000, "太长"),
    "nested": ("quit = " + "[" * 5_000, "嵌套太深"),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_one_line(path: Path, content: str | bytes, said: str):
    keys, wrong = read(path, content)
    assert keys == {}
    assert wrong == [f"{path}：{said}"]


def test_what_is_right_counts_all_the_same(path: Path):
    keys, wrong = read(path, 'quit = "ctrl+q,q,f4"\nsource = "f4,f5"\n')
    assert keys == {"quit": "ctrl+q,f4", "source": "f5"}
    assert wrong == [f"{path}：quit = q：这个键是打字用的", f"{path}：source = f4：已经用于 quit"]


def test_in_english(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    (complaint,) = read(path, 'qiut = "f2"')[1]
    assert complaint == f"{path}: no action 'qiut'; did you mean quit?"
    (complaint,) = read(path, "quit = ctrl+q")[1]
    assert complaint == f'{path}: line 1 is not TOML; for example: source = "f2"'


def test_places_that_are_no_file(tmp_path: Path):
    assert read_keys(str(tmp_path), KNOWN) == ({}, [f"{tmp_path}：不是文件"])
    assert read_keys(str(tmp_path / "none" / "keys.toml"), KNOWN) == ({}, [])
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe")
        assert read_keys(str(tmp_path / "pipe"), KNOWN) == ({}, [f"{tmp_path / 'pipe'}：不是文件"])


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: f"quit = {text!r}".encode("utf-8", "replace")))
def test_any_file_gives_keys_and_lines(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    keys, wrong = read(tmp_path_factory.mktemp("keys") / "keys.toml", content)
    assert set(keys) <= set(KNOWN)
    assert all("\n" not in line and line.isprintable() for line in wrong)


def test_every_key_is_one_that_textual_binds(path: Path):
    from textual.binding import Binding

    keys, wrong = read(path, 'quit = "ctrl+shift+f12,alt+enter,ctrl+backslash,escape,shift+tab"')
    assert wrong == []
    assert [one.key for one in Binding.make_bindings([(keys["quit"], "quit")])] == keys["quit"].split(",")


def test_in_the_users_own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in ("XDG_CONFIG_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    assert keys_path().startswith(str(tmp_path))
    assert keys_path().endswith("keys.toml")
