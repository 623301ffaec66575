"""What the chat says, as blocks of Content: a kind, which has its look, a text, and the place that it cites.

Content built from strings is never parsed for markup, and what comes from a report, a file name, an error or
the user is made visible first.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from textual.content import Content

from knowledge.base import Summary
from knowledge.model import Section
from qa.layout import pad, width_of
from qa.model import Abstention, Answer, Cell, Nearest, Reply
from qa.render import label_path, one_line, section_names, visible
from qa.say import say
from qa.show import asides, likelihood, named, tallied, told, worth_showing
from qa.troubles import trouble
from qa.why import explained

_BRIEF = 40
# A wider name in a table pushes what is told out of sight.
_WIDEST_NAME = 30


class Look(NamedTuple):
    """How a kind of block is shown: its style, how far in, and whether a line is left free above it."""

    style: str = ""
    indent: int = 0
    gap: bool = False


_LOOKS = {
    "title": Look("bold"),
    "question": Look("bold $text-accent"),
    "note": Look("dim"),
    "failure": Look("$text-error"),
    "short": Look("$text-success", gap=True),
    "quote": Look(indent=2),
    "source": Look(gap=True),
    "place": Look(indent=2),
    "headings": Look("dim", indent=2),
    "file": Look("dim", indent=2),
    "nothing": Look("bold $text-warning", gap=True),
    "reason": Look(),
    "cell": Look(indent=2),
    "others": Look("dim", gap=True),
    "other": Look("dim", indent=2),
    "near": Look("dim", indent=4),
    "why": Look("$text-secondary", indent=2),
}


# What can be opened in the report beside the conversation.
Target = Answer | Nearest


class Block(NamedTuple):
    """One block of the conversation; `target` is the place that it cites."""

    kind: str
    content: Content
    target: Target | None = None


class Cited(NamedTuple):
    """The characters from `start` to `end` of a text cite a place."""

    start: int
    end: int
    target: Target


def joined(blocks: Sequence[Block]) -> tuple[Content, list[Cited]]:
    """Return blocks as one text, and what it cites: one widget shows it, and a long conversation is laid out quickly."""
    lines: list[Content] = []
    cited: list[Cited] = []
    at = 0
    for kind, content, target in blocks:
        look = _LOOKS[kind]
        if look.gap and lines:
            lines.append(Content())
            at += 1
        start = at
        for line in content.split(allow_blank=True):
            lines.append(Content(" " * look.indent) + line.stylize_before(look.style))
            at += len(lines[-1]) + 1
        if target and cited and cited[-1].target is target:
            cited[-1] = Cited(cited[-1].start, at - 1, target)
        elif target:
            cited.append(Cited(start, at - 1, target))
    return Content("\n").join(lines), cited


def question(text: str) -> Block:
    """Return the question as it was typed."""
    return Block("question", Content(f"› {one_line(text)}"))


def note(text: str) -> Block:
    """Return a line of the program's own."""
    return Block("note", Content(one_line(text)))


def failure(error: Exception) -> Block:
    """Return an error as one line."""
    if told_of := trouble(error):
        return Block("failure", Content(one_line(told_of)))
    said = one_line(f"{type(error).__name__}: {error}")
    return Block("failure", Content(say(f"程序内部出错：{said}", f"a fault in the program: {said}")))


def reply(got: Reply) -> list[Block]:
    """Return a reply: how the question was understood, then the answer and its source, or why none."""
    blocks = [note(line) for line in asides(got)]
    if got.abstention:
        return [*blocks, *_abstention(got.abstention)]
    if got.cells:
        title = [_block("short", tallied(got))] if got.tally else []
        return [*blocks, *title, *_cells(got)]
    if got.answers:
        best, *others = worth_showing(got)
        blocks += _answer(best)
        if others:
            blocks.append(_block("others", say("其他可能：", "Other candidates:")))
            blocks += [_other(number, other) for number, other in enumerate(others, 2)]
    return blocks


def why(got: Reply, answer: Answer) -> list[Block]:
    """Return why an answer was chosen, the names of the rows in a column of their own."""
    rows = explained(got, answer)
    widest = max((width_of(name) for name, _ in rows), default=0)
    lines = [_block("why", f"{pad(name, widest)}  {words}") for name, words in rows]
    return [_block("others", say("依据：", "Why:")), *lines] if lines else []


