"""Years as they are written: 2020年, 二〇二〇年; 2027公里 is none."""

import re
from functools import lru_cache

from knowledge.numerals import year as year_of_digits

YEAR = r"(?:19|20)\d\d"
# Marks and words that join what is listed: 湖南和湖北, 2019、2020年.
AND = r"\s*(?:和|与|、|,|及|以及|跟|同|比|还是)\s*"
# A year stands before 年, before a mark (2019-2021年, 2025.3), or at the end: an amount stands before its unit.
_NAMED = re.compile(rf"(?<![\d.])({YEAR})(?=年|[^\w.%]|$)")
_WRITTEN = re.compile(r"[一二][〇零○o一二三四五六七八九]{3}(?=年)")


def in_digits(folded: str) -> str:
    """Return folded text with its years written in digits: 二〇二〇年 is 2020年."""
    return _WRITTEN.sub(lambda match: str(year_of_digits(match.group().replace("o", "〇")) or match.group()), folded)


@lru_cache(maxsize=4096)
def years_named(text: str) -> tuple[int, ...]:
    """Return the years that a text names, in its order."""
    return tuple(int(year) for year in _NAMED.findall(text))
