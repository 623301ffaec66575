"""Kill -9 at random moments while `qa add` runs, over and over: what it told stays, what it did not is whole or absent.

Run: python tests/faults/killed.py [KILLS] [FIRST_RUNS] [SEED]. Real processes; each is killed at a moment drawn
between its start and its end, and what it left is compared with what the files hold. Needs a POSIX system.
"""

import os
import pty
import random
import re
import select
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from knowledge.base import Clause
from knowledge.local import LocalKnowledgeBase

CARS = "全省一共取消了多少台公务用车?"
FILES = 24
ASKED = [Clause("words", "公务用车", 1.0)]

# What `qa add` shows on a terminal: each report when it is stored, and then, instead of the last one, this.
TOLD = re.compile(r"(\d+)/(\d+) (甲\d\d\.txt)")
BUILDING = "正在建立索引"


class World:
    """A user's home: files to add, a knowledge base that is added to and killed, and what was told of it."""

    def __init__(self, place: Path, draw: random.Random) -> None:
        self.draw = draw
        self.reports = place / "reports"
        self.kb = place / "data" / "qa" / "kb"
        self.told: dict[str, int] = {}  # the version of each report that was told to be stored
        self.version = 0
        self.files = FILES
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "LC_", "LANG"))}
        self.env = {**kept, "HOME": str(place), "XDG_DATA_HOME": str(place / "data"), "PYTHONUTF8": "1"}
        self.reports.mkdir(parents=True)
        self.write(1.0)

    def write(self, share: float) -> None:
        """Write a new version of some files."""
        self.version += 1
        for number in range(self.files):
            if self.draw.random() < share:
                (self.reports / f"甲{number:02}.txt").write_text(text_of(number, self.version), "utf-8")

    def more(self, count: int) -> None:
        """Write so many files that were not there."""
        for number in range(self.files, self.files + count):
            (self.reports / f"甲{number:02}.txt").write_text(text_of(number, self.version), "utf-8")
        self.files += count

    def qa(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """Run `qa` to its end."""
        command = [sys.executable, "-m", "qa", *argv]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, env=self.env)

    def add(self, seconds: float = 120, under: Sequence[str] = ()) -> tuple[bool, float]:
        """Run `qa add` on a terminal and kill it after so many seconds; whether it was done, and how long it ran.

        `under` is a command to run it under.
        """
        ours, theirs = pty.openpty()
        command = [*under, sys.executable, "-m", "qa", "add", str(self.reports)]
        start = time.monotonic()
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=self.env)
        os.close(theirs)
        shown = b""
        try:
            while (left := start + seconds - time.monotonic()) > 0:
                if select.select([ours], [], [], left)[0]:
                    shown += os.read(ours, 1 << 16)
            program.kill()
            while piece := os.read(ours, 1 << 16):
                shown += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        done = program.wait(120)
        assert done in (0, -9), shown.decode("utf-8", "replace")
        self.note(shown.decode("utf-8", "replace"))
        return done == 0, time.monotonic() - start

    def note(self, shown: str) -> None:
        """Note which reports a run told to be stored."""
        names = [name for at, of, name in TOLD.findall(shown) if at != of]
        if BUILDING in shown:
            names = sorted(file.name for file in self.reports.iterdir())
        self.told |= {name: version_in((self.reports / name).read_text("utf-8")) for name in names}

    def look(self) -> int:
        """Compare what is stored with what was told and with what the files held; returns how many reports there are."""
        if not (self.kb / "records.db").exists():
            assert not self.told
            return 0
        base = LocalKnowledgeBase(str(self.kb))
        stored = {summary.path: summary for summary in base.reports()}
        ours = {name: version_in(base.text(summary.id)) for name, summary in stored.items() if name.startswith("甲")}
        lost = {name for name, version in self.told.items() if ours.get(name, 0) < version}
        assert not lost, f"told and lost: {lost}"
        for name, version in ours.items():
            report = base.report(stored[name].id)
            assert report.text == text_of(int(name[1:3]), version), f"{name} is of no version"
            assert len(report.passages) == stored[name].passages
            ends = [0, *(passage.end for passage in report.passages)]
            assert all(end <= passage.start for end, passage in zip(ends, report.passages, strict=False))
        assert base.check() == []
        assert {hit.report.path for hit in base.search(ASKED, 5000)} == set(stored)
        base.close()
        return len(stored)


def text_of(number: int, version: int) -> str:
    """Return a report; its versions differ in length, so that a mixture of two would be noticed."""
    lines = [f"{n}.第{n}项工作。取消公务用车{version}{n}台，推进法治。" for n in range(1, 20 + version % 7)]
    return f"甲市{number}年第{version}版报告\n一、公务用车改革\n" + "\n".join(lines) + "\n"


def version_in(text: str) -> int:
    """Return which version a report is of."""
    match = re.search(r"第(\d+)版", text)
    assert match is not None, text[:40]
    return int(match[1])


def works_without_help(world: World) -> None:
    """Ask, as who knows nothing of a kill: an answer and no complaint."""
    asked = world.qa("ask", CARS)
    assert asked.returncode == 0 and "31000" in asked.stdout and "qa:" not in asked.stderr, asked


def kill_adding(place: Path, kills: int, draw: random.Random) -> Counter[str]:
    """Kill a process that adds and updates reports, so many times; a new knowledge base every 20 kills."""
    count: Counter[str] = Counter()
    world, whole = World(place / "0", draw), 0.0
    for kill in range(kills):
        if kill % 20 == 0:
            world = World(place / str(kill + 1), draw)
            assert world.add()[0]
            world.write(1.0)
            whole = world.add()[1]  # how long it takes to update all
        world.write(draw.choice((0.2, 0.6, 1.0)))
        done, _ = world.add(draw.uniform(0.1, whole))
        count["done before it was killed" if done else "killed"] += 1
        works_without_help(world)
        count["told and found again"] += len(world.told)
        world.look()
        if kill % 10 == 9:
            assert world.add()[0] and world.look() == FILES + 1
            count["added to the end after kills"] += 1
        left = [name for name in os.listdir(world.kb) if name.endswith(".tmp")]
        assert len(left) <= 2, f"builds that were broken off pile up: {left}"
    return count


def kill_first_runs(place: Path, kills: int, draw: random.Random) -> Counter[str]:
    """Kill a process that makes the user's own knowledge base, so many times, each in a new home."""
    count: Counter[str] = Counter()
    whole = World(place / "whole", draw).add()[1]
    for kill in range(kills):
        world = World(place / f"first{kill}", draw)
        done, _ = world.add(draw.uniform(0.05, whole))
        count["done before it was killed" if done else "killed"] += 1
        count["killed before there was a knowledge base"] += not (world.kb / "records.db").exists()
        works_without_help(world)
        assert world.look() >= 1
        assert world.add()[0] and world.look() == FILES + 1
    return count


def main() -> None:
    """Kill and compare, and print how often."""
    kills, first, seed = (int(given) for given in (*sys.argv[1:], *("180", "20", "1")[len(sys.argv) - 1 :]))
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        for name, run, times in (("first run", kill_first_runs, first), ("adding", kill_adding, kills)):
            start = time.monotonic()
            count = run(Path(folder), times, draw)
            print(f"{name}: {dict(count)}; lost 0, half 0; {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
