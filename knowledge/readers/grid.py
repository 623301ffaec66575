"""Tables with cells that span rows and columns, as rows that can each be read alone."""

from collections.abc import Sequence
from typing import NamedTuple

# A cell that spans rows is said again in each of them, unless it is as long as a paragraph.
_SAID_AGAIN = 200
# More cells than a page can show come from a broken span, not from a table.
_MOST_ROWS = 200
_MOST_COLUMNS = 60


class Cell(NamedTuple):
    """A cell, and how many rows and columns it spans; `head`: it names a column."""

    text: str
    rows: int = 1
    columns: int = 1
    head: bool = False


def grid(rows: Sequence[Sequence[Cell]]) -> tuple[list[list[str]], int | None]:
    """Return the text of each row's cells, spans filled in, and how many rows head the table; None: nobody says.

    A cell that spans columns stands in the first of them; one that names columns, in all.
    """
    above: dict[int, tuple[int, str]] = {}  # column -> rows that its cell still spans, text
    texts: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        cells = iter(row)
        cell = next(cells, None)
        while (cell is not None or len(line) in above) and len(line) < _MOST_COLUMNS:
            at = len(line)
            if at in above:
                left, text = above.pop(at)
                line.append(text)
                if left > 1:
                    above[at] = (left - 1, text)
            elif cell is not None:
                columns = max(1, min(cell.columns, _MOST_COLUMNS - at))
                line += [cell.text, *[cell.text if cell.head else ""] * (columns - 1)]
                if cell.rows > 1:
                    again = cell.text if len(cell.text) <= _SAID_AGAIN else ""
                    above.update(
                        (at + n, (min(cell.rows, _MOST_ROWS) - 1, again if not n or cell.head else ""))
                        for n in range(columns)
                    )
                cell = next(cells, None)
        texts.append(line)
    return texts, _heads(rows)


def _heads(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Count the rows at the top of which every cell names a column, or that such a cell spans."""
    if not rows or not rows[0] or not all(cell.head for cell in rows[0]):
        return None
    deepest = max(cell.rows for cell in rows[0])
    count = 0
    for row in rows:
        if not row or not all(cell.head for cell in row):
            break
        count += 1
    return min(max(count, deepest), 4)
