"""Candidate spans in folded text, by what a question asks for: numbers with units, dates, titles, lists, names."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from knowledge.patterns import late
from qa.asking import CHANGED, GROUP, OFTEN, RANK, SHARE, UNIT, UNIT_BEGINS
from qa.model import Asking

_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_WRITTEN = "[零一二两三四五六七八九十百]{1,12}"  # a hostile text may have thousands

# A number keeps its unit, its 余/多/以上 and what stands before it to bound it (约, 超过, 至少).
NUMBER = late(
    rf"(?P<bound>约|近|逾|超过|超|至少|不少于|不低于|不超过|突破)?"
    rf"(?P<value>(?:{_DIGITS})(?:[-~—至到]{_DIGITS})?|(?<![一二三四五六七八九十第])(?!三角){_WRITTEN}(?=[余多几]?[十百千万亿]*(?:{UNIT_BEGINS}))"
    rf"|(?<=[超近逾上数])[百千万亿]+(?=(?:{UNIT_BEGINS}))|半(?=个?(?:小时|工作日|月|年|天|日|学期|世纪)))"
    # Files that are laid out in pages often part a figure from its unit: 500 元.
    rf"(?:(?<=\d) (?=[余多几]?[十百千万亿]*(?:{UNIT_BEGINS})))?"
    # 千 before 瓦, 米, 克 and 伏 is the unit's (797亿千瓦时), and so is 百 before 分点.
    rf"(?P<more>[余多几]?(?:[十万亿]|百(?!分点)|千(?![瓦米克伏]))*[余多几]?)(?P<unit>{UNIT})?(?:标准煤|/(?:{UNIT}))?(?P<bounds>以上|以下|以内|左右|余)?"
)
TITLE = late(r"《[^《》]*(?:<[^<>]*>[^《》]*|《[^《》]*》[^《》]*)*》")
TITLES = late(rf"{TITLE.pattern}(?:[、和及与,]?{TITLE.pattern})*")
DOCUMENT = late(r"[\u4e00-\u9fff]{1,10}[〔\[(【](?:19|20)\d\d[〕\])】]\s*(?:第)?\d+号|第\d+号令?")
# A telephone or account number, a web or mail address.
CONTACT = late(
    r"https?://[a-z0-9./?=&%#:_~+@,;!-]*[a-z0-9/=&%#_-]|(?<![a-z0-9@.-])(?:[a-z0-9-]+\.)+(?:cn|com|org|net)(?![a-z0-9])(?:/[a-z0-9./?=&%#_~+-]*)?|(?<![a-z0-9_.+-])[a-z0-9][a-z0-9_.+-]*@[a-z0-9-]+(?:\.[a-z0-9]+)+"
    r"|\d{12,21}|1\d{10}|(?:0\d{2,3}\s*[-—–]+\s*)?\d{7,8}(?:\s*[-—–转]\s*\d{1,5})?|400[-\s]?\d{3,4}[-\s]?\d{3,4}|(?<!\d)1\d{4}(?!\d)"
)
QUOTED = late(r"[“\"「『][^”\"」』]{1,40}[”\"」』]")

# White space between words that are not Latin ends a line that was joined to the next: a heading, mostly. What is no word
# is told by what it is not: a range of all Chinese characters takes 1 ms to compile (Python 3.11).
GAP = late(r"(?<=[^\x00-(*-\x7f])(?<!、) +(?=[^\x00-')-\x7f])")
CLAUSE_END = late(rf",(?!\d{{3}}(?!\d))|[:。!?;\n]|{GAP.pattern}")

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦"
    "阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛岳"
)
_OFFICE = "(?:(?:党组|党委|省委|市委)?书记|副?(?:省长|主席|市长|局长|厅长|部长|主任|组长|县长|区长|处长|校长|院长|会长|总理|总统|总经理|董事长)|同志|院士|教授|委员长|法官)"
PERSON = late(
    rf"(?:(?<={'省长'})|(?<=主席)|(?<=市长)|(?<=书记)|(?<=局长)|(?<=总理)|(?<=主任)|(?<=同志))\s*(?P<after>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[\s,。、:;])"
    rf"|(?P<before>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?={_OFFICE})"
    # 巴依卡·凯力迪别克
    r"|(?P<dotted>[\u4e00-\u9fff]{2,6}(?:·[\u4e00-\u9fff]{2,8}?)+)(?=[\s,。、:;和等荣获为同被是]|$)"
)
# 以A为B, A为B, 由A担任/负责/牵头: who does what, as the sentence itself says.
ROLE = late(
    r"(?:以|由)?(?P<who>[^,。;:、以由]{2,16}(?:、[^,。;:、]{2,10})?)(?:为|任|担任|兼任)(?P<office>副?(?:组长|主任|成员|召集人|主席|会长|负责人|理事长|委员))"
    r"|由(?P<by>[^,。;:]{2,24}?)(?:负责|牵头|担任|承担|组织|主持|领衔)"
)

# What may stand right before the first item of a list, or before a name: prepositions, copulas, common verbs.
_BEFORE = late(
    r"(?:按照|包括|包含|有|即|是|为|以|对|向|在|于|将|把|由|与|和|给|从|通过|推进|加强|强化|实施|完善|开展|讲授|建立|健全|落实|支持|推动|建设|打造|发展|"
    r"培育|加快|做好|抓好|突出|聚焦|围绕|重点|积极|深化|优化|提高|提升|扩大|组织|制定|出台|颁布|印发|形成|实现|完成|获得|荣获|新增|成立|设立|引进|创建|分别)"
)


# 居全国第2位, 首位, 前三; 第2届 and 前三季度 are none.
_ORDER = "(?:[一二三四五六七八九十]+|[0-9]+)"
_RANKS = late(rf"第{_ORDER}(?:[位名]|(?=[、,。;:)和]|$))|前{_ORDER}(?:[位名强]|(?=[、,。;:)]|$))|[首末][位名]|榜首")


# 每3年校验1次, 每年一次, 一年至少进行一次
_OFTEN = late(
    r"(?:每|(?=一年))(?:\d+|[一二两三四五六半])?个?(?:年度?|月|季度|周|[天日]|学期)[^,。;:]{0,8}?(?:\d+|[一二两三四])次"
)

# Ⅲ类, 二级, 甲级, 5A级: classes that are no numbers of things.
_GRADED = frozenset({"类", "级"})
_GRADES = late(r"(?<![a-z\d])(?:[ivx]{1,4}|[一二三四五六]|[甲乙丙丁]|\da)[类级](?:标准|水质)?")


class Span(NamedTuple):
    """A candidate in folded text; `fit` (0-1) is how well its form is what was asked for.

    `own`: of a figure, what its own clause holds of the question (see `figures.own_clause`), where that was looked at.
    """

    start: int
    end: int
    fit: float
    own: tuple[float, float] = (0.0, 0.0)


def candidates(asked: Asking, text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans in text[start:end] that have the form asked for."""
    kind = asked.kind
    if kind == "number" and asked.unit == RANK:
        for match in _RANKS.finditer(text, start, end):
            yield Span(match.start(), match.end(), 1.0)
    elif kind == "number" and asked.unit.startswith(RANK):
        for match in re.finditer(rf"第{_ORDER}{asked.unit[1:]}", text[start:end]):
            yield Span(start + match.start(), start + match.end(), 1.0)
    elif kind == "number" and asked.unit == OFTEN:
        for match in _OFTEN.finditer(text, start, end):
            yield Span(match.start(), match.end(), 1.0)
    elif kind == "number":
        yield from _numbers(asked, text, start, end)
        if asked.unit in _GRADED:
            for match in _GRADES.finditer(text, start, end):
                yield Span(match.start(), match.end(), 1.0 if asked.towards == "to" else 0.8)
    elif kind == "date":
        from qa.dates import dates  # few questions ask for one

        for first, last, fit in dates(asked, text, start, end):
            yield Span(first, last, fit)
    elif kind == "title":
        for match in TITLES.finditer(text, start, end):
            yield Span(match.start(), match.end(), 1.0)
            for one in TITLE.finditer(text, match.start(), match.end()):
                if one.span() != match.span():
                    yield Span(one.start(), one.end(), 0.9)
    elif kind == "document":
        for match in DOCUMENT.finditer(text, start, end):
            yield Span(match.start(), match.end(), 1.0)
    elif kind == "contact":
        for match in CONTACT.finditer(text, start, end):
            yield Span(match.start(), match.end(), _contact_fit(asked.unit, match.group()))
    elif kind == "person":
        yield from _persons(asked, text, start, end)
    elif kind == "list":
        yield from _lists(asked, text, start, end)
        for match in TITLES.finditer(text, start, end):
            yield Span(match.start(), match.end(), 0.9)


