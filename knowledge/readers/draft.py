"""A report's text as it is put together from a file that is not text: a line for each paragraph, heading and row."""

import re
from collections.abc import Iterable, Sequence

from knowledge.errors import Unreadable
from knowledge.labels import label_at
from knowledge.model import NO_HEAD, Head, Mark
from knowledge.readers import Document

# Between the cells of a row.
CELL = " | "

# Levels of headings that are only set off: a centred line heads what an annex holds, one in bold stands below labels.
CENTRED = 9
BOLD = 25
_SET_OFF_LENGTH = 40

# What no reader of a text sees: controls (but those that part words), soft hyphens, zero-width marks, lone surrogates.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")
_CONTENTS = re.compile(r"目\s*[录次]")
_PAGE_AFTER = re.compile(r"[\s.…·—\-_]*\d*$")
_CAPTION = re.compile(
    r"(?:附?表|Table)\s*[\d一二三四五六七八九十]|.{0,38}(?:一览表|情况表|统计表|明细表|汇总表|分工表|清单|表)$"
)

# The head of a table: short cells, none of them a figure. Longer ones are what it tells.
_HEAD_LENGTH = 24
_FIGURE = re.compile(r"[\d.,:%％\-—/~()（）+]*\d[\d.,:%％\-—/~()（）+年月日万亿元人个户]*")
_LONG_FIGURE = re.compile(r"\d{3}(?!\d?年)")
# A table of two columns often has no head, but names and values. One of these says that it has.
_HEADS = re.compile(
    r"序号|项目|类[别型]|种类|名称|指标|内容|事项|单位|部门|地区|年[份度]|时间|日期|对象|标准|条件|要求|职责|说明|备注"
)

# No heading: a note in brackets, a date, a sentence, a reference number, an answer.
_CAN_HEAD = re.compile(r"(?![（(〔\[]|[\d〇○一二三四五六七八九十]{4}年|.*[:：])\S.*[^。；，、;,.号]$")

# How far a table of contents may reach, in lines.
_LONGEST_CONTENTS = 200


