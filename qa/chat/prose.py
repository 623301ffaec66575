"""Text on the screen, broken into rows as Chinese is: nowhere before closing marks or in numbers."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.selection import Selection
from textual.widget import Widget

from qa.layout import pieces


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
        indent = min(len(line) - len(line.lstrip(" ")), max(0, width // 2 - 1))
        begin = hang = 0
        for cut in _cuts(line, max(1, width), indent):
            found.append(Row(start + begin, start + cut, hang, True))
            begin, hang = cut, indent
        found.append(Row(start + begin, start + len(line), hang, False))
        start += len(line) + 1
    return found


def _cuts(line: str, width: int, indent: int) -> Iterator[int]:
    """Yield where the rows of a line end, but for the last."""
    begin = used = 0
    for start, end, columns in pieces(line, width - indent, cell_len):
        if used + columns > width and start > begin and not line[start:end].isspace():
            yield start
            begin, used = start, indent
        used += columns


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

    @property
    def height(self) -> int:
        """How many rows the text takes as it is shown now."""
        return len(self._rows(self.size.width))

    def row_of(self, offset: int) -> int:
        """Return the row that the character at `offset` stands in, as the text is shown now."""
        return sum(row.start <= offset for row in self._rows(self.size.width)) - 1

    def span_of_row(self, row: int) -> tuple[int, int]:
        """Return where the text of a row starts and ends; (0, -1) below the last one."""
        found = self._rows(self.size.width)
        return (found[row].start, found[row].end) if row in range(len(found)) else (0, -1)

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
