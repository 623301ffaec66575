"""Follow-ups: 那2022年呢? after a question about 2021 asks the same of 2022; 该省同年…? means that place and year.

A question says where (places), when (years) and what. What a follow-up names takes the place of its like in the
question before; what it leaves out is carried over. 综合产值多少? may be about what was asked before or not: it is read
in both ways, and what the reports answer more surely counts (see `qa.bot`).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.patterns import late
from qa.asking import asking
from qa.century import with_century
from qa.compare import PLACES, YEARS
from qa.likes import WHEN, ended, is_aspect, merge, scope_end, stem
from qa.model import Meant
from qa.places import PLACE, TOGETHER, in_full
from qa.pointing import points_back, with_referents
from qa.saying import Said, said
from qa.survey import surveyed
from qa.times import YEAR
from qa.typed import as_read

_LEAD = r"^\s*(?:那么|那(?![个年里儿些会时位曲]|达慕)|还有|再看看?|再说说?|换(?:成|(?!一?个))|改成|改为)?[，,\s]*(?:[单只光就][说看]|看(?=\s*(?:19|20)\d\d年)|单(?=\s*(?:19|20)\d\d))?(?:到了?(?=\s*(?:19|20)\d\d年(?!.*到)))?"
# 湖北呢?, 那湖北又是多少?
_ELLIPTIC = late(rf"{_LEAD}(?P<what>.{{0,16}}?)的?\s*(?:呢|有没有|有吗)\s*[?？]?\s*$")
# Flat and possessive: in how many ways many places in a row can be parted is no matter.
_ONLY = late(
    rf"{_LEAD}(?P<what>(?:{PLACE}|{TOGETHER}|{YEAR}年?|[和与、,及跟同至到~—-]|的|\s)++)(?:情况)?(?:又|也|则)?(?:是|有)?(?:多少|怎么样|如何)?\s*[?？]?\s*$"
)
# 市场主体呢 多少户?
_AND_MORE = late(rf"{_LEAD}(?P<what>[^,，?？]{{1,16}}?)呢[,，?？\s]+(?=\S)")
_LEADING = late(_LEAD)
_WHY = late(rf"{_LEAD}(?:这|那)?(?:是|又)?(?:为什么|为何|为啥|什么原因|原因)(?:呢|是什么)?\s*[?？]?\s*$")
# What is said without asking for anything.
_TALK = late(r"^(?:谢谢|多谢|好的?|嗯|行|知道了|明白了?|再见|没事了?|不用了)[你您啊吧了,，。!！\s]*$")

# What only points to what was asked before.
_SAME = late(r"^(?:那|其中|[这那][个些]|它们?)?的?呢?[?？。，,\s]*$")

# What a follow-up names without asking is that, and no topic of its own, up to so many characters beside place and year.
_LONGEST_NAMED = 8
_LONGEST_CORRECTION = 16

# 其中新能源的 after 汽车产量
_AMONG = late(r"^其中的?(?P<what>[^,，?？]{1,10}?)的?$")

# 完成了吗? 达到了没? 后来实现没有?
_OUTCOME = (
    r"(?:最后|最终|后来|结果|真的?|实际|都|全)*(?:完成|实现|达到|达成|做到|做成|办成|办完|办到|建成|建完|落实|兑现)"
)
_IT = late(
    rf"^(?:它[们俩]?|[这那]俩|其(?!他|它|中|余|实)|[这那]个(?=到|在|[的是有又]|{YEAR}))(?P<of>的)?|^(?P<outcome>(?={_OUTCOME}(?:了?(?:年初|年度|预期|当年|原定)?的?(?:目标|计划|任务))?(?:了没?|没有?)?(?:吗|没有?|多少|[?？]|$)))"
)
# Of these a question is made that asks how much more, how much less, or how it ended, and does not say of what.
# (Possessive: 增加 is also 增 and 加, and a long question would be tried in all ways to part it.)
_NO_TOPIC = late(
    r"(?:最后|最终|最近|后来|结果|实际上?|真的?|又|再|还|也|都|就|一?共|总共|总数|累计|到底|究竟|大约|约|比|同比|较|[上前]一?年度?|去年|"
    r"增速|增幅|增长率|涨幅|降幅|占比|比重|比例|排名|名次|位次|增长|增加|提高|提升|上升|上涨|上调|下降|降低|减少|下跌|回落|下调|增|升|涨|加|多|降|减|少|跌|掉|差|出|"
    r"排|占|全国|全省|\d{1,2}月(?:份)?|[上下]半年|[一二三四]季度|干|做|搞|产|卖|建|投|花|用|招|修|种|养|办|改|派|拿|评|"
    r"完成|实现|达到|达|到|任务|目标|计划|预期|打算|准备|预计|年初|当年|想要?|要|定|了|的|是|有|为|得|来|那么?|呢|[底末]|[,，?？\s])*+"
)
_THIS = late(r"^(?:这|那|该)(?!年|么|样|里|边|时|会)(?:[些几两][个条座项家所批种]?|[个条座项家所批种])?[\u4e00-\u9fff]")
# What a question before held its figure against is no part of what it was about.
_COMPARED = late(r"(?:[比较](?:[上前去]一?年|同期|目标)?|同比)(?:[增多少涨降减提下高低][长加少升降幅高低涨跌]?)*$")
_ENDED = late(r"最后|最终|结果|实际|真")


class Followed(NamedTuple):
    """The ways to read a follow-up, the likeliest first.

    `alone` is the question as typed where it may as well be meant without what was carried over to it, else ''. `aside`: it is
    none (谢谢, 不对), and the next one follows what was asked before it.
    """

    readings: tuple[Meant, ...]
    alone: str = ""
    aside: bool = False


def resolve(question: str, history: Sequence[str]) -> Meant:
    """Return the likeliest reading of a question after those before it."""
    whole = Meant("")
    for asked in history:
        followed = follow(whole, asked)
        whole = whole if followed.aside else followed.readings[0]
    return follow(whole, question).readings[0]


def without(history: Sequence[str], topic: str) -> list[str]:
    """Return a conversation as one question without a place or a year of it, so that no follow-up carries that over."""
    if not history:
        return []
    whole = in_full(resolve(history[-1], history[:-1]).text)
    left = re.sub(rf"{re.escape(topic)}(?:省|市|自治区|年度?)?的?", "", whole).strip("的和与、,， ")
    return [left] if left.strip("?？") else []


def follow(before: Meant, asked: str) -> Followed:
    """Return what a question may mean after another one, as that was read."""
    if not before.text:
        return Followed((Meant(asked),))
    before = before._replace(text=with_century(before.text))
    asked = as_read(asked)
    meant = said(in_full(asked))
    if meant.nothing or _TALK.match(asked) or not any(map(str.isalnum, asked)):
        return Followed((Meant(asked),), aside=True)
    if not stem(before.text):
        return Followed((Meant(asked),))
    if _SAME.match(asked):
        return Followed((before,))
    if _WHY.match(asked):
        return Followed((Meant(f"{stem(before.text)}是什么原因?"),))
    if meant.instead and meant.instead in before.text and not re.search(rf"{YEAR}|{PLACES.pattern}", meant.text):
        return Followed((_instead(before.text, meant.instead, meant.text.rstrip("的?？")),))
    spoken = _AND_MORE.sub(r"\g<what> ", with_referents(_setting(before), meant.text))
    marked = meant.corrects or spoken != asked
    if meant.corrects and len(named := [_named(part, marked=True) for part in _PARTS.split(spoken)]) > 1 and all(named):
        for one in named:  # 小区那个数，前一年的
            before = _merged(before, one)[0]
        return Followed((before,))
    if what := _named(spoken, marked=marked):
        # 再查个鄂州花湖机场，24年货邮吞吐量
        if meant.turns and len(WHEN.sub("", PLACES.sub("", what)).strip("的 ")) > 1:
            where, when = _place_and_year(before, what)
            return Followed((Meant(f"{where}{when}{what}"), Meant(f"{when}{what}", dropped=True)))
        return Followed(tuple(_merged(before, what)))
    return _asked_on(before, asked, _LEADING.sub("", spoken), meant)


_PARTS = late("[,，]")


def _instead(before: str, old: str, new: str) -> Meant:
    """Ask for one thing in another's place; 不是新能源的，是整个汽车产量 only takes away what narrows it."""
    rest = before.replace(old, "", 1)
    return merge(rest, new) if new[-2:] in rest else Meant(before.replace(old, new, 1))