def marked(before: str, answer: str, after: str, style: str = "") -> Content:
    """Return three pieces of a report's text, already visible, with the answer highlighted in the middle."""
    return Content.assemble((before, style), (answer, f"{style} bold underline".strip()), (after, style))


def title_of(report: Summary) -> str:
    """Return what a report is called: its title, or its file where it has none."""
    return one_line(report.head.title or report.path)


def place_of(target: Target) -> str:
    """Return the section path in short, the page where there are pages, and the line."""
    last = target.line_end if isinstance(target, Answer) else target.line
    page = target.page if isinstance(target, Answer) else None
    turned = "" if page is None else say(f"第 {page} 页  ", f"page {page}  ")
    return f"{_path_of(target.section_path)}  {turned}{_lines_of(target.line, last)}"


def _answer(answer: Answer) -> list[Block]:
    start, end = answer.start - answer.quote_start, answer.end - answer.quote_start
    quote = answer.quote
    pieces = marked(_flat(quote[:start]), _flat(quote[start:end]), _flat(quote[end:]))
    short = Content.assemble((_flat(answer.text), "bold"), ("  " + likelihood(answer.score), "dim"))
    headings = [f"{'  ' * depth}{one_line(name)}" for depth, name in enumerate(section_names(answer.section_path))]
    return [
        Block("short", short),
        Block("quote", Content.assemble("“", pieces, "”")),
        _block("source", say("出处：", "Source: ") + title_of(answer.report), answer),
        _block("place", place_of(answer), answer),
        *[_block("headings", heading, answer) for heading in headings],
        _block("file", one_line(answer.report.path), answer),
    ]


def _cells(got: Reply) -> Iterator[Block]:
    """Yield a table: for each part what is told, the names in a column of their own, and below it where that stands."""
    names = [named(cell) for cell in got.cells]
    widest = min(_WIDEST_NAME, max(map(width_of, names)))
    for name, cell in zip(names, got.cells, strict=True):
        lead = pad(name, widest) + "  "
        if cell.answer:
            yield _block("cell", lead + one_line(told(cell.answer, got.tally)), cell.answer)
            yield _block("near", _where(cell.answer), cell.answer)
        else:
            yield _block("cell", lead + _silence(cell))


def _where(answer: Answer) -> str:
    return f"{title_of(answer.report)}  {place_of(answer)}"


def _silence(cell: Cell) -> str:
    return "— " + one_line(say(cell.abstention.zh, cell.abstention.en)) if cell.abstention else "—"


def _other(number: int, answer: Answer) -> Block:
    text = one_line(answer.text)
    text = text if len(text) <= _BRIEF else text[:_BRIEF] + "…"
    return _block("other", f"{number}. {text}  {place_of(answer)}  {likelihood(answer.score)}", answer)


def _abstention(abstention: Abstention) -> list[Block]:
    blocks = [
        Block("nothing", Content(say("未找到依据", "The reports don't tell"))),
        _block("reason", one_line(say(abstention.zh, abstention.en))),
    ]
    if abstention.nearest:
        blocks.append(_block("others", say("相近章节（不是答案）：", "Nearest sections (not an answer):")))
    for title, nears in groupby(abstention.nearest, lambda near: title_of(near.report)):
        blocks.append(_block("other", title))
        blocks += [_near(near) for near in nears]
    return blocks


def _near(near: Nearest) -> Block:
    heading = f" {one_line(near.section_path[-1].title)}" if near.section_path else ""
    line = f"  {_lines_of(near.line, near.line)}" if near.line else ""
    return _block("near", f"{_path_of(near.section_path)}{heading}{line}", near)


def _path_of(path: tuple[Section, ...]) -> str:
    # What stands before the first section is the report's head.
    return label_path(path) or say("报告开头", "the report's head")


def _lines_of(start: int, end: int) -> str:
    if end <= start:
        return say(f"第 {start} 行", f"line {start}")
    return say(f"第 {start}–{end} 行", f"lines {start}-{end}")


def _block(kind: str, words: str, target: Target | None = None) -> Block:
    return Block(kind, Content(words), target)


def _flat(text: str) -> str:
    """Return visible text on one line, its other spaces kept: a quote is shown as it stands."""
    return visible(re.sub(r"[\t\r\n]+", " ", text))
