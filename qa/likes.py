"""Like by like: what a follow-up names takes the place of its like in the question before it, or stands beside it."""

import re

from knowledge.patterns import late
from qa.asking import asking
from qa.compare import PLACES, YEARS
from qa.model import Meant
from qa.places import PLACE
from qa.survey import surveyed
from qa.times import YEAR

# What is asked about a figure, put behind its name: 粮食产量 and 增速 is 粮食产量增速.
_ASPECT = r"(?:同比)?(?:增速|增幅|增长率|增长|降幅|占比|比重|比例|总量|总额|规模|排名|目标)"
_LAST_ASPECT = late(rf"(?:{_ASPECT}|(?:同比)?[涨增升降跌])$")
_AIM = late(
    r"(?:[年当]初)?的?(?:[定说报]的?)?(?:目标|计划|预期|任务)(?:[数值是]|目标)?|[年当]初[定说报]的?(?:数|指标)?|[定说报]的(?:数|目标)"
)
_AIM_OF = late(r"(?P<what>.{2,}?)的?(?:[年当]初)?(?:目标|计划|预期)[数值]?")
_END = late(r"(?:最后|实际|一共|总共|完成|[了的])+$")
_DONE = late(r"(?:最后|最终)?的?(?:实际|完成|结果)(?:完成)?(?:情况|[数值])?(?:是)?")
_LATER = late(r"[一二两三四五六七八九十]年[前后]的?")  # says no more than the year that it leads to
_OF_YEAR = late(r"^(?:到|截[至止])?(?:[底末](?:的|$)|度(?:的|$))")  # 2020年底呢
# “十三五”期间, 五年累计: what stands where a year would.
_PERIOD = r"[“\"]?(?<![一二三四五六七八九])十[一二三四五]五[”\"]?(?:这?五年)?(?:期间|时期|末|以来)?"
WHEN = late(rf"{YEARS.pattern}|{_PERIOD}")
_EACH = late(r"(?:各自?|分别)(?=是|有|为|达)")
PLANNED = late(r"计划|打算|预计|争取|力争|拟|准备(?!金)|(?:[年当]初)?的?(?:定的?)?目标[是定为]*$")


def stem(before: str) -> str:
    """Return what a question is about, without its question words: 湖南2020年粮食产量."""
    for start, end in sorted(asking(before).spans, reverse=True):
        before = before[:start] + before[end:]
    return _TRAILING.sub("", before)


_TRAILING = late(r"(?:[?？\s是有了为]|到(?!位)|达(?!标)|来着|[啊呀嘛呗])+$")


def is_aspect(what: str) -> bool:
    """Whether what a follow-up names is but what is measured, or known, of a thing: 产量, 增速, 占全国比重, 排名."""
    return bool(_MEASURED.fullmatch(what) or _OF_A_THING.fullmatch(what))


_OF_A_THING = late(rf"{_ASPECT}|占.{{0,4}}(?:比重|比例|多少)|(?:全国)?(?:排名|位次|名次)")


def ended(about: str) -> str:
    """Return what was planned as what became of it: 计划新增就业 is 新增就业."""
    return PLANNED.sub("", about).removesuffix("目标").rstrip("的")


def merge(before: str, what: str) -> Meant:
    """Put what a follow-up names in the place of its like in the question before, or beside it."""
    timed = False
    for pattern in (WHEN, PLACES):
        new, old = pattern.search(what), pattern.search(before)
        if new and old:
            written = new.group()
            if YEARS.fullmatch(written):
                written = f"{written.rstrip('年')}年"
            before = before[: old.start()] + written + before[old.end() :]
            what = _LATER.sub("", what.replace(new.group(), "", 1)).strip(" ,，")
            timed = timed or pattern is WHEN
            if timed and not PLACES.match(what):
                what = _OF_YEAR.sub("", what)
            if len(re.findall(rf"{PLACE}|{YEAR}", written)) == 1:
                before = _EACH.sub("", before)
    what = what.strip("的 ")
    if not what:
        return Meant(before)
    survey = surveyed(before)
    if survey and survey.what in before:
        return Meant(before.replace(survey.what, what, 1))
    return _of_the_same(before, what) or _replace_like(before, what)


def _of_the_same(before: str, what: str) -> Meant | None:
    """Ask for another aspect of the same figure: its target, its growth, how it did beside the year before."""
    about = stem(before)
    if re.match(r"(?:比(?![例重率值])|[较同])", what):
        return Meant(f"{about}{what}增长多少?")
    if _DONE.fullmatch(what):
        done = ended(about)
        return Meant(f"{done}完成多少?") if done != about else None
    if (aim := _AIM_OF.fullmatch(what)) and not _AIM.fullmatch(what):
        before, what = _replace_like(before, aim["what"]).text, "目标"
        about = stem(before)
    if _AIM.fullmatch(what):
        return Meant(f"{_END.sub('', about)}目标是多少?") if "目标" not in about else Meant(before)
    if not _OF_A_THING.fullmatch(what) or asking(before).kind != "number":
        return None
    planned = "目标" if about.endswith("目标") else ""
    name = _LAST_ASPECT.sub("", about.removesuffix("目标")).rstrip("的")
    return Meant(f"{name}{what}{planned}是多少?")


