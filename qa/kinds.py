"""What kind of thing is asked for: the noun behind the words that ask (哪个实验室), with which its name often ends."""

from collections.abc import Sequence

from knowledge.patterns import chinese
from qa.model import Query
from qa.reading import Mark

# Not a person: no name ends with what the person is (哪位院士 is 钟南山).
_NAMED = frozenset({"name", "list", "title", "place"})


# What the nouns end with that names of places and bodies end with (律师事务所, 村); so many characters have the longest.
_ENDS = frozenset("所院校学司行厂村镇乡县市区州省国馆室会局部厅处站港园场店社团队台库岛城企")
_LONGEST = 6
_NO_NAME = frozenset("的等和与及两各或")  # a name ends before these
_PARTED = 2  # so many characters may part a name from its noun


def with_noun(query: Query, text: str, marks: Sequence[Sequence[Mark]], start: int, end: int) -> int:
    """Return where the name text[start:end] ends with its noun: 天都 is the 天都实验室 where a 实验室 is asked for.

    So is 天都实验室牵头研究; of a list, the items may end with other words. `marks`: where each of the query's terms stands.
    """
    if query.asking.kind not in _NAMED:
        return end
    first, last = _noun(query)
    noun = query.folded[query.terms[first].start : query.terms[last].end] if last >= 0 else ""
    if noun and text.startswith(noun, end):
        return end + len(noun)
    if not noun or noun[-1] not in _ENDS or query.asking.kind != "name":
        return end
    after = next((mark for mark in marks[last] if mark.start >= end), None)
    between = text[end : after.start] if after else ""
    if (
        after
        and end - start > 1
        and len(between) <= _PARTED
        and chinese(between)
        and not _NO_NAME.intersection(between)
    ):
        return after.end  # 朝阳师范 is the 朝阳师范高等专科学校 where a 师范专科学校 is asked for
    return max((mark.end for mark in marks[last] if start < mark.start and mark.end <= end), default=end)


def _noun(query: Query) -> tuple[int, int]:
    """Return the first and the last term of the noun behind the words that ask, 律师 and 事务所; (0, -1) for none."""
    behind = query.asking.spans[0][1]
    first = next((at for at, term in enumerate(query.terms) if term.start == behind), None)
    if first is None:
        return 0, -1
    for at, term in enumerate(query.terms[first:], first):
        if term.start != behind or term.end - query.terms[first].start > _LONGEST:
            break
        if term.text[-1] in _ENDS:
            return first, at
        behind = term.end
    return first, first
