"""The words of the house as data: report, head field, section, passage."""

from typing import Literal, NamedTuple

Role = Literal["body", "heading", "field"]

# What the fields of a head are called.
TITLE_NAMES = ("名称", "标题", "title", "文件名称", "信息名称")
ISSUER_NAMES = ("发布机构", "发文机关", "发文单位", "发布单位", "公开责任部门", "制发机关", "印发机关")
DATE_NAMES = (
    "成文日期",
    "发文日期",
    "发布日期",
    "发文时间",
    "发布时间",
    "发表时间",
    "印发日期",
    "公开日期",
    "生成日期",
    "日期",
    "date",
)
NUMBER_NAMES = ("文号", "发文字号", "文件编号", "索引号", "索引码")


class Field(NamedTuple):
    """One line of a report's head, such as 发文日期: `start` and `end` are where the value stands in the text."""

    name: str
    value: str
    start: int
    end: int


class Section(NamedTuple):
    """A node of the outline.

    `ordinal` counts from 0 in the order of the text; 0 is the whole report. `level` is the rank of the label's
    kind (see `outline.RANKS`), so a child's level is always greater than its parent's. `start` and `end` span the
    section with all below it; `heading_start` and `heading_end` its heading as written, label included.
    """

    ordinal: int
    parent: int | None
    level: int
    label: str
    title: str
    start: int
    end: int
    heading_start: int
    heading_end: int


class Passage(NamedTuple):
    """What is searched and cited: `text == report.text[start:end]`, in exactly one section.

    `lead` is where the evidence may begin: the start of a heading that runs into this paragraph, else `start`.
    """

    ordinal: int
    section: int
    role: Role
    start: int
    end: int
    lead: int


class Head(NamedTuple):
    """What a report's head says of the report; empty strings where it says nothing."""

    title: str
    issuer: str
    date: str
    number: str
    fields: tuple[Field, ...]


NO_HEAD = Head("", "", "", "", ())


class Mark(NamedTuple):
    """What a format says of a line, text[start:end], and plain text does not.

    A heading has its `level` from 1; the head of a table and a row of one are lines of cells; a plain line is no
    heading, whatever it begins with.
    """

    kind: Literal["heading", "header", "row", "plain"]
    start: int
    end: int
    level: int = 0


class Report(NamedTuple):
    """A report as read: `path` is the name it was added by, `source` the file it came from.

    `pages` is where each page of the file begins, in characters of the text; empty where a format has no pages.
    """

    path: str
    source: str
    text: str
    encoding: str
    head: Head
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    notes: tuple[str, ...]
    pages: tuple[int, ...] = ()


def section_path(sections: tuple[Section, ...], ordinal: int) -> tuple[Section, ...]:
    """Return the sections from the top (the whole report left out) down to `ordinal`."""
    path: list[Section] = []
    at: int | None = ordinal
    while at:
        path.append(sections[at])
        at = sections[at].parent
    return tuple(reversed(path))
