"""A reply as a person reads it: the answer, its sentence, where it stands, and what else was found."""

from collections.abc import Iterator

from knowledge.model import Section
from qa.layout import BOLD, DIM, MARKED, Screen, laid_out, pad, shorten, width_of
from qa.model import Answer, Cell, Nearest, Reply, Tally
from qa.render import label_path, one_line, visible
from qa.say import say
from qa.scope import naming, report_years

# In words, what a probability means; the first that is reached.
_CONFIDENCE = ((0.9, "很可能", "very likely"), (0.6, "可能", "likely"), (0.0, "不太确定", "not certain"))

# A candidate less probable than this beside the best distracts more than it helps; JSON has them all.
_WORTH_SHOWING = 0.1


def answered(reply: Reply, screen: Screen) -> str:
    """Return the answers of a reply, best first: the first in full, the others in one line each."""
    if reply.cells:
        lines = columns(compared(reply, whole=screen.width is None), screen)
        return "\n".join([screen.paint(tallied(reply), BOLD), *lines] if reply.tally else lines)
    best, *others = worth_showing(reply)
    lines = [laid_out([(one_line(best.text), BOLD)], screen)]
    if not same(best):
        lines.append(_labelled(say("原文", "Quote"), _quote(best), screen))
    headings = " → ".join(one_line(step.title) for step in best.section_path if step.title)
    facts = (
        (say("出处", "Source"), one_line(best.report.head.title or best.report.path)),
        (say("章节", "Section"), f"{label_path(best.section_path)} {headings}".strip()),
        (say("位置", "Place"), f"{one_line(best.report.path)} {lines_of(best)}"),
        (say("把握", "Confidence"), confidence(best.score)),
    )
    lines += [_labelled(name, [(value, "")], screen) for name, value in facts if value]
    if others:
        lines.append(screen.paint(say("其他候选：", "Others:"), DIM))
        lines.extend(_other(number, answer, best, screen) for number, answer in enumerate(others, 2))
    return "\n".join(lines)


def worth_showing(reply: Reply) -> list[Answer]:
    """Return the best answer, and the others that are probable enough to look at."""
    return [answer for index, answer in enumerate(reply.answers) if not index or answer.score >= _WORTH_SHOWING]


def compared(reply: Reply, *, whole: bool = False) -> list[tuple[str, ...]]:
    """Return a table as rows: a head, then for each part its place or year, what is told, and where it stands.

    A part that the reports do not tell of is a row too: with a dash, and the reason. A survey tells sentences, from
    the clause on that holds the words; with `whole`, all of them.
    """
    first = say("报告", "Report") if reply.tally else say("比较", "Compared")
    column = say("原文", "Quote") if reply.tally else say("答案", "Answer")
    rows: list[tuple[str, ...]] = [(first, column, say("出处", "Source"))]
    for cell in reply.cells:
        answer, abstention = cell.answer, cell.abstention
        if answer:
            where = f"{one_line(answer.report.path)} {lines_of(answer)} {label_path(answer.section_path)}"
            rows.append((named(cell), one_line(told(answer, reply.tally, whole=whole)), where))
        elif abstention:
            rows.append((named(cell), "—", one_line(say(abstention.zh, abstention.en))))
    return rows


def named(cell: Cell) -> str:
    """Return what a row of a table is of: a place, a year, or else a report."""
    title = one_line(cell.report.head.title or cell.report.path) if cell.report else ""
    return " ".join(filter(None, (cell.place, cell.year))) or title


def told(answer: Answer, tally: Tally | None, *, whole: bool = False) -> str:
    """Return what a row of a table tells: the answer, or in a survey the sentence, from the clause on that holds it."""
    if tally is None:
        return answer.text
    return answer.quote if whole else _from_clause(answer)


def tallied(reply: Reply) -> str:
    """Return how many of the reports hold what a survey looked for, as one line; '' where it was none."""
    tally = reply.tally
    if tally is None:
        return ""
    what, left = one_line(tally.what), tally.reports - tally.holding
    zh = f"{tally.reports}份报告中{tally.holding}份提到“{what}”"
    en = f"{tally.holding} of {tally.reports} reports mention '{what}'"
    return say(f"{zh}，{left}份没有：", f"{en}, {left} do not:") if tally.negated else say(f"{zh}：", f"{en}:")


def _from_clause(answer: Answer) -> str:
    """Return the quote from the clause on that holds the answer."""
    at = answer.start - answer.quote_start
    start = max(answer.quote.rfind(mark, 0, at) for mark in "，,、；;") + 1
    return f"…{answer.quote[start:]}" if start else answer.quote


def likelihood(score: float) -> str:
    """Return a probability in words."""
    zh, en = next((zh, en) for least, zh, en in _CONFIDENCE if score >= least)
    return say(zh, en)


