"""What the chat says, as blocks of Content: a kind, which the style sheet knows, and a text.

Content built from strings is never parsed for markup, and what comes from a report, a file's name, an error or the
user is made visible first.
"""

import re
from typing import NamedTuple

from textual.content import Content

from knowledge.errors import KnowledgeError
from knowledge.model import Section
from qa.model import Abstention, Answer, Reply
from qa.render import label_path, one_line, section_names, visible
from qa.say import say

# Scores are probabilities. Other candidates below _WORTH_SHOWING are right less than once in ten and would distract.
_VERY_LIKELY, _LIKELY, _WORTH_SHOWING = 0.9, 0.6, 0.1
_BRIEF = 40


class Block(NamedTuple):
    """One block of the conversation."""

    kind: str
    content: Content


def question(text: str) -> Block:
    """Return the question as it was typed."""
    return Block("question", Content(f"› {one_line(text)}"))


def note(text: str) -> Block:
    """Return a line of the program's own."""
    return Block("note", Content(one_line(text)))


def failure(error: Exception) -> Block:
    """Return an error as one line."""
    if isinstance(error, KnowledgeError):
        return Block("failure", Content(one_line(say(error.zh, error.en))))
    said = one_line(f"{type(error).__name__}: {error}")
    return Block("failure", Content(say(f"程序内部出错：{said}", f"a fault in the program: {said}")))


def reply(got: Reply) -> list[Block]:
    """Return a reply: how the question was understood, then the answer and its source, or why there is none."""
    blocks = _understood(got)
    if got.abstention:
        return [*blocks, *_abstention(got.abstention)]
    if got.answers:
        blocks += _answer(got.answers[0])
        others = [other for other in got.answers[1:] if other.score >= _WORTH_SHOWING]
        if others:
            blocks.append(_block("others", say("其他可能：", "Other candidates:")))
            blocks += [_other(number, other) for number, other in enumerate(others, 2)]
    return blocks


def likelihood(score: float) -> str:
    """Return a score in words."""
    if score >= _VERY_LIKELY:
        return say("很可能", "very likely")
    return say("可能", "likely") if score >= _LIKELY else say("不太确定", "not certain")


def marked(before: str, answer: str, after: str, style: str = "") -> Content:
    """Return three pieces of a report's text, already visible, with the answer highlighted in the middle."""
    return Content.assemble((before, style), (answer, f"{style} bold underline".strip()), (after, style))


def place_of(answer: Answer) -> str:
    """Return the section path in short, and the line."""
    return f"{_path_of(answer.section_path)}  {_lines_of(answer.line, answer.line_end)}"


def _understood(got: Reply) -> list[Block]:
    found = []
    if got.query and got.query.text.strip() != got.question.strip():
        found.append(note(say(f"理解为：{got.query.text}", f"understood as: {got.query.text}")))
    for _, corrected in got.query.corrections if got.query else ():
        found.append(note(say(f"按“{corrected}”检索", f"searched for “{corrected}”")))
    found += [note(say(zh, en)) for zh, en in got.notes]
    return found


def _answer(answer: Answer) -> list[Block]:
    start, end = answer.start - answer.quote_start, answer.end - answer.quote_start
    quote = answer.quote
    pieces = marked(_flat(quote[:start]), _flat(quote[start:end]), _flat(quote[end:]))
    short = Content.assemble((_flat(answer.text), "bold"), ("  " + likelihood(answer.score), "dim"))
    headings = [
        f"{'  ' * depth}{one_line(name)}" for depth, name in enumerate(section_names(answer.section_path))
    ]
    return [
        Block("short", short),
        Block("quote", Content.assemble("“", pieces, "”")),
        _block("source", say("出处：", "Source: ") + one_line(answer.report.head.title)),
        _block("place", place_of(answer)),
        *[_block("headings", heading) for heading in headings],
        _block("file", one_line(answer.report.path)),
    ]


def _other(number: int, answer: Answer) -> Block:
    text = one_line(answer.text)
    text = text if len(text) <= _BRIEF else text[:_BRIEF] + "…"
    return _block("other", f"{number}. {text}  {place_of(answer)}  {likelihood(answer.score)}")


def _abstention(abstention: Abstention) -> list[Block]:
    blocks = [
        Block("nothing", Content.styled(say("未找到依据", "The reports don't tell"), "bold")),
        _block("reason", one_line(say(abstention.zh, abstention.en))),
    ]
    if abstention.nearest:
        blocks.append(_block("others", say("相近章节（不是答案）：", "Nearest sections (not an answer):")))
    for near in abstention.nearest:
        heading = one_line(near.section_path[-1].title) if near.section_path else ""
        line = f"  {_lines_of(near.line, near.line)}" if near.line else ""
        title = one_line(near.report.head.title)
        blocks.append(_block("other", f"{_path_of(near.section_path)} {heading}{line}  {title}"))
    return blocks


def _path_of(path: tuple[Section, ...]) -> str:
    # What stands before the first section is the report's head.
    return label_path(path) or say("报告开头", "the report's head")


def _lines_of(start: int, end: int) -> str:
    if end <= start:
        return say(f"第 {start} 行", f"line {start}")
    return say(f"第 {start}–{end} 行", f"lines {start}-{end}")


def _block(kind: str, words: str) -> Block:
    return Block(kind, Content(words))


def _flat(text: str) -> str:
    """Return visible text on one line, its other spaces kept: a quote is shown as it stands."""
    return visible(re.sub(r"[\t\r\n]+", " ", text))
