"""Reports whose titles, heads, headings, sentences and file names are hostile strings; settings and history likewise."""

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

from qa.places import PROVINCES
from tests.faults.strings import named

# What the strings stand among: a report is refused where one character in twenty is a control.
FILLER = (
    "各级各部门认真落实各项工作要求，坚持依法行政，加强监督检查，完善制度机制，提高服务水平，推动各项任务落到实处。"
)
SURVEYED = "垃圾分类"
_HAN = "东南西北春夏秋冬山川河湖日月星云金木水火土松竹梅兰红黄蓝白青紫高远平安和顺永昌盛隆"
YEARS = (2018, 2019, 2020)


@dataclass(frozen=True)
class Made:
    """The strings, and where the files made of them lie."""

    folder: Path
    strings: tuple[str, ...]

    def put(self, sink: str, number: int) -> str:
        """Return the string for a place in the report with this number: each place has them in another order."""
        at = (number + 101 * (ord(sink[0]) + ord(sink[1]))) % len(self.strings)
        return named(sink, at, self.strings[at])

    def word(self, number: int) -> str:
        """Return a word that only the report with this number has."""
        rng = random.Random(number)
        return "".join(rng.sample(_HAN, 4))

    def question(self, number: int) -> str:
        """Return a question that only this report answers, with a string."""
        return f"{self.word(number)}工程依据什么文件？"

    def unanswered(self, number: int) -> str:
        """Return a question that no report answers, to which this one's headings come nearest."""
        return f"{self.word(number)}工程局长叫什么名字？"

    def report(self, number: int, title: str = "") -> str:
        """Return the text of a report."""
        put, word = (lambda sink: self.put(sink, number)), self.word(number)
        return "\n".join(
            (
                f"{title or '关于' + put('ti') + '的报告'}",
                f"发文机关：{put('is')}",
                f"索引号：{put('nu')}",
                "",
                f"一、{put('he')}",
                FILLER,
                f"{word}工程依据《{put('do')}》开展，{put('qu')}。{FILLER}",
                f"（一）{word}工程{put('hf')}",
                f"开展{SURVEYED}，取消车辆{1000 + number}台，{put('su')}。{FILLER}",
                f"1.{put('hg')}",
                f"{FILLER}{put('tx')}。{FILLER}",
                f"二、{put('hh')}",
                FILLER * 2,
            )
        )


def file_name(text: str) -> bytes:
    """Return a string as the name of a file: a slash parts folders, bytes that are no text stay, the rest is left out."""
    return text.replace("\0", "").encode("utf-8", "surrogateescape" if encodable(text) else "replace")


def encodable(text: str) -> bool:
    """Whether a file's name or an argument can hold a string."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def write(folder: Path, name: str, text: str) -> None:
    """Write a file, with the folders that its name has."""
    path = os.path.join(os.fsencode(folder), file_name(name))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text.encode("utf-8", "replace"))


def write_all(made: Made, compared: int) -> None:
    """Write reports, some of places and years, some that cannot be read, the settings, and the questions of before."""
    for number in range(len(made.strings)):
        write(made.folder / "reports", f"{made.put('fi', number)}.txt", made.report(number))
        if number < compared:
            place = PROVINCES[number // len(YEARS) % len(PROVINCES)]
            title = f"{place}省{YEARS[number % len(YEARS)]}年{made.put('ct', number)}报告"
            write(made.folder / "compared", f"{made.put('cf', number)}.txt", made.report(number, title))
        if number % 4 == 0:  # no text at all, and a mark of UTF-16 before a surrogate without its other half
            write(made.folder / "bad", f"{made.put('ba', number)}.txt", "")
            path = made.folder / "bad" / f"半{number}.txt"
            path.write_bytes(b"\xff\xfe" + f"半{made.put('bb', number)}\ud800".encode("utf-16-le", "surrogatepass"))
    settings = made.folder / "config" / "qa"
    settings.mkdir(parents=True)
    asked = made.folder / "data" / "qa"
    asked.mkdir(parents=True)
    lines = [
        f"{toml(made.put('ka', number))} = {toml(made.put('kv', number))}" for number in range(0, len(made.strings), 9)
    ]
    (settings / "keys.toml").write_text(
        "\n".join([f"help = {toml(made.put('kv', 1))}", *dict.fromkeys(lines)]), "utf-8"
    )
    (asked / "history.jsonl").write_text(
        "".join(json.dumps({"question": made.put("hi", number)}) + "\n" for number in range(len(made.strings)))
    )


def toml(text: str) -> str:
    """Return a string as TOML writes it; a surrogate cannot be written."""
    kept = "".join(character for character in text if not "\ud800" <= character <= "\udfff")
    return json.dumps(kept).replace("\x7f", "\\u007f")