class Draft:
    """Collects the lines of a report, and what is known of them."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.missing: list[str] = []
        self._lines: list[str] = []
        self._at = 0  # where the next line begins
        self._marks: list[Mark] = []
        self._pages: list[int] = []
        self._unseen = 0

    @property
    def empty(self) -> bool:
        """Whether nothing was added yet."""
        return not self._lines

    def line(self, text: str, kind: str = "", level: int = 0, turns: Iterable[int] = ()) -> None:
        """Add a line where there is something in it; a new page begins at each of `turns`, counted from its start."""
        seen = _UNSEEN.sub("", text)
        self._unseen += len(text) - len(seen)
        turns = [len(_UNSEEN.sub("", text[:turn])) for turn in turns]
        lead = len(seen) - len(seen.lstrip())
        self._pages.extend(self._at + max(0, turn - lead) for turn in turns)
        text = " ".join(seen.split("\n")).strip()
        if not text:
            return
        if kind:
            self._marks.append(Mark(kind, self._at, self._at + len(text), level))  # type: ignore[arg-type]
        self._lines.append(text)
        self._at += len(text) + 1

    def heading(self, text: str, level: int, turns: Iterable[int] = ()) -> None:
        """Add a line that is set off, as a heading where it can be one: labels have ranks of their own."""
        labelled = label_at(text, 0, len(text)) is not None or _CONTENTS.fullmatch(text) is not None
        heads = len(text) <= _SET_OFF_LENGTH and not labelled and _CAN_HEAD.match(text) is not None
        self.line(text, "heading" if heads else "", level, turns)

    def turn(self) -> None:
        """Begin a new page with the next line."""
        self._pages.append(self._at)

    def table(self, rows: Sequence[Sequence[str]], heads: int | None = None) -> None:
        """Add a table, a line a row. Its first `heads` rows head its columns; None: as they look."""
        rows = [cells for row in rows if any(cells := [" ".join(cell.split()) for cell in row])]
        if not rows:
            return
        fields = [_fields(row) for row in rows]
        if all(fields):  # a form: a name that ends with a colon, and its value
            for field in fields:
                for line in field:
                    self.line(line)
            return
        if self._lines and _CAPTION.match(self._lines[-1]) and len(self._lines[-1]) <= 40 and not self._marked():
            start = self._at - len(self._lines[-1]) - 1
            self._marks.append(Mark("heading", start, self._at - 1, BOLD))
        while len(rows) > 1 and _whole(rows[0]):  # a caption across all columns
            self.heading(next(filter(None, rows.pop(0))), BOLD)
            heads = max(0, heads - 1) if heads else heads
        heads = (1 if _heads(rows) else 0) if heads is None else min(heads, len(rows) - 1)
        if heads:
            names = (
                rows[0]
                if heads == 1
                else [" ".join(unique(column)) for column in zip(*_even(rows[:heads]), strict=True)]
            )
            self.line(CELL.join(names), "header")
        for row in rows[heads:]:
            self.line(next(filter(None, row)) if _whole(row) else CELL.join(row).rstrip(" |"), "row")

    def _marked(self) -> bool:
        return bool(self._marks) and self._marks[-1].end == self._at - 1

    def document(self, path: str, encoding: str, told: Head = NO_HEAD) -> Document:
        """Return what was collected. Raises Unreadable where it holds no words."""
        text = "\n".join(self._lines)
        if not any(map(str.isalnum, text)):
            raise Unreadable(path, "没有文字", "no words in it")
        if private := len(_PRIVATE.findall(text)):
            self.notes.append(f"有 {private} 个私用区字符（字体自造的字，别处显示不出）")
        if self._unseen:
            self.notes.append(f"略去 {self._unseen} 个不可见字符")
        marks = sorted([*self._marks, *self._contents()], key=lambda mark: mark.start)
        pages = tuple(min(page, len(text)) for page in self._pages)
        return Document(text, encoding, tuple(self.notes), tuple(marks), pages, told, tuple(self.missing))

    def _contents(self) -> list[Mark]:
        """Mark the lines of a table of contents, which repeat the headings, as plain ones."""
        first = next((at for at, line in enumerate(self._lines) if _CONTENTS.fullmatch(line)), None)
        if first is None or first + 1 >= len(self._lines):
            return []
        names = [_name(line) for line in self._lines[first + 1 : first + _LONGEST_CONTENTS]]
        if names[0] not in names[1:]:
            return []
        until = first + 1 + names.index(names[0], 1)
        start = sum(len(line) + 1 for line in self._lines[: first + 1])
        marks = []
        for line in self._lines[first + 1 : until]:
            marks.append(Mark("plain", start, start + len(line)))
            start += len(line) + 1
        known = {mark.start for mark in self._marks}
        return [mark for mark in marks if mark.start not in known]


def joined(first: str, second: str) -> str:
    """Join two pieces of a paragraph: with a space where either side is not Chinese."""
    if not first or not second or first[-1].isspace() or is_chinese(first[-1]) or is_chinese(second[0]):
        return first + second
    return f"{first} {second}"


def is_chinese(character: str) -> bool:
    """Say whether a character is a Chinese one, or a mark as wide as one."""
    return _CHINESE.match(character) is not None


def unique(texts: Iterable[str]) -> list[str]:
    """Return texts without those that came before."""
    return list(dict.fromkeys(texts))


def _name(line: str) -> str:
    """Return an entry of a table of contents without its page, and without spaces."""
    return "".join(_PAGE_AFTER.sub("", line).split())


def _fields(row: Sequence[str]) -> list[str]:
    """Return the lines `name：value` of a row that holds such pairs, else nothing."""
    lines, name = [], ""
    for cell in row:
        if name:
            lines.append(name + cell)
            name = ""
        elif cell.endswith(("：", ":")):
            name = cell
        elif cell and not re.match(r"[^：:]{2,12}[：:]", cell):
            return []
        elif cell:
            lines.append(cell)
    return [*lines, name] if name else lines


def _whole(row: Sequence[str]) -> bool:
    """Say whether one cell is all that a row of several holds."""
    return len(row) > 1 and len(unique(filter(None, row))) == 1


def _heads(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first row looks like the names of columns."""
    first = [cell for cell in rows[0] if cell]
    if len(rows) < 2 or len(first) < 2 or len(set(first)) < len(first):
        return False
    if any(len(cell) > _HEAD_LENGTH or _FIGURE.fullmatch(cell) or _LONG_FIGURE.search(cell) for cell in first):
        return False
    return len(rows[0]) > 2 or any(map(_HEADS.search, first))


def _even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows of equal length."""
    most = max(map(len, rows))
    return [[*row, *[""] * (most - len(row))] for row in rows]
