"""Reports prepared in several processes: the same records and answers as in one, whatever befalls the processes."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from knowledge.adding import limits, prepared, workers
from knowledge.base import Added, Clause
from knowledge.local import LocalKnowledgeBase

ASKED = [Clause("words", "公务用车", 1.0), Clause("chars", "推", 1.0), Clause("pairs", "的人", 1.0)]

# Workers that die of some reports, fail by others, and have two seconds for each.
HARMED = """
import os, sys, time; sys.path[:] = sys.argv[1:]
from knowledge.adding import limits, prepared, workers
limits._SECONDS = 2
sound = prepared._rows
def rows(file, key, data):
    if "致命".encode() in data:
        os._exit(9)
    if "故障".encode() in data:
        raise RuntimeError(file.name)
    if "贪心".encode() in data:
        return b"x" * (1 << 40)
    if "多嘴".encode() in data:
        return b"x" * (workers._LARGEST_REPLY + 1)
    if "别处".encode() in data:
        return os.getcwd
    while "不停".encode() in data:
        pass
    while "不醒".encode() in data:
        time.sleep(60)
    return sound(file, key, data)
prepared._rows = rows
workers.serve()
"""


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every file worth a process of its own, up to three."""
    monkeypatch.setattr(prepared, "_WORTH", 1)
    monkeypatch.setattr(prepared, "_processors", lambda: 3)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(20):
        lines = "".join(
            f"{n}.第{n}项工作。取消公务用车{number}{n}台，推进改革的人。\n" for n in range(1, 3 + 7 * (number % 3))
        )
        (folder / f"{number:02}.txt").write_text(f"某市{number}年报告\n{lines}", "utf-8")
    (folder / "05.txt").write_bytes(b"")
    (folder / "11.txt").write_bytes(b"\x00\x01" * 50)
    (folder / "17.txt").write_bytes((folder / "16.txt").read_text("utf-8").encode("gb18030"))
    return folder


def made(folder: Path) -> LocalKnowledgeBase:
    return LocalKnowledgeBase(str(folder), create=True)


def contents(folder: Path) -> list[list[Any]]:
    """All that was stored and all that was derived, but for what is drawn by chance."""
    (words,) = folder.glob("index-*/words.db")
    queries = {
        folder / "records.db": ("SELECT * FROM report", "SELECT * FROM section", "SELECT * FROM passage"),
        words: ("SELECT * FROM word", "SELECT * FROM size"),
    }
    rows = []
    for path, asked in queries.items():
        db = sqlite3.connect(path)
        rows += [db.execute(query).fetchall() for query in asked]
        db.close()
    return rows


def test_several_processes_store_what_one_stores(tmp_path: Path, reports: Path, request: pytest.FixtureRequest) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other")
    alone = list(one.add([str(reports)]))
    request.getfixturevalue("several")
    together = list(other.add([str(reports)]))
    assert alone == together
    assert [added.path for added in together if added.status == "failed"] == ["05.txt", "11.txt"]
    assert [(added.number, added.of) for added in together] == [(number, 20) for number in range(1, 21)]
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
    assert one.search(ASKED, 100) == other.search(ASKED, 100) != []
    assert {added.status for added in other.add([str(reports)])} == {"unchanged", "failed"}


def test_a_file_named_twice_is_added_once(tmp_path: Path, reports: Path, several: None) -> None:
    added = list(made(tmp_path / "kb").add([str(reports / "01.txt")] * 5))
    assert [one.status for one in added] == ["added", *["unchanged"] * 4]


