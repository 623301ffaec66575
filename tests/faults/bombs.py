"""Bombs among reports: each is added by `qa add` together with two sound reports, by itself, in a new knowledge base.

Run: python tests/faults/bombs.py [PART OF A NAME]. A line a bomb: its size, seconds on the clock (and of processors), the most
memory that any process took, and the verdict. Aim: 10 s and 800 MB each, the sound reports added, no traceback. POSIX only.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import charges
from charges import FILES
from seeds import LINES

SECONDS, MB = 10, 800
SOUND = ("甲.txt", "癸.txt")  # before and after the bomb


@dataclass(frozen=True)
class Outcome:
    """How an addition ended."""

    seconds: float  # on the clock
    worked: float  # of processors
    mb: int
    code: int
    out: str
    err: str

    @property
    def verdict(self) -> str:
        """What was said of the bomb, else what was added."""
        said = [line for line in self.err.splitlines() if "编号不连续" not in line]
        return (said or [self.out.strip()])[0].replace("qa: ", "").split("：", 1)[-1]

    def faults(self) -> list[str]:
        """Return what is not as it should be."""
        wrong = {
            f"{self.seconds:.1f} s": self.seconds > SECONDS,
            f"{self.mb} MB": self.mb > MB,
            f"exit code {self.code}": self.code not in (0, 2),
            "a traceback": "Traceback" in self.err,
            "a sound report is not there": not self.out.startswith(("添加 2 份", "添加 3 份")),
        }
        return [what for what, is_so in wrong.items() if is_so]


def _links(folder: Path) -> None:
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "loop").symlink_to(folder)
    (folder / "out").symlink_to("/")
    (folder / "self.txt").symlink_to(folder / "self.txt")


def _deep(folder: Path) -> None:
    for _ in range(200):
        folder = folder / "深"
        folder.mkdir()
    (folder / "deep.txt").write_text("\n".join(LINES), "utf-8")


def _strange(folder: Path) -> None:
    for number in range(20_000):
        (folder / f"{number}.bin").touch()


def _large(folder: Path) -> None:
    with (folder / "large.txt").open("wb") as file:
        file.truncate(1 << 40)


@contextmanager
def _growing(folder: Path) -> Iterator[None]:
    """Write to a file for as long as it is read."""
    done = threading.Event()

    def write() -> None:
        with (folder / "growing.txt").open("ab") as file:
            while not done.is_set() and file.tell() < 100 << 20:
                file.write(("公务用车" * 1000 + "\n").encode())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()


# What makes them in a folder, and may go on while they are read.
PLACES: dict[str, Callable[[Path], AbstractContextManager[None] | None]] = {
    "a pipe": lambda folder: os.mkfifo(folder / "pipe.txt"),
    "links to a device, out, in a loop": _links,
    "folders 200 deep": _deep,
    "20,000 files of no known format": _strange,
    "a file of 1 TB": _large,
    "a file that grows": _growing,
}
BOMBS = (*FILES, *PLACES)


def lay(bomb: str, folder: Path) -> AbstractContextManager[None]:
    """Put a bomb into a folder; it goes on for as long as what is returned is held."""
    if bomb in FILES:
        # In a process of its own: what is started from a large one seems as large.
        path = folder / f"bomb.{FILES[bomb][0]}"
        subprocess.run([sys.executable, charges.__file__, bomb, str(path)], check=True)
        return nullcontext()
    return PLACES[bomb](folder) or nullcontext()


def add(bomb: str, place: Path) -> Outcome:
    """Add a folder with a bomb between two sound reports."""
    folder = place / "reports"
    folder.mkdir()
    for name in SOUND:
        (folder / name).write_text(name + "\n" + "\n".join(LINES), "utf-8")
    with lay(bomb, folder), (place / "out").open("w+b") as out, (place / "err").open("w+b") as err:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "qa", "--kb", str(place / "kb"), "add", str(folder)],
            stdout=out, stderr=err, env={**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"},
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)  # of the process, or of the largest that it started
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begun
        out.seek(0)
        err.seek(0)
        mb = used.ru_maxrss >> (20 if sys.platform == "darwin" else 10)
        return Outcome(
            seconds, used.ru_utime + used.ru_stime, mb, process.returncode, out.read().decode(), err.read().decode()
        )


def main(part: str = "") -> None:
    """Set all off, one by one."""
    bad = 0
    bombs = [bomb for bomb in BOMBS if part in bomb]
    for bomb in bombs:
        with tempfile.TemporaryDirectory() as place:
            outcome = add(bomb, Path(place))
            size = sum(file.lstat().st_size for file in (Path(place) / "reports").glob("bomb.*"))
        faults = outcome.faults()
        bad += bool(faults)
        print(
            f"{bomb:40s} {size / 1e6:6.2f} MB {outcome.seconds:5.1f} s ({outcome.worked:4.1f}) {outcome.mb:4d} MB  {outcome.verdict[:90]}"
            + (f"  <-- {'; '.join(faults)}" if faults else ""),
            flush=True,
        )
    print(f"{len(bombs)} bombs, {bad} with a fault")


if __name__ == "__main__":
    main(*sys.argv[1:])
