"""A和B分别为X、Y says X of A and Y of B: which figure is of what is asked about."""

import re

from qa.patterns import late
from qa.spans import NUMBER

_RESPECTIVELY = "分别"
_AND = late(r"[、和与及]|以及")
_END = late(r"[,。;:!?\n]")
# What one word says of two.
_BOTH = {"城乡": ("城镇居民 城市居民", "农村居民 乡村居民 农民"), "进出口": ("进口", "出口")}

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
    said = text.rfind(_RESPECTIVELY, max(0, start - 80), start)
    if said == -1 or _END.search(text, said, start):
        return [], 0
    stop = _END.search(text, end)
    figures = [m.start() for m in NUMBER.finditer(text, said, stop.start() if stop else len(text)) if m["unit"]]
    begin = max((m.end() for m in _END.finditer(text, 0, said)), default=0)
    at = next((number for number, figure in enumerate(figures) if start <= figure < end), None)
    if at is None:
        return [], 0
    things = _items(text[begin:said], len(figures))
    if not things and len(figures) % 2 == 0:  # 分别达6.32万元和3.05万元、增长5%和7%
        things, at = _items(text[begin:said], len(figures) // 2), at % (len(figures) // 2)
    return things, at


def _items(subject: str, count: int) -> list[str]:
    """Return the things that a subject lists, if there are as many as figures."""
    listed = re.split(_AND.pattern, subject)
    if len(listed) == count > 1:
        # Behind the last stands what is said of all: 汽车、家电产品以旧换新分别达…
        return [*listed[:-1], listed[-1][: max(map(len, listed[:-1]))]]
    if count == 2:
        return next((list(both) for word, both in _BOTH.items() if word in subject), [])
    return []
