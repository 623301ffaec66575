"""The program as a process: what it loads, its streams, pipes, terminals and signals."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.cli import BROKEN_PIPE, DONE, INTERRUPTED, NO_ANSWER, WRONG

CARS = "全省一共取消了多少台公务用车?"
QUESTIONS = Path(__file__).parents[1] / "questions.jsonl"
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX streams, signals and terminals")


def test_answer_and_json(process):
    got = process("ask", CARS)
    assert (got.code, got.err) == (DONE, "")
    assert got.out.startswith("31000余台\n")
    assert process("ask", CARS, "--json").json["answers"][0]["line"] == 23
    assert process("ask", "机关食堂一年的经费是多少?").code == NO_ANSWER
    assert process("ask", stdin=f"{CARS}\n".encode()).out == got.out


def test_same_bytes_twice(process):
    first = process("ask", CARS, "--json", PYTHONHASHSEED="1")
    assert first.out == process("ask", CARS, "--json", PYTHONHASHSEED="2").out


# The program in a process that tells what it has loaded. SURE: what rules are as sure of is not read.
TELLING = """
import sys
from qa import extract
extract.SURE = float(sys.argv[1])
from qa.cli import run
code = run(sys.argv[2:])
sys.stderr.write(" ".join(sys.modules))
sys.exit(code)
"""
HEAVY = (
    "argcomplete",
    "textual",
    "rich",
    "jieba",
    "rjieba",
    "asyncio",
    "difflib",
    "importlib.resources",
    "importlib.metadata",
)


def loaded(kb: str, sure: float, *argv: str) -> set[str]:
    command = [sys.executable, "-c", TELLING, str(sure), "--kb", kb, *argv]
    batch = json.dumps({"question": CARS}).encode()
    done = subprocess.run(command, input=batch, capture_output=True, timeout=60)
    assert done.returncode == DONE, done.stderr
    return set(done.stderr.decode().split())


@pytest.mark.parametrize("argv", [("ask", CARS), ("ask", CARS, "--json"), ("ask", "--batch", "-"), ("list",)])
def test_loads_neither_the_chat_nor_the_cutter(kb: str, argv: tuple[str, ...]):
    names = loaded(kb, 0.0, *argv)
    assert "qa.commands" in names
    slow = {"numpy", "pathlib", "rapidfuzz", "shutil", "qa.reader.network", "dataclasses", "inspect", "locale"}
    assert not names & {*HEAVY, *slow}


def test_loads_numpy_to_read_and_nothing_else_that_is_heavy(kb: str):
    names = loaded(kb, 2.0, "ask", CARS)
    assert names >= {"numpy", "qa.reader.network"}
    assert not names & {"textual", "rich", "jieba", "rjieba", "asyncio"}


@pytest.mark.skipif(not os.path.isdir("/proc/self/task") or os.cpu_count() == 1, reason="needs Linux and two cores")
def test_the_network_has_no_threads_of_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    code = "import os, qa.extract, qa.reader.network; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert done.stdout == b"1\n", done.stderr


def test_without_weights_the_reports_questions_are_answered_and_numpy_is_not_loaded(kb: str, tmp_path):
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    asked = [row["question"] for row in rows if row["answers"] and not row["history"]]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps({"question": question}) for question in asked), encoding="utf-8")
    absent = f"import qa.reader\nqa.reader.WEIGHTS = {str(tmp_path / 'none')!r}\n"
    command = [sys.executable, "-c", absent + TELLING, "2.0", "--kb", kb, "ask", "--batch", str(file), "--json"]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert "numpy" not in done.stderr.decode().split()
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["question"] for reply in replies] == asked
    assert sum(reply["status"] == "answered" for reply in replies) > 0.8 * len(asked)


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
    ],
)
def test_any_locale_gives_utf8(process, env: dict[str, str]):
    for got in (process("ask", CARS.encode(), **env), process("ask", stdin=CARS.encode(), **env)):
        assert (got.code, got.err) == (DONE, "")
        assert got.out.startswith("31000余台\n")


def test_json_is_utf8_and_the_rest_as_the_locale_has_it(kb: str):
    command = [sys.executable, "-m", "qa", "--kb", kb, "ask", CARS]
    env = os.environ | {"PYTHONIOENCODING": "gbk"}
    plain = subprocess.run(command, capture_output=True, env=env, timeout=60).stdout
    assert plain.decode("gbk").startswith("31000余台")
    line = subprocess.run([*command, "--json"], capture_output=True, env=env, timeout=60).stdout
    assert json.loads(line.decode("utf-8"))["status"] == "answered"


@pytest.mark.parametrize("form", ["md", "csv"])
@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1:strict"])
def test_documents_are_utf8_whatever_the_locale(kb: str, form: str, encoding: str):
    command = [sys.executable, "-m", "qa", "--kb", kb, "ask", CARS, "--format", form]
    written = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding}, timeout=60)
    assert "31000余台" in written.stdout.decode("utf-8")
    assert written.stdout.startswith(b"\xef\xbb\xbf") == (form == "csv")
    assert written.stdout.endswith(b"\r\n") == (form == "csv")


@posix
def test_arguments_that_are_no_text(process):
    for argv in (
        (b"ask", b"\xff\xfe"),
        (b"ask", b"\xff", b"--json"),
        (b"\xff",),
        (b"show", b"\xff"),
        (b"add", b"\xff.txt"),
        (b"ask", b"x", b"--within", b"\xff"),
    ):
        got = process(*argv)
        assert got.code in (NO_ANSWER, WRONG)
        assert "Traceback" not in got.err
        assert got.err or got.out


def run(kb: str, *argv: str, **how) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "qa", "--kb", kb, *argv], stderr=subprocess.PIPE, **how)


@posix
def test_reader_that_goes_away(kb: str):
    read, write = os.pipe()
    os.close(read)
    program = run(kb, "ask", CARS, stdout=write)
    os.close(write)
    assert program.communicate(timeout=60)[1] == b""
    assert program.returncode == BROKEN_PIPE


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_full_disk(kb: str):
    with open("/dev/full", "wb") as full:
        program = run(kb, "ask", CARS, stdout=full)
        err = program.communicate(timeout=60)[1].decode()
    assert program.returncode == WRONG
    assert re.fullmatch("qa: .*磁盘满了\n", err)


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("argv", [("--help",), ("--version",), ("completion", "bash"), ("ask", CARS, "--format", "md")])
def test_full_disk_whatever_is_written(kb: str, argv: tuple[str, ...], unbuffered: str):
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "wb") as full:
        program = run(kb, *argv, stdout=full, env=env)
        assert re.fullmatch("qa: .*磁盘满了\n", program.communicate(timeout=60)[1].decode())
    assert program.returncode == WRONG


@posix
def test_closed_streams(kb: str):
    for closed, code in (("0", DONE), ("1", DONE), ("2", DONE)):
        command = f'exec "$0" -m qa --kb "$1" ask "$2" {closed}>&-'
        done = subprocess.run(["sh", "-c", command, sys.executable, kb, CARS], capture_output=True, timeout=60)
        assert (done.returncode, b"Traceback" in done.stderr) == (code, False)


@posix
def test_interrupted(kb: str):
    program = run(kb, "ask", "--batch", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(json.dumps({"question": CARS}).encode() + b"\n")
    program.stdin.flush()
    assert json.loads(program.stdout.readline())["status"] == "answered", "replies come while questions still may"
    time.sleep(0.1)
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=60)
    assert (program.returncode, err) == (INTERRUPTED, b"")


def on_terminal(kb: str, *argv: str, columns: int = 60, stdin: bool = False, **env: str) -> tuple[int, str]:
    """Run with standard output and error (and input) on a terminal; returns the exit code and what it shows."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [sys.executable, "-m", "qa", "--kb", kb, *argv]
    environment = os.environ | {"TERM": "xterm"} | env
    given = theirs if stdin else subprocess.DEVNULL
    program = subprocess.Popen(command, stdin=given, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:
        pass  # Linux says so where the other end is closed
    os.close(ours)
    return program.wait(60), shown.decode().replace("\r\n", "\n")


@posix
def test_colour_and_width_on_a_terminal(kb: str):
    from qa.layout import width_of

    code, shown = on_terminal(kb, "ask", CARS)
    assert code == DONE
    assert "\x1b[1;32m31000余台\x1b[0m" in shown
    code, plain = on_terminal(kb, "ask", CARS, NO_COLOR="1")
    assert "\x1b" not in plain
    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert max(width_of(line) for line in plain.splitlines()) <= 60
    assert "\x1b" not in on_terminal(kb, "ask", CARS, TERM="dumb")[1]


@posix
def test_why_there_is_no_answer_is_wrapped_too(kb: str):
    from qa.layout import width_of

    code, shown = on_terminal(kb, "ask", "局长叫什么名字?", columns=40)
    assert code == NO_ANSWER
    assert max(width_of(line) for line in shown.splitlines()) <= 40
    assert re.search("\n  二、.*\n    ", shown), "what goes on is indented"
    one_line = subprocess.run(
        [sys.executable, "-m", "qa", "--kb", kb, "ask", "局长叫什么名字?"], capture_output=True, timeout=60
    ).stderr.decode()
    assert len(one_line.splitlines()) < len(shown.splitlines())


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("argv", [(), ("ask",), ("eval",), ("completion",)])
def test_help_is_as_wide_as_it_looks(process, argv: tuple[str, ...], columns: int):
    from qa.layout import width_of

    shown = process(*argv, "--help", COLUMNS=str(columns)).out
    told, _, examples = shown.partition("例：")
    kept = [line for line in examples.splitlines() if not line.startswith("  ")]
    assert max(width_of(line) for line in [*told.splitlines(), *kept]) <= columns


@posix
def test_narrow_terminal_does_not_break_anything(kb: str):
    for argv in (
        ("ask", CARS),
        ("list",),
        ("show", "法治"),
        ("show", "法治", "一(五)"),
        ("ask", "机关食堂的经费?"),
    ):
        assert "Traceback" not in on_terminal(kb, *argv, columns=5)[1]


@posix
def test_no_question_on_a_terminal(kb: str):
    code, shown = on_terminal(kb, "ask", stdin=True)
    assert code == WRONG
    assert shown == 'qa: 要有一个问题：qa ask "问题"\n'


@posix
def test_batch_shows_progress_on_a_terminal_only(kb: str, tmp_path):
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps({"question": CARS}), encoding="utf-8")
    shown = on_terminal(kb, "ask", "--batch", str(file))[1]
    assert "已答 1 题" in shown
    assert "\x1b[K{" in shown, "a reply stands on a line of its own"
    assert on_terminal(kb, "ask", "--batch", str(file), TERM="dumb")[1].startswith('{"question"')


