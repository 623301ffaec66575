"""How well what a sentence tells fits the years that a question asks for: by what it says, and by where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.base import Found
from knowledge.patterns import late
from knowledge.text import fold_plain
from qa.scope import BACK, Intent, Scope, naming, report_years
from qa.times import five_years, years_named

_YEAR = late(r"(?<!\d)((?:19|20)\d\d)(?=年|\D|$)")
_RANGE = late(r"((?:19|20)\d\d)年?[-—~至到]+((?:19|20)\d\d)年")
_YEARLY = late(r"年均(?=增|提|下|降|减|超|保|达|[\d.])")
_LAST_YEAR = late(r"(?<![比较与同和跟于过是])去年(?!同期|的\d|基础|水平)")
_PERIOD = late(r"[一二三四五六七八九十]五[”\"]?(?=时期|期间|规划|计划|以来|末|开局|$|[”\"])")
_PLAN_PART = late(r"目标|任务|安排|重点工作|部署|今年工作|今后|未来|总体要求|总体思路|指导思想")
_AIMS = late("(?:预期|主要|发展)目标(?:任务)?(?:[是为:]|初步安排)")
_RESULT_PART = late(r"回顾|总结|过去|以来的?工作|完成情况")

# How well a part fits a year (0-1). Below `LEAST_FIT` the year asked for is not the one that is told about.
LEAST_FIT = 0.45
_SAID, _IMPLIED, _SPANNED, _ELSEWHERE = 1.0, 0.8, 0.4, 0.2
_UNDATED = 0.6  # a report that says no year may be of any
_UNMEANT = 0.58  # plans where results are asked for, or the other way round


def plans_begin(hits: Iterable[Found]) -> dict[int, int]:
    """Return where the plans of each government work report begin: the ordinal of the first passage found below such a heading.

    Those look back first, and then ahead; other reports need not.
    """
    first: dict[int, int] = {}
    for hit in hits:
        if "工作报告" in naming(hit.report) and _part(_headings(hit)) == "plan":
            first[hit.report.id] = min(hit.passage.ordinal, first.get(hit.report.id, hit.passage.ordinal))
    return first


def _headings(hit: Found) -> str:
    return " ".join(section.title for section in hit.section_path)


def year_fits(asked: Scope, hit: Found, sentences: Sequence[str], plans: Mapping[int, int]) -> list[float]:
    """Return how well each sentence of a passage fits the years asked for (0-1); 1 where none is asked for.

    What is said beats what is implied: the sentence's own year, then the passage's, then the heading's, then the
    years that its report tells about. What stands before the plans (see `plans_begin`) looks back.
    """
    if not asked.years:
        if not asked.period:
            return [1.0] * len(sentences)
        return [_period_fit(asked.period, asked.intent, hit, sentence) for sentence in sentences]
    headings = _headings(hit)
    part = _part(headings) or ("result" if hit.passage.ordinal < plans.get(hit.report.id, 0) else "")
    around = [_around(year, asked.intent, report_years(hit.report), headings, part) for year in asked.years]
    return [_year_fit(asked, hit, around, sentence) for sentence in sentences]


def _year_fit(asked: Scope, hit: Found, around: Sequence["_Around"], sentence: str) -> float:
    named = years_named(sentence)
    if "年均" in sentence and _YEARLY.search(sentence) and not set(asked.years).intersection(named):
        return _SPANNED  # of several years together
    fit = max(_one_year(one, hit, sentence, named) for one in around)
    # Whatever its headings say: 今年主要预期目标是….
    return min(fit, _meant("plan", asked.intent)) if _AIMS.search(sentence) else fit


def _period_fit(period: Sequence[int], intent: Intent, hit: Found, sentence: str) -> float:
    """Return how well a sentence fits the five-year plan asked about: by the one that it, its headings or its passage name."""
    headings = _headings(hit)
    named = next(filter(None, map(five_years, (sentence, headings, fold_plain(hit.text)))), None)
    if named is not None and not named & set(period):
        return _ELSEWHERE
    return (_IMPLIED if named is None else _SAID) * _meant(_part(headings), intent)


class _Around(NamedTuple):
    """What a passage's report and headings say of a year: the years of the report, and what fits how well.

    `back`: the words that mean the year there (去年); `meant`: results or plans, as asked for; `headed`: the headings name
    the year; `unsaid`: the fit of a sentence that says nothing of years.
    """

    year: int
    own: tuple[int, ...]
    back: tuple[str, ...]
    meant: float
    headed: bool
    unsaid: float


@lru_cache(maxsize=4096)  # of one section there are many passages, and many questions
def _around(year: int, intent: Intent, own: tuple[int, ...], headings: str, part: Intent) -> _Around:
    told = _by_report(year, own)
    meant = _meant(part or told, intent)
    if _spanned(year, headings):
        unsaid = _SPANNED
    elif _YEAR.search(headings):
        unsaid = _ELSEWHERE
    elif not own:
        unsaid = _UNDATED
    elif year not in own or (told and part and told != part):
        unsaid = _ELSEWHERE  # another year, or the plans of 2021 in the part that looks back on 2020
    else:
        unsaid = _IMPLIED * meant
    back = tuple(word for word, ago in BACK.items() if own and own[0] - ago == year)
    return _Around(year, own, back, meant, _headed(year, own, headings), unsaid)


def _by_report(year: int, own: Sequence[int]) -> Intent:
    """Return what a report made for a year and the one before tells of these."""
    return "" if len(own) == 1 or year not in own else "plan" if year == own[0] else "result"


def told_of(years: Sequence[int], hit: Found) -> Intent:
    """Return whether a passage tells results or plans, by its headings, else by the first year asked for; '' for neither."""
    return _part(_headings(hit)) or (_by_report(years[0], report_years(hit.report)) if years else "")


def _one_year(around: _Around, hit: Found, sentence: str, named: Sequence[int]) -> float:
    year, own = around.year, around.own
    if year in named:
        return _SAID * around.meant
    if any(word in sentence for word in around.back):
        return _SAID * around.meant
    if len(own) > 1 and _LAST_YEAR.search(sentence):  # of the year before its report's, which is not the one asked for
        return _ELSEWHERE
    if year not in own and year in five_years(sentence):
        return _SAID * around.meant
    if around.headed or _in_force(year, own, hit.text, sentence):
        return _SAID * around.meant
    return _SPANNED if named and _spanned(year, sentence) else around.unsaid


def _meant(told: Intent, intent: Intent) -> float:
    """Return how well results or plans fit what is asked; a question that says nothing asks for what is, not for plans."""
    if intent == "either" or told in ("", intent or "result"):
        return 1.0
    return _UNMEANT


@lru_cache(maxsize=4096)
def _part(headings: str) -> Intent:
    """Return whether headings say that results or plans stand below them."""
    return "result" if _RESULT_PART.search(headings) else "plan" if _PLAN_PART.search(headings) else ""


def _in_force(year: int, own: tuple[int, ...], passage: str, sentence: str) -> bool:
    """Whether a sentence speaks of a year that its passage names.

    A year that is not its report's own is left again with the next one that is named: 展望2035年…。今年增长5%.
    """
    if not own or year in own:
        return year in years_named(passage)
    if years_named(sentence):
        return False
    folded = _folded(passage)
    before = years_named(folded[: max(folded.find(sentence), 0)])
    return before[-1:] == (year,)


@lru_cache(maxsize=64)  # each sentence of a passage asks for it
def _folded(passage: str) -> str:
    return fold_plain(passage)


def _headed(year: int, own: tuple[int, ...], headings: str) -> bool:
    """Whether headings put what stands below them into a year; one that is not the report's own must stand alone."""
    if not own or year in own:
        return year in years_named(headings)
    return set(years_named(headings)) == {year} and not _PERIOD.search(headings)


def _spanned(year: int, text: str) -> bool:
    return any(int(first) <= year <= int(last) for first, last in _RANGE.findall(text))
