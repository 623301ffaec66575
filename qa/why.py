"""Why an answer was chosen: what was understood of the question, and where its words stand."""

from collections.abc import Iterator, Sequence

from knowledge.text import fold_plain
from qa.model import Answer, Query, Reply, Term
from qa.render import one_line
from qa.say import say
from qa.show import confidence

_KINDS = {
    "number": ("数字", "a number"),
    "date": ("日期", "a date"),
    "person": ("姓名", "a person"),
    "place": ("地点", "a place"),
    "name": ("名称", "a name"),
    "title": ("篇名", "a title"),
    "document": ("文件", "a document"),
    "contact": ("联系方式", "contact data"),
    "list": ("列举", "a list"),
    "yesno": ("是否", "yes or no"),
    "reason": ("原因", "a reason"),
    "how": ("做法", "how"),
    "definition": ("含义", "a meaning"),
    "open": ("不限", "anything"),
}


def explained(reply: Reply, answer: Answer) -> list[tuple[str, str]]:
    """Return (name, words) rows that say why this answer was chosen."""
    query = reply.query
    if query is None:
        return []
    rows = [(say("问的是", "Asked for"), _asked_for(query))]
    rows += [(say("改按", "Read as"), f"{one_line(typed)} → {one_line(used)}") for typed, used in query.corrections]
    others = _of_others(reply, answer)
    terms = [term for term in query.terms if not any(one in term.text for one in others)]
    rows += [(place, "、".join(words)) for place, words in _matched(terms, answer)]
    scope = [one for one in (*query.scope.places, *map(str, query.scope.years)) if one not in others]
    if scope:
        rows.append((say("限于", "Limited to"), "、".join(map(one_line, scope))))
    rows.append((say("报告", "Report"), one_line(answer.report.head.title or answer.report.path)))
    rows.append((say("把握", "Confidence"), confidence(answer.score)))
    return rows


def _asked_for(query: Query) -> str:
    words = say(*_KINDS[query.asking.kind])
    return f"{words}（{one_line(query.asking.unit)}）" if query.asking.unit else words


def _of_others(reply: Reply, answer: Answer) -> set[str]:
    """Return the places and years of the other rows of a table."""
    own = {one for cell in reply.cells if cell.answer is answer for one in (cell.place, cell.year)}
    return {one.removesuffix("年") for cell in reply.cells for one in (cell.place, cell.year) if one and one not in own}


def _matched(terms: Sequence[Term], answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """Yield the places that hold words of the question, nearest first, each word at the nearest; last those nowhere."""
    places = (
        (say("句中有", "In the sentence"), answer.quote),
        (say("标题有", "In the headings"), " ".join(f"{s.label}{s.title}" for s in answer.section_path)),
        (say("报告名有", "In the report's name"), f"{answer.report.head.title} {answer.report.path}"),
    )
    left = list(terms)
    for name, text in places:
        folded = fold_plain(text)
        held = [(term, form) for term in left if (form := _form(term, folded))]
        if held:
            yield name, [_as_written(term, form) for term, form in held]
        left = [term for term in left if not _form(term, folded)]
    if left:
        yield say("别处或没有", "Elsewhere or not at all"), [one_line(term.text) for term in left]


def _form(term: Term, folded: str) -> str:
    return next((form for form in (*term.forms, *(v.text for v in term.variants)) if form in folded), "")


def _as_written(term: Term, form: str) -> str:
    return one_line(term.text) if form == term.text else f"{one_line(term.text)}（{one_line(form)}）"