@posix
def test_interrupted_on_a_terminal_leaves_the_line_clean(kb: str):
    """Ctrl-C in a batch: what is shown last clears the progress, and a shell's prompt begins a line."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "qa", "--kb", kb, "ask", "--batch", "-", "--format", "md"]
    env = os.environ | {"TERM": "xterm"}
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs, env=env)
    os.close(theirs)
    assert program.stdin is not None
    program.stdin.write(json.dumps({"question": CARS}).encode() + b"\n")
    program.stdin.flush()
    shown = b""
    while "已答 1 题".encode() not in shown:
        shown += os.read(ours, 4096)
    program.send_signal(signal.SIGINT)
    assert program.communicate(timeout=60)[0] == b""
    assert program.returncode == INTERRUPTED
    assert os.read(ours, 4096) == b"\r\x1b[K"
    os.close(ours)


@posix
def test_adding_shows_how_far_it_is_on_a_terminal_only(tmp_path):
    for name in "甲乙":
        (tmp_path / f"{name}.txt").write_text("某市报告\n正文。\n", encoding="utf-8")
    code, shown = on_terminal(str(tmp_path / "kb"), "add", str(tmp_path))
    assert code == DONE
    assert shown.index("1/2 乙.txt") < shown.index("正在建立索引") < shown.index("添加 2 份")


def test_program_as_module_and_as_command(kb: str):
    done = subprocess.run([sys.executable, "-m", "qa", "--version"], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("qa ")