_LONGEST_TELEPHONE = 11  # digits


def _contact_fit(asked: str, found: str) -> float:
    """Return how well a number or address suits: a mail address is no telephone number, nor the other way round."""
    if "@" in found:
        told = "@"
    elif re.search("[a-z]", found):
        told = "/"
    else:
        told = "账" if found.isdigit() and len(found) > _LONGEST_TELEPHONE else ""
    return 1.0 if told == asked else 0.2


# By how much something grew is no share of a whole, nor the other way round: a figure not led by such a word.
_OTHERWISE = 0.6
_CHANGED = late(rf"(?:{CHANGED}|[增升降])[^,]*$")
_SHARED = late(rf"(?:{SHARE})[^,]*$")


def _numbers(asked: Asking, text: str, start: int, end: int) -> Iterator[Span]:
    for match in NUMBER.finditer(text, start, end):
        found = match["unit"] or ""
        if not found and match["more"]:
            found = "个"
        value = match["value"]
        if not found and (len(value) == 4 or (value.isdigit() and len(value) > 6)):
            continue  # a year, an index number
        if found == "年" and len(value) == 4:
            continue
        if not found and text.startswith((".", "、", ")"), match.end()):
            continue  # a label
        if text.startswith("级", match.end()) and (asked.implied or not asked.unit):
            continue  # 30万吨级航道: what may pass, and not how much
        lasting = found in _LASTING and bool(
            _LASTING[found].search(text[max(0, match.start() - _NEAR) : match.end() + 2])
        )
        fit = unit_fit(asked.unit, found, implied=asked.implied, level=asked.towards == "level", lasting=lasting)
        if asked.magnitude and not _is_large(asked.magnitude, found, match["more"]):
            fit = 0.05
        yield Span(
            match.start(),
            match.end(),
            fit
            * _led(asked.towards, _clause_before(text, start, match.start()))
            * _left(text, match.start(), match.end(), end),
        )


