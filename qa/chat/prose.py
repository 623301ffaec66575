"""Text on the screen, broken into rows as Chinese is: anywhere but before closing marks and in numbers."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.selection import Selection
from textual.widget import Widget

_CLOSING = frozenset(",.;:!?%)]}>，。、；：！？％）］｝》〉」』】〕”’…·‰℃")
_OPENING = frozenset("([{<（［｛《〈「『【〔“‘")
_JOINING = frozenset("./-_%+@#&'~")


class Row(NamedTuple):
    """A row of a text from `start` to `end`, shown `hang` cells in; a soft row ends where the screen does."""

    start: int
    end: int
    hang: int
    soft: bool


def rows(text: str, width: int) -> list[Row]:
    """Break a text into rows of at most `width` cells; spaces at a row's end may hang over.

    What continues a line is shown as far in as the line's own leading spaces reach.
    """
    found = []
    start = 0
    for line in text.split("\n"):
        indent = min(_lead(line), width // 2)
        begin = hang = 0
        for cut in _cuts(line, max(1, width), indent):
            found.append(Row(start + begin, start + cut, hang, True))
            begin, hang = cut, indent
        found.append(Row(start + begin, start + len(line), hang, False))
        start += len(line) + 1
    return found


def _cuts(line: str, width: int, indent: int) -> Iterator[int]:
    begin = best = used = 0
    lead = _lead(line)
    for at, char in enumerate(line):
        # The leading spaces of a line are no row of their own.
        if at > max(begin, lead) and _may_break(line[at - 1], char):
            best = at
        cells = cell_len(char)
        while used + cells > width and at > begin and not char.isspace():
            begin = best = best if best > begin else at
            yield begin
            used = indent + cell_len(line[begin:at])
        used += cells


def _lead(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or cell_len(after) == 0:
        return False
    if before.isspace():
        return True
    if after in _CLOSING or before in _OPENING:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return char in _JOINING or (char.isalnum() and cell_len(char) == 1)


class Prose(Widget):
    """Shows one text. It takes Content only, never a string, so that nothing in it is read as markup."""

    DEFAULT_CSS = "Prose { width: 100%; height: auto; text-wrap: nowrap; text-overflow: clip; }"

    def __init__(self, content: Content, *, classes: str | None = None, id: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._content = content
        self._fitted: tuple[int, list[Row]] = (0, [])

    @property
    def plain(self) -> str:
        """The text shown."""
        return self._content.plain

    def update(self, content: Content) -> None:
        """Show another text."""
        self._content = content
        self._fitted = (0, [])
        self.refresh(layout=True)

    def row_of(self, offset: int) -> int:
        """Return the row that the character at `offset` stands in, as the text is shown now."""
        return sum(row.start <= offset for row in self._rows(self.size.width)) - 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of rows."""
        return len(self._rows(width))

    def render(self) -> Content:
        """Return the text with its rows broken."""
        shown = (Content(" " * row.hang) + self._content[row.start : row.end] for row in self._rows(self.size.width))
        return Content("\n").join(shown)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text selected with the mouse, as it was before it was broken into rows."""
        picked = ""
        for number, row in enumerate(self._rows(self.size.width)):
            span = selection.get_span(number)
            if span is not None:
                text = " " * row.hang + self.plain[row.start : row.end]
                picked += text[max(span[0], row.hang) : len(text) if span[1] == -1 else span[1]]
                picked += "" if row.soft else "\n"
        return picked.removesuffix("\n"), "\n"

    def _rows(self, width: int) -> list[Row]:
        if self._fitted[0] != width:
            self._fitted = (width, rows(self.plain, width))
        return self._fitted[1]