# 死亡人数呢 names what is counted, and asks no more than 呢 does.
_COUNT = late(r"[\u4e00-\u9fff]{2,6}(?:人数|户数|次数|起数|件数|家数)")


def _named(spoken: str, *, marked: bool) -> str:
    """Return what a follow-up names that is no question by itself: 湖北 of 湖北呢?; '' where it is one."""
    match = _ELLIPTIC.match(spoken) or _ONLY.match(spoken)
    if (
        match
        and match["what"].strip()
        and (is_aspect(match["what"]) or _COUNT.fullmatch(match["what"]) or not asking(match["what"]).spans)
    ):
        return str(match["what"].strip())
    named = _LEADING.sub("", spoken).strip("?？。,， ")
    most = _LONGEST_CORRECTION if marked else _LONGEST_NAMED
    short = len(YEARS.sub("", PLACES.sub("", named))) <= most
    return named if short and not asking(named).spans and not surveyed(named) and not _IT.match(named) else ""


def _merged(before: Meant, what: str) -> list[Meant]:
    """Return what a question may mean that only names something."""
    text = before.text
    if _is_whole(what):
        return [
            Meant(f"{what}{'是多少' if asking(what).kind == 'open' and asking(text).kind == 'number' else ''}?"),
            merge(text, what),
        ]
    if among := _AMONG.match(what):
        where, when = _place_and_year(before, "")
        part = among["what"]
        # 其中出口 of 进出口, 其中新能源 of 汽车产量
        named = f"(?:{re.escape(part)}|进出口)" if part in ("进口", "出口") else re.escape(part)
        whole = re.search(rf"{where}{when}(?P<old>\w{{0,4}}?{named}|)", text)
        first = Meant(f"{text[: whole.start('old')]}{part}{text[whole.end('old') :]}") if whole else Meant(text)
        return [first] if first.text != text else [Meant(f"{stem(text)} {among['what']}是多少?", among["what"])]
    if points_back(text, re.sub(rf"{YEARS.pattern}|的", "", what)):
        year = YEARS.search(what)
        what = year.group() if year else ""
    what = _OF_FIGURE.sub("", what) or what
    first = merge(text, what)
    if before.focus and before.focus in first.text and not first.focus:
        first = first._replace(focus=before.focus)
    base = text if (is_aspect(what) or what.startswith("比上年")) and first.text != text else ""
    found = [first._replace(base=merge(before.base, what).text if before.base else base)]
    if before.base:  # 那22年呢, after 同比涨了多少, may well ask for what that was a detail of
        found.append(Meant(found[0].base))
    where, when = _place_and_year(before, what)
    topic = WHEN.sub("", PLACES.sub("", what)).strip("的 ")
    dropped = f"{where}{when}{what}{'是多少' if asking(text).kind == 'number' else ''}?"
    if len(topic) < 2 or is_aspect(topic) or first.text == dropped or not (where or when):
        return found
    return [*found, Meant(dropped, dropped=True)]


