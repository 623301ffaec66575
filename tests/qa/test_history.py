"""The chat's history: kept across sessions, by several at once, through damage; never in the way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.history import History

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files and permissions")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "数据 data" / "history.jsonl"


def test_kept_for_the_next_session_oldest_first(path: Path):
    assert History(str(path)).entries() == []
    first = History(str(path))
    first.add("全省取消了多少台公务用车?")
    first.add("那2022年呢?")
    assert History(str(path)).entries() == ["全省取消了多少台公务用车?", "那2022年呢?"]


def test_asked_twice_in_a_row_is_kept_once(path: Path):
    history = History(str(path))
    for text in ("一", "一", "二", "一"):
        history.add(text)
    assert history.entries() == ["一", "二", "一"]


def test_blank_and_endless_text_is_not_kept(path: Path):
    history = History(str(path))
    for text in ("", " \n", "长" * 2001):
        history.add(text)
    assert not path.exists()


def test_the_last_thousand(path: Path):
    path.parent.mkdir()
    path.write_text("".join(f'{{"question": "q{number}"}}\n' for number in range(2000)), "utf-8")
    history = History(str(path))
    assert history.entries() == [f"q{number}" for number in range(1000, 2000)]
    history.add("新的")
    assert history.entries() == [*(f"q{number}" for number in range(1001, 2000)), "新的"]
    assert len(path.read_bytes().splitlines()) == 1000
    assert sorted(os.listdir(path.parent)) == ["history.jsonl", "history.jsonl.lock"]


def test_lines_are_those_of_a_batch(path: Path):
    History(str(path)).add('说"有"\\吗')
    assert json.loads(path.read_text("utf-8")) == {"question": '说"有"\\吗'}


def test_damaged_lines_are_passed_over(path: Path):
    path.parent.mkdir()
    bad = [b"\xff\xfe", b"{", b"[]", b'{"question": 3}', b"null", b"[" * 100_000, b'{"question": " "}', b"\x00" * 9]
    good = '{"question": "好"}'.encode()
    path.write_bytes(b"\n".join([good, *bad, good, b'{"question": "cut o']))
    history = History(str(path))
    assert history.entries() == ["好", "好"]
    history.add("后来")
    assert history.entries() == ["好", "好", "后来"]


@given(st.lists(st.text(), max_size=4))
def test_no_control_character_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    from qa.render import one_line

    path = tmp_path_factory.mktemp("history") / "history.jsonl"
    history = History(str(path))
    for text in texts:
        history.add(text)
        if path.exists():
            assert path.read_text("utf-8").isprintable() or "\n" in path.read_text("utf-8")
    kept = [shown for text in texts if (shown := one_line(text))]
    assert history.entries() == [one for at, one in enumerate(kept) if not at or kept[at - 1] != one]


def test_what_others_wrote_is_made_safe(path: Path):
    path.parent.mkdir()
    path.write_text('{"question": "a\\u001b[31m\\nb\\u202e\\ud800"}\n', "utf-8")
    assert History(str(path)).entries() == ["a␛[31m b⟨202E⟩⟨D800⟩"]


def test_cleared(path: Path):
    history = History(str(path))
    history.clear()
    history.add("忘掉")
    history.clear()
    assert history.entries() == []
    assert not path.exists()


@pytest.mark.parametrize("off", ["off", "OFF", "0", "no", "false"])
def test_switched_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, off: str):
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("QA_HISTORY", off)
    history = History()
    history.add("不留")
    history.clear()
    assert history.entries() == []
    assert list(tmp_path.iterdir()) == []
    monkeypatch.delenv("QA_HISTORY")
    History().add("留下")
    assert [file.name for file in tmp_path.rglob("history.jsonl")] == ["history.jsonl"]


@posix
def test_only_its_owner_reads_it(path: Path):
    before = os.umask(0)
    try:
        History(str(path)).add("私事")
        assert path.stat().st_mode & 0o777 == 0o600
        path.write_text('{"question": "q"}\n' * 2000, "utf-8")
        History(str(path)).add("私事")
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@posix
def test_a_link_stays_a_link(path: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere.jsonl"
    elsewhere.write_text('{"question": "q"}\n' * 2000, "utf-8")
    path.parent.mkdir()
    path.symlink_to(elsewhere)
    History(str(path)).add("新的")
    assert path.is_symlink()
    assert History(str(elsewhere)).entries()[-1] == "新的"


def used(history: History) -> list[str]:
    """Use a history in every way; returns what it holds then."""
    history.add("无处可写")
    entries = history.entries()
    history.clear()
    return entries


def test_places_that_cannot_be_written_hold_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert used(History(str(tmp_path / "file" / "history.jsonl"))) == []
    (tmp_path / "folder").mkdir()
    assert used(History(str(tmp_path / "folder"))) == []
    assert used(History("/proc/none/history.jsonl")) == []


@posix
def test_a_pipe_or_a_full_disk_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    assert used(History(str(tmp_path / "pipe"))) == []


WRITER = """
import sys
from qa.history import History
history = History(sys.argv[1])
for number in range(100):
    history.add(f"{sys.argv[2]}:{number}")
"""


def test_two_chats_at_once_lose_nothing(path: Path):
    path.parent.mkdir()
    path.write_text('{"question": "q"}\n' * 1850, "utf-8")  # the file is cut back while they write
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, name]) for name in "abcd"]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    entries = History(str(path)).entries()
    for name in "abcd":
        assert [one for one in entries if one.startswith(name)] == [f"{name}:{number}" for number in range(100)]
    assert len(path.read_bytes().splitlines()) < 1850
