"""A figure of another thing than is asked for: whatever else speaks for it, it is not the answer.

It may be of another year, of each and not of all, of all and not of a part, of a sibling (支出 is no 收入), or of another
kind (人群覆盖率 is no 森林覆盖率).
"""

import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from knowledge import tables
from knowledge.patterns import chinese, late
from qa.figures import OWN_END, clause
from qa.model import Query, Term
from qa.respectively import listed
from qa.spans import CLAUSE_END
from qa.times import YEAR


class Figure(NamedTuple):
    """A figure text[start:end] in a sentence of a folded text."""

    text: str
    sentence: tuple[int, int]
    start: int
    end: int


def of_another(query: Query, text: str, sentence: tuple[int, int], start: int, end: int) -> bool:
    """Whether the figure text[start:end] is of another thing than is asked for."""
    figure = Figure(text, sentence, start, end)
    return any(reason(query, figure) for reason in _REASONS)


# What a question has that asks for more than what each has.
_OF_ALL = late("亿|总|投资")


def _more_than_each(query: Query, figure: Figure) -> bool:
    """Whether what each has is asked for, and the figure is too large."""
    asked = "人均" in query.folded and not _OF_ALL.search(query.folded)
    return asked and figure.text.find("亿", figure.start, figure.end) != -1


# Whose income it is, or consumption, is named where it is told: 居民人均可支配收入 is not the one of 农村居民. 城乡 names both,
# where two figures follow.
_OWN = late("收入|消费|低保|人口|储蓄|存款|恩格尔|养老金|住房")
_RURAL = ("农村", "乡村", "农民", "农牧民")
_PARTS_OF_ALL = (("农村", _RURAL), ("农民", _RURAL), ("城镇居民", ("城镇", "城市居民")))
_BOTH = late(r"城乡[^。;]*?(?:分别|\d[^\d,。;]{1,4}[和与及、]\d)")


def _of_all(query: Query, figure: Figure) -> bool:
    """Whether a part of all people is asked about, and the sentence names none."""
    folded, (first, last) = query.folded, figure.sentence
    if not _OWN.search(folded) or "农民工" in folded:
        return False
    untold = any(part in folded and not _any_in(named, figure.text, first, last) for part, named in _PARTS_OF_ALL)
    return untold and _BOTH.search(figure.text, first, last) is None


# 2010年为17185亿元, 从2012年的5.8万亿元: the figure is of the year that leads to it.
_LED_BY_YEAR = late(rf"({YEAR})年(?:[底末初]|全年)?(?:[的为达有是约近超]|达到|突破|超过|完成|实现)*$")
_YEAR_BACK = 16


def _of_another_year(query: Query, figure: Figure) -> bool:
    years = query.scope.years
    led = _LED_BY_YEAR.search(figure.text, max(0, figure.start - _YEAR_BACK), figure.start) if years else None
    return led is not None and int(led[1]) not in years


# 人均生产总值 is no 生产总值; what people have each (收入, 住房面积), and get (补助), is told so though asked for without.
_EACH = late(r"[人户亩地]均[^,。;、\d]{0,4}(?:生产总值|gdp|总?产值|增加值|产量|产能|占有量|财力|财政|税收)")

# A sibling that is only compared with, and what is said in brackets.
_BESIDE = late(r"(?:超过|远?超|高于|快于|低于|好于|优于|大于|小于|[比较])[^,。;、]{1,8}|\([^()]*\)")


def _of_each_or_a_sibling(query: Query, figure: Figure) -> bool:
    """Whether the figure is of each, where that of all is asked for, or its clause names a sibling and not what is asked for."""
    text, sentence, start, end = figure
    others = [(asked, other) for asked, other in siblings(query.folded) if _any_in(other, text, *sentence)]
    each = "均" not in query.folded and text.find("均", sentence[0], start) != -1
    if not (others or each) or listed(text, start, end)[0]:
        return False
    begin, stop = clause(text, sentence, start, end)
    begin = _listed_from(text, sentence[0], begin)
    if each and _EACH.search(text, begin, start):
        return True
    said = _BESIDE.sub("", f"{text[begin:start]} {text[end:stop]}")
    return any(_any_in(other, said) and not _any_in(asked, said) for asked, other in others)