_LEAST_WHOLE = 4  # shorter ones, 出口 or 农村, narrow what was asked before


def _is_whole(what: str) -> bool:
    """Whether what is named is a question by itself, of a place and a year that it names: 江西2025年粮食收成."""
    topic = _SAID_WHEN.sub("", PLACES.sub("", what)).strip("的 ")
    return len(topic) >= _LEAST_WHOLE and not is_aspect(topic) and bool(PLACES.search(what) and YEARS.search(what))


# 2021年那个数, 加起来的, 年初定的那个增幅目标: words that say no more than that a figure is meant.
_OF_FIGURE = late(
    r"的?[那这]个?(?:数字?|数据|情况|值)$|(?:加起来|加一起|合计)的?$|的?吧$|(?<=.)[年当]初[定下说报]的(?:那个)?(?=.{2,})|^[年当]初[定下说报]的(?:那个)?(?=.{3,})"
)


_ANYWHERE = late("各省|各地|全国|哪[个些几]*省|哪里|哪儿")


def _setting(before: Meant) -> str:
    """Return what 那年 and 该省 may point to: what the question before said, and where its answer stood."""
    return f"{before.text} {before.place}{before.year}"


def _place_and_year(before: Meant, said: str) -> tuple[str, str]:
    """Return the place and the year of the question before, '' each where a follow-up names its own."""
    place, year = PLACES.search(before.text), YEARS.search(before.text)
    # Where no place was said, that of the report that answered may be meant: of a year, that is, as such reports are.
    stood = before.place if year and not _ANYWHERE.search(f"{before.text} {said}") else ""
    where = "" if PLACES.search(said) else place.group() if place else stood
    when = "" if WHEN.search(said) or not year else f"{year.group().rstrip('年')}年"
    return where, when


