"""Several processes, and processes that die: what was acknowledged stays, what was not is whole or not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from damage import ASKED

from knowledge.errors import Unwritable
from knowledge.local import LocalKnowledgeBase

ADD = """
import sys
from knowledge.local import LocalKnowledgeBase
for added in LocalKnowledgeBase(sys.argv[1], create=True).add(sys.argv[2:]):
    print(added.status, added.path, flush=True)
"""
ASK = """
import sys
from knowledge.base import Clause
from knowledge.local import LocalKnowledgeBase
base = LocalKnowledgeBase(sys.argv[1])
for round in range(40):
    for hit in base.search([Clause("words", "公务用车", 1.0)], 50):
        assert base.text(hit.report.id)[hit.passage.lead:hit.passage.end] == hit.text
print(len(base.reports()))
"""


def start(code: str, *arguments: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    return out


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for part in ("a", "b", "c"):
        folder = tmp_path / "reports" / part
        folder.mkdir(parents=True)
        for number in range(12):
            text = f"{part}市{number}年报告\n" + "".join(
                f"{n}.第{n}项工作。取消公务用车{number}{n}台，推进法治。\n" for n in range(1, 30)
            )
            (folder / f"{part}{number:02}.txt").write_text(text, "utf-8")
    return tmp_path / "reports"


def test_processes_that_add_at_the_same_time_all_succeed(tmp_path: Path, reports: Path) -> None:
    folder = tmp_path / "kb"
    processes = [start(ADD, folder, reports / part) for part in ("a", "b", "c")]
    for process in processes:
        assert ended(process).count("added") == 12
    base = LocalKnowledgeBase(str(folder))
    assert len(base.reports()) == 36 and base.check() == []
    assert len({hit.report.path for hit in base.search(ASKED, 5000)}) == 36


def test_a_reader_asks_while_another_adds(tmp_path: Path, reports: Path) -> None:
    folder = tmp_path / "kb"
    ended(start(ADD, folder, reports / "a"))
    adding = start(ADD, folder, reports / "b", reports / "c")
    asking = [start(ASK, folder), start(ASK, folder)]
    assert all(int(ended(process)) >= 12 for process in asking)
    assert ended(adding).count("added") == 24


def test_a_writer_that_waits_in_vain_says_why(kb_copy: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.local.lock.PATIENCE", 1)
    holder, other = LocalKnowledgeBase(str(kb_copy)), LocalKnowledgeBase(str(kb_copy))
    adding = holder.add([str(shipped), str(shipped)])
    next(adding)
    with pytest.raises(Unwritable, match="另一个进程"):
        list(other.add([str(shipped)]))
    assert other.search(ASKED, 5)
    adding.close()
    assert [one.status for one in other.add([str(shipped)])] == ["unchanged"]