def asides(reply: Reply) -> Iterator[str]:
    """Yield what is said beside a reply, a line each: how the question was read, which part of a comparison it asks for."""
    query = reply.query
    if query is not None:
        if query.text != reply.question.strip():
            yield say("理解为：", "Read as: ") + one_line(query.text)
        for typed, used in query.corrections:
            typed, used = one_line(typed), one_line(used)
            yield say(f"按“{used}”检索（问题里是“{typed}”）", f"Searched for '{used}' (the question has '{typed}')")
    if reply.unsaid and reply.answers:
        zh, en = one_line("、".join(reply.unsaid)), one_line(", ".join(reply.unsaid))
        yield say(
            f"这份文件没有出现“{zh}”，请核对是否适用", f"This document does not name {en}: see whether it applies"
        )
    if (year := _foretold(reply)) is not None:
        yield say(
            f"政府工作报告作于{year}年初：说的是目标、安排或此前的情况，不是{year}年的结果",
            f"The work report was made early in {year}: it tells aims, plans or what was before, not what came of {year}",
        )
    if reply.ahead:
        names = [named(cell) for cell in reply.ahead]
        yield say(f"按数字比较：是{'、'.join(names)}", f"By the figures: {', '.join(names)}")


def _foretold(reply: Reply) -> int | None:
    """Return the year asked about whose result the best answer's report cannot tell: it was made when the year began."""
    query = reply.query
    if query is None or not reply.answers or query.asking.kind != "number" or query.scope.intent in ("plan", "either"):
        return None
    report = reply.answers[0].report
    made_for, *before = report_years(report) or (0,)
    early = "工作报告" in naming(report) and report.head.date[:7] < f"{made_for}-07"  # undated ones are, too
    return made_for if before and early and query.scope.years == (made_for,) else None


def declined(reply: Reply) -> Iterator[str]:
    """Yield why there is no answer, and the sections that come nearest, a line each."""
    if reply.abstention is None:
        return
    reason = one_line(say(reply.abstention.zh, reply.abstention.en))
    yield say(f"未找到依据：{reason}", f"No evidence found: {reason}")
    if reply.abstention.nearest:
        yield say("相近章节（不是答案）：", "Nearest sections (not an answer):")
        yield from (f"  {_near(near)}" for near in reply.abstention.nearest)


def confidence(score: float) -> str:
    """Return a probability in words and as a number."""
    return say(f"{likelihood(score)}（{score:.3f}）", f"{likelihood(score)} ({score:.3f})")


def headed(section: Section) -> str:
    """Return a section's heading, label and title."""
    return one_line(f"{section.label}{section.title}")


def _quote(answer: Answer) -> list[tuple[str, str]]:
    """Return the quote with the answer in it marked."""
    start = max(0, min(answer.start - answer.quote_start, len(answer.quote)))
    end = max(start, min(answer.end - answer.quote_start, len(answer.quote)))
    parts = ((answer.quote[:start], ""), (answer.quote[start:end], MARKED), (answer.quote[end:], ""))
    return [(visible(text), style) for text, style in parts]


def same(answer: Answer) -> bool:
    """Whether an answer's quote would only say it again."""
    return answer.text.strip(" 。；;") == answer.quote.strip(" 。；;")


def _labelled(label: str, parts: list[tuple[str, str]], screen: Screen) -> str:
    lead = say(f"{label}：", f"{label}: ")
    if screen.width is None:
        return laid_out([(lead, ""), *parts], screen)
    return screen.paint(lead, DIM) + laid_out(parts, screen, " " * width_of(lead))


def _other(number: int, answer: Answer, best: Answer, screen: Screen) -> str:
    # The report is named only where it is another one.
    report = "" if answer.report.id == best.report.id else one_line(answer.report.path)
    where = " ".join(filter(None, (label_path(answer.section_path), lines_of(answer), report)))
    lead, text = f"  {number}. ", one_line(answer.text)
    tail = f"  {where}  {answer.score:.3f}"
    if screen.width is None:
        return f"{lead}{text}{tail}"
    # The words matter more than the place: they keep at least half of the line.
    room = max(screen.width // 2, screen.width - width_of(tail)) - len(lead)
    return screen.paint(shorten(f"{lead}{shorten(text, room)}{tail}", screen.width), DIM)


def _near(near: Nearest) -> str:
    labels = "".join(one_line(section.label) for section in near.section_path)
    title = one_line(near.section_path[-1].title) if near.section_path else ""
    line = say(f"第{near.line}行", f"line {near.line}") if near.line else ""
    return " ".join(filter(None, (labels, title, one_line(near.report.path), line)))


def lines_of(answer: Answer) -> str:
    """Return the lines that an answer stands in."""
    first, last = answer.line, answer.line_end
    span = f"{first}-{last}" if last > first else f"{first}"
    lines = say(f"第{span}行", f"line{'s' if last > first else ''} {span}")
    # A page is where a reader of the file looks; the lines are those of the text read from it.
    return lines if answer.page is None else say(f"第{answer.page}页（全文{lines}）", f"page {answer.page} ({lines})")


def columns(rows: list[tuple[str, ...]], screen: Screen) -> list[str]:
    """Return rows as lines: in columns on a terminal, else with tabs between the cells, for scripts."""
    if screen.width is None:
        return ["\t".join(row) for row in rows]
    most = screen.width // 2
    rows = [tuple(shorten(cell, most) for cell in row) for row in rows]
    widths = [max(width_of(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    lines = ["  ".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [shorten(line, screen.width) for line in lines]
