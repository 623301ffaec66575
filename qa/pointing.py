"""What a follow-up points to: 该省, 同年, 两年后; 这个率."""

import re

from knowledge.patterns import late
from qa.compare import PLACES
from qa.times import YEAR

_THAT_PLACE = late(r"(?:该|这个|那个|本)(?:省|市|区|自治区|地方|地区|地)|当地|那里|那儿")
_THAT_YEAR = late(r"(?:那一?|这一?|该|同一?|当)年(?!代|龄|轻)(?:度)?|那会儿|(?<![\u4e00-\u9fff])当时|那时候?")
# Not where it is what another year is held against: 比上一年增长多少 is as reports say it.
_OTHER_YEAR = late(
    r"(?<![比较同])(?:(?P<before>再?往前(?:推|数|倒)?一年|再?早一年|上一?年度?|前一年|去年)(?!相?比(?![重例率]))|(?P<two>前年)"
    r"|(?P<after>再?往后(?:推|数)?一年|再?过一年|[下后]一年度?|次年|第二年|明年|转年|翌年)"
    r"|(?<![第\d一二三四五六七八九十])(?:(?P<many>[一两二三四五1-5])年(?P<way>[之以]?[前后])的?|再?往(?P<towards>[前后])(?:推|数|倒)?(?P<steps>[两二三四五2-5])年))"
)
_COUNTED = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}

# 这个率, 那条路: what was spoken of, by the last character of its name.
_THAT_ONE = late(
    r"(?:这|那|该)(?:[一几两]?[个条座项家所批类种些])?(?P<what>[\u4e00-\u9fff]{1,3}?)(?=呢|是|有|又|的|[?？\s]|$)"
)


def with_referents(before: str, asked: str) -> str:
    """Put the places and years that a question points to (该省, 同年, 上一年, 两年后) in their words' place."""
    place, year = PLACES.search(before), re.search(YEAR, before)
    if place:
        asked = _THAT_PLACE.sub(place.group(), asked)
    if year and not re.search(YEAR, asked):
        asked = _THAT_YEAR.sub(f"{year.group()}年", asked)
        asked = _OTHER_YEAR.sub(lambda match: f"{int(year.group()) + _step(match)}年", asked)
    return asked


def _step(match: re.Match[str]) -> int:
    if written := match["many"] or match["steps"]:
        many = _COUNTED.get(written) or int(written)
        return many if (match["way"] or match["towards"]).endswith("后") else -many
    return -1 if match["before"] else -2 if match["two"] else 1


def points_back(before: str, what: str) -> bool:
    """Whether all that a follow-up names is what was asked before: 这个率 after 贫困发生率."""
    match = _THAT_ONE.fullmatch(what)
    return match is not None and match["what"] in before
