"""Whether the reports tell: the judgement of the best evidence. Why they do not, in words, is `qa.reasons`."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.base import Found, KnowledgeBase, Summary
from knowledge.patterns import late
from knowledge.text import fold_plain, line_number
from qa.answer import UNMISTAKABLE
from qa.candidates import TYPED
from qa.catalogue import Catalogue, catalogue
from qa.elsewhere import around, city_untold, is_of_another, of_another_place, speaks_of
from qa.extract import probability
from qa.model import Abstention, Asking, Evidence, Nearest, Query, Reason, Term
from qa.scope import Scope, asks_outcome, report_places, report_years, yearly
from qa.spans import NUMBER, may_be_name, unit_fit
from qa.timely import LEAST_FIT, told_of

# Reports of a year are alike, and tell figures of the like of what is asked. What is less surely right than this is not told
# of them; nor below the second where something speaks against it: a word that is missing, or no span of the form asked for.
# Chosen on seed, provinces, the own and the spoken questions: of 575 right answers 29 are lost, of 149 questions that the
# reports do not answer 131 are refused.
LEAST_RIGHT, LEAST_RIGHT_AGAINST = 0.2, 0.35

# Of other documents it is enough that they as probably tell what is asked: an answer may well be a part of the right one.
# Chosen on spoken questions about policies and rules: with 0.18 eight in a hundred more of those without an answer get one.
LEAST_TOLD = 0.25

# What is less sure than this is not told where a word of the question stands in no report.
LEAST_UNKNOWN = 0.5

# Nor this where a person is asked for, a word is missing, and the clause names nobody: it is told of somebody else.
LEAST_NAMELESS = 0.88

# Of one report that was named, which may well not tell, and no other can: the least mean of the probability that it tells
# what is asked and the one that the answer is right. Chosen on cail (its odd documents, then all): as few right answers lost as
# can be where six in ten questions that have no answer are refused.
LEAST_WITHIN = 0.535

# A question's word that stands in no report, or not near the evidence, weighs this much of the question: unsupported.
_UNKNOWN_SHARE = 0.33
_MISSING_SHARE = 0.5

# Of the day of the question, and the place where it is asked, no report of a year tells, however well the rest stands there.
_NOW_AND_HERE = frozenset("今晚 今早 明天 明早 明晚 后天 昨天 昨晚 昨日 前天 刚才 刚刚 这会儿 附近".split())

# An answer of which so much is the question's own words in a row tells nothing: no name, no place, no list, and no figure
# that is not sure.
_AGAIN = 0.7
_NAMED = frozenset({"name", "place", "list"})

# What became of a plan is told by a figure, or by whether it was reached.
_OUTCOMES = frozenset({"number", "yesno"})

# A unit that suits less is never that of what is asked for.
_EVER = 0.1

# Figures of more than so many reports, with at least this share of the best one's odds, tell that the question does not
# say which is meant. On the sets that were measured no answer that was right is lost by it.
_NEARLY_EQUAL = 0.3
_RIVALS = 2
_SHOWN = 5  # of these


class Verdict(NamedTuple):
    """Why the reports do not tell: the reason, which sentence says so (see `qa.reasons`), and the words it names."""

    reason: Reason
    how: str
    words: tuple[str, ...] = ()


def judge(
    query: Query, evidence: Sequence[Evidence], hits: Sequence[Found], base: KnowledgeBase, *, within: bool = False
) -> Abstention | None:
    """Return why the reports do not tell, or None where the best evidence may stand as an answer.

    `within`: one report was named to look in.
    """
    reports = catalogue(base.reports())
    verdict = _verdict(query, evidence, reports, within=within) or _of_another_place(query, evidence[0], base)
    if verdict is not None:
        return _said(verdict, query.scope, reports, nearby(hits, base))
    rivals = _rivals(query, evidence)
    if len(rivals) > _RIVALS:
        several = Verdict("ambiguous", "ambiguous", tuple(_label(one.hit.report) for one in rivals))
        return _said(several, query.scope, reports, nearby([one.hit for one in rivals], base, _SHOWN))
    return None


def _said(verdict: Verdict, asked: Scope, reports: Catalogue, nearest: Sequence[Nearest] = ()) -> Abstention:
    from qa.reasons import worded  # an answer needs no reason

    return Abstention(verdict.reason, *worded(verdict, asked, reports), tuple(nearest))


def _verdict(query: Query, evidence: Sequence[Evidence], reports: Catalogue, *, within: bool) -> Verdict | None:
    if not query.terms:
        return Verdict("empty", "empty")
    if not evidence:
        return Verdict("not_mentioned", "word", (_as_typed(query, max(query.terms, key=_strangeness)),))
    best = evidence[0]
    for place in query.scope.strange:
        if place not in around(best) or is_of_another(query, place, best):
            return Verdict("place_not_loaded", "place", (place,))
    if best.timely < LEAST_FIT:
        return _year_untold(query.scope, reports)
    missing = [term for term in query.terms if term.text in best.missing]
    if best.of_year and (now := next((term for term in missing if term.text in _NOW_AND_HERE), None)):
        return Verdict("not_mentioned", "word", (_as_typed(query, now),))
    sure = probability(best, "right" if best.of_year else "told")
    return (
        _unknown(query, missing, doubtful=sure < LEAST_UNKNOWN)
        or _of_another(query, best, missing)
        or _no_answer(query, best, doubtful=sure < LEAST_UNKNOWN)
        or _unsure(query, best, missing, sure, reports)
        or (Verdict("unsure", "unsure") if within and _untrusted(query, best) else None)
    )


def _strangeness(term: Term) -> tuple[bool, float]:
    return (not term.known, term.weight)


def _unknown(query: Query, missing: Sequence[Term], *, doubtful: bool) -> Verdict | None:
    """Return the word that stands in no report, where so much hangs on it."""
    unknown = sorted((term for term in missing if not term.known), key=lambda term: -term.weight)
    if not unknown:
        return None
    most, all_of_them = unknown[0].weight, sum(term.weight for term in unknown)
    if query.exact or (doubtful and (most > _UNKNOWN_SHARE or all_of_them > _MISSING_SHARE)):
        return Verdict("not_mentioned", "word", (_as_typed(query, unknown[0]),))
    return None


def _of_another(query: Query, best: Evidence, missing: Sequence[Term]) -> Verdict | None:
    """Return what is asked about, where the best evidence tells of something around it."""
    untold = next((t for t in query.terms if t.text in query.subjects and not speaks_of(best, t)), None)
    if untold is not None:
        return Verdict("not_mentioned", "by itself", (_as_typed(query, untold),))
    city = city_untold(query, missing) if yearly(best.hit.report) else None
    return None if city is None else Verdict("not_mentioned", "by itself", (city,))


def _of_another_place(query: Query, best: Evidence, base: KnowledgeBase) -> Verdict | None:
    place = of_another_place(query, best, base)
    return None if place is None else Verdict("not_mentioned", "by itself", (place,))


def _no_answer(query: Query, best: Evidence, *, doubtful: bool) -> Verdict | None:
    """Return what is asked for, where the best evidence cannot be it, whatever the probability says."""
    asked, answer, of_a_year = query.asking, _answer_of(best), yearly(best.hit.report)
    again = _says_again(query.folded, fold_plain(answer))
    if again and (asked.kind in TYPED if doubtful else asked.kind in _NAMED and of_a_year):
        return _absent(asked.kind)
    if asked.kind in _OUTCOMES and asks_outcome(query.folded) and told_of(query.scope.years, best.hit) == "plan":
        return Verdict("figure_absent", "planned", (answer,))
    # An office is no name, however sure it is that the reports tell who does it.
    if asked.full_name and not may_be_name(fold_plain(answer)):
        return _absent("full_name")
    if asked.kind in UNMISTAKABLE and not best.typed:
        return _absent(asked.kind)
    if asked.many > 1 and not _ITEMS.search(answer):
        return _absent("many")
    if asked.kind == "list" and NUMBER.fullmatch(fold_plain(answer)):  # how many there are is not which
        return _absent("many")
    if asked.kind in _TOLD_BY and not best.typed and not _TOLD_BY[asked.kind].search(answer):
        return _absent(asked.kind)
    # 231个 is no answer to how much money.
    return _absent("number") if of_a_year and _in_its_unit(asked) and not best.typed else None


# What is told when has a word of time in it, and how many a number.
_TOLD_BY = {
    "date": late(
        r"[年月日天号號时時周旬节節假春夏秋冬早晚午夜晨底末期起前后後内內代]|\d[-./]\d|季度|结束|解除|另行|十一|五一"
    ),
    "number": late(r"[\d零〇一二两兩三四五六七八九十百千万萬亿億半几幾倍]"),
}


def _in_its_unit(asked: Asking) -> bool:
    return asked.kind == "number" and bool(asked.unit) and not asked.implied


def _unsure(query: Query, best: Evidence, missing: Sequence[Term], sure: float, reports: Catalogue) -> Verdict | None:
    """Return why what is less probable than is told of such reports is not told."""
    against = _against(query, best, missing)
    if sure >= _bar(query, best, against=against is not None) and not _in_other_units(query.asking, best):
        return None
    if not _covered(query.scope, reports):
        return Verdict("year_not_loaded", "year")
    return against or Verdict("unsure", "unsure")


def _year_untold(asked: Scope, reports: Catalogue) -> Verdict:
    """Return that no report is of the year asked for; or, where one is, that it tells nothing of that year by itself."""
    if _covered(asked, reports) and asked.years:
        return Verdict("not_mentioned", "by itself", ("、".join(f"{year}年" for year in asked.years),))
    return Verdict("year_not_loaded", "year")


def _in_other_units(asked: Asking, best: Evidence) -> bool:
    """Whether all figures of an answer have units in which what is asked for is never told: 6.1% is no level of a GDP."""
    if not (best.of_year and asked.implied and asked.towards == "level") or best.typed:
        return False
    units = [match["unit"] or "" for match in NUMBER.finditer(fold_plain(_answer_of(best)))]
    return bool(units) and all(unit and unit_fit(asked.unit, unit, implied=True, level=True) < _EVER for unit in units)


def _untrusted(query: Query, best: Evidence) -> bool:
    """Whether one report that was named may well not tell what is asked."""
    asks = bool(query.asking.spans) or query.text.rstrip().endswith(("?", "？"))
    return asks and (probability(best, "told") + probability(best, "right")) / 2 < LEAST_WITHIN


def _says_again(question: str, answer: str) -> bool:
    """Whether most of an answer is the question's own words in a row."""
    most = math.ceil(_AGAIN * len(answer))
    return any(answer[at : at + most] in question for at in range(len(answer) - most + 1))