def test_few_reports_start_no_process(tmp_path: Path, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(count: int) -> None:
        raise AssertionError(count)

    monkeypatch.setattr(workers, "Workers", refuse)
    assert len(list(made(tmp_path / "kb").add([str(reports)]))) == 20


@pytest.mark.parametrize(
    ("content", "reason"),
    [("致命", "进程中断"), ("故障", "RuntimeError: "), ("贪心", "内存超过"), ("多嘴", "内存超过"), ("别处", "进程中断"), ("不停", "秒还没读完"), ("不醒", "秒还没读完")],
)  # fmt: skip
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits time alone")
def test_a_report_that_harms_its_process_fails_alone(
    tmp_path: Path, reports: Path, several: None, monkeypatch: pytest.MonkeyPatch, content: str, reason: str
) -> None:
    monkeypatch.setattr(workers, "_PROGRAM", HARMED)
    names = ["02.txt", "03.txt", "19.txt"]
    if content == "不醒":  # it takes no processor time: the clock ends it, which others on the machine must not
        monkeypatch.setattr(limits, "_BUSY", 1.5)
        names = ["19.txt"]
    for name in names:
        (reports / name).write_text(f"{content}的报告\n正文。\n", "utf-8")
    base = made(tmp_path / "kb")
    added = {one.path: one for one in base.add([str(reports)])}
    failed = [name for name, one in added.items() if one.status == "failed"]
    assert failed == sorted(["05.txt", "11.txt", *names])
    for name in names:
        assert reason in added[name].zh and name in added[name].zh and len(added[name].zh.splitlines()) == 1
    assert len(base.reports()) == 18 - len(names) and base.check() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits time alone")
def test_a_process_that_has_worked_long_is_replaced(
    tmp_path: Path, reports: Path, several: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worn = "from knowledge.adding import limits; limits._WORN = 0.0; "
    monkeypatch.setattr(workers, "_PROGRAM", workers._PROGRAM.replace("from knowledge", f"{worn}from knowledge", 1))
    started = []
    popen = subprocess.Popen

    def counted(*args: Any, **kept: Any) -> Any:
        started.append(args)
        return popen(*args, **kept)

    monkeypatch.setattr(workers.subprocess, "Popen", counted)
    added = list(made(tmp_path / "kb").add([str(reports)]))
    done = [one for one in added if one.status == "added"]
    assert len(done) == 18 and len(started) == 20  # two of them are no text


def test_processes_end_when_nobody_wants_more(
    tmp_path: Path, reports: Path, several: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: Any, **named: Any) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(*arguments, **named))
        return started[-1]

    monkeypatch.setattr(
        workers, "subprocess", type("Module", (), {"Popen": staticmethod(start), "PIPE": -1, "DEVNULL": -3})
    )
    base = made(tmp_path / "kb")
    adding = base.add([str(reports)])
    assert next(adding).status == "added"
    adding.close()
    assert started and all(process.poll() is not None for process in started)
    assert base.search(ASKED, 5)


def test_adding_from_a_thread_leaves_no_trace_outside(
    tmp_path: Path, reports: Path, several: None, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(shared))
    monkeypatch.setattr("tempfile.tempdir", None)
    added: list[Added] = []
    thread = threading.Thread(target=lambda: added.extend(made(tmp_path / "kb").add([str(reports)])))
    thread.start()
    thread.join(60)
    assert len(added) == 20
    assert os.listdir(shared) == [] and capfd.readouterr() == ("", "")


SLOW = """
import sys
from knowledge.adding import prepared
from knowledge.local import LocalKnowledgeBase
prepared._WORTH, prepared._processors = 1, lambda: 3
try:
    for added in LocalKnowledgeBase(sys.argv[1], create=True).add(sys.argv[2:]):
        print(added.path, flush=True)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
def test_an_interrupt_ends_it_all(tmp_path: Path, reports: Path) -> None:
    import signal

    text = (reports / "16.txt").read_text("utf-8")
    for number in range(20, 60):
        (reports / f"{number}.txt").write_text(text * 100, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path / "kb"), str(reports)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "00.txt\n"
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "") and out.endswith("interrupted\n")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    base = LocalKnowledgeBase(str(tmp_path / "kb"))
    assert 0 < len(base.reports()) < 58 and base.check() == []


def seen(found: Sequence[Any]) -> list[Any]:
    return [(hit.report.path, hit.passage.ordinal, hit.score) for hit in found]


def test_of_equals_the_first_are_found(tmp_path: Path) -> None:
    text = "某市报告\n" + "推进法治。\n" * 60
    for name in "甲乙丙":
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    base = made(tmp_path / "kb")
    list(base.add([str(tmp_path / f"{name}.txt") for name in "乙甲丙"]))
    asked = [Clause("words", "法治", 1.0)]
    whole = seen(base.search(asked, 1000))
    assert len(whole) == 180 and whole == sorted(whole)
    for limit in (1, 2, 7, 59, 61, 179, 180):
        assert seen(base.search(asked, limit)) == whole[:limit]
