"""Mutated files of all six formats through `qa add`'s own processes: none hangs, none ends the program, memory stays.

Run: python tests/faults/mutated.py [FILES] [SEED] [SAMPLES]. SAMPLES is a folder of real files, which are mutated beside
the seeds made in code. For each format: how many were added, failed with a reason of ours, failed inside a library,
ran out of time or memory, and ended their process; the slowest; and how the memory of the program grew.
"""

import random
import resource
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from seeds import seeds, zipped

from knowledge.adding.files import File
from knowledge.adding.prepared import prepared
from knowledge.base import Added

_Item = TypeVar("_Item", int, str)

AT_ONCE = 600  # files in the folder at a time
LARGEST = 300_000  # bytes of a real file that is mutated
SECONDS = 10
# Numbers that programs trip over, and marks of the formats.
ODD = (b"\0", b"\xff", b"\xff\xfe", b"-1", b"0", b"4294967295", b"99999999999999999999", b"<", b">", b"/", b"<<", b"[", b"(",
       b"&#x110000;", b"<!DOCTYPE a [", b"endobj", b"obj", b"stream", b"\xed\xa0\x80", "\u202e".encode(), "第".encode(), b"R")  # fmt: skip


def mutated(data: bytes, draw: random.Random) -> bytes:
    """Return a file that differs in a few places, inside a packed part where there are such."""
    if data.startswith(b"PK") and draw.random() < 0.7:
        with suppress(zipfile.BadZipFile, zlib.error):
            with zipfile.ZipFile(BytesIO(data)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            name = draw.choice(sorted(parts))
            if draw.random() < 0.1:
                del parts[name]
            else:
                parts[name] = mutated(parts[name], draw)
            return zipped(parts)
    if draw.random() < 0.7:
        with suppress(UnicodeDecodeError):  # text stays text: most of what is no UTF-8 any more is refused at once
            return "".join(_changed(list(data.decode()), [list(one.decode("latin-1")) for one in ODD], draw)).encode()
    return bytes(_changed(list(data), [list(one) for one in ODD], draw))


def _changed(items: list[_Item], odd: list[list[_Item]], draw: random.Random) -> list[_Item]:
    """Change characters or bytes in a few places."""
    for _ in range(draw.choice((1, 1, 2, 4, 16))):
        at, end = sorted((draw.randrange(len(items) + 1), draw.randrange(len(items) + 1)))
        end = min(end, at + draw.choice((1, 4, 64, 4096)))
        match draw.randrange(6):
            case 0:
                items[at : at + 1] = draw.choice(odd)[:1]
            case 1:
                items[at:at] = draw.choice(odd)
            case 2:
                items[at:end] = []
            case 3:
                items[at:at] = items[at:end] * draw.choice((1, 2, 30))
            case 4:
                del items[at if draw.random() < 0.2 else len(items) :]
            case 5:
                to = draw.randrange(len(items) + 1)
                items[to : to + end - at] = items[at:end]
    return items


def sources(samples: str = "") -> dict[str, list[bytes]]:
    """Return the files to mutate, by suffix."""
    found = {suffix: [data] for suffix, data in seeds().items()}
    for file in sorted(Path(samples).rglob("*")) if samples else ():
        suffix = file.suffix[1:]
        if suffix in found and file.stat().st_size <= LARGEST:
            found[suffix].append(file.read_bytes())
    return found


def verdict(done: object) -> str:
    """Name how one file ended."""
    if not isinstance(done, Added):
        return "added"
    kinds = {"秒还没读完": "slow", "内存超过": "memory", "进程中断": "died", "读的时候出错": "library"}
    return next((kind for said, kind in kinds.items() if said in done.zh), "failed")


def held() -> int:
    """Return the memory that this process holds now, in KB; where the system does not tell, the most it has held."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(count: int, seed: int, samples: str = "") -> tuple[dict[str, Counter[str]], dict[str, float], Sequence[int]]:
    """Mutate and prepare; return the verdicts and the slowest by format, and the program's memory in KB as it went."""
    draw = random.Random(seed)
    of = sources(samples)
    verdicts: dict[str, Counter[str]] = {suffix: Counter() for suffix in of}
    slowest = dict.fromkeys(of, 0.0)
    memory = []
    with tempfile.TemporaryDirectory() as folder:
        for first in range(0, count, AT_ONCE):
            files = []
            for number in range(first, min(first + AT_ONCE, count)):
                suffix = sorted(of)[number % len(of)]
                path = Path(folder) / f"{number}.{suffix}"
                path.write_bytes(mutated(draw.choice(of[suffix]), draw))
                files.append(File(path.name, str(path)))
            begun = time.monotonic()
            for file, done in zip(files, prepared(files, {}), strict=True):
                suffix, took = Path(file.path).suffix[1:], time.monotonic() - begun
                verdicts[suffix][verdict(done)] += 1
                slowest[suffix] = max(slowest[suffix], took)
                if verdict(done) in ("library", "slow", "memory", "died"):
                    print(f"{file.name}: {done.zh}", file=sys.stderr)  # type: ignore[union-attr]
                begun = time.monotonic()
                Path(file.path).unlink()
            memory.append(held())
    return verdicts, slowest, memory


def main(count: int = 20_000, seed: int = 1, samples: str = "") -> None:
    """Print the table."""
    verdicts, slowest, memory = run(count, seed, samples)
    for suffix, counted in verdicts.items():
        print(f"{suffix:5s} slowest {slowest[suffix]:5.1f} s  {dict(sorted(counted.items()))}")
    print(f"memory of the program: {memory[0]} KB after {AT_ONCE} files, {memory[-1]} KB at the end")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
