"""The longest wait of a keystroke, from writing its byte to the terminal until its echo on the screen.

Run: python -m tests.bench.keystrokes [--reports DIR] [--seconds N]. Typed while the chat has nothing to do, while it
answers questions, and while it adds 300 reports (those of DIR, else made from the shipped one).
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.ptys import Program, qa

REPOSITORY = Path(__file__).resolve().parents[2]
REPORTS = REPOSITORY / "knowledge" / "reports"
PROVINCES = REPOSITORY.parent / "shared" / "eval" / "provinces" / "reports"
COUNT = 300
# A fast typist: a key each 80 ms.
PAUSE = 0.08
LETTERS = "qwxzvjk"
CLEAR_LINE = "\x15"
LONGEST = 30
QUESTIONS = (
    "全省一共取消了多少台公务用车?",
    "局长叫什么名字?",
    "安排维修专项资金多少万元?",
    "哪些报告提到了垃圾分类？",
)


def made_reports(folder: Path) -> Path:
    """Write as many reports as are asked for: the shipped one, its paragraphs in another order, its figures others."""
    rng = random.Random(5)
    lines = next(REPORTS.glob("*.txt")).read_text("utf-8").splitlines()
    for number in range(COUNT):
        body = lines[8:]
        rng.shuffle(body)
        text = "\n".join([f"某市机关事务管理局{2000 + number % 24}年第{number}号报告", *lines[1:8], *body])
        (folder / f"报告{number:03}.txt").write_text(text.replace("2020", str(2000 + number % 24)), "utf-8")
    return folder


def wait_for_echo(program: Program, line: str) -> float:
    """Type the last letter of a line; return how long it takes until the line is seen with it."""
    program.read(0)
    since = len(program.said)
    start = time.perf_counter()
    program.write(line[-1])
    while line not in "".join(program.rows(since)):
        program.read(1)
        if time.perf_counter() - start > 60:
            sys.exit(f"{line} was never seen")
    return time.perf_counter() - start


def waits(program: Program, busy: Callable[[], bool]) -> list[float]:
    """Return how long each letter waits that is typed while something goes on."""
    taken: list[float] = []
    line = ""
    while busy():
        line += LETTERS[len(line) % len(LETTERS)]
        taken.append(wait_for_echo(program, line))
        end = time.perf_counter() + max(0, PAUSE - taken[-1])
        while (left := end - time.perf_counter()) > 0:
            program.read(left)
        if len(line) == LONGEST:
            program.write(CLEAR_LINE)
            line = ""
    program.write(CLEAR_LINE)
    return taken


def shown(name: str, taken: list[float]) -> None:
    """Print one line of the table."""
    ms = sorted(1000 * one for one in taken)
    p99 = ms[min(len(ms) - 1, len(ms) * 99 // 100)]
    print(
        f"{name:30s} {len(ms):5d} keys  median {statistics.median(ms):6.1f} ms  p99 {p99:6.1f}  longest {ms[-1]:6.1f}",
        flush=True,
    )


def until(seconds: float) -> Callable[[], bool]:
    """Return whether a time is not over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end


def answering(program: Program, rounds: int) -> list[float]:
    """Ask, and type while the answer is looked for and shown."""
    taken: list[float] = []
    for number in range(rounds):
        program.write(f"{CLEAR_LINE}{QUESTIONS[number % len(QUESTIONS)]}\r")
        program.read(0.001)
        taken += waits(program, until(0.8))
    return taken


def adding(program: Program, reports: Path) -> tuple[list[float], float]:
    """Add reports, and type until that is done; return the waits, and how long the adding took."""
    program.write(f"{CLEAR_LINE}/add {reports}\r")
    program.settle(0.2, 1)
    start, since = time.monotonic(), len(program.said)
    total = len(list(reports.iterdir()))

    def busy() -> bool:
        rows = "".join(program.rows(since)[-400:])
        return (
            not any(f"添加 {count}" in rows for count in range(total - 10, total + 1))
            and time.monotonic() - start < 300
        )

    return waits(program, busy), time.monotonic() - start


def main() -> None:
    """Print the waits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, default=PROVINCES)
    parser.add_argument("--seconds", type=float, default=10)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kb, made = f"{folder}/kb", Path(folder) / "made"
        made.mkdir()
        reports = args.reports if args.reports.is_dir() else made_reports(made)
        subprocess.run(qa("--kb", kb, "add", str(REPORTS)), check=True, stdout=subprocess.DEVNULL)
        with Program(qa("--kb", kb), 120, 40) as program:
            program.until("知识库里的报告", quiet=0.5)
            shown("nothing to do", waits(program, until(args.seconds)))
            shown("answering, 1 report", answering(program, int(args.seconds)))
            taken, seconds = adding(program, reports)
            shown(f"adding {len(list(reports.iterdir()))} ({seconds:.1f} s)", taken)
            program.settle(0.5)
            shown("answering, many reports", answering(program, int(args.seconds)))
            program.write("\x11")
            program.ended()


if __name__ == "__main__":
    main()
