"""From evidence to an answer that is checked against the stored text, or to an abstention with its reason."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, groupby

from knowledge.base import Found, KnowledgeBase, Summary
from knowledge.errors import Damaged
from knowledge.model import section_path
from knowledge.text import fold, fold_plain, line_number
from knowledge.words import unique
from qa.extract import probability
from qa.model import Abstention, Answer, Evidence, Nearest, Query, Reason, Term
from qa.scope import LEAST_FIT, Scope, naming, report_years, title_places
from qa.spans import may_be_name
from qa.spelling import in_numerals
from qa.times import YEAR

# Below this probability that the reports tell what is asked, nothing is answered; nor below the higher one where
# something speaks against it: a word that is missing, or no span of the form asked for.
LEAST_TOLD, LEAST_TOLD_AGAINST = 0.17, 0.5

# A question's word that stands in no report, or not near the evidence, weighs this much of the question: unsupported.
_UNKNOWN_SHARE = 0.33
_MISSING_SHARE = 0.5

# Figures of more than so many reports, with at least this share of the best one's odds, tell that the question does not
# say which is meant. On the sets that were measured no answer that was right is lost by it.
_NEARLY_EQUAL = 0.3
_RIVALS = 2

# So many places are named where the one asked about is missing.
_PLACES_NAMED = 5


def cite(evidence: Evidence, base: KnowledgeBase) -> Answer:
    """Make an answer of evidence: its words are taken from the verified text. Raises Damaged."""
    hit = evidence.hit
    text = base.text(hit.report.id)
    if text[hit.passage.lead : hit.passage.end] != hit.text:
        raise Damaged(
            f"{hit.report.path}：段落与正文不符，不予引用；请运行 qa check",
            f"{hit.report.path}: a passage does not match the text and is not quoted; run qa check",
        )
    start, end = evidence.start, evidence.end
    return Answer(
        text[start:end], text[evidence.quote_start : evidence.quote_end], round(probability(evidence, "right"), 3),
        hit.report, hit.section_path, start, end, evidence.quote_start, evidence.quote_end,
        line_number(text, start), line_number(text, max(start, end - 1)),
    )  # fmt: skip


def cited(evidence: Sequence[Evidence], base: KnowledgeBase) -> tuple[Answer, ...]:
    """Make answers of evidence, best first: none is surer than the one before it. Raises Damaged."""
    found = [cite(one, base) for one in evidence]
    scores = accumulate((one.score for one in found), min)
    return tuple(replace(one, score=score) for one, score in zip(found, scores, strict=True))


def timely(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the evidence of the years asked for; where there is none, all of it, to say what there is instead."""
    return [one for one in evidence if one.timely >= LEAST_FIT] or evidence


def stand_ins(query: Query, evidence: Sequence[Evidence], base: KnowledgeBase) -> tuple[tuple[str, str], ...]:
    """Return the words that evidence has by another form alone, each with that form: (公车, 公务用车)."""
    seen = base.words(term.text for term in query.terms)
    pairs = (
        (term.text, _standing_in(term, text, short=term.text not in seen))
        for text in map(_told_with, evidence)
        for term in query.terms
        if term.text not in text
    )
    written = "\n".join(fold_plain(one.hit.text) for one in evidence)
    numerals = (pair for pair in in_numerals(query.text) if pair[0] not in written)
    return tuple(dict.fromkeys((*(pair for pair in pairs if pair[1]), *numerals)))


def _standing_in(term: Term, text: str, *, short: bool) -> str:
    """Return what the text has for a term: a synonym, or what two characters are `short` for (律所); '' for none."""
    synonym = next((variant.text for variant in term.variants if variant.text in text), "")
    if synonym or not short or len(term.text) != 2 or term.text.isascii():
        return synonym
    longer = re.search(rf"{re.escape(term.text[0])}[^\W的之与和及]{{1,3}}{re.escape(term.text[1])}", text)
    return longer.group() if longer else ""


