"""Patterns that are kept as they were compiled are those that Python compiles, whatever becomes of the file."""

import gc
import importlib
import os
import pkgutil
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import knowledge
import qa
from knowledge import compiled
from knowledge.patterns import _Late

QUESTION = "全省一共取消了多少台公务用车?"
ODD = (
    "", "(?i)abc[a-f]", r"(?P<a>x)(?P<b>y)?(z)(?(a)u|v)(?P=b)", r"(?<![主重])要(?!求)|将(?=军)", "(?s).*(?:a{2,5}?|b++)", r"\d+\b|[^\W\d_]",
    "[\u4e00-\u9fff、]+", "\U00020000|\ud800", "(?x) a b # c", "((((((((((((a))))))))))))",
)  # fmt: skip


def back(pattern: str) -> re.Pattern[str]:
    """The pattern as it is when it was written and read again."""
    read = compiled._read(compiled._written({"other": compiled._numbers("other"), pattern: compiled._numbers(pattern)}))
    return compiled._made(pattern, read[pattern])


def of_the_program() -> Iterator[str]:
    for package in (qa, knowledge):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(("qa.train", "qa.__main__", "knowledge.tables.make")):
                importlib.import_module(module.name)
    yield from {one.pattern for one in gc.get_objects() if isinstance(one, _Late)}


def test_all_of_the_program_come_back_as_they_were() -> None:
    patterns = [pattern for pattern in of_the_program() if pattern != "("]
    assert len(patterns) > 100
    assert [pattern for pattern in patterns if back(pattern) != re.compile(pattern)] == []


@pytest.mark.parametrize("pattern", ODD)
def test_odd_ones_come_back_as_they_were(pattern: str) -> None:
    made, plain = back(pattern), re.compile(pattern)
    assert made == plain and (made.groups, made.groupindex, made.flags) == (plain.groups, plain.groupindex, plain.flags)


@given(st.text("ab|()[]{}*+?.^$\\d台-1,:=!<P", max_size=12), st.text("ab台1-", max_size=8))
def test_any_pattern_matches_the_same(pattern: str, text: str) -> None:
    try:
        plain = re.compile(pattern)
    except (re.error, OverflowError):
        return
    assert back(pattern) == plain
    assert [match.span() for match in back(pattern).finditer(text)] == [match.span() for match in plain.finditer(text)]


def test_what_is_no_pattern_is_told_as_ever() -> None:
    with pytest.raises(re.error):
        compiled.compiled("(")


@pytest.fixture
def world(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QA_"))}
    return {**kept, "HOME": str(tmp_path), "PYTHONUTF8": "1"}


def asked(world: dict[str, str]) -> tuple[int, bytes, bytes]:
    done = subprocess.run([sys.executable, "-m", "qa", "ask", QUESTION], capture_output=True, env=world)
    return done.returncode, done.stdout, done.stderr


linux = pytest.mark.skipif(sys.platform != "linux", reason="the folder is elsewhere")


@linux
def test_they_are_kept_once_and_damage_changes_no_answer(world: dict[str, str], tmp_path: Path) -> None:
    first = asked(world)
    assert first[0] == 0 and "31000余台" in first[1].decode()
    (kept,) = (tmp_path / ".cache" / "qa").iterdir()
    whole, written = kept.read_bytes(), kept.stat().st_mtime_ns
    assert asked(world)[1] == first[1] and kept.stat().st_mtime_ns == written
    assert len(compiled._read(whole)) > 20
    for damaged in (b"", whole[:-1], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:], bytes(len(whole))):
        with pytest.raises(ValueError):
            compiled._read(damaged)
    kept.write_bytes(whole[:5000] + b"?" + whole[5001:])
    assert asked(world)[:2] == first[:2]
    again = compiled._read(kept.read_bytes())  # fewer: the first run made the knowledge base, too
    assert len(again) > 20 and again.items() <= compiled._read(whole).items()


@linux
def test_a_file_that_others_can_write_is_not_read(world: dict[str, str], tmp_path: Path) -> None:
    first = asked(world)
    (kept,) = (tmp_path / ".cache" / "qa").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    strange = compiled._written({QUESTION: compiled._numbers("no such pattern")})
    kept.write_bytes(strange)
    kept.chmod(0o666)
    assert asked(world) == first and kept.read_bytes() != strange and stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_one_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compiled, "_place", lambda: str(tmp_path / "qa" / "patterns"))
    monkeypatch.setitem(compiled._new, "台", compiled._numbers("台"))
    monkeypatch.setattr(os, "replace", full)
    compiled.keep()
    assert list((tmp_path / "qa").iterdir()) == [] and "台" in compiled._new


@linux
def test_where_they_cannot_be_kept_answers_are_the_same(world: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("no folder")
    code, told, error = asked(world)
    assert code == 0 and "31000余台" in told.decode() and b"patterns" not in error


def test_a_python_that_compiles_otherwise_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise AttributeError("_code")

    monkeypatch.setattr(compiled, "_numbers", failing)
    assert compiled.compiled("(?P<one>台)") == re.compile("(?P<one>台)")
    monkeypatch.setattr(compiled, "_made", failing)
    assert compiled.compiled("台") == re.compile("台")
