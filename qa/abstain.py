"""Why the reports do not tell: the judgement of the best evidence, and each reason for an abstention, in words."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from knowledge.base import Found, KnowledgeBase
from knowledge.text import fold_plain, line_number
from qa.candidates import TYPED
from qa.catalogue import Catalogue, catalogue
from qa.extract import probability
from qa.model import Abstention, Evidence, Nearest, Query, Reason, Term
from qa.patterns import late
from qa.scope import LEAST_FIT, Scope, asks_outcome, naming, report_places, report_years, told_of, yearly
from qa.spans import may_be_name
from qa.times import YEAR

# Reports of a year are alike, and tell figures of the like of what is asked. What is less surely right than this is not told
# of them; nor below the second where something speaks against it: a word that is missing, or no span of the form asked for.
# Chosen on seed, provinces, the own and the spoken questions: of 575 right answers 29 are lost, of 149 questions that the
# reports do not answer 131 are refused.
LEAST_RIGHT, LEAST_RIGHT_AGAINST = 0.2, 0.35

# Of other documents it is enough that they as probably tell what is asked: an answer may well be a part of the right one.
LEAST_TOLD = 0.18

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

# An answer of which so much is the question's own words in a row tells nothing: no name, no place, no list, and no figure
# that is not sure.
_AGAIN = 0.7
_NAMED = frozenset({"name", "place", "list"})

# What became of a plan is told by a figure, or by whether it was reached.
_OUTCOMES = frozenset({"number", "yesno"})

# No clause stands for a telephone number, or for that of a document.
_UNMISTAKABLE = frozenset({"contact", "document"})

# Figures of more than so many reports, with at least this share of the best one's odds, tell that the question does not
# say which is meant. On the sets that were measured no answer that was right is lost by it.
_NEARLY_EQUAL = 0.3
_RIVALS = 2

# So many places are named where the one asked about is missing.
_PLACES_NAMED = 5


def judge(
    query: Query, evidence: Sequence[Evidence], hits: Sequence[Found], base: KnowledgeBase, *, within: bool = False
) -> Abstention | None:
    """Return why the reports do not tell, or None where the best evidence may stand as an answer.

    `within`: one report was named to look in.
    """

    def abstain(reason: Reason, zh: str, en: str) -> Abstention:
        return Abstention(reason, zh, en, tuple(nearby(hits, base)))

    if not query.terms:
        return abstain("empty", "问题里没有可以查找的词", "the question has no words to look for")
    if not evidence:
        word = _as_typed(query, max(query.terms, key=lambda term: (not term.known, term.weight)))
        return abstain("not_mentioned", f"报告里没有提到“{word}”", f"the reports do not mention '{word}'")
    best, reports = evidence[0], catalogue(base.reports())
    for place in query.scope.strange:
        if place not in _around(best) or _is_of_another(query, place, best):
            return abstain("place_not_loaded", *_no_such_place(place, reports))
    if best.timely < LEAST_FIT:
        return abstain("year_not_loaded", *_no_such_year(query.scope, reports))
    missing = [term for term in query.terms if term.text in best.missing]
    sure = probability(best, "right" if yearly(best.hit.report) else "told")
    doubtful = sure < LEAST_UNKNOWN
    unknown = sorted((t for t in missing if not t.known), key=lambda t: -t.weight)
    shares = (unknown[0].weight, sum(t.weight for t in unknown)) if unknown else (0.0, 0.0)
    if unknown and (query.exact or (doubtful and (shares[0] > _UNKNOWN_SHARE or shares[1] > _MISSING_SHARE))):
        word = _as_typed(query, unknown[0])
        return abstain("not_mentioned", f"报告里没有提到“{word}”", f"the reports do not mention '{word}'")
    untold = next((t for t in query.terms if t.text in query.subjects and not _speaks_of(best, t)), None)
    if untold is not None:
        word = _as_typed(query, untold)
        return abstain(
            "not_mentioned", f"报告里没有单说“{word}”的情况", f"the reports do not tell this of '{word}' by itself"
        )
    city = _city_untold(query, missing) if yearly(best.hit.report) else None
    if city is not None:
        return abstain(
            "not_mentioned", f"报告里没有单说“{city}”的情况", f"the reports do not tell this of '{city}' by itself"
        )
    again = _says_again(query.folded, fold_plain(_answer_of(best)))
    if again and (query.asking.kind in TYPED if doubtful else query.asking.kind in _NAMED and yearly(best.hit.report)):
        return abstain("figure_absent", *_absent(query.asking.kind))
    outcome = query.asking.kind in _OUTCOMES and asks_outcome(query.folded)
    if outcome and told_of(query.scope.years, best.hit) == "plan":
        plan = _answer_of(best)
        return abstain(
            "figure_absent", f"报告只说了计划（{plan}），没有说结果", f"the reports tell only what was planned ({plan})"
        )
    # An office is no name, however sure it is that the reports tell who does it.
    if query.asking.full_name and not may_be_name(fold_plain(_answer_of(best))):
        return abstain("figure_absent", *_absent("full_name"))
    if query.asking.kind in _UNMISTAKABLE and not best.typed:
        return abstain("figure_absent", *_absent(query.asking.kind))
    if query.asking.many > 1 and not _ITEMS.search(_answer_of(best)):
        return abstain("figure_absent", *_absent("many"))
    if _of_another_unit(query, best):
        return abstain("figure_absent", *_absent("number"))
    against = _against(query, best, missing)
    if sure < _bar(query, best, against=against is not None):
        if not _covered(query.scope, reports):
            return abstain("year_not_loaded", *_no_such_year(query.scope, reports))
        return abstain(*(against or _UNSURE))
    asks = query.asking.spans or query.text.rstrip().endswith(("?", "？"))
    if within and asks and (probability(best, "told") + probability(best, "right")) / 2 < LEAST_WITHIN:
        return abstain(*_UNSURE)
    rivals = _rivals(query, evidence)
    if len(rivals) > _RIVALS:
        return _ambiguous(query, rivals, base)
    return None


def _city_untold(query: Query, missing: Sequence[Term]) -> str | None:
    """Return the city that a question names and the passage does not: what is told of the province is not told of it.

    But for one that only leads to a rarer name, as in 鄂州花湖机场.
    """
    for term in missing:
        # Imported here: few questions miss a word.
        from qa.cities import CITIES

        if not {term.text, term.text[:-1], term.text.removesuffix("地区")} & CITIES:  # 大理, 大理州
            continue
        after = next((t for t in query.terms if t.start == term.end), None)
        if after is None or after in missing or after.weight <= term.weight:
            return term.text
    return None


def _of_another_unit(query: Query, best: Evidence) -> bool:
    """Whether a figure is told in what is not asked for: 231个 where it is asked how much money."""
    asked = query.asking
    return (
        asked.kind == "number" and bool(asked.unit) and not asked.implied and not best.typed and yearly(best.hit.report)
    )


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
    if not yearly(best.hit.report):
        return LEAST_TOLD
    return LEAST_RIGHT_AGAINST if against else LEAST_RIGHT


_UNSURE: tuple[Reason, str, str] = (
    "unsure", "报告里没有找到足够可靠的依据", "no evidence in the reports is reliable enough"
)  # fmt: skip


def _against(query: Query, best: Evidence, missing: Sequence[Term]) -> tuple[Reason, str, str] | None:
    """Return what speaks against the best evidence: most of the question is missing, or the form asked for is."""
    # A place is told by which report it is; the other words share the question among them.
    words = sum(term.weight for term in query.terms if term.text not in query.scope.places)
    if sum(term.weight for term in missing) > _MISSING_SHARE * words:
        return _part_missing(missing)
    kind, unknown = query.asking.kind, [term for term in missing if not term.known]
    form = "full_name" if query.asking.full_name else kind if kind != "person" or missing else ""
    if form in _FORMS and not best.typed:
        return _part_missing(unknown) if unknown else ("figure_absent", *_absent(form))
    return None


def _part_missing(missing: Sequence[Term]) -> tuple[Reason, str, str]:
    word = max(missing, key=lambda term: term.weight).text
    return (
        "not_mentioned",
        f"报告提到了问题的一部分，但没有提到“{word}”",
        f"the reports mention part of this, but not '{word}' with it",
    )


_ITEMS = late(r"[、，,;；和与及]|”“|》《")


def _absent(form: str) -> tuple[str, str]:
    zh, en = _FORMS.get(form, ("答案", "answer"))
    return f"报告提到了相关内容，但没有给出{zh}", f"the reports mention it, but give no {en}"


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


def _ambiguous(query: Query, rivals: Sequence[Evidence], base: KnowledgeBase) -> Abstention:
    """Return which reports tell different figures, and what to say to choose."""
    unsaid = [
        (zh, en)
        for zh, en, said in (("哪个地方", "place", query.scope.places), ("哪一年", "year", query.scope.years))
        if not said
    ]
    labels = [
        "".join(
            (
                *report_places(one.hit.report)[:1],
                *(str(max(told)) for told in [report_years(one.hit.report)] if told),
            )
        )
        for one in rivals
    ]
    some = "、".join(labels[:_PLACES_NAMED])
    return Abstention(
        "ambiguous",
        f"问的是{'、'.join(zh for zh, _ in unsaid)}的？至少{len(rivals)}份报告的数字不同，如{some}",
        f"which {' and '.join(en for _, en in unsaid)}? at least {len(rivals)} reports tell different figures, such as {some}",
        tuple(nearby([one.hit for one in rivals], base, _PLACES_NAMED)),
    )


# A whole that a sentence turns to: what follows is told of it, and no more of a place named before.
_WHOLE = late(r"[全我][国省市区县州]")


def _is_of_another(query: Query, place: str, best: Evidence) -> bool:
    """Whether a sentence that names a place without a report still tells of another one.

    It does where it turns to a whole before the answer (深圳…，全省…), and where the question asks for the place's
    own report (天津2021年…, 天津的…) but the sentence does not join the place to what is asked of it, as in 天津港.
    """
    if _turns_away(place, best):
        return True
    asked = re.search(rf"{place}[省市]?(?:的|{YEAR}年?的?)+", query.folded)
    if asked is None or query.scope.places:
        return False
    after = query.folded[asked.end() :]
    follows = next((t for t in query.terms if after.startswith(t.text)), None)
    forms = follows.forms if follows else ()
    said = fold_plain(_around(best))
    return not any(place + form in said for form in forms)


def _turns_away(word: str, best: Evidence) -> bool:
    """Whether the sentence names a whole (全省) between the word and the answer."""
    text = fold_plain(best.hit.text[best.quote_start - best.hit.passage.lead : best.start - best.hit.passage.lead])
    at = text.rfind(word)
    return at != -1 and bool(_WHOLE.search(text, at))


def _speaks_of(best: Evidence, subject: Term) -> bool:
    """Whether the sentence, its headings or its report's name have the subject, or at least its characters in part."""
    headings = " ".join(section.title for section in best.hit.section_path)
    said = fold_plain(f"{_around(best)} {headings}")
    if not any(form in said for form in subject.forms) and not set(subject.text) <= set(said):
        return False
    return not _turns_away(subject.text, best)


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
        return Abstention("place_not_loaded", *_no_such_place(asked.strange[0], reports))
    if not _covered(asked, reports):
        return Abstention("year_not_loaded", *_no_such_year(asked, reports))
    return None


