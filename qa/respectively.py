"""A和B分别为X、Y says X of A and Y of B: which figure is of what is asked about. 城乡居民…X和Y says so without 分别."""

import re
from itertools import pairwise

from knowledge.patterns import late
from qa.spans import NUMBER

_RESPECTIVELY = "分别"
_AND = late(r"[、和与及]|以及")
_END = late(r"[,。;:!?\n]")
_FROM = late(r"[从由][^,。;\d]{0,8}\d")
# What one word says of two.
_BOTH = {
    "城乡": ("城镇居民 城市居民", "农村居民 乡村居民 农民"), "进出口": ("进口", "出口"), "一二线": ("一线", "二线"), "存贷款": ("存款", "贷款")
}  # fmt: skip
_PAIR = frozenset("和与及、")
# What goes on with the same things: 城乡居民收入分别增长5%、7%,达到29132元、10788元.
_GOES_ON = late(r",(?:(?:同比|比上年|较上年|年均|达到?|为|增[长至]|提[高升]到?|[升降]至|下降)+)(?=[约近超逾]?\d)")
_BACK = 100  # so many characters before a figure 分别 may stand
_GROUPS = (1, 2, 3)  # 分别由A、B提高到C、D、增长E和F: so many figures are told of each thing

# A figure of the other thing is not what was asked for.
_OTHER = 0.5


def belongs(folded: str, text: str, start: int, end: int) -> float:
    """Return how well the figure text[start:end] belongs to what a folded question names: 1, or less for the other's.

    1 too where no list tells, or where the question names none of its items more than another.
    """
    items, at = listed(text, start, end)
    if not items:
        return 1.0
    asked = {folded[i : i + 2] for i in range(len(folded) - 1)}
    # Things listed are told apart by how they begin: 食品评价性抽检、药品抽检.
    likeness = [(item[:2] in folded, len(asked & {item[i : i + 2] for i in range(len(item) - 1)})) for item in items]
    return 1.0 if likeness[at] == max(likeness) else _OTHER


def listed(text: str, start: int, end: int) -> tuple[list[str], int]:
    """Return the things whose figures are told respectively, and of which one the figure text[start:end] is; [] for none."""
    said = text.rfind(_RESPECTIVELY, max(0, start - _BACK), start)
    if said == -1 or any(not _GOES_ON.match(text, one.start()) for one in _END.finditer(text, said, start)):
        return _of_both(text, start, end)
    figures = [begin for begin, _ in _figures(text, said, _stop(text, end))]
    subject = said - 1 if text[said - 1 : said] == "," else said  # 集中供养和分散供养水平,分别从…
    begin = max((m.end() for m in _END.finditer(text, 0, subject)), default=0)
    if before := _FROM.search(text, begin, subject):  # 一线、二线标准从1700元、1500元分别提高到…
        subject = before.start()
    at = next((number for number, figure in enumerate(figures) if start <= figure < end), -1)
    for groups in _GROUPS if at >= 0 else ():
        if len(figures) % groups == 0 and (things := _items(text[begin:subject], len(figures) // groups)):
            return things, at % len(things)
    if at >= 0 and (things := _items(text[said + len(_RESPECTIVELY) : figures[0]], len(figures))):
        return things, at  # 分别压减生铁、粗钢产能160万吨、144万吨
    return [], 0


def _of_both(text: str, start: int, end: int) -> tuple[list[str], int]:
    """Return the same for two figures, one behind the other, of what one word says of two: 城乡低保标准提高到815元和615元."""
    first = max(0, start - _BACK)
    ends = [one for one in _END.finditer(text, first, start) if not _GOES_ON.match(text, one.start())]
    begin = ends[-1].end() if ends else first
    both = next((things for word, things in _BOTH.items() if text.find(word, begin, start) != -1), None)
    if both is None:
        return [], 0
    figures = _figures(text, begin, _stop(text, end))
    for (first, until), (second, after) in pairwise(figures):
        pair = text[until:second] in _PAIR and _unit(text[first:until]) == _unit(text[second:after])
        if pair and (first <= start < until or second <= start < after):
            return list(both), int(start >= second)
    return [], 0


def _figures(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """Return where the figures with a unit stand in a part of the text; years are none."""
    numbers = NUMBER.finditer(text, begin, stop)
    return [m.span() for m in numbers if m["unit"] and not (m["unit"] == "年" and len(m["value"]) == len("2020"))]


def _unit(figure: str) -> str | None:
    match = NUMBER.match(figure)
    return match["unit"] if match else None


def _stop(text: str, end: int) -> int:
    stop = _END.search(text, end)
    return stop.start() if stop else len(text)


def _items(subject: str, count: int) -> list[str]:
    """Return the things that a subject lists, if there are as many as figures."""
    listed = re.split(_AND.pattern, subject)
    if len(listed) == count > 1:
        # Before the first and behind the last stands what is said of all: 孤儿养育标准集中供养和分散供养水平分别…
        listed[0] = listed[0][-len(listed[-1]) :]
        return [*listed[:-1], listed[-1][: max(map(len, listed[:-1]))]]
    if count == 2:
        return next((list(both) for word, both in _BOTH.items() if word in subject), [])
    return []
