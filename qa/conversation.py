"""Follow-ups: 那2022年呢? after a question about 2021 asks the same of 2022; 该省同年…? means that place and year.

A question says where (places), when (years) and what. What a follow-up names takes the place of its like in the
question before; what it leaves out is carried over.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.asking import asking
from qa.compare import PLACES, YEARS
from qa.patterns import late
from qa.places import PLACE, in_full
from qa.survey import surveyed
from qa.times import YEAR, with_century

_LEAD = r"^\s*(?:那么|那|还有|再看看?|再说说?|换成|改成|改为)?[，,\s]*"
# 湖北呢?, 那湖北又是多少?
_ELLIPTIC = late(rf"{_LEAD}(?P<what>.{{0,16}}?)的?\s*呢\s*[?？]?\s*$")
_ONLY = late(
    rf"{_LEAD}(?P<what>(?:{PLACES.pattern}|{YEARS.pattern}|的|\s)+)(?:又|也|则)?(?:是|有)?(?:多少|怎么样|如何)?\s*[?？]?\s*$"
)
_WHY = late(rf"{_LEAD}(?:这|那)?(?:是|又)?(?:为什么|为何|为啥|什么原因|原因)(?:呢|是什么)?\s*[?？]?\s*$")

_THAT_PLACE = late(r"(?:该|这个|那个|本)(?:省|市|区|自治区|地方|地区|地)|当地|那里|那儿")
_THAT_YEAR = late(r"(?:那一?|这一?|该|同一?|当)年(?!代|龄|轻)(?:度)?")
# Not where it is what another year is held against: 比上一年增长多少 is as reports say it.
_OTHER_YEAR = late(
    r"(?<![比较同])(?:(?P<before>上一?年度?|前一年|去年)|(?P<two>前年)|(?P<after>下一年度?|次年|第二年|明年))"
)
_IT = late(r"^(?:它|其(?!他|它|中|余|实))(?P<of>的)?|^(?=(?:完成|实现|达到|达成)了?(?:吗|没|多少))")

# Of these a question is made that asks how much more, how much less, or how it ended, and does not say of what.
# (Possessive: 增加 is also 增 and 加, and a long question would be tried in all ways to part it.)
_NO_TOPIC = late(
    r"(?:最后|最终|最近|后来|结果|实际上?|真的?|又|再|还|也|都|就|一?共|总共|到底|究竟|大约|约|比|同比|较|[上前]一?年度?|去年|"
    r"增长|增加|提高|提升|上升|上涨|上调|下降|降低|减少|下跌|回落|下调|增|升|涨|加|多|降|减|少|跌|出|"
    r"干|做|搞|完成|实现|达到|达|到|目标|计划|预期|打算|准备|预计|想要?|要|定|了|的|是|有|为|得|来|那么?|呢|[,，?？\s])*+"
)

# What is asked about a figure, put behind its name: 粮食产量 and 增速 is 粮食产量增速.
_ASPECT = r"(?:同比)?(?:增速|增幅|增长率|增长|降幅|占比|比重|比例|总量|总额|规模|排名|目标)"
_LAST_ASPECT = late(rf"{_ASPECT}$")
_LATER = late(r"[一二两三四五六七八九十]年[前后]的?")  # says no more than the year that it leads to
_ENDED = late(r"最后|最终|结果|实际|真")
_EACH = late(r"(?:各自?|分别)(?=是|有|为|达)")
_PLANNED = late(r"计划|打算|预计|争取|力争|拟")


class Resolved(NamedTuple):
    """A question with what it left out; `focus` is the part that the follow-up added, '' where it replaced like by like.

    `alone` is the question as typed where it may as well be meant without what was carried over to it, else ''.
    """

    text: str
    focus: str = ""
    alone: str = ""


def resolve(question: str, history: Sequence[str]) -> Resolved:
    """Return the question with what it leaves out, taken from the questions before it."""
    whole = Resolved("")
    for asked in map(with_century, (*history, question)):
        whole = _after(whole.text, asked) if whole.text else Resolved(asked)
    return whole


def without(history: Sequence[str], topic: str) -> list[str]:
    """Return a conversation as one question without a place or a year of it, so that no follow-up carries that over."""
    if not history:
        return []
    whole = in_full(resolve(history[-1], history[:-1]).text)
    left = re.sub(rf"{re.escape(topic)}(?:省|市|自治区|年度?)?的?", "", whole).strip("的和与、,， ")
    return [left] if left.strip("?？") else []


def _after(before: str, asked: str) -> Resolved:
    """Return what a question means after another one."""
    if _WHY.match(asked):
        return Resolved(f"{_stem(before)}是什么原因?")
    spoken = _with_referents(before, in_full(asked))
    match = _ELLIPTIC.match(spoken) or _ONLY.match(spoken)
    if match and match["what"].strip():
        return _merge(before, match["what"].strip())
    return _carried(before, asked, spoken)


def _with_referents(before: str, asked: str) -> str:
    """Put the places and years that a question points to (该省, 同年, 上一年) in their words' place."""
    place, year = PLACES.search(before), re.search(YEAR, before)
    if place:
        asked = _THAT_PLACE.sub(place.group(), asked)
    if year and not re.search(YEAR, asked):
        asked = _THAT_YEAR.sub(f"{year.group()}年", asked)
        asked = _OTHER_YEAR.sub(lambda match: f"{int(year.group()) + _STEPS[match.lastgroup or '']}年", asked)
    return asked


