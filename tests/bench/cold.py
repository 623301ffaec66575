"""Cold start: `qa ask` on the shipped report, beside an empty Python and beside jieba cutting one sentence.

Run: python -m tests.bench.cold [RUNS]. The commands take turns, so that a machine that slows down slows all of them.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Programs that are installed have their byte code.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

QUESTION = "全省一共取消了多少台公务用车?"


def commands(kb: str) -> dict[str, list[str]]:
    """Return the commands to time, by name."""
    cut = f"import jieba; jieba.setLogLevel(60); jieba.lcut({QUESTION!r})"
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "jieba, one sentence": [sys.executable, "-c", cut],
        "qa ask": ask(kb, QUESTION),
    }


def ask(kb: str, question: str) -> list[str]:
    """Return the command that asks one question."""
    return [sys.executable, "-m", "qa", "--kb", kb, "ask", question]


def add(kb: str, reports: Path) -> list[str]:
    """Return the command that adds reports."""
    return [sys.executable, "-m", "qa", "--kb", kb, "add", str(reports)]


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_ENVIRONMENT)
    taken = time.perf_counter() - start
    if done.returncode:  # what is not answered takes another way than what is to be timed
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}")
    return taken


def main() -> None:
    """Print the median of each command and its ratio to the others."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    reports = Path(__file__).resolve().parents[2] / "knowledge" / "reports"
    with tempfile.TemporaryDirectory() as folder:
        kb = os.path.join(folder, "kb")
        seconds(add(kb, reports))
        timed = commands(kb)
        for command in timed.values():  # once unmeasured: byte code, file cache
            seconds(command)
        taken: dict[str, list[float]] = {name: [] for name in timed}
        for _ in range(runs):
            for name, command in timed.items():
                taken[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    ask = medians["qa ask"]
    for name, median in medians.items():
        print(f"{name:22s} {1000 * median:7.1f} ms   qa ask / this = {ask / median:.2f}")


if __name__ == "__main__":
    main()