def _asked_on(before: Meant, asked: str, spoken: str, meant: Said) -> Followed:
    """Return what a whole question may mean: of what was asked about before, or but of its place and year; 它 is the former."""
    it = _IT.match(spoken)
    if surveyed(spoken) or (asking(spoken).kind == "open" and not re.search(YEAR, spoken) and not it):
        return Followed((Meant(spoken),))
    about = _COMPARED.sub("", stem(before.text))
    if it and it["outcome"] is not None:
        return Followed((Meant(ended(about) + spoken, base=before.text),))
    if it is None and _THIS.match(spoken):  # 这个工程总投资多少
        return Followed((_of_the_time_and_place(about, f" {spoken}")._replace(focus=spoken),))
    if it and not (it["of"] and PLACES.search(before.text) and asking(before.text).kind == "number"):
        return Followed((_of_the_time_and_place(about, spoken[it.end() :]),))
    rest = spoken[it.end() :] if it else spoken
    if _names_no_topic(rest):
        if before.base and _says_verb(rest):  # 25年产了多少 after 占全国比重: of what that was a detail of
            about = _COMPARED.sub("", stem(before.base))
        return Followed((_of_the_time_and_place(about, rest)._replace(base=_in_its_time_and_place(before.text, rest)),))
    own = PLACES.match(YEARS.sub("", rest))
    where, when = _place_and_year(before, rest)
    alone = asked if spoken == asked and not it else ""
    # 其中跨境电商多少: only what speaks of that can tell.
    focus = stem(rest).removeprefix("其中") if rest.startswith("其中") else rest
    together = _of_the_time_and_place(about, f" {rest}")
    together = together._replace(focus=focus, base=_in_its_time_and_place(before.text, rest))
    if own:
        apart = Meant(rest.replace(own.group(), own.group() + when, 1) if when else rest)
        return Followed((apart, together) if when else (apart,), alone)
    head = before.text[: scope_end(before.text)]
    entity = _is_entity(YEARS.sub("", PLACES.sub("", head)).strip("的")) and not meant.turns
    apart = _of_the_time_and_place(head, rest) if entity else Meant(where + when + rest)
    if it or meant.turns or not (where or when or entity):
        return Followed((apart,), asked if meant.turns else alone)
    if meant.corrects:  # it is still of the same
        return Followed((together,))
    # 同年新增就业多少人: who says the year again asks for another thing.
    if with_referents(_setting(before), asked) != asked:
        return Followed((apart, together))
    return Followed((together, apart._replace(dropped=not entity)), alone)


_LONGEST_ENTITY = 8


def _is_entity(named: str) -> bool:
    """Whether what stands beside a place and a year may be what both are of: 北部湾港2019年, 在川世界500强2023年."""
    return 0 < len(named) <= _LONGEST_ENTITY and not re.search(r"[了过\s,，]", named)


# 同年山东收了多少, 25年挣了多少: a verb that says no more than what the question before said.
_VERB = late(
    r"[\s,，]*(?:又|还|才|也|总共|一共|全年|当年|实际|大概|带)*[\u4e00-\u9fff]{1,2}(?:了|过|出|到|来|起来|回来)+[\s,，]*"
)


# 到2023年底
_SAID_WHEN = late(rf"(?:到了?|截[至止]到?)?{YEARS.pattern}(?:年?[底末](?!线))?")


def _names_no_topic(said: str) -> bool:
    """Whether a question says only when and where, and how much more or less: 2021年降到多少了?"""
    return _says_verb(said) or bool(_NO_TOPIC.fullmatch(stem(_SAID_WHEN.sub("", PLACES.sub("", said)))))


def _says_verb(said: str) -> bool:
    """Whether a question says when and where, and a verb (产了多少)."""
    rest = _SAID_WHEN.sub("", PLACES.sub("", said))
    return any(
        _VERB.fullmatch(rest[:start]) and not rest[end:].strip("了?？ 。")
        for start, end in sorted(asking(rest).spans, reverse=True)
    )


def _in_its_time_and_place(before: str, said: str) -> str:
    """Return the question before with the year and the place that are said now, if any are."""
    for pattern in (YEARS, PLACES):
        new, old = pattern.search(said), pattern.search(before)
        if new and old and (pattern is YEARS or not YEARS.sub("", said[: new.start()]).strip()):
            year = "年" if pattern is YEARS else ""
            before = f"{before[: old.start()]}{new.group().rstrip('年')}{year}{before[old.end() :]}"
    return before


def _of_the_time_and_place(about: str, said: str) -> Meant:
    """Ask `said` of what a question before was about, in the year and the place that are said now, if any are."""
    moved = _in_its_time_and_place(about, said)
    for pattern in (YEARS, PLACES):
        new = pattern.search(said)
        if new and new.group().rstrip("年") in moved and (pattern is YEARS or not said[: new.start()].strip()):
            start, end = (_SAID_WHEN.search(said) or new).span() if pattern is YEARS else new.span()
            said = said[:start] + said[end:]
    about = ended(moved) if _ENDED.search(said) else moved
    bare = said.lstrip()
    again = next((size for size in range(min(len(about), len(bare)), 0, -1) if about.endswith(bare[:size])), 0)
    return Meant(about + (bare[again:] if again else said))
