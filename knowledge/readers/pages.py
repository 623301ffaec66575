"""From where words stand on pages to a text: lines, running heads left out, paragraphs joined across lines and pages."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from knowledge.labels import label_at
from knowledge.readers.draft import CELL, CENTRED, Draft, is_chinese, joined

# Gaps in a line, in sizes of its characters: one as wide as a space, and one that parts the cells of a row.
# (Between a figure and a Chinese character many programs leave some.)
_SPACE = 0.2
_WIDE_SPACE = 0.6
_CELL = 0.7
# Pieces whose feet differ by no more than this stand in one line.
_SAME_LINE = 0.4
# How far from the right edge a line may end and still be full: punctuation hangs, and a word may not fit.
# One without a stop may lack more: a Latin word goes to the next line whole.
_FULL = 2.5
_UNFINISHED = 4.5
_INDENTED = (1.2, 3.5)
_MANY_INDENTED = 0.03
_COMMON = 0.1
# A line further down than this, in distances of lines, begins a paragraph.
_APART = 1.7
_LARGER = 1.12

# Lines at the top and at the foot of a page among which running heads are looked for, and how often they run.
_EDGE = 2
_RUNNING = 0.4
_LEAST_RUNNING = 3
_PAGE_NUMBER = re.compile(
    r"[-—–―•·.\s]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6}|[IVXLC]{1,6}|[Ⅰ-Ⅻ])\s*页?(?:\s*[/／，,]?\s*共?\s*\d{1,4}\s*页?)?[-—–―•·.\s]*"
)
_STOP = re.compile(r"[。！？；：!?;:][”’」』）)》]*$")
_HEADING_LENGTH = 60
_ASIDE = re.compile(r"[（(〔—]")  # the day of a speech below its title
# 合　计: two characters set wide are one name. But 一　二 are two cells.
_SET_WIDE = re.compile(
    r"(?![一二三四五六七八九十有无是否男女])[\u4e00-\u9fff](?![一二三四五六七八九十有无是否男女])[\u4e00-\u9fff]"
)


class Piece(NamedTuple):
    """Some text of a page: where it begins and ends from the left, how far down its foot is, and how large it is."""

    text: str
    left: float
    right: float
    down: float
    size: float


class Line(NamedTuple):
    """A line of a page; more than one cell where wide gaps part it."""

    cells: tuple[str, ...]
    left: float
    right: float
    down: float
    size: float
    page: int

    @property
    def text(self) -> str:
        """The line as one text."""
        return CELL.join(self.cells)


def lines_of(pieces: Iterable[Piece], page: int) -> list[Line]:
    """Put the pieces of a page into lines, from the top, each from the left."""
    found: list[Line] = []
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.down, one.left)):
        if row and piece.down - row[0].down > _SAME_LINE * max(row[0].size, piece.size):
            found += _line(row, page)
            row = []
        row.append(piece)
    return found + _line(row, page)


def _line(row: list[Piece], page: int) -> list[Line]:
    row = sorted((piece for piece in row if piece.text.strip()), key=lambda piece: piece.left)
    if not row:
        return []
    cells = [[row[0].text]]
    right = row[0].right
    for piece in row[1:]:
        text, cell = piece.text, cells[-1]
        gap = (piece.left - right) / max(piece.size, 0.01)
        wide = is_chinese(cell[-1][-1]) or is_chinese(text[0])
        if len(cell) == 1 and _SET_WIDE.fullmatch(cell[0] + text):
            cell.append(text)
        elif gap > _CELL:
            cells.append([text])
        else:
            cell.append(f" {text}" if gap > (_WIDE_SPACE if wide else _SPACE) else text)
        right = max(right, piece.right)
    texts = tuple(" ".join("".join(cell).split()) for cell in cells)
    down, size = row[0].down, max(piece.size for piece in row)
    return [Line(texts, row[0].left, right, down, size, page)]


def write(draft: Draft, pages: Sequence[Sequence[Line]]) -> None:
    """Write the lines of all pages as paragraphs, headings and rows; notes what was left out."""
    kept, running, numbers = _without_edges(pages)
    lines = [line for page in kept for line in page]
    if lines:
        _Writer(draft, lines, len(pages)).write()
    if running:
        draft.notes.append(f"略去页眉页脚：{'；'.join(running)[:80]}")
    if numbers:
        draft.notes.append(f"略去 {numbers} 处页码")


def _without_edges(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str], int]:
    """Return the pages without running heads and page numbers, those heads, and how many numbers."""
    often: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        often.update({key for line, key in _edges(page)})
    enough = max(_LEAST_RUNNING, _RUNNING * len(pages))
    heads: dict[str, None] = {}
    kept, numbers = [], 0
    for page in pages:
        dropped = []
        for line, key in _edges(page):
            if _PAGE_NUMBER.fullmatch(line.text):
                dropped.append(line)
                numbers += 1
            elif often[key] >= enough and not re.search(r"[：:].", line.text):
                dropped.append(line)
                heads.setdefault(line.text)
        kept.append([line for line in page if line not in dropped])
    return kept, list(heads), numbers


def _edges(page: Sequence[Line]) -> Iterator[tuple[Line, tuple[bool, str]]]:
    """Yield the lines at the edges of a page, each with what it says without its figures, and at which edge."""
    edge = min(_EDGE, len(page) // 3)  # a page of one or two lines is all text
    for at, line in enumerate(page):
        if at < edge or at >= len(page) - edge:
            yield line, (at < edge, re.sub(r"\d+", "#", "".join(line.text.split())))


class _Writer:
    """Joins lines to paragraphs by the edges that most lines keep."""

    def __init__(self, draft: Draft, lines: list[Line], pages: int) -> None:
        self.draft = draft
        self.lines = lines
        self.pages = pages
        self.page = 0  # the page that the draft is on
        weights: Counter[float] = Counter()
        for line in lines:
            weights[round(line.size, 1)] += len(line.text)
        self.size = max(weights, key=lambda size: weights[size]) or 1.0
        prose = [line for line in lines if len(line.cells) == 1 and abs(line.size - self.size) < 0.1 * self.size]
        body = prose or lines
        self.right = self._right_edge(body)
        self.left = self._left_edge(body)
        steps = [b.down - a.down for a, b in pairwise(body) if a.page == b.page and b.down > a.down]
        self.step = median(steps) if steps else 2 * self.size
        indented = sum(map(self._indented, body))
        self.indents = indented >= _MANY_INDENTED * len(body)

    def _right_edge(self, body: list[Line]) -> float:
        """Return where most of what is long ends. Where widths are guessed, a few seem to reach further than they do."""
        rights = sorted(line.right for line in body)
        least = min(line.left for line in body)

        def weight(right: float) -> float:
            near = bisect_right(rights, right) - bisect_left(rights, right - _FULL * self.size)
            return near * (right - least)

        return max(rights, key=weight)

    def _left_edge(self, body: list[Line]) -> float:
        """Return where full lines begin, but for those that are set in."""
        full = [line for line in body if line.right >= self.right - _UNFINISHED * self.size] or body
        lefts = Counter(round(line.left / self.size * 2) for line in full)
        common = [left for left, count in lefts.items() if count >= _COMMON * len(full)]
        return min(common or lefts) * self.size / 2

    def write(self) -> None:
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            end = at + 1
            if self._row(at):
                while end < len(self.lines) and self._row(end) and self.lines[end].page == line.page:
                    end += 1
                self._turn_to(line.page)
                if end - at > 1:
                    self.draft.table([one.cells for one in self.lines[at:end]])
                else:
                    self.draft.line(" ".join(line.cells), "plain")
            else:
                while end < len(self.lines) and self._runs_on(self.lines[end - 1], self.lines[end], end):
                    end += 1
                self._paragraph(self.lines[at:end])
            at = end
        self._turn_to(self.pages)

    def _row(self, at: int) -> bool:
        return len(self.lines[at].cells) > 1

    def _turn_to(self, page: int) -> None:
        while self.page < page:
            self.draft.turn()
            self.page += 1

    def _paragraph(self, lines: list[Line]) -> None:
        self._turn_to(lines[0].page)
        text, turns = "", []
        for line in lines:
            text = joined(text, line.text)
            turns += [len(text) - len(line.text)] * (line.page - self.page)
            self.page = line.page
        if self._set_off(lines[0]) and len(text) <= _HEADING_LENGTH:
            self.draft.heading(text, CENTRED, turns)
        else:
            self.draft.line(text, turns=turns)

    def _set_off(self, line: Line) -> bool:
        """Whether a line is larger than the text, or stands in the middle with space at both sides."""
        if line.size > _LARGER * self.size:
            return True
        aside = line.left - self.left
        return aside > 3 * self.size and abs(aside - (self.right - line.right)) < 2 * self.size

    def _indented(self, line: Line) -> bool:
        return _INDENTED[0] < (line.left - self.left) / self.size < _INDENTED[1]

    def _runs_on(self, line: Line, after: Line, at: int) -> bool:
        """Whether a paragraph goes on from a line to the next one."""
        if self._row(at) or abs(line.size - after.size) > 0.1 * self.size:
            return False
        near = after.page != line.page or after.down - line.down < _APART * max(self.step, 1.2 * line.size)
        if self._set_off(line) or self._set_off(after):
            both = self._set_off(line) and self._set_off(after)
            return near and both and after.page == line.page and not _ASIDE.match(after.text)
        stopped = bool(_STOP.search(line.text))
        if not near or line.right < self.right - (_FULL if stopped else _UNFINISHED) * self.size:
            return False
        if self._indented(after) or (stopped and not self.indents):
            return False
        return not (stopped and label_at(after.text, 0, len(after.text)))
