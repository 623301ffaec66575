"""Follow-ups: 那2022年呢? after a question about 2021 asks the same of 2022."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.asking import asking
from qa.scope import PROVINCES, places_in

_ELLIPTIC = re.compile(r"^\s*(?:那|那么|还有|再|换成)?(?P<what>.{0,16}?)(?:的)?\s*呢\s*[?？]?\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d年?")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question with what it left out; `focus` is the part that the follow-up added, '' where it replaced like by like."""

    text: str
    focus: str = ""


def resolve(question: str, history: Sequence[str]) -> Resolved:
    """Return the question with what it leaves out, taken from the questions before it."""
    whole = Resolved("")
    for asked in (*history, question):
        match = _ELLIPTIC.match(asked)
        whole = _merge(whole.text, match["what"].strip()) if match and whole.text else Resolved(asked)
    return whole


def _merge(before: str, what: str) -> Resolved:
    """Put what a follow-up names in the place of its like in the question before, or beside it."""
    year = _YEAR.search(what)
    if year and _YEAR.search(before):
        before = _YEAR.sub(year.group().rstrip("年") + "年", before, count=1)
        what = what.replace(year.group(), "").strip()
    for place in places_in(what):
        there = places_in(before)
        if there:
            before = before.replace(there[0], place, 1)
            what = what.replace(place, "").strip()
    what = what.strip("的省市 ")
    return _replace_like(before, what) if what else Resolved(before)


def _replace_like(before: str, what: str) -> Resolved:
    """Put `what` in the place of the words that end as it does (调查失业率 for 城镇登记失业率), or that it contrasts with.

    Those words begin after the place, the year, or a 的. Where there is no such place, it is added at the end.
    """
    for one, other in _CONTRASTS:
        if what == one and other in before and one not in before:
            return Resolved(before.replace(other, one, 1))
    for size in range(len(what), 0, -1):
        ending = what[-size:]
        at = before.find(ending)
        if at != -1 and (size > 1 or len(what) <= 3) and ending not in "年的了":
            start = max(match.end() for match in _BOUNDARY.finditer(before[:at]))
            return Resolved(before[:start] + what + before[at + size :])
    if len(what) > 1:
        head = re.match(r"[A-Za-z]{2,}", what)
        found = re.search(rf"{head.group()}[\d.]*", before) if head else None
        if found:
            return Resolved(before[: found.start()] + what + before[found.end() :])
    return Resolved(_add(before, what), what)


def _add(before: str, what: str) -> str:
    """Ask for another thing beside the one asked for: 每年节约多少交通费用 and 节支率 is 每年节约交通费用 节支率是多少."""
    asked = asking(before)
    if asked.kind != "number":
        return f"{before.rstrip('?？ ')} {what}?"
    for start, end in sorted(asked.spans, reverse=True):
        before = before[:start] + before[end:]
    return f"{before.rstrip('?？ 是')} {what}是多少?"


_BOUNDARY = re.compile(rf"^|年|的|[“”\"]|(?:{'|'.join(PROVINCES)})省?|和|与|、|[，,]")
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