def _bar(query: Query, best: Evidence, *, against: bool) -> float:
    """Return how sure the best evidence must be."""
    if query.asking.kind == "open" and not best.missing:
        return 0.0  # a topic that asks nothing (机关事务) is told where it stands
    if against and query.exact:
        return 1.0
    if against and query.asking.kind == "person" and best.missing and not may_be_name(fold_plain(_answer_of(best))):
        return LEAST_NAMELESS
    if not best.of_year:
        return LEAST_TOLD
    return LEAST_RIGHT_AGAINST if against else LEAST_RIGHT


def _against(query: Query, best: Evidence, missing: Sequence[Term]) -> Verdict | None:
    """Return what speaks against the best evidence: most of the question is missing, or the form asked for is."""
    # A place is told by which report it is; the other words share the question among them.
    words = sum(term.weight for term in query.terms if term.text not in query.scope.places)
    if sum(term.weight for term in missing) > _MISSING_SHARE * words:
        return _part_missing(missing)
    kind, unknown = query.asking.kind, [term for term in missing if not term.known]
    form = "full_name" if query.asking.full_name else kind if kind != "person" or missing else ""
    if form in FORMS and not best.typed:
        return _part_missing(unknown) if unknown else _absent(form)
    return None


def _part_missing(missing: Sequence[Term]) -> Verdict:
    return Verdict("not_mentioned", "part", (max(missing, key=lambda term: term.weight).text,))