def _as_typed(query: Query, term: Term) -> str:
    """Return a term as the question has it: GDP and not gdp."""
    typed = query.text[term.start : term.end]
    return typed if fold_plain(typed) == term.text else term.text


def _around(evidence: Evidence) -> str:
    hit = evidence.hit
    return f"{hit.text[evidence.quote_start - hit.passage.lead : evidence.quote_end - hit.passage.lead]} {naming(hit.report)}"


# Where one of these is asked for and the best evidence has none, its sentence is no answer.
_FORMS = {
    "number": ("这个数字", "such figure"),
    "date": ("时间", "date"),
    "document": ("文号", "document number"),
    "contact": ("号码或地址", "such number or address"),
    "full_name": ("姓名", "name"),
    "person": ("是谁", "such person"),
    "many": ("是哪几项", "such list"),
}


def _no_such_year(scope: Scope, reports: Catalogue) -> tuple[str, str]:
    """Say that no report of the places asked about tells of the years asked for, and which years there are."""
    places, asked = "、".join(scope.places), _span(scope.years)
    made = {max(told) for told in reports.told(scope.places) if told}
    span = _span(made)
    of = f" of {places}" if places else ""
    return (
        f"没有关于{places}{asked}年的报告" + (f"；有{places}{span}年的" if span else ""),
        f"no report{of} tells about {asked}" + (f" (there are {span})" if span else ""),
    )


def _span(years: Iterable[int]) -> str:
    """Write years in short: 2016-2019、2021."""
    runs = []
    for _, run in groupby(enumerate(sorted(years)), lambda numbered: numbered[1] - numbered[0]):
        numbers = [year for _, year in run]
        runs.append(f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else f"{numbers[0]}")
    return "、".join(runs)


def _no_such_place(place: str, reports: Catalogue) -> tuple[str, str]:
    """Say that there is no report of a place, and which places there are reports of."""
    there = list(reports.places)
    some, more = "、".join(there[:_PLACES_NAMED]), len(there) > _PLACES_NAMED
    return (
        f"没有{place}的报告；有{some}{f'等{len(there)}地' if more else ''}的",
        f"there is no report of {place} (there are {some}{', ...' if more else ''})",
    )


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
