"""A conversation to keep: as Markdown in the form of an official document, or as CSV for a spreadsheet.

What stands in reports is escaped: it brings no link, picture, HTML, heading, footnote or formula of its own.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from knowledge.numerals import numeral
from qa.model import Answer, Cell, Reply
from qa.render import one_line, section_names
from qa.say import say
from qa.show import asides, declined, likelihood, lines_of, named, same, tallied, told, worth_showing

# What Markdown (CommonMark, GFM, footnotes, formulas, attributes, bare links) takes for more than itself: anywhere in
# a line; in what would become a link; where a block begins.
_MARKS = re.compile(r"[\\`*_\[\]<>|~&^$@#{}=]|:(?=//)|\.(?=[^\W\d_\u4e00-\u9fff])|^[+:-]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")

# What a spreadsheet takes for a formula. A plain number may begin so.
_FORMULA = re.compile(r"(?![-+]?[0-9][0-9.,]*[%％]?$)[=+\-@＝＋－＠]")

_BOM = "\ufeff"  # without it Excel and WPS read GBK

_COLUMNS = {
    "question": ("问题", "Question"),
    "place": ("地区", "Place"),
    "year": ("年份", "Year"),
    "answer": ("答案", "Answer"),
    "quote": ("原文", "Quote"),
    "remark": ("说明", "Remark"),
    "score": ("把握", "Score"),
    "title": ("标题", "Title"),
    "issuer": ("发文机关", "Issuer"),
    "number": ("文号/索引号", "Number"),
    "date": ("成文日期", "Date"),
    "section": ("章节", "Section"),
    "line": ("行", "Line"),
    "file": ("文件", "File"),
}


def markdown(replies: Sequence[Reply]) -> str:
    """Return a conversation as Markdown: under each question its answer and sentence, in footnotes where they stand."""
    notes: dict[str, int] = {}
    lines = [f"# {say('问答记录', 'Questions and answers')}"]
    for number, reply in enumerate(replies, 1):
        label = say(f"{numeral(number) if number < 10_000 else number}、", f"{number}\\. ")
        lines += ["", f"## {label}{_escaped(reply.question)}", *_replied(reply, notes)]
    if notes:
        lines += ["", *(f"[^{number}]: {note}" for note, number in notes.items())]
    return "\n".join([*lines, ""])


def _replied(reply: Reply, notes: dict[str, int]) -> Iterator[str]:
    """Yield the lines below a question; `notes` are the footnotes so far, and grow."""
    for line in asides(reply):
        yield from ("", _escaped(line))
    if reply.cells:
        yield from _table(reply, notes)
    elif reply.answered:
        yield from _answers(reply, notes)
    elif reply.abstention:
        why, *nearest = declined(reply)
        yield from ("", _escaped(why))
        if nearest:
            yield from ("", _escaped(nearest[0]), "", *(f"- {_escaped(near)}" for near in nearest[1:]))


def _answers(reply: Reply, notes: dict[str, int]) -> Iterator[str]:
    best, *others = worth_showing(reply)
    mark, sure = _footnote(best, notes), _likely(best)
    if same(best):
        yield from ("", f"**{_escaped(best.text)}**{mark}{sure}")
    else:
        yield from ("", f"**{_escaped(best.text)}**{sure}", "", f"> {_escaped(best.quote)}{mark}")
    if others:
        yield from ("", say("其他候选：", "Others:"), "")
        yield from (f"- {_escaped(other.text)}{_footnote(other, notes)}{_likely(other)}" for other in others)


def _table(reply: Reply, notes: dict[str, int]) -> Iterator[str]:
    """Yield a row for each place and year, or each report; one that tells nothing has the reason in its place."""
    if reply.tally:
        yield from ("", _escaped(tallied(reply)))
    first = say("报告", "Report") if reply.tally else say("比较", "Compared")
    second = say("原文", "Quote") if reply.tally else say("答案", "Answer")
    yield from ("", f"| {first} | {second} | {say('出处', 'Source')} |", "| --- | --- | --- |")
    for cell in reply.cells:
        if cell.answer:
            text, where = _escaped(told(cell.answer, reply.tally, whole=True)), _footnote(cell.answer, notes)
        else:
            text, where = "—", _escaped(_reason(cell))
        yield f"| {_escaped(named(cell))} | {text} | {where} |"


def _footnote(answer: Answer, notes: dict[str, int]) -> str:
    """Return the mark of the footnote that says where an answer stands; the same place has the same footnote."""
    head, path = answer.report.head, one_line(answer.report.path)
    title = f"《{one_line(head.title)}》" if head.title else ""
    sections = " → ".join(section_names(answer.section_path))
    place = say(f"{lines_of(answer)}（{path}）", f"{lines_of(answer)} ({path})")
    facts = say("，", ", ").join(filter(None, (title, head.issuer, head.number, head.date, sections, place)))
    note = f"{say('出处：', 'Source: ')}{_escaped(facts)}"
    return f"[^{notes.setdefault(note, len(notes) + 1)}]"


def _likely(answer: Answer) -> str:
    return say(f"（{likelihood(answer.score)}）", f" ({likelihood(answer.score)})")


def _reason(cell: Cell) -> str:
    return say(cell.abstention.zh, cell.abstention.en) if cell.abstention else ""


def _escaped(text: str) -> str:
    """Return a text as one line of Markdown that shows it as it is, wherever it is put."""
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", one_line(text)))


def table_csv(replies: Sequence[Reply]) -> str:
    """Return a row for each reply, and for each part of a comparison or survey, as CSV that Excel and WPS open."""
    file = io.StringIO(newline="")
    rows = csv.DictWriter(file, _COLUMNS)
    rows.writerow({column: say(*names) for column, names in _COLUMNS.items()})
    for reply in replies:
        best = reply.answers[0] if reply.answers else None
        for cell in reply.cells or (Cell("", "", best, reply.abstention),):
            rows.writerow({column: _defused(value) for column, value in _row(reply.question, cell).items()})
    return _BOM + file.getvalue()


def _row(question: str, cell: Cell) -> dict[str, str]:
    row = {"question": question, "place": cell.place, "year": cell.year, "remark": _reason(cell)}
    answer = cell.answer
    if answer:
        sections = " → ".join(section_names(answer.section_path))
        row |= {"answer": answer.text, "quote": answer.quote, "score": f"{answer.score:.3f}"}
        row |= {"section": sections, "line": str(answer.line)}
    report = answer.report if answer else cell.report
    if report:
        head = report.head
        row |= {"title": head.title, "issuer": head.issuer, "number": head.number, "date": head.date}
        row["file"] = report.path
    return row


def _defused(value: str) -> str:
    """Return what a cell holds on one line, as text and never as a formula."""
    line = one_line(value)
    return f"'{line}" if _FORMULA.match(line) else line
