"""What is said around a follow-up, and what it points to: 不对，我问的是…; 该省, 同年, 两年后; 这个率."""

import re
from typing import NamedTuple

from qa.compare import PLACES
from qa.patterns import late
from qa.times import YEAR

# 不对不对，我问的是2022年的; 打错了，煤炭的; 我说的是计划数; 再查一个…
_GAP = r"[,，。!！、:：\s]"
_SOUND = rf"(?:[哦噢呃啊哎嗯]|等等|等下|等一下|抱歉|对不起|算了){_GAP}*"
_WRONG = rf"(?:(?:不对|[搞打说问写弄记看答]?错了|更正|纠正)(?:一下)?[啊吧呀哈哦]*{_GAP}*|不是?(?:的|啊|吧)?{_GAP}+)"
_ASK = r"(?:想|要)?(?:问|说|要|指|查|找|看|知道|了解)(?:一下|[下个])?"
_MEANT = rf"(?:(?:我|俺)?(?:其实|就|本来)?是?{_ASK}的?(?:其实|应该|就)?是|(?:我|俺)(?:其实|就|本来)?是?{_ASK}(?:的是)?|应该是|其实是|改成|换成){_GAP}*"
_NEXT = rf"(?:再|另外|顺便)(?:帮我)?(?:问|查|看)(?:一下|一?个|下)?{_GAP}*"
_LEAD = late(
    rf"^\s*(?:{_SOUND})*(?:{_NEXT}|(?P<wrong>(?:{_WRONG})+(?:{_SOUND})*(?:{_MEANT})?|{_MEANT}))(?=\S)|^\s*(?:{_SOUND})+(?=\S)"
)
# 粮食我要的是2025年的
_INSIDE = late(r"^(?P<what>[^,，。\s]{1,6})我(?:要|问|说|指)的是(?=\S)")

# 不是旅客，我要货邮的; 计划数不是完成数
_NOT_THAT = late(
    rf"^\s*不(?:是|要|问)(?:问|说|要|指)?(?P<old>[^,，。?？\s是]{{1,12}}?)的?了?(?:{_GAP}+|(?=而?是))(?:{_MEANT}|而?(?:是|要|问|说)(?:的是)?)?(?P<new>\S.*)$"
)
_BUT_THIS = late(
    r"^(?P<new>[^,，。?？]{1,16}?)的?[,，。、\s]*而?(?:不是|不要)(?P<old>[^,，。?？]{1,12}?)的?[?？。!！\s]*$"
)

_THAT_PLACE = late(r"(?:该|这个|那个|本)(?:省|市|区|自治区|地方|地区|地)|当地|那里|那儿")
_THEN = late(rf"(?P<year>{YEAR}年?)(?:那会儿|那时候?|的时候|那年|那一年)")
_THAT_YEAR = late(r"(?:那一?|这一?|该|同一?|当)年(?!代|龄|轻)(?:度)?|那会儿|(?<![\u4e00-\u9fff])当时|那时候?")
# Not where it is what another year is held against: 比上一年增长多少 is as reports say it.
_OTHER_YEAR = late(
    r"(?<![比较同])(?:(?P<before>再?往前(?:推|数)?一年|再?早一年|上一?年度?|前一年|去年)|(?P<two>前年)"
    r"|(?P<after>再?往后(?:推)?一年|再?过一年|[下后]一年度?|次年|第二年|明年|转年|翌年)"
    r"|(?<![第\d一二三四五六七八九十])(?P<many>[一两二三四五1-5])年(?P<way>之?[前后])的?)"
)
_COUNTED = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}

# 这个率, 那条路: what was spoken of, by the last character of its name.
_THAT_ONE = late(
    r"(?:这|那|该)(?:[一几两]?[个条座项家所批类种些])?(?P<what>[\u4e00-\u9fff]{1,3}?)(?=呢|是|有|又|的|[?？\s]|$)"
)


class Said(NamedTuple):
    """A follow-up without what is said around it; `instead` of what, where it says so; whether it corrects."""

    text: str
    instead: str = ""
    corrects: bool = False


def said(asked: str) -> Said:
    """Return what a follow-up says, without 不对 and 我问的是."""
    lead = _LEAD.match(asked)
    corrects = bool(lead and lead["wrong"])
    rest = _THEN.sub(r"\g<year>", _INSIDE.sub(r"\g<what>", asked[lead.end() :] if lead else asked))
    # 不是 alone leads to what is meant; 不是旅客 says what is not.
    for pattern, whole in ((_NOT_THAT, asked), (_NOT_THAT, rest), (_BUT_THIS, rest)):
        if match := pattern.match(whole):
            return Said(_THEN.sub(r"\g<year>", match["new"]), match["old"], True)
    return Said(rest, corrects=corrects)


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
    if match["many"]:
        many = _COUNTED.get(match["many"]) or int(match["many"])
        return many if match["way"].endswith("后") else -many
    return -1 if match["before"] else -2 if match["two"] else 1


def points_back(before: str, what: str) -> bool:
    """Whether all that a follow-up names is what was asked before: 这个率 after 贫困发生率."""
    match = _THAT_ONE.fullmatch(what)
    return match is not None and match["what"] in before
