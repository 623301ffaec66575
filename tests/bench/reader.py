"""The reader on one core: a question over three passages, and what it adds to a cold `qa ask`, in time and memory.

Run: python -m tests.bench.reader [PAIRS]. Cold questions with and without the reader take turns, so that a machine that
slows down slows both.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.cold import QUESTION, add, seconds
from tests.bench.provinces import show

REPORTS = Path(__file__).resolve().parents[2] / "knowledge" / "reports"

# What numpy's libraries of linear algebra ask how many threads they may use.
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

# `qa` with another bar for what rules are sure of: above 1 everything is read, at 0 nothing is.
ASK = """
import sys
from qa import extract
extract.SURE = float(sys.argv[1])
from qa.cli import run
sys.exit(run(sys.argv[2:]))
"""
READ, BY_RULES = 2.0, 0.0


def ask(kb: str, sure: float) -> list[str]:
    """Return the command that asks one question, read or not."""
    return [sys.executable, "-c", ASK, str(sure), "--kb", kb, "ask", QUESTION]


def reading(characters: int, times: int = 100) -> float:
    """Return the median time, in seconds, to read three passages of so many characters for one question."""
    # Imported here: numpy counts its threads when it is imported.
    from qa.reader.network import load

    network = load()
    text = "".join(report.read_text("utf-8") for report in sorted(REPORTS.glob("*.txt")))
    taken = []
    for turn in range(times + 1):
        at = turn * characters % (len(text) - 3 * characters)
        passages = [text[at + n * characters : at + (n + 1) * characters] for n in range(3)]
        start = time.perf_counter()
        network.picks(network.read(QUESTION, passages))
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])  # the first one fills tables


def peak_mb(command: list[str]) -> float:
    """Return the most memory that a command holds."""
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    """Print all figures."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    os.environ.update(dict.fromkeys(THREADS, "1"))
    for characters in (150, 400):
        show(f"read 3 x {characters} characters", f"{1000 * reading(characters):.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        kb = os.path.join(folder, "kb")
        seconds(add(kb, REPORTS))
        plain, read = ask(kb, BY_RULES), ask(kb, READ)
        for command in (plain, read):  # once unmeasured: byte code, file cache
            seconds(command)
        taken = [(seconds(plain), seconds(read)) for _ in range(pairs)]
        show("cold ask, rules alone", f"{1000 * statistics.median(one for one, _ in taken):.1f} ms")
        show("cold ask, with the reader", f"{1000 * statistics.median(one for _, one in taken):.1f} ms")
        show("  the reader adds", f"{1000 * statistics.median(after - before for before, after in taken):.1f} ms")
        show("peak memory, rules alone", f"{peak_mb(plain):.0f} MB")
        show("peak memory, with reader", f"{peak_mb(read):.0f} MB")


if __name__ == "__main__":
    main()
