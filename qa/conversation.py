"""Follow-ups: 那2022年呢? after a question about 2021 asks the same of 2022; 该省同年…? means that place and year.

A question says where (places), when (years) and what. What a follow-up names takes the place of its like in the
question before; what it leaves out is carried over. 综合产值多少? may be about what was asked before or not: it is read
in both ways, and what the reports answer more surely counts (see `qa.bot`).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.asking import asking
from qa.compare import PLACES, YEARS
from qa.likes import ended, is_measure, merge, scope_end, stem
from qa.model import Meant
from qa.patterns import late
from qa.places import in_full
from qa.pointing import points_back, said, with_referents
from qa.survey import surveyed
from qa.times import YEAR, with_century

_LEAD = r"^\s*(?:那么|那(?![个年里儿些会时位])|还有|再看看?|再说说?|换成|改成|改为)?[，,\s]*(?:[单只光就][说看]|单)?"
# 湖北呢?, 那湖北又是多少?
_ELLIPTIC = late(rf"{_LEAD}(?P<what>.{{0,16}}?)的?\s*呢\s*[?？]?\s*$")
_ONLY = late(
    rf"{_LEAD}(?P<what>(?:{PLACES.pattern}|{YEARS.pattern}|的|\s)+)(?:又|也|则)?(?:是|有)?(?:多少|怎么样|如何)?\s*[?？]?\s*$"
)
# 市场主体呢 多少户?
_AND_MORE = late(r"^(?P<what>[^,，?？]{1,16}?)呢[,，?？\s]+(?=\S)")
_LEADING = late(_LEAD)
_WHY = late(rf"{_LEAD}(?:这|那)?(?:是|又)?(?:为什么|为何|为啥|什么原因|原因)(?:呢|是什么)?\s*[?？]?\s*$")
# What is said without asking for anything.
_TALK = late(r"^(?:谢谢|多谢|好的?|嗯|行|知道了|明白了?|再见|没事了?|不用了)[你您啊吧了,，。!！\s]*$")

_SOUNDS = late(r"(?:啊|呀|来着|呗|嘛)+(?=[?？。]*$)")

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
    rf"^(?:它们?|其(?!他|它|中|余|实)|[这那]个(?=到|在|[的是有又]|{YEAR}))(?P<of>的)?|^(?P<outcome>(?={_OUTCOME}(?:了没?|没有?)?(?:吗|没有?|多少|[?？]|$)))"
)
# Of these a question is made that asks how much more, how much less, or how it ended, and does not say of what.
# (Possessive: 增加 is also 增 and 加, and a long question would be tried in all ways to part it.)
_NO_TOPIC = late(
    r"(?:最后|最终|最近|后来|结果|实际上?|真的?|又|再|还|也|都|就|一?共|总共|总数|累计|到底|究竟|大约|约|比|同比|较|[上前]一?年度?|去年|"
    r"增长|增加|提高|提升|上升|上涨|上调|下降|降低|减少|下跌|回落|下调|增|升|涨|加|多|降|减|少|跌|掉|差|出|"
    r"排|占|全国|全省|\d{1,2}月(?:份)?|[上下]半年|[一二三四]季度|干|做|搞|产|卖|建|投|花|用|招|修|种|养|办|改|派|拿|评|"
    r"完成|实现|达到|达|到|任务|目标|计划|预期|打算|准备|预计|年初|当年|想要?|要|定|了|的|是|有|为|得|来|那么?|呢|[底末]|[,，?？\s])*+"
)
_ENDED = late(r"最后|最终|结果|实际|真")


class Followed(NamedTuple):
    """The ways to read a follow-up, the likeliest first.

    `alone` is the question as typed where it may as well be meant without what was carried over to it, else ''.
    """

    readings: tuple[Meant, ...]
    alone: str = ""


def resolve(question: str, history: Sequence[str]) -> Meant:
    """Return the likeliest reading of a question after those before it."""
    whole = Meant("")
    for asked in (*history, question):
        whole = follow(whole, asked).readings[0]
    return whole


def without(history: Sequence[str], topic: str) -> list[str]:
    """Return a conversation as one question without a place or a year of it, so that no follow-up carries that over."""
    if not history:
        return []
    whole = in_full(resolve(history[-1], history[:-1]).text)
    left = re.sub(rf"{re.escape(topic)}(?:省|市|自治区|年度?)?的?", "", whole).strip("的和与、,， ")
    return [left] if left.strip("?？") else []


def follow(before: Meant, asked: str) -> Followed:
    """Return what a question may mean after another one, as that was read."""
    asked = _SOUNDS.sub("", with_century(asked))
    if not before.text or _TALK.match(asked):
        return Followed((Meant(asked),))
    if _WHY.match(asked):
        return Followed((Meant(f"{stem(before.text)}是什么原因?"),))
    meant = said(in_full(asked))
    if meant.instead and meant.instead in before.text and not re.search(rf"{YEAR}|{PLACES.pattern}", meant.text):
        return Followed((_instead(before.text, meant.instead, meant.text.rstrip("的?？")),))
    spoken = _AND_MORE.sub(r"\g<what> ", with_referents(before.text, meant.text))
    if what := _named(spoken, corrects=meant.corrects or spoken != asked):
        return Followed(tuple(_merged(before, what)))
    return _asked_on(before, asked, spoken)


def _instead(before: str, old: str, new: str) -> Meant:
    """Ask for one thing in another's place; 不是新能源的，是整个汽车产量 only takes away what narrows it."""
    rest = before.replace(old, "", 1)
    return merge(rest, new) if new[-2:] in rest else Meant(before.replace(old, new, 1))


