"""The power goes while `qa add` runs: what it had told is found again, whatever of the unsynced writes was lost.

Run: python tests/faults/power.py [CUTS] [SEED]. Needs strace. A run's file operations are recorded; then, for a moment
drawn at random, a disk is made as it may be after the power went: what was synced is there; of what was written and
not synced, each write is there, or not, or in part; of names made and not synced, in each folder the first few.
"""

import copy
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from killed import World, works_without_help

_CALLS = (
    "open,openat,creat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,"
    "unlink,unlinkat,mkdir,mkdirat,rmdir"
)
_LINE = re.compile(r"(?P<at>\d+\.\d+) (?P<call>\w+)\((?P<arguments>.*)\) = (?P<gave>\d+)")
_ARGUMENT = re.compile(r'(?:AT_FDCWD|\d+)?(?:<((?:\\x..)*)>)|"((?:\\x..)*)"|([^,\s"<>]+)')
_SECTOR = 512


@dataclass
class File:
    """A file's bytes on the disk, and what was written since they were brought there: (offset, bytes), -1 cuts."""

    synced: bytes = b""
    written: list[tuple[int, bytes]] = field(default_factory=list)
    size: int = 0

    def write(self, offset: int | None, data: bytes) -> None:
        """Write at `offset`, or at the end."""
        offset = self.size if offset is None else offset
        self.written.append((offset, data))
        self.size = max(self.size, offset + len(data))

    def cut(self, size: int) -> None:
        """Set the size."""
        self.written.append((-1, size.to_bytes(8, "big")))
        self.size = size

    def bytes(self, draw: random.Random | None = None) -> bytes:
        """Return what the file holds: all that was written, or with `draw`, what may be left of it."""
        data = bytearray(self.synced)
        for offset, piece in self.written:
            if draw and draw.random() < 0.5:
                continue
            if offset < 0:
                size = int.from_bytes(piece, "big")
                data[size:] = b"\0" * max(0, size - len(data))
                continue
            if draw and len(piece) > _SECTOR and draw.random() < 0.2:
                piece = piece[: _SECTOR * draw.randrange(len(piece) // _SECTOR)]
            data.extend(b"\0" * (offset - len(data)))
            data[offset : offset + len(piece)] = piece
        return bytes(data)


@dataclass
class Folder:
    """The names in a folder: those on the disk, and the changes since, in order; None is a name taken away."""

    synced: "dict[str, File | Folder]" = field(default_factory=dict)
    changed: "list[tuple[tuple[str, File | Folder | None], ...]]" = field(default_factory=list)

    def names(self, changes: int | None = None) -> "dict[str, File | Folder]":
        names = dict(self.synced)
        for change in self.changed[:changes]:
            for name, thing in change:
                names.pop(name, None)
                if thing is not None:
                    names[name] = thing
        return names


class Disk:
    """A folder as its recorded operations leave it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.top = Folder()

    def holds(self, paths: list[str]) -> bool:
        """Whether an operation on these is one on this disk."""
        return any(path == self.root or path.startswith(f"{self.root}/") for path in paths)

    def find(self, path: str) -> File | Folder | None:
        if path == self.root:
            return self.top
        thing: File | Folder | None = self.top
        for name in path.removeprefix(f"{self.root}/").split("/"):
            thing = thing.names().get(name) if isinstance(thing, Folder) else None
        return thing

    def name(self, path: str, thing: File | Folder | None) -> None:
        parent = self.find(os.path.dirname(path))
        assert isinstance(parent, Folder), path
        parent.changed.append(((os.path.basename(path), thing),))

    def move(self, old: str, new: str) -> None:
        thing, parent = self.find(old), self.find(os.path.dirname(old))
        assert isinstance(parent, Folder) and os.path.dirname(old) == os.path.dirname(new)
        parent.changed.append(((os.path.basename(old), None), (os.path.basename(new), thing)))

    def sync(self, path: str) -> None:
        thing = self.find(path)
        if isinstance(thing, File):
            thing.synced, thing.written = thing.bytes(), []
        elif isinstance(thing, Folder):
            thing.synced, thing.changed = thing.names(), []

    def image(self, target: Path, draw: random.Random) -> None:
        """Write the disk as it may be found after the power went."""

        def write(folder: Folder, place: Path) -> None:
            place.mkdir()
            for name, thing in folder.names(draw.randint(0, len(folder.changed))).items():
                if isinstance(thing, Folder):
                    write(thing, place / name)
                elif not name.endswith("-shm"):  # memory, shown as a file
                    (place / name).write_bytes(thing.bytes(draw))

        write(self.top, target)

    def load(self, place: Path) -> None:
        """Take a real folder as it is, all of it synced."""

        def taken(path: Path) -> File | Folder:
            return (
                Folder({p.name: taken(p) for p in path.iterdir()})
                if path.is_dir()
                else File(path.read_bytes(), size=path.stat().st_size)
            )

        self.top = Folder({p.name: taken(p) for p in place.iterdir() if p.name != "reports"})

    def do(self, call: str, paths: list[str], data: bytes, rest: list[str]) -> None:
        """Do what a recorded call did."""
        if not self.holds(paths):
            return
        thing = self.find(paths[0])
        if call.startswith(("open", "creat")):
            if thing is None and "O_CREAT" in rest[0]:
                self.name(paths[0], File())
            assert not isinstance(thing, File) or "O_TRUNC" not in rest[0] or not thing.size
        elif call.startswith("mkdir"):
            self.name(paths[0], Folder())
        elif call.startswith(("unlink", "rmdir")):
            self.name(paths[0], None)
        elif call.startswith("rename"):
            self.move(*paths)
        elif call.startswith("link"):
            self.name(paths[1], thing)
        elif call in ("fsync", "fdatasync"):
            self.sync(paths[0])
        elif isinstance(thing, File):  # one that was removed while open is of no account
            if call == "ftruncate":
                thing.cut(int(rest[0]))
            else:
                thing.write(int(rest[1]) if call == "pwrite64" else None, data)


def recorded(folder: Path) -> list[tuple[str, list[str], bytes, list[str]]]:
    """Return (call, paths, bytes, other arguments) of all recorded calls, in the order in which they were made."""
    lines = sorted(line for file in folder.glob("trace.*") for line in file.read_text("ascii").splitlines())
    found = []
    for line in lines:
        if not (match := _LINE.match(line)):
            continue
        paths: list[str] = []
        data, rest, at = b"", [], ""
        for opened, text, other in _ARGUMENT.findall(match["arguments"]):
            value = bytes.fromhex((opened or text).replace("\\x", ""))
            if opened and match["call"].endswith("at") and match["call"] != "creat":
                at = value.decode()
            elif opened:
                paths.append(value.decode())
            elif text and "write" in match["call"]:
                data = value
            elif text:
                paths.append(os.path.join(at, value.decode("utf-8", "surrogateescape")))
            elif other:
                rest.append(other)
        found.append((match["call"], paths, data, rest))
    return found


def traced() -> bool:
    """Whether strace may trace here."""
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode == 0


def cut(world: World, cuts: int, draw: random.Random) -> Counter[str]:
    """Run `qa add`, recorded; cut the power so many times, and look at what is left each time."""
    count: Counter[str] = Counter()
    place = world.reports.parent
    disk, traces = Disk(str(place)), Path(tempfile.mkdtemp(dir=place.parent))
    disk.load(place)
    strace = ["strace", "-ff", "-ttt", "-y", "-xx", "-s", "99999999", "-e", f"trace={_CALLS}", "-o", f"{traces}/trace"]
    before = dict(world.told)
    assert world.add(under=strace)[0]
    operations = recorded(traces)
    first = next(n for n, (_, paths, _, _) in enumerate(operations) if disk.holds(paths))
    done, shown = 0, b""
    for stop in sorted(draw.choices(range(first, len(operations) + 1), k=cuts)):
        for call, paths, data, rest in operations[done:stop]:
            disk.do(call, paths, data, rest)
            if call == "write" and paths and paths[0].startswith("/dev/pts/"):
                shown += data
        done = stop
        left = copy.copy(world)
        left.told = dict(before)
        left.note(shown.decode("utf-8", "replace"))
        image = place.parent / "image"
        disk.image(image, draw)
        left.kb = image / "data" / "qa" / "kb"
        left.env = {**world.env, "HOME": str(image), "XDG_DATA_HOME": str(image / "data")}
        count["told"] += len(left.told)
        works_without_help(left)
        left.look()
        shutil.rmtree(image)
    count["cuts"] = cuts
    count["operations"] = len(operations) - first
    return count


def main() -> None:
    """Cut the power and compare, and print how often."""
    cuts, seed = (int(given) for given in (*sys.argv[1:], *("200", "1")[len(sys.argv) - 1 :]))
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "home", draw)
        for name in ("first run", "updates", "additions"):
            if name == "updates":
                world.write(1.0)
            elif name == "additions":  # the index goes on from the one there is
                world.more(4)
            start = time.monotonic()
            count = cut(world, cuts // 3, draw)
            print(f"{name}: {dict(count)}; lost 0, half 0; {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
