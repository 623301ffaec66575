"""哪些省提到了低空经济: every report in scope is looked through, and each that holds the words is told with its sentence."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from knowledge import words
from knowledge.base import Clause, Found, KnowledgeBase, Summary
from knowledge.patterns import late
from knowledge.text import fold, sentences, strip_span
from qa.catalogue import Catalogue, catalogue
from qa.model import Evidence, Query
from qa.scope import Scope, report_places, report_years, scope
from qa.times import YEAR, years_named

_KIND = r"(?:省区?市?份?|自治区|地方|地区|城市|市县?|县|报告|文件|文档|材料|公文|年份?)"
_REPORT = r"(?:的?(?:政府)?(?:工作)?(?:报告|文件))?(?:里面?|中)?"
_MANY = r"(?:哪些|哪几[个份篇]?|多少[个份篇]?|几[个份篇])"
_WHICH = rf"{_MANY}{_KIND}{_REPORT}"
_NOT = r"(?P<not>(?:没有?|未曾?|不曾?)?)"
_VERB = "提到|提及|提出|谈到|谈及|涉及|说到|讲到|写到|写了|出现|包含|含有"
_SPEAK = rf"(?:都|也|曾|明确)*(?:{_VERB})(?:了|过)?"
_WHEN = rf"(?:在?{YEAR}年的?)?"
_FORMS = tuple(
    late(pattern)
    for pattern in (
        rf"(?P<what>[^,。;]+?)(?:都|曾)*(?:在|被){_WHICH}{_NOT}{_SPEAK}$",
        rf"{_WHICH}(?P<when>{_WHEN}){_NOT}{_SPEAK}(?P<what>[^,。;]+)$",
        rf"{_NOT}{_SPEAK}(?P<what>[^,。;]+?)的{_KIND}{_REPORT}(?:一共|都|分别)*(?:有|是){_MANY}{_KIND}?$",
    )
)
_SPOKEN = late(_VERB)
_ASKS = late("哪|什么|多少|几[个份年]|谁|怎么|为什么")
_MARKS = " “”\"'《》「」‘’"

# A phrase and its synonyms stand for so many forms at most.
_MOST_FORMS = 8


class Survey(NamedTuple):
    """What to look for in every report: `what` as asked, `negated` where those without it are asked for."""

    what: str
    negated: bool
    rest: str


class Held(NamedTuple):
    """What a survey found: the reports in scope, and the first sentence of each that holds the words."""

    scope: Scope
    reports: tuple[Summary, ...]
    evidence: tuple[Evidence, ...]


def surveyed(folded: str) -> Survey | None:
    """Return what a folded question asks to look for in every report; None where it asks something else."""
    asked = folded.strip().rstrip("?。! ")
    if not _SPOKEN.search(asked):
        return None
    for form in _FORMS:
        match = form.search(asked)
        if match and (what := match["what"].lstrip("要将会").strip(_MARKS)) and not _ASKS.search(what):
            when = match.groupdict().get("when") or ""
            return Survey(what, bool(match["not"]), f"{asked[: match.start()]}{when}{asked[match.end() :]}")
    return None


def look_through(asked: Survey, query: Query, base: KnowledgeBase, within: int | None = None) -> Held:
    """Look through the reports in scope: those of the places asked about, made for the years asked for."""
    reports = catalogue(base.reports())
    where = scope(asked.rest, years_named(asked.rest), reports, [])
    meant = _meant(where, reports) if within is None else {within}
    chosen = [summary for summary in base.reports() if summary.id in meant]
    ids = None if len(chosen) == len(reports.years) else [summary.id for summary in chosen]
    phrase = list(_forms(asked.what, query))
    whole = ["".join(parts) for parts in product(*phrase)][:_MOST_FORMS]
    found = _first_of_each([whole], base, ids)
    if not found and len(phrase) > 1:
        # Nobody writes it so: then all of its words in one sentence count as well.
        found = _first_of_each([forms for forms in phrase if len(forms[0]) > 1] or phrase, base, ids)
    return Held(where, tuple(chosen), tuple(found[summary.id] for summary in chosen if summary.id in found))


def _meant(where: Scope, reports: Catalogue) -> set[int]:
    """Return the reports in scope. A survey of 2023 is of the reports made for it, not of those that look back on it."""
    chosen = reports.years if where.reports is None else where.reports
    return {one for one in chosen if not where.years or not (told := reports.years[one]) or max(told) in where.years}


def _forms(what: str, query: Query) -> Iterator[list[str]]:
    """Yield, piece by piece, how a phrase may be written: each of its words as asked or by a synonym."""
    start = query.folded.find(what)
    at = start
    for term in query.terms:
        if start <= term.start and term.end <= start + len(what):
            if query.folded[at : term.start].strip(_MARKS):
                yield [query.folded[at : term.start]]
            yield list(term.forms)
            at = term.end
    if query.folded[at : start + len(what)].strip(_MARKS):
        yield [query.folded[at : start + len(what)]]


def _first_of_each(
    wanted: Sequence[Sequence[str]], base: KnowledgeBase, ids: Sequence[int] | None
) -> dict[int, Evidence]:
    """Return, for each report, its first sentence that holds one form of everything wanted."""
    passages, _ = base.size()
    hits = {
        hit.id: hit for form in wanted[0] for hit in base.search(_characters(form), passages, ids, every=True)
    }.values()
    patterns = [re.compile("|".join(map(_bounded, forms))) for forms in wanted]
    found: dict[int, Evidence] = {}
    for hit in sorted(hits, key=lambda hit: (hit.report.id, hit.passage.start)):
        if hit.report.id not in found and (evidence := _holding(hit, patterns)):
            found[hit.report.id] = evidence
    return found


def _characters(form: str) -> list[Clause]:
    """Return what every passage with this form holds: its characters.

    A number at its end may be part of a longer one there (2016 of 2016-2020), and is left out where there is more.
    """
    characters, _ = words.grams(form)
    told = [one for one in characters if not one.isascii()] or characters or [form]
    return [Clause("chars", character, 1.0) for character in words.unique(told)]


def _bounded(form: str) -> str:
    """Return the pattern of a form: a number or a Latin word is held whole, 31 is not in 131."""
    before = r"(?<![0-9a-z.])" if form[:1].isascii() else ""
    after = r"(?![0-9a-z]|\.[0-9])" if form[-1:].isascii() else ""
    return f"{before}{re.escape(form)}{after}"


def _holding(hit: Found, wanted: Sequence[re.Pattern[str]]) -> Evidence | None:
    """Return the first sentence that holds everything wanted."""
    folded, lead = fold(hit.text), hit.passage.lead
    for start, end in sentences(folded.text):
        places = [match.span() for pattern in wanted if (match := pattern.search(folded.text, start, end))]
        if len(places) == len(wanted):
            first, last = folded.original(*places[0])
            quote_start, quote_end = strip_span(hit.text, *folded.original(start, end))
            return Evidence(hit, lead + first, lead + last, lead + quote_start, lead + quote_end, 1.0, True, 1.0)
    return None


def label_of(summary: Summary) -> tuple[str, str]:
    """Return the place and the year that a report is of, as its title says; ('', '') where it says nothing."""
    places, years = report_places(summary), report_years(summary)
    return (places[0] if places else "", str(max(years)) if years else "")