def _named(spoken: str, *, corrects: bool) -> str:
    """Return what a follow-up names that is no question by itself: 湖北 of 湖北呢?; '' where it is one."""
    match = _ELLIPTIC.match(spoken) or _ONLY.match(spoken)
    if match and match["what"].strip() and not asking(match["what"]).spans:
        return str(match["what"].strip())
    named = _LEADING.sub("", spoken).strip("?？。,， ")
    most = _LONGEST_CORRECTION if corrects else _LONGEST_NAMED
    short = len(YEARS.sub("", PLACES.sub("", named))) <= most
    return named if short and not asking(named).spans and not surveyed(named) and not _IT.match(named) else ""


def _merged(before: Meant, what: str) -> list[Meant]:
    """Return what a question may mean that only names something."""
    text = before.text
    if among := _AMONG.match(what):
        where, when = _place_and_year(text, "")
        first = Meant(text.replace(f"{where}{when}", f"{where}{when}{among['what']}", 1))
        return [first] if first.text != text else [Meant(f"{stem(text)} {among['what']}是多少?", among["what"])]
    if points_back(text, re.sub(rf"{YEARS.pattern}|的", "", what)):
        year = YEARS.search(what)
        what = year.group() if year else ""
    first = merge(text, what)
    if before.focus and before.focus in first.text and not first.focus:
        first = first._replace(focus=before.focus)
    where, when = _place_and_year(text, what)
    topic = YEARS.sub("", PLACES.sub("", what)).strip("的 ")
    dropped = f"{where}{when}{what}{'是多少' if asking(text).kind == 'number' else ''}?"
    if len(topic) < 2 or is_measure(topic) or first.text == dropped or not (where or when):
        return [first]
    return [first, Meant(dropped, dropped=True)]


def _place_and_year(before: str, said: str) -> tuple[str, str]:
    """Return the place and the year of the question before, '' each where a follow-up names its own."""
    place, year = PLACES.search(before), YEARS.search(before)
    where = "" if PLACES.search(said) or not place else place.group()
    when = "" if re.search(YEAR, said) or not year else f"{year.group().rstrip('年')}年"
    return where, when


def _asked_on(before: Meant, asked: str, spoken: str) -> Followed:
    """Return what a whole question may mean: of what was asked about before, or but of its place and year; 它 is the former."""
    it = _IT.match(spoken)
    if surveyed(spoken) or (asking(spoken).kind == "open" and not re.search(YEAR, spoken) and not it):
        return Followed((Meant(spoken),))
    about = stem(before.text)
    if it and it["outcome"] is not None:
        return Followed((Meant(ended(about) + spoken),))
    if it and not (it["of"] and PLACES.search(before.text) and asking(before.text).kind == "number"):
        return Followed((_of_the_time_and_place(about, spoken[it.end() :]),))
    rest = spoken[it.end() :] if it else spoken
    if _names_no_topic(rest):
        return Followed((_of_the_time_and_place(about, rest),))
    own = PLACES.match(rest)
    where, when = _place_and_year(before.text, rest)
    alone = asked if spoken == asked and not it else ""
    # 其中跨境电商多少: only what speaks of that can tell.
    focus = stem(rest).removeprefix("其中") if rest.startswith("其中") else rest
    together = _of_the_time_and_place(about, f" {rest}")._replace(focus=focus)
    if own:
        apart = Meant(rest[: own.end()] + when + rest[own.end() :])
        return Followed((apart, together) if when else (apart,), alone)
    head = before.text[: scope_end(before.text)]
    entity = YEARS.sub("", PLACES.sub("", head)).strip("的")
    apart = _of_the_time_and_place(head, rest) if entity else Meant(where + when + rest)
    if it or not (where or when or entity):
        return Followed((apart,), alone)
    if (
        with_referents(before.text, asked) != asked
    ):  # 同年新增就业多少人: who says the year again asks for another thing
        return Followed((apart, together))
    return Followed((together, apart._replace(dropped=not entity)), alone)


def _names_no_topic(said: str) -> bool:
    """Whether a question says only when and where, and how much more or less: 2021年降到多少了?"""
    return bool(_NO_TOPIC.fullmatch(stem(YEARS.sub("", PLACES.sub("", said)))))


def _of_the_time_and_place(about: str, said: str) -> Meant:
    """Ask `said` of what a question before was about, in the year and the place that are said now, if any are."""
    for pattern in (YEARS, PLACES):
        new, old = pattern.search(said), pattern.search(about)
        if new and old:
            year = "年" if pattern is YEARS else ""
            about = f"{about[: old.start()]}{new.group().rstrip('年')}{year}{about[old.end() :]}"
            said = said[: new.start()] + said[new.end() :]
    about = ended(about) if _ENDED.search(said) else about
    again = next((size for size in range(min(len(about), len(said)), 0, -1) if about.endswith(said[:size])), 0)
    return Meant(about + said[again:])
