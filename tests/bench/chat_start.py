"""How long the chat takes to its first paint, beside an empty Textual app with a line to type in.

Run: python -m tests.bench.chat_start [PAIRS]. From exec until the placeholder of the line to type in is written to the
terminal, with everything that is written along with it; the two take turns.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.cold import add, seconds
from tests.ptys import Program, qa

REPORTS = Path(__file__).resolve().parents[2] / "knowledge" / "reports"
EMPTY = """
from textual.app import App
from textual.widgets import Input
class Empty(App):
    def compose(self):
        yield Input(placeholder="问一个问题")
Empty().run()
"""


def painted(command: list[str], wanted: str = "问一个问题") -> float:
    """Return the time until something is painted."""
    start = time.perf_counter()
    with Program(command, 120, 40) as program:
        while wanted not in "".join(program.rows()):  # the cursor has a colour of its own
            if not program.read(60):
                sys.exit(f"nothing came: {program.said[-500:]!r}")
        return time.perf_counter() - start


def main() -> None:
    """Print both medians, and the ratio."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        seconds(add(f"{folder}/kb", REPORTS))
        commands = {"an empty app": [sys.executable, "-c", EMPTY], "the chat": qa("--kb", f"{folder}/kb")}
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(pairs + 1):  # the first is not counted: byte code, file cache
            for name, command in commands.items():
                took = painted(command)
                if turn:
                    taken[name].append(took)
        ready = [painted(commands["the chat"], "可以这样问") for _ in range(min(5, pairs))]
    empty, chat = (statistics.median(times) for times in taken.values())
    for name, times in taken.items():
        print(
            f"{name:14s} first paint, median of {pairs}: {1000 * statistics.median(times):6.0f} ms, best {1000 * min(times):.0f}"
        )
    ratios = [b / a for a, b in zip(*taken.values(), strict=True)]
    print(f"ratio of the medians {chat / empty:.2f}, median of the ratios {statistics.median(ratios):.2f}")
    print(f"suggestions shown after {1000 * statistics.median(ready):.0f} ms")


if __name__ == "__main__":
    main()
