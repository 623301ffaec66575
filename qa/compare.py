"""Comparisons: 湖南和湖北2020年的增速 is asked of each report by itself, and each answer stands beside its place and year."""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from knowledge.patterns import late
from knowledge.text import fold_plain
from qa.asking import asking
from qa.model import Cell
from qa.places import PLACE, PROVINCE, TOGETHER
from qa.spans import NUMBER
from qa.times import AND, YEAR

PLACES = late(rf"{PLACE}(?:(?:{AND})?{PLACE})*{TOGETHER}?")
YEARS = late(rf"(?<!\d){YEAR}(?![万亿余多])(?:年?(?:(?!\s*比){AND}|\s*[-—~至到]+\s*){YEAR})*(?!\d)年?")
_SPAN = late(rf"({YEAR})年?\s*[-—~至到]+\s*({YEAR})")

# What a comparison asks of its parts together; each part by itself is asked for its figure.
_TOGETHER = late(
    r"(?:谁|哪一?[个家年省])(?:的|更|最|比较)*(?:高|低|多|少|大|小|快|慢|好|差)|(?:是否|是不是)?一样(?:吗|多)?|有什么(?:区别|不同|变化)|相差多少|差多少|相比(?:如何)?"
)
_EACH = late(r"(?:,|\s)*(?:各自?|分别)(?:都)?(?=是|有|为|达|增|新|多|$)|,\s*(?=各|分别)|各(?=新|增|有)")

# More parts than this make no table to read.
_MOST = 12


class Part(NamedTuple):
    """One cell of a comparison: its place and year ('' where all parts share them), and what is asked of it."""

    place: str
    year: str
    question: str


# 历年, 2019年以来每年, 近三年每年: each year that the reports tell about, from a year on.
_EACH_YEAR = r"的?(?:每年|逐年|各年|历年)(?:的|度)?"
_EVERY = late(
    rf"(?:自|从)?(?P<since>{YEAR})年(?:以来|起|开始)(?:,)?{_EACH_YEAR}|(?:最?近|过去)(?P<last>[两三四五六七八九十2-9]|10)年来?{_EACH_YEAR}"
    r"|历年来?的?"
)
_LAST = {"两": 2} | {written: number for number, written in enumerate("三四五六七八九十", 3)}


def parts(folded: str, told: Collection[int] = ()) -> tuple[Part, ...]:
    """Cut a folded question into what it asks of each place and year it compares; () where it compares nothing.

    `told` are the years that the reports asked tell about: those that 历年 means.
    """
    found = tuple(_parts(_spelt_out(folded, sorted(told))))
    return found if 1 < len(found) <= _MOST else ()


def _spelt_out(folded: str, told: Sequence[int]) -> str:
    """Return the question with the years named that 历年 means; more than make a table leave the first ones out."""
    every = _EVERY.search(folded) if told and "年" in folded else None
    if every is None or asking(folded).kind != "number":
        return folded
    count = _LAST.get(every["last"]) or int(every["last"]) if every["last"] else _MOST
    years = [year for year in told if year >= int(every["since"] or 0)][-count:]
    return f"{folded[: every.start()]}{'、'.join(map(str, years))}年{folded[every.end() :]}" if years else folded


def _parts(folded: str) -> Iterator[Part]:
    spans = [(start, end, names) for start, end, names in (_places(folded), _years(folded)) if len(names) > 1]
    if not spans:
        return
    labels: list[tuple[str, ...]] = [()]
    questions = [folded]
    for start, end, names in sorted(spans, reverse=True):
        # From the back, so that what stands before keeps its place.
        questions = [q[:start] + name + q[end:] for q in questions for name in names]
        labels = [(name, *label) for label in labels for name in names]
    for label, question in zip(labels, questions, strict=True):
        place = next((name for name in label if not name[0].isdigit()), "")
        year = next((name.rstrip("年") for name in label if name[0].isdigit()), "")
        yield Part(place, year, _alone(question))


# What several do with each other: 广东和香港共建什么 is one question.
_MUTUAL = late(r"共[同建享]|合作|联合|之间|携手|协作|交界|接壤|互")


def _places(folded: str) -> tuple[int, int, list[str]]:
    """Return where the longest list of places stands, and the places."""
    if len(PROVINCE.findall(folded)) < 2 or _MUTUAL.search(folded):
        return 0, 0, []
    found = [(m.start(), m.end(), re.findall(PLACE, m.group())) for m in PLACES.finditer(folded)]
    return max(found, key=lambda listed: len(listed[2]), default=(0, 0, []))


def _years(folded: str) -> tuple[int, int, list[str]]:
    """Return where the longest list of years stands, and the years."""
    if len(re.findall(YEAR, folded)) < 2:
        return 0, 0, []
    found = [(m.start(), m.end(), [f"{year}年" for year in _listed(m.group(), folded)]) for m in YEARS.finditer(folded)]
    return max(found, key=lambda listed: len(listed[2]), default=(0, 0, []))


def _listed(years: str, folded: str) -> list[int]:
    """Return the years of a list. A span of years is one where figures are asked for: for each year its own.

    2013到2017年建成了哪几座大桥 asks for all the years together.
    """
    spanned = _SPAN.search(years)
    if spanned is None:
        return [int(year) for year in re.findall(YEAR, years)]
    return list(range(int(spanned[1]), int(spanned[2]) + 1)) if asking(folded).kind == "number" else []


def _alone(question: str) -> str:
    """Return the question of one part: without 各, and with 是多少 for what compares (哪个低, 一样吗)."""
    together = _TOGETHER.search(question)
    alone = _EACH.sub("", _TOGETHER.sub("", question))
    if together and not re.search("多少|几", alone):
        alone = alone.rstrip("?？, 是的") + "是多少?"
    return alone


_AHEAD = late(r"(?:谁|哪一?[个家年省])(?:的|更|最|比较)*(?P<how>[高低多少大小快慢])")
_FALLEN = late(r"(?:下降|减少|降低|下跌|回落|负)[^,，、；;。]*$")
_GREAT = {"万": 10**4, "亿": 10**8}


def ahead(folded: str, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells that a question asks for (谁更高); () where it asks for none, or figures do not tell for certain.

    They do where every part has one exact figure, in one unit, that is no fall.
    """
    asked = _AHEAD.search(folded)
    amounts = [_amount(cell) for cell in cells]
    known = [amount for amount in amounts if amount is not None]
    if asked is None or len(known) < len(cells) or len({unit for _, unit in known}) > 1:
        return ()
    best = (min if asked["how"] in "低少小慢" else max)(value for value, _ in known)
    return tuple(cell for cell, (value, _) in zip(cells, known, strict=True) if value == best)


def _amount(cell: Cell) -> tuple[float, str] | None:
    """Return the exact figure that a cell tells, and its unit."""
    if cell.answer is None:
        return None
    answer = cell.answer
    match = NUMBER.fullmatch(fold_plain(answer.text))
    fallen = _FALLEN.search(answer.quote[: answer.start - answer.quote_start])
    if (
        match is None
        or fallen
        or not match["unit"]
        or match["bounds"]
        or match["bound"]
        or set(match["more"]) - _GREAT.keys()
    ):
        return None
    try:
        value = float(match["value"].replace(",", ""))
    except ValueError:  # 5-6%, 三个
        return None
    return math.prod((_GREAT[character] for character in match["more"]), start=value), match["unit"]
