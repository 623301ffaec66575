"""How each cost grows with the number of passages, and what plain engines take for the same words in the same run.

Run: python -m tests.bench.scale [--sizes N ...] [--reports DIR ...] [--questions FILE] [--folder DIR] [--engines NAME ...]
[--processor]. Corpora are made of the sentences of the reports given (see `corpus`). With --folder, corpora and knowledge
bases are kept there and taken again: then adding is not timed. Times are the clock's; with --processor the processor's, for
where others use the machine. A million passages take 5 GB of disk.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge.base import Clause
from qa.bot import Bot, open_bot
from qa.conversation import resolve
from qa.question import understand
from qa.retrieve import CANDIDATES, clauses, looked_at
from tests.bench import corpus
from tests.bench.cold import add, ask
from tests.bench.plain import ENGINES, with_texts
from tests.bench.provinces import PROVINCES

# Asked where no questions are given; corpora have figures of all of these.
_MADE = (
    "粮食产量是多少?",
    "新建高速公路多少公里?",
    "城镇新增就业目标是多少?",
    "推进哪些改革?",
    "全省生产总值增长多少?",
)

# A process of its own, and a small one: the most memory of a command is at least that of the one which starts it.
_USED = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
took, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, took, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""

Row = dict[str, str]
Clock = Callable[[], float]


def main() -> None:
    """Print a table: a row for each cost, a column for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--reports", type=Path, nargs="+", default=[PROVINCES / "reports"])
    parser.add_argument("--questions", type=Path, default=PROVINCES / "questions.jsonl")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--engines", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--processor", action="store_true", help="time by the processor, where others use the machine")
    args = parser.parse_args()
    clock = time.process_time if args.processor else time.perf_counter
    reports = [path for path in args.reports if path.exists()] or [corpus.SHIPPED]
    columns = []
    with tempfile.TemporaryDirectory() as own:
        for size in args.sizes:
            columns.append(measured(size, args.folder or Path(own), reports, args.questions, args.engines, clock))
            show(columns, args.sizes)


def show(columns: Sequence[Row], sizes: Sequence[int]) -> None:
    """Print what is known so far."""
    names = dict.fromkeys(name for column in columns for name in column)
    print(f"\n| passages | {' | '.join(f'{size:,}' for size in sizes[: len(columns)])} |")
    print("|---|" + "---|" * len(columns))
    for name in names:
        print(f"| {name} | {' | '.join(column.get(name, '-') for column in columns)} |", flush=True)


def measured(
    size: int, folder: Path, reports: Iterable[Path], questions: Path, engines: Iterable[str], clock: Clock
) -> Row:
    """Make a knowledge base of so many passages, and measure it."""
    kb, files = folder / f"kb-{size}", folder / f"corpus-{size}"
    row: Row = {}
    if not files.exists():
        corpus.write(files, size, corpus.pool(reports))
    if not kb.exists():
        took, memory = used(add(str(kb), files), clock)
        row |= {"qa add": f"{took:.1f} s", "qa add, most memory of a process": f"{memory:.0f} MB"}
    row |= {"size, records": megabytes(kb, "records.db"), "size, index": megabytes(kb, "index-*/**/*")}
    bot = open_bot(str(kb))
    row |= {"reports": f"{len(bot.reports()):,}", "passages, exactly": f"{bot._base.size()[0]:,}"}
    asked = list(questions_of(questions))
    cold = [used(ask(str(kb), asked[0][0]), clock) for _ in range(6)][1:]
    row["qa ask, cold"] = f"{1000 * statistics.median(took for took, _ in cold):.0f} ms"
    row["qa ask, memory"] = f"{max(memory for _, memory in cold):.0f} MB"
    row["whole answer, p50 / p99"] = spread(lambda one: bot.ask(*one), asked, clock)
    wanted = [searched(bot, *one) for one in asked]
    search = bot._base.search
    row["search, in scope"] = spread(lambda one: search(one[0], one[3], one[1]), wanted, clock)
    row["search, everywhere"] = spread(lambda one: search(one[0], CANDIDATES), wanted, clock)
    for name in engines:
        row |= beside(name, kb / "records.db", [one[2] for one in wanted], clock)
    return row


def beside(name: str, records: Path, asked: Sequence[Sequence[str]], clock: Clock) -> Row:
    """Measure a plain engine on the same words."""
    with tempfile.TemporaryDirectory(dir=records.parent.parent) as folder:
        start = clock()
        search = ENGINES[name](records, Path(folder))
        took = clock() - start
        if search is None:
            return {f"{name}, search": "not installed"}
        row = {
            f"{name}, search": spread(with_texts(search, records), asked, clock),
            f"{name}, indexing": f"{took:.1f} s",
        }
        return {**row, f"{name}, size": megabytes(Path(folder), "**/*")}


def searched(
    bot: Bot, question: str, history: Sequence[str]
) -> tuple[list[Clause], tuple[int, ...] | None, list[str], int]:
    """Return what is searched for and in which reports, the question's plain words, and how many passages are looked at."""
    resolved = resolve(question, history)
    with bot._base.snapshot():
        query = understand(resolved.text, bot._base, resolved.focus)
    return clauses(query), query.scope.reports, [term.text for term in query.terms], looked_at(query)


def questions_of(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (question, earlier questions); made ones where there is no file."""
    if not path.exists():
        for place, year in ((place, year) for place in ("湖南", "天津", "重庆") for year in corpus.YEARS):
            yield from ((f"{place}{year}年{question}", ()) for question in _MADE)
        return
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["question"], tuple(row.get("history", ()))


def spread(do: Callable[[Any], object], all_of: Sequence[Any], clock: Clock) -> str:
    """Return the median and the 99th percentile of calls, after a round that is not counted."""
    taken: list[float] = []
    for _ in range(2):
        taken = []
        for one in all_of:
            start = clock()
            do(one)
            taken.append(1000 * (clock() - start))
    taken.sort()
    return f"{taken[len(taken) // 2]:.2f} / {taken[len(taken) * 99 // 100]:.2f} ms"


def used(command: Sequence[str], clock: Clock) -> tuple[float, float]:
    """Return the time of a command, and the most memory in MB that it, or a process of its own, has held."""
    done = subprocess.run([sys.executable, "-c", _USED, *command], capture_output=True, text=True, check=True)
    code, wall, processor, most = map(float, done.stdout.split())
    if code not in (0, 1):  # 1: no answer
        sys.exit(f"{' '.join(command)}: exit code {code:.0f}")
    return processor if clock is time.process_time else wall, most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def megabytes(folder: Path, pattern: str) -> str:
    """Return how much the files of a pattern hold."""
    return f"{sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file()) / 1e6:,.0f} MB"


if __name__ == "__main__":
    main()
