"""The outline: which sections a report has, where their headings stand, and the blocks of text between them."""

import re
from typing import Literal, NamedTuple

from knowledge.head import field_lines
from knowledge.labels import MARKDOWN_RANK, RANKS, Label, label_at, run_in_labels
from knowledge.model import Mark, Section
from knowledge.text import lines, strip_span

# A line up to this long, with no sentence end inside, is a heading as a whole; the same bound holds for a heading
# that ends with a full stop and runs into its paragraph.
_HEADING_LENGTH = 48
# The head of a table can be longer; a title goes with every passage below it.
_LONGEST_TITLE = 400
# So many oddities of numbering are noted; in a list of thousands nobody reads them.
_MOST_NOTES = 100
# How much of a first clause is shown as the title of a section that has no heading of its own.
_TITLE_LENGTH = 30

_BOLD_LEAD = re.compile(rf"\*\*([^*\n]{{2,{_HEADING_LENGTH}}})\*\*[ \t]*(?=[^\s*])")
_MARKDOWN = re.compile(r"(#{1,6})[ \t]+")
_STOP = re.compile(r"[。！？；]")
_CLAUSE = re.compile(r"[。！？；：，,;:（(]|[一二三四五六七八九十]是")

# Where a full stop was lost between heading and paragraph (…制度体系一是起草…, …工作机制落实我局…): a heading ends
# with a noun of what is done, a paragraph opens with one of these. Both are closed classes of official style.
_LOST_STOP = re.compile(
    r"(?:建设|制度|体系|机制|改革|能力|水平|管理|工作|服务|责任制?|监督|领导|力度|效能|环境|质量|职能|程序|规范|队伍|发展)"
    r"(?=一是|把|将|认真|落实|明确|高质量|依法|坚持|全面|严格|积极|大力|切实|按照|为了|对|我[局省市县区厅委]|全年|制定|印发|出台)"
)


class Block(NamedTuple):
    """A stretch of text in one section: a heading, a head field, or (part of) a paragraph."""

    role: Literal["heading", "field", "body"]
    section: int
    start: int
    end: int
    lead: int


class Outline(NamedTuple):
    """Sections in the order of the text, the blocks in them (the rest of the text is gaps), notes on oddities."""

    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]


def parse(text: str, title: str, marks: tuple[Mark, ...] = ()) -> Outline:
    """Parse the outline of `text`; section 0 is the whole report, called `title`."""
    builder = _Builder(text, title)
    marked = {mark.start: mark for mark in marks}
    fields = {start: end for _, start, end in field_lines(text)}
    for line_start, line_end in lines(text):
        start, end = strip_span(text, line_start, line_end)
        mark = marked.get(start)
        if start == end or not text[start:end].strip("-—=*_#· "):
            continue
        if mark is None or mark.kind != "row":
            builder.leave(RANKS["表"], start)
        if mark is not None and mark.kind != "heading":
            _marked(builder, mark)
        elif start in fields:
            builder.add("field", start, end, start)
        else:
            _line(builder, start, end, mark.level if mark else None)
    return builder.finish()


class _Builder:
    """Collects sections and blocks while the lines are read, keeping the stack of open sections."""

    def __init__(self, text: str, title: str) -> None:
        self.text = text
        self.sections = [Section(0, None, 0, "", title, 0, len(text), 0, 0)]
        self.open = [0]
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.last: dict[tuple[int, int], int] = {}  # (parent, level) -> number of the last label there

    def enter(self, level: int, label: str, title: str, start: int, end: int) -> int:
        """Open a section whose heading is text[start:end], closing those of the same rank or a greater one."""
        self.leave(level, start)
        parent = self.open[-1]
        ordinal = len(self.sections)
        title = title[:_LONGEST_TITLE]
        self.sections.append(Section(ordinal, parent, level, label, title, start, len(self.text), start, end))
        self.open.append(ordinal)
        return parent

    def leave(self, level: int, at: int) -> None:
        """Close the open sections of this rank or a greater one."""
        while self.sections[self.open[-1]].level >= level:
            self._close(at)

    def count(self, parent: int, label: Label) -> None:
        """Note numbering that skips or restarts; it is kept as written."""
        # Articles of a law count on through its chapters.
        key = (0 if label.kind == "条" else parent, RANKS[label.kind])
        before = self.last.get(key, 0)
        if label.number != before + 1:
            written = self.text[label.start : label.end]
            self.notes.append(f"编号不连续：“{written}”前面的同级编号是 {before or '无'}")
        self.last[key] = label.number

    def add(self, role: Literal["heading", "field", "body"], start: int, end: int, lead: int) -> None:
        if start < end:
            self.blocks.append(Block(role, self.open[-1], start, end, lead))

    def finish(self) -> Outline:
        while len(self.open) > 1:
            self._close(len(self.text))
        more = len(self.notes) - _MOST_NOTES
        notes = [*self.notes[:_MOST_NOTES], f"还有 {more} 处编号不连续"] if more > 0 else self.notes
        return Outline(tuple(self.sections), tuple(self.blocks), tuple(notes))

    def _close(self, end: int) -> None:
        ordinal = self.open.pop()
        self.sections[ordinal] = self.sections[ordinal]._replace(end=end)


