"""A knowledge base of hundreds of reports: how long it takes to make, to ask warm and cold, and how much memory.

Run: python -m tests.bench.provinces [--reports DIR] [--questions FILE] [--pairs N]. Commands that are compared take
turns, so that a machine that slows down slows both.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.bot import open_bot
from tests.bench.cold import QUESTION, add, ask, seconds

REPOSITORY = Path(__file__).resolve().parents[2]
PROVINCES = REPOSITORY.parent / "shared" / "eval" / "provinces"

# The plain way to cut the same text: one process, a line at a time.
LOOP = """
import pathlib, sys, jieba
jieba.setLogLevel(60)
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.*")):
    for line in file.read_text("utf-8").splitlines():
        list(jieba.cut_for_search(line))
"""


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, default=PROVINCES / "reports")
    parser.add_argument("--questions", type=Path, default=PROVINCES / "questions.jsonl")
    parser.add_argument("--pairs", type=int, default=20)
    args = parser.parse_args()
    for path in (args.reports, args.questions):
        if not path.exists():
            sys.exit(f"{path} is not there: name reports and questions by --reports and --questions")
    with tempfile.TemporaryDirectory() as folder:
        making(folder, args.reports)
        kb = f"{folder}/kb0"
        questions = [json.loads(line) for line in args.questions.read_text("utf-8").splitlines()]
        warm(kb, questions)
        shipped = f"{folder}/shipped"
        seconds(add(shipped, REPOSITORY / "knowledge" / "reports"))
        took = in_turns(
            {"cold, shipped report": ask(shipped, QUESTION), "cold, these reports": ask(kb, questions[0]["question"])},
            args.pairs,
        )
        alone, among = took.values()
        show("  ratio", f"{among / alone:.2f}")
    show("peak memory, asking", f"{peak_mb():.0f} MB")


def making(folder: str, reports: Path, times: int = 3) -> None:
    """Time the making of a knowledge base beside the loop; what stays is folder/kb0."""
    plain, ours = [], []
    for number in range(times):
        plain.append(seconds([sys.executable, "-c", LOOP, str(reports)]))
        ours.append(seconds(add(f"{folder}/kb{number}", reports)))
    show("plain jieba loop", f"{statistics.median(plain):.2f} s")
    show("qa add", f"{statistics.median(ours):.2f} s")
    show("  ratio", f"{statistics.median(a / b for a, b in zip(ours, plain, strict=True)):.2f}")
    show("qa add, nothing new", f"{seconds(add(f'{folder}/kb0', reports)):.2f} s")
    one = Path(folder) / "one.txt"
    one.write_text("某市2020年政府工作报告\n一、工作回顾\n全市取消公务用车310余台。\n", "utf-8")
    show("qa add, one more", f"{seconds(add(f'{folder}/kb1', one)):.2f} s")


def warm(kb: str, questions: Sequence[dict[str, object]]) -> None:
    """Time whole answers in one process, after one pass that is not counted."""
    bot = open_bot(kb)
    taken: list[float] = []
    for _ in range(2):
        taken = [timed(lambda one=one: bot.ask(one["question"], one.get("history", ()))) for one in questions]
    taken.sort()
    for share in (50, 99):
        show(f"warm answer, p{share}", f"{1000 * taken[min(len(taken) * share // 100, len(taken) - 1)]:.1f} ms")


def timed(do: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def in_turns(commands: dict[str, list[str]], times: int) -> dict[str, float]:
    """Show and return the median of each command, which take turns; the first turn is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name, command in commands.items():
            took = seconds(command)
            if turn:
                taken[name].append(took)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        show(name, f"{1000 * median:.1f} ms")
    return medians


def peak_mb() -> float:
    """Return the most memory that this process has held."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def show(name: str, figure: str) -> None:
    """Print one line of the table."""
    print(f"{name:24s} {figure:>12s}", flush=True)


if __name__ == "__main__":
    main()
