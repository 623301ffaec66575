"""From evidence to an answer that is checked against the stored text, or to an abstention with its reason."""

import math
from collections.abc import Sequence

from knowledge.base import Found, KnowledgeBase, Summary
from knowledge.errors import Damaged
from knowledge.model import section_path
from knowledge.text import fold_plain, line_number
from qa.model import Abstention, Answer, Evidence, Nearest, Query, Reason, Term
from qa.scope import LEAST_FIT, naming, report_years, title_places

# An evidence score at which an answer is as likely right as wrong, and how fast that changes around it. Between what
# was measured on government reports (of scores around 0.65, 73 in 100 right; 0.85, 92) and on an encyclopedia's
# paragraphs (43 and 77).
_MIDDLE = 0.58
_STEEPNESS = 8.0

# Below this probability nothing is answered.
LEAST_SCORE = 0.3

# A question's word that stands in no report, or not near the evidence, weighs this much of the question: unsupported.
_UNKNOWN_SHARE = 0.33
_MISSING_SHARE = 0.5


def probability(score: float) -> float:
    """Return the probability that an answer with this evidence score is right."""
    return 1 / (1 + math.exp(-(score - _STEEPNESS * _MIDDLE)))


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
        text[start:end], text[evidence.quote_start : evidence.quote_end], round(probability(evidence.score), 3),
        hit.report, hit.section_path, start, end, evidence.quote_start, evidence.quote_end,
        line_number(text, start), line_number(text, max(start, end - 1)),
    )  # fmt: skip


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
    strange = [place for place in query.scope.strange if place not in _around(best)]
    if strange:
        return abstain("place_not_loaded", f"没有{strange[0]}的报告", f"there is no report of {strange[0]}")
    missing = [t for t in query.terms if t.text in best.missing]
    unknown = max((t for t in missing if not t.known), key=lambda t: t.weight, default=None)
    if unknown is not None and unknown.weight > _UNKNOWN_SHARE:
        word = _as_typed(query, unknown)
        return abstain("not_mentioned", f"报告里没有提到“{word}”", f"the reports do not mention '{word}'")
    if best.timely < LEAST_FIT:
        asked = "、".join(map(str, query.scope.years))
        zh, en = _years_there(base.reports(), query.scope.places)
        return abstain("year_not_loaded", f"没有关于{asked}年的报告{zh}", f"no report tells about {asked}{en}")
    if sum(t.weight for t in missing) > _MISSING_SHARE:
        worst = max(missing, key=lambda t: t.weight)
        return abstain(
            "not_mentioned",
            f"报告提到了问题的一部分，但没有提到“{worst.text}”",
            f"the reports mention part of this, but not '{worst.text}' with it",
        )
    kind = query.asking.kind
    form = "full_name" if query.asking.full_name else kind if kind != "person" or missing else ""
    if form in _FORMS and not best.typed:
        zh, en = _FORMS[form]
        return abstain(
            "figure_absent",
            f"报告提到了相关内容，但没有给出{zh}",
            f"the reports mention it, but give no {en}",
        )
    if probability(best.score) < LEAST_SCORE:
        return abstain("unsure", "报告里没有找到足够可靠的依据", "no evidence in the reports is reliable enough")
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


def _years_there(summaries: Sequence[Summary], places: Sequence[str]) -> tuple[str, str]:
    """Say which years there are reports of, for these places."""
    chosen = [s for s in summaries if not places or set(places) & set(title_places(naming(s)))]
    years = sorted({max(report_years(s)) for s in chosen if report_years(s)})
    if not years:
        return "", ""
    span = f"{years[0]}-{years[-1]}" if len(years) > 1 else f"{years[0]}"
    return f"；有{'、'.join(places)}{span}年的", f" (there are {span})"


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