def as_typed(query: Query, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the evidence of an exact query, in which a word that does not stand as typed is missing."""
    if not query.exact:
        return evidence
    return [
        replace(one, missing=tuple(term.text for term in query.terms if term.text not in _told_with(one)))
        for one in evidence
    ]


def _told_with(evidence: Evidence) -> str:
    """Return the passage, its headings and its report's name, folded: where words can stand."""
    headings = " ".join(section.title for section in evidence.hit.section_path)
    return f"{fold(evidence.hit.text).text} {fold_plain(headings)} {naming(evidence.hit.report)}"


def judge(query: Query, evidence: Sequence[Evidence], hits: Sequence[Found], base: KnowledgeBase) -> Abstention | None:
    """Return why the reports do not tell, or None where the best evidence may stand as an answer."""

    def abstain(reason: Reason, zh: str, en: str) -> Abstention:
        return Abstention(reason, zh, en, tuple(nearby(hits, base)))

    if not query.terms:
        return abstain("empty", "问题里没有可以查找的词", "the question has no words to look for")
    if not evidence:
        word = _as_typed(query, max(query.terms, key=lambda term: (not term.known, term.weight)))
        return abstain("not_mentioned", f"报告里没有提到“{word}”", f"the reports do not mention '{word}'")
    best = evidence[0]
    for place in query.scope.strange:
        if place not in _around(best) or _is_of_another(query, place, best):
            return abstain("place_not_loaded", *_no_such_place(place, base.reports()))
    if best.timely < LEAST_FIT:
        return abstain("year_not_loaded", *_no_such_year(query.scope, base.reports()))
    missing = [term for term in query.terms if term.text in best.missing]
    told = probability(best, "told")
    unknown = max((t for t in missing if not t.known), key=lambda t: t.weight, default=None)
    if unknown is not None and (query.exact or (told < LEAST_TOLD_AGAINST and unknown.weight > _UNKNOWN_SHARE)):
        word = _as_typed(query, unknown)
        return abstain("not_mentioned", f"报告里没有提到“{word}”", f"the reports do not mention '{word}'")
    untold = next((t for t in query.terms if t.text in query.subjects and not _speaks_of(best, t)), None)
    if untold is not None:
        word = _as_typed(query, untold)
        return abstain(
            "not_mentioned", f"报告里没有单说“{word}”的情况", f"the reports do not tell this of '{word}' by itself"
        )
    # An office is no name, however sure it is that the reports tell who does it.
    if query.asking.full_name and not may_be_name(fold_plain(_answer_of(best))):
        return abstain("figure_absent", *_absent("full_name"))
    against = _against(query, best, missing)
    if told < _bar(query, best, against=against is not None):
        if not _covered(query.scope, base.reports()):
            return abstain("year_not_loaded", *_no_such_year(query.scope, base.reports()))
        return abstain(*(against or _UNSURE))
    rivals = _rivals(query, evidence)
    if len(rivals) > _RIVALS:
        return _ambiguous(query, rivals, base)
    return None


def _bar(query: Query, best: Evidence, *, against: bool) -> float:
    """Return how probable it must be that the reports tell what is asked."""
    if against:
        return 1.0 if query.exact else LEAST_TOLD_AGAINST
    # A topic that asks nothing (机关事务) is told where it stands.
    return 0.0 if query.asking.kind == "open" and not best.missing else LEAST_TOLD


_UNSURE: tuple[Reason, str, str] = (
    "unsure", "报告里没有找到足够可靠的依据", "no evidence in the reports is reliable enough"
)  # fmt: skip


def _against(query: Query, best: Evidence, missing: Sequence[Term]) -> tuple[Reason, str, str] | None:
    """Return what speaks against the best evidence: most of the question is missing, or the form asked for is."""
    if sum(term.weight for term in missing) > _MISSING_SHARE:
        word = max(missing, key=lambda term: term.weight).text
        return (
            "not_mentioned",
            f"报告提到了问题的一部分，但没有提到“{word}”",
            f"the reports mention part of this, but not '{word}' with it",
        )
    kind = query.asking.kind
    form = "full_name" if query.asking.full_name else kind if kind != "person" or missing else ""
    if form in _FORMS and not best.typed:
        return "figure_absent", *_absent(form)
    return None


def _absent(form: str) -> tuple[str, str]:
    zh, en = _FORMS[form]
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
                *title_places(naming(one.hit.report))[:1],
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
_WHOLE = re.compile(r"[全我][国省市区县州]")


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
    forms = (follows.text, *(v.text for v in follows.variants)) if follows else ()
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
    forms = (subject.text, *(variant.text for variant in subject.variants))
    if not any(form in said for form in forms) and not set(subject.text) <= set(said):
        return False
    return not _turns_away(subject.text, best)


def _covered(asked: Scope, summaries: Sequence[Summary]) -> bool:
    """Whether the reports of the places asked about tell of the years asked for; no year asked for is covered."""
    told = years_told(asked.places, summaries)
    return not asked.years or not told or bool(told & set(asked.years))


def years_told(places: Sequence[str], summaries: Sequence[Summary]) -> set[int]:
    """Return the years that the reports of these places, or of all, tell about."""
    return {year for summary in _of(places, summaries) for year in report_years(summary)}


def out_of_scope(asked: Scope, summaries: Sequence[Summary]) -> Abstention | None:
    """Return why no report can tell: none is of the place, or of the year, asked about. None where one is."""
    if asked.strange:
        return Abstention("place_not_loaded", *_no_such_place(asked.strange[0], summaries))
    if not _covered(asked, summaries):
        return Abstention("year_not_loaded", *_no_such_year(asked, summaries))
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
}