def _replace_like(before: str, what: str) -> Meant:
    """Put `what` in the place of the words that end as it does (调查失业率 for 城镇登记失业率), or that it contrasts with.

    Those words begin after the place, the year, a 的, or the question words. Where there is no such place, it is added
    at the end.
    """
    for one, other in _CONTRASTS:
        if what == one and other in before and one not in before:
            return Meant(before.replace(other, one, 1))
    topic = _topic(before)
    measure = _MEASURED.search(before, *topic) if topic else None
    if measure and _MEASURED.fullmatch(what):  # 销量 after 红旗汽车产量
        return Meant(before[: measure.start()] + what + before[measure.end() :])
    asked_until = [end for _, end in asking(before).spans]
    for size in range(len(what), 0, -1):
        ending = what[-size:]
        at = before.find(ending)
        whole = before[at + size : at + size + 1] not in ("量", "值", "率", "额")  # 产 of 单产 is none of 产量
        if at != -1 and (size > 1 or (len(what) <= 3 and whole)) and ending not in "年的了":
            bounds = [match.end() for match in _BOUNDARY.finditer(before[:at])]
            bounds += [topic[0]] if topic and topic[0] <= at else []
            start = max(*bounds, *(end for end in asked_until if end <= at), 0)
            return Meant(before[:start] + what + before[at + size :])
    if begun := _begun_alike(before, what):
        return Meant(before[: begun[0]] + what + before[begun[1] :])
    if len(what) > 1:
        head = re.match(r"[A-Za-z]{2,}", what)
        found = re.search(rf"{head.group()}[\d.]*", before) if head else None
        if found:
            return Meant(before[: found.start()] + what + before[found.end() :])
    if len(what) > 1 and asking(before).kind == "number" and not topic:
        measured = _MEASURED.search(what)
        if measured and measured.start() and (end := scope_end(before)):
            return Meant(f"{before[:end]}{what}是多少?")
        if not measured and (counted := _counted(before)):
            return Meant(before[: counted[0]] + what + before[counted[1] :])
    if len(what) > 1 and topic:
        begin, end = topic
        if asking(before).kind == "number" and _MEASURED.search(what):
            return Meant(f"{before[:begin]}{what}{stem(before)[end:]}是多少?")
        return Meant(f"{before[:begin]}{what}{_measure(before[begin:end])}{before[end:]}")
    return Meant(_add(before, what), what)


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
    about = stem(before)
    end = _WANTED.search(about).start()  # type: ignore[union-attr]
    begin = max(match.end() for match in _BOUNDARY.finditer(before[:end]))
    return (begin, end) if about and before.startswith(about) and begin < end else None


def _begun_alike(before: str, what: str) -> tuple[int, int] | None:
    """Return the words of the question that begin as `what` does, and are as long: 保交房 beside 保回迁."""
    size = len(what)
    if size < _LEAST_ALIKE or _MEASURED.search(what):
        return None
    asked = min((start for start, _ in asking(before).spans), default=len(before))
    begins = (match.end() for match in _BOUNDARY.finditer(before))
    return next(((at, at + size) for at in begins if before[at : at + 1] == what[0] and at + size <= asked), None)


_LEAST_ALIKE = 3


def scope_end(before: str) -> int:
    """Return where the places and years of a question end, and it begins to say what; 0 where it names none."""
    return max((match.end() for pattern in (PLACES, YEARS) if (match := pattern.search(before))), default=0)


def _counted(before: str) -> tuple[int, int] | None:
    """Return where a question says what is counted: 新建多少护理型床位."""
    begin = max(end for _, end in asking(before).spans) if asking(before).spans else len(before)
    end = len(before.rstrip("?？。 了呢"))
    return (begin, end) if end - begin > 1 and _CHINESE.fullmatch(before, begin, end) else None


_CHINESE = late(r"[\u4e00-\u9fffa-zA-Z0-9]+")
_WANTED = late(rf"(?:{_ASPECT}|下降|上升|减少|降低|提高|的|年度|预期|计划|达到?)*$")


def _measure(topic: str) -> str:
    """Return what a figure's name says is measured: 产量 of 太阳能电池产量; '' where it is all of the name."""
    match = _MEASURED.search(topic)
    return match.group() if match and match.start() and len(match.group()) > 1 else ""


def _add(before: str, what: str) -> str:
    """Ask for another thing beside the one asked for: 每年节约多少交通费用 and 节支率 is 每年节约交通费用 节支率是多少."""
    if asking(before).kind != "number":
        return f"{before.rstrip('?？ ')} {what}?"
    return f"{stem(before)} {what}是多少?"


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
