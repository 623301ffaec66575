"""Nasty shapes of text, each doubled again and again: what adding costs must grow as the text does.

Run: python tests/faults/shapes.py [LARGEST_KB]. A line a shape: seconds of a processor at each size from 64 KB on, and
the largest growth from one size to the next (aim: 2.5). Text of less than 2 MB is prepared without a process of its
own and thus without limits, so this is what bounds it.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from knowledge.local import LocalKnowledgeBase

SMALLEST = 64  # KB
MOST = 2.5
# A measurement that grew too much is taken again so often: other programs disturb it, and only upwards.
AGAIN = 3


def _over(text: str) -> Callable[[int], str]:
    """Return what repeats `text` up to a length in characters."""
    return lambda length: (text * (length // len(text) + 1))[:length]


def _drawn(length: int) -> str:
    draw = random.Random(length)
    return "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(length))


SHAPES: dict[str, Callable[[int], str]] = {
    "one line of prose": _over("全省取消公务用车推进法治政府建设"),
    "rare characters, no stop": _drawn,
    "digits": _over("7"),
    "a heading a line": _over("一、重点工作任务\n"),
    "headings of all ranks": _over(
        "# 甲类工作任务\n## 乙类工作任务\n第一编 子部工作\n第一章 丑部工作\n第一条 卯部工作\n一、甲项工作任务\n（一）乙项工作\n1.丙项工作任务\n"
        "（1）丁项工作\n①戊项工作任务\n"
    ),
    "run-in labels": _over("一是抓二是管三是建，一是"),
    "a long head field": lambda length: f"名称：{_drawn(length // 2)}\n" + _over("正文。\n")(length // 2),
    "front matter": lambda length: "---\n" + _over("name: 公务用车改革\n")(length),
    "combining characters": lambda length: "报告e" + "\u0301" * length,
    "brackets and quotes": _over("公（“《**"),
    "closing marks": lambda length: "公。" + "”）" * (length // 2),
    "written numerals": _over("九千九百九十九万零一二三四五六七八九十"),
    "white space": lambda length: " \t\u3000" * (length // 5 - 1) + "公",
    "characters that expand": _over("公㎡㋿ﷺ"),
    "a number of a chapter": lambda length: "第" + "9" * length + "章 公",
    "carriage returns": lambda length: "公" + "\r" * length,
}


def text_of(shape: str, size: int) -> bytes:
    """Return so many bytes of a shape, or a little less."""
    return SHAPES[shape](size).encode()[:size].decode("utf-8", "ignore").encode()


def cost(place: Path, shape: str, size: int) -> float:
    """Return the seconds of a processor that adding a report of this shape takes."""
    file = place / "shape.txt"
    file.write_bytes(text_of(shape, size))
    with tempfile.TemporaryDirectory(dir=place) as folder:
        base = LocalKnowledgeBase(folder, create=True)
        begun = time.process_time()
        (added,) = base.add([str(file)])
        took = time.process_time() - begun
        base.close()
    assert added.status == "added", (shape, size, added.zh)
    return took


def growth(place: Path, shape: str, sizes: list[int]) -> tuple[list[float], float]:
    """Return the cost at each size, and the largest growth from one to the next."""
    costs = [cost(place, shape, size) for size in sizes]
    for _ in range(AGAIN):
        if max(more / less for less, more in pairwise(costs)) <= MOST:
            break
        costs = [min(before, cost(place, shape, size)) for before, size in zip(costs, sizes, strict=True)]
    return costs, max(more / less for less, more in pairwise(costs))


def main(largest: int = 1024) -> None:
    """Print the table."""
    sizes = [SMALLEST << n for n in range(20) if SMALLEST << n <= largest]
    print(f"{'':26s}" + "".join(f"{size:>7d}K" for size in sizes) + "  growth")
    with tempfile.TemporaryDirectory() as folder:
        cost(Path(folder), "digits", 1000)  # loads the dictionary
        for shape in SHAPES:
            costs, most = growth(Path(folder), shape, [size * 1024 for size in sizes])
            print(f"{shape:26s}" + "".join(f"{took:8.3f}" for took in costs) + f"{most:8.2f}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
