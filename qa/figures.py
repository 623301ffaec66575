"""What a figure is of: the clause that it stands in, and how much of it and of the question go together."""

import sys
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from knowledge import tables
from qa import spans
from qa.model import Query
from qa.patterns import late
from qa.reading import Reading, any_within, strength
from qa.respectively import listed
from qa.times import YEAR

if TYPE_CHECKING:
    from re import Pattern

# What ends a figure's own clause; and what in it names no subject: how much, by how much, beside what.
OWN_END = late(r",(?!\d{3}(?!\d))|[、;。:!?\n]|[和及与](?=\d)")
_SUBJECTLESS = frozenset(
    "等各和与及至达到为是了约超近逾突破再分别同比年增减产长提高降低少幅速率升落回居排名列全国第位总数量计共累较其中均"
)

# So many characters before a figure, and behind it, say of what it is.
_NEAR = 10


def own_clause(query: Query, reading: Reading, sentence: tuple[int, int], start: int, end: int) -> tuple[float, float]:
    """Return how much of the question (0-1) the clause holds that a figure stands in, and what share of it is asked for.

    Where the clause names no subject, as the second of 粮食产量1308亿斤、增长5%, it has the one of the clause before.
    """
    text, first = reading.folded.text, sentence[0]
    things, which = listed(text, start, end)
    begin, stop = clause(text, sentence, start, end, spans.CLAUSE_END if things else OWN_END)
    tells = telling(text)
    before, after = ([at for at in range(*part) if tells[at]] for part in ((begin, start), (end, stop)))
    near = before[-_NEAR:] + after[:_NEAR]
    asked = sum(bool(reading.covered[at]) or text[at] in query.folded for at in near) / max(1, len(near))
    if things:
        asked = sum(map(query.folded.__contains__, things[which])) / max(1, len(things[which]))
    # A clause that is asked for and names but a part (其中农村13889元) has the rest of its subject from those before.
    holds = sum(
        term.weight * strength(marks) * (1.0 if any_within(marks, begin, stop) else asked)
        for term, marks in zip(query.terms, reading.marks, strict=True)
        if any_within(marks, first, stop)
    )
    return holds, asked


def clause(
    text: str, sentence: tuple[int, int], start: int, end: int, ends: "Pattern[str]" = OWN_END
) -> tuple[int, int]:
    """Return the clause of a sentence that text[start:end] stands in; with those before it, where it names no subject."""
    first, last = sentence
    stop = match.start() if (match := OWN_END.search(text, end, last)) else last
    begins = [first, *(match.end() for match in ends.finditer(text, first, start))]
    tells = telling(text)
    begin = begins.pop()
    while begins and tells.count(1, begin, stop) == 0:
        begin = begins.pop()
    return begin, stop


# 2010年为17185亿元, 从2012年的5.8万亿元: the figure is of the year that leads to it.
_LED_BY_YEAR = late(rf"({YEAR})年(?:[底末初]|全年)?(?:[的为达有是约近超]|达到|突破|超过|完成|实现)*$")
_YEAR_BACK = 16

# 人均生产总值 is no 生产总值; what people have each (收入, 住房面积), and get (补助), is told so though asked for without.
_EACH = late(r"[人户亩地]均[^,。;、\d]{0,4}(?:生产总值|gdp|总?产值|增加值|产量|产能|占有量|财力|财政|税收)")


# Whose income it is, or consumption, is named where it is told: 居民人均可支配收入 is not the one of 农村居民. 城乡 names both,
# where two figures follow.
_OWN = late("收入|消费|低保|人口")
_RURAL = ("农村", "乡村", "农民", "农牧民")
_PARTS_OF_ALL = (("农村", _RURAL), ("农民", _RURAL), ("城镇居民", ("城镇", "城市居民")))
_BOTH = late(r"城乡[^。;]*?(?:分别|\d[^\d,。;]{1,4}[和、]\d)")


def of_another(query: Query, text: str, sentence: tuple[int, int], start: int, end: int) -> bool:
    """Whether the figure text[start:end] is of another year than is asked for, of each and not of all, or of a sibling.

    Whatever else speaks for it, it is not the answer: 支出 is no 收入, and 人均生产总值 no 生产总值.
    """
    if "人均" in query.folded and text.find("亿", start, end) != -1 and not _OF_ALL.search(query.folded):
        return True
    if _of_all(query.folded, text, sentence):
        return True
    years = query.scope.years
    if years and (led := _LED_BY_YEAR.search(text, max(0, start - _YEAR_BACK), start)) and int(led[1]) not in years:
        return True
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


# What a question has that asks for more than what each has.
_OF_ALL = late("亿|总|投资")

# A sibling that is only compared with, and what is said in brackets.
_BESIDE = late(r"(?:超过|远?超|高于|快于|低于|好于|优于|大于|小于|[比较])[^,。;、]{1,8}|\([^()]*\)")


def _of_all(folded: str, text: str, sentence: tuple[int, int]) -> bool:
    """Whether a part of all people is asked about, and the sentence names none."""
    if not _OWN.search(folded) or "农民工" in folded:
        return False
    untold = any(part in folded and not _any_in(named, text, *sentence) for part, named in _PARTS_OF_ALL)
    return untold and _BOTH.search(text, *sentence) is None


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


@lru_cache(maxsize=64)  # each figure asks for them
def siblings(folded: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the things of one kind that a question names, with those of that kind that it does not: 收入, 支出."""
    named = ((tuple(word for word in kind if word in folded), kind) for kind in tables.siblings())
    return tuple((asked, tuple(word for word in kind if word not in asked)) for asked, kind in named if asked)


class _Tells(dict[str, int]):
    """Whether a character says of what a figure is, 1 or 0. Filled as characters are met."""

    def __missing__(self, character: str) -> int:
        self[character] = tells = int(character.isalnum() and character not in _SUBJECTLESS)
        return tells


_TELLS = _Tells()


@lru_cache(maxsize=64)
def telling(text: str) -> bytes:
    """Return a 1 for each character that says of what a figure is: outside of figures and titles, and no mark; else a 0."""
    told = bytearray(map(_TELLS.__getitem__, text))
    for match in chain(spans.NUMBER.finditer(text), spans.TITLE.finditer(text)):
        told[match.start() : match.end()] = bytes(match.end() - match.start())
    return bytes(told)