# 3年, 三十日内, 不满十日 are how long, where 2020年 (passed over before), 第3年, 8月30日 and 30日前 are when.
_NEAR = 4
_COUNT = r"\d一二两三四五六七八九十百"
_NOT_WITHIN = rf"(?<![月、第〇○零{_COUNT}])"
_LASTING = {
    "年": late(rf"{_NOT_WITHIN}[{_COUNT}半多几余]+年(?!\d|[级度代初末底]|以[来后前])"),
    "日": late(
        rf"{_NOT_WITHIN}[{_COUNT}]+日(?:[以之]?内|以[上下])|(?:超过|不?满|少于|期[限间]?为)[{_COUNT}]+日(?!前|起|[上下]午)"
    ),
}


def _is_large(asked: str, found: str, more: str) -> bool:
    """Whether a figure may tell how many 万 or 亿 there are: no share does, nor 292个 how many 亿."""
    return found != "倍" and GROUP.get(found) != "%" and (asked != "亿" or "亿" in more or "万" in more)


def _led(towards: str, before: str) -> float:
    """Return how well the words before a number suit a question for where it ends up (to) or for a sum (total)."""
    if towards == "growth":
        return 1.0 if _CHANGED.search(before) else _OTHERWISE
    if towards == "share":
        return 1.0 if _SHARED.search(before) else _OTHERWISE
    near = before[-4:]
    if towards == "level":
        return _OTHERWISE if _GREW.search(before) else 1.0
    if towards == "to":
        return 1.0 if re.search("[到至达]", near) else 0.85
    if towards == "total":
        return 1.0 if re.search("[总共计达至]", near) else 0.7 if re.search("新增|增加", before) else 0.9
    return 1.0


_GREW = late(rf"(?:[增减]产|新增|净增|增加|减少|增长|提高|下降)[^,到至达为\d]{{0,3}}(?:{_DIGITS}[^,\d]{{1,4}}[、和])*$")
# 从A提高到B: A is what was before.
# 突破A、达B: B is exact.
_EXACT = late(r"[、,](?:总数)?(?:达到?|为)")
_LEFT_FOR = late(rf"(?:[、和]{_DIGITS}[^\d,。;]{{1,4}})*[^\d,。;]{{0,8}}?(?:到|至|为)")
_FROM = late(r"(?:从|由)(?:(?:19|20)\d\d年的?)?[^\d,。;]{0,8}(?:\d[\d.]*[^\d,。;]{1,4}[、和])*$")


_FROM_BACK = 40


def _left(text: str, start: int, end: int, stop: int) -> float:
    """Return how well a figure suits a question for what is: less where another one tells that, or tells it exactly."""
    before = text[max(0, start - _FROM_BACK) : start]
    left = ("从" in before or "由" in before) and _FROM.search(before) and _LEFT_FOR.match(text, end, stop)
    return _OTHERWISE if left or (text[start] in "超突近逾" and _EXACT.match(text, end, stop)) else 1.0