def _of(places: Sequence[str], summaries: Sequence[Summary]) -> Sequence[Summary]:
    return [s for s in summaries if not places or set(places) & set(title_places(naming(s)))]


def _no_such_year(scope: Scope, summaries: Sequence[Summary]) -> tuple[str, str]:
    """Say that no report of the places asked about tells of the years asked for, and which years there are."""
    places, asked = "、".join(scope.places), _span(scope.years)
    made = {max(told) for summary in _of(scope.places, summaries) if (told := report_years(summary))}
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


def _no_such_place(place: str, summaries: Sequence[Summary]) -> tuple[str, str]:
    """Say that there is no report of a place, and which places there are reports of."""
    there = unique(known for summary in summaries for known in title_places(naming(summary)))
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


def ask_field(query: Query, base: KnowledgeBase, within: int | None) -> tuple[list[Answer], Abstention | None]:
    """Answer a question about a report itself (哪天发布的, 索引号) from its head.

    Only where it is clear which report is meant: the one named by `within`, or the only one there is.
    """
    summaries = [s for s in base.reports() if within is None or s.id == within]
    if len(summaries) != 1:
        return [], None
    summary = summaries[0]
    wanted = {name.lower() for name in query.field_names}
    fields = [field for field in summary.head.fields if field.name.lower() in wanted]
    text = base.text(summary.id)
    for field in sorted(fields, key=lambda f: query.field_names.index(f.name) if f.name in query.field_names else 99):
        if field.value and text[field.start : field.end] == field.value:
            start, end = field.start, field.end
            if query.asking.kind == "date" and " " in field.value:
                end = start + field.value.index(" ")  # the day is asked for, not the minute
            line = line_number(text, start)
            line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
            quote_start = line_start + len(text[line_start:start]) - len(text[line_start:start].lstrip())
            path = section_path(base.report(summary.id).sections, 0)
            return [
                Answer(
                    text[start:end],
                    text[quote_start : field.end],
                    0.95,
                    summary,
                    path,
                    start,
                    end,
                    quote_start,
                    field.end,
                    line,
                    line,
                )
            ], None
    if fields:
        name = fields[0].name
        return [], Abstention("field_empty", f"报告的“{name}”一栏是空的", f"the report's field '{name}' is empty")
    return [], None