_STEPS = {"before": -1, "two": -2, "after": 1}


def _carried(before: str, asked: str, spoken: str) -> Resolved:
    """Return a whole question with the place and the year that it does not name; 它 is what was asked about."""
    if asking(spoken).kind == "open" or surveyed(spoken):
        return Resolved(spoken)
    it = _IT.match(spoken)
    if it and not (it["of"] and PLACES.search(before) and asking(before).kind == "number"):
        return Resolved(_stem(before) + spoken[it.end() :])
    said = spoken[it.end() :] if it else spoken
    if _names_no_topic(said):
        return Resolved(_of_the_time_and_place(_stem(before), said))
    place, year = PLACES.search(before), YEARS.search(before)
    own = PLACES.match(said)
    where = "" if PLACES.search(said) or not place else place.group()
    when = "" if re.search(YEAR, said) or not year else f"{year.group().rstrip('年')}年"
    if not where and not when:
        return Resolved(said)
    text = said[: own.end()] + when + said[own.end() :] if own else where + when + said
    return Resolved(text, alone=asked if spoken == asked and not it else "")


def _names_no_topic(said: str) -> bool:
    """Whether a question says only when and where, and how much more or less: 2021年降到多少了?"""
    return bool(_NO_TOPIC.fullmatch(_stem(YEARS.sub("", PLACES.sub("", said)))))


def _of_the_time_and_place(stem: str, said: str) -> str:
    """Ask `said` of what a question before was about, in the year and the place that are said now, if any are."""
    for pattern in (YEARS, PLACES):
        new, old = pattern.search(said), pattern.search(stem)
        if new and old:
            year = "年" if pattern is YEARS else ""
            stem = f"{stem[: old.start()]}{new.group().rstrip('年')}{year}{stem[old.end() :]}"
            said = said[: new.start()] + said[new.end() :]
    if _ENDED.search(said):
        stem = _PLANNED.sub("", stem).removesuffix("目标").rstrip("的")
    return stem + said


def _stem(before: str) -> str:
    """Return what a question is about, without its question words: 湖南2020年粮食产量."""
    for start, end in sorted(asking(before).spans, reverse=True):
        before = before[:start] + before[end:]
    return before.rstrip("?？ 是有了为达到")


def _merge(before: str, what: str) -> Resolved:
    """Put what a follow-up names in the place of its like in the question before, or beside it."""
    for pattern in (YEARS, PLACES):
        new, old = pattern.search(what), pattern.search(before)
        if new and old:
            written = new.group()
            if pattern is YEARS:
                written = f"{written.rstrip('年')}年"
            before = before[: old.start()] + written + before[old.end() :]
            what = _LATER.sub("", what.replace(new.group(), "", 1)).strip()
            if len(re.findall(rf"{PLACE}|{YEAR}", written)) == 1:
                before = _EACH.sub("", before)
    what = what.strip("的 ")
    if not what:
        return Resolved(before)
    survey = surveyed(before)
    if survey and survey.what in before:
        return Resolved(before.replace(survey.what, what, 1))
    return _of_the_same(before, what) or _replace_like(before, what)


def _of_the_same(before: str, what: str) -> Resolved | None:
    """Ask for another aspect of the same figure: its target, its growth, how it did beside the year before."""
    stem = _stem(before)
    if re.match(r"[比较同]", what):
        return Resolved(f"{stem}{what}增长多少?")
    if what in ("实际", "完成", "完成情况", "结果"):
        done = _PLANNED.sub("", stem).removesuffix("目标").rstrip("的")
        return Resolved(f"{done}完成多少?") if done != stem else None
    if not re.fullmatch(_ASPECT, what) or asking(before).kind != "number":
        return None
    if what == "目标":
        return Resolved(f"{stem}目标是多少?") if "目标" not in stem else Resolved(before)
    planned = "目标" if stem.endswith("目标") else ""
    name = _LAST_ASPECT.sub("", stem.removesuffix("目标")).rstrip("的")
    return Resolved(f"{name}{what}{planned}是多少?")


