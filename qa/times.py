"""Years as they are written: 2020年, 二〇二〇年; 2027公里 is none."""

from functools import lru_cache

from knowledge.numerals import DIGITS
from knowledge.numerals import year as year_of_digits
from knowledge.patterns import late

YEAR = r"(?:19|20)\d\d"
# Marks and words that join what is listed: 湖南和湖北, 2019、2020年.
AND = r"\s*(?:和|与|、|,|及|以及|跟|同|比|还是)\s*"
# A year stands before 年, before a mark (2019-2021年, 2025.3), or at the end: an amount stands before its unit.
_NAMED = late(rf"(?<![\d.])({YEAR})(?=年|[^\w.%]|$)")
_WRITTEN = late(r"[一二][〇零○o一二三四五六七八九]{3}(?=年)")


def in_digits(folded: str) -> str:
    """Return folded text with its years written in digits: 二〇二〇年 is 2020年."""
    return _WRITTEN.sub(lambda match: str(year_of_digits(match.group().replace("o", "〇")) or match.group()), folded)


_FIVE_YEARS = late(
    r"(?<![一二三四五六七八九十])([六七八九]|十[一二三四五六七八九]?)五(?=[”\"]|时期|期间|规划|以来|末|期末|初|头|开局|收官|最后一年|第一年|$)"
)


def five_years(folded: str) -> set[int]:
    """Return the years of the five-year plans that a text names: those of “十三五” are 2016 to 2020."""
    if "五" not in folded:
        return set()
    numbers = (
        "六七八九十".find(written) + 6 if len(written) == 1 else 10 + DIGITS[written[1]]
        for written in _FIVE_YEARS.findall(folded)
    )
    return {1981 + 5 * (number - 6) + year for number in numbers for year in range(5)}


_EDGE = late(
    r"(?<![一二三四五六七八九十比较])(?P<plan>(?:[六七八九]|十[一二三四五六七八九]?)五)[”\"]?(?:时期|期间|规划)?"
    r"(?:期?(?P<end>末|收官|最后一年)|(?:初(?!步|中|级)|开局|第一年|头一年))"
)


def edge_years(folded: str) -> tuple[int, ...]:
    """Return the years with which the five-year plans named by a text end, or begin: 十四五末 is 2025, 十四五开局 2021."""
    if "五" not in folded:
        return ()
    edges = ((five_years(edge["plan"]), edge["end"]) for edge in _EDGE.finditer(folded))
    return tuple(dict.fromkeys(max(years) if end else min(years) for years, end in edges if years))


@lru_cache(maxsize=4096)
def years_named(text: str) -> tuple[int, ...]:
    """Return the years that a text names, in its order."""
    return tuple(int(year) for year in _NAMED.findall(text))