@lru_cache(maxsize=64)  # each figure asks for them
def siblings(folded: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the things of one kind that a question names, with those of that kind that it does not: 收入, 支出."""
    named = ((tuple(word for word in kind if word in folded), kind) for kind in tables.siblings())
    return tuple((asked, tuple(word for word in kind if word not in asked)) for asked, kind in named if asked)


# A figure's name ends in what is measured, and begins with of what: 森林覆盖率 is no 人群覆盖率.
_MEASURE = late(
    r".*(?:产量|销量|产值|生产总值|增加值|收入|支出|投资|面积|里程|人数|总额|总值|外资|余额|吞吐量|[一-鿿][率量额])$"
)
# What stands before it and does not say of what: what is done to it, and where.
_OF_NOTHING = late(
    r"(?:完成|实现|达到?|扩大|新增|增加|累计|计划|预计|年度|全年|全[省市区县国]|我[省市区]|自治区|地区|本[省市地]|总|年|月|[年月][底末初中]|提高|降低|[的其了和与及])$"
)
_KIND_BACK = 12  # characters before what is measured in which its kind may be named


@lru_cache(maxsize=64)
def _measured(folded: str, terms: tuple[Term, ...], asks: int) -> tuple[str, tuple[Term, ...]]:
    """Return what a question asks to be measured, and the words right before it that say of what; '' for nothing."""
    at = next((n for n in range(len(terms) - 1, -1, -1) if terms[n].end <= asks and _MEASURE.match(terms[n].text)), -1)
    if at < 0:
        return "", ()
    first = at
    while first and _joined(folded, terms[first - 1], terms[first]) and _says_of_what(terms[first - 1].text):
        first -= 1
    return terms[at].text, terms[first:at]


# What may stand between the words of a name: 东庄水利枢纽的总投资, 某公司2024年的销售额.
_BETWEEN = late(rf"的?(?:{YEAR}年的?)?")


def _joined(folded: str, term: Term, after: Term) -> bool:
    return _BETWEEN.fullmatch(folded, term.end, after.start) is not None


def _says_of_what(word: str) -> bool:
    return len(word) == 1 or not _OF_NOTHING.search(word)  # 地铁 总 里程


def _of_another_kind(query: Query, figure: Figure) -> bool:
    """Whether the figure's clause tells what is measured of another kind, and the sentence none that is asked for.

    A kind that is like one that is asked for (学前三年, 学前教育) may be the same.
    """
    asks = query.asking.spans[0][0] if query.asking.spans else len(query.folded)
    measured, kinds = _measured(query.folded, query.terms, asks)
    asked = tuple(term for term in kinds if term.text not in query.scope.places)
    names = [form for term in asked if len(term.text) > 1 for form in _all_forms(term)]
    text, (first, last) = figure.text, figure.sentence
    if not names or text.find(measured, first, last) == -1:
        return False
    ends = CLAUSE_END if listed(text, figure.start, figure.end)[0] else OWN_END
    begin, stop = clause(text, figure.sentence, figure.start, figure.end, ends)
    if _any_in(names, text, first, stop):
        return False
    kind = _told_of(figure, measured, _listed_from(text, first, begin), stop)
    return bool(kind) and chinese(kind[-2:]) and not any(_alike(term.text, kind) for term in asked)


def _told_of(figure: Figure, measured: str, begin: int, stop: int) -> str:
    """Return of what the figure's clause, at begin..stop, tells what is measured; '' where it does not say.

    总里程 is of what was measured before it in the sentence: 新增高速公路里程1523公里,总里程达8667公里.
    """
    text, first = figure.text, figure.sentence[0]
    at = text.rfind(measured, begin, figure.start)
    at = at if at != -1 else text.find(measured, figure.end, stop)
    if at == -1:
        return ""
    before = text.rfind(measured, max(first, begin - _LISTED_BACK), begin)
    return _kind(text, begin, at) or (_kind(text, first, before) if before != -1 else "")


def _kind(text: str, begin: int, at: int) -> str:
    """Return what stands in a clause before what is measured, and says of what; '' for nothing."""
    begin = max(begin, at - _KIND_BACK)
    *_, begin = (begin, *(end.end() for end in OWN_END.finditer(text, begin, at)))
    before = text[begin:at]
    while nothing := _OF_NOTHING.search(before):
        before = before[: nothing.start()]
    return before if len(before) > 1 else ""


def _alike(word: str, kind: str) -> bool:
    """Whether a word and a kind may be the same: one has what the other may be short for (高铁 高速铁路, 技术改造 技改)."""
    return _short_for(word, kind) or any(_short_for(kind[at : at + 2], word) for at in range(len(kind) - 1))


def _short_for(word: str, text: str) -> bool:
    at = -1
    return all((at := text.find(character, at + 1)) != -1 for character in word)


def _all_forms(term: Term) -> tuple[str, ...]:
    return (term.text, *(variant.text for variant in term.variants))


_MOST_LISTED, _LISTED_BACK = 8, 80  # things, and characters before them


def _listed_from(text: str, first: int, begin: int) -> int:
    """Return where the things begin of which the clause at `begin` is the last: 货物贸易、服务贸易均增长15%."""
    first = max(first, begin - _LISTED_BACK)
    for _ in range(_MOST_LISTED):
        if begin <= first or text[begin - 1] != "、":
            break
        before = max((match.end() for match in OWN_END.finditer(text, first, begin - 1)), default=first)
        if any(map(str.isdigit, text[before:begin])):  # that thing has its figure
            break
        begin = before
    return begin


def _any_in(words: Iterable[str], text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    return any(text.find(word, start, end) != -1 for word in words)


# In this order: what is told at once first.
_REASONS: tuple[Callable[[Query, Figure], bool], ...] = (
    _more_than_each, _of_all, _of_another_year, _of_each_or_a_sibling, _of_another_kind,
)  # fmt: skip