def _replace_like(before: str, what: str) -> Resolved:
    """Put `what` in the place of the words that end as it does (调查失业率 for 城镇登记失业率), or that it contrasts with.

    Those words begin after the place, the year, a 的, or the question words. Where there is no such place, it is added
    at the end.
    """
    for one, other in _CONTRASTS:
        if what == one and other in before and one not in before:
            return Resolved(before.replace(other, one, 1))
    topic = _topic(before)
    measure = _MEASURED.search(before, *topic) if topic else None
    if measure and _MEASURED.fullmatch(what):  # 销量 after 红旗汽车产量
        return Resolved(before[: measure.start()] + what + before[measure.end() :])
    asked_until = [end for _, end in asking(before).spans]
    for size in range(len(what), 0, -1):
        ending = what[-size:]
        at = before.find(ending)
        if at != -1 and (size > 1 or len(what) <= 3) and ending not in "年的了":
            bounds = [match.end() for match in _BOUNDARY.finditer(before[:at])]
            bounds += [topic[0]] if topic and topic[0] <= at else []
            start = max(*bounds, *(end for end in asked_until if end <= at), 0)
            return Resolved(before[:start] + what + before[at + size :])
    if len(what) > 1:
        head = re.match(r"[A-Za-z]{2,}", what)
        found = re.search(rf"{head.group()}[\d.]*", before) if head else None
        if found:
            return Resolved(before[: found.start()] + what + before[found.end() :])
    if len(what) > 1 and topic:
        begin, end = topic
        if asking(before).kind == "number" and _MEASURED.search(what):
            return Resolved(f"{before[:begin]}{what}{_stem(before)[end:]}是多少?")
        return Resolved(f"{before[:begin]}{what}{_measure(before[begin:end])}{before[end:]}")
    return Resolved(_add(before, what), what)


# What a question asks of a topic: 发展旅游, 在旅游方面; a figure's name ends in what is measured: 粮食产量.
_TOPIC = late(
    r"(?:在|对|关于|发展|推进|推动|促进|加强|加快|支持|建设|保障|提升|改善|治理|解决|扩大|培育|壮大|深化|优化|防范|化解|做好|抓好|振兴|保护)"
    r"(?P<topic>[\u4e00-\u9fff]{2,8}?)(?:方面|领域|工作|问题|产业|事业)?(?=上|采取|有(?:哪|什么)|的?[?？]?$)"
)
_MEASURED = late(
    r"(?:产量|销量|产值|增加值|收入|支出|投资|面积|里程|人数|人口|比重|占比|比例|总额|总值|外资|[率量额值数费价])$"
)


def _topic(before: str) -> tuple[int, int] | None:
    """Return where the topic of a question stands: what it asks to be done with, or the figure that it asks for last."""
    asked = asking(before)
    if asked.kind in ("how", "list", "open", "yesno"):
        return match.span("topic") if (match := _TOPIC.search(before)) else None
    if asked.kind != "number" or before[max((end for _, end in asked.spans), default=len(before)) :].strip("?？ 呢"):
        return None
    stem = _stem(before)
    end = _WANTED.search(stem).start()  # type: ignore[union-attr]
    begin = max(match.end() for match in _BOUNDARY.finditer(before[:end]))
    return (begin, end) if stem and before.startswith(stem) and begin < end else None


_WANTED = late(rf"(?:{_ASPECT}|的|年度|预期|计划|达到?)*$")


def _measure(topic: str) -> str:
    """Return what a figure's name says is measured: 产量 of 太阳能电池产量; '' where it is all of the name."""
    match = _MEASURED.search(topic)
    return match.group() if match and match.start() and len(match.group()) > 1 else ""


def _add(before: str, what: str) -> str:
    """Ask for another thing beside the one asked for: 每年节约多少交通费用 and 节支率 is 每年节约交通费用 节支率是多少."""
    if asking(before).kind != "number":
        return f"{before.rstrip('?？ ')} {what}?"
    return f"{_stem(before)} {what}是多少?"


_BOUNDARY = late(rf"^|年|的|[“”\"]|{PLACE}|和|与|、|[，,]")
_CONTRASTS = tuple(
    pair
    for a, b in (
        ("农村", "城镇"),
        ("农村", "城市"),
        ("进口", "出口"),
        ("女", "男"),
        ("县", "市"),
        ("收入", "支出"),
    )
    for pair in ((a, b), (b, a))
)
