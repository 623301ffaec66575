"""Why the reports do not tell, in words: Chinese and English."""

from collections.abc import Callable, Iterable
from itertools import groupby

from qa.abstain import Verdict
from qa.catalogue import Catalogue
from qa.scope import Scope

# So many places are named where the one asked about is missing, and so many reports that tell other figures.
_NAMED = 5

_FORMS = {
    "number": ("这个数字", "such figure"),
    "date": ("时间", "date"),
    "document": ("文号", "document number"),
    "contact": ("号码或地址", "such number or address"),
    "full_name": ("姓名", "name"),
    "person": ("是谁", "such person"),
    "many": ("是哪几项", "such list"),
}


def worded(verdict: Verdict, asked: Scope, reports: Catalogue) -> tuple[str, str]:
    """Return what says why, in Chinese and English."""
    return _SAID[verdict.how](verdict, asked, reports)


def _empty(*_: object) -> tuple[str, str]:
    return "问题里没有可以查找的词", "the question has no words to look for"


def _unsure(*_: object) -> tuple[str, str]:
    return "报告里没有找到足够可靠的依据", "no evidence in the reports is reliable enough"


def _word(verdict: Verdict, *_: object) -> tuple[str, str]:
    (word,) = verdict.words
    return f"报告里没有提到“{word}”", f"the reports do not mention '{word}'"


def _by_itself(verdict: Verdict, *_: object) -> tuple[str, str]:
    (word,) = verdict.words
    return f"报告里没有单说“{word}”的情况", f"the reports do not tell this of '{word}' by itself"


def _part(verdict: Verdict, *_: object) -> tuple[str, str]:
    (word,) = verdict.words
    return f"报告提到了问题的一部分，但没有提到“{word}”", f"the reports mention part of this, but not '{word}' with it"


def _absent(verdict: Verdict, *_: object) -> tuple[str, str]:
    zh, en = _FORMS.get(verdict.words[0], ("答案", "answer"))
    return f"报告提到了相关内容，但没有给出{zh}", f"the reports mention it, but give no {en}"


def _planned(verdict: Verdict, *_: object) -> tuple[str, str]:
    (plan,) = verdict.words
    return f"报告只说了计划（{plan}），没有说结果", f"the reports tell only what was planned ({plan})"


def _ambiguous(verdict: Verdict, asked: Scope, _: object) -> tuple[str, str]:
    """Say which reports tell different figures, and what to say to choose."""
    choices = (("哪个地方", "place", asked.places), ("哪一年", "year", asked.years))
    unsaid = [(zh, en) for zh, en, said in choices if not said]
    some, many = "、".join(verdict.words[:_NAMED]), len(verdict.words)
    return (
        f"问的是{'、'.join(zh for zh, _ in unsaid)}的？至少{many}份报告的数字不同，如{some}",
        f"which {' and '.join(en for _, en in unsaid)}? at least {many} reports tell different figures, such as {some}",
    )


def _no_such_year(_: object, asked: Scope, reports: Catalogue) -> tuple[str, str]:
    """Say that no report of the places asked about tells of the years asked for, and which years there are."""
    places, years = "、".join(asked.places), _span(asked.years)
    span = _span({max(told) for told in reports.told(asked.places) if told})
    of = f" of {places}" if places else ""
    return (
        f"没有关于{places}{years}年的报告" + (f"；有{places}{span}年的" if span else ""),
        f"no report{of} tells about {years}" + (f" (there are {span})" if span else ""),
    )


def _span(years: Iterable[int]) -> str:
    """Write years in short: 2016-2019、2021."""
    runs = []
    for _, run in groupby(enumerate(sorted(years)), lambda numbered: numbered[1] - numbered[0]):
        numbers = [year for _, year in run]
        runs.append(f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else f"{numbers[0]}")
    return "、".join(runs)


def _no_such_place(verdict: Verdict, _: object, reports: Catalogue) -> tuple[str, str]:
    """Say that there is no report of a place, and which places there are reports of."""
    there, (place,) = list(reports.places), verdict.words
    some, more = "、".join(there[:_NAMED]), len(there) > _NAMED
    return (
        f"没有{place}的报告；有{some}{f'等{len(there)}地' if more else ''}的",
        f"there is no report of {place} (there are {some}{', ...' if more else ''})",
    )


_SAID: dict[str, Callable[[Verdict, Scope, Catalogue], tuple[str, str]]] = {
    "empty": _empty,
    "unsure": _unsure,
    "word": _word,
    "by itself": _by_itself,
    "part": _part,
    "absent": _absent,
    "planned": _planned,
    "ambiguous": _ambiguous,
    "year": _no_such_year,
    "place": _no_such_place,
}
