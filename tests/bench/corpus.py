"""A corpus as large as wanted, of real sentences: reports of made places, their sentences shuffled and figures varied.

Run: python -m tests.bench.corpus FOLDER PASSAGES [--reports DIR ...] [--seed N]. Sentences and headings are those of the
reports given, else of the one that comes with the program. The same arguments give the same files; each report is made
by itself, and only one is in memory.
"""

import argparse
import os
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from knowledge import readers
from knowledge.errors import Unreadable
from knowledge.head import read_head
from knowledge.model import Report
from knowledge.passages import make_report
from knowledge.text import sentences
from qa.places import PROVINCES, places_in

REPOSITORY = Path(__file__).resolve().parents[2]
SHIPPED = REPOSITORY / "knowledge" / "reports"

# A report of a city or county has about so many passages: 12,000 of them are a million. (A province's has 136.)
PASSAGES = 84

YEARS = range(2016, 2027)
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_REGIONS = ("内蒙古", "广西", "西藏", "宁夏", "新疆")
_NUMERALS = "一二三四五六七八九十"

# Characters of made cities and counties: 安阳, 永川, 长宁. No two give a province's name.
_FIRST = "安永长平新宁和兴嘉昌泰丰清太东金通德龙文华镇怀瑞祥景同仁广定"
_SECOND = "阳川州城宁平江山溪源化安康泽林塘水原陵远顺和乐明庆口岭门坪湾"

_SHORTEST, _LONGEST = 8, 160
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?=年|[-—~、至到])")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u4e00-\u9fff、]{4,20}")
_NO_SENTENCE = re.compile(
    r"[#*|<>\[\]]|^[\W_]|^[一二三四五六七八九十\d]+[、是.．]|[①-⑳]|^[(（]|^第.{1,3}[章条]|各位代表|：$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A real sentence, with the year and the place of the report that it comes from."""

    text: str
    year: int
    place: str


@dataclass(frozen=True, slots=True)
class Pool:
    """What reports are made of."""

    sentences: list[Sentence] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that reports are of: its whole name as titles have it (云南省安阳市), and as its sentences do (安阳)."""

    name: str
    short: str


def pool(folders: Iterable[Path]) -> Pool:
    """Return the sentences and headings of the reports in these folders."""
    found = Pool()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            report = _read(path)
            if report is None:
                continue
            year = int(match.group()) if (match := _YEAR.search(f"{path.stem}年")) else 2020
            place = next(iter(places_in(path.stem)), "")
            bodies = (passage for passage in report.passages if passage.role == "body")
            spans = (span for body in bodies for span in sentences(report.text, body.start, body.end))
            texts = (report.text[start:end].strip() for start, end in spans)
            found.sentences.extend(Sentence(text, year, place) for text in texts if _fit(text))
            found.headings.extend(s.title for s in report.sections[1:] if s.label and _HAN.fullmatch(s.title))
    found.headings[:] = dict.fromkeys(found.headings)
    if not found.sentences or not found.headings:
        raise ValueError("no sentences or no headings there")
    return found


def places(seed: int) -> Iterator[Place]:
    """Yield places without end: the provinces, then cities and counties; every other is named with its province."""
    yield from (Place(_whole(province), province) for province in PROVINCES[:31])
    names = [first + second for first in _FIRST for second in _SECOND if first != second]
    random.Random(seed).shuffle(names)
    provinces = cycle(PROVINCES[:31])
    for number, name in enumerate(cycle(names)):
        # Names that come again get a character more.
        again = number // len(names)
        short = name + (_SECOND[again % len(_SECOND)] if again else "")
        kind = "市县区"[number % 3]
        yield Place(f"{_whole(next(provinces)) if number % 2 else ''}{short}{kind}", short)


def write(folder: Path, count: int, found: Pool, seed: int = 0) -> int:
    """Write reports with about `count` passages in all; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = max(1, round(count / PASSAGES))
    each = places(seed)
    for number in range(reports):
        year = YEARS[number % len(YEARS)]
        if year == YEARS[0]:
            place = next(each)
        text = report(place, year, found, random.Random(f"{seed}-{number}"))
        # A folder holds a hundred places.
        inner = folder / f"{number // (100 * len(YEARS)):03d}"
        inner.mkdir(exist_ok=True)
        (inner / f"{place.name}{year}年政府工作报告.md").write_text(text, "utf-8", newline="\n")
    return reports


def report(place: Place, year: int, found: Pool, chance: random.Random) -> str:
    """Return the text of one report: three parts, each with headed sections of paragraphs."""
    lines = [
        f"{place.name}{year}年政府工作报告",
        f"——{year}年1月{chance.randint(8, 28)}日在{place.name}人民代表大会上",
        "各位代表：",
        "现在，我代表政府向大会报告工作，请予审议。",
    ]
    for at, title in enumerate((f"{year - 1}年工作回顾", f"{year}年发展的总体要求和主要目标", f"{year}年重点工作")):
        lines.append(f"**{_NUMERALS[at]}、{title}**")
        lines += _paragraphs(2, place, year, found, chance)
        for inner in range(chance.randint(4, 8) if at != 1 else 0):
            heading = _varied(Sentence(chance.choice(found.headings), year, ""), place, year, chance)
            lines.append(f"**（{_NUMERALS[inner]}）{heading}**")
            lines += _paragraphs(chance.randint(3, 6), place, year, found, chance)
    return "\n\n".join(lines) + "\n"


def _paragraphs(count: int, place: Place, year: int, found: Pool, chance: random.Random) -> list[str]:
    return [
        "".join(_varied(one, place, year, chance) for one in chance.choices(found.sentences, k=chance.randint(2, 7)))
        for _ in range(count)
    ]


def _varied(one: Sentence, place: Place, year: int, chance: random.Random) -> str:
    """Return a sentence as this place's report would have it: its own name, its own years, other figures."""

    def figure(match: re.Match[str]) -> str:
        if _YEAR.match(one.text, match.start()):
            return str(int(match.group()) + year - one.year)
        return "".join(chance.choice("123456789") if c.isdigit() else c for c in match.group())

    text = _FIGURE.sub(figure, one.text)
    return text.replace(one.place, place.short) if one.place else text


def _fit(text: str) -> bool:
    """Whether a sentence can stand anywhere: whole, and no heading or list item of its own."""
    return _SHORTEST <= len(text) <= _LONGEST and text[-1] in "。！；" and not _NO_SENTENCE.search(text)


def _whole(province: str) -> str:
    return province + ("市" if province in _MUNICIPALITIES else "自治区" if province in _REGIONS else "省")


def _read(path: Path) -> Report | None:
    try:
        document = readers.decode(path.name, readers.load(str(path), ""))
    except Unreadable:
        return None
    head = read_head(document.text, path.name, document.told)
    return make_report(
        document.text, head, path=path.name, source=str(path), encoding=document.encoding, marks=document.marks
    )


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("passages", type=int)
    parser.add_argument("--reports", type=Path, nargs="+", default=[SHIPPED])
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    print(f"{write(args.folder, args.passages, pool(args.reports), args.seed)} reports in {os.fspath(args.folder)}")


if __name__ == "__main__":
    main()
