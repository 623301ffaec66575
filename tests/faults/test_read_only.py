"""A knowledge base that may be read and not written: asked as usual, and clear about what cannot be done."""

import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import Unwritable
from knowledge.local import LocalKnowledgeBase

# All that is needed is imported first: nobody may not be able to read where Python is installed.
BECOME = """
import os, pathlib, sys, tempfile
from knowledge import head, passages, words
from knowledge.base import Clause
from knowledge.errors import Unwritable
from knowledge.local import LocalKnowledgeBase
from knowledge.adding import prepared
from knowledge.local import building
from knowledge.readers import plain
from knowledge.text import fold
words.cut_report(fold("x").text)
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
"""
USE = """
base = LocalKnowledgeBase(sys.argv[1])
print(len(base.search([Clause("words", "公务用车", 1.0)], 5)), base.check(), len(base.text(base.reports()[0].id)))
for write in (lambda: list(base.add([sys.argv[2]])), lambda: base.remove(1), lambda: LocalKnowledgeBase(sys.argv[1] + "/new", create=True)):
    try:
        write()
    except Unwritable as error:
        print("refused", len(error.zh.splitlines()))
"""


def freeze(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222 | stat.S_IRGRP | stat.S_IROTH | (0o111 if path.is_dir() else 0))


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as somebody to whom read-only means read-only: to root it does not."""
    return subprocess.run([sys.executable, "-c", BECOME + code, *arguments], capture_output=True, text=True, timeout=60)


@pytest.fixture
def frozen(kb_of_shipped: Path) -> Iterator[Path]:
    """A knowledge base where others can reach it, and nobody can write."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = Path(shutil.copytree(kb_of_shipped, place / "kb"))
    freeze(folder)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(place)


def test_a_folder_that_cannot_be_written_to(frozen: Path, shipped_text: str) -> None:
    other = frozen.parent / "other.txt"
    other.write_text("另一份报告\n正文。\n", "utf-8")
    done = run(USE, str(frozen), str(other))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"3 [] {len(shipped_text)}", *["refused 1"] * 3]


def test_a_folder_that_cannot_be_opened_is_told() -> None:
    place = Path(tempfile.mkdtemp())
    place.chmod(0o777)
    closed = place / "in" / "closed"
    closed.mkdir(parents=True)
    (closed.parent / "a.txt").write_text("一份报告\n正文。\n", "utf-8")
    closed.chmod(0)
    code = "print(*[(a.path, a.status, a.en) for a in LocalKnowledgeBase(sys.argv[1], create=True).add([sys.argv[2]])])"
    done = run(code, str(place / "kb"), str(closed.parent))
    closed.chmod(0o755)
    shutil.rmtree(place)
    assert done.stderr == ""
    assert done.stdout == f"('a.txt', 'added', '') ('closed', 'failed', '{closed}: cannot open the folder')\n"


def test_without_an_index_it_says_that_it_cannot_build_one(frozen: Path) -> None:
    (index,) = frozen.glob("index-*")
    frozen.chmod(0o755)
    index.chmod(0o755)
    index.rename(frozen / "elsewhere")
    frozen.chmod(0o555)
    assert (
        run("LocalKnowledgeBase(sys.argv[1]).size()", str(frozen))
        .stderr.splitlines()[-1]
        .startswith("knowledge.errors.Unwritable: ")
    )


def test_the_writer_place_is_taken_for_good(kb_copy: Path, shipped: Path) -> None:
    (kb_copy / "writer.lock").unlink(missing_ok=True)
    (kb_copy / "writer.lock").mkdir()
    base = LocalKnowledgeBase(str(kb_copy))
    with pytest.raises(Unwritable) as caught:
        list(base.add([str(shipped)]))
    assert len(caught.value.zh.splitlines()) == 1
    assert base.reports()