def _clause_before(text: str, start: int, end: int) -> str:
    """Return what stands before a number in its clause; of a list of numbers, before the first."""
    return text[max(start, *(text.rfind(mark, start, end) + 1 for mark in ",;。:!?\n")) : end]


_AGES = frozenset({"岁", "周岁"})
_NO_PRODUCT = frozenset({"平方米", "公里", "人", "天", "℃"})


def unit_fit(asked: str, found: str, *, implied: bool = False, level: bool = False, lasting: bool = False) -> float:
    """Return how well a unit found answers to a unit asked for (0-1); '' is none in particular.

    `implied`: a noun suggests the unit. `level`: it is asked how much there is, and not how much more. `lasting`: what is
    told in years or days is how long, and not when.
    """
    if not asked:
        # 多少 alone asks for no unit; a date or an ordinal is still an unlikely answer.
        return 0.7 if found not in ("日", "月", "年", "届", "") else 0.2
    if found == asked or {found, asked} <= _AGES:
        return 1.0
    if asked in _AGES:
        return 0.05
    if not found:
        return 0.25
    wanted, group = GROUP.get(asked), GROUP.get(found)
    if wanted == "天":
        when = found in ("日", "月", "年") and not lasting
        return 0.2 if when or found in _AGES else 0.8 if group == wanted else 0.0
    if found in ("年", "月", "日", "届"):
        return 0.0
    if wanted == group and (asked == "户") != (found == "户"):
        return 0.4  # households are not persons
    if wanted == group:
        return 0.8 if wanted not in ("个",) or "个" in (asked, found) else 0.5
    if {wanted, group} == {"个", "人"} and "个" in (asked, found):
        return 0.6
    # A product may be told in many units, but for those of what bears it, a rate in times, and how much more money as a share.
    other = {"吨": group not in _NO_PRODUCT, "%": found == "倍", "元": group == "%" and not level}
    return 0.45 if implied and other.get(wanted or "", wanted is None) else 0.05


def _persons(asked: Asking, text: str, start: int, end: int) -> Iterator[Span]:
    for match in PERSON.finditer(text, start, end):
        group = match.lastgroup or "before"
        yield Span(match.start(group), match.end(group), 1.0)
    if asked.full_name:
        return
    for match in ROLE.finditer(text, start, end):
        group = "who" if match["who"] else "by"
        yield Span(match.start(group), match.end(group), _role_fit(asked, match["office"] or ""))


_NAME = late(r"[\u4e00-\u9fff·•a-z .\-]{2,24}")


def may_be_name(text: str) -> bool:
    """Whether folded text may be a person's name: letters alone, and no office (副组长)."""
    return bool(_NAME.fullmatch(text)) and not re.search(f"{_OFFICE}|[组处科]长|委员|成员|负责人|部门|单位", text)


def _role_fit(asked: Asking, office: str) -> float:
    """Return how well an office answers: the one the question names; else its head rather than a deputy or a member."""
    if asked.office:
        return 1.0 if office == asked.office else 0.5
    return 0.6 if office.startswith("副") or office == "成员" else 0.95


def _lists(asked: Asking, text: str, start: int, end: int) -> Iterator[Span]:
    """Clauses with 、 in them, from the first item to the last."""
    at = start
    for stop in [*(match.start() for match in CLAUSE_END.finditer(text, start, end)), end]:
        first = text.find("、", at, stop)
        if first != -1:
            begin = at
            for match in _BEFORE.finditer(text, at, first):
                if match.end() < first:
                    begin = match.end()
            finish = stop
            last = text.rfind("、", first, stop)
            rest = re.search(r"等|[)）]?(?:为|作为|成为|被|均|已|都)", text[last:stop])
            if rest and rest.start() > 1:
                finish = last + rest.start()
            items = text.count("、", begin, finish) + 1
            fit = min(0.95, 0.7 + 0.1 * items)
            if asked.many:
                fit = 1.0 if items == asked.many else 0.75
            yield Span(begin, finish, fit)
        at = stop + 1


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut text[start:end] into clauses, the marks that end them left out."""
    found = []
    at = start
    for match in CLAUSE_END.finditer(text, start, end):
        if match.start() > at:
            found.append((at, match.start()))
        at = match.end()
    if at < end:
        found.append((at, end))
    return found