# Where one of these is asked for and the best evidence has none, its sentence is no answer.
FORMS = frozenset({"number", "date", "document", "contact", "full_name", "person", "many"})


def _absent(form: str) -> Verdict:
    return Verdict("figure_absent", "absent", (form,))


_ITEMS = late(r"[、，,;；和与及]|”“|》《")


def _answer_of(evidence: Evidence) -> str:
    lead = evidence.hit.passage.lead
    return evidence.hit.text[evidence.start - lead : evidence.end - lead]


def _rivals(query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the best evidence and what is nearly as good from other reports, one each, and gives another figure.

    Only where a place or a year would pick one out: where every report is of some place, and the question leaves one of
    the two unsaid.
    """
    asked = query.scope
    if query.asking.kind != "number" or not asked.placed or (asked.places and asked.years):
        return []
    found: dict[int, Evidence] = {}
    figures = set()
    for one in evidence:
        figure = _answer_of(one)
        near = one.typed and math.exp(one.score - evidence[0].score) >= _NEARLY_EQUAL
        if near and one.hit.report.id not in found and figure not in figures:
            found[one.hit.report.id] = one
            figures.add(figure)
    return list(found.values())


def _label(report: Summary) -> str:
    """Return a report's place and year in short."""
    years = [str(max(told)) for told in [report_years(report)] if told]
    return "".join((*report_places(report)[:1], *years))


def _covered(asked: Scope, reports: Catalogue) -> bool:
    """Whether the reports of the places asked about tell of the years asked for; no year asked for is covered."""
    told = years_told(asked.places, reports)
    return not asked.years or not told or bool(told & set(asked.years))


def years_told(places: Sequence[str], reports: Catalogue) -> set[int]:
    """Return the years that the reports of these places, or of all, tell about."""
    return {year for told in reports.told(places) for year in told}


def out_of_scope(asked: Scope, reports: Catalogue) -> Abstention | None:
    """Return why no report can tell: none is of the place, or of the year, asked about. None where one is."""
    if asked.strange:
        return _said(Verdict("place_not_loaded", "place", asked.strange[:1]), asked, reports)
    return None if _covered(asked, reports) else _said(Verdict("year_not_loaded", "year"), asked, reports)


def _as_typed(query: Query, term: Term) -> str:
    """Return a term as the question has it: GDP and not gdp."""
    typed = query.text[term.start : term.end]
    return typed if fold_plain(typed) == term.text else term.text


def nearby(hits: Sequence[Found], base: KnowledgeBase, limit: int = 3) -> list[Nearest]:
    """Return the sections of the best passages, each once, with the line they begin on."""
    sections: dict[tuple[int, int], Found] = {}
    for hit in hits:
        sections.setdefault((hit.report.id, hit.passage.section), hit)
    found = []
    for hit in list(sections.values())[:limit]:
        start = hit.section_path[-1].heading_start if hit.section_path else hit.passage.start
        found.append(Nearest(hit.report, hit.section_path, line_number(base.text(hit.report.id), start)))
    return found