def _marked(builder: _Builder, mark: Mark) -> None:
    """Place a line of a table, or one that is known to be no heading: labels in it are not looked for.

    The head of a table is the heading of a section: so each row is found by its columns' names, and cited with them.
    """
    if mark.kind == "header":
        title = " ".join(builder.text[mark.start : mark.end].split())
        builder.enter(RANKS["表"], "表：", title, mark.start, mark.end)
        builder.add("heading", mark.start, mark.end, mark.start)
    else:
        builder.add("body", mark.start, mark.end, mark.start)


def _line(builder: _Builder, start: int, end: int, level: int | None) -> None:
    """Place one line: a heading, a heading that runs into its paragraph, or a paragraph.

    `level` is that of a heading that the format marks; Markdown marks its own in the text.
    """
    text = builder.text
    inner_start, inner_end, decorated = _undecorate(text, start, end)
    level = decorated if level is None else level
    label = label_at(text, inner_start, inner_end)
    if label is not None:
        heading_end = _heading_end(text, label, inner_end)
        whole = heading_end == inner_end
        heading_end = end if whole else heading_end
        title_end = inner_end if whole else heading_end
        title = _title(text, label.end, title_end) if title_end > label.end else _first_clause(text, label.end, end)
        rank = level if level is not None and level < RANKS["编"] else RANKS[label.kind]
        parent = builder.enter(rank, text[label.start : label.end], title, start, heading_end)
        builder.count(parent, label)
        builder.add("heading", start, heading_end, start)
        _paragraph(builder, heading_end, end, start)
    elif text[inner_start:inner_end] == builder.sections[0].title:
        builder.add("heading", start, end, start)
    elif level is not None and inner_end - inner_start <= _HEADING_LENGTH:
        builder.enter(level, "", _title(text, inner_start, inner_end), start, end)
        builder.add("heading", start, end, start)
    else:
        lead_in = _BOLD_LEAD.match(text, start, end)
        if lead_in is not None:
            # **加强交通建设。**新建高速公路… : a heading that runs into its paragraph, set off in bold.
            title = _title(text, lead_in.start(1), lead_in.end(1))
            builder.enter(RANKS["bold"], "", title, start, lead_in.end())
            builder.add("heading", start, lead_in.end(), start)
            _paragraph(builder, lead_in.end(), end, start)
        else:
            _paragraph(builder, start, end, start)


def _undecorate(text: str, start: int, end: int) -> tuple[int, int, int | None]:
    """Strip Markdown's # and ** from a line; returns the span inside and the rank of the decoration, if any."""
    match = _MARKDOWN.match(text, start, end)
    level = None
    if match is not None:
        level = MARKDOWN_RANK + len(match[1]) - 1
        start = match.end()
    if end - start > 4 and text.startswith("**", start) and text.find("**", start + 2, end) == end - 2:
        level = level or RANKS["bold"]
        start, end = strip_span(text, start + 2, end - 2)
    return start, end, level


def _heading_end(text: str, label: Label, end: int) -> int:
    """Return where the heading that opens with `label` ends: at `end`, within the line, or right after the label."""
    if label.kind in ("条", "一是"):
        return label.end
    stop = _STOP.search(text, label.end, end)
    lost = _LOST_STOP.search(text, label.end + 4, min(end, label.end + _HEADING_LENGTH))
    first = stop.end() if stop else end
    if lost and lost.end() < first and end - label.end > _HEADING_LENGTH and "，" not in text[label.end : lost.end()]:
        return _skip_space(text, lost.end(), end)
    if first - label.end <= _HEADING_LENGTH and (stop is None or stop.group() == "。" or first == end):
        return _skip_space(text, first, end)
    return label.end


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _paragraph(builder: _Builder, start: int, end: int, lead: int) -> None:
    """Add a paragraph, opening a section for each 一是/二是 in it."""
    text = builder.text
    start = _skip_space(text, start, end)
    at = start
    for label in run_in_labels(text, start, end):
        builder.add("body", at, label.start, lead)
        # The label alone (一是) is a heading, but nothing to search for: no block.
        title = _first_clause(text, label.end, end)
        parent = builder.enter(RANKS["一是"], text[label.start : label.end], title, label.start, label.end)
        builder.count(parent, label)
        at = lead = label.end
    builder.add("body", at, end, lead)


def _title(text: str, start: int, end: int) -> str:
    return text[start:end].strip(" 　\t*#。：:")


def _first_clause(text: str, start: int, end: int) -> str:
    """Return the first clause of a paragraph, as the title of a section whose heading gives none."""
    stop = _CLAUSE.search(text, start + 1, end)
    clause = text[start : stop.start() if stop else end].strip(" 　\t*")
    return clause if len(clause) <= _TITLE_LENGTH else clause[:_TITLE_LENGTH] + "…"
