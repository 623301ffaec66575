"""A disk that takes no more, and homes that cannot be written to: one line, exit code 2, and nothing lost."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.errors import Unwritable
from knowledge.local import LocalKnowledgeBase

resource = pytest.importorskip("resource", reason="a system without limits on file sizes")
WRONG = 2


def qa(*argv: str, most: int | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `qa`, which may write no file of more than `most` KB."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * most, 1024 * most))

    command = [sys.executable, "-m", "qa", *argv]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, preexec_fn=limit, env={**os.environ, "LC_ALL": "C", **env}
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (WRONG, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("qa: ") and "Traceback" not in line
    return line


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(12):
        lines = [f"{n}.第{n}项工作。取消公务用车{number}{n}台，推进法治。" for n in range(1, 60)]
        (folder / f"甲{number:02}.txt").write_text(f"甲市{number}年报告\n" + "\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize("most,stored", [(1, 0), (20, 0), (160, 2), (400, 5)])
def test_adding_stops_where_the_disk_is_full_and_keeps_what_was_stored(
    tmp_path: Path, reports: Path, most: int, stored: int
) -> None:
    kb = tmp_path / "kb"
    assert "磁盘" in refused(qa("--kb", str(kb), "add", str(reports), most=most))
    assert not [name for name in os.listdir(kb) if ".tmp" in name]
    if stored:
        base = LocalKnowledgeBase(str(kb))
        assert stored <= len(base.reports()) < 12 and base.check() == []
        base.close()
    base = LocalKnowledgeBase(str(kb), create=True)
    assert {one.status for one in base.add([str(reports)])} <= {"added", "unchanged"}
    assert len(base.reports()) == 12 and base.check() == []


@pytest.mark.parametrize("most", [0, 2, 30])
def test_a_question_that_needs_a_new_index_on_a_full_disk(kb_copy: Path, most: int) -> None:
    (index,) = kb_copy.glob("index-*")
    shutil.rmtree(index)
    line = refused(qa("--kb", str(kb_copy), "ask", "全省一共取消了多少台公务用车?", most=most))
    assert "磁盘满了" in line or "写不进去" in line  # the writer's place comes first
    assert not [name for name in os.listdir(kb_copy) if ".tmp" in name]
    assert qa("--kb", str(kb_copy), "ask", "全省一共取消了多少台公务用车?").stdout.startswith("31000余台\n")


def test_a_full_disk_hinders_no_question(kb_copy: Path) -> None:
    done = qa("--kb", str(kb_copy), "ask", "全省一共取消了多少台公务用车?", most=0)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("31000余台\n")
    refused(qa("--kb", str(kb_copy), "remove", "湖南", most=0))
    assert len(LocalKnowledgeBase(str(kb_copy)).reports()) == 1


def test_an_older_index_does_not_stand_in_where_no_new_one_can_be_built(
    kb_copy: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = LocalKnowledgeBase(str(kb_copy))
    full = OSError(28, "No space left on device")

    def build(*_: object) -> None:
        raise full

    with monkeypatch.context() as patched:
        patched.setattr("knowledge.local.building.Draft.put", build)
        with pytest.raises(Unwritable, match="磁盘满了"):
            list(base.add([str(reports / "甲00.txt")]))
        with pytest.raises(Unwritable, match="磁盘满了"):  # not: no report mentions it
            base.size()
    assert base.size()[0] > 60 and len(base.reports()) == 2


@pytest.mark.parametrize("argv", [("ask", "公务用车?"), ("list",), ("add", ".")])
def test_a_home_that_cannot_be_written_to(tmp_path: Path, argv: tuple[str, ...]) -> None:
    home = tmp_path / "home"
    home.write_text("a file")
    assert str(home) in refused(qa(*argv, HOME=str(home), XDG_DATA_HOME=str(home), QA_KB=""))
    assert home.read_text() == "a file"
