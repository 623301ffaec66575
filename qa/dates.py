"""Dates in folded text, and how well each suits a question: for a year, a day, an end, a beginning."""

import re
from collections.abc import Iterator

from knowledge.patterns import late
from qa.model import Asking

_MONTH = r"(?:1[0-2]|0?[1-9]) ?月(?:份)?(?: ?(?:[12]\d|3[01]|0?[1-9]) ?日|上旬|中旬|下旬|底|末|初)?"
DATE = late(
    rf"(?:(?:19|20)\d\d(?: ?年)?(?:度)? ?{_MONTH}|(?:19|20)\d\d-\d{{1,2}}-\d{{1,2}}"
    rf"|(?:19|20)\d\d年(?:底|末|初|年底|年初|上半年|下半年|[一二三四]季度)?|\d{{4}}年代|\d0年代|(?<![\d.]){_MONTH}|世纪\d0年代|\d{{1,2}}世纪(?:\d0年代|初|末|中叶)?)"
    # A day that is part of the name of what happened on it: “7·17”大火.
    rf"|(?<![\d.·])(?:1[0-2]|0?[1-9])·(?:3[01]|[12]\d|0?[1-9])(?![\d·])"
    rf"(?:以?前|起)?"
)
# 每月25日前, 次月15日前
_EVERY_MONTH = late(r"(?:每个?月|次月|当月|下月)(?:[12]\d|3[01]|0?[1-9])日(?:以?前|之前|起)?")
_RANGE = late(rf"(?:每年)?(?:{DATE.pattern})\s*(?:至|到|-|—|–|~)+\s*(?:{DATE.pattern}|(?:[12]\d|3[01]|0?[1-9])日)")
# Ends of what is due, without a year.
_DUE = late(
    r"(?:今年)?(?:年底|年末|年内|月底|季度末|上半年|[一二三四]季度)(?:以?前|之前|内)?|[一两二三四五半]年(?:左右|内|以内|之内)"
)

# Parts of the year that its report is of.
_PART = late(r"(?:[上下]半年|[一二三四]季度|年底|年末|年内)(?:以?前|之前)?")
_OF_THIS_YEAR = 0.8

# What bounds something else than is asked for, or is told less exactly.
_OTHER = 0.6

_YEAR = late(r"(?:19|20)\d\d年")
_DAY = late(r"\d[日号]|\d[-./]\d+[-./]\d|\d·\d")


def dates(asked: Asking, text: str, start: int, end: int) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, fit 0-1) of the dates in text[start:end], as they stand; where a year is asked for, first the year of each; where a day is, less those without one."""
    if asked.towards == "to":
        for match in _DUE.finditer(text, start, end):
            if not re.search(r"[\d年]$", text[max(start, match.start() - 1) : match.start()]):
                yield (match.start(), match.end(), 0.9)
    elif not (asked.year or asked.day or DATE.search(text, start, end)):
        for match in _PART.finditer(text, start, end):
            if not re.search(r"[\d年]$", text[max(start, match.start() - 1) : match.start()]):
                yield (match.start(), match.end(), _OF_THIS_YEAR)
    for match in _EVERY_MONTH.finditer(text, start, end):
        yield (match.start(), match.end(), _bounds(asked.towards, text, match.start(), match.end()))
    if not asked.towards and not asked.year:
        for match in _RANGE.finditer(text, start, end):
            yield (match.start(), match.end(), 1.0)
    for match in DATE.finditer(text, start, end):
        if "·" in match.group():  # of what is so called the day is told so, and nothing else
            yield (match.start(), match.end(), 0.0 if asked.towards else _OTHER)
            continue
        year = _YEAR.match(text, match.start(), match.end()) if asked.year else None
        led = _bounds(asked.towards, text, match.start(), match.end())
        if year and year.end() < match.end():
            yield (year.start(), year.end(), 1.0)
            yield (match.start(), match.end(), 0.9)
        elif asked.day and not _DAY.search(match.group()):
            yield (match.start(), match.end(), _OTHER * led)
        else:
            yield (match.start(), match.end(), (1.0 if len(match.group()) > 5 or year else 0.9) * led)


_TILL = late(r"(?:以?前|之前|截?止|为止)$")
_SINCE = late(r"起$|开始$")


def _bounds(towards: str, text: str, start: int, end: int) -> float:
    """Return how well a date suits a question for when something ends (to) or begins (from)."""
    if towards not in ("to", "from"):
        return 1.0
    before, date = text[max(0, start - 2) : start], text[start : end + 2]
    ends = before.endswith(("至", "到", "止于")) or any(_TILL.search(date[: end - start + more]) for more in (0, 1, 2))
    begins = before.endswith(("自", "从")) or any(_SINCE.search(date[: end - start + more]) for more in (0, 1, 2))
    wanted, other = (ends, begins) if towards == "to" else (begins, ends)
    return 1.0 if wanted else _OTHER if other else 0.9
